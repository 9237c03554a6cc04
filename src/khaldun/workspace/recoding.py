"""After an edit: the cells that follow from it, over all claims of its report that stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from khaldun.code.codebook import Codebook
from khaldun.code.protocols import Countries
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.review.priority import priority
from khaldun.review.recode import HomeOf, recode
from khaldun.store import claims
from khaldun.store.claims import MERGED, REJECTED, WITHDRAWN

if TYPE_CHECKING:
    from khaldun.store.open import Connection

_GONE = frozenset({REJECTED, WITHDRAWN, MERGED})


@dataclass(frozen=True, slots=True)
class Recoder:
    """What the codebook needs to know."""

    codebook: Codebook
    countries: Countries
    home_of: HomeOf

    def recoded(self, lines: Sequence[ClaimLine], report: ReportLine) -> list[ClaimLine]:
        """The claims of a report, in their order, each with the cells that follow from its values."""
        return recode(lines, report, codebook=self.codebook, countries=self.countries, home_of=self.home_of)

    def recode_report(self, connection: Connection, report: ReportLine, *, sheet: str | None = None) -> None:
        """Works out anew what follows from the values of a report's claims on the shared sheet, or on somebody's own.
        Those that are gone count for nothing."""
        on_it = claims.of_report(connection, report.id, sheet=sheet)
        standing = [kept for kept in on_it if kept.state not in _GONE]
        lines = [kept.line for kept in standing]
        new = self.recoded(lines, report)
        for kept, line in zip(standing, new, strict=True):
            if line != kept.line:
                claims.refresh(connection, kept.id, line, priority(line), before=kept.line)
