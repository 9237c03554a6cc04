"""Whose deed a verb tells of: its subject, through lists, asides, participles and relative clauses."""

from __future__ import annotations

from khaldun.read.rules.chunk import Chunk, VerbGroup
from khaldun.read.rules.clause import CLOSE, OPEN, PARTICIPANTS, QUOTES, associated, list_step, preposition

_SPEAKING = ("report", "claim")
_DEPTH = 4


def subjects(chunks: list[Chunk], at: int, depth: int = 0) -> list[int]:
    """The chunks that are the subject of the verb group at `at`, first to last; [] if none is found."""
    verb = chunks[at].verb
    if verb is not None and verb.participle and (accused := _accused(chunks, at)) is not None:
        return [accused]
    shares = verb is not None and (verb.participle or verb.infinitive)
    before = main_verb(chunks, at) if shares else _goes_on(chunks, at)
    if before is not None and depth < _DEPTH:
        return subjects(chunks, before, depth + 1)
    index = at - 1
    if index > 0 and chunks[index].text in {"they", "it", "he", "she"}:
        return _speaker(chunks, index, depth)
    while index >= 0:
        index = before_relative(chunks, index)
        if _is_passed_over(chunks, index, at):
            index -= 1
            continue
        if chunks[index].kind not in PARTICIPANTS:
            found = _at_border(chunks, index, at, depth)
            if found is not None:
                return found
            index = _skip_aside(chunks, index) - 1
            continue
        group = _free_group(chunks, index)
        if group and not _is_not_subject(chunks, group, at):
            return group
        index = (group[0] if group else _before_association(chunks, index)) - 1
    return []


def _goes_on(chunks: list[Chunk], at: int) -> int | None:
    """The verb before in a row of deeds of one subject: "entered the site on Monday, looted shelters and left"."""
    verb = chunks[at].verb
    if verb is None or verb.participle or verb.infinitive or verb.passive or not _comma_before(chunks, at):
        return None
    for index in range(at - 2, 0, -1):
        before = chunks[index].verb
        if before is not None:
            finite = not (before.participle or before.infinitive or before.passive)
            same = finite and before.sense.form == verb.sense.form and not is_reduced(chunks, index)
            return index if same and not _speaks_aside(chunks, index) and chunks[index - 1].kind != "COMMA" else None
        if chunks[index].kind in {"SUB", "REL", "PUN", "COMMA", "CC", "MARK"}:
            return None
    return None


def _accused(chunks: list[Chunk], at: int) -> int | None:
    """Who is said to have done it: the army in "accused the army of shelling X"."""
    if at < 3 or chunks[at - 1].text not in {"of", "for"} or chunks[at - 2].kind != "ACT":
        return None
    verb = chunks[at - 3].verb
    return at - 2 if verb is not None and verb.as_("claim", "deny", "report", "plain") is not None else None


def _speaker(chunks: list[Chunk], index: int, depth: int) -> list[int]:
    """Who "they" are in "officers said they had seized": the subject of the verb of saying before."""
    for before in range(index - 1, max(index - 6, -1), -1):
        verb = chunks[before].verb
        if verb is not None:
            saying = verb.as_(*_SPEAKING) is not None and not verb.passive and depth < _DEPTH
            return subjects(chunks, before, depth + 1) if saying else []
    return []


def _is_passed_over(chunks: list[Chunk], index: int, at: int) -> bool:
    """What may stand between subject and verb: a participle that only describes, and little words."""
    chunk = chunks[index]
    if chunk.kind == "VG":
        return is_reduced(chunks, index) or _enclosed(chunks, index, at) or _believed(chunks, index)
    if chunk.kind == "SUB":
        return chunk.text == "as"
    if chunk.kind == "CNT":
        return index > 1 and chunks[index - 1].kind == "COMMA" and chunks[index + 1].kind == "COMMA"
    return chunk.kind not in {"REL", "PUN", *PARTICIPANTS}


