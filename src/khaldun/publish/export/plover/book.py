"""PLOVER's codebook as its data file has it, made ready: categories by rules, modes and contexts added by rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol

import msgspec
from msgspec.structs import replace

from khaldun.errors import DataError
from khaldun.publish.export.book import CODEBOOKS, Book, RuleText, load_book
from khaldun.publish.export.tables import Column
from khaldun.records.lines import ClaimLine

CAPTURED = "captured"


class ActorFacts(Protocol):
    """What the table asks of an actor: its type and home (ISO alpha-3), PLOVER's sector and the rule that gave it."""

    @property
    def home(self) -> str | None: ...
    @property
    def type(self) -> str: ...
    @property
    def sector(self) -> str: ...
    @property
    def sector_rule(self) -> str: ...


FindActor = Callable[[str], ActorFacts | None]


class When(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition on a claim; every part that is given must hold (see plover.yaml)."""

    status: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    captured: bool = False


class Rule(RuleText, frozen=True, kw_only=True):
    """A rule that settles the category (`event`), or one that adds to events of some categories (`adds`)."""

    when: When | None = None
    event: str | None = None
    adds: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


class PloverBook(Book, frozen=True, kw_only=True):
    """The rules of plover.yaml with the lists that they go by."""

    classes: tuple[dict[str, tuple[str, ...]], ...]
    contexts: tuple[str, ...]
    flags: dict[str, str]
    demonstrators: tuple[str, ...]
    armed: tuple[str, ...]
    transnational: str
    unknown: str
    sector_of_type: dict[str, str]
    rules: tuple[Rule, ...]


class Kind(msgspec.Struct, frozen=True):
    """An event's category, modes and contexts, and the rules that gave them."""

    event: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    rules: tuple[str, ...]
    mode_rules: tuple[str, ...]
    context_rules: tuple[str, ...]


Holds = Callable[[ClaimLine], bool]


class Plover:
    """The codebook, made ready. `quad` is the class of each category, 1 to 4.

    Raises:
        DataError: a rule has a category, mode or context that the file does not list, or a wrong pattern.
    """

    def __init__(self, book: PloverBook) -> None:
        self.book = book
        self.quad = {event: number for number, each in enumerate(book.classes, 1) for event in each}
        self._modes = {event: modes for each in book.classes for event, modes in each.items()}
        for rule in book.rules:
            self._check(rule)
        asked = [(rule, _condition(rule.when, rule.name)) for rule in book.rules if rule.when is not None]
        self._asked = [(rule, rule.when.types if rule.when else (), holds) for rule, holds in asked]
        self._of_type: dict[tuple[str | None, str | None], list[tuple[Rule, Holds]]] = {}
        self.columns = tuple(self._coded(column) for column in book.columns)

    def read(self, claim: ClaimLine) -> tuple[str, ...]:
        """The names of the rules that hold of a claim by its type, facts and words."""
        return tuple(rule.name for rule, holds in self._asked_of(claim) if holds(claim))

    def kind(self, claim: ClaimLine, read: tuple[str, ...] | None = None) -> Kind | None:
        """What the claim is under PLOVER; null where no category says it. `read`: the rules that hold of it, where they
        were read before its words were withheld."""
        names = self.read(claim) if read is None else read
        held = [rule for rule, _ in self._asked_of(claim) if rule.name in names]
        settled = next((rule for rule in held if rule.event is not None), None)
        if settled is None or settled.event is None:
            return None
        more = [rule for rule in held if settled.event in rule.adds]
        every = [settled, *more]
        return Kind(
            event=settled.event,
            modes=_once(mode for rule in every for mode in rule.modes),
            contexts=_once(context for rule in every for context in rule.contexts),
            rules=(settled.name,),
            mode_rules=tuple(rule.name for rule in every if rule.modes),
            context_rules=tuple(rule.name for rule in every if rule.contexts),
        )

    def _asked_of(self, claim: ClaimLine) -> list[tuple[Rule, Holds]]:
        """The rules that may hold of a claim of this type, in their order."""
        kinds = claim.sub_event_type, claim.event_type
        found = self._of_type.get(kinds)
        if found is None:
            found = [(rule, holds) for rule, types, holds in self._asked if not types or set(types).intersection(kinds)]
            self._of_type[kinds] = found
        return found

    def _check(self, rule: Rule) -> None:
        for event in (*((rule.event,) if rule.event else ()), *rule.adds):
            if event not in self._modes:
                raise DataError(f"codebook plover, rule {rule.name}: {event!r} is no category.")
            wrong = next((mode for mode in rule.modes if mode not in self._modes[event]), None)
            if wrong is not None:
                raise DataError(f"codebook plover, rule {rule.name}: {wrong!r} is no mode of {event}.")
        unknown = next((context for context in rule.contexts if context not in self.book.contexts), None)
        if unknown is not None:
            raise DataError(f"codebook plover, rule {rule.name}: {unknown!r} is no context.")

    def _coded(self, column: Column) -> Column:
        return replace(column, codes=tuple(self.quad)) if column.name == "event" else column


def _condition(when: When, name: str) -> Holds:
    trigger, words, unless = (_pattern(parts, name) for parts in (when.trigger, when.words, when.unless))

    def holds(claim: ClaimLine) -> bool:
        if not _facts_hold(when, claim):
            return False
        if trigger is not None and not (claim.trigger and trigger.search(claim.trigger.quote)):
            return False
        if words is not None and not words.search(claim.notes):
            return False
        return unless is None or not unless.search(claim.notes)

    return holds


def _facts_hold(when: When, claim: ClaimLine) -> bool:
    """Whether what the condition asks of anything but the type and words holds."""
    if when.status and claim.status not in when.status:
        return False
    if when.target:
        against = (claim.actor2, *claim.assoc_actor2)
        if not any(actor is not None and actor.type in when.target for actor in against):
            return False
    if when.weapons and not any(weapon.class_ in when.weapons for weapon in claim.weapons):
        return False
    if when.without and any(weapon.class_ in when.without for weapon in claim.weapons):
        return False
    return not when.captured or any(each.what == CAPTURED and each.low for each in claim.quantities)


def _pattern(parts: tuple[str, ...], name: str) -> re.Pattern[str] | None:
    """One pattern for any of the regexes, at the start of a word, in any case; null for none."""
    for part in parts:
        try:
            re.compile(part)
        except re.error as error:
            raise DataError(f"codebook plover, rule {name}: {part!r} is not a pattern: {error}.") from error
    return re.compile(r"\b(?:" + "|".join(parts) + ")", re.IGNORECASE) if parts else None


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=1)
def plover_book() -> Plover:
    """PLOVER's codebook as it comes with Khaldun, read once."""
    return Plover(load_book(CODEBOOKS / "plover.yaml", PloverBook))
