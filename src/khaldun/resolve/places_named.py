"""The names of a report: mentions of one name are one, unless they are said to lie in different places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from khaldun.records.annotations import Annotated, Mention
from khaldun.resolve.gazetteer_protocol import WIDE, Hit, Places
from khaldun.resolve.places_ends import with_rivers

_MOST = 90
_MOST_ABROAD = 4
_APART = frozenset({"hill", "mountain", "airbase", "airport", "base", "river"})


@dataclass(slots=True)
class Choice:
    """A hit on the way to being chosen: `base` is its own score, `total` that with its neighbours, `p` its share."""

    hit: Hit
    base: float = 0.0
    total: float = 0.0
    p: float = 0.0
    reasons: list[str] = field(default_factory=list)
    stated: bool = False
    elsewhere: bool = False
    abroad: bool = False
    nearest_km: float | None = None
    nearest_name: str = ""
    nearest_country: str | None = None


@dataclass(slots=True)
class Named:
    """A name with its mentions and what it may mean. `orders` are its places in the sequence of place mentions."""

    name: str
    key: tuple[str, int]
    where: str
    mentions: list[Mention]
    orders: list[int]
    choices: list[Choice]
    is_container: bool = False

    @property
    def senses(self) -> str:
        """The kind of place that its mentions say it is, "" where none says."""
        return next((mention.sense for mention in self.mentions if mention.sense), "")

    @property
    def consonants(self) -> int:
        """How many different-sounding consonants in a row the folded name has: two say too little to go by."""
        letters = [char for char in self.key[0].partition("/")[0] if char.isalpha() and char not in "aeiouyw"]
        return len(letters)

    @property
    def part(self) -> str:
        """The compass part of the first mention that has one."""
        return next((mention.part for mention in self.mentions if mention.part), "")


def place_mentions(annotated: Annotated, text: str, gazetteer: Places) -> list[Mention]:
    """The mentions of places in the order of the text; a part that belongs to a name ("South Kivu") is no part."""
    places = (mention for mention in annotated.mentions if mention.kind == "place")
    found = [_whole(mention, gazetteer) for mention in with_rivers(places, text, gazetteer)]
    return sorted(found, key=lambda mention: (mention.head.start, mention.head.end))


def _whole(mention: Mention, gazetteer: Places) -> Mention:
    quote = mention.span.quote
    named = mention.span != mention.head and quote[0].isupper()
    if mention.part and named and gazetteer.known(quote) in WIDE:
        return msgspec.structs.replace(mention, head=mention.span, part="")
    return mention


def is_name(text: str) -> bool:
    """Whether the words name a place ("the border" does not): some letter is a capital, or has no case at all."""
    return any(char.isupper() or (char.isalpha() and not char.islower()) for char in text)


def group_names(mentions: Sequence[Mention], gazetteer: Places) -> list[Named]:
    """The names among the mentions, without candidates yet."""
    groups: dict[str, list[Named]] = {}
    by_id = {mention.id: mention for mention in mentions}
    containers = {mention.container for mention in mentions if mention.container is not None}
    for order, mention in enumerate(mentions):
        if not is_name(mention.head.quote):
            continue
        named = _group(mention, by_id, groups, gazetteer)
        named.mentions.append(mention)
        named.orders.append(order)
        named.is_container = named.is_container or mention.id in containers
    return [named for group in groups.values() for named in group]


def _group(mention: Mention, by_id: dict[int, Mention], groups: dict[str, list[Named]], gazetteer: Places) -> Named:
    """The name that the mention belongs to: one said to lie elsewhere than before is another name."""
    name = gazetteer.fold(mention.head.quote)
    if mention.sense in _APART:
        name = f"{name}/{mention.sense}"
    container = by_id.get(mention.container) if mention.container is not None else None
    where = "" if container is None else gazetteer.fold(container.head.quote)
    group = groups.setdefault(name, [])
    for named in group:
        if not where or not named.where or named.where == where:
            named.where = named.where or where
            return named
    group.append(Named(mention.head.quote, (name, len(group)), where, [], [], []))
    return group[-1]


def cut_choices(hits: Sequence[Hit], countries: frozenset[str]) -> list[Choice]:
    """The hits worth weighing: all at home in the report's countries (the best ones), and a few abroad."""
    home = [hit for hit in hits if hit.place.country in countries]
    abroad = [hit for hit in hits if hit.place.country not in countries]
    if countries and home:
        abroad = abroad[:_MOST_ABROAD]
    return [Choice(hit) for hit in (home + abroad)[:_MOST]]
