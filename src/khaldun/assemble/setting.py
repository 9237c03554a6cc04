"""Where and when the paragraph stands at a point of the text, by its days and places, also those of no event."""

from __future__ import annotations

from khaldun.assemble.event import Event
from khaldun.records.annotations import Annotated, Mention
from khaldun.records.facts import DateFact, PlaceFact, Resolved

_REACH = 3
_REGION = 3
_NO_SETTLEMENT = frozenset({"road", "water", "hill", "base", "airbase", "facility", "quarter"})
_PARTS_OF_TOWNS = frozenset({"quarter", "facility"})
_WIDE = frozenset({"country", "province", "region", "state", "governorate", "river", "border"})


def is_common(mention: Mention) -> bool:
    """Whether words for a place name none: "the school", "orchards", "a checkpoint"; "Deir al-Zour" names one."""
    return mention.head.quote.split()[-1].islower()


def _is_of_town(mention: Mention) -> bool:
    """Whether a part of a town is told of by the town's name: "neighbourhood of Marib", "the market of Tshikapa"."""
    before = mention.span.quote[: mention.head.start - mention.span.start]
    return mention.sense in _PARTS_OF_TOWNS and before.rstrip().endswith(" of")


class Setting:
    """The days and places told of in each paragraph, in order."""

    def __init__(self, annotated: Annotated, resolved: Resolved) -> None:
        self._annotated = annotated
        self._resolved = resolved
        self._past = {trigger.sentence for trigger in annotated.triggers if trigger.background}
        self._dates = [
            (mention, resolved.dates[mention.id]) for mention in self._mentions("date") if mention.id in resolved.dates
        ]
        places = [mention for mention in self._mentions("place") if mention.id in resolved.places]
        containers = {mention.container for mention in places}
        self._places = [
            (mention, resolved.places[mention.id])
            for mention in places
            if mention.id not in containers
            and mention.sense not in _WIDE
            and (resolved.places[mention.id].precision or 1) < _REGION
            and not self._is_origin(mention)
        ]

    def date_before(self, event: Event) -> tuple[Mention, DateFact] | None:
        """The last day told of before the event, in its paragraph and at most three sentences back."""
        near = [
            item for item in self._dates if self._is_near(item[0], event) and (item[1].end - item[1].start).days <= 7
        ]
        return near[-1] if near else None

    def place_before(self, event: Event) -> tuple[Mention, PlaceFact] | None:
        """The last place told of before the event, in its paragraph and at most three sentences back."""
        near = [item for item in self._places if self._is_near(item[0], event)]
        return near[-1] if near else None

    def settlement_before(self, event: Event) -> tuple[Mention, PlaceFact] | None:
        """The last settlement told of before the event, in its paragraph or one of the three before it."""
        near = [
            (mention, place)
            for mention, place in self._places
            if mention.span.start < event.trigger.span.start
            and 0 <= event.block - self._annotated.sentences[mention.sentence].block <= _REACH
            and mention.sentence not in self._past
            and (place.precision or 1) == 1
            and mention.sense not in _NO_SETTLEMENT
        ]
        return near[-1] if near else None

    def town_around(self, mention: Mention) -> PlaceFact | None:
        """The settlement that a mention is said to lie in ("the Knesset in Jerusalem")."""
        town = self._resolved.places.get(mention.container) if mention.container is not None else None
        return town if town is not None and town.latitude is not None and town.precision == 1 else None

    def town_before(self, mention: Mention) -> PlaceFact | None:
        """The last settlement found that is told of before a mention in its sentence or paragraph."""
        block = self._annotated.sentences[mention.sentence].block
        near = [
            place
            for other, place in self._places
            if other.span.start < mention.span.start
            and self._annotated.sentences[other.sentence].block == block
            and mention.sentence - other.sentence <= _REACH
            and place.latitude is not None
            and place.precision == 1
        ]
        return near[-1] if near else None

    def town_of(self, mention: Mention) -> tuple[Mention, PlaceFact] | None:
        """The settlement, found or only named, in which words that name none ("the school", "a checkpoint") lie: told
        of before them in their sentence or paragraph, else behind them in their sentence, else up to three paragraphs
        before."""
        block = self._annotated.sentences[mention.sentence].block
        towns = [item for item in self._places if item[0].id != mention.id and self._is_named_town(*item)]
        before = [item for item in towns if item[0].span.start < mention.span.start]
        near = [item for item in before if self._annotated.sentences[item[0].sentence].block == block]
        behind = [item for item in towns if item not in before and item[0].sentence == mention.sentence]
        far = [item for item in before if block - self._annotated.sentences[item[0].sentence].block <= _REACH]
        return next(iter(near[::-1] or behind or far[::-1]), None)

    def _is_named_town(self, mention: Mention, place: PlaceFact) -> bool:
        named = not is_common(mention)
        town = mention.sense not in _NO_SETTLEMENT or _is_of_town(mention)
        return named and town and (place.precision or 1) == 1

    def _is_origin(self, mention: Mention) -> bool:
        """Where somebody comes from ("a cleric from X") is not where things happen."""
        sentence = self._annotated.sentences[mention.sentence].span
        return sentence.quote[: mention.span.start - sentence.start].casefold().endswith(" from ")

    def _mentions(self, kind: str) -> list[Mention]:
        found = [mention for mention in self._annotated.mentions if mention.kind == kind]
        return sorted(found, key=lambda mention: mention.span.start)

    def _is_near(self, mention: Mention, event: Event) -> bool:
        block = self._annotated.sentences[mention.sentence].block
        before = mention.span.start < event.trigger.span.start
        near = before and block == event.block and event.sentence - mention.sentence <= _REACH
        return near and mention.sentence not in self._past
