"""Turns what takes part in a telling into links: who, to whom, where, when, with what, who says so."""

from __future__ import annotations

from khaldun.read.rules.borders import BOUNDARY
from khaldun.read.rules.chunk import Chunk, Draft, Tagged
from khaldun.read.rules.clause import elsewhere, list_step, preposition
from khaldun.read.rules.status import source_words
from khaldun.read.rules.telling import Telling
from khaldun.records.annotations import Role

_HARMFUL = frozenset(
    {
        "Air/drone strike",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Suicide bomb",
        "Grenade",
        "violence",
        "Chemical weapon",
    }
)


_TOWNS = frozenset({"settlement", "city", "town", "village", "quarter"})
_SPEAKING = frozenset({"body", "person", "member"})
_AWAY = frozenset({"to", "towards", "toward", "from", "via"})


def links_of(draft: Draft, tagged: Tagged, telling: Telling, said: int | None) -> list[tuple[Role, int, str]]:
    chunks = tagged.chunks
    found: list[tuple[Role, int, str]] = []
    groups: tuple[tuple[Role, list[int]], ...] = (
        ("doer", _with_lists(chunks, telling.doers)),
        ("associated", telling.associates),
        ("target", telling.targets),
        ("place", _places(draft, tagged, telling)),
        ("from", telling.origins),
        ("date", _dates(chunks, telling)),
        ("weapon", telling.weapons),
    )
    for role, indexes in groups:
        for index in indexes:
            mention = _mention_of(draft, tagged, chunks[index], role)
            if mention is not None:
                found.append((role, mention, f"read/{role}"))
            count = chunks[index].count
            if role in {"doer", "target", "weapon"} and count is not None:
                found.append(("quantity", count, "read/quantity"))
    if telling.chunk.count is not None:
        found.append(("quantity", telling.chunk.count, "read/quantity"))
    for index in telling.facilities:
        owner = chunks[index].owner
        if owner is not None:
            found.append(("target", owner, "read/owner"))
    if not telling.targets and telling.type in _HARMFUL:
        found.extend(_civilian_sites(draft, tagged, (*telling.facilities, *telling.places)))
    found.extend((role, mention, f"read/{role}") for role, mention in telling.links)
    found.extend(_source_links(draft, tagged, said))
    return found


def _civilian_sites(draft: Draft, tagged: Tagged, indexes: tuple[int, ...]) -> list[tuple[Role, int, str]]:
    """Where the thing hit is one that civilians use (a market, a camp), they are the target."""
    for index in indexes:
        chunk = tagged.chunks[index]
        if chunk.owner is not None:
            continue
        for at in range(chunk.start, chunk.end):
            if tagged.best(at, "civilian-site"):
                start, end = tagged.tokens[at].start, tagged.tokens[chunk.end - 1].end
                return [
                    ("target", draft.mention("actor", tagged.index, start, end, sense="civilian"), "read/civilian-site")
                ]
    return []


def _with_lists(chunks: list[Chunk], doers: list[int]) -> list[int]:
    return sorted(dict.fromkeys(doers))


def _mention_of(draft: Draft, tagged: Tagged, chunk: Chunk, role: str) -> int | None:
    if role in {"doer", "target"} and chunk.kind == "PLC" and chunk.mention is not None:
        place = draft.mentions[chunk.mention]
        return draft.mention("actor", tagged.index, place.span.start, place.span.end, sense="force")
    if chunk.kind == "NAME" and chunk.mention is None and role in {"doer", "place"}:
        first, last = tagged.tokens[chunk.start], tagged.tokens[chunk.end - 1]
        if role == "place":
            chunk.mention = draft.mention("place", tagged.index, first.start, last.end)
            return chunk.mention
        chunk.mention = draft.mention("actor", tagged.index, first.start, last.end, sense="named")
    return chunk.mention


