"""GeoJSON (RFC 7946): one feature a claim. An unresolved place has no point; its geometry is null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from khaldun.publish.columns import actor_name, actor_names, place_name, publishers
from khaldun.records.lines import ClaimLine, ContractLine, PlaceLine, ReportLine

_NULL = msgspec.Raw(b"null")


class Point(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="Point"):
    """Longitude first, as RFC 7946 asks."""

    coordinates: tuple[float, float]


class Properties(msgspec.Struct, frozen=True, kw_only=True):
    """What a map shows of a claim; the whole claim stands in the JSONL under the same id."""

    report: str
    source: str | None
    event_type: str | None
    sub_event_type: str | None
    status: str
    background: bool
    date_start: str | None
    date_end: str | None
    place: str | None
    country: str | None
    geo_precision: int | None
    unresolved: bool
    actor1: str | None
    assoc_actor1: str | None
    actor2: str | None
    assoc_actor2: str | None
    deaths_low: int | None
    deaths_high: int | None
    trigger: str | None
    notes: str
    confidence: float | None


class Feature(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="Feature"):
    id: str
    geometry: Point | msgspec.Raw | None
    properties: Properties


def publish_geojson(lines: Iterable[ContractLine]) -> Iterator[bytes]:
    """One FeatureCollection, written feature by feature."""
    yield b'{"type":"FeatureCollection","features":['
    report: ReportLine | None = None
    before = b"\n"
    for line in lines:
        if isinstance(line, ReportLine):
            report = line
        elif isinstance(line, ClaimLine):
            yield before + msgspec.json.encode(_feature(line, report))
            before = b",\n"
    yield b"\n]}\n"


def _feature(claim: ClaimLine, report: ReportLine | None) -> Feature:
    place, date, deaths = claim.place, claim.date, claim.fatalities
    return Feature(
        id=claim.id,
        geometry=_geometry(place),
        properties=Properties(
            report=claim.report.name,
            source=publishers(report),
            event_type=claim.event_type,
            sub_event_type=claim.sub_event_type,
            status=claim.status,
            background=claim.background,
            date_start=date.start if date else None,
            date_end=date.end if date else None,
            place=place_name(place),
            country=place.country if place else None,
            geo_precision=place.precision if place else None,
            unresolved=place.unresolved if place else False,
            actor1=actor_name(claim.actor1),
            assoc_actor1=actor_names(claim.assoc_actor1),
            actor2=actor_name(claim.actor2),
            assoc_actor2=actor_names(claim.assoc_actor2),
            deaths_low=deaths.low if deaths else None,
            deaths_high=deaths.high if deaths else None,
            trigger=claim.trigger.quote if claim.trigger else None,
            notes=claim.notes,
            confidence=claim.confidence.claim,
        ),
    )


def _geometry(place: PlaceLine | None) -> Point | msgspec.Raw | None:
    if place is None or place.unresolved:
        return None
    if bytes(place.geometry) != bytes(_NULL):
        return place.geometry
    if place.latitude is None or place.longitude is None:
        return None
    return Point(coordinates=(place.longitude, place.latitude))
