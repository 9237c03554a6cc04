"""Planted errors: a draft altered in one known way before a coder sees it, to see how many they catch.

A guard against automation bias: who checks a machine's drafts comes to take them as they are (Parasuraman and Manzey
2010, Human Factors 52:381-410). A planted value is none that anybody has reported, so it must never leave the desk:
what a coder has let stand of it is put right by `restored` as soon as they have settled the claim.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

import msgspec

from khaldun.records.lines import ClaimLine, CodingLine, CountLine
from khaldun.review.altering import WAYS, Known, Way
from khaldun.review.fields import EDITED, Key, decoded, encoded, key
from khaldun.review.shares import Share

Verdict = Literal["mended", "changed", "turned away", "missed"]
VERDICTS: tuple[Verdict, ...] = ("mended", "changed", "turned away", "missed")
_TURNED_AWAY = frozenset({"rejected", "flagged"})
_SIDES = frozenset({"actor1", "actor2"})


class Altered(msgspec.Struct, frozen=True, kw_only=True):
    """A field's part as it was planted and as it truly was, JSON of the contract's part."""

    field: str
    planted: msgspec.Raw
    true: msgspec.Raw


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from a claim's values, and would tell the true ones if it were left as it was."""

    event_type: str | None
    fatalities: CountLine | None
    coding: CodingLine | None


class Plant(msgspec.Struct, frozen=True, kw_only=True):
    """A planted error, as it can be kept (JSON). `judged` are the parts that are wrong; `carried` went along so that
    nothing else is: the dead stay with their side where the sides were exchanged. `derived` follows from the claim with
    the error; null where that was not worked out."""

    way: Way
    judged: tuple[Altered, ...]
    carried: tuple[Altered, ...] = ()
    derived: Derived | None = None

    @property
    def field(self) -> str:
        """The field that the error lies in; of exchanged sides the first."""
        return self.judged[0].field


class Planted(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with an error, as it is to be shown, and what was planted in it."""

    line: ClaimLine
    plant: Plant


def drawn(secret: str, claim: str, share: float) -> random.Random | None:
    """The generator to plant with, for the given share of claims (by the contract's id); null for the others.

    It hangs on the claim and on a secret of the workspace alone: who looks again sees the same, and who does not know
    the secret cannot tell which claims are drawn.
    """
    digest = hashlib.sha256(f"{secret}\n{claim}".encode()).digest()
    if int.from_bytes(digest[:8], "big") >= share * 2**64:
        return None
    return random.Random(digest[8:])


def plant(
    line: ClaimLine, chance: random.Random, *, event_type: Mapping[str, str], published: dt.date | None = None
) -> Planted | None:
    """A draft with one field altered, in one of the ways that it allows; null where it allows none, or a person has
    changed it already.

    `event_type` maps the codebook's sub-event types to event types. What follows from the values (fatalities, the
    codebook's cells) is left as it was, to be worked out anew (review.recode) and put beside it (`with_derived`).
    """
    if EDITED in line.rules:
        return None
    ways = list(WAYS)
    chance.shuffle(ways)
    known = Known(event_type, published)
    found = ((way, WAYS[way](line, chance, known)) for way in ways)
    return next((_planted(line, way, values) for way, values in found if values), None)


def _planted(line: ClaimLine, way: Way, values: Mapping[str, Any]) -> Planted:
    altered = msgspec.structs.replace(line, **values)
    parts = {name: Altered(field=name, planted=encoded(altered, name), true=encoded(line, name)) for name in values}
    wrong = _SIDES if way == "sides" else set(parts)
    return Planted(
        line=altered,
        plant=Plant(
            way=way,
            judged=tuple(one for name, one in parts.items() if name in wrong),
            carried=tuple(one for name, one in parts.items() if name not in wrong),
        ),
    )


def with_derived(planted: Plant, line: ClaimLine) -> Plant:
    """The error with what follows from it, of the claim with the error that was coded anew."""
    derived = Derived(event_type=line.event_type, fatalities=line.fatalities, coding=line.coding)
    return msgspec.structs.replace(planted, derived=derived)


def seen_with(planted: Plant, line: ClaimLine, edited: Collection[str]) -> ClaimLine:
    """A claim as it is shown with an error that waits in it. What its coder has `edited` since is as they set it; what
    follows from the values is theirs then too, but for the codebook's cells, which may tell of a part that is not."""
    parts = [one for one in (*planted.judged, *planted.carried) if one.field not in edited]
    shown = msgspec.structs.replace(line, **{one.field: decoded(one.field, one.planted) for one in parts})
    if len(parts) < len(planted.judged) + len(planted.carried):
        return msgspec.structs.replace(shown, coding=None) if parts else shown
    return (
        shown if planted.derived is None else msgspec.structs.replace(shown, **msgspec.structs.asdict(planted.derived))
    )


def judge(planted: Plant, line: ClaimLine, state: str) -> Verdict | None:
    """What a coder made of a planted error: the claim's values and state as they settled it.

    "mended": the true value stands. "changed": another does, but not the planted one. "turned away": the claim was
    rejected or flagged, perhaps for another reason. "missed": it was accepted with the planted value. Null where the
    claim is not settled.
    """
    if state in _TURNED_AWAY:
        return "turned away"
    if state != "accepted":
        return None
    standing = [key(line, one.field) for one in planted.judged]
    if standing == [_key(line, one.field, one.true) for one in planted.judged]:
        return "mended"
    return "missed" if standing == [_key(line, one.field, one.planted) for one in planted.judged] else "changed"


def restored(planted: Plant, line: ClaimLine) -> ClaimLine:
    """The claim without what was planted: every part that still is as planted is as it truly was. What the coder has
    changed stays."""
    values = {
        one.field: decoded(one.field, one.true)
        for one in (*planted.judged, *planted.carried)
        if key(line, one.field) == _key(line, one.field, one.planted)
    }
    return msgspec.structs.replace(line, **values)


def _key(line: ClaimLine, name: str, part: msgspec.Raw) -> Key:
    return key(msgspec.structs.replace(line, **{name: decoded(name, part)}), name)


class Catch(msgspec.Struct, frozen=True, kw_only=True):
    """What was made of the planted errors of one way or one coder (`name`), by verdict; caught is what was not
    missed."""

    name: str
    caught: Share
    verdicts: dict[Verdict, int]


def catches(verdicts: Iterable[tuple[str, Verdict]]) -> list[Catch]:
    """Verdicts counted by name, in the names' order."""
    told: dict[str, Counter[Verdict]] = {}
    for name, verdict in verdicts:
        told.setdefault(name, Counter())[verdict] += 1
    return [
        Catch(
            name=name,
            caught=Share(count=found.total() - found["missed"], of=found.total()),
            verdicts={verdict: found[verdict] for verdict in VERDICTS},
        )
        for name, found in sorted(told.items())
    ]
