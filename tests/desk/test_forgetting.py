"""A desk that is open while another program takes words out of its store: they leave its memory too."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk import forgetting
from khaldun.desk.app import make_app
from khaldun.desk.forgetting import Forgetting
from khaldun.desk.site import Site
from khaldun.errors import GoneError
from khaldun.records.decisions import Act
from khaldun.records.lines import ClaimLine
from khaldun.store import decisions
from khaldun.store.decisions import Redacted
from khaldun.store.open import Store, open_store
from khaldun.workspace.deciding import LOCAL
from khaldun.workspace.open import Workspace
from khaldun.workspace.redacting import preview, redact
from khaldun.workspace.scoping import Target

from .conftest import START

REPORT = "a" * 64
SECRET = "warplanes"


@pytest.fixture
def elsewhere(workspace: Workspace) -> Iterator[Store]:
    """The same store as another program has it open."""
    store = open_store("sqlite:///store.sqlite", folder=workspace.folder)
    yield store
    store.close()


def take_out(workspace: Workspace, store: Store, words: str = SECRET) -> None:
    """Takes words out of the workspace as `khaldun redact` does, by a connection of its own."""
    other = Workspace(folder=workspace.folder, config=workspace.config, store=store, archive=workspace.archive)
    target = Target(spellings=(words,))
    seen = preview(other, target, lambda report: "", tell=quiet)
    redact(other, LOCAL, target, seen, lambda report: "", reason="it endangers", time=START, tell=quiet)


def quiet(*told: object) -> None:
    """Says nothing."""


def remembers(site: Site, words: str) -> bool:
    return any(words in str(kept.piece.html) + str(kept.made_from) for kept in site.pieces._kept.values())


def decide(store: Store, kind: str) -> None:
    with store.write() as connection:
        act = Act(coder="x", kind=kind, after=msgspec.Raw(msgspec.json.encode(Redacted())))  # type: ignore[arg-type]
        decisions.add(connection, [act], time=START)


def test_words_taken_out_by_another_program_leave_the_memory_with_the_next_report(
    client: TestClient, site: Site, drafted: list[ClaimLine], workspace: Workspace, elsewhere: Store
) -> None:
    client.get(f"/reports/{REPORT}")
    client.get("/unresolved")
    assert remembers(site, SECRET)
    take_out(workspace, elsewhere)
    assert remembers(site, SECRET)  # else the test shows nothing
    assert SECRET not in client.get(f"/reports/{REPORT}").text
    assert not remembers(site, SECRET)


def test_a_desk_that_nobody_asks_anything_forgets_by_itself(
    site: Site, drafted: list[ClaimLine], elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert forgetting.EVERY <= 60
    monkeypatch.setattr(forgetting.Forgetting.watch, "__defaults__", (0.02,))
    with TestClient(make_app(site, hosts=["127.0.0.1"]), base_url="http://127.0.0.1") as client:
        client.get(f"/reports/{REPORT}")
        assert remembers(site, SECRET)
        decide(elsewhere, "redact")
        for _ in range(200):
            if not remembers(site, SECRET):
                break
            time.sleep(0.02)
    assert not remembers(site, SECRET)


def test_only_a_redaction_empties_the_memory(workspace: Workspace) -> None:
    dropped: list[int] = []
    looking = Forgetting(workspace.store, [lambda: dropped.append(1)])
    for kind, told in (("comment", 0), ("comment", 0), ("redact", 1), ("comment", 1)):
        with workspace.store.read() as connection:
            looking.look(connection)
        decide(workspace.store, kind)
        with workspace.store.read() as connection:
            looking.look(connection)
        assert len(dropped) == told


def test_a_page_that_was_being_made_meanwhile_is_forgotten_with_the_look_after(workspace: Workspace) -> None:
    kept: list[str] = []
    looking = Forgetting(workspace.store, [kept.clear])
    looking.look_idle()
    decide(workspace.store, "redact")
    with workspace.store.read() as connection:
        looking.look(connection)
    kept.append("a page that was read before the words were taken out")
    looking.look_idle()
    assert kept == []
    kept.append("a page made after")
    looking.look_idle()
    assert kept


def test_who_sees_an_older_state_of_the_store_empties_nothing(workspace: Workspace) -> None:
    """Two who look at once, one of them a moment later: no redaction, so nothing goes."""
    dropped: list[int] = []
    looking = Forgetting(workspace.store, [lambda: dropped.append(1)])
    with workspace.store.snapshot() as early:
        looking.look(early)
        decide(workspace.store, "comment")
        with workspace.store.read() as late:
            looking.look(late)
        looking.look(early)
    assert dropped == []


def test_nothing_is_kept_where_the_store_does_not_answer_or_is_another(workspace: Workspace, tmp_path: Path) -> None:
    dropped: list[int] = []
    looking = Forgetting(workspace.store, [lambda: dropped.append(1)])
    decide(workspace.store, "comment")
    looking.look_idle()
    looking.store = Gone()  # type: ignore[assignment]
    looking.look_idle()
    assert len(dropped) == 1
    looking.store = open_store("sqlite:///other.sqlite", folder=tmp_path, create=True)
    looking.look_idle()
    assert len(dropped) == 2
    looking.store.close()


class Gone:
    """A store that does not answer."""

    def read(self) -> Store:
        raise GoneError("The store does not answer.", advice="")


def test_a_comparison_and_the_groups_go_too(
    client: TestClient, site: Site, drafted: list[ClaimLine], workspace: Workspace, elsewhere: Store
) -> None:
    table = "event_date,location,country\n2019-11-13,Sarjah,Syria\n"
    made = client.post("/known", files={"table": ("mine.csv", table)}, follow_redirects=False)
    address = made.headers["location"]
    assert client.get(address).status_code == 200
    client.get("/unresolved")
    state = client.app.state  # type: ignore[attr-defined]
    assert state.loose.counted._seen is not None
    take_out(workspace, elsewhere)
    client.get(f"/reports/{REPORT}")
    assert state.loose.counted._seen is None and client.get(address).status_code == 404


def test_watching_ends_with_the_desk(site: Site) -> None:
    async def opened_and_closed() -> tuple[int, int]:
        app = make_app(site, hosts=["127.0.0.1"])
        async with app.router.lifespan_context(app):
            during = len(asyncio.all_tasks())
        await asyncio.sleep(0)
        return during, len(asyncio.all_tasks())

    during, after = asyncio.run(opened_and_closed())
    assert during > after == 1


def test_what_functions_remember_of_words_goes_too(site: Site, workspace: Workspace) -> None:
    remembering = functools.lru_cache(maxsize=5_000)(str.casefold)
    program_s_own = functools.lru_cache(maxsize=4)(str.casefold)
    for one in (remembering, program_s_own):
        one("Amal Hadi")
    for kind in ("comment", "redact"):
        decide(workspace.store, kind)
        site.forgetting.look_idle()
        assert remembering.cache_info().currsize == (kind == "comment")
    assert program_s_own.cache_info().currsize == 1
