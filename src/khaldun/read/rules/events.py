"""Finds the events of a sentence: triggers, and who and what takes part in each."""

from __future__ import annotations

from khaldun.read.rules.chunk import Chunk, Draft, Tagged
from khaldun.read.rules.clause import CLOSE, QUOTES, aside_end, associated, next_kind, preposition, right
from khaldun.read.rules.needs import device_object
from khaldun.read.rules.roles import of_other_words, of_parties, put, role_of
from khaldun.read.rules.subject import (
    association,
    before_relative,
    is_reduced,
    object_before,
    relative_end,
    subjects,
)
from khaldun.read.rules.telling import Telling
from khaldun.read.rules.types import Sorter
from khaldun.read.rules.words import Frame, Prepositions

_TRIGGERS = frozenset({"TN", "VG"})
_PASSING = frozenset({"withdraw", "enter", "deploy", "offensive", "displacement", "launch-munition"})
_LOCATIVE = frozenset({"in", "at", "near", "inside", "outside", "around", "across", "within", "on", "above"})
_DEEDS = frozenset({"loot", "set-alight", "rob", "destroy-property", "abduct", "lead-away", "arrest", "detain"})
_TAKING = frozenset({"take", "seize", "take-place"})
_FLEEING = frozenset({"displacement", "displaced-arrive"})


def find_events(draft: Draft, tagged: Tagged, sorter: Sorter) -> list[Telling]:
    """The tellings of a sentence, in the order of their triggers; types and status are not yet decided.

    Where a word has several frames, the first whose needs are met is taken.
    """
    found = []
    for at, chunk in enumerate(tagged.chunks):
        if chunk.kind not in _TRIGGERS:
            continue
        if chunk.kind == "TN" and (associated(tagged.chunks, at) is not None or _means(tagged.chunks, at)):
            continue
        claimed = _claimed(draft, tagged, at)
        if claimed is not None:
            found.append(claimed)
            continue
        for frame in _frames(draft, chunk):
            if frame.name in _PASSING and (is_reduced(tagged.chunks, at) or _aside(tagged.chunks, at)):
                continue
            telling = _telling(tagged.chunks, at, frame, draft.lexicon.source.prepositions)
            if found and frame.name in _TAKING and not telling.places and tagged.lower(chunk.end) == "it":
                telling.places.extend(found[-1].places)
            if sorter.tells(tagged, telling):
                if found and chunk.kind == "VG":
                    _join_place(tagged.chunks, found, telling)
                found.append(telling)
                break
    _unopposed(draft, tagged.chunks, found)
    return [telling for telling in found if not _foiled(tagged, telling, found)]


def _means(chunks: list[Chunk], at: int) -> bool:
    """The gunfire in "dispersed the rally with gunfire": how it was done, no event of its own."""
    sense = chunks[at].sense
    fire = sense is not None and sense.lemma in {"gunfire", "shooting", "sniper fire"}
    if not fire or preposition(chunks, at) not in {"by", "with"}:
        return False
    verb = next((chunk.verb for chunk in reversed(chunks[:at]) if chunk.verb is not None), None)
    return verb is not None and verb.as_("harm-verb") is None


def _unopposed(draft: Draft, chunks: list[Chunk], found: list[Telling]) -> None:
    """Who enters a place "after" a battle takes it; "after" others have left it, without a fight (the leaving is part
    of that)."""
    for one, other in zip(found, found[1:], strict=False):
        after = any(chunk.kind == "SUB" and chunk.text == "after" for chunk in chunks[one.at : other.at])
        if one.frame.name == "enter" and other.frame.name == "clash" and after and one.places:
            one.frame = draft.lexicon.frames["take"]
        pair = one.frame.name == "enter" and other.frame.name == "withdraw"
        if after and pair and not _same_doers(one, other) and one.places:
            one.frame = draft.lexicon.frames["enter-unopposed"]
            found.remove(other)
            return


def _aside(chunks: list[Chunk], at: int) -> bool:
    """A participle that only describes behind a comma: "the battalion, stationed in X, fired"."""
    verb = chunks[at].verb
    if verb is None or at == 0 or chunks[at - 1].kind != "COMMA":
        return False
    helped = verb.passive or verb.perfect or verb.progressive or verb.infinitive or bool(verb.modal)
    return verb.sense.form in {"VBD", "VBN"} and not helped and any(chunk.kind == "COMMA" for chunk in chunks[at + 1 :])


