"""`khaldun code … -o FOLDER/`: a batch, resumed by its manifest, coded by workers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from khaldun.cli.placing import say_unplaced
from khaldun.cli.progress import progress
from khaldun.cli.reading import say_unsure
from khaldun.cli.say import say, say_failure, say_progress
from khaldun.errors import UsageError
from khaldun.publish.formats import FORMATS, Look
from khaldun.publish.select import events_only as only_events
from khaldun.publish.select import sure_enough
from khaldun.records.lines import ContractLine, FailureLine
from khaldun.run.batch import fingerprint, plan, write_batch
from khaldun.run.inputs import STDIN
from khaldun.run.keep import Archive
from khaldun.run.parallel import run_parallel
from khaldun.run.unplaced import Unplaced
from khaldun.run.workers import Limits
from khaldun.settings import Settings
from khaldun.tools.build import build_tools

SUFFIXES = {"table": ".txt", "jsonl": ".jsonl", "csv": ".csv", "acled": ".csv", "geojson": ".geojson", "html": ".html"}


class How(msgspec.Struct, frozen=True, kw_only=True):
    """How a run is coded. Without `limits` it is coded in this process; a batch never is."""

    format: str
    events_only: bool
    least: float
    resume: bool
    jobs: int | None
    limits: Limits | None
    verbose: bool


def is_folder(output: Path) -> bool:
    """Whether -o names a folder: one that is there, or a name without a suffix that is not there yet."""
    return output.is_dir() or (not output.exists() and not output.suffix)


def open_gazetteer_first(settings: Settings) -> str:
    """Unpacks the gazetteer before workers would all do so; returns the versions of what codes."""
    from khaldun.cli.say import say_bar

    versions = build_tools(settings, progress=say_bar).versions
    say_progress("")
    return repr(versions)


def code_batch(paths: list[str], folder: Path, settings: Settings, look: Look, how: How) -> int:
    """Codes a batch into a folder; exit code 1 if a report failed."""
    if STDIN in paths:
        raise UsageError("Standard input is no batch.", advice="Name files, or give -o a file.")
    versions = open_gazetteer_first(settings)
    made_by = fingerprint(
        versions, how.format, how.events_only, how.least, settings.given, sorted(settings.columns.items())
    )
    archive = Archive(settings.archive) if settings.archive else None
    jobs, stand = plan(paths, folder, suffix=SUFFIXES[how.format], made_by=made_by, resume=how.resume, archive=archive)
    if stand:
        say(f"{len(stand):,} of {len(paths):,} inputs are done and stand.")
    results = run_parallel([job.input for job in jobs], settings, jobs=how.jobs or 1, limits=how.limits or Limits())

    def publish(lines: list[ContractLine]) -> Iterator[bytes]:
        kept = sure_enough(lines, how.least, unsure)
        return FORMATS[how.format](only_events(kept) if how.events_only else kept, look)

    unsure: Counter[str] = Counter()
    failed, started, unplaced = 0, time.monotonic(), Unplaced()
    for done, (entry, lines) in enumerate(
        write_batch(jobs, results, folder, made_by=made_by, publish=publish), start=1
    ):
        for line in lines:
            unplaced.add(line)
            if isinstance(line, FailureLine):
                say_failure(line)
        failed += entry.failures
        say_progress(progress(done, len(jobs), time.monotonic() - started))
    say_progress("")
    say_unplaced(unplaced, look.find_country)
    say_unsure(unsure, how.least)
    say(
        f"{len(jobs):,} inputs coded into {folder}, {failed:,} failures.",
        "Try those again with --resume." if failed else "",
    )
    return 1 if failed else 0
