"""`khaldun.toml`: what a workspace is told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from khaldun.errors import DataError, UsageError

FILE = "khaldun.toml"
FORMAT = 1

_NEW = """\
# A workspace of Khaldun. What is left out has the value that stands here.
format = {format}

# Where reports, claims and decisions are kept: a file in this folder, or for teams a PostgreSQL database:
# store = "postgresql://USER@HOST/DATABASE" (its password: the variable KHALDUN_STORE_PASSWORD).
store = "{store}"

# Whether the archive, and the store where it is a file, are encrypted (docs/workspace.md). khaldun init --encrypt says
# so; changing it here encrypts nothing.
encrypted = {encrypted}

[code]
# auto, model or rules (docs/reader.md).
reader = "auto"
# How many worker processes code.
jobs = 1

[watch]
# Feeds and pages that khaldun watch looks at, and folders in which it looks for new files.
addresses = []
folders = []
# How long it waits between two looks.
minutes = 60

[desk]
# Where coders sign in: for how long who opens a report has it for themselves, counted from what they did last.
lock_minutes = 10
# The share of drafts in which an error is planted before a coder sees them, to see how many they catch: see
# docs/quality.md.
planted = 0.0
"""


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How reports are coded."""

    reader: str = "auto"
    jobs: int = 1


class Watch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where new reports are looked for, and how often."""

    addresses: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    minutes: float = 60


class DeskConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the desk is kept: minutes for which who opens a report has it for themselves; the share of drafts in which an
    error is planted."""

    lock_minutes: Annotated[float, msgspec.Meta(gt=0, le=1440)] = 10
    planted: Annotated[float, msgspec.Meta(ge=0, le=0.5)] = 0.0


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of a workspace."""

    format: int
    store: str = "sqlite:///store.sqlite"
    encrypted: bool = False
    code: Code = Code()
    watch: Watch = Watch()
    desk: DeskConfig = DeskConfig()


def new_config(store: str, *, encrypted: bool = False) -> str:
    """The file of a new workspace."""
    return _NEW.format(format=FORMAT, store=store, encrypted=str(encrypted).lower())


def read_config(folder: Path) -> Config:
    """The settings of the workspace in a folder.

    Raises:
        UsageError: there is no workspace.
        DataError: the file says something that it must not; the message names the field.
    """
    path = folder / FILE
    try:
        config = msgspec.toml.decode(path.read_bytes(), type=Config)
    except FileNotFoundError:
        raise UsageError(f"{folder} is no workspace: it has no {FILE}.", advice="Make one: khaldun init DIR.") from None
    except msgspec.DecodeError as error:
        raise DataError(f"{path}: {error}.", advice="Correct it; docs/workspace.md has every setting.") from error
    if config.format != FORMAT:
        raise DataError(
            f"{path}: format {config.format} is not known here (this version knows {FORMAT}).",
            advice="It was made by another version of Khaldun; install that one.",
        )
    return config


def find_folder(start: Path) -> Path:
    """The workspace that a folder lies in: itself, or the nearest above it.

    Raises:
        UsageError: there is none.
    """
    for folder in (start, *start.resolve().parents):
        if (folder / FILE).is_file():
            return folder
    raise UsageError(
        f"{start} lies in no workspace.", advice="Make one (khaldun init DIR), or name it: --workspace DIR."
    )
