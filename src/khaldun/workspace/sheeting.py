"""Who codes what: reports given to coders, to decide on for all, or on blind sheets of their own.

A blind sheet holds a coder's own coding of a report, which nobody else sees: "double" from the same drafts as others
have, so that their agreement can be told and a reviewer settles where they differ; "scratch" without any drafts, to
see what drafts make coders miss (docs/quality.md).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from khaldun.errors import AccessError, StoreError, UsageError
from khaldun.records.decisions import Act
from khaldun.store import claims, decisions, sheets
from khaldun.store.open import Connection, Store
from khaldun.store.sheets import Assignment
from khaldun.workspace.deciding import Who

How = Literal["alone", "double", "scratch"]
FOR_REVIEWERS = "reviewers"
"""Whose claims are that several code blind: a reviewer settles them."""
_CHANCE = random.SystemRandom()


class _Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an act of assigning says in the chain."""

    coder: str
    kind: str
    done: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Sheets:
    """Who codes what in a workspace."""

    store: Store
    clock: Callable[[], dt.datetime]

    def give(self, who: Who, reports: Sequence[str], coders: Sequence[str], how: How) -> int:
        """Gives reports to coders: each to each. Returns how many were given; who has decided on a report, or has or
        had it on a sheet, gets it on none.

        Raises:
            AccessError: this is for reviewers.
            UsageError: nobody is named, or one report is to be decided on by several.
        """
        who.must_be("reviewer")
        if not coders:
            raise UsageError("No coder is chosen.", advice="Choose who is to code.")
        if how == "alone" and len(coders) > 1:
            raise UsageError("One coder decides for all.", advice="Choose one, or give it to each on their own sheet.")
        with self.store.write() as connection:
            decisions.hold(connection)
            given = [
                Act(coder=who.coder, kind="assign", report=report, after=_raw(_Told(coder=coder, kind=how)))
                for report in dict.fromkeys(reports)
                for coder in dict.fromkeys(coders)
                if self._give(connection, report, coder, how)
            ]
            decisions.add(connection, given, time=self.clock())
            return len(given)

    def _give(self, connection: Connection, report: str, coder: str, how: How) -> bool:
        if how == "alone":
            claims.give(connection, report, coder)
            return True
        if decisions.has_decided(connection, report, coder):
            return False
        if not sheets.assign(connection, report, coder, how, self.clock()):
            return False
        if how == "double":
            claims.copy_drafts(connection, report, coder)
            claims.give(connection, report, FOR_REVIEWERS)
        return True

    def draw(self, who: Who, number: int, coders: Sequence[str], how: How) -> int:
        """Gives a random sample of the reports that are still open and that none of the coders has or had. Returns
        how many reports were given.

        Raises:
            AccessError, UsageError: as `give`; or there is no such report.
        """
        who.must_be("reviewer")
        with self.store.read() as connection:
            free = sheets.free(connection, coders)
        if number < 1 or not free:
            raise UsageError("There is no report to be given.", advice="Add reports, or choose other coders.")
        picked = _CHANCE.sample(free, min(number, len(free)))
        return sum(bool(self.give(who, [report], coders, how)) for report in picked)

    def finish(self, who: Who, assignment: int) -> Assignment:
        """A coder is done with their sheet; from then on they see what others have made of the report.

        Raises:
            StoreError: claims on it are not settled yet, or there is no such sheet.
            AccessError: it is not theirs.
        """
        with self.store.write() as connection:
            decisions.hold(connection)
            one = _known(connection, assignment)
            if one.coder != who.coder or one.done is not None:
                raise AccessError("That sheet is another coder's, or finished.", advice="Go back to the queue.")
            if one.settled < one.claims:
                left = one.claims - one.settled
                raise StoreError(
                    f"{left} of the sheet's claims {'is' if left == 1 else 'are'} not settled yet.",
                    advice="Accept, reject or flag each.",
                )
            sheets.finish(connection, one.id, self.clock())
            self._note(connection, who, one, _Told(coder=one.coder, kind=one.kind, done=True))
            return one

    def withdraw(self, who: Who, assignment: int) -> Assignment:
        """Takes a report back from a coder; what they have coded of it counts nowhere.

        Raises:
            AccessError: this is for reviewers.
            StoreError: there is no such sheet.
        """
        who.must_be("reviewer")
        with self.store.write() as connection:
            decisions.hold(connection)
            one = _known(connection, assignment)
            sheets.withdraw(connection, one)
            if one.kind == "double" and not sheets.doubled(connection, one.report):
                claims.give(connection, one.report, None)
            self._note(connection, who, one, _Told(coder=one.coder, kind=one.kind, withdrawn=True))
            return one

    def _note(self, connection: Connection, who: Who, one: Assignment, told: _Told) -> None:
        act = Act(coder=who.coder, kind="assign", report=one.report, after=_raw(told))
        decisions.add(connection, [act], time=self.clock())


def _known(connection: Connection, assignment: int) -> Assignment:
    one = sheets.get(connection, assignment)
    if one is None:
        raise StoreError("There is no such sheet.", advice="Go back to the sheets.")
    return one


def _raw(told: _Told) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(told))
