"""What earlier rounds of watching found is not asked for again, and what failed is left in peace."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from khaldun.errors import FetchError
from khaldun.records.reports import Given
from khaldun.run.journal import read_journal
from khaldun.run.keep import INDEX, Archive, Visit
from khaldun.store import redactions, reports
from khaldun.workspace.open import Workspace
from khaldun.workspace.seen import TRIES, Seen

from .watched import PAGE, Clock, Site, added, feed, item, look, whats, write


def test_who_was_cut_off_before_adding_what_was_fetched_adds_it_without_asking_again(
    workspace: Workspace, site: Site, clock: Clock, tmp_path: Path
) -> None:
    site.pages["/feed"] = feed(item("/1"))
    workspace.archive.keep(PAGE.encode(), Visit(address=f"{site.root}/1", time=clock()))
    path = write(tmp_path / "in" / "a.txt", PAGE)
    workspace.archive.keep_file(path, clock())
    assert whats(look(workspace, clock, f"{site.root}/feed", folders=("../in",))) == {"added": 2}
    assert added(workspace) == [f"{site.root}/1", str(path)] and "/1" not in site.asked


def test_what_others_have_added_to_a_shared_store_is_not_asked_for(
    workspace: Workspace, site: Site, clock: Clock
) -> None:
    site.pages["/feed"] = feed(item("/1"))
    with workspace.store.write() as connection:
        reports.add_input(connection, f"{site.root}/1", "a" * 64, Given(), clock())
    assert look(workspace, clock, f"{site.root}/feed") == []


def test_what_words_were_taken_out_of_is_held_back(
    workspace: Workspace, site: Site, clock: Clock, tmp_path: Path
) -> None:
    site.pages |= {"/feed": feed(item("/1")), "/1": PAGE.encode(), "/live": PAGE.encode()}
    path = write(tmp_path / "in" / "a.txt", PAGE)
    watch = (f"{site.root}/feed", f"{site.root}/live")
    assert whats(look(workspace, clock, *watch, folders=("../in",))) == {"added": 3}
    with workspace.store.write() as connection:
        redactions.give_up_bytes(connection, frozenset(one.sha256 for one in reports.inputs(connection)))
    site.pages["/live"] = b"changed"
    write(path, f"{PAGE} More.", age=-30)
    outcomes = look(workspace, clock, *watch, folders=("../in",))
    assert whats(outcomes) == {"held": 2} and site.count()["/live"] == 1
    assert "before" in outcomes[0].message and "save it without" in outcomes[0].advice
    (workspace.folder / "archive" / "visits.jsonl").unlink()  # the store alone knows
    assert {one.what for one in look(workspace, clock, *watch)} == {"held"}


def test_an_address_that_was_blotted_out_is_not_asked_for(workspace: Workspace, site: Site, clock: Clock) -> None:
    site.pages |= {"/feed": feed(item("/amal-hadi-says"), item("/other")), "/other": PAGE.encode()}
    workspace.archive.note(Visit(address=f"{site.root}/█████████-says", time=clock(), sha256="e" * 64))
    assert whats(look(workspace, clock, f"{site.root}/feed")) == {"added": 1}
    assert "/amal-hadi-says" not in site.asked


@pytest.mark.parametrize(
    ("error", "known", "rests"),
    [
        pytest.param(FetchError("x", status=404), True, False, id="not-there"),
        pytest.param(FetchError("x", status=403), True, False, id="not-open"),
        pytest.param(FetchError("x", status=429), False, True, id="too-many"),
        pytest.param(FetchError("x", status=503), False, True, id="ill"),
        pytest.param(FetchError("status 404. robots.txt"), False, True, id="silent-whatever-it-says"),
        pytest.param(FetchError("x", refused=True), False, False, id="refused"),
    ],
)
def test_a_failure_is_the_addresss_or_its_hosts(error: FetchError, known: bool, rests: bool, tmp_path: Path) -> None:
    now = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    Archive(tmp_path).fail("http://a.example/1", error, now)
    seen = Seen(read_journal(tmp_path / INDEX, Visit), [], rest=dt.timedelta(hours=1))
    assert seen.is_known("http://a.example/1") is known
    assert (seen.rests_until("http://a.example/2") is not None) is rests
    assert seen.rests_until("http://b.example/2") is None


def test_an_address_is_tried_a_few_times_only() -> None:
    now = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    visits = [
        Visit(address="http://[broken", time=now + dt.timedelta(hours=hour), error="robots.txt")
        for hour in range(TRIES)
    ]
    assert not Seen(visits[:-1], [], rest=dt.timedelta(hours=1)).is_known("http://[broken")
    assert Seen(visits, [], rest=dt.timedelta(hours=1)).is_known("http://[broken")
