"""From a ranked name to a fact: chosen or left unresolved, with precision, confidence and a stated fallback."""

from __future__ import annotations

from collections.abc import Sequence

from anyascii import anyascii

from khaldun.records.annotations import Mention, Sentence
from khaldun.records.base import Span
from khaldun.records.facts import Candidate, Fallback, PlaceFact
from khaldun.resolve.gazetteer_protocol import EXACT, FOLDED, FUZZY, POINTLESS, RIVER, SKELETON, WIDE, Place, Places
from khaldun.resolve.places_geo import distance_km, town_in_part
from khaldun.resolve.places_named import Choice, Named
from khaldun.resolve.places_precision import fallback_rules, graded, kind_of, load_precision
from khaldun.resolve.places_rank import one_place, top_share

GEO_NEAR, GEO_REGION, GEO_PART = "acled/geo-near", "acled/geo-region", "acled/geo-part"
_CANDIDATES = 8
_REGIONS = ("region", "area")
_SMALL = frozenset({"village", "district", "quarter", "town"})  # what no city of another country is called
_STEP_TRUST = {EXACT: 1.0, FOLDED: 0.95, SKELETON: 0.8, FUZZY: 0.6}
_SKELETON_KM, _FUZZY_KM, _APART_KM = 40.0, 20.0, 200.0
_LEAST_CONSONANTS, _LEAST_LETTERS = 3, 4
_AREA_KM = 150.0
_BORDER_KM, _METROPOLIS, _KNOWN_TOWN, _WORLD_CITY = 60.0, 200_000, 150_000, 1_000_000
_HALF, _THIRD, _TIMES_REST = 0.5, 0.33, 2.5
_SURE_POPULATION, _TIMES_NEXT = 1_000, 8

Known = tuple[Mention, Choice]


def chosen(named: Named | None) -> Choice | None:
    """The choice that may stand for the name, null where the evidence does not carry one."""
    if named is None or not named.choices:
        return None
    best = named.choices[0]
    if not _stands_out(named) or (best.elsewhere and best.hit.step != EXACT):
        return None
    if best.abroad and (not _is_known_abroad(best) or (named.senses in _SMALL and _lies_apart(best))):
        return None
    accept = {EXACT: _accept_exact, FOLDED: _accept_folded, SKELETON: _accept_skeleton, FUZZY: _accept_fuzzy}
    return best if accept[best.hit.step](best, named) else None


def _is_known_abroad(choice: Choice) -> bool:
    """Whether a place of a country that the report does not speak of may be meant: near its other places, a country
    or region, a big city, or a town of size under its own name; not a namesake far away."""
    place = choice.hit.place
    if place.feature in WIDE or _near(choice, _BORDER_KM) or place.population >= _METROPOLIS:
        return True
    own_name = anyascii(choice.hit.matched).casefold() == anyascii(place.name).casefold()
    return own_name and place.population >= _KNOWN_TOWN


def _stands_out(named: Named) -> bool:
    """Whether the first choice has half of the likelihood, or a third and much more than any other place."""
    share = top_share(named)
    rest = [choice.p for choice in named.choices[1:] if not one_place(choice, named.choices[0])]
    return share >= _HALF or (share >= _THIRD and share >= _TIMES_REST * max(rest, default=0.0))


def _near(choice: Choice, km: float) -> bool:
    return choice.nearest_km is not None and choice.nearest_km <= km


def _accept_exact(choice: Choice, named: Named) -> bool:
    """In context; or alone, if it is a country or region, or much bigger than any namesake."""
    place = choice.hit.place
    if _is_namesake(choice):
        return False
    if choice.stated or _near(choice, _SKELETON_KM) or place.feature in WIDE:
        return True
    if place.feature == RIVER and choice.hit.fits:
        return True
    others = [other.hit.place.population for other in named.choices if other.hit.place.same != place.same]
    return place.population >= _SURE_POPULATION and place.population >= _TIMES_NEXT * max(others, default=0)


def _accept_folded(choice: Choice, named: Named) -> bool:
    """In context, unless all places told of beside it lie far off in other countries: a namesake is no neighbour. One
    of three letters, of which so many names are spellings, near a known place only."""
    if _near(choice, _SKELETON_KM):
        return True
    short = sum(map(str.isalpha, named.key[0].partition("/")[0])) < _LEAST_LETTERS
    return choice.stated and not _lies_apart(choice) and (not short or _is_well_known(choice))


def _is_well_known(choice: Choice) -> bool:
    return choice.hit.place.feature in WIDE or choice.hit.place.population >= _KNOWN_TOWN


