"""A YAML file with the place of every value: line and column, keys that stand twice, values that hold themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

Step = str | int
_MOST_BYTES, _MOST_NODES, _DEEPEST = 2_000_000, 200_000, 60


class Place(msgspec.Struct, frozen=True, order=True):
    """A line and a column, from 1."""

    line: int
    column: int


class NotYamlError(Exception):
    """It is no YAML that a codebook may be: why, and where."""

    def __init__(self, what: str, place: Place, advice: str = "") -> None:
        super().__init__(what)
        self.what, self.place, self.advice = what, place, advice


class Tree:
    """The values of a YAML text, plain, and where each stands. Keys that are numbers become text; days become
    "2020-03-10".

    Raises:
        NotYamlError: it is no YAML, holds itself, or is far too large.
    """

    def __init__(self, text: str) -> None:
        self._root = _composed(text)
        self.twice: list[tuple[tuple[Step, ...], Place, str]] = []
        self._count = 0
        self.value: Any = None if self._root is None else self._plain(self._root, (), ())

    def place(self, path: tuple[Step, ...]) -> Place:
        """Where the value at `path` stands; the nearest parent's place where there is none."""
        node = self._root
        place = Place(1, 1) if node is None else _place(node)
        for step in path:
            key, node = _child(node, step)
            if node is None:
                return place
            place = _place(key or node)
        return place

    def _plain(self, node: yaml.Node, path: tuple[Step, ...], above: tuple[int, ...]) -> Any:
        self._count += 1
        if id(node) in above:
            raise NotYamlError(f"the value {_shown(path)} holds itself (a cycle of YAML aliases).", _place(node))
        if len(above) > _DEEPEST or self._count > _MOST_NODES:
            raise NotYamlError("it is far too deep or too large for a codebook.", _place(node))
        inside = (*above, id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*path, at), inside) for at, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for key, value in node.value:
                name = self._key(key)
                if name in found:
                    self.twice.append(((*path, name), _place(key), name))
                found[name] = self._plain(value, (*path, name), inside)
            return found
        return _scalar(node)

    def _key(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise NotYamlError("a key must be a word.", _place(node))
        return str(node.value)


def read_bytes(data: bytes) -> Tree:
    """The tree of a file's bytes.

    Raises:
        NotYamlError: see Tree; or it is not UTF-8, or larger than any codebook.
    """
    if len(data) > _MOST_BYTES:
        raise NotYamlError(f"it is larger than {_MOST_BYTES:,} bytes.", Place(1, 1))
    try:
        return Tree(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NotYamlError(f"it is not UTF-8 (byte {error.start}).", Place(line, 1), "Save it as UTF-8.") from error


def strings(value: object) -> Iterator[str]:
    """Every text in a value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        raise NotYamlError(f"it is not valid YAML: {error.problem or error.context}.", place) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise NotYamlError(f"it is not valid YAML: {error.reason}.", Place(line, 1)) from error
    except RecursionError as error:
        raise NotYamlError("it is far too deep for a codebook.", Place(1, 1)) from error


def _scalar(node: yaml.Node) -> Any:
    try:
        value = yaml.SafeLoader("").construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError) as error:
        raise NotYamlError(f"{node.value!r} cannot be read ({node.tag}).", _place(node), "Put it in quotes.") from error
    return value.isoformat() if isinstance(value, dt.date) else value


def _child(node: yaml.Node | None, step: Step) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return None, node.value[step]
    return None, None


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _shown(path: tuple[Step, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") or "(top)"
