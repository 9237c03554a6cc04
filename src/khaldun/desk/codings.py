"""What coders made of claims on sheets of their own, read from the store, and as a table to work on elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from khaldun.desk.pages import site_of
from khaldun.desk.visitor import who
from khaldun.publish.cells import csv_row
from khaldun.review.blind import Blind, compare
from khaldun.review.codings import DECISION, Coding, coding
from khaldun.store import claims, history, sheets
from khaldun.store.claims import ACCEPTED, OPEN, SKIPPED, WITHDRAWN
from khaldun.store.open import Connection


def blind_codings(
    connection: Connection, *, method: str = "", but: Container[int] = frozenset()
) -> Iterator[list[Coding]]:
    """The codings of each claim that was settled on a blind sheet, of one reader's drafts where it is named, and of no
    claim of `but`. What coders found besides the drafts is no coding of a claim."""
    drafted = (one for one in history.sheets(connection) if one.of is not None and one.draft is not None)
    for of, found in itertools.groupby(drafted, key=lambda one: one.of or 0):
        told = [
            made
            for one in found
            if of not in but and one.draft is not None and method in ("", one.draft.method)
            if (made := coding(of, one.coder, one.state, one.line, one.draft)) is not None
        ]
        if told:
            yield told


def blind_samples(connection: Connection) -> Iterator[Blind]:
    """The reports that were coded from scratch, each beside its drafts and what others let stand; those alone on which
    others have decided every draft."""
    for one in sheets.everyone(connection):
        if one.kind != "scratch" or one.done is None:
            continue
        shared = claims.of_report(connection, one.report)
        if any(kept.state in (OPEN, SKIPPED) for kept in shared):
            continue
        own = claims.of_report(connection, one.report, sheet=one.coder)
        yield compare(
            [kept.line for kept in own if kept.state == ACCEPTED],
            [kept.draft for kept in shared if kept.draft is not None and kept.state != WITHDRAWN],
            [kept.line for kept in shared if kept.state == ACCEPTED],
        )


def codings_file(request: Request) -> Response:
    """The raw codings that agreement is worked out of, as CSV: a row a claim, coder and field, values as JSON.

    Raises:
        AccessError: this is for reviewers.
    """
    who().must_be("reviewer")
    return StreamingResponse(
        _rows(request),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="codings.csv"'},
    )


def _rows(request: Request) -> Iterator[str]:
    yield csv_row(["claim", "coder", "field", "value"])
    with site_of(request).workspace.store.read() as connection:
        for told in blind_codings(connection):
            for one in told:
                yield csv_row([one.claim, one.coder, DECISION, one.state])
                for name, value in one.values.items():
                    yield csv_row([one.claim, one.coder, name, msgspec.json.encode(value).decode()])
