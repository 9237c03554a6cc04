"""What hangs on which preposition, what stands to the right of a verb, where a clause begins and ends."""

from __future__ import annotations

from collections.abc import Iterator

from khaldun.read.rules.chunk import Chunk

PARTICIPANTS = frozenset({"ACT", "PLC", "WPN", "TN", "FAC", "NAME", "CNT", "HS", "HN"})
OPEN, CLOSE = frozenset("([“«"), frozenset(")]”»")
QUOTES = frozenset("\"“”«»'")


def preposition(chunks: list[Chunk], at: int) -> str | None:
    """The preposition that chunk `at` hangs on, through the members of a list before it."""
    index = at
    while index > 0:
        before = chunks[index - 1]
        adjective = before.kind == "W" and _behind_article(chunks, index - 2)
        if before.kind in {"MEASURE", "DET"} or (
            adjective and before.text.isalpha() or adjective and "-" in before.text
        ):
            index -= 1
            continue
        if before.kind == "NAME" and chunks[index].kind in {"WPN", "ACT"}:
            index -= 1
            continue
        if before.kind == "P":
            return before.text
        step = list_step(chunks, index)
        if not step:
            return _through_unknown(chunks, index)
        index -= step
    return None


def _behind_article(chunks: list[Chunk], index: int) -> bool:
    """Whether a preposition or an article stands at `index`, one strange word apart: "of the US-Saudi aggression's"."""
    if index > 0 and chunks[index].kind == "W" and chunks[index].text.replace("-", "").isalpha():
        index -= 1
    return index >= 0 and chunks[index].kind in {"P", "DET"}


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


def list_step(chunks: list[Chunk], index: int) -> int:
    """How many chunks back the member before stands in "X, Y and Z"; 0 if `index` is the first of its list."""
    step = article = int(index > 0 and chunks[index - 1].kind == "DET")
    while index - step - 1 >= 0 and chunks[index - step - 1].kind in {"COMMA", "CC"} and step < 2 + article:
        step += 1
    if step == article or index - step - 1 < 0:
        return 0
    step += bracketed(chunks, index - step - 1)
    pair = {chunks[index - step - 1].kind, chunks[index].kind}
    if pair <= {"PLC", "FAC", "NAME"} or pair == {"TN"} or pair == {"CNT"} or pair == {"HS"}:
        return step + 1
    if not pair <= {"ACT", "WPN", "FAC"} and pair != {"NAME", "ACT"}:
        return 0
    joined = any(chunk.kind == "CC" for chunk in chunks[index - step : index])
    return step + 1 if joined or _goes_on(chunks, index) else 0


def bracketed(chunks: list[Chunk], index: int) -> int:
    """How many chunks a short remark in brackets takes that closes at `index`: "X (11) and Y"; 0 if none does."""
    if chunks[index].text != ")":
        return 0
    for back in range(1, 5):
        if index - back <= 0:
            return 0
        if chunks[index - back].text == "(":
            return back + 1
    return 0


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


def right(chunks: list[Chunk], at: int) -> Iterator[tuple[int, str | None]]:
    """The chunks after `at` in its clause that take part in it, each with its preposition (None: direct object)."""
    index, aside = at + 1, aside_end(chunks, at)
    after_comma = placed = False
    while index < len(chunks):
        chunk = chunks[index]
        if _ends_clause(chunks, index, at) or _turns(chunks, index):
            return
        if after_comma and placed and chunk.kind == "TN" and chunks[at].kind == "TN":
            return
        if index == aside:
            after_comma = False
            index += 1
            continue
        if chunk.kind == "ASSOC":
            index += 1
            while index < len(chunks) and chunks[index].kind in {"ACT", "COMMA", "CC", "TN", "WPN"}:
                index += 1
            continue
        if chunk.kind in PARTICIPANTS or chunk.kind == "DAT":
            prep = preposition(chunks, index)
            if (prep is None or chunks[at].kind == "VG") and _opens_clause(chunks, index, sure=prep is not None):
                return
            if prep is not None or chunk.kind == "DAT" or not after_comma or list_step(chunks, index):
                placed = placed or chunk.kind == "PLC"
                yield index, prep
        after_comma = after_comma or chunk.kind == "COMMA"
        index += 1


def aside_end(chunks: list[Chunk], at: int) -> int | None:
    """The comma that closes an aside right behind a verb, before its object: "seized, in the area of X, a cache"."""
    if at + 2 >= len(chunks) or chunks[at + 1].kind != "COMMA" or chunks[at + 2].kind not in {"P", "DAT"}:
        return None
    for index in range(at + 2, len(chunks) - 1):
        if chunks[index].kind == "COMMA":
            object_ = chunks[index + 1].kind in {"DET", "MEASURE", *PARTICIPANTS}
            return index if object_ and not _turns(chunks, index) else None
        if chunks[index].kind in {"VG", "SUB", "REL", "PUN", "CC"}:
            return None
    return None