def _at_border(chunks: list[Chunk], index: int, at: int, depth: int) -> list[int] | None:
    """The subject where a clause ends: the antecedent of "who", the subject of the verb before; None: go on."""
    chunk = chunks[index]
    if chunk.kind == "REL":
        return _antecedent(chunks, index)
    if chunk.kind == "VG":
        return _inherited(chunks, index, at, depth=depth) if chunks[at].verb else []
    if chunk.kind == "PUN" and (chunk.text in QUOTES or chunk.text in CLOSE):
        return None
    return []


def _before_association(chunks: list[Chunk], index: int) -> int:
    base = associated(chunks, index)
    return index if base is None else base


def _believed(chunks: list[Chunk], index: int) -> bool:
    """The "be" of "gunmen believed to be rebels"."""
    before = chunks[index - 2].verb if index > 1 and chunks[index - 1].text == "to" else None
    if before is None:
        return False
    return before.sense.form in {"VBD", "VBN"} and not (before.passive or before.perfect)


def _enclosed(chunks: list[Chunk], index: int, at: int) -> bool:
    """A participle between commas: "the army, marching beside X, stormed"."""
    verb = chunks[index].verb
    return (
        verb is not None
        and verb.participle
        and index > 0
        and chunks[index - 1].kind == "COMMA"
        and chunks[at - 1].kind == "COMMA"
    )


def is_reduced(chunks: list[Chunk], index: int) -> bool:
    """A participle that only describes the noun before it: "a drone coming from X", "a convoy ambushed by Y"."""
    verb = chunks[index].verb
    if verb is None or index == 0 or chunks[index - 1].kind in {"COMMA", "CC", "SUB", "P"}:
        return False
    helped = verb.passive or verb.perfect or verb.progressive or verb.infinitive or bool(verb.modal)
    following = chunks[index + 1] if index + 1 < len(chunks) else None
    past = verb.sense.form in {"VBD", "VBN"} and following is not None
    if helped or not (verb.participle or past):
        return False
    named = following is not None and following.text == "as" and verb.sense.lemma == "know"
    by = following is not None and following.text == "by"
    return verb.participle or by or named or _verb_follows(chunks, index)


def _verb_follows(chunks: list[Chunk], index: int) -> bool:
    """Whether the clause's own verb comes behind: "a drone launched from X struck Y"."""
    if chunks[index + 1].kind != "P":
        return False
    for chunk in chunks[index + 1 :]:
        if chunk.kind in {"COMMA", "CC", "SUB", "REL", "PUN"}:
            return False
        if chunk.verb is not None:
            return not chunk.verb.participle and not chunk.verb.infinitive
    return False


def before_relative(chunks: list[Chunk], index: int) -> int:
    """Jumps from the comma that closes ", which had been empty since May," to the chunk before it."""
    if chunks[index].kind != "COMMA":
        return index
    verbs = 0
    for before in range(index - 1, 0, -1):
        chunk = chunks[before]
        verbs += chunk.kind == "VG"
        if chunk.kind == "REL" or (chunk.kind == "SUB" and chunk.text == "where"):
            return before - 1 if chunks[before - 1].kind == "COMMA" and verbs == 1 else index
        if chunk.kind in {"SUB", "PUN"} or verbs > 1:
            return index
    return index


def relative_end(chunks: list[Chunk], index: int) -> int | None:
    """The comma that closes the relative clause behind the comma at `index`: ", which had abated in May,"."""
    if index + 1 >= len(chunks) or chunks[index + 1].kind != "REL":
        return None
    for after in range(index + 2, len(chunks)):
        if chunks[after].kind == "COMMA":
            return after
        if chunks[after].kind in {"PUN", "SUB"}:
            return None
    return None


def main_verb(chunks: list[Chunk], at: int) -> int | None:
    """The verb before in the clause, whose subject a participle shares: "attacked the base, killing"."""
    for index in range(at - 1, -1, -1):
        if chunks[index].kind in {"SUB", "REL"} or (chunks[index].kind == "PUN" and chunks[index].text in ";:"):
            return None
        if chunks[index].kind == "VG" and not _speaks_aside(chunks, index):
            return index
    return None


