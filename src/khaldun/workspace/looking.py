"""Whether words stand in raw bytes: as they are, in what the bytes hold packed or coded, and in what is read of them.

A page writes a name in entities or in parts, a table in escapes, a mail in base64, a document in a packed stream. Each
is looked at as text and as any input is taken in; pictures of words are not seen.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import unquote

import msgspec

from khaldun.errors import UnreadableError
from khaldun.ingest import ingest
from khaldun.ingest.decode import decode
from khaldun.records.lines import FailureLine, ReportLine
from khaldun.records.reports import Given, Report
from khaldun.run.archives import Readable, is_archive, open_archive
from khaldun.run.inputs import Input
from khaldun.run.local import lines_of, taken_in
from khaldun.seal.stream import SealedFile
from khaldun.text.occurrences import Wording

ReadText = Callable[[Report], str]  # the text of a document (PDF, DOCX)
_PIECE, _OVERLAP = 1 << 22, 1 << 12
_MOST = 1 << 28  # bytes that one packed stream may unpack to
_TAG = re.compile(r"<[^<>]{0,2000}>")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.S)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_DOCUMENTS = ("pdf/", "docx/")
_OLD = ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "gb18030", "euc_kr")


class Looked(msgspec.Struct, frozen=True):
    """Whether the words stand in bytes; `unread` where a document would not be read (a password, pictures)."""

    holds: bool
    unread: bool = False


def look(path: Path | SealedFile, wording: Wording, read_text: ReadText | None, charset: str | None = None) -> Looked:
    """Looks for words in a file; `read_text` is null where the text of its documents is known from elsewhere, `charset`
    the encoding that a server named.

    Raises:
        OSError: the file cannot be read.
    """
    if is_archive(path):
        held = any(wording.stand_in(one) for one in _of_stream(path))
        return Looked(held or _in_reports(_archived(path), wording, read_text).holds)
    data = path.read_bytes()
    if any(wording.stand_in(one) for one in texts_of(data, charset)):
        return Looked(True)
    return _in_reports([Input(origin=path.name, name="report", data=data, charset=charset)], wording, read_text)


def texts_of(data: bytes, charset: str | None = None) -> Iterator[str]:
    """What bytes may say: decoded, and what is written in it in code or packed in it."""
    for part in (data, *_packed(data)):
        for text in _decoded(part, charset):
            yield text
            yield from _written_out(text)


def _decoded(data: bytes, charset: str | None) -> Iterator[str]:
    """Bytes as text; where they say not in which of the old encodings, in each."""
    encodings: tuple[str, ...] = ()
    try:
        text, encoding = decode(data, origin="", charset=charset)
    except UnreadableError:
        encodings = ("utf-8", "latin-1", "utf-16-be", "utf-16-le", *_OLD)
    else:
        yield text
        encodings = () if encoding.startswith("utf") else _OLD
    for encoding in encodings:
        yield data.decode(encoding, "ignore")


def _written_out(text: str) -> Iterator[str]:
    """A text with its entities, tags, escapes and codes written out."""
    if "&" in text or "<" in text:
        for between in (" ", ""):
            plain = html.unescape(_TAG.sub(between, html.unescape(html.unescape(text))))
            yield _TAG.sub(between, plain)
    if "\\" in text:
        plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\\n", "\n").replace("\\/", "/")
        yield _PAIR.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16"), plain)
    if "%" in text:
        yield unquote(text)


def _packed(data: bytes) -> Iterator[bytes]:
    """What is packed in bytes: a zip's parts, a gzip's stream, a PDF's streams."""
    if data.startswith(b"PK\x03\x04"):
        yield from _zipped(data)
    elif data.startswith(b"\x1f\x8b"):
        yield from _unpacked(data, 31)
    elif b"%PDF" in data[:1024]:
        for found in _STREAM.finditer(data):
            yield from _unpacked(found[1], 15)


def _zipped(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.infolist():
                if part.file_size <= _MOST:
                    yield package.read(part)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
        return


def _unpacked(data: bytes, wbits: int) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj(wbits=wbits).decompress(data, _MOST)
    except zlib.error:
        return


def _of_stream(path: Readable) -> Iterator[str]:
    """A web archive, piece by piece; each piece begins with the end of the one before."""
    try:
        for _, stream in open_archive(path):
            packed = stream.read(2) == b"\x1f\x8b"
            stream.seek(0)
            yield from _pieces(gzip.GzipFile(fileobj=stream) if packed else stream)
    except (UnreadableError, OSError, EOFError, zlib.error):
        return  # it is damaged: what was read of it was looked at


def _pieces(source: IO[bytes] | gzip.GzipFile) -> Iterator[str]:
    end = b""
    while piece := source.read(_PIECE):
        text = (end + piece).decode("utf-8", "ignore")
        yield text
        yield from _written_out(text)
        end = piece[-_OVERLAP:]


def _archived(path: Readable) -> Iterator[Input | FailureLine]:
    try:
        for origin, stream in open_archive(path):
            yield Input(origin=origin, name="report", data=stream)
    except UnreadableError:
        return


def _in_reports(inputs: Iterable[Input | FailureLine], wording: Wording, read_text: ReadText | None) -> Looked:
    """Looks in the reports that inputs are taken in as."""

    def take(item: Input) -> Iterator[Report | FailureLine]:
        return ingest(item.data, name=item.name, origin=item.origin, given=Given(), columns={}, charset=item.charset)

    unread = False
    for report in taken_in(inputs, take):
        if isinstance(report, FailureLine):
            continue
        said = [value for value in msgspec.structs.astuple(report.said) if value]
        is_document = report.reader.startswith(_DOCUMENTS)
        if is_document and read_text is not None:
            text = _read(report, read_text)
            unread = unread or text is None
            said.append(text or "")
        if any(wording.stand_in(one) for one in said):
            return Looked(True)
        if not is_document and any(wording.stand_in(one) for one in texts_of(report.data)):
            return Looked(True)
    return Looked(False, unread)


def _read(report: Report, read_text: ReadText) -> str | None:
    """The text of a document, null where it would not be read."""
    (line,) = lines_of(report, lambda one: [ReportLine(id=one.id, name=one.name, text=read_text(one))])
    return line.text if isinstance(line, ReportLine) else None
