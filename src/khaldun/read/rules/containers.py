"""Which places of a sentence make one list, and which is said to lie in which."""

from __future__ import annotations

import msgspec

from khaldun.read.protocols import PlaceNames
from khaldun.read.rules.chunk import Chunk, Draft, Tagged
from khaldun.read.rules.clause import bracketed
from khaldun.read.rules.names import WIDE


def complete_lists(draft: Draft, tagged: Tagged) -> None:
    """Takes unknown names for places where they stand in one list with a place: "X, Y and Z"."""
    chunks = tagged.chunks
    changed = True
    while changed:
        changed = False
        for at, chunk in enumerate(chunks):
            if chunk.kind == "NAME" and (_listed(chunks, at, 1) or _listed(chunks, at, -1)):
                first, last = tagged.tokens[chunk.start], tagged.tokens[chunk.end - 1]
                chunk.mention = draft.mention("place", tagged.index, first.start, last.end)
                chunk.kind = "PLC"
                changed = True


def _listed(chunks: list[Chunk], at: int, step: int) -> bool:
    """Whether a place stands next to `at` in its list, with nothing but a comma or "and" between."""
    index = at + step
    links = 0
    while 0 <= index < len(chunks) and chunks[index].kind in {"COMMA", "CC"} and links < 2:
        index += step
        links += 1
    if links and step < 0 and index >= 0:
        index -= bracketed(chunks, index)
    return links > 0 and 0 <= index < len(chunks) and chunks[index].kind == "PLC" and chunks[index].class_ != "country"


def link_containers(draft: Draft, tagged: Tagged, places: PlaceNames) -> None:
    """Notes which place is said to lie in which: "X in Y", "X, Y province", "X (northern Y)", "Y's X"."""
    chunks = [chunk for chunk in tagged.chunks if chunk.kind == "PLC" and chunk.mention is not None]
    for first, second in zip(chunks, chunks[1:], strict=False):
        between = [chunk for chunk in tagged.chunks if first.end <= chunk.start < second.start]
        if [tagged.lower(chunk.start) for chunk in between] == ["'s"]:
            _contain(draft, second, first)
            continue
        if not _inside(draft, tagged, between, first, second):
            continue
        _contain(draft, first, second)
        _spread(draft, tagged, chunks, first, second)


def _contain(draft: Draft, first: Chunk, second: Chunk) -> None:
    second.marks = (*second.marks, "container")
    assert_id = first.mention
    if assert_id is None or second.mention is None:
        return
    mention = draft.mentions[assert_id]
    draft.mentions[assert_id] = msgspec.structs.replace(mention, container=second.mention)


def _spread(draft: Draft, tagged: Tagged, chunks: list[Chunk], first: Chunk, second: Chunk) -> None:
    """The members of a list before "in Y" all lie in Y."""
    at = chunks.index(first)
    while at > 0:
        previous = chunks[at - 1]
        between = [chunk for chunk in tagged.chunks if previous.end <= chunk.start < chunks[at].start]
        if not between or any(chunk.kind not in {"COMMA", "CC", "P"} for chunk in between):
            return
        _contain(draft, previous, second)
        at -= 1


_RANK = {
    "facility": 0,
    "base": 0,
    "road": 0,
    "camp": 0,
    "water": 0,
    "hill": 0,
    "quarter": 0,
    "village": 1,
    "town": 2,
    "city": 3,
    "district": 4,
}


def _list_goes_on(tagged: Tagged, chunk: Chunk) -> bool:
    """Whether a comma or "and" and another place follow: then it is a list, not a place within a place."""
    at = tagged.chunks.index(chunk) + 1
    kinds = [item.kind for item in tagged.chunks[at : at + 3]]
    return kinds[:1] in (["COMMA"], ["CC"]) and "PLC" in kinds


def _amid_list(tagged: Tagged, first: Chunk, second: Chunk) -> bool:
    """Whether a place and a comma stand before the two and behind them: "A, FIRST, SECOND, B" names four places."""
    at = tagged.chunks.index(first)
    before = [item.kind for item in tagged.chunks[max(0, at - 2) : at]]
    return before == ["PLC", "COMMA"] and _list_goes_on(tagged, second)


def _bare(draft: Draft, chunk: Chunk) -> bool:
    """Whether the name stands alone, without "province" or the like to say that it is wide."""
    return chunk.mention is not None and draft.mentions[chunk.mention].head == draft.mentions[chunk.mention].span


def _inside(draft: Draft, tagged: Tagged, between: list[Chunk], first: Chunk, second: Chunk) -> bool:
    words = [tagged.lower(chunk.start) for chunk in between]
    second_kind = second.class_
    if words and words[-1] in {"in", "of"} and len(words) <= 5:
        small = all(chunk.kind in {"P", "COMMA", "DET", "W"} for chunk in between)
        return small and not any(word in {"from", "to", "and", "near"} for word in words)
    if (
        words in ([","], ["("])
        and _RANK.get(first.class_, 3.5) < _RANK.get(second_kind, 2)
        and not _list_goes_on(tagged, second)
    ):
        return True
    if second_kind != "country" and words == [","] and _bare(draft, second) and _amid_list(tagged, first, second):
        return False
    wide = second_kind in WIDE or (second.mention is not None and bool(draft.mentions[second.mention].part))
    narrow = first.class_ not in {"country"} and (first.class_ not in WIDE or second_kind == "country")
    return wide and narrow and words in ([","], ["("], [])
