"""Date mentions to days, each counted from the publication, the dateline, the day told of before, or from nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from khaldun.records.annotations import Annotated, Mention
from khaldun.records.base import Span
from khaldun.records.facts import DateFact
from khaldun.records.reports import Article
from khaldun.text.dates import DateExpr, find_dates, parse_date
from khaldun.text.dates.anchoring import anchor
from khaldun.text.dates.intervals import DAY, Anchors, Interval
from khaldun.text.dates.records import (
    Counted,
    Day,
    DayCount,
    Month,
    NumericDay,
    Past,
    Recent,
    Shift,
    Since,
    Until,
    Year,
)
from khaldun.text.dates.vocabulary import date_file, speaks_ahead, spellings, tells_beginning

_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2\d{2,4}(?![\d/-])")
_WRITTEN = re.compile(
    r"\b(?:(?P<day>\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b(?P<month> \d{1,2}\b(?!:))?)"
)
_DATED_EVENT = re.compile(
    r"(?:\s+[\w’'-]+){1,3}?(?:,? (?:which|that|who)(?: [\w’'-]+){1,3}?)?(?: ?[,(])?(?: (?:on|of|in|late|early))* ?"
)
"""What may stand between "two days before" and the day it is counted from: "the talks, which opened on"."""
_LONGEST_EVENT = 7 * DAY
_SENTENCE_OPENING = 12
"""Code points: "In 2014", "Back in 2014" open a sentence and say the year of what follows."""
_REPUBLISHED = "dates/republished-at-latest"
_HULL = "dates/list-hull"


class _Anchor(NamedTuple):
    """The day of publication or of the dateline: its name, its words, the rules to be told with it."""

    day: dt.date
    name: str
    evidence: tuple[Span, ...]
    rules: tuple[str, ...]


def resolve_dates(article: Article, annotated: Annotated) -> dict[int, DateFact]:
    """Mention id → the days it means, for the date mentions whose days can be known.

    A mention is left out where its words say no day or what they are counted from is not known.
    """
    return _Reading(article, annotated).facts()


class _Reading:
    """One report's dates in the order of the text, each reading what the ones before it said."""

    def __init__(self, article: Article, annotated: Annotated) -> None:
        self._article = article
        self._annotated = annotated
        self._anchor = _find_anchor(article)
        self._background = _background_mentions(annotated)
        self._narrative: tuple[DateFact, Span] | None = None
        self._opening: tuple[DateFact, Span] | None = None
        self._year: tuple[int, Mention, bool] | None = None

    def facts(self) -> dict[int, DateFact]:
        """Every date that can be resolved."""
        found: dict[int, DateFact] = {}
        dates = sorted((one for one in self._annotated.mentions if one.kind == "date"), key=lambda one: one.span.start)
        for mention in dates:
            exprs = self._read(mention)
            fact = self._fact(mention, exprs)
            if fact is not None:
                found[mention.id] = fact
                self._remember(mention, exprs, fact)
        return found

    def _read(self, mention: Mention) -> tuple[DateExpr, ...]:
        """What the mention's words say, read in their sentence where they say nothing alone ("3" in "3 and 4 June")."""
        expr = parse_date(mention.span.quote)
        if expr is not None:
            return (expr,)
        sentence = self._annotated.sentences[mention.sentence].span
        matches = find_dates(self._article.text, sentence.start, sentence.end)
        exprs = tuple(one.expr for one in matches if one.start < mention.span.end and mention.span.start < one.end)
        match exprs:
            case (Shift(event=True) as shift, of):  # "two days after the truce of 3 May"
                return (Counted(shift=shift, of=of),)
            case _:
                return exprs

    def _fact(self, mention: Mention, exprs: tuple[DateExpr, ...]) -> DateFact | None:
        anchors = self._anchors(mention, exprs)
        if len(exprs) == 1 and isinstance(exprs[0], Shift) and exprs[0].origin == "narrative":
            told = self._dated_event(mention, anchors)
            if told is not None:
                interval = anchor(exprs[0], anchors._replace(narrative=(told[0].start, told[0].end)))
                return None if interval is None else self._told(mention, interval, told)
        intervals = [anchor(expr, anchors) for expr in exprs]
        known = [interval for interval in intervals if interval is not None]
        if not known or len(known) < len(intervals):
            return None
        return self._told(mention, known[0] if len(known) == 1 else _hull(known))

    def _dated_event(self, mention: Mention, anchors: Anchors) -> tuple[Interval, Span] | None:
        """The day told of what the mention is counted from: "two days before the talks, which opened on 2 April"."""
        text, sentence = self._article.text, self._annotated.sentences[mention.sentence].span
        matches = find_dates(text, sentence.start, sentence.end)
        for one, event in pairwise(matches):
            if one.start < mention.span.end and mention.span.start < one.end:
                waits = isinstance(one.expr, Shift) and one.expr.event
                dated = waits and _DATED_EVENT.fullmatch(text, one.end, event.start)
                interval = anchor(event.expr, anchors) if dated else None
                return None if interval is None else (interval, Span.of(text, event.start, event.end))
        return None

    def _anchors(self, mention: Mention, exprs: tuple[DateExpr, ...]) -> Anchors:
        narrative = self._narrative[0] if self._narrative else None
        numeric = any(isinstance(expr, NumericDay) for expr in exprs)
        return Anchors(
            published=self._anchor.day if self._anchor else None,
            narrative=(narrative.start, narrative.end) if narrative else None,
            year=self._told_year(mention),
            opening=(self._opening[0].start, self._opening[0].end) if self._opening else None,
            day_first=_day_first(self._article.text) if numeric else None,
            spelt_day_first=_spelt_day_first(self._article.text, self._article.language) if numeric else None,
            ahead=self._is_ahead(mention),
        )

    def _is_ahead(self, mention: Mention) -> bool:
        """Whether the words before it in its sentence speak of what is to come."""
        if mention.sentence >= len(self._annotated.sentences):
            return False
        start = self._annotated.sentences[mention.sentence].span.start
        return speaks_ahead().search(self._article.text[start : mention.span.start]) is not None

    def _told(self, mention: Mention, interval: Interval, event: tuple[Interval, Span] | None = None) -> DateFact:
        """The fact of an interval; `event` is the day told of what it is counted from."""
        evidence, rules = [mention.span], list(interval.rules)
        name = "stated"
        uses = interval.uses
        if event is not None:
            uses, name = event[0].uses, "narrative"
            evidence.append(event[1])
            rules += event[0].rules
        if "published" in uses and self._anchor:
            name = name if event else self._anchor.name
            evidence += self._anchor.evidence
            rules += self._anchor.rules
        if "narrative" in uses:
            name = "narrative"
            antecedent = self._antecedent(interval)
            evidence += antecedent[0]
            rules += antecedent[1]
        known = date_file().rules
        return DateFact(
            start=interval.start,
            end=interval.end,
            anchor=name,
            evidence=tuple(dict.fromkeys(evidence)),
            rules=tuple(dict.fromkeys(rules)),
            confidence=min(known[rule].confidence for rule in rules),
        )

    def _antecedent(self, interval: Interval) -> tuple[list[Span], list[str]]:
        """The words that told of the day before, and what must be said with it again."""
        if "dates/month-day-narrative-year" in interval.rules and self._year:
            return [self._year[1].span], []
        told = self._opening if "dates/day-count" in interval.rules else self._narrative
        if told is None:
            return [], []
        fact, span = told
        return [span], [rule for rule in fact.rules if rule == _REPUBLISHED]

    def _remember(self, mention: Mention, exprs: tuple[DateExpr, ...], fact: DateFact) -> None:
        """Keep the date as the day told of, if an event may have happened on it, and its year, if the words say one."""
        if any(isinstance(expr, Day | Month | Year) and expr.year is not None for expr in exprs):
            opens = isinstance(exprs[0], Year)
            self._year = (fact.start.year, mention, opens)
        sentence = self._annotated.sentences[mention.sentence].span
        since = isinstance(exprs[0], Since)
        if since or (
            fact.end - fact.start == DAY and tells_beginning().search(self._article.text[sentence.start : sentence.end])
        ):
            self._opening = (fact, mention.span)
        stretch = any(isinstance(expr, Since | Until | Past | Recent | DayCount) for expr in exprs)
        if stretch or fact.end - fact.start > _LONGEST_EVENT or mention.id in self._background:
            return
        self._narrative = (fact, mention.span)

    def _told_year(self, mention: Mention) -> int | None:
        """The year the paragraph tells of: a full date's, or one that opens this sentence or the one before."""
        if self._year is None:
            return None
        year, told, opens = self._year
        sentences = self._annotated.sentences
        here, there = sentences[mention.sentence], sentences[told.sentence]
        if here.block != there.block:
            return None
        if not opens:
            return year
        at_start = told.span.start - there.span.start <= _SENTENCE_OPENING
        return year if at_start and mention.sentence - told.sentence <= 1 else None


