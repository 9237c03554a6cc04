"""Finds the names of places: capitalised runs with what stands around them, held against the gazetteer."""

from __future__ import annotations

from khaldun.read.protocols import PlaceNames
from khaldun.read.rules.chunk import Chunk, Draft, Tagged
from khaldun.read.rules.lexicon import Sense

WIDE = frozenset({"province", "region", "country", "state", "governorate"})
# What they are of is no place: "the Ministry of Migration".
_BUREAUS = frozenset(
    {"ministry", "minister", "department", "committee", "commission", "bureau", "organization", "organisation"}
)
_STATES = frozenset({"us", "uk", "eu", "un", "uae", "u.s", "nato"})
_MAX = 5


def is_name(draft: Draft, tagged: Tagged, at: int) -> bool:
    """Whether the token looks like (part of) a name: a capital, or an article joined to one ("al-Najeya")."""
    token = tagged.tokens[at]
    if at in tagged.dates or at in tagged.names or not token.text[0].isalpha():
        return False
    if token.text in draft.lexicon.source.places.never or len(token.text) == 1:
        return False
    if token.lower in draft.lexicon.nationalities or two_nations(draft, token.lower):
        return False
    if not tagged.capitals:
        return not tagged.senses[at] and len(token.text) > 2
    if token.text[0].isupper():
        return not (_opens(tagged, at) and _ordinary(tagged, at)) and not (tagged.title_case and _ordinary(tagged, at))
    article, dash, rest = token.text.partition("-")
    return bool(dash) and article in tagged.grammar.name_articles and rest[:1].isupper()


def two_nations(draft: Draft, word: str) -> bool:
    """ "US-Saudi", "Russian-Syrian": whose something is, no place."""
    parts = word.split("-")
    known = draft.lexicon.nationalities
    return (
        len(parts) == 2
        and any(part in known for part in parts)
        and all(part in known or part in _STATES for part in parts)
    )


def _opens(tagged: Tagged, at: int) -> bool:
    """Whether a capital here only says that something begins: the sentence, a quotation, what a colon announces."""
    return at == 0 or tagged.lower(at - 1) in {":", "“", '"', "‘", "(", "–", "—", "*", "#"}


def _ordinary(tagged: Tagged, at: int) -> bool:
    """A word of the language that has its capital only from where it stands."""
    return (
        bool(tagged.senses[at])
        or tagged.lower(at) in tagged.grammar.determiners
        or tagged.lower(at) in tagged.grammar.function
    )


def name_run(draft: Draft, tagged: Tagged, at: int) -> int:
    """The end of the run of name tokens that begins at `at` (`at` itself if none does)."""
    particles = draft.lexicon.source.places.particles
    if at >= len(tagged.tokens) or not is_name(draft, tagged, at):
        return at
    if tagged.lower(at) in tagged.grammar.function and not _article(draft, tagged, at):
        return at
    index = at + 1
    while index < len(tagged.tokens) and index - at < _MAX:
        if is_name(draft, tagged, index) and not _place_noun(tagged, index):
            index += 1
        elif (
            tagged.lower(index) in particles
            and tagged.tokens[index].text.islower()
            and index + 1 < len(tagged.tokens)
            and is_name(draft, tagged, index + 1)
            and tagged.lower(index) not in {"in", "i", "at", "as"}
        ):
            index += 2
        else:
            break
    return index


def _article(draft: Draft, tagged: Tagged, at: int) -> bool:
    """An article with a capital inside a sentence that begins a name: "near As Sukhnah"."""
    inside = at > 0 and tagged.capitals and not tagged.title_case and not _opens(tagged, at)
    known = tagged.lower(at) in draft.lexicon.source.places.particles and tagged.tokens[at].text.istitle()
    return inside and known and at + 1 < len(tagged.tokens) and tagged.tokens[at + 1].text[0].isupper()


