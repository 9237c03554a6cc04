"""Sheets in the desk: given, coded blind, finished, settled by a reviewer; planted errors seen and told."""

from __future__ import annotations

import re

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine
from khaldun.review.fields import differing
from khaldun.store import claims, decisions, people, plants, sheets
from khaldun.store.claims import Kept
from khaldun.workspace.deciding import Who
from khaldun.workspace.people import People
from khaldun.workspace.sheeting import Sheets

from .conftest import START

PASSWORD = "long enough to be one"
REPORT = "a" * 64


@pytest.fixture
def team(site: Site, drafted: list[ClaimLine]) -> dict[str, TestClient]:
    """Amal and Ben, coders, and Chief, a reviewer, each signed in."""
    accounts = People(site.workspace.store, lambda: START)
    for name, role in (("amal", "coder"), ("ben", "coder"), ("chief", "reviewer")):
        accounts.add(name, role, PASSWORD)
    app = make_app(
        Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, accounts), hosts=["127.0.0.1"]
    )
    clients = {}
    for name in ("amal", "ben", "chief"):
        clients[name] = TestClient(app, base_url="http://127.0.0.1")
        clients[name].post("/signin", data={"name": name, "password": PASSWORD})
    return clients


def ids(site: Site) -> dict[str, str]:
    with site.workspace.store.read() as connection:
        return {one.name: one.id for one in people.coders(connection)}


def on_sheet(site: Site, coder: str | None) -> list[Kept]:
    with site.workspace.store.read() as connection:
        return claims.of_report(connection, REPORT, sheet=coder)


def give(team: dict[str, TestClient], site: Site, how: str, *names: str) -> None:
    form = {"how": how, "report": REPORT, "coder": [ids(site)[name] for name in names]}
    assert "Given to" in team["chief"].post("/sheets/give", data=form).text


def settle(client: TestClient, kept: Kept, act: str = "accept") -> str:
    return client.post(f"/claims/{kept.id}/{act}", data={"version": kept.version}).text


def test_a_report_is_coded_blind_finished_and_settled(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "double", "amal", "ben")
    amal, ben, chief = (team[name] for name in ("amal", "ben", "chief"))
    page = amal.get(f"/reports/{REPORT}").text
    assert "Your own sheet" in page and "0 of 2 settled" in page
    assert "Nothing is left to decide" in amal.get("/queue").text  # the shared claims are a reviewer's now
    for name, client in (("amal", amal), ("ben", ben)):
        first, second = on_sheet(site, ids(site)[name])
        if name == "amal":
            client.post(f"/claims/{first.id}/edit", data={"version": 1, "field": "status", "status": "denied"})
            first = on_sheet(site, ids(site)[name])[0]
        settle(client, first)
        assert f"/claims/{first.id}/" in client.get(f"/reports/{REPORT}").text
        assert "Not everybody is done" in chief.get(f"/sheets/settle/{REPORT}").text
        settle(client, second, "reject")
        (sheet,) = re.findall(r"/sheets/(\d+)/finish", client.get("/sheets").text)
        assert "done" in client.post(f"/sheets/{sheet}/finish").text
    assert "Your own sheet" not in amal.get(f"/reports/{REPORT}").text
    chief.post(f"/reports/{REPORT}/take")  # who looked at it last is at it
    page = chief.get(f"/sheets/settle/{REPORT}").text
    assert page.count('class="choose"') == 1 and "all have rejected it" in page
    shared = on_sheet(site, None)[0]
    number = re.search(r'name="field-status" value="(\d)"[^>]*> <span><bdi>denied', page)
    assert number is not None
    form = {"claim": str(shared.id), "version": str(shared.version), "kind": "accept"}
    assert "coders differ" in chief.post(f"/sheets/settle/{REPORT}", data=form).text
    form["field-status"] = number[1]
    assert "Settled." in chief.post(f"/sheets/settle/{REPORT}", data=form).text
    now = on_sheet(site, None)[0]
    assert (now.state, now.line.status) == ("accepted", "denied")
    with site.workspace.store.read() as connection:
        (made,) = (one for one in decisions.read(connection) if one.kind == "adjudicate")
        assert list(decisions.check(connection)) == []
    assert made.coder == ids(site)["chief"]
    site.desk.undo(Who(ids(site)["chief"], "reviewer"))
    again = on_sheet(site, None)[0]
    assert differing(again.line, shared.line) == [] and again.state == "open"


