"""What is to be taken out, and where: everywhere, or of one report and its other versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from khaldun.errors import UsageError
from khaldun.records.lines import ReportLine
from khaldun.store import redactions, reports
from khaldun.text.occurrences import Wording

if TYPE_CHECKING:
    from khaldun.store.open import Connection

_FEW = 3  # words by which a passage is told from chance in another version of its report


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be taken out: words in every spelling, everywhere; or of one report (its name, or its id) the words,
    or the code points `span` of its text."""

    spellings: tuple[str, ...] = ()
    report: str | None = None
    span: tuple[int, int] | None = None


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """A target as it stands in a store: the words, and where one `report` is meant, its versions with their places."""

    wording: Wording
    report: str | None = None
    spans: dict[str, tuple[tuple[int, int], ...]] | None = None

    def covers(self, report: str | None) -> bool:
        """Whether what belongs to a report is looked at."""
        return self.spans is None or report in self.spans

    @property
    def only(self) -> frozenset[str] | None:
        """The reports that are looked at; null: all."""
        return None if self.spans is None else frozenset(self.spans)


def scope_of(connection: Connection, target: Target) -> Scope:
    """A target in a store.

    Raises:
        UsageError: there is no such report or more than one, or the words do not stand in it.
    """
    if target.report is None:
        return Scope(wording=Wording(target.spellings))
    own = _line(connection, _one_report(connection, target.report))
    wording = Wording(target.spellings) if target.span is None else _passage(own, *target.span)
    spans = {
        version: _places_in(_line(connection, version), own, target, wording)
        for version in sorted(redactions.versions(connection, own.id))
    }
    if not any(spans.values()):
        raise UsageError(
            f"The words do not stand in the text of {own.name}.",
            advice="Copy them from the report's page, or leave --report out to look everywhere.",
        )
    return Scope(wording=wording, report=own.id, spans=spans)


def _passage(own: ReportLine, start: int, end: int) -> Wording:
    """The words of a passage; one that cuts words is looked for wherever it stands."""
    if not 0 <= start < end <= len(own.text):
        raise UsageError(
            f"There are no code points {start}:{end} in {own.name}: its text has {len(own.text)}.",
            advice="Count them from 0, the last one not included.",
        )
    wording = Wording([own.text[start:end]])
    if any(first < end and start < last for first, last in wording.spans(own.text)):
        return wording
    return Wording([own.text[start:end]], whole=False)


def _one_report(connection: Connection, name: str) -> str:
    found = redactions.named(connection, name)
    if len(found) == 1:
        return found[0]
    why = f"There are {len(found)} reports" if found else "There is no report"
    raise UsageError(f"{why} {name}.", advice="Give its id, or the first eight signs of it (its page's address).")


def _line(connection: Connection, report: str) -> ReportLine:
    line = reports.report(connection, report)
    if line is None:
        raise UsageError(f"There is no report {report}.", advice="See khaldun review.")
    return line


def _places_in(line: ReportLine, own: ReportLine, target: Target, wording: Wording) -> tuple[tuple[int, int], ...]:
    """Where the passage stands in a version of its report."""
    if target.span is None:
        return tuple(wording.spans(line.text))
    start, end = target.span
    if line.id == own.id:
        return ((start, end),)
    found = wording.spans(line.text)
    if len(wording.spellings[0].split()) >= _FEW:
        return tuple(found)
    beside = _beside(own.text, start, end)
    return tuple(
        place for place in found if any(a == b != "" for a, b in zip(_beside(line.text, *place), beside, strict=True))
    )


def _beside(told: str, start: int, end: int) -> tuple[str, str]:
    """The words before and behind a place."""
    return "".join(told[:start].split()[-1:]).casefold(), "".join(told[end:].split()[:1]).casefold()