def _join_place(chunks: list[Chunk], found: list[Telling], telling: Telling) -> None:
    """Gives a verb the place of the verb before where it has none of its own; coming there is then no event."""
    before = found[-1]
    verb = telling.chunk.verb
    if verb is not None and verb.participle and _shares(telling, before):
        telling.places.clear()
    if telling.places or _apart(chunks, before.at, telling.at):
        return
    telling.joined_places = tuple(before.places or before.joined_places)
    deed = telling.frame.type == "violence" or telling.frame.name in _DEEDS
    if before.frame.name == "enter" and deed and _same_doers(before, telling):
        found.pop()


def _shares(telling: Telling, before: Telling) -> bool:
    """Whether a participle's places all stand before it, behind the verb it goes with: they are that verb's."""
    return bool(before.places) and all(before.at < index < telling.at for index in telling.places)


def _apart(chunks: list[Chunk], first: int, second: int) -> bool:
    """Whether a semicolon, or a "where" with a place of its own, parts two events."""
    return any(
        (chunk.kind == "PUN" and chunk.text == ";") or (chunk.kind == "SUB" and chunk.text in {"where", "whereas"})
        for chunk in chunks[first:second]
    )


def _same_doers(one: Telling, other: Telling) -> bool:
    """Whether who came to a place is who did what is told of next: then coming there is no event of its own."""
    return bool(set(one.doers) & set(other.doers))


def _foiled(tagged: Tagged, telling: Telling, found: list[Telling]) -> bool:
    """The attack in "foiled an attack" is none: what is told of is that it was foiled."""
    if telling.chunk.kind != "TN":
        return False
    for other in found:
        if other.frame.name == "foil" and 0 < telling.at - other.at <= 3:
            return True
        if other.frame.name in {"disrupt", "destroy-device", "detonate"} and device_object(tagged, other) == telling.at:
            return True
    return False


def _claimed(draft: Draft, tagged: Tagged, at: int) -> Telling | None:
    """ "X claimed responsibility.": who did what was told of before."""
    verb = tagged.chunks[at].verb
    if verb is None or not tagged.lower(tagged.chunks[at].end - 1).startswith("responsib"):
        return None
    telling = Telling(at=at, chunk=tagged.chunks[at], frame=draft.lexicon.frames["attack"], carrier=at)
    for index in subjects(tagged.chunks, at):
        put(tagged.chunks, telling, index, "doer")
    telling.rules.extend(["read/claimed", "read/definite"])
    return telling if telling.doers else None


def _telling(chunks: list[Chunk], at: int, frame: Frame, general: Prepositions) -> Telling:
    telling = Telling(at=at, chunk=chunks[at], frame=frame)
    if chunks[at].kind == "VG":
        telling.carrier = at
        _verb_arguments(chunks, telling, general)
    else:
        _noun_arguments(chunks, telling, general)
    return telling


def _frames(draft: Draft, chunk: Chunk) -> list[Frame]:
    frames = draft.lexicon.frames
    if chunk.kind == "TN" and chunk.sense:
        return [frames[chunk.sense.value]]
    if chunk.kind != "VG" or chunk.verb is None:
        return []
    found = [frames[sense.value] for sense in chunk.verb.senses if sense.tag == "verb"]
    if not found and chunk.verb.sense.tag.startswith("harm") and chunk.verb.sense.value in {"killed", "wounded"}:
        found = [frames["kill"]]
    return list({frame.name: frame for frame in found}.values())


def _is_passive(chunks: list[Chunk], telling: Telling) -> bool:
    """Passive by its helper, or a bare participle without an object of a verb that needs one."""
    verb = telling.chunk.verb
    if verb is None:
        return False
    by = (
        telling.at + 2 < len(chunks)
        and chunks[telling.at + 1].text == "by"
        and chunks[telling.at + 2].kind in {"ACT", "PLC"}
    )
    if verb.passive or (by and verb.sense.form in {"VBD", "VBN"}):
        return True
    if (
        telling.frame.intransitive
        or verb.sense.form != "VBD"
        or verb.infinitive
        or verb.sense.tag == "harm-intransitive"
    ):
        return verb.sense.tag == "harm-intransitive"
    if telling.at and chunks[telling.at - 1].kind == "REL":
        return False
    if aside_end(chunks, telling.at) is not None or object_before(chunks, telling.at) is not None:
        return False
    if verb.sense.length > len(verb.sense.lemma.split()) or _late_object(chunks, telling.at):
        return False
    return next_kind(chunks, _holder(chunks, telling.at)) in {"P", "SUB", "COMMA", "PUN", "CC", "DAT", "MARK"}


