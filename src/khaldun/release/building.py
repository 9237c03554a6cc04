"""The files of a release, made of what was frozen: at first and ever after in one way, so that they are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

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


def file_names(choices: Choices) -> dict[FormatName, tuple[str, TableName]]:
    """What each format's file is called, and its table.

    Raises:
        UsageError: two files would be called alike, or a table is named and no format takes it.
    """
    if not choices.formats:
        raise UsageError("A release without a format holds nothing.", advice="Give --format, as csv or acled.")
    free = [name for name in choices.formats if not FORMATS[name].fixed]
    if choices.table is not None and not free:
        raise UsageError(
            f"None of the formats {', '.join(choices.formats)} takes another table.",
            advice=f"Add csv, xlsx, parquet, geojson or geoparquet, which --table {choices.table} can be put into.",
        )
    found: dict[FormatName, tuple[str, TableName]] = {}
    for name in dict.fromkeys(choices.formats):
        table = (choices.table or FORMATS[name].table) if name in free else FORMATS[name].table
        found[name] = (f"{table}{_ENDINGS.get(name, '.csv')}", table)
    names = [file for file, _ in found.values()]
    twice = next((file for file in names if names.count(file) > 1), None)
    if twice is not None:
        raise UsageError(f"Two of the formats would make {twice}.", advice="Leave one of them out.")
    return found


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


def build(folder: Path, choices: Choices, profile: Profile, worlds: Worlds, source: Source, tell: Tell) -> list[About]:
    """Writes the exported files, each with what lies beside it, into a folder; returns what there is in each.

    The day is the world's, and nothing else asks what time it is.

    Raises:
        KhaldunError: something cannot be exported; nothing of that file is there.
    """
    made = []
    for name, (file, table) in file_names(choices).items():
        asked = Asked(
            format=name,
            table=table,
            output=folder / file,
            profile=profile,
            leave_out_invalid=choices.leave_out_invalid,
            licence=choices.licence,
            citation=choices.citation,
        )
        made.append(
            export_to(asked, source, worlds.here, partial(tell, file), jobs=worlds.jobs, make_world=worlds.make)
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
