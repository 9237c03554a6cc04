"""`khaldun watch`: looks at feeds, pages and folders, and adds what is new; politely, and never twice at once.

A feed's new entries are added as the pages that they lead to; one that leads nowhere of its own by its text in the
feed. What was seen is told from the archive's index (`seen`): a round begins where the last one ended, whoever ran it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

from khaldun.errors import DataError, FetchError, UnreadableError, UsageError
from khaldun.records.reports import Given
from khaldun.run.addresses import visit
from khaldun.run.keep import Visit
from khaldun.store import reports
from khaldun.store.reports import CODING, NEW
from khaldun.tools.fetch.client import Fetcher
from khaldun.workspace.adding import Outcome, add_sources
from khaldun.workspace.config import FILE, Watch
from khaldun.workspace.feed_news import News, in_turn, news_of
from khaldun.workspace.holding import held_back
from khaldun.workspace.open import ARCHIVE, Workspace
from khaldun.workspace.seen import Seen

MOST = 100  # new addresses in a round
SETTLED = 10.0  # seconds since a file was changed, from which on it counts as whole
_SHORTEST = 1.0  # minutes between two looks
_UNFINISHED = (".part", ".tmp", ".crdownload", ".swp", "~")

HELD, WAITING, RESTING, LEFT = "held", "waiting", "resting", "left"


@dataclass(frozen=True, slots=True)
class Watcher:
    """What a round needs: the workspace, a way to fetch, the time, and how many new addresses it may ask for."""

    workspace: Workspace
    fetcher: Fetcher
    clock: Callable[[], dt.datetime]
    most: int = MOST

    def look(self) -> Iterator[Outcome]:
        """One look at everything that is watched. What goes wrong with one thing stops no other.

        Beside what becomes of a source that is added, an outcome is "held" (words were taken out of it before),
        "waiting" (a file that is being written), "resting" (a host that has failed) or "left" (for the next round).
        """
        seen = seen_before(self.workspace)
        news: list[list[News]] = []
        for address in self.workspace.config.watch.addresses:
            yield from self._look_at(address, seen, news)
        yield from self._add_all(in_turn(news), seen)
        for name in self.workspace.config.watch.folders:
            yield from self._look_in(Path(self.workspace.folder, Path(name).expanduser()).resolve(), seen)

    def _look_at(self, address: str, seen: Seen, news: list[list[News]]) -> Iterator[Outcome]:
        """A watched address: what is new in a feed goes into `news`, a page is added if it has changed."""
        archive = self.workspace.archive
        if (until := seen.rests_until(address)) is not None and until > self.clock():
            yield _resting(address, until)
            return
        if (held := held_back(self.workspace, address)) is not None:
            yield Outcome(source=address, what=HELD, message=held.message, advice=held.advice)
            return
        visit(address, self.fetcher, archive)
        if (found := archive.last(address)) is not None:
            seen.note(found)
        try:
            found, data = archive.read(address)
            entries = news_of(data, found)
        except (FetchError, UnreadableError) as error:
            yield Outcome(source=address, what="failed", message=error.message, advice=error.advice)
            return
        if entries is None:
            yield from self._add(address)
        else:
            news.append([one for one in entries if not seen.is_known(one.address)])

    def _add_all(self, news: Iterator[News], seen: Seen) -> Iterator[Outcome]:
        asked = 0
        for new in news:
            if asked >= self.most:
                yield Outcome(source=new.address, what=LEFT)
            elif (until := seen.rests_until(new.address)) is not None and until > self.clock():
                yield _resting(new.address, until)
            elif (held := held_back(self.workspace, new.address)) is not None:
                yield Outcome(source=new.address, what=HELD, message=held.message, advice=held.advice)
            else:
                asked += 1
                yield from self._add_new(new)
                if (found := self.workspace.archive.last(new.address)) is not None:
                    seen.note(found)

    def _add_new(self, new: News) -> Iterator[Outcome]:
        """A page, fetched unless a look that was cut off has done so; or an entry's own text, kept under its feed's
        address."""
        if new.text is None:
            last = self.workspace.archive.last(new.address)
            kept = last is not None and last.sha256 is not None
            yield from self._add(new.address, fetcher=None if kept else self.fetcher)
            return
        headers = {"content-type": "text/html; charset=utf-8"}
        where = urldefrag(new.address).url
        self.workspace.archive.keep(
            new.text.encode("utf-8", "replace"),
            Visit(address=new.address, final=where, time=self.clock(), headers=headers),
        )
        yield from self._add(new.address, given=new.given)

    def _add(self, source: str, *, fetcher: Fetcher | None = None, given: Given | None = None) -> Iterator[Outcome]:
        """Adds a source; without a fetcher what the archive has of it."""
        yield from add_sources(
            self.workspace, [source], given=given or Given(), clock=self.clock, fetcher=fetcher, stdin=bytes
        )

    def _look_in(self, folder: Path, seen: Seen) -> Iterator[Outcome]:
        """The new and changed files of a folder."""
        own = self.workspace.folder.resolve()
        if not folder.is_dir() or own.is_relative_to(folder) or folder.is_relative_to(own / ARCHIVE):
            why = "holds the workspace itself, or its archive" if folder.is_dir() else "is no folder"
            yield Outcome(source=str(folder), what="failed", message=f"It {why}.", advice="Correct watch.folders.")
            return
        for path in files_in(folder):
            try:
                stands = path.stat()
            except OSError:
                continue  # it went while it was looked for
            last = self.workspace.archive.last(str(path))
            same = last is not None and last.size == stands.st_size and stands.st_mtime <= last.time.timestamp()
            if same and seen.is_known(str(path)):
                continue
            if 0 <= self.clock().timestamp() - stands.st_mtime < SETTLED:
                yield Outcome(source=str(path), what=WAITING)
            elif (held := held_back(self.workspace, str(path))) is not None:
                yield Outcome(source=str(path), what=HELD, message=held.message, advice=held.advice)
            else:
                yield from self._add(str(path))


def watched(config: Watch) -> None:
    """Checks that there is something to watch, and not too often.

    Raises:
        UsageError: nothing is watched.
        DataError: the pause is none.
    """
    if not config.addresses and not config.folders:
        raise UsageError(
            f"Nothing is watched: {FILE} names no watch.addresses and no watch.folders.",
            advice='Name some, as addresses = ["https://example.org/feed.xml"] under [watch].',
        )
    if not config.minutes >= _SHORTEST:
        raise DataError(f"{FILE}: watch.minutes is {config.minutes:g}.", advice="Give 1 or more.")


def seen_before(workspace: Workspace) -> Seen:
    """What was seen in earlier rounds."""
    with workspace.store.read() as connection:
        places = [added.origin for added in reports.inputs(connection)]
    return Seen(workspace.archive.visits(), places, rest=dt.timedelta(minutes=workspace.config.watch.minutes))


def is_waiting(workspace: Workspace) -> bool:
    """Whether something is to be coded."""
    with workspace.store.read() as connection:
        states = reports.counts(connection).inputs
    return bool(states.get(NEW) or states.get(CODING))


def files_in(folder: Path) -> Iterator[Path]:
    """The files of a folder and those below it, hidden and unfinished ones passed over."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.lower().endswith(_UNFINISHED):
                yield Path(here, name)


def repeat(go: Callable[[], float], sleep: Callable[[float], None]) -> None:
    """Does it again and again, each time after as many minutes as it says, until it is interrupted."""
    while True:
        sleep(60 * go())


def _resting(address: str, until: dt.datetime) -> Outcome:
    return Outcome(
        source=address, what=RESTING, message=f"It has failed, and is left in peace until {until:%Y-%m-%d %H:%M} UTC."
    )
