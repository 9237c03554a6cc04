"""What a run came to, counted while its lines pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine
from khaldun.run.unplaced import Unplaced


class Tally:
    """Counts of the lines that have passed: `reports`, `claims`, `failures`, `warnings` (text → reports), and the
    places that were not found.

    A warning that a failure has told already is not counted again.
    """

    def __init__(self) -> None:
        self.reports = 0
        self.claims = 0
        self.failures = 0
        self.warnings: Counter[str] = Counter()
        self.unplaced = Unplaced()
        self._told: list[str] = []

    def add(self, line: ContractLine) -> None:
        """Counts one line."""
        self.unplaced.add(line)
        if isinstance(line, ReportLine):
            self.reports += 1
            new = {warning for warning in line.warnings if not any(warning in told for told in self._told)}
            self.warnings.update(new)
            self._told.clear()
        elif isinstance(line, ClaimLine):
            self.claims += 1
        else:
            self.failures += 1
            self._told.append(line.message)


def watch(
    lines: Iterable[ContractLine],
    tally: Tally,
    *,
    on_failure: Callable[[FailureLine], None],
    on_progress: Callable[[Tally], None] | None = None,
) -> Iterator[ContractLine]:
    """The same lines, counted; failures and progress are told as they come."""
    for line in lines:
        tally.add(line)
        if isinstance(line, FailureLine):
            on_failure(line)
        if on_progress is not None and not isinstance(line, ClaimLine):
            on_progress(tally)
        yield line