def _turns(chunks: list[Chunk], index: int) -> bool:
    """Whether a clause with a subject and a verb of its own begins at the comma: "…, the ministry said"."""
    if chunks[index].kind != "COMMA":
        return False
    start = index + 2 if index + 1 < len(chunks) and chunks[index + 1].kind == "CC" else index + 1
    if start == index + 2:
        start = _behind_place(chunks, start)
    if start >= len(chunks) or chunks[start].kind not in {"ACT", "FAC", "NAME", "CNT", "WPN", "DET", "TN", "W", "PLC"}:
        return False
    for chunk in chunks[start:]:
        if chunk.verb is not None:
            return not chunk.verb.participle and not chunk.verb.infinitive
        if chunk.kind in {"COMMA", "PUN", "CC", "SUB", "REL", "MARK", "ASSOC"}:
            return False
    return False


def _behind_place(chunks: list[Chunk], start: int) -> int:
    """Where the subject begins behind the place that opens a clause: ", and in X itself a march was"."""
    if start + 1 >= len(chunks) or chunks[start].kind != "P" or chunks[start + 1].kind != "PLC":
        return start
    start += 2
    while start < len(chunks) and chunks[start].kind in {"W", "DET"}:
        start += 1
    own = start < len(chunks) and chunks[start].kind in {"ACT", "TN", "WPN", "CNT"}
    return start if own else len(chunks)


def elsewhere(chunks: list[Chunk], at: int, index: int) -> bool:
    """Whether `index` stands in a later clause that has a subject and a verb of its own, other than one of saying."""
    for comma in range(at + 1, index):
        if not _turns(chunks, comma):
            continue
        verb = next(chunk.verb for chunk in chunks[comma:] if chunk.verb is not None)
        if verb is not None and verb.as_("report", "claim", "deny") is None:
            return True
    return False


def _opens_clause(chunks: list[Chunk], index: int, *, sure: bool) -> bool:
    """Whether a chunk behind "and" is the subject of a clause of its own: "… and a drone dropped". With `sure` its verb
    must have a helper: "by gunmen and a woman was wounded", not "by gunmen and policemen armed with rifles"."""
    verb = chunks[index + 1].verb if index + 1 < len(chunks) else None
    if verb is None or verb.participle or chunks[index - 1].kind != "CC" or chunks[index].kind == "DAT":
        return False
    return not sure or (chunks[index].kind != "PLC" and (verb.passive or verb.perfect or bool(verb.modal)))


def _ends_clause(chunks: list[Chunk], index: int, at: int) -> bool:
    chunk = chunks[index]
    if chunk.kind == "VG":
        verb = chunk.verb
        return not (verb is not None and verb.participle and verb.sense.tag == "plain")
    if chunk.kind == "MARK":
        return chunk.text in {"purpose_words", "condition_words", "toll_total", "according"}
    if chunk.kind == "REL":
        return True
    if chunk.text == ":" and chunks[at].kind == "TN":
        counted = index + 1 < len(chunks) and chunks[index + 1].kind == "CNT"
        return not counted or any(other.kind == "VG" for other in chunks)
    if chunk.kind == "PUN":
        return chunk.text not in QUOTES and chunk.text not in OPEN and chunk.text not in CLOSE
    return chunk.kind == "SUB" and index > at


def clause_start(chunks: list[Chunk], at: int) -> int:
    """The first chunk of the clause that `at` stands in."""
    index = at
    while index > 0:
        before = chunks[index - 1]
        if before.kind in {"SUB", "REL"} or (before.kind == "PUN" and before.text not in QUOTES | OPEN | CLOSE):
            return index
        index -= 1
    return 0


def next_kind(chunks: list[Chunk], at: int) -> str:
    """The kind of the chunk behind `at`, quotation marks apart; "PUN" at the end."""
    index = at + 1
    while index < len(chunks) and chunks[index].text in QUOTES:
        index += 1
    return chunks[index].kind if index < len(chunks) else "PUN"


def window(chunks: list[Chunk], at: int) -> list[Chunk]:
    """The chunks of the clause of `at`, roughly: up to the next clause mark on either side."""
    start = end = at
    while start > 0 and not _is_border(chunks[start - 1]):
        start -= 1
    while end + 1 < len(chunks) and not _is_border(chunks[end + 1]):
        end += 1
    return chunks[start : end + 1]


def _is_border(chunk: Chunk) -> bool:
    return chunk.kind in {"SUB", "REL"} or (chunk.kind == "PUN" and chunk.text in ";:—–")
