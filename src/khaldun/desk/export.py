"""What the workspace holds as the claims interchange: reports, and the claims that stand."""

from __future__ import annotations

from collections.abc import Iterator

from khaldun.records.codec import encode_line
from khaldun.store import claims, reports
from khaldun.store.claims import MERGED, REJECTED, WITHDRAWN
from khaldun.store.open import Store

_GONE = frozenset({REJECTED, MERGED, WITHDRAWN})


def export_lines(store: Store) -> Iterator[bytes]:
    """A line a report and a line a claim that is neither rejected nor gone into another."""
    with store.read() as connection:
        for row in reports.reports(connection):
            yield row["line"].encode() + b"\n"
            for kept in claims.of_report(connection, row["id"]):
                if kept.state not in _GONE:
                    yield encode_line(kept.line) + b"\n"
