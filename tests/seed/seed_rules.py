"""How the one real report's expected rows are held against coded claims."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from khaldun.records.lines import ActorLine, ClaimLine, ContractLine

HAPPENED = {"asserted", "reported"}
Row = dict[str, Any]
Code = Callable[[str, str], list[ContractLine]]


def expected_rows(path: Path, need: str) -> list[Row]:
    """The rows of `expected.jsonl` that are "required", "optional" or "not an asserted or reported event"."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if row["need"] == need]


def is_event(claim: ClaimLine) -> bool:
    """Whether the claim stands in the event table by default."""
    return claim.status in HAPPENED and not claim.background and claim.date is not None and claim.place is not None


def fits(row: Row, claim: ClaimLine, *, slack: int = 0) -> bool:
    """Whether a claim is the event of a row: type, place words, and days at most `slack` apart."""
    if claim.sub_event_type != row["sub_event_type"] or claim.place is None or claim.date is None:
        return False
    named = (claim.place.quote or "").casefold()
    start, end = dt.date.fromisoformat(claim.date.start), dt.date.fromisoformat(claim.date.end)
    margin = dt.timedelta(days=slack)
    first, last = dt.date.fromisoformat(row["date_start"]), dt.date.fromisoformat(row["date_end"])
    return row["place"].casefold() in named and start <= last + margin and first <= end + margin


def differences(row: Row, claim: ClaimLine) -> list[str]:
    """What of a required row the claim has otherwise: days, status, sides, deaths."""
    assert claim.date is not None
    found = []
    if (claim.date.start, claim.date.end) != (row["date_start"], row["date_end"]):
        found.append(f"date {claim.date.start}..{claim.date.end}")
    if claim.status != row["status"]:
        found.append(f"status {claim.status}")
    for wanted, actors in (
        (row["actor1"], _side(claim.actor1, claim.assoc_actor1)),
        (row["actor2"], _side(claim.actor2, claim.assoc_actor2)),
    ):
        if any(name not in actors for name in (wanted or "").split("; ") if name):
            found.append(f"side {sorted(actors)} without {wanted}")
    deaths = row["deaths"]
    if deaths is not None:
        got = [(death.of, death.low, death.high, death.unbounded) for death in claim.deaths]
        if got != [(deaths["of"], deaths["low"], deaths["high"], deaths["unbounded"])]:
            found.append(f"deaths {got}")
    return found


def _side(first: ActorLine | None, others: Iterable[ActorLine]) -> set[str]:
    return {actor.name for actor in (first, *others) if actor is not None and actor.name}
