"""Rows of invented days, and what comparing asks of the world: the packaged folding and registry."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from khaldun.coded.table import ACLED, GED, CodedRow
from khaldun.compare.columns import Words, columns
from khaldun.compare.holding import Knowing, hold
from khaldun.compare.match import Matching, match
from khaldun.compare.ours import Ours
from khaldun.compare.result import Comparison, Source
from khaldun.compare.rules import packaged_rules
from khaldun.compare.score import Scorer
from khaldun.compare.sides import SidesAlike
from khaldun.measure.names import build_names
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.registry import load_registry

RULES = packaged_rules()
ROW = CodedRow(
    number=2, line=2, name="A1", start=dt.date(2031, 3, 10), end=dt.date(2031, 3, 10), place="Saraqib", country="Syria",
    latitude=35.86, longitude=36.80, event_type="Battles", sub_event_type="Armed clash",
    actor1="Military Forces of Syria", actor2="Rebels", deaths=6, day_precision=1, place_precision=1,
)  # fmt: skip
DYAD = msgspec.structs.replace(
    ROW, event_type="", sub_event_type="", violence=1, actor1="Government of Syria", actor2="IS", low=6, high=6
)


def row(day: int = 10, base: CodedRow = ROW, **changes: Any) -> CodedRow:
    """A row of that day of March 2031."""
    date = dt.date(2031, 3, day)
    return msgspec.structs.replace(base, **{"start": date, "end": date, **changes})


@cache
def knowing() -> Knowing:
    registry = load_registry()
    return Knowing(
        names=build_names(),
        fold=load_folding().fold,
        country_of=lambda name: next(iter(registry.countries_of(name)), None),
        rules=RULES,
    )


def matched(ours: Sequence[CodedRow], theirs: Sequence[CodedRow], table: str = ACLED) -> Matching:
    """The matching of two tables, without anything around it."""
    known = knowing()
    words = Words(fold=known.fold, country_of=known.country_of)
    mine, other = (columns(rows, table, words, RULES) for rows in (ours, theirs))
    sides = SidesAlike(known.names, known.fold, RULES.sides)
    return match(mine, other, Scorer(mine, other, words, sides, RULES), RULES)


def pairs(found: Matching) -> list[tuple[int, int]]:
    return list(zip(found.ours.tolist(), found.theirs.tolist(), strict=True))


def held(ours: Sequence[CodedRow] | Ours, theirs: Sequence[CodedRow], table: str = ACLED) -> Comparison:
    """Two tables held against each other."""
    mine = ours if isinstance(ours, Ours) else Ours(rows=tuple(ours))
    sources = Source(name="ours.csv", rows=len(mine.rows)), Source(name="theirs.csv", rows=len(theirs))
    return hold(table, mine, theirs, sources, knowing())


ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2", "country",
    "location", "latitude", "longitude", "geo_precision", "notes", "fatalities",
)  # fmt: skip
GED_COLUMNS = (
    "id", "relid", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "latitude", "longitude",
    "country", "date_prec", "date_start", "date_end", "best", "high", "low",
)  # fmt: skip


def write_table(
    path: Path, rows: Iterable[CodedRow], table: str = ACLED, *, more: dict[str, str] | None = None
) -> Path:
    """The rows in somebody's columns; `more` are cells that every row has instead."""
    names = ACLED_COLUMNS if table == ACLED else GED_COLUMNS
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        for one in rows:
            writer.writerow({**(_acled(one) if table == ACLED else _ged(one)), **(more or {})})
    return path


def _acled(one: CodedRow) -> dict[str, object]:
    return {
        "event_id_cnty": one.name, "event_date": one.start.strftime("%d %B %Y"), "time_precision": one.day_precision,
        "event_type": one.event_type, "sub_event_type": one.sub_event_type, "actor1": one.actor1, "actor2": one.actor2,
        "country": one.country, "location": one.place, "latitude": one.latitude, "longitude": one.longitude,
        "geo_precision": one.place_precision, "notes": "a note", "fatalities": one.deaths,
    }  # fmt: skip


def _ged(one: CodedRow) -> dict[str, object]:
    return {
        "id": one.number, "relid": one.name, "type_of_violence": one.violence, "side_a": one.actor1,
        "side_b": one.actor2, "where_prec": one.place_precision, "where_coordinates": one.place,
        "latitude": one.latitude, "longitude": one.longitude, "country": one.country, "date_prec": one.day_precision,
        "date_start": f"{one.start} 00:00:00.000", "date_end": f"{one.end} 00:00:00.000", "best": one.deaths,
        "high": one.high, "low": one.low,
    }  # fmt: skip


__all__ = ["ACLED", "DYAD", "GED", "ROW", "RULES", "held", "knowing", "matched", "pairs", "row", "write_table"]