def _places(draft: Draft, tagged: Tagged, telling: Telling) -> list[int]:
    """The event's own places, else any other place of its sentence that contains no other."""
    chunks = tagged.chunks
    own = list(dict.fromkeys(telling.places))
    own = [_town_of(draft, tagged, index) for index in own if not (telling.toll and _hospital(tagged, chunks[index]))]
    if own and all(chunks[index].class_ in {"facility", "base"} for index in own):
        own = _item_place(chunks) or own
    if not own and telling.joined_places:
        own = list(telling.joined_places)
        telling.rules.append("read/place-of-verb-before")
    if not own:
        spare = [
            index
            for index, chunk in enumerate(chunks)
            if chunk.kind == "PLC"
            and chunk.class_ != "country"
            and not _parted(chunks, index, telling.at)
            and not elsewhere(chunks, telling.at, index)
            and not _of_another(chunks, telling, index)
            and not _of_source(chunks, index)
            and not (_hospital(tagged, chunk) and index > 1 and chunks[index - 2].kind == "ACT")
            and preposition(chunks, index) not in _AWAY
        ]
        spare = _innermost(draft, chunks, spare or _item_place(chunks) or _adjectival(chunks))
        own = spare[:1] if telling.status in {"asserted", "reported"} else []
        if own:
            telling.rules.append("read/place-of-sentence")
    own = _one_of_two_ends(chunks, _whole_lists(chunks, own))
    own = [index for index in own if chunks[index].class_ != BOUNDARY] or own  # a town on it is nearer the mark
    for index in own:
        _mention_of(draft, tagged, chunks[index], "place")
    containers = {draft.mentions[chunks[index].mention or 0].container for index in own}
    own = [index for index in own if chunks[index].mention is not None and chunks[index].mention not in containers]
    near = [
        index
        for index in own
        if draft.mentions[chunks[index].mention or 0].near
        and (not list_step(chunks, index) or index - list_step(chunks, index) not in own)  # not "X and Y districts"
    ]
    near += [index for index in own if index not in near and index - list_step(chunks, index) in near]
    return [index for index in own if index not in near] or near


def _of_source(chunks: list[Chunk], index: int) -> bool:
    """Where who says it works: "according to a medic at the clinic in X" ("residents of X" speak of X itself)."""
    at_work = False
    for chunk in reversed(chunks[:index]):
        if chunk.kind in {"COMMA", "PUN", "VG"}:
            return False
        if chunk.kind == "MARK" and chunk.text == "according":
            return at_work
        at_work = at_work or chunk.text == "at"
    return False


def _hospital(tagged: Tagged, chunk: Chunk) -> bool:
    """Where the wounded die or are treated is not where they were hit."""
    return any(tagged.lower(at) in {"hospital", "clinic"} for at in range(chunk.start, chunk.end))


def _town_of(draft: Draft, tagged: Tagged, index: int) -> int:
    """The town that a street or building is said to stand in, else the place itself (coding happens by settlement)."""
    chunks = tagged.chunks
    chunk = chunks[index]
    building = chunk.class_ in {"facility", "road"} or (not chunk.class_ and tagged.lower(chunk.start) == "the")
    if not building or chunk.mention is None:
        return index
    container = draft.mentions[chunk.mention].container
    for other, candidate in enumerate(chunks):
        if candidate.kind != "PLC" or candidate.class_ not in _TOWNS or other == index:
            continue
        if candidate.mention == container:
            return other
        if container is None and other < index and preposition(chunks, other) in {"in", "at"}:
            return other
    return index


def _of_another(chunks: list[Chunk], telling: Telling, index: int) -> bool:
    """Whether a place or day behind "the blast" belongs to another event: "…, which said it had seized X"."""
    between = chunks[telling.at + 1 : index]
    aside = any(one.kind == "COMMA" and two.kind == "REL" for one, two in zip(between, between[1:], strict=False))
    if aside and any(chunk.verb is not None for chunk in between):
        return True
    if telling.chunk.kind != "TN" or not telling.chunk.definite:
        return False
    return any(chunk.kind == "REL" or chunk.text in {"after", "before"} for chunk in between) and any(
        chunk.verb is not None and chunk.verb.as_("verb") is not None for chunk in between
    )


