"""Watching feeds and pages: what is new is fetched once, politely; hosts that fail are left in peace."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from khaldun.run.keep import Visit
from khaldun.store import reports
from khaldun.workspace.feed_news import in_turn, news_of
from khaldun.workspace.open import Workspace
from khaldun.workspace.watching import Watcher, is_waiting

from .watched import DAY, PAGE, Clock, Site, added, feed, item, look, new_fetcher, watching, whats


def test_new_entries_are_fetched_once_as_pages(workspace: Workspace, site: Site, clock: Clock) -> None:
    site.pages |= {"/feed": feed(item(f"{site.root}/1"), item("/2#part")), "/1": PAGE.encode(), "/2": PAGE.encode()}
    assert whats(look(workspace, clock, f"{site.root}/feed")) == {"added": 2}
    assert added(workspace) == [f"{site.root}/1", f"{site.root}/2"]
    assert is_waiting(workspace)
    site.pages["/feed"] = feed(item(f"{site.root}/3"), item(f"{site.root}/1"), item("/2"))
    site.pages["/3"] = PAGE.encode()
    clock.wait(hours=1)
    assert whats(look(workspace, clock, f"{site.root}/feed")) == {"added": 1}
    clock.wait(hours=1)
    assert look(workspace, clock, f"{site.root}/feed") == []
    assert site.count() == {"/feed": 3, "/1": 1, "/2": 1, "/3": 1}
    assert [path for path, _ in site.shown] == ["/feed", "/feed"]  # it is asked only whether it has changed


def test_an_entry_without_a_page_of_its_own_is_added_by_its_text(
    workspace: Workspace, site: Site, clock: Clock
) -> None:
    home = f"{site.root}/home"
    site.pages["/feed"] = feed(item(None, "One"), item(home, "Two"), item(home, "Three"), item("mailto:a@b.c", "Four"))
    assert whats(look(workspace, clock, f"{site.root}/feed")) == {"added": 4}
    with workspace.store.read() as connection:
        found = list(reports.inputs(connection))
    assert [one.given.title for one in found] == ["One", "Two", "Three", "Four"]
    assert found[0].given.published == DAY and found[0].given.publisher == "Plain Wire"
    assert workspace.archive.path(found[0].sha256).read_bytes() == b"Gunmen killed three farmers in Kano."
    assert look(workspace, clock, f"{site.root}/feed") == [] and site.count() == {"/feed": 2}


def test_a_watched_page_is_a_later_version_when_it_changes(workspace: Workspace, site: Site, clock: Clock) -> None:
    site.pages["/live"] = PAGE.encode()
    assert whats(look(workspace, clock, f"{site.root}/live")) == {"added": 1}
    assert whats(look(workspace, clock, f"{site.root}/live")) == {"known": 1}
    site.pages["/live"] = (PAGE + "<p>More.").encode()
    assert whats(look(workspace, clock, f"{site.root}/live")) == {"added": 1}
    assert added(workspace) == [f"{site.root}/live"] * 2


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        pytest.param(b'<?xml version="1.0"?><rss><channel></channel></rss>', "without an entry", id="empty"),
        pytest.param(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss/>', "entities", id="entities"),
        pytest.param(404, "status 404", id="not-there"),
        pytest.param(500, "status 500", id="ill"),
    ],
)
def test_a_broken_feed_is_told_and_the_others_go_on(
    workspace: Workspace, site: Site, clock: Clock, broken: bytes | int, said: str
) -> None:
    site.pages |= {"/broken": broken, "/1": PAGE.encode(), "/feed": feed(item("/1"))}
    addresses = ("ftp://no.example/feed", f"{site.root}/feed", f"{site.root}/broken")
    outcomes = look(workspace, clock, *addresses)
    told = {outcome.source: outcome.message for outcome in outcomes if outcome.what == "failed"}
    assert said in told[f"{site.root}/broken"] and "no web address" in told["ftp://no.example/feed"]
    assert added(workspace) == ([f"{site.root}/1"] if broken != 500 else [])  # one host: it is left in peace


def test_only_so_many_new_addresses_are_asked_for_and_feeds_take_turns(
    workspace: Workspace, site: Site, clock: Clock
) -> None:
    site.pages["/long"] = feed(*(item(f"/long/{number}") for number in range(9)))
    site.pages["/short"] = feed(item("/short/1"))
    site.pages |= {f"/long/{number}": PAGE.encode() for number in range(9)} | {"/short/1": PAGE.encode()}
    feeds = (f"{site.root}/long", f"{site.root}/short")
    assert whats(look(workspace, clock, *feeds, most=3)) == {"added": 3, "left": 7}
    assert added(workspace) == [f"{site.root}{path}" for path in ("/long/0", "/short/1", "/long/1")]
    assert whats(look(workspace, clock, *feeds, most=3)) == {"added": 3, "left": 4}
    assert whats(look(workspace, clock, *feeds)) == {"added": 4}


def test_a_host_that_fails_is_left_in_peace_twice_as_long_each_time(
    workspace: Workspace, site: Site, clock: Clock
) -> None:
    address = f"{site.root}/feed"
    site.pages["/feed"] = 500
    waited = []
    for hours in range(60):
        if whats(look(workspace, clock, address))["failed"]:
            waited.append(hours)
            with_time(workspace, clock)
        clock.wait(hours=1)
    assert waited == [0, 1, 3, 7, 15, 30, 52]  # a day at most
    site.pages |= {"/feed": feed(item("/1")), "/1": PAGE.encode()}
    clock.wait(days=1)
    assert whats(look(workspace, clock, address)) == {"added": 1}
    clock.wait(hours=1)
    assert look(workspace, clock, address) == []


def with_time(workspace: Workspace, clock: Clock) -> None:
    """Puts the clock's time into the last line of the index: failures are noted there with the real one."""
    index = workspace.folder / "archive" / "visits.jsonl"
    *lines, last = index.read_bytes().splitlines()
    visit = msgspec.json.decode(last, type=Visit)
    lines.append(msgspec.json.encode(msgspec.structs.replace(visit, time=clock())))
    index.write_bytes(b"\n".join(lines) + b"\n")