def _late_object(chunks: list[Chunk], at: int) -> bool:
    """Whether the object stands behind where or when: "arrested in X yesterday four men", "repelled an attempt by"."""
    index = at + 1
    sense = chunks[index].sense if index < len(chunks) else None
    if sense is not None and sense.tag == "plan-noun":
        return True
    while index < len(chunks) and chunks[index].kind in {"P", "DET", "PLC", "DAT"}:
        index += 1
    late = at + 1 < index < len(chunks) and chunks[index].kind == "ACT" and chunks[index - 1].kind in {"PLC", "DAT"}
    following = chunks[index + 1] if index + 1 < len(chunks) else None
    return late and (following is None or following.kind != "VG")


def _verb_arguments(chunks: list[Chunk], telling: Telling, general: Prepositions) -> None:
    passive = _is_passive(chunks, telling)
    group = subjects(chunks, telling.at)
    _subject_arguments(chunks, telling, group, passive=passive)
    for index, prep in right(chunks, _holder(chunks, telling.at)):
        if prep is None and not passive:
            put(chunks, telling, index, telling.frame.object)
        elif prep == "of" and chunks[index].kind == "PLC" and index > 1 and chunks[index - 2].kind == "FAC":
            put(chunks, telling, index, "place")
        elif prep is not None and not (prep == "between" and of_parties(chunks, index)):
            put(chunks, telling, index, role_of(telling.frame, general, prep, chunks[index], passive=passive))
    if telling.frame.name in _FLEEING:
        _leave(chunks, telling, group)
    for index in _after_joined_verb(chunks, telling.at, general):
        put(chunks, telling, index, "place" if not telling.places else "")
    _before(chunks, telling, group)


def _subject_arguments(chunks: list[Chunk], telling: Telling, group: list[int], *, passive: bool) -> None:
    if passive:
        for index in group:
            put(
                chunks,
                telling,
                index,
                "target" if telling.frame.subject in {"doer", "weapon-or-doer"} else telling.frame.subject,
            )
        telling.rules.append("read/passive")
    else:
        for index in group:
            if index and chunks[index - 1].compound and chunks[index - 1].kind == "ACT":
                put(chunks, telling, index - 1, telling.frame.subject)
            put(chunks, telling, index, telling.frame.subject)
        telling.associates.extend(association(chunks, group))
        if (known := object_before(chunks, telling.at)) is not None:
            put(chunks, telling, known, telling.frame.object)


def _holder(chunks: list[Chunk], at: int) -> int:
    """The verb that the object stands behind: the last of "found and destroyed a cache"."""
    joined = at + 2 < len(chunks) and chunks[at + 1].kind == "CC" and chunks[at + 2].verb is not None
    one, other = chunks[at].verb, chunks[at + 2].verb if joined else None
    same = one is not None and other is not None and not one.passive and one.sense.form == other.sense.form
    return at + 2 if same else at


def _leave(chunks: list[Chunk], telling: Telling, group: list[int]) -> None:
    """Who flees is coded where they left: "families from X reached Y", "the inhabitants of X have fled to Y"."""
    left = [index for index in group if chunks[index].kind == "PLC"]
    for index in group:
        after = index + 1
        if after < len(chunks) and chunks[after].text in {"of", "from"}:
            after += 1
            while after < telling.at and chunks[after].kind in {"PLC", "COMMA", "CC", "DET"}:
                left.extend([after] if chunks[after].kind == "PLC" else [])
                after += 1
    left.extend(index for index in telling.origins if chunks[index].kind == "PLC")
    after = telling.at + 1
    lemma = telling.chunk.sense.lemma if telling.chunk.sense else ""
    if not left and after < len(chunks) and chunks[after].kind == "PLC" and lemma in {"leave", "flee"}:
        left = [after]
    if left:
        telling.places[:] = list(dict.fromkeys(left))


def _after_joined_verb(chunks: list[Chunk], at: int, general: Prepositions) -> list[int]:
    """Days and places behind a second verb that tells of no event: "found and made safe near X on Thursday"."""
    index = at + 1
    while index < len(chunks) and chunks[index].kind in {"ACT", "WPN", "FAC", "W", "DET", "HS", "CNT"}:
        index += 1
    if index + 1 >= len(chunks) or chunks[index].kind != "CC" or chunks[index + 1].verb is None:
        return []
    verb = chunks[index + 1].verb
    if verb is None or verb.as_("verb", "harm-verb") is not None:
        return []
    return [
        after
        for after, prep in right(chunks, index + 1)
        if prep is not None and (chunks[after].kind == "DAT" or (chunks[after].kind == "PLC" and prep in general.place))
    ]


