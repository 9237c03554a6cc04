"""What is exported: reports with their claims, each with how far it was reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine

# "draft": a machine's, which nobody has looked at; "accepted": by a coder; "approved": by a reviewer too.
Standing = Literal["draft", "flagged", "accepted", "approved"]


class Sighting(msgspec.Struct, frozen=True):
    """Words that a codebook of one's own seeks and a claim has: which (by number), and where in the report they stand
    (code points), null where nobody knows. It holds no words."""

    number: int
    start: int | None = None
    end: int | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A claim, how far it was reviewed, and the decisions on it (their numbers in the chain). `marks` are the words by
    which a table warns of it, as the profile gave them ("single source", "contested"). `read` are the rules of a table
    that hold by the words of the claim, where they were read before words were withheld; null where the words stand.
    `found` is the same for a codebook of one's own: never read from a file, and never written to one.
    `asked`: whether it is among those that are to be exported; what it tells is withheld of the others all the same."""

    claim: ClaimLine
    standing: Standing = "draft"
    decisions: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    read: tuple[str, ...] | None = None
    found: tuple[Sighting, ...] = ()
    asked: bool = True


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A report with its claims in the order of its text. `report` is null where the lines hold claims alone."""

    report: ReportLine | None
    items: tuple[Item, ...]


def told_by(lines: Iterable[ContractLine | Item]) -> Iterator[Told]:
    """The reports of claims interchange, each with the claims that follow it; nobody has reviewed those that do not
    come as items.

    Claims are a report's as long as they name it: those of another are a report of their own that is not there.
    Failures hold no claims and are passed over.
    """
    report: ReportLine | None = None
    waiting: list[Item] = []
    name: str | None = None
    for line in lines:
        if isinstance(line, FailureLine):
            continue
        item = Item(claim=line) if isinstance(line, ClaimLine) else line
        now = item.name if isinstance(item, ReportLine) else item.claim.report.name
        if isinstance(item, ReportLine) or now != name:
            if report is not None or waiting:
                yield Told(report=report, items=tuple(waiting))
            report, waiting, name = (item if isinstance(item, ReportLine) else None), [], now
        if isinstance(item, Item):
            waiting.append(item)
    if report is not None or waiting:
        yield Told(report=report, items=tuple(waiting))
