"""What is compared: the user's files, and our side as a table: exported before, or made of claims on the way."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from khaldun.cli.export_world import world
from khaldun.cli.say import say, say_bar, say_progress
from khaldun.cli.workspace import workspace_at
from khaldun.coded.table import ACLED
from khaldun.compare.ours import Ours, ours_of
from khaldun.compare.result import Source as Told
from khaldun.compare.theirs import File, read_file
from khaldun.errors import ItemError, TableError, UsageError
from khaldun.export.sources import FileSource, Source, WorkspaceSource
from khaldun.export.world import World
from khaldun.publish.export import items
from khaldun.publish.export.formats import make_table
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.record import Record
from khaldun.publish.export.safe import Safe, apart_from_reports
from khaldun.publish.export.tables import LeftOut
from khaldun.run.contract import find_claims
from khaldun.run.inputs import STDIN
from khaldun.settings import Settings

_HEAD = 4096
_ADVICE = "Give a CSV file or a workbook with ACLED's 31 columns or GED's 49."


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be compared, and how: the files of our side (none: the workspace) and theirs."""

    ours: tuple[str, ...]
    theirs: Path
    workspace: Path | None
    profile: Profile
    day_first: bool | None


def read_theirs(asked: Asked) -> File:
    """Their file, with what of it could not be read told.

    Raises:
        UsageError: it cannot be read.
        TableError: it is no table of ACLED's or GED's columns.
    """
    if asked.theirs.is_file() and not _is_table(str(asked.theirs)):
        raise UsageError(f"{asked.theirs} holds claims, not a table.", advice="Theirs is given last: OURS THEIRS.")
    return _read(asked.theirs, day_first=asked.day_first)


def read_ours(asked: Asked, table: str, settings: Settings) -> tuple[Ours, Told]:
    """Our side as the table that theirs is, and what is told of it.

    Raises:
        UsageError: a file cannot be read.
        TableError: it is another table.
    """
    if len(asked.ours) == 1 and _is_table(asked.ours[0]):
        file = _read(Path(asked.ours[0]), day_first=asked.day_first)
        if file.table != table:
            raise UsageError(
                f"{asked.ours[0]} has {file.table}'s columns, {asked.theirs} has {table}'s: they cannot be compared.",
                advice=f"Export ours as {'acled' if table == ACLED else 'ucdp'}, or give the claims (JSON Lines).",
            )
        _say_beside(Path(asked.ours[0]))
        return Ours(rows=file.rows), file.source
    around = world(settings, progress=say_bar)
    record = Record()
    with _claims(asked) as source:
        made = make_table("acled" if table == ACLED else "ucdp", around.known, points=False)
        ours = ours_of(_published(source, asked.profile, around, record), made)
        say_progress("")
    if withheld := record.stated():
        say(f"Withheld of ours: {'; '.join(f'{what}: {count:,}' for what, count in withheld)}.")
    name = ", ".join(Path(one).name for one in asked.ours) or "the workspace"
    unplaced = sum(row.latitude is None for row in ours.rows)
    return ours, Told(name=name, rows=len(ours.rows), unplaced=unplaced)


@contextlib.contextmanager
def _claims(asked: Asked) -> Iterator[Source]:
    if asked.ours:
        yield FileSource(find_claims(asked.ours))
        return
    with workspace_at(asked.workspace) as here:
        yield WorkspaceSource(here)


def _published(source: Source, profile: Profile, around: World, record: Record) -> Iterator[items.Told | LeftOut]:
    """What may be published of claims: comparing shows no more than an export would."""
    safe = Safe(
        profile,
        registry=around.registry,
        ground=around.ground,
        day=around.today,
        adjectives=around.adjectives,
        record=record,
    )
    for batch in source.batches():
        say_progress(f"Reading ours: {100 * source.share():.0f} %")
        for told in batch.told():
            if isinstance(told, LeftOut):
                yield told
            else:
                yield from safe.of(told)
    yield from apart_from_reports(*safe.taken())


def _is_table(name: str) -> bool:
    """Whether a file holds a table rather than claims, which begin with a brace."""
    path = Path(name)
    if name == STDIN or path.is_dir():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror}).", advice=_ADVICE) from error
    return not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _read(path: Path, *, day_first: bool | None) -> File:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", advice=_ADVICE) from error
    say_progress(f"Reading {path.name} …")
    try:
        file = read_file(data, path.name, day_first=day_first)
    except ItemError as error:
        raise TableError(f"{path}: {error.message}", advice=error.advice or _ADVICE) from error
    finally:
        say_progress("")
    if file.source.unread:
        rows = "1 row" if file.source.unread == 1 else f"{file.source.unread:,} rows"
        say(f"{path}: {rows} cannot be read; the others are compared.")
        for fault in file.faults:
            say(f"{path}, line {fault.line}: {fault.reason}.")
    if not file.rows:
        raise TableError(f"{path}: none of its rows can be read.", advice=_ADVICE)
    return file


def _say_beside(path: Path) -> None:
    """Whoever gives an exported table is told that the claims themselves would tell more."""
    if path.with_name(f"{path.name}.left_out.csv").is_file():
        say(
            "By which rule we have no row is told where the claims are given instead of a table.",
            f"{path.name}.left_out.csv says it claim by claim.",
        )
