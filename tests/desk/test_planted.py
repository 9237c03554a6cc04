"""An error that waits in a draft for a coder is told alike at every address: nowhere does the true value stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.records.decisions import Act
from khaldun.records.facts import Candidate
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportLine,
)
from khaldun.review import planting as planted
from khaldun.review.altering import WAYS, Way
from khaldun.store import claims, decisions, plants, reports
from khaldun.workspace import planting
from khaldun.workspace.deciding import Who
from khaldun.workspace.people import People

from .conftest import START, fill
from .routes import addresses
from .test_sheets import PASSWORD, ids

REPORT = "a" * 64
DEAD, DAY, PLACE, LATITUDE = 4711, "2019-11-07", "Zztrue", "35.7777"
TABLE = "event_date,location,country,fatalities\n2019-11-13,Sarjah,Syria,6\n"


def draft(line: ClaimLine) -> ClaimLine:
    """A draft with something to alter in every way; its true values stand nowhere else."""
    other = Candidate(gazetteer_id="wof:9", name="Zzother", country="IRQ", latitude=33.0, longitude=44.0, score=0.4)
    return msgspec.structs.replace(
        line,
        date=DateLine(start=DAY, end=DAY, precision=1, anchor="stated"),
        place=PlaceLine(
            quote="there", name=PLACE, gazetteer_id="wof:1", country="SYR", admin1="Idlib", latitude=float(LATITUDE),
            longitude=36.5, precision=1, candidates=(other,),
        ),
        actor1=ActorLine(quote="Zzfirst", name="Zzfirst", type="State forces"),
        actor2=ActorLine(quote="Zzsecond", name="Zzsecond", type="Rebel group"),
        assoc_actor1=(), assoc_actor2=(), sources=(), injured=None,
        deaths=(DeathLine(of="unknown", low=DEAD, best=DEAD, high=DEAD),),
        fatalities=CountLine(low=DEAD, best=DEAD, high=DEAD), coding=None, notes="",
    )  # fmt: skip


@pytest.fixture
def desk(site: Site, report: ReportLine, claim_line: ClaimLine) -> Site:
    """A desk with one draft, where Amal (a coder) and Ben (another) sign in, and errors are planted in every draft."""
    fill(site, report, draft(claim_line))
    accounts = People(site.workspace.store, lambda: START)
    for name in ("amal", "ben"):
        accounts.add(name, "coder", PASSWORD)
    return Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, accounts)


@pytest.fixture
def app(desk: Site) -> Any:
    return make_app(desk, hosts=["127.0.0.1"])


def visit(app: Any, name: str) -> TestClient:
    client = TestClient(app, base_url="http://127.0.0.1")
    client.post("/signin", data={"name": name, "password": PASSWORD})
    return client


def plant(desk: Site, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plants an error in the draft for Amal, in one way."""
    monkeypatch.setattr(planted, "WAYS", {way: WAYS[way]})
    with desk.workspace.store.read() as connection:
        line = reports.report(connection, REPORT)
    assert line is not None
    drawing = planting.Drawing(
        coder=ids(desk)["amal"], share=1.0, event_type=desk.tools.codebook.event_type,
        recode=desk.desk.recoder.recoded,
    )  # fmt: skip
    assert planting.put_in(desk.workspace.store, drawing, line, START) == 1