def _noun_arguments(chunks: list[Chunk], telling: Telling, general: Prepositions) -> None:
    at = telling.at
    if at > 0 and chunks[at - 1].compound:
        _compounds(chunks, telling)
    telling.carrier = _carrier(chunks, at)
    if telling.carrier is not None:
        _carried_arguments(chunks, telling, telling.carrier, general)
    for index, prep in right(chunks, at):
        if prep is not None:
            put(chunks, telling, index, role_of(telling.frame, general, prep, chunks[index], passive=True, noun=True))
        elif chunks[index].kind == "DAT":
            put(chunks, telling, index, "date")
        elif chunks[index].kind == "CNT" and chunks[index - 1].text == ":":
            put(chunks, telling, index, "target")
    _before(chunks, telling, [])


def _carried_arguments(chunks: list[Chunk], telling: Telling, carrier: int, general: Prepositions) -> None:
    """Who and where by the verb that helps the noun: its subject where the noun is the object, else what follows it."""
    verb = chunks[carrier].verb
    if carrier < telling.at:
        if verb is None:
            return
        light = verb.as_("light")
        if verb.passive and (light is None or light.value != "passive"):
            return
        group = subjects(chunks, carrier)
        for index in group:
            put(chunks, telling, index, "target" if light is not None and light.value == "passive" else "doer")
        telling.associates.extend(association(chunks, group))
        return
    for index, prep in right(chunks, carrier):
        if prep is not None:
            put(chunks, telling, index, role_of(telling.frame, general, prep, chunks[index], passive=True))
        elif chunks[index].kind in {"PLC", "FAC", "DAT"}:
            put(chunks, telling, index, "place")


def _compounds(chunks: list[Chunk], telling: Telling) -> None:
    index = telling.at - 1
    while index >= 0 and chunks[index].compound and chunks[index].kind in {"ACT", "WPN"}:
        put(chunks, telling, index, "doer")
        index -= 1
        while index > 0 and chunks[index].kind in {"CC", "COMMA"} and chunks[index - 1].compound:
            index -= 1


def _carrier(chunks: list[Chunk], at: int) -> int | None:
    """The verb that the noun is object or subject of, where it only helps to tell."""
    for index in range(at - 1, -1, -1):
        chunk = chunks[index]
        if chunk.kind == "VG" and chunk.verb is not None:
            direct = preposition(chunks, at) is None or chunk.verb.sense.lemma.endswith((" under", " to", " for"))
            if direct and chunk.verb.as_("light", "fail", "deny", "claim", "plan", "report"):
                return index
            break
        if chunk.kind in {"SUB", "REL", "PUN"}:
            break
    index = at + 1
    while index < len(chunks):
        chunk = chunks[index]
        if chunk.kind == "VG" and chunk.verb is not None and not is_reduced(chunks, index):
            return index if at in subjects(chunks, index) else None
        closed = relative_end(chunks, index) if chunk.kind == "COMMA" else None
        if closed is None and chunk.kind in {"SUB", "REL", "PUN"}:
            break
        index = (index if closed is None else closed) + 1
    return None


def _before(chunks: list[Chunk], telling: Telling, group: list[int]) -> None:
    """Dates and places that stand before the verb or noun in its clause: "In X on Sunday, ..."."""
    anchor = min([telling.at, *group, *([telling.carrier] if telling.carrier is not None else [])])
    index = telling.at
    while index > 0:
        index = before_relative(chunks, index - 1)
        chunk = chunks[index]
        if chunk.kind == "SUB" and chunk.text == "where" and not telling.places:
            telling.places.extend(_where(chunks, index))
        if chunk.text in {":", "–", "—"} and index == 1 and chunks[0].kind == "PLC" and not telling.places:
            telling.places.append(0)
        if chunk.kind in {"SUB", "REL"} or (chunk.kind == "PUN" and chunk.text in ";:—–"):
            return
        joined = all(chunk.text in QUOTES for chunk in chunks[index + 1 : telling.at])
        if chunk.kind == "CC" and joined and telling.chunk.kind == "VG":
            return
        if chunk.kind == "VG" and index < anchor and not (chunk.verb and chunk.verb.participle):
            return
        closed = index + 1 < len(chunks) and chunks[index + 1].text in CLOSE
        if chunk.kind == "DAT" and not of_other_words(chunks, index) and not (closed and telling.dates):
            telling.dates.append(index)
        elif chunk.kind == "PLC" and not telling.places and "container" not in chunk.marks and _locative(chunks, index):
            telling.places.insert(0, index)


def _where(chunks: list[Chunk], index: int) -> list[int]:
    """The place right before a "where"."""
    before = index - 2 if index > 1 and chunks[index - 1].kind == "COMMA" else index - 1
    return [before] if before >= 0 and chunks[before].kind == "PLC" else []


def _locative(chunks: list[Chunk], index: int) -> bool:
    return preposition(chunks, index) in _LOCATIVE
