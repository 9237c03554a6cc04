"""A piece of a codebook as its record, with every fault of form in it: msgspec's first fault is noted and mended, and
the piece tried again."""

from __future__ import annotations

import copy
import re
from typing import Any, TypeVar

import msgspec

from khaldun.codebook.faults import MISSING, Faults, meant
from khaldun.codebook.nodes import Step

T = TypeVar("T")
_STEP = re.compile(r"\.([^.\[\]`]+)|\[(\d+)\]|(\[\.\.\.\])")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_MOST = 200
_TYPES = {"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "null": "nothing",
          "array": "a list", "object": "a mapping"}  # fmt: skip
UNNAMED = "x"  # stands for text that is missing, or wrong
_STAND_INS: tuple[Any, ...] = ("", UNNAMED, [], {}, 0)


def piece(value: object, type_: type[T], path: tuple[Step, ...], faults: Faults) -> T | None:
    """The value as a `type_`, mended where it has faults of form, all of which are noted; null where it cannot be."""
    tried: dict[tuple[Step, ...], int] = {}
    value = copy.deepcopy(value)
    for _ in range(_MOST):
        try:
            return msgspec.convert(value, type_, str_keys=True)
        except msgspec.ValidationError as error:
            message, _, where = str(error).partition(" - at `")
            inside = _steps(where.rstrip("`"), value, type_)
            field = (*inside, named) if (named := _named(message)) else inside
            if field not in tried:
                what, advice = _said(message, type_, inside)
                faults.add((*path, *field), what, advice)
            tried[field] = tried.get(field, -1) + 1
            if not field or not _mend(value, field, message, tried[field]):
                return None
    return None


def _steps(where: str, value: Any, type_: type[Any]) -> tuple[Step, ...]:
    """The path of a fault, where msgspec does not say which key of a mapping it is: found by trying each."""
    steps: list[Step] = []
    for key, index, any_key in _STEP.findall(where):
        if any_key:
            key = _culprit(value, tuple(steps), type_)
        steps.append(int(index) if index else str(key))
    return tuple(steps)


def _culprit(value: Any, path: tuple[Step, ...], type_: type[Any]) -> str:
    inner = _at(value, path)
    for key in inner:
        alone = copy.deepcopy(value)
        kept = _at(alone, path)
        for other in list(kept):
            if other != key:
                del kept[other]
        try:
            msgspec.convert(alone, type_, str_keys=True)
        except msgspec.ValidationError as error:
            if "[...]" in str(error):
                return str(key)
    return next(iter(inner), "")


def _at(value: Any, path: tuple[Step, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _named(message: str) -> str | None:
    found = _UNKNOWN.match(message) or _MISSING.match(message)
    return found[1] if found else None


def _said(message: str, type_: type[Any], inside: tuple[Step, ...]) -> tuple[str, str]:
    if found := _UNKNOWN.match(message):
        fields = getattr(type_, "__struct_encode_fields__", ()) if not inside else ()
        return "there is no such field.", meant(found[1], fields) if fields else ""
    if _MISSING.match(message):
        return MISSING, "Add it."
    if "matching regex" in message:
        return "it is no name.", "Small letters, digits and hyphens, a letter first, 40 at most."
    text = message.replace("`", "")
    for name, word in _TYPES.items():
        text = re.sub(rf"\b{name}\b", word, text)
    text = text.replace(" | ", " or ")
    text = re.sub(r"^Expected", "expected", text)
    text = re.sub(r"^Invalid enum value (.*)$", r"\1 is no value that it may have", text)
    advice = (
        "Put it in quotes." if "expected text, got" in text and "list" not in text and "mapping" not in text else ""
    )
    return f"{text}.", advice


def _mend(value: Any, path: tuple[Step, ...], message: str, turn: int) -> bool:
    """Takes out what is wrong, or puts something in its stead, so that what else is wrong can be seen."""
    try:
        parent, last = _at(value, path[:-1]), path[-1]
        if _UNKNOWN.match(message):
            del parent[last]
            return True
        if not _MISSING.match(message) and turn == 0 and isinstance(parent, dict):
            del parent[last]
            return True
        at = turn if _MISSING.match(message) else turn - isinstance(parent, dict)
        if at >= len(_STAND_INS):
            return False
        parent[last] = copy.deepcopy(_STAND_INS[at])
    except (KeyError, IndexError, TypeError):
        return False
    return True
