"""ACLED's table: its 31 columns, one row an event, from the claims that its codebook takes.

Columns and codes after ACLED's public codebook (2024-10). The rows are not ACLED data, and their ids never look so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Protocol

import msgspec

from khaldun.publish.columns import place_name, publishers
from khaldun.publish.export.book import CODEBOOKS, Book, Reasons, load_book
from khaldun.publish.export.cells import ruled, sentence_of, standing, stated, told
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.tables import NOTHING, Column, LeftOut, Row, Value
from khaldun.publish.select import HAPPENED
from khaldun.records.lines import ActorLine, ClaimLine, CodingLine, PlaceLine, ReportLine

MERGED, NOT_CODED, NO_COORDINATES = "acled/merged", "acled/not-coded", "acled/no-coordinates"
NO_DATE, NO_PLACE = "acled/no-date", "acled/no-place"

# Which cells a rule of the coding made, by how its name begins; the rules that begin otherwise settled the type.
_TIME = ("acled/time-", "acled/date-")
_PLACE = ("acled/geo-", "acled/place-")
_COUNTRY = ("acled/country-of-",)
_DEATHS = ("acled/deaths-", "acled/no-deaths-said", "acled/fatalities-")
_PAIR, _TARGETED = ("acled/interaction",), ("acled/civilian-targeting",)
_SIDES = (
    "acled/inter-", "acled/unidentified", "acled/generic-names", "acled/civilians-of-kind",
    "acled/civilians-mainly-hit", "acled/civilians-hit", "acled/target-civilians", "acled/perpetrator-",
    "acled/protesters", "acled/protest-without-", "acled/rioters", "acled/violent-demonstrators", "acled/no-civilians-",
)  # fmt: skip
_OF_STATE = "acled/inter-state-"
_NAMING = ("acled/unidentified", "acled/generic-names", "acled/civilians-of-kind", "acled/perpetrator-")
_NOT_TYPE = (*_TIME, *_PLACE, *_COUNTRY, *_DEATHS, *_PAIR, *_TARGETED, *_SIDES)


class CountryNames(Protocol):
    """What ACLED's table says of a country."""

    @property
    def numeric(self) -> int: ...
    @property
    def acled_name(self) -> str: ...
    @property
    def region(self) -> str: ...


FindCountry = Callable[[str], CountryNames | None]


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """Where a row stands: the place's own coordinates, or those of the fallback that a rule gave."""

    name: str
    latitude: float
    longitude: float
    precision: int | None
    rule: str = ""


class _SubType(msgspec.Struct, frozen=True):
    name: str
    disorder_type: str


class _Type(msgspec.Struct, frozen=True):
    name: str
    sub_event_types: tuple[_SubType, ...]


class _Coding(Book, frozen=True, kw_only=True):
    """What the table reads of the codebook by which claims are coded (acled.yaml)."""

    event_types: tuple[_Type, ...]
    inter: tuple[str, ...]


@lru_cache(maxsize=1)
def acled_books() -> tuple[Book, Book]:
    """The table's codebook, its columns with the codes that the coding may give, and the coding's own."""
    book = load_book(CODEBOOKS / "acled_table.yaml", Book)
    coding = load_book(CODEBOOKS / "acled.yaml", _Coding)
    subs = [sub for kind in coding.event_types for sub in kind.sub_event_types]
    codes = {
        "event_type": tuple(kind.name for kind in coding.event_types),
        "sub_event_type": tuple(sub.name for sub in subs),
        "disorder_type": tuple(dict.fromkeys(sub.disorder_type for sub in subs)),
        "inter1": coding.inter,
        "inter2": coding.inter,
    }
    columns = tuple(
        msgspec.structs.replace(column, codes=codes.get(column.name, column.codes)) for column in book.columns
    )
    return msgspec.structs.replace(book, columns=columns), coding


