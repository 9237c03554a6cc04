"""PostgreSQL's driver goes through each statement sign by sign to find its parameters, each time that it is asked. The
desk asks the same few hundred statements over and over: what was found is kept here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import pg8000.legacy as driver  # type: ignore[import-untyped]

_MOST = 2_000  # statements
_LONGEST = 6_000  # characters of one that is kept: what is longer has its values in it, and is asked once
Converted = tuple[str, Sequence[Any]]
_found: Callable[[str, str, Sequence[Any]], Converted] = driver.convert_paramstyle


@lru_cache(maxsize=_MOST)
def _statement(style: str, statement: str) -> str:
    """A statement as the database takes it, its parameters numbered."""
    return _found(style, statement, ())[0]


def convert(style: str, statement: str, values: Sequence[Any]) -> Converted:
    """A statement as the database takes it, and its values in their order: what the driver itself would find."""
    if style != "format" or len(statement) > _LONGEST:
        return _found(style, statement, values)
    return _statement(style, statement), values


def install() -> None:
    """From now on the driver asks here."""
    driver.convert_paramstyle = convert
