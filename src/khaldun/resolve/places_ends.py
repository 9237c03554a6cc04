"""Mentions that name a line by its ends, or a river by a name that is a town's too: made ready before names are ranked.

"the A-B road" and "the border between A and B" become a mention of A and, beside it, one of B that is only there to be
resolved; "the east bank of the X" makes X a river.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from khaldun.records.annotations import Mention
from khaldun.records.base import Span
from khaldun.resolve.gazetteer_protocol import RIVER, Places
from khaldun.text.places.phrase import load_place_phrases

_LINES = frozenset({"road", "border"})
_JOINED = re.compile(r"['’]s border with (?:the )?|\s*[-–—/]\s*|\s+(?:and|to)\s+(?:the\s+)?")
_BEFORE, _AFTER = 40, 24


def with_ends(mentions: Sequence[Mention], gazetteer: Places) -> tuple[list[Mention], frozenset[int]]:
    """The mentions with those of lines put at the first of their ends, and the ids of those added for the second."""
    found: list[Mention] = []
    added: set[int] = set()
    free = max((mention.id for mention in mentions), default=-1) + 1
    for mention in mentions:
        ends = _ends(mention, gazetteer) if mention.sense in _LINES else ()
        if ends:
            found.append(msgspec.structs.replace(mention, head=ends[0], sense="", near=False))
        for end in ends[1:]:
            found.append(msgspec.structs.replace(mention, id=free, head=end, sense="", near=False))
            added.add(free)
            free += 1
        if not ends:
            found.append(mention)
    return found, frozenset(added)


def _ends(mention: Mention, gazetteer: Places) -> tuple[Span, ...]:
    """The ends of a line: two names that the gazetteer has, or the one country whose border it is."""
    head = mention.head
    if gazetteer.known(head.quote) is None:
        for match in _JOINED.finditer(head.quote):
            one, two = head.quote[: match.start()], head.quote[match.end() :]
            if one and two and _is_known(one, gazetteer) and _is_known(two, gazetteer):
                first = Span(start=head.start, end=head.start + len(one), quote=one)
                return first, Span(start=head.end - len(two), end=head.end, quote=two)
    alone = mention.sense == "border" and any(hit.place.feature == "country" for hit in gazetteer.find(head.quote))
    return (head,) if alone else ()


def _is_known(name: str, gazetteer: Places) -> bool:
    return name[:1].isupper() and (gazetteer.known(name) is not None or bool(gazetteer.find(name)))


def with_rivers(mentions: Iterable[Mention], text: str, gazetteer: Places) -> Iterator[Mention]:
    """The mentions; those that the words beside them ("the banks of the", "crossed the") make a river, as one."""
    rules = load_place_phrases()
    for mention in mentions:
        head = mention.head
        if mention.sense not in ("", "country", "province", "region", "city") or not gazetteer.is_river(head.quote):
            yield mention
            continue
        before, after = text[max(0, head.start - _BEFORE) : head.start], text[head.end : head.end + _AFTER]
        is_country = gazetteer.known(head.quote) == "country"
        river = rules.says_river(before, after, sure=is_country)
        yield msgspec.structs.replace(mention, sense=RIVER, near=False) if river else mention
