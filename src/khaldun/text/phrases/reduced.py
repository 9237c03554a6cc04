"""A stretch of text in which what has been found counts as one token, so that patterns can be made of patterns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Atom(NamedTuple, Generic[T]):
    """Something found at tokens `first` to `last` (half-open), and the character that stands for it from now on."""

    first: int
    last: int
    code: str
    value: T


class Reduced(Generic[T]):
    """Token characters with one for each atom; `atoms` holds them by their places in `codes`."""

    def __init__(self, codes: str, atoms: Iterable[Atom[T]]) -> None:
        self.atoms: dict[int, Atom[T]] = {}
        pieces: list[str] = []
        done = length = 0
        for atom in atoms:
            pieces.append(codes[done : atom.first])
            length += atom.first - done
            self.atoms[length] = atom
            pieces.append(atom.code)
            length += 1
            done = atom.last
        pieces.append(codes[done:])
        self.codes = "".join(pieces)

    def tokens(self, first: int, last: int) -> tuple[int, int]:
        """The tokens of the whole text, half-open, at places `first` to `last` of this stretch."""
        return self._token(first), self._token(last)

    def _token(self, place: int) -> int:
        return place + sum(atom.last - atom.first - 1 for at, atom in self.atoms.items() if at < place)
