"""`khaldun corpus resolve`: how well words are brought to the world."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from khaldun.cli.out import has_colour, width, write
from khaldun.cli.say import say, say_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khaldun.measure.actor_list import Coverage
    from khaldun.measure.resolving import Row

_KEPT = "test"  # cases of the test half are measured, never looked at


def resolve(
    passages: Path,
    *,
    data: Path,
    actors: Path,
    misses: Annotated[bool, Parameter(negative="")] = False,
    floors: Path | None = None,
    pin: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Measure how places, actors, days and numbers are resolved. Exit code 1 below a floor.

    Parameters
    ----------
    passages
        Our own passages: PART/dates.yaml and numbers.yaml (corpus/expressions).
    data
        The folder of the public sets (geoparsing, ucdp, gazetteer_wof, re3d, event_location).
    actors
        Phrases that mean actors, by offset (corpus/actors).
    misses
        Also list what is not right, but for test halves.
    floors
        A file of floors to hold the figures against.
    pin
        Write the floors anew, a little below the figures.
    """
    from khaldun.measure.actor_list import ACTORS, cover, read_listed
    from khaldun.measure.floors import below, read_floors
    from khaldun.measure.floors import pin as pinned
    from khaldun.measure.resolving import corpus_of, measure_all
    from khaldun.tools.registry import load_registry

    rows = []
    with tempfile.TemporaryDirectory() as work:
        for row in measure_all(data, passages, actors, Path(work)):
            rows.append(row)
            say_progress(f"{row.set} {row.part}")
    say_progress("")
    registry = load_registry()
    covered = list(cover(read_listed(data / ACTORS, registry.countries), registry))
    text = _table(rows) + "\n" + _coverage(covered)
    if misses:
        text += "".join(f"\n{row.country}\n" + "".join(f"  {name}\n" for name in row.unknown) for row in covered)
        text += "".join(f"\n{row.set}\n" + _lines(row) for row in rows if row.part != _KEPT)
    write([text.encode()], None)
    if floors is None:
        return 0
    figured: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        figured[row.part] |= row.figures
    if pin:
        write([pinned(figured, corpus_of(rows))], floors)
        return 0
    fallen = below(read_floors(floors), figured, corpus_of(rows))
    for line in fallen:
        say(line)
    return 1 if fallen else 0


def _lines(row: Row) -> str:
    from khaldun.publish.cells import shown

    return "".join(f"  {shown(miss)}\n" for miss in row.misses)


def _table(rows: Sequence[Row]) -> str:
    from khaldun.evaluate.tables import bounds, figure, printed, simple_table, text_console

    out, console = text_console(width=width(), colour=has_colour())
    table = simple_table("Resolved", "", "half", "cases", "right", "95 %", "wrong", "open", "first", "ceiling")
    for row in rows:
        open_ = row.count - row.right - row.wrong
        parts = (row.wrong, open_, row.first, row.ceiling)
        shares = [figure(part / row.count if row.count else None) for part in (row.right, *parts)]
        table.add_row(row.set, row.part, f"{row.count:,}", shares[0], bounds(row.bounds), *shares[1:])
    console.print(table)
    return printed(out).decode()


def _coverage(rows: Sequence[Coverage]) -> str:
    """UCDP's actors that the registry knows: shown, and held against nothing."""
    from khaldun.evaluate.tables import figure, printed, simple_table, text_console

    out, console = text_console(width=width(), colour=has_colour())
    columns = ("", "groups", "by id", "by name", "known", "communities", "peoples")
    table = simple_table("UCDP's list of actors, 1946–2021", *columns)
    for row in rows:
        known = figure((row.by_id + row.by_name) / row.groups if row.groups else None)
        counts = (row.groups, row.by_id, row.by_name, known, row.communities, row.peoples)
        table.add_row(row.country, *map(str, counts))
    console.print(table)
    return printed(out).decode()
