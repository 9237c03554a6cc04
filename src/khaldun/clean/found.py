"""What the parts of cleaning hand to each other: candidates for the metadata, each with where it comes from."""

from __future__ import annotations

import msgspec

from khaldun.clean.dates import DateWords
from khaldun.records.base import Span
from khaldun.records.reports import Stated

# How far a candidate is trusted: the lowest wins.
GIVEN, JSON_LD, META, FRONT_MATTER, LABELLED, HEADER, ELEMENT, SIGN_OFF, DATELINE, ADDRESS, EDGE, UPDATED = range(12)
STATED, PRINTED, HINTED = 3, 5, 8


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A value the metadata may take, and its rank."""

    rank: int
    stated: Stated


class DateCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """A day the report may have been published on."""

    rank: int
    rule: str
    words: DateWords
    evidence: tuple[Span, ...] = ()


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit is, where it is not plain text to read."""

    reason: str | None
    role: str


class Found(msgspec.Struct, kw_only=True):
    """The candidates gathered so far, and labels of units by their index."""

    labels: dict[int, Label] = {}
    titles: list[Candidate] = []
    bylines: list[Candidate] = []
    datelines: list[Candidate] = []
    publishers: list[Candidate] = []
    originals: list[Candidate] = []
    urls: list[Candidate] = []
    dates: list[DateCandidate] = []
    tags: list[Stated] = []


def stated(text: str, start: int, end: int, rule: str) -> Stated:
    """The words of the text from `start` to `end` as a value, with themselves as evidence."""
    return Stated(
        value=" ".join(text[start:end].split()), evidence=(Span.of(text, start, end),), rules=(f"clean/{rule}",)
    )


def best(candidates: list[Candidate]) -> Stated | None:
    """The most trusted candidate, the first of equals, with the evidence of another that says the same."""
    if not candidates:
        return None
    chosen = min(candidates, key=lambda candidate: candidate.rank).stated
    return witnessed(chosen, [candidate.stated for candidate in candidates])


def witnessed(chosen: Stated, others: list[Stated]) -> Stated:
    """The value with the words of another statement of the same, where it has none itself."""
    if chosen.evidence:
        return chosen
    for other in others:
        if other.evidence and other.value.lower() == chosen.value.lower():
            return Stated(value=chosen.value, evidence=other.evidence, rules=(*chosen.rules, *other.rules))
    return chosen
