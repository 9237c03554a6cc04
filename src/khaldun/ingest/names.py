"""Names of reports: every report of a run has its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from khaldun.records.lines import FailureLine
from khaldun.records.reports import Report


def distinct(items: Iterable[Report | FailureLine]) -> Iterator[Report | FailureLine]:
    """The same reports with repeated names made distinct: "x", "x-2", "x-3"."""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for item in items:
        if isinstance(item, FailureLine):
            yield item
            continue
        name = item.name
        while name in taken:
            counts[item.name] = counts.get(item.name, 1) + 1
            name = f"{item.name}-{counts[item.name]}"
        taken.add(name)
        yield item if name == item.name else msgspec.structs.replace(item, name=name)
