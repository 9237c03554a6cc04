"""A real GED table: it is read whole, and the rows of a changed copy are found again in a dense war."""

from __future__ import annotations

import datetime as dt
import gzip
import random
from pathlib import Path

import msgspec
import pytest
from comparing import GED, matched

from khaldun.coded.table import CodedRow
from khaldun.compare.theirs import read_file

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def rows(shared: Path) -> tuple[CodedRow, ...]:
    file = read_file(gzip.decompress((shared / "data" / "ucdp" / "ged_syria_2016_2018.csv.gz").read_bytes()), "ged.csv")
    assert (file.table, file.source.unread, len(file.rows)) == (GED, 0, 14_522)
    return file.rows


def changed(row: CodedRow, chance: random.Random) -> CodedRow:
    """The row as another might have coded it."""
    if chance.random() < 0.2:
        day = dt.timedelta(chance.choice([-1, 1]))
        row = msgspec.structs.replace(row, start=row.start + day, end=row.end + day)
    if chance.random() < 0.4 and row.latitude is not None:
        row = msgspec.structs.replace(row, latitude=row.latitude + chance.uniform(-0.06, 0.06), place=f"{row.place} x")
    if chance.random() < 0.4 and row.deaths is not None:
        deaths = max(1, row.deaths + chance.choice([-2, -1, 1, 3]))
        row = msgspec.structs.replace(row, deaths=deaths, low=deaths, high=deaths)
    return row


def test_rows_of_a_changed_copy_are_found_again(rows: tuple[CodedRow, ...]) -> None:
    chance = random.Random(1)
    ours = [changed(row, chance) for row in rows[:6_000] if chance.random() > 0.35]
    theirs = [row for row in rows[:6_000] if chance.random() < 0.7]
    found = matched(ours, theirs, GED)
    right = [
        ours[i].number == theirs[j].number for i, j in zip(found.ours.tolist(), found.theirs.tolist(), strict=True)
    ]
    sure = [one for one, rivals in zip(right, found.rivals.tolist(), strict=True) if not rivals]
    both = {row.number for row in ours} & {row.number for row in theirs}
    assert sum(right) / len(both) > 0.85
    assert sum(right) / len(right) > 0.72
    assert sum(sure) / len(sure) > 0.90 and len(sure) > 1_500
