"""Who is the subject, what is the object, what hangs on which preposition: walks over a sentence's chunks."""

from __future__ import annotations

from collections.abc import Iterator

from khaldun.read.rules.chunk import Chunk

PARTICIPANTS = frozenset({"ACT", "PLC", "WPN", "TN", "FAC", "NAME", "CNT", "HS", "HN"})
_SPEAKING = frozenset({"report", "claim"})
_OPEN, _CLOSE = frozenset("([“«"), frozenset(")]”»")
_QUOTES = frozenset("\"“”«»'")


def preposition(chunks: list[Chunk], at: int) -> str | None:
    """The preposition that chunk `at` hangs on, through the members of a list before it."""
    index = at
    while index > 0:
        before = chunks[index - 1]
        adjective = before.kind == "W" and index > 1 and chunks[index - 2].kind in {"P", "DET"}
        if before.kind in {"MEASURE", "DET"} or (adjective and before.text.isalpha() or adjective and "-" in before.text):
            index -= 1
            continue
        if before.kind == "P":
            return before.text
        step = _list_step(chunks, index)
        if not step:
            return _through_unknown(chunks, index)
        index -= step
    return None


def _through_unknown(chunks: list[Chunk], index: int) -> str | None:
    """The preposition of a list whose first member is a noun that the lexicon lacks: "with equipment and vehicles"."""
    if chunks[index - 1].kind != "CC":
        return None
    before = index - 2
    while before > 0 and chunks[before].kind in {"W", "ACT", "WPN", "FAC", "DET"} and index - before < 6:
        if chunks[before - 1].kind == "P":
            return chunks[before - 1].text if any(chunk.kind == "W" for chunk in chunks[before : index - 1]) else None
        before -= 1
    return None


def _list_step(chunks: list[Chunk], index: int) -> int:
    """How many chunks back the member before stands in "X, Y and Z"; 0 if `index` is the first of its list."""
    step = 0
    while index - step - 1 >= 0 and chunks[index - step - 1].kind in {"COMMA", "CC"} and step < 2:
        step += 1
    if not step or index - step - 1 < 0:
        return 0
    pair = {chunks[index - step - 1].kind, chunks[index].kind}
    if pair <= {"PLC", "FAC", "NAME"} or pair == {"TN"} or pair == {"CNT"} or pair == {"HS"}:
        return step + 1
    if not pair <= {"ACT", "WPN", "FAC"}:
        return 0
    joined = any(chunk.kind == "CC" for chunk in chunks[index - step : index])
    return step + 1 if joined or _goes_on(chunks, index) else 0


def _goes_on(chunks: list[Chunk], index: int) -> bool:
    """Whether a list of people goes on behind the comma: without an "and" to come it is none."""
    at = index + 1
    while at < len(chunks) and chunks[at].kind in {"COMMA", "ACT", "WPN"}:
        at += 1
    return index + 1 < at < len(chunks) and chunks[at].kind == "CC"


def associated(chunks: list[Chunk], at: int) -> int | None:
    """Where the words "backed by" stand that chunk `at` hangs on, None if it hangs on none."""
    index = at - 1
    while index >= 0 and chunks[index].kind in {"ACT", "WPN", "TN", "COMMA", "CC", "FAC"}:
        index -= 1
    return index if index >= 0 and chunks[index].kind == "ASSOC" else None


