"""A data file's words, each with a character of its own, and a text cut into such characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from khaldun.errors import DataError

Value = int | str
Words = dict[str, Value]

_MARK_DATES = "|".join(rf"\d{{1,4}}{mark}\d{{1,2}}{mark}\d{{2,4}}(?![\w/-])" for mark in ("/", "-", r"\."))
_TOKEN = re.compile(
    r" ?[^\W\d_]+"
    r"|[^\S\n]*\n[^\S\n]*\n\s*"
    r"|(?<=\w)[-–‑](?=\w)|[^\S\n]*[-–—‑−]+[^\S\n]?"
    r"|\s*(?:[^\W\d_]+"
    r"|\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
    rf"|{_MARK_DATES}"
    r"|\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.m\b\.?|[ap]m\b|[AP]M\b|[AP]\.M\b\.?)"
    r"|\d{1,2}:\d\d(?::\d\d)?(?![\w:])"
    r"|(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\w.,]\w|\w)"
    r"|\d{1,2}(?:[A-Z]{3}|/[A-Z][A-Za-z]{2}/)(?:\d{4}|\d\d)\b"
    r"|\d+(?:[.,]\d+)*[^\W\d_]*"
    r"|\S|\Z)"
)
_INT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[. \u00a0\u202f]\d{3})+|\d+(?:\.\d+)?[kK]")
"""Thousands as other tongues part them ("1.200", "1 200") and "600k"; "1.200" may be a fraction too."""
_MILLIONS = re.compile(r"\d{1,3}(?:\.\d{1,2})?[mM]")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|ère|º|ª)")
_STAMP = re.compile(r"\d{6}[A-Z](?:[A-Z]{3})?")
"""Day, hour and zone as armies write them: "170330Z", "170330ZOCT"."""
_GLUED = re.compile(r"(\d{1,2})/?([A-Za-z]{3})/?(\d{2,4})")
"""A day whose parts have no space between them: "12NOV2019", "12/Nov/2019"."""
_DECADE = re.compile(r"(?:19|20)\d0s")
_NUMERIC_DATE = re.compile(r"\d{4}-\d\d-\d\dT.*|\d{1,4}([./-])\d{1,2}\1\d{2,4}")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?|[0-2]\d[0-5]\dZ|\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\.?", re.IGNORECASE)
_SHAPES = (
    "other", "capital", "day", "year", "integer", "decimal", "ordinal", "numeric", "clock", "mixed", "mark", "break",
    "dated", "zoned", "counted_from", "night", "count", "loose", "thousands", "millions", "stamp", "glued", "decade",
)  # fmt: skip
_DATES = ("dated", "zoned", "counted_from")
"""What stands for an expression of time; `zoned` has an hour of a named zone, `counted_from` waits for what it is
counted from ("two days after")."""
_FIRST = 0xE000
_KEPT = 100_000
_OTHER, _CAPITAL = chr(_FIRST), chr(_FIRST + 1)
_MARKS = {"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "‑": "-", "ʼ": "'", "ʿ": "'", "ʾ": "'"}
_DASHES = frozenset("-–—‑−")
_TIGHT = frozenset("-–‑")


class Tokens:
    """A stretch of text as tokens: the words, each with the space before it, and one character for each in `codes`.

    The words together are the stretch: offsets are sums of their lengths, worked out when first asked for.
    """

    __slots__ = ("_ends", "_start", "codes", "words")

    def __init__(self, start: int, words: Sequence[str], codes: str) -> None:
        self.words = words
        self.codes = codes
        self._start = start
        self._ends: list[int] | None = None

    def word(self, index: int) -> str:
        """A token's word without the space before it."""
        return self.words[index].strip()

    def start(self, index: int) -> int:
        """Where in the text a token's word starts."""
        word = self.words[index]
        return self.end(index) - len(word.lstrip())

    def end(self, index: int) -> int:
        """Where in the text a token ends."""
        return self._offsets()[index + 1]

    def at(self, offset: int) -> int:
        """The token that holds the code point at `offset` of the text."""
        return bisect_right(self._offsets(), offset) - 1

    def _offsets(self) -> list[int]:
        if self._ends is None:
            self._ends = list(accumulate(map(len, self.words), initial=self._start))
        return self._ends


