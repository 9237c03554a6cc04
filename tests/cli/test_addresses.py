"""Addresses from the command line to the events, against a server of this machine that means ill."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from khaldun.cli.main import run
from khaldun.run.addresses import name_of
from khaldun.run.inputs import Limits, read_inputs
from khaldun.run.keep import INDEX, Archive, Visit
from khaldun.tools.fetch.client import Fetcher
from khaldun.tools.fetch.client import Limits as FetchLimits

NOW = dt.datetime(2021, 3, 4, tzinfo=dt.UTC)
TEXT = "On 3 March 2021, gunmen attacked the village of Sarjeh, killing six civilians, a local monitor said.\n"
FEED = (
    '<rss version="2.0"><channel><title>Plain Wire</title><item><title>Attack</title><link>http://a.example/1</link>'
    f"<pubDate>Thu, 04 Mar 2021 08:00:00 GMT</pubDate><description>{TEXT}</description></item></channel></rss>"
)


class Handler(BaseHTTPRequestHandler):
    """Pages good and bad; `asked` lists what was asked for, with the ETag that was shown."""

    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        shown = self.headers.get("If-None-Match")
        self.asked.append((self.path, shown))
        if self.path == "/report.txt" and shown == '"v1"':
            self._answer(304, b"")
        elif self.path in {"/report.txt", "/report"}:
            self._answer(200, TEXT.encode(), "text/plain", ETag='"v1"')
        elif self.path == "/feed.xml":
            self._answer(200, FEED.encode(), "application/rss+xml")
        elif self.path == "/not-a-feed.xml":
            self._answer(200, f"<!doctype html><html><body><p>{TEXT}</p></body></html>".encode(), "application/rss+xml")
        elif self.path == "/cut":
            self._answer(200, b"too short", length=5000)
        elif self.path == "/drip":
            self._drip()
        elif self.path == "/to-inside":
            self._answer(302, b"", Location="http://[::1]:9/secret")
        else:
            self._answer(404, b"")

    def _answer(
        self, status: int, body: bytes, kind: str = "text/html", length: int | None = None, **more: str
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **more}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A head that never ends, a byte at a time: no pause between two bytes is long."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(200):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """The server's address, and what it was asked for."""
    asked: list[tuple[str, str | None]] = []
    bound = type("Bound", (Handler,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), bound) as served:
        served.daemon_threads = True
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}", asked
        served.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between two requests, and little patience."""
    usual = Fetcher.__init__

    def quick(self: Fetcher, *, allow_private: bool = False) -> None:
        usual(self, limits=FetchLimits(pause=0, whole=1.5), allow_private=allow_private)

    monkeypatch.setattr(Fetcher, "__init__", quick)


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.slow
def test_good_addresses_are_coded_and_bad_ones_are_a_failure_each(
    server: tuple[str, list[tuple[str, str | None]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, _ = server
    bad = ["gone", "cut", "drip", "to-inside"]
    addresses = [f"{root}/{name}" for name in ["report.txt", *bad, "feed.xml", "not-a-feed.xml"]]
    archive, data = tmp_path / "kept", tmp_path / "data"
    args = ["--format", "jsonl", "--allow-private", "--archive", str(archive), "--data", str(data)]
    assert run(["code", *addresses, *args]) == 1
    out, err = capsys.readouterr()
    found = lines(out)
    reports = {str(line["name"]): line for line in found if line["kind"] == "report"}
    assert set(reports) == {"report", "feed-1", "not-a-feed"}
    assert reports["report"]["url"] == f"{root}/report.txt"
    failed = {str(line["name"]): str(line["message"]) for line in found if line["kind"] == "failure"}
    assert set(failed) == set(bad)
    assert "404" in failed["gone"] and "seconds" in failed["drip"]
    assert len([line for line in err.splitlines() if "failed" in line]) == len(bad)
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert (archive / digest[:2] / digest).read_bytes() == TEXT.encode()


@pytest.mark.slow
def test_without_leave_nothing_inside_the_users_network_is_asked(
    server: tuple[str, list[tuple[str, str | None]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, asked = server
    assert run(["code", f"{root}/report.txt", "--format", "jsonl", "--data", str(tmp_path)]) == 1
    assert "--allow-private" in capsys.readouterr().err
    assert not asked


@pytest.mark.slow
def test_a_batch_of_addresses_is_resumed_and_what_stands_is_not_sent_again(
    server: tuple[str, list[tuple[str, str | None]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, asked = server
    args = ["code", f"{root}/report.txt", f"{root}/gone", "--format", "jsonl", "--allow-private", "--resume"]
    args += ["--archive", str(tmp_path / "kept"), "--data", str(tmp_path / "data"), "-o", f"{tmp_path}/coded/"]
    (tmp_path / "coded").mkdir()
    assert run(args) == 1
    assert run(args) == 1
    assert ("/report.txt", '"v1"') in asked
    assert "1 of 2 inputs are done and stand" in capsys.readouterr().err
    assert {path.name for path in (tmp_path / "coded").iterdir()} == {"report.jsonl", "gone.jsonl", "manifest.jsonl"}


def test_files_are_kept_once_and_again_when_they_change(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.txt", tmp_path / "kept"
    for text in ("one", "one", "two"):
        path.write_text(text)
        Archive(folder).keep_file(path, NOW)
    Archive(folder).keep_file(tmp_path / "none.txt", NOW)
    visits = [json.loads(line) for line in (folder / INDEX).read_text().splitlines()]
    assert [visit["sha256"] for visit in visits] == [hashlib.sha256(word).hexdigest() for word in (b"one", b"two")]
    assert not list(folder.rglob("*.part"))


def test_bytes_that_were_changed_in_the_archive_are_no_report(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep(b"words", Visit(address="http://a.example/x", time=NOW))
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file() and path.name != INDEX)
    path.write_bytes(b"other words")
    (failed,) = read_inputs(["http://a.example/x"], stdin=lambda: b"", limits=Limits(), archive=Archive(tmp_path))
    assert getattr(failed, "error", None) == "UnreadableError"


def test_a_line_of_the_index_that_was_cut_short_does_not_hide_the_others(tmp_path: Path) -> None:
    Archive(tmp_path).keep(b"words", Visit(address="http://a.example/x", time=NOW))
    with (tmp_path / INDEX).open("a") as index:
        index.write('{"address":"http://b.exa')
    Archive(tmp_path).keep(b"more", Visit(address="http://c.example/x", time=NOW))
    again = Archive(tmp_path)
    assert again.read("http://a.example/x")[1] == b"words"
    assert again.read("http://c.example/x")[1] == b"more"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://a.example/news/attack-on-x.html?id=3", "attack-on-x"),
        ("https://a.example/", "a.example"),
        ("https://a.example", "a.example"),
        ("https://a.example/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "passwd"),
        ("https://a.example/خبر", "خبر"),
        ("https://a.example/a:b*c", "a-b-c"),
        ("https://a.example/...", "a.example"),
    ],
)
def test_an_address_gives_a_name_that_is_fit_for_a_file(address: str, name: str) -> None:
    assert name_of(address) == name
