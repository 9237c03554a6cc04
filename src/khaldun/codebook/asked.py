"""What conditions are asked of: a claim with its report, its own type, and the words that were found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from khaldun.codebook.fields import side
from khaldun.publish.export.items import Item, Sighting, Told
from khaldun.publish.export.plover.book import Kind
from khaldun.records.base import Span
from khaldun.records.lines import ActorLine, ClaimLine, ReportLine

Where = Literal["trigger", "words", "place", "doer_words", "target_words"]


class Sought(msgspec.Struct, frozen=True):
    """Words that a condition seeks: where, and by which patterns, one of which is enough."""

    where: Where
    patterns: tuple[re.Pattern[str], ...]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`types`: the claim's own type and those that it is a kind of. `found`: the words sought (by number) that are
    there, with their span in the report where it is known. `plover`: the claim under PLOVER, where asked for."""

    claim: ClaimLine
    report: ReportLine | None
    found: Mapping[int, Span | None]
    types: tuple[str, ...] = ()
    plover: Kind | None = None


def read_words(told: Told, sought: tuple[Sought, ...]) -> Told:
    """The report whose claims bear which words were found in them: to be asked before words are withheld.

    Only the number of what was sought and where it stands is kept; no words.
    """
    items = (msgspec.structs.replace(item, found=_found(item.claim, told.report, sought)) for item in told.items)
    return Told(report=told.report, items=tuple(items))


def was_read(item: Item) -> bool:
    """Whether the claim comes from an export, which has read its words and withheld them."""
    return item.read is not None


def found_in(item: Item) -> dict[int, Span | None]:
    """The words that were found in the claim, by number, with their place."""
    return {
        one.number: None if one.start is None or one.end is None else Span(start=one.start, end=one.end, quote="")
        for one in item.found
    }


def _found(claim: ClaimLine, report: ReportLine | None, sought: tuple[Sought, ...]) -> tuple[Sighting, ...]:
    found: list[Sighting] = []
    texts: dict[str, list[tuple[str, int | None]]] = {}
    for number, each in enumerate(sought):
        if each.where not in texts:
            texts[each.where] = _texts(claim, report, each.where)
        for text, start in texts[each.where]:
            if match := _first(each, text):
                places = () if start is None else (start + match.start(), start + match.end())
                found.append(Sighting(number, *places))
                break
    return tuple(found)


def _first(sought: Sought, text: str) -> re.Match[str] | None:
    return next((found for pattern in sought.patterns if (found := pattern.search(text))), None)


def _texts(claim: ClaimLine, report: ReportLine | None, where: Where) -> list[tuple[str, int | None]]:
    """The texts to seek in, each with where it begins in the report, null where nobody knows."""
    if where == "trigger":
        return [(claim.trigger.quote, claim.trigger.start)] if claim.trigger is not None else []
    if where == "words":
        told = _sentences(claim, report)
        # The notes are these sentences again, but where the report does not say which they are.
        return told if any(claim.notes in text for text, _ in told) else [*told, (claim.notes, None)]
    if where == "place":
        place = claim.place
        if place is None:
            return []
        names = [(name, None) for name in (place.quote, place.name) if name]
        return [*((span.quote, span.start) for span in place.evidence), *names]
    return _names(side(claim, "side1" if where == "doer_words" else "side2"))


def _names(actors: Iterable[ActorLine]) -> list[tuple[str, int | None]]:
    found: list[tuple[str, int | None]] = []
    for actor in actors:
        found += [(span.quote, span.start) for span in actor.evidence]
        found += [(name, None) for name in (actor.quote, actor.name) if name]
    return found


def _sentences(claim: ClaimLine, report: ReportLine | None) -> list[tuple[str, int | None]]:
    """The sentences of the report that the claim is told in, that of its principal telling first."""
    if report is None or not report.text:
        return []
    told = [span.start for span in (*((claim.trigger,) if claim.trigger else ()), *claim.tellings)]
    lines = [line for at in told for line in report.sentences if line.start <= at < line.end]
    starts = dict.fromkeys((line.start, line.end) for line in lines)
    return [(report.text[start:end], start) for start, end in starts]
