"""A file of places as bytes on disk: plain, gzipped or in a zip archive; looked through once, then read in a stream."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from khaldun.errors import GazetteerError

MOST_BYTES = 4 * 1024**3
"""The most bytes that a file may have once it is unpacked."""
MOST_IN_MEMORY = 512 * 1024**2
"""The most bytes of a file that can only be read as a whole."""
_LONGEST_LINE = 10_000_000
_PIECE = 1 << 20
_READABLE = frozenset({".txt", ".csv", ".tsv", ".geojson", ".json"})
_BESIDE = frozenset({"readme", "iso-languagecodes", "license", "licence"})
_AGAIN = "The download stopped half-way, or the file is damaged: download it again."


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that can be read: `member` is the one inside a zip archive; `lines` counts line ends, `whole` says whether
    the last line has one; `first` is the first line that is not blank; `sha256` is of the bytes on disk."""

    path: Path
    packing: str
    member: str | None
    sha256: str
    lines: int
    whole: bool
    first: str

    def __str__(self) -> str:
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def stem(self) -> str:
        """The file's name without its endings ("sy.csv.gz": "sy")."""
        return self.path.name.split(".", 1)[0]


def open_source(path: Path) -> SourceFile:
    """Look a file through: what it is packed in, that it is whole, and how many lines it has.

    Raises:
        GazetteerError: missing, empty, cut off, too large, not text, or an archive of none or several tables.
    """
    sha256, packing = _hash(path)
    member = _member(path) if packing == "zip" else None
    file = SourceFile(path=path, packing=packing, member=member, sha256=sha256, lines=0, whole=False, first="")
    lines, last = _look_through(file)
    if last is None:
        raise GazetteerError(f"{file}: the file is empty.")
    file = msgspec.structs.replace(file, lines=lines, whole=last == 0x0A)
    first = next((line for line in read_lines(file) if line.strip()), None)
    if first is None:
        raise GazetteerError(f"{file}: the file is empty.")
    return msgspec.structs.replace(file, first=first)


def read_lines(file: SourceFile) -> Iterator[str]:
    """The lines with their ends, decoded one at a time.

    Raises:
        GazetteerError: (on iteration) a line is not UTF-8 or too long; names the line and the byte.
    """
    with _stream(file) as stream:
        number = 0
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise _not_utf8(file, number, line, error.start) from error
            if len(line) == _LONGEST_LINE:
                raise GazetteerError(
                    f"{file}, line {number}: over {_LONGEST_LINE:,} bytes.", advice="This is no table."
                )


def read_whole(file: SourceFile) -> bytes:
    """All bytes, without a byte order mark.

    Raises:
        GazetteerError: more than fit in memory.
    """
    with _stream(file) as stream:
        data = stream.read(MOST_IN_MEMORY + 1)
    if len(data) > MOST_IN_MEMORY:
        raise GazetteerError(f"{file}: over {MOST_IN_MEMORY >> 20} MB.", advice="Split it, or convert it to CSV.")
    return data.removeprefix(b"\xef\xbb\xbf")


def cut_off(file: SourceFile, line: int) -> str:
    """What to do about a broken line: if it is the last one and has no end, the download stopped there."""
    return _AGAIN if not file.whole and line > file.lines else ""


def _hash(path: Path) -> tuple[str, str]:
    """The SHA-256 of the file, and what its bytes are packed in."""
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read ({error.strerror}).") from error
    if start[:2] == b"\x1f\x8b" or path.suffix == ".gz":
        return sha256, "gzip"
    return sha256, "zip" if start[:4] == b"PK\x03\x04" or path.suffix == ".zip" else ""


def _member(path: Path) -> str:
    """The one table in the archive: that of the archive's name, else the only one there is."""
    with _damage(str(path)), zipfile.ZipFile(path) as archive:
        names = [one.filename for one in archive.infolist() if not one.is_dir()]
    if "[Content_Types].xml" in names:
        raise GazetteerError(f"{path}: this is a spreadsheet or document.", advice="Save the sheet of places as CSV.")
    tables = [name for name in names if _is_table(PurePosixPath(name))]
    named = [name for name in tables if PurePosixPath(name).stem.casefold() == path.stem.casefold()]
    if len(named or tables) != 1:
        advice = "Unpack it and add the table of places." if tables else "It needs a .txt, .csv, .tsv or .geojson file."
        raise GazetteerError(f"{path}: {len(tables)} tables in the archive ({', '.join(names[:5])}).", advice=advice)
    return (named or tables)[0]


def _is_table(name: PurePosixPath) -> bool:
    hidden = name.name.startswith(".") or "__MACOSX" in name.parts
    return name.suffix.casefold() in _READABLE and name.stem.casefold() not in _BESIDE and not hidden


def _look_through(file: SourceFile) -> tuple[int, int | None]:
    """How many line ends the file has, and its last byte, null if there is none. Reads all, so that damage shows."""
    total = lines = 0
    last: int | None = None
    with _stream(file) as stream:
        while piece := stream.read(_PIECE):
            total += len(piece)
            if total > MOST_BYTES:
                raise GazetteerError(f"{file}: over {MOST_BYTES >> 30} GB unpacked.", advice="Add smaller files.")
            lines += piece.count(b"\n")
            last = piece[-1]
    return lines, last


@contextlib.contextmanager
def _stream(file: SourceFile) -> Iterator[IO[bytes]]:
    with contextlib.ExitStack() as stack:
        stack.enter_context(_damage(str(file)))
        if file.packing == "zip":
            archive = stack.enter_context(zipfile.ZipFile(file.path))
            inner = stack.enter_context(archive.open(file.member or ""))
            yield io.BufferedReader(inner, _PIECE)  # type: ignore[type-var]
        elif file.packing == "gzip":
            yield io.BufferedReader(stack.enter_context(gzip.GzipFile(file.path, "rb")), _PIECE)
        else:
            yield stack.enter_context(file.path.open("rb", buffering=_PIECE))


@contextlib.contextmanager
def _damage(name: str) -> Iterator[None]:
    """Errors of unpacking become one of ours."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise GazetteerError(f"{name}: the compressed file is cut off or damaged ({error}).", advice=_AGAIN) from error
    except (NotImplementedError, RuntimeError) as error:
        raise GazetteerError(f"{name}: cannot be unpacked ({error}).", advice="Unpack it and add the table.") from error
    except OSError as error:
        raise GazetteerError(f"{name}: cannot be read ({error.strerror or error}).") from error


def _not_utf8(file: SourceFile, number: int, line: bytes, at: int) -> GazetteerError:
    return GazetteerError(
        f"{file}, line {number}: not UTF-8 (byte 0x{line[at]:02x}) at byte {at + 1} of the line.",
        advice=cut_off(file, number) or "Save the table as UTF-8.",
    )
