"""Decides how an event is told: asserted, reported, possible, planned, denied, habitual; ongoing; background."""

from __future__ import annotations

from khaldun.read.rules.chunk import Chunk, Tagged, VerbGroup
from khaldun.read.rules.clause import clause_start, preposition
from khaldun.read.rules.subject import before_relative
from khaldun.read.rules.telling import Telling

_SPEAKING = ("report", "claim", "deny")


def speaker(tagged: Tagged, telling: Telling) -> int | None:
    """The verb of saying whose content the event is ("X said …", "…, X said"), or "according to"; None without one."""
    chunks = tagged.chunks
    for index, chunk in enumerate(chunks):
        if chunk.kind == "MARK" and chunk.text == "according":
            return index
        if index == telling.carrier and chunk.verb is not None and chunk.verb.sense.lemma.startswith("claim "):
            return index
        if chunk.verb is None or chunk.verb.as_(*_SPEAKING) is None or chunk.verb.negated or index == telling.at:
            continue
        if index == telling.carrier and chunk.verb.sense.tag != "report":
            return index
        if index == telling.carrier or chunk.verb.passive or chunk.verb.infinitive:
            continue
        said_after = index < telling.at and not _separated(chunks, index, telling.at)
        said_before = index > telling.at and _comes_last(chunks, index)
        if said_after or said_before:
            return index
    return None


def _separated(chunks: list[Chunk], first: int, second: int) -> bool:
    return any(chunk.kind == "PUN" and chunk.text == ";" for chunk in chunks[first:second])


def _comes_last(chunks: list[Chunk], index: int) -> bool:
    """ "…, the army said on Monday." closes the sentence; "the army said it …" opens another."""
    return not any(chunk.kind == "VG" for chunk in chunks[index + 1 :]) or any(
        chunk.kind == "COMMA" for chunk in chunks[max(0, index - 5) : index]
    )


def settle_status(tagged: Tagged, telling: Telling) -> None:
    """Sets status, ongoing and background of a telling, naming the rule for whatever is not plain assertion."""
    chunks = tagged.chunks
    carrier = chunks[telling.carrier] if telling.carrier is not None else None
    marks = _marks(tagged, telling, carrier)
    _decide(tagged, telling, carrier, marks)
    verb = carrier.verb if carrier else None
    if "ongoing_words" in marks or (
        verb is not None and (verb.progressive and not verb.perfect or _goes_on(verb)) and not _past(tagged, carrier)
    ):
        telling.ongoing = True
        telling.rules.append("read/ongoing")
    if _background(tagged, telling, marks):
        telling.background = True
        telling.rules.append("read/background")


def _goes_on(verb: VerbGroup) -> bool:
    """ "Clashes continue": said in the present tense."""
    sense = verb.as_("ongoing-verb")
    return sense is not None and sense.form in {"VB", "VBZ", "VBG"} and not verb.modal


def _past(tagged: Tagged, carrier: Chunk | None) -> bool:
    return carrier is not None and tagged.lower(carrier.start) in {"was", "were"}


def _decide(tagged: Tagged, telling: Telling, carrier: Chunk | None, marks: set[str]) -> None:
    verb = carrier.verb if carrier else None
    for status, rule in (
        ("denied", _denied(tagged, telling, carrier)),
        ("planned", _planned(tagged, telling, carrier, marks)),
        ("possible", _possible(tagged, telling, carrier, marks)),
        ("habitual", _habitual(telling, carrier, marks)),
        ("reported", _reported(tagged, telling, marks)),
    ):
        if rule:
            telling.status = status  # type: ignore[assignment]
            telling.rules.append(rule)
            return
    if verb is not None and "reported_words" in verb.marks:
        telling.status = "reported"
        telling.rules.append("read/reportedly")


