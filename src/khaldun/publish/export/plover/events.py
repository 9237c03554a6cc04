"""Claims into events (PLOVER): one category, the same parties, one place, the same days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import msgspec

from khaldun.publish.columns import place_name
from khaldun.publish.export.figures import Figure, best_of, figures
from khaldun.publish.export.items import Item
from khaldun.publish.export.plover.actors import Parties
from khaldun.publish.export.plover.book import Kind
from khaldun.records.lines import ClaimLine, CountLine, DeathLine, ReportLine

ASSAULT, MOBILIZE = "ASSAULT", "MOBILIZE"
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


def inside(parts: Iterable[Part], report: ReportLine | None) -> dict[str, Part]:
    """The assault of the same actor within which each mobilisation is told, in the same sentence, by its claim's id."""
    told_in = _sentences(report)
    assaults: dict[Hashable, list[Part]] = {}
    mobilised: list[Part] = []
    for part in parts:
        if part.kind.event == ASSAULT and not part.flags:
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
