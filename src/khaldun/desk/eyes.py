"""Whose figures a visitor may see: their own; of single others only a reviewer's eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from khaldun.errors import AccessError
from khaldun.store import people
from khaldun.store.open import Connection
from khaldun.workspace.deciding import LOCAL, Who

_SEE_ALL = frozenset({"reviewer", "admin"})
_Row = TypeVar("_Row")


class Eyes(msgspec.Struct, frozen=True):
    """Who looks, and what coders are called, by their id."""

    who: Who
    names: Mapping[str, str]

    @property
    def see_all(self) -> bool:
        """Whether they see every coder's figures."""
        return self.who.role in _SEE_ALL

    def name(self, coder: str) -> str:
        """What a coder is called; whom the store does not know by their id."""
        return self.names.get(coder, coder)

    def check(self, coder: str) -> None:
        """
        Raises:
            AccessError: the figures of this coder are not for them.
        """
        if not self._sees(coder):
            raise AccessError(
                "Only a reviewer sees the figures of other coders.", advice="Look at your own, or at all."
            )

    def seen(self, rows: Iterable[_Row], coder_of: Callable[[_Row], str]) -> list[_Row]:
        """The rows, each of a coder, that they may see, in the order of the coders' names."""
        own = [row for row in rows if self._sees(coder_of(row))]
        return sorted(own, key=lambda row: self.name(coder_of(row)).casefold())

    def _sees(self, coder: str) -> bool:
        return self.see_all or coder == self.who.coder


def eyes(connection: Connection, who: Who) -> Eyes:
    """A visitor's eyes."""
    return Eyes(who, {LOCAL.coder: "the local user", **{one.id: one.name for one in people.coders(connection)}})
