"""A claim: one thing one report says happened, before any codebook."""

from __future__ import annotations

from khaldun.records.annotations import Status
from khaldun.records.base import Record, Span
from khaldun.records.facts import (
    ActorFact,
    CountFact,
    DateFact,
    DeathFact,
    PlaceFact,
    QuantityFact,
    SourceFact,
    WeaponFact,
)


class Claim(Record, frozen=True, kw_only=True):
    """One thing a report says happened, with its facts.

    `doers` and `targets` are in the order of the text: the first is the principal, the others act with it.
    `trigger` is the principal telling's; `tellings` holds every trigger span merged into this claim (headline, lead,
    detail). `sentences` are the spans of the sentences told in, as in the article. `group` names a set of claims
    fanned out from one telling over several places or days. `sub_event_type` is ACLED's, as the reader judged it.
    """

    id: str
    report_id: str
    report_name: str
    trigger: Span
    sub_event_type: str
    status: Status
    ongoing: bool = False
    background: bool = False
    tellings: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    sources: tuple[SourceFact, ...] = ()
    date: DateFact | None = None
    place: PlaceFact | None = None
    doers: tuple[ActorFact, ...] = ()
    targets: tuple[ActorFact, ...] = ()
    deaths: tuple[DeathFact, ...] = ()
    injured: CountFact | None = None
    quantities: tuple[QuantityFact, ...] = ()
    weapons: tuple[WeaponFact, ...] = ()
    group: str | None = None
    rules: tuple[str, ...] = ()
    method: str = ""
    confidence: float = 0.5
