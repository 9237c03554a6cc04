"""A codebook made ready: its tables indexed, its words compiled, its rules checked against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from khaldun.code.schema import CivilianKind, CodebookFile, DefaultSide, Government, Rule, VagueCount, When
from khaldun.errors import DataError

Pattern = re.Pattern[str]

GOVERNMENT = "government"
UNKNOWN = "unknown"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class TypeRule:
    """A rule that changes the sub-event type, made ready: sides as plain actor types, words as patterns."""

    name: str
    then: str
    types: frozenset[str]
    doer: frozenset[str]
    target: frozenset[str]
    targets: frozenset[str]
    weapons: frozenset[str]
    trigger: Pattern | None
    words: Pattern | None
    unless: Pattern | None
    place: Pattern | None
    deaths: bool | None


@dataclass(frozen=True, slots=True)
class Vague:
    """A line of the table of words without a number, made ready."""

    rule: str
    words: Pattern | None
    marks: frozenset[str]
    deaths: int
    intense: int


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook as the code step uses it. `rank` of a sub-event type: (event type's rank, its own rank), 0 highest."""

    file: CodebookFile
    event_type: dict[str, str]
    disorder_type: dict[str, str]
    rank: dict[str, tuple[int, int]]
    armed: frozenset[str]
    interaction_rank: dict[str, int]
    type_rules: dict[str, tuple[TypeRule, ...]]
    affiliates: Pattern | None
    governments: dict[str, tuple[Government, ...]]
    territories: dict[str, frozenset[str]]
    long_range: frozenset[str]
    first: Pattern | None
    last: Pattern | None
    numbers: Pattern | None
    intense: Pattern | None
    plural: Vague
    vague: tuple[Vague, ...]
    crowds: dict[str, DefaultSide]
    default_sides: dict[str, tuple[DefaultSide, ...]]
    perpetrators: dict[str, DefaultSide]
    rules: dict[str, Rule]
    civilian_kinds: tuple[tuple[str, Pattern], ...]

    @property
    def version(self) -> str:
        """The versioned name that stands in provenance, as "acled/2024-10"."""
        return f"{self.file.name}/{self.file.version}"

    @classmethod
    def of(cls, file: CodebookFile, civilians: Iterable[CivilianKind] = ()) -> Codebook:
        """The codebook of a data file, and the kinds of civilians that it names.

        Raises:
            DataError: a rule uses a type, side or group that no table has, a pattern is wrong, a name stands twice.
        """
        rules = _rules(file)
        ranked = [
            (kind, sub, (i, j)) for i, kind in enumerate(file.event_types) for j, sub in enumerate(kind.sub_event_types)
        ]
        return cls(
            file=file,
            event_type={sub.name: kind.name for kind, sub, _ in ranked},
            disorder_type={sub.name: sub.disorder_type for _, sub, _ in ranked},
            rank={sub.name: rank for _, sub, rank in ranked},
            armed=frozenset(file.groups["armed"]),
            interaction_rank={name: i for i, name in enumerate(file.interaction_order)},
            type_rules=_type_rules(file, {*(sub.name for _, sub, _ in ranked), *file.neutral_types}),
            affiliates=pattern(file.affiliates, file.name, "affiliates"),
            governments=_governments(file),
            territories={entry.state: frozenset(entry.parts) for entry in file.territories},
            long_range=frozenset(file.long_range),
            first=pattern(file.times.first, file.name, "times.first"),
            last=pattern(file.times.last, file.name, "times.last"),
            numbers=pattern(file.deaths.numbers, file.name, "deaths.numbers"),
            intense=pattern(file.deaths.intense, file.name, "deaths.intense"),
            plural=_vague(file.deaths.plural, file.name),
            vague=tuple(_vague(entry, file.name) for entry in file.deaths.vague),
            crowds={each.event_type: each for each in file.crowds},
            perpetrators=_perpetrators(file, {sub.name for _, sub, _ in ranked}),
            default_sides={
                kind.name: tuple(each for each in file.victims if each.event_type == kind.name)
                for kind in file.event_types
            },
            rules=rules,
            civilian_kinds=tuple(
                (each.name, words)
                for each in civilians
                if (words := pattern(each.words, file.name, f"civilians, {each.kind}"))
            ),
        )


