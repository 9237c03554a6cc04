"""Tasks done by several processes: what comes out is the same, and in the same order, whatever their number.

Few tasks are done here: other processes have to start first.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from khaldun.errors import KhaldunError

FEW = 6  # tasks that are done here
_WINDOW = 3  # tasks under way or waiting to be told, for each process: what memory may hold

_ALIVE = 200_000  # objects that a task may make and keep before what nobody needs is looked for

Task = TypeVar("Task")
Result = TypeVar("Result")


class CrewError(KhaldunError):
    """A process that did tasks was ended from outside. Ends the run with exit 1."""


class Crew(Generic[Task, Result]):
    """Does tasks: `here` in this process; where there are many, in `jobs` others, in each of which `start` makes what
    does them. Tasks, results and `start` are pickled on their way; errors arrive as they were raised."""

    def __init__(
        self,
        here: Callable[[Task], Result],
        *,
        start: Callable[[], Callable[[Task], Result]] | None = None,
        jobs: int = 1,
    ) -> None:
        self._here, self._start, self._jobs = here, start, jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """Each task with its result, in their order.

        Raises:
            CrewError: a process was ended from outside.
        """
        waiting = iter(tasks)
        first = list(islice(waiting, FEW + 1))
        others = self._others(many=len(first) > FEW)
        if others is None:
            yield from ((task, self._here(task)) for task in chain(first, waiting))
            return
        given: deque[tuple[Task, Future[Any]]] = deque()
        for task in chain(first, waiting):
            given.append((task, _asked(others.submit, task)))
            if len(given) >= _WINDOW * self._jobs:
                yield _answered(*given.popleft())
        while given:
            yield _answered(*given.popleft())

    def _others(self, *, many: bool) -> ProcessPoolExecutor | None:
        if self._pool is None and many and self._start is not None and self._jobs > 1:
            self._pool = ProcessPoolExecutor(
                self._jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._start,)
            )
        return self._pool


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _asked(submit: Callable[..., Future[Any]], task: Task) -> Future[Any]:
    try:
        return submit(_do, task)
    except BrokenProcessPool as error:
        raise _ended() from error


def _answered(task: Task, future: Future[Result]) -> tuple[Task, Result]:
    try:
        return task, future.result()
    except BrokenProcessPool as error:
        raise _ended() from error


def _ended() -> CrewError:
    return CrewError(
        "A process that took part was ended from outside (its memory, most likely), or could not start.",
        advice="Try with --jobs 1, or with less beside it.",
    )


# In the other processes: what does a task.
_doing: list[Callable[[Any], Any]] = []


def _begin(start: Callable[[], Callable[[Any], Any]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked is interrupted, and ends the others
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _doing[:] = [start()]
    # What is there now stays: looking through it for what nobody needs any more would cost a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALIVE)


def _end_with_parent() -> None:
    """Who is killed cannot end the others."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(task: Any) -> Any:
    return _doing[0](task)
