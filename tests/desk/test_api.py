"""`/api`: what a program may ask and do, told by a description that fits the answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.openapi import OPERATIONS, description
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.store import claims
from khaldun.workspace.people import People

PASSWORD = "long enough to be one"


def test_claims_are_paged_and_filtered(client: TestClient, drafted: list[ClaimLine]) -> None:
    first = client.get("/api/claims?size=1").json()
    assert first["total"] == 2 and len(first["claims"]) == 1
    second = client.get(first["next"]).json()
    assert second["next"] is None and second["claims"][0]["id"] != first["claims"][0]["id"]
    assert client.get("/api/claims?words=sarjah").json()["total"] == 1


def test_a_claim_is_read_settled_changed_and_put_back(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    kept = client.get("/api/claims/1").json()
    assert kept["state"] == "open" and kept["line"]["place"]["name"] == "Sarjah"
    day = {"start": "2019-11-12", "end": "2019-11-12"}
    changed = client.patch("/api/claims/1", json={"version": kept["version"], "field": "date", "value": day})
    assert changed.status_code == 200 and changed.json()["line"]["date"]["start"] == "2019-11-12"
    settled = client.post("/api/claims/1/accept", json={"version": 2, "seconds": 2.5})
    assert settled.json()["state"] == "accepted"
    assert client.post("/api/undo").json()["kind"] == "undo"
    told = client.get("/api/decisions?size=2").json()
    assert [one["kind"] for one in told["decisions"]] == ["edit", "accept"] and told["next"]
    assert [one["kind"] for one in client.get(told["next"]).json()["decisions"]] == ["undo"]


def test_a_report_its_claims_and_one_that_was_missed(
    client: TestClient, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    assert client.get(f"/api/reports/{report.id}").json()["text"] == report.text
    made = client.post(f"/api/reports/{report.id}/claims", json={"start": 0, "end": 3, "sub_event_type": "Attack"})
    assert made.json()["origin"] == "coder"
    assert len(client.get(f"/api/reports/{report.id}/claims").json()) == 3


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "told"),
    [
        pytest.param("GET", "/api/claims/99", None, 404, "no claim 99", id="no-such-claim"),
        pytest.param("GET", "/api/reports/none", None, 404, "no such report", id="no-such-report"),
        pytest.param("POST", "/api/claims/1/vanish", {"version": 1}, 404, "cannot be settled", id="no-such-act"),
        pytest.param("POST", "/api/claims/1/accept", {"version": 7}, 409, "somebody else", id="stale"),
        pytest.param("POST", "/api/claims/1/accept", {}, 422, "version", id="without-version"),
        pytest.param("POST", "/api/claims/1/accept", {"version": 1, "x": 1}, 422, "unknown field", id="unknown-field"),
        pytest.param("POST", "/api/claims/1/accept", "{", 422, "not as it should be", id="no-json"),
        pytest.param("PATCH", "/api/claims/1", {"version": 1, "field": "x", "value": 1}, 422, "no field", id="field"),
        pytest.param("GET", "/api/claims?start=-1", None, 400, "is no number", id="no-number"),
        pytest.param("GET", "/api/claims?after=soon", None, 422, "is no day", id="no-day"),
        pytest.param("GET", "/api/decisions?after=x", None, 400, "is no number", id="no-place-in-the-chain"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_status(
    client: TestClient, drafted: list[ClaimLine], method: str, address: str, body: Any, status: int, told: str
) -> None:
    data = body if isinstance(body, str) else None if body is None else json.dumps(body)
    answer = client.request(method, address, content=data)
    assert answer.status_code == status and told in answer.json()["error"]


def test_a_stale_request_is_told_what_stands(client: TestClient, drafted: list[ClaimLine]) -> None:
    client.post("/api/claims/1/accept", json={"version": 1})
    answer = client.post("/api/claims/1/reject", json={"version": 1}).json()
    assert answer["claim"]["state"] == "accepted" and answer["claim"]["version"] == 2


def test_the_description_names_every_operation_and_every_form_it_speaks_of(client: TestClient) -> None:
    told = client.get("/api/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    described = {(method, path) for path, one in told["paths"].items() for method in one}
    assert len(described) == len(OPERATIONS)
    schemas = told["components"]["schemas"]
    references = set(json.dumps(told).split('"$ref": "#/components/schemas/')[1:])
    assert references and all(reference.split('"')[0] in schemas for reference in references)
    names = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(set(names)) == len(names) and all(
        one["summary"] for path in told["paths"].values() for one in path.values()
    )


def test_answers_have_what_the_description_says(client: TestClient, drafted: list[ClaimLine]) -> None:
    schemas = description()["components"]["schemas"]
    for address, name in (
        ("/api/claims", "ClaimsPage"),
        ("/api/claims/1", "Kept"),
        ("/api/decisions", "DecisionsPage"),
    ):
        answer = client.get(address).json()
        assert set(answer) == set(schemas[name]["properties"])


@pytest.fixture
def guarded(site: Site) -> tuple[TestClient, People]:
    """A desk where everybody signs in, asked by a program."""
    people = People(site.workspace.store, site.desk.clock)
    people.add("amal", "coder", PASSWORD)
    guarded_site = Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, people)
    return TestClient(make_app(guarded_site, hosts=["127.0.0.1"]), base_url="http://127.0.0.1"), people


def test_without_a_token_nothing_is_answered(guarded: tuple[TestClient, People], drafted: list[ClaimLine]) -> None:
    client, _ = guarded
    for headers in ({}, {"Authorization": "Bearer kh_guess"}, {"Authorization": "Basic YW1hbDp4"}):
        answer = client.get("/api/claims", headers=headers)
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"


def test_a_token_for_reading_reads_and_one_for_writing_writes(
    guarded: tuple[TestClient, People], site: Site, drafted: list[ClaimLine]
) -> None:
    client, people = guarded
    read, write = (
        {"Authorization": f"Bearer {people.add_token('amal', scope, scope, 9)}"} for scope in ("read", "write")
    )
    assert client.get("/api/claims", headers=read).json()["total"] == 2
    assert client.post("/api/claims/1/accept", json={"version": 1}, headers=read).status_code == 403
    assert client.post("/api/claims/1/accept", json={"version": 1}, headers=write).status_code == 200
    with site.workspace.store.read() as connection:
        kept = claims.get(connection, 1)
    assert kept is not None and kept.state == "accepted"
    assert client.get("/queue", headers=write, follow_redirects=False).status_code == 303  # not for pages


def test_objections_are_read_made_and_taken_back(
    client: TestClient, drafted: list[ClaimLine], report: ReportLine
) -> None:
    address = f"/api/reports/{report.id}/objections"
    assert client.get(address).json() == []
    made = client.post(address, json={"at": 3, "reason": "It tells of a raid."})
    assert made.status_code == 200 and made.json()["kind"] == "disposition"
    (one,) = client.get(address).json()
    assert (one["reason"], one["said"]["start"], one["report"]) == ("It tells of a raid.", 0, report.id)
    assert client.post(address, json={"at": 9_999, "reason": "no"}).status_code == 422
    assert client.post(address, json={"at": 3, "reason": " "}).status_code == 422
    assert client.post(f"{address}/{one['seq']}/back").json()["kind"] == "undo"
    assert client.get(address).json() == [] and client.post(f"{address}/{one['seq']}/back").status_code == 400
