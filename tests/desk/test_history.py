"""What was done to a claim, told on its page; a reviewer's word."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine
from khaldun.store import claims, decisions
from khaldun.workspace.people import People

PASSWORD = "long enough to be one"
EVIL = "<script>window.ran=1</script>"


def test_a_claim_that_nobody_touched_says_so(client: TestClient, drafted: list[ClaimLine]) -> None:
    assert "Nobody has done anything" in client.get("/claims/1/history").text
    assert client.get("/claims/99/history").status_code == 400


def test_the_history_tells_who_did_what_with_before_and_after(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    client.post("/claims/1/edit", data={"field": "date", "version": "1", "first": "2019-11-12", "reason": EVIL})
    client.post("/claims/1/accept", data={"version": "2"})
    client.post("/claims/1/comment", data={"words": "Which monitor?"})
    client.post("/undo")
    page = client.get("/claims/1/history").text
    assert '<s dir="auto">2019-11-13</s> → <span dir="auto">2019-11-12</span>' in page
    assert "Which monitor?" in page and "took back" in page and EVIL not in page
    piece = client.get("/claims/1/history", headers={"HX-Request": "true"}).text
    assert "<html" not in piece and "Which monitor?" in piece
    with site.workspace.store.write() as connection:
        decisions.redact(connection, [1])
    assert "its words were taken out" in client.get("/claims/1/history").text


@pytest.fixture
def chief(site: Site) -> TestClient:
    """A reviewer who is signed in."""
    people = People(site.workspace.store, site.desk.clock)
    people.add("chief", "reviewer", PASSWORD)
    guarded = Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, people)
    client = TestClient(make_app(guarded, hosts=["127.0.0.1"]), base_url="http://127.0.0.1")
    client.post("/signin", data={"name": "chief", "password": PASSWORD})
    return client


def test_a_reviewer_approves_or_returns_what_was_decided(
    chief: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    report = f"/reports/{drafted[0].report.id}"
    assert "Return to coder" not in chief.get(report).text
    chief.post("/claims/1/accept", data={"version": "1"})
    assert "Return to coder" in chief.get(report).text
    chief.post("/claims/1/approve", data={"version": "2"})
    chief.post("/claims/1/return", data={"version": "3", "reason": "the wrong village"})
    with site.workspace.store.read() as connection:
        kept = claims.get(connection, 1)
    assert kept is not None and (kept.state, kept.reviewed) == ("open", "returned")
    assert "chief" in chief.get("/claims/1/history").text and "the wrong village" in chief.get("/claims/1/history").text
