"""`khaldun code`: reports in, events out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from khaldun.cli.batch import How, code_batch, is_folder, open_gazetteer_first
from khaldun.cli.gather import gathered, keep_stdin
from khaldun.cli.out import has_colour, width, write
from khaldun.cli.placing import say_unplaced
from khaldun.cli.progress import Progress
from khaldun.cli.reading import say_reader, say_unsure
from khaldun.cli.say import say, say_bar, say_failure, say_progress
from khaldun.cli.settings import build_settings
from khaldun.errors import UsageError
from khaldun.pipeline import process
from khaldun.publish.acled import why_no_row
from khaldun.publish.formats import FORMATS, Look
from khaldun.publish.select import events_only as only_events
from khaldun.publish.select import sure_enough
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine
from khaldun.records.reports import Report
from khaldun.run.clock import Clock
from khaldun.run.inputs import STDIN, Input, find_inputs
from khaldun.run.local import run_local
from khaldun.run.parallel import run_parallel
from khaldun.run.sources import inputs_of, taker
from khaldun.run.tally import Tally, watch
from khaldun.run.workers import Limits
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.countries import packaged_countries

Inputs = Iterator[Input | FailureLine]
ReaderName = Literal["auto", "model", "rules"]
FormatName = Literal["table", "jsonl", "csv", "acled", "geojson", "html"]


def code(
    *inputs: Annotated[str, Parameter(allow_leading_hyphen=True)],
    format: FormatName = "table",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    title: str | None = None,
    events_only: Annotated[bool, Parameter(negative="")] = False,
    min_confidence: float = 0.0,
    reader: ReaderName = "auto",
    receipts: Annotated[bool, Parameter(negative="")] = False,
    map: Annotated[list[str] | None, Parameter(name="--map", negative="", consume_multiple=False)] = None,
    gazetteer: Path | None = None,
    data: Path | None = None,
    jobs: int | None = None,
    timeout: float | None = None,
    memory: int | None = None,
    resume: Annotated[bool, Parameter(negative="")] = False,
    archive: Path | None = None,
    allow_private: Annotated[bool, Parameter(negative="")] = False,
    verbose: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Code reports: files, folders, patterns, addresses or - in, a table of events out.

    Web pages, plain text, Markdown, and JSONL or CSV tables of reports are told by their content.
    Exit code: 0 all done, 1 some report failed (the others are done), 2 wrong usage.

    Parameters
    ----------
    inputs
        Files, folders, patterns ("reports/*.html"), addresses (https://…), or - for standard input.
    format
        table for a terminal, jsonl for everything, csv for a spreadsheet, acled for ACLED's columns, geojson for a map,
        html for a page with every receipt.
    output
        Write to this file, whole or not at all, instead of standard output. A folder (or a name that ends in /): a
        file an input, and a manifest by which the batch is resumed.
    published
        The day or instant of publication, year first (2019-11-16, 2019-11-16T01:30+03:00).
    publisher
        Who published the reports.
    url
        The address of the report.
    title
        The title of the report.
    events_only
        Only what is said to have happened, with a date and a place, and no background.
    min_confidence
        Only claims of at least this confidence, 0 to 1; what is left out is counted.
    reader
        Who reads: auto (the trained network and the rules together; the rules alone where there is no network), model
        (the network alone decides what is told), rules.
    receipts
        In the table, show below each row which words and rules each cell comes from.
    map
        A column of your table: NAME=COLUMN, as text=body; once for each. Names: name, title, text, published,
        publisher, url.
    gazetteer
        A gazetteer to use instead of the one in the data folder.
    data
        The data folder (default: $KHALDUN_DATA, else the system's folder for user data).
    jobs
        Code with so many worker processes; what comes out is the same.
    timeout
        The seconds that one report may take (120 with workers). A worker that takes longer is killed.
    memory
        The megabytes that a worker may take (4000 with workers).
    resume
        Go on with the batch in the folder of -o: pass over what is done, try again what failed.
    archive
        A folder that keeps the raw bytes of every input under their SHA-256, and where and when each was found. An
        address that it holds is fetched again only if it has changed.
    allow_private
        Addresses may lead into a private network (your own server).
    verbose
        Say how long each step of each report took (where no workers code).
    """
    _refuse_options(inputs)
    settings = build_settings(
        published=published, publisher=publisher, url=url, title=title, columns=map, gazetteer=gazetteer, data=data,
        reader=reader,
    )  # fmt: skip
    least = _share(min_confidence)
    paths = find_inputs(inputs)
    _keep_inputs(paths, output)
    limits = _limits(jobs, timeout, memory)
    look = Look(
        find_country=packaged_countries().get,
        today=settings.today,
        width=width() if output is None else 120,
        colour=output is None and has_colour(),
        receipts=receipts,
    )
    batch = output is not None and is_folder(output)
    if resume and not batch:
        raise UsageError("--resume goes on with a batch in a folder.", advice="Name the folder: -o FOLDER/.")
    say_reader(settings)
    how = How(
        format=format,
        events_only=events_only,
        least=least,
        resume=resume,
        jobs=jobs,
        limits=limits,
        verbose=verbose,
    )
    with gathered(paths, settings, archive=archive, allow_private=allow_private) as ready:
        if batch and output is not None:
            return code_batch(paths, output, ready, look, how)
        return _code_all(paths, output, ready, look, how)


