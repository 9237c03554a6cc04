"""What may be told of a cell that changed: nothing that either table withholds.

A later table may withhold what an earlier one told. What is withheld is known (`guards`) where both were made of what a
workspace has; elsewhere a text is repeated only where the later table itself has it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from khaldun.publish.changes.changes import NOT_REPEATED, WITHHELD, Cell
from khaldun.publish.changes.matching import PASSED_OVER
from khaldun.publish.changes.published import Published, Row

_BY_PUBLISHING = "publish/"
_POINTS_ALONE = frozenset({"publish/rounded-point"})  # guards know the points themselves
_SAID = "withheld"  # what stands in the place of what is withheld says so
_HASHED = re.compile(r"(?:khaldun-|report-)?[0-9a-f]{12,64}(?:-\d+)?|withheld")
_IDS = frozenset({"report", "report_id", "merged_into", "gazetteer_id"})
_RULES = "rules"
_CLOSED = frozenset({"integer", "date"})
_POINT = (("latitude", "longitude"), ("#geo+lat", "#geo+lon"))
_COORDINATES, _DIGITS = frozenset(name for pair in _POINT for name in pair), 2


class Guard(Protocol):
    """Knows what a table withholds."""

    def hides(self, text: str) -> bool:
        """Whether a text holds something that is withheld."""

    def hints(self, text: str) -> bool:
        """Whether a text holds a part of a name that is withheld."""

    def hides_point(self, latitude: float, longitude: float) -> bool:
        """Whether a point that is withheld is this, or near it."""


class Telling:
    """Tells changed cells. `guards` are those of both tables, the later one's last, or that alone; none where it is not
    known. `stricter` says that the later profile may withhold more than the earlier one."""

    def __init__(self, table: Published, guards: Sequence[Guard], *, stricter: bool) -> None:
        self._kinds, self._coded = table.columns.kinds, table.columns.coded
        self._guards = guards
        self.careful = stricter or not guards
        self._stands: set[tuple[str, str]] = set()

    def note(self, pairs: Iterable[tuple[Row, Row]], later: Iterable[Row]) -> None:
        """Notes which of the cells that changed stand in the later table all the same."""
        asked = {(name, old) for before, after in pairs for name, old, _ in _differing(before, after) if old}
        for row in later:
            self._stands.update(cell for cell in row.cells.items() if cell in asked)

    def cells(self, before: Row, after: Row) -> tuple[Cell, ...]:
        """The cells that differ, as they may be told."""
        return tuple(
            _of_rules(old, new)
            if name == _RULES
            else Cell(column=name, before=self._before(name, old, before, after), after=self._after(name, new, after))
            for name, old, new in _differing(before, after)
        )

    def first(self, row: Row, names: Collection[str]) -> tuple[Cell, ...]:
        """Cells of a new row."""
        return tuple(
            Cell(column=name, after=self._after(name, cell, row))
            for name, cell in row.cells.items()
            if name in names and cell
        )

    def id_of(self, row: Row) -> str:
        """The id of a row that is gone: "" where it may have been made of something that is withheld."""
        hashed = row.claims and all(_HASHED.fullmatch(claim.id) for claim in row.claims)
        return row.id if hashed and _HASHED.fullmatch(row.id) else ""

    def safe(self, text: str) -> str:
        """What is said in words, without what is withheld."""
        return WITHHELD if any(guard.hides(text) for guard in self._guards) else text

    def _before(self, name: str, old: str, before: Row, after: Row) -> str:
        new = after.cells.get(name, "")
        if not old or self._is_code(name):
            return old
        rules = publishing(after) - publishing(before) - (frozenset() if self.careful else _POINTS_ALONE)
        if rules or new.count(_SAID) > old.count(_SAID) or self._is_hidden(name, old, before, self._guards):
            return WITHHELD
        if (new and (name, old) in self._stands) or (name in _IDS and _HASHED.fullmatch(old)):
            return old
        if not self._is_closed(name) and any(guard.hints(old) for guard in self._guards):
            return WITHHELD  # the later table has nowhere what holds a part of a withheld name
        if not self.careful:
            return old
        # Figures and days name nobody; those of a row of which something is withheld may lead there all the same.
        return old if self._is_closed(name) and new and not publishing(after) else NOT_REPEATED

    def _after(self, name: str, new: str, row: Row) -> str:
        """A cell of the later table, which tells it, unless the earlier one withheld it: more than a rounded point."""
        rounded = name in _COORDINATES and len(new.partition(".")[2]) <= _DIGITS
        hidden = bool(new) and not rounded and self._is_hidden(name, new, row, self._guards[:-1])
        return WITHHELD if hidden else new

    def _is_hidden(self, name: str, cell: str, row: Row, guards: Sequence[Guard]) -> bool:
        for latitude, longitude in _POINT:
            if name in (latitude, longitude):
                point = _point(row.cells.get(latitude, ""), row.cells.get(longitude, ""))
                return point is not None and any(guard.hides_point(*point) for guard in guards)
        if self._is_closed(name) or (name in _IDS and _HASHED.fullmatch(cell)):
            return False
        return any(guard.hides(cell) for guard in guards)

    def _is_code(self, name: str) -> bool:
        """Whether a column holds codes of a list alone, or yes and no."""
        return name in self._coded or self._kinds.get(name) == "boolean"

    def _is_closed(self, name: str) -> bool:
        """Whether a column holds figures, days or codes alone: nothing in it is a name."""
        return self._is_code(name) or self._kinds.get(name) in _CLOSED


def publishing(row: Row) -> set[str]:
    """The rules by which something of a row is withheld."""
    return {rule for rules in row.rules.values() for rule in rules if rule.startswith(_BY_PUBLISHING)}


def _differing(before: Row, after: Row) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys((*after.cells, *before.cells)):
        old, new = before.cells.get(name, ""), after.cells.get(name, "")
        if old != new and name not in PASSED_OVER:
            yield name, old, new


def _of_rules(old: str, new: str) -> Cell:
    """The rules that only one of both has: a row has dozens."""
    were, are = old.split("; "), new.split("; ")
    return Cell(
        column=_RULES,
        before="; ".join(rule for rule in were if rule not in are),
        after="; ".join(rule for rule in are if rule not in were),
    )


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        return float(latitude), float(longitude)
    except ValueError:
        return None
