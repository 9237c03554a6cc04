"""JSON Lines, or a JSON array of objects → rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from khaldun.errors import TableError
from khaldun.ingest.csvrows import Row

_ADVICE = "Write one JSON object per line, in UTF-8."


def jsonl_rows(text: str, *, origin: str) -> Iterator[Row | TableError]:
    """Each line's object, or the error of a line that is none; blank lines are passed over."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = msgspec.json.decode(line)
        except msgspec.DecodeError as error:
            yield TableError(f"{origin}: row {number} is not JSON: {error}.", advice=_ADVICE)
            continue
        yield value if isinstance(value, dict) else _not_object(origin, number, value)


def json_rows(text: str, *, origin: str) -> Iterator[Row | TableError]:
    """The objects of a JSON array, or the one object of a JSON document.

    Raises:
        TableError: the text is not JSON.
    """
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise TableError(f"{origin} begins like JSON but is not: {error}.", advice=_ADVICE) from error
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items, start=1):
        yield item if isinstance(item, dict) else _not_object(origin, number, item)


def _not_object(origin: str, number: int, value: object) -> TableError:
    return TableError(f"{origin}: row {number} is not an object but {type(value).__name__}.", advice=_ADVICE)
