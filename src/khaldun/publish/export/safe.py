"""What may be published of reports, one after another: chosen and withheld by a profile, before any table sees it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from khaldun.publish.export.choose import choose
from khaldun.publish.export.coarsen import Ground
from khaldun.publish.export.hiding import id_of
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.marks import marked
from khaldun.publish.export.names import Registry
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.record import Record
from khaldun.publish.export.sensitive import sensitive
from khaldun.publish.export.survivors import APART
from khaldun.publish.export.tables import LeftOut
from khaldun.publish.export.withhold import Withholder, left_out
from khaldun.records.lines import ReportLine


def publishable(
    reports: Iterable[Told],
    profile: Profile,
    *,
    registry: Registry,
    ground: Ground,
    record: Record,
    day: dt.date,
    adjectives: frozenset[str] = frozenset(),
) -> Iterator[Told | LeftOut]:
    """The reports as they may be published on `day`, and the claims that the profile leaves out. Nothing else may reach
    a public file. What is withheld is counted in `record` on the way.

    `adjectives` are words for countries and their people, which name nobody. Claims of sexual violence come last, each
    as a report of its own, in the order of ids that are made from what is published: neither a name, an id nor their
    place among the others leads back to their report.

    Raises:
        DataError: the packaged lists are missing or wrong.
    """
    safe = Safe(profile, registry=registry, ground=ground, day=day, adjectives=adjectives, record=record)
    for told in reports:
        yield from safe.of(told)
    yield from apart_from_reports(*safe.taken())


class Safe:
    """What may be published of one report after another. `record` counts what is withheld on the way."""

    def __init__(
        self,
        profile: Profile,
        *,
        registry: Registry,
        ground: Ground,
        day: dt.date,
        adjectives: frozenset[str] = frozenset(),
        record: Record | None = None,
    ) -> None:
        self._profile, self._registry, self._day = profile, registry, day
        self._lists = sensitive()
        self._withholder = Withholder(profile, self._lists, registry=registry, ground=ground, adjectives=adjectives)
        self._record = record or Record()
        self._apart: list[Item] = []
        self._omitted: list[str] = []

    @contextlib.contextmanager
    def counting(self) -> Iterator[Record]:
        """What is withheld until the block ends is counted in a record of its own."""
        before, self._record = self._record, Record()
        try:
            yield self._record
        finally:
            self._record = before

    def of(self, told: Told) -> Iterator[Told | LeftOut]:
        """The report as it may be published, and the claims that the profile leaves out."""
        omitted = choose(told, self._profile, self._lists, day=self._day)
        safe = self._withholder.withhold(marked(told, self._registry), self._record, omitted=omitted)
        self._apart += safe.apart
        self._omitted += safe.apart_left_out
        yield from safe.left_out
        if safe.told.items or not told.items:
            yield safe.told

    def taken(self) -> tuple[tuple[Item, ...], tuple[str, ...]]:
        """The claims that are told apart from their reports, and the rules that left out others of them, since this
        was asked last."""
        taken = tuple(self._apart), tuple(self._omitted)
        self._apart, self._omitted = [], []
        return taken


def apart_from_reports(items: Sequence[Item], omitted: Iterable[str]) -> Iterator[Told | LeftOut]:
    """The claims of all reports that are told apart, as they are told, and those that the profile leaves out, each by
    its rule."""
    yield from _apart(items)
    for rule in sorted(omitted):
        yield left_out(APART, APART, rule)


def _apart(items: Iterable[Item]) -> Iterator[Told]:
    """Each a report of its own: nothing is counted, merged or divided together with its former neighbours."""
    seen: Counter[str] = Counter()
    made: list[tuple[str, Item]] = []
    for item in items:
        first = id_of(item)
        made.append((first if not seen[first] else id_of(item, seen[first]), item))
        seen[first] += 1
    report = ReportLine(id=APART, name=APART, text="")
    for new, item in sorted(made, key=lambda pair: pair[0]):
        yield Told(report=report, items=(replace(item, claim=replace(item.claim, id=new)),))
