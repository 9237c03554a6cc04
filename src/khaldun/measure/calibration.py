"""Whether confidence holds: claims of coded documents judged against their codings, binned by how sure they were."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from khaldun.code.confidence import (
    Calibration,
    claim_features,
    date_features,
    place_features,
    share,
    side_features,
)
from khaldun.corpus.store import Coded
from khaldun.evaluate.agreement import same_place, same_side
from khaldun.evaluate.names import Names
from khaldun.evaluate.rows import Row
from khaldun.measure.names import build_names
from khaldun.measure.real import article_of, claims_of, compare_events, told_claims
from khaldun.pipeline import Tools, code_article
from khaldun.records.claims import Claim

FIELDS = ("claim", "date", "place", "side")
BINS = 10


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a claim: what speaks for it (`code.confidence`), how sure it was, whether it is right; `whole` where
    the whole claim is."""

    field: str
    features: dict[str, float]
    sure: float
    right: bool
    whole: bool = False


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Fields about as sure as each other: how many, their mean confidence, the share that is right."""

    count: int
    sure: float
    right: float


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """The surest claims up to a share of all (`coverage`): the share found, and the share found whole."""

    coverage: float
    found: float
    whole: float


def judged_claims(coded: Iterable[Coded], tools: Tools) -> Iterator[Judged]:
    """The scored claims of coded documents, judged: a claim is right where it pairs with an event of the coding, and is
    left out where that event is optional; its day, place and sides are right where an event told by the same words has
    them."""
    names, plain = build_names(), dataclasses.replace(tools, calibration=None)
    for one in coded:
        if one.coding.events is None:
            continue
        article = article_of(one.text)
        claims, lines = code_article(article, plain.reader.read(article), plain)
        told = told_claims(one.text, lines)
        rows = {row.id: row for of_report in told.rows.values() for row in of_report}
        result = compare_events(claims_of([one]), told)
        found, false = {pair.sys.id: pair for pair in result.pairs}, {row.id for row in result.false}
        gold = [*(pair.ref for pair in result.pairs), *result.missed]
        for claim in claims:
            row = rows.get(claim.id)
            if row is None:
                continue
            pair = found.get(claim.id)
            features = claim_features(claim)
            if pair is not None or claim.id in false:
                yield Judged(
                    field="claim",
                    features=features,
                    sure=_sure(features, tools.calibration, "claim", claim.confidence),
                    right=pair is not None,
                    whole=pair is not None and pair.agreement.whole,
                )
            alike = [other for other in gold if _same_words(claim, other)]
            yield from _fields(claim, row, alike, names, tools.calibration)


def _fields(
    claim: Claim, row: Row, told: Sequence[Row], names: Names, calibration: Calibration | None
) -> Iterator[Judged]:
    if not told:
        return
    if claim.date is not None and row.date is not None:
        starts = {other.date.start for other in told if other.date is not None}
        yield _judged("date", date_features(claim.date), claim.date.confidence, calibration, row.date.start in starts)
    if claim.place is not None:
        right = any(same_place(other, row, names) for other in told)
        yield _judged("place", place_features(claim.place, claim), claim.place.confidence, calibration, right)
    for actor, side in zip([*claim.doers[:1], *claim.targets[:1]], row.sides, strict=False):
        right = any(same_side(other, side, names) for event in told for other in event.sides)
        yield _judged("side", side_features(actor), actor.confidence, calibration, right)


def _judged(
    field: str, features: dict[str, float], before: float, calibration: Calibration | None, right: bool
) -> Judged:
    return Judged(field=field, features=features, sure=_sure(features, calibration, field, before), right=right)


def _sure(features: dict[str, float], calibration: Calibration | None, field: str, before: float) -> float:
    return before if calibration is None else share(features, getattr(calibration, field))


def _same_words(claim: Claim, other: Row) -> bool:
    words = other.trigger
    return words is not None and any(span.start < words.end and words.start < span.end for span in claim.tellings)


def reliability(judged: Sequence[Judged], bins: int = BINS) -> list[Bin]:
    """The fields in bins of equal width of their confidence; empty bins are left out."""
    made: dict[int, list[Judged]] = {}
    for one in judged:
        made.setdefault(min(int(one.sure * bins), bins - 1), []).append(one)
    return [
        Bin(
            count=len(found),
            sure=sum(one.sure for one in found) / len(found),
            right=sum(one.right for one in found) / len(found),
        )
        for _, found in sorted(made.items())
    ]


def calibration_error(judged: Sequence[Judged], bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al. 2015): how far confidence lies from the share right, over the bins."""
    found = reliability(judged, bins)
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.sure - one.right) for one in found) / total if total else math.nan


def error_by_chance(judged: Sequence[Judged], bins: int = BINS, *, draws: int = 200, seed: int = 0) -> float:
    """The expected calibration error that confidence which holds perfectly would show on as few: the mean over draws in
    which each field is right with the share that its confidence says."""
    chance = random.Random(seed)
    total = 0.0
    for _ in range(draws):
        drawn = [msgspec.structs.replace(one, right=chance.random() < one.sure) for one in judged]
        total += calibration_error(drawn, bins)
    return total / draws


def risk_coverage(judged: Sequence[Judged], steps: int = 10) -> list[Covered]:
    """The surest claims, a tenth more at each step (El-Yaniv and Wiener 2010)."""
    ordered = sorted(judged, key=lambda one: -one.sure)
    out = []
    for step in range(1, steps + 1) if ordered else ():
        kept = ordered[: max(1, round(len(ordered) * step / steps))]
        out.append(
            Covered(
                coverage=step / steps,
                found=sum(one.right for one in kept) / len(kept),
                whole=sum(one.whole for one in kept) / len(kept),
            )
        )
    return out
