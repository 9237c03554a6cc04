"""A user's file of ACLED's or UCDP GED's columns: bytes → its rows, each once, and what is to be said of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from khaldun.coded.sheet import Fault, read_sheet
from khaldun.coded.table import ACLED, GED, SIGNS, CodedRow, Table, columns_known, plain, table_of
from khaldun.coded.workbook import is_workbook, read_workbook
from khaldun.compare.result import Source
from khaldun.errors import TableError

_SHOWN = 5
_OWN = "Khaldun"
# Beside the signs of a table, what comparing asks of it.
WANTED: dict[str, frozenset[str]] = {
    ACLED: SIGNS[ACLED] | {"event_type", "actor1", "latitude", "longitude", "fatalities"},
    GED: SIGNS[GED] | {"side_b", "type_of_violence", "latitude", "longitude", "best"},
}
_ALSO = {"best": {"best_est"}, "type_of_violence": {"type_of_vi"}}


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file's rows, whose table it is (ACLED or UCDP GED), what is told of it, and its first faults."""

    table: str
    rows: tuple[CodedRow, ...]
    source: Source
    faults: tuple[Fault, ...]


def read_file(data: bytes, name: str, *, day_first: bool | None = None) -> File:
    """The rows of a CSV file or a workbook. A row that stands twice, as far as it is compared, counts once.

    Raises:
        TableError: it is empty, damaged, lacks columns of both tables (they are named), or has days of two orders.
        TooLargeError: a workbook unpacks to too much.
    """
    sheet = read_workbook(data, known=columns_known) if is_workbook(data) else read_sheet(data, known=columns_known)
    kind = _kind(sheet.header)
    table = table_of(sheet, day_first=day_first)
    rows, repeated = _once(table.rows)
    return File(table=kind, rows=rows, source=_source(name, table, rows, repeated), faults=table.faults[:_SHOWN])


def _kind(header: Iterable[str]) -> str:
    """Whose table it is.

    Raises:
        TableError: nobody's that is known.
    """
    names = {plain(cell) for cell in header}
    lacking = {
        kind: sorted(column for column in wanted if not names & {column, *_ALSO.get(column, ())})
        for kind, wanted in WANTED.items()
    }
    found = next((kind for kind, missing in lacking.items() if not missing), None)
    if found is not None:
        return found
    if {"claim_id", "report_id"} <= names:
        raise TableError(
            "It is a table of claims.", advice="Export it as acled or ucdp, or give the claims (JSON Lines) themselves."
        )
    kind = min(lacking, key=lambda one: len(lacking[one]) / len(WANTED[one]))
    raise TableError(
        f"It is neither ACLED's table nor GED's: for {kind} it lacks the columns {', '.join(lacking[kind])}.",
        advice="Give the file as it was downloaded, with its header.",
    )


def _once(rows: Iterable[CodedRow]) -> tuple[tuple[CodedRow, ...], int]:
    """The rows without those that say the same under the same id again, and how many these were."""
    kept: dict[tuple[object, ...], CodedRow] = {}
    nameless: list[CodedRow] = []
    count = 0
    for row in rows:
        count += 1
        if not row.name:
            nameless.append(row)
            continue
        said = msgspec.structs.astuple(row)[2:]  # without its number and line
        kept.setdefault(said, row)
    found = sorted((*kept.values(), *nameless), key=lambda row: row.number)
    return tuple(found), count - len(found)


def _source(name: str, table: Table, rows: tuple[CodedRow, ...], repeated: int) -> Source:
    ids = Counter(row.name for row in rows if row.name)
    return Source(
        name=name,
        rows=len(rows),
        unread=table.failed,
        repeated=repeated,
        shared_ids=sum(count > 1 for count in ids.values()),
        unplaced=sum(row.latitude is None for row in rows),
    )