def _place_noun(tagged: Tagged, at: int) -> bool:
    return tagged.best(at, "place") is not None


def place_phrase(draft: Draft, tagged: Tagged, at: int, places: PlaceNames) -> Chunk | None:
    """The place phrase that begins at `at`: "the village of X", "northern X", "X airbase", "X's outskirts", "X"."""
    index = at
    if tagged.lower(index) in tagged.grammar.determiners and tagged.lower(index) != "'s":
        index += 1
    index = _skip_adjectives(draft, tagged, index)
    part, index = _part(tagged, index)
    index = _skip_adjectives(draft, tagged, index)
    kind = tagged.best(index, "place") if index < len(tagged.tokens) else None
    if kind and not (
        tagged.tokens[index].text[0].isupper()
        and tagged.capitals
        and kind.value not in WIDE
        and name_run(draft, tagged, index) > index + 1
    ):
        return _kind_first(draft, tagged, at, index, kind.value, kind.length, part)
    return _name_first(draft, tagged, at, index, part, places)


def _skip_adjectives(draft: Draft, tagged: Tagged, index: int) -> int:
    while index < len(tagged.tokens) and (
        tagged.lower(index) in tagged.grammar.place_adjectives or tagged.lower(index) in draft.lexicon.nationalities
    ):
        index += 1
    return index


def _part(tagged: Tagged, index: int) -> tuple[str, int]:
    sense = tagged.best(index, "part")
    if sense is None:
        return "", index
    after = index + 1
    if tagged.lower(after) in {"and", "-", "/"} and tagged.best(after + 1, "part"):
        after += 2
    if (
        tagged.lower(after) in {"part", "parts", "countryside", "areas", "outskirts"}
        and tagged.lower(after + 1) == "of"
    ):
        after += 2
        if tagged.lower(after) == "the":
            after += 1
    return sense_text(tagged, index), after


def sense_text(tagged: Tagged, index: int) -> str:
    return tagged.tokens[index].lower


def _kind_first(draft: Draft, tagged: Tagged, at: int, index: int, kind: str, length: int, part: str) -> Chunk | None:
    """ "town of X", "villages of X and Y" (the first; the list's others follow), "Mount X"."""
    after = index + length
    last = [chunk.kind for chunk in tagged.chunks[-2:]]
    if kind == "city" and last == ["PLC", "COMMA"]:
        return None
    if kind in {"base", "facility"} and tagged.lower(after) == "of" and tagged.lower(after + 1) == "the":
        return None
    if tagged.lower(after) in {"of", "called", "named"}:
        after += 1
        if tagged.lower(after) == "the":
            after += 1
    elif not (tagged.tokens[index].text[0].isupper() and tagged.capitals):
        return None
    inner_part, after = _part(tagged, after)
    end = name_run(draft, tagged, after)
    if end == after:
        return None
    name_end = end
    behind = tagged.best(end, "place") if end < len(tagged.tokens) else None
    if behind is not None:
        end, kind = end + behind.length, behind.value
    return _place(draft, tagged, at, index, end, after, name_end, kind, part or inner_part)


def _name_first(draft: Draft, tagged: Tagged, at: int, index: int, part: str, places: PlaceNames) -> Chunk | None:
    end = name_run(draft, tagged, index)
    if end == index:
        return None
    kind = tagged.best(end, "place") if end < len(tagged.tokens) else None
    if kind is not None and not _is_body(draft, tagged, end):
        return _kind_behind(draft, tagged, at, index, end, kind, part)
    if tagged.lower(end) == "'s" and (chunk := _possessive(draft, tagged, at, index, end, part)) is not None:
        return chunk
    if _is_body(draft, tagged, end):
        return None
    known = known_place(draft, tagged, index, end, places)
    described = tagged.lower(at - 1) in tagged.grammar.determiners or tagged.lower(at) in tagged.grammar.determiners
    if tagged.best(end, "weapon") and (known is None or described):
        return None
    if end < len(tagged.tokens) and tagged.best(end, "actor") and not tagged.title_case:
        if at == 1 and tagged.lower(0) == "in":
            return _place(draft, tagged, at, index, end, index, end, known or "", part, stated=False)
        return _adjectival(draft, tagged, at, index, end, known)
    if part:
        return _place(draft, tagged, at, index - 1, end, index, end, known or "region", part)
    if not _is_place(draft, tagged, at, index, end, known):
        return None
    return _place(draft, tagged, at, index, end, index, end, known or "", part, stated=False)


