"""Two tables held against each other: what both cover → pairs → rows without a partner, and why → disagreement."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import msgspec
import numpy as np

from khaldun.coded.table import CodedRow
from khaldun.compare.columns import Columns, Words, columns
from khaldun.compare.coverage import covered
from khaldun.compare.fields import fields_of
from khaldun.compare.match import Matching, Tell, match
from khaldun.compare.ours import Ours
from khaldun.compare.result import Comparison, Pair, Source
from khaldun.compare.rules import PARTS, Rules
from khaldun.compare.score import Scorer
from khaldun.compare.sides import SidesAlike
from khaldun.compare.why import Shadows, lone_rows, with_rules
from khaldun.errors import KhaldunError
from khaldun.evaluate.names import Names

_MOST_SHUFFLED = 20_000  # rows: of larger tables nothing is shuffled, for it would take as long as all else
_FEW, _SHUFFLES = 1_000, 20  # of so few rows the mean of so many shuffles is told


class Knowing(msgspec.Struct, frozen=True, kw_only=True):
    """What comparing asks of the world: names under a folding and a registry of actors, a country's code by its name,
    and the rules."""

    names: Names
    fold: Callable[[str], str]
    country_of: Callable[[str], str | None]
    rules: Rules


def hold(
    table: str,
    ours: Ours,
    theirs: Sequence[CodedRow],
    sources: tuple[Source, Source],
    knowing: Knowing,
    *,
    seed: int = 0,
    tell: Tell = lambda done, total: None,
) -> Comparison:
    """Compares two tables of one kind (`table`: ACLED or UCDP GED); `tell` hears how many of our rows are matched.

    Raises:
        KhaldunError: they share no country and day.
    """
    rules = knowing.rules
    words = Words(fold=knowing.fold, country_of=knowing.country_of)
    told = [shadow.row for shadow in ours.shadows if shadow.happened]
    both = covered(ours.rows, told, theirs, words.country_key)
    if not both.theirs:
        raise _no_overlap(sources, [*ours.rows, *told], theirs)
    mine, other = columns(both.ours, table, words, rules), columns(both.theirs, table, words, rules)
    shadows = Shadows(ours.shadows, words, rules)
    sides = SidesAlike(knowing.names, knowing.fold, rules.sides)
    scorer = Scorer(mine, other, words, sides, rules)
    found = match(mine, other, scorer, rules, tell)
    pairs = _pairs(found)
    lone = lone_rows(other, mine, found, scorer, rules, ours=False)
    rows = [(both.ours[pair.ours], both.theirs[pair.theirs]) for pair in pairs]
    return Comparison(
        table=table,
        rules=rules.version,
        ours=msgspec.structs.replace(sources[0], outside=both.ours_outside),
        theirs=msgspec.structs.replace(sources[1], outside=both.theirs_outside),
        countries=both.countries,
        our_rows=both.ours,
        their_rows=both.theirs,
        pairs=tuple(pairs),
        only_ours=tuple(lone_rows(mine, other, found, scorer, rules, ours=True)),
        only_theirs=tuple(with_rules(lone, shadows.of(other, [one.row for one in lone], sides))),
        fields=fields_of(rows, pairs, table, sides, rules, seed=seed),
        chance=_by_chance(mine, both.theirs, table, words, sides, rules, seed),
        cut=found.cut,
        left_out=dict(ours.left_out),
    )


def _pairs(found: Matching) -> list[Pair]:
    scores = found.scores
    parts = {part: scores.parts[part].tolist() for part in PARTS}
    return [
        Pair(
            ours=ours,
            theirs=theirs,
            score=total,
            parts={part: _known(parts[part][at]) for part in PARTS},
            days=int(days),
            km=_known(km),
            rivals=rivals,
        )
        for at, (ours, theirs, total, days, km, rivals) in enumerate(
            zip(
                found.ours.tolist(), found.theirs.tolist(), scores.total.tolist(), scores.days.tolist(),
                scores.km.tolist(), found.rivals.tolist(), strict=True,
            )
        )
    ]  # fmt: skip


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _by_chance(
    ours: Columns, theirs: Sequence[CodedRow], table: str, words: Words, sides: SidesAlike, rules: Rules, seed: int
) -> float | None:
    """How many pairs are found where each row of theirs has the place of another: of small tables the mean of several
    shuffles."""
    rows = max(len(ours.rows), len(theirs))
    if rows > _MOST_SHUFFLED or len(theirs) < 2:
        return None
    chance = np.random.default_rng(seed)
    shuffles = _SHUFFLES if rows <= _FEW else 1
    found = 0
    for _ in range(shuffles):
        shuffled = columns(_moved(theirs, chance.permutation(len(theirs)).tolist()), table, words, rules)
        found += len(match(ours, shuffled, Scorer(ours, shuffled, words, sides, rules), rules).ours)
    return found / shuffles


def _moved(rows: Sequence[CodedRow], order: Sequence[int]) -> list[CodedRow]:
    """The rows, each with the place of the next one in a round: none keeps its own."""
    return [
        msgspec.structs.replace(
            rows[one], place=rows[other].place, latitude=rows[other].latitude, longitude=rows[other].longitude,
            place_precision=rows[other].place_precision, country=rows[other].country,
        )
        for one, other in zip(order, (*order[1:], order[0]), strict=True)
    ]  # fmt: skip


def _no_overlap(sources: tuple[Source, Source], ours: Iterable[CodedRow], theirs: Iterable[CodedRow]) -> KhaldunError:
    one, other = (
        f"{source.name} tells of {_extent(rows)}" for source, rows in zip(sources, (ours, theirs), strict=True)
    )
    return KhaldunError(
        f"Nothing can be compared: {one}, {other}; they share no country and day.",
        advice="Give tables of the same countries and days.",
    )


def _extent(rows: Iterable[CodedRow]) -> str:
    rows = tuple(rows)
    if not rows:
        return "nothing"
    countries = sorted({row.country or "no country" for row in rows})
    more = f" and {len(countries) - 3} more" if len(countries) > 3 else ""
    first, last = min(row.start for row in rows), max(row.end for row in rows)
    return f"{', '.join(countries[:3])}{more} from {first} to {last}"