def _marks(tagged: Tagged, telling: Telling, carrier: Chunk | None) -> set[str]:
    """The marks of status in the telling's clause and in its verb group."""
    chunks = tagged.chunks
    found = set(carrier.verb.marks) if carrier and carrier.verb else set()
    if any(
        chunk.text == "background_words" and (after.text == "that" or tagged.lower(chunk.end - 1) == "that")
        for chunk, after in zip(chunks[: telling.at], chunks[1:], strict=False)
    ):
        found.add("reminder")
    for index in (*_clause_before(chunks, telling.at), *range(telling.at, len(chunks))):
        chunk = chunks[index]
        if index > telling.at and chunk.kind in {"SUB", "REL"} and chunk.text not in {"that"}:
            break
        if index > telling.at and chunk.kind == "PUN" and chunk.text in ";:":
            break
        if chunk.kind == "MARK" and not (chunk.text in {"purpose_words", "condition_words"} and index > telling.at):
            found.add(chunk.text)
        if chunk.kind == "VG" and index > telling.at and index != telling.carrier and telling.chunk.kind == "VG":
            break
    return found


def _clause_before(chunks: list[Chunk], at: int) -> list[int]:
    """The chunks of the clause before `at`, without the relative clauses that stand in it."""
    found, index = [], at
    while index > 0:
        index = before_relative(chunks, index - 1)
        if chunks[index].kind in {"SUB", "REL"} or index < clause_start(chunks, index + 1):
            break
        found.append(index)
    return found


def _denied(tagged: Tagged, telling: Telling, carrier: Chunk | None) -> str:
    verb = carrier.verb if carrier else None
    if telling.chunk.negative or (verb is not None and verb.negated):
        return "read/negated"
    beaten = verb is not None and verb.sense.lemma == "fail" and telling.frame.name in _FIGHTING
    if verb is not None and verb.sense.tag in {"deny", "fail"} and telling.chunk.kind == "TN" and not beaten:
        return "read/denied"
    if any(chunk.text == "denial_words" for chunk in tagged.chunks):
        return "read/called-false"
    if _no_object(tagged.chunks, telling):
        return "read/negated-object"
    return _denied_before(tagged.chunks, telling)


def _denied_before(chunks: list[Chunk], telling: Telling) -> str:
    """What the words before say: "without", "denied that", "failed to"."""
    for index in range(telling.at - 1, -1, -1):
        chunk = chunks[index]
        if chunk.kind == "P" and chunk.text == "without" and index >= telling.at - 2:
            return "read/without"
        if chunk.kind == "PUN" and chunk.text in ";:":
            return ""
        if chunk.verb is None:
            continue
        tag = chunk.verb.sense.tag
        if tag == "deny":
            return "" if chunk.verb.negated else "read/denied"
        if tag == "fail" and telling.chunk.verb is not None and telling.chunk.verb.infinitive:
            return "read/failed"
        if tag in {"report", "claim"}:
            return ""
    return ""


def _no_object(chunks: list[Chunk], telling: Telling) -> bool:
    """ "signed no pact": the object is said to be none; a toll of none is no denial."""
    if "read/passive" in telling.rules and not telling.toll and not telling.frame.harm:
        return any(chunks[index].negative for index in telling.targets if index < telling.at)
    after = chunks[telling.at + 1] if telling.at + 1 < len(chunks) else None
    if telling.chunk.kind != "VG" or after is None or telling.toll or telling.frame.harm:
        return False
    return after.negative or (after.kind == "DET" and after.text == "no")


def _planned(tagged: Tagged, telling: Telling, carrier: Chunk | None, marks: set[str]) -> str:
    verb = carrier.verb if carrier else None
    if verb is not None and verb.modal == "modals_planned":
        return "read/future"
    if "purpose_words" in marks and _before(tagged, telling, "purpose_words"):
        return "read/purpose"
    own = telling.chunk.verb
    if (own is not None and own.infinitive) or (verb is not None and verb.infinitive):
        return _intended(tagged, telling)
    if telling.chunk.kind == "TN" and verb is not None and verb.sense.tag == "plan" and not verb.passive:
        return "read/plan"
    if own is None and _before(tagged, telling, "plan-noun"):
        return "read/plan-noun"
    return ""


