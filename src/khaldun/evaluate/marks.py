"""Marks on a text (mentions, triggers, roles) compared: a coder's with another's, a reader's with a coder's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from khaldun.corpus.records import Coding
from khaldun.evaluate.found import Found, interval
from khaldun.records.annotations import Annotated, Trigger
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine

# Behind these a phrase no longer has its head: "fighters | of the Free Brigade", "market | in Tal Amra".
_BEHIND_HEAD = re.compile(
    r"[,(;:]|\s[-–—]\s|\s(?:of|in|at|on|from|near|with|for|by|to|who|which|that|under|against|between|and|or)\b"
)
_WORD = re.compile(r"\w[\w'’.-]*")
_TOLLS = frozenset({"read/toll", "read/frame-kill"})
_WHOLE = frozenset({"date", "count"})  # kinds whose phrases have no head word: they meet where they overlap


T = TypeVar("T")


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A mention: its kind, its span, and the span of its head word (code points of the text)."""

    kind: str
    start: int
    end: int
    head: tuple[int, int]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger: its span, sub-event type and status."""

    start: int
    end: int
    sub_event_type: str
    status: str


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """All marks of one text; a role is (trigger, role, mention) by position."""

    mentions: tuple[Marked, ...] = ()
    triggers: tuple[Told, ...] = ()
    roles: tuple[tuple[int, str, int], ...] = ()


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One text compared: counts by measure, and the statuses of the triggers that met, as (reference, system)."""

    counts: dict[str, Found]
    statuses: tuple[tuple[str, str], ...]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Texts compared: counts and the 95 % interval of F1 by measure (bootstrap over texts), status, and kinds.

    Measures: `mentions` and `triggers` by exact span; with `_head`, mentions of a kind whose head word is the same
    (dates and counts: that overlap) and triggers that overlap; `triggers_typed` also of the same sub-event type, their
    head sufficing; `roles` with trigger and mention by head. `kappa` is Cohen's over the triggers that met.
    """

    texts: int
    counts: dict[str, Found]
    intervals: dict[str, tuple[float, float] | None]
    status_right: int
    status_of: int
    kappa: float | None
    by_kind: dict[str, Found]
    by_type: dict[str, Found]
    by_role: dict[str, Found]


MEASURES = ("mentions", "mentions_head", "triggers", "triggers_head", "triggers_typed", "roles")


def marks_of_coding(coding: Coding, text: str) -> Marks:
    """A coder's marks."""
    return Marks(
        mentions=tuple(
            Marked(kind=one.kind, start=one.start, end=one.end, head=head_word(text, one.start, one.end))
            for one in coding.mentions
        ),
        triggers=tuple(
            Told(start=one.start, end=one.end, sub_event_type=one.sub_event_type, status=one.status)
            for one in coding.triggers
        ),
        roles=tuple((role.trigger, role.role, role.mention) for role in coding.roles),
    )


def marks_of_reading(annotated: Annotated, claims: Sequence[ClaimLine], text: str) -> Marks:
    """A reader's marks, under the guide's rule of one trigger for an event and sentence.

    Where several triggers of a sentence went into one claim, the one that leads it stands for all, with their roles.
    Its sub-event type is the one that the claim was given. Mentions are marked in sentences with a trigger only.
    """
    telling = {one.sentence for one in annotated.triggers}
    told = [one for one in annotated.mentions if one.sentence in telling]
    mentions = {one.id: at for at, one in enumerate(told)}
    stands_for = _one_for_an_event(annotated, claims)
    kept = [one for one in annotated.triggers if stands_for[one.id] == one.id]
    position = {one.id: at for at, one in enumerate(kept)}
    types = {span.start: claim.sub_event_type for claim in claims for span in _spans(claim)}
    roles = {
        (position[stands_for[link.trigger]], link.role, mentions[link.mention])
        for link in annotated.links
        if link.role != "quantity" and link.mention in mentions
    }
    return Marks(
        mentions=tuple(
            Marked(
                kind=one.kind,
                start=one.span.start,
                end=one.span.end,
                head=head_word(text, one.span.start, one.span.end),
            )
            for one in told
        ),
        triggers=tuple(
            Told(
                start=one.span.start,
                end=one.span.end,
                sub_event_type=types.get(one.span.start) or one.sub_event_type,
                status=one.status,
            )
            for one in kept
        ),
        roles=tuple(sorted(roles)),
    )


