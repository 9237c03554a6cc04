"""Before coding: addresses are visited, and raw bytes are kept where the user wants them kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from khaldun.cli.say import say_bar, say_progress
from khaldun.errors import UsageError
from khaldun.run.addresses import is_address, visit
from khaldun.run.inputs import STDIN
from khaldun.run.keep import Archive, Visit
from khaldun.settings import Settings


@contextlib.contextmanager
def gathered(
    paths: Sequence[str], settings: Settings, *, archive: Path | None, allow_private: bool
) -> Iterator[Settings]:
    """The settings, with an archive of what was found at the addresses: `archive`, which keeps the raw bytes of files
    too, else one that passes with the run."""
    addresses = [path for path in paths if is_address(path)]
    if archive is None and not addresses:
        yield settings
        return
    if archive is not None and archive.exists() and not archive.is_dir():
        raise UsageError(f"The archive {archive} is a file.", advice="Give --archive a folder.")
    with tempfile.TemporaryDirectory(prefix="khaldun-") as passing:
        folder = archive or Path(passing)
        kept = Archive(folder)
        _visit_all(addresses, kept, allow_private=allow_private)
        if archive is not None:
            for path in paths:
                if path != STDIN and not is_address(path):
                    kept.keep_file(Path(path), dt.datetime.now(dt.UTC))
        yield msgspec.structs.replace(settings, archive=folder)


def keep_stdin(data: bytes, archive: Path) -> None:
    """Keeps what came by standard input."""
    Archive(archive).keep(data, Visit(address=STDIN, time=dt.datetime.now(dt.UTC)))


def _visit_all(addresses: Sequence[str], archive: Archive, *, allow_private: bool) -> None:
    if not addresses:
        return
    from khaldun.tools.fetch.client import Fetcher

    with Fetcher(allow_private=allow_private) as fetcher:
        for done, address in enumerate(addresses):
            say_bar(f"Fetching {address}", done, len(addresses))
            visit(address, fetcher, archive)
    say_progress("")
