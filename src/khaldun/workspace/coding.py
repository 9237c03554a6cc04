"""`khaldun run`: codes what is new. An input is kept whole or not at all, so that a run that dies resumes behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from khaldun.pipeline import Tools
from khaldun.records.lines import FailureLine, ReportLine
from khaldun.run.batch import fingerprint
from khaldun.run.workers import Limits, run_workers
from khaldun.settings import Settings
from khaldun.store import decisions, reports
from khaldun.store.lock import one_run
from khaldun.store.reports import CODING, DONE, FAILED, Added
from khaldun.workspace.keeping import Stored, keep_lines
from khaldun.workspace.open import Workspace
from khaldun.workspace.recoding import Recoder
from khaldun.workspace.worker import Task, encode_task, serve


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """An input that was coded: what was kept of it, and the failures that it ended in. `done` of `total` are coded."""

    origin: str
    stored: Stored
    failures: tuple[FailureLine, ...]
    done: int
    total: int


def recoder_of(tools: Tools) -> Recoder:
    """What works out anew what follows from an edit."""

    def home_of(identity: str) -> str | None:
        actor = tools.registry.get(identity)
        return actor.home if actor is not None else None

    return Recoder(tools.codebook, tools.countries, home_of)


def code_new(
    workspace: Workspace,
    settings: Settings,
    tools: Tools,
    *,
    jobs: int,
    limits: Limits,
    clock: Callable[[], dt.datetime],
    retry: bool = False,
) -> Iterator[Coded]:
    """Codes what is new, or was coded by other versions; with `retry` also what has failed.

    Raises:
        StoreError: another run is under way, or the store gives out.
    """
    made_by = fingerprint(tools.versions, settings.reader)
    recoder = recoder_of(tools)
    with one_run(workspace.store, workspace.folder):
        with workspace.store.write() as connection:
            waiting = reports.inputs_to_code(connection, made_by, retry=retry)
            for added in waiting:
                reports.set_state(connection, added.id, CODING)
        if not waiting:
            return
        tasks = [encode_task(Task(origin=one.origin, sha256=one.sha256, given=one.given)) for one in waiting]
        results = run_workers(
            tasks, partial(serve, settings, workspace.archive.keys), jobs=min(jobs, len(tasks)), limits=limits
        )
        for place, lines in results:
            added = waiting[place]
            failures = tuple(line for line in lines if isinstance(line, FailureLine))
            state = DONE if any(isinstance(line, ReportLine) for line in lines) or not failures else FAILED
            with workspace.store.write() as connection:
                decisions.hold(connection)
                stored = keep_lines(connection, added.id, lines, recoder=recoder, time=clock())
                reports.set_state(connection, added.id, state, made_by=made_by, time=clock())
            yield _coded(added, stored, (*failures, *stored.held), place + 1, len(waiting))


def _coded(added: Added, stored: Stored, failures: tuple[FailureLine, ...], done: int, total: int) -> Coded:
    return Coded(origin=added.origin, stored=stored, failures=failures, done=done, total=total)