def told(desk: Site, client: TestClient, name: str) -> Iterator[tuple[str, str]]:
    """Each address with what is told there, by the browser and by a program with a token; and what is answered to acts
    that come too late or decide nothing."""
    made = client.post(
        "/known", files={"table": ("mine.csv", TABLE)}, data={"state": "all"}, follow_redirects=False
    ).headers["location"]
    token = People(desk.workspace.store, lambda: START).add_token(name, "reading", "write", 30)
    program = TestClient(client.app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {token}"})
    fills: dict[str, str | tuple[str, ...]] = {
        "report": REPORT, "claim": "1", "field": ("place", "date", "deaths", "actor1", "sub_event_type"), "at": "0",
        "token": made.rsplit("/", 1)[1], "seq": "1", "sheet": "1", "act": "x", "path": "x",
    }  # fmt: skip
    for address in addresses(client.app, **fills):  # type: ignore[arg-type]
        yield address, client.get(address).text
        if address.startswith("/api/"):
            yield f"{address} (token)", program.get(address).text
    for show in ("coded", "perhaps", "new", "unknown"):
        yield f"{made}?show={show}", client.get(f"{made}?show={show}").text
    yield "page with a field open", client.get(f"/reports/{REPORT}?claim=1&change=place").text
    for act in ("accept", "edit", "split", "approve"):
        late = {"version": "77", "field": "status", "status": "denied", "names": "A\nB"}
        yield f"late {act}", client.post(f"/claims/1/{act}", data=late).text
    yield "late, by a program", program.post("/api/claims/1/accept", json={"version": 77}).text
    change = {"version": 77, "field": "status", "value": "denied"}
    yield "late change, by a program", program.patch("/api/claims/1", json=change).text
    yield "many, late", client.post("/queue?state=all", data={"chosen": ["1:77"], "kind": "accept"}).text
    change["version"] = 1
    yield "another field, by a program", program.patch("/api/claims/1", json=change).text
    yield "skipped, by a program", program.post("/api/claims/1/skip", json={"version": 2}).text
    yield "history", client.get("/claims/1/history").text
    yield "commented", client.post("/claims/1/comment", data={"words": "hm"}).text


def stands(words: str, text: str) -> bool:
    """Whether words stand in a text for themselves: not as digits of some id."""
    return re.search(rf"\b{re.escape(words)}\b", text) is not None


@pytest.mark.parametrize(
    ("way", "true", "false"),
    [
        ("day", (DAY, "7 November 2019", "2019-11-07"), "2019-11-0"),
        ("count", (str(DEAD), f"{DEAD:,}"), ""),
        ("place", (PLACE, LATITUDE, PLACE.casefold()), "Zzother"),
    ],
)
def test_the_true_value_stands_at_no_address(
    desk: Site, app: Any, monkeypatch: pytest.MonkeyPatch, way: Way, true: tuple[str, ...], false: str
) -> None:
    ben = dict(told_before(desk, app))
    assert any(stands(words, text) for text in ben.values() for words in true)  # else the test shows nothing
    plant(desk, way, monkeypatch)
    amal = list(told(desk, visit(app, "amal"), "amal"))
    gives_away = [(address, words) for address, text in amal for words in true if stands(words, text)]
    assert gives_away == []
    seen = [address for address, text in amal if false in text]
    for part in ("/queue", "/map", "/map/data", f"/reports/{REPORT}", "/api/claims", "/api/claims/1"):
        assert way != "place" or any(address.startswith(part) for address in seen), part


def told_before(desk: Site, app: Any) -> Iterator[tuple[str, str]]:
    """What Ben is told, who has no error planted, without acts."""
    client = visit(app, "ben")
    for address in ("/queue", "/map?state=all", f"/reports/{REPORT}", "/api/claims/1", "/api/claims"):
        yield address, client.get(address).text


def test_the_planted_claim_is_filtered_and_counted_as_it_is_told(
    desk: Site, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(desk, "place", monkeypatch)
    amal, ben = visit(app, "amal"), visit(app, "ben")
    for client, country, name in ((amal, "IRQ", "zzother"), (ben, "SYR", "zztrue")):
        other = "SYR" if country == "IRQ" else "IRQ"
        assert [client.get(f"/api/claims?country={one}").json()["total"] for one in (country, other)] == [1, 0]
        assert client.get(f"/api/claims?place={name}").json()["claims"][0]["country"] == country
        assert f"{country} (1)" in client.get("/queue").text and f"{other} (" not in client.get("/queue").text
        lands = client.get("/map/days").json()["lands"]
        assert [(one["country"], one["claims"], one["placed"]) for one in lands] == [(country, 1, 1)]
    (spot,) = amal.get("/map/data?bbox=-180,-90,180,90&zoom=3").json()["features"]
    assert spot["geometry"]["coordinates"] == [44.0, 33.0]
    assert amal.get("/map/data?bbox=36,35,37,36&zoom=3").json()["features"] == []


def test_a_type_and_sides_are_told_alike(desk: Site, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    true = "Air/drone strike"
    plant(desk, "type", monkeypatch)
    amal = visit(app, "amal")
    entry, whole = amal.get("/api/claims").json()["claims"][0], amal.get("/api/claims/1").json()
    assert entry["sub_event_type"] == whole["line"]["sub_event_type"] == whole["draft"]["sub_event_type"] != true
    assert (
        f"{true} (" not in amal.get("/queue").text
        and true not in amal.get("/map/data?bbox=-180,-90,180,90&zoom=3").text
    )
    row = re.search(r'<tr role="row" class="state-open">.*?</tr>', amal.get("/queue").text, re.S)
    assert row is not None and true not in row[0] and entry["sub_event_type"].split("/")[0] in row[0]
    answer = amal.post("/api/claims/1/accept", json={"version": 9})
    assert answer.status_code == 409 and true not in answer.text


def test_sides_that_were_exchanged_are_so_in_the_codebook_s_cells(
    desk: Site, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(desk, "sides", monkeypatch)
    amal = visit(app, "amal")
    entry, line = amal.get("/api/claims").json()["claims"][0], amal.get("/api/claims/1").json()["line"]
    told_ = [(entry["actor1"], entry["actor2"]), (line["actor1"]["name"], line["actor2"]["name"])]
    assert told_ == [("Zzsecond", "Zzfirst")] * 2
    assert (line["coding"]["actor1"], line["coding"]["actor2"]) == ("Zzsecond", "Zzfirst")


def test_an_export_is_without_what_is_still_to_be_decided(
    desk: Site, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    amal = visit(app, "amal")
    assert amal.get("/export.jsonl").text.count('"kind":"claim"') == 1
    plant(desk, "count", monkeypatch)
    assert amal.get("/export.jsonl").text.count('"kind":"claim"') == 0
    with desk.workspace.store.read() as connection:
        seen = planting.waiting(connection, ids(desk)["amal"])[0]
    accepted = amal.post("/claims/1/accept", data={"version": str(seen.version)})
    assert accepted.status_code == 200
    with desk.workspace.store.read() as connection:
        now = claims.get(connection, 1)
    assert now is not None and now.state == "open"  # it was settled on a false draft
    desk.desk.settle(Who(ids(desk)["ben"], "coder"), "accept", 1, now.version)
    told_ = amal.get("/export.jsonl").text
    assert told_.count('"kind":"claim"') == 1 and str(DEAD) in told_


def test_nothing_is_planted_where_past_decisions_tell_the_true_value_or_others_decide(
    desk: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.workspace.store.write() as connection:
        claims.give(connection, REPORT, "somebody else")
    with pytest.raises(AssertionError, match="0 == 1"):
        plant(desk, "day", monkeypatch)
    with desk.workspace.store.write() as connection:
        claims.give(connection, REPORT, ids(desk)["amal"])
        decisions.add(connection, [Act(coder="x", kind="adjudicate", claim=1)], time=START)
    with pytest.raises(AssertionError, match="0 == 1"):
        plant(desk, "day", monkeypatch)
    with desk.workspace.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM decisions")
    plant(desk, "day", monkeypatch)
    with desk.workspace.store.read() as connection:
        assert plants.claims_waiting(connection, ids(desk)["amal"]) == [1]
