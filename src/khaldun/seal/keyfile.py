"""The key file: a workspace's data key, wrapped by a key that only the passphrase makes (argon2id, RFC 9106).

The passphrase itself is kept nowhere. Another passphrase wraps the same data key anew; what it sealed stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import msgspec

from khaldun.errors import DataError, PassphraseError, SealError, UsageError
from khaldun.seal.keys import DATA_KEY_BYTES, Keys

FILE = "khaldun.key"
FORMAT = 1
SHORTEST = 12  # characters of a passphrase
_SALT, _WRAPPING_KEY = 16, 64


class Cost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What making the wrapping key takes: memory in KiB, passes over it, lanes."""

    memory: int = 128 * 1024
    passes: int = 3
    lanes: int = 4

    @property
    def is_sane(self) -> bool:
        """Whether a file that asks for this may be believed."""
        return 8 * self.lanes <= self.memory <= 4 << 20 and 1 <= self.passes <= 100 and 1 <= self.lanes <= 64


class Wrapped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the key file says: how the passphrase makes a key (`kdf`, its `cost` and `salt`), and the data key, which
    that key has wrapped (AES-SIV). `check` is a SHA-256 over the rest: damage is told from a wrong passphrase by it."""

    format: int
    kdf: str
    cost: Cost
    salt: bytes
    key: bytes
    check: str = ""


def wrap(keys: Keys, passphrase: str, *, cost: Cost) -> Wrapped:
    """The data key under a passphrase.

    Raises:
        UsageError: the passphrase is too short.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    if len(passphrase) < SHORTEST:
        raise UsageError(
            f"The passphrase has under {SHORTEST} characters.",
            advice="Take several words that nobody would guess; whoever has the disk can try as often as they like.",
        )
    bare = Wrapped(format=FORMAT, kdf="argon2id", cost=cost, salt=os.urandom(_SALT), key=b"")
    key = AESSIV(_wrapping_key(bare, passphrase)).encrypt(keys.data_key, [_header(bare)])
    wrapped = msgspec.structs.replace(bare, key=key)
    return msgspec.structs.replace(wrapped, check=_check(wrapped))


def unwrap(wrapped: Wrapped, passphrase: str) -> Keys:
    """The keys.

    Raises:
        PassphraseError: it is not the passphrase.
        SealError: this machine has not the memory that it takes.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    bare = msgspec.structs.replace(wrapped, key=b"", check="")
    try:
        data_key = AESSIV(_wrapping_key(wrapped, passphrase)).decrypt(wrapped.key, [_header(bare)])
    except InvalidTag:
        raise PassphraseError(
            "That is not the passphrase of this workspace.",
            advice="Type it again. It is kept nowhere: without it, nobody can open what is encrypted.",
        ) from None
    return Keys(data_key)


def encode(wrapped: Wrapped) -> bytes:
    """The key file's bytes."""
    return msgspec.json.format(msgspec.json.encode(wrapped), indent=2) + b"\n"


def decode(data: bytes, where: Path) -> Wrapped:
    """What a key file says; `where` it lies is for messages.

    Raises:
        DataError: it is damaged, or of another version.
    """
    advice = "Take the key file from a backup: without it, nothing that is encrypted can be opened."
    try:
        wrapped = msgspec.json.decode(data, type=Wrapped)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{where} is damaged: it is no key file ({error}).", advice=advice) from error
    if wrapped.format != FORMAT or wrapped.kdf != "argon2id":
        raise DataError(f"{where} is of another version of Khaldun.", advice="Use that version.")
    if wrapped.check != _check(wrapped) or not wrapped.cost.is_sane or len(wrapped.key) != DATA_KEY_BYTES + 16:
        raise DataError(f"{where} is damaged: it is not what was written.", advice=advice)
    return wrapped


def read(path: Path) -> Wrapped:
    """What the key file at a path says.

    Raises:
        DataError: there is none, it is damaged, or of another version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"The key file {path} cannot be read ({error.strerror}).",
            advice="Take it from a backup: without it, nothing that is encrypted can be opened.",
        ) from error
    return decode(data, path)


def _wrapping_key(wrapped: Wrapped, passphrase: str) -> bytes:
    """However it was typed: letters with marks are one and the same, composed or not."""
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    cost = wrapped.cost
    secret = unicodedata.normalize("NFC", passphrase).encode()
    try:
        return hash_secret_raw(secret, wrapped.salt, cost.passes, cost.memory, cost.lanes, _WRAPPING_KEY, Type.ID)
    except HashingError as error:
        raise SealError(
            f"The passphrase could not be tried ({error}).", advice=f"It takes {cost.memory // 1024} MB of memory."
        ) from error


def _header(bare: Wrapped) -> bytes:
    return msgspec.json.encode(bare)


def _check(wrapped: Wrapped) -> str:
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(wrapped, check=""))).hexdigest()
