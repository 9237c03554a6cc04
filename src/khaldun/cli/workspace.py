"""`khaldun init`, `add`, `run`, `status`: a workspace's everyday commands."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from khaldun.cli.out import write_out
from khaldun.cli.passphrase import keys_at, new_sealing
from khaldun.cli.progress import progress
from khaldun.cli.reading import say_reader
from khaldun.cli.say import say, say_bar, say_failure, say_progress
from khaldun.cli.settings import build_settings, store_password
from khaldun.errors import UsageError
from khaldun.run.addresses import is_address
from khaldun.run.inputs import find_inputs
from khaldun.run.workers import Limits
from khaldun.seal.keys import Keys
from khaldun.workspace.config import find_folder
from khaldun.workspace.keeping import Stored
from khaldun.workspace.open import ARCHIVE, DEFAULT_STORE, Workspace, make_workspace, may_be_made, opened

Where = Annotated[Path | None, Parameter(name=["--workspace", "-w"])]


def now() -> dt.datetime:
    """The time, UTC."""
    return dt.datetime.now(dt.UTC)


@contextlib.contextmanager
def workspace_at(folder: Path | None, *, keys: Keys | None = None) -> Iterator[Workspace]:
    """The workspace named, else the one that the current folder lies in. The passphrase of an encrypted one is asked
    for, unless its keys are known from before."""
    found = folder or find_folder(Path.cwd())
    with opened(found, password=store_password(), keys=keys or keys_at(found)) as workspace:
        yield workspace


def init(folder: Path, *, store: str = DEFAULT_STORE, encrypt: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Make a workspace: a folder with its settings (khaldun.toml), the archive of raw bytes, and the store.

    Exit code: 0 made, 1 the store cannot be made, 2 wrong usage (there is a workspace already).

    Parameters
    ----------
    folder
        The folder; it is made if it does not exist.
    store
        Where reports, claims and decisions are kept: sqlite:///FILE in the folder, or postgresql://USER@HOST/DATABASE
        (its password: the variable KHALDUN_STORE_PASSWORD).
    encrypt
        Encrypt the archive, and the store where it is a file, under a passphrase that is asked for.
    """
    may_be_made(folder)
    sealing = new_sealing() if encrypt else None
    make_workspace(folder, store=store, password=store_password(), sealing=sealing)
    if sealing is not None:
        say_encrypted(store)
    here = folder.resolve() == Path.cwd()
    go = "" if here else f"cd {folder}; "
    say(
        f"A workspace is {'here' if here else f'in {folder}'}.",
        f"Go on with: {go}khaldun add REPORTS; khaldun run; khaldun review",
    )
    return 0


def say_encrypted(store: str) -> None:
    """Tells what a passphrase guards, and what it does not."""
    say("It is encrypted. The passphrase is kept nowhere: whoever loses it loses the workspace.")
    if not store.startswith("sqlite"):
        say(
            "Only the archive is encrypted: reports, claims and decisions lie in PostgreSQL as they are.",
            "Encrypt the disk of its server.",
        )


