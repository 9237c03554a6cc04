"""Claims under the codebook again, after somebody has changed them: the cells that follow from their values.

What a person or the reader has settled stays (the type, the sides, the day and place); what follows from it (types of
actors, precision, deaths divided, one row for several tactics) is worked out anew over all claims of the report.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from khaldun.code.codebook import Codebook
from khaldun.code.protocols import Countries
from khaldun.code.step import code
from khaldun.records.base import Span
from khaldun.records.claims import Claim
from khaldun.records.facts import (
    ActorFact,
    CountFact,
    DateFact,
    DeathFact,
    PlaceFact,
    QuantityFact,
    SourceFact,
    WeaponFact,
)
from khaldun.records.lines import ActorLine, ClaimLine, CountLine, DateLine, PlaceLine, ReportLine
from khaldun.records.reports import Article
from khaldun.review.fields import EDITED

HomeOf = Callable[[str], str | None]  # an actor's id → its home country (ISO alpha-3), null where it has none
_NULL = b"null"
_SURE = 1.0  # what somebody has looked at; only drafts are more or less sure


def recode(
    lines: Sequence[ClaimLine], report: ReportLine, *, codebook: Codebook, countries: Countries, home_of: HomeOf
) -> list[ClaimLine]:
    """The claims of a report, in their order, each with the cells that follow from its values."""
    found = (Span.of(report.text, one.start, one.end) for one in report.sentences if one.start < one.end)
    sentences = sorted(found, key=lambda one: one.start)
    claims = tuple(
        _claim(line, identity, sentences, home_of) for line, identity in zip(lines, _distinct(lines), strict=True)
    )
    article = Article(report_id=report.id, name=report.name, text=report.text, blocks=(), language="en", reader="")
    coded = code(claims, article=article, codebook=codebook, countries=countries, settled=True)
    ids = {claim.id: line.id for claim, line in zip(claims, lines, strict=True)}
    return [_joined(line, new, ids) for line, new in zip(lines, coded, strict=True)]


def _joined(line: ClaimLine, new: ClaimLine, ids: dict[str, str]) -> ClaimLine:
    """The claim with the cells that were worked out."""
    coding = new.coding
    if coding is not None and coding.merged_into is not None:
        coding = msgspec.structs.replace(coding, merged_into=ids[coding.merged_into])
    if coding is not None and line.coding is not None and EDITED not in line.rules:
        # What the rules once changed they do not change again; why it is so must stay to be seen.
        known = dict.fromkeys((*line.coding.rules, *coding.rules))
        coding = msgspec.structs.replace(coding, rules=tuple(known))
    date = line.date
    if date is not None and new.date is not None:
        date = msgspec.structs.replace(date, precision=new.date.precision)
    return msgspec.structs.replace(line, event_type=new.event_type, date=date, fatalities=new.fatalities, coding=coding)


def _distinct(lines: Sequence[ClaimLine]) -> list[str]:
    """The claims' ids, told apart where one was split."""
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        found.append(f"{line.id}-{seen[line.id]}" if seen[line.id] else line.id)
        seen[line.id] += 1
    return found


def _told_in(tellings: Sequence[Span], sentences: Sequence[Span]) -> tuple[Span, ...]:
    """The sentences, of a text's in their order, that share a code point with one of the tellings."""
    found = set()
    for telling in tellings:
        at = bisect_left(sentences, telling.end, key=lambda one: one.start)
        while at and sentences[at - 1].end > telling.start:
            at -= 1
            found.add(at)
    return tuple(sentences[at] for at in sorted(found))


def _claim(line: ClaimLine, identity: str, sentences: Sequence[Span], home_of: HomeOf) -> Claim:
    trigger = line.trigger or (line.tellings[0] if line.tellings else Span(start=0, end=1, quote=" "))
    tellings = line.tellings or (trigger,)
    return Claim(
        id=identity,
        report_id=line.report.id or "",
        report_name=line.report.name,
        trigger=trigger,
        sub_event_type=line.sub_event_type or "",
        status=line.status,
        ongoing=line.ongoing,
        background=line.background,
        tellings=tellings,
        sentences=_told_in(tellings, sentences),
        sources=tuple(SourceFact(name=one.name, evidence=one.evidence, rules=one.rules) for one in line.sources),
        date=_date(line.date),
        place=_place(line.place),
        doers=_actors((line.actor1, *line.assoc_actor1), home_of),
        targets=_actors((line.actor2, *line.assoc_actor2), home_of),
        deaths=tuple(_death(line)),
        injured=_count(line.injured),
        quantities=tuple(
            QuantityFact(
                what=one.what,
                low=one.low,
                best=one.best,
                high=one.high,
                unbounded=one.unbounded,
                group=one.group,
                evidence=one.evidence,
                rules=one.rules,
            )
            for one in line.quantities
        ),  # fmt: skip
        weapons=tuple(
            WeaponFact(quote=one.quote, class_=one.class_, evidence=one.evidence, rules=one.rules)
            for one in line.weapons
        ),
        group=line.group,
        rules=line.rules,
        method=line.method,
        confidence=_SURE,
    )


def _death(line: ClaimLine) -> list[DeathFact]:
    return [
        DeathFact(
            of=one.of, low=one.low, best=one.best, high=one.high, unbounded=one.unbounded, group=one.group,
            evidence=one.evidence, rules=one.rules,
        )
        for one in line.deaths
    ]  # fmt: skip


def _count(line: CountLine | None) -> CountFact | None:
    if line is None:
        return None
    return CountFact(
        low=line.low, best=line.best, high=line.high, unbounded=line.unbounded, group=line.group,
        evidence=line.evidence, rules=line.rules,
    )  # fmt: skip


def _date(line: DateLine | None) -> DateFact | None:
    """Inclusive days to half-open ones."""
    if line is None:
        return None
    return DateFact(
        start=dt.date.fromisoformat(line.start),
        end=dt.date.fromisoformat(line.end) + dt.timedelta(days=1),
        anchor=line.anchor or "stated",
        evidence=line.evidence,
        rules=line.rules,
        confidence=_SURE,
    )


def _place(line: PlaceLine | None) -> PlaceFact | None:
    if line is None:
        return None
    geometry = bytes(line.geometry)
    return PlaceFact(
        quote=line.quote or line.name or "",
        name=line.name,
        gazetteer_id=line.gazetteer_id,
        country=line.country,
        admin1=line.admin1,
        admin2=line.admin2,
        latitude=line.latitude,
        longitude=line.longitude,
        precision=line.precision,
        where_prec=line.where_prec,
        geometry=None if geometry == _NULL else geometry.decode(),
        unresolved=line.unresolved,
        fallback=line.fallback,
        candidates=line.candidates,
        evidence=line.evidence,
        rules=line.rules,
        confidence=_SURE,
    )


def _actors(lines: Sequence[ActorLine | None], home_of: HomeOf) -> tuple[ActorFact, ...]:
    """The actors that the report or a person names; those that only the codebook adds it adds again."""
    return tuple(
        ActorFact(
            quote=line.quote or line.name or "",
            id=line.id,
            name=line.name or line.quote or "",
            type=line.type,
            home=home_of(line.id) if line.id else None,
            stance=line.stance,
            evidence=line.evidence,
            rules=line.rules,
            confidence=_SURE,
        )
        for line in lines
        if line is not None and (line.quote is not None or EDITED in line.rules)
    )
