"""The words, patterns and customs of `data/dates.yaml`, read once."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.text.dates.build import ATOMS, COMPOUNDS
from khaldun.text.phrases import Form, Lexicon, Patterns, Words, check_kinds

Bounds = tuple[int, int]


class Customs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How words become days; each entry is explained in the data file."""

    week_starts: int
    weekend: Bounds
    recent_days: int
    future_slack: int
    month_parts: dict[str, Bounds]
    year_parts: dict[str, Bounds]
    week_parts: dict[str, Bounds]
    seasons: dict[str, Bounds]
    amounts: dict[str, Bounds]


class DateRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named rule: how sure a day is that it made, and what it says."""

    confidence: float
    says: str


class Ahead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which words before it an expression speaks of what is to come, and after which it does so no more."""

    words: tuple[str, ...]
    until: tuple[str, ...]


class DateFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/dates.yaml`."""

    proper: tuple[str, ...]
    small: tuple[str, ...]
    common: tuple[str, ...]
    classes: dict[str, Words]
    pieces: dict[str, str]
    patterns: tuple[Form, ...]
    compounds: tuple[Form, ...]
    ahead: Ahead
    goes_on: tuple[str, ...]
    opening: tuple[str, ...]
    day_first_words: tuple[str, ...]
    month_first_words: tuple[str, ...]
    customs: Customs
    rules: dict[str, DateRule]


class Grammar(msgspec.Struct, frozen=True, kw_only=True):
    """The patterns compiled: `atoms` over words, `compounds` over words and atoms."""

    lexicon: Lexicon
    atoms: Patterns
    compounds: Patterns
    date_code: str
    zoned_code: str
    counted_code: str
    night_code: str
    flags: dict[str, frozenset[str]]
    """What a word says by being anywhere in an expression: the field, and the words' characters."""


@cache
def date_file() -> DateFile:
    """The data file.

    Raises:
        DataError: it cannot be read or does not fit.
    """
    return load_yaml(DATA / "dates.yaml", DateFile)


@cache
def grammar() -> Grammar:
    """The compiled patterns of the data file.

    Raises:
        DataError: a pattern names a kind, a class or a piece that is not there.
    """
    data = date_file()
    check_kinds(data.patterns, ATOMS)
    check_kinds(data.compounds, COMPOUNDS)
    lexicon = Lexicon(data.classes, proper=data.proper, small=data.small)
    return Grammar(
        lexicon=lexicon,
        atoms=Patterns(lexicon, data.patterns, data.pieces, common=data.common),
        compounds=Patterns(lexicon, data.compounds, data.pieces),
        date_code=lexicon.of_class("dated"),
        zoned_code=lexicon.of_class("zoned"),
        counted_code=lexicon.of_class("counted_from"),
        night_code=lexicon.of_class("night"),
        flags={
            "rough": frozenset(lexicon.of_class("rough_word")),
            "exact": frozenset(lexicon.of_class("exact_word")),
            "zone": frozenset(lexicon.of_class("far_zone") + lexicon.of_class("zone_name")),
        },
    )


@cache
def speaks_ahead() -> re.Pattern[str]:
    """Matches at the end of words after which an expression means a day to come.

    Raises:
        DataError: the data file cannot be read or does not fit.
    """
    ahead = date_file().ahead
    until = "|".join(ahead.until)
    return re.compile(rf"\b(?:{'|'.join(ahead.words)})\b(?:(?!\b(?:{until})\b)[^,;:.])*$", re.IGNORECASE)


@cache
def goes_on() -> re.Pattern[str]:
    """Matches at the end of words after which "for three days" runs to the day of publication.

    Raises:
        DataError: the data file cannot be read or does not fit.
    """
    return re.compile(rf"\b(?:{'|'.join(date_file().goes_on)})\b[^.;:]*$", re.IGNORECASE)


@cache
def tells_beginning() -> re.Pattern[str]:
    """Finds the words by which a sentence tells of a beginning.

    Raises:
        DataError: the data file cannot be read or does not fit.
    """
    return _any_word(date_file().opening)


@cache
def spellings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Find words as those spell them who write the day first, and as those do who write the month first.

    Raises:
        DataError: the data file cannot be read or does not fit.
    """
    return _any_word(date_file().day_first_words), _any_word(date_file().month_first_words)


def _any_word(written: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(written)})\b", re.IGNORECASE)
