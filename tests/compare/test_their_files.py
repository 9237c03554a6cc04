"""The user's file as it comes: whose columns, which rows, and what is said of those that are wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from comparing import ACLED, DYAD, GED, ROW, row, write_table

from khaldun.compare.theirs import File, read_file
from khaldun.errors import TableError


def read(folder: Path, rows: object, table: str = ACLED) -> File:
    return read_file(write_table(folder / "t.csv", rows, table).read_bytes(), "t.csv")  # type: ignore[arg-type]


def test_acled_and_ged_are_told_by_their_columns(tmp_path: Path) -> None:
    acled, ged = read(tmp_path, [ROW]), read(tmp_path, [DYAD], GED)
    assert (acled.table, ged.table) == (ACLED, GED)
    (one,), (other,) = acled.rows, ged.rows
    assert (one.start, one.day_precision, one.place_precision, one.deaths, one.violence) == (ROW.start, 1, 1, 6, None)
    assert (other.low, other.high, other.violence, other.name, other.actor2) == (6, 6, 1, "A1", "IS")


def test_older_names_of_columns_and_numbers_with_a_point(tmp_path: Path) -> None:
    path = write_table(tmp_path / "t.csv", [DYAD], GED)
    text = path.read_text().replace("best,high,low", "best_est,high_est,low_est").replace("6,6,6", "6.0,8.0,5.0")
    (one,) = read_file(text.encode(), "t").rows
    assert (one.deaths, one.high, one.low) == (6, 8, 5)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda text: text.encode("utf-8-sig"), id="a-mark"),
        pytest.param(lambda text: text.encode("cp1252"), id="cp1252"),
        pytest.param(lambda text: text.encode("utf-16"), id="utf-16"),
        pytest.param(lambda text: text.replace(",", ";").encode(), id="semicolons"),
        pytest.param(lambda text: text.replace("_", ".").replace("event", "EVENT").encode(), id="dots-and-capitals"),
    ],
)
def test_the_same_file_as_others_write_it(tmp_path: Path, data: Callable[[str], bytes]) -> None:
    text = write_table(tmp_path / "t.csv", [row(place="Malé")]).read_text(encoding="utf-8")
    (one,) = read_file(data(text), "t").rows
    assert (one.place, one.start, one.latitude, one.name) == ("Malé", ROW.start, 35.86, "A1")


@pytest.mark.parametrize("year", [987, 1850, 1899])
def test_days_before_1900(tmp_path: Path, year: int) -> None:
    day = dt.date(year, 3, 10)
    text = write_table(tmp_path / "t.csv", [DYAD], GED).read_text().replace("2031-03-10", f"{year:04}-03-10")
    assert read_file(text.encode(), "t").rows[0].start == day


def test_rows_that_stand_twice_count_once_and_shared_ids_are_told(tmp_path: Path) -> None:
    file = read(tmp_path, [ROW, ROW, row(11), row(12, name="B"), row(12, name=""), row(12, name="")])
    assert [one.number for one in file.rows] == [2, 4, 5, 6, 7]
    assert (file.source.rows, file.source.repeated, file.source.shared_ids) == (5, 1, 1)


def test_a_file_that_was_cut_off_loses_its_last_row(tmp_path: Path) -> None:
    data = write_table(tmp_path / "t.csv", [row(day) for day in range(1, 9)]).read_bytes()
    file = read_file(data[:-60], "t")
    assert (len(file.rows), file.source.unread, file.faults[0].line) == (7, 1, 9)


def test_rows_without_coordinates_are_counted(tmp_path: Path) -> None:
    assert read(tmp_path, [ROW, row(11, latitude=None, longitude=None)]).source.unplaced == 1


def test_a_formula_is_no_figure_and_what_guards_one_is_taken_off(tmp_path: Path) -> None:
    file = read(tmp_path, [row(place="'=SUM(A1)", actor1="=1+1"), row(11)])
    assert (file.rows[0].place, file.rows[0].actor1) == ("=SUM(A1)", "=1+1")
    text = write_table(tmp_path / "t.csv", [ROW]).read_text().replace("35.86", "=30+5.86")
    assert read_file(text.encode(), "t").faults[0].reason == "'=30+5.86', '36.8' are no coordinates"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        pytest.param("event_date,event_type,sub_event_type,location,latitude,longitude",
                     "for ACLED it lacks the columns actor1, fatalities", id="acled"),
        pytest.param("date_start,where_coordinates,side_a,latitude,longitude,best",
                     "for UCDP GED it lacks the columns side_b, type_of_violence", id="ged"),
        pytest.param("date,place,notes", "It is neither ACLED's table nor GED's", id="neither"),
        pytest.param("claim_id,report_id,date_start,place", "It is a table of claims", id="claims"),
    ],
)  # fmt: skip
def test_columns_that_lack_are_named(columns: str, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read_file(f"{columns}\n{',' * columns.count(',')}\n".encode(), "t")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"PK\x03\x04 and no more", "damaged, or was cut off", id="half-a-workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0 and no more", "cannot be read", id="half-an-old-workbook"),
        pytest.param(b"\x00\x01\x02", "NUL bytes", id="binary"),
    ],
)
def test_what_is_no_table_is_told(data: bytes, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read_file(data, "t")
