"""By which steps of folding two spellings of a name meet: for a person to check a match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from khaldun.text.folding import Folding, without_vowels

_SHOWN = 6
_OPS = {"insert": "more", "delete": "left out"}


def spelling_steps(folding: Folding, asked: str, matched: str) -> tuple[str, ...]:
    """The steps in which two spellings differ, at most six: scripts, articles, words, habits; where the folded names
    are not equal, vowels and like sounds; where the consonants are not, those that differ. Empty where only case and
    marks do.
    """
    if folding.plain(asked) == folding.plain(matched):
        return ()
    steps = _differing(list(folding.trace(asked)), list(folding.trace(matched)))
    one, two = folding.fold(asked), folding.fold(matched)
    if one == two:
        return tuple(steps[:_SHOWN])
    if one.replace(" ", "") == two.replace(" ", ""):
        return (*steps[: _SHOWN - 1], "written together")
    bare = {folding.key(folding.plain(name)) for name in (asked, matched)}
    if len(bare) == 1:
        return ("letters without their marks",)
    return (*steps[: _SHOWN - 2], *_sounds(folding, one, two))[:_SHOWN]


def _differing(one: list[str], two: list[str]) -> list[str]:
    """What stands in one list and not in the other, in order."""
    here, there = Counter(one), Counter(two)
    return list(dict.fromkeys(step for step in (*one, *two) if here[step] != there[step]))


def _sounds(folding: Folding, one: str, two: str) -> Iterator[str]:
    """How two folded names that are not equal are still alike."""
    first, second = folding.consonants(one), folding.consonants(two)
    if first == second:
        bare = [without_vowels(name) for name in (one, two)]
        yield "vowels" if bare[0] == bare[1] else f"like consonants: {bare[0]}/{bare[1]}"
        return
    for tag, start, end, to, until in Levenshtein.opcodes(first, second):
        old, new = first[int(start) : int(end)], second[int(to) : int(until)]
        if tag == "replace":
            yield f"another consonant: {old}/{new}"
        elif tag in _OPS:
            yield f"a consonant {_OPS[tag]}: {new or old}"
