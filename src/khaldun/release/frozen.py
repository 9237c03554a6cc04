"""What a release was made of, frozen: the claims as they stood, before anything was withheld.

It is private. It lies in the workspace's archive, encrypted where that is, in pieces that a redaction finds and takes
out as it does any bytes; nothing of it is ever beside what is published.
"""

from __future__ import annotations

import gzip
import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence

import msgspec

from khaldun.errors import DataError
from khaldun.export.sources import Batch, Source
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import LeftOut
from khaldun.run.keep import Archive

_PIECE = 16_000_000  # bytes: what a redaction unpacks at once
_BATCH = 1_000_000  # bytes that are made at once
_SALT = 32


class _Line(msgspec.Struct, omit_defaults=True):
    """A report with its claims, or a claim that people have decided does not stand. The first line of a piece has a
    salt: nobody finds what is in a piece by trying words against its hash, which is published."""

    told: Told | None = None
    gone: LeftOut | None = None
    salt: str = ""


class FrozenError(DataError):
    """What was frozen is gone, or is not what was frozen."""


def freeze(source: Source, archive: Archive, kept: Callable[[str], None]) -> tuple[str, ...]:
    """Puts all that a source tells into the archive; returns the SHA-256 of the pieces. `kept` hears of each piece that
    was put there."""
    pieces: list[str] = []
    waiting: list[bytes] = []
    size = 0

    def put() -> None:
        salt = msgspec.json.encode(_Line(salt=secrets.token_hex(_SALT)))
        data = gzip.compress(b"\n".join([salt, *waiting]) + b"\n", mtime=0)
        digest = hashlib.sha256(data).hexdigest()
        archive.put(digest, [data])
        kept(digest)
        pieces.append(digest)
        waiting.clear()

    for line in _lines(source):
        data = msgspec.json.encode(line)
        waiting.append(data)
        size += len(data)
        if size > _PIECE:
            put()
            size = 0
    if waiting or not pieces:
        put()
    return tuple(pieces)


def _lines(source: Source) -> Iterator[_Line]:
    for batch in source.batches():
        for each in batch.told():
            yield _Line(told=each) if isinstance(each, Told) else _Line(gone=each)


class _Lines(msgspec.Struct, frozen=True):
    """Some of the lines that were frozen, which nobody has read yet."""

    lines: tuple[bytes, ...]

    def told(self) -> Iterator[Told | LeftOut]:
        decoder = msgspec.json.Decoder(_Line)
        for data in self.lines:
            line = decoder.decode(data)
            if (each := line.told or line.gone) is not None:
                yield each

    def failures(self) -> int:
        return 0


class FrozenSource:
    """What was frozen, as it was told then; `failures` is how many reports could not be read."""

    def __init__(self, archive: Archive, pieces: Sequence[str], *, failures: int = 0) -> None:
        self.failures = failures
        self._archive, self._pieces = archive, pieces
        self._done = 0

    def batches(self) -> Iterator[Batch]:
        taken: list[bytes] = []
        size = 0
        for done, piece in enumerate(self._pieces):
            self._done = done
            for data in gzip.decompress(read_frozen(self._archive, piece)).splitlines():
                taken.append(data)
                size += len(data)
                if size >= _BATCH:
                    yield _Lines(tuple(taken))
                    taken, size = [], 0
        if taken:
            yield _Lines(tuple(taken))
        self._done = len(self._pieces)

    def share(self) -> float:
        return self._done / len(self._pieces) if self._pieces else 0.0


def read_frozen(archive: Archive, digest: str) -> bytes:
    """Bytes that were frozen.

    Raises:
        FrozenError: they are gone, or are others.
    """
    file = archive.file(digest)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise FrozenError(
            f"What was frozen cannot be read: {digest[:12]}… is not in the archive ({error.strerror}).",
            advice="Restore the workspace from a backup that has it.",
        ) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise FrozenError(
            f"What was frozen is not what it was: {digest[:12]}… was changed, or a redaction took it out.",
            advice="A release of which words were redacted cannot be made again; its files can still be checked.",
        )
    return data