def test_what_all_decided_alike_is_settled_at_once(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "double", "amal", "ben")
    for name in ("amal", "ben"):
        first, second = on_sheet(site, ids(site)[name])
        settle(team[name], first)
        settle(team[name], second, "reject" if name == "amal" else "accept")
        team[name].post(f"/sheets/{sheets_of(site, name)[0]}/finish")
    page = team["chief"].get(f"/sheets/settle/{REPORT}").text
    told = re.findall(r'name="alike" value="([0-9:]+)"', page)
    assert len(told) == 1 and "on 1 of these 2 claims" in page
    both = [f"{one.id}:{one.version}" for one in on_sheet(site, None)]  # the other is not settled, whatever is sent
    assert "1 settled" in team["chief"].post(f"/sheets/settle/{REPORT}", data={"alike": [*both, "x:1", "99:1"]}).text
    assert sorted(one.state for one in on_sheet(site, None)) == ["accepted", "open"]


def test_a_sheet_is_nobody_elses_to_see(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "double", "amal")
    mine, shared = on_sheet(site, ids(site)["amal"])[0], on_sheet(site, None)[0]
    for client, claim in ((team["ben"], mine), (team["chief"], mine), (team["amal"], shared)):
        for address in (f"/claims/{claim.id}/history", f"/claims/{claim.id}/form/status", f"/api/claims/{claim.id}"):
            answer = client.get(address)
            assert answer.status_code in (400, 403) and "sheet" in answer.text
        assert client.post(f"/claims/{claim.id}/accept", data={"version": 1}).status_code in (400, 403)
    told = team["amal"].get(f"/api/reports/{REPORT}/claims").json()
    assert [one["id"] for one in told] == [one.id for one in on_sheet(site, ids(site)["amal"])]
    assert team["amal"].get("/api/claims").json()["total"] == 0
    assert all(line.count(mine.key) < 2 for line in team["ben"].get("/export.jsonl").text.splitlines())


def test_who_codes_from_scratch_sees_no_draft(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "scratch", "amal")
    page = team["amal"].get(f"/reports/{REPORT}").text
    assert (
        "from scratch" in page
        and 'class="claim ' not in page
        and "<mark class" not in page.split("legend")[1].split("</ul>")[1]
    )
    assert "no words of an event" not in page and 'class="claim ' in team["ben"].get(f"/reports/{REPORT}").text
    team["amal"].post(f"/reports/{REPORT}/add", data={"start": 0, "end": 5, "sub_event_type": "Attack"})
    (found,) = on_sheet(site, ids(site)["amal"])
    settle(team["amal"], found)
    (sheet,) = sheets_of(site, "amal")
    team["amal"].post(f"/sheets/{sheet}/finish")
    for kept in on_sheet(site, None):
        settle(team["ben"], kept)
    page = team["chief"].get("/quality").text
    assert "No report has been coded from scratch" not in page


def sheets_of(site: Site, name: str) -> list[int]:
    with site.workspace.store.read() as connection:
        return [one.id for one in sheets.of_coder(connection, ids(site)[name])]


def test_what_somebody_found_is_taken_over_once(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "double", "amal")
    team["amal"].post(f"/reports/{REPORT}/add", data={"start": 0, "end": 5, "sub_event_type": "Attack"})
    for kept in on_sheet(site, ids(site)["amal"]):
        settle(team["amal"], kept)
    team["amal"].post(f"/sheets/{sheets_of(site, 'amal')[0]}/finish")
    page = team["chief"].get(f"/sheets/settle/{REPORT}").text
    (found,) = re.findall(r'name="found" value="(\d+)"', page)
    assert "Taken over" in team["chief"].post(f"/sheets/settle/{REPORT}", data={"found": found}).text
    assert [one.state for one in on_sheet(site, None)].count("accepted") == 1
    assert "already" in team["chief"].post(f"/sheets/settle/{REPORT}", data={"found": found}).text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"how": "double", "report": REPORT}, "No coder is chosen"),
        ({"how": "double", "report": "nowhere", "coder": "x"}, "There is no such report"),
        ({"how": "both", "report": REPORT, "coder": "x"}, "Nobody codes"),
        ({"how": "scratch", "number": "many", "coder": "x"}, "is no number of reports"),
    ],
)
def test_nonsense_is_told(team: dict[str, TestClient], form: dict[str, str], told: str) -> None:
    answer = team["chief"].post("/sheets/give", data=form)
    assert answer.status_code == 422 and told in answer.text