class AcledTable:
    """ACLED's table. `find_country` names a country by its ISO alpha-3 code; `today` (UTC) is every row's timestamp."""

    name = "acled"

    def __init__(self, *, find_country: FindCountry, today: dt.date) -> None:
        self.book, coding = acled_books()
        self.columns: tuple[Column, ...] = self.book.columns
        self._reasons = Reasons(coding, self.book)
        self._find_country = find_country
        self._timestamp = int(dt.datetime.combine(today, dt.time(), dt.UTC).timestamp())

    def code(self, told: Told) -> Iterator[Row | LeftOut]:
        """A row for each claim that the codebook takes, in their order, and the others with their reasons."""
        rows = {item.claim.id: item for item in told.items if rule_without_row(item.claim) is None}
        parts: dict[str, list[Item]] = defaultdict(list)
        for item in told.items:
            if (into := _merged(item.claim)) in rows:
                parts[into].append(item)
        for item in told.items:
            if item.claim.id in rows:
                yield self._row(item, parts[item.claim.id], told.report)
            else:
                yield self._left_out(item.claim, rows)

    def _left_out(self, claim: ClaimLine, rows: dict[str, Item]) -> LeftOut:
        into = _merged(claim)
        if into is None:
            return self._reasons.left_out(claim, rule_without_row(claim) or NOT_CODED)
        if into in rows:
            return self._reasons.left_out(claim, MERGED, into=row_id(into))
        return self._reasons.left_out(claim, MERGED, why="The claim is part of a row that is not in the table.")

    def _row(self, item: Item, parts: list[Item], report: ReportLine | None) -> Row:
        claim = item.claim
        coding, place, point = claim.coding, claim.place, point_of(claim.place)
        if coding is None or place is None or point is None:
            raise ValueError(f"claim {claim.id} has no row")  # rule_without_row has refused it before
        values = {
            "event_id_cnty": ruled(row_id(claim.id), "acled/row-id"),
            **_when(claim, coding),
            **_what(claim, coding),
            **_who(claim, coding),
            **self._where(place, coding, point),
            "source": stated(report, publishers(report), "original_publisher", "publisher", rule="acled/source"),
            "source_scale": NOTHING,
            "notes": _noted(claim, coding, place, point),
            "fatalities": told(
                coding.fatalities or 0, *claim.deaths, rules=_of(coding, _DEATHS) or ("acled/no-deaths-said",)
            ),
            "tags": ruled(standing((item, *parts)), "acled/reviewed"),
            "timestamp": ruled(self._timestamp, "acled/timestamp"),
        }
        return Row(
            id=row_id(claim.id),
            claims=(claim.id, *(part.claim.id for part in parts)),
            values={column.name: values[column.name] for column in self.columns},
            longitude=point.longitude,
            latitude=point.latitude,
        )

    def _where(self, place: PlaceLine, coding: CodingLine, point: Point) -> dict[str, Value]:
        code = place.country or coding.country
        country = self._find_country(code) if code else None
        named = (*_of(coding, _COUNTRY), "acled/country-names")
        placed = ("acled/location", *((point.rule,) if point.rule else ()))
        return {
            "iso": told(country.numeric if country else None, place, rules=named),
            "region": told(country.region if country else None, place, rules=named),
            "country": told(country.acled_name if country else code, place, rules=named),
            "admin1": told(place.admin1, place, rules=placed),
            "admin2": told(place.admin2, place, rules=placed),
            "admin3": NOTHING,
            "location": told(point.name, place, rules=placed),
            "latitude": told(point.latitude, place, rules=placed),
            "longitude": told(point.longitude, place, rules=placed),
            "geo_precision": told(coding.geo_precision or point.precision, place, rules=_of(coding, _PLACE) or placed),
        }


def rule_without_row(claim: ClaimLine) -> str | None:
    """The rule by which a claim has no row of its own in ACLED's table, null where it has one."""
    left_out = acled_books()[0].left_out
    if claim.status not in HAPPENED:
        return left_out[claim.status]
    if claim.background:
        return left_out["background"]
    return _rule_of_event(claim, claim.coding)


def _rule_of_event(claim: ClaimLine, coding: CodingLine | None) -> str | None:
    if coding is None:
        return NOT_CODED
    if coding.merged_into is not None:
        return MERGED
    if coding.excluded is not None:
        return coding.excluded
    if claim.date is None or coding.event_date is None:
        return NO_DATE
    if claim.place is None:
        return NO_PLACE
    return None if point_of(claim.place) is not None else NO_COORDINATES


def point_of(place: PlaceLine | None) -> Point | None:
    """The point that a row of ACLED's may stand at."""
    if place is None:
        return None
    if place.latitude is not None and place.longitude is not None:
        return Point(
            name=place_name(place) or "",
            latitude=place.latitude,
            longitude=place.longitude,
            precision=place.precision,
        )
    if place.fallback is not None:
        back = place.fallback
        return Point(
            name=back.name, latitude=back.latitude, longitude=back.longitude, precision=back.precision, rule=back.rule
        )
    return None


