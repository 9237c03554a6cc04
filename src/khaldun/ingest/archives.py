"""Web archives (WARC), read record by record: memory does not grow with the archive."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from khaldun.errors import ItemError, TooLargeError, UnreadableError

_GZIP = b"\x1f\x8b"
_READ = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/xml", "text/xml",
         "application/rss+xml", "application/atom+xml",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document")  # fmt: skip


class Page(NamedTuple):
    """A response kept in an archive: its place in it (from 1), its address, its bytes."""

    number: int
    url: str
    data: bytes


def is_warc(head: bytes) -> bool:
    """Whether a file that begins so is a web archive, compressed or not."""
    if head.startswith(b"WARC/"):
        return True
    if not head.startswith(_GZIP):
        return False
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 64).startswith(b"WARC/")
    except zlib.error:
        return False


def read_warc(stream: BinaryIO, *, origin: str, limit: int) -> Iterator[Page | ItemError]:
    """The pages and documents of an archive, in its order: answers that were found (status 200), each once.

    What is over `limit` bytes or damaged is an error in its place; a cut archive is one at its end.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    records = ArchiveIterator(stream, record_types=WarcRecordType.response | WarcRecordType.resource, parse_http=True)
    number, last = 0, 0
    while True:
        try:
            record = next(records, None)
        except (OSError, ValueError, RuntimeError) as error:
            yield _cut(origin, number, error)
            return
        if record is None:
            break
        number, last = number + 1, record.stream_pos
        found = _page(record, number, origin, limit)
        if found is not None:
            yield found
    if number and _ends_early(stream, last):
        yield _cut(origin, number, EOFError())
    if not number:
        yield UnreadableError(
            f"{origin} is a web archive without a record that could be read.",
            advice="Copy the file again: it may be cut short.",
        )


def _ends_early(stream: BinaryIO, last: int) -> bool:
    """Whether what follows the last record that was read breaks off; their reader passes over that in silence."""
    if not stream.seekable():
        return False
    stream.seek(last)
    head = stream.read(2)
    if head != _GZIP:
        return not _is_last(stream, last)
    unpacked, rest = zlib.decompressobj(wbits=31), head
    while rest or (rest := stream.read(1 << 16)):
        try:
            unpacked.decompress(rest, 1 << 20)
        except zlib.error:
            return True
        rest = unpacked.unused_data or unpacked.unconsumed_tail
        if unpacked.eof and (rest := rest or stream.read(1 << 16)):
            unpacked = zlib.decompressobj(wbits=31)
    return not unpacked.eof


def _is_last(stream: BinaryIO, start: int) -> bool:
    """Whether an uncompressed record ends where its archive ends."""
    stream.seek(start)
    header, _, _ = stream.read(1 << 16).partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length:\s*(\d+)", header)
    end = start + len(header) + 4 + (int(length[1]) if length else 0) + 4
    return abs(stream.seek(0, io.SEEK_END) - end) <= 4


def _page(record: Any, number: int, origin: str, limit: int) -> Page | ItemError | None:
    url = record.headers.get("WARC-Target-URI") or ""
    http = record.http_headers
    kind = (record.http_content_type or record.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if (http is not None and http.status_code != 200) or kind not in _READ:
        return None
    try:
        data = record.reader.read(limit + 1)
    except (OSError, ValueError, RuntimeError) as error:
        return _cut(origin, number, error)
    if len(data) > limit:
        return TooLargeError(
            f"{origin}, record {number} ({url}) has over {limit / 1e6:.0f} MB.",
            advice="It was left out; give it alone.",
        )
    return Page(number, url, data) if data.strip() else None


def _cut(origin: str, number: int, error: Exception) -> UnreadableError:
    return UnreadableError(
        f"{origin} is damaged or cut short behind record {number} ({type(error).__name__}).",
        advice="The records before it were read; copy the file again for the rest.",
    )
