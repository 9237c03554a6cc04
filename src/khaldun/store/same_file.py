"""SQLite's file is still the one that was opened. One that was moved away or removed would go on taking decisions that
nobody finds again, and a new connection would make an empty one in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from khaldun.errors import GoneError

_FILE = "khaldun_file"


def hold_to_file(engine: Engine, file: Path) -> None:
    """Makes an engine refuse to begin anything where its file is not the one that the connection was opened on."""

    def note(_: Any, record: Any) -> None:
        record.info[_FILE] = _identity(file)

    def before_connecting(*_: Any) -> None:
        if _identity(file) is None:
            raise _gone(file)

    def before_beginning(connection: Connection) -> None:
        if connection.info.get(_FILE) != _identity(file):
            connection.invalidate()
            engine.dispose()  # the others of the pool were opened on that file too, and need not say so each
            raise _gone(file)

    event.listen(engine, "do_connect", before_connecting)
    event.listen(engine, "connect", note)
    event.listen(engine, "begin", before_beginning)


def _gone(file: Path) -> GoneError:
    return GoneError(
        f"The store {file} was moved away, removed or replaced while it was open; nothing was written.",
        advice="Put it back where it was, or restore a backup (khaldun restore).",
    )


def _identity(file: Path) -> tuple[int, int] | None:
    """What file it is, whatever it is called; null where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
