"""What became of a report's sentences, as its page shows it: what the reader says, what people have done about it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from khaldun.desk.part import Part
from khaldun.desk.visitor import who
from khaldun.records.decisions import SHARED
from khaldun.records.lines import ClaimLine, ReportLine, SentenceLine
from khaldun.store import objections, people
from khaldun.store.claims import WITHDRAWN, Kept
from khaldun.store.objections import Objection, Said
from khaldun.store.open import Connection
from khaldun.workspace.objecting import may_take_back

_DIGITS = 10


class Objected(msgspec.Struct, frozen=True, kw_only=True):
    """An objection in words; `said` is null where its words were taken out, `mine` whether the visitor may take it
    back."""

    seq: int
    who: str
    when: str
    reason: str
    said: Said | None
    mine: bool


class Overturned(msgspec.Struct, frozen=True, kw_only=True):
    """What people have done about a report's sentences: the objections that stand, and who added which of the page's
    claims; `ids` are the numbers of those claims in their order."""

    ids: tuple[int, ...] = ()
    added: Mapping[int, str] = {}
    objections: tuple[Objected, ...] = ()


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The sentence whose form is open, by its start and its place among the sentences, with what could not be done and
    what was typed; `held` where somebody else is at the report."""

    start: int
    place: int
    problem: str = ""
    reason: str = ""
    held: bool = False


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a sentence: `claims` and `added` (by hand, by whom) are numbers on the page and in the store."""

    line: SentenceLine
    words: str
    claims: tuple[tuple[int, int], ...]
    added: tuple[tuple[int, int, str], ...]
    objections: tuple[Objected, ...]


def opened_at(report: ReportLine, at: str, *, problem: str = "", reason: str = "", held: bool = False) -> Opened | None:
    """The sentence that has a code point, as an address or a form names it; null where there is none."""
    if not (at.isascii() and at.isdigit() and len(at) < _DIGITS):
        return None
    places = (place for place, one in enumerate(report.sentences) if one.start <= int(at) < one.end)
    place = next(places, None)
    if place is None:
        return None
    return Opened(start=report.sentences[place].start, place=place, problem=problem, reason=reason, held=held)


def overturned(connection: Connection, report: str, shown: Sequence[Kept], *, sheet: str = SHARED) -> Overturned:
    """What people have done about a report's sentences, for all or on the visitor's own `sheet`; `shown` are the page's
    claims."""
    stand = objections.standing(connection, report, sheet=sheet)
    added = objections.adders(connection, (one.id for one in shown if one.origin == "coder" and one.state != WITHDRAWN))
    names = {coder.id: coder.name for coder in people.coders(connection)} if stand or added else {}
    return Overturned(
        ids=tuple(one.id for one in shown),
        added={claim: names.get(coder, coder) for claim, coder in added.items()},
        objections=tuple(_objected(one, names) for one in stand),
    )


def _objected(one: Objection, names: Mapping[str, str]) -> Objected:
    return Objected(
        seq=one.seq,
        who=names.get(one.coder, one.coder),
        when=one.time.strftime("%Y-%m-%d %H:%M UTC"),
        reason=one.reason,
        said=one.said,
        mine=may_take_back(who(), one.coder),
    )


def fates_of(
    report: ReportLine, lines: Sequence[ClaimLine], claims: Part, sentences: Part, told: Overturned
) -> tuple[list[Fate], list[Objected]]:
    """What became of the sentences of the part that is shown; and the objections to sentences that the text has no
    more."""
    ordered = sorted(range(len(report.sentences)), key=lambda place: report.sentences[place].start)
    starts = [report.sentences[place].start for place in ordered]

    def place_of(at: int) -> int | None:
        found = bisect_right(starts, at) - 1
        return ordered[found] if found >= 0 and at < report.sentences[ordered[found]].end else None

    made: defaultdict[int | None, dict[int, None]] = defaultdict(dict)
    for index, (line, _) in enumerate(zip(lines, told.ids, strict=False)):
        for span in (line.trigger, *line.tellings):
            if span is not None:
                made[place_of(span.start)][index] = None
    objected: defaultdict[int | None, list[Objected]] = defaultdict(list)
    for one in told.objections:
        at = _found(report, one.said)
        objected[None if at is None else place_of(at)].append(one)
    shown = [
        _fate(report, report.sentences[place], claims.start + 1, list(made[place]), told, objected[place])
        for place in range(len(report.sentences))[sentences.start : sentences.end]
    ]
    return shown, objected[None]


def _fate(
    report: ReportLine, line: SentenceLine, first: int, made: Sequence[int], told: Overturned, objected: list[Objected]
) -> Fate:
    numbers = [(first + index, told.ids[index]) for index in made]
    return Fate(
        line=line,
        words=report.text[line.start : line.end],
        claims=tuple(one for one in numbers if one[1] not in told.added),
        added=tuple((number, claim, told.added[claim]) for number, claim in numbers if claim in told.added),
        objections=tuple(objected),
    )


def _found(report: ReportLine, said: Said | None) -> int | None:
    """Where the words that were objected to stand now: where they stood, or, in a text that was cleaned otherwise,
    where they are found; null where nowhere."""
    if said is None:
        return None
    if report.text[said.start : said.end] == said.quote:
        return said.start
    at = report.text.find(said.quote)
    return at if at >= 0 else None
