"""`khaldun watch`: what is new in feeds, pages and folders is added and coded, again and again."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter

from khaldun.cli.progress import progress
from khaldun.cli.say import say, say_bar, say_failure, say_progress
from khaldun.cli.settings import build_settings
from khaldun.cli.workspace import Where, now, workspace_at
from khaldun.errors import KhaldunError, UsageError
from khaldun.run.workers import Limits
from khaldun.workspace.keeping import Stored

if TYPE_CHECKING:
    from khaldun.pipeline import Tools
    from khaldun.seal.keys import Keys
    from khaldun.tools.fetch.client import Fetcher
    from khaldun.workspace.open import Workspace

_SAID = (
    ("failed", "failed"),
    ("held", "held back after a redaction"),
    ("waiting", "still being written"),
    ("resting", "left in peace"),
    ("left", "left for the next look"),
)


def watch(
    *,
    workspace: Where = None,
    once: Annotated[bool, Parameter(negative="")] = False,
    most: int = 100,
    jobs: int | None = None,
    timeout: float = 120,
    memory: int = 4000,
    data: Path | None = None,
    allow_private: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Look at the feeds, pages and folders that khaldun.toml names, add what is new, and code it; again and again.

    Ctrl-C ends it. Exit code: 0 ended; with --once 1 if something failed (all else is done); 2 wrong usage.

    Parameters
    ----------
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    once
        Look once, and end (for cron).
    most
        How many new addresses are asked for in one look.
    jobs
        How many worker processes code (default: as khaldun.toml says).
    timeout
        The seconds that one report may take.
    memory
        The megabytes that a worker may take.
    data
        The folder of gazetteers (default: $KHALDUN_DATA, else the system's folder for user data).
    allow_private
        Addresses may lead into a private network (your own server).
    """
    if most < 1 or (jobs is not None and jobs < 1):
        raise UsageError("--most and --jobs take 1 or more.", advice="Leave them out for the usual.")
    from khaldun.tools.fetch.client import Fetcher
    from khaldun.workspace.watching import repeat

    limits = Limits(seconds=timeout, megabytes=memory)
    watching = Watching(
        workspace, most, jobs, limits, data, make_fetcher=lambda: Fetcher(allow_private=allow_private), clock=now
    )
    if once:
        return 1 if watching.look() else 0
    try:
        repeat(watching.look_and_go_on, time.sleep)
    except KeyboardInterrupt:
        say_progress("")
        say("Ended. What was added and coded is kept.")
    return 0


@dataclass
class Watching:
    """Looks at what is watched; settings are read anew for each look, tools are built when they are first needed."""

    folder: Path | None
    most: int
    jobs: int | None
    limits: Limits
    data: Path | None
    make_fetcher: Callable[[], Fetcher]
    clock: Callable[[], dt.datetime]
    keys: Keys | None = None  # of an encrypted workspace, once they are known: nobody is there to be asked again
    tools: dict[str, Tools] = field(default_factory=dict)  # by the reader's name
    minutes: float = 60

    def look_and_go_on(self) -> float:
        """One look; what goes wrong with it is told, and the next one comes all the same. Returns minutes to wait."""
        try:
            self.look()
        except UsageError:
            raise
        except KhaldunError as error:
            say_progress("")
            say(error.message, error.advice)
        say(f"The next look is in {self.minutes:g} minutes. Ctrl-C ends it.")
        return self.minutes

    def look(self) -> int:
        """One look; returns how much failed."""
        from khaldun.workspace.one_round import one_round
        from khaldun.workspace.watching import is_waiting, watched

        with workspace_at(self.folder, keys=self.keys) as here:
            self.keys = here.archive.keys
            watched(here.config.watch)
            self.minutes = here.config.watch.minutes
            with one_round(here.folder):
                found = self._add_new(here)
                told = self._code(here) if is_waiting(here) else Stored()
        say_progress("")
        say(_told(self.clock(), found, told))
        return found["failed"] + told.failures

    def _add_new(self, here: Workspace) -> Counter[str]:
        from khaldun.workspace.watching import Watcher

        found: Counter[str] = Counter()
        with self.make_fetcher() as fetcher:
            for outcome in Watcher(here, fetcher, self.clock, self.most).look():
                found[outcome.what] += 1
                say_progress(f"Looking: {found['added']:,} added; {outcome.source}")
                if outcome.what in {"failed", "held"}:
                    say_progress("")
                    say(f"{outcome.source} was not added: {outcome.message}", outcome.advice)
        return found

    def _code(self, here: Workspace) -> Stored:
        """Codes what is new; another run that is under way is told, and what it leaves is coded after the next look."""
        from khaldun.tools.build import build_tools
        from khaldun.workspace.coding import code_new
        from khaldun.workspace.open import ARCHIVE

        reader = here.config.code.reader
        settings = msgspec.structs.replace(build_settings(reader=reader, data=self.data), archive=here.folder / ARCHIVE)
        if reader not in self.tools:
            self.tools[reader] = build_tools(settings, progress=say_bar)
        told, started = Stored(), time.monotonic()
        jobs = self.jobs or max(here.config.code.jobs, 1)
        for coded in code_new(here, settings, self.tools[reader], jobs=jobs, limits=self.limits, clock=self.clock):
            for failure in dict.fromkeys((*coded.failures, *coded.stored.held)):
                say_failure(failure)
            told += coded.stored
            say_progress(progress(coded.done, coded.total, time.monotonic() - started))
        return told


def _told(time: dt.datetime, found: Counter[str], told: Stored) -> str:
    """A round in a line."""
    said = [f"{found['added']:,} added", *(f"{found[what]:,} {words}" for what, words in _SAID if found[what])]
    if told != Stored():
        said.append(f"{told.reports:,} reports coded, {told.added:,} claims drafted")
        said += [f"{told.asked_again:,} decisions to be looked at again"] if told.asked_again else []
        said += [f"{told.failures:,} failures"] if told.failures else []
    return f"{time:%Y-%m-%d %H:%M} UTC: {', '.join(said)}."
