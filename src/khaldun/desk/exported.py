"""Making an export at the desk: as `khaldun export` makes it, into one archive, with what it holds and does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from khaldun.desk.wanted import Wanted
from khaldun.errors import TooLargeError
from khaldun.export.files import BESIDE, Asked, export_to
from khaldun.export.first_rows import first_rows
from khaldun.export.own import Cast, codebook_at
from khaldun.export.packing import pack_files
from khaldun.export.sources import WorkspaceSource
from khaldun.export.world import World
from khaldun.publish.cells import Cell, shown
from khaldun.publish.export.formats import FormatName
from khaldun.publish.export.profile import SAFE, Profile, load_profile
from khaldun.publish.export.publishing import Tally
from khaldun.publish.export.sidecar.about import About
from khaldun.workspace.open import Workspace

ROWS = 20  # that are shown before anything is fetched
MOST_BYTES, MOST_IN_MEMORY = 4_000_000_000, 500_000_000
_LOOK_EVERY = 0.5  # seconds between two looks at how large the files are
_LONGEST_CELL = 160
_SUFFIXES: dict[FormatName, str] = {
    "xlsx": "xlsx",
    "jsonl": "jsonl",
    "geojson": "geojson",
    "geoparquet": "parquet",
    "parquet": "parquet",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that is ready: the archive, the names of what is in it, the note, the first rows, the number of
    reports that could not be read when they were coded."""

    archive: Path
    size: int
    names: tuple[str, ...]
    note: About
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    failures: int


def make(
    wanted: Wanted, workspace: Workspace, make_world: Callable[[], World], folder: Path, *, cast: Cast, jobs: int
) -> Exported:
    """Makes an export in a folder, which is empty; only the archive stays there. Where there is much, `jobs` other
    processes take part, and `make_world` is asked in each. `cast` are the actors whom a codebook's cases may name.

    Raises:
        KhaldunError: nothing is exported, and why.
        TooLargeError: the files grow larger than the desk makes them.
    """
    world = make_world()
    codebook = codebook_at(wanted.codebook, cast) if wanted.codebook is not None else None
    table = codebook.name if codebook is not None else wanted.table
    name = f"{table}-{world.today.isoformat()}.{_SUFFIXES.get(wanted.format, 'csv')}"
    asked = Asked(
        format=wanted.format,
        table=wanted.table,
        output=folder / name,
        profile=_profile(wanted),
        leave_out_invalid=wanted.leave_out_invalid,
        licence=wanted.licence or None,
        citation=wanted.citation or None,
        codebook=codebook,
    )
    source = WorkspaceSource(workspace, wanted.chosen)
    most = MOST_IN_MEMORY if workspace.config.encrypted else MOST_BYTES
    note = export_to(asked, source, world, _within(folder, most), jobs=jobs, make_world=make_world)
    files = [folder / each for each in (name, *(f"{name}.{beside}" for beside in BESIDE))]
    first = first_rows(folder / name, wanted.format, ROWS)
    archive = (folder / name).with_suffix(".zip")
    pack_files(files, archive, day=world.today)
    for path in files:
        path.unlink()
    return Exported(
        archive=archive,
        size=archive.stat().st_size,
        names=tuple(path.name for path in files),
        note=note,
        columns=first.columns,
        rows=tuple(tuple(map(_seen, row)) for row in first.rows),
        failures=source.failures,
    )


def _profile(wanted: Wanted) -> Profile:
    return SAFE if wanted.profile is None else load_profile(wanted.profile)


def _within(folder: Path, most: int) -> Callable[[Tally, str], None]:
    """Looks now and then how large the files of a folder are.

    Raises (when called):
        TooLargeError: they are larger than `most` bytes together.
    """
    looked = monotonic()

    def look(tally: Tally, doing: str) -> None:
        nonlocal looked
        if doing == "rows" and monotonic() - looked < _LOOK_EVERY:
            return
        looked = monotonic()
        if sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) > most:
            raise TooLargeError(
                f"The files are larger than the desk makes them ({most / 1e9:g} GB).",
                advice="Choose fewer claims, or use the command: khaldun export … -o FILE",
            )

    return look


def _seen(cell: Cell) -> str:
    """A cell as it is looked at: on a line, not longer than can be read."""
    if cell is None:
        return ""
    text = shown(str(cell).lower() if isinstance(cell, bool) else str(cell))
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"
