"""What becomes of some reports in an export: coded into a table's rows, checked, and made into the bytes that the files
take. Whichever process does it, one alone writes what was made (publishing.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from khaldun.publish.export.checks import Checks, Fault, Given, lost
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.maps import without_rows
from khaldun.publish.export.safe import Safe
from khaldun.publish.export.sidecar.left_out import INVALID, Ruled, counted, left_out_lines
from khaldun.publish.export.sidecar.provenance import Provenance
from khaldun.publish.export.sidecar.words import Words
from khaldun.publish.export.tables import LeftOut, Row, Table, Value
from khaldun.publish.export.writing.clean import clean
from khaldun.publish.export.writing.writer import Part, Renderer

MOST_FAULTS = 1_000


@dataclass(slots=True)
class Made:
    """What was made of some reports: for the files `parts`, `provenance` and `left_out`; how much there is, with the
    `failures` that their source tells of; what was `withheld`, by reason; the names of the `rules` that cells rest on.
    `given` are the ids in its rows, `faults` the first `MOST_FAULTS` of `invalid`.

    `apart` and `apart_left_out` are claims, and rules that leave some out, which are told after everything else.
    """

    reports: int = 0
    claims: int = 0
    rows: int = 0
    without: int = 0
    merged: int = 0
    invalid: int = 0
    bare: int = 0
    failures: int = 0
    parts: list[Part] = field(default_factory=list)
    provenance: bytes = b""
    left_out: bytes = b""
    faults: list[Fault] = field(default_factory=list)
    given: Given = field(default_factory=Given)
    counts: Counter[Ruled] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    versions: dict[str, set[str]] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    apart: tuple[Item, ...] = ()
    apart_left_out: tuple[str, ...] = ()


class Maker:
    """Makes the parts of one export: `read` reads what a table reads of words, `safe` takes out what may not be
    published, `renderer` makes rows into the main file's bytes."""

    def __init__(
        self,
        table: Table,
        renderer: Renderer,
        safe: Safe,
        *,
        read: Callable[[Told], Told],
        leave_out_invalid: bool,
    ) -> None:
        self._table, self._renderer, self._safe, self._read = table, renderer, safe, read
        self._leave_out_invalid = leave_out_invalid
        self._words = Words()
        self._provenance, self._checks = Provenance(self._words), Checks(table.columns)

    def make(self, reports: Iterable[Told | LeftOut], given: Given | None = None) -> Made:
        """What becomes of reports, and of claims that are left out beforehand. `given` are ids that rows had before;
        those of the rows are added to them."""
        with self._safe.counting() as record:
            made = self.make_published((one for each in reports for one in self._published(each)), given)
        made.withheld = record.counts
        made.apart, made.apart_left_out = self._safe.taken()
        return made

    def make_published(self, reports: Iterable[Told | LeftOut], given: Given | None = None) -> Made:
        """The same of what may be published already."""
        made = Made(given=given or Given())
        self._checks.given = made.given
        left_out: list[LeftOut] = []
        provenance: list[bytes] = []
        for each in reports:
            if isinstance(each, LeftOut):
                made.claims += 1
                left_out.append(each)
                continue
            made.reports += each.report is not None
            made.claims += len(each.items)
            _note_versions(each, made.versions)
            found = self._checked(each, made)
            rows = [one for one in found if isinstance(one, Row)]
            left_out += (one for one in found if isinstance(one, LeftOut))
            made.rows += len(rows)
            if not made.invalid or self._leave_out_invalid:
                made.parts.append(self._renderer.part(each, rows))
                provenance.append(self._provenance.lines(each, rows))
        made.bare, self._provenance.bare = self._provenance.bare, 0
        made.rules, self._provenance.rules = self._provenance.rules, set()
        made.provenance, made.left_out = b"".join(provenance), left_out_lines(left_out)
        made.counts = counted(left_out)
        made.merged = sum(bool(one.into) for one in left_out)
        made.without = len(left_out) - made.merged
        return made

    def _published(self, each: Told | LeftOut) -> Iterable[Told | LeftOut]:
        if isinstance(each, LeftOut):
            return (each,)
        self._words.pass_by(each)
        return self._safe.of(self._read(each))

    def _checked(self, told: Told, made: Made) -> list[Row | LeftOut]:
        """The rows of a report that may be published, and what is left out."""
        found = [_clean(each) if isinstance(each, Row) else each for each in self._table.code(told)]
        faults = [fault for each in found if isinstance(each, Row) for fault in self._checks.faults(each)]
        faults += [
            Fault(row="none", claims=(claim,), column="claim", why=f"{claim} is in no row, and no rule leaves it out")
            for claim in lost(told, found)
        ]
        if not faults:
            return found
        made.invalid += len(faults)
        made.faults += faults[: MOST_FAULTS - len(made.faults)]
        why = {fault.row: f"{fault.column}: {fault.why}" for fault in reversed(faults)}
        gone = {each.id: each for each in found if isinstance(each, Row) and each.id in why}
        return list(without_rows(found, gone, rule=INVALID, why=why, told=told))


def _clean(row: Row) -> Row:
    changed: dict[str, Value] = {}
    for name, value in row.values.items():
        cell = value.cell
        if type(cell) is str and not cell.isprintable() and (safe := clean(cell)) != cell:
            changed[name] = replace(value, cell=safe)
    return replace(row, values={**row.values, **changed}) if changed else row


def _note_versions(told: Told, versions: dict[str, set[str]]) -> None:
    software = told.report.software if told.report is not None else None
    if software is not None:
        for name in software.__struct_fields__:
            versions.setdefault(name, set()).add(getattr(software, name))
