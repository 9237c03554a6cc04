"""An act that comes too late: what the claim was when it was looked at, what it is now, and what was wanted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from khaldun.desk.deeds import Told, told
from khaldun.desk.forms import part_of
from khaldun.desk.site import Site
from khaldun.desk.view import VALUES
from khaldun.records.decisions import Decision
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.review.edit import set_part
from khaldun.review.fields import FIELDS, FieldError, encoded, key
from khaldun.review.merging import Seen, Touch, changed, seen_at, touch
from khaldun.store import people, reports
from khaldun.store.changes import changes
from khaldun.store.claims import Kept, StaleError
from khaldun.store.open import Connection
from khaldun.workspace import planting
from khaldun.workspace.deciding import LOCAL, Who

Form = Mapping[str, str]
_STATES = {"accept": "accepted", "reject": "rejected", "flag": "flagged", "skip": "skipped"}
_REVIEWED = {"approve": "approved", "return": "returned"}
_LABELS = {
    "accept": "Accept it as it stands now", "reject": "Reject it as it stands now", "flag": "Flag it all the same",
    "skip": "Skip it all the same", "split": "Split it all the same", "merge": "Merge it all the same",
    "approve": "Approve it as it stands now", "return": "Return it as it stands now",
}  # fmt: skip
_SETS: dict[Touch, str] = {
    "apart": "Set mine on top", "same": "Set it all the same", "idle": "Set it back", "clash": "Set mine",
    "unknown": "Set mine",
}  # fmt: skip


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has done to the claim since; `seq` is its place in the chain."""

    seq: int
    coder: str
    kind: str
    field: str | None
    time: dt.datetime


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """A field that others have changed: the contract's part as it was, and as it is now."""

    field: str
    base: msgspec.Raw
    now: msgspec.Raw


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request came too late. It was about the version `seen` of the claim, which stands at `version` now.

    `known` is false where it cannot be told how the claim was (a newer reading, words that were taken out); `fields`
    are then empty, and every field may be another. `acts` are what was done since, in order.
    """

    claim: int
    seen: int
    version: int
    known: bool
    fields: tuple[Differing, ...]
    acts: tuple[Act, ...]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the view: a field as it was ("" where that cannot be told), as it is, and as it was wanted ("" where
    nothing was wanted of it)."""

    label: str
    base: str
    now: str
    mine: str


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """An act that came too late, for its page.

    `by` are those who were faster, `touch` is how a field's new value meets theirs ("" for what is about no field),
    `done` says that what was wanted stands already, `again` the form that does it all the same.
    """

    act: str
    label: str
    by: str
    touch: Touch | str
    field: str
    done: bool
    known: bool
    cells: tuple[Cell, ...]
    acts: tuple[Told, ...]
    again: tuple[tuple[str, str], ...]


def seen(connection: Connection, now: Kept, version: int) -> Seen:
    """A claim as somebody saw it, and what was done to it since."""
    of_late = changes(connection, now.id)
    return seen_at(
        now.id, version, line=now.line, state=now.state, now=now.version, reread=of_late.reread, newest=of_late.newest
    )


def conflict(connection: Connection, error: StaleError) -> Conflict:
    """Why a request came too late, for programs."""
    now = error.now
    was = seen(connection, now, error.seen)
    fields = [
        Differing(field=name, base=encoded(was.base, name), now=encoded(now.line, name))
        for name in changed(was.base, now.line)
        if was.base is not None
    ]
    acts = [Act(seq=one.seq, coder=one.coder, kind=one.kind, field=one.field, time=one.time) for one in was.acts]
    return Conflict(
        claim=now.id, seen=error.seen, version=now.version, known=was.base is not None, fields=tuple(fields),
        acts=tuple(acts),
    )  # fmt: skip


def clash(site: Site, who: Who, error: StaleError, act: str, claim: int, form: Form) -> Clash:
    """The view of an act on a claim that came too late. What was typed is kept in `again`, about the claim as it stands
    now."""
    field = form.get("field", "") if act == "edit" else ""
    with site.workspace.store.read() as connection:
        (now,) = planting.shown(connection, who.coder, [error.now])
        was = seen(connection, now, error.seen)
        names = {coder.id: coder.name for coder in people.coders(connection)}
        report = reports.report(connection, now.report)
    mine = _wanted(field, form, now.line, report, site)
    meets = touch(field, base=was.base, now=now.line, mine=mine) if mine is not None else ""
    wanted = _STATES.get(act) or _REVIEWED.get(act, "")
    again = {**form, "version": str(now.version)} if now.id == claim else dict(form)
    if act == "merge" and now.id != claim:
        again["into"] = f"{now.id}:{now.version}"  # it is the other one that was changed
    again.pop("take", None)
    return Clash(
        act=act,
        label=_SETS[meets] if mine is not None else _LABELS.get(act, "Do it all the same"),  # type: ignore[index]
        by=_by(was.acts, who, names),
        touch=meets,
        field=FIELDS[field].label if field in FIELDS else "",
        done=wanted in (now.state, now.reviewed),
        known=was.base is not None,
        cells=(*_cells(was, now, field, mine), *_state(was, now, wanted)),
        acts=tuple(told(one, now, names) for one in was.acts),
        again=tuple(again.items()),
    )


def _wanted(field: str, form: Form, line: ClaimLine, report: ReportLine | None, site: Site) -> ClaimLine | None:
    """The claim as it would be; null where the act is about no field, or the form fits the claim no more."""
    if field not in FIELDS or report is None:
        return None
    try:
        return set_part(line, field, part_of(field, form, line, report, site))
    except FieldError:  # told when it is sent again
        return None


def _cells(was: Seen, now: Kept, field: str, mine: ClaimLine | None) -> Iterable[Cell]:
    """The fields that others have changed, and that which was to be set."""
    differ = changed(was.base, now.line)
    for name in VALUES:
        if name != field and name not in differ:
            continue
        told_ = values(name, (was.base, now.line, mine if name == field else None))
        yield Cell(label=FIELDS[name].label, base=told_[0], now=told_[1], mine=told_[2])


def values(name: str, lines: Sequence[ClaimLine | None]) -> tuple[str, ...]:
    """A field of claims in words ("" for none). Places that are called alike are told apart by their points."""
    shown_ = [VALUES[name](line) if line is not None else "" for line in lines]
    known = {(words, key(line, name)) for words, line in zip(shown_, lines, strict=True) if line is not None}
    if name != "place" or len(known) == len({words for words, _ in known}):
        return tuple(shown_)
    return tuple(f"{words} {_point(line)}".strip() for words, line in zip(shown_, lines, strict=True))


def _point(line: ClaimLine | None) -> str:
    place = line.place if line is not None else None
    if place is None or place.latitude is None or place.longitude is None:
        return ""
    return f"({place.latitude:.3f}, {place.longitude:.3f})"


def _state(was: Seen, now: Kept, wanted: str) -> Iterable[Cell]:
    stands = now.state if now.reviewed == "no" else f"{now.state}, {now.reviewed}"
    if wanted or was.state != now.state:
        yield Cell(label="State", base=was.state or "", now=stands, mine=wanted)


def _by(acts: Iterable[Decision], who: Who, names: Mapping[str, str]) -> str:
    """Who was faster, in words."""
    coders = list(dict.fromkeys(one.coder for one in acts))
    told_ = ["you, elsewhere," if coder in (who.coder, LOCAL.coder) else names.get(coder, coder) for coder in coders]
    return " and ".join(dict.fromkeys(told_)) or "a newer reading"
