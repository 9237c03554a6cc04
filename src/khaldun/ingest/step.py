"""The step: one input's bytes → the reports in it, or the failure that says why there are none."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import BinaryIO

import msgspec

from khaldun.errors import ItemError, UnreadableError
from khaldun.ingest.archives import is_warc, read_warc
from khaldun.ingest.binary import PDF
from khaldun.ingest.csvrows import csv_rows
from khaldun.ingest.decode import decode
from khaldun.ingest.feeds import FEEDS, read_feed
from khaldun.ingest.jsonrows import json_rows, jsonl_rows
from khaldun.ingest.mail import is_mail, read_mail
from khaldun.ingest.names import distinct
from khaldun.ingest.office import ZIP, is_docx
from khaldun.ingest.sniff import HEAD, delimiter, kind_of, xml_root
from khaldun.ingest.tables import COLUMNS, failure, table_reports
from khaldun.ingest.telegram import is_telegram, read_telegram
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Given, Report

Items = Iterator[Report | FailureLine]
_READERS = {"html": "html/1", "markdown": "markdown/1", "text": "text/1"}
_DEEPEST = 3  # mails in mails
REPORT_LIMIT = 20_000_000


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """An input: `name` is the file's stem, `origin` its path: for messages, and its suffix tells Markdown from text.

    `given` wins over what a report or a table's row says; `columns` maps the contract's column names to the table's.
    `said` and `said_by` are what a container says, `charset` what a server said of the encoding.
    `limit` is the most bytes of one report in an archive.
    """

    name: str
    origin: str
    given: Given = Given()
    columns: Mapping[str, str] = {}
    said: Given = Given()
    said_by: str = ""
    charset: str | None = None
    limit: int = REPORT_LIMIT


def ingest(
    data: bytes | BinaryIO,
    *,
    name: str,
    origin: str,
    given: Given,
    columns: Mapping[str, str],
    url: str | None = None,
    charset: str | None = None,
) -> Items:
    """The reports in `data`, told by content, and a failure for what could not be taken in.

    A web archive may be a stream: it is read record by record. `url` is the address that `data` was fetched from, and
    `charset` the encoding that its server named.
    """
    source = Source(
        name=name,
        origin=origin,
        given=given,
        columns=columns,
        said=Given(url=url),
        said_by="address" if url else "",
        charset=charset,
    )
    yield from distinct(_taken(data, source))


def _taken(data: bytes | BinaryIO, source: Source, depth: int = 0) -> Items:
    try:
        if not isinstance(data, bytes):
            yield from _archive(data, source)
        else:
            yield from _reports(data, source, depth)
    except ItemError as error:
        yield failure(error, name=source.name)


def _reports(data: bytes, source: Source, depth: int) -> Items:
    if data.startswith(PDF) or PDF in data[:1024]:
        yield _report(data, "pdf/1", source)
    elif data.startswith(ZIP) and is_docx(data):
        yield _report(data, "docx/1", source)
    elif is_warc(data[:4096]):
        yield from _archive(io.BytesIO(data), source)
    else:
        yield from _from_text(data, source, depth)


def _from_text(data: bytes, source: Source, depth: int) -> Items:
    text, encoding = decode(data, origin=source.origin, charset=source.charset)
    known = {*COLUMNS, *source.columns.values()}
    kind = kind_of(text, suffix=PurePath(source.origin).suffix, known=known)
    if kind == "text" and is_mail(text[:HEAD]):
        yield from _mail(data, source, depth)
    elif kind == "xml":
        yield from _feed(data, text, source)
    elif kind in _READERS:
        yield _report(data, _READERS[kind], source, encoding=encoding)
    elif kind in {"json", "jsonl"} and is_telegram(text[:HEAD]):
        yield from _posts(text, source)
    else:
        yield from _table(text, kind, source, known)


def _table(text: str, kind: str, source: Source, known: set[str]) -> Items:
    if kind == "csv":
        rows = csv_rows(text, delimiter(text[:HEAD], known=known) or ",", origin=source.origin)
    else:
        read: Callable[..., Iterator[object]] = jsonl_rows if kind == "jsonl" else json_rows
        rows = read(text, origin=source.origin)  # type: ignore[assignment]
    return table_reports(rows, name=source.name, origin=source.origin, given=source.given, columns=source.columns)


def _mail(data: bytes, source: Source, depth: int) -> Items:
    if depth >= _DEEPEST:
        raise UnreadableError(
            f"{source.origin} holds mails in mails in mails.", advice="Save the innermost, and give it."
        )
    for number, part in enumerate(read_mail(data, origin=source.origin), start=1):
        if part.encoding is not None:
            reader = "html/1" if kind_of(part.data[:HEAD].decode("utf-8", "replace")) == "html" else "text/1"
            inner = msgspec.structs.replace(source, said=part.said, said_by="mail")
            yield _report(part.data, reader, inner, encoding=part.encoding)
            continue
        attached = PurePath(part.filename).stem or f"attachment-{number}"
        inner = msgspec.structs.replace(
            source, name=f"{source.name}-{attached}", origin=f"{source.origin}, attachment {part.filename}"
        )
        yield from _taken(part.data, inner, depth + 1)


def _feed(data: bytes, text: str, source: Source) -> Items:
    root = xml_root(text)
    if root.lower() not in FEEDS:
        raise UnreadableError(
            f"{source.origin} is an XML document (<{root}>), not a page and not a feed.",
            advice="Give the pages it lists, or a table of reports.",
        )
    for number, entry in enumerate(read_feed(data, origin=source.origin), start=1):
        inner = msgspec.structs.replace(
            source,
            name=f"{source.name}-{number}",
            origin=f"{source.origin}, entry {number}",
            said=entry.said,
            said_by="feed",
        )
        reader = "html/1" if "<" in entry.html else "text/1"
        yield _report(entry.html.encode("utf-8", "replace"), reader, inner, encoding="utf-8")


def _posts(text: str, source: Source) -> Items:
    for post in read_telegram(text, origin=source.origin):
        inner = msgspec.structs.replace(
            source,
            name=f"{source.name}-{post.number}",
            origin=f"{source.origin}, message {post.number}",
            said=post.said,
            said_by="telegram",
        )
        yield _report(post.text.encode("utf-8", "replace"), "text/1", inner, encoding="utf-8")


def _archive(stream: BinaryIO, source: Source) -> Items:
    for page in read_warc(stream, origin=source.origin, limit=source.limit):
        if isinstance(page, ItemError):
            yield failure(page, name=source.name)
            continue
        inner = msgspec.structs.replace(
            source,
            name=f"{source.name}-{page.number}",
            origin=f"{source.origin}, record {page.number} ({page.url})",
            said=Given(url=page.url or None),
            said_by="warc",
        )
        yield from _taken(page.data, inner)


def _report(data: bytes, reader: str, source: Source, *, encoding: str | None = None) -> Report:
    return Report(
        id=hashlib.sha256(data).hexdigest(),
        name=source.name,
        reader=reader,
        data=data,
        origin=source.origin,
        encoding=encoding,
        given=source.given,
        said=source.said,
        said_by=source.said_by,
    )