def test_what_is_not_there_is_not_asked_for_again_and_what_passes_is(
    workspace: Workspace, site: Site, clock: Clock
) -> None:
    site.pages |= {"/feed": feed(item("/gone"), item("/slow"), item("/1")), "/slow": 503, "/1": PAGE.encode()}
    assert whats(look(workspace, clock, f"{site.root}/feed")) == {"failed": 2, "resting": 1}
    site.pages["/slow"] = PAGE.encode()
    clock.wait(hours=1)
    assert whats(look(workspace, clock, f"{site.root}/feed")) == {"added": 2}
    assert site.count()["/gone"] == 1


def test_robots_are_asked_and_hosts_have_their_pauses(workspace: Workspace, site: Site, clock: Clock) -> None:
    site.pages |= {"/robots.txt": b"User-agent: *\nDisallow: /no\n", "/yes": PAGE.encode(), "/no": PAGE.encode()}
    site.pages["/feed"] = feed(item("/no"), item("/yes"))
    pauses: list[float] = []
    with new_fetcher(pauses) as fetcher:
        outcomes = list(Watcher(watching(workspace, f"{site.root}/feed"), fetcher, clock).look())
    assert whats(outcomes) == {"failed": 1, "added": 1} and "/no" not in site.asked
    assert len(pauses) >= 2 and all(0 < pause <= 1 for pause in pauses)


def test_what_is_no_feed_has_no_news_and_an_entry_stands_once() -> None:
    at = Visit(address="http://a.example/feed", time=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert news_of(b"%PDF-1.4", at) is None and news_of(PAGE.encode(), at) is None
    twice = news_of(feed(item(None), item(None), item("http://[broken"), item("http://a.example/feed")), at) or []
    assert [one.text is not None for one in twice] == [True] and len(list(in_turn([twice, twice]))) == 1


def test_a_fetch_that_fails_is_told_as_its_error(workspace: Workspace, clock: Clock) -> None:
    with new_fetcher() as fetcher:
        outcomes = list(Watcher(watching(workspace, "http://127.0.0.1:9/feed"), fetcher, clock).look())
    (outcome,) = outcomes
    assert outcome.what == "failed" and "could not be fetched" in outcome.message
