"""Carries the day and the place on from what was told before, each by a named rule."""

from __future__ import annotations

import datetime as dt

import msgspec

from khaldun.assemble.compare import BATTLES, VIOLENT, dates_agree, places_agree
from khaldun.assemble.event import Event
from khaldun.assemble.gather import same_actor
from khaldun.records.facts import DateFact
from khaldun.records.reports import Article

_HISTORY = dt.timedelta(days=62)
_ASIDE = dt.timedelta(days=8)
_OF_A_RAID = frozenset(
    {"Sexual violence", "Looting/property destruction", "Abduction/forced disappearance", "Attack", "violence"}
)


def carry(events: list[Event], article: Article) -> None:
    """Gives events without a day or place those of the telling before, in the same paragraph or by what they say."""
    published = _published(article)
    last: Event | None = None
    for event in events:
        if not event.dates:
            _carry_date(event, last, published, article)
        if not event.places and last is not None and last.block == event.block and last.places:
            event.places = last.places[-1:] if len(last.places) > 1 else last.places
            event.rules.append("assemble/place-carried")
        if last is not None and event.type in BATTLES and not event.targets and event.sentence - last.sentence <= 2:
            _carry_opponent(event, last)
        if not event.doers and event.has("read/pronoun") and last is not None and event.sentence - last.sentence <= 2:
            event.doers = last.doers
            event.rules.append("assemble/doer-carried")
        if not event.doers and event.type in _OF_A_RAID and last is not None and _same_raid(event, last):
            event.doers = last.doers
            event.rules.append("assemble/doer-of-the-raid")
        past = event.dates and published and (_is_history(event.dates[0], published) or _is_aside(event, published))
        if past and not event.background:
            event.background = True
            event.rules.append("assemble/history")
        if not event.background and not event.heading and event.status in {"asserted", "reported"}:
            last = event


def _is_history(date: DateFact, published: dt.date) -> bool:
    """Over two months before publication, or a stretch longer than that: "since November 2023"."""
    return date.end <= published - _HISTORY or date.end - date.start > _HISTORY


def _is_aside(event: Event, published: dt.date) -> bool:
    """A clause with "which" that tells of a day over a week back."""
    return event.has("read/relative") and not event.date_of_sentence and event.dates[0].end <= published - _ASIDE


def _same_raid(event: Event, last: Event) -> bool:
    """Told right after a raid, of the same place and day: "… four women were raped"."""
    near = event.sentence - last.sentence <= 1 and last.type in VIOLENT
    return near and bool(last.doers) and places_agree(event, last) and dates_agree(event, last)


def _carry_opponent(event: Event, last: Event) -> None:
    """Who is fought against, where the doer goes on fighting: "Then the army advanced on X"."""
    if not event.doers and last.doers and last.targets and last.type in BATTLES:
        event.doers, event.targets = last.doers, last.targets
        event.rules.append("assemble/sides-carried")
    elif (
        event.doers
        and last.doers
        and same_actor(event.doers[0], last.doers[0])
        and last.targets
        and last.type in BATTLES
    ):
        event.targets = last.targets
        event.rules.append("assemble/opponent-carried")


def _carry_date(event: Event, last: Event | None, published: dt.date | None, article: Article) -> None:
    if event.background or event.status not in {"asserted", "reported", "denied"}:
        return
    if event.trigger.ongoing and published:
        event.dates = [_published_day(article, published, "assemble/ongoing-at-publication")]
    elif last is not None and last.dates and (last.block == event.block or event.has("read/definite")):
        event.dates = [_carried(last.dates[0], "assemble/date-carried")]
    elif last is not None and last.dates and event.block - last.block <= 2:
        event.dates = [_carried(last.dates[0], "assemble/date-carried-over-paragraph", confidence=0.4)]
    elif published:
        event.dates = [_published_day(article, published, "assemble/date-of-publication")]


def _carried(date: DateFact, rule: str, confidence: float = 0.6) -> DateFact:
    return msgspec.structs.replace(date, anchor="narrative", rules=(*date.rules, rule), confidence=confidence)


def _published(article: Article) -> dt.date | None:
    if article.published is None:
        return None
    try:
        return dt.date.fromisoformat(article.published.value[:10])
    except ValueError:
        return None


def _published_day(article: Article, day: dt.date, rule: str) -> DateFact:
    evidence = article.published.evidence if article.published else ()
    return DateFact(
        start=day, end=day + dt.timedelta(days=1), anchor="report", evidence=evidence, rules=(rule,), confidence=0.35
    )
