"""Claims into events (PLOVER): one category, the same parties, one place, the same days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial

import msgspec
from msgspec.structs import replace

from khaldun.publish.columns import place_name
from khaldun.publish.export.figures import Figure, best_of, figures
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.plover.actors import Parties, parties
from khaldun.publish.export.plover.book import Kind, Plover, PloverBook, plover_book
from khaldun.publish.select import HAPPENED
from khaldun.records.lines import ClaimLine, CountLine, DeathLine, ReportLine

ASSAULT, MOBILIZE = "ASSAULT", "MOBILIZE"
NO_CATEGORY, NO_DATE, IN_ASSAULT = "plover/no-category", "plover/no-date", "plover/mobilize-in-assault"
Counts = Callable[[ClaimLine], Sequence[DeathLine]]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as one event of PLOVER's, before those that are one are joined. `date` is its first and last day."""

    item: Item
    kind: Kind
    parties: Parties
    flags: frozenset[str]
    date: tuple[str, str]
    date_rules: tuple[str, ...] = ()

    @property
    def key(self) -> Hashable:
        """What makes two claims one event."""
        place = self.item.claim.place
        where = None if place is None else place.gazetteer_id or (place.quote or place_name(place) or "").casefold()
        alone = self.item.claim.id if where is None else ""
        return self.kind.event, self.parties.key, where, alone, self.date, self.flags


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """A number of people with the figures that it is the sum of, and the rules by which they count."""

    number: int
    figures: tuple[DeathLine, ...]
    rules: tuple[str, ...]


def part_of(item: Item, report: ReportLine | None, plover: Plover) -> Part | str:
    """A claim as an event, or the rule by which it is none."""
    claim, book = item.claim, plover.book
    if claim.status in book.left_out:
        return book.left_out[claim.status]
    kind = plover.kind(claim, item.read)
    if kind is None:
        return NO_CATEGORY
    published = report.published[:10] if report is not None and report.published else None
    if claim.date is not None:
        date, rules = (claim.date.start, claim.date.end), claim.date.rules
    elif published is not None and claim.status not in HAPPENED:
        date, rules = (published, published), ("plover/day-of-report",)
    else:
        return NO_DATE
    return Part(
        item=item,
        kind=kind,
        parties=parties(claim, kind.event, book),
        flags=_flags(claim, kind.event, book),
        date=date,
        date_rules=rules,
    )


def _flags(claim: ClaimLine, event: str, book: PloverBook) -> frozenset[str]:
    """The flags that are set; a threat is made now, whenever what it threatens would come."""
    told = [claim.status] if claim.status in book.flags and event != "THREATEN" else []
    return frozenset(book.flags[name] for name in (*told, *(["background"] if claim.background else [])))


def read_words(told: Told) -> Told:
    """The report with the rules that hold by the words of each claim, and of the sentence that it stands in: to be
    asked before words are withheld, for the categories rest on them. Names of rules alone are kept, no words."""
    plover = plover_book()
    items = [replace(item, read=plover.read(item.claim)) for item in told.items]
    kinds = {kind.event for item in items if (kind := plover.kind(item.claim, item.read)) is not None}
    within: dict[str, Part] = {}
    if {ASSAULT, MOBILIZE} <= kinds:
        parts = [part for item in items if isinstance(part := part_of(item, told.report, plover), Part)]
        within = _inside_by_words(parts, told.report)
    read = (replace(item, read=(*(item.read or ()), *_in_assault(item, within))) for item in items)
    return Told(report=told.report, items=tuple(read))


def _in_assault(item: Item, within: dict[str, Part]) -> tuple[str, ...]:
    return (IN_ASSAULT,) if item.claim.id in within else ()


def inside(parts: Sequence[Part], report: ReportLine | None) -> dict[str, Part | None]:
    """The assault of the same actor within which each mobilisation is told, in the same sentence, by its claim's id.
    Where that was read before words were withheld, it is the nearest one, and null where it is not there any more."""
    found: dict[str, Part | None] = dict(_inside_by_words([part for part in parts if part.item.read is None], report))
    for part in parts:
        if part.kind.event == MOBILIZE and IN_ASSAULT in (part.item.read or ()):
            assaults = (one for one in parts if _is_assault(one) and part.parties.key[0] & one.parties.key[0])
            found[part.item.claim.id] = min(assaults, key=partial(_gap, part), default=None)
    return found


