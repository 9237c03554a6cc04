"""From the network's numbers to marks: spans by the best lawful run of tags, types, statuses, and roles that may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khaldun.read.model.heads import Floats, Heads, softmax
from khaldun.read.model.labels import FLAGS, ROLES, STATUSES, SUB_EVENT_TYPES, TAGS, TRIGGER
from khaldun.read.model.windows import Window
from khaldun.records.annotations import Role, Status

_NEVER = np.float32(-1e9)
_BEGIN, _INSIDE = TAGS.index(f"B-{TRIGGER}"), TAGS.index(f"I-{TRIGGER}")
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
class Hint:
    """Words, first and last, that the rules take for a trigger, with its type and status by their places in `labels`
    (None: a type that the network does not say)."""

    first: int
    last: int
    type: int | None
    status: int


@dataclass(frozen=True, slots=True)
class Weights:
    """How far the decoder leans: logits for a trigger where the rules tell of one (`told`) and everywhere (`trigger`),
    for the rules' type and status; how likely a role must be; how far two triggers must speak for one event."""

    told: float = 0.0
    trigger: float = 0.0
    type: float = 0.0
    status: float = 0.0
    least_role: float = 0.5
    least_same: float = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network sees in a window; `roles` are (trigger, mention, role, probability) by place in the tuples,
    `vectors` (triggers, d) what says whether two triggers tell of one event."""

    triggers: tuple[SeenTrigger, ...]
    mentions: tuple[SeenSpan, ...]
    roles: tuple[tuple[int, int, Role, float], ...]
    vectors: Floats


def decode(
    window: Window, out: Mapping[str, Floats], heads: Heads, weights: Weights, hints: Sequence[Hint] = ()
) -> Seen:
    """`out` holds the network's outputs for the window's pieces, `hints` what the rules say of its words."""
    first = np.asarray(window.first)
    logits = out["tags"][first].astype(np.float32)
    logits[:, [_BEGIN, _INSIDE]] += weights.trigger
    for hint in hints:
        logits[hint.first, _BEGIN] += weights.told
        logits[hint.first + 1 : hint.last + 1, _INSIDE] += weights.told
    sentences = [word.sentence for word in window.words]
    spans = _spans(_best(logits, sentences), softmax(logits))
    triggers = tuple(
        _trigger(span, int(first[span.first]), out, weights, hints) for span in spans if span.kind == TRIGGER
    )
    mentions = tuple(span for span in spans if span.kind != TRIGGER)
    roles = tuple(_roles(triggers, mentions, sentences, first, out, heads, weights.least_role))
    return Seen(triggers, mentions, roles, out["event"][first[[trigger.span.first for trigger in triggers]]])


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


def _trigger(
    span: SeenSpan, at: int, out: Mapping[str, Floats], weights: Weights, hints: Sequence[Hint]
) -> SeenTrigger:
    of_type, of_status = out["types"][at].astype(np.float32), out["status"][at].astype(np.float32)
    for hint in hints:
        if hint.first <= span.last and span.first <= hint.last:
            of_status[hint.status] += weights.status
            if hint.type is not None:
                of_type[hint.type] += weights.type
    types, status = softmax(of_type), softmax(of_status)
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
    out: Mapping[str, Floats], heads: Heads, least: float,
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
    shares = heads.roles(
        out["trigger"][first[[triggers[number].span.first for number, _ in near]]],
        out["mention_first"][first[[mentions[other].first for _, other in near]]],
        out["mention_last"][first[[mentions[other].last for _, other in near]]],
    )
    for (number, other), row in zip(near, shares, strict=True):
        found += [
            (number, other, role, float(row[at]))
            for at, role in enumerate(ROLES)
            if row[at] >= least and role in MAY[mentions[other].kind]
        ]
    return found
