"""Which version of the schema a store has, and how it comes to the newest (Alembic)."""

from __future__ import annotations

import enum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_SCRIPTS = Path(__file__).parent / "migrations"


class Standing(enum.Enum):
    """How a store stands to this version of Khaldun."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def standing(connection: Connection) -> Standing:
    """How the store stands."""
    version = MigrationContext.configure(connection).get_current_revision()
    if version is None:
        return Standing.EMPTY
    if version == newest():
        return Standing.CURRENT
    return Standing.OLDER if version in _known() else Standing.NEWER


def upgrade(connection: Connection) -> None:
    """Brings the store to the newest version, within the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def newest() -> str:
    """The newest version."""
    return str(_scripts().get_current_head())


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_SCRIPTS))
