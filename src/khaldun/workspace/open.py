"""Opening a workspace, and making one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khaldun.errors import SealError, UsageError
from khaldun.run.keep import Archive
from khaldun.run.output import write_file
from khaldun.seal import keyfile
from khaldun.seal.keyfile import Wrapped
from khaldun.seal.keys import Keys
from khaldun.store.open import Store, open_store
from khaldun.workspace.config import FILE, Config, new_config, read_config

ARCHIVE = "archive"
DEFAULT_STORE = "sqlite:///store.sqlite"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace."""

    folder: Path
    config: Config
    store: Store
    archive: Archive


@dataclass(frozen=True, slots=True)
class Sealing:
    """New keys, and the key file that keeps them under a passphrase."""

    keys: Keys
    wrapped: Wrapped


def may_be_made(folder: Path) -> None:
    """Checks that a workspace can be made in a folder.

    Raises:
        UsageError: it holds one, or what was left of one.
    """
    if (folder / FILE).exists():
        raise UsageError(f"{folder} is a workspace already.", advice="Name another folder, or go on with it.")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", advice="Name a folder.")
    if (folder / keyfile.FILE).exists():
        raise UsageError(
            f"{folder} holds a {keyfile.FILE}, but no {FILE}: an encrypted workspace whose making was cut off, or "
            "whose settings are gone.",
            advice="Name another folder; delete this one only if nothing was added to it.",
        )


def make_workspace(
    folder: Path, *, store: str = DEFAULT_STORE, password: str | None = None, sealing: Sealing | None = None
) -> None:
    """Makes a workspace in a folder, which may hold other things, but no workspace; with `sealing` an encrypted one.

    Raises:
        UsageError: it holds one.
        StoreError: the store cannot be made.
    """
    may_be_made(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = sealing.keys if sealing is not None else None
    with contextlib.ExitStack() as undo:
        if sealing is not None:  # first, so that nothing is ever encrypted by a key that is kept nowhere
            write_key(folder, sealing.wrapped)
            undo.callback((folder / keyfile.FILE).unlink)
        open_store(store, folder=folder, create=True, password=password, key=keys.store if keys else None).close()
        Archive(folder / ARCHIVE, keys)
        (folder / ARCHIVE).chmod(0o700)  # the folder was there, perhaps, and others may look into it
        write_file([new_config(store, encrypted=sealing is not None).encode()], folder / FILE)
        (folder / FILE).chmod(0o600)
        undo.pop_all()


def wrapped_key(folder: Path) -> Wrapped | None:
    """What the key file of the workspace in a folder says, null where it is not encrypted.

    Raises:
        UsageError, DataError: there is no workspace, its settings are wrong, its key file is damaged or gone.
    """
    if not read_config(folder).encrypted and not (folder / keyfile.FILE).exists():
        return None
    return keyfile.read(folder / keyfile.FILE)


def write_key(folder: Path, wrapped: Wrapped) -> None:
    """Writes a workspace's key file, whole or not at all."""
    write_file([keyfile.encode(wrapped)], folder / keyfile.FILE)
    (folder / keyfile.FILE).chmod(0o600)


@contextlib.contextmanager
def opened(folder: Path, *, password: str | None = None, keys: Keys | None = None) -> Iterator[Workspace]:
    """The workspace in a folder, until the block ends; an encrypted one by its `keys`.

    Raises:
        UsageError, DataError: there is none, or its settings are wrong.
        SealError: it is encrypted, and no keys are given.
        StoreError: its store cannot be opened.
    """
    config = read_config(folder)
    if keys is None and wrapped_key(folder) is not None:
        raise SealError(f"The workspace {folder} is encrypted.", advice="Give its passphrase.")
    store = open_store(config.store, folder=folder, password=password, key=keys.store if keys is not None else None)
    try:
        yield Workspace(folder=folder, config=config, store=store, archive=Archive(folder / ARCHIVE, keys))
    finally:
        store.close()
