"""The joint choice: what each name means, given what the report says and what its neighbours mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

from anyascii import anyascii

from khaldun.records.annotations import Mention
from khaldun.resolve.gazetteer_protocol import EXACT, FOLDED, FUZZY, POINTLESS, RIVER, SKELETON, Hit
from khaldun.resolve.places_context import Context
from khaldun.resolve.places_geo import KM_PER_DEGREE
from khaldun.resolve.places_named import Choice, Named

_STEP = {EXACT: 0.0, FOLDED: -0.3, SKELETON: -1.2, FUZZY: -2.0}
_UNLIKE = {EXACT: 0.0, FOLDED: 0.0, SKELETON: 3.0, FUZZY: 4.0}
# How much a neighbour draws whose own name only resembles the text's.
_DRAWS = {EXACT: 1.0, FOLDED: 1.0, SKELETON: 0.3, FUZZY: 0.15}
_HOME, _ABROAD = 1.5, -2.0
_BYNAME = -1.0  # matched by another name than its own
_FITS, _UNFIT = 0.7, -1.0
_RIVER_SAID = 6.0  # the words say that it is a river, and one is so called: no city of that name is meant
_PEOPLE, _PEOPLE_ABROAD, _PEOPLE_ALONE = 0.8, 0.7, 1.2
_REGION_SIZE, _TOWN_OF_SIZE = 4.0, 20_000  # a region counts as a town of a million, one of its name in it as that
_IN_REGION = 1.5
_PULL, _HALF_KM = 9.0, 15.0
_WIDE_PULL, _WIDE_KM = 0.3, 100.0
_ROUNDS = 3
_WINDOW = 5
_SAME_SENTENCE, _NEXT_SENTENCE, _FURTHER = 1.0, 0.5, 0.2
_HOPELESS = 6.0
_FAINT = 0.01
_MOST, _ANCHOR_SHARE, _ANCHORS = 8, 0.6, 6
_EXPLAINED = 8
_WIDE_NAMESAKE_KM = 30.0
_ONE_PLACE_KM = 3.0


def score_alone(named: Named, context: Context) -> None:
    """Each choice's own score: how the name matches, the countries and regions stated, its kind, its population."""
    for choice in named.choices:
        hit, place = choice.hit, choice.hit.place
        score = _STEP[hit.step] - _UNLIKE[hit.step] * (1 - hit.similarity)
        choice.reasons.append(_step_reason(hit))
        if anyascii(hit.matched).casefold() != anyascii(place.name).casefold():
            score += _BYNAME
        score += _country_score(choice, named, context)
        choice.abroad = context.is_abroad(named.key, place.country)
        if context.says_region(named.key, place.country, place.admin1) and place.feature != "region":
            score += _IN_REGION
            choice.stated = True
            choice.reasons.append(f"context-region: {place.admin1}")
        if hit.fits is False:
            choice.base = choice.total = score + _kind_score(choice, named, 0.0)
            continue  # how many live there speaks for no airbase
        people = _PEOPLE if choice.stated else _PEOPLE_ABROAD if choice.abroad else _PEOPLE_ALONE
        score += _kind_score(choice, named, people)
        score += people * math.log10(1 + place.population / 100)
        choice.base = choice.total = score
    _share(named)


def score_containers(named: Named, container: Named) -> None:
    """Add what it means to be said to lie in another place."""
    top = max(container.choices, key=lambda choice: choice.p, default=None)
    if top is None:
        return
    where = top.hit.place
    for choice in named.choices:
        place = choice.hit.place
        if where.feature in ("region", "country"):
            inside = place.country == where.country and (where.feature == "country" or place.admin1 == where.admin1)
            unknown = place.country == where.country and place.admin1 is None
            near = _km(choice, top) < 90
            gain = 2.5 if inside else (0.8 if near else -0.3) if unknown else -2.0
        else:
            near = _km(choice, top) < 60
            inside, gain = near, 2.0 if near else -2.0
        choice.base += gain
        choice.total = choice.base
        choice.elsewhere = gain < -1
        if gain > 0.5:
            choice.stated = True
            choice.reasons.append(f"container: {where.name}")
    _share(named)


