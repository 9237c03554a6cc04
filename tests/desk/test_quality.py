"""The page of quality: figures, pictures and tables, filters, whose figures who sees, guards, raw codings."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

import msgspec
import pytest
from lxml import html
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from khaldun.desk import quality
from khaldun.desk.app import make_app
from khaldun.desk.codings import codings_file
from khaldun.desk.pictures import draw_corrections, draw_reliability, draw_seconds
from khaldun.desk.quality import Guards, Judgement
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, DateLine, ReportLine
from khaldun.review.blind import compare
from khaldun.review.calibration import calibrate
from khaldun.review.edit import set_json
from khaldun.review.measures import measure
from khaldun.store import claims, sheets
from khaldun.workspace.deciding import Who
from khaldun.workspace.people import People

from .conftest import START, fill

ANA, BEN = Who("ana", "coder"), Who("ben", "coder")
PASSWORD = "long enough to be one"
HOSTILE = "<script>window.ran=1</script>\"'&"


def app_of(site: Site, guards: Guards | None = None) -> TestClient:
    """A desk with the page of quality, and what the guards have shown."""

    def guarded(request: Request) -> Response:
        return quality.quality_answer(request, guards or Guards())

    app = make_app(site, hosts=["127.0.0.1"])
    app.router.routes.insert(0, Route("/quality", quality.quality_page if guards is None else guarded))
    app.router.routes.insert(0, Route("/quality/codings.csv", codings_file))
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture
def client(site: Site) -> TestClient:
    return app_of(site)


@pytest.fixture
def many(site: Site, report: ReportLine, claim_line: ClaimLine) -> None:
    """Ten drafts of two readers, claims 1 to 10."""
    drafts = [
        msgspec.structs.replace(
            claim_line,
            id=f"{number:016x}",
            method=f"model/{1 + number % 2}",
            confidence=msgspec.structs.replace(claim_line.confidence, claim=0.55 + number / 25),
        )
        for number in range(10)
    ]
    fill(site, report, *drafts)


@pytest.fixture
def decided(site: Site, many: None) -> None:
    """Eight of ten drafts settled by two coders: six accepted, one of them with another day; one rejected, one
    flagged."""
    desk = site.desk
    day = msgspec.json.encode(DateLine(start="2019-11-12", end="2019-11-12"))
    desk.edit(ANA, 1, 1, "date", day)
    desk.settle(ANA, "accept", 1, 2, seconds=12.0)
    for claim in (2, 3, 4):
        desk.settle(ANA, "accept", claim, 1, seconds=6.0)
    desk.settle_all(BEN, "accept", [(5, 1), (6, 1)])
    desk.settle(BEN, "reject", 7, 1, seconds=30.0)
    desk.settle(BEN, "flag", 8, 1, seconds=2.0)


def table(page: str, section: str, which: int = 0) -> dict[str, list[str]]:
    """A section's table: the cells of each row, by its heading."""
    found = html.fromstring(page).xpath(f"//section[@aria-labelledby='{section}']//table")[which]
    return {
        cells[0]: cells[1:]
        for row in found.xpath(".//tbody/tr")
        if (cells := [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")])
    }


def test_a_workspace_without_claims_says_how_to_begin(client: TestClient) -> None:
    page = client.get("/quality").text
    assert "Nothing is here yet" in page and "khaldun add" in page and "<svg" not in page


def test_where_nothing_is_decided_it_says_what_there_will_be(client: TestClient, many: None) -> None:
    page = client.get("/quality").text
    assert "Nothing is decided yet" in page and "10 claims wait" in page and 'href="/next"' in page


def test_outcomes_stand_with_their_counts_and_intervals(client: TestClient, decided: None) -> None:
    page = client.get("/quality").text
    assert "8 drafts settled" in page
    rows = table(page, "q-drafts")
    assert list(rows) == ["all", "ana", "ben"]
    assert rows["all"][:3] == ["8", "75 % 6 of 8; 41–93 %", "83 % 5 of 6; 44–97 %"]
    assert rows["ben"] == [
        "4", "50 % 2 of 4; 15–85 %", "100 % 2 of 2; 34–100 %", "25 % 1 of 4; 5–70 %", "25 % 1 of 4; 5–70 %",
        "0 % 0 of 4; 0–49 %",
    ]  # fmt: skip


def test_time_corrections_and_calibration_are_tables_and_pictures(client: TestClient, decided: None) -> None:
    page = client.get("/quality").text
    assert table(page, "q-time") == {
        "all": ["6", "6.0", "6.0", "10.5", "2"], "ana": ["4", "6.0", "6.0", "7.5", "0"],
        "ben": ["2", "9.0", "16.0", "23.0", "2"],
    }  # fmt: skip
    changed = table(page, "q-corrections")
    assert changed["nothing"] == ["83 % 5 of 6; 44–97 %", "67 % 2 of 3; 21–94 %", "100 % 3 of 3; 44–100 %"]
    assert changed["Date"] == ["17 % 1 of 6; 3–56 %", "33 % 1 of 3; 6–79 %", "0 % 0 of 3; 0–56 %"]
    sure = table(page, "q-sure")
    assert sure["0.5 to 0.6"] == ["2", "0.57", "100 % 2 of 2; 34–100 %"]
    assert sum(int(row[0]) for row in sure.values()) == 7
    assert page.count("<svg") == 3 and page.count('role="img" aria-label=') == 3
    assert "style=" not in page and "<style" not in page and "onclick" not in page


def test_what_was_taken_back_counts_no_more(client: TestClient, site: Site, decided: None) -> None:
    site.desk.undo(BEN)
    assert "7 drafts settled" in client.get("/quality").text
    assert table(client.get("/quality").text, "q-drafts")["ben"][0] == "3"


@pytest.mark.parametrize(
    ("query", "settled", "rows"),
    [
        pytest.param("coder=ana", 4, ["ana"], id="a-coder"),
        pytest.param("reader=model%2F2", 4, ["all", "ana", "ben"], id="a-reader"),
        pytest.param("coder=ben&reader=model%2F1", 2, ["ben"], id="both"),
        pytest.param("latest=all", 8, ["all", "ana", "ben"], id="all-there-are"),
        pytest.param("latest=nonsense&coder=&reader=+", 8, ["all", "ana", "ben"], id="nonsense"),
    ],
)
def test_the_filter_stands_in_the_address(
    client: TestClient, decided: None, query: str, settled: int, rows: list[str]
) -> None:
    page = client.get(f"/quality?{query}").text
    assert f"{settled} draft" in page and list(table(page, "q-drafts")) == rows
    chosen = html.fromstring(page).xpath("//select[@name='coder']/option[@selected]/@value")
    assert chosen == re.findall(r"coder=(\w+)", query)


def test_only_the_latest_are_gone_through_where_that_is_asked(
    client: TestClient, decided: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(quality.LATEST, "1000", 2)
    page = client.get("/quality?latest=1000").text
    assert "2 drafts settled, those of the latest 1000 decisions" in page
    assert list(table(page, "q-drafts")) == ["ben"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("coder=zoe", "None of these claims was settled by zoe."),
        ("reader=rules", "None of these claims was drafted by rules."),
    ],
)
def test_what_there_is_nothing_of_is_told(client: TestClient, decided: None, query: str, told: str) -> None:
    page = client.get(f"/quality?{query}").text
    assert told in page and 'href="/quality">Show everybody' in page


def test_a_hostile_name_in_the_address_and_in_the_store_is_words(site: Site, decided: None) -> None:
    site.desk.settle(Who(HOSTILE, "coder"), "accept", 9, 1)
    client = app_of(site)
    for page in (client.get("/quality").text, client.get("/quality", params={"coder": HOSTILE}).text):
        assert "<script>window" not in page and "&lt;script&gt;window.ran=1" in page


def test_sections_that_have_nothing_to_show_say_why(client: TestClient, site: Site, many: None) -> None:
    site.desk.settle_all(ANA, "flag", [(1, 1)])
    page = client.get("/quality").text
    for told in (
        "Of 1 settled claim the time is not known", "No draft that is asked for is accepted yet",
        "No draft with a confidence is accepted or rejected yet", "there is nothing to compare",
        "No planted error has been judged", "No report has been coded from scratch",
    ):  # fmt: skip
        assert told in page
    assert "<svg" not in page


def test_claims_that_were_added_by_hand_are_told_apart(
    client: TestClient, site: Site, decided: None, report: ReportLine
) -> None:
    kept = site.desk.add(ANA, report.id, 0, 3, "Attack")
    site.desk.settle(ANA, "accept", kept.id, kept.version)
    page = client.get("/quality").text
    assert "1 settled claim was added by hand: no draft told of it" in page and "8 drafts settled" in page


@pytest.fixture
def double(site: Site, many: None) -> None:
    """Four claims settled by two coders, each on a sheet of their own; they differ on one status and one decision."""

    with site.workspace.store.write() as connection:
        (report,) = {one.report for one in claims.numbers(connection, range(1, 11))}
        for coder in ("ana", "ben"):
            assert sheets.assign(connection, report, coder, "double", START)
            claims.copy_drafts(connection, report, coder)
        for one in claims.on_sheets(connection, report):
            if one.of in (1, 2, 3, 4):
                state = "rejected" if (one.of, one.sheet) == (4, "ben") else "accepted"
                line = set_json(one.line, "status", b'"denied"') if (one.of, one.sheet) == (1, "ana") else one.line
                claims.change(connection, one.id, 1, line=line, priority=1.0, state=state)


def test_agreement_is_over_sheets_of_their_own(client: TestClient, double: None) -> None:
    rows = table(client.get("/quality").text, "q-agreement")
    assert rows["Accepted or rejected"][2:4] == ["4", "8"] and rows["Accepted or rejected"][0] == "0.00"
    assert rows["Status"] == ["0.00", "-0.67 to 0.00", "3", "6", "17 % 1 of 6; 3–56 %"]
    assert rows["Date"] == ["–", "all values are the same", "3", "6", "0 % 0 of 6; 0–39 %"]
    alone = table(client.get("/quality?reader=model%2F1").text, "q-agreement")
    assert alone["Accepted or rejected"][2] == "2"


def test_the_raw_codings_are_a_table(client: TestClient, double: None) -> None:
    answer = client.get("/quality/codings.csv")
    assert (
        answer.headers["content-type"].startswith("text/csv") and "attachment" in answer.headers["content-disposition"]
    )
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    statuses = [(row["claim"], row["coder"], row["value"]) for row in rows if row["field"] == "status"]
    assert statuses[:2] == [("1", "ana", '"denied"'), ("1", "ben", '"reported"')] and len(statuses) == 7
    assert [row["value"] for row in rows if row["claim"] == "4" and row["field"] == "decision"] == [
        "accepted", "rejected",
    ]  # fmt: skip


def test_what_the_guards_have_shown(site: Site, decided: None, claim_line: ClaimLine) -> None:
    judged = (
        Judgement(coder="ana", way="day", verdict="missed"),
        Judgement(coder="ana", way="sides", verdict="mended"),
        Judgement(coder="ben", way="day", verdict="turned away"),
    )
    other = msgspec.structs.replace(claim_line, actor2=None)
    sample = compare([claim_line], [other], [other])
    page = app_of(site, Guards(judged=judged, samples=(sample,))).get("/quality").text
    assert table(page, "q-guards") == {
        "the day": ["50 % 1 of 2; 9–91 %", "0", "0", "1", "1"],
        "the sides": ["100 % 1 of 1; 21–100 %", "1", "0", "0", "0"],
    }  # fmt: skip
    assert table(page, "q-guards", 1)["ana"][0] == "50 % 1 of 2; 9–91 %"
    blind = table(page, "q-guards", 2)
    assert blind["claims that blind coders found and no draft told of"] == ["0 % 0 of 1; 0–79 %"]
    assert blind["of these, those that coders with drafts missed too"] == ["–"]
    assert blind["Actor 2: blind coders say otherwise, and it was left as drafted"] == ["100 % 1 of 1; 21–100 %"]


def test_claims_that_an_error_was_planted_in_count_nowhere_else(site: Site, decided: None, double: None) -> None:
    page = app_of(site, Guards(planted=frozenset({1, 7}))).get("/quality").text
    assert "6 drafts settled" in page and table(page, "q-corrections")["Date"][0].startswith("0 % 0 of 5")
    assert table(page, "q-agreement")["Status"][2] == "2"


@pytest.fixture
def visited(site: Site, many: None) -> TestClient:
    """A desk with accounts, on which amal (a coder) and chief (a reviewer) have settled a claim each; amal is there."""
    people = People(site.workspace.store, lambda: START)
    coders = [people.add(name, role, PASSWORD) for name, role in (("amal", "coder"), ("chief", "reviewer"))]
    for claim, coder in enumerate(coders, start=1):
        site.desk.settle(Who(coder.id, "coder"), "accept", claim, 1, seconds=5.0)
    client = app_of(Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, people))
    client.post("/signin", data={"name": "amal", "password": PASSWORD})
    return client


def coder_ids(site: Site) -> dict[str, str]:
    from khaldun.store import people

    with site.workspace.store.read() as connection:
        return {coder.name: coder.id for coder in people.coders(connection)}


def test_a_coder_sees_their_own_figures_and_those_of_all(visited: TestClient, site: Site) -> None:
    page = visited.get("/quality").text
    assert list(table(page, "q-drafts")) == ["all", "amal"] and list(table(page, "q-time")) == ["all", "amal"]
    assert "chief" not in page and "codings.csv" not in page and "a reviewer sees all" in page
    ids = coder_ids(site)
    assert "1 draft settled" in visited.get(f"/quality?coder={ids['amal']}").text
    refused = visited.get(f"/quality?coder={ids['chief']}")
    assert refused.status_code in (400, 403) and "Only a reviewer sees the figures of other coders" in refused.text
    assert visited.get("/quality/codings.csv").status_code in (400, 403)


def test_a_reviewer_sees_all_by_their_names(visited: TestClient, site: Site) -> None:
    visited.post("/signout")
    visited.post("/signin", data={"name": "chief", "password": PASSWORD})
    page = visited.get("/quality").text
    assert list(table(page, "q-drafts")) == ["all", "amal", "chief"]
    assert "1 draft settled" in visited.get(f"/quality?coder={coder_ids(site)['amal']}").text
    assert visited.get("/quality/codings.csv").status_code == 200


def test_pictures_lie_within_their_frames() -> None:
    sure = [at / 200 for at in range(201)]
    told = draw_reliability(calibrate(sure, [one > 0.3 for one in sure]))
    assert told is not None and len(told.dots) == 10
    for dot in told.dots:
        assert told.left <= dot.x <= told.left + told.side and told.top <= dot.top <= dot.y <= dot.bottom
        assert dot.bottom <= told.top + told.side and dot.radius > 0 and dot.tall <= told.ground
    assert [dot.x for dot in told.dots] == sorted(dot.x for dot in told.dots)
    none = measure([])
    assert draw_reliability(none.calibration) is None
    assert draw_seconds(none.pace) is None and draw_corrections(none.corrections[0]) is None


@pytest.mark.parametrize("seconds", [0.0, 0.4, 1.0, 3.0, 100.0, 255.0, 256.0, 10_000.0])
def test_seconds_lie_in_the_class_that_they_are_counted_in(seconds: float, claim_line: ClaimLine) -> None:
    from khaldun.records.decisions import Decision
    from khaldun.review.standing import Judged

    decision = Decision(
        seq=1, time=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), coder="ana", kind="accept", report=None, claim=1,
        sheet="shared", field=None, of=None, seconds=seconds, digest="", salt=None, payload=None, previous="", hash="",
    )  # fmt: skip
    pace = measure([Judged(state="accepted", draft=claim_line, line=claim_line, decisions=(decision,))]).pace
    told = draw_seconds(pace)
    assert told is not None
    (column,) = told.columns
    assert column.x - 1.6 <= told.median <= column.x + told.bar + 1.6 and column.count == 1
    assert told.median <= told.width


def test_the_pages_texts_stand_in_the_documentation() -> None:
    told = (Path(__file__).parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    page = (Path(quality.__file__).parents[1] / "templates" / "desk" / "quality.html.j2").read_text(encoding="utf-8")
    headings = re.findall(r"<h2 id=\"q-\w+\">([^<]+)</h2>", page)
    assert len(headings) == 6 and all(f"## {heading}" in told for heading in headings)