def subjects(chunks: list[Chunk], at: int, depth: int = 0) -> list[int]:
    """The chunks that are the subject of the verb group at `at`, first to last; [] if none is found."""
    verb = chunks[at].verb
    if verb is not None and (verb.participle or verb.infinitive):
        main = _main_verb(chunks, at)
        if main is not None and depth < 4:
            return subjects(chunks, main, depth + 1)
    joined = False
    index = at - 1
    while index >= 0:
        index = before_relative(chunks, index)
        chunk = chunks[index]
        if chunk.kind == "CC":
            joined = True
        elif chunk.kind == "REL":
            return _antecedent(chunks, index)
        elif chunk.kind == "SUB" and chunk.text != "as":
            return []
        elif chunk.kind == "PUN":
            skipped = _skip_aside(chunks, index)
            if skipped is None:
                return []
            index = skipped
        elif chunk.kind == "VG" and (is_reduced(chunks, index) or _enclosed(chunks, index, at)):
            pass
        elif chunk.kind == "VG":
            return _inherited(chunks, index, at, joined=joined, depth=depth) if verb else []
        elif chunk.kind in PARTICIPANTS:
            group = _free_group(chunks, index)
            if group and _is_not_subject(chunks, group, at):
                index = group[0] - 1
                continue
            if group:
                return group
            base = associated(chunks, index)
            index = base if base is not None else index
        index -= 1
    return []


def _enclosed(chunks: list[Chunk], index: int, at: int) -> bool:
    """A participle between commas: "the army, marching beside X, stormed"."""
    verb = chunks[index].verb
    return verb is not None and verb.participle and index > 0 and chunks[index - 1].kind == "COMMA" and chunks[at - 1].kind == "COMMA"


def is_reduced(chunks: list[Chunk], index: int) -> bool:
    """A participle that only describes the noun before it: "a drone coming from X", "a convoy ambushed by Y"."""
    verb = chunks[index].verb
    if verb is None or index == 0 or chunks[index - 1].kind in {"COMMA", "CC", "SUB", "P"}:
        return False
    helped = verb.passive or verb.perfect or verb.progressive or verb.infinitive or bool(verb.modal)
    by = index + 1 < len(chunks) and chunks[index + 1].text == "by"
    return not helped and (verb.participle or (verb.sense.form in {"VBD", "VBN"} and by))


def before_relative(chunks: list[Chunk], index: int) -> int:
    """Jumps from the comma that closes ", which had been empty since May," to the chunk before it."""
    if chunks[index].kind != "COMMA":
        return index
    before = index - 1
    while before > 0 and chunks[before].kind != "COMMA":
        if chunks[before].kind == "REL" and chunks[before - 1].kind == "COMMA":
            return before - 1
        before -= 1
    return index


def _main_verb(chunks: list[Chunk], at: int) -> int | None:
    """The verb before in the clause, whose subject a participle shares: "attacked the base, killing"."""
    for index in range(at - 1, -1, -1):
        if chunks[index].kind in {"SUB", "REL"} or (chunks[index].kind == "PUN" and chunks[index].text in ";:"):
            return None
        if chunks[index].kind == "VG":
            return index
    return None


def _is_not_subject(chunks: list[Chunk], group: list[int], at: int) -> bool:
    """What stands after "including", and the object of the verb before in "seized A and shelled B"."""
    before = chunks[group[0] - 1] if group[0] else None
    if before is None:
        return False
    return before.text == "including" or (_joined_before(chunks, at) and before.kind == "VG")


def _skip_aside(chunks: list[Chunk], index: int) -> int | None:
    text = chunks[index].text
    if text in _QUOTES:
        return index
    if text not in _CLOSE:
        return None
    while index >= 0 and chunks[index].text not in _OPEN:
        index -= 1
    return max(index, 0)


def _antecedent(chunks: list[Chunk], index: int) -> list[int]:
    kinds = {"ACT"} if chunks[index].text in {"who", "whom"} else {"ACT", "WPN", "TN", "PLC", "FAC", "NAME"}
    for before in range(index - 1, max(index - 6, -1), -1):
        if chunks[before].kind in kinds:
            return [before]
        if chunks[before].kind == "VG" and not (chunks[before].verb and chunks[before].verb.participle):  # type: ignore[union-attr]
            return []
    return []


