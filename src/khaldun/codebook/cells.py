"""How the cells of a codebook's columns are made from a claim: from fields, lists, scales, types and rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from khaldun.codebook.asked import Asked
from khaldun.codebook.fields import TYPE_FIELDS, Field, coding_rules, fields
from khaldun.codebook.language import ColumnSpec, Rule, Scale
from khaldun.codebook.ready import TYPES, Ready, plain
from khaldun.publish.cells import Cell
from khaldun.publish.export.cells import ruled, sentence_of, stated, told
from khaldun.publish.export.tables import NOTHING, Value
from khaldun.records.base import Span

Held = tuple[Rule, tuple[Span, ...]]
Make = Callable[[Asked, Sequence[Held], Held | None], Value]
_DAY = 10  # characters of a day at the start of an instant


def make_cells(ready: Ready) -> dict[str, Make]:
    """What makes the cell of each column, but of those that only a whole row can tell (row.…)."""
    made: dict[str, Make] = {}
    for column in ready.columns:
        if not (column.from_ or "").startswith("row."):
            made[column.name] = _with_otherwise(_cell(column, ready), column, ready)
    return made


def rule_of(column: ColumnSpec, ready: Ready) -> str:
    """The name by which provenance says that a cell is as its column has it."""
    return f"{ready.head.name}/column-{column.name}"


def cell_of(value: object, column: ColumnSpec) -> Cell:
    """A value as a cell of the column's kind, as far as it can be; what cannot is found by the table's checks."""
    if value is None:
        return None
    if column.kind == "string":
        return plain(value)
    if column.kind == "date":
        return str(value)[:_DAY]
    if column.kind in ("integer", "number") and isinstance(value, str):
        try:
            return int(value) if column.kind == "integer" else float(value)
        except ValueError:
            return value
    return value if isinstance(value, bool | int | float | str) else plain(value)


def _with_otherwise(make: Make, column: ColumnSpec, ready: Ready) -> Make:
    if column.otherwise is None:
        return make
    instead = ruled(cell_of(column.otherwise, column), rule_of(column, ready))

    def cell(asked: Asked, held: Sequence[Held], typed: Held | None) -> Value:
        found = make(asked, held, typed)
        return instead if found.cell is None else found

    return cell


def _cell(column: ColumnSpec, ready: Ready) -> Make:
    if column.by is not None:
        return _by_rules(column, ready)
    if column.value is not None:
        fixed = ruled(cell_of(column.value, column), rule_of(column, ready))
        return lambda asked, held, typed: fixed
    if column.scale is not None:
        return _by_scale(column, ready.scales[column.scale], ready)
    name = column.from_ or ""
    return _of_type(column, ready) if name in TYPE_FIELDS else _of_field(column, fields()[name], ready)


def _by_rules(column: ColumnSpec, ready: Ready) -> Make:
    codes = ready.codes(column)

    def cell(asked: Asked, held: Sequence[Held], typed: Held | None) -> Value:
        setting = [(rule, words) for rule, words in held if column.name in rule.set]
        if not column.many:
            setting = setting[:1]
        if not setting:
            return NOTHING
        values = [each for rule, _ in setting for each in _several(rule.set[column.name])]
        return told(
            _joined(values, column, codes),
            evidence=[span for _, words in setting for span in words],
            rules=[rule.name for rule, _ in setting],
        )

    return cell


def _by_scale(column: ColumnSpec, scale: Scale, ready: Ready) -> Make:
    field, rule = fields()[scale.of], rule_of(column, ready)

    def cell(asked: Asked, held: Sequence[Held], typed: Held | None) -> Value:
        numbers = [value for value in field.values(asked.claim, asked.report) if isinstance(value, int | float)]
        if not numbers:
            return ruled(cell_of(scale.unknown, column), rule)
        step = next((one for one in scale.steps if one.at_most is None or min(numbers) <= one.at_most), None)
        return NOTHING if step is None else told(cell_of(step.code, column), *field.facts(asked.claim), rules=(rule,))

    return cell


def _of_type(column: ColumnSpec, ready: Ready) -> Make:
    def cell(asked: Asked, held: Sequence[Held], typed: Held | None) -> Value:
        if typed is None or not asked.types:
            return NOTHING
        own = asked.types[0]
        text = {
            "type": own,
            "type.label": ready.kinds[own].label or own,
            "type.path": " > ".join(reversed(asked.types)),
            "type.top": asked.types[-1],
        }[column.from_ or ""]
        return told(text, evidence=typed[1], rules=(typed[0].name,))

    return cell


def _of_field(column: ColumnSpec, field: Field, ready: Ready) -> Make:
    codes, rule = ready.codes(column), rule_of(column, ready)
    listed = ready.lists.get(column.codes) if isinstance(column.codes, str) and column.codes != TYPES else None

    def cell(asked: Asked, held: Sequence[Held], typed: Held | None) -> Value:
        values: Sequence[object] = field.values(asked.claim, asked.report)
        if listed is not None:
            values = [_mapped(plain(value), listed.map, codes, listed.otherwise) for value in values]
        found = _joined(values, column, codes)
        if field.stated:
            return stated(asked.report, found, field.stated, rule=rule)
        facts = field.facts(asked.claim)
        words = () if facts else sentence_of(asked.claim)
        return told(found, *facts, evidence=words, rules=(*coding_rules(asked.claim, field.name), rule))

    return cell


def _mapped(value: str, codes: dict[str, str | int], known: Sequence[str], otherwise: str | int | None) -> str:
    if value in codes:
        return str(codes[value])
    return value if value in known or otherwise is None else str(otherwise)


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, tuple) else (value,)


def _joined(values: Sequence[object], column: ColumnSpec, codes: Sequence[str]) -> Cell:
    """One cell of several values: all of them, or the one whose code stands first in its list."""
    if not values:
        return None
    if len(values) == 1:
        return cell_of(values[0], column)
    if column.many:
        return "; ".join(dict.fromkeys(plain(value) for value in values))
    ranked = sorted(values, key=lambda value: codes.index(plain(value)) if plain(value) in codes else len(codes))
    return cell_of(ranked[0], column)
