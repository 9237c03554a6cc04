"""A workspace as one file, and back: settings, store and raw bytes, with a list of hashes that is checked first."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from khaldun.errors import DataError, UsageError
from khaldun.run.keep import INDEX
from khaldun.store.dump import dump, load
from khaldun.store.open import open_store
from khaldun.workspace.config import FILE
from khaldun.workspace.open import ARCHIVE, DEFAULT_STORE, Workspace

FORMAT = 1
_STORE, _LIST = "store.jsonl", "backup.json"


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
        with tarfile.open(part, "w:gz", compresslevel=6) as package:
            with tempfile.TemporaryFile() as rows:
                with workspace.store.read() as connection:
                    for line in dump(connection):
                        rows.write(line)
                _put(package, _STORE, rows, files)
            for name, path in _files(workspace):
                # The index of visits may grow meanwhile; everything else is never changed.
                with io.BytesIO(path.read_bytes()) if path.name == INDEX else path.open("rb") as file:
                    _put(package, name, file, files)
            listed = Listed(format=FORMAT, store=workspace.config.store, files=files)
            _put(package, _LIST, io.BytesIO(msgspec.json.encode(listed)), {})
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return listed


def restore(source: Path, folder: Path, *, store: str | None = None, password: str | None = None) -> Listed:
    """Makes a workspace of a backup in a new or empty folder; with `store`, in another database than it was in.

    Raises:
        UsageError: the folder holds something.
        DataError: the file is no backup, or is damaged: nothing is left in the folder.
        StoreError: the store cannot be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty.", advice="Name a new folder; a backup is not laid over anything.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as passing:
        fresh = Path(passing) / "workspace"
        fresh.mkdir()
        listed = _unpack(source, fresh)
        address = store or (listed.store if listed.store.startswith("sqlite") else DEFAULT_STORE)
        _fill(fresh, address, password)
        _set_store(fresh / FILE, listed.store, address)
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
    return listed


def _fill(fresh: Path, address: str, password: str | None) -> None:
    opened = open_store(address, folder=fresh, create=True, password=password)
    try:
        with (fresh / _STORE).open("rb") as rows, opened.write() as connection:
            load(connection, rows)
    finally:
        opened.close()
    (fresh / _STORE).unlink()


def _set_store(path: Path, old: str, new: str) -> None:
    if old != new:
        told = path.read_text(encoding="utf-8")
        path.write_text(told.replace(f'store = "{old}"', f'store = "{new}"'), encoding="utf-8")


def _files(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    yield FILE, workspace.folder / FILE
    archive = workspace.folder / ARCHIVE
    for path in sorted(archive.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield f"{ARCHIVE}/{path.relative_to(archive).as_posix()}", path


def _put(package: tarfile.TarFile, name: str, file: IO[bytes], files: dict[str, str]) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    files[name] = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    package.addfile(entry, file)


def _unpack(source: Path, folder: Path) -> Listed:
    """The files of a backup into a folder, checked against its list.

    Raises:
        DataError: it is no backup, or one of its files is not what the list says.
    """
    advice = "Use another copy; nothing was restored."
    try:
        with tarfile.open(source, "r:gz") as package:
            package.extractall(folder, filter="data")
        listed = msgspec.json.decode((folder / _LIST).read_bytes(), type=Listed)
    except (tarfile.TarError, EOFError, OSError, msgspec.DecodeError) as error:
        raise DataError(f"{source} is no backup of a workspace, or is damaged ({error}).", advice=advice) from error
    if listed.format != FORMAT:
        raise DataError(f"{source} was made by another version of Khaldun.", advice="Restore it with that version.")
    for name, digest in listed.files.items():
        with contextlib.suppress(OSError), (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == digest:
                continue
        raise DataError(f"{source} is damaged: {name} in it is not what was backed up.", advice=advice)
    (folder / _LIST).unlink()
    if not (folder / ARCHIVE).is_dir():
        (folder / ARCHIVE).mkdir()
    (folder / ARCHIVE / INDEX).touch()
    return listed
