"""Worker processes that can be killed: one report that hangs or swallows the memory costs that report only.

A worker says when it is ready, then takes an input and sends back the lines of its reports, one report a message. Where
one takes too long, or the worker dies of it, the report becomes a failure, and a new worker goes on behind it. What a
worker takes to start (its tables and the network are read) is not the report's time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import msgspec

from khaldun.records.lines import ContractLine, FailureLine

MEGABYTE = 1_000_000
_STARTING = 300.0  # seconds a worker may take to be ready
_WINDOW = 8  # inputs under way or waiting to be told, for each worker: what memory may hold


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one report may take: seconds, and megabytes of the worker's memory (null: no limit)."""

    seconds: float = 120
    megabytes: int | None = 4000


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """From a worker: it is ready, a report begins (`name`), its lines, or the input's end."""

    kind: str
    number: int = 0
    name: str = ""
    lines: tuple[ContractLine, ...] = ()


# Makes, in the worker, what turns an input and the number of reports to pass over into messages.
Serve = Callable[[], Callable[[str, int], Iterator[Message]]]

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Message)


def run_workers(
    paths: Sequence[str], serve: Serve, *, jobs: int, limits: Limits
) -> Iterator[tuple[int, list[ContractLine]]]:
    """The lines of each path, with its place in `paths`, in their order. At most a few inputs wait in memory."""
    crew = _Crew(serve, jobs, limits)
    ready: dict[int, list[ContractLine]] = {}
    told = 0
    try:
        for place, path in enumerate(paths):
            while place >= told + _WINDOW * jobs or not crew.has_room():
                crew.listen(ready)
                while told in ready:
                    yield told, ready.pop(told)
                    told += 1
            crew.give(place, path)
        while told < len(paths):
            while told not in ready:
                crew.listen(ready)
            yield told, ready.pop(told)
            told += 1
    finally:
        crew.stop()


class _Task(msgspec.Struct):
    """An input under way: its place and path, its lines so far, and the report being coded, if one has `begun`."""

    place: int
    path: str
    lines: list[ContractLine]
    number: int = 0
    name: str = ""
    begun: bool = False


class _Worker:
    def __init__(self, serve: Serve, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(theirs, serve, limits.megabytes), daemon=True)
        self.process.start()
        theirs.close()
        self.task: _Task | None = None
        self.since = 0.0
        self.ready = False

    def give(self, task: _Task) -> None:
        self.task = task
        self.since = time.monotonic()
        self.pipe.send((task.path, task.number))

    def due(self, limits: Limits) -> float:
        """When what it does has taken too long."""
        return self.since + (limits.seconds if self.ready else max(limits.seconds, _STARTING))

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class _Crew:
    """The workers, and what each has under way."""

    def __init__(self, serve: Serve, jobs: int, limits: Limits) -> None:
        self._serve, self._limits = serve, limits
        self._workers = [_Worker(serve, limits) for _ in range(jobs)]
        self._waiting: deque[_Task] = deque()

    def has_room(self) -> bool:
        """Whether a worker is idle, or one input waits at most for each."""
        return len(self._waiting) < len(self._workers)

    def give(self, place: int, path: str) -> None:
        self._waiting.append(_Task(place=place, path=path, lines=[]))
        self._hand_out()

    def listen(self, ready: dict[int, list[ContractLine]]) -> None:
        """Waits for a message or a report's time to be up; ended inputs go into `ready`."""
        self._hand_out()
        busy = [worker for worker in self._workers if worker.task is not None]
        now = time.monotonic()
        due = min((worker.due(self._limits) for worker in busy), default=now + 1)
        heard = wait([worker.pipe for worker in busy], timeout=max(due - now, 0.01))
        for at, worker in enumerate(self._workers):
            if worker.pipe in heard:
                self._hear(at, worker, ready)
            elif worker.task is not None and time.monotonic() > worker.due(self._limits):
                self._lose(at, worker, ready, "TimeoutError", f"took over {self._limits.seconds:g} seconds")

    def stop(self) -> None:
        for worker in self._workers:
            worker.kill()

    def _hand_out(self) -> None:
        for worker in list(self._workers):
            if worker.task is None and self._waiting:
                self._give(worker, self._waiting.popleft())

    def _give(self, worker: _Worker, task: _Task) -> None:
        """Gives a task to a worker, or to a new one in its place where it has died while nothing was asked of it."""
        try:
            worker.give(task)
        except OSError:
            worker.kill()
            fresh = self._workers[self._workers.index(worker)] = _Worker(self._serve, self._limits)
            fresh.give(task)

    def _hear(self, at: int, worker: _Worker, ready: dict[int, list[ContractLine]]) -> None:
        task = worker.task
        if task is None:
            return
        try:
            message = _decoder.decode(worker.pipe.recv_bytes())
        except (EOFError, OSError):
            self._lose(at, worker, ready, "MemoryError", "ended the worker that coded it (its memory, most likely)")
            return
        worker.since = time.monotonic()
        if message.kind == "ready":
            worker.ready = True
        elif message.kind == "begin":
            task.number, task.name, task.begun = message.number, message.name, True
        elif message.kind == "lines":
            task.lines.extend(message.lines)
            task.number, task.name, task.begun = task.number + 1, "", False
        else:
            ready[task.place] = task.lines
            worker.task = None
            self._hand_out()

    def _lose(self, at: int, worker: _Worker, ready: dict[int, list[ContractLine]], error: str, why: str) -> None:
        """The report is a failure; a new worker goes on behind it. Where none had begun, the input ends with it."""
        task = worker.task
        worker.kill()
        self._workers[at] = _Worker(self._serve, self._limits)
        if task is None:
            return
        task.lines.append(_failure(task, worker, error, why))
        if task.begun:
            task.number, task.name, task.begun = task.number + 1, "", False
            self._waiting.appendleft(task)
        else:
            ready[task.place] = task.lines
        self._hand_out()


def _failure(task: _Task, worker: _Worker, error: str, why: str) -> FailureLine:
    name = task.name or task.path
    if task.begun:
        message = f"{name} {why}: it was given up."
        advice = "Give it alone with a higher --timeout, or split it."
    elif worker.ready:
        message = f"{name} {why} while it was taken in: what was left of it was not coded."
        advice = "Give it alone with a higher --timeout or --memory, or split it."
    else:
        error, message = "StartError", f"The worker for {name} did not start, so it was not coded."
        advice = "Give it alone, without --jobs, --timeout and --memory, to see why, or give more --memory."
    return FailureLine(name=name, stage="process", error=error, message=message, advice=advice)


def _work(pipe: Connection, serve: Serve, megabytes: int | None) -> None:
    """A worker's life: an input, its messages, the next input."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        if megabytes is not None:
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        code = serve()
        pipe.send_bytes(_encoder.encode(Message(kind="ready")))
        while True:
            path, passed = pipe.recv()
            for message in code(path, passed):
                pipe.send_bytes(_encoder.encode(message))
            pipe.send_bytes(_encoder.encode(Message(kind="end")))
