"""The inputs of a run: files, folders, glob patterns, addresses and "-" → (origin, name, bytes)."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from khaldun.errors import ItemError, TooLargeError, UnreadableError, UsageError
from khaldun.ingest import looks_tabular
from khaldun.records.lines import FailureLine
from khaldun.run.addresses import is_address, name_of
from khaldun.run.archives import is_archive, open_archive
from khaldun.run.keep import Archive

STDIN = "-"
_MEGABYTE = 1_000_000


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The largest inputs taken, in bytes: one report, and a table of many."""

    report: int = 20 * _MEGABYTE
    table: int = 500 * _MEGABYTE


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """An input's bytes, of a web archive a stream of them: `origin` is its path, its address or "-", `name` the file's
    stem. `url` is where an address led, `charset` the encoding that its server named.
    """

    origin: str
    name: str
    data: bytes | BinaryIO
    url: str | None = None
    charset: str | None = None


def find_inputs(inputs: Iterable[str]) -> list[str]:
    """The paths, addresses and "-" that the arguments name, each once: folders walked, patterns expanded, in order.

    Hidden files and folders inside a folder are passed over.

    Raises:
        UsageError: a path does not exist, a pattern matches nothing, a folder holds no file, or nothing is named.
    """
    found: dict[str, None] = {}
    for name in inputs:
        found.update(dict.fromkeys(_expand(name)))
    if not found:
        raise UsageError("No input is given.", advice="Name a file, a folder, a pattern, or - for standard input.")
    return list(found)


def _expand(name: str) -> list[str]:
    if name == STDIN or is_address(name):
        return [name]
    path = Path(name)
    if path.is_dir():
        files = _walk(path)
        if not files:
            raise UsageError(f"The folder {name} holds no files.", advice="Name a folder with reports in it.")
        return files
    if path.exists():
        return [name]
    # Path.glob takes no absolute patterns.
    matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207
    if not matches:
        raise UsageError(f"There is no {name}.", advice="Check the path; - reads standard input.")
    return [file for match in matches for file in _expand_match(match)]


def _expand_match(match: str) -> list[str]:
    return _walk(Path(match)) if Path(match).is_dir() else [match]


def _walk(folder: Path) -> list[str]:
    files: list[str] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [str(Path(here, name)) for name in sorted(names) if not name.startswith(".")]
    return files


def read_inputs(
    paths: Iterable[str],
    *,
    stdin: Callable[[], bytes],
    limits: Limits,
    columns: Iterable[str] = (),
    archive: Archive | None = None,
) -> Iterator[Input | FailureLine]:
    """Each input's bytes, or the failure of one that is too large or cannot be read; the rest goes on.

    `columns` are the user's own names of table columns, by which a large table is told from a large report. `archive`
    holds what was found at the addresses.
    """
    known = tuple(columns)
    for path in paths:
        name = input_name(as_text(path))
        try:
            if as_text(path) != path:
                told = f"The name of {as_text(path)} holds bytes that are no text (UTF-8)."
                raise UnreadableError(told, advice="Rename it.")
            if archive is not None and is_address(path):
                visit, data = archive.read(path)
                yield Input(origin=path, name=name, data=data, url=visit.final, charset=visit.charset)
                continue
            if path != STDIN and is_archive(Path(path)):
                for part, stream in open_archive(Path(path)):
                    yield Input(origin=part, name=name, data=stream)
                continue
            data = stdin() if path == STDIN else _read(Path(path), limits, known)
            _check_size(data[:_MEGABYTE], len(data), path, limits, known)
            yield Input(origin=path, name=name, data=data)
        except ItemError as error:
            yield FailureLine(
                name=name, stage="ingest", error=type(error).__name__, message=error.message, advice=error.advice
            )


def input_name(path: str) -> str:
    """The name of an input's report, as long as nothing else takes it."""
    if path == STDIN:
        return "stdin"
    return name_of(path) if is_address(path) else Path(path).stem


def as_text(path: str) -> str:
    """A path without the bytes that no character stands for, as names of files may hold them."""
    return path.encode(errors="surrogateescape").decode(errors="replace")


def _read(path: Path, limits: Limits, known: tuple[str, ...]) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableError(f"{path} is not a file.", advice="Name a file, or a folder of files.")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(min(size, _MEGABYTE)) if size > limits.report else b""
            _check_size(head, size, str(path), limits, known)
            return head + file.read()
    except OSError as error:
        raise UnreadableError(
            f"{path} cannot be read ({error.strerror}).", advice="Check that it exists and may be read."
        ) from error


def _check_size(head: bytes, size: int, origin: str, limits: Limits, known: tuple[str, ...]) -> None:
    if size <= limits.report:
        return
    limit = limits.table if looks_tabular(head, known=known) else limits.report
    if size > limit:
        raise TooLargeError(
            f"{origin} has {size / _MEGABYTE:.0f} MB; the limit is {limit / _MEGABYTE:.0f} MB.",
            advice="Split it into its reports, or give them as a table (.jsonl, .csv).",
        )
