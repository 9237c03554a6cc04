"""Every name of a rule that the source can put into output: strings, and f-strings with what may fill them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from khaldun.rules import load_rules

PACKAGE = Path(__file__).parent.parent.parent / "src" / "khaldun"
_NAME = re.compile(r"[a-z]+/[a-z0-9][\w:.-]*")
_BEGINS = re.compile(r"[a-z]+/[a-z-]*|[a-z-]+-")  # an f-string that may make a name, or what is behind its stroke
# What code asks of rules, which is no name but the start of some.
STARTS = frozenset({"assemble/date", "assemble/place", "clean/json-ld", "clean/meta"})


@cache
def families() -> frozenset[str]:
    """The first parts of names: "dates" of "dates/stated"."""
    rules = load_rules()
    return frozenset(name.partition("/")[0] for name in (*(rule.name for rule in rules), *rules.patterns))


@cache
def literals() -> frozenset[str]:
    """The strings of the source that are no part of another; of "container: {name}" what stands before the colon."""
    found: set[str] = set()
    for tree in trees():
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if id(node) not in parts:
                    found.add(node.value)
                elif re.fullmatch(r"[a-z-]+: ", node.value):
                    found.add(node.value.removesuffix(": "))
    return frozenset(found)


@cache
def templates() -> tuple[re.Pattern[str], ...]:
    """The f-strings of the source that begin with words, as patterns with a group for each value."""
    found = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and _BEGINS.fullmatch(str(getattr(node.values[0], "value", ""))):
                found.add("".join(_part(part) for part in node.values))
    return tuple(re.compile(pattern) for pattern in sorted(found))


def _part(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py")))


@cache
def data_words() -> frozenset[str]:
    """Every key and value of the data, but the texts of rules themselves."""
    files = [path for path in (PACKAGE / "data").rglob("*.yaml") if path.parent.name != "rules"]
    return frozenset(word for path in files for word in _words(yaml.safe_load(path.read_text(encoding="utf-8"))))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif value is not None:
        yield str(value)


def names() -> list[str]:
    """The names of rules that stand in the source, whole."""
    return sorted(
        word
        for word in literals()
        if _NAME.fullmatch(word) and word.partition("/")[0] in families() and not word.endswith("-")
        if word not in STARTS
    )


def starts() -> list[str]:
    """The beginnings of names that stand in the source."""
    return sorted(
        word
        for word in literals()
        if word in STARTS or (_NAME.fullmatch(word) and word.endswith("-") and word.partition("/")[0] in families())
    )


def can_be_emitted(name: str) -> bool:
    """Whether the source holds the name, or makes it of words that it or the data holds."""
    begun = any(
        start.endswith("-") and name.startswith(start) and name.removeprefix(start) in data_words()
        for start in starts()
    )
    return name in literals() or name in data_words() or begun or _is_made(name)


def _is_made(name: str, depth: int = 1) -> bool:
    """Whether an f-string makes it of literals, of words of the data, or of what another f-string makes."""
    for template in templates():
        met = template.fullmatch(name)
        if met and all(
            part in literals() or part in data_words() or (depth and _is_made(part, depth - 1)) for part in met.groups()
        ):
            return True
    return False
