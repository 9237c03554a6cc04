"""From the network's numbers to marks: spans by the best lawful run of tags, types, statuses, and roles that may be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khaldun.read.model.labels import FLAGS, ROLES, STATUSES, SUB_EVENT_TYPES, TAGS, TRIGGER
from khaldun.read.model.windows import Window
from khaldun.records.annotations import Role, Status

Floats = NDArray[np.float32]
_NEVER = np.float32(-1e9)
_erf = np.vectorize(math.erf, otypes=[np.float32])  # numpy has none of its own
# Which roles a mention of a kind can have (docs/annotation.md, Roles).
MAY: Mapping[str, frozenset[Role]] = {
    "actor": frozenset({"doer", "target", "associated", "source"}),
    "place": frozenset({"place", "from", "to", "target"}),
    "date": frozenset({"date"}),
    "count": frozenset({"killed", "wounded", "captured"}),
    "weapon": frozenset({"weapon", "target"}),
    "source": frozenset({"source"}),
}


@dataclass(frozen=True, slots=True)
class SeenSpan:
    """Words of a window, first and last, taken for a mention (`kind`) or a trigger; how likely that is."""

    kind: str
    first: int
    last: int
    probability: float


@dataclass(frozen=True, slots=True)
class SeenTrigger:
    """A trigger, with the type and status that are likeliest and how likely each is."""

    span: SeenSpan
    sub_event_type: str
    type_probability: float
    status: Status
    status_probability: float
    ongoing: bool
    background: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network sees in a window; `roles` are (trigger, mention, role, probability) by place in the tuples."""

    triggers: tuple[SeenTrigger, ...]
    mentions: tuple[SeenSpan, ...]
    roles: tuple[tuple[int, int, Role, float], ...]


def decode(window: Window, out: Mapping[str, Floats], pair: Floats, *, least_role: float, trigger_bias: float) -> Seen:
    """`out` holds the network's outputs for the window's pieces, `pair` the weights of roles (roles, d + 1, d + 1)."""
    first = np.asarray(window.first)
    logits = out["tags"][first].astype(np.float32)
    logits[:, [TAGS.index(f"{part}-{TRIGGER}") for part in "BI"]] += trigger_bias
    sentences = [word.sentence for word in window.words]
    spans = _spans(_best(logits, sentences), _softmax(logits))
    triggers = tuple(_trigger(span, int(first[span.first]), out) for span in spans if span.kind == TRIGGER)
    mentions = tuple(span for span in spans if span.kind != TRIGGER)
    roles = tuple(_roles(triggers, mentions, sentences, first, out, pair, least_role))
    return Seen(triggers, mentions, roles)


def _best(logits: Floats, sentences: list[int]) -> list[int]:
    """The likeliest tags of which no "I" stands without its "B", within each sentence (Viterbi)."""
    if not len(logits):
        return []
    score = logits[0] + _START
    back: list[NDArray[np.intp]] = []
    for at in range(1, len(logits)):
        allowed = _ALLOWED if sentences[at] == sentences[at - 1] else _AFTER
        paths = score[:, None] + allowed
        back.append(paths.argmax(0))
        score = paths.max(0) + logits[at]
    tags = [int(score.argmax())]
    for pointers in reversed(back):
        tags.append(int(pointers[tags[-1]]))
    return tags[::-1]


def _transitions() -> tuple[Floats, Floats]:
    count = len(TAGS)
    allowed = np.zeros((count, count), np.float32)
    for to, name in enumerate(TAGS):
        if name.startswith("I-"):
            for before, other in enumerate(TAGS):
                if other[2:] != name[2:]:
                    allowed[before, to] = _NEVER
    start = np.array([_NEVER if name.startswith("I-") else 0.0 for name in TAGS], np.float32)
    return allowed, start


_ALLOWED, _START = _transitions()
_AFTER = np.broadcast_to(_START, _ALLOWED.shape)


def _spans(tags: list[int], shares: Floats) -> list[SeenSpan]:
    found: list[SeenSpan] = []
    for at, tag in enumerate(tags):
        name, share = TAGS[tag], float(shares[at, tag])
        if name.startswith("B-"):
            found.append(SeenSpan(name[2:], at, at, share))
        elif name.startswith("I-"):
            last = found.pop()
            found.append(SeenSpan(last.kind, last.first, at, min(last.probability, share)))
    return found


def _trigger(span: SeenSpan, at: int, out: Mapping[str, Floats]) -> SeenTrigger:
    types, status = _softmax(out["types"][at]), _softmax(out["status"][at])
    flags = out["flags"][at] > 0
    kind, state = int(types.argmax()), int(status.argmax())
    return SeenTrigger(
        span=span,
        sub_event_type=SUB_EVENT_TYPES[kind],
        type_probability=float(types[kind]),
        status=STATUSES[state],
        status_probability=float(status[state]),
        ongoing=bool(flags[FLAGS.index("ongoing")]),
        background=bool(flags[FLAGS.index("background")]),
    )


def _roles(
    triggers: tuple[SeenTrigger, ...], mentions: tuple[SeenSpan, ...], sentences: list[int], first: NDArray[np.intp],
    out: Mapping[str, Floats], pair: Floats, least: float,
) -> list[tuple[int, int, Role, float]]:  # fmt: skip
    found: list[tuple[int, int, Role, float]] = []
    near = [
        (number, other)
        for number, trigger in enumerate(triggers)
        for other, mention in enumerate(mentions)
        if sentences[trigger.span.first] == sentences[mention.first]
    ]
    if not near:
        return found
    left = np.stack([_one(out["trigger"][first[triggers[number].span.first]]) for number, _ in near])
    right = np.stack(
        [
            _one(
                _gelu(
                    out["mention_first"][first[mentions[other].first]]
                    + out["mention_last"][first[mentions[other].last]]
                )
            )
            for _, other in near
        ]
    )
    logits = np.einsum("bi,rij,bj->br", left, pair, right, optimize=True)
    for (number, other), row in zip(near, 1 / (1 + np.exp(-logits)), strict=True):
        found += [
            (number, other, role, float(row[at]))
            for at, role in enumerate(ROLES)
            if row[at] >= least and role in MAY[mentions[other].kind]
        ]
    return found


def _one(vector: Floats) -> Floats:
    return np.append(vector, np.float32(1.0))


def _gelu(values: Floats) -> Floats:
    return np.asarray(0.5 * values * (1 + _erf(values / math.sqrt(2))), np.float32)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)