def _find_anchor(article: Article) -> _Anchor | None:
    """The dateline's day where it says one, else the local day of publication."""
    stated = article.published
    published = dt.date.fromisoformat(stated.value[:10]) if stated else None
    if article.dateline:
        for match in find_dates(article.dateline.value):
            told = anchor(match.expr, Anchors(published=published))
            if told is not None and told.end - told.start == DAY and (published is None or told.start <= published):
                return _Anchor(told.start, "dateline", article.dateline.evidence, ())
    if published is None or stated is None:
        return None
    return _Anchor(published, "published", stated.evidence, (_REPUBLISHED,) if article.republished else ())


def _background_mentions(annotated: Annotated) -> frozenset[int]:
    """The dates that belong to background alone: they are not the days the report goes on from."""
    background = {trigger.id: trigger.background for trigger in annotated.triggers}
    told: dict[int, bool] = {}
    for link in annotated.links:
        if link.role == "date":
            told[link.mention] = told.get(link.mention, True) and background.get(link.trigger, False)
    return frozenset(mention for mention, only in told.items() if only)


def _day_first(text: str) -> bool | None:
    """Whether the report's numeric dates put the day first; null where none says, or they disagree."""
    votes = {first > 12 for first, second in _numeric_pairs(text) if (first > 12) != (second > 12)}
    return votes.pop() if len(votes) == 1 else None


def _spelt_day_first(text: str, language: str) -> bool | None:
    """Whether those who write and spell as the report does put the day first; null where nothing says it, or both.

    "3 May" and "centre" are of those who write 3/5 for it, "May 3" and "center" of those who write 5/3.
    """
    if language != "en":
        return True
    day_words, month_words = spellings()
    votes = {True for _ in day_words.finditer(text)} | {False for _ in month_words.finditer(text)}
    for match in _WRITTEN.finditer(text):
        if (match["day"] is None) != (match["month"] is None):
            votes.add(match["day"] is not None)
    return votes.pop() if len(votes) == 1 else None


def _numeric_pairs(text: str) -> Iterator[tuple[int, int]]:
    for match in _NUMERIC.finditer(text):
        yield int(match.group(1)), int(match.group(3))


def _hull(intervals: list[Interval]) -> Interval:
    rules = tuple(dict.fromkeys(rule for one in intervals for rule in one.rules))
    uses = frozenset[str]().union(*(one.uses for one in intervals))
    return Interval(min(one.start for one in intervals), max(one.end for one in intervals), (*rules, _HULL), uses)
