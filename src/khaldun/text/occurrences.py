"""Where given words stand in a text, whatever their case, accents, breaks and invisible characters; and blotted out.

A name is looked for as a person would look for it: "Amal Hadi" is "AMAL HADI", "Amal" and "Hadi" in two lines,
"amal-hadi", "amal%20hadi" and "Ämal Hadi", and stands in "Amal Hadi's", never in "Amal Hadiya". Offsets are code points
of the text as it is; what is blotted keeps its length, so that every other offset stays true.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from khaldun.errors import UsageError

BLOT = "\u2588"
_TATWEEL = "\u0640"
_QUOTES = frozenset("'`´\u2018\u2019\u02bc\u2032\u02b9\u02be\u02bf")
_JOINERS = frozenset("\u2212\u00b7\u2027\u30fb")  # a minus and the dots that stand between the parts of a name
# What may stand between the parts of a name: blanks, breaks, hyphens, and what addresses write for them.
_GAP = r"(?:[\s\-_+]|%20){1,80}"
_PARTED = re.compile(r"(?:[\s\-_+]|%20)+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
# Scripts that set no blanks between words: there a name has no edges to look at.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
_PROCLITICS = frozenset("وفبلك")  # "and", "so", "by", "to", "as": written in one with the Arabic word behind them
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_CODED = 3  # times that something is written in code at most
_LEAST = 2  # letters and digits that words must have


class _Folding(dict[int, str]):
    """Code point → what it is compared by: nothing for marks and what is not seen."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        self[code] = "".join(_plain(char) for char in parts if not _is_passed_over(char))
        return self[code]


def _plain(char: str) -> str:
    if char in _QUOTES:
        return "'"
    return "-" if char in _JOINERS or unicodedata.category(char) == "Pd" else char


def _is_passed_over(char: str) -> bool:
    """Accents, Arabic and Hebrew vowel marks, variation selectors, what is not seen; no marks that are letters."""
    kind, order = unicodedata.category(char), unicodedata.combining(char)
    if char == _TATWEEL or kind == "Cf":
        return True
    return kind in {"Mn", "Me"} and (10 <= order <= 36 or order >= 200 or "VARIATION" in unicodedata.name(char, ""))


_FOLDING = _Folding()


def _folded(text: str) -> str:
    """A text as it is compared. Most of it is ASCII, which is folded at once."""
    low = text.lower().replace("`", "'")
    return low if low.isascii() else _BEYOND.sub(lambda run: run[0].translate(_FOLDING), low)


class Wording:
    """Words to be found in one or several spellings: whole words, or (`whole` False) wherever they stand.

    Raises:
        UsageError: a spelling has no two letters or digits.
    """

    def __init__(self, spellings: Iterable[str], *, whole: bool = True) -> None:
        self.spellings = tuple(dict.fromkeys(spellings))
        self._whole = whole
        self._patterns: list[re.Pattern[str]] = []
        self._marks: list[str] = []  # the longest part of each pattern, without which it need not be tried
        for spelling in self.spellings:
            for parts in _written(spelling):
                self._patterns.append(re.compile(_pattern(parts)))
                self._marks.append(max((_EDGES.sub("", part) for part in parts), key=len))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand: half-open, in order, none touching another's inside."""
        found: list[tuple[int, int]] = []
        # What is blotted may give its neighbour an edge that it had not (scripts without blanks): look again.
        while new := list(self._found(text)):
            found += new
            text = blotted(text, new)
        return _merged(found)

    def stand_in(self, text: str) -> bool:
        """Whether the words stand in a text."""
        return any(True for _ in self._matches(_folded(text)))

    def may_stand_in(self, written: str) -> bool:
        """Whether the words may stand in what is written so (JSON, an address): quick, and never wrongly False."""
        for one in (written, *_read(written)):
            folded = _folded(one)
            if any(mark in folded for mark in self._marks):
                return True
        return False

    def blotted(self, text: str) -> str:
        """The text with the words blotted out."""
        return blotted(text, self.spans(text))

    def blotted_address(self, address: str) -> str:
        """An address with the words blotted out, also where it writes them in code ("%D8%A3")."""
        found = self.blotted(address)
        for plain in _read(found):
            if self.stand_in(plain):
                return self.blotted_address(self.blotted(plain))
        return found

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        folded = _folded(text)
        if not any(mark in folded for mark in self._marks):
            return
        pieces, source = list[str](), list[int]()
        for at, char in enumerate(text):
            piece = _FOLDING[ord(char)]
            pieces.append(piece)
            source += [at] * len(piece)
        for start, end in self._matches("".join(pieces)):
            yield source[start], _with_marks(text, source[end - 1] + 1)

    def _matches(self, folded: str) -> Iterator[tuple[int, int]]:
        for pattern, mark in zip(self._patterns, self._marks, strict=True):
            at = 0 if mark in folded else -1
            while at >= 0 and (found := pattern.search(folded, at)):
                start, end = found.span()
                if not self._whole or (_begins(folded, start) and _ends(folded, end)):
                    yield start, end
                    at = end
                else:
                    at = start + 1


def blotted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with each code point of the spans replaced."""
    pieces, at = list[str](), 0
    for start, end in _merged(spans):
        pieces += [text[at:start], BLOT * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def is_blotted_as(blot: str, plain: str) -> bool:
    """Whether `plain` may be what `blot` was: alike wherever nothing is blotted."""
    if BLOT not in blot:
        return False
    return any(
        len(blot) == len(one) and all(a in (b, BLOT) for a, b in zip(blot, one, strict=True))
        for one in (plain, *_read(plain))
    )


def _read(address: str) -> Iterator[str]:
    """What an address says that is written in code, perhaps in code again."""
    for _ in range(_CODED):
        plain = unquote(address)
        if plain == address:
            return
        yield (address := plain)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _written(spelling: str) -> Iterator[list[str]]:
    """The parts of a spelling, folded; and as addresses write them in code."""
    bare = _EDGES.sub("", spelling)
    parts = [part for part in _PARTED.split(bare.translate(_FOLDING)) if _EDGES.sub("", part)]
    if sum(char.isalnum() for part in parts for char in part) < _LEAST or BLOT in spelling:
        raise UsageError(
            f"There are no words to look for in {spelling!r}.", advice="Give a name, or words of two letters or more."
        )
    yield parts
    if not bare.isascii():
        yield [quote(part).lower() for part in _PARTED.split(bare) if part]


def _pattern(parts: list[str]) -> str:
    """Parts with their gaps; a stop or comma at a part's end ("A. Hadi") may be there or not."""
    pattern = ""
    for at, part in enumerate(parts):
        word = part.rstrip(".,;:") or part
        stops = re.escape(part[len(word) :])
        pattern += re.escape(word)
        if at < len(parts) - 1:
            pattern += f"(?:(?:{stops})?{_GAP}|{stops})" if stops else _GAP
    return pattern


def _with_marks(text: str, end: int) -> int:
    """The end behind the marks that stand on the last letter."""
    while end < len(text) and unicodedata.combining(text[end]) and not _FOLDING[ord(text[end])]:
        end += 1
    return end


def _begins(folded: str, at: int) -> bool:
    if at == 0 or not _is_letter(folded[at - 1]) or _is_unspaced(folded[at]):
        return True
    before = at - 1
    while before >= max(0, at - 2) and folded[before] in _PROCLITICS:
        before -= 1
    return before < at - 1 and (before < 0 or not _is_letter(folded[before]))


def _ends(folded: str, at: int) -> bool:
    return at == len(folded) or not _is_letter(folded[at]) or _is_unspaced(folded[at - 1])


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def _is_unspaced(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_UNSPACED)
