"""Already coded? A table is compared with the claims; what is said is shown, downloaded, and forgotten."""

from __future__ import annotations

import re
import tempfile

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from khaldun.coded.table import Table
from khaldun.desk import known
from khaldun.desk.app import make_app
from khaldun.desk.compared import Compared, Shelf
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine

ROUTES = (
    Route("/known", known.known_page),
    Route("/known", known.known_compare, methods=["POST"]),
    Route("/known/{token}", known.known_verdicts),
    Route("/known/{token}/verdicts.csv", known.known_csv),
)
HEADER = "event_id_cnty,event_date,event_type,sub_event_type,country,location,latitude,longitude,fatalities\n"
STRIKE = "SYR1,13 November 2019,Explosions/Remote violence,Air/drone strike,Syria,Sarjah,35.71,-0.5,6\n"
EVIL = '=cmd|x <script>window.ran=1</script>"><img src=x> {{ 7*7 }}'


@pytest.fixture
def client(site: Site) -> TestClient:
    app = make_app(site, hosts=["127.0.0.1"])
    for route in ROUTES:
        app.router.routes.insert(0, route)
    return TestClient(app, base_url="http://127.0.0.1")


def upload(client: TestClient, data: str | bytes, name: str = "mine.csv", **form: str):  # type: ignore[no-untyped-def]
    content = data.encode() if isinstance(data, str) else data
    return client.post("/known", files={"table": (name, content, "text/csv")}, data=form)


def test_the_page_says_what_is_compared(client: TestClient) -> None:
    page = client.get("/known").text
    assert "event_date" in page and "where_coordinates" in page and 'enctype="multipart/form-data"' in page


def test_a_claim_is_found_in_the_table_and_another_is_new(client: TestClient, drafted: list[ClaimLine]) -> None:
    answer = upload(client, HEADER + STRIKE)
    assert answer.status_code == 200 and "/known/" in str(answer.url)
    page = answer.text
    assert "already coded (1)" in page and "new (1)" in page and "ACLED" in page and "mine.csv" in page
    assert "row 2" in page and "SYR1" in page and "place name" in page and "claim=1#claim-1" in page
    assert "claim=2#claim-2" in client.get(f"{answer.url}?show=new").text
    assert "No claim is perhaps coded" in client.get(f"{answer.url}?show=perhaps&start=x").text


def test_the_verdicts_are_downloaded_with_cells_that_are_safe(client: TestClient, drafted: list[ClaimLine]) -> None:
    answer = upload(client, HEADER + STRIKE.replace("SYR1", "=HYPERLINK()"))
    told = client.get(f"{answer.url}/verdicts.csv")
    assert "attachment" in told.headers["content-disposition"]
    header, first, second = told.text.splitlines()
    assert header.startswith("claim,report,start") and first.startswith("1,flash,2019-11-13,2019-11-13,Sarjah,SYR")
    assert ",coded,2,'=HYPERLINK()," in first and ",new,,," in second
    assert "http://127.0.0.1/reports/" in first


def test_bad_rows_are_named_and_the_rest_goes_on(client: TestClient, drafted: list[ClaimLine]) -> None:
    page = upload(client, HEADER + "X,soon,,,,Sarjah,,,\n" + STRIKE + f"Y,{EVIL},,,,S,,,\n".replace('"', "'")).text
    assert "2 rows could not be read" in page and "line 2: " in page and "is no day" in page
    assert "row 3" in page and "<script>window" not in page


