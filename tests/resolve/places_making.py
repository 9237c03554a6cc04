"""Reports made by hand, and a gazetteer of a few places of an invented country, for the tests of places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from khaldun.records.annotations import Annotated, Mention, Sentence
from khaldun.records.base import Span
from khaldun.records.reports import Article, Stated
from khaldun.resolve.gazetteer_protocol import EXACT, FOLDED, FUZZY, SKELETON, STEPS, Hit, Line, Place


class FakeGazetteer:
    """Implements `Places` over a list: folding drops "al-" and final h, consonants drop vowels."""

    version = "fake@2026-01-01#0"

    def __init__(
        self,
        places: Sequence[Place],
        lines: Mapping[str, tuple[Line, ...]] | None = None,
        other_names: Mapping[str, str] | None = None,
    ) -> None:
        self.places = places
        self.lines = lines or {}
        self.other_names = other_names or {}

    def fold(self, name: str) -> str:
        return name.casefold().removeprefix("al-").removesuffix("h")

    def _step(self, name: str, other: str) -> str | None:
        if name.casefold() == other.casefold():
            return EXACT
        one, two = self.fold(name), self.fold(other)
        if one == two:
            return FOLDED
        bare_one, bare_two = (_consonants(text) for text in (one, two))
        if bare_one == bare_two:
            return SKELETON
        apart = sum(a != b for a, b in zip(bare_one, bare_two, strict=False)) + abs(len(bare_one) - len(bare_two))
        return FUZZY if apart == 1 and len(bare_one) > 2 else None

    def find(
        self, name: str, *, sense: str = "", countries: Iterable[str] = (), loose: bool = False
    ) -> tuple[Hit, ...]:
        where = set(countries)
        hits = [
            Hit(
                place=place, step=step, matched=place.name, similarity=1.0 if step in (EXACT, FOLDED) else 0.8,
                fits=(place.feature == "airport" if sense == "airbase" else None),
                near_only=sense in ("airbase", "hill") and place.feature == "settlement",
            )
            for place in self.places
            if (step := self._step(name, place.name.removesuffix(" Airport"))) is not None
            and (loose or step in (EXACT, FOLDED))
            and (not where or place.country in where)
        ]  # fmt: skip
        hits += [
            Hit(place=place, step=EXACT, matched=name, similarity=1.0)
            for place in self.places
            if place.name == self.other_names.get(name) and (not where or place.country in where)
        ]
        return tuple(sorted(hits, key=lambda hit: (STEPS.index(hit.step), -hit.place.population)))

    def known(self, name: str) -> str | None:
        hits = self.find(name)
        return hits[0].place.feature if hits else None

    def settlements(self, country: str, admin1: str | None = None) -> tuple[Place, ...]:
        found = [
            place
            for place in self.places
            if place.feature == "settlement" and place.country == country and admin1 in (None, place.admin1)
        ]
        return tuple(sorted(found, key=lambda place: -place.population))

    def is_river(self, name: str) -> bool:
        return any(place.feature == "river" for place in self.places if self._step(name, place.name) == EXACT)

    def course(self, id_: str) -> tuple[Line, ...]:
        return self.lines.get(id_, ())

    def border(self, one: str, other: str | None = None) -> tuple[Line, ...]:
        pairs = [pair for pair in self.lines if "-" in pair and one in pair.split("-")]
        return tuple(line for pair in pairs if other is None or other in pair for line in self.lines[pair])

    def country_name(self, iso3: str) -> str:
        return next((place.name for place in self.places if place.feature == "country" and place.country == iso3), iso3)

    def spelling(self, asked: str, matched: str) -> tuple[str, ...]:
        return () if asked.casefold() == matched.casefold() else ("vowels",)


def _consonants(text: str) -> str:
    return "".join(char for char in text if char not in "aeiouy ")


class Draft:
    """A report under construction: `say` adds words to the text, and mentions with them."""

    def __init__(self, *, tags: tuple[str, ...] = (), title: str | None = None) -> None:
        self.text = ""
        self.mentions: list[Mention] = []
        self.sentence = -1
        self.blocks: list[tuple[int, int]] = []  # of each sentence its paragraph, and where it starts
        self.tags = tags
        self.title = title

    def start(self, words: str = "Clashes took place. ", *, block: int = 0) -> Draft:
        """Begin a sentence, in a paragraph."""
        self.sentence += 1
        self.blocks.append((block, len(self.text)))
        self.text += words
        return self

    def place(self, head: str, phrase: str | None = None, **values: Any) -> int:
        """Mention a place; returns the mention's id."""
        phrase = phrase or head
        start = len(self.text)
        self.text += f"{phrase}, "
        at = start + phrase.index(head)
        mention = Mention(
            id=len(self.mentions), kind="place", span=Span.of(self.text, start, start + len(phrase)),
            head=Span.of(self.text, at, at + len(head)), sentence=self.sentence, **values,
        )  # fmt: skip
        self.mentions.append(mention)
        return mention.id

    def article(self) -> Article:
        return Article(
            report_id="r", name="r", text=self.text, blocks=(), language="en", reader="text/1",
            tags=tuple(Stated(value=tag) for tag in self.tags), title=Stated(value=self.title) if self.title else None,
        )  # fmt: skip

    def _sentences(self) -> tuple[Sentence, ...]:
        ends = [*(start for _, start in self.blocks[1:]), len(self.text)]
        return tuple(
            Sentence(span=Span.of(self.text, start, end), block=block)
            for (block, start), end in zip(self.blocks, ends, strict=True)
        )

    def annotated(self) -> Annotated:
        return Annotated(
            report_id="r",
            method="test/1",
            sentences=self._sentences(),
            mentions=tuple(self.mentions),
            triggers=(),
            links=(),
        )
