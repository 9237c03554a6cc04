"""The step: one input's bytes → the reports in it, or the failure that says why there are none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from khaldun.errors import ItemError, UnreadableError
from khaldun.ingest.csvrows import csv_rows
from khaldun.ingest.decode import decode
from khaldun.ingest.jsonrows import json_rows, jsonl_rows
from khaldun.ingest.names import distinct
from khaldun.ingest.sniff import delimiter, kind_of, xml_root
from khaldun.ingest.tables import COLUMNS, failure, table_reports
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Given, Report

_READERS = {"html": "html/1", "markdown": "markdown/1", "text": "text/1"}


def ingest(
    data: bytes, *, name: str, origin: str, given: Given, columns: Mapping[str, str]
) -> Iterator[Report | FailureLine]:
    """The reports in `data`, told by content, and a failure for what could not be taken in.

    `name` is the file's stem, `origin` its path (for messages, and its suffix to tell Markdown from plain text);
    `given` wins over what a table's row states; `columns` maps the contract's column names to the table's own.
    """
    try:
        yield from distinct(_reports(data, name=name, origin=origin, given=given, columns=columns))
    except ItemError as error:
        yield failure(error, name=name)


def _reports(
    data: bytes, *, name: str, origin: str, given: Given, columns: Mapping[str, str]
) -> Iterator[Report | FailureLine]:
    text, encoding = decode(data, origin=origin)
    known = {*COLUMNS, *columns.values()}
    kind = kind_of(text, suffix=PurePath(origin).suffix, known=known)
    if kind == "xml":
        raise UnreadableError(
            f"{origin} is an XML document (<{xml_root(text)}>), not a page.",
            advice="Give the pages it lists, or a table of reports.",
        )
    if kind in _READERS:
        yield Report(
            id=hashlib.sha256(data).hexdigest(),
            name=name,
            reader=_READERS[kind],
            data=data,
            origin=origin,
            encoding=encoding,
            given=given,
        )
        return
    if kind == "csv":
        rows = csv_rows(text, delimiter(text[:200_000], known=known) or ",", origin=origin)
    else:
        rows = (jsonl_rows if kind == "jsonl" else json_rows)(text, origin=origin)
    yield from table_reports(rows, name=name, origin=origin, given=given, columns=columns)
