"""What decisions say of coders and readers: what becomes of drafts, how long that takes, what is corrected.

A draft is measured by the reader and the confidence that it had when it was decided on, which the claim as it stands
still carries: a later reading may have put a newer draft beside it, which nobody has decided on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from khaldun.records.decisions import Decision
from khaldun.review.calibration import Calibration, calibrate
from khaldun.review.edit import METHOD
from khaldun.review.fields import FIELDS
from khaldun.review.shares import Share
from khaldun.review.standing import (
    ACCEPTED,
    REJECTED,
    SETTLED,
    SETTLING,
    Judged,
    corrected,
    settled_by,
    standing,
)

# Seconds fall into classes that double in width; the first holds what is under one second.
_CLASSES = 10


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose claims are measured, and drafted by which reader; empty: anybody's."""

    coder: str = ""
    method: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the drafts that a coder settled; `untouched` are, of those accepted, the ones without a change."""

    coder: str
    settled: int
    accepted: Share
    untouched: Share
    rejected: Share
    flagged: Share
    merged: Share


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds that a coder looked at a claim before settling it, for all or on a sheet of their own: quartiles over the
    `claims` whose time is known.

    `classes` counts them by powers of two: under 1 s, 1 to 2 s, 2 to 4 s … 256 s and more.
    """

    coder: str
    claims: int
    unknown: int
    lower: float | None
    median: float | None
    upper: float | None
    classes: tuple[int, ...]


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """Of the accepted drafts of a reader, those in which a field was changed."""

    field: str
    label: str
    changed: Share


class Corrections(msgspec.Struct, frozen=True, kw_only=True):
    """What was changed in the drafts of a reader (`ClaimLine.method`) that were accepted, field by field."""

    method: str
    untouched: Share
    fields: tuple[Correction, ...]


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `everybody` and `pace` are over all coders asked for, `corrections` over all readers first. `coders`
    and `methods` are whom one may ask for; `added` is how many settled claims a person made
    that no draft told of."""

    everybody: Outcome
    outcomes: tuple[Outcome, ...]
    pace: Pace
    paces: tuple[Pace, ...]
    corrections: tuple[Corrections, ...]
    calibration: Calibration
    added: int
    coders: tuple[str, ...]
    methods: tuple[str, ...]


class _Tally:
    """What is counted of claims that are seen once, one after the other."""

    def __init__(self) -> None:
        self.states: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.untouched: Counter[str] = Counter()  # by coder
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.timeless: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()  # by reader, as the two that follow
        self.whole: Counter[str] = Counter()
        self.changed: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.sure: list[float] = []
        self.right: list[bool] = []
        self.added = 0
        self.coders: set[str] = set()
        self.methods: set[str] = set()

    def see(self, claim: Judged, asked: Asked) -> None:
        decisions = standing(claim.decisions)
        coder, method = settled_by(decisions), claim.line.method
        settlers = {one.coder for one in decisions if one.kind in SETTLING}
        self.coders |= {coder, *settlers}
        if claim.draft is not None:
            self.methods.add(method)
        if asked.method not in ("", method):
            return
        self._time(decisions, settlers & {asked.coder} if asked.coder else settlers)
        if asked.coder not in ("", coder):
            return
        if claim.draft is None:
            self.added += method == METHOD
            return
        self.states[coder][claim.state] += 1
        if claim.state == ACCEPTED:
            self._compare(corrected(claim, decisions), coder, method)
        if claim.state in (ACCEPTED, REJECTED) and claim.line.confidence.claim is not None:
            self.sure.append(claim.line.confidence.claim)
            self.right.append(claim.state == ACCEPTED)

    def see_on_sheet(self, claim: Judged, asked: Asked) -> None:
        """A claim as a coder settled it on a sheet of their own: what became of it says nothing of the draft yet, but
        it took its time."""
        decisions = standing(claim.decisions)
        settlers = {one.coder for one in decisions if one.kind in SETTLING}
        self.coders |= settlers
        if asked.method in ("", claim.line.method):
            self._time(decisions, settlers & {asked.coder} if asked.coder else settlers)

    def _compare(self, changed: Sequence[str], coder: str, method: str) -> None:
        self.accepted[method] += 1
        self.changed[method].update(changed)
        if not changed:
            self.whole[method] += 1
            self.untouched[coder] += 1

    def _time(self, decisions: Sequence[Decision], settlers: Iterable[str]) -> None:
        """The time of each who has settled the claim."""
        for coder in settlers:
            told = [one.seconds for one in decisions if one.coder == coder and one.seconds is not None]
            if told:
                self.seconds[coder].append(sum(told))
            else:
                self.timeless[coder] += 1


def measure(
    claims: Iterable[Judged], asked: Asked | None = None, *, on_sheets: Iterable[Judged] = (), seed: int = 0
) -> Measures:
    """The measures of settled claims, which are gone through once; `on_sheets` are those that coders settled on sheets
    of their own: their time counts, and nothing else of them. `seed` is for what calibration would show by chance."""
    tally = _Tally()
    for claim in claims:
        tally.see(claim, asked or Asked())
    for claim in on_sheets:
        tally.see_on_sheet(claim, asked or Asked())
    timed = sorted({*tally.seconds, *tally.timeless})
    return Measures(
        everybody=_outcome("", sum(tally.states.values(), Counter()), tally.untouched.total()),
        outcomes=tuple(
            _outcome(coder, states, tally.untouched[coder]) for coder, states in sorted(tally.states.items())
        ),
        pace=_pace("", [one for told in tally.seconds.values() for one in told], tally.timeless.total()),
        paces=tuple(_pace(coder, tally.seconds[coder], tally.timeless[coder]) for coder in timed),
        corrections=tuple(_corrections(tally)),
        calibration=calibrate(tally.sure, tally.right, seed=seed),
        added=tally.added,
        coders=tuple(sorted(tally.coders)),
        methods=tuple(sorted(tally.methods)),
    )


def _outcome(coder: str, states: Counter[str], untouched: int) -> Outcome:
    settled = states.total()
    return Outcome(
        coder=coder,
        settled=settled,
        untouched=Share(count=untouched, of=states[ACCEPTED]),
        **{state: Share(count=states[state], of=settled) for state in SETTLED},
    )


def _pace(coder: str, seconds: Sequence[float], unknown: int) -> Pace:
    quartiles = [float(one) for one in np.quantile(seconds, (0.25, 0.5, 0.75))] if seconds else [None] * 3
    classes = Counter(min(int(one).bit_length(), _CLASSES - 1) for one in seconds)
    return Pace(
        coder=coder,
        claims=len(seconds),
        unknown=unknown,
        lower=quartiles[0],
        median=quartiles[1],
        upper=quartiles[2],
        classes=tuple(classes[at] for at in range(_CLASSES)),
    )


def _corrections(tally: _Tally) -> Iterable[Corrections]:
    """Over all readers, then by reader."""
    total: Counter[str] = sum(tally.changed.values(), Counter())
    yield _correction("", tally.accepted.total(), tally.whole.total(), total)
    for method in sorted(tally.accepted):
        yield _correction(method, tally.accepted[method], tally.whole[method], tally.changed[method])


def _correction(method: str, accepted: int, whole: int, changed: Counter[str]) -> Corrections:
    fields = (
        Correction(field=name, label=field.label, changed=Share(count=changed[name], of=accepted))
        for name, field in FIELDS.items()
    )
    return Corrections(method=method, untouched=Share(count=whole, of=accepted), fields=tuple(fields))
