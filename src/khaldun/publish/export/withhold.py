"""What a profile withholds, taken out of a report's claims everywhere: names, places, words, ids, what is said of them.

`Told` in, `Told` out; nothing is looked up but what is handed in. What is published is built from values that are known
to be public: what nobody can tell is withheld.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from khaldun.publish.export.actors import PeopleHider
from khaldun.publish.export.choose import Omitted
from khaldun.publish.export.coarsen import (
    Ground,
    without,
    without_stand_in,
)
from khaldun.publish.export.hiding import Hiding, requoted, without_quotes
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.marks import same_days, same_place
from khaldun.publish.export.names import Names, Registry
from khaldun.publish.export.notations import without_points
from khaldun.publish.export.notes import note_of, ruled_notes
from khaldun.publish.export.placing import PlaceHider, WithheldPoints
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.record import Record
from khaldun.publish.export.renaming import renamed
from khaldun.publish.export.reporting import ReportTeller, named_by_claims
from khaldun.publish.export.sensitive import Sensitive
from khaldun.publish.export.sharing import settle
from khaldun.publish.export.survivors import APART, apart
from khaldun.publish.export.tables import LeftOut
from khaldun.records.lines import (
    ClaimLine,
    CodingLine,
    PlaceLine,
    ReportRef,
    SentenceLine,
)
from khaldun.records.loose import country_of
from khaldun.rules import said

_ACLED_NEAR = 2


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it may be published, with the claims of it that are told apart, without ids, and those that are left
    out; of the latter, `apart_left_out` are the rules by which claims are left out that would be told apart."""

    told: Told
    apart: tuple[Item, ...]
    left_out: tuple[LeftOut, ...] = ()
    apart_left_out: tuple[str, ...] = ()