def _gap(one: Part, other: Part) -> int:
    """How far the words that tell of two parts stand from each other (code points)."""
    starts = [part.item.claim.trigger.start if part.item.claim.trigger is not None else 0 for part in (one, other)]
    return abs(starts[0] - starts[1])


def _is_assault(part: Part) -> bool:
    return part.kind.event == ASSAULT and not part.flags


def _inside_by_words(parts: Iterable[Part], report: ReportLine | None) -> dict[str, Part]:
    told_in = _sentences(report)
    assaults: dict[Hashable, list[Part]] = {}
    mobilised: list[Part] = []
    for part in parts:
        if _is_assault(part):
            assaults.setdefault(told_in(part.item.claim), []).append(part)
        elif part.kind.event == MOBILIZE:
            mobilised.append(part)
    found: dict[str, Part] = {}
    for part in mobilised:
        for assault in assaults.get(told_in(part.item.claim), ()):
            if part.parties.key[0] & assault.parties.key[0]:
                found.setdefault(part.item.claim.id, assault)
    return found


def _sentences(report: ReportLine | None) -> Callable[[ClaimLine], Hashable]:
    """What tells the sentence of a claim: where it starts; the claim's notes where the report does not say."""
    lines = sorted(report.sentences, key=lambda line: line.start) if report is not None else []
    starts = [line.start for line in lines]

    def told_in(claim: ClaimLine) -> Hashable:
        at = bisect_right(starts, claim.trigger.start) - 1 if claim.trigger is not None else -1
        inside = at >= 0 and claim.trigger is not None and claim.trigger.start < lines[at].end
        return starts[at] if inside else claim.notes

    return told_in


def joined(parts: Iterable[Part]) -> list[tuple[Part, ...]]:
    """The events: the parts of each in the order of the text."""
    found: dict[Hashable, list[Part]] = {}
    for part in parts:
        found.setdefault(part.key, []).append(part)
    return [tuple(each) for each in found.values()]


def dead(events: Iterable[tuple[Part, ...]]) -> dict[Hashable, Sum]:
    """The dead of each event, by its number, where a number of them is told."""
    return _sums(events, lambda claim: claim.deaths)


def injured(events: Iterable[tuple[Part, ...]]) -> dict[Hashable, Sum]:
    """The injured of each event, by its number, where a number of them is told."""
    return _sums(events, lambda claim: (_as_figure(claim.injured),) if claim.injured is not None else ())


def _as_figure(count: CountLine) -> DeathLine:
    return DeathLine(
        of="unknown",
        low=count.low,
        best=count.best,
        high=count.high,
        group=count.group,
        evidence=count.evidence,
        rules=count.rules,
    )


def _sums(events: Iterable[tuple[Part, ...]], counts: Counts) -> dict[Hashable, Sum]:
    told = [(number, part.item.claim) for number, parts in enumerate(events) for part in parts]
    counted, again = figures(told, counts, divided=True)
    numbered = [figure for figure in counted if figure.death.low is not None or figure.death.best is not None]
    shares: dict[Hashable, list[tuple[int, Figure]]] = {}
    for figure, share in _divided(numbered):
        shares.setdefault(figure.row, []).append((share, figure))
    lost = {figure.row for figure in again}
    return {
        number: Sum(
            number=sum(share for share, _ in found),
            figures=tuple(figure.death for _, figure in found),
            rules=("plover/dead", *(("plover/told-once",) if number in lost else ())),
        )
        for number, found in shares.items()
    }


def _divided(numbered: list[Figure]) -> Iterator[tuple[Figure, int]]:
    """Each figure with its event's part of it: the first events take one more each of a remainder."""
    sharing: dict[Hashable, list[Figure]] = {}
    for figure in numbered:
        sharing.setdefault(figure.key, []).append(figure)
    for found in sharing.values():
        share, rest = divmod(best_of(found[0].death, 0), len(found))
        for at, figure in enumerate(found):
            yield figure, share + (at < rest)
