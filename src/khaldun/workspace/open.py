"""Opening a workspace, and making one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khaldun.errors import UsageError
from khaldun.run.keep import Archive
from khaldun.run.output import write_file
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


def make_workspace(folder: Path, *, store: str = DEFAULT_STORE, password: str | None = None) -> None:
    """Makes a workspace in a folder, which may hold other things, but no workspace.

    Raises:
        UsageError: it holds one.
        StoreError: the store cannot be made.
    """
    if (folder / FILE).exists():
        raise UsageError(f"{folder} is a workspace already.", advice="Name another folder, or go on with it.")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", advice="Name a folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    open_store(store, folder=folder, create=True, password=password).close()
    Archive(folder / ARCHIVE)
    write_file([new_config(store).encode()], folder / FILE)


@contextlib.contextmanager
def opened(folder: Path, *, password: str | None = None) -> Iterator[Workspace]:
    """The workspace in a folder, until the block ends.

    Raises:
        UsageError, DataError: there is none, or its settings are wrong.
        StoreError: its store cannot be opened.
    """
    config = read_config(folder)
    store = open_store(config.store, folder=folder, password=password)
    try:
        yield Workspace(folder=folder, config=config, store=store, archive=Archive(folder / ARCHIVE))
    finally:
        store.close()
