"""The words and patterns of `data/numbers.yaml`, read once."""

from __future__ import annotations

from functools import cache

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.text.inflect import plural
from khaldun.text.numbers.build import COUNTS, NUMBERS, NumberWords
from khaldun.text.phrases import Form, Lexicon, Patterns, Words, check_kinds


class NumberFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/numbers.yaml`."""

    common: tuple[str, ...]
    small: tuple[str, ...]
    classes: dict[str, Words]
    counted: dict[str, tuple[str, ...]]
    plurals: tuple[str, ...]
    pieces: dict[str, str]
    numbers: tuple[Form, ...]
    counts: tuple[Form, ...]
    rules: dict[str, str]


class Grammar(msgspec.Struct, frozen=True, kw_only=True):
    """The patterns compiled: `numbers` over words, `counts` over words and numbers."""

    lexicon: Lexicon
    words: NumberWords
    numbers: Patterns
    counts: Patterns
    count_code: str
    loose_code: str
    date_code: str


@cache
def number_file() -> NumberFile:
    """The data file.

    Raises:
        DataError: it cannot be read or does not fit.
    """
    return load_yaml(DATA / "numbers.yaml", NumberFile)


@cache
def grammar() -> Grammar:
    """The compiled patterns of the data file.

    Raises:
        DataError: a pattern names a kind, a class or a piece that is not there.
    """
    data = number_file()
    check_kinds(data.numbers, NUMBERS)
    check_kinds(data.counts, COUNTS)
    one = [noun.lower() for nouns in data.counted.values() for noun in nouns]
    many = [*(plural(noun) for noun in one), *data.plurals]
    nouns: dict[str, Words] = {
        "counted_one": dict.fromkeys(one, 1),
        "counted_many": dict.fromkeys(many, 1),
        "counted": dict.fromkeys([*one, *many], 1),
    }
    lexicon = Lexicon({**data.classes, **nouns}, small=data.small)
    values = {name: {word: int(value) for word, value in words.items()} for name, words in data.classes.items()}
    return Grammar(
        lexicon=lexicon,
        words=NumberWords(
            simple=values["ones"] | values["teens"] | values["tens"] | values["small_abroad"] | values["about_ten"],
            factors=values["hundred"] | values["dozen"],
            scales=values["scale"],
        ),
        numbers=Patterns(lexicon, data.numbers, data.pieces, common=data.common),
        counts=Patterns(lexicon, data.counts, data.pieces, common=data.common),
        count_code=lexicon.of_class("count"),
        loose_code=lexicon.of_class("loose"),
        date_code=lexicon.of_class("dated"),
    )
