"""What a person does to claims: each act changes the claim and adds a link to the chain, both or neither."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from khaldun.errors import AccessError, StoreError
from khaldun.records.decisions import SHARED, Act, Decision, Kind
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.review import edit as editing
from khaldun.review.fields import FieldError, decoded, differing, encoded, key, part
from khaldun.review.priority import priority
from khaldun.store import claims, decisions, plants, reports, sheets
from khaldun.store.claims import ACCEPTED, FLAGGED, MERGED, OPEN, REJECTED, SKIPPED, WITHDRAWN, Kept
from khaldun.store.open import Connection, Store
from khaldun.workspace import planting
from khaldun.workspace.recoding import Recoder

Role = Literal["reader", "coder", "reviewer", "admin"]
Clock = Callable[[], dt.datetime]
_STATES: dict[Kind, str] = {"accept": ACCEPTED, "reject": REJECTED, "flag": FLAGGED, "skip": SKIPPED}
_REVIEWS: dict[Kind, str] = {"approve": "approved", "return": "returned"}
_UNDOABLE: frozenset[Kind] = frozenset(
    {*_STATES, *_REVIEWS, "edit", "add", "split", "merge", "adjudicate", "disposition"}
)
_RANK: dict[Role, int] = {"reader": 0, "coder": 1, "reviewer": 2, "admin": 3}


class Who(msgspec.Struct, frozen=True):
    """Who acts: a pseudonym's id, and what they may do."""

    coder: str
    role: Role

    def must_be(self, least: Role) -> None:
        """
        Raises:
            AccessError: they may not.
        """
        if _RANK[self.role] < _RANK[least]:
            raise AccessError(f"This takes a {least}; you are a {self.role}.", advice="Ask an admin of the workspace.")


LOCAL = Who("local", "admin")  # the one user of a workspace on their own machine