def _inherited(chunks: list[Chunk], index: int, at: int, *, joined: bool, depth: int) -> list[int]:
    """The subject of the verb before, where this one continues it: "seized A and shelled B", "plans to attack"."""
    verb, before = chunks[at].verb, chunks[index].verb
    if depth > 3 or verb is None or before is None:
        return []
    continues = joined or verb.infinitive or verb.participle or _comma_before(chunks, at)
    if not continues or (before.sense.tag in _SPEAKING and not (verb.infinitive or joined)):
        return []
    return subjects(chunks, index, depth + 1)


def _joined_before(chunks: list[Chunk], at: int) -> bool:
    """Whether "and" stands right before the verb, an adverb apart."""
    index = at - 1
    while index > 0 and chunks[index].kind == "W" and chunks[index].text.endswith("ly"):
        index -= 1
    return index >= 0 and chunks[index].kind == "CC"


def _comma_before(chunks: list[Chunk], at: int) -> bool:
    return at > 0 and chunks[at - 1].kind == "COMMA"


def _free_group(chunks: list[Chunk], index: int) -> list[int]:
    """The list of participants that ends at `index`, if it hangs on no preposition and on no "backed by"."""
    if preposition(chunks, index) is not None or associated(chunks, index) is not None:
        return []
    group = [index]
    while True:
        step = _list_step(chunks, group[0])
        if not step:
            break
        group.insert(0, group[0] - step)
    if (
        group[0] > 0
        and chunks[group[0] - 1].compound
        and chunks[group[0] - 1].kind == "ACT"
        and chunks[group[0]].kind in {"TN", "WPN"}
    ):
        return group
    return group


def association(chunks: list[Chunk], group: list[int]) -> list[int]:
    """The actors that act with the subject: what stands after "backed by" behind it."""
    if not group:
        return []
    index = group[-1] + 1
    while index < len(chunks) and chunks[index].kind in {"COMMA", "PUN"} and chunks[index].text in {",", "("}:
        index += 1
    if index >= len(chunks) or chunks[index].kind != "ASSOC":
        return []
    found = []
    index += 1
    while index < len(chunks) and chunks[index].kind in {"ACT", "COMMA", "CC", "WPN", "TN", "FAC"}:
        if chunks[index].kind == "ACT":
            found.append(index)
        index += 1
    return found


def right(chunks: list[Chunk], at: int) -> Iterator[tuple[int, str | None]]:
    """The chunks after `at` in its clause that take part in it, each with its preposition (None: direct object)."""
    index = at + 1
    after_comma = False
    while index < len(chunks):
        chunk = chunks[index]
        if _ends_clause(chunks, index, at):
            return
        if chunk.kind == "ASSOC":
            index += 1
            while index < len(chunks) and chunks[index].kind in {"ACT", "COMMA", "CC", "TN", "WPN"}:
                index += 1
            continue
        if chunk.kind in PARTICIPANTS or chunk.kind == "DAT":
            prep = preposition(chunks, index)
            if prep is not None or chunk.kind == "DAT" or not after_comma or _list_step(chunks, index):
                yield index, prep
        after_comma = after_comma or chunk.kind == "COMMA"
        index += 1


def _ends_clause(chunks: list[Chunk], index: int, at: int) -> bool:
    chunk = chunks[index]
    if chunk.kind == "VG":
        verb = chunk.verb
        return not (verb is not None and verb.participle and verb.sense.tag == "plain")
    if chunk.kind == "MARK":
        return chunk.text in {"purpose_words", "condition_words", "toll_total"}
    if chunk.kind == "REL":
        return True
    if chunk.kind == "PUN":
        return chunk.text not in _QUOTES and chunk.text not in _OPEN and chunk.text not in _CLOSE
    return chunk.kind == "SUB" and index > at


def clause_start(chunks: list[Chunk], at: int) -> int:
    """The first chunk of the clause that `at` stands in."""
    index = at
    while index > 0:
        before = chunks[index - 1]
        if before.kind in {"SUB", "REL"} or (before.kind == "PUN" and before.text not in _QUOTES | _OPEN | _CLOSE):
            return index
        index -= 1
    return 0