def _lies_apart(choice: Choice) -> bool:
    """Whether the nearest of the places told of beside it is far off and in another country."""
    apart = choice.nearest_km is not None and choice.nearest_km > _APART_KM
    return apart and choice.nearest_country != choice.hit.place.country


def _is_namesake(choice: Choice) -> bool:
    """Whether a place is met by another of its names alone, far from all told of beside it: no city that all know by
    it is meant, but something that the gazetteer does not have."""
    place = choice.hit.place
    own_name = anyascii(choice.hit.matched).casefold() == anyascii(place.name).casefold()
    known = own_name or place.feature in WIDE or place.population >= _WORLD_CITY
    return not known and _lies_apart(choice)


def _accept_skeleton(choice: Choice, named: Named) -> bool:
    anchored = _near(choice, _SKELETON_KM) or any(reason.startswith("container") for reason in choice.reasons)
    consonants = named.consonants
    return anchored and choice.hit.similarity >= 0.5 and consonants >= _LEAST_CONSONANTS


def _accept_fuzzy(choice: Choice, named: Named) -> bool:
    return _near(choice, _FUZZY_KM) and choice.stated and choice.hit.similarity >= 0.6


def candidates_of(named: Named | None, gazetteer: Places) -> tuple[Candidate, ...]:
    """The best choices as they stand in the record, each with the steps by which its name matched."""
    if named is None:
        return ()
    return tuple(
        Candidate(
            name=choice.hit.place.name, gazetteer_id=choice.hit.place.id, latitude=choice.hit.place.latitude,
            longitude=choice.hit.place.longitude, score=round(choice.p * _STEP_TRUST[choice.hit.step], 4),
            reasons=_reasons(choice, named, gazetteer), country=choice.hit.place.country,
            admin1=choice.hit.place.admin1, admin2=choice.hit.place.admin2, feature=choice.hit.place.feature,
        )
        for choice in named.choices[:_CANDIDATES]
    )  # fmt: skip


def _reasons(choice: Choice, named: Named, gazetteer: Places) -> tuple[str, ...]:
    """How the name matched, by which steps of folding, and what else speaks for the choice."""
    steps = gazetteer.spelling(choice.hit.asked or named.name, choice.hit.matched)
    spelled = (f"spelling: {', '.join(steps)}",) if steps else ()
    return (*choice.reasons[:1], *spelled, *choice.reasons[1:])


def resolved_fact(
    mention: Mention, named: Named, choice: Choice, evidence: tuple[Span, ...], gazetteer: Places
) -> PlaceFact:
    """The fact of a mention whose name means `choice`."""
    place = choice.hit.place
    point, kind, rules = _spot(mention, choice, gazetteer)
    fact = PlaceFact(
        quote=mention.span.quote, name=place.name, gazetteer_id=place.id, country=place.country, admin1=place.admin1,
        admin2=place.admin2, latitude=point.latitude, longitude=point.longitude,
        candidates=candidates_of(named, gazetteer), evidence=evidence,
        rules=(*mention.rules, f"places/{choice.hit.step}", *_context_rules(choice), *rules),
        confidence=round(min(0.99, top_share(named) * _STEP_TRUST[choice.hit.step]), 4),
    )  # fmt: skip
    return graded(fact, kind)


def _context_rules(choice: Choice) -> list[str]:
    """The named rules behind the choice's reasons."""
    heads = [reason.partition(":")[0] for reason in choice.reasons[1:]]
    return [f"places/{head}" for head in dict.fromkeys(heads)] or ["places/population"]


def _spot(mention: Mention, choice: Choice, gazetteer: Places) -> tuple[Place, str, tuple[str, ...]]:
    """Where it is put, with the kind of place that says how exactly, and the rule that moved it, if one did."""
    place = choice.hit.place
    if place.feature in WIDE:
        if mention.part and place.country:
            town = town_in_part(towns_of(place, gazetteer), mention.part)
            if town is not None:
                return town, kind_of(place, part=mention.part), (GEO_PART,)
        return place, kind_of(place), (GEO_REGION,)
    if choice.hit.near_only:
        return place, kind_of(place, near_only=True), (GEO_NEAR,)
    if mention.near:
        return place, kind_of(place, near=True), ("places/near",)
    return place, kind_of(place, sense=mention.sense), ()


def towns_of(place: Place, gazetteer: Places) -> tuple[Place, ...]:
    """The most populous settlements of a country, a region or an area; of an area that is no region those around it."""
    if place.feature not in WIDE or place.country is None:
        return ()
    towns = gazetteer.settlements(place.country, place.admin1)
    if place.feature != "area" or place.admin1 is not None:
        return towns
    here = place.latitude, place.longitude
    return tuple(town for town in towns if distance_km(*here, town.latitude, town.longitude) <= _AREA_KM)


