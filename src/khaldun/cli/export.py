"""`khaldun export`: claims as data that drops in where people already work, and endangers nobody."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from khaldun.cli.export_world import world
from khaldun.cli.say import say, say_bar, say_progress
from khaldun.cli.settings import build_settings
from khaldun.cli.workspace import Where, workspace_at
from khaldun.codebook.own import OwnCodebook, own_codebook
from khaldun.errors import UsageError
from khaldun.export.files import BESIDE, Asked, export_to
from khaldun.export.sources import FileSource, Source, WorkspaceSource
from khaldun.publish.export.formats import FORMATS, FormatName, TableName
from khaldun.publish.export.profile import SAFE, load_profile
from khaldun.publish.export.publishing import InvalidError, Tally
from khaldun.publish.export.sidecar.about import About, counts_of
from khaldun.run.contract import find_claims
from khaldun.run.crew import processors
from khaldun.run.inputs import STDIN
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.gazetteer.progress import no_progress

_SHOWN = 10
_OFTEN = 0.2  # seconds between two tellings of how far it is


def export(
    format: FormatName,
    *claims: Annotated[str, Parameter(allow_leading_hyphen=True)],
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    workspace: Where = None,
    table: TableName | None = None,
    codebook: Path | None = None,
    profile: Path | None = None,
    leave_out_invalid: Annotated[bool, Parameter(negative="")] = False,
    licence: str | None = None,
    citation: str | None = None,
    jobs: int | None = None,
    data: Path | None = None,
) -> int:
    """Export claims: a file in a format, and beside it its dictionary, where every cell comes from, and what was left
    out.

    Nothing is written unless all of it can be, and keeps what the table must keep.
    Exit code: 0 exported, 1 nothing was exported (or rows were left out as invalid, where that was asked for), 2 wrong
    usage.

    Parameters
    ----------
    format
        acled, ucdp, plover or hxl (CSV in their columns); csv, xlsx, parquet, geojson or geoparquet; jsonl for the
        claims themselves.
    claims
        Claims in JSON Lines, as khaldun code --format jsonl writes them: files, folders of them, or - for standard
        input. Without any: those of the workspace.
    output
        The file to write. What lies beside it is called as it, and more.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    table
        Another table for csv, xlsx, parquet, geojson or geoparquet: claims (each claim a row), acled, ucdp, plover or
        hxl.
    codebook
        A codebook of your own (YAML), which says what the rows and columns are, in another table's stead.
    profile
        A publishing profile (TOML): what is published, and what of it is withheld. Without one: safe by default.
    leave_out_invalid
        Leave out rows that break what the table must keep, and say so, instead of exporting nothing.
    licence
        The licence under which you publish the rows, for the note beside them.
    citation
        How the file is to be cited, for the note.
    jobs
        How many processes make the rows of many claims (default: one for each processor). The files are the same
        whatever their number.
    data
        The data folder (default: $KHALDUN_DATA, else the system's folder for user data).
    """
    if jobs is not None and jobs < 1:
        raise UsageError(f"{jobs} is no number of processes.", advice="Give --jobs 1 or more.")
    kind = FORMATS[format]
    if table is not None and kind.fixed and table != kind.table:
        raise UsageError(
            f"The format {format} holds the table {kind.table} and no other.",
            advice=f"Export csv, xlsx, parquet, geojson or geoparquet with --table {table}.",
        )
    own = _own(codebook, format, table)
    if claims and workspace is not None:
        raise UsageError("Claims come from files or from the workspace.", advice="Leave one of both out.")
    names = find_claims(claims)
    _keep_inputs(names, output)
    asked = Asked(
        format=format,
        table=table or kind.table,
        output=output,
        profile=SAFE if profile is None else load_profile(profile),
        leave_out_invalid=leave_out_invalid,
        licence=licence,
        citation=citation,
        codebook=own,
    )
    settings = build_settings(data=data)
    with _source(names, workspace) as source:
        around = world(settings, progress=say_bar)
        say_progress("")
        try:
            note = export_to(
                asked,
                source,
                around,
                _Far(source).tell,
                jobs=processors() if jobs is None else jobs,
                make_world=partial(world, settings, progress=no_progress),
            )
        except InvalidError as error:
            say_progress("")
            for fault in error.faults[:_SHOWN]:
                say(str(fault))
            raise
        finally:
            say_progress("")
        _say(asked, source, note)
    return 1 if note.tally.invalid else 0


def _own(codebook: Path | None, format: FormatName, table: TableName | None) -> OwnCodebook | None:
    """The codebook of the user's own that is asked for."""
    if codebook is None:
        return None
    if FORMATS[format].fixed or table is not None:
        what = f"The format {format}" if FORMATS[format].fixed else f"--table {table}"
        raise UsageError(
            f"{what} has a table of its own, and --codebook says another.",
            advice="Export csv, xlsx, parquet, geojson or geoparquet with --codebook, and without --table.",
        )
    return own_codebook(codebook, cast=packaged_codebook().file.cast)


@contextlib.contextmanager
def _source(names: list[str], workspace: Path | None) -> Iterator[Source]:
    if names:
        yield FileSource(names)
        return
    with workspace_at(workspace) as here:
        yield WorkspaceSource(here)


def _keep_inputs(names: list[str], output: Path) -> None:
    """An output that would overwrite one of the inputs is a mistake."""
    if any(name != STDIN and output.exists() and output.samefile(name) for name in names):
        raise UsageError(f"{output} is one of the inputs.", advice="Give -o another name.")


def _say(asked: Asked, source: Source, note: About) -> None:
    tally = note.tally
    say(
        f"{asked.output}: {counts_of(tally)}.",
        f"Beside it: {', '.join(f'.{each}' for each in BESIDE)}.",
    )
    if note.counts:
        rules = "; ".join(f"{count:,} {one.rule}" for one, count in note.counts)
        say(f"Without a row of their own: {rules}.", f"{asked.output}.left_out.csv says why.")
    if note.withheld:
        say(f"Withheld: {'; '.join(f'{what}: {count:,}' for what, count in note.withheld)}.")
    if note.head.opened:
        say(f"The profile opens harm controls: {', '.join(note.head.opened)}.", "Keep such a file in the house.")
    if note.remarks:
        say(f"{len(note.remarks):,} cells could not be written as they are.", f"{asked.output}.about.md lists them.")
    if note.bare:
        say(f"{note.bare:,} cells rest on no words and no rule: their claims were given without.")
    if source.failures:
        say(f"Reports that could not be read when they were coded, of which nothing is told: {source.failures:,}.")
    if tally.invalid:
        say(f"{tally.invalid:,} cells or rows were not as the table must have them; such rows are left out.")


class _Far:
    """How far an export is, told now and then."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._started = self._told = time.monotonic()

    def tell(self, tally: Tally, doing: str) -> None:
        now = time.monotonic()
        if doing == "rows" and now - self._told < _OFTEN:
            return
        self._told = now
        if doing != "rows":
            say_progress(doing)
            return
        rate = tally.claims / max(now - self._started, _OFTEN)
        share = f"{100 * self._source.share():.0f} %, " if self._source.share() else ""
        say_progress(f"{share}{tally.claims:,} claims, {tally.rows:,} rows; {rate:,.0f} claims a second")
