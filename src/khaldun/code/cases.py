"""Claims made from worked cases, as codebooks hold them: tests run them, and khaldun codebook check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from khaldun.code.codebook import Codebook
from khaldun.code.schema import CaseClaim, CaseDeaths
from khaldun.records.base import Span
from khaldun.records.claims import Claim
from khaldun.records.facts import (
    ActorFact,
    Candidate,
    CountFact,
    DateFact,
    DeathFact,
    Fallback,
    PlaceFact,
    QuantityFact,
    SourceFact,
    WeaponFact,
)
from khaldun.records.reports import Article

ARTICLE = Article(report_id="r", name="report", text="", blocks=(), language="en", reader="text/1")
SPACE = 1000


def claims_of(specs: tuple[CaseClaim, ...], book: Codebook) -> tuple[tuple[Claim, ...], str]:
    """The claims of a case, ids c0, c1, …, and a text in which all their quotes stand. `book` has the cast.

    Raises:
        KeyError: a claim names an actor that is not of the cast.
        ValueError: a trigger does not stand in its claim's words.
    """
    text = ""
    made: list[Claim] = []
    for index, spec in enumerate(specs):
        text = text.ljust(index * SPACE)
        telling = Telling(text)
        made.append(_claim(index, spec, book, telling))
        text = telling.text
    return tuple(made), text


class Telling:
    """A text that grows by the words asked of it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def again(self, words: str) -> Span:
        """The words where they stand already."""
        start = self.text.index(words)
        return Span(start=start, end=start + len(words), quote=words)

    def span(self, words: str) -> Span:
        """The words, added to the end of the text."""
        start = len(self.text)
        self.text += words + " "
        return Span(start=start, end=start + len(words), quote=words)


def _claim(index: int, spec: CaseClaim, book: Codebook, telling: Telling) -> Claim:
    sentence = telling.span(spec.words)
    trigger = spec.trigger or spec.words.split()[0]
    at = sentence.start + spec.words.index(trigger)
    return Claim(
        id=f"c{index}",
        report_id="r",
        report_name="report",
        trigger=Span(start=at, end=at + len(trigger), quote=trigger),
        sub_event_type=spec.type,
        status=spec.status,
        background=spec.background,
        sentences=(sentence,),
        date=_date(spec, telling),
        place=_place(spec, telling),
        doers=tuple(_actor(name, book, telling) for name in spec.doers),
        targets=tuple(_actor(name, book, telling) for name in spec.targets),
        deaths=tuple(_death(death, telling) for death in spec.deaths),
        weapons=tuple(WeaponFact(quote=name, class_=name, evidence=(telling.span(name),)) for name in spec.weapons),
        quantities=tuple(_captured(spec.captured, telling)) if spec.captured is not None else (),
        injured=_injured(spec.injured, telling) if spec.injured is not None else None,
        group=spec.group,
        sources=tuple(SourceFact(name=name, evidence=(telling.span(name),)) for name in spec.sources),
        method="test/1",
    )


def _captured(number: int, telling: Telling) -> Iterator[QuantityFact]:
    words = telling.span(f"{number} captured")
    yield QuantityFact(what="captured", low=number, best=number, high=number, evidence=(words,))


def _injured(number: int, telling: Telling) -> CountFact:
    return CountFact(low=number, best=number, high=number, evidence=(telling.span(f"{number} injured"),))


def _date(spec: CaseClaim, telling: Telling) -> DateFact | None:
    if spec.start is None:
        return None
    end = spec.start + dt.timedelta(days=spec.days)
    return DateFact(start=spec.start, end=end, anchor="stated", evidence=(telling.span(spec.date_words),))


def _place(spec: CaseClaim, telling: Telling) -> PlaceFact | None:
    if spec.place is None:
        return None
    return PlaceFact(
        quote=spec.place,
        name=spec.place,
        country=spec.country,
        admin1=spec.admin1,
        admin2=spec.admin2,
        latitude=spec.latitude if spec.located else None,
        longitude=spec.longitude if spec.located else None,
        precision=spec.precision,
        where_prec=spec.where_prec if spec.located else None,
        unresolved=not spec.located,
        fallback=Fallback(
            rule="resolve/region",
            name="R",
            latitude=1.0,
            longitude=1.0,
            precision=spec.fallback,
            where_prec=spec.where_prec,
            country=spec.fallback_country,
        )
        if spec.fallback
        else None,
        candidates=tuple(
            Candidate(name=spec.place, gazetteer_id=str(n), latitude=1.0, longitude=1.0, score=0.5, country=country)
            for n, country in enumerate(spec.candidates)
        ),
        evidence=(telling.span(spec.place),),
    )


def _actor(name: str, book: Codebook, telling: Telling) -> ActorFact:
    cast = book.file.cast[name]
    span = telling.span(cast.name)
    return ActorFact(quote=cast.name, name=cast.name, id=cast.id, type=cast.type, home=cast.home, evidence=(span,))


def _death(death: CaseDeaths, telling: Telling) -> DeathFact:
    words = death.words or f"{death.low} dead"
    return DeathFact(
        of=death.of,
        low=death.low,
        best=death.low,
        high=death.high,
        unbounded=death.high is None and death.low is not None,
        group=death.group,
        evidence=(telling.again(words) if death.again else telling.span(words),),
        rules=death.rules,
    )