class _Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What an act changed besides a field: states and whole claims, by number."""

    states: dict[int, str] = {}
    lines: dict[int, ClaimLine] = {}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where decisions are made."""

    store: Store
    recoder: Recoder
    clock: Clock
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def settle(
        self, who: Who, kind: Kind, claim: int, version: int, *, reason: str = "", seconds: float | None = None
    ) -> Kept:
        """Accepts, rejects, flags or skips a claim.

        Raises:
            StaleError: it was changed since `version`.
            AccessError: this person may not.
        """
        with self._deciding() as connection:
            self._settle(connection, who, kind, [(claim, version)], reason=reason, seconds=seconds)
            now = _now(connection, claim)
            verdict = planting.settled(connection, who.coder, now, self.clock())
            plants.void(connection, [claim], but=who.coder)
            return now if verdict is None else _now(connection, claim)

    def settle_all(
        self,
        who: Who,
        kind: Kind,
        chosen: Iterable[tuple[int, int]],
        *,
        reason: str = "",
        seconds: float | None = None,
    ) -> int:
        """Settles claims at once, each as it stood (claim, version): all of them, or none. Returns how many.

        Raises:
            StaleError: one was changed since; none is settled.
            AccessError: this person may not.
        """
        picked = list(chosen)
        with self._deciding() as connection:
            self._settle(connection, who, kind, picked, reason=reason, seconds=seconds)
            plants.void(connection, [claim for claim, _ in picked])  # nobody has looked at what was planted in them
        return len(picked)

    def _settle(
        self, connection: Connection, who: Who, kind: Kind, chosen: Iterable[tuple[int, int]], *, reason: str,
        seconds: float | None,
    ) -> None:  # fmt: skip
        who.must_be("coder")
        state = _STATES[kind]
        acts: list[Act] = []
        touched: dict[_Where, None] = {}
        for claim, version in chosen:
            kept = _for(connection, who, claim)
            claims.change(connection, claim, version, state=state, was=kept.state)
            acts.append(
                Act(
                    coder=who.coder,
                    kind=kind,
                    report=kept.report,
                    claim=claim,
                    sheet=kept.sheet or SHARED,
                    before=_raw(_Changed(states={claim: kept.state})),
                    after=_raw(_Changed(states={claim: state})),
                    reason=reason,
                    seconds=seconds,
                )
            )
            if REJECTED in (kept.state, state):  # only who goes or comes back changes the others' rows
                touched[_Where(kept.report, kept.sheet)] = None
        decisions.add(connection, acts, time=self.clock())
        for where in touched:
            self._recode(connection, where)

    def review(self, who: Who, kind: Kind, claim: int, version: int, *, reason: str = "") -> Kept:
        """A reviewer approves a coder's decision, or returns it.

        Raises:
            AccessError: this person is no reviewer.
            StaleError: the claim was changed since `version`.
        """
        who.must_be("reviewer")
        with self._deciding() as connection:
            kept = _for(connection, who, claim)
            if kept.sheet is not None:
                raise AccessError("What stands on a sheet of your own is not reviewed.", advice="Finish the sheet.")
            state = OPEN if kind == "return" else kept.state
            claims.change(connection, claim, version, reviewed=_REVIEWS[kind], state=state, was=kept.state)
            act = Act(
                coder=who.coder,
                kind=kind,
                report=kept.report,
                claim=claim,
                before=msgspec.Raw(
                    msgspec.json.encode({"states": {str(claim): kept.state}, "reviewed": kept.reviewed})
                ),
                after=msgspec.Raw(msgspec.json.encode({"states": {str(claim): state}, "reviewed": _REVIEWS[kind]})),
                reason=reason,
            )
            decisions.add(connection, [act], time=self.clock())
            return _now(connection, claim)

    def comment(self, who: Who, claim: int, words: str, *, of: int | None = None) -> Decision:
        """Says something about a claim.

        Raises:
            FieldError: nothing is said.
        """
        who.must_be("coder")
        if not words.strip():
            raise FieldError("The comment is empty.", advice="Write something.")
        with self._deciding() as connection:
            kept = _for(connection, who, claim)
            act = Act(
                coder=who.coder,
                kind="comment",
                report=kept.report,
                claim=claim,
                sheet=kept.sheet or SHARED,
                of=of,
                reason=words.strip(),
            )
            return decisions.add(connection, [act], time=self.clock())[0]

    def edit(
        self, who: Who, claim: int, version: int, name: str, data: bytes | msgspec.Raw, *, reason: str = "",
        seconds: float | None = None,
    ) -> Kept:  # fmt: skip
        """Sets a field of a claim from JSON of the contract's part.

        Raises:
            FieldError: it is not what the field holds.
            StaleError: the claim was changed since `version`.
        """
        who.must_be("coder")
        with self._deciding() as connection:
            kept = _for(connection, who, claim)
            line = editing.set_json(kept.line, name, data)
            claims.change(connection, claim, version, line=line, priority=priority(line), before=kept.line)
            act = Act(
                coder=who.coder,
                kind="edit",
                report=kept.report,
                claim=claim,
                sheet=kept.sheet or SHARED,
                field=name,
                before=encoded(kept.line, name),
                after=encoded(line, name),
                reason=reason,
                seconds=seconds,
            )
            decisions.add(connection, [act], time=self.clock())
            planting.edited(connection, who.coder, claim, name)
            self._recode(connection, _Where(kept.report, kept.sheet))
            return _now(connection, claim)

    def add(self, who: Who, report: str, start: int, end: int, sub_event_type: str, *, reason: str = "") -> Kept:
        """A claim that the reader missed, from selected words of a report (code points).

        Raises:
            FieldError: no words are selected, or the codebook has no such type.
        """
        who.must_be("coder")
        if sub_event_type not in self.recoder.codebook.event_type:
            raise FieldError(
                f"The codebook has no type {sub_event_type!r}.", advice="Choose one of its sub-event types."
            )
        with self._deciding() as connection:
            told = _report(connection, report)
            line = editing.from_words(told, start, end, sub_event_type, identity=_identity(report, start, self.clock()))
            sheet = who.coder if sheets.working(connection, report, who.coder) else None
            number = claims.add(connection, line, priority=priority(line), sheet=sheet)
            self._note_new(connection, who, "add", _Where(report, sheet), number, [(number, line)], {}, reason)
            self._recode(connection, _Where(report, sheet))
            return _now(connection, number)

    def split(
        self, who: Who, claim: int, version: int, name: str, values: Sequence[bytes | msgspec.Raw], *, reason: str = ""
    ) -> list[Kept]:
        """A claim into one for each value of a field: the first stays under its number.

        Raises:
            FieldError: the values are not the field's, or fewer than two.
            StaleError: the claim was changed since `version`.
        """
        who.must_be("coder")
        with self._deciding() as connection:
            kept = _for(connection, who, claim)
            parts = [decoded(name, value) for value in values]
            if isinstance(part(kept.line, name), tuple):
                raise FieldError("A claim is split by one value each.", advice="Split by place, date or an actor.")
            identities = [f"{kept.line.id}-{at + 1}" if at else kept.line.id for at in range(len(parts))]
            first, *others = editing.split(kept.line, name, parts, identities)
            claims.change(connection, claim, version, line=first, priority=priority(first))
            made = [(claims.add(connection, line, priority=priority(line), sheet=kept.sheet), line) for line in others]
            where = _Where(kept.report, kept.sheet)
            self._note_new(connection, who, "split", where, claim, [(claim, first), *made], {claim: kept.line}, reason)
            plants.void(connection, [claim])
            self._recode(connection, _Where(kept.report, kept.sheet))
            return claims.numbers(connection, [claim, *(number for number, _ in made)])

    def merge(self, who: Who, home: int, version: int, other: int, other_version: int, *, reason: str = "") -> Kept:
        """Two claims that tell of one event become one: `home` stands, `other` goes into it.

        Raises:
            FieldError: they are of two reports, or the same claim.
            StaleError: one was changed since.
        """
        who.must_be("coder")
        with self._deciding() as connection:
            one, two = _for(connection, who, home), _for(connection, who, other)
            if (one.report, one.sheet) != (two.report, two.sheet) or home == other:
                raise FieldError("Only two claims of one report are merged.", advice="Choose another of this report.")
            line = editing.join(one.line, two.line)
            claims.change(connection, home, version, line=line, priority=priority(line))
            claims.change(connection, other, other_version, state=MERGED)
            act = Act(
                coder=who.coder,
                kind="merge",
                report=one.report,
                claim=other,
                sheet=one.sheet or SHARED,
                before=_raw(_Changed(states={other: two.state}, lines={home: one.line})),
                after=_raw(_Changed(states={other: MERGED}, lines={home: line})),
                reason=reason,
            )
            decisions.add(connection, [act], time=self.clock())
            plants.void(connection, [home, other])
            self._recode(connection, _Where(one.report, one.sheet))
            return _now(connection, home)

    def adjudicate(
        self, who: Who, claim: int, version: int, kind: Kind, values: Mapping[str, bytes | msgspec.Raw], *,
        reason: str = "",
    ) -> Kept:  # fmt: skip
        """A reviewer settles a claim that several have coded, each on their own sheet: accepted with `values` by field
        (JSON of the contract's parts), rejected or flagged.

        Raises:
            AccessError: this person is no reviewer.
            FieldError: a value is not what its field holds.
            StaleError: the claim was changed since `version`.
        """
        who.must_be("reviewer")
        with self._deciding() as connection:
            kept = _for(connection, who, claim)
            line = kept.line
            for name, value in values.items():
                changed = editing.set_json(line, name, value)
                line = changed if key(changed, name) != key(line, name) else line
            state = _STATES[kind]
            claims.change(connection, claim, version, line=line, priority=priority(line), state=state)
            act = Act(
                coder=who.coder,
                kind="adjudicate",
                report=kept.report,
                claim=claim,
                before=_raw(_Changed(states={claim: kept.state}, lines={claim: kept.line})),
                after=_raw(_Changed(states={claim: state}, lines={claim: line})),
                reason=reason,
            )
            decisions.add(connection, [act], time=self.clock())
            self._recode(connection, _Where(kept.report, None))
            return _now(connection, claim)

    def take_over(self, who: Who, found: int) -> Kept:
        """A reviewer puts a claim that somebody found on their own sheet among the shared ones, accepted.

        Raises:
            AccessError: this person is no reviewer.
            StoreError: it stands on no sheet, or was taken over before.
        """
        who.must_be("reviewer")
        with self._deciding() as connection:
            kept = _now(connection, found)
            line = msgspec.structs.replace(kept.line, id=taken_key(kept.line))
            if kept.sheet is None or any(one.key == line.id for one in claims.of_report(connection, kept.report)):
                raise StoreError("That claim is among the shared ones already.", advice="Look at the report.")
            number = claims.add(connection, line, priority=priority(line), state=ACCEPTED)
            act = Act(
                coder=who.coder,
                kind="adjudicate",
                report=kept.report,
                claim=number,
                before=_raw(_Changed(states={number: WITHDRAWN})),
                after=_raw(_Changed(states={number: ACCEPTED}, lines={number: line})),
                reason=f"found on the sheet of {kept.sheet}",
            )
            decisions.add(connection, [act], time=self.clock())
            self._recode(connection, _Where(kept.report, None))
            return _now(connection, number)

    def last_report(self, who: Who) -> str | None:
        """The report of what this person would take back."""
        with self.store.read() as connection:
            last = _undoable(decisions.latest(connection, coder=who.coder))
            kept = claims.get(connection, last.claim) if last is not None and last.claim is not None else None
            return None if kept is None else kept.report

    def undo(self, who: Who, *, claim: int | None = None) -> Decision:
        """Takes back this person's last decision (on a claim, where one is named); it stays in the chain.

        Raises:
            StoreError: there is nothing to take back, or somebody has decided on the claim since.
        """
        who.must_be("coder")
        with self._deciding() as connection:
            done = _last(connection, who.coder, claim)
            if done.payload is None:
                raise StoreError("What that decision said was taken out; it cannot be taken back.")
            if done.claim is not None:
                _for(connection, who, done.claim)
                last = _undoable(decisions.latest(connection, claim=done.claim))
                if last is None or last.seq != done.seq:
                    raise _since()
                self._take_back(connection, done)
            act = Act(
                coder=who.coder,
                kind="undo",
                report=done.report,
                claim=done.claim,
                field=done.field,
                sheet=done.sheet,
                of=done.seq,
                before=done.payload.after,
                after=done.payload.before,
            )
            made = decisions.add(connection, [act], time=self.clock())[0]
            if done.report is not None and done.claim is not None:
                self._recode(connection, _Where(done.report, None if done.sheet == SHARED else done.sheet))
            return made

    @contextlib.contextmanager
    def _deciding(self) -> Iterator[Connection]:
        """A transaction in which nobody else decides. Who waits for others at this desk waits here, holds no connection
        meanwhile, and is not passed over by the database."""
        with self._turn, self.store.write() as connection:
            decisions.hold(connection)
            yield connection

    def _take_back(self, connection: Connection, done: Decision) -> None:
        if done.payload is None or done.claim is None:
            return
        if done.kind == "edit" and done.field is not None:
            kept = _now(connection, done.claim)
            line = editing.restore_json(kept.line, done.field, done.payload.before)
            claims.change(connection, kept.id, kept.version, line=line, priority=priority(line))
            return
        was = msgspec.json.decode(done.payload.before, type=_Was)
        made = msgspec.json.decode(done.payload.after, type=_Was)
        for number, line in was.lines.items():
            kept = _now(connection, number)
            if number in made.lines and differing(kept.line, made.lines[number]):
                raise _since()
            claims.change(connection, number, kept.version, line=line, priority=priority(line))
        for number, state in was.states.items():
            kept = _now(connection, number)
            new = made.lines.get(number, kept.line) if number not in was.lines else kept.line
            if kept.state != made.states.get(number, kept.state) or differing(kept.line, new):
                raise _since()
            claims.change(connection, number, kept.version, state=state, reviewed=was.reviewed or kept.reviewed)

    def _note_new(
        self, connection: Connection, who: Who, kind: Kind, where: _Where, claim: int,
        made: Sequence[tuple[int, ClaimLine]], was: dict[int, ClaimLine], reason: str,
    ) -> None:  # fmt: skip
        """Notes an act that made claims: taken back, they are withdrawn."""
        new = {number: WITHDRAWN for number, _ in made if number not in was}
        act = Act(
            coder=who.coder,
            kind=kind,
            report=where.report,
            claim=claim,
            sheet=where.sheet or SHARED,
            before=_raw(_Changed(states=new, lines=was)),
            after=_raw(_Changed(states=dict.fromkeys(new, OPEN), lines=dict(made))),
            reason=reason,
        )
        decisions.add(connection, [act], time=self.clock())

    def _recode(self, connection: Connection, where: _Where) -> None:
        self.recoder.recode_report(connection, _report(connection, where.report), sheet=where.sheet)


