"""What every rule says: one text for each name that stands in a claim, a receipt, a table or a page.

A codebook's rules have theirs beside their cases (data/codebooks), those of dates and numbers beside their words
(data/dates.yaml, data/numbers.yaml); all others stand in data/rules, a file a family. Names that the code makes from
what it met ("clean/meta-date") have a pattern; a frame of the lexicon has a text that is made of its own entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError

FRAME = "read/frame-{name}"
_WORDS = 3  # of a frame, that its text names
_LONGEST = 70  # code points of them


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A named rule in our own words; `section` of the `source` (a codebook with its edition) where it rests on one."""

    name: str
    text: str
    section: str = ""
    source: str = ""


class RulesFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of data/rules: texts by name, and by pattern ("clean/meta-{name}"). `types` are the words for types that a
    frame leaves to the codebook."""

    rules: dict[str, str] = {}
    patterns: dict[str, str] = {}
    types: dict[str, str] = {}
    section: str = ""
    source: str = ""


class _Book(msgspec.Struct, frozen=True):
    source: str
    rules: tuple[Rule, ...] = ()


class _Said(msgspec.Struct, frozen=True):
    says: str


class _Dates(msgspec.Struct, frozen=True):
    rules: dict[str, _Said]


class _Numbers(msgspec.Struct, frozen=True):
    rules: dict[str, str]


class _Frame(msgspec.Struct, frozen=True):
    name: str
    type: str
    nouns: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class Rules:
    """All rules by name, and the patterns of those that the code names after what it met."""

    def __init__(self, known: Iterable[Rule], patterns: dict[str, str]) -> None:
        self._known: dict[str, Rule] = {}
        for rule in known:
            if rule.name in self._known:
                raise DataError(f"The rule {rule.name} has two texts.", advice="Take one of them out of the data.")
            self._known[rule.name] = rule
        self.patterns = patterns
        self._made = [(_expression(name), text) for name, text in patterns.items()]

    def __iter__(self) -> Iterator[Rule]:
        """The rules that have a name of their own, in the order of the files."""
        return iter(self._known.values())

    def get(self, name: str) -> Rule | None:
        """The rule of that name; null where nothing is known of it."""
        known = self._known.get(name)
        if known is not None:
            return known
        for expression, text in self._made:
            met = expression.fullmatch(name)
            if met is not None:
                return Rule(name=name, text=text.format(name=met["name"]))
        return None

    def of(self, names: Iterable[str]) -> tuple[Rule, ...]:
        """The rules of these names, each once, sorted by name; names of which nothing is known are left out."""
        found = (self.get(name) for name in sorted(set(names)))
        return tuple(rule for rule in found if rule is not None)


@cache
def load_rules(folder: Path = DATA) -> Rules:
    """The rules of a data folder.

    Raises:
        DataError: a file is missing or wrong (file, line, field), or two texts have one name.
    """
    files = [load_yaml(path, RulesFile) for path in sorted((folder / "rules").glob("*.yaml"))]
    patterns = {name: text for file in files for name, text in file.patterns.items()}
    types = {name: words for file in files for name, words in file.types.items()}
    frame = patterns.pop(FRAME, "")
    return Rules(
        [*_of_files(files), *_of_books(folder), *_of_words(folder), *_of_frames(folder, frame, types)], patterns
    )


def said(name: str) -> str:
    """What the rule of that name says; "" where nothing is known of it."""
    rule = load_rules().get(name)
    return "" if rule is None else rule.text


def _of_files(files: Iterable[RulesFile]) -> Iterator[Rule]:
    for file in files:
        for name, text in file.rules.items():
            yield Rule(name=name, text=text, section=file.section, source=file.source)


def _of_books(folder: Path) -> Iterator[Rule]:
    for path in sorted((folder / "codebooks").glob("*.yaml")):
        book = load_yaml(path, _Book)
        for rule in book.rules:
            yield msgspec.structs.replace(rule, source=book.source)


def _of_words(folder: Path) -> Iterator[Rule]:
    """How words become days and numbers, as the files of those words say it."""
    for name, said in load_yaml(folder / "dates.yaml", _Dates).rules.items():
        yield Rule(name=name, text=_sentence(said.says))
    for name, text in load_yaml(folder / "numbers.yaml", _Numbers).rules.items():
        yield Rule(name=name, text=_sentence(text))


def _of_frames(folder: Path, text: str, types: dict[str, str]) -> Iterator[Rule]:
    for frame in load_yaml(folder / "lexicon" / "frames.yaml", tuple[_Frame, ...]) if text else ():
        said = text.format(words=_words_of(frame), type=types.get(frame.type, frame.type))
        yield Rule(name=FRAME.format(name=frame.name), text=said)


def _words_of(frame: _Frame) -> str:
    """Some of a frame's own words, nouns and verbs, and what must stand with them where something must."""
    some = [*frame.nouns[:2], *frame.verbs[:2], *frame.verbs[2:_WORDS], *(() if frame.verbs else frame.nouns[2:])]
    own = list(dict.fromkeys(some or frame.weak))[:_WORDS]
    while len(_quoted(own)) > _LONGEST:
        own.pop()
    beside = f" (with {_quoted(frame.words[:1])} or the like)" if "words" in frame.needs else ""
    return f"{_quoted(own)}{beside}"


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _expression(pattern: str) -> re.Pattern[str]:
    start, _, end = pattern.partition("{name}")
    return re.compile(f"{re.escape(start)}(?P<name>[^/]+){re.escape(end)}")


def _sentence(text: str) -> str:
    """A note of a data file as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
