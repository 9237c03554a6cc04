"""One address → its bytes: robots, time-outs, size and redirect limits, conditional requests."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import msgspec

from khaldun import __version__
from khaldun.errors import FetchError
from khaldun.tools.fetch.guard import Resolve, checked_address, resolve

if TYPE_CHECKING:
    import httpx2

AGENT = f"Khaldun/{__version__} (conflict event coding)"
_ROBOT = "Khaldun"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MEGABYTE = 1_000_000
_ROBOTS_SIZE = 500_000
_LONGEST_PAUSE = 30.0  # seconds, whatever a site asks for
_KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "content-language", "server")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a fetch may take: bytes, redirects, seconds to connect, between bytes, and in all; seconds between two
    requests to one host."""

    size: int = 20 * _MEGABYTE
    redirects: int = 5
    connect: float = 10
    read: float = 20
    whole: float = 60
    pause: float = 1


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What an address held: where it led in the end (`final`), when (`time`, UTC), the headers that matter; `data` is
    null where it has not changed (status 304)."""

    address: str
    final: str
    time: dt.datetime
    headers: dict[str, str]
    data: bytes | None


class Fetcher:
    """Fetches addresses one after another; keeps each host's robots rules and the time of its last request."""

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        allow_private: bool = False,
        transport: httpx2.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        import httpx2

        self._limits = limits or Limits()
        self._allow_private = allow_private
        self._resolve, self._clock, self._sleep, self._now = resolve, clock, sleep, now
        timeout = httpx2.Timeout(self._limits.read, connect=self._limits.connect)
        self._client = httpx2.AsyncClient(
            transport=transport, timeout=timeout, follow_redirects=False, trust_env=False, headers={"User-Agent": AGENT}
        )
        self._runner = asyncio.Runner()  # only tasks can be stopped wherever they wait
        self._robots: dict[str, Callable[[str], bool]] = {}
        self._pauses: dict[str, float] = {}
        self._last: dict[str, float] = {}

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def fetch(self, address: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """What the address holds. With what is known of an earlier copy it is asked only for what is new.

        Raises:
            FetchError: it is not allowed, not there, too large, too slow, or leads where it must not.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in known.items() if value}
        at, due = address, self._clock() + self._limits.whole
        for _ in range(self._limits.redirects + 1):
            self._refuse_other_schemes(at, address)
            self._ask_robots(at, due)
            status, fields, data, leads = self._get(at, headers, due, self._limits.size)
            if leads is not None:
                at = leads
                continue
            if status not in {200, 304}:
                raise FetchError(_refused(address, at, status), advice=_what_to_do(status), status=status)
            kept = {name: fields[name] for name in _KEPT_HEADERS if name in fields}
            return Fetched(
                address=address, final=at, time=self._now(), headers=kept, data=None if status == 304 else data
            )
        raise FetchError(
            f"{address} leads on and on ({self._limits.redirects} redirects).",
            advice="Give the address it ends at.",
            refused=True,
        )

    def _refuse_other_schemes(self, at: str, address: str) -> None:
        try:
            parts = urlsplit(at)
            good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            good = False
        if not good:
            where = at if at == address else f"{address} leads to {at}, which"
            raise FetchError(f"{where} is no web address.", advice="Give an http(s) address.", refused=True)

    def _get(
        self, at: str, headers: dict[str, str], due: float, most: int
    ) -> tuple[int, dict[str, str], bytes, str | None]:
        """Status, headers, body, and where it redirects to."""
        import httpx2

        try:
            url = httpx2.URL(at)
        except httpx2.InvalidURL as error:
            raise FetchError(
                f"{at} is no web address ({error}).", advice="Give an http(s) address.", refused=True
            ) from error
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        number = checked_address(host.strip("[]"), port, allow_private=self._allow_private, resolve=self._resolve)
        self._wait(host)
        # The checked number is connected to, under the host's name: a second look-up could lead elsewhere.
        request = self._client.build_request(
            "GET",
            url.copy_with(host=number),
            headers={"Host": url.netloc.decode("ascii"), **headers},
            extensions={"sni_hostname": host} if url.scheme == "https" else {},
        )
        try:
            return self._runner.run(self._answer(request, at, due, most))
        except TimeoutError as error:
            raise FetchError(
                f"{at} takes over {self._limits.whole:.0f} seconds.", advice="Try again later, or save it."
            ) from error
        except httpx2.TimeoutException as error:
            raise FetchError(f"{at} did not answer in time.", advice="Try again later.") from error
        except httpx2.HTTPError as error:
            raise FetchError(f"{at} could not be fetched ({error}).", advice="Try again later.") from error

    async def _answer(
        self, request: httpx2.Request, at: str, due: float, most: int
    ) -> tuple[int, dict[str, str], bytes, str | None]:
        async with asyncio.timeout(max(due - self._clock(), 0)):
            response = await self._client.send(request, stream=True)
            try:
                return await self._read(response, at, most)
            finally:
                await response.aclose()

    async def _read(
        self, response: httpx2.Response, at: str, most: int
    ) -> tuple[int, dict[str, str], bytes, str | None]:
        fields = {name.lower(): value for name, value in response.headers.items()}
        if response.status_code in _REDIRECTS and "location" in fields:
            return response.status_code, fields, b"", _joined(at, fields["location"])
        pieces, size = list[bytes](), 0
        async for piece in response.aiter_bytes():
            size += len(piece)
            if size > most:
                raise FetchError(
                    f"{at} has over {most / _MEGABYTE:g} MB.", advice="Save it, and give the file.", refused=True
                )
            pieces.append(piece)
        return response.status_code, fields, b"".join(pieces), None

    def _wait(self, host: str) -> None:
        """Leaves a host in peace between two requests."""
        left = self._last.get(host, -1e9) + self._pauses.get(host, self._limits.pause) - self._clock()
        if left > 0:
            self._sleep(left)
        self._last[host] = self._clock()

    def _ask_robots(self, at: str, due: float) -> None:
        parts = urlsplit(at)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(f"{site}/robots.txt", due)
        if not self._robots[site](at):
            raise FetchError(
                f"{at} asks not to be fetched by programs (robots.txt).",
                advice="Save the page in a browser, and give the file.",
                refused=True,
            )

    def _read_robots(self, at: str, due: float) -> Callable[[str], bool]:
        """The rules of a site (RFC 9309): none where there is no file, everything forbidden where the site is ill."""
        from protego import Protego

        for _ in range(self._limits.redirects + 1):
            status, _, data, leads = self._get(at, {}, due, _ROBOTS_SIZE)
            if leads is None:
                break
            self._refuse_other_schemes(leads, at)
            at = leads
        if status >= 500 or leads is not None:
            return lambda address: False
        if status >= 400:
            return lambda address: True
        rules = Protego.parse(data.decode("utf-8", "replace"))
        asked = rules.crawl_delay(_ROBOT) or 0.0
        self._pauses[urlsplit(at).hostname or ""] = min(max(self._limits.pause, asked), _LONGEST_PAUSE)
        return lambda address: bool(rules.can_fetch(address, _ROBOT))


def _joined(at: str, location: str) -> str:
    """Where a redirect leads; one that is broken stays as it is, and is refused as no address."""
    try:
        return urljoin(at, location)
    except ValueError:
        return location


def _refused(address: str, at: str, status: int) -> str:
    where = address if at == address else f"{address} (now {at})"
    return f"{where} answered with status {status}."


def _what_to_do(status: int) -> str:
    if status in {401, 402, 403, 451}:
        return "It is not open to programs: save the page in a browser, and give the file."
    if status in {404, 410}:
        return "It is not there (any more): try a web archive's copy."
    return "Try again later."
