"""Annotated texts in a small markup, for tests of actors.

"[words|sense]" is an actor mention, "[words|sense|role:trigger …]" one with links ("doer:0", "target:0"); its head is
the part between underscores ("[_HTS_ fighters|named]"), else all of it. "{words|SYR}" is a place resolved to that
country. A mention whose words begin with ">" is the one asked about. Sentences end with "." or a line break; an empty
line ends a block. Triggers are declared by number with their sub-event type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from khaldun.records.annotations import Annotated, Link, Mention, Sentence, Trigger
from khaldun.records.base import Span
from khaldun.records.facts import PlaceFact
from khaldun.records.reports import Article, Block, Stated

_MARK = re.compile(r"\[([^]|]+)\|([^]|]*)(?:\|([^]]*))?\]|\{([^}|]+)\|([A-Z]{3})\}")


class Made:
    """A text with its article, its annotations, its places, and the id of the mention asked about."""

    def __init__(
        self, marked: str, *, published: str | None = "2019-11-16", tags: tuple[str, ...] = (),
        publisher: str | None = None, triggers: Mapping[int, str] = {},
    ) -> None:  # fmt: skip
        self.asked = -1
        self.places: dict[int, PlaceFact] = {}
        self._mentions: list[tuple[str, int, int, int, int, str]] = []
        self._links: list[Link] = []
        text = self._read(marked)
        sentences = self._sentences(text)
        self.article = Article(
            report_id="r", name="r", text=text, blocks=tuple(_blocks(text)), language="en", reader="text/1",
            published=Stated(value=published) if published else None,
            publisher=Stated(value=publisher) if publisher else None,
            tags=tuple(Stated(value=tag) for tag in tags),
        )  # fmt: skip
        self.annotated = Annotated(
            report_id="r", method="test", sentences=sentences,
            mentions=tuple(self._mention(number, text, sentences) for number in range(len(self._mentions))),
            triggers=tuple(
                Trigger(id=number, span=Span.of(text, 0, 1), sentence=0, sub_event_type=kind)
                for number, kind in triggers.items()
            ),
            links=tuple(self._links),
        )  # fmt: skip

    def _read(self, marked: str) -> str:
        text = ""
        at = 0
        for match in _MARK.finditer(marked):
            text += marked[at : match.start()]
            at = match.end()
            number, start = len(self._mentions), len(text)
            words, sense, roles, place, country = match.groups()
            if place:
                text += place
                self._mentions.append(("place", start, len(text), start, len(text), ""))
                self.places[number] = PlaceFact(quote=place, name=place, country=country, confidence=0.9)
                continue
            if words.startswith(">"):
                self.asked, words = number, words[1:]
            before, _, rest = words.partition("_")
            head, _, after = rest.partition("_")
            text += before + head + after
            first = start + len(before)
            span = (first, first + len(head)) if head else (start, len(text))
            self._mentions.append(("actor", start, len(text), *span, sense))
            for role in (roles or "").split():
                name, _, trigger = role.partition(":")
                self._links.append(Link(trigger=int(trigger), mention=number, role=name))  # type: ignore[arg-type]
        return text + marked[at:]

    def _sentences(self, text: str) -> tuple[Sentence, ...]:
        blocks = list(_blocks(text))
        found = []
        for match in re.finditer(r"[^\n.]+(?:\.(?=\S)[^\n.]+)*\.?", text):
            if match.group().strip():
                start = match.end() - len(match.group().lstrip())
                block = next(at for at, block in enumerate(blocks) if block.start <= start < block.end)
                heading = text[start:].startswith("#")
                found.append(Sentence(span=Span.of(text, start, match.end()), block=block, heading=heading))
        return tuple(found)

    def _mention(self, number: int, text: str, sentences: tuple[Sentence, ...]) -> Mention:
        kind, start, end, head, head_end, sense = self._mentions[number]
        at = next(index for index, each in enumerate(sentences) if each.span.start <= start < each.span.end)
        return Mention(
            id=number, kind="place" if kind == "place" else "actor", span=Span.of(text, start, end),
            head=Span.of(text, head, head_end), sentence=at, sense=sense,
        )  # fmt: skip


def _blocks(text: str) -> list[Block]:
    return [Block(start=match.start(), end=match.end()) for match in re.finditer(r"(?:[^\n]|\n(?!\n))+", text)]
