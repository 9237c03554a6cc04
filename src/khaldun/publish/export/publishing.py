"""The one pass of an export: reports that may be published → a table's rows → checked → written, with the reasons of
every cell, and with every claim that has no row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from khaldun.errors import KhaldunError
from khaldun.publish.export.checks import Checks, Fault, lost
from khaldun.publish.export.items import Told
from khaldun.publish.export.maps import without_rows
from khaldun.publish.export.sidecar.left_out import INVALID, Report
from khaldun.publish.export.sidecar.provenance import Provenance
from khaldun.publish.export.tables import LeftOut, Row, Table
from khaldun.publish.export.writing.clean import clean
from khaldun.publish.export.writing.writer import Writer

MOST_FAULTS = 1_000


class InvalidError(KhaldunError):
    """Rows break what a table must keep, so that nothing is published. `faults` are the first of them."""

    def __init__(self, faults: Sequence[Fault], count: int) -> None:
        least = "at least " if count >= MOST_FAULTS else ""
        super().__init__(
            f"Nothing is published: {least}{count:,} cells or rows are not as the table must have them.",
            advice="Mend the claims, or leave such rows out: --leave-out-invalid.",
        )
        self.faults = tuple(faults)


@dataclass(slots=True)
class Tally:
    """How much was exported. `faults` are those of rows; their number is `invalid`."""

    reports: int = 0
    claims: int = 0
    rows: int = 0
    left_out: int = 0
    merged: int = 0
    invalid: int = 0
    faults: list[Fault] = field(default_factory=list)
    versions: dict[str, set[str]] = field(default_factory=dict)


def publish(
    source: Iterable[Told | LeftOut],
    table: Table,
    *,
    writer: Writer,
    provenance: Provenance,
    report: Report,
    leave_out_invalid: bool,
    tell: Callable[[Tally, str], None],
) -> Tally:
    """Writes the rows of what comes, which nothing that is withheld is in any more; `tell` hears how far it is.

    Raises:
        InvalidError: a row does not keep what the table must, and such rows are not to be left out.
        WriteError: they do not fit into such a file, or it was read again and does not hold them.
        OSError: the disk is full, or refuses.
    """
    tally, checks = Tally(), Checks(table.columns)
    for each in source:
        if isinstance(each, LeftOut):
            tally.claims += 1
            _leave_out(each, report, tally)
            continue
        tally.reports += each.report is not None
        tally.claims += len(each.items)
        _note_versions(each, tally)
        rows = _checked(each, table, checks, report=report, tally=tally, leave_out_invalid=leave_out_invalid)
        if not tally.faults or leave_out_invalid:
            writer.write(each, rows)
            provenance.write(each, rows)
        tally.rows += len(rows)
        tell(tally, "rows")
    if tally.faults and not leave_out_invalid:
        raise InvalidError(tally.faults[:MOST_FAULTS], tally.invalid)
    tell(tally, "Ending the file …")
    writer.close()
    tell(tally, "Reading the file again …")
    writer.reread()
    return tally


def _checked(
    told: Told, table: Table, checks: Checks, *, report: Report, tally: Tally, leave_out_invalid: bool
) -> list[Row]:
    """The rows of a report that may be published; what is left out is noted."""
    found = [_clean(each) if isinstance(each, Row) else each for each in table.code(told)]
    faults = [fault for each in found if isinstance(each, Row) for fault in checks.faults(each)]
    faults += [
        Fault(row="none", claims=(claim,), column="claim", why=f"{claim} is in no row, and no rule leaves it out")
        for claim in lost(told, found)
    ]
    if faults:
        tally.invalid += len(faults)
        tally.faults += faults[: MOST_FAULTS - len(tally.faults)]
        if tally.invalid >= MOST_FAULTS and not leave_out_invalid:
            raise InvalidError(tally.faults, tally.invalid)
        why = {fault.row: f"{fault.column}: {fault.why}" for fault in reversed(faults)}
        gone = {each.id: each for each in found if isinstance(each, Row) and each.id in why}
        found = list(without_rows(found, gone, rule=INVALID, why=why, told=told))
    for each in found:
        if isinstance(each, LeftOut):
            _leave_out(each, report, tally)
    return [each for each in found if isinstance(each, Row)]


def _leave_out(one: LeftOut, report: Report, tally: Tally) -> None:
    report.write(one)
    if one.into:
        tally.merged += 1
    else:
        tally.left_out += 1


def _clean(row: Row) -> Row:
    changed = {
        name: replace(value, cell=safe)
        for name, value in row.values.items()
        if isinstance(value.cell, str) and (safe := clean(value.cell)) is not value.cell
    }
    return replace(row, values={**row.values, **changed}) if changed else row


def _note_versions(told: Told, tally: Tally) -> None:
    software = told.report.software if told.report is not None else None
    if software is not None:
        for name in software.__struct_fields__:
            tally.versions.setdefault(name, set()).add(getattr(software, name))
