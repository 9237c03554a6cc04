"""What in claims is unresolved or new, by a key that is equal for all that are alike (what is loose:
`khaldun.records.loose`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import msgspec

from khaldun.records.lines import ClaimLine
from khaldun.records.loose import Kind, Loose, Part, country_of, loose_of, loose_part
from khaldun.text.places.phrase import load_place_phrases

Fold = Callable[[str], str]
_REMEMBERED = 100_000


class End(msgspec.Struct, frozen=True, gc=False):
    """Something of a claim that is loose: the report's `words` for it, in `country` (ISO alpha-3, "" unknown).

    `key` is equal for all that are alike. `settled` is a source whose name a person has set: others of that name are
    not new.
    """

    kind: Kind
    key: str
    words: str
    country: str
    settled: bool = False


class Alike:
    """Finds what is loose, under one folding of names."""

    def __init__(self, fold: Fold) -> None:
        self._fold = fold
        self._name = lru_cache(maxsize=_REMEMBERED)(self._folded)
        self._place_name = lru_cache(maxsize=_REMEMBERED)(self._folded_place)

    def key(self, kind: str, words: str, country: str) -> str:
        """What is equal for all that are alike: places by their folded names, in one country; others by their folded
        names. "" where the words are none."""
        if kind != "place":
            return self._name(words)
        name = self._place_name(words)
        return f"{country}:{name}" if name else ""

    def ends(self, line: ClaimLine) -> tuple[End, ...]:
        """What is loose in a claim, and its sources whose names are settled; each once."""
        found = [self._end(one) for one in loose_of(line)]
        return tuple({(end.kind, end.key, end.settled): end for end in reversed(found) if end is not None}.values())

    def end(self, line: ClaimLine, part: Part) -> End | None:
        """A part of a claim, where it is loose (or a source); null where it is not, or has no words."""
        one = loose_part(part, country_of(line))
        return None if one is None else self._end(one)

    def has(self, line: ClaimLine, kind: str, key: str) -> bool:
        """Whether something in the claim is loose and has that key."""
        return any((end.kind, end.key, end.settled) == (kind, key, False) for end in self.ends(line))

    def _end(self, one: Loose) -> End | None:
        key = self.key(one.kind, one.words, one.country)
        return End(one.kind, key, one.words, one.country, one.settled) if key else None

    def _folded_place(self, words: str) -> str:
        """The name without the kind of place beside it ("the town of X", "X village"), with what it lies in; near a
        place, or a part of it, is another place."""
        read = load_place_phrases().read(words)
        bare = words if read.relation else " ".join((read.names[0], *read.within))
        return self._name(bare) or self._name(words)

    def _folded(self, words: str) -> str:
        return self._fold(words) or " ".join(words.split()).casefold()