def _one_for_an_event(annotated: Annotated, claims: Sequence[ClaimLine]) -> dict[int, int]:
    """Which trigger stands for which: of those of one claim in one sentence the first that the claim names.

    A word for a toll ("killed") stands for none that says what happened, one for any attack for none that says what
    kind (guide, triggers, rule 1).
    """
    stands_for = {one.id: one.id for one in annotated.triggers}
    at = {one.span.start: one for one in annotated.triggers}
    for claim in claims:
        leaders: dict[int, int] = {}
        told = [at[span.start] for span in _spans(claim) if span.start in at]
        for trigger in sorted(told, key=_vagueness):
            leader = leaders.setdefault(trigger.sentence, stands_for[trigger.id])
            stands_for[trigger.id] = leader
    return {one: stands_for[leader] for one, leader in stands_for.items()}


def _vagueness(trigger: Trigger) -> int:
    """How little a word says of what happened: of a toll only, of an attack, or what kind."""
    if _TOLLS & set(trigger.rules):
        return 2
    return int("read/frame-attack" in trigger.rules)


def _spans(claim: ClaimLine) -> tuple[Span, ...]:
    return claim.tellings if claim.trigger is None else (claim.trigger, *claim.tellings)


def head_word(text: str, start: int, end: int) -> tuple[int, int]:
    """The last word before a preposition, a comma or a bracket: the head of an English noun phrase, nearly always."""
    words = text[start:end]
    cut = _BEHIND_HEAD.search(words, 1)
    kept = list(_WORD.finditer(words[: cut.start()] if cut else words)) or list(_WORD.finditer(words))
    return (start + kept[-1].start(), start + kept[-1].end()) if kept else (start, end)


def compare_marks(ref: Marks, sys: Marks) -> Compared:
    """One text's marks compared; the system's finds count as false where the reference has none."""
    mentions = _matched(ref.mentions, sys.mentions, _same_mention)
    triggers = _matched(ref.triggers, sys.triggers, _overlap)
    typed = {
        left: right
        for left, right in triggers.items()
        if ref.triggers[left].sub_event_type == sys.triggers[right].sub_event_type
    }
    wanted = set(ref.roles)
    given = _translated(sys.roles, triggers, mentions)
    counts = {
        "mentions": _count(_matched(ref.mentions, sys.mentions, _exactly_mention), ref.mentions, sys.mentions),
        "mentions_head": _count(mentions, ref.mentions, sys.mentions),
        "triggers": _count(_matched(ref.triggers, sys.triggers, _exactly), ref.triggers, sys.triggers),
        "triggers_head": _count(triggers, ref.triggers, sys.triggers),
        "triggers_typed": _count(typed, ref.triggers, sys.triggers),
        "roles": _roles(wanted, given),
    }
    counts |= _by(mentions, [one.kind for one in ref.mentions], [one.kind for one in sys.mentions], "kind")
    types = [one.sub_event_type for one in ref.triggers], [one.sub_event_type for one in sys.triggers]
    counts |= _by(typed, *types, "type")
    for role in {one[1] for one in (*ref.roles, *sys.roles)}:
        counts[f"role:{role}"] = _roles(
            {one for one in wanted if one[1] == role}, [one for one in given if one[1] == role]
        )
    return Compared(
        counts=counts,
        statuses=tuple((ref.triggers[left].status, sys.triggers[right].status) for left, right in triggers.items()),
    )


