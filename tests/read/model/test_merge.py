"""The network's marks joined to what the rules have read."""

from __future__ import annotations

import numpy as np

from khaldun.read.model.decode import Seen, SeenSpan, SeenTrigger
from khaldun.read.model.merge import Read, merge
from khaldun.read.model.parts import Parts
from khaldun.read.model.windows import Window, Word
from khaldun.records.annotations import Annotated, Link, Mention, Sentence, Trigger
from khaldun.records.base import Span
from khaldun.text.tokens import tokenise

PARTS = Parts(("including", "among them"))
VECTORS = np.zeros((1, 2), np.float32)
TEXT = "The army shelled northern Ambar on Friday, killing two farmers."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


def words() -> tuple[Word, ...]:
    return tuple(Word(0, token, (1,)) for token in tokenise(TEXT))


def place(quote: str) -> tuple[int, int]:
    """The first and the last word of a stretch of the text."""
    inside = [at for at, word in enumerate(words()) if span(quote).start <= word.token.start < span(quote).end]
    return inside[0], inside[-1]


def seen(kind: str, quote: str) -> SeenSpan:
    return SeenSpan(kind, *place(quote), 0.9)


def told(quote: str) -> SeenTrigger:
    return SeenTrigger(seen("trigger", quote), "Shelling/artillery/missile attack", 0.8, "reported", 0.9, False, True)


def window() -> Window:
    return Window((), (), words(), ())


BASE = Annotated(
    report_id="r",
    method="rules/1",
    sentences=(Sentence(span=Span.of(TEXT, 0, len(TEXT)), block=0),),
    mentions=(
        Mention(id=0, kind="actor", span=span("army"), head=span("army"), sentence=0, sense="force"),
        Mention(id=1, kind="actor", span=span("farmers"), head=span("farmers"), sentence=0, sense="civilian"),
        Mention(id=2, kind="count", span=span("two"), head=span("two"), sentence=0, sense="people"),
    ),
    triggers=(Trigger(id=0, span=span("shelled"), sentence=0, sub_event_type="Armed clash", rules=("read/toll",)),),
    links=(Link(trigger=0, mention=2, role="quantity"), Link(trigger=0, mention=0, role="target")),
)


def merged() -> Annotated:
    mentions = (seen("actor", "army"), seen("place", "northern Ambar"), seen("actor", "farmers"), seen("count", "two"))
    roles = ((0, 0, "doer", 0.9), (0, 1, "place", 0.9), (0, 2, "target", 0.9), (0, 3, "killed", 0.9))
    return merge(
        BASE,
        [Read(window(), Seen((told("shelled"),), mentions, roles, VECTORS), (3,))],
        TEXT,
        method="model/1",
        parts=PARTS,
    )


def test_the_event_is_the_networks_with_the_rules_reasons() -> None:
    (trigger,) = merged().triggers
    assert (trigger.sub_event_type, trigger.status) == ("Shelling/artillery/missile attack", "reported")
    assert trigger.background
    assert trigger.rules == ("read/toll", "read/model", "read/types-differ")
    assert trigger.confidence == 0.72
    assert trigger.event == 3


def test_roles_are_the_networks_and_quantities_the_rules() -> None:
    found = merged()
    by_id = {mention.id: mention for mention in found.mentions}
    links = {(by_id[link.mention].span.quote, link.role) for link in found.links}
    assert links == {
        ("army", "doer"), ("northern Ambar", "place"), ("farmers", "target"), ("two", "killed"), ("two", "quantity"),
    }  # fmt: skip


def test_a_mention_that_the_rules_know_stays_theirs() -> None:
    assert [mention.sense for mention in merged().mentions if mention.span.quote == "army"] == ["force"]


def test_a_place_that_they_do_not_know_has_its_part_and_its_name() -> None:
    (found,) = [mention for mention in merged().mentions if mention.kind == "place"]
    assert (found.head.quote, found.part) == ("Ambar", "northern")


def test_what_only_the_rules_have_told_is_not_told() -> None:
    found = merge(BASE, [Read(window(), Seen((), (), (), VECTORS[:0]), ())], TEXT, method="model/1", parts=PARTS)
    assert found.triggers == ()
    assert found.links == ()
    assert found.dispositions == (("none", "no words of an event"),)
