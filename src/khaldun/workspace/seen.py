"""What earlier rounds of `khaldun watch` have found, told from the archive's index: nothing is asked for twice.

An address that failed is left in peace for as long as `watch.minutes`, and twice as long with each failure after, up to
a day; so is a host that does not answer. What a server says is not there, or not to be had, is not asked for again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from khaldun.run.keep import Visit
from khaldun.text.occurrences import BLOT, is_blotted_as

LONGEST = dt.timedelta(days=1)
TRIES = 5  # how often an address is tried that has never been found
_TOGETHER = dt.timedelta(minutes=1)  # failures of one host within it are one
_EARLY = 0.9  # of a rest, so that a look a little early is not a look missed
_PASSING = frozenset({408, 425, 429})  # too slow, too early, too many: not the address's fault


class Failing(msgspec.Struct):
    """How often something failed since it was last well, and when last."""

    times: int = 0
    last: dt.datetime | None = None


class Seen:
    """The visits of an archive, in their order; `rest` is how long one failure keeps away, `places` are the origins of
    inputs, whoever added them (among them such as were blotted by a redaction)."""

    def __init__(self, visits: Iterable[Visit], places: Iterable[str], *, rest: dt.timedelta) -> None:
        self._rest = rest
        self._added = set(places)
        self._over: set[str] = set()  # not there, or not to be had
        self._blotted: set[str] = {place for place in self._added if BLOT in place}
        self._addresses: dict[str, Failing] = {}
        self._hosts: dict[str, Failing] = {}
        for visit in visits:
            self.note(visit)

    def note(self, visit: Visit) -> None:
        """Notes a visit."""
        if BLOT in visit.address:
            self._blotted.add(visit.address)
        address, host = self._addresses.setdefault(visit.address, Failing()), self._host(visit.address)
        if visit.error is None:
            address.times = host.times = 0
            return
        address.times, address.last = address.times + 1, visit.time
        if visit.status is not None and 400 <= visit.status < 500 and visit.status not in _PASSING:
            self._over.add(visit.address)
            host.times = 0
        elif not visit.refused:
            apart = host.last is None or visit.time - host.last > _TOGETHER
            host.times, host.last = host.times + (1 if apart or not host.times else 0), visit.time

    def is_known(self, address: str) -> bool:
        """Whether an address was added before, or will not be; or is one that a redaction has blotted out."""
        failing = self._addresses.get(address)
        given_up = failing is not None and failing.times >= TRIES
        return address in self._added or address in self._over or given_up or self.is_blotted(address)

    def is_blotted(self, place: str) -> bool:
        """Whether a redaction has blotted out what may be this address or path."""
        return any(is_blotted_as(one, place) for one in self._blotted)

    def rests_until(self, address: str) -> dt.datetime | None:
        """Until when an address is left in peace, because it or its host has failed; null where neither has."""
        failing = (self._addresses.get(address), self._host(address))
        return max((self._until(one) for one in failing if one is not None and one.times and one.last), default=None)

    def _until(self, failing: Failing) -> dt.datetime:
        doubled = self._rest.total_seconds() * 2.0 ** min(failing.times - 1, 30)
        seconds = min(doubled, LONGEST.total_seconds())
        return (failing.last or dt.datetime.min) + dt.timedelta(seconds=_EARLY * seconds)

    def _host(self, address: str) -> Failing:
        try:
            host = urlsplit(address).netloc.lower()
        except ValueError:
            host = ""
        return self._hosts.setdefault(host, Failing())
