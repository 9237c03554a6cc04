"""The map's page without a script, and what it asks the desk for: the queue's filter, areas as areas, nothing run."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from typing import Any

import msgspec
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from khaldun.borders import NOTE
from khaldun.desk import atlas
from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, DateLine, PlaceLine, ReportLine, SourceLine
from khaldun.store.marks import FEW

from .conftest import fill

EVIL = '<script>window.ran=1</script><img src=x onerror="window.ran=2">" autofocus onfocus=\'x\' {{ 7*7 }}'
SQUARE = b'{"type":"Polygon","coordinates":[[[36,35],[37,35],[37,36],[36,35]]]}'
ROUTES = (
    Route("/map", atlas.map_page),
    Route("/map/data", atlas.map_data),
    Route("/map/days", atlas.time_data),
    Route("/map/borders.json", atlas.borders),
)


@pytest.fixture
def client(site: Site) -> TestClient:
    app = make_app(site, hosts=["127.0.0.1"])
    app.router.routes[:0] = ROUTES
    return TestClient(app, base_url="http://127.0.0.1")


def at(line: ClaimLine, number: int, *, day: str = "2019-11-13", **told: Any) -> ClaimLine:
    """The claim at another point, on another day."""
    place = {"name": "Hilltown", "country": "SYR", "precision": 1, "latitude": 35.0, "longitude": 36.0, **told}
    return msgspec.structs.replace(
        line, id=f"{number:016x}", place=PlaceLine(**place), date=DateLine(start=day, end=day, precision=1)
    )


@pytest.fixture
def three(site: Site, report: ReportLine, claim_line: ClaimLine) -> None:
    """Claims at a settlement, near a place, and in a region whose shape is known."""
    shaped = {"precision": 3, "geometry": msgspec.Raw(SQUARE), "name": "The plain", "latitude": 35.3, "longitude": 36.6}
    fill(
        site,
        report,
        at(claim_line, 1),
        at(claim_line, 2, day="2019-11-20", precision=2, name="Outskirts", country="TUR", latitude=37.0),
        at(claim_line, 3, **shaped),
        msgspec.structs.replace(claim_line, id="f" * 16, place=None),
    )


def data(client: TestClient, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/map/data?{query}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    return json.loads(answer.content)  # type: ignore[no-any-return]


def test_an_empty_workspace_says_how_to_begin(client: TestClient) -> None:
    assert "khaldun add" in client.get("/map").text
    assert data(client) == {"type": "FeatureCollection", "features": [], "claims": 0}


def test_without_a_script_there_is_a_picture_a_list_a_timeline_and_a_table(client: TestClient, three: None) -> None:
    page = client.get("/map").text
    assert "4 claims" in page and NOTE in page
    picture = re.findall(r'<svg class="picture".*?</svg>', page, re.DOTALL)[0]
    assert (picture.count('class="spot"'), picture.count('class="area"')) == (1, 2)
    assert 'claim=1#claim-1">Air/drone strike</a>' in page and "the settlement itself" in page
    (bar,) = re.findall(r'<a href="/map\?([^"]+)" aria-label="2019-11-20: 1 claim"', page)
    narrowed = client.get(f"/map?{unescape(bar)}").text
    assert "1 claim<" in narrowed and 'value="2019-11-20"' in narrowed and "Any day" in narrowed
    rows = re.findall(r'<th scope="row">(?:<a [^>]+><bdi>)?([^<]+).*?number">(\d).*?number">(\d)', page)
    assert rows == [("SYR", "2", "2"), ("none that is known", "1", "0"), ("TUR", "1", "1")]


def test_the_filter_is_the_queues_and_stands_in_every_link(client: TestClient, three: None) -> None:
    query = "country=SYR&words=hill&events=1"
    page = client.get(f"/map?{query}").text
    assert "1 claim<" in page and 'value="hill"' in page and 'value="SYR" selected' in page
    for part in re.findall(r'href="/(?:queue|reports/\w+|map)\?([^"]+)"', page):
        if part != "state=all":
            assert "words=hill" in part and "events=1" in part
    assert len(data(client, query)["features"]) == 1
    assert "No claim is like that" in client.get("/map?words=nothing").text.split("data-none>")[1]
    assert "data-none hidden" in page


def test_a_filter_that_is_in_no_list_is_kept_in_the_form(client: TestClient, three: None) -> None:
    page = client.get("/map?country=XXX&coder=c1&event_type=Battles").text
    assert "<option selected>XXX</option>" in page
    assert 'name="coder" value="c1"' in page and 'name="event_type" value="Battles"' in page


def test_nothing_is_drawn_finer_than_it_is_known(client: TestClient, three: None) -> None:
    told = {one["properties"]["place"]: one["properties"] for one in data(client)["features"]}
    assert (told["Hilltown"]["reach"], told["Hilltown"]["area"]) == (None, None)
    assert (told["Outskirts"]["reach"], told["Outskirts"]["area"]) == (25.0, None)
    assert told["The plain"]["reach"] is None and told["The plain"]["area"] == json.loads(SQUARE)


@pytest.mark.parametrize(
    ("geometry", "drawn"),
    [
        pytest.param(b'{"type":"LineString","coordinates":[[36,35],[37,35.5,120]]}', True, id="a-line"),
        pytest.param(
            b'{"type":"MultiPolygon","coordinates":[[[[36,35],[37,35],[37,36],[36,35]]]]}', True, id="several"
        ),
        pytest.param(b'{"type":"Point","coordinates":[36,35]}', False, id="a-point-is-no-area"),
        pytest.param(b'{"type":"Polygon","coordinates":[["<b>"]]}', False, id="no-numbers"),
        pytest.param(b'{"type":"Polygon"}', False, id="no-corners"),
        pytest.param(b'["Polygon"]', False, id="no-shape"),
        pytest.param(b'{"type":"Polygon","coordinates":[[%s[36,35]]]}' % (b"[36,35]," * 30_000), False, id="too-large"),
    ],
)
def test_a_shape_that_cannot_be_drawn_is_a_circle(
    client: TestClient, site: Site, report: ReportLine, claim_line: ClaimLine, geometry: bytes, drawn: bool
) -> None:
    fill(site, report, at(claim_line, 1, precision=3, geometry=msgspec.Raw(geometry)))
    (one,) = data(client)["features"]
    assert (one["properties"]["area"] is not None, one["properties"]["reach"]) == (drawn, None if drawn else 60.0)


def test_claims_of_one_place_are_one_spot(
    client: TestClient, site: Site, report: ReportLine, claim_line: ClaimLine
) -> None:
    fill(site, report, at(claim_line, 1), at(claim_line, 2), at(claim_line, 3, name="Elsewhere", latitude=36.0))
    numbers = [one["properties"]["count"] for one in data(client)["features"]]
    assert sorted(numbers) == [1, 2]
    box = "bbox=35.5,34.5,36.5,35.5&zoom=9"
    (here,) = data(client, box)["features"]
    assert [claim["id"] for claim in here["properties"]["claims"]] == [1, 2] and data(client, box)["claims"] == 2


def test_many_claims_are_clusters_and_one_that_stands_alone_is_itself(
    client: TestClient, site: Site, report: ReportLine, claim_line: ClaimLine
) -> None:
    crowd = [at(claim_line, number) for number in range(FEW)]
    fill(site, report, *crowd, at(claim_line, FEW, latitude=-20.0, precision=2, name="Far"))
    cluster, alone = data(client, "zoom=3")["features"]
    assert cluster["properties"] == {
        "kind": "cluster",
        "name": "Hilltown, SYR",
        "count": FEW,
        "precise": FEW,
        "todo": FEW,
        "box": [36.0, 35.0, 36.0, 35.0],
        "href": "/queue?place=Hilltown",
    }
    assert (alone["properties"]["kind"], alone["properties"]["reach"]) == ("spot", 25.0)
    page = client.get("/map").text
    assert "too many for a picture" in page and f'number">{FEW + 1}</td>' in page and '<svg class="bars"' in page


def test_the_days_as_data(client: TestClient, three: None) -> None:
    told = client.get("/map/days?state=all&after=2019-11-20").json()
    assert (told["claims"], told["placed"], told["size"], len(told["bins"])) == (1, 1, "day", 8)
    assert told["bins"][0] == {"start": "2019-11-13", "end": "2019-11-13", "count": 3}
    assert told["box"] == [36.0, 37.0, 36.0, 37.0] and told["query"] == "state=all&after=2019-11-20"
    (land,) = told["lands"]
    assert land["country"] == "TUR" and "country=TUR" in land["query"]
    narrow = client.get("/map/days?first=2019-11-19&last=20191121").json()
    assert [one["count"] for one in narrow["bins"]] == [0, 1, 0]


def test_what_the_page_knows_is_what_the_data_say(client: TestClient, three: None) -> None:
    (known,) = re.findall(r'data-summary="([^"]+)"', client.get("/map?country=SYR").text)
    assert json.loads(unescape(known)) == client.get("/map/days?country=SYR").json()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        pytest.param("/map/data?bbox=1,2,3", "box of the map is none", id="three-edges"),
        pytest.param("/map/data?bbox=1,2,3,north", "box of the map is none", id="words-for-an-edge"),
        pytest.param("/map/data?bbox=nan,0,1,1", "box of the map is none", id="not-a-number"),
        pytest.param("/map/data?bbox=0,9,1,1", "box of the map is none", id="upside-down"),
        pytest.param("/map/data?zoom=inf", "zoom of the map is no number", id="endless-zoom"),
        pytest.param("/map/data?zoom=near", "zoom of the map is no number", id="words-for-a-zoom"),
        pytest.param("/map/data?after=yesterday", "is no day", id="words-for-a-day"),
        pytest.param("/map/days?before=13", "is no day", id="half-a-day"),
        pytest.param("/map/days?first=2019-02-30", "is no day", id="a-day-that-never-was"),
    ],
)
def test_nonsense_is_told(client: TestClient, three: None, address: str, told: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400 and told in answer.json()["message"] and answer.json()["advice"]


@pytest.mark.parametrize("query", ["after=yesterday", "last=<script>"])
def test_nonsense_in_the_pages_address_is_told_on_it(client: TestClient, three: None, query: str) -> None:
    page = client.get(f"/map?{query}").text
    assert 'role="alert"' in page and "is no day" in page and "4 claims" in page and "<script>" not in page


@pytest.mark.parametrize("zoom", ["-9", "0", "99", "1e300"])
def test_every_box_and_zoom_is_answered(client: TestClient, three: None, zoom: str) -> None:
    for box in ("-180,-90,180,90", "-900,-90,900,90", "340,30,400,40", "-324.5,34,-323,38", "36,35,36,35"):
        answer = data(client, f"bbox={box}&zoom={zoom}")
        assert answer["claims"] == sum(one["properties"]["count"] for one in answer["features"]) >= 1


def test_what_a_hostile_report_says_is_text(
    client: TestClient, site: Site, report: ReportLine, claim_line: ClaimLine
) -> None:
    evil = at(claim_line, 1, name=EVIL, country=EVIL, admin1=EVIL)
    evil = msgspec.structs.replace(evil, sub_event_type=EVIL, sources=(SourceLine(name=EVIL),))
    fill(site, report, evil)
    for address in ("/map", "/map?state=all&words=%3Cscript%3E&country=%22%3E%3Cscript%3E"):
        answer = client.get(address)
        assert answer.status_code == 200
        page = answer.text.replace("&#34; autofocus", "")
        for words in ("<script>window", "<img src=x", '" autofocus', "49 ", '"><script>'):
            assert words not in page
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
        assert not re.search(r"<script>|\son\w+=\"|style=\"", page)
    answer = client.get("/map/data")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(answer.content)["features"][0]["properties"]["place"] == EVIL


def test_the_land_is_given_out_once_a_day_packed_or_not(client: TestClient) -> None:
    plain = client.get("/map/borders.json", headers={"Accept-Encoding": "identity"})
    packed = client.get("/map/borders.json", headers={"Accept-Encoding": "gzip"})
    assert plain.content == packed.content and "max-age" in plain.headers["cache-control"]
    assert "content-encoding" not in plain.headers and packed.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(plain.content)) < 800_000
    for feature in json.loads(plain.content)["features"]:
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert all(abs(a[0] - b[0]) < 180 or a[1] == b[1] == -90 for a, b in zip(ring, ring[1:], strict=False))
