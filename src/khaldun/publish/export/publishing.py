"""The writing of an export: what was made of the reports (making.py), in their order, into the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, TypeVar

from khaldun.errors import KhaldunError
from khaldun.publish.export.checks import Fault, Given
from khaldun.publish.export.items import Item
from khaldun.publish.export.making import MOST_FAULTS, Made
from khaldun.publish.export.sidecar.left_out import Ruled
from khaldun.publish.export.writing.writer import Remark, Writer

T = TypeVar("T")


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
    """How much was exported. `faults` are those of rows; their number is `invalid`. `bare` counts cells that rest on no
    words and no rule, `failures` reports that could not be read when they were coded, `counts` the claims without a row
    of their own by rule, `withheld` what was withheld by reason; `rules` are the names of those that
    cells rest on, `remarks` what could not be written as it is."""

    reports: int = 0
    claims: int = 0
    rows: int = 0
    left_out: int = 0
    merged: int = 0
    invalid: int = 0
    bare: int = 0
    failures: int = 0
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    versions: dict[str, set[str]] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    counts: Counter[Ruled] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)

    def add(self, made: Made) -> None:
        """What was made more."""
        self.reports += made.reports
        self.claims += made.claims
        self.rows += made.rows
        self.left_out += made.without
        self.merged += made.merged
        self.invalid += made.invalid
        self.bare += made.bare
        self.failures += made.failures
        self.faults += made.faults[: MOST_FAULTS - len(self.faults)]
        self.remarks += (remark for part in made.parts for remark in part.remarks)
        for name, versions in made.versions.items():
            self.versions.setdefault(name, set()).update(versions)
        self.rules |= made.rules
        self.counts.update(made.counts)
        self.withheld.update(made.withheld)


class Publishing:
    """Writes one export. `tell` hears how far it is.

    `apart` and `apart_left_out` are claims, and rules that leave some out, which are to be told at the end.
    """

    def __init__(
        self,
        *,
        writer: Writer,
        provenance: BinaryIO,
        left_out: BinaryIO,
        leave_out_invalid: bool,
        tell: Callable[[Tally, str], None],
    ) -> None:
        self._writer, self._provenance, self._left_out = writer, provenance, left_out
        self._leave_out_invalid, self._tell = leave_out_invalid, tell
        self._given = Given()
        self.tally = Tally()
        self.apart: list[Item] = []
        self.apart_left_out: list[str] = []

    def write(self, made: Iterable[tuple[T, Made]], again: Callable[[T, Given], Made]) -> None:
        """Writes what was made of each task, in their order. A task of which a row has an id that an earlier row has
        is made `again`, knowing the ids that there are.

        Raises:
            InvalidError: a great many rows do not keep what the table must.
            WriteError: they do not fit into such a file.
            OSError: the disk is full, or refuses.
        """
        for task, each in made:
            if self._given.meets(each.given):
                self._write(again(task, self._given))
            else:
                self._given.add(each.given)
                self._write(each)

    def _write(self, made: Made) -> None:
        self.tally.add(made)
        self.apart += made.apart
        self.apart_left_out += made.apart_left_out
        if self.tally.invalid and not self._leave_out_invalid:
            if self.tally.invalid >= MOST_FAULTS:
                raise InvalidError(self.tally.faults, self.tally.invalid)
        else:
            for part in made.parts:
                self._writer.write(part)
            self._provenance.write(made.provenance)
            self._left_out.write(made.left_out)
        self._tell(self.tally, "rows")

    def end(self) -> None:
        """Ends the main file, and reads it again.

        Raises:
            InvalidError: a row does not keep what the table must, and such rows are not to be left out.
            WriteError: the file does not hold the rows.
            OSError: the disk is full, or refuses.
        """
        if self.tally.invalid and not self._leave_out_invalid:
            raise InvalidError(self.tally.faults, self.tally.invalid)
        self._tell(self.tally, "Ending the file …")
        self._writer.close()
        self._tell(self.tally, "Reading the file again …")
        self._writer.reread()