def test_only_claims_that_are_asked_for_are_compared(client: TestClient, drafted: list[ClaimLine]) -> None:
    client.post("/claims/1/accept", data={"version": "1"})
    assert "already coded (0)" in upload(client, HEADER + STRIKE).text
    assert "already coded (1)" in upload(client, HEADER + STRIKE, state="accepted").text
    assert "No claim is like that" in upload(client, HEADER + STRIKE, state="flagged").text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param("", "No file|is empty", id="empty"),
        pytest.param("a,b\n1,2\n", "No column is a day", id="no-day"),
        pytest.param(b"PK\x03\x04x", "a workbook", id="workbook"),
        pytest.param("date,place\n3/4/2020,x\n", "two orders", id="days-in-two-orders"),
        pytest.param(f"{EVIL}\n1\n".replace('"', ""), "No column is a day", id="hostile-header"),
    ],
)
def test_what_is_no_table_is_told(client: TestClient, data: str | bytes, told: str) -> None:
    answer = upload(client, data)
    assert answer.status_code == 422 and re.search(told, answer.text) and "<script>window" not in answer.text


def test_the_order_of_days_can_be_said_and_what_was_chosen_is_kept(
    client: TestClient, drafted: list[ClaimLine]
) -> None:
    table = "date,place\n13/11/2019,Sarjah\n"
    assert "already coded (1)" in upload(client, table).text
    assert "1 row could not be read" in upload(client, table, order="month").text
    unclear = "date,place\n11/12/2019,Sarjah\n"
    page = upload(client, unclear, state="flagged").text
    assert "two orders" in page and "<option selected>flagged" in page
    assert "already coded (1)" in upload(client, unclear, order="month").text
    assert "already coded (0)" in upload(client, unclear, order="day").text


def test_a_form_without_a_file_is_told(client: TestClient) -> None:
    assert client.post("/known", data={"state": "open"}).status_code == 422
    empty = b'--x\r\nContent-Disposition: form-data; name="table"; filename=""\r\n\r\n\r\n--x--\r\n'
    answer = client.post("/known", content=empty, headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 422 and "No file was chosen" in answer.text
    assert client.post("/known", content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 422
    assert client.post("/known", content=b"x").status_code == 422


def test_a_table_over_the_limit_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "MOST_BYTES", 1_000)
    app = Starlette(routes=list(ROUTES))
    app.state.site = site
    client = TestClient(app)
    assert upload(client, HEADER + "x" * 2_000).status_code == 413
    monkeypatch.setattr(known, "AROUND", 100)
    answer = upload(client, HEADER + "x" * 200_000)
    assert answer.status_code == 413 and "The file is over" in answer.text


def test_a_large_table_goes_through_and_never_to_a_disk(
    site: Site, drafted: list[ClaimLine], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a file was made")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    app = Starlette(routes=list(ROUTES))
    app.state.site = site
    filler = "".join(f"F{n},2001-01-01,Battles,Armed clash,Mali,Place {n},,,0\n" for n in range(100_000))
    answer = upload(TestClient(app), HEADER + filler + STRIKE)
    assert "row 100002" in answer.text and "already coded (1)" in answer.text


def test_hostile_names_are_text(client: TestClient, drafted: list[ClaimLine]) -> None:
    evil = EVIL.replace('"', '""')
    page = upload(client, HEADER + STRIKE.replace("SYR1", f'"{evil}"'), name=f"{EVIL}.csv").text
    assert "<script>window" not in page and "<img" not in page and "already coded (1)" in page


def test_a_comparison_is_forgotten_and_nobody_elses(client: TestClient, drafted: list[ClaimLine]) -> None:
    answer = client.get("/known/nonsense")
    assert answer.status_code == 404 and "not kept any longer" in answer.text
    assert client.get("/known/nonsense/verdicts.csv").status_code == 404
    time = 0.0
    shelf = Shelf(lambda: time)
    compared = Compared(
        name="x", table=Table(kind="", columns={}, rows=(), faults=(), failed=0), states=(), verdicts={}, of={}
    )
    token = shelf.keep("amal", compared)
    assert shelf.get("amal", token) is compared and shelf.get("ben", token) is None
    time = 1_801.0
    assert shelf.get("amal", token) is None
    tokens = [shelf.keep("amal", compared) for _ in range(8)]
    assert [shelf.get("amal", one) is not None for one in tokens] == [False] * 2 + [True] * 6
