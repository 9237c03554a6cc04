"""In a worker process: an input's bytes from the archive, read and coded as any report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import msgspec

from khaldun.errors import DamagedError, ItemError, TooLargeError, UnreadableError
from khaldun.ingest import looks_tabular
from khaldun.pipeline import process
from khaldun.records.lines import FailureLine
from khaldun.records.reports import Given
from khaldun.run.addresses import is_address
from khaldun.run.archives import is_archive, open_archive
from khaldun.run.inputs import Input, input_name
from khaldun.run.keep import Archive
from khaldun.run.local import lines_of, taken_in
from khaldun.run.sources import taker
from khaldun.run.workers import Message
from khaldun.seal.keys import Keys
from khaldun.settings import Settings
from khaldun.tools.build import build_tools


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """An input to be coded, as it is handed to a worker."""

    origin: str
    sha256: str
    given: Given


def encode_task(task: Task) -> str:
    """A task as text."""
    return msgspec.json.encode(task).decode()


def serve(settings: Settings, keys: Keys | None = None) -> Callable[[str, int], Iterator[Message]]:
    """What codes tasks, with its tools built once; `keys` open an encrypted archive."""
    tools = build_tools(settings)
    archive = Archive(settings.archive, keys) if settings.archive else None

    def code(data: str, passed: int) -> Iterator[Message]:
        task = msgspec.json.decode(data, type=Task)
        take_in = taker(msgspec.structs.replace(settings, given=task.given))
        reports = taken_in(_inputs(task, archive, settings), take_in)
        for number, item in enumerate(reports):
            if number < passed:
                continue
            yield Message(kind="begin", number=number, name=item.name)
            yield Message(kind="lines", lines=tuple(lines_of(item, lambda report: process(report, tools, settings))))

    return code


def _inputs(task: Task, archive: Archive | None, settings: Settings) -> Iterator[Input | FailureLine]:
    name = input_name(task.origin)
    try:
        if archive is None:
            raise UnreadableError(
                f"{task.origin}: there is no archive to read it from.", advice="Name the workspace's."
            )
        file = archive.file(task.sha256)
        if is_archive(file):
            for _, stream in open_archive(file):
                yield Input(origin=task.origin, name=name, data=stream)
            return
        visit = archive.held(task.origin) if is_address(task.origin) else None
        if visit is not None and visit.sha256 != task.sha256:
            visit = None
        yield Input(
            origin=task.origin,
            name=name,
            data=_read(task, archive, settings),
            url=visit.final if visit else None,
            charset=visit.charset if visit else None,
        )
    except ItemError as error:
        yield FailureLine(
            name=name, stage="ingest", error=type(error).__name__, message=error.message, advice=error.advice
        )


def _read(task: Task, archive: Archive, settings: Settings) -> bytes:
    """The bytes as they were added."""
    try:
        data = archive.file(task.sha256).read_bytes()
    except DamagedError as error:
        raise UnreadableError(f"{task.origin}: {error.message}", advice=error.advice) from error
    except OSError as error:
        raise UnreadableError(
            f"{task.origin}: its bytes are not in the archive ({error.strerror}).", advice="Add it again."
        ) from error
    if hashlib.sha256(data).hexdigest() != task.sha256:
        raise UnreadableError(f"{task.origin}: its bytes in the archive were changed.", advice="Add it again.")
    limit = settings.report_limit
    if len(data) > limit and looks_tabular(data[:1_000_000], known=tuple(settings.columns.values())):
        limit = settings.table_limit
    if len(data) > limit:
        raise TooLargeError(
            f"{task.origin} has {len(data) / 1_000_000:.0f} MB; the limit is {limit / 1_000_000:.0f} MB.",
            advice="Split it into its reports, or add them as a table (.jsonl, .csv).",
        )
    return data