def _before(tagged: Tagged, telling: Telling, mark: str) -> bool:
    start = clause_start(tagged.chunks, telling.at)
    return any(
        chunk.kind == "MARK" and chunk.text == mark and not _acts(tagged.chunks, index)
        for index, chunk in enumerate(tagged.chunks[start : telling.at], start)
    )


def _acts(chunks: list[Chunk], index: int) -> bool:
    """Whether a noun of planning is the subject itself: "the engineering effort defused 31 devices"."""
    verb = chunks[index + 1].verb if chunks[index].text == "plan-noun" else None
    return verb is not None and verb.sense.form in {"VBD", "VBZ"} and not verb.passive


# An attack that was tried took place, whatever became of it (ACLED); ground that was to be taken was not taken.
_TRYING = frozenset({"attempt", "try"})
_FIGHTING = frozenset({"offensive", "storm", "attack", "ambush", "push-crowd"})


def _intended(tagged: Tagged, telling: Telling) -> str:
    """What the infinitive hangs on: 'managed to take' happened, 'vowed to take' did not."""
    at = telling.carrier if telling.carrier is not None else telling.at
    attempt = at > 0 and tagged.lower(tagged.chunks[at - 1].end - 1) in {"attempt", "attempts"}
    if attempt and telling.frame.name in _FIGHTING:
        return ""
    for index in range(at - 1, -1, -1):
        chunk = tagged.chunks[index]
        if chunk.kind == "VG" and chunk.verb is not None:
            if tagged.best(chunk.end - chunk.verb.sense.length, "fact"):
                return "read/future" if chunk.verb.modal == "modals_planned" else ""
            tried = chunk.verb.sense.lemma in _TRYING and chunk.verb.sense.form == "VBD" and not chunk.verb.negated
            return "" if tried and telling.frame.name in _FIGHTING else "read/intended"
        if chunk.kind in {"SUB", "PUN"}:
            break
    return "read/intended"


def _possible(tagged: Tagged, telling: Telling, carrier: Chunk | None, marks: set[str]) -> str:
    verb = carrier.verb if carrier else None
    before = tagged.chunks[telling.at - 1].verb if telling.at and telling.chunk.kind == "TN" else None
    if any(item is not None and item.modal == "modals_possible" for item in (verb, before)):
        return "read/modal"
    if "condition_words" in marks:
        return "read/condition"
    if verb is not None and "possible_words" in verb.marks:
        return "read/possibly"
    return ""


def _reported(tagged: Tagged, telling: Telling, marks: set[str]) -> str:
    if speaker(tagged, telling) is not None:
        return "read/attributed"
    if "reported_words" in marks and (
        telling.carrier is None or telling.chunk.kind == "TN" or _own_mark(tagged, telling)
    ):
        return "read/reportedly"
    carrier = tagged.chunks[telling.carrier] if telling.carrier is not None else None
    if carrier and carrier.verb and carrier.verb.sense.tag in {"report", "claim"} and carrier.verb.passive:
        return "read/was-reported"
    return ""


def _habitual(telling: Telling, carrier: Chunk | None, marks: set[str]) -> str:
    """'regularly', 'for months', 'have been shelling': no one event."""
    if telling.dates:
        return ""
    verb = carrier.verb if carrier else None
    lasting = verb is not None and verb.perfect and verb.sense.form == "VBG"
    return "read/habitual" if "habitual_words" in marks or lasting else ""


def _own_mark(tagged: Tagged, telling: Telling) -> bool:
    carrier = tagged.chunks[telling.carrier] if telling.carrier is not None else None
    if carrier and carrier.verb and "reported_words" in carrier.verb.marks:
        return True
    start = clause_start(tagged.chunks, telling.at)
    return any(chunk.kind == "MARK" and chunk.text == "reported_words" for chunk in tagged.chunks[start : telling.at])