def _perpetrators(file: CodebookFile, types: set[str]) -> dict[str, DefaultSide]:
    found: dict[str, DefaultSide] = {}
    for each in file.perpetrators:
        if each.event_type not in types or each.event_type in found:
            fault = "stands twice" if each.event_type in found else "is no sub-event type of it"
            raise DataError(f"codebook {file.name}, perpetrators: {each.event_type!r} {fault}.")
        found[each.event_type] = each
    return found


def _rules(file: CodebookFile) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for rule in file.rules:
        if rule.name in rules:
            raise DataError(f"codebook {file.name}: the rule {rule.name} stands twice.")
        if (rule.when is None) != (rule.then is None):
            raise DataError(f"codebook {file.name}, rule {rule.name}: `when` and `then` go together.")
        rules[rule.name] = rule
    return rules


def _type_rules(file: CodebookFile, types: set[str]) -> dict[str, tuple[TypeRule, ...]]:
    """The rules of each sub-event type in the order of the file; a neutral type must have one that always holds."""
    found: dict[str, tuple[TypeRule, ...]] = dict.fromkeys(types, ())
    for rule in file.rules:
        if rule.when is not None:
            made = _type_rule(rule, rule.when, file, types)
            for name in made.types:
                found[name] = (*found[name], made)
    for neutral in file.neutral_types:
        if not any(_always(rule) for rule in found[neutral]):
            raise DataError(f"codebook {file.name}: no rule settles every claim of the neutral type {neutral!r}.")
    return found


def _governments(file: CodebookFile) -> dict[str, tuple[Government, ...]]:
    """Name or id, case folded → its times in power."""
    found: dict[str, tuple[Government, ...]] = {}
    for entry in file.governments:
        for name in entry.names:
            found[name.casefold()] = (*found.get(name.casefold(), ()), entry)
    return found


def _always(rule: TypeRule) -> bool:
    """Whether the rule asks for nothing but the type."""
    asked = (rule.doer, rule.target, rule.targets, rule.weapons, rule.trigger, rule.words, rule.unless, rule.place)
    return not any(asked) and rule.deaths is None


def pattern(words: Iterable[str], name: str, where: str) -> Pattern | None:
    """One pattern for any of the regexes, at word borders, in any case; None for none.

    Raises:
        DataError: a regex is wrong.
    """
    parts = tuple(words)
    if not parts:
        return None
    for part in parts:
        try:
            re.compile(part)
        except re.error as error:
            raise DataError(f"codebook {name}, {where}: {part!r} is not a pattern: {error}.") from error
    return re.compile(r"\b(?:" + "|".join(parts) + r")", re.IGNORECASE)


def _vague(entry: VagueCount, name: str) -> Vague:
    intense = entry.deaths if entry.intense is None else entry.intense
    return Vague(entry.rule, pattern(entry.words, name, entry.rule), frozenset(entry.marks), entry.deaths, intense)


def _type_rule(rule: Rule, when: When, file: CodebookFile, types: set[str]) -> TypeRule:
    for name in (*when.types, rule.then):
        if name not in types or (name == rule.then and name in file.neutral_types):
            raise DataError(f"codebook {file.name}, rule {rule.name}: {name!r} is no sub-event type.")

    def words(parts: tuple[str, ...]) -> Pattern | None:
        return pattern(parts, file.name, f"rule {rule.name}")

    return TypeRule(
        name=rule.name,
        then=str(rule.then),
        types=frozenset(when.types),
        doer=_sides(when.doer, rule.name, file),
        target=_sides(when.target, rule.name, file),
        targets=_sides(when.targets, rule.name, file),
        weapons=frozenset(when.weapons),
        trigger=words(when.trigger),
        words=words(when.words),
        unless=words(when.unless),
        place=words(when.place),
        deaths=when.deaths,
    )


def _sides(names: tuple[str, ...], rule: str, file: CodebookFile) -> frozenset[str]:
    """Groups spelled out; a name that is neither a group, an actor type nor one of the three words is an error."""
    found: set[str] = set()
    for name in names:
        if name in file.groups:
            found.update(file.groups[name])
        elif name in file.inter or name in (GOVERNMENT, UNKNOWN, NOBODY):
            found.add(name)
        else:
            raise DataError(f"codebook {file.name}, rule {rule}: {name!r} is no actor type and no group.")
    return frozenset(found)
