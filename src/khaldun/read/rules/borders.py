"""Borders of countries as places: "the Syrian-Turkish border", "the border with Chad", "the border between A and B";
and the river that a country is called after ("the Niger River")."""

from __future__ import annotations

from khaldun.read.protocols import PlaceNames
from khaldun.read.rules.chunk import Chunk, Draft, Tagged
from khaldun.read.rules.names import name_run, two_nations

BOUNDARY = "boundary"
"""The class of a chunk that is a country's border: not a front, which is called a border too."""
_BORDER = frozenset({"border", "frontier"})
_WIDTH = frozenset({"area", "areas", "region", "regions", "strip", "zone", "zones"})
_DASHES = frozenset({"-", "–", "—", "/", "and"})
_FROM = frozenset({"from", "across", "beyond", "over"})
# With one of these behind it "border" is no place: "the Ukrainian border guards".
_NO_PLACE = frozenset(
    {
        "guard", "guards", "police", "force", "forces", "patrol", "patrols", "troops", "service", "authorities",
        "officials", "agency", "post", "posts", "crossing", "crossings", "checkpoint", "checkpoints", "town", "towns",
        "city", "village", "villages", "district", "districts", "province", "provinces", "gate", "point", "fence",
        "wall", "dispute", "security", "control", "trade", "closure",
    }
)  # fmt: skip


def border_phrase(draft: Draft, tagged: Tagged, at: int, places: PlaceNames) -> Chunk | None:
    """The border of a country or of two, or the river of a country's name, that begins at `at`, null if none does."""
    start = at + 1 if tagged.lower(at) in tagged.grammar.determiners else at
    if _is_nation(draft, tagged, start) and tagged.lower(start + 1) == "river":
        known = places.known(tagged.tokens[start].text.title())
        return _chunk(draft, tagged, at, (start, start + 2), (start, start + 1), "river") if known else None
    end = _nations(draft, tagged, start)
    owner = name_run(draft, tagged, start)
    if owner > start and tagged.lower(owner) == "'s" and _behind_border(tagged, owner + 1):
        return _two_sided(draft, tagged, at, start, owner + 2)
    if end > start:
        last = _behind_border(tagged, end)
        return _chunk(draft, tagged, at, (start, last), (start, end)) if last else None
    last = _behind_border(tagged, start)
    if not last or tagged.lower(last) not in {"with", "between", "of"}:
        return None
    first = last + 2 if tagged.lower(last + 1) == "the" else last + 1
    end = name_run(draft, tagged, first)
    if end == first:
        return None
    second = end + 2 if tagged.lower(end + 1) == "the" else end + 1
    if tagged.lower(last) != "with" and tagged.lower(end) == "and":
        other = name_run(draft, tagged, second)
        if other > second:
            return _chunk(draft, tagged, at, (start, other), (first, other))
    return None if tagged.lower(last) == "between" else _chunk(draft, tagged, at, (start, end), (first, end))


def _two_sided(draft: Draft, tagged: Tagged, at: int, start: int, after: int) -> Chunk | None:
    """ "Sudan's border with Chad": what stands behind "border"."""
    if tagged.lower(after) != "with":
        return None
    first = after + 2 if tagged.lower(after + 1) == "the" else after + 1
    end = name_run(draft, tagged, first)
    return _chunk(draft, tagged, at, (start, end), (start, end)) if end > first else None


def _nations(draft: Draft, tagged: Tagged, at: int) -> int:
    """The end of one or two adjectives of nationality ("Syrian-Turkish", "Saudi and Yemeni") or of two names with a
    dash ("Iraq–Syria"), `at` if none is there."""
    if not _is_nation(draft, tagged, at):
        dash = name_run(draft, tagged, at)
        end = name_run(draft, tagged, dash + 1) if dash > at and tagged.lower(dash) in _DASHES - {"and"} else 0
        return end if end > dash + 1 else at
    if tagged.lower(at + 1) in _DASHES and _is_nation(draft, tagged, at + 2):
        return at + 3
    return at + 1


def _is_nation(draft: Draft, tagged: Tagged, at: int) -> bool:
    word = tagged.lower(at)
    return (word in draft.lexicon.nationalities or two_nations(draft, word)) and (
        tagged.tokens[at].text[0].isupper() or not tagged.capitals
    )


def _behind_border(tagged: Tagged, at: int) -> int:
    """The end of "border", "border area" at `at`; 0 where it is none, or belongs to guards, a town, a crossing."""
    if tagged.lower(at) not in _BORDER:
        return 0
    end = at + 2 if tagged.lower(at + 1) in _WIDTH else at + 1
    return 0 if tagged.lower(end) in _NO_PLACE else end


def _chunk(
    draft: Draft, tagged: Tagged, at: int, span: tuple[int, int], head: tuple[int, int], kind: str = "border"
) -> Chunk:
    begin, stop = tagged.tokens[span[0]].start, tagged.tokens[span[1] - 1].end
    inner = (tagged.tokens[head[0]].start, tagged.tokens[head[1] - 1].end)
    mention = draft.mention("place", tagged.index, begin, stop, head=inner, sense=kind)
    return Chunk(
        "PLA" if _is_aside(tagged) else "PLC",
        at,
        span[1],
        mention=mention,
        class_=BOUNDARY if kind == "border" else kind,
    )


def _is_aside(tagged: Tagged) -> bool:
    """Whether the border only describes the place before it ("X, on the border with Y") or is where fire comes from."""
    before = len(tagged.chunks)
    while before and tagged.chunks[before - 1].kind in {"P", "DET", "W"}:
        before -= 1
        if tagged.chunks[before].text in _FROM:
            return True
    return [chunk.kind for chunk in tagged.chunks[max(before - 2, 0) : before]] == ["PLC", "COMMA"]
