"""The page of quality: what becomes of drafts, how long that takes, what is corrected, and how far coders agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar, cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk.codings import blind_codings, blind_samples
from khaldun.desk.eyes import Eyes, eyes
from khaldun.desk.pages import page, site_of
from khaldun.desk.pictures import draw_corrections, draw_reliability, draw_seconds
from khaldun.desk.visitor import who
from khaldun.review.blind import Blind, together
from khaldun.review.codings import agreement
from khaldun.review.measures import Asked, Corrections, Measures, Outcome, Pace, measure
from khaldun.review.planting import Verdict, catches
from khaldun.review.standing import Judged
from khaldun.store import history, plants, reports
from khaldun.store.history import Settled
from khaldun.store.open import Connection
from khaldun.store.plants import Judgement

# Over how many of the latest acts of settling a page goes (0: all). More take their time, some 10,000 claims a second.
LATEST = {"1000": 1_000, "5000": 5_000, "20000": 20_000, "100000": 100_000, "all": 0}
USUAL = "5000"
_LONGEST = 200  # characters of a name in the address


class Guards(msgspec.Struct, frozen=True, kw_only=True):
    """The guards against automation bias: the claims that an error was planted in (they are left out of all other
    figures, since what was decided on them was decided on a false draft), those judged, and blind samples."""

    planted: frozenset[int] = frozenset()
    judged: tuple[Judgement, ...] = ()
    samples: tuple[Blind, ...] = ()


def quality_page(request: Request) -> Response:
    """The figures of a workspace, of a coder or a reader where the address names one."""
    with site_of(request).workspace.store.read() as connection:
        guards = Guards(
            planted=plants.claims(connection),
            judged=tuple(plants.judgements(connection)),
            samples=tuple(blind_samples(connection)),
        )
    return quality_answer(request, guards)


def quality_answer(request: Request, guards: Guards) -> Response:
    """The page, with what the guards have shown.

    Raises:
        AccessError: a coder asks for another's figures.
    """
    asked, latest = _asked(request)
    with site_of(request).workspace.store.read() as connection:
        looking = eyes(connection, who())
        if asked.coder:
            looking.check(asked.coder)
        counts = reports.counts(connection).claims
        after = history.since(connection, LATEST[latest]) if LATEST[latest] else 0
        on_sheets = (_as_judged(one) for one in history.settled_on_sheets(connection, after=after))
        measures = measure(_judged(connection, guards, after), asked, on_sheets=on_sheets)
        agreed = agreement(blind_codings(connection, method=asked.method, but=guards.planted))
    return page(
        "quality.html.j2",
        asked=asked,
        latest=latest,
        spans=tuple(LATEST),
        cut=after > 0,
        problem=_problem(asked, measures, looking),
        counts=counts,
        eyes=looking,
        measures=measures,
        coders=looking.seen(measures.coders, str),
        outcomes=_with_all(measures.everybody, looking.seen(measures.outcomes, lambda one: one.coder)),
        paces=_with_all(measures.pace, looking.seen(measures.paces, lambda one: one.coder)),
        corrections=_with_all(measures.corrections[0], measures.corrections[1:]),
        reliability=draw_reliability(measures.calibration),
        seconds=draw_seconds(measures.pace),
        bars=draw_corrections(measures.corrections[0]),
        agreed=agreed if any(one.alpha.units for one in agreed) else [],
        ways=catches((one.way, cast(Verdict, one.verdict)) for one in guards.judged),
        catchers=looking.seen(
            catches((one.coder, cast(Verdict, one.verdict)) for one in guards.judged), lambda one: one.name
        ),
        blind=together(guards.samples),
    )


def _asked(request: Request) -> tuple[Asked, str]:
    """What the address asks for; a span that there is none of is the usual one."""
    told = {name: request.query_params.get(name, "").strip()[:_LONGEST] for name in ("coder", "reader", "latest")}
    latest = told["latest"] if told["latest"] in LATEST else USUAL
    return Asked(coder=told["coder"], method=told["reader"]), latest


def _problem(asked: Asked, measures: Measures, looking: Eyes) -> str:
    """What the address asks for that there is nothing of."""
    if asked.coder and asked.coder not in measures.coders:
        return f"None of these claims was settled by {looking.name(asked.coder)}."
    if asked.method and asked.method not in measures.methods:
        return f"None of these claims was drafted by {asked.method}."
    return ""


_Row = TypeVar("_Row", Outcome, Pace, Corrections)


def _with_all(total: _Row, rows: Sequence[_Row]) -> list[_Row]:
    """Rows under their total; a single row that has the same figures stands for both."""
    alone = len(rows) == 1 and msgspec.structs.astuple(rows[0])[1:] == msgspec.structs.astuple(total)[1:]
    return list(rows) if alone else [total] + list(rows)


def _judged(connection: Connection, guards: Guards, after: int) -> Iterator[Judged]:
    for one in history.settled(connection, after=after):
        if one.claim not in guards.planted:
            yield _as_judged(one)


def _as_judged(one: Settled) -> Judged:
    return Judged(state=one.state, draft=one.draft, line=one.line, decisions=one.decisions)
