"""The keys of an encrypted workspace: one for each purpose, all of one random data key (HKDF, RFC 5869).

Small things (names of files, lines of the index) are sealed by AES-SIV (RFC 5297), which forgives a nonce that comes
twice; files by `stream`. The libraries are loaded when a key is first used.
"""

from __future__ import annotations

import base64
import binascii
import os
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

DATA_KEY_BYTES = 32
_NONCE = 16
_END = b"."  # a line without it was cut short when it was written


class Keys:
    """The keys, from 32 random bytes. They can be handed to a worker process, and are never shown."""

    def __init__(self, data_key: bytes) -> None:
        self._data_key = data_key

    def __repr__(self) -> str:
        return "Keys(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keys) and self._data_key == other._data_key

    def __hash__(self) -> int:
        return hash(self._data_key)

    def __getstate__(self) -> bytes:
        return self._data_key

    def __setstate__(self, state: bytes) -> None:
        self._data_key = state

    @property
    def data_key(self) -> bytes:
        """The random key of which all others are made."""
        return self._data_key

    @cached_property
    def store(self) -> bytes:
        """The raw key of SQLCipher, 32 bytes."""
        return self.of("store", 32)

    @cached_property
    def files(self) -> bytes:
        """What the key of each sealed file is made of, 32 bytes."""
        return self.of("files", 32)

    def of(self, purpose: str, size: int) -> bytes:
        """The key of a purpose, `size` bytes."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

        return HKDFExpand(SHA256(), size, f"khaldun/1 {purpose}".encode()).derive(self._data_key)

    def name_of(self, sha256: str) -> str:
        """The name under which bytes lie: the same for the same hash, in hexadecimal; it tells nothing without the
        key."""
        return self._names.encrypt(bytes.fromhex(sha256), None).hex()

    def hash_of(self, name: str) -> str | None:
        """The SHA-256 of the bytes that lie under a name, null for a name that these keys did not make."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._names.decrypt(bytes.fromhex(name), None).hex()
        except (ValueError, InvalidTag):
            return None

    def seal_line(self, line: bytes) -> bytes:
        """A line of the index, as it is kept: it has no line break, and tells only how long the line is."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._lines.encrypt(line, [nonce])) + _END

    def open_line(self, kept: bytes) -> bytes | None:
        """A line as it was; null where it was cut short, or changed (`is_whole` tells which)."""
        from cryptography.exceptions import InvalidTag

        try:
            sealed = base64.b64decode(kept.removesuffix(_END), validate=True)
            return self._lines.decrypt(sealed[_NONCE:], [sealed[:_NONCE]])
        except (ValueError, binascii.Error, InvalidTag):
            return None

    @staticmethod
    def is_whole(kept: bytes) -> bool:
        """Whether a line was written to its end."""
        return kept.endswith(_END)

    @cached_property
    def _names(self) -> AESSIV:
        return _siv(self.of("names", 64))

    @cached_property
    def _lines(self) -> AESSIV:
        return _siv(self.of("lines", 64))


def new_keys() -> Keys:
    """Keys of a new random data key."""
    return Keys(os.urandom(DATA_KEY_BYTES))


def _siv(key: bytes) -> AESSIV:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(key)
