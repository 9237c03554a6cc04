"""Words that mean ill to the database, by every filter and in every value, on SQLite and PostgreSQL: they are words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine
from khaldun.store import claims, decisions
from khaldun.workspace.open import Workspace, make_workspace, opened

SQL = ("' OR 1=1 --", "'; DROP TABLE claims; --", '" OR ""="', "x' UNION SELECT password FROM coders --", "%", "_",
       "\\", "1); DELETE FROM decisions; --", "/**/OR/**/1=1")  # fmt: skip
FILTERS = ("words", "place", "side", "source", "coder", "country", "status", "event_type", "sub_event_type")
PAGES = ("/queue", "/rulings", "/unresolved", "/complete/place", "/complete/actor", "/quality", "/map/data",
         "/map/days", "/api/decisions")  # fmt: skip


@pytest.fixture
def workspace(store_address: str, tmp_path: Path) -> Iterator[Workspace]:
    make_workspace(tmp_path / "w", store=store_address)
    with opened(tmp_path / "w") as here:
        yield here


def untouched(site: Site) -> bool:
    with site.workspace.store.read() as connection:
        kept = claims.get(connection, 1)
        return kept is not None and kept.version == 1 and decisions.count(connection) == 0


@pytest.mark.parametrize("words", SQL)
def test_words_of_sql_in_a_filter_are_words(
    client: TestClient, site: Site, drafted: list[ClaimLine], words: str
) -> None:
    for name in FILTERS:
        answer = client.get("/api/claims", params={"state": "all", name: words})
        assert answer.status_code == 200 and answer.json()["total"] == 0, name
    everywhere = {"state": "all", "q": words, "field": words, "kind": words, **dict.fromkeys(FILTERS, words)}
    for address in PAGES:
        answer = client.get(address, params=everywhere)
        assert answer.status_code < 500 and "argon2" not in answer.text
    assert client.get("/api/claims", params={"state": "all"}).json()["total"] == 2
    assert untouched(site)


@pytest.mark.parametrize("words", SQL)
def test_words_of_sql_in_a_value_are_kept_as_words(
    client: TestClient, site: Site, drafted: list[ClaimLine], words: str
) -> None:
    changed = client.patch("/api/claims/1", json={"version": 1, "field": "notes", "value": words, "reason": words})
    assert changed.status_code == 200 and changed.json()["line"]["notes"] == words
    client.post("/claims/1/comment", data={"words": words})
    client.post("/claims/2/reject", data={"version": "2", "reason": words})
    with site.workspace.store.read() as connection:
        assert list(decisions.check(connection)) == []
        assert {one.payload.reason for one in decisions.read(connection) if one.payload} <= {words, ""}
