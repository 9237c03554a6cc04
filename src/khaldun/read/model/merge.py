"""The network's marks joined to what the rules have read: heads, senses and counts are theirs, events the network's.

Where the rules have a mention of the same kind with its head in the same words, theirs is taken: the resolvers know its
head and what kind of thing it is. A trigger that both have keeps the rules' reasons, and the place and day that only
they have found; what only the rules take for an event is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import msgspec

from khaldun.read.model.decode import Seen, SeenSpan, SeenTrigger
from khaldun.read.model.parts import Parts
from khaldun.read.model.windows import Window
from khaldun.records.annotations import Annotated, Link, Mention, MentionKind, Role, Trigger
from khaldun.records.base import Span

_PART = re.compile(
    r"(?P<part>(?:north|south)[- ]?(?:east|west)?(?:ern)?|(?:east|west)(?:ern)?|central)\s+(?:the\s+)?", re.IGNORECASE
)
_BEHIND = re.compile(r"\s(?:of|in|at|on|from|near|with|for|by|to|who|which|that|under|against|between|and|or)\b|[,(;:]")
_OF = re.compile(r"^(?:[a-z][\w-]*\s+)+(?:of\s+)?(?=[A-Z])")
_RULE = "read/model"
# What the rules say of an event that both have, where the network does not say it.
_FROM_RULES: frozenset[Role] = frozenset({"quantity", "place", "date", "doer", "target"})
AGREE, DIFFER, ALONE = "read/both-agree", "read/types-differ", "read/model-alone"
PLACES = "read/places-by-rules"
_PRONOUNS = frozenset(
    {"it", "they", "them", "he", "him", "she", "her", "who", "whom", "which", "that", "we", "us", "i"}
)
_SIDES: frozenset[Role] = frozenset({"doer", "target"})
_TOLLS: frozenset[Role] = frozenset({"killed", "wounded", "captured"})


@dataclass(frozen=True, slots=True)
class Read:
    """A window with what was seen in it; `events` are the numbers of its triggers' events in the text."""

    window: Window
    seen: Seen
    events: tuple[int, ...]


def merge(base: Annotated, read: Sequence[Read], text: str, *, method: str, parts: Parts) -> Annotated:
    """The article as both have read it; `parts` tells which counts are of some of those told of."""
    joined = _Joined(base, text, parts)
    for one in read:
        joined.add(one)
    return joined.annotated(method)


class _Joined:
    """What is known so far; ids are given anew."""

    def __init__(self, base: Annotated, text: str, parts: Parts) -> None:
        self._base = base
        self._text = text
        self._parts = parts
        self._mentions = list(base.mentions)
        self._triggers: list[Trigger] = []
        self._links: list[Link] = []
        self._old = {trigger.id: trigger for trigger in base.triggers}
        self._told: dict[int, list[Link]] = {}
        for link in base.links:
            self._told.setdefault(link.trigger, []).append(link)

    def add(self, read: Read) -> None:
        """The triggers of a window with their roles."""
        seen, words = read.seen, read.window.words
        for number, trigger in enumerate(seen.triggers):
            roles = [
                (seen.mentions[other], role)
                for at, other, role, _ in seen.roles
                if at == number and not self._names_nobody(read.window, seen.mentions[other])
            ]
            sentence = words[trigger.span.first].sentence
            self._tell(
                trigger, self._span(read.window, trigger.span), sentence, roles, read.window, read.events[number]
            )

    def _tell(
        self, trigger: SeenTrigger, span: Span, sentence: int, roles: list[tuple[SeenSpan, Role]], window: Window,
        event: int,
    ) -> None:  # fmt: skip
        met = next((old for old in self._old.values() if old.span.start < span.end and span.start < old.span.end), None)
        number = len(self._triggers)
        sure = trigger.span.probability * trigger.type_probability
        self._triggers.append(
            Trigger(
                id=number,
                span=span,
                sentence=sentence,
                sub_event_type=trigger.sub_event_type,
                status=trigger.status,
                ongoing=trigger.ongoing,
                background=trigger.background,
                rules=self._rules_of(trigger, met),
                confidence=round(min(0.95, sure), 2),
                event=event,
            )
        )
        links = self._without_parts({(self._mention(span_, role, window), role) for span_, role in roles})
        if met is not None:
            links = _with_rules(links, self._told.get(met.id, ()), met, trigger.sub_event_type)
        self._links += [
            Link(trigger=number, mention=mention, role=role, rules=(_RULE,)) for mention, role in sorted(links)
        ]

    def _without_parts(self, links: set[tuple[int, Role]]) -> set[tuple[int, Role]]:
        """The links but for tolls that count some of those whom another counts."""
        parts: set[tuple[int, Role]] = set()
        for toll in _TOLLS:
            spans = {self._mentions[mention].span: mention for mention, role in links if role == toll}
            parts |= {(spans[span], toll) for span in self._parts.of(tuple(spans), self._text)}
        return links - parts

    def _rules_of(self, trigger: SeenTrigger, met: Trigger | None) -> tuple[str, ...]:
        if met is None:
            return (_RULE, ALONE)
        agreement = AGREE if met.sub_event_type == trigger.sub_event_type else DIFFER
        chosen = "place" in _decided(self._told.get(met.id, ()), met)
        return (*met.rules, _RULE, agreement, *((PLACES,) if chosen else ()))

    def _names_nobody(self, window: Window, seen: SeenSpan) -> bool:
        """ "they", "who": whom they stand for the network does not say; "the north" is no place."""
        if seen.kind == "actor":
            return seen.first == seen.last and window.words[seen.first].token.lower in _PRONOUNS
        return seen.kind == "place" and _PART.fullmatch(self._span(window, seen).quote + " ") is not None

    def _mention(self, seen: SeenSpan, role: Role, window: Window) -> int:
        span = self._span(window, seen)
        for mention in self._mentions:
            if mention.kind == seen.kind and span.start <= mention.head.start and mention.head.end <= span.end:
                return mention.id
            if mention.kind == seen.kind and seen.kind in {"date", "count"} and _meet(mention.span, span):
                return mention.id
        made = _made(seen.kind, span, role, window.words[seen.first].sentence, len(self._mentions), self._text)
        self._mentions.append(made)
        return made.id

    def _span(self, window: Window, seen: SeenSpan) -> Span:
        return Span.of(self._text, window.words[seen.first].token.start, window.words[seen.last].token.end)

    def annotated(self, method: str) -> Annotated:
        """Everything."""
        order = sorted(self._triggers, key=lambda trigger: trigger.span.start)
        number = {trigger.id: at for at, trigger in enumerate(order)}
        telling = {trigger.sentence for trigger in order}
        return Annotated(
            report_id=self._base.report_id,
            method=method,
            sentences=self._base.sentences,
            mentions=tuple(self._mentions),
            triggers=tuple(msgspec.structs.replace(trigger, id=number[trigger.id]) for trigger in order),
            links=tuple(
                Link(trigger=number[link.trigger], mention=link.mention, role=link.role, rules=link.rules)
                for link in self._links
            ),
            dispositions=tuple(
                ("claims", "") if at in telling else ("none", "no words of an event")
                for at in range(len(self._base.sentences))
            ),
            restored=self._base.restored,
        )