def _item_place(chunks: list[Chunk]) -> list[int]:
    """The place that opens an item: "Odessa: unknown persons threw …"."""
    for index, chunk in enumerate(chunks[:7]):
        if chunk.text in {":", "–", "—"}:
            return [at for at in range(index) if chunks[at].kind == "PLC"][:1]
    return []


def _adjectival(chunks: list[Chunk]) -> list[int]:
    """A place that stands before those who act there ("Herat police"), not before who only speaks for it."""
    return [
        index
        for index, chunk in enumerate(chunks[:-1])
        if chunk.kind == "PLA" and chunks[index + 1].kind == "ACT" and chunks[index + 1].class_ not in _SPEAKING
    ][:1]


def _innermost(draft: Draft, chunks: list[Chunk], places: list[int]) -> list[int]:
    """The places that contain none of the others, those near another last."""
    mentions = {index: draft.mentions[chunks[index].mention or 0] for index in places}
    containers = {mention.container for mention in mentions.values()}
    inner = [index for index in places if mentions[index].id not in containers]
    return sorted(inner or places, key=lambda index: mentions[index].near)


def _parted(chunks: list[Chunk], one: int, other: int) -> bool:
    """Whether a semicolon or colon stands between."""
    return any(chunk.kind == "PUN" and chunk.text in ";:" for chunk in chunks[min(one, other) : max(one, other)])


def _one_of_two_ends(chunks: list[Chunk], own: list[int]) -> list[int]:
    """ "between X and Y" is one place, not two: another place told decides, else the first end."""
    ends = [index for index in own if preposition(chunks, index) == "between"]
    if len(ends) < 2:
        return own
    others = [index for index in own if index not in ends]
    return others or ends[:1]


def _whole_lists(chunks: list[Chunk], own: list[int]) -> list[int]:
    """Each place with the rest of its list: "X, Y and Z"."""
    found = list(own)
    for index in own:
        at = index + 1
        while at < len(chunks) and (chunks[at].kind in {"COMMA", "CC", "PLC"} or _again(chunks, at)):
            if chunks[at].kind == "PLC" and at not in found:
                found.append(at)
            at += 1
    return sorted(found)


def _again(chunks: list[Chunk], at: int) -> bool:
    """The number and preposition of a list that leaves its noun out: "four raids on X and two on Y"."""
    if chunks[at].kind == "P":
        return chunks[at - 1].kind == "CNT"
    following = chunks[at + 1 : at + 3]
    listed = chunks[at].kind == "CNT" and chunks[at - 1].kind in {"COMMA", "CC"}
    return listed and [chunk.kind for chunk in following] == ["P", "PLC"]


def _dates(chunks: list[Chunk], telling: Telling) -> list[int]:
    if telling.dates:
        return sorted(dict.fromkeys(telling.dates))
    spare = _item_date(chunks) or [
        index
        for index, chunk in enumerate(chunks)
        if chunk.kind == "DAT" and not elsewhere(chunks, telling.at, index) and not _of_another(chunks, telling, index)
    ]
    spare = [index for index in spare if not _parted(chunks, index, telling.at)] or spare
    if spare:
        telling.rules.append("read/date-of-sentence")
    return spare[:1]


def _item_date(chunks: list[Chunk]) -> list[int]:
    """The date that opens an item: "Odessa, 9 May: …", "18 March: …"."""
    for index, chunk in enumerate(chunks[:7]):
        if chunk.text in {":", "–", "—"}:
            return [at for at in range(index) if chunks[at].kind == "DAT"][:1]
    return []


def _source_links(draft: Draft, tagged: Tagged, said: int | None) -> list[tuple[Role, int, str]]:
    if said is None:
        return []
    stretch = source_words(tagged, said)
    if stretch is None:
        return []
    start, end = tagged.tokens[stretch[0]].start, tagged.tokens[stretch[1] - 1].end
    return [("source", draft.mention("source", tagged.index, start, end), "read/source")]
