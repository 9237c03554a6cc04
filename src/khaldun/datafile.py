"""Reading the project's data files (YAML): one function, and errors that name file, line and field.

Parsing some forty YAML files is a quarter of a short run. The build therefore packs their values beside the program
(`pack`); a file is taken from there while it is, byte for byte, the one that was packed. An edit counts at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from khaldun.errors import DataError

if TYPE_CHECKING:
    import yaml

T = TypeVar("T")
DATA = Path(__file__).parent / "data"
PACKED = Path(__file__).parent / "built" / "data.msgpack"


def pack(folder: Path, target: Path) -> None:
    """Writes the values of the folder's YAML files to `target`, each under the hash of its bytes."""
    files = sorted(folder.rglob("*.yaml"))
    values = {_hash(data): _parse(data.decode(), path) for path in files for data in [path.read_bytes()]}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(msgspec.msgpack.encode(values))


def load_yaml(path: Path, type_: type[T]) -> T:
    """The file at `path` as a `type_`.

    Raises:
        DataError: the file is missing, is not YAML, or does not fit the type; names file, line and field.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    with contextlib.suppress(KeyError, msgspec.DecodeError):  # not packed, or in another form: the file itself decides
        return msgspec.msgpack.decode(_packed(PACKED)[_hash(data)], type=type_)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 (byte {error.start}).", advice="Save it as UTF-8.") from error
    value = _parse(text, path)
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        field = where.rstrip("`") or "$"
        raise DataError(f"{path}, line {_line_of(text, field)}, field {field}: {message}.") from error


@cache
def _packed(path: Path) -> Mapping[str, msgspec.Raw]:
    """The packed values by hash; none where nothing was packed, or not by this form."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    except (OSError, msgspec.DecodeError):
        return {}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _parse(text: str, path: Path) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=_loader())
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DataError(f"{path}, line {line}: not valid YAML: {error.problem}.") from error


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _line_of(text: str, field: str) -> int:
    """The line on which the field of a msgspec path ("$.frames[3].forms") stands, the nearest parent's otherwise."""
    import yaml

    node = yaml.compose(text, Loader=_loader())
    line: int = 1 if node is None else node.start_mark.line + 1
    for key, index in re.findall(r"\.([\w-]+)|\[(\d+)\]", field):
        node = _child(node, key, index)
        if node is None:
            return line
        line = node.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, key: str, index: str) -> yaml.Node | None:
    import yaml

    if isinstance(node, yaml.MappingNode) and key:
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
        found: yaml.Node = node.value[int(index)]
        return found
    return None
