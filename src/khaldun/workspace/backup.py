"""A workspace as one file: settings, store and raw bytes, with a list of hashes that is checked when it is restored.

Of an encrypted workspace the files go into it as they lie there, and its rows are sealed: it is opened by the
passphrase that the workspace had (`restoring`).
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from khaldun.errors import UsageError
from khaldun.run.keep import INDEX
from khaldun.seal import keyfile
from khaldun.seal.stream import seal
from khaldun.store.dump import dump
from khaldun.workspace.config import FILE
from khaldun.workspace.open import ARCHIVE, Workspace

FORMAT = 1
STORE, LIST = "store.jsonl", "backup.json"
SEALED_STORE = f"{STORE}.gz.sealed"
# What an archive is made of; other things that lie in its folder are not the workspace's.
ARCHIVED = re.compile(rf"{ARCHIVE}/(?:{re.escape(INDEX)}|[0-9a-f]{{2}}/[0-9a-f]{{64,96}})")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds: the SHA-256 of each file in it."""

    format: int
    store: str
    files: dict[str, str]


def back_up(workspace: Workspace, target: Path) -> Listed:
    """Writes a backup, whole or not at all. Nobody need stop working meanwhile.

    Raises:
        UsageError: the target's folder does not exist.
        StoreError: the store gives out.
    """
    if not target.resolve().parent.is_dir() or target.is_dir():
        raise UsageError(f"{target} cannot be written.", advice="Name a file in an existing folder.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    files: dict[str, str] = {}
    try:
        part.touch(mode=0o600)  # it holds all that the workspace holds
        with tarfile.open(part, "w:gz", compresslevel=6) as package:
            if (key := workspace.folder / keyfile.FILE).is_file():  # first: what comes after it is opened by it
                _put(package, keyfile.FILE, io.BytesIO(key.read_bytes()), files)
            with tempfile.TemporaryFile() as rows:
                rows.writelines(_rows(workspace))
                _put(package, STORE if workspace.archive.keys is None else SEALED_STORE, rows, files)
            for name, path in _files(workspace):
                # The index of visits may grow meanwhile; everything else is never changed.
                with io.BytesIO(path.read_bytes()) if path.name == INDEX else path.open("rb") as file:
                    _put(package, name, file, files)
            listed = Listed(format=FORMAT, store=workspace.config.store, files=files)
            _put(package, LIST, io.BytesIO(msgspec.json.encode(listed)), {})
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return listed


def _rows(workspace: Workspace) -> Iterator[bytes]:
    """The store's rows; of an encrypted workspace sealed before anything of them is written."""
    with workspace.store.snapshot() as connection:
        keys = workspace.archive.keys
        yield from dump(connection) if keys is None else seal(packed(dump(connection)), keys, STORE)


def packed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Bytes as gzip packs them: once they are sealed, nothing packs them any more."""
    packer = zlib.compressobj(6, wbits=31)
    for chunk in chunks:
        yield packer.compress(chunk)
    yield packer.flush()


def _files(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    yield FILE, workspace.folder / FILE
    archive = workspace.folder / ARCHIVE
    for path in sorted(archive.rglob("*")):
        name = f"{ARCHIVE}/{path.relative_to(archive).as_posix()}"
        if ARCHIVED.fullmatch(name) and path.is_file():
            yield name, path


def _put(package: tarfile.TarFile, name: str, file: IO[bytes], files: dict[str, str]) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    files[name] = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    package.addfile(entry, file)
