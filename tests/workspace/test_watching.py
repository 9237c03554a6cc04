"""Watching feeds, pages and folders: what is new is added once, politely; what is broken stops nothing else."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from khaldun.cli.watch import Watching
from khaldun.errors import DataError, StoreError, UsageError
from khaldun.records.reports import Given
from khaldun.run.keep import Visit
from khaldun.run.workers import Limits as WorkerLimits
from khaldun.store import redactions, reports
from khaldun.tools.fetch.client import Fetcher, Limits
from khaldun.workspace.adding import Outcome
from khaldun.workspace.config import Watch
from khaldun.workspace.feed_news import in_turn, news_of
from khaldun.workspace.one_round import one_round
from khaldun.workspace.open import Workspace, make_workspace, opened
from khaldun.workspace.seen import TRIES, Seen
from khaldun.workspace.watching import Watcher, is_waiting, repeat, watched

PAGE = "<html><body><h1>Attack</h1><p>Gunmen killed three farmers in the town of Kano on 3 May 2021, police said.</p>"
DAY = "Thu, 04 Mar 2021 08:00:00 GMT"


def item(link: str | None, title: str = "Attack", body: str = "Gunmen killed three farmers in Kano.") -> str:
    led = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{led}<pubDate>{DAY}</pubDate><description>{body}</description></item>"


def feed(*items: str) -> bytes:
    told = "".join(items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Plain Wire</title>{told}</channel></rss>'.encode()


@dataclass
class Site:
    """A site that changes: pages by path (bytes, or a status), and what was asked for."""

    pages: dict[str, bytes | int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)  # path, and the ETag that was shown
    root: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> tuple[int, bytes]:
        self.asked.append(request.path)
        if tag := request.headers.get("If-None-Match"):
            self.shown.append((request.path, tag))
        page = self.pages.get(request.path, 404)
        if isinstance(page, int):
            return page, b""
        return (304, b"") if tag == etag(page) else (200, page)

    def count(self) -> Counter[str]:
        return Counter(path for path in self.asked if path != "/robots.txt")


def etag(page: bytes) -> str:
    return f'"{hash(page)}"'


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = site.answer(self)
            self.send_response(status)
            if status == 200:
                self.send_header("ETag", etag(body))
                self.send_header("Content-Type", "application/rss+xml" if b"<rss" in body else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        served.daemon_threads = True
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        site.root = f"http://127.0.0.1:{served.server_port}"
        yield site
        served.shutdown()
        thread.join()


class Clock:
    """The time, which is put on by hand."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta(seconds=20)

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def wait(self, **much: float) -> None:
        self.ahead += dt.timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, store_address: str) -> Iterator[Workspace]:
    make_workspace(tmp_path / "w", store=store_address)
    with opened(tmp_path / "w") as here:
        yield here


def new_fetcher(pauses: list[float] | None = None) -> Fetcher:
    limits = Limits(pause=0 if pauses is None else 1, whole=5)
    return Fetcher(limits=limits, allow_private=True, sleep=(pauses if pauses is not None else []).append)


def watching(workspace: Workspace, *addresses: str, folders: tuple[str, ...] = ()) -> Workspace:
    """The workspace as it is opened anew for a round, with what is watched."""
    config = msgspec.structs.replace(workspace.config, watch=Watch(addresses=addresses, folders=folders))
    again = type(workspace.archive)(workspace.folder / "archive")
    return Workspace(folder=workspace.folder, config=config, store=workspace.store, archive=again)


def look(
    workspace: Workspace, clock: Clock, *addresses: str, folders: tuple[str, ...] = (), most: int = 100
) -> list[Outcome]:
    with new_fetcher() as fetcher:
        return list(Watcher(watching(workspace, *addresses, folders=folders), fetcher, clock, most).look())


def whats(outcomes: list[Outcome]) -> Counter[str]:
    return Counter(outcome.what for outcome in outcomes)


def added(workspace: Workspace) -> list[str]:
    with workspace.store.read() as connection:
        return [one.origin for one in reports.inputs(connection)]


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


def test_robots_are_asked_and_hosts_have_their_pauses(workspace: Workspace, site: Site, clock: Clock) -> None:
    site.pages |= {"/robots.txt": b"User-agent: *\nDisallow: /no\n", "/yes": PAGE.encode(), "/no": PAGE.encode()}
    site.pages["/feed"] = feed(item("/no"), item("/yes"))
    pauses: list[float] = []
    with new_fetcher(pauses) as fetcher:
        outcomes = list(Watcher(watching(workspace, f"{site.root}/feed"), fetcher, clock).look())
    assert whats(outcomes) == {"failed": 1, "added": 1} and "/no" not in site.asked
    assert len(pauses) >= 2 and all(0 < pause <= 1 for pause in pauses)


