"""What the workspace holds as the claims interchange: reports, and the claims that stand."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from khaldun.desk import whose
from khaldun.desk.pages import site_of
from khaldun.desk.visitor import who
from khaldun.records.codec import encode_line
from khaldun.store import claims, reports, sheets
from khaldun.store.claims import MERGED, REJECTED, WITHDRAWN
from khaldun.store.open import Connection, Store

_GONE = frozenset({REJECTED, MERGED, WITHDRAWN})


def export_lines(store: Store) -> Iterator[bytes]:
    """A line a report and a line a claim that is neither rejected nor gone into another. Of a report that the visitor
    codes by themselves, what others made of it is left out; and where errors are planted in drafts, every claim that is
    still to be decided: it would tell them apart."""
    with store.read() as connection:
        apart, left_out = whose.apart(connection), whose.left_out(connection)
        for row in reports.reports(connection):
            if row["id"] in apart:
                yield from _alone(connection, row["id"])
                continue
            yield row["line"].encode() + b"\n"
            for kept in claims.of_report(connection, row["id"]):
                if kept.state not in _GONE and kept.state not in left_out:
                    yield encode_line(kept.line) + b"\n"


def claims_file(request: Request) -> Response:
    """Every report with its claims as they stand, in the claims interchange, with all of its words: for work in the
    house.

    Raises:
        AccessError: this is for coders.
    """
    who().must_be("coder")
    return StreamingResponse(
        export_lines(site_of(request).workspace.store),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="claims.jsonl"'},
    )


def _alone(connection: Connection, report: str) -> Iterator[bytes]:
    """The report alone, as who codes it by themselves sees it."""
    line, how = reports.report(connection, report), sheets.working(connection, report, who().coder)
    if line is not None:
        yield encode_line(whose.as_given(line, how)) + b"\n"
