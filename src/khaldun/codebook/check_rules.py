"""Rules: each has a name of its own, a condition that can hold, and gives what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khaldun.codebook.builtin import Builtin
from khaldun.codebook.check_columns import codes_of
from khaldun.codebook.faults import Faults
from khaldun.codebook.language import ColumnSpec, Head, Rule
from khaldun.codebook.parser import Parser
from khaldun.codebook.pieces import UNNAMED
from khaldun.codebook.ready import REASONS, TYPES, ReadyRule

Listed = list[tuple[int, ColumnSpec]]


def check_rules(
    rules: list[tuple[int, Rule]],
    columns: Listed,
    head: Head,
    named: dict[str, Any],
    faults: Faults,
    parser: Parser,
    *,
    builtin: Builtin | None,
) -> tuple[ReadyRule, ...]:
    """The rules with their conditions; what is wrong is noted. `builtin`: the program says what they give."""
    by_name = {column.name: column for _, column in columns}
    found: list[ReadyRule] = []
    seen: dict[str, Rule] = {}
    settled: str | None = None
    for at, rule in rules:
        path = ("rules", at)
        if rule.name in seen:
            faults.add((*path, "name"), f"the rule {rule.name} stands twice.")
        seen[rule.name] = rule
        when = None if rule.when is None else parser.condition(rule.when, (*path, "when"))
        found.append(ReadyRule(rule=rule, when=when))
        if not rule.cases:
            faults.remark(path, f"the rule {rule.name} has no worked case.")
        if builtin:
            continue
        if rule.name and not rule.name.startswith(f"{head.name}/") and head.name != UNNAMED:
            faults.add((*path, "name"), f"a rule's name begins with {head.name}/.", f"As {head.name}/{rule.name}.")
        _check_gives(path, rule, by_name, named, faults)
        if rule.type is not None:
            if settled is not None:
                faults.add((*path, "type"), f"it is never reached: {settled} holds of every claim before it.")
            if when is not None and when.asks_type:
                faults.add((*path, "when"), "a rule that gives the type cannot ask for it.")
            settled = rule.name if rule.when is None else settled
    if not builtin:
        _check_reached(rules, by_name, columns, named, faults)
    _check_left_out(head, (*seen, *(builtin.given if builtin else ())), faults)
    _check_unused(head, rules, faults)
    return tuple(found)


def _check_gives(
    path: tuple[Any, ...], rule: Rule, by_name: Mapping[str, ColumnSpec], named: dict[str, Any], faults: Faults
) -> None:
    if rule.type is not None and rule.type not in named[TYPES]:
        faults.unknown((*path, "type"), "type of this codebook", rule.type, named[TYPES])
    if rule.leave_out and (rule.type is not None or rule.set):
        faults.add((*path, "leave_out"), "a claim that is left out has no type and no cells.")
    if rule.when is not None and not (rule.type is not None or rule.set or rule.leave_out):
        faults.add((*path, "when"), "the rule gives nothing when it holds.", "Add type, set or leave_out.")
    if rule.leave_out and rule.when is None:
        faults.add((*path, "leave_out"), "it would leave out every claim.", "Add when.")
    for name, value in rule.set.items():
        _check_set((*path, "set", name), name, value, by_name, named, faults)


def _check_set(
    path: tuple[Any, ...],
    name: str,
    value: Any,
    by_name: Mapping[str, ColumnSpec],
    named: dict[str, Any],
    faults: Faults,
) -> None:
    column = by_name.get(name)
    if column is None or column.by is None:
        known = [each for each, spec in by_name.items() if spec.by is not None]
        faults.unknown(path, "column that rules set (by: rules)", name, known)
        return
    values = value if isinstance(value, tuple) else (value,)
    if len(values) > 1 and not column.many:
        faults.add(path, f"{name} holds one value.", "many: true")
    codes = codes_of(column, named)
    for each in values:
        if each is None:
            faults.add(path, "nothing cannot be set.", "Leave it out.")
        elif codes and str(each) not in codes:
            faults.unknown(path, f"code of {name}", each, codes)


def _check_reached(
    rules: list[tuple[int, Rule]],
    by_name: Mapping[str, ColumnSpec],
    columns: Listed,
    named: dict[str, Any],
    faults: Faults,
) -> None:
    """Columns that no rule sets, and types that no rule gives."""
    set_ = {name for _, rule in rules for name in rule.set}
    for at, column in columns:
        if column.by is not None and column.name not in set_:
            faults.add(("columns", at, "by"), f"no rule sets {column.name}.", f"Add set: {{{column.name}: …}} to one.")
    given = {rule.type for _, rule in rules if rule.type is not None}
    above = {type_.is_ for type_ in named[TYPES].values()}
    for name in named[TYPES]:
        if name not in given and name not in above:
            faults.remark(("types", name), f"no rule gives the type {name}.")


def _check_left_out(head: Head, rules: tuple[str, ...], faults: Faults) -> None:
    for reason, name in head.left_out.items():
        if reason not in REASONS:
            faults.unknown(("left_out", reason), "reason to leave a claim out", reason, REASONS)
        if name not in rules:
            faults.unknown(("left_out", reason), "rule of this codebook", name, rules)


def _check_unused(head: Head, rules: list[tuple[int, Rule]], faults: Faults) -> None:
    used = {value for _, rule in rules for value in _texts(rule.when)}
    for name in head.words:
        if name not in used:
            faults.remark(("words", name), f"no rule seeks the words {name}.")


def _texts(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return {text for inner in value.values() for text in _texts(inner)}
    return {text for inner in value for text in _texts(inner)} if isinstance(value, list) else set()