class Lexicon:
    """The words of a data file, each with a character of its own, and their classes.

    `classes` maps class → word → value. A class named in `proper` is written with a capital: "May" is a month, "may"
    is not; one named in `small` never is: "mars" is a month, "Mars" is not. Marks need no class.
    """

    def __init__(self, classes: Mapping[str, Words], *, proper: Sequence[str] = (), small: Sequence[str] = ()) -> None:
        self._next = _FIRST
        self._codes: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._classes: dict[str, str] = {}
        self.values: dict[str, Words] = {name: dict(words) for name, words in classes.items()}
        for shape in _SHAPES:
            self._classes[shape] = self._new()
        self._classes["date"] = "".join(self._classes[shape] for shape in _DATES)
        for name, words in self.values.items():
            self._classes[name] = "".join(
                self._word(word, proper=name in proper, small=name in small) for word in words
            )
        for day in range(1, 32):
            for written in {str(day), f"{day:02d}"}:
                self._codes[written] = self._classes["day"]
        for year in range(1900, 2100):
            self._codes[str(year)] = self._classes["year"]

    def _new(self) -> str:
        code = chr(self._next)
        self._next += 1
        return code

    def _word(self, word: str, *, proper: bool = False, small: bool = False) -> str:
        """The character of a word, which is made the first time the word is named."""
        if word not in self._own:
            self._own[word] = self._new()
        code = self._own[word]
        forms = {word.capitalize(), word.upper()}
        for written in {word} if small else forms if proper else forms | {word}:
            self._codes[written] = code
        return code

    def literal(self, word: str) -> str:
        """The character of a word or mark that a form spells out."""
        return self._word(word)

    def of_class(self, name: str) -> str:
        """The characters of a class.

        Raises:
            DataError: no class has that name.
        """
        if name not in self._classes:
            raise DataError(f"no class of words is called {name!r}.", advice=f"Known: {', '.join(self._classes)}.")
        return self._classes[name]

    def tokens(self, text: str, start: int, end: int) -> Tokens:
        """The tokens of ``text[start:end]``."""
        known = self._codes.get
        words = _cut(text, start, end)
        return Tokens(start, words, "".join([known(word) or self._shape(word) for word in words]))

    def _shape(self, word: str) -> str:
        """The character of a word without one of its own; kept for the next time, up to a limit."""
        code = self._shape_of(word)
        if len(self._codes) < _KEPT:
            self._codes[word] = code
        return code

    def _shape_of(self, spaced: str) -> str:
        word = spaced.strip()
        if not word:
            return self._classes["break"]
        first = word[0]
        if first in _DASHES and (spaced != word or word not in _TIGHT):
            word = "--"
        known = self._codes.get(_MARKS.get(word, word))
        if known:
            return known
        if first.isalpha():
            return _CAPITAL if first.isupper() else _OTHER
        if not first.isdecimal():
            return self._classes["mark"]
        return self._codes.get(_ascii_digits(word)) or self._classes[_number_shape(word)]

    def value(self, name: str, word: str) -> Value:
        """What a word of a class stands for: the data file's value, or a number's own."""
        words = self.values.get(name)
        if words is not None:
            found = words.get(word.lower())
            if found is not None:
                return found
        digits = _ORDINAL.fullmatch(word.lower())
        if digits:
            return int(digits.group(1))
        return int(word.replace(",", "")) if _INT.fullmatch(word) else word


@lru_cache(maxsize=4)
def _cut(text: str, start: int, end: int) -> tuple[str, ...]:
    """The tokens' words; kept for a moment, since dates and numbers are looked for in the same text."""
    return tuple(_TOKEN.findall(text, start, end))


def _ascii_digits(word: str) -> str:
    """A number in the digits of other scripts ("١٤") in those of the data files."""
    return word if word.isascii() else "".join(str(int(mark)) if mark.isdecimal() else mark for mark in word)


def _number_shape(word: str) -> str:
    if _INT.fullmatch(word):
        return "integer"
    if _ORDINAL.fullmatch(word.lower()):
        return "ordinal"
    if _CLOCK.fullmatch(word):
        return "clock"
    if _NUMERIC_DATE.fullmatch(word):
        return "numeric"
    if _GROUPED.fullmatch(word):
        return "thousands"
    if _MILLIONS.fullmatch(word):
        return "millions"
    if _STAMP.fullmatch(word):
        return "stamp"
    if _GLUED.fullmatch(word):
        return "glued"
    if _DECADE.fullmatch(word):
        return "decade"
    return "decimal" if word[-1].isdecimal() else "mixed"
