"""Phrases that say who is meant: by a name, by who backs them, by a name no registry knows, by "our"."""

from __future__ import annotations

import re

from khaldun.records.facts import ActorFact
from khaldun.resolve.actors_build import Builder
from khaldun.resolve.actors_naming import type_of_new
from khaldun.resolve.actors_phrase import ARMED, FORCES, Phrase
from khaldun.resolve.actors_reference import References
from khaldun.resolve.actors_state import state_fact
from khaldun.resolve.registry_protocol import NameHit

_HARMLESS = frozenset(
    {"civilians", "protesters", "rioters", "gang", "vigilantes", "settlers", "progovernment", "officials"}
)
_OPENING = ("“", '"', "‘", "«", "(the ")
_POSSESSIVE = ("'s ", "’s ")
_OF_PERSONS = frozenset({"Attack", "Abduction/forced disappearance", "Sexual violence", "Arrests", "Mob violence"})
# A unit that has a number and no name is an army's: "Third Division", "the 88th Infantry Battalion".
_NUMBERED = re.compile(
    r"(?:the )?(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?: infantry| "
    r"mechani[sz]ed| armou?red| mountain| airborne)? (?:division|brigade|regiment|battalion|corps)",
    re.IGNORECASE,
)
_NOT_MEMBERS = frozenset({"civilians", "protesters"})


def named_fact(phrase: Phrase, builder: Builder, references: References) -> ActorFact | None:
    """The actor that the phrase itself names, None where it names none."""
    words = builder.registry.words
    if phrase.names and not (phrase.kind in _NOT_MEMBERS and phrase.noun in words.held):
        return _by_name(phrase, builder, references)
    if phrase.backers and phrase.kind not in _HARMLESS:
        found = _backed(phrase, builder)
        if found:
            return found
    if phrase.own_voice and (phrase.kind in FORCES | ARMED):
        return builder.publisher(phrase)
    if phrase.nations or phrase.kind in _HARMLESS:
        return None
    if phrase.mention.sense == "named":
        return _by_unknown_name(phrase, builder, references)
    if (
        phrase.name is not None
        and phrase.kind in {"military", *ARMED}
        and phrase.noun.rpartition(" ")[2] in words.tails
    ):
        return builder.new(phrase)
    return None


def _by_unknown_name(phrase: Phrase, builder: Builder, references: References) -> ActorFact | None:
    """A name that stands alone: one that the registry knows by this country, a numbered unit, a new one."""
    head = phrase.mention.head.quote
    if builder.registry.capital_of(phrase.mention.span.quote):
        return None
    chosen = builder.names.choose(builder.registry.called(head), phrase.mention)
    if chosen is not None:
        return builder.known(phrase, *chosen)
    if _is_somebody(phrase, builder, references):
        return None
    if _NUMBERED.fullmatch(head):
        return state_fact(phrase, builder, references, kind="military")
    return builder.new(phrase)


def _is_somebody(phrase: Phrase, builder: Builder, references: References) -> bool:
    """Whether a name that no registry knows and no word calls a group is more likely a person's: who is attacked,
    carried off or arrested."""
    head = phrase.mention.head.quote
    if head.isupper() or type_of_new(head, builder.registry.words) is not None:
        return False
    events = references.kinds_of_event(phrase.mention)
    return references.roles(phrase.mention) == {"target"} and not _OF_PERSONS.isdisjoint(events)


def _backed(phrase: Phrase, builder: Builder) -> ActorFact | None:
    """'Turkish-backed militants'; not 'Saudi-backed government troops', who are the government's."""
    if phrase.kind in FORCES and phrase.own_side:
        return None
    found = builder.proxy(phrase)
    if found is None and phrase.kind not in FORCES:
        return builder.linked(phrase)
    return found


def _by_name(phrase: Phrase, builder: Builder, references: References) -> ActorFact | None:
    hit = _meant(phrase)
    chosen = builder.names.choose(hit.actor_ids, phrase.mention)
    if chosen is None:
        return None
    actor, rules, confidence = chosen
    if actor.kind == "government":
        kind = phrase.kind if phrase.kind in FORCES else "government"
        return state_fact(phrase, builder, references, kind=kind, nation=actor.home)
    return builder.known(phrase, actor, rules, confidence)


def _meant(phrase: Phrase) -> NameHit:
    """Of several names in a phrase the one that its head says; else the one in quotation marks or behind a possessive,
    which is the closer one: "the Syrian army's division called the “Tiger Forces”"."""
    head, span = phrase.mention.head, phrase.mention.span
    if head != span:
        for hit in phrase.names:
            if hit.start < head.end and head.start < hit.end:
                return hit
    for hit in reversed(phrase.names[1:]):
        between = span.quote[phrase.names[0].end - span.start : hit.start - span.start]
        if between.endswith(_OPENING) or between.startswith(_POSSESSIVE):
            return hit
    return phrase.names[0]