def row_id(claim_id: str) -> str:
    """The id of a row: ours, by its form too ("khaldun-" and twelve hexadecimal digits)."""
    return f"khaldun-{hashlib.sha256(claim_id.encode()).hexdigest()[:12]}"


def _merged(claim: ClaimLine) -> str | None:
    """The claim whose row tells of this one, where it has none for that reason alone."""
    happened = claim.status in HAPPENED and not claim.background
    return claim.coding.merged_into if happened and claim.coding is not None else None


def _of(coding: CodingLine, starts: tuple[str, ...]) -> tuple[str, ...]:
    return _begun(coding.rules, starts)


@lru_cache(maxsize=16_384)
def _begun(rules: tuple[str, ...], starts: tuple[str, ...]) -> tuple[str, ...]:
    """The rules whose names begin so; claims have the same over and over."""
    return tuple(rule for rule in rules if rule.startswith(starts))


def _when(claim: ClaimLine, coding: CodingLine) -> dict[str, Value]:
    rules = (*_of(coding, _TIME), "acled/row-a-day")
    return {
        "event_date": told(coding.event_date, claim.date, rules=rules),
        "year": told(int(coding.event_date[:4]) if coding.event_date else None, claim.date, rules=rules),
        "time_precision": told(coding.time_precision, claim.date, rules=_of(coding, _TIME)),
    }


def _what(claim: ClaimLine, coding: CodingLine) -> dict[str, Value]:
    """The type, by the words that tell of it and the rules that settled it."""
    words = sentence_of(claim)
    rules = (*claim.rules, *(rule for rule in coding.rules if not rule.startswith(_NOT_TYPE)))
    return {
        "disorder_type": told(coding.disorder_type, evidence=words, rules=rules),
        "event_type": told(claim.event_type, evidence=words, rules=rules),
        "sub_event_type": told(claim.sub_event_type, evidence=words, rules=rules),
    }


def _who(claim: ClaimLine, coding: CodingLine) -> dict[str, Value]:
    """The sides. Names with a country, and the type of a state's forces, rest on the words for the place too."""
    sides, naming = _of(coding, _SIDES), _of(coding, _NAMING)
    pair = (*sides, *_of(coding, _PAIR))
    place = claim.place.evidence if claim.place is not None else ()
    at_home = place if any(rule.startswith(_OF_STATE) for rule in sides) else ()

    def names(cell: str | None, *actors: ActorLine | None) -> Value:
        where = place if cell is not None and cell.endswith(")") and naming else ()
        return told(cell, *actors, evidence=where, rules=naming if any(actors) else sides)

    def types(cell: str | None, *actors: ActorLine | None, rules: tuple[str, ...] = sides) -> Value:
        return told(cell, *actors, evidence=at_home, rules=rules)

    return {
        "actor1": names(coding.actor1, claim.actor1),
        "assoc_actor_1": names(coding.assoc_actor1, claim.actor1, *claim.assoc_actor1),
        "inter1": types(coding.inter1, claim.actor1),
        "actor2": names(coding.actor2, claim.actor2),
        "assoc_actor_2": names(coding.assoc_actor2, claim.actor2, *claim.assoc_actor2),
        "inter2": types(coding.inter2, claim.actor2),
        "interaction": types(coding.interaction, claim.actor1, claim.actor2, rules=pair),
        "civilian_targeting": told(
            coding.civilian_targeting, claim.actor1, claim.actor2, rules=_of(coding, _TARGETED) or sides
        ),
    }


def _noted(claim: ClaimLine, coding: CodingLine, place: PlaceLine, point: Point) -> Value:
    """The notes; those that say where a row is put rest on the words and the rule for that too."""
    words = sentence_of(claim)
    if not point.rule:
        return told(_notes(claim, coding, point), evidence=words, rules=("acled/notes",))
    return told(_notes(claim, coding, point), evidence=(*words, *place.evidence), rules=("acled/notes", *place.rules))


def _notes(claim: ClaimLine, coding: CodingLine, point: Point) -> str:
    """The report's sentences, what the codebook wants said, and what a reader must know of a row at a fallback."""
    quote = claim.place.quote if claim.place is not None else None
    placed = (f"Location: {quote} is not resolved; placed at {point.name} by {point.rule}.",) if point.rule else ()
    return " ".join(" ".join((claim.notes, *coding.notes, *placed)).split())
