"""A claim that several have coded, each on a sheet of their own, side by side: where they agree, and where a reviewer
is to choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from khaldun.records.lines import ClaimLine
from khaldun.review.codings import CODED
from khaldun.review.fields import FIELDS, encoded, key
from khaldun.review.standing import ACCEPTED, FLAGGED, REJECTED

DRAFT = "draft"


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What a coder made of the claim."""

    coder: str
    state: str
    line: ClaimLine


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A value that somebody gave a field: `by` are the coders, or "draft" where only the draft has it. `line` is a
    claim that has it, `data` the JSON of the contract's part."""

    by: tuple[str, ...]
    line: ClaimLine
    data: msgspec.Raw


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A field with the values that were given, most frequent first: the first is proposed, unless the next was given as
    often. Who has not accepted the claim gives none."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def differs(self) -> bool:
        """Whether coders gave it different values."""
        return sum(one.by != (DRAFT,) for one in self.options) > 1

    @property
    def tied(self) -> bool:
        """Whether no value was given more often than the next: none is proposed."""
        given = [len(one.by) for one in self.options if one.by != (DRAFT,)]
        return len(given) > 1 and given[0] == given[1]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer is to settle of a claim: `state` is what most coders decided ("" where as many decided
    otherwise), `rows` every field that can be compared."""

    sides: tuple[Side, ...]
    state: str
    rows: tuple[Row, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether two coders or more accepted it with the same values, or rejected it, and nobody did otherwise."""
        same = len({one.state for one in self.sides}) == 1 and self.state in (ACCEPTED, REJECTED)
        return len(self.sides) > 1 and same and not any(row.differs for row in self.rows)


def choice(draft: ClaimLine, sides: Sequence[Side]) -> Choice:
    """The codings of a claim side by side."""
    told = [one for one in sides if one.state in (ACCEPTED, REJECTED, FLAGGED)]
    states = Counter(one.state for one in told).most_common()
    tied = len(states) > 1 and states[0][1] == states[1][1]
    accepted = [one for one in told if one.state == ACCEPTED]
    rows = tuple(Row(name=name, label=FIELDS[name].label, options=_options(name, draft, accepted)) for name in CODED)
    return Choice(sides=tuple(told), state="" if tied or not states else states[0][0], rows=rows)


def _options(name: str, draft: ClaimLine, sides: Sequence[Side]) -> tuple[Option, ...]:
    given: dict[object, list[Side]] = {}
    for side in sides:
        given.setdefault(key(side.line, name), []).append(side)
    options = [
        Option(by=tuple(one.coder for one in same), line=same[0].line, data=encoded(same[0].line, name))
        for same in sorted(given.values(), key=lambda same: -len(same))
    ]
    if key(draft, name) not in given:
        options.append(Option(by=(DRAFT,), line=draft, data=encoded(draft, name)))
    return tuple(options)
