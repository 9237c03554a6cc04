"""Texts without capitals, or of capitals only: a copy with the capitals of names, letter for letter as long.

After the truecasing of Lita et al. (2003), with the most frequent form of a word alone: words that are usually written
small stay small, all others are names. Offsets into the copy are offsets into the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from khaldun.read.protocols import ActorNames, PlaceNames
from khaldun.records.annotations import Annotated
from khaldun.text.respan import respanned

RULE = "read/case-restored"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OPENS = re.compile(r"(?:\A|[.!?]\s+|\n\s*)[\"'“‘(]*\Z")
_LEAST = 120  # letters
_FEW = 0.004
# Endings of common words; such a word is a name only if a place is called so.
_DERIVED = re.compile(
    r"\w{3}(?:ings?|ed|ly|tions?|ments?|ness|ity|ities|ous|ive|i[sz]ed?|able|ible|less|ful|ships?|ists?|isms?)\Z"
)
_VOWELS = frozenset("aeiouy")
_ALWAYS = frozenset({"i", "mr", "mrs", "dr", "gen", "col", "lt"})


def is_caseless(text: str) -> bool:
    """Whether a text has next to no capitals, or nothing else."""
    great = sum(char.isupper() for char in text)
    small = sum(char.islower() for char in text)
    letters = great + small
    return letters >= _LEAST and min(great, small) <= _FEW * letters


class Casing:
    """Restores capitals. `small` are the words that are written small; `names` and `places` know names."""

    def __init__(self, small: Collection[str], names: ActorNames, places: PlaceNames) -> None:
        self._small = frozenset(small)
        self._names = names
        self._places = places

    def restored(self, text: str) -> str:
        """The text with capitals, or the text itself where a letter's other case is of another length."""
        lowered = text.lower()
        if len(lowered) != len(text):
            return text
        pieces: list[str] = []
        at = 0
        for match in _WORD.finditer(lowered):
            before = lowered[at : match.start()]
            pieces.append(before)
            pieces.append(
                self._word(match[0], opens=bool(_OPENS.search(lowered[max(0, match.start() - 4) : match.start()])))
            )
            at = match.end()
        pieces.append(lowered[at:])
        whole = "".join(pieces)
        return whole if len(whole) == len(text) else text

    def _word(self, word: str, *, opens: bool) -> str:
        stem = word.partition("'")[0].partition("’")[0]
        if stem in self._small and stem not in _ALWAYS:
            return _great(word[:1]) + word[1:] if opens else word
        if _DERIVED.search(stem) and self._places.known(stem.capitalize()) is None:
            return word
        great = _great(stem)
        if len(stem) <= 6 and (not _VOWELS & set(stem) or self._is_name(great)):
            return great + word[len(stem) :]
        return _great(word[:1]) + word[1:]

    def _is_name(self, word: str) -> bool:
        return any(hit.start == 0 and hit.end == len(word) for hit in self._names.scan(word))


def _great(letters: str) -> str:
    """In capitals, where that can be undone."""
    great = letters.upper()
    return great if great.lower() == letters else letters


def as_written(annotated: Annotated, *, text: str, restored: str) -> Annotated:
    """What was read in the copy, in the words of the text itself; triggers bear the rule, the copy goes along."""
    own = respanned(annotated, text)
    return msgspec.structs.replace(
        own,
        triggers=tuple(msgspec.structs.replace(one, rules=(*one.rules, RULE)) for one in own.triggers),
        restored=restored,
    )
