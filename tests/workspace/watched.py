"""A site that changes, a clock that is put on by hand, and rounds of watching them."""

from __future__ import annotations

import contextlib
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

from khaldun.store import reports
from khaldun.tools.fetch.client import Fetcher, Limits
from khaldun.workspace.adding import Outcome
from khaldun.workspace.config import Watch
from khaldun.workspace.open import Workspace
from khaldun.workspace.watching import Watcher

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


@contextlib.contextmanager
def served() -> Iterator[Site]:
    """A site at an address of this machine."""
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


def write(path: Path, words: str, *, age: float = 60) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words)
    os.utime(path, (time.time() - age,) * 2)
    return path
