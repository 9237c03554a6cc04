"""What a profile withholds, taken out of a report's claims everywhere: names, places, words, ids, what is said of them.

`Told` in, `Told` out; nothing is looked up but what is handed in. What is published is built from values that are known
to be public: what nobody can tell is withheld.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import count
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from khaldun.publish.export.actors import PeopleHider
from khaldun.publish.export.choose import Omitted
from khaldun.publish.export.coarsen import (
    REGION,
    Ground,
    Points,
    at_settlement_level,
    features_of,
    in_country,
    is_site,
    to_region,
    to_settlement,
    without,
)
from khaldun.publish.export.hiding import Hiding, id_of, is_hash, requoted, stated_without_quotes, without_quotes
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.marks import same_days, same_place
from khaldun.publish.export.names import Names, Registry
from khaldun.publish.export.notations import without_points
from khaldun.publish.export.notes import note_of, ruled_notes
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.record import Record
from khaldun.publish.export.sensitive import Sensitive, folded
from khaldun.publish.export.sharing import settle
from khaldun.publish.export.survivors import APART, apart
from khaldun.publish.export.tables import LeftOut
from khaldun.records.lines import (
    ClaimLine,
    CodingLine,
    CountLine,
    DeathLine,
    PlaceLine,
    QuantityLine,
    ReportLine,
    ReportRef,
    SentenceLine,
)
from khaldun.records.loose import EDITED, country_of
from khaldun.rules import said

_STATED = frozenset({"publisher", "original_publisher", "published"})
WORD = "publish/withheld-word"
Counted = TypeVar("Counted", CountLine, DeathLine, QuantityLine)
Point = tuple[float, float]
_ID = 12
_ACLED_NEAR = 2


class _Withheld(msgspec.Struct, frozen=True):
    """Points of sensitive sites, of places that hold a word which the profile withholds, and of both."""

    sites: Points
    own: Points
    all: Points


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
        told = Told(
            report=told.report,
            items=tuple(replace(item, claim=claim) for item, claim in zip(told.items, claims, strict=True)),
        )
        hider = PeopleHider(self._names, self._registry, self._own, hide=self._profile.withhold.names)
        sites, points = self._sites(claims)
        places = self._places(claims)
        hiding = Hiding((*self._own.words, *hider.words_of(claims, but=places), *sites))
        loose = Hiding((*hiding.words, *hider.parts_of(claims, but=places)))
        record.words.update(hiding.words)
        here = [at for at in range(len(claims)) if at not in rules and not alone[at]]
        away = [item for at, item in enumerate(told.items) if at not in rules and alone[at]]
        items = [
            self._item(
                told.items[at],
                hider=hider,
                hiding=hiding,
                loose=loose,
                points=points,
                record=record,
                said=settled.notes.get(at),
            )
            for at in here
        ]
        items = _renamed(
            items, self._is_hidden(hiding), gone={claim.id for at, claim in enumerate(claims) if alone[at]}
        )
        id_ = self._report_id(told, items, hiding)
        name = self._name(told, id_, hiding, named=not any(alone))
        report = None if told.report is None else self._report(told.report, id_, name, loose, named=not any(alone))
        ref = ReportRef(id=id_ if told.report is not None or _named(told)[1] else None, name=name)
        return Withheld(
            told=Told(report=report, items=tuple(replace(one, claim=replace(one.claim, report=ref)) for one in items)),
            apart=self._apart(away, hiding, record),
            left_out=tuple(
                left_out(APART if self._is_hidden(hiding)(claims[at].id) else claims[at].id, name, rule)
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
        found = [self._lists.of_survivors(item.claim) or _stands_in(item.claim, flagged) for item in told.items]
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

    def _sites(self, claims: tuple[ClaimLine, ...]) -> tuple[tuple[str, ...], _Withheld]:
        """The names of the sensitive sites of a report, and the points of places that are not to be told: another
        claim may give them to a place that is called otherwise."""
        words: list[str] = []
        sites: set[Point] = set()
        own: set[Point] = set()
        for place in (claim.place for claim in claims if claim.place is not None):
            site = self._profile.withhold.sites and is_site(place, self._lists)
            if site:
                words += [name for name in (place.quote, place.name) if name and self._is_own_name(name, place)]
            if place.latitude is None or place.longitude is None:
                continue
            if self._has_own_word(place):
                own.add((place.latitude, place.longitude))
            elif site:
                sites.add((place.latitude, place.longitude))
        return tuple(dict.fromkeys(words)), _Withheld(Points(sites), Points(own), Points(sites | own))

    def _places(self, claims: tuple[ClaimLine, ...]) -> frozenset[str]:
        """Folded names of places of the gazetteer: nobody's, though the reader may have taken one for an actor."""
        places = (claim.place for claim in claims if claim.place is not None)
        told = (one for one in places if one.gazetteer_id and EDITED not in one.rules and not is_site(one, self._lists))
        return frozenset(folded(name) for place in told for name in (place.quote, place.name) if name)

    def _is_own_name(self, words: str, place: PlaceLine) -> bool:
        """Whether words for a site are its own: neither common ones ("the hospital"), nor those of its town."""
        if self._lists.site(words) is None:
            return "settlement" not in features_of(place)
        rest = self._lists.without_sites(words)
        return bool(rest) and not self._names.is_common(rest)

    def _item(
        self,
        item: Item,
        *,
        hider: PeopleHider,
        hiding: Hiding,
        loose: Hiding,
        points: _Withheld,
        record: Record,
        said: str | None,
    ) -> Item:
        claim, words = item.claim, self._profile.words
        exact = self._profile.withhold.coordinates == "exact"
        place = self._place(claim.place, country_of(claim), points, record)
        if place is not None and claim.place is not None and (hiding.words or points.all):
            place = without(claim.place, place, points.all, lambda name: hiding.stand_in(name) or hiding.run_in(name))
        bare = hider.hidden(replace(claim, place=place), record)
        if not words.evidence:
            bare = without_quotes(bare)
        elif not exact:
            bare = requoted(bare, without_points)
        coarse = place is not None and claim.place is not None and place.rules[-1:] != claim.place.rules[-1:]
        if bare.coding is not None:
            coding = replace(bare.coding, notes=ruled_notes(bare.coding.notes))
            bare = replace(bare, coding=_coarser(coding, place) if coarse and place is not None else coding)
        bare = loose.swept(replace(bare, notes="")) if words.evidence else hiding.swept(replace(bare, notes=""))
        if words.notes == "report" and not coarse:
            notes = loose.out_of(claim.notes if exact else without_points(claim.notes))
        else:
            notes = note_of(bare)
        return replace(item, claim=replace(bare, notes=f"{notes} {said}" if said else notes))

    def _place(self, place: PlaceLine | None, country: str, points: _Withheld, record: Record) -> PlaceLine | None:
        """A place as it may be told of a claim in `country`."""
        if place is None:
            return None
        withhold, point, known = self._profile.withhold, (place.latitude, place.longitude), in_country(place, country)
        if self._has_own_word(place):
            record.hide("word", point=point)
            return to_region(known, self._ground, rule=WORD, hide_region=self._own.stand_in(place.admin1))
        settled = "settlement" in features_of(place)
        if withhold.sites and (is_site(place, self._lists) or (points.sites.near(*point) and not settled)):
            told = self._safe(to_settlement(known, self._ground, self._lists))
            # A site that is known by its town alone has the town's point, which is no secret.
            finer = not settled and (told.latitude, told.longitude) != point
            record.hide("site", point=point if finer else (None, None))
            return told
        if points.own.near(*point):
            record.hide("word", point=point)
            return to_region(known, self._ground, rule=WORD)
        if withhold.coordinates == "region":
            record.hide("region")
            return to_region(known, self._ground, rule=REGION)
        told = at_settlement_level(place, self._lists, exact=withhold.coordinates == "exact")
        if (told.latitude, told.longitude) != point:
            record.hide("point", point=point)
        return told

    def _safe(self, place: PlaceLine) -> PlaceLine:
        """A site's settlement, unless that holds a word that is withheld."""
        if not self._has_own_word(place):
            return place
        return to_region(place, self._ground, rule=WORD, hide_region=self._own.stand_in(place.admin1))

    def _has_own_word(self, place: PlaceLine) -> bool:
        if not self._own.words:
            return False
        names = (place.quote, place.name, place.admin1, place.admin2, place.gazetteer_id)
        fallback = place.fallback.name if place.fallback is not None else None
        return any(self._own.stand_in(name) for name in (*names, fallback)) or any(
            self._own.stand_in(one.name) for one in place.candidates if one.gazetteer_id == place.gazetteer_id
        )

    def _report_id(self, told: Told, items: list[Item], hiding: Hiding) -> str:
        """A report's id, unless something withheld is in it: then one of the ids of what is published."""
        id_ = told.report.id if told.report is not None else _named(told)[1]
        if id_ and not self._is_hidden(hiding)(id_):
            return id_
        ids = "\n".join(sorted(item.claim.id for item in items))
        return hashlib.sha256(ids.encode()).hexdigest()

    def _is_hidden(self, hiding: Hiding) -> Callable[[str | None], bool]:
        """Whether an id, a name of a file or an address tells a word or a point that is withheld."""
        exact = self._profile.withhold.coordinates == "exact"
        if exact:
            return hiding.run_in
        return lambda text: (
            bool(text)
            and not is_hash(text or "")
            and (hiding.run_in(text) or without_points(unquote(text or "")) != unquote(text or ""))
        )

    def _name(self, told: Told, id_: str, hiding: Hiding, *, named: bool) -> str:
        """How a report is called: by its name only where the profile says so, and nothing withheld is in it."""
        name = told.report.name if told.report is not None else _named(told)[0]
        if self._profile.words.reports == "name" and named and not self._is_hidden(hiding)(name):
            return name
        return f"report-{id_[:_ID]}"

    def _report(self, report: ReportLine, id_: str, name: str, loose: Hiding, *, named: bool) -> ReportLine:
        words = self._profile.words
        bare = ReportLine(
            id=id_,
            name=name,
            url=self._address(report.url, loose, named=named),
            title=self._title(report.title) if words.titles and named else None,
            publisher=report.publisher,
            original_publisher=report.original_publisher,
            published=report.published,
            republished=report.republished,
            language=report.language,
            metadata={key: value for key, value in report.metadata.items() if key in _STATED},
            text="",
            software=report.software,
        )
        swept = loose.swept(replace(bare, id="", name="", url=None))
        made = replace(swept, id=id_, name=name, url=bare.url)
        return made if words.evidence else stated_without_quotes(made)

    def _title(self, title: str | None) -> str | None:
        exact = self._profile.withhold.coordinates == "exact"
        return title if title is None or exact else without_points(title)

    def _address(self, url: str | None, loose: Hiding, *, named: bool) -> str | None:
        kind = self._profile.words.addresses
        if url is None or kind == "none":
            return None
        if kind == "full" and named and not self._is_hidden(loose)(url) and not loose.run_in(_spoken(_host(url))):
            return url
        host = _host(url)
        return f"https://{host}/" if host and not loose.run_in(host) and not loose.run_in(_spoken(host)) else None


