"""Words for what two sides do to each other: who is named side by side before them fought each other ("X and Y
clashed"), before any other word they stood together ("X and Y attacked")."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from khaldun.datafile import DATA, load_yaml

_LEXICON = DATA / "lexicon"
_MUTUAL = "clash"  # the frame of the lexicon that has them


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()


class _Verbs(msgspec.Struct, frozen=True, kw_only=True):
    irregular: dict[str, tuple[str, ...]]


def is_mutual(words: str) -> bool:
    """Whether words tell of what two sides do to each other."""
    return _pattern().search(words) is not None


@cache
def _pattern() -> re.Pattern[str]:
    frames = load_yaml(_LEXICON / "frames.yaml", tuple[_Frame, ...])
    irregular = load_yaml(_LEXICON / "verbs.yaml", _Verbs).irregular
    told = [word for frame in frames if frame.name == _MUTUAL for word in (*frame.verbs, *frame.nouns)]
    forms = [form for word in told for form in (word, *irregular.get(word, ()))]
    return re.compile(rf"\b(?:{'|'.join(map(_inflected, forms))})", re.IGNORECASE)


def _inflected(words: str) -> str:
    """A verb or noun, whatever its ending."""
    first, blank, rest = words.partition(" ")
    return re.escape(first.removesuffix("e").removesuffix("y")) + r"[\w-]*" + re.escape(blank + rest)