def _kind_behind(
    draft: Draft, tagged: Tagged, at: int, index: int, end: int, kind: Sense, part: str
) -> Chunk | None:  # fmt: skip
    """ "X airbase", "X towns" (somewhere about X), "the Tripoli suburb of X" (X itself)."""
    after = end + kind.length
    if _is_body(draft, tagged, after):
        return None
    inner = name_run(draft, tagged, after + 1) if tagged.lower(after) == "of" else 0
    if inner > after + 1:
        return _place(draft, tagged, at, index, inner, after + 1, inner, kind.value, "")
    several = kind.form == "NNS" and kind.value != "hill"
    return _place(draft, tagged, at, index, after, index, end, "" if several else kind.value, part, near=several)


def _possessive(draft: Draft, tagged: Tagged, at: int, index: int, end: int, part: str) -> Chunk | None:
    """ "X's eastern countryside", "X's airport"."""
    inner, after = _part(tagged, end + 1)
    kind = tagged.best(after, "place")
    if kind is None:
        return None
    near = kind.value == "region"
    sense = "" if near else kind.value
    return _place(draft, tagged, at, index, after + kind.length, index, end, sense, inner or part, near=near)


def _is_body(draft: Draft, tagged: Tagged, end: int) -> bool:
    """Whether the name goes on as that of a body: "Karenni Human Rights Group"."""
    if end >= len(tagged.tokens) or not tagged.capitals or tagged.title_case:
        return False
    word = tagged.tokens[end].text
    return word in draft.lexicon.source.places.never and end not in tagged.dates


def _adjectival(draft: Draft, tagged: Tagged, at: int, index: int, end: int, known: str | None) -> Chunk | None:
    """A place before people ("Herat police"): says where only if nothing else does."""
    if known is None or at != index:
        return None
    chunk = _place(draft, tagged, at, index, end, index, end, known, "", stated=False)
    chunk.kind = "PLA"
    return chunk


def known_place(draft: Draft, tagged: Tagged, start: int, end: int, places: PlaceNames) -> str | None:
    name = draft.text[tagged.tokens[start].start : tagged.tokens[end - 1].end]
    return places.known(name if tagged.capitals else name.title())


def _is_place(draft: Draft, tagged: Tagged, at: int, index: int, end: int, known: str | None) -> bool:
    before = tagged.lower(at - 1)
    last = tagged.chunks[-1] if tagged.chunks else None
    word = tagged.tokens[index].text
    if last is not None and last.kind == "MEASURE" and tagged.lower(last.end - 2) in tagged.grammar.edges:
        return True
    acronym = end == index + 1 and tagged.capitals and word.isupper() and 1 < len(word) < 7
    if acronym and known != "country" and at < index:
        return False
    if last is not None and tagged.best(index - 1, "title") and before not in tagged.grammar.locative:
        return False
    if at == 0 and _opens_item(tagged, end) and (known is not None or not tagged.senses[index]):
        return True
    if not tagged.capitals:
        return known is not None and (before in tagged.grammar.locative or _after_place(tagged))
    if before in tagged.grammar.locative:
        return (
            known is not None
            or before in tagged.grammar.strong_locative
            or _after_place(tagged)
            or _near_before(draft, tagged, at)
            or (last is not None and last.kind == "VG" and _object_of_taking(draft, last))
            or (before in {"of", "on", "against", "from"} and _of_place(tagged))
        )
    if _after_place(tagged) or _object_of_taking(draft, last) or _near_before(draft, tagged, at):
        return True
    if known in WIDE or (last is not None and last.kind == "VG" and before == "to"):
        return True
    return known is not None and (at == 0 or last is not None and last.kind in {"VG", "COMMA", "CC", "PUN", "W", "P"})