class Withholder:
    """Withholds by one profile. `adjectives` are words for countries and their people, which name nobody."""

    def __init__(
        self,
        profile: Profile,
        lists: Sensitive,
        *,
        registry: Registry,
        ground: Ground,
        adjectives: frozenset[str] = frozenset(),
    ) -> None:
        self._profile, self._lists, self._registry, self._ground = profile, lists, registry, ground
        self._names = Names(lists, registry, adjectives)
        self._own = Hiding(profile.withhold.words)
        self._places = PlaceHider(profile, lists, self._names, ground, self._own)
        self._reports = ReportTeller(profile)

    def withhold(self, told: Told, record: Record, *, omitted: tuple[Omitted, ...] = ()) -> Withheld:
        """The report without what is withheld, which is counted in `record`, and without the claims that are
        `omitted`: what these would have told is withheld of the others too."""
        alone = self._alone(told)
        rules = {one.at: one.rule for one in omitted}
        settled = settle(
            tuple(item.claim for item in told.items),
            omitted=frozenset(rules),
            alone=frozenset(at for at, one in enumerate(alone) if one),
        )
        claims = settled.claims
        if rules or any(alone):
            items_now = (replace(item, claim=claim) for item, claim in zip(told.items, claims, strict=True))
            told = Told(report=told.report, items=tuple(items_now))
        hider = PeopleHider(self._names, self._registry, self._own, hide=self._profile.withhold.names)
        sites, points = self._places.sites(claims)
        places = self._places.names_of_places(claims)
        hiding = Hiding((*self._own.words, *hider.words_of(claims, but=places), *sites))
        loose = Hiding((*hiding.words, *hider.parts_of(claims, but=places)))
        record.words.update(hiding.words)
        here = [at for at in range(len(claims)) if at not in rules and not alone[at]]
        away = [item for at, item in enumerate(told.items) if at not in rules and alone[at]]
        bare = [
            self._bare(told.items[at].claim, hider=hider, hiding=hiding, points=points, record=record) for at in here
        ]
        swept = (loose if self._profile.words.evidence else hiding).all_swept(bare)
        items = [
            self._noted(told.items[at], claim, loose=loose, said=settled.notes.get(at))
            for at, claim in zip(here, swept, strict=True)
        ]
        items = renamed(
            items, self._reports.is_hidden(hiding), gone={claim.id for at, claim in enumerate(claims) if alone[at]}
        )
        id_ = self._reports.id_of_report(told, items, hiding)
        name = self._reports.name(told, id_, hiding, named=not any(alone))
        report = None
        if told.report is not None:
            report = self._reports.report(told.report, id_, name, loose, named=not any(alone))
        ref = ReportRef(id=id_ if told.report is not None or named_by_claims(told)[1] else None, name=name)
        return Withheld(
            told=Told(report=report, items=tuple(replace(one, claim=replace(one.claim, report=ref)) for one in items)),
            apart=self._apart(away, hiding, record),
            left_out=tuple(
                left_out(APART if self._reports.is_hidden(hiding)(claims[at].id) else claims[at].id, name, rule)
                for at, rule in rules.items()
                if not alone[at]
            ),
            apart_left_out=tuple(rule for at, rule in rules.items() if alone[at]),
        )

    def _alone(self, told: Told) -> list[bool]:
        """Which claims of a report tell of sexual violence, or stand in a sentence that does."""
        if not self._profile.withhold.survivors:
            return [False] * len(told.items)
        text = told.report.text if told.report is not None else ""
        sentences: tuple[SentenceLine, ...] = ()
        if told.report is not None and self._lists.tells_of_survivors(text):
            sentences = told.report.sentences
        flagged = [one for one in sentences if self._lists.tells_of_survivors(text[one.start : one.end])]
        claims = [item.claim for item in told.items]
        found = [
            alone or _stands_in(claim, flagged)
            for claim, alone in zip(claims, self._lists.which_of_survivors(claims), strict=True)
        ]
        theirs = [item.claim for item, alone in zip(told.items, found, strict=True) if alone]
        return [
            alone or (bool(theirs) and self._is_theirs(item.claim, theirs))
            for item, alone in zip(told.items, found, strict=True)
        ]

    def _is_theirs(self, claim: ClaimLine, theirs: list[ClaimLine]) -> bool:
        """Whether a claim tells of what befell the same people: an abduction at the place and on the days of theirs."""
        if claim.sub_event_type not in self._lists.words.survivors_with:
            return False
        return any(same_place(claim, other) and same_days(claim, other) for other in theirs)

    def _apart(self, items: list[Item], hiding: Hiding, record: Record) -> tuple[Item, ...]:
        found = []
        for item in items:
            place = item.claim.place
            record.hide("survivors")
            if place is not None:
                record.places.update(name for name in (place.quote, place.name) if name)
            by_month = self._profile.withhold.survivors_days == "month"
            made = apart(item, registry=self._registry, ground=self._ground, hiding=hiding, by_month=by_month)
            found.append(hiding.swept(made))
        return tuple(found)

    def _bare(
        self, claim: ClaimLine, *, hider: PeopleHider, hiding: Hiding, points: WithheldPoints, record: Record
    ) -> ClaimLine:
        """A claim without the people and places that are withheld, without notes; words may still stand in it."""
        place = self._places.place(claim.place, country_of(claim), points, record)
        if place is not None and claim.place is not None and (hiding.words or points.all):
            place = without(claim.place, place, points.all, lambda name: hiding.stand_in(name) or hiding.run_in(name))
        if place is not None and claim.place is not None:
            place = without_stand_in(claim.place, place)
        bare = hider.hidden(replace(claim, place=place, notes=""), record)
        if not self._profile.words.evidence:
            bare = without_quotes(bare)
        elif self._profile.withhold.coordinates != "exact":
            bare = requoted(bare, without_points)
        if bare.coding is None:
            return bare
        coding = replace(bare.coding, notes=ruled_notes(bare.coding.notes))
        return replace(bare, coding=_coarser(coding, place) if place and _is_coarse(claim.place, place) else coding)

    def _noted(self, item: Item, bare: ClaimLine, *, loose: Hiding, said: str | None) -> Item:
        """An item whose claim may be told as it is `bare`: with its notes, and what is `said` of it beside them."""
        claim = item.claim
        if self._profile.words.notes == "report" and not _is_coarse(claim.place, bare.place):
            exact = self._profile.withhold.coordinates == "exact"
            notes = loose.out_of(claim.notes if exact else without_points(claim.notes))
        else:
            notes = note_of(bare)
        return replace(item, claim=replace(bare, notes=f"{notes} {said}" if said else notes))


def left_out(claim: str, report: str, rule: str) -> LeftOut:
    """A claim that the profile leaves out, with nothing of what it tells."""
    return LeftOut(claim=claim, report=report, rule=rule, why=said(rule))


def _stands_in(claim: ClaimLine, sentences: list[SentenceLine]) -> bool:
    if not sentences:
        return False
    spans = [span for span in (claim.trigger, *claim.tellings) if span is not None]
    return any(one.start < span.end and span.start < one.end for one in sentences for span in spans)


def _is_coarse(place: PlaceLine | None, told: PlaceLine | None) -> bool:
    """Whether a place is `told` less exactly than it is known."""
    return place is not None and told is not None and told.rules[-1:] != place.rules[-1:]


def _coarser(coding: CodingLine, place: PlaceLine) -> CodingLine:
    """The codebook's cells of a claim whose place is told less exactly than it is known."""
    precision = max(coding.geo_precision or 1, place.precision or _ACLED_NEAR)
    return replace(coding, geo_precision=precision, rules=(*coding.rules, *place.rules[-1:]))
