"""Files sealed in pieces, so that one of any size is written and read, from any place on, in little memory.

The construction is that of age's payload (STREAM, Hoang, Reyhanitabar, Rogaway and Vizár 2015): a key of the file's own
(HKDF of a random salt), pieces of 64 KiB each by ChaCha20-Poly1305 under their number and whether they are the last, so
that none can be changed, left out, put elsewhere or cut off without being told. What a file is (`name`) goes into its
key: one cannot lie in another's place.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Literal, cast

from khaldun.errors import DamagedError
from khaldun.seal.keys import Keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

MAGIC = b"khaldun sealed/1"
PIECE = 1 << 16
_SALT, _TAG = 32, 16
_HEAD = len(MAGIC) + _SALT


def seal(chunks: Iterable[bytes], keys: Keys, name: str) -> Iterator[bytes]:
    """Bytes, as they are kept under a name, piece by piece."""
    salt = os.urandom(_SALT)
    cipher = _cipher(keys, salt, name)
    yield MAGIC + salt
    waiting, number = bytearray(), 0
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > PIECE:  # what is left at the end is the last piece
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:PIECE]), None)
            del waiting[:PIECE]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), None)


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file's bytes from where it stands, in chunks."""
    while chunk := file.read(PIECE):
        yield chunk


def write_sealed(chunks: Iterable[bytes], path: Path, keys: Keys, name: str) -> None:
    """Writes bytes, sealed, to a file for its owner's eyes only.

    Raises:
        OSError: it cannot be written.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for piece in seal(chunks, keys, name):
            out.write(piece)


class SealedFile:
    """A sealed file, which is read as a path is. `name` is what it holds (in an archive, the SHA-256).

    `torn` reads what is whole of one that was cut off while it was written, and leaves it at that.
    """

    def __init__(self, path: Path, keys: Keys, holds: str, *, name: str | None = None, torn: bool = False) -> None:
        self.path, self.name = path, name or holds
        self._keys, self._holds, self._torn = keys, holds, torn

    def __str__(self) -> str:
        return str(self.path)

    def is_file(self) -> bool:
        """Whether it is there."""
        return self.path.is_file()

    def open(self, mode: Literal["rb"] = "rb") -> BinaryIO:
        """Its bytes, to be read from any place on. Reading raises `DamagedError`, which is an `OSError`, where they are
        not what was kept.

        Raises:
            OSError: it is not there.
        """
        return opened(self.path.open(mode), self._keys, self._holds, torn=self._torn)

    def read_bytes(self) -> bytes:
        """All its bytes.

        Raises:
            OSError: it is not there, or they are not what was kept.
        """
        with self.open() as file:
            return file.read()


def opened(file: BinaryIO, keys: Keys, name: str, *, torn: bool = False) -> BinaryIO:
    """What a sealed file holds; `file` must be one that can be read from any place on, and is closed with it."""
    return cast(BinaryIO, io.BufferedReader(_Opened(file, keys, name, torn=torn), PIECE))


class _Opened(io.RawIOBase):
    def __init__(self, file: BinaryIO, keys: Keys, name: str, *, torn: bool) -> None:
        self._file, self._name, self._torn = file, name, torn
        self._at, self._held, self._piece = 0, -1, b""
        file.seek(0)
        head = file.read(_HEAD)
        self._last = max(file.seek(0, os.SEEK_END) - _HEAD - 1, 0) // (PIECE + _TAG)  # the number of the last piece
        self._cipher = _cipher(keys, head[len(MAGIC) :], name)
        self._is_sealed = len(head) == _HEAD and head.startswith(MAGIC)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        from_where = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size()}[whence]
        self._at = max(from_where + offset, 0)
        return self._at

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._read(self._at // PIECE)[self._at % PIECE :][: len(into)]
        into[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _size(self) -> int:
        return self._last * PIECE + len(self._read(self._last))

    def _read(self, number: int) -> bytes:
        if number > self._last:
            return b""
        if number != self._held:
            self._piece, self._held = self._opened(number), number
        return self._piece

    def _opened(self, number: int) -> bytes:
        from cryptography.exceptions import InvalidTag

        self._file.seek(_HEAD + number * (PIECE + _TAG))
        try:
            if not self._is_sealed:
                raise InvalidTag
            return self._cipher.decrypt(_nonce(number, last=number == self._last), self._file.read(PIECE + _TAG), None)
        except InvalidTag:
            if self._torn:
                return self._whole(number)
            raise DamagedError(
                f"{self._name} is not what was kept: its bytes were changed or cut off, or are another's.",
                advice="Restore it from a backup (khaldun restore).",
            ) from None

    def _whole(self, number: int) -> bytes:
        """A piece of a torn file that is not its last one: none, if it is cut."""
        from cryptography.exceptions import InvalidTag

        self._file.seek(_HEAD + number * (PIECE + _TAG))
        try:
            return self._cipher.decrypt(_nonce(number, last=False), self._file.read(PIECE + _TAG), None)
        except InvalidTag:
            return b""


def _cipher(keys: Keys, salt: bytes, name: str) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, MAGIC + b" " + name.encode()).derive(keys.files))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
