"""Furniture: what stands beside the news, told by rules that a person edits (`data/furniture.yaml`)."""

from __future__ import annotations

import functools
import re
from typing import Literal

import msgspec
from ahocorasick_rs import AhoCorasick

from khaldun.clean.lines import Unit
from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError

Where = Literal["any", "head", "body", "tail"]
LONG = 25
LONGEST = 4000
ENDS = 0.6  # how much of the text must stand before a rule that ends the report
_PATH = DATA / "furniture.yaml"


class RuleData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as written; the file says what its fields mean."""

    name: str
    reason: str
    all: tuple[str, ...]
    cues: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    where: Where = "any"
    max_words: int = 40
    closes: bool = False
    ends: bool = False


class PartsData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the elements, classes and ids of a page say."""

    elements: dict[str, str]
    words: dict[str, tuple[str, ...]]


class FurnitureData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file as written; `news` is a pattern the rules refer to."""

    news: str
    rules: tuple[RuleData, ...]
    page_parts: PartsData


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with its patterns compiled."""

    name: str
    reason: str
    all: tuple[re.Pattern[str], ...]
    none: tuple[re.Pattern[str], ...]
    where: Where
    max_words: int
    closes: bool
    ends: bool

    def fits(self, unit: Unit, zone: Where) -> bool:
        """Whether the unit, standing in `zone`, is this kind of furniture."""
        if unit.words > self.max_words or len(unit.bare) > LONGEST or self.where not in ("any", zone):
            return False
        found = all(pattern.search(unit.bare) for pattern in self.all)
        return found and not any(pattern.search(unit.bare) for pattern in self.none)


class Furniture(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in their order, and the words of page parts → reason.

    `cues` finds the cue words; `cued` says, per cue, which rules it calls; `always` are the rules without cues.
    """

    rules: tuple[Rule, ...]
    cues: AhoCorasick
    cued: tuple[tuple[int, ...], ...]
    always: frozenset[int]
    elements: dict[str, str]
    part_words: dict[str, str]


@functools.lru_cache(maxsize=1)
def load_furniture() -> Furniture:
    """The packaged rules.

    Raises:
        DataError: the file does not fit, or a pattern of it is no regular expression; names the rule.
    """
    data = load_yaml(_PATH, FurnitureData)
    called: dict[str, list[int]] = {}
    for index, rule in enumerate(data.rules):
        for cue in rule.cues:
            called.setdefault(cue, []).append(index)
    return Furniture(
        rules=tuple(map(_compile, data.rules)),
        cues=AhoCorasick(list(called)),
        cued=tuple(map(tuple, called.values())),
        always=frozenset(index for index, rule in enumerate(data.rules) if not rule.cues),
        elements=data.page_parts.elements,
        part_words={word: reason for reason, words in data.page_parts.words.items() for word in words},
    )


def _compile(rule: RuleData) -> Rule:
    try:
        return Rule(
            name=rule.name,
            reason=rule.reason,
            all=tuple(re.compile(pattern, re.I) for pattern in rule.all),
            none=tuple(re.compile(pattern, re.I) for pattern in rule.none),
            where=rule.where,
            max_words=rule.max_words,
            closes=rule.closes,
            ends=rule.ends,
        )
    except re.error as error:
        raise DataError(f"{_PATH}: rule {rule.name}: not a regular expression: {error}.") from error


def match_rule(unit: Unit, furniture: Furniture, *, zone: Where = "any") -> Rule | None:
    """The first rule that fits the unit."""
    called = set(furniture.always)
    for cue, _, _ in furniture.cues.find_matches_as_indexes(unit.bare.lower(), overlapping=True):
        called.update(furniture.cued[cue])
    for index in sorted(called):
        if furniture.rules[index].fits(unit, zone):
            return furniture.rules[index]
    return None


def mark_furniture(units: list[Unit], furniture: Furniture) -> list[Rule | None]:
    """Per unit the rule that leaves it out, None where it is read.

    Short units that follow a closing rule at the end of the text, with no news after them, are left out with it.
    """
    long = [index for index, unit in enumerate(units) if unit.words >= LONG]
    while len(long) > 1 and match_rule(units[long[-1]], furniture, zone="tail") is not None:
        long.pop()  # an author's life or a plea at the end is no text, however long
    first, last = (long[0], long[-1]) if long else (len(units), -1)
    marks: list[Rule | None] = []
    for index, unit in enumerate(units):
        zone: Where = "head" if index < first else "tail" if index > last else "body"
        marks.append(match_rule(unit, furniture, zone=zone))
    _end(units, marks)
    _close(units, marks)
    _fence(units, marks)
    return marks


def _end(units: list[Unit], marks: list[Rule | None]) -> None:
    """Leave out what stands behind the first rule that ends the report, with most of the text before it."""
    weights = [
        unit.words if rule is None and unit.words >= LONG else 0 for unit, rule in zip(units, marks, strict=True)
    ]
    whole, before = sum(weights), 0
    for index, rule in enumerate(marks):
        if rule is not None and rule.ends and before >= ENDS * whole > 0:
            for after in range(index, len(units)):
                marks[after] = marks[after] or rule
            return
        before += weights[index]


def _close(units: list[Unit], marks: list[Rule | None]) -> None:
    """Spread closing rules over the short units after them, in the run at the end that holds no news."""
    start = len(units)
    while start and (marks[start - 1] is not None or not _news(units[start - 1])):
        start -= 1
    closing: Rule | None = None
    for index in range(start, len(units)):
        rule = marks[index]
        if rule is None:
            marks[index] = closing
        elif rule.closes:
            closing = rule


def _news(unit: Unit) -> bool:
    """Whether a unit may be news: a sentence of some length, or a list item with a verb's worth of words."""
    ends = unit.bare.endswith((".", "!", "?", '"', "”", ")", "…"))
    return unit.words >= 15 or (ends and unit.words >= 9)


def _fence(units: list[Unit], marks: list[Rule | None]) -> None:
    """Short lines in the same fenced box as a plea (between two separators) belong to it."""
    walls = [index for index, rule in enumerate(marks) if rule is not None and rule.reason == "separator"]
    for left, right in zip(walls, walls[1:], strict=False):
        inside = range(left + 1, right)
        pleas = [marks[index] for index in inside if _is_plea(marks[index])]
        if pleas and len(inside) <= 4 and sum(units[i].words for i in inside if marks[i] is None) <= 40:
            for index in inside:
                marks[index] = marks[index] or pleas[0]


def _is_plea(rule: Rule | None) -> bool:
    return rule is not None and rule.reason in ("donation", "membership", "newsletter", "share")
