"""Carries the day and the place on from what was told before, each by a named rule."""

from __future__ import annotations

import datetime as dt

import msgspec

from khaldun.assemble.event import Event
from khaldun.assemble.setting import Setting
from khaldun.records.facts import DateFact
from khaldun.records.reports import Article

_HISTORY = dt.timedelta(days=31)
_LONG_HISTORY = dt.timedelta(days=62)
_VAGUE = dt.timedelta(days=14)
_ASIDE = dt.timedelta(days=8)
_TOLD = frozenset({"asserted", "reported"})


def carry(events: list[Event], article: Article, setting: Setting) -> None:
    """Gives events without a day or place those last told of: by an event before, or by words of the same paragraph.

    What lies long before the publication (in a report without one: before the latest day it tells of) is background.
    """
    published = _published(article)
    now = published or max((date.end for event in events for date in event.dates), default=None)
    reach = _reach(events, now)
    news = _is_news(events, article, published)
    last: Event | None = None
    for event in events:
        if not event.dates:
            _carry_date(event, last, published, article, setting, reach, news)
        if not event.places:
            _carry_place(event, last, setting)
        past = event.dates and now and (_is_history(event.dates[0], now, reach) or _is_aside(event, now))
        if published and event.dates and event.dates[0].start > published and event.status in _TOLD:
            event.status = "planned"
            event.rules.append("assemble/lies-ahead")
        if past and not event.background:
            event.background = True
            event.rules.append("assemble/history")
        vague = bool(event.dates) and event.dates[0].end - event.dates[0].start > _VAGUE
        if not event.background and not event.heading and event.status in _TOLD and not vague:
            last = event


def _carry_place(event: Event, last: Event | None, setting: Setting) -> None:
    told = setting.place_before(event)
    if told is not None and (last is None or last.sentence < told[0].sentence or last.block != event.block):
        event.places = [told]
        event.rules.append("assemble/place-told-before")
    elif last is not None and last.block == event.block and last.places:
        event.places = last.places[-1:]
        event.rules.append("assemble/place-carried")
    elif event.has("read/settlement") and (meant := setting.settlement_before(event)) is not None:
        event.places = [meant]
        event.rules.append("assemble/place-meant")


def _carry_date(
    event: Event,
    last: Event | None,
    published: dt.date | None,
    article: Article,
    setting: Setting,
    reach: dt.timedelta,
    news: bool,
) -> None:
    if event.background or (event.day_unknown and not published) or event.status not in {*_TOLD, "denied"}:
        return
    told = setting.date_before(event)
    if told is not None and published and _is_history(told[1], published, reach):
        told = None
    behind = told is not None and (last is None or not last.dates or last.sentence < told[0].sentence)
    if event.trigger.ongoing and published:
        event.dates = [_published_day(article, published, "assemble/ongoing-at-publication")]
    elif told is not None and (behind or (last is not None and last.block != event.block)):
        event.dates = [_carried(told[1], "assemble/date-told-before")]
    elif last is not None and last.dates and (last.block == event.block or event.has("read/definite")):
        event.dates = [_carried(last.dates[0], "assemble/date-carried")]
    elif last is not None and last.dates and event.block - last.block <= 2 and _is_recent(last.dates[0], published):
        event.dates = [_carried(last.dates[0], "assemble/date-carried-over-paragraph", confidence=0.4)]
    elif published and (news or not event.numbers):
        event.dates = [_published_day(article, published, "assemble/date-of-publication")]


def _is_news(events: list[Event], article: Article, published: dt.date | None) -> bool:
    """Whether the report tells of the days before its publication: by its dateline, or by a day that it names."""
    if published is None:
        return False
    near = [date for event in events for date in event.dates if published - _VAGUE <= date.start <= published]
    return article.dateline is not None or bool(near)


def _is_recent(date: DateFact, published: dt.date | None) -> bool:
    """Whether the day is near enough to the report's own to be that of another paragraph too."""
    return published is None or date.end >= published - _VAGUE


def _reach(events: list[Event], now: dt.date | None) -> dt.timedelta:
    """How far back the report's own days go: a month, two where it tells mostly of longer ago (a quarterly)."""
    days = [event.dates[0].end for event in events if event.dates and not event.background]
    old = sum(1 for day in days if now is not None and day <= now - _HISTORY)
    return _LONG_HISTORY if 3 * old > len(days) else _HISTORY


def _is_history(date: DateFact, now: dt.date, reach: dt.timedelta) -> bool:
    """Longer before than the report's own days reach, or a stretch of over two months: "since November 2023"."""
    return date.end <= now - reach or date.end - date.start > _LONG_HISTORY


def _is_aside(event: Event, now: dt.date) -> bool:
    """What is told with "which" or "had" of a day over a week back."""
    return (
        (event.has("read/relative") or event.has("read/had"))
        and not event.date_of_sentence
        and event.dates[0].end <= now - _ASIDE
    )


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
