"""Adding reports: their raw bytes into the archive, and a note of them in the store. Nothing is read yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from khaldun.errors import FetchError, UnreadableError
from khaldun.records.reports import Given
from khaldun.run.addresses import is_address, visit
from khaldun.run.inputs import STDIN, as_text
from khaldun.run.keep import Archive, Visit
from khaldun.store import reports
from khaldun.tools.fetch.client import Fetcher
from khaldun.workspace.holding import held_back
from khaldun.workspace.open import Workspace

Clock = Callable[[], dt.datetime]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a source: "added", "known" (the same bytes were added from there before) or "failed"."""

    source: str
    what: str
    message: str = ""
    advice: str = ""


def add_sources(
    workspace: Workspace,
    sources: Iterable[str],
    *,
    given: Given,
    clock: Clock,
    fetcher: Fetcher | None,
    stdin: Callable[[], bytes],
) -> Iterator[Outcome]:
    """Adds files, addresses (by `fetcher`) and "-", one after another; one that cannot be had stops no other."""
    archive = workspace.archive
    for source in sources:
        if source == STDIN:
            keep = partial(_keep_stdin, archive, stdin, clock)
        elif is_address(source):
            keep = partial(_visit, archive, fetcher, source)
        else:
            source = str(Path(source).resolve())
            keep = partial(_keep_file, archive, Path(source), clock)
        if (held := held_back(workspace, source)) is not None:
            yield Outcome(source=source, what="failed", message=held.message, advice=held.advice)
            continue
        yield _add(workspace, source, given, clock, keep)


def _add(workspace: Workspace, origin: str, given: Given, clock: Clock, keep: Callable[[], None]) -> Outcome:
    if as_text(origin) != origin:
        return Outcome(source=as_text(origin), what="failed", message="Its name holds bytes that are no text (UTF-8).",
                       advice="Rename it.")  # fmt: skip
    try:
        keep()
        seen, _ = workspace.archive.read(origin)
    except OSError as error:
        return Outcome(source=origin, what="failed", message=f"It cannot be read ({error.strerror}).",
                       advice="Check that it exists and may be read.")  # fmt: skip
    except (FetchError, UnreadableError) as error:
        return Outcome(source=origin, what="failed", message=error.message, advice=error.advice)
    with workspace.store.write() as connection:
        new = reports.add_input(connection, origin, seen.sha256 or "", given, clock())
    return Outcome(source=origin, what="added" if new else "known")


def _keep_file(archive: Archive, path: Path, clock: Clock) -> None:
    """
    Raises:
        OSError: the file cannot be read, or the archive not be written.
    """
    with path.open("rb"):
        archive.keep_file(path, clock())


def _keep_stdin(archive: Archive, stdin: Callable[[], bytes], clock: Clock) -> None:
    archive.keep(stdin(), Visit(address=STDIN, time=clock()))


def _visit(archive: Archive, fetcher: Fetcher | None, address: str) -> None:
    if fetcher is not None:
        visit(address, fetcher, archive)