def figures(compared: Sequence[Compared], *, seed: int = 0) -> Figures:
    """The figures over texts."""
    total: dict[str, Found] = {}
    for one in compared:
        for name, found in one.counts.items():
            total[name] = total.get(name, Found()) + found
    statuses = [pair for one in compared for pair in one.statuses]
    return Figures(
        texts=len(compared),
        counts={name: total.get(name, Found()) for name in MEASURES},
        intervals={
            name: interval([one.counts[name] for one in compared], lambda found: found.f1, seed=seed)
            for name in MEASURES
        },
        status_right=sum(left == right for left, right in statuses),
        status_of=len(statuses),
        kappa=cohen_kappa(statuses),
        by_kind=_prefixed(total, "kind:"),
        by_type=_prefixed(total, "type:"),
        by_role=_prefixed(total, "role:"),
    )


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's κ (1960) of two codings of the same things; null for none, 1 where both know one label only."""
    if not pairs:
        return None
    labels = {label for pair in pairs for label in pair}
    agreed = sum(left == right for left, right in pairs) / len(pairs)
    chance = sum(
        sum(left == label for left, _ in pairs) * sum(right == label for _, right in pairs) for label in labels
    ) / (len(pairs) ** 2)
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def _matched(ref: Sequence[T], sys: Sequence[T], same: Callable[[T, T], bool]) -> dict[int, int]:
    """Which mark of the reference met which of the system: each one once, in the order of the text."""
    matched: dict[int, int] = {}
    free = set(range(len(sys)))
    for at, left in enumerate(ref):
        found = next((other for other in sorted(free) if same(left, sys[other])), None)
        if found is not None:
            matched[at] = found
            free.discard(found)
    return matched


def _same_mention(left: Marked, right: Marked) -> bool:
    if left.kind != right.kind:
        return False
    return left.start < right.end and right.start < left.end if left.kind in _WHOLE else left.head == right.head


def _exactly_mention(left: Marked, right: Marked) -> bool:
    return (left.kind, left.start, left.end) == (right.kind, right.start, right.end)


def _exactly(left: Told, right: Told) -> bool:
    return (left.start, left.end) == (right.start, right.end)


def _overlap(left: Told, right: Told) -> bool:
    return left.start < right.end and right.start < left.end


def _translated(
    roles: Sequence[tuple[int, str, int]], triggers: dict[int, int], mentions: dict[int, int]
) -> list[tuple[int | None, str, int | None]]:
    """The system's roles with the reference's positions; null where its trigger or mention met none."""
    trigger_of = {right: left for left, right in triggers.items()}
    mention_of = {right: left for left, right in mentions.items()}
    return [(trigger_of.get(trigger), role, mention_of.get(mention)) for trigger, role, mention in sorted(set(roles))]


def _roles(wanted: set[tuple[int, str, int]], given: Sequence[tuple[int | None, str, int | None]]) -> Found:
    right = len(wanted.intersection(given))
    return Found(pairs=right, missed=len(wanted) - right, false=len(given) - right)


def _count(matched: dict[int, int], ref: Sequence[T], sys: Sequence[T]) -> Found:
    return Found(pairs=len(matched), missed=len(ref) - len(matched), false=len(sys) - len(matched))


def _by(matched: dict[int, int], ref: Sequence[str], sys: Sequence[str], name: str) -> dict[str, Found]:
    """Counts apart for each label that the marks bear."""
    right = Counter(ref[left] for left in matched)
    wanted, given = Counter(ref), Counter(sys)
    return {
        f"{name}:{label}": Found(
            pairs=right[label], missed=wanted[label] - right[label], false=given[label] - right[label]
        )
        for label in wanted | given
    }


def _prefixed(counts: dict[str, Found], prefix: str) -> dict[str, Found]:
    return {name.removeprefix(prefix): counts[name] for name in sorted(counts) if name.startswith(prefix)}
