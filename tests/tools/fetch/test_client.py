"""Fetching: where it may go, how much it takes, how it asks. The network is a function."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest

from khaldun.errors import FetchError
from khaldun.tools.fetch.client import Fetcher, Limits
from khaldun.tools.fetch.guard import checked_address, is_public

PUBLIC = "93.184.216.34"
Answer = Callable[[httpx2.Request], httpx2.Response]


class Site:
    """A site: its pages by path, and what it was asked for."""

    def __init__(self, pages: dict[str, httpx2.Response | Answer], robots: httpx2.Response | None = None) -> None:
        self.pages, self.robots = pages, robots or httpx2.Response(404)
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if request.url.path == "/robots.txt":
            return self.robots
        page = self.pages.get(f"//{request.headers['Host']}{request.url.path}") or self.pages.get(request.url.path)
        if page is None:
            return httpx2.Response(404)
        return page if isinstance(page, httpx2.Response) else page(request)


class Endless(httpx2.AsyncByteStream):
    """A body without an end; a slow one rests between its pieces."""

    def __init__(self, pause: float = 0) -> None:
        self._pause = pause

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(self._pause)
            yield b"x" * 1000


def fetcher(site: Site, *, slept: list[float] | None = None, **limits: Any) -> Fetcher:
    numbers = {"inside.example": ["10.0.0.7"], "two.example": [PUBLIC, "127.0.0.1"]}
    return Fetcher(
        limits=Limits(**limits),
        transport=httpx2.MockTransport(site),
        resolve=lambda host, port: numbers.get(host, [PUBLIC]),
        sleep=(slept if slept is not None else []).append,
        clock=time.monotonic if slept is None else itertools.count().__next__,
    )


def test_a_page_is_asked_for_under_its_name_at_the_number_that_was_checked() -> None:
    site = Site({"/a": httpx2.Response(200, text="words", headers={"ETag": '"1"', "X-Other": "no"})})
    with fetcher(site) as fetch:
        found = fetch.fetch("http://news.example:8080/a?x=1")
    assert (found.data, found.final) == (b"words", "http://news.example:8080/a?x=1")
    assert found.headers["etag"] == '"1"' and "x-other" not in found.headers
    asked = site.asked[-1]
    assert (asked.url.host, asked.url.port, asked.headers["Host"]) == (PUBLIC, 8080, "news.example:8080")
    assert asked.headers["User-Agent"].startswith("Khaldun/")


def test_over_tls_the_name_is_checked_not_the_number() -> None:
    site = Site({"/a": httpx2.Response(200)})
    with fetcher(site) as fetch:
        fetch.fetch("https://news.example/a")
    assert site.asked[-1].extensions["sni_hostname"] == "news.example"


def test_what_has_not_changed_is_not_sent_again() -> None:
    site = Site({"/a": lambda request: httpx2.Response(304 if request.headers.get("If-None-Match") == '"1"' else 200)})
    with fetcher(site) as fetch:
        assert fetch.fetch("http://news.example/a", etag='"1"').data is None
        assert fetch.fetch("http://news.example/a", etag='"2"').data == b""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("http://inside.example/a", "10.0.0.7", id="private"),
        pytest.param("http://two.example/a", "127.0.0.1", id="one-of-two-private"),
        pytest.param("http://news.example/to-inside", "10.0.0.7", id="redirect-to-private"),
        pytest.param("http://news.example/to-file", "no web address", id="redirect-to-a-file"),
        pytest.param("http://news.example/to-broken", "no web address", id="redirect-to-nonsense"),
        pytest.param("http://news.example/round", "5 redirects", id="round-and-round"),
        pytest.param("http://news.example/none", "404", id="not-there"),
        pytest.param("http://news.example/endless", "over 0.01 MB", id="endless"),
        pytest.param("http://news.example/bomb", "over 0.01 MB", id="packed-bomb"),
        pytest.param("http://news.example/slow", "over 1 seconds", id="slow"),
        pytest.param("http://news.example/deaf", "in time", id="no-answer"),
        pytest.param("http://news.example/broken", "could not be fetched", id="broken"),
        pytest.param("http://:80/", "no web address", id="no-host"),
        pytest.param("http://news.example:99999/", "no web address", id="no-port"),
    ],
)
def test_what_must_not_be_fetched_says_why(address: str, said: str) -> None:
    def leads(where: str) -> httpx2.Response:
        return httpx2.Response(302, headers={"Location": where})

    def deaf(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("too long", request=request)

    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.RemoteProtocolError("no HTTP", request=request)

    bomb = httpx2.Response(200, content=gzip.compress(bytes(50_000)), headers={"Content-Encoding": "gzip"})
    pages: dict[str, httpx2.Response | Answer] = {
        "/to-inside": leads("http://inside.example/secret"),
        "/to-file": leads("file:///etc/passwd"),
        "/to-broken": leads("http://[::1"),
        "/round": leads("/round"),
        "/endless": httpx2.Response(200, stream=Endless()),
        "/slow": httpx2.Response(200, stream=Endless(pause=0.4)),
        "/deaf": deaf,
        "/broken": broken,
        "/bomb": bomb,
    }
    site = Site(pages)
    with fetcher(site, size=10_000, whole=1) as fetch, pytest.raises(FetchError, match=said) as caught:
        fetch.fetch(address)
    assert caught.value.advice
    assert not any(request.url.path == "/secret" for request in site.asked)


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        pytest.param(httpx2.Response(200, text="User-agent: *\nDisallow: /a"), False, id="forbidden-to-all"),
        pytest.param(httpx2.Response(200, text="User-agent: Khaldun\nDisallow: /"), False, id="forbidden-to-us"),
        pytest.param(httpx2.Response(200, text="User-agent: Other\nDisallow: /"), True, id="forbidden-to-others"),
        pytest.param(httpx2.Response(404), True, id="no-rules"),
        pytest.param(httpx2.Response(503), False, id="ill"),
        pytest.param(httpx2.Response(302, headers={"Location": "/robots.txt"}), False, id="round-and-round"),
    ],
)
def test_a_sites_rules_for_programs_are_kept(robots: httpx2.Response, allowed: bool) -> None:
    with fetcher(Site({"/a": httpx2.Response(200, text="words")}, robots)) as fetch:
        if allowed:
            assert fetch.fetch("http://news.example/a").data == b"words"
        else:
            with pytest.raises(FetchError, match=r"robots\.txt"):
                fetch.fetch("http://news.example/a")


def test_rules_are_read_once_and_a_host_is_left_in_peace_as_long_as_it_asks() -> None:
    slept: list[float] = []
    site = Site({"/a": httpx2.Response(200)}, httpx2.Response(200, text="User-agent: *\nCrawl-delay: 20"))
    with fetcher(site, slept=slept, pause=5, whole=1000) as fetch:
        fetch.fetch("http://news.example/a")
        fetch.fetch("http://news.example/a")
    assert [request.url.path for request in site.asked] == ["/robots.txt", "/a", "/a"]
    assert len(slept) == 2 and all(10 < pause <= 20 for pause in slept)


@pytest.mark.parametrize(
    ("number", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_a_private_number_is_told(number: str, public: bool) -> None:
    assert is_public(number) is public


def test_a_private_number_is_taken_where_the_user_says_so() -> None:
    assert checked_address("mine", 80, allow_private=True, resolve=lambda host, port: ["10.0.0.7"]) == "10.0.0.7"


def test_a_host_without_a_number_says_so() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(FetchError, match="not known"):
        checked_address("nowhere", 80, allow_private=False, resolve=unknown)
    with pytest.raises(FetchError, match="no address"):
        checked_address("nowhere", 80, allow_private=False, resolve=lambda host, port: [])
