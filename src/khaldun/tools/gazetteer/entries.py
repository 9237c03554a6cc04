"""An entry: one place as a source gives it, and what is kept of its names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from khaldun.text.folding import Folding

_LONGEST = 80
_SYLLABLES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


FindCountry = Callable[[str], str | None]
"""The ISO alpha-3 code of a country's name or code, null if it is none."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a source. `names` are (language or "", name) besides `name`; `twin` is another source's id of it;
    `line` is where it stands in its file, 0 where that is not known."""

    gid: str
    name: str
    latitude: float
    longitude: float
    country: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    admin2: str | None = None
    feature: str = "settlement"
    population: int = 0
    names: tuple[tuple[str, str], ...] = ()
    twin: str | None = None
    line: int = 0


class NameRow(msgspec.Struct, frozen=True, array_like=True):
    """A name as the index keeps it: `name` is null where it is the place's own."""

    key: str
    skeleton: str
    name: str | None
    lang: str | None


def name_rows(entry: Entry, folding: Folding) -> Iterator[NameRow]:
    """The names of the entry, but for those that differ from another in case and marks alone."""
    seen: set[tuple[str, str]] = set()
    for lang, name in _usable(entry):
        plain = folding.plain(name)
        for key in folding.keys(name):
            if key and (key, plain) not in seen:
                seen.add((key, plain))
                yield NameRow(key, folding.skeleton(name), None if name == entry.name else name, lang or None)


def _usable(entry: Entry) -> Iterator[tuple[str, str]]:
    """The entry's own name, and the others that are usable."""
    yield "", entry.name
    for lang, name in entry.names:
        if is_usable(name):
            yield lang, name


def is_usable(name: str) -> bool:
    """Whether a further name is kept: no web addresses, single letters, whole sentences, nor East Asian scripts.

    Those say foreign names by syllables, so that read aloud they meet other places' (ドゥーマー is Douma and Touma).
    """
    return "/" not in name and 1 < len(name) <= _LONGEST and _SYLLABLES.search(name) is None