def left_out(claim: str, report: str, rule: str) -> LeftOut:
    """A claim that the profile leaves out, with nothing of what it tells."""
    return LeftOut(claim=claim, report=report, rule=rule, why=said(rule))


def _stands_in(claim: ClaimLine, sentences: list[SentenceLine]) -> bool:
    if not sentences:
        return False
    spans = [span for span in (claim.trigger, *claim.tellings) if span is not None]
    return any(one.start < span.end and span.start < one.end for one in sentences for span in spans)


def _coarser(coding: CodingLine, place: PlaceLine) -> CodingLine:
    """The codebook's cells of a claim whose place is told less exactly than it is known."""
    precision = max(coding.geo_precision or 1, place.precision or _ACLED_NEAR)
    return replace(coding, geo_precision=precision, rules=(*coding.rules, *place.rules[-1:]))


def _named(told: Told) -> tuple[str, str | None]:
    return (told.items[0].claim.report.name, told.items[0].claim.report.id) if told.items else ("", None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""  # no address


def _spoken(host: str) -> str:
    """A host as people read it, where it is written in code ("xn--…")."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _renamed(items: list[Item], hidden: Callable[[str | None], bool], *, gone: set[str]) -> list[Item]:
    """The items with ids and groups that hold nothing withheld; none is part of a row that is told apart."""
    held = {group for item in items for group in _groups(item.claim)}
    held |= {id_ for item in items for id_ in (item.claim.id, _merged(item.claim)) if id_}
    if not gone and not any(map(hidden, held)):
        return items
    held = {name for name in held if hidden(name)}
    found = dict.fromkeys(group for item in items for group in _groups(item.claim) if group in held)
    groups = {group: f"withheld-{at}" for at, group in enumerate(found, 1)}
    items = [replace(item, claim=_grouped(item.claim, groups)) for item in items]
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for claim in (item.claim for item in items if item.claim.id in held):
        bare = replace(claim, id="", report=ReportRef(id=None, name=""), coding=None)
        new = next(one for at in count() if (one := id_of(bare, at)) not in taken)
        taken.add(new)
        ids[claim.id] = new
    return [replace(item, claim=_with_ids(item.claim, ids, gone, held)) for item in items]


def _counts(claim: ClaimLine) -> Iterator[CountLine | DeathLine | QuantityLine]:
    yield from (one for one in (claim.fatalities, *claim.deaths, claim.injured, *claim.quantities) if one is not None)


def _groups(claim: ClaimLine) -> Iterator[str]:
    yield from (group for group in (claim.group, *(one.group for one in _counts(claim))) if group)


def _grouped(claim: ClaimLine, names: dict[str, str]) -> ClaimLine:
    def named(one: Counted) -> Counted:
        return replace(one, group=names.get(one.group, one.group)) if one.group else one

    return replace(
        claim,
        group=names.get(claim.group, claim.group) if claim.group else None,
        fatalities=named(claim.fatalities) if claim.fatalities else None,
        deaths=tuple(named(one) for one in claim.deaths),
        injured=named(claim.injured) if claim.injured else None,
        quantities=tuple(named(one) for one in claim.quantities),
    )


def _merged(claim: ClaimLine) -> str | None:
    return claim.coding.merged_into if claim.coding is not None else None


def _with_ids(claim: ClaimLine, ids: dict[str, str], gone: set[str], held: set[str]) -> ClaimLine:
    coding = claim.coding
    if coding is not None and coding.merged_into is not None:
        into = None if coding.merged_into in gone else ids.get(coding.merged_into, coding.merged_into)
        coding = replace(coding, merged_into=APART if into in held else into)
    return replace(claim, id=ids.get(claim.id, claim.id), coding=coding)
