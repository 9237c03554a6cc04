"""A batch into a folder: a result file an input, written whole or not at all, and a manifest by which it is resumed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from khaldun.errors import UsageError
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine
from khaldun.run.addresses import is_address
from khaldun.run.inputs import input_name
from khaldun.run.journal import Journal, read_journal
from khaldun.run.keep import Archive
from khaldun.run.output import write_file

MANIFEST = "manifest.jsonl"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an input: `status` is "done", or "failed" where a report of it failed.

    `sha256` is the input's, `made_by` a fingerprint of the versions and settings that made the output.
    """

    input: str
    sha256: str
    status: str
    output: str
    reports: int
    claims: int
    failures: int
    made_by: str


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """An input to be coded, and the file its result goes to."""

    input: str
    output: str
    sha256: str


def plan(
    paths: Sequence[str], folder: Path, *, suffix: str, made_by: str, resume: bool, archive: Archive | None = None
) -> tuple[list[Job], list[Entry]]:
    """What is to be done, and what was done before and stands: the same input, the same versions and settings.

    What failed is tried again. `archive` holds what was found at addresses. Each input has its own file: stems that
    repeat are numbered in the order of the inputs.

    Raises:
        UsageError: the folder holds a batch and `resume` is not set, or it is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", advice="Give -o a folder to write a batch to.")
    known = {entry.input: entry for entry in read_manifest(folder)}
    if known and not resume:
        raise UsageError(
            f"{folder} holds a batch already.", advice="Go on with it by --resume, or name another folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    jobs: list[Job] = []
    stand: list[Entry] = []
    for path, output in zip(paths, _outputs(paths, suffix), strict=True):
        job = Job(input=path, output=output, sha256=_hash(path, archive))
        entry = known.get(path)
        if entry is not None and _stands(entry, job, folder, made_by):
            stand.append(entry)
        else:
            jobs.append(job)
    return jobs, stand


def read_manifest(folder: Path) -> list[Entry]:
    """The manifest's entries, the last of each input; a line that was cut short counts as not written."""
    return list({entry.input: entry for entry in read_journal(folder / MANIFEST, Entry)}.values())


def write_batch(
    jobs: Sequence[Job],
    results: Iterable[list[ContractLine]],
    folder: Path,
    *,
    made_by: str,
    publish: Callable[[list[ContractLine]], Iterable[bytes]],
) -> Iterator[tuple[Entry, list[ContractLine]]]:
    """Writes each result as it comes and notes it in the manifest; yields the note and the lines."""
    with Journal(folder / MANIFEST) as manifest:
        for job, lines in zip(jobs, results, strict=True):
            write_file(publish(lines), folder / job.output)
            entry = _entry(job, lines, made_by)
            manifest.write(entry)
            yield entry, lines


def fingerprint(*values: object) -> str:
    """A hash of versions and settings: another one makes another result."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _stands(entry: Entry, job: Job, folder: Path, made_by: str) -> bool:
    same = entry.sha256 == job.sha256 and entry.made_by == made_by and entry.output == job.output
    return same and entry.status == "done" and (folder / entry.output).is_file()


def _entry(job: Job, lines: Sequence[ContractLine], made_by: str) -> Entry:
    failures = sum(isinstance(line, FailureLine) for line in lines)
    return Entry(
        input=job.input,
        sha256=job.sha256,
        status="failed" if failures else "done",
        output=job.output,
        reports=sum(isinstance(line, ReportLine) for line in lines),
        claims=sum(isinstance(line, ClaimLine) for line in lines),
        failures=failures,
        made_by=made_by,
    )


def _outputs(paths: Sequence[str], suffix: str) -> Iterator[str]:
    taken: set[str] = set()
    for path in paths:
        stem = input_name(path)
        name, number = stem, 1
        while name.lower() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.lower())
        yield f"{name}{suffix}"


def _hash(path: str, archive: Archive | None) -> str:
    """The SHA-256 of an input; "" of one that cannot be read (that is told when it is coded)."""
    if is_address(path):
        visit = archive.last(path) if archive else None
        return (visit.sha256 if visit else None) or ""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
