"""Forces of a state: by nationality, by who was spoken of, by the country that the report speaks of."""

from __future__ import annotations

import msgspec

from khaldun.records.facts import ActorFact
from khaldun.resolve.actors_build import Builder
from khaldun.resolve.actors_phrase import Phrase
from khaldun.resolve.actors_reference import References


def state_fact(
    phrase: Phrase, builder: Builder, references: References, *, kind: str = "government", nation: str | None = None
) -> ActorFact:
    """The army, police or government that the phrase speaks of; `nation` where a name has said whose."""
    if kind == "government":
        kind = _acting(phrase, builder, references)
    if nation is not None:
        actor = builder.registry.get(builder.registry.words.made_by_kind[kind].id.replace("{iso}", nation.lower()))
        if actor is not None:
            return builder.known(phrase, actor, ("actors/nationality-force",), 0.9)
    if phrase.nations:
        return builder.made(phrase, kind, ("actors/nationality-force",))
    if (
        kind == "military"
        and not phrase.own_side
        and (phrase.definite or phrase.noun in builder.registry.words.vague_nouns)
    ):
        before = references.foreign_force(phrase)
        if before is not None:
            return msgspec.structs.replace(
                before,
                quote=phrase.mention.span.quote,
                stance=phrase.stance,
                evidence=(phrase.mention.span, before.evidence[0]),
                rules=("actors/coreference",),
                confidence=0.65,
            )
    return builder.made(phrase, kind, ("actors/force",))


def _acting(phrase: Phrase, builder: Builder, references: References) -> str:
    """What of a government acts: in most events its army, in an arrest its police, in an agreement itself."""
    words = builder.registry.words
    kinds = [words.government_as.get(kind, "military") for kind in references.kinds_of_event(phrase.mention)]
    return kinds[0] if kinds else "government"
