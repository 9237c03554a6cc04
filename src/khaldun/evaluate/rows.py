"""The rows of a reference or of a system: claims of the contract, of which a reference may leave much out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from khaldun.errors import DataError
from khaldun.evaluate.names import Party
from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, CountLine, DeathLine, ReportRef

HAPPENED = frozenset({"asserted", "reported"})


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """Inclusive days; `end` is `start` where it is left out."""

    start: str
    end: str | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place by its words, its coordinates, or both."""

    quote: str | None = None
    name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    evidence: tuple[Span, ...] = ()


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The words that tell of an event. A reference may give them without offsets (0), and with words around them."""

    quote: str = ""
    start: int = 0
    end: int = 0
    context: str = ""


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """The names of the sides as the codebook writes them ("Civilians (Mali)")."""

    actor1: str | None = None
    actor2: str | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a claims file, as far as scoring looks at it. What is null was not stated, and is not scored."""

    kind: str = "claim"
    report: ReportRef | None = None
    name: str = ""
    id: str = ""
    event_type: str | None = None
    sub_event_type: str | None = None
    status: str | None = None
    background: bool = False
    optional: bool = False
    trigger: Words | None = None
    text: str = ""
    date: Days | None = None
    place: Place | None = None
    actor1: ActorLine | None = None
    assoc_actor1: tuple[ActorLine, ...] = ()
    actor2: ActorLine | None = None
    assoc_actor2: tuple[ActorLine, ...] = ()
    fatalities: CountLine | None = None
    deaths: tuple[DeathLine, ...] = ()
    coding: Coded | None = None

    @property
    def report_name(self) -> str:
        """The report that the claim is from."""
        return self.report.name if self.report is not None else self.name

    @property
    def is_scored(self) -> bool:
        """Said to have happened, no background, with a date and a place (design §8)."""
        happened = self.status is None or self.status in HAPPENED
        return happened and not self.background and self.date is not None and self.place is not None

    @property
    def sides(self) -> tuple[tuple[Party, ...], ...]:
        """The sides that are stated: who leads each, then those with it."""
        coded = self.coding or Coded()
        both = ((self.actor1, self.assoc_actor1, coded.actor1), (self.actor2, self.assoc_actor2, coded.actor2))
        return tuple(
            (_party(actor, coded_name), *(_party(other) for other in others))
            for actor, others, coded_name in both
            if actor is not None
        )

    @property
    def death_toll(self) -> int | None:
        """The fewest deaths told of, null where nothing is."""
        if self.fatalities is not None:
            return self.fatalities.low
        told = [death.low for death in self.deaths if death.low is not None]
        return sum(told) if told else None


def _party(actor: ActorLine, coded_name: str | None = None) -> Party:
    named = tuple(name for name in (actor.name, coded_name) if name)
    return Party(id=actor.id, names=named or ((actor.quote,) if actor.quote else ()))


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """The scored rows of one file by report. `reports` names every report the file speaks of, eventless ones too.

    `texts` holds the texts of the reports whose lines give them.
    """

    rows: dict[str, tuple[Row, ...]]
    reports: frozenset[str]
    texts: dict[str, str] = {}


_decoder = msgspec.json.Decoder(Row)


def read_claims(data: bytes, *, origin: str) -> Claims:
    """The claims of a JSONL file. Failure lines are passed over: their report has no claims.

    Raises:
        DataError: a line is not JSON, or not a claim; names file, line and field.
    """
    rows: dict[str, list[Row]] = {}
    reports: set[str] = set()
    texts: dict[str, str] = {}
    for number, row in _decode(data, origin):
        if row.kind == "failure":
            continue
        if row.kind == "claim":
            _check(row, f"{origin}, line {number}")
            if row.is_scored:
                rows.setdefault(row.report_name, []).append(row)
        reports.add(row.report_name)
        if row.text:
            texts[row.report_name] = row.text
    return Claims(rows={name: tuple(found) for name, found in rows.items()}, reports=frozenset(reports), texts=texts)


def join_claims(parts: Iterable[Claims]) -> Claims:
    """The claims of several files as one."""
    rows: dict[str, tuple[Row, ...]] = {}
    reports: set[str] = set()
    texts: dict[str, str] = {}
    for part in parts:
        reports |= part.reports
        texts |= part.texts
        for name, found in part.rows.items():
            rows[name] = rows.get(name, ()) + found
    return Claims(rows=rows, reports=frozenset(reports), texts=texts)


def _decode(data: bytes, origin: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, _decoder.decode(line)
        except msgspec.ValidationError as error:
            message, _, where = str(error).partition(" - at `")
            field = where.rstrip("`") or "$"
            raise DataError(
                f"{origin}, line {number}, field {field}: {message}.", advice="See the contract in the documentation."
            ) from error
        except msgspec.DecodeError as error:
            raise DataError(
                f"{origin}, line {number}: not JSON ({error}).", advice="Give one object a line."
            ) from error


def _check(row: Row, where: str) -> None:
    advice = "A claim needs report.name, sub_event_type, date and place."
    if row.report is None or not row.report.name:
        raise DataError(f"{where}, field report.name: missing.", advice=advice)
    if row.sub_event_type is None and row.event_type is None:
        raise DataError(f"{where}, field sub_event_type: missing.", advice=advice)
    if row.date is not None:
        _check_days(row.date, where)


def _check_days(days: Days, where: str) -> None:
    for field, value in (("date.start", days.start), ("date.end", days.end or days.start)):
        try:
            dt.date.fromisoformat(value)
        except ValueError as error:
            raise DataError(
                f"{where}, field {field}: {value!r} is not a day.", advice="Write it as 2019-11-16."
            ) from error
    if days.end is not None and days.end < days.start:
        raise DataError(f"{where}, field date: it ends before it starts.", advice="Dates are inclusive days.")
