"""Which of the files that were released hold words that a redaction takes out: what is published it does not reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from khaldun.errors import KhaldunError
from khaldun.release import ledger
from khaldun.run.keep import Archive
from khaldun.text.occurrences import Wording
from khaldun.workspace.looking import look


def released_with(archive: Archive, wording: Wording) -> Iterator[Path]:
    """The files of the workspace's releases that hold the words, where they are still where they were written. What
    Parquet holds is packed, and not looked into."""
    try:
        folders = [ledger.place(archive, one.note) for one in ledger.known(archive)]
    except KhaldunError:  # a note was damaged: khaldun release --check says so
        return
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file() and look(path, wording, None).holds:
                yield path