def rank_together(names: Sequence[Named]) -> None:
    """Let neighbours in the text draw each other together, in a few rounds; the choices end sorted by their share."""
    points = [named for named in names if named.choices]
    _thin_out(points)
    pairs = _neighbours(points)
    for _ in range(_ROUNDS):
        for named, others in pairs:
            _pull(named, others)
        for named, _others in pairs:
            _share(named)
    for named in points:
        named.choices.sort(key=lambda choice: -choice.p)
    for named, others in pairs:
        _explain(named, [other for other, _, _ in others])


def _thin_out(points: Sequence[Named]) -> None:
    """Keep each name's likeliest choices: by its own score, and by the nearness of the names that are sure already."""
    sure: list[tuple[int, Choice]] = []
    for named in points:
        top = max(named.choices, key=lambda choice: choice.p)
        if top.p >= _ANCHOR_SHARE and top.hit.place.feature not in POINTLESS:
            sure.append((named.orders[0], top))
    for named in points:
        least = max(choice.base for choice in named.choices) - _HOPELESS
        named.choices = [choice for choice in named.choices if choice.base >= least]
        if len(named.choices) > _MOST:
            near = sorted(sure, key=lambda item: abs(item[0] - named.orders[0]))[:_ANCHORS]
            named.choices.sort(key=lambda choice: -(choice.base + _drawn(choice, near)))
            del named.choices[_MOST:]


def _drawn(choice: Choice, near: Sequence[tuple[int, Choice]]) -> float:
    return max((_PULL / (1 + _km(choice, other) / _HALF_KM) for _, other in near if other is not choice), default=0.0)


def top_share(named: Named) -> float:
    """The share of the first choice, with that of the records of the same place: at one spot, or a town's district."""
    first = named.choices[0]
    return min(1.0, sum(choice.p for choice in named.choices if choice is first or one_place(choice, first)))


def one_place(one: Choice, two: Choice) -> bool:
    """Whether two choices are records of one place."""
    apart = _km(one, two)
    kinds = {one.hit.place.feature, two.hit.place.feature}
    return apart < _ONE_PLACE_KM or (len(kinds) == 2 and "district" in kinds and apart < _WIDE_NAMESAKE_KM)


Neighbour = tuple[Named, float, list[list[float]]]


def _neighbours(names: Sequence[Named]) -> list[tuple[Named, list[Neighbour]]]:
    """Each name with the names near it in the text, how near they are, and how near their choices lie to its own."""
    points = [named for named in names if any(choice.hit.place.feature not in POINTLESS for choice in named.choices)]
    sequence = sorted(((order, at) for at, named in enumerate(points) for order in named.orders))
    mentions = {order: mention for named in points for order, mention in zip(named.orders, named.mentions, strict=True)}
    weights: dict[tuple[int, int], float] = {}
    for at, (order, one) in enumerate(sequence):
        for gap, (other_order, two) in enumerate(sequence[at + 1 : at + 1 + _WINDOW], 1):
            if one != two:
                pair = (one, two) if one < two else (two, one)
                weight = _closeness(mentions[order], mentions[other_order]) / gap
                weights[pair] = max(weights.get(pair, 0.0), weight)
    found: list[tuple[Named, list[Neighbour]]] = [(named, []) for named in points]
    for (one, two), weight in weights.items():
        table = _attraction(points[one], points[two])
        found[one][1].append((points[two], weight, table))
        found[two][1].append((points[one], weight, [list(row) for row in zip(*table, strict=True)]))
    return found


def _closeness(one: Mention, two: Mention) -> float:
    apart = abs(one.sentence - two.sentence)
    return _SAME_SENTENCE if apart == 0 else _NEXT_SENTENCE if apart == 1 else _FURTHER


def _attraction(one: Named, two: Named) -> list[list[float]]:
    """For each pair of choices how near they are: 1 at one spot, a half at 15 km."""
    there = [(choice.hit.place.latitude, choice.hit.place.longitude) for choice in two.choices]
    table: list[list[float]] = []
    for choice in one.choices:
        lat, lon = choice.hit.place.latitude, choice.hit.place.longitude
        shrink = math.cos(math.radians(lat))
        apart = [KM_PER_DEGREE * math.hypot(lat - lat2, (lon - lon2) * shrink) for lat2, lon2 in there]
        table.append([1 / (1 + km / _HALF_KM) + _WIDE_PULL / (1 + km / _WIDE_KM) for km in apart])
    return table


