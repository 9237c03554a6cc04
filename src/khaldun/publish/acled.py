"""ACLED's table: its 31 columns, one row an event, from the claims that its codebook takes.

Columns and codes after ACLED's public codebook (2024). The rows are not ACLED data, and their ids never look so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec

from khaldun.publish.cells import Cell, csv_row
from khaldun.publish.columns import place_name, publishers
from khaldun.publish.select import why_no_event
from khaldun.records.lines import ClaimLine, CodingLine, ContractLine, PlaceLine, ReportLine

ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip


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


def publish_acled(lines: Iterable[ContractLine], *, find_country: FindCountry, today: dt.date) -> Iterator[bytes]:
    """CSV in ACLED's columns. `today` (UTC) is the `timestamp` of every row."""
    yield csv_row(ACLED_COLUMNS).encode()
    report: ReportLine | None = None
    for line in lines:
        if isinstance(line, ReportLine):
            report = line
        elif isinstance(line, ClaimLine):
            row = _row(line, report, find_country, today)
            if row is not None:
                yield csv_row([row[column] for column in ACLED_COLUMNS]).encode()


def why_no_row(claim: ClaimLine) -> str | None:
    """The reason why a claim has no row in ACLED's table, null where it has one."""
    if reason := why_no_event(claim):
        return reason
    if claim.coding is None:
        return "not coded"
    if claim.date is None or claim.coding.event_date is None:
        return "no date"
    if claim.place is None:
        return "no place"
    return None if point_of(claim.place) is not None else "place without coordinates"


def point_of(place: PlaceLine) -> Point | None:
    """The point that a row of ACLED's may stand at."""
    if place.latitude is not None and place.longitude is not None:
        return Point(
            name=place_name(place) or "",
            latitude=place.latitude,
            longitude=place.longitude,
            precision=place.precision,
        )
    if place.fallback is not None:
        back = place.fallback
        return Point(name=back.name, latitude=back.latitude, longitude=back.longitude, precision=back.precision)
    return None


def row_id(claim_id: str) -> str:
    """The id of a row: ours, by its form too ("khaldun-" and twelve hexadecimal digits)."""
    return f"khaldun-{hashlib.sha256(claim_id.encode()).hexdigest()[:12]}"


def _row(
    claim: ClaimLine, report: ReportLine | None, find_country: FindCountry, today: dt.date
) -> dict[str, Cell] | None:
    coding, place = claim.coding, claim.place
    point = point_of(place) if place is not None else None
    if why_no_row(claim) is not None or coding is None or place is None or point is None:
        return None
    return {
        "event_id_cnty": row_id(claim.id),
        "event_type": claim.event_type,
        "sub_event_type": claim.sub_event_type,
        **_coded(coding),
        **_where(place, coding, point, find_country),
        "source": publishers(report),
        "source_scale": None,
        "notes": " ".join(" ".join((claim.notes, *coding.notes, *_placed(place))).split()),
        "tags": None,
        "timestamp": int(dt.datetime.combine(today, dt.time(), dt.UTC).timestamp()),
    }


def _placed(place: PlaceLine) -> tuple[str, ...]:
    """What a reader must know of a row that stands at a fallback."""
    if place.fallback is None or place.latitude is not None:
        return ()
    return (f"Location: {place.quote} is not resolved; placed at {place.fallback.name} by {place.fallback.rule}.",)


def _coded(coding: CodingLine) -> dict[str, Cell]:
    """The cells that the codebook's rules have written. Nothing said of deaths is 0 to ACLED."""
    return {
        "event_date": coding.event_date,
        "year": int(coding.event_date[:4]) if coding.event_date else None,
        "time_precision": coding.time_precision,
        "disorder_type": coding.disorder_type,
        "actor1": coding.actor1,
        "assoc_actor_1": coding.assoc_actor1,
        "inter1": coding.inter1,
        "actor2": coding.actor2,
        "assoc_actor_2": coding.assoc_actor2,
        "inter2": coding.inter2,
        "interaction": coding.interaction,
        "civilian_targeting": coding.civilian_targeting,
        "fatalities": coding.fatalities or 0,
    }


def _where(place: PlaceLine, coding: CodingLine, point: Point, find_country: FindCountry) -> dict[str, Cell]:
    code = place.country or coding.country
    country = find_country(code) if code else None
    return {
        "iso": country.numeric if country else None,
        "region": country.region if country else None,
        "country": country.acled_name if country else code,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "admin3": None,
        "location": point.name,
        "latitude": point.latitude,
        "longitude": point.longitude,
        "geo_precision": coding.geo_precision or point.precision,
    }
