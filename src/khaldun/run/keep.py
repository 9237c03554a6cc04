"""The archive of raw bytes: each under its SHA-256, with a line for every visit: whence, when, with what headers."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator
from email.message import Message
from pathlib import Path

import msgspec

from khaldun.errors import DamagedError, DataError, FetchError, ItemError, UnreadableError
from khaldun.run.journal import Journal, read_journal
from khaldun.run.output import write_file
from khaldun.seal.keys import Keys
from khaldun.seal.stream import SealedFile, chunks_of, seal

INDEX = "visits.jsonl"
RELEASE = "release:"  # how the addresses of what releases have frozen begin


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the index: what was found at an address or a path, or why nothing was.

    `address` is what was asked for, `final` where it led. `time` is UTC, `size` in bytes. Either `sha256` is set or
    `error`, with the HTTP `status` of the answer where that is why, and `refused` as the error has it (`FetchError`).
    """

    address: str
    time: dt.datetime
    sha256: str | None = None
    size: int | None = None
    final: str | None = None
    headers: dict[str, str] = {}
    error: str | None = None
    advice: str = ""
    status: int | None = None
    refused: bool = False

    @property
    def charset(self) -> str | None:
        """The encoding that the server named, null where it named none."""
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        return message.get_content_charset()


class Archive:
    """A folder of raw bytes. Bytes are written once and never changed; the index only grows.

    With `keys` everything in it is encrypted: bytes, the names under which they lie, and the index.

    Raises:
        DataError: the folder cannot be made.
    """

    def __init__(self, folder: Path, keys: Keys | None = None) -> None:
        self.folder, self.keys = folder, keys
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataError(
                f"The archive {folder} cannot be made ({error.strerror}).", advice="Give --archive another folder."
            ) from error
        self._last: dict[str, Visit] = {}
        self._held: dict[str, Visit] = {}
        for visit in self.visits():
            self._remember(visit)

    def visits(self) -> Iterator[Visit]:
        """Every visit that the index tells of, in their order."""
        unseal = self.keys.open_line if self.keys is not None else None
        yield from read_journal(self.folder / INDEX, Visit, unseal=unseal)

    def frozen(self) -> frozenset[str]:
        """SHA-256 of everything that releases have frozen here."""
        return frozenset(one.sha256 for one in self.visits() if one.sha256 and one.address.startswith(RELEASE))

    def damaged(self) -> int:
        """How many lines of an encrypted index were written whole, and are no longer what was written."""
        keys, index = self.keys, self.folder / INDEX
        if keys is None or not index.is_file():
            return 0
        lines = index.read_bytes().splitlines()
        return sum(1 for line in lines if keys.is_whole(line) and keys.open_line(line) is None)

    def last(self, address: str) -> Visit | None:
        """The last visit of an address, whatever it found."""
        return self._last.get(address)

    def held(self, address: str) -> Visit | None:
        """The last visit of an address that found bytes which are still there."""
        visit = self._held.get(address)
        return visit if visit is not None and visit.sha256 and self.path(visit.sha256).is_file() else None

    def read(self, address: str) -> tuple[Visit, bytes]:
        """What the last visit of an address found.

        Raises:
            FetchError: it found nothing; the error says why.
            UnreadableError: the bytes are gone, or are not those that were kept.
        """
        visit = self._last.get(address)
        if visit is None or visit.sha256 is None:
            if visit is None or visit.error is None:
                raise FetchError(f"{address} was not fetched.")
            raise FetchError(visit.error, advice=visit.advice, status=visit.status, refused=visit.refused)
        file = self.file(visit.sha256)
        try:
            data = file.read_bytes() if file.is_file() else b""
        except DamagedError as error:
            raise UnreadableError(error.message, advice=error.advice) from error
        if hashlib.sha256(data).hexdigest() != visit.sha256:
            raise UnreadableError(
                f"{file} is not what was kept of {address}: its SHA-256 is another.", advice="Fetch it anew."
            )
        return visit, data

    def keep(self, data: bytes, visit: Visit) -> None:
        """Keeps bytes, and notes the visit that found them."""
        digest = hashlib.sha256(data).hexdigest()
        self.put(digest, [data])
        self.note(msgspec.structs.replace(visit, sha256=digest, size=len(data)))

    def keep_file(self, path: Path, time: dt.datetime) -> None:
        """Keeps a file's bytes, whatever its size; noted once while it does not change. One that cannot be read is
        passed over, and so is one whose name is no text: that is told when it is coded."""
        try:
            str(path).encode()
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            held = self.held(str(path))
            if held is not None and held.sha256 == digest:
                return
            with path.open("rb") as file:
                self.put(digest, chunks_of(file))
        except (OSError, UnicodeEncodeError):
            return
        self.note(Visit(address=str(path), time=time, sha256=digest, size=path.stat().st_size))

    def note(self, visit: Visit) -> None:
        """Notes a visit: one that found nothing, or what was kept before."""
        with Journal(self.folder / INDEX, seal=self.keys.seal_line if self.keys is not None else None) as index:
            index.write(visit)
        self._remember(visit)

    def fail(self, address: str, error: ItemError, time: dt.datetime) -> None:
        """Notes a visit that found nothing, and why."""
        status, refused = (error.status, error.refused) if isinstance(error, FetchError) else (None, False)
        self.note(
            Visit(address=address, time=time, error=error.message, advice=error.advice, status=status, refused=refused)
        )

    def path(self, sha256: str) -> Path:
        """Where bytes lie."""
        name = sha256 if self.keys is None else self.keys.name_of(sha256)
        return self.folder / name[:2] / name

    def file(self, sha256: str) -> Path | SealedFile:
        """Bytes, to be read as they were; its name is the hash."""
        path = self.path(sha256)
        return path if self.keys is None else SealedFile(path, self.keys, sha256)

    def files(self) -> Iterator[Path | SealedFile]:
        """Every file of raw bytes; what was left of one that was not written to its end too: its name begins with a
        dot."""
        for path in sorted(self.folder.glob("*/*")):
            if not path.is_file():
                continue
            if self.keys is None:
                yield path
            elif (held := self.keys.hash_of(path.name.lstrip(".").partition(".")[0])) is not None:
                torn = path.name.startswith(".")
                yield SealedFile(path, self.keys, held, name=path.name if torn else held, torn=torn)

    def replace(self, sha256: str, data: bytes) -> None:
        """Puts other bytes in the place of those that lie under a hash.

        Raises:
            OutputError: the archive cannot be written.
        """
        write_file([data] if self.keys is None else seal([data], self.keys, sha256), self.path(sha256))

    def put(self, digest: str, chunks: Iterable[bytes]) -> None:
        """Puts bytes under their hash, which is not worked out anew; no visit is noted."""
        path = self.path(digest)
        if path.is_file():
            return
        path.parent.mkdir(exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as out:
                out.writelines(chunks if self.keys is None else seal(chunks, self.keys, digest))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def _remember(self, visit: Visit) -> None:
        self._last[visit.address] = visit
        if visit.sha256 is not None:
            self._held[visit.address] = visit
