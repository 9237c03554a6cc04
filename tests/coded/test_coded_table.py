"""The user's own table: whose columns, which days, and rows that cannot be read."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from khaldun.coded.days import day_of, is_day_first
from khaldun.coded.table import MAX_FAULTS, read_table
from khaldun.errors import TableError

ACLED = (
    "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,country,location,latitude,longitude,fatalities\n"
    "SYR1,13 November 2019,Battles,Armed clash,Rebels,Army,Syria,Sarjah,35.71,36.5,6\n"
)
GED = (
    "id,date_start,date_end,where_coordinates,latitude,longitude,side_a,side_b,best,country\n"
    "7,2019-11-13 00:00:00.000,2019-11-14 00:00:00.000,Sarjah town,35.71,36.5,Government of Syria,IS,6,Syria\n"
)
OWN = (
    "claim_id,report_id,gazetteer_id,date_start,date_end,place,latitude,longitude\nc1,r,g,2019-11-13,2019-11-13,S,1,2\n"
)


@pytest.mark.parametrize(
    ("text", "kind", "name", "deaths"),
    [
        pytest.param(ACLED, "ACLED", "SYR1", 6, id="acled"),
        pytest.param(GED, "UCDP GED", "7", 6, id="ged"),
        pytest.param(OWN, "Khaldun", "c1", None, id="own"),
        pytest.param("Date,Town\n2019-11-13,Sarjah\n", "a table of its own", "", None, id="a-day-and-a-place"),
        pytest.param("day\tlat\tlon\n2019-11-13\t1\t2\n", "a table of its own", "", None, id="tabs-and-coordinates"),
    ],
)
def test_columns_are_told_by_their_headers(text: str, kind: str, name: str, deaths: int | None) -> None:
    table = read_table(text.encode())
    (row,) = table.rows
    assert (table.kind, row.name, row.deaths, row.start) == (kind, name, deaths, dt.date(2019, 11, 13))
    assert (row.number, row.line, table.faults, table.failed) == (2, 2, (), 0)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("\ufeffdate;place\n2019-11-13;Malé\n".encode(), id="utf-8-with-a-mark-and-semicolons"),
        pytest.param("date,place\n2019-11-13,Malé\n".encode("utf-16"), id="utf-16"),
        pytest.param("date,place\r\n2019-11-13,Malé\r\n".encode("cp1252"), id="cp1252-and-windows-lines"),
        pytest.param(b"sep=;\r\ndate;place\r\n2019-11-13;Mal\xe9", id="what-excel-writes"),
        pytest.param("\n\nDATE | Place \n2019-11-13|Malé\n".encode(), id="bars-and-empty-lines-first"),
        pytest.param('date,place\r2019-11-13,"Malé"\r'.encode(), id="old-macintosh"),
    ],
)
def test_encodings_and_what_parts_the_cells(data: bytes) -> None:
    (row,) = read_table(data).rows
    assert (row.start, row.place) == (dt.date(2019, 11, 13), "Malé")


def test_rows_that_cannot_be_read_are_named_by_their_line_and_the_rest_goes_on() -> None:
    lines = [
        "date,end_date,place,latitude,longitude,notes",
        '2019-11-13,,Sarjah,35.71,36.5,"two\nlines"',
        "yesterday,,Sarjah,,,",
        "2019-02-30,,Sarjah,,,",
        ",,Sarjah,,,",
        "2019-11-13,2019-11-12,Sarjah,,,",
        "2019-11-13,2021-11-12,Sarjah,,,",
        "2019-11-13,,,,,",
        "2019-11-13,,Sarjah,95,1,",
        "2019-11-13,,Sarjah,35,,",
        "2019-11-13,,Sarjah",
        "2019-11-13,,Sarjah,,,,,more",
        "",
        '2019-11-13,,"Sarjah,,,',
        '2019-11-14,,Kafr Nabl,"35,6","36,5",,',
    ]
    table = read_table("\n".join(lines).encode())
    assert [(fault.line, fault.reason.split(";")[0]) for fault in table.faults] == [
        (4, "'yesterday' is no day"),
        (5, "'2019-02-30' is a day that there is not"),
        (6, "it has no day"),
        (7, "it ends (2019-11-12) before it starts (2019-11-13)"),
        (8, "it lasts from 2019-11-13 to 2021-11-12, more than a year"),
        (9, "it names no place"),
        (10, "95, 1 lie off the earth"),
        (11, "'35', '' are no coordinates"),
        (12, "it has 3 cells where the header has 6"),
        (13, "it has 8 cells where the header has 6"),
        (15, "the row is broken (',' expected after '\"')"),
    ]
    assert [(row.number, row.line, row.place) for row in table.rows] == [(2, 2, "Sarjah"), (15, 16, "Kafr Nabl")]
    assert (table.rows[1].latitude, table.rows[1].longitude) == (35.6, 36.5)


def test_only_the_first_faults_are_named_and_all_are_counted() -> None:
    table = read_table(("date,place\n" + "x,y\n" * 500).encode())
    assert (len(table.faults), table.failed, table.rows) == (MAX_FAULTS, 500, ())


def test_quotes_that_never_close_end_the_reading_at_some_point() -> None:
    table = read_table(("date,place\n" + '2019-11-13,"x\n' * 300).encode())
    assert table.faults[-1].reason == "100 rows are broken; from here on nothing was read"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n\n", "is empty", id="blank"),
        pytest.param(b"PK\x03\x04....", "a workbook", id="workbook"),
        pytest.param(b"date,place\n\x00\x01", "NUL bytes", id="binary"),
        pytest.param(b"name,place\nx,y\n", "No column is a day; the columns are: name, place", id="no-day"),
        pytest.param(b"date,notes\n2019-11-13,x\n", "No column is a place", id="no-place"),
        pytest.param(b"date,latitude\n2019-11-13,1\n", "No column is a place", id="half-a-point"),
        pytest.param(b"date,place\n", "no rows", id="no-rows"),
        pytest.param(b"date,place\n3/4/2020,x\n5/6/2020,y\n", "two orders .3/4/2020.", id="days-in-two-orders"),
        pytest.param(b"date,place\n13/4/2020,x\n4/13/2020,y\n", "written in two orders", id="days-of-both-orders"),
    ],
)
def test_what_is_no_table_is_told(data: bytes, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read_table(data)


@pytest.mark.parametrize(
    ("cell", "day_first", "day"),
    [
        pytest.param("2019-11-03", None, "2019-11-03", id="iso"),
        pytest.param("2019/11/03", None, "2019-11-03", id="iso-slashes"),
        pytest.param("2019-11-03T10:00:00Z", None, "2019-11-03", id="iso-with-a-time"),
        pytest.param("3 November 2019", None, "2019-11-03", id="day-and-month"),
        pytest.param("03-Nov-2019", None, "2019-11-03", id="short-month"),
        pytest.param("3rd Sept. 2019", None, "2019-09-03", id="third-of-sept"),
        pytest.param("November 3, 2019", None, "2019-11-03", id="month-and-day"),
        pytest.param("03.11.2019", False, "2019-11-03", id="dots-say-the-day-first"),
        pytest.param("03/11/2019", True, "2019-11-03", id="day-first"),
        pytest.param("11/03/2019", False, "2019-11-03", id="month-first"),
    ],
)
def test_days_as_tables_write_them(cell: str, day_first: bool | None, day: str) -> None:
    assert day_of(cell, day_first=day_first).isoformat() == day


@pytest.mark.parametrize("cell", ["43785", "2019-13-01", "31 June 2019", "13 Nonsense 2019", "03/11/19", "13 November"])
def test_what_is_no_day_is_told(cell: str) -> None:
    with pytest.raises(ValueError, match="day"):
        day_of(cell, day_first=None)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        pytest.param(["2019-11-13", "3.4.2020"], None, id="needs-not-know"),
        pytest.param(["3/4/2020", "13/4/2020"], True, id="day"),
        pytest.param(["3/4/2020", "4/13/2020"], False, id="month"),
    ],
)
def test_the_column_tells_the_order(cells: list[str], found: bool | None) -> None:
    for order in itertools.permutations(cells):
        assert is_day_first(order) is found