def _with_rules(
    links: set[tuple[int, Role]], told: Sequence[Link], met: Trigger, sub_event_type: str
) -> set[tuple[int, Role]]:
    """What the network links with what the rules do: a day, a place and a toll that the rules have chosen are theirs
    (which of several it is they know better), and both sides of an event on whose type the two agree; of the other
    roles what the network leaves open."""
    decided = _decided(told, met)
    if met.sub_event_type == sub_event_type and {link.role for link in told} >= _SIDES:
        decided |= {*_SIDES, "associated"}
    kept = {(mention, role) for mention, role in links if role not in decided}
    has, taken = {role for _, role in kept}, {mention for mention, _ in kept}
    return kept | {
        (link.mention, link.role)
        for link in told
        if link.role in (_FROM_RULES | decided) - has and not (link.role in _SIDES - decided and link.mention in taken)
    }


def _decided(told: Sequence[Link], met: Trigger) -> set[Role]:
    """The roles that the rules have chosen a mention for, and not only found one in the sentence."""
    has = {link.role for link in told}
    chosen = {"date"} if "read/place-of-sentence" in met.rules else {"date", "place"}
    return (has & chosen) | (_TOLLS if has & _TOLLS else frozenset())


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _made(kind: str, span: Span, role: Role, sentence: int, number: int, text: str) -> Mention:
    """A mention that the rules have not seen."""
    head, part, sense = span, "", ""
    if kind == "place":
        head, part = _place(span, text)
    elif kind == "actor":
        cut = _BEHIND.search(span.quote)
        head = Span.of(text, span.start, span.start + cut.start()) if cut and cut.start() else span
        sense = "named" if head.quote.split()[-1][:1].isupper() else "person"
    elif kind == "count":
        sense = role if role in _TOLLS else ""
    return Mention(
        id=number,
        kind=cast(MentionKind, kind),
        span=span,
        head=head,
        sentence=sentence,
        sense=sense,
        part=part,
        rules=(_RULE,),
    )


def _place(span: Span, text: str) -> tuple[Span, str]:
    """The name in words for a place, and the part of it they mean: "northern Ambar", "village of Sadi"."""
    match = _PART.match(span.quote)
    skip = match.end() if match else 0
    named = _OF.match(span.quote[skip:])
    skip += named.end() if named else 0
    head = Span.of(text, span.start + skip, span.end) if skip < len(span.quote) else span
    return head, match.group("part").lower() if match else ""
