"""Web archives on disk, opened as streams: WARC files, and the ones inside a WACZ."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Literal, Protocol, cast

from khaldun.errors import UnreadableError
from khaldun.ingest import is_warc

_HEAD = 4096
_ZIP = b"PK\x03\x04"
_WARCS = (".warc", ".warc.gz")


class Readable(Protocol):
    """A file: a path, or what is read as one."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO: ...


def is_archive(path: Readable) -> bool:
    """Whether a file is a web archive, by its first bytes; False for what cannot be read (that is told elsewhere)."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return is_warc(head) or (head.startswith(_ZIP) and bool(_warcs(path)))


def open_archive(path: Readable) -> Iterator[tuple[str, BinaryIO]]:
    """Each WARC of the file with its name for messages; a stream is closed when the next is asked for.

    Raises:
        UnreadableError: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                file.seek(0)
                yield str(path), file
                return
            with zipfile.ZipFile(file) as package:
                for name in _warcs(path):
                    with package.open(name) as stream:
                        yield f"{path}, {name}", cast(BinaryIO, stream)
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableError(f"{path} cannot be opened ({error}).", advice="Copy the archive again.") from error


def _warcs(path: Readable) -> list[str]:
    """The WARCs in a WACZ, in its order."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as package:
            return [name for name in package.namelist() if name.startswith("archive/") and name.endswith(_WARCS)]
    except (OSError, zipfile.BadZipFile):
        return []
