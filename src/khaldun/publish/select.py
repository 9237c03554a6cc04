"""Which claims are events, and why the others are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from khaldun.records.lines import ClaimLine, ContractLine

HAPPENED = frozenset({"asserted", "reported"})


def why_no_event(claim: ClaimLine) -> str | None:
    """The reason that keeps a claim out of the event table, null for an event."""
    if claim.status not in HAPPENED:
        return claim.status
    if claim.background:
        return "background"
    if claim.coding is not None and claim.coding.merged_into is not None:
        return "merged"
    if claim.coding is not None and claim.coding.excluded is not None:
        return f"excluded by {claim.coding.excluded}"
    return None


def is_scored(claim: ClaimLine) -> bool:
    """Whether it is said to have happened, is no background, and has a date and a place (`--events-only`)."""
    happened = claim.status in HAPPENED and not claim.background
    return happened and claim.date is not None and claim.place is not None


def sure_enough(lines: Iterable[ContractLine], least: float, left_out: Counter[str]) -> Iterator[ContractLine]:
    """The lines without the claims whose confidence is below `least` (0 to 1), which are counted in `left_out` by
    report; reports and failures stay."""
    for line in lines:
        if isinstance(line, ClaimLine) and (line.confidence.claim or 0.0) < least:
            left_out[line.report.name] += 1
        else:
            yield line


def events_only(lines: Iterable[ContractLine]) -> Iterator[ContractLine]:
    """The lines without the claims that `is_scored` refuses; reports and failures stay."""
    for line in lines:
        if not isinstance(line, ClaimLine) or is_scored(line):
            yield line
