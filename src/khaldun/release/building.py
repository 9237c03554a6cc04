"""The files of a release, made of what was frozen: at first and ever after in one way, so that they are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from khaldun.codebook.own import OwnCodebook
from khaldun.errors import UsageError
from khaldun.export.files import Asked, export_to
from khaldun.export.sources import Source
from khaldun.export.world import World
from khaldun.publish.export.formats import FORMATS, FormatName, TableName
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.publishing import Tally
from khaldun.publish.export.sidecar.about import About
from khaldun.release.manifest import Choices

DEFAULT: tuple[FormatName, ...] = ("csv", "jsonl", "acled")
_ENDINGS = {
    "xlsx": ".xlsx",
    "jsonl": ".jsonl",
    "geojson": ".geojson",
    "geoparquet": ".geo.parquet",
    "parquet": ".parquet",
}
Tell = Callable[[str, Tally, str], None]


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file to be exported: what it is called, its table; `own`: a codebook of the user's own makes it instead."""

    name: str
    table: TableName
    own: bool = False


def file_names(choices: Choices) -> dict[FormatName, File]:
    """Each format's file.

    Raises:
        UsageError: two files would be called alike, or a table is named and no format takes it.
    """
    if not choices.formats:
        raise UsageError("A release without a format holds nothing.", advice="Give --format, as csv or acled.")
    other = choices.codebook.name if choices.codebook is not None else choices.table
    if choices.codebook is not None and choices.table is not None:
        raise UsageError(f"--table {choices.table} and --codebook say two tables.", advice="Leave one of both out.")
    if other is not None and all(FORMATS[name].fixed for name in choices.formats):
        raise UsageError(
            f"None of the formats {', '.join(choices.formats)} takes another table.",
            advice=f"Add csv, xlsx, parquet, geojson or geoparquet, which {other} can be put into.",
        )
    found = {name: _file(name, choices, other) for name in choices.formats}
    names = [file.name for file in found.values()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"Two of the formats would make {twice}.", advice="Leave one of them out.")
    return found


def _file(name: FormatName, choices: Choices, other: str | None) -> File:
    kind = FORMATS[name]
    called = kind.table if kind.fixed else other or kind.table
    table = kind.table if kind.fixed else choices.table or kind.table
    own = choices.codebook is not None and not kind.fixed
    return File(name=f"{called}{_ENDINGS.get(name, '.csv')}", table=table, own=own)


class Worlds(msgspec.Struct, frozen=True, kw_only=True):
    """The world that exports ask; with `make` (which makes the same in other processes) rows are made by `jobs`."""

    here: World
    make: Callable[[], World] | None = None
    jobs: int = 1

    def on(self, day: str) -> Worlds:
        """The same on another day: what is held back, and every time that is written, is that day's."""
        return replace(
            self,
            here=of_day(self.here, day),
            make=None if self.make is None else partial(_made_of_day, self.make, day),
        )


def build(
    folder: Path,
    choices: Choices,
    profile: Profile,
    worlds: Worlds,
    source: Source,
    tell: Tell,
    *,
    codebook: OwnCodebook | None = None,
) -> list[About]:
    """Writes the exported files, each with what lies beside it, into a folder; returns what there is in each.

    The day is the world's, and nothing else asks what time it is.

    Raises:
        KhaldunError: something cannot be exported; nothing of that file is there.
    """
    made = []
    for name, file in file_names(choices).items():
        asked = Asked(
            format=name,
            table=file.table,
            output=folder / file.name,
            profile=profile,
            leave_out_invalid=choices.leave_out_invalid,
            licence=choices.licence,
            citation=choices.citation,
            codebook=codebook if file.own else None,
        )
        made.append(
            export_to(asked, source, worlds.here, partial(tell, file.name), jobs=worlds.jobs, make_world=worlds.make)
        )
    return made


def of_day(world: World, day: str) -> World:
    """The world on another day."""
    today = dt.date.fromisoformat(day)
    return replace(world, today=today, known=replace(world.known, today=today))


def _made_of_day(make: Callable[[], World], day: str) -> World:
    return of_day(make(), day)


def coded_by(notes: Sequence[About]) -> dict[str, tuple[str, ...]]:
    """The versions that read and coded what is told in the files."""
    found: dict[str, set[str]] = {}
    for note in notes:
        for what, versions in note.tally.versions.items():
            found.setdefault(what, set()).update(versions)
    return {what: tuple(sorted(versions)) for what, versions in sorted(found.items())}
