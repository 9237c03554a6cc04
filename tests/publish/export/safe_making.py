"""Reports about invented days, hand-made, and what is published of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import msgspec

from khaldun.publish.export.coarsen import Ground, Spot
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.profile import SAFE, Profile, Withhold, Words
from khaldun.publish.export.record import Record
from khaldun.publish.export.safe import publishable
from khaldun.publish.export.tables import LeftOut
from khaldun.records.base import Span
from khaldun.records.facts import Candidate
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CodingLine,
    ConfidenceLine,
    DateLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    SourceLine,
)

DAY = dt.date(2031, 6, 30)
ACTORS = {
    "mil": "Military Forces of Velia",
    "reb": "Liberation Front of Ostra",
    "civ": "Civilians (Velia)",
    "vel-government": "Government of Velia",
}


class FakeRegistry:
    """A registry of four."""

    def get(self, actor_id: str) -> SimpleNamespace | None:
        return SimpleNamespace(name=ACTORS[actor_id]) if actor_id in ACTORS else None

    def called(self, name: str) -> tuple[str, ...]:
        return tuple(key for key, known in ACTORS.items() if known.casefold() == name.casefold())


class FakeGround:
    """A gazetteer of one settlement and one region."""

    def nearest(self, latitude: float, longitude: float, country: str | None) -> Spot | None:
        near = abs(latitude - 12.3) < 1 and abs(longitude - 45.6) < 1
        return Spot(name="Marsa", latitude=12.3, longitude=45.6, country="SDN", admin1="Ostra") if near else None

    def region(self, country: str, admin1: str | None) -> Spot | None:
        return Spot(name=admin1, latitude=13.5, longitude=44.5, country=country) if admin1 == "Ostra" else None


def span(words: str, at: int = 0) -> Span:
    return Span(start=at, end=at + len(words), quote=words)


def actor(name: str, id_: str | None = None, type_: str | None = None, quote: str | None = None) -> ActorLine:
    words = quote or name
    return ActorLine(
        quote=words,
        id=id_,
        name=ACTORS.get(id_ or "", name),
        type=type_,
        evidence=(span(words),),
        rules=("actors/said",),
    )


ARMY = actor("the army", "mil", "State forces")
REBELS = actor("rebels", "reb", "Rebel group")


def place(
    name: str = "Marsa", *, feature: str = "settlement", latitude: float = 12.3, longitude: float = 45.6
) -> PlaceLine:
    id_ = f"geo:{name}"
    return PlaceLine(
        quote=name,
        name=name,
        gazetteer_id=id_,
        country="SDN",
        admin1="Ostra",
        admin2="Lower Ostra",
        latitude=latitude,
        longitude=longitude,
        precision=1,
        where_prec=1,
        geometry=msgspec.Raw(msgspec.json.encode({"type": "Point", "coordinates": [longitude, latitude]})),
        candidates=(
            Candidate(
                name=name,
                gazetteer_id=id_,
                latitude=latitude,
                longitude=longitude,
                score=0.9,
                reasons=(f"exact name: {name}",),
                country="SDN",
                feature=feature,
            ),
        ),
        evidence=(span(name),),
        rules=("places/exact",),
    )


def claim(**changes: Any) -> ClaimLine:
    """An attack by the army on the rebels at Marsa on 3 March 2031."""
    sub = changes.get("sub_event_type", "Armed clash")
    values: dict[str, Any] = {
        "id": "00000000000000a1",
        "report": ReportRef(id="f" * 64, name="flash"),
        "event_type": "Battles",
        "sub_event_type": sub,
        "trigger": span("fought"),
        "date": DateLine(start="2031-03-03", end="2031-03-03", precision=1, evidence=(span("3 March"),)),
        "place": place(),
        "actor1": ARMY,
        "actor2": REBELS,
        "notes": "Soldiers fought rebels at Marsa on 3 March.",
        "confidence": ConfidenceLine(claim=0.8),
        "coding": CodingLine(
            codebook="acled/2024-10",
            event_date="2031-03-03",
            country="SDN",
            actor1=ACTORS["mil"],
            actor2=ACTORS["reb"],
            disorder_type="Political violence",
            inter1="State forces",
            inter2="Rebel group",
            time_precision=1,
            geo_precision=1,
            fatalities=0,
            rules=("acled/geo-1",),
        ),
        "rules": ("read/frame",),
        "method": "rules/1",
    }
    return ClaimLine(**{**values, **changes})


def coded(**changes: Any) -> CodingLine:
    coding = claim().coding
    assert coding is not None
    return msgspec.structs.replace(coding, **changes)


def report(**changes: Any) -> ReportLine:
    values: dict[str, Any] = {
        "id": "f" * 64,
        "name": "flash",
        "published": "2031-03-05",
        "text": "",
        "publisher": "Ostra Herald",
    }
    return ReportLine(**{**values, **changes})


def told(*claims: ClaimLine, standing: Any = "draft", of: ReportLine | None = None) -> Told:
    return Told(report=of or report(), items=tuple(Item(claim=each, standing=standing) for each in claims))


def source(name: str) -> SourceLine:
    return SourceLine(name=name, evidence=(span(name),))


def published(
    *reports: Told,
    profile: Profile = SAFE,
    record: Record | None = None,
    ground: Ground | None = None,
    day: dt.date = DAY,
) -> tuple[list[Told], list[LeftOut]]:
    """What is published of reports, and what is left out."""
    found = list(
        publishable(
            reports,
            profile,
            registry=FakeRegistry(),
            ground=ground or FakeGround(),
            record=record or Record(),
            day=day,
            adjectives=frozenset({"Velian", "Velia"}),
        )
    )
    return [one for one in found if isinstance(one, Told)], [one for one in found if isinstance(one, LeftOut)]


def only(*claims: ClaimLine, profile: Profile = SAFE, of: ReportLine | None = None) -> ClaimLine:
    """The one claim that is published of one report."""
    ((made,), left) = published(told(*claims, of=of), profile=profile)
    assert not left
    (item,) = made.items
    return item.claim


def withholding(*words: str, **more: Any) -> Profile:
    return Profile(withhold=Withhold(words=words, **more))


def in_house(*words: str) -> Profile:
    """A profile that publishes as much of the report's words as any can."""
    loose = Words(notes="report", evidence=True, titles=True, reports="name", addresses="full")
    return Profile(withhold=Withhold(words=words), words=loose)


def written(parts: Iterable[Told | LeftOut]) -> bytes:
    """Everything that tables and writers are handed."""
    return b"\n".join(msgspec.json.encode(part) for part in parts)
