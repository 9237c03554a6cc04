"""The formats: what stands in their cells, and what is kept out of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.publish.acled import why_no_row
from khaldun.publish.cells import csv_cell, csv_row, shown
from khaldun.publish.export.acled import row_id
from khaldun.publish.flat import COLUMNS
from khaldun.publish.formats import FORMATS, Look
from khaldun.publish.select import events_only, why_no_event
from khaldun.publish.words import number
from khaldun.records.codec import decode_line
from khaldun.records.facts import Fallback
from khaldun.records.lines import ClaimLine, ContractLine, CountLine, FailureLine, PlaceLine, ReportLine

SYRIA = SimpleNamespace(numeric=760, acled_name="Syria", region="Middle East")
LOOK = Look(find_country={"SYR": SYRIA}.get, today=dt.date(2026, 1, 2), width=140)
FAILURE = FailureLine(name="junk", stage="ingest", error="UnreadableError", message="It is empty.")


def changed(line: ClaimLine, **changes: Any) -> ClaimLine:
    return msgspec.structs.replace(line, **changes)


def with_place(line: ClaimLine, **changes: Any) -> ClaimLine:
    return changed(line, place=msgspec.structs.replace(line.place, **changes))


def with_coding(line: ClaimLine, **changes: Any) -> ClaimLine:
    return changed(line, coding=msgspec.structs.replace(line.coding, **changes))


def published(name: str, *lines: ContractLine, look: Look = LOOK) -> str:
    return b"".join(FORMATS[name](lines, look)).decode()


def rows(name: str, *lines: ContractLine) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(published(name, *lines))))


def test_jsonl_is_the_contract_line_for_line(report_line: ReportLine, claim_line: ClaimLine) -> None:
    lines = (report_line, claim_line, FAILURE)
    assert tuple(decode_line(line) for line in published("jsonl", *lines).splitlines()) == lines


def test_csv_has_one_row_a_claim_with_every_documented_column(report_line: ReportLine, claim_line: ClaimLine) -> None:
    (row,) = rows("csv", report_line, claim_line, FAILURE)
    assert list(row) == [column.name for column in COLUMNS]
    assert (row["publisher"], row["original_publisher"]) == ("Northern Mirror", "Front Wire")
    assert (row["date_start"], row["place"], row["place_quote"]) == ("2019-11-13", "Sarjah", "Sarjeh")
    assert (row["deaths_low"], row["deaths_high"], row["deaths_unbounded"]) == ("6", "", "true")
    assert row["longitude"] == "-0.5"
    assert row["notes"].startswith("'=On 13 November")
    assert row["rules"] == "dates/year-of-publication; actors/force-words; acled/lowest-figure"


def test_csv_keeps_unknown_empty_and_none_zero(claim_line: ClaimLine) -> None:
    none_killed = changed(claim_line, fatalities=CountLine(low=0, best=0, high=0))
    unknown = changed(claim_line, fatalities=None, date=None, place=None, actor1=None, coding=None, trigger=None)
    first, second = rows("csv", none_killed, unknown)
    assert (first["deaths_low"], second["deaths_low"]) == ("0", "")
    assert (second["date_start"], second["place"], second["actor1"], second["trigger"]) == ("", "", "", "")


def test_acled_has_its_31_columns_in_order(report_line: ReportLine, claim_line: ClaimLine) -> None:
    (row,) = rows("acled", report_line, claim_line, FAILURE)
    assert len(row) == 31
    assert row == {
        "event_id_cnty": row_id(claim_line.id), "event_date": "2019-11-13", "year": "2019", "time_precision": "1",
        "disorder_type": "Political violence", "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike", "actor1": "Military Forces of Syria", "assoc_actor_1": "",
        "inter1": "State forces", "actor2": "Rebels (Syria)", "assoc_actor_2": "", "inter2": "Rebel group",
        "interaction": "State forces-Rebel group", "civilian_targeting": "", "iso": "760", "region": "Middle East",
        "country": "Syria", "admin1": "Idlib", "admin2": "Ariha", "admin3": "", "location": "Sarjah",
        "latitude": "35.71", "longitude": "-0.5", "geo_precision": "1", "source": "Front Wire; Northern Mirror",
        "source_scale": "", "notes": "'=On 13 November, government warplanes struck the village of Sarjeh.",
        "fatalities": "6", "tags": "machine draft", "timestamp": "1767312000",
    }  # fmt: skip


@given(st.text(min_size=1))
def test_ids_of_rows_never_look_like_acleds(claim_id: str) -> None:
    assert re.fullmatch(r"khaldun-[0-9a-f]{12}", row_id(claim_id))


NOWHERE = {"latitude": None, "longitude": None, "unresolved": True}
FALLBACK = Fallback(rule="acled/near", name="Ariha", latitude=35.8, longitude=36.6, precision=2)
NO_ROW = [
    pytest.param(lambda line: changed(line, status="planned"), "planned", id="planned"),
    pytest.param(lambda line: changed(line, status="denied"), "denied", id="denied"),
    pytest.param(lambda line: changed(line, background=True), "background", id="background"),
    pytest.param(
        lambda line: with_coding(line, excluded="acled/too-vague"), "excluded by acled/too-vague", id="excluded"
    ),
    pytest.param(lambda line: with_coding(line, merged_into="other"), "merged", id="merged"),
    pytest.param(lambda line: changed(line, date=None), "no date", id="no-date"),
    pytest.param(lambda line: with_coding(line, event_date=None), "no date", id="no-coded-date"),
    pytest.param(lambda line: changed(line, place=None), "no place", id="no-place"),
    pytest.param(lambda line: with_place(line, **NOWHERE), "place without coordinates", id="nowhere"),
    pytest.param(lambda line: changed(line, coding=None), "not coded", id="not-coded"),
    pytest.param(lambda line: with_place(line, **NOWHERE, fallback=FALLBACK), None, id="fallback-has-one"),
    pytest.param(lambda line: line, None, id="whole-has-one"),
]


@pytest.mark.parametrize(("change", "reason"), NO_ROW)
def test_acled_takes_only_events_that_stand_somewhere(change: Any, reason: str | None, claim_line: ClaimLine) -> None:
    claim = change(claim_line)
    assert why_no_row(claim) == reason
    assert len(rows("acled", claim)) == (reason is None)


def test_an_unresolved_place_is_coded_at_its_fallback(claim_line: ClaimLine) -> None:
    claim = with_coding(with_place(claim_line, **NOWHERE, fallback=FALLBACK), geo_precision=2)
    (row,) = rows("acled", claim)
    assert (row["location"], row["latitude"], row["geo_precision"]) == ("Ariha", "35.8", "2")
    assert row["notes"].endswith("Location: Sarjeh is not resolved; placed at Ariha by acled/near.")


def test_geojson_puts_longitude_first_and_unresolved_places_nowhere(
    report_line: ReportLine, claim_line: ClaimLine
) -> None:
    unresolved = with_place(claim_line, **NOWHERE, fallback=FALLBACK)
    area = with_place(claim_line, geometry=msgspec.Raw(b'{"type":"Polygon","coordinates":[]}'))
    lines = (report_line, claim_line, unresolved, area, changed(claim_line, place=None))
    collection = json.loads(published("geojson", *lines))
    geometries = [feature["geometry"] for feature in collection["features"]]
    assert collection["type"] == "FeatureCollection"
    assert geometries[0] == {"type": "Point", "coordinates": [-0.5, 35.71]}
    assert geometries[1] is None
    assert geometries[2]["type"] == "Polygon"
    assert geometries[3] is None
    assert collection["features"][0]["properties"]["source"] == "Front Wire; Northern Mirror"


def test_geojson_of_nothing_is_an_empty_collection() -> None:
    assert json.loads(published("geojson")) == {"type": "FeatureCollection", "features": []}


CELLS = [
    pytest.param("=1+1", "'=1+1", id="formula"),
    pytest.param("+33 killed", "'+33 killed", id="plus"),
    pytest.param("-12.5", "'-12.5", id="text-that-looks-negative"),
    pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
    pytest.param("\t=1", "'\t=1", id="tab"),
    pytest.param("\r=1", "'\n=1", id="carriage-return"),
    pytest.param(" =1", "' =1", id="space-before"),
    pytest.param("\uff1d1", "'\uff1d1", id="wide-equals"),
    pytest.param("a=b", "a=b", id="harmless-inside"),
    pytest.param(-12.5, -12.5, id="number-stays"),
    pytest.param(0, 0, id="zero-stays"),
    pytest.param(None, "", id="unknown-is-empty"),
    pytest.param(True, "true", id="true"),
]


@pytest.mark.parametrize(("cell", "written"), CELLS)
def test_cells_are_safe(cell: Any, written: Any) -> None:
    assert csv_cell(cell) == written


@given(st.lists(st.text(st.characters(exclude_characters="\x00", codec="utf-8")), min_size=2))
def test_a_row_reads_back_as_its_safe_cells(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_row(cells), newline=""))
    assert row == [csv_cell(cell) for cell in cells]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_a_terminal_is_not_given_orders() -> None:
    assert shown("a\x1b[31mb\u202ec\nd") == "a\ufffd[31mb\ufffdc d"


def test_the_table_groups_by_report_and_counts_what_it_leaves_out(
    report_line: ReportLine, claim_line: ClaimLine
) -> None:
    planned = changed(claim_line, status="planned")
    other = msgspec.structs.replace(report_line, name="other", title=None, publisher=None, original_publisher=None)
    other = msgspec.structs.replace(other, published=None, republished=False)
    text = published("table", report_line, claim_line, planned, FAILURE, other)
    first, second = text.split("other\n")
    assert first.startswith(
        "flash · Strikes in the north\nNorthern Mirror · first published by Front Wire · published 2019-11-16\n"
    )
    shown_cells = ("2019-11-13", "Sarjah", "Air/drone strike", "Military Forces of Syria", "reported", "0.93")
    assert all(cell in first for cell in shown_cells)
    assert "1 event; claims kept out of the table: 1 planned" in first
    assert second.startswith("publisher unknown · day of publication unknown (state it with --published)")
    assert "0 events" in second


@pytest.mark.parametrize("width", [30, 60, 80, 99, 100, 140, 200])
def test_the_table_fits_its_terminal(width: int, report_line: ReportLine, claim_line: ClaimLine) -> None:
    look = msgspec.structs.replace(LOOK, width=width, receipts=True)
    text = published("table", report_line, claim_line, look=look)
    assert max(len(line) for line in text.splitlines()) <= max(width, 40)
    assert "2019-11-13" in text


def test_colour_only_where_asked(report_line: ReportLine, claim_line: ClaimLine) -> None:
    coloured = msgspec.structs.replace(LOOK, colour=True)
    assert "\x1b[" not in published("table", report_line, claim_line)
    assert "\x1b[" in published("table", report_line, claim_line, look=coloured)


def test_a_report_cannot_colour_the_terminal(report_line: ReportLine, claim_line: ClaimLine) -> None:
    evil = msgspec.structs.replace(report_line, title="\x1b]0;owned\x07[bold]x[/bold]")
    text = published("table", evil, with_place(claim_line, name="\x1b[2J"))
    assert "\x1b" not in text
    assert "[bold]x[/bold]" in text


def test_receipts_quote_the_words_and_name_the_rules(report_line: ReportLine, claim_line: ClaimLine) -> None:
    look = msgspec.structs.replace(LOOK, receipts=True)
    text = published("table", report_line, claim_line, look=look)
    date = claim_line.date
    assert date is not None
    span = date.evidence[0]
    expected = f"date: 2019-11-13 ← “13 November” {span.start}–{span.end} by dates/year-of-publication"
    assert expected in text
    assert "actor1: Military Forces of Syria ← “government warplanes”" in text
    assert "deaths: 6 or more ← “at least six”" in text
    assert "codebook: acled/2024 ← no words by acled/lowest-figure" in text


EVENTS = [
    pytest.param(lambda line: line, None, True, id="event"),
    pytest.param(lambda line: changed(line, status="asserted"), None, True, id="asserted"),
    pytest.param(lambda line: changed(line, status="habitual"), "habitual", False, id="habitual"),
    pytest.param(lambda line: changed(line, background=True), "background", False, id="background"),
    pytest.param(lambda line: changed(line, date=None), None, False, id="undated-event"),
    pytest.param(lambda line: changed(line, place=None), None, False, id="placeless-event"),
    pytest.param(lambda line: with_coding(line, merged_into="x"), "merged", True, id="merged"),
]


@pytest.mark.parametrize(("change", "reason", "kept"), EVENTS)
def test_which_claims_are_events(change: Any, reason: str | None, kept: bool, claim_line: ClaimLine) -> None:
    claim = change(claim_line)
    assert why_no_event(claim) == reason
    assert list(events_only([FAILURE, claim])) == ([FAILURE, claim] if kept else [FAILURE])


def test_the_place_without_a_name_shows_the_reports_words(claim_line: ClaimLine) -> None:
    claim = changed(claim_line, place=PlaceLine(quote="al-Sarjeh", unresolved=True, fallback=FALLBACK))
    assert "al-Sarjeh" in published("table", claim)
    assert "unresolved" in published("table", claim)


def test_a_shared_figure_is_marked_and_explained(report_line: ReportLine, claim_line: ClaimLine) -> None:
    shared = changed(claim_line, fatalities=CountLine(low=6, high=6, group="g1"))
    assert "one figure said of several rows" in published("table", report_line, shared)
    assert "one figure said of several rows" not in published("table", report_line, claim_line)


COUNTS = [
    pytest.param(None, "?", id="unknown"),
    pytest.param(CountLine(low=0, best=0, high=0), "0", id="said-to-be-none"),
    pytest.param(CountLine(low=6, unbounded=True), "6 or more", id="open"),
    pytest.param(CountLine(low=6, best=7, high=8), "6 to 8", id="interval"),
    pytest.param(CountLine(low=None, high=8), "up to 8", id="at-most"),
    pytest.param(CountLine(low=6, high=6, group="g1"), "6*", id="shared"),
]


@pytest.mark.parametrize(("count", "text"), COUNTS)
def test_counts_are_shown_as_what_they_are(count: CountLine | None, text: str) -> None:
    assert number(count) == text
