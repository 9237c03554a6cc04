"""Tables of reports: rows → reports, by the contract's columns or the user's names for them."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping

from khaldun.errors import ItemError, TableError
from khaldun.ingest.csvrows import Row
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Given, Report

COLUMNS = ("name", "title", "text", "published", "publisher", "url")
_OWN_KINDS = frozenset({"report", "claim", "failure"})
_PEEK = 50


def failure(error: ItemError, *, name: str) -> FailureLine:
    """The contract's line for an item that could not be taken in."""
    return FailureLine(
        name=name, stage="ingest", error=type(error).__name__, message=error.message, advice=error.advice
    )


def table_reports(
    rows: Iterable[Row | TableError], *, name: str, origin: str, given: Given, columns: Mapping[str, str]
) -> Iterator[Report | FailureLine]:
    """A report per row. `columns` maps the contract's names to the table's; `given` wins over a row's cells.

    Raises:
        TableError: no row has a text column, or the table is Khaldun's own output.
    """
    stream = iter(rows)
    head = list(itertools.islice(stream, _PEEK))
    _check_columns([row for row in head if not isinstance(row, TableError)], origin=origin, columns=columns)
    count = 0
    for number, row in enumerate(itertools.chain(head, stream), start=1):
        count += 1
        fallback = f"{name}-{number}"
        if isinstance(row, TableError):
            yield failure(row, name=fallback)
            continue
        try:
            yield _report(row, fallback, number, origin=origin, given=given, columns=columns)
        except ItemError as error:
            yield failure(error, name=fallback)
    if not count:
        raise TableError(f"{origin} is a table without rows.", advice="Check the export that made it.")


def _check_columns(rows: list[Row], *, origin: str, columns: Mapping[str, str]) -> None:
    found = list(dict.fromkeys(key for row in rows for key in row))
    wanted = columns.get("text", "text")
    if not rows or any(_key(row, wanted) for row in rows) and not _own_output(rows):
        return
    if _own_output(rows):
        raise TableError(
            f"{origin} is Khaldun's own output (claims), not a table of reports.", advice="Give the reports themselves."
        )
    listed = ", ".join(found) or "none"
    raise TableError(
        f"{origin} is a table without a column {wanted!r}; its columns are: {listed}.",
        advice="Say which holds the report's words: --map text=COLUMN.",
    )


def _own_output(rows: list[Row]) -> bool:
    return all(row.get("kind") in _OWN_KINDS for row in rows)


def _key(row: Row, wanted: str) -> str | None:
    """The row's own spelling of a column: exact, or the same but for case."""
    if wanted in row:
        return wanted
    return next((key for key in row if key.strip().lower() == wanted.lower()), None)


def _report(row: Row, fallback: str, number: int, *, origin: str, given: Given, columns: Mapping[str, str]) -> Report:
    cells = {column: _cell(row, columns.get(column, column), number, origin) for column in COLUMNS}
    text = cells["text"]
    if text is None or not text.strip():
        raise TableError(f"{origin}: row {number} has no text.", advice="Fill its text column, or leave the row out.")
    if "\x00" in text:
        raise TableError(f"{origin}: row {number} holds NUL characters.", advice="Export the table again.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    data = text.encode("utf-8", "replace")
    return Report(
        id=hashlib.sha256(data).hexdigest(),
        name=(cells["name"] or "").strip() or fallback,
        reader="row/1",
        data=data,
        origin=f"{origin}, row {number}",
        encoding="utf-8",
        given=Given(
            title=given.title or cells["title"],
            byline=given.byline,
            publisher=given.publisher or cells["publisher"],
            published=given.published or cells["published"],
            url=given.url or cells["url"],
        ),
    )


def _cell(row: Row, column: str, number: int, origin: str) -> str | None:
    key = _key(row, column)
    value = None if key is None else row[key]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int) or (column == "text" and isinstance(value, int)):
        raise TableError(
            f"{origin}: row {number}, column {column!r} is a {type(value).__name__}, not text.",
            advice="Write it as a string.",
        )
    return str(value) if str(value).strip() else None
