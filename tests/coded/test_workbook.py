"""A workbook as spreadsheets write it is read as its CSV would be."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter

import khaldun.coded.workbook
from khaldun.coded.sheet import Record
from khaldun.coded.table import columns_known, table_of
from khaldun.coded.workbook import is_workbook, read_workbook
from khaldun.errors import TableError, TooLargeError

HEADER = ["date", "place", "latitude", "longitude", "deaths"]


def book(*sheets: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"})
    for rows in sheets:
        sheet = made.add_worksheet()
        for number, cells in enumerate(rows):
            for at, cell in enumerate(cells):
                sheet.write(number, at, cell)
    made.close()
    return out.getvalue()


def test_days_numbers_and_empty_rows() -> None:
    data = book([HEADER, [dt.date(2031, 3, 10), "Saraqib", 35.86, 36.8, 6], [], ["11 March 2031", "Afis", "", "", ""]])
    assert is_workbook(data)
    first, second = table_of(read_workbook(data, known=columns_known)).rows
    assert (first.start, first.latitude, first.deaths, first.number) == (dt.date(2031, 3, 10), 35.86, 6, 2)
    assert (second.start, second.latitude, second.deaths, second.number) == (dt.date(2031, 3, 11), None, None, 4)


def test_days_before_1900_are_text() -> None:
    (row,) = table_of(read_workbook(book([HEADER, ["1850-02-28", "Saraqib", "", "", 1]]), known=columns_known)).rows
    assert row.start == dt.date(1850, 2, 28)


def test_the_sheet_with_the_table_is_found() -> None:
    data = book([["About this file"]], [HEADER, ["2031-03-10", "Saraqib", 1, 2, 3]])
    assert len(table_of(read_workbook(data, known=columns_known)).rows) == 1


def test_of_a_formula_the_last_value_is_read() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["2031-03-10", "Saraqib", 1, 2])
    sheet.write_formula(1, 4, "=2+3", None, 5)
    made.close()
    (row,) = table_of(read_workbook(out.getvalue(), known=columns_known)).rows
    assert row.deaths == 5


def test_rows_can_be_read_again() -> None:
    sheet = read_workbook(book([HEADER, ["2031-03-10", "Saraqib", 1, 2, 3]]), known=columns_known)
    assert list(sheet.rows()) == list(sheet.rows()) == [Record(2, 2, ["2031-03-10", "Saraqib", "1", "2", "3"])]


@pytest.mark.parametrize("size", [100, 1_000, 3_000])
def test_one_that_was_cut_off_is_told(size: int) -> None:
    with pytest.raises(TableError, match="damaged, or was cut off"):
        read_workbook(book([HEADER] * 100)[:size], known=columns_known)


def test_one_without_cells_is_told() -> None:
    with pytest.raises(TableError, match="sheets are empty"):
        read_workbook(book([]), known=columns_known)


def test_one_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(khaldun.coded.workbook, "MOST_BYTES", 100)
    with pytest.raises(TooLargeError, match="unpacks to"):
        read_workbook(book([HEADER]), known=columns_known)