def _code_all(paths: list[str], output: Path | None, settings: Settings, look: Look, how: How) -> int:
    """Codes into one output; exit code 1 if a report failed."""
    tally, far = Tally(), Progress(len(paths), passing=output is None and sys.stdout.isatty())
    if how.limits is None:
        stream = coded(paths, settings, over=far.over, verbose=how.verbose)
    else:
        stream = _by_workers(paths, settings, how.jobs or 1, how.limits, far)
    lines = watch(stream, tally, on_failure=say_failure, on_progress=far.tell)
    if how.events_only:
        lines = only_events(lines)
    unsure: Counter[str] = Counter()
    lines = sure_enough(lines, how.least, unsure)
    without_row: Counter[str] = Counter()
    if how.format == "acled":
        lines = _count_without_row(lines, without_row)
    write(FORMATS[how.format](lines, look), output)
    say_progress("")
    for warning, count in sorted(tally.warnings.items()):
        say(warning, f"({count} reports)" if count > 1 else "")
    say_unplaced(tally.unplaced, look.find_country)
    say_unsure(unsure, how.least)
    if without_row:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(without_row.items()))
        say(f"Claims without a row in ACLED's table: {reasons}.", "--format jsonl has them all.")
    return 1 if tally.failures else 0


def coded(
    paths: list[str], settings: Settings, *, over: Callable[[Inputs], Inputs] = iter, verbose: bool = False
) -> Iterator[ContractLine]:
    """The contract's lines of the inputs at `paths`, which pass through `over`."""
    tools = build_tools(settings, progress=say_bar)
    say_progress("")

    def stdin() -> bytes:
        data = sys.stdin.buffer.read()
        if settings.archive is not None:
            keep_stdin(data, settings.archive)
        return data

    inputs = over(inputs_of(paths, settings, stdin))

    def code_one(report: Report) -> Iterator[ContractLine]:
        clock = Clock()
        yield from process(report, tools, settings, step=clock.step)
        if verbose:
            say_progress("")
            say(f"{report.name}: {clock.told()}")

    return run_local(inputs, ingest=taker(settings), process=code_one)


def _limits(jobs: int | None, timeout: float | None, memory: int | None) -> Limits | None:
    """What a report may take, null where it is coded in this process (then nothing can be killed)."""
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs {jobs} is no number of workers.", advice="Give 1 or more.")
    if jobs is None and timeout is None and memory is None:
        return None
    usual = Limits()
    return Limits(seconds=timeout or usual.seconds, megabytes=memory or usual.megabytes)


def _by_workers(
    paths: list[str], settings: Settings, jobs: int, limits: Limits, far: Progress
) -> Iterator[ContractLine]:
    """As `coded`, by worker processes."""
    if STDIN in paths:
        raise UsageError("Standard input cannot be given to workers.", advice="Save it as a file, or leave --jobs out.")
    open_gazetteer_first(settings)
    for lines in far.over(run_parallel(paths, settings, jobs=jobs, limits=limits)):
        yield from lines


def _share(least: float) -> float:
    if not 0.0 <= least <= 1.0:
        raise UsageError(f"--min-confidence {least} is no share.", advice="Give a number from 0 to 1.")
    return least


def _refuse_options(inputs: tuple[str, ...]) -> None:
    """Only "-" may be an input that begins so: the rest are options that there are none of."""
    for name in inputs:
        if name.startswith("-") and name != STDIN:
            raise UsageError(
                f"There is no option {name}.", advice=f"See khaldun code --help; a file so called is ./{name}."
            )


def _keep_inputs(paths: list[str], output: Path | None) -> None:
    """An output that would overwrite one of the inputs is a mistake."""
    if output is None or not output.exists():
        return
    for path in paths:
        if path != STDIN and Path(path).exists() and output.samefile(path):
            raise UsageError(f"{output} is one of the inputs.", advice="Give -o another name.")


def _count_without_row(lines: Iterable[ContractLine], reasons: Counter[str]) -> Iterator[ContractLine]:
    for line in lines:
        if isinstance(line, ClaimLine) and (reason := why_no_row(line)):
            reasons[reason] += 1
        yield line
