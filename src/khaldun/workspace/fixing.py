"""One fix on many claims at once: what it would change, then all of it or nothing, each change a link of the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from khaldun.errors import StoreError
from khaldun.records.decisions import Act, Decision
from khaldun.records.lines import ClaimLine
from khaldun.review.alike import Alike
from khaldun.review.edit import restore_json
from khaldun.review.fields import FieldError, encoded
from khaldun.review.fix import Fix, changed_fields, fixed
from khaldun.review.priority import priority
from khaldun.store import claims, decisions, plants, reports, sheets
from khaldun.store.claims import Kept
from khaldun.store.open import Connection
from khaldun.workspace.deciding import Desk, Who, may_change


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a fix does to a claim: `kept` as it stands, `line` as it would be, in `fields`."""

    kept: Kept
    line: ClaimLine
    fields: tuple[str, ...]


class Fixed(msgspec.Struct, frozen=True, kw_only=True):
    """What was changed: the claims, in how many reports, by the decisions `first` to `last`."""

    claims: tuple[int, ...]
    reports: int
    first: int
    last: int


class TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """How many claims are as they were, and on how many somebody has decided since: those stay."""

    claims: int
    stay: int


@dataclass(frozen=True, slots=True)
class Fixing:
    """Fixes what is alike, at a desk."""

    desk: Desk
    alike: Alike

    def preview(self, numbers: Iterable[int], fix: Fix) -> list[Change]:
        """What a fix would change, claim by claim; claims that have nothing of it any more are left out."""
        with self.desk.store.read() as connection:
            return list(self._changes(claims.numbers(connection, numbers), fix))

    def apply(self, who: Who, chosen: Iterable[tuple[int, int]], fix: Fix, *, reason: str = "") -> Fixed:
        """Changes claims, each as it stood (claim, version): all of them, or none.

        Raises:
            FieldError: none is chosen, or one has nothing of it.
            StaleError: one was changed since; none is changed.
            AccessError: this person may not.
        """
        who.must_be("coder")
        versions = dict(chosen)
        if not versions:
            raise FieldError("No claim is ticked.", advice="Tick those that the fix is meant for.")
        with self.desk.store.write() as connection:
            decisions.add(connection, [], time=self.desk.clock())  # waits its turn before it holds any claim
            picked = claims.numbers(connection, versions)
            apart = frozenset(sheets.reports_of(connection, who.coder))
            for kept in picked:
                if kept.sheet is not None or kept.report in apart:
                    may_change(connection, who, kept)
            changes = list(self._changes(picked, fix))
            _check(connection, versions, changes)
            made = decisions.add(connection, _acts(who, changes, reason), time=self.desk.clock())
            plants.void(connection, versions)  # nobody has looked at what was planted in them
            touched = self._recode(connection, changes)
            return Fixed(claims=tuple(versions), reports=touched, first=made[0].seq, last=made[-1].seq)

    def take_back(self, who: Who, first: int, last: int) -> TakenBack:
        """Takes back this person's edits among the decisions `first` to `last`, but for claims that somebody has
        decided on since. They stay in the chain.

        Raises:
            StoreError: there is nothing to take back.
            AccessError: this person may not.
        """
        who.must_be("coder")
        with self.desk.store.write() as connection:
            decisions.add(connection, [], time=self.desk.clock())
            done = [one for one in _between(connection, first, last) if one.coder == who.coder and one.kind == "edit"]
            by_claim: dict[int, list[Decision]] = {}
            for one in done:
                if one.claim is not None and one.payload is not None:
                    by_claim.setdefault(one.claim, []).append(one)
            if not by_claim:
                raise StoreError("There is nothing to take back.", advice="Only your own edits can be taken back here.")
            free = {claim: acts for claim, acts in by_claim.items() if _is_last(connection, claim, acts)}
            self._restore(connection, who, free)
            return TakenBack(claims=len(free), stay=len(by_claim) - len(free))

    def _changes(self, kept: Iterable[Kept], fix: Fix) -> Iterator[Change]:
        for one in kept:
            line = fixed(one.line, fix, self.alike)
            if fields := changed_fields(one.line, line, fix.kind):
                yield Change(kept=one, line=line, fields=fields)

    def _restore(self, connection: Connection, who: Who, done: dict[int, list[Decision]]) -> None:
        acts: list[Act] = []
        touched: dict[str, None] = {}
        for kept in claims.numbers(connection, done):
            line = kept.line
            for one in reversed(done[kept.id]):
                if one.field is not None and one.payload is not None:
                    line = restore_json(line, one.field, one.payload.before)
                    acts.append(_undoing(who, one))
            claims.change(connection, kept.id, kept.version, line=line, priority=priority(line))
            touched[kept.report] = None
        decisions.add(connection, acts, time=self.desk.clock())
        self._recode_all(connection, touched)

    def _recode(self, connection: Connection, changes: Iterable[Change]) -> int:
        """Works out anew what follows, once for each report; returns for how many."""
        touched = dict.fromkeys(change.kept.report for change in changes)
        self._recode_all(connection, touched)
        return len(touched)

    def _recode_all(self, connection: Connection, touched: Iterable[str]) -> None:
        for identity in touched:
            report = reports.report(connection, identity)
            if report is None:
                raise StoreError(f"There is no report {identity}.", advice="Check the workspace: khaldun verify.")
            self.desk.recoder.recode_report(connection, report)


def _check(connection: Connection, versions: dict[int, int], changes: list[Change]) -> None:
    """Writes the claims where each stands as it was chosen."""
    of = {change.kept.id: change for change in changes}
    for claim, version in sorted(versions.items()):
        change = of.get(claim)
        if change is None:
            claims.change(connection, claim, version)  # tells what it is now where it was changed since
            raise FieldError(f"Claim {claim} has nothing of that any more.", advice="Look at the preview again.")
        claims.change(connection, claim, version, line=change.line, priority=priority(change.line))


def _acts(who: Who, changes: Iterable[Change], reason: str) -> list[Act]:
    return [
        Act(
            coder=who.coder,
            kind="edit",
            report=change.kept.report,
            claim=change.kept.id,
            field=name,
            before=encoded(change.kept.line, name),
            after=encoded(change.line, name),
            reason=reason,
        )
        for change in changes
        for name in change.fields
    ]


def _undoing(who: Who, done: Decision) -> Act:
    before, after = (done.payload.before, done.payload.after) if done.payload else (msgspec.Raw(), msgspec.Raw())
    return Act(
        coder=who.coder,
        kind="undo",
        report=done.report,
        claim=done.claim,
        field=done.field,
        of=done.seq,
        before=after,
        after=before,
    )


def _between(connection: Connection, first: int, last: int) -> Iterator[Decision]:
    for one in decisions.read(connection, after=first - 1):
        if one.seq > last:
            return
        yield one


def _is_last(connection: Connection, claim: int, acts: list[Decision]) -> bool:
    """Whether nothing was decided on a claim since, and nothing taken back; what was said about it changes nothing."""
    mine = {one.seq for one in acts}
    later = decisions.read(connection, claim=claim, after=acts[0].seq)
    return all(one.seq in mine or one.kind == "comment" for one in later)
