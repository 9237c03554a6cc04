"""`/api`: the desk for programs. JSON in, JSON out; `/api/openapi.json` describes it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk import whose
from khaldun.desk.asking import address, asked_for
from khaldun.desk.pages import site_of
from khaldun.desk.presence import be_at
from khaldun.desk.stale import Conflict, conflict
from khaldun.desk.visitor import who
from khaldun.errors import AccessError, GoneError, KhaldunError, UsageError
from khaldun.records.decisions import Decision
from khaldun.records.lines import ReportLine
from khaldun.review.fields import FieldError
from khaldun.store import decisions, objections, queue, reports, sheets
from khaldun.store.claims import Kept, StaleError
from khaldun.store.objections import Objection
from khaldun.store.queue import Entry
from khaldun.workspace.locking import Held, HeldError
from khaldun.workspace.objecting import object_to, sentence_at, sheet_of, take_back

T = TypeVar("T")
MOST = 500  # entries a page
_SETTLING = frozenset({"accept", "reject", "flag", "skip"})


class ClaimsPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the queue; `next` is the address of the one after, null at the end."""

    total: int
    claims: list[Entry]
    next: str | None


class DecisionsPage(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions in their order; `next` is the address of those after, null at the end."""

    decisions: list[Decision]
    next: str | None


class Settle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a claim is settled: the version that was looked at, and why."""

    version: int
    reason: str = ""
    seconds: float | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field's new value: the contract's own part, as JSON."""

    version: int
    field: str
    value: msgspec.Raw
    reason: str = ""


class Add(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A missed claim: code points `start` to `end` of the report's text, and its sub-event type."""

    start: int
    end: int
    sub_event_type: str
    reason: str = ""


class Object(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wrong with what became of a sentence, the one that has code point `at` of the report's text."""

    at: int
    reason: str


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong and what to do.

    Where the request came too late (409), `claim` is how the claim stands and `conflict` what others have changed since
    the version that was sent. Where somebody else is at the report (423), `held` says who, until when: wait, or take it
    over (`take_report`).
    """

    error: str
    advice: str = ""
    claim: Kept | None = None
    conflict: Conflict | None = None
    held: Held | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was taken over, for so many minutes from the last act on; null at a desk without accounts, where
    nobody is in anybody's way."""

    report: str
    minutes: float | None


class MissingError(KhaldunError):
    """There is no such thing."""


_STATUS = ((HeldError, 423), (MissingError, 404), (AccessError, 403), (StaleError, 409), (FieldError, 422),
           (GoneError, 503))  # fmt: skip


def told(value: object, status: int = 200) -> Response:
    """An answer."""
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


def trouble(request: Request, error: KhaldunError) -> Response:
    """What went wrong, with the status that says what kind of thing it was."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
    wrong = Trouble(error=error.message, advice=error.advice)
    if isinstance(error, StaleError):
        with site_of(request).workspace.store.read() as connection:
            told_now = StaleError(next(iter(whose.seen(connection, [error.now])), error.now), error.seen)
            wrong = msgspec.structs.replace(wrong, claim=told_now.now, conflict=conflict(connection, told_now))
    if isinstance(error, HeldError):
        wrong = msgspec.structs.replace(wrong, held=error.held)
    return told(wrong, status)


def answered(handler: Callable[[Request, bytes], object]) -> Callable[[Request], Any]:
    """A handler that gets the request's body and whose errors become answers."""

    def run(request: Request, body: bytes) -> Response:
        try:
            return told(handler(request, body))
        except KhaldunError as error:
            return trouble(request, error)

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(run, request, await request.body())

    answer.__doc__ = handler.__doc__
    return answer


def read(body: bytes, kind: type[T]) -> T:
    """The body as a value.

    Raises:
        FieldError: it is not JSON, or not of that form.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise FieldError(f"The body is not as it should be: {error}.", advice="See /api/openapi.json.") from error


def get_claims(request: Request, body: bytes) -> ClaimsPage:
    """Claims by the queue's filter, in the queue's order."""
    name, asked = asked_for(request.query_params)
    start, size = number(request.query_params, "start", 0), number(request.query_params, "size", 50)
    size = min(max(size, 1), MOST)
    with site_of(request).workspace.store.read() as connection:
        asked = whose.asked_by(connection, asked)
        found, total = queue.page(connection, asked, start=start, size=size), queue.count(connection, asked)
    more = start + size < total
    following = f"/api/claims?{address(name, asked, start=start + size, size=size)}" if more else None
    return ClaimsPage(total=total, claims=found, next=following)


def get_claim(request: Request, body: bytes) -> Kept:
    """A claim: its draft, how it stands, its version."""
    with site_of(request).workspace.store.read() as connection:
        kept = whose.claim(connection, request.path_params["claim"])
    if kept is None:
        raise MissingError(f"There is no claim {request.path_params['claim']}.")
    return kept


def settle_claim(request: Request, body: bytes) -> Kept:
    """Accepts, rejects, flags or skips a claim."""
    kept = get_claim(request, body)
    sent, act = read(body, Settle), request.path_params["act"]
    if act not in _SETTLING:
        raise MissingError(f"A claim cannot be settled by {act}.", advice=f"Use {', '.join(sorted(_SETTLING))}.")
    be_at(site_of(request), kept.report)
    desk = site_of(request).desk
    now = desk.settle(who(), act, kept.id, sent.version, reason=sent.reason, seconds=sent.seconds)
    return _as_seen(request, now)


def change_claim(request: Request, body: bytes) -> Kept:
    """Sets a field of a claim."""
    kept = get_claim(request, body)
    sent = read(body, Change)
    be_at(site_of(request), kept.report)
    now = site_of(request).desk.edit(who(), kept.id, sent.version, sent.field, sent.value, reason=sent.reason)
    return _as_seen(request, now)


def _as_seen(request: Request, kept: Kept) -> Kept:
    """A claim that the visitor has changed, as they are to see it."""
    if kept.sheet is not None:
        return kept
    with site_of(request).workspace.store.read() as connection:
        return next(iter(whose.shown(connection, [kept])))


def get_report(request: Request, body: bytes) -> ReportLine:
    """A report: its text and what became of every sentence (nothing of these where you code it from scratch)."""
    with site_of(request).workspace.store.read() as connection:
        line = reports.report(connection, request.path_params["report"])
        how = sheets.working(connection, request.path_params["report"], who().coder)
    if line is None:
        raise MissingError("There is no such report.")
    return whose.as_given(line, how)


def get_claims_of(request: Request, body: bytes) -> list[Kept]:
    """The claims of a report, in the order of its text."""
    with site_of(request).workspace.store.read() as connection:
        return whose.claims_of(connection, request.path_params["report"])[0]


def add_claim(request: Request, body: bytes) -> Kept:
    """A missed claim from words of a report."""
    report, sent = get_report(request, body), read(body, Add)
    be_at(site_of(request), report.id)
    return site_of(request).desk.add(who(), report.id, sent.start, sent.end, sent.sub_event_type, reason=sent.reason)


def get_objections(request: Request, body: bytes) -> list[Objection]:
    """The objections to what became of a report's sentences, the oldest first; those to an earlier version of it among
    them, where the sentence stands unchanged."""
    report = get_report(request, body)
    with site_of(request).workspace.store.read() as connection:
        return list(objections.standing(connection, report.id, sheet=sheet_of(connection, report.id, who())))


def add_objection(request: Request, body: bytes) -> Decision:
    """Objects to what became of a sentence."""
    who().must_be("coder")
    report, sent = get_report(request, body), read(body, Object)
    sentence_at(report, sent.at)
    be_at(site_of(request), report.id)
    return object_to(site_of(request).desk, who(), report.id, sent.at, sent.reason)


def take_back_objection(request: Request, body: bytes) -> Decision:
    """Takes an objection back: your own, or as a reviewer anybody's."""
    who().must_be("coder")
    report = get_report(request, body)
    be_at(site_of(request), report.id)
    return take_back(site_of(request).desk, who(), report.id, request.path_params["seq"])


def get_decisions(request: Request, body: bytes) -> DecisionsPage:
    """The chain of decisions, from behind `after` on, but for those that are not yours to see."""
    after = number(request.query_params, "after", 0)
    size = min(max(number(request.query_params, "size", MOST), 1), MOST)
    with site_of(request).workspace.store.read() as connection:
        sight = whose.sight(connection)
        theirs = (one for one in decisions.read(connection, after=after) if sight.sees(one))
        found = list(itertools.islice(theirs, size))
    more = len(found) == size
    following = f"/api/decisions?{urlencode({'after': found[-1].seq, 'size': size})}" if more else None
    return DecisionsPage(decisions=found, next=following)


def undo(request: Request, body: bytes) -> Decision:
    """Takes back your last decision."""
    desk = site_of(request).desk
    report = desk.last_report(who())
    if report is not None:
        be_at(site_of(request), report)
    return desk.undo(who())


def take_report(request: Request, body: bytes) -> Taken:
    """Takes a report over from whoever is at it, where coders sign in."""
    report, locks = get_report(request, body), site_of(request).locks
    if locks is None:
        return Taken(report=report.id, minutes=None)
    locks.take_over(who(), report.id)
    return Taken(report=report.id, minutes=locks.minutes)


def number(query: Mapping[str, str], name: str, usual: int) -> int:
    """A number of the address.

    Raises:
        UsageError: it is none.
    """
    value = query.get(name, str(usual))
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise UsageError(f"{name}={value} is no number.")
    return int(value)
