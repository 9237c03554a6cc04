"""What is wrong with a codebook's file: every fault with its line, its column and the field that it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec

from khaldun.codebook.nodes import Place, Step, Tree

_FEW = 12
MISSING = "it is missing."


class Fault(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One fault. `line` and `column` count from 1; `field` is the path to the value, as "rules[2].when.status"."""

    line: int
    column: int
    field: str
    what: str
    advice: str = ""

    def __str__(self) -> str:
        """In a line: line, column, field, what, what to do."""
        return f"{self.line}:{self.column}: {self.field}: {self.what} {self.advice}".rstrip()


class Faults:
    """Gathers the faults of one file. `remarks` are no faults: what a writer may want to know."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._found: dict[tuple[str, str], Fault] = {}
        self._remarks: dict[tuple[str, str], Fault] = {}

    def add(self, path: Iterable[Step], what: str, advice: str = "", *, at: Place | None = None) -> None:
        """Notes a fault of the value at `path`, which stands there, or `at` another place."""
        fault = self._fault(tuple(path), what, advice, at)
        if (fault.field, MISSING) in self._found:
            return
        self._found.setdefault((fault.field, what), fault)

    def remark(self, path: Iterable[Step], what: str, advice: str = "") -> None:
        """Notes what is no fault."""
        fault = self._fault(tuple(path), what, advice)
        self._remarks.setdefault((fault.field, what), fault)

    def unknown(self, path: Iterable[Step], what: str, name: object, known: Iterable[str]) -> None:
        """Notes that a name stands for nothing; says what it may have been meant to be."""
        self.add(path, f"{name!r} is no {what}.", meant(str(name), known))

    @property
    def found(self) -> tuple[Fault, ...]:
        """The faults, in the order of the file."""
        return tuple(sorted(self._found.values()))

    @property
    def remarks(self) -> tuple[Fault, ...]:
        """The remarks, in the order of the file."""
        return tuple(sorted(self._remarks.values()))

    def _fault(self, path: tuple[Step, ...], what: str, advice: str, at: Place | None = None) -> Fault:
        place = at or self._tree.place(path)
        return Fault(line=place.line, column=place.column, field=shown_path(path), what=what, advice=advice)


def shown_path(path: Iterable[Step]) -> str:
    """A path as it is written: "rules[2].when"."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "(top)"


def meant(name: str, known: Iterable[str]) -> str:
    """What a wrong name may have been meant to be; all that there are, where they are few."""
    names = list(dict.fromkeys(known))
    if close := get_close_matches(name, names, n=3, cutoff=0.7):
        return f"Did you mean {' or '.join(close)}?"
    if not names:
        return "There is none."
    return f"There are: {', '.join(names[:_FEW])}{f', and {len(names) - _FEW} more' if len(names) > _FEW else ''}."
