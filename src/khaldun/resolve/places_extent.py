"""Which areas a report's places mean: words around a name that say how what is meant lies to it, made a geometry."""

from __future__ import annotations

from collections.abc import Sequence, Set

import msgspec

from khaldun.records.annotations import Mention
from khaldun.records.base import Span
from khaldun.records.facts import PlaceFact
from khaldun.resolve.gazetteer_protocol import RIVER, WIDE, Place, Places
from khaldun.resolve.places_area import PART, Area, area_of, site_of
from khaldun.resolve.places_facts import towns_of
from khaldun.resolve.places_lines import border_fact, river_fact
from khaldun.resolve.places_named import Choice
from khaldun.resolve.places_precision import graded, kind_of, kind_of_phrase, load_precision
from khaldun.text.places.phrase import PlacePhrases, load_place_phrases
from khaldun.text.places.records import PlacePhrase
from khaldun.text.tokens import tokenise

_BEFORE, _AFTER, _LEAD = 8, 4, 3
_STOPS = frozenset({",", ";", ":", "(", ")", "–", "—"})
Areas = dict[tuple[str, str, float | None], Area | None]
_JOINS = frozenset({"and", "to", "with", "-", "–", "—", "/", "'s"})


def with_area(
    fact: PlaceFact, mention: Mention, choice: Choice, text: str, sentence: Span,
    known: Sequence[tuple[Mention, Choice]], made: Areas, gazetteer: Places,
) -> PlaceFact:  # fmt: skip
    """The fact with the area that its words mean, and the rule that made it; as it was, where they mean a point.

    `made` are the areas of land that the report has named so far; the function adds to them.
    """
    place = choice.hit.place
    beside = {one.head.quote.casefold() for one, _ in known if one.sentence == mention.sentence}
    if place.feature == RIVER:
        return river_fact(fact, mention, place, known, gazetteer)
    phrase = phrase_at(text, sentence, mention, beside)
    if not phrase.relation and mention.near:
        phrase = msgspec.structs.replace(phrase, relation="near")
    other = _other(phrase, mention, known, gazetteer)
    names_it = phrase.relation == "border" and mention.span != mention.head  # else the country itself is mentioned
    if names_it and place.feature == "country" and place.country is not None:
        border = border_fact(fact, mention, place.country, other, known, gazetteer)
        if border is not None:
            return border
    area = _area(phrase, place, other, mention.part, made, gazetteer)
    if area is None:
        return _with_site(fact, mention, choice)
    wider = msgspec.structs.replace(fact, geometry=area.geometry, rules=(*fact.rules, area.rule))
    if place.feature in WIDE:
        return graded(wider, kind_of(place, part="a part")) if area.rule == PART else wider
    kind = kind_of_phrase(phrase, place, other)
    return wider if kind == "point" or (kind == "outskirts" and (fact.precision or 1) > 1) else graded(wider, kind)


def _area(
    phrase: PlacePhrase, place: Place, other: Place | None, part: str, made: Areas, gazetteer: Places
) -> Area | None:
    """The area of a phrase; that of land which the report names again is made once."""
    if place.feature not in WIDE:
        return area_of(phrase, place, other, (), part=part)
    key = (place.id, part or phrase.part, phrase.bearing)
    if key not in made:
        made[key] = area_of(phrase, place, other, towns_of(place, gazetteer), part=part)
    return made[key]


def _with_site(fact: PlaceFact, mention: Mention, choice: Choice) -> PlaceFact:
    """The fact with the land of a camp, airbase, hill or facility; as it was, where it is none."""
    place = choice.hit.place
    kind = kind_of(place, near=mention.near, near_only=choice.hit.near_only, sense=mention.sense)
    km = load_precision().kinds[kind].km
    if km is None:
        return fact
    area = site_of(place, km)
    return msgspec.structs.replace(fact, geometry=area.geometry, rules=(*fact.rules, area.rule))


def phrase_at(text: str, sentence: Span, mention: Mention, beside: Set[str]) -> PlacePhrase:
    """The longest phrase around a mention, within its sentence, that says how what is meant lies to the name.

    A second place in it is one of the names `beside` it in the sentence, in lower case.
    """
    rules = load_place_phrases()
    name = mention.head.quote.casefold()
    for start, end in _windows(text, sentence, mention, rules):
        phrase = rules.read(text[start:end])
        names = {one.casefold() for one in phrase.names}
        if phrase.other:
            names.add(phrase.other.casefold())
            if not names <= beside | {name}:
                continue
        if phrase.relation and name in names:
            return phrase
    return PlacePhrase(names=(mention.head.quote,))


def _windows(text: str, sentence: Span, mention: Mention, rules: PlacePhrases) -> list[tuple[int, int]]:
    """Stretches of whole words around the mention that a relation may be said in, the longest first.

    They begin with a word of a relation or a few words before ("about 12 km"), over no comma or bracket, and go on
    behind the name only where such a word or a second name may stand.
    """
    first, last = mention.span.start, mention.span.end
    before = tokenise(text, sentence.start, first)[-_BEFORE:]
    stops = [at for at, token in enumerate(before) if token.text in _STOPS]
    before = before[stops[-1] + 1 :] if stops else before
    after = tokenise(text, last, sentence.end)[:_AFTER]
    cues = [at for at, token in enumerate(before) if rules.may_relate(token.text)]
    behind = [at for at, token in enumerate(after) if rules.may_relate(token.text)]
    inside = rules.may_relate(mention.span.quote)
    if not (cues or behind or inside):
        return []
    starts = [first, *(token.start for token in before[max(cues[0] - _LEAD, 0) : cues[-1] + 1])] if cues else [first]
    joined = bool(after) and after[0].lower in _JOINS
    ends = [last, *(token.end for token in after)] if behind or joined else [last]
    sizes = sorted(((end - start, start, end) for start in starts for end in ends), reverse=True)
    return [(start, end) for _, start, end in sizes]


def _other(
    phrase: PlacePhrase, mention: Mention, known: Sequence[tuple[Mention, Choice]], gazetteer: Places
) -> Place | None:
    """The second place of a road or of "between", as it was resolved in the same sentence."""
    names = [name for name in (phrase.other, *phrase.names) if name]
    wanted = {gazetteer.fold(name) for name in names} - {gazetteer.fold(mention.head.quote)}
    for one, choice in known:
        if one.sentence == mention.sentence and one.id != mention.id and gazetteer.fold(one.head.quote) in wanted:
            return choice.hit.place
    return None
