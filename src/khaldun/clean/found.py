"""What the parts of cleaning hand to each other: candidates for the metadata, each with where it comes from."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from khaldun.clean.dates import DateWords
from khaldun.records.base import Span
from khaldun.records.reports import Stated

# How far a candidate is trusted: the lowest wins.
GIVEN, JSON_LD, META, FRONT_MATTER, LABELLED, HEADER, ELEMENT, SIGN_OFF, DATELINE, ADDRESS, UPDATED = range(11)
STATED, PRINTED, HINTED = 3, 5, 8

T = TypeVar("T", Stated, DateWords)


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
    """The most trusted candidate, the first of equals."""
    return min(candidates, key=lambda candidate: candidate.rank).stated if candidates else None