class _Where(msgspec.Struct, frozen=True):
    """Where claims stand: in which report, on whose own sheet (null: on the shared one)."""

    report: str
    sheet: str | None


class _Was(_Changed, frozen=True, kw_only=True):
    reviewed: str | None = None


def _raw(value: _Changed) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def taken_key(found: ClaimLine) -> str:
    """The contract's id of a claim that was taken over from somebody's own sheet."""
    return f"{found.id}-found"


def _for(connection: Connection, who: Who, claim: int) -> Kept:
    """A claim for somebody who will change it.

    Raises:
        AccessError: they may not.
    """
    kept = _now(connection, claim)
    may_change(connection, who, kept)
    return kept


def may_change(connection: Connection, who: Who, kept: Kept) -> None:
    """
    Raises:
        AccessError: the claim stands on a sheet that is not theirs, or theirs no more; or they code its report on a
            sheet of their own and must not see what others made of it.
    """
    working = sheets.working(connection, kept.report, who.coder)
    if kept.sheet is None and working:
        raise AccessError("You code this report on a sheet of your own.", advice="Finish that first.")
    if kept.sheet is not None and (kept.sheet != who.coder or not working):
        raise AccessError("That sheet is another coder's, or finished.", advice="Go back to the queue.")


def _now(connection: Connection, claim: int) -> Kept:
    kept = claims.get(connection, claim)
    if kept is None:
        raise StoreError(f"There is no claim {claim}.", advice="Go back to the queue.")
    return kept


def _report(connection: Connection, identity: str) -> ReportLine:
    told = reports.report(connection, identity)
    if told is None:
        raise StoreError(f"There is no report {identity}.", advice="Go back to the queue.")
    return told


def _identity(report: str, start: int, time: dt.datetime) -> str:
    """The contract's id of a claim that no reader made."""
    return hashlib.sha256(f"{report}:{start}:{time.isoformat()}".encode()).hexdigest()[:16]


def _last(connection: Connection, coder: str, claim: int | None) -> Decision:
    found = _undoable(decisions.latest(connection, coder=coder, claim=claim))
    if found is None:
        raise StoreError("There is nothing to take back.")
    return found


def _since() -> StoreError:
    return StoreError("Somebody has decided on that claim since.", advice="Look at it, and decide anew.")


def _undoable(told: Iterable[Decision]) -> Decision | None:
    """The last decision that stands and can be taken back."""
    standing: list[Decision] = []
    for decision in told:
        if decision.kind == "undo":
            standing = [one for one in standing if one.seq != decision.of]
        elif decision.kind in _UNDOABLE:
            standing.append(decision)
    return standing[-1] if standing else None
