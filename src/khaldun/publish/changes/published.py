"""A published table as its files tell it: rows with their claims and reasons, and what has no row of its own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec

from khaldun.errors import DataError, UsageError
from khaldun.publish.changes.main_file import Columns, columns_of, format_of, rows_of
from khaldun.records.lines import SoftwareLine


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of where cells come from: what was exported, and by which profile."""

    file: str
    format: str
    table: str
    codebook: str
    version: str
    day: str
    profile: str
    opened: tuple[str, ...]


class From(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that a row tells of."""

    id: str
    method: str = ""
    standing: str = ""
    decisions: tuple[int, ...] = ()


class _Word(msgspec.Struct, frozen=True):
    start: int
    end: int


class _Reason(msgspec.Struct, frozen=True):
    words: tuple[_Word, ...] = ()
    rules: tuple[str, ...] = ()


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    row: str = ""
    report: str = ""
    name: str = ""
    software: SoftwareLine | None = None
    claims: tuple[From, ...] = ()
    cells: dict[str, _Reason] = {}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row: its id, its cells as text (missing: ""), the rules and the places of the words of each, its claims, its
    report, and what read that."""

    id: str
    cells: dict[str, str]
    claims: tuple[From, ...] = ()
    rules: dict[str, tuple[str, ...]] = {}
    spans: frozenset[tuple[int, int]] = frozenset()
    report: str = ""
    software: SoftwareLine | None = None


class Without(msgspec.Struct, frozen=True, kw_only=True):
    """A claim without a row of its own, as the exclusion report tells it."""

    claim: str
    rule: str
    why: str
    into: str


class Published:
    """A table in a file. `head` is null where nothing lies beside the file: its rows are then known by a column that
    holds their ids, and nothing is known of why they are as they are.

    Raises:
        UsageError: there is no such file, or it is no exported table.
        DataError: what lies beside it is damaged.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UsageError(f"{path} does not exist.", advice="Name an exported file, or a release.")
        self.path = path
        self.head = self._head()
        self.format = self.head.format if self.head is not None else format_of(path)
        self.columns: Columns = columns_of(path, self.format)
        if self.head is None and not self.columns.id:
            raise UsageError(
                f"{path} has no column with the ids of its rows, and nothing lies beside it.",
                advice="Give a file that khaldun export or khaldun release has written, with what lies beside it.",
            )
        self.table = self.head.table if self.head is not None else self.columns.table

    def rows(self) -> Iterator[Row]:
        """The rows, in their order.

        Raises:
            DataError: the file and what lies beside it do not fit together.
        """
        cells = rows_of(self.path, self.format, self.columns)
        if self.head is None:
            yield from (Row(id=found[self.columns.id], cells=found) for found in cells)
            return
        for told, found in zip_longest(self._told(), cells):
            if told is None or found is None:
                raise DataError(
                    f"{self.path} and its .provenance.jsonl do not tell of the same rows.",
                    advice="One of both was changed, or not written whole: export anew.",
                )
            line, software = told
            yield Row(
                id=line.row,
                cells=found,
                claims=line.claims,
                rules={column: reason.rules for column, reason in line.cells.items() if reason.rules},
                spans=frozenset((one.start, one.end) for reason in line.cells.values() for one in reason.words),
                report=line.report,
                software=software,
            )

    def without(self) -> Iterator[Without]:
        """The claims without a row of their own; none where nothing lies beside the file."""
        path = self._beside("left_out.csv")
        if not path.is_file():
            return
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                try:
                    yield Without(claim=row["claim"], rule=row["rule"], why=row["why"], into=row["into"])
                except KeyError as error:
                    raise DataError(f"{path} has no column {error}.", advice="Export anew.") from error

    def _beside(self, what: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{what}")

    def _head(self) -> Head | None:
        path = self._beside("provenance.jsonl")
        if not path.is_file():
            return None
        with path.open("rb") as file:
            head: Head = _decoded(file.readline(), Head, f"{path}, line 1")
            return head

    def _told(self) -> Iterator[tuple[_Line, SoftwareLine | None]]:
        path = self._beside("provenance.jsonl")
        software: SoftwareLine | None = None
        with ExitStack() as closing:
            file = closing.enter_context(path.open("rb"))
            file.readline()
            for number, data in enumerate(file, 2):
                line = _decoded(data, _Line, f"{path}, line {number}")
                if line.kind == "report":
                    software = line.software
                elif line.kind == "row":
                    yield line, software


def _decoded(data: bytes, kind: type[Any], where: str) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        advice = "The file was changed, or not written whole: export anew."
        raise DataError(f"{where}: {error}.", advice=advice) from error
