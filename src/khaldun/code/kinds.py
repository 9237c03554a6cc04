"""The sub-event type under the codebook: the reader's type, changed by the codebook's named rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from khaldun.code.codebook import Codebook, Pattern, TypeRule
from khaldun.code.sides import Side, tokens
from khaldun.records.claims import Claim


@dataclass(slots=True)
class Searches:
    """What was sought in which sentence, so that claims fanned out from one sentence search it once."""

    found: dict[tuple[int, str], bool] = field(default_factory=dict)

    def hit(self, pattern: Pattern, words: str) -> bool:
        """Whether the pattern is in the words."""
        key = (id(pattern), words)
        known = self.found.get(key)
        if known is None:
            known = self.found[key] = pattern.search(words) is not None
        return known


def told_in(claim: Claim) -> str:
    """The sentence of the claim's trigger; all its sentences where the trigger lies in none of them."""
    for span in claim.sentences:
        if claim.trigger.within(span):
            return span.quote
    return " ".join(span.quote for span in claim.sentences)


def sub_event_type(
    claim: Claim, doers: tuple[Side, ...], targets: tuple[Side, ...], book: Codebook, searches: Searches
) -> tuple[str, tuple[str, ...]]:
    """The sub-event type, and the rule that settled it: the first of the file's that holds; none keeps the reader's."""
    kind = claim.sub_event_type
    by, on = tokens(doers), tokens(targets)
    for rule in book.type_rules[kind]:
        if _holds(rule, claim, by, on, searches):
            return rule.then, (rule.name,)
    return kind, ()


def _holds(rule: TypeRule, claim: Claim, by: frozenset[str], on: frozenset[str], searches: Searches) -> bool:
    if (rule.doer and not rule.doer & by) or (rule.target and not rule.target & on):
        return False
    if rule.targets and not on <= rule.targets:
        return False
    if rule.deaths is not None and rule.deaths != _deadly(claim):
        return False
    if rule.weapons and not any(weapon.class_ in rule.weapons for weapon in claim.weapons):
        return False
    return _words_hold(rule, claim, searches)


def _words_hold(rule: TypeRule, claim: Claim, searches: Searches) -> bool:
    if rule.trigger is not None and not searches.hit(rule.trigger, claim.trigger.quote):
        return False
    if rule.place is not None and (claim.place is None or not searches.hit(rule.place, claim.place.quote)):
        return False
    if rule.words is None and rule.unless is None:
        return True
    sentence = told_in(claim)
    if rule.words is not None and not searches.hit(rule.words, sentence):
        return False
    return rule.unless is None or not searches.hit(rule.unless, sentence)


def _deadly(claim: Claim) -> bool:
    """Whether anyone is said to have died; a count without a number ("killed villagers") is a death."""
    return any(death.low != 0 or death.best or death.high for death in claim.deaths)