def _speaks_aside(chunks: list[Chunk], index: int) -> bool:
    """The saying in "two jets bombed X, a teacher told me, firing rockets"."""
    verb = chunks[index].verb
    if verb is None or verb.as_(*_SPEAKING) is None:
        return False
    commas = [at for at in range(max(0, index - 5), index) if chunks[at].kind == "COMMA"]
    closed = any(chunk.kind == "COMMA" for chunk in chunks[index + 1 : index + 4])
    return bool(commas) and closed and any(chunk.verb is not None for chunk in chunks[: commas[-1]])


def _is_not_subject(chunks: list[Chunk], group: list[int], at: int) -> bool:
    """What stands after "including", and the object of the verb before in "seized A and shelled B"."""
    first = group[0]
    while first > 0 and chunks[first - 1].compound:
        first -= 1
    before = chunks[first - 1] if first else None
    if before is None:
        return False
    described = before.verb is not None and before.verb.participle and chunks[at - 1].kind not in {"CC", "COMMA"}
    if described and first - 1 != at and is_reduced(chunks, first - 1):
        return True
    if before.verb is not None and chunks[first - 2].kind == "REL" and not _joined_before(chunks, at):
        return True  # the object in "a jet that was bombing rebels was shot down"
    listed = _joined_before(chunks, at) or (_comma_before(chunks, at) and chunks[at - 2] is chunks[group[-1]])
    return before.text == "including" or (listed and before.kind == "VG")


def _skip_aside(chunks: list[Chunk], index: int) -> int:
    """Where the brackets open that close at `index`; `index` itself for a quotation mark."""
    if chunks[index].text in QUOTES:
        return index
    while index > 0 and chunks[index].text not in OPEN:
        index -= 1
    return index


def _relative_before(chunks: list[Chunk], index: int) -> int | None:
    """The "who" that the verb at `index` belongs to, as in "militants who attacked X killed Y"."""
    for before in range(index - 1, max(index - 4, -1), -1):
        if chunks[before].kind == "REL":
            return before if chunks[before].text != "that" or chunks[before - 1].kind != "VG" else None
        following = chunks[before + 1].verb
        if chunks[before].verb is not None and following is not None and following.infinitive:
            continue
        if chunks[before].verb is not None or chunks[before].kind == "COMMA":
            return None
    return None


def object_before(chunks: list[Chunk], at: int) -> int | None:
    """What the verb of a relative clause with a subject of its own is done to: "X, which the army seized"."""
    index = at - 1
    while index > 0 and chunks[index].kind in {"ACT", "NAME", "DET", "W"}:
        index -= 1
    if index == at - 1 or index <= 0 or chunks[index].kind != "REL" or chunks[index].text not in {"which", "that"}:
        return None
    if chunks[index - 1].kind in {"VG", "P"} or not any(chunk.kind == "ACT" for chunk in chunks[index:at]):
        return None
    found = _antecedent(chunks, index)
    return found[0] if found else None


def _antecedent(chunks: list[Chunk], index: int) -> list[int]:
    kinds = {"ACT"} if chunks[index].text in {"who", "whom"} else {"ACT", "WPN", "TN", "PLC", "FAC", "NAME"}
    for before in range(index - 1, max(index - 6, -1), -1):
        if chunks[before].kind in kinds:
            return [before]
        verb = chunks[before].verb
        if verb is not None and not verb.participle and not _bare_past(verb):
            return []
    return []


def _bare_past(verb: VerbGroup) -> bool:
    """A form that may be a participle describing the noun before it: "a man wanted under X"."""
    return verb.sense.form in {"VBD", "VBN"} and not (verb.passive or verb.perfect or verb.modal or verb.negated)


def _inherited(chunks: list[Chunk], index: int, at: int, *, depth: int) -> list[int]:
    """The subject of the verb before, where this one continues it: "seized A and shelled B", "plans to attack"."""
    verb, before = chunks[at].verb, chunks[index].verb
    if depth > 3 or verb is None or before is None:
        return []
    joined = any(chunk.kind == "CC" for chunk in chunks[index:at])
    continues = joined or verb.infinitive or verb.participle or _comma_before(chunks, at)
    relative = _relative_before(chunks, index)
    if relative is not None and not joined:
        return _antecedent(chunks, relative)
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
        step = list_step(chunks, group[0])
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