def write(path: Path, words: str, *, age: float = 60) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_files_are_added_once_when_they_are_whole_and_again_when_they_change(
    workspace: Workspace, clock: Clock, tmp_path: Path
) -> None:
    clock.ahead = dt.timedelta()
    write(tmp_path / "in" / "a.txt", PAGE)
    half = write(tmp_path / "in" / "deep" / "b.txt", PAGE, age=2)
    for name in (".hidden", "c.part", "d.tmp", ".git/x"):
        write(tmp_path / "in" / name, PAGE)
    assert whats(look(workspace, clock, folders=("../in",))) == {"added": 1, "waiting": 1}
    os.utime(half, (time.time() - 11,) * 2)
    assert whats(look(workspace, clock, folders=("../in",))) == {"added": 1}
    assert look(workspace, clock, folders=(str(tmp_path / "in"),)) == []
    write(half, f"{PAGE} More.")
    assert whats(look(workspace, clock, folders=("../in",))) == {"added": 1}
    write(half, f"{PAGE} More.", age=-30)  # touched, by a clock that goes ahead: the bytes are the same
    assert whats(look(workspace, clock, folders=("../in",))) == {"known": 1}


def test_a_folder_that_cannot_be_watched_is_told(workspace: Workspace, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcomes = look(workspace, clock, folders=("../none", "..", ".", "archive", "../empty"))
    assert [outcome.message for outcome in outcomes] == [
        "It is no folder.",
        *["It holds the workspace itself, or its archive."] * 3,
    ]


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
        pytest.param("x answered with status 404.", True, False, id="not-there"),
        pytest.param("x answered with status 403.", True, False, id="not-open"),
        pytest.param("x answered with status 429.", False, True, id="too-many"),
        pytest.param("x answered with status 503.", False, True, id="ill"),
        pytest.param("x did not answer in time.", False, True, id="silent"),
        pytest.param("x asks not to be fetched by programs (robots.txt).", False, False, id="robots"),
        pytest.param("x has over 20 MB.", False, False, id="too-large"),
    ],
)
def test_a_failure_is_the_addresss_or_its_hosts(error: str, known: bool, rests: bool) -> None:
    now = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    seen = Seen([Visit(address="http://a.example/1", time=now, error=error)], [], rest=dt.timedelta(hours=1))
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


def test_what_is_no_feed_has_no_news_and_an_entry_stands_once() -> None:
    at = Visit(address="http://a.example/feed", time=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert news_of(b"%PDF-1.4", at) is None and news_of(PAGE.encode(), at) is None
    twice = news_of(feed(item(None), item(None), item("http://[broken"), item("http://a.example/feed")), at) or []
    assert [one.text is not None for one in twice] == [True] and len(list(in_turn([twice, twice]))) == 1


@pytest.mark.parametrize(
    ("config", "error"),
    [
        pytest.param(Watch(), UsageError, id="nothing"),
        pytest.param(Watch(folders=("x",), minutes=0), DataError, id="no-pause"),
        pytest.param(Watch(folders=("x",), minutes=float("nan")), DataError, id="no-number"),
    ],
)
def test_what_cannot_be_watched_is_refused(config: Watch, error: type[Exception]) -> None:
    with pytest.raises(error):
        watched(config)


def test_it_goes_on_until_it_is_interrupted() -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repeat(lambda: 2.5, sleep)
    assert slept == [150, 150, 150]


def test_no_two_rounds_go_at_once_and_a_fault_does_not_end_the_watch(
    workspace: Workspace, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = workspace.folder / "khaldun.toml"
    settings.write_text(settings.read_text().replace("folders = []", 'folders = ["../in"]'))
    (tmp_path / "in").mkdir()
    limits = WorkerLimits()
    rounds = Watching(workspace.folder, 100, None, limits, None, make_fetcher=new_fetcher, clock=clock)
    with one_round(workspace.folder):
        with pytest.raises(StoreError, match="under way"):
            rounds.look()
        assert rounds.look_and_go_on() == 60
    assert "under way" in capsys.readouterr().err
    assert rounds.look() == 0
    assert "0 added" in capsys.readouterr().err


def test_a_fetch_that_fails_is_told_as_its_error(workspace: Workspace, clock: Clock) -> None:
    with new_fetcher() as fetcher:
        outcomes = list(Watcher(watching(workspace, "http://127.0.0.1:9/feed"), fetcher, clock).look())
    (outcome,) = outcomes
    assert outcome.what == "failed" and "could not be fetched" in outcome.message
