"""Tables as maps show them: a point a row. What no point can stand for is left out, and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khaldun.publish.export.acled import row_id
from khaldun.publish.export.book import CODEBOOKS, Book, Reasons, load_book
from khaldun.publish.export.flat import FlatTable
from khaldun.publish.export.items import Told
from khaldun.publish.export.tables import LeftOut, Row, Table
from khaldun.publish.select import HAPPENED
from khaldun.records.lines import ClaimLine

NO_COORDINATES, MERGED, EXCLUDED = "map/no-coordinates", "map/merged", "map/excluded"


def map_book() -> Book:
    """The rules by which claims are not on a map."""
    return load_book(CODEBOOKS / "map.yaml", Book)


class MapTable:
    """The claims that are events, a row each, with the columns of the flat table."""

    name = "claims"

    def __init__(self) -> None:
        self._flat, self._map = FlatTable(), map_book()
        self.book, self.columns = self._flat.book, self._flat.columns
        self._reasons = Reasons(self._map)

    def code(self, told: Told) -> Iterator[Row | LeftOut]:
        """A row for each event, in their order, and the other claims with their reasons."""
        rows = {row.claims[0]: row for row in self._flat.code(told)}
        events = {item.claim.id for item in told.items if self._rule(item.claim) is None}
        for item in told.items:
            rule = self._rule(item.claim)
            if rule is None:
                yield rows[item.claim.id]
                continue
            into = item.claim.coding.merged_into if rule == MERGED and item.claim.coding is not None else None
            yield self._reasons.left_out(item.claim, rule, into=row_id(into) if into in events and into else "")

    def _rule(self, claim: ClaimLine) -> str | None:
        if claim.status not in HAPPENED:
            return self._map.left_out[claim.status]
        if claim.background:
            return self._map.left_out["background"]
        if claim.coding is not None and claim.coding.merged_into is not None:
            return MERGED
        return EXCLUDED if claim.coding is not None and claim.coding.excluded is not None else None


class Mapped:
    """A table without the rows that have no point."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.name, self.columns = table.name, table.columns
        self._why = map_book().texts[NO_COORDINATES]

    def code(self, told: Told) -> Iterator[Row | LeftOut]:
        """The rows with a point; the claims of the others, and what was told of in those, with the reason."""
        found = list(self._table.code(told))
        nowhere = {row.id: row for row in found if isinstance(row, Row) and _is_nowhere(row)}
        yield from without_rows(found, nowhere, rule=NO_COORDINATES, why=dict.fromkeys(nowhere, self._why), told=told)


def without_rows(
    found: Sequence[Row | LeftOut], gone: dict[str, Row], *, rule: str, why: dict[str, str], told: Told
) -> Iterator[Row | LeftOut]:
    """What a table gave, with the rows that are `gone` (by id) left out by a rule, and what they told of with them."""
    reports = {item.claim.id: item.claim.report.name for item in told.items}
    apart = {each.claim for each in found if isinstance(each, LeftOut)}
    for each in found:
        if isinstance(each, LeftOut):
            if each.into in gone:
                yield LeftOut(claim=each.claim, report=each.report, rule=rule, why=why[each.into])
            else:
                yield each
        elif each.id not in gone:
            yield each
        else:
            # The others that the row tells of stand among those without a row of their own.
            own = [claim for claim in each.claims if claim not in apart]
            yield from (LeftOut(claim=one, report=reports.get(one, ""), rule=rule, why=why[each.id]) for one in own)


def _is_nowhere(row: Row) -> bool:
    return row.longitude is None or row.latitude is None
