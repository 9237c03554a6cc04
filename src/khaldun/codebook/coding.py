"""A claim under a codebook of one's own: its type, the cells that it gives, or the rule that leaves it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from khaldun.codebook.asked import Asked, found_in
from khaldun.codebook.cells import make_cells
from khaldun.codebook.ready import Ready, ReadyRule
from khaldun.publish.export.acled import point_of
from khaldun.publish.export.cells import sentence_of
from khaldun.publish.export.items import Item
from khaldun.publish.export.plover.book import plover_book
from khaldun.publish.export.tables import Value
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine, ReportLine


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that the codebook takes, with the cells that it gives by itself."""

    item: Item
    values: dict[str, Value]

    @property
    def claim(self) -> ClaimLine:
        return self.item.claim


class Coder:
    """Codes claims by a codebook."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready
        self._typing = [each for each in ready.rules if each.rule.type is not None]
        self._leaving = [each for each in ready.rules if each.rule.leave_out]
        self._setting = [each for each in ready.rules if each.rule.set]
        self._cells = make_cells(ready)

    def code(self, item: Item, report: ReportLine | None) -> Part | str:
        """The claim with its cells, or the rule by which it has no row."""
        claim, ready = item.claim, self._ready
        if claim.status not in ready.head.statuses:
            return ready.reason(claim.status)
        if claim.background and not ready.head.background:
            return ready.reason("background")
        under = plover_book().kind(claim, item.read) if ready.asks_plover else None
        asked = Asked(claim=claim, report=report, found=found_in(item), plover=under)
        typed = next(_holding(self._typing, asked), None)
        if ready.types and typed is None:
            return ready.reason("no_type")
        if typed is not None and typed.rule.type is not None:
            asked = msgspec.structs.replace(asked, types=ready.types[typed.rule.type])
        left = next(_holding(self._leaving, asked), None)
        if left is not None:
            return left.rule.name
        if (missing := self._missing(claim)) is not None:
            return ready.reason(missing)
        setting = list(_holding(self._setting, asked))
        held = [(each.rule, self.words(each, asked)) for each in setting]
        type_words = (typed.rule, self.words(typed, asked)) if typed is not None else None
        return Part(item=item, values={name: cell(asked, held, type_words) for name, cell in self._cells.items()})

    @staticmethod
    def words(rule: ReadyRule, asked: Asked) -> tuple[Span, ...]:
        """The words of the report that a rule holds by: those that it sought, and those of the facts that it asked for;
        else those that tell of the claim."""
        if rule.when is None:
            return sentence_of(asked.claim)
        spans = [span for number in rule.when.sought if (span := asked.found.get(number)) is not None]
        spans += [span for rests_on in rule.when.rests_on for span in rests_on(asked.claim)]
        return tuple(dict.fromkeys(spans)) or sentence_of(asked.claim)

    def _missing(self, claim: ClaimLine) -> str | None:
        head = self._ready.head
        if claim.date is None and ("date" in head.needs or head.row.unit == "day"):
            return "no_date"
        if claim.place is None and ("place" in head.needs or "coordinates" in head.needs):
            return "no_place"
        return "no_coordinates" if "coordinates" in head.needs and point_of(claim.place) is None else None


def _holding(rules: Iterable[ReadyRule], asked: Asked) -> Iterator[ReadyRule]:
    return (each for each in rules if each.when is None or each.when.holds(asked))
