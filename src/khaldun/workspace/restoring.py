"""A workspace made of a backup: checked against its list of hashes before anything is left of it.

What was encrypted is never written in the clear on its way: files of an encrypted backup stay as they are, its rows go
from their seal into the store; what becomes encrypted is sealed as it comes.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import re
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from khaldun.errors import DamagedError, DataError, UsageError
from khaldun.run.keep import INDEX, Archive
from khaldun.seal import keyfile
from khaldun.seal.keyfile import Wrapped
from khaldun.seal.keys import Keys
from khaldun.seal.stream import SealedFile, chunks_of, write_sealed
from khaldun.store.dump import load
from khaldun.store.open import open_store
from khaldun.workspace.backup import ARCHIVED, FORMAT, LIST, SEALED_STORE, STORE, Listed, packed
from khaldun.workspace.config import FILE
from khaldun.workspace.open import ARCHIVE, DEFAULT_STORE, Sealing, write_key

Unlock = Callable[[Wrapped], Keys]
_ADVICE = "Use another copy; nothing was restored."


def may_be_restored(folder: Path) -> None:
    """
    Raises:
        UsageError: the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty.", advice="Name a new folder; a backup is not laid over anything.")


def restore(
    source: Path,
    folder: Path,
    *,
    store: str | None = None,
    password: str | None = None,
    unlock: Unlock | None = None,
    sealing: Sealing | None = None,
) -> str:
    """Makes a workspace of a backup in a new or empty folder; with `store`, in another database than it was in.
    `unlock` opens the key file of an encrypted backup; with `sealing` what is restored is encrypted by new keys.
    Returns the store's address.

    Raises:
        UsageError: the folder holds something.
        DataError: the file is no backup, or is damaged: nothing is left in the folder.
        PassphraseError: it is not the passphrase that the backed-up workspace had.
        StoreError: the store cannot be made.
    """
    may_be_restored(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as passing:
        fresh = Path(passing) / "workspace"
        (fresh / ARCHIVE).mkdir(mode=0o700, parents=True)
        fresh.chmod(0o700)
        try:
            unpacking = _Unpacking(source, fresh, unlock, sealing)
            listed = unpacking.unpack()
            address = store or (listed.store if listed.store.startswith("sqlite") else DEFAULT_STORE)
            _fill(fresh, address, password, rows=unpacking.rows, keys=unpacking.keys)
            if sealing is not None:
                if unpacking.former is not None:
                    _seal_anew(fresh / ARCHIVE, unpacking.former, sealing.keys)
                write_key(fresh, sealing.wrapped)
                _set(fresh / FILE, r"^encrypted\s*=.*$", "encrypted = true")
        except DamagedError as error:
            raise DataError(f"{source} is damaged: {error.message}", advice=_ADVICE) from error
        if address != listed.store:
            _set(fresh / FILE, rf'^store\s*=\s*"{re.escape(listed.store)}"', f'store = "{address}"')
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
    return address


def _fill(fresh: Path, address: str, password: str | None, *, rows: Path | SealedFile, keys: Keys | None) -> None:
    key = keys.store if keys is not None else None
    opened = open_store(address, folder=fresh, create=True, password=password, key=key)
    try:
        with rows.open("rb") as file, opened.write() as connection:
            load(connection, file if isinstance(rows, Path) else gzip.GzipFile(fileobj=file))
    finally:
        opened.close()
    (rows if isinstance(rows, Path) else rows.path).unlink()


def _set(path: Path, line: str, new: str) -> None:
    """A setting of khaldun.toml; where there is no such line, one before all others."""
    told = path.read_text(encoding="utf-8")
    changed, found = re.subn(line, lambda _: new, told, count=1, flags=re.MULTILINE)
    path.write_text(changed if found else f"{new}\n{told}", encoding="utf-8")


def _seal_anew(folder: Path, former: Keys, keys: Keys) -> None:
    """Puts an archive under other keys, file by file.

    Raises:
        DamagedError: a file is not what was kept.
    """
    new = Archive(folder, keys)
    for file in [*Archive(folder, former).files()]:
        with file.open("rb") as opened:
            new.put(file.name, chunks_of(opened))
        former_path = file.path if isinstance(file, SealedFile) else file
        former_path.unlink()
        with contextlib.suppress(OSError):
            former_path.parent.rmdir()  # the next one may lie in it
    index = folder / INDEX
    lines = [former.open_line(line) for line in index.read_bytes().splitlines()]
    index.write_bytes(b"".join(keys.seal_line(line) + b"\n" for line in lines if line is not None))


class _Unpacking:
    """The files of a backup into a folder. `keys` open what is restored, `former` what came (null: in the clear)."""

    def __init__(self, source: Path, folder: Path, unlock: Unlock | None, sealing: Sealing | None) -> None:
        self._source, self._folder, self._unlock, self._sealing = source, folder, unlock, sealing
        self.former: Keys | None = None
        self.keys = sealing.keys if sealing is not None else None
        self.rows: Path | SealedFile = folder / STORE
        self._found: dict[str, str] = {}

    def unpack(self) -> Listed:
        """Unpacks, and checks against the list.

        Raises:
            DataError: it is no backup, or one of its files is not what the list says.
        """
        listed: Listed | None = None
        try:
            with tarfile.open(self._source, "r:gz") as package:
                for entry in package:
                    file = package.extractfile(entry) if entry.isreg() else None  # links are followed else
                    if file is None:
                        raise tarfile.TarError(f"{entry.name} is no file")
                    with file:
                        if entry.name == LIST:
                            listed = msgspec.json.decode(file.read(), type=Listed)
                        else:
                            self._take(entry.name, file)
        except (tarfile.TarError, zlib.error, EOFError, OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            why = f"{self._source} is no backup of a workspace, or is damaged ({error})."
            raise DataError(why, advice=_ADVICE) from error
        if listed is None:
            raise DataError(
                f"{self._source} is no backup of a workspace, or is damaged (it has no list).", advice=_ADVICE
            )
        self._check(listed)
        (self._folder / ARCHIVE / INDEX).touch()
        return listed

    def _check(self, listed: Listed) -> None:
        if listed.format != FORMAT:
            raise DataError(
                f"{self._source} was made by another version of Khaldun.", advice="Restore it with that version."
            )
        for name in listed.files.keys() | self._found.keys() | {FILE}:
            if self._found.get(name, "") != listed.files.get(name):
                raise DataError(f"{self._source} is damaged: {name} in it is not what was backed up.", advice=_ADVICE)

    def _take(self, name: str, file: IO[bytes]) -> None:
        """A file, which nothing but the list says is whole yet."""
        target = self._folder / name
        if name == keyfile.FILE:
            self._open(b"".join(self._hashed(name, file)), target)
        elif name == FILE or (name == STORE and self._sealing is None):
            _write(self._hashed(name, file), target)
        elif name == STORE and self._sealing is not None:
            self.rows = SealedFile(self._folder / SEALED_STORE, self._sealing.keys, STORE)
            write_sealed(packed(self._hashed(name, file)), self.rows.path, self._sealing.keys, STORE)
        elif name == SEALED_STORE and self.former is not None:
            self.rows = SealedFile(target, self.former, STORE)
            _write(self._hashed(name, file), target)
        elif ARCHIVED.fullmatch(name):
            self._take_archived(name, file, target)
        else:
            raise tarfile.TarError(f"{name} does not belong in it")

    def _open(self, data: bytes, target: Path) -> None:
        """The key file of an encrypted backup.

        Raises:
            UsageError: nobody has a passphrase for it.
            PassphraseError: it is not the passphrase.
        """
        if self._unlock is None:
            raise UsageError(f"{self._source} is encrypted.", advice="Give its passphrase.")
        self.former = self._unlock(keyfile.decode(data, self._source))
        if self._sealing is None:
            self.keys = self.former
            _write([data], target)

    def _take_archived(self, name: str, file: IO[bytes], target: Path) -> None:
        """A file of the archive. In the clear it becomes encrypted as it comes, where it is to be; one that is
        encrypted already stays as it is until the list is checked."""
        chunks = self._hashed(name, file)
        keys = self._sealing.keys if self._sealing is not None and self.former is None else None
        if keys is None:
            target.parent.mkdir(exist_ok=True)
            _write(chunks, target)
        elif target.name == INDEX:
            lines = b"".join(chunks).splitlines()
            _write([keys.seal_line(line) + b"\n" for line in lines], target)
        else:
            Archive(self._folder / ARCHIVE, keys).put(target.name, chunks)

    def _hashed(self, name: str, file: IO[bytes]) -> Iterator[bytes]:
        """A file's bytes; when they are through, their hash is noted."""
        digest = hashlib.sha256()
        for chunk in chunks_of(file):
            digest.update(chunk)
            yield chunk
        self._found[name] = digest.hexdigest()


def _write(chunks: Iterable[bytes], target: Path) -> None:
    target.touch(mode=0o600)
    with target.open("wb") as out:
        out.writelines(chunks)