def add(
    *sources: Annotated[str, Parameter(allow_leading_hyphen=True)],
    workspace: Where = None,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    title: str | None = None,
    allow_private: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Add reports to the workspace: their bytes go into the archive; khaldun run codes them.

    Exit code: 0 all added, 1 some source could not be had (the others are added), 2 wrong usage.

    Parameters
    ----------
    sources
        Files, folders, patterns ("reports/*.html"), addresses (https://…), or - for standard input.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    published
        The day or instant of publication, year first (2019-11-16, 2019-11-16T01:30+03:00).
    publisher
        Who published the reports.
    url
        The address of the report.
    title
        The title of the report.
    allow_private
        Addresses may lead into a private network (your own server).
    """
    from khaldun.tools.fetch.client import Fetcher
    from khaldun.workspace.adding import add_sources

    given = build_settings(published=published, publisher=publisher, url=url, title=title).given
    paths = find_inputs(sources)
    found: Counter[str] = Counter()
    with workspace_at(workspace) as here, contextlib.ExitStack() as closing:
        fetcher = None
        if any(is_address(path) for path in paths):
            fetcher = closing.enter_context(Fetcher(allow_private=allow_private))
        added = add_sources(here, paths, given=given, clock=now, fetcher=fetcher, stdin=sys.stdin.buffer.read)
        for done, outcome in enumerate(added, start=1):
            found[outcome.what] += 1
            say_bar("Adding", done, len(paths))
            if outcome.what == "failed":
                say_progress("")
                say(f"{outcome.source} was not added: {outcome.message}", outcome.advice)
    say_progress("")
    known = f", {found['known']:,} were there already" if found["known"] else ""
    failed = f", {found['failed']:,} could not be had" if found["failed"] else ""
    say(f"{found['added']:,} added{known}{failed}.", "Code them: khaldun run" if found["added"] else "")
    return 1 if found["failed"] else 0


def run(
    *,
    workspace: Where = None,
    jobs: int | None = None,
    timeout: float = 120,
    memory: int = 4000,
    retry: Annotated[bool, Parameter(negative="")] = False,
    data: Path | None = None,
) -> int:
    """Code what is new in the workspace, and what another version of Khaldun has coded. Decisions stay.

    An input is kept whole or not at all; a run that was ended resumes where it was.
    Exit code: 0 all done, 1 some report failed (the others are coded) or another run is under way, 2 wrong usage.

    Parameters
    ----------
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    jobs
        How many worker processes code (default: as khaldun.toml says).
    timeout
        The seconds that one report may take.
    memory
        The megabytes that a worker may take.
    retry
        Try again what has failed.
    data
        The folder of gazetteers (default: $KHALDUN_DATA, else the system's folder for user data).
    """
    from khaldun.tools.build import build_tools
    from khaldun.workspace.coding import code_new

    with workspace_at(workspace) as here:
        settings = build_settings(reader=here.config.code.reader, data=data)
        settings = msgspec.structs.replace(settings, archive=here.folder / ARCHIVE)
        say_reader(settings)
        tools = build_tools(settings, progress=say_bar)
        say_progress("")
        told, started = Stored(), time.monotonic()
        workers = _number(jobs if jobs is not None else here.config.code.jobs)
        limits = Limits(seconds=timeout, megabytes=memory)
        for coded in code_new(here, settings, tools, jobs=workers, limits=limits, clock=now, retry=retry):
            for failure in coded.failures:
                say_failure(failure)
            told += coded.stored
            say_progress(progress(coded.done, coded.total, time.monotonic() - started))
        say_progress("")
    _say_stored(told)
    return 1 if told.failures else 0


def _say_stored(told: Stored) -> None:
    if told == Stored():
        say("Nothing is new.", "Add reports: khaldun add")
        return
    said = [f"{told.reports:,} reports coded, {told.added:,} claims drafted"]
    for number, what in (
        (told.changed, "drafts changed"),
        (told.withdrawn, "withdrawn"),
        (told.asked_again, "decisions to be looked at again"),
        (told.failures, "failures"),
    ):
        if number:
            said.append(f"{number:,} {what}")
    say(f"{', '.join(said)}.", "Decide on them: khaldun review")


def _number(jobs: int) -> int:
    if jobs < 1:
        raise UsageError(f"{jobs} is no number of workers.", advice="Give 1 or more.")
    return jobs


def status(*, workspace: Where = None) -> int:
    """Tell how much the workspace holds, and what is left to decide.

    Parameters
    ----------
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.store import reports
    from khaldun.workspace.told import told_counts

    with workspace_at(workspace) as here, here.store.read() as connection:
        write_out(told_counts(reports.counts(connection), str(here.folder), here.store.where))
    return 0
