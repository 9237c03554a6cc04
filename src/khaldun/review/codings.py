"""What each coder made of a claim on a sheet of their own, and how far they agree, field by field.

Only blind sheets count: on the shared sheet a coder sees what another has done, and agreement means nothing there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from khaldun.records.lines import ClaimLine
from khaldun.review.agreement import SAMPLES, Alpha, nominal_alpha
from khaldun.review.fields import FIELDS, Key, key
from khaldun.review.shares import Share
from khaldun.review.standing import ACCEPTED, FLAGGED, REJECTED

DECISION = "decision"
# Notes are free words; other counts and weapons are the draft's, and only seem to be agreed on.
CODED = tuple(name for name in FIELDS if name not in {"notes", "quantities", "weapons"})
_CODINGS = frozenset({ACCEPTED, REJECTED, FLAGGED})


class Coding(msgspec.Struct, frozen=True, kw_only=True):
    """A coder's coding of a claim: accepted, rejected or flagged; `values` by field where it was accepted, and in which
    of them it is another than the draft's."""

    claim: int
    coder: str
    state: str
    values: dict[str, Key]
    changed: frozenset[str]


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """How far coders agree in a field; the first is the decision itself, accepted or rejected.

    `changed` is how many of the values that were compared are not the draft's (of the decision: how many rejected it).
    Where nobody has changed a draft, coders agree with it as much as with each other.
    """

    field: str
    label: str
    alpha: Alpha
    changed: Share


def coding(claim: int, coder: str, state: str, line: ClaimLine, draft: ClaimLine | None) -> Coding | None:
    """A coder's coding of the shared claim `claim`, as it stands on their sheet; null where it is not settled there."""
    if state not in _CODINGS:
        return None
    values = {name: key(line, name) for name in CODED} if state == ACCEPTED else {}
    changed = frozenset(name for name, value in values.items() if draft is not None and value != key(draft, name))
    return Coding(claim=claim, coder=coder, state=state, values=values, changed=changed)


def agreement(claims: Iterable[Sequence[Coding]], *, samples: int = SAMPLES, seed: int = 0) -> list[Agreed]:
    """Alpha of the decision and of each field, over claims with the codings of each.

    Of the decision a flag is a missing value (its coder left it to others); of a field whoever has not accepted the
    claim gives none.
    """
    units: dict[str, list[list[Key]]] = {name: [] for name in (DECISION, *CODED)}
    changed: Counter[str] = Counter()
    for told in claims:
        for name, values in units.items():
            given = [(value, other) for one in told for value, other in _given(one, name)]
            if len(given) > 1:
                values.append([value for value, _ in given])
                changed[name] += sum(other for _, other in given)
    return [_agreed(name, values, changed[name], samples, seed) for name, values in units.items()]


def _given(one: Coding, name: str) -> Iterator[tuple[Key, bool]]:
    """What a coder gave a field, if anything, and whether it is another value than the draft's."""
    if name == DECISION and one.state != FLAGGED:
        yield one.state, one.state == REJECTED
    elif name in one.values:
        yield one.values[name], name in one.changed


def _agreed(name: str, units: Sequence[Sequence[Key]], changed: int, samples: int, seed: int) -> Agreed:
    alpha = nominal_alpha(units, samples=samples, seed=seed)
    label = FIELDS[name].label if name in FIELDS else "Accepted or rejected"
    return Agreed(field=name, label=label, alpha=alpha, changed=Share(count=changed, of=alpha.values))