def _opens_item(tagged: Tagged, end: int) -> bool:
    """Whether a colon follows, perhaps behind a date: "Gonaïves, 13 May: …"."""
    if tagged.lower(end) in {":", "–", "—"}:
        return True
    after = tagged.dates.get(end + 1, 0) if tagged.lower(end) in {",", "("} else 0
    return after > 0 and tagged.lower(after) in {":", "–", "—", ")"}


def _object_of_taking(draft: Draft, last: Chunk | None) -> bool:
    """Whether the name stands right behind a verb whose object is a place: "shelled X"."""
    senses = last.verb.senses if last is not None and last.verb is not None else ()
    return any(draft.lexicon.frames[sense.value].places for sense in senses if sense.tag == "verb")


def _of_place(tagged: Tagged) -> bool:
    before = tagged.chunks[-1].text
    if before == "on":
        again = len(tagged.chunks) > 1 and tagged.chunks[-2].kind == "CNT"
        return any(chunk.kind in {"TN", "VG"} for chunk in tagged.chunks[-10 if again else -5 :])
    chunk = tagged.chunks[-2] if len(tagged.chunks) > 1 else None
    if chunk is not None and chunk.kind == "ACT" and chunk.class_ in {"civilian", "person", "body", "member"}:
        return before in {"of", "from"} and tagged.lower(chunk.end - 1) not in _BUREAUS
    return before != "against" and chunk is not None and chunk.kind in {"TN", "VG", "FAC"}


def _after_place(tagged: Tagged) -> bool:
    """Whether a list of places goes on: "X, Y and Z"."""
    kinds = [chunk.kind for chunk in tagged.chunks[-3:]]
    return kinds[-2:] in (["PLC", "COMMA"], ["PLC", "CC"]) or kinds == ["PLC", "COMMA", "CC"]


def _place(
    draft: Draft,
    tagged: Tagged,
    at: int,
    start: int,
    end: int,
    head_start: int,
    head_end: int,
    kind: str,
    part: str,
    *,
    near: bool = False,
    stated: bool = True,
) -> Chunk:
    """The chunk and mention of a place; its kind is a sense of the mention only where the words themselves say it."""
    begin, stop = tagged.tokens[start].start, tagged.tokens[end - 1].end
    head = (tagged.tokens[head_start].start, tagged.tokens[head_end - 1].end)
    if part:
        begin = min(begin, _part_start(tagged, at, start))
    near = near or _near_before(draft, tagged, at)
    sense = kind if stated or kind == "country" else ""
    mention = draft.mention(
        "place", tagged.index, begin, stop, head=head, sense=sense, near=near, part=_whole_part(part)
    )
    return Chunk("PLC", at, end, mention=mention, class_=kind)


def _whole_part(part: str) -> str:
    return "" if part == "greater" else part


def _part_start(tagged: Tagged, at: int, start: int) -> int:
    for index in range(at, start + 1):
        if tagged.best(index, "part"):
            return tagged.tokens[index].start
    return tagged.tokens[start].start


def _near_before(draft: Draft, tagged: Tagged, at: int) -> bool:
    """Whether the words before place the event only near the name: "12 km south of", "outside"."""
    for length in (5, 4, 3, 2, 1):
        first = at - length
        if first >= 0 and any(sense.tag == "near" and sense.length == length for sense in tagged.senses[first]):
            return tagged.lower(first) not in {"towards", "toward", "along", "between", "around"} or length > 1
    return False