def _pull(named: Named, others: Sequence[Neighbour]) -> None:
    total = sum(weight for _, weight, _ in others)
    if not total or len(named.choices) == 1:
        return
    gains = [0.0] * len(named.choices)
    for other, weight, table in others:
        likely = [
            (at, choice.p * weight * _DRAWS[choice.hit.step])
            for at, choice in enumerate(other.choices)
            if choice.p > _FAINT
        ]
        if len(likely) == 1:
            to, share = likely[0]
            gains = [gain + row[to] * share for gain, row in zip(gains, table, strict=True)]
            continue
        for at, row in enumerate(table):
            gains[at] += max([row[to] * share for to, share in likely])
    strength = _PULL * min(1.0, 0.4 + 0.6 * total)
    for choice, gain in zip(named.choices, gains, strict=True):
        choice.total = choice.base + strength * gain / total


def _share(named: Named) -> None:
    """The choices' shares of one, by their scores."""
    if not named.choices:
        return
    top = max(choice.total for choice in named.choices)
    powers = [math.exp(choice.total - top) for choice in named.choices]
    total = sum(powers)
    for choice, power in zip(named.choices, powers, strict=True):
        choice.p = power / total


def _explain(named: Named, others: Sequence[Named]) -> None:
    """Name the nearest likely neighbour of each of the best choices."""
    likely = [
        (other.name, best)
        for other in others
        if (best := other.choices[0]).p >= 0.4 and best.hit.place.feature not in POINTLESS and best.hit.step != FUZZY
    ]
    for choice in named.choices[:_EXPLAINED] if likely else ():
        name, best = min(likely, key=lambda item: _km(choice, item[1]))
        km = _km(choice, best)
        choice.nearest_km, choice.nearest_name, choice.nearest_country = km, name, best.hit.place.country
        if km < 60:
            choice.reasons.append(f"neighbours: {km:.0f} km from {name}")


def _step_reason(hit: Hit) -> str:
    like = "" if hit.step in (EXACT, FOLDED) else f" ({hit.similarity:.2f} alike)"
    return f"{hit.step} name: {hit.matched}{like}"


def _country_score(choice: Choice, named: Named, context: Context) -> float:
    country = choice.hit.place.country
    if country is None:
        return 0.0
    share = context.others(named.key, country)
    if share > 0.05:
        choice.stated = True
        choice.reasons.append(f"context-country: {country}")
        return _HOME * min(1.0, 0.5 + share)
    return _ABROAD if sum(context.votes.values()) - sum(context.by_name.get(named.key, {}).values()) > 0.9 else 0.0


def _kind_score(choice: Choice, named: Named, people: float) -> float:
    feature = choice.hit.place.feature
    score = 0.0
    if feature == "country" and choice.hit.step == EXACT:
        score += 2.0
    if choice.hit.fits is not None:
        score += _RIVER_SAID if feature == RIVER and choice.hit.fits else _FITS if choice.hit.fits else _UNFIT
        if choice.hit.fits:
            choice.reasons.append(f"kind: {named.senses}")
    elif feature in ("country", "area"):
        score += 1.2
    elif feature == "district":
        score -= 1.0
    elif feature == "region":
        score += 0.5 if named.is_container else -0.3 if _shares_its_name(choice, named) else people * _REGION_SIZE
    if named.part:
        score += 3.0 if feature in ("region", "country", "area") else -0.5
    return score


def _shares_its_name(region: Choice, named: Named) -> bool:
    """Whether a town of size in the region is called like it ("Idlib"): then the town is as likely meant."""
    where = region.hit.place
    return any(
        choice.hit.place.feature == "settlement"
        and choice.hit.place.population >= _TOWN_OF_SIZE
        and choice.hit.place.country == where.country
        for choice in named.choices
    )


def _km(one: Choice, two: Choice) -> float:
    a, b = one.hit.place, two.hit.place
    return KM_PER_DEGREE * math.hypot(
        a.latitude - b.latitude, (a.longitude - b.longitude) * math.cos(math.radians(a.latitude))
    )