def _background(tagged: Tagged, telling: Telling, marks: set[str]) -> bool:
    if "reminder" in marks or ("background_words" in marks and not telling.dates):
        return True
    chunks = tagged.chunks
    start = clause_start(chunks, telling.at)
    if telling.chunk.kind == "TN" and telling.chunk.definite and start > 0 and chunks[start - 1].kind == "SUB":
        return chunks[start - 1].text in {"following", "since", "after", "despite"} and start - 1 <= 1
    if telling.chunk.kind == "TN" and preposition(chunks, telling.at) in {"of", "since"} and not telling.dates:
        return any(
            chunk.kind == "MARK" and chunk.text == "background-noun"
            for chunk in chunks[max(0, telling.at - 3) : telling.at]
        )
    if telling.chunk.kind == "TN" and preposition(chunks, telling.at) in {"against", "over", "about"}:
        return any(_is_protest(chunk) for chunk in chunks[: telling.at])
    return False


def _is_protest(chunk: Chunk) -> bool:
    senses = chunk.verb.senses if chunk.verb is not None else (chunk.sense,) if chunk.sense else ()
    return any(sense.value in {"protest", "gather", "riot"} for sense in senses)


def source_words(tagged: Tagged, at: int) -> tuple[int, int] | None:
    """The tokens (half-open) that name who speaks at the chunk `at` (a verb of saying or "according to")."""
    chunks = tagged.chunks
    if chunks[at].kind == "MARK":
        return _phrase_after(tagged, at)
    first = _segment_start(chunks, at)
    if first < at and chunks[at - 1].kind == "CC":
        first = 0 if first == 0 else _segment_start(chunks, max(first - 1, 0))
        stop = next((index for index in range(first, at) if chunks[index].kind in {"COMMA", "VG"}), at)
        start, end = _trim(tagged, chunks[first].start, chunks[stop].start)
        return (start, end) if start < end else None
    if first == at and at > 1 and chunks[at - 1].kind == "COMMA":
        first = _segment_start(chunks, _segment_start(chunks, at - 1) - 1) if at > 2 else at
    start, end = _trim(tagged, chunks[first].start, chunks[at].start)
    if start < end:
        return start, end
    return _phrase_after(tagged, at) if at + 1 < len(chunks) and chunks[at + 1].kind in {"NAME", "ACT"} else None


def _segment_start(chunks: list[Chunk], at: int) -> int:
    """The first chunk of the stretch before `at` that a comma, clause mark or verb closes."""
    index = max(at, 0)
    while index > 0 and chunks[index - 1].kind not in {"COMMA", "PUN", "SUB", "REL", "VG", "MARK", "DAT"}:
        index -= 1
    return index


def _phrase_after(tagged: Tagged, at: int) -> tuple[int, int] | None:
    chunks = tagged.chunks
    start = end = chunks[at].end
    for chunk in chunks[at + 1 :]:
        if chunk.kind not in {"NAME", "ACT", "PLC", "FAC", "W", "P", "TN"} or (
            chunk.kind == "P" and chunk.text not in {"of", "for", "in", "to"}
        ):
            break
        end = chunk.end
    start, end = _trim(tagged, start, end)
    return (start, end) if start < end else None


def _trim(tagged: Tagged, start: int, end: int) -> tuple[int, int]:
    """Without what does not belong to a name: articles, "and", a comma and what follows it, closing marks."""
    while start < end and tagged.lower(start) in {"the", "a", "an", "and", "but", ",", "that", "on", "meanwhile", "to"}:
        start += 1
    for index in range(start, end):
        if tagged.lower(index) in {",", "(", "who", "which"} and index > start:
            return start, index
    while end > start and tagged.lower(end - 1) in {"also", ",", "later", "on", "'s", ")", '"', "”"}:
        end -= 1
    return start, end
