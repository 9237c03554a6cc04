"""What was said of claims beside a table, kept in memory for a while for the one who asked; and its lines as CSV."""

from __future__ import annotations

import secrets
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

from khaldun.coded.table import Table
from khaldun.publish.cells import csv_row
from khaldun.review.known import Known
from khaldun.review.known_said import NEW, SAID, Said, Verdict
from khaldun.store.outlines import Outline

_KEPT, _SECONDS = 6, 1_800.0
CSV_COLUMNS = (
    "claim", "report", "start", "end", "place", "country", "event_type", "sub_event_type", "state", "verdict", "row",
    "row_id", "agrees", "differs", "other_rows", "why", "link",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """A table beside the claims in `states`. `of` are the claims' numbers by what is said of them, `verdicts` those
    that say more than "new". The table's own rows are not kept."""

    name: str
    table: Table
    states: tuple[str, ...]
    verdicts: dict[int, Verdict]
    of: dict[Said, array[int]]

    @property
    def last(self) -> int:
        """The highest number of a claim that was compared."""
        return max((numbers[-1] for numbers in self.of.values() if numbers), default=0)


def compare(name: str, table: Table, known: Known, claims: Iterable[Outline], states: tuple[str, ...]) -> Compared:
    """Says of each claim whether it is in the table."""
    verdicts: dict[int, Verdict] = {}
    of: dict[Said, array[int]] = {said: array("q") for said in SAID}
    for claim in claims:
        verdict = known.verdict(claim)
        of[verdict.said].append(claim.id)
        if verdict is not NEW:
            verdicts[claim.id] = verdict
    thin = Table(kind=table.kind, columns=table.columns, rows=(), faults=table.faults, failed=table.failed)
    return Compared(name=name, table=thin, states=states, verdicts=verdicts, of=of)


def csv_lines(compared: Compared, claims: Iterable[Outline], *, link: Callable[[Outline], str]) -> Iterator[bytes]:
    """A line a claim that was compared, as it stands now; cells are safe to open."""
    yield csv_row(CSV_COLUMNS).encode()
    new = frozenset(compared.of["new"])
    for claim in claims:
        verdict = compared.verdicts.get(claim.id, NEW)
        if verdict is NEW and claim.id not in new:
            continue  # it came after
        yield csv_row(
            (
                claim.id, claim.report_name, claim.start, claim.end, claim.place, claim.country, claim.event_type,
                claim.sub_event_type, claim.state, verdict.said, verdict.row or None, verdict.name,
                "; ".join(verdict.agrees), "; ".join(verdict.differs), verdict.others or None, verdict.why, link(claim),
            )
        ).encode()  # fmt: skip


class Shelf:
    """The last comparisons, each under a name that cannot be guessed, for the coder who made it; for half an hour."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[str, float, Compared]] = OrderedDict()

    def keep(self, coder: str, compared: Compared) -> str:
        """Keeps a comparison; returns its name."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._kept[token] = (coder, self._clock(), compared)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return token

    def clear(self) -> None:
        """Forgets them all."""
        with self._lock:
            self._kept.clear()

    def get(self, coder: str, token: str) -> Compared | None:
        """The comparison of that name; null where it is another's, or is kept no longer."""
        with self._lock:
            for old in [one for one, (_, made, _) in self._kept.items() if self._clock() - made > _SECONDS]:
                del self._kept[old]
            owner, _, compared = self._kept.get(token, ("", 0.0, None))
            return compared if owner == coder else None