def unresolved_fact(
    mention: Mention, named: Named | None, evidence: tuple[Span, ...], told: Known | None, gazetteer: Places
) -> PlaceFact:
    """The fact of a mention that no place of the gazetteer may stand for; `told` is the place that stands in for it,
    whose words it then rests on too."""
    rules: tuple[str, ...] = ("places/ambiguous",) if named is not None and named.choices else ("places/unknown",)
    fallback = None
    if told is not None:
        fallback = _at(*told, gazetteer)
        rules = (*rules, fallback.rule, *fallback_rules(fallback))
        evidence = tuple(dict.fromkeys((*evidence, told[0].span)))
    return PlaceFact(
        quote=mention.span.quote, unresolved=True, fallback=fallback, candidates=candidates_of(named, gazetteer),
        evidence=evidence, rules=(*mention.rules, *rules), confidence=0.0,
    )  # fmt: skip


def stand_in(
    mention: Mention,
    container: Known | None,
    others: Sequence[Known],
    sentences: Sequence[Sentence],
    gazetteer: Places,
) -> Known | None:
    """What a codebook may put an unresolved place at: what it is said to lie in, else the nearest known place in its
    sentence, else the last region stated in its paragraph, else the region of the nearest known place of its paragraph,
    else the last region stated before, if it is in the country of a place told of right before or behind."""
    if container is not None:
        return container
    points = [item for item in others if item[1].hit.place.feature not in POINTLESS]
    beside = [item for item in points if item[0].sentence == mention.sentence]
    if beside:
        return min(beside, key=lambda item: abs(item[0].head.start - mention.head.start))
    regions = [item for item in others if item[1].hit.place.feature in _REGIONS and item[1].hit.place.country]
    before = [item for item in regions if item[0].head.start < mention.head.start]
    region = before[-1] if before else regions[0] if regions else None
    block = _block(mention, sentences)
    if region is not None and _block(region[0], sentences) == block:
        return region
    near = [item for item in points if _block(item[0], sentences) == block and _may_vouch(item, points)]
    if near:
        return _region_around(min(near, key=lambda item: abs(item[0].head.start - mention.head.start)), gazetteer)
    here = _countries_around(mention, points)
    return region if region is not None and (not here or region[1].hit.place.country in here) else None


def _may_vouch(known: Known, points: Sequence[Known]) -> bool:
    """Whether a known place says where a report is: not a great city, which so often speaks for a government, nor the
    only place of its country."""
    place = known[1].hit.place
    others = {choice.hit.place.same for _, choice in points if choice.hit.place.country == place.country}
    return place.population < _WORLD_CITY and len(others) > 1


def _region_around(known: Known, gazetteer: Places) -> Known | None:
    """The region in which a known place lies, told by its words; null where the gazetteer has none."""
    place = known[1].hit.place
    if place.country is None or place.admin1 is None:
        return None
    for hit in gazetteer.find(place.admin1, sense="province", countries=(place.country,)):
        if hit.place.feature == "region" and hit.place.admin1 == place.admin1:
            return known[0], Choice(hit)
    return None


def _countries_around(mention: Mention, points: Sequence[Known]) -> set[str | None]:
    """The countries of the places told of last before a mention, and next behind it."""
    before = [item for item in points if item[0].head.start < mention.head.start]
    behind = [item for item in points if item[0].head.start > mention.head.start]
    return {choice.hit.place.country for _, choice in (*before[-1:], *behind[:1])}


def _block(mention: Mention, sentences: Sequence[Sentence]) -> int:
    """The paragraph in which a mention stands; what stands in the metadata is in none of the text's."""
    return sentences[mention.sentence].block if mention.sentence < len(sentences) else -1 - mention.sentence


def _at(mention: Mention, choice: Choice, gazetteer: Places) -> Fallback:
    point, kind, _ = _spot(mention, choice, gazetteer)
    wide = choice.hit.place.feature in WIDE
    codes = load_precision().kinds[(kind_of(choice.hit.place) if wide else "near")]
    own = load_precision().kinds[kind]
    return Fallback(
        rule=GEO_REGION if wide else GEO_NEAR, name=choice.hit.place.name, latitude=point.latitude,
        longitude=point.longitude, precision=max(own.acled, 3 if wide else 2), gazetteer_id=choice.hit.place.id,
        where_prec=max(own.ucdp, codes.ucdp), country=choice.hit.place.country,
    )  # fmt: skip
