"""Reading the project's data files (YAML): one function, and errors that name file, line and field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from khaldun.errors import DataError

T = TypeVar("T")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATA = Path(__file__).parent / "data"


def load_yaml(path: Path, type_: type[T]) -> T:
    """The file at `path` as a `type_`.

    Raises:
        DataError: the file is missing, is not YAML, or does not fit the type; names file, line and field.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 (byte {error.start}).", advice="Save it as UTF-8.") from error
    try:
        value = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DataError(f"{path}, line {line}: not valid YAML: {error.problem}.") from error
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        field = where.rstrip("`") or "$"
        raise DataError(f"{path}, line {_line_of(text, field)}, field {field}: {message}.") from error


def _line_of(text: str, field: str) -> int:
    """The line on which the field of a msgspec path ("$.frames[3].forms") stands, the nearest parent's otherwise."""
    node = yaml.compose(text, Loader=_Loader)
    line: int = 1 if node is None else node.start_mark.line + 1
    for key, index in re.findall(r"\.([\w-]+)|\[(\d+)\]", field):
        node = _child(node, key, index)
        if node is None:
            return line
        line = node.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, key: str, index: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode) and key:
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
        found: yaml.Node = node.value[int(index)]
        return found
    return None
