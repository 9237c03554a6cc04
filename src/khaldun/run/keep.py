"""The archive of raw bytes: each under its SHA-256, with a line for every visit: whence, when, with what headers."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable
from email.message import Message
from pathlib import Path

import msgspec

from khaldun.errors import DataError, FetchError, ItemError, UnreadableError
from khaldun.run.journal import Journal, read_journal

INDEX = "visits.jsonl"


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the index: what was found at an address or a path, or why nothing was.

    `address` is what was asked for, `final` where it led. `time` is UTC, `size` in bytes. Either `sha256` is set or
    `error`.
    """

    address: str
    time: dt.datetime
    sha256: str | None = None
    size: int | None = None
    final: str | None = None
    headers: dict[str, str] = {}
    error: str | None = None
    advice: str = ""

    @property
    def charset(self) -> str | None:
        """The encoding that the server named, null where it named none."""
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        return message.get_content_charset()


class Archive:
    """A folder of raw bytes. Bytes are written once and never changed; the index only grows.

    Raises:
        DataError: the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataError(
                f"The archive {folder} cannot be made ({error.strerror}).", advice="Give --archive another folder."
            ) from error
        self._last: dict[str, Visit] = {}
        self._held: dict[str, Visit] = {}
        for visit in read_journal(folder / INDEX, Visit):
            self._remember(visit)

    def last(self, address: str) -> Visit | None:
        """The last visit of an address, whatever it found."""
        return self._last.get(address)

    def held(self, address: str) -> Visit | None:
        """The last visit of an address that found bytes which are still there."""
        visit = self._held.get(address)
        return visit if visit is not None and self.path(visit.sha256 or "").is_file() else None

    def read(self, address: str) -> tuple[Visit, bytes]:
        """What the last visit of an address found.

        Raises:
            FetchError: it found nothing; the error says why.
            UnreadableError: the bytes are gone, or are not those that were kept.
        """
        visit = self._last.get(address)
        if visit is None or visit.sha256 is None:
            error, advice = (visit.error, visit.advice) if visit else (None, "")
            raise FetchError(error or f"{address} was not fetched.", advice=advice)
        path = self.path(visit.sha256)
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != visit.sha256:
            raise UnreadableError(
                f"{path} is not what was kept of {address}: its SHA-256 is another.", advice="Fetch it anew."
            )
        return visit, data

    def keep(self, data: bytes, visit: Visit) -> None:
        """Keeps bytes, and notes the visit that found them."""
        digest = hashlib.sha256(data).hexdigest()
        self._put(digest, lambda part: part.write_bytes(data))
        self.note(msgspec.structs.replace(visit, sha256=digest, size=len(data)))

    def keep_file(self, path: Path, time: dt.datetime) -> None:
        """Keeps a file's bytes, whatever its size; noted once while it does not change. One that cannot be read is
        passed over: that is told when it is coded."""
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            held = self.held(str(path))
            if held is not None and held.sha256 == digest:
                return
            self._put(digest, lambda part: shutil.copyfile(path, part))
        except OSError:
            return
        self.note(Visit(address=str(path), time=time, sha256=digest, size=path.stat().st_size))

    def note(self, visit: Visit) -> None:
        """Notes a visit: one that found nothing, or what was kept before."""
        with Journal(self._folder / INDEX) as index:
            index.write(visit)
        self._remember(visit)

    def fail(self, address: str, error: ItemError, time: dt.datetime) -> None:
        """Notes a visit that found nothing, and why."""
        self.note(Visit(address=address, time=time, error=error.message, advice=error.advice))

    def path(self, sha256: str) -> Path:
        """Where bytes lie."""
        return self._folder / sha256[:2] / sha256

    def _put(self, digest: str, write: Callable[[Path], object]) -> None:
        path = self.path(digest)
        if path.is_file():
            return
        path.parent.mkdir(exist_ok=True)
        part = path.with_name(f".{digest}.{os.getpid()}.part")
        try:
            write(part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def _remember(self, visit: Visit) -> None:
        self._last[visit.address] = visit
        if visit.sha256 is not None:
            self._held[visit.address] = visit
