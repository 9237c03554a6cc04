"""Who is at which report, for teams: who opens one has it for some minutes, others wait or take it over.

Locks keep two people from doing one work. What guards a claim is its version alone: a lock that has ended, or was taken
over, loses nothing and lets nothing through.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from khaldun.errors import AccessError
from khaldun.store import locks, people, sheets
from khaldun.store.locks import Lock
from khaldun.store.open import Connection, Store
from khaldun.workspace.deciding import Who

_FRESH = 0.8  # of its time: a lock that has more left is not written anew by each page


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A report that somebody else is at: their `name`, until when (UTC)."""

    report: str
    coder: str
    name: str
    until: dt.datetime

    @property
    def told(self) -> str:
        """In words."""
        return f"{self.name} is at this report until {self.until:%H:%M} UTC."


class HeldError(AccessError):
    """Somebody else is at the report of what should be changed; `held` says who."""

    def __init__(self, held: Held) -> None:
        super().__init__(held.told, advice="Take it over, or come back then; nothing was changed.")
        self.held = held


@dataclass(frozen=True, slots=True)
class Locks:
    """The locks of a workspace's reports, which hold for `minutes`. Everybody holds one report at a time: the one that
    they opened, or did something at, last."""

    store: Store
    clock: Callable[[], dt.datetime]
    minutes: float

    def hold(self, who: Who, report: str) -> Held | None:
        """Who else is at a report. Where nobody is, a coder has it from now on, and leaves the one before; who may only
        read never has any."""
        now = self.clock()
        with self.store.read() as connection:
            if sheets.working(connection, report, who.coder) is not None:
                return None  # on a sheet of their own they are in nobody's way
            found, was_elsewhere = locks.around(connection, who.coder, report, now)
            if found is not None and found.coder != who.coder:
                return _held(connection, found)
            if who.role == "reader" or (not was_elsewhere and self._is_fresh(found, now)):
                return None
        wanted = self._wanted(who, report, now)
        with self.store.write() as connection:
            locks.hold(connection, wanted, now)
            found = locks.lock(connection, report, now)
            if found is not None and found.coder != who.coder:
                return _held(connection, found)
        self._leave_others(who, report)
        return None

    def must_hold(self, who: Who, report: str) -> None:
        """
        Raises:
            HeldError: somebody else is at the report.
        """
        held = self.hold(who, report)
        if held is not None:
            raise HeldError(held)

    def take_over(self, who: Who, report: str) -> None:
        """Takes a report over from whoever is at it.

        Raises:
            AccessError: this person may only read.
        """
        who.must_be("coder")
        now = self.clock()
        with self.store.write() as connection:
            locks.take(connection, self._wanted(who, report, now), now)
        self._leave_others(who, report)

    def let_go(self, who: Who) -> None:
        """Leaves whatever report this person is at."""
        with self.store.write() as connection:
            locks.let_go(connection, who.coder)

    def others(self, who: Who) -> dict[str, Held]:
        """The reports that somebody else is at."""
        with self.store.read() as connection:
            found = [one for one in locks.locks(connection, self.clock()) if one.coder != who.coder]
            return {one.report: _held(connection, one) for one in found}

    def taken_from(self, who: Who, report: str) -> str:
        """What is told to whom a report was taken from lately, by whoever is at it now; "" where it was not."""
        now = self.clock()
        with self.store.read() as connection:
            found, made = locks.lock(connection, report, now), locks.takeovers(connection, report)
            if found is None or not made or (made[-1].coder, made[-1].of) != (found.coder, who.coder):
                return ""
            return f"{_name(connection, found.coder)} took it over from you at {made[-1].time:%H:%M} UTC."

    def _wanted(self, who: Who, report: str, now: dt.datetime) -> Lock:
        return Lock(report=report, coder=who.coder, until=now + dt.timedelta(minutes=self.minutes))

    def _is_fresh(self, found: Lock | None, now: dt.datetime) -> bool:
        return found is not None and found.until - now > _FRESH * dt.timedelta(minutes=self.minutes)

    def _leave_others(self, who: Who, report: str) -> None:
        """In a transaction of its own: who holds one lock and waits for another's might wait for ever."""
        with self.store.write() as connection:
            locks.let_go(connection, who.coder, but=report)


def _held(connection: Connection, found: Lock) -> Held:
    return Held(report=found.report, coder=found.coder, name=_name(connection, found.coder), until=found.until)


def _name(connection: Connection, coder: str) -> str:
    return next((one.name for one in people.coders(connection) if one.id == coder), coder)
