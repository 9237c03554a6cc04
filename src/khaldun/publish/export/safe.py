"""What may be published of reports, one after another: chosen and withheld by a profile, before any table sees it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

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
    lists = sensitive()
    withholder = Withholder(profile, lists, registry=registry, ground=ground, adjectives=adjectives)
    apart: list[Item] = []
    omitted: list[str] = []
    for told in reports:
        safe = withholder.withhold(marked(told, registry), record, omitted=choose(told, profile, lists, day=day))
        apart += safe.apart
        omitted += safe.apart_left_out
        yield from safe.left_out
        if safe.told.items or not told.items:
            yield safe.told
    yield from _apart(apart)
    for rule in sorted(omitted):
        yield left_out(APART, APART, rule)


def _apart(items: list[Item]) -> Iterator[Told]:
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
