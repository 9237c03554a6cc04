"""Names in other spellings than the one that is known: another transliteration or script, the family's name first,
parts joined or parted. They are compared by their consonants (text/folding.py), so that few letters tell nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from khaldun.datafile import DATA, load_yaml
from khaldun.text.folding import Folding, FoldingRules

_LEAST = 5  # consonants by which a name is known
_MOST = 7  # words that a name may have where it stands
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼʻ`][^\W\d_]+)*")
_OWNING = re.compile(r"['’ʼ]s$")
# An article that is written in one with the word behind it: "Almasri", "Abdelrahman".
_JOINED = re.compile(r"^(abd)?(?:al|el|ul)(?=[a-z]{3})")
_SHORT = 300  # code points of a text that is worth to be remembered
Found = tuple[str, int, int]


class Spellings:
    """Names to be found in whatever spelling. Those of a single word, or of few consonants, are not looked for."""

    def __init__(self, names: Iterable[str]) -> None:
        self._keys = frozenset(key for name in names for key in _keys(name))

    def __bool__(self) -> bool:
        return bool(self._keys)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the names stand in a text: half-open, in order; some may overlap."""
        if not self.stand_in(text):
            return []
        return [(start, end) for key, start, end in _find_runs(text) if key in self._keys]

    def stand_in(self, text: str) -> bool:
        """Whether one of the names stands in a text."""
        return self.stand_in_any((text,))

    def stand_in_any(self, texts: Iterable[str]) -> bool:
        """Whether one of the names stands in one of the texts."""
        keys = self._keys
        return any(not keys.isdisjoint(_known_runs(text) if len(text) <= _SHORT else _runs(text)) for text in texts)


def _keys(name: str) -> Iterator[str]:
    parts = [part for part, _, _ in _parts(name)]
    if len(parts) < 2:
        return
    if sum(map(len, parts)) >= _LEAST:
        yield from ("".join([*parts[first:], *parts[:first]]) for first in range(len(parts)))


def _runs(text: str) -> frozenset[str]:
    return frozenset(key for key, _, _ in _find_runs(text))


_known_runs = lru_cache(maxsize=50_000)(_runs)


def _find_runs(text: str) -> list[Found]:
    """The runs of words in a text that may be a name, by their consonants."""
    parts = list(_parts(text))
    found: list[Found] = []
    for first, (_, start, _) in enumerate(parts):
        key = ""
        for part, _, end in parts[first : first + _MOST]:
            key += part
            if len(key) >= _LEAST:
                found.append((key, start, end))
    return found


def _parts(text: str) -> Iterator[Found]:
    """The words of a text that have consonants, with their places; articles have none."""
    for word in _WORD.finditer(text):
        said = _OWNING.sub("", word[0])
        if consonants := _consonants(said):
            yield consonants, word.start(), word.start() + len(said)


@lru_cache(maxsize=100_000)
def _consonants(word: str) -> str:
    folded = _folding().fold(word)
    if folded in ("al", "el", "ul"):
        return ""
    return _folding().consonants(_JOINED.sub(r"\1", folded))


@cache
def _folding() -> Folding:
    return Folding(load_yaml(DATA / "folding.yaml", FoldingRules))
