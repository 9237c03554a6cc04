"""ACLED's table as CSV, from claims as they stream by: the table itself is `publish.export.acled`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from khaldun.publish.cells import csv_row
from khaldun.publish.export.acled import (
    MERGED,
    NO_COORDINATES,
    NO_DATE,
    NO_PLACE,
    NOT_CODED,
    AcledTable,
    FindCountry,
    rule_without_row,
)
from khaldun.publish.export.items import told_by
from khaldun.publish.export.tables import Row
from khaldun.publish.select import why_no_event
from khaldun.records.lines import ClaimLine, ContractLine

_WORDS = {
    MERGED: "merged",
    NO_COORDINATES: "place without coordinates",
    NO_DATE: "no date",
    NO_PLACE: "no place",
    NOT_CODED: "not coded",
}


def publish_acled(lines: Iterable[ContractLine], *, find_country: FindCountry, today: dt.date) -> Iterator[bytes]:
    """CSV in ACLED's columns. `today` (UTC) is the `timestamp` of every row."""
    table = AcledTable(find_country=find_country, today=today)
    yield csv_row([column.name for column in table.columns]).encode()
    for told in told_by(lines):
        for row in table.code(told):
            if isinstance(row, Row):
                yield csv_row([value.cell for value in row.values.values()]).encode()


def why_no_row(claim: ClaimLine) -> str | None:
    """The reason, in a word or two, why a claim has no row in ACLED's table, null where it has one."""
    rule = rule_without_row(claim)
    return why_no_event(claim) or (None if rule is None else _WORDS[rule])
