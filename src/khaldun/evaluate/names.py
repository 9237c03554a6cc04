"""When two names are the same words: of places by a shared consonant-level token, of actors by the folded name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

import msgspec

Fold = Callable[[str], str]
Called = Callable[[str], Iterable[str]]


# What a name may carry without being another name: years ("Military Forces of Mali (2020-)"), its abbreviation before
# or after it ("YPG: People's Protection Units", "People's Protection Units (YPG)").
_ADDED = re.compile(r"\s*\(\d{4}\s*-\s*(?:\d{4})?\)|^[A-Z][\w/-]{1,11}:\s+|\s*\([A-Z][A-Z/-]+\)$")


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An actor as scoring sees it: its registry id, and the names that it goes by (its words, if it has no name)."""

    id: str | None
    names: tuple[str, ...]


class Names:
    """Compares names under a folding.

    `place_words` are words that many place names share; `called` gives the registry's ids of the actors so called.
    """

    def __init__(
        self, *, fold: Fold, skeleton: Fold, place_words: Iterable[str] = (), called: Called = lambda name: ()
    ) -> None:
        self._fold = fold
        self._skeleton = skeleton
        self._called = called
        self._shared = frozenset(token for word in place_words for token in fold(word).split())
        self._cached_tokens = cache(self._tokens)

    def same_place(self, left: Iterable[str | None], right: Iterable[str | None]) -> bool:
        """Whether any name of the one shares a telling token with any name of the other."""
        return not self.tokens(left).isdisjoint(self.tokens(right))

    def tokens(self, names: Iterable[str | None]) -> frozenset[str]:
        """The consonant-level tokens of the names, without the words that many places share."""
        return frozenset().union(*(self._cached_tokens(name) for name in names if name))

    def same_actor(self, left: Party, right: Party) -> bool:
        """Equal registry ids (stated, or those of actors so called); where one has none, an equal folded name."""
        ids, others = self._actor_ids(left), self._actor_ids(right)
        if ids and others:
            return not ids.isdisjoint(others)
        return not self._actor_names(left).isdisjoint(self._actor_names(right))

    def _actor_ids(self, party: Party) -> frozenset[str]:
        if party.id is not None:
            return frozenset((party.id,))
        return frozenset(
            id_ for name in party.names for one in (name, _ADDED.sub("", name)) for id_ in self._called(one)
        )

    def _actor_names(self, party: Party) -> frozenset[str]:
        return frozenset(self._fold(_ADDED.sub("", name)) for name in party.names)

    def _tokens(self, name: str) -> frozenset[str]:
        folded = self._fold(name).split()
        telling = [token for token in folded if token not in self._shared] or folded
        return frozenset(self._key(token) for token in telling)

    def _key(self, token: str) -> str:
        """The consonants, or the token itself where too few are left to tell names apart."""
        bare = self._skeleton(token)
        return bare if len(bare) >= 2 else token
