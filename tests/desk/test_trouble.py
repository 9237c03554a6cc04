"""A database that gives out under the desk: said clearly, nothing lost, and what was typed can be sent again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.guard import HEADERS
from khaldun.desk.site import Site
from khaldun.pipeline import Tools
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.store import claims, decisions
from khaldun.workspace.coding import recoder_of
from khaldun.workspace.deciding import Desk
from khaldun.workspace.open import Workspace, make_workspace, opened
from khaldun.workspace.people import People
from postgres import cluster, find_server

from .conftest import START, fill

TYPED = 'Written for an hour. <b>"&'
FORM = {"field": "notes", "version": "1", "notes": TYPED}


def note(workspace: Workspace) -> str:
    with workspace.store.read() as connection:
        kept = claims.get(connection, 1)
        assert kept is not None and list(decisions.check(connection)) == []
    return kept.line.notes


@pytest.fixture
def lose(workspace: Workspace) -> Callable[[], Path]:
    """Moves the store's file away; returns where it is."""
    file = workspace.folder / "store.sqlite"

    def moving() -> Path:
        return file.rename(file.with_name("elsewhere.sqlite"))

    return moving


def test_a_store_that_was_moved_away_takes_nothing_and_is_not_made_anew(
    client: TestClient, workspace: Workspace, drafted: list[ClaimLine], lose: Callable[[], Path]
) -> None:
    client.post("/claims/2/accept", data={"version": "1"})
    elsewhere = lose()
    answer = client.post("/claims/1/edit?state=all", data=FORM)
    assert answer.status_code == 503 and "was moved away" in answer.text
    assert 'value="Written for an hour. &lt;b&gt;&#34;&amp;"' in answer.text
    assert 'action="/claims/1/edit?state=all"' in answer.text
    assert client.get("/queue").status_code == 503
    assert client.post("/api/claims/1/accept", json={"version": 1}).status_code == 503
    assert not (workspace.folder / "store.sqlite").exists()
    elsewhere.rename(workspace.folder / "store.sqlite")
    client.post("/claims/1/edit?state=all", data=FORM)
    assert note(workspace) == TYPED
    with workspace.store.read() as connection:
        assert [one.kind for one in decisions.read(connection)] == ["accept", "edit"]


def test_a_store_that_was_replaced_is_told_once_and_then_read(
    client: TestClient, workspace: Workspace, drafted: list[ClaimLine], lose: Callable[[], Path]
) -> None:
    client.get("/queue")
    shutil.copy(lose(), workspace.folder / "store.sqlite")
    assert client.get("/queue").status_code == 503
    assert client.get("/queue").status_code == 200


def test_where_it_cannot_be_told_who_asks_that_is_told(
    site: Site, drafted: list[ClaimLine], lose: Callable[[], Path]
) -> None:
    people = People(site.workspace.store, lambda: START)
    people.add("amal", "coder", "long enough to be one")
    guarded = Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, people)
    client = TestClient(make_app(guarded, hosts=["127.0.0.1"]), base_url="http://127.0.0.1")
    client.post("/signin", data={"name": "amal", "password": "long enough to be one"})
    lose()
    answer = client.post("/claims/1/edit", data=FORM)
    assert answer.status_code == 503 and "Written for an hour." in answer.text and "amal" not in answer.text
    answer = client.post("/signin", data={"name": "amal", "password": "long enough to be one"})
    assert answer.status_code == 503 and "long enough" not in answer.text


def test_a_full_disk_is_told_and_nothing_is_lost(
    client: TestClient, workspace: Workspace, drafted: list[ClaimLine]
) -> None:
    client.post("/claims/2/accept", data={"version": "1"})
    long = {**FORM, "notes": TYPED * 20_000}
    engine = workspace.store._engine

    def fill_up(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # type: ignore[attr-defined]

    event.listen(engine, "begin", fill_up)
    answer = client.post("/claims/1/edit", data=long)
    assert answer.status_code == 503 and "is full" in answer.text and "Free some space" in answer.text
    assert "Written for an hour." in answer.text
    event.remove(engine, "begin", fill_up)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1073741823"))
    assert note(workspace) == drafted[0].notes
    client.post("/claims/1/edit", data=long)
    assert note(workspace) == long["notes"]


def test_a_fault_of_the_program_has_a_page_and_the_headers_that_guard(
    site: Site, drafted: list[ClaimLine], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("<script>window.ran=1</script>")

    client = TestClient(make_app(site, hosts=["127.0.0.1"]), base_url="http://127.0.0.1", raise_server_exceptions=False)
    monkeypatch.setattr(Site, "choices", fails)
    answer = client.get("/queue")
    assert answer.status_code == 500 and "wrong with the desk itself" in answer.text and "window.ran" not in answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.slow
def test_a_server_that_goes_down_and_comes_back_is_told_and_then_used(
    tmp_path: Path, tools: Tools, report: ReportLine, claim_line: ClaimLine
) -> None:
    programs = find_server()
    if programs is None:
        pytest.skip("not run: needs PostgreSQL's server on this machine")
    with cluster(programs) as server:
        make_workspace(tmp_path / "other", store=server.address)
        with opened(tmp_path / "other") as workspace:
            desk = Desk(workspace.store, recoder_of(tools), lambda: START)
            site = Site(workspace, desk, tools, tools.gazetteer.beginning, tuple(tools.registry))  # type: ignore
            fill(site, report, claim_line, msgspec.structs.replace(claim_line, id="f" * 16))
            client = TestClient(make_app(site, hosts=["127.0.0.1"]), base_url="http://127.0.0.1")
            client.post("/claims/2/accept", data={"version": "1"})
            server.stop()
            for _ in range(2):
                answer = client.post("/claims/1/edit?state=all", data=FORM)
                assert answer.status_code == 503 and "Written for an hour." in answer.text
                assert "password" not in answer.text
            assert client.get("/queue").status_code == 503
            assert client.get("/api/claims").status_code == 503
            server.start()
            answers = [client.post("/claims/1/edit?state=all", data=FORM) for _ in range(2)]
            assert 200 in [answer.status_code for answer in answers]
            assert note(workspace) == TYPED
            with workspace.store.read() as connection:
                assert [one.kind for one in decisions.read(connection)] == ["accept", "edit"]