def test_only_reviewers_give_withdraw_and_settle(team: dict[str, TestClient], site: Site) -> None:
    form = {"how": "double", "report": REPORT, "coder": ids(site)["amal"]}
    assert team["amal"].post("/sheets/give", data=form).status_code == 422
    give(team, site, "double", "amal")
    (sheet,) = sheets_of(site, "amal")
    assert team["ben"].post(f"/sheets/{sheet}/withdraw").status_code == 422
    assert team["ben"].get(f"/sheets/settle/{REPORT}").status_code in (400, 403)
    assert "was withdrawn" in team["chief"].post(f"/sheets/{sheet}/withdraw").text


def test_one_coder_is_given_a_report_for_all(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "alone", "amal")
    assert f"/reports/{REPORT}" in team["amal"].get("/queue").text
    assert "Nothing is left to decide" in team["ben"].get("/queue").text
    assert f"/reports/{REPORT}" in team["chief"].get("/queue").text


def test_the_local_user_codes_a_sample_from_scratch(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    answer = client.post("/sheets/give", data={"how": "scratch", "number": "1", "coder": "local"})
    assert "1 report was given" in answer.text and f"/reports/{REPORT}" in answer.text
    assert "Nothing is on your sheet yet" in client.get(f"/reports/{REPORT}").text


def test_a_planted_error_is_seen_and_told_when_it_is_let_stand(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    object.__setattr__(
        site.workspace, "config", msgspec.structs.replace(
            site.workspace.config, desk=msgspec.structs.replace(site.workspace.config.desk, planted=0.5)
        ),
    )  # fmt: skip
    for _ in range(20):  # drawn by a secret: until one is
        client.get(f"/reports/{REPORT}")
        with site.workspace.store.write() as connection:
            waiting = plants.waiting(connection, [1, 2], "local")
            if waiting:
                break
            connection.exec_driver_sql("UPDATE secrets SET value = value || 'x'")
    claim = next(iter(waiting))
    page = client.post(f"/claims/{claim}/accept", data={"version": 1}).text
    assert "An error had been planted" in page and "let it stand" in page
    assert on_sheet(site, None)[claim - 1].state == "open"
    assert "No planted error has been judged" not in client.get("/quality").text


def test_giving_notes_who_was_given_what(site: Site, drafted: list[ClaimLine]) -> None:
    giving = Sheets(site.workspace.store, lambda: START)
    assert giving.give(Who("rea", "reviewer"), [REPORT], ["ana"], "double") == 1
    with site.workspace.store.read() as connection:
        (made,) = decisions.read(connection)
    assert (made.kind, made.report) == ("assign", REPORT)


def test_the_time_that_coders_took_on_their_sheets_counts(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "double", "amal", "ben")
    for name, seconds in (("amal", ("4", "6")), ("ben", ("31", ""))):
        for kept, took in zip(on_sheet(site, ids(site)[name]), seconds, strict=True):
            team[name].post(f"/claims/{kept.id}/accept", data={"version": kept.version, "seconds": took})
    page = team["chief"].get("/quality?latest=all").text
    table = page.split("Table: seconds a claim")[1].split("</table>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in table.split("<tr")[1:]]
    assert any("amal" in row and "5.0" in row for row in rows) and any(
        "ben" in row and "31.0" in row for row in rows
    ), rows
    own = team["ben"].get("/quality?latest=all").text.split("Table: seconds a claim")[1].split("</table>")[0]
    assert "31.0" in own and "amal" not in own
