"""What a corpus holds: items, codings, types, statuses, countries, by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from khaldun.corpus.store import Coded

UNKNOWN = "unknown"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Tables of counts, each row a name and its count by source; and what stands below them all."""

    sources: tuple[str, ...]
    tables: dict[str, dict[str, Counter[str]]]


def count(coded: Sequence[Coded]) -> Counts:
    """The counts over settled codings, one of each item (`measure.real.settled`)."""
    tables: dict[str, dict[str, Counter[str]]] = {
        name: {} for name in ("items", "mentions", "triggers", "status", "roles", "events", "countries")
    }

    def add(table: str, row: str, source: str, by: int = 1) -> None:
        tables[table].setdefault(row, Counter())[source] += by

    for one in coded:
        coding, source = one.coding, one.coding.source
        add("items", "all", source)
        add("items", "without any event", source, int(not coding.triggers))
        add("items", f"of them {one.text.item.part}", source)
        for mention in coding.mentions:
            add("mentions", mention.kind, source)
        for role in coding.roles:
            add("roles", role.role, source)
        for trigger in coding.triggers:
            add("triggers", trigger.sub_event_type, source)
            add("status", trigger.status, source)
            for flag in ("ongoing", "background"):
                add("status", f"of them {flag}", source, int(getattr(trigger, flag)))
        for event in coding.events or ():
            add("events", event.sub_event_type, source)
            place = event.place
            add("countries", (place.country if place is not None else None) or UNKNOWN, source)
    return Counts(sources=tuple(sorted({one.coding.source for one in coded})), tables=tables)
