"""How alike the sides of two rows are: 1 the same, 0 others, between them where names are vague or only look alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from khaldun.compare.columns import Pair
from khaldun.compare.rules import Sides
from khaldun.evaluate.names import Names, Party

SAME = 0.8  # from here on a side counts as the same


class SidesAlike:
    """Compares sides by the registry of actors (`names`), and by their folded words where it knows neither."""

    def __init__(self, names: Names, fold: Callable[[str], str], rules: Sides) -> None:
        self._names, self._rules = names, rules
        self._fold = lru_cache(maxsize=None)(fold)
        self._vague = tuple(fold(word) for word in rules.vague)
        self._common = tuple(fold(word) for word in rules.common)
        self.actors = lru_cache(maxsize=2_000_000)(self._actors)

    def pair(self, one: Pair, other: Pair) -> float | None:
        """How alike two pairs of sides are, whatever their order; null where one of both names nobody."""
        matched = self.matched(one, other)
        return sum(matched) / len(matched) if matched else None

    def matched(self, one: Pair, other: Pair) -> tuple[float, ...]:
        """How alike each side is to the one that it fits best; one figure where a row names one side alone, or where
        both name civilians: whom many rows name tells nothing."""
        left, right = [name for name in one if name], [name for name in other if name]
        if not left or not right:
            return ()
        if len(left) == 2 and len(right) == 2 and self._is_common(left) and self._is_common(right):
            left, right = self._telling(left), self._telling(right)
        if len(left) == 2 and len(right) == 2:
            straight = self.actors(left[0], right[0]), self.actors(left[1], right[1])
            crossed = self.actors(left[0], right[1]), self.actors(left[1], right[0])
            return max(straight, crossed, key=sum)
        return (max(self.actors(a, b) for a in left for b in right),)

    def _is_common(self, names: list[str]) -> bool:
        return len(self._telling(names)) == 1

    def _telling(self, names: list[str]) -> list[str]:
        return [name for name in names if not self._fold(name).startswith(self._common)]

    def _actors(self, one: str, other: str) -> float:
        left, right = self._fold(one), self._fold(other)
        if left == right:
            return 1.0
        if left.startswith(self._vague) or right.startswith(self._vague):
            return self._rules.neither
        party, counterpart = (Party(id=None, names=(name,)) for name in (one, other))
        if self._names.same_actor(party, counterpart):
            return 1.0
        from rapidfuzz.fuzz import token_set_ratio

        return self._rules.alike if token_set_ratio(left, right) >= self._rules.words else 0.0
