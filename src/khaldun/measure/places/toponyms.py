"""Toponyms of articles resolved together, as the pipeline does it: how many lie within 161 km (100 miles)."""

from __future__ import annotations

from collections.abc import Iterable

from khaldun.measure.places.records import GeoText, Toponym
from khaldun.read.sentences import sentence_spans
from khaldun.records.annotations import Annotated, Mention, Sentence
from khaldun.records.base import Record, Span
from khaldun.records.facts import PlaceFact
from khaldun.records.reports import Article, Block
from khaldun.resolve.gazetteer_protocol import Places
from khaldun.resolve.places import resolve_places
from khaldun.resolve.places_geo import sphere_km

MILES_100_KM = 161.0


class Located(Record, frozen=True, kw_only=True):
    """A toponym with what it was taken for. `outcome` is "right", "wrong" or "open" (left unresolved).

    `first` says whether the first candidate is there, chosen or not, `among` whether any is.
    """

    text: GeoText
    toponym: Toponym
    fact: PlaceFact
    outcome: str
    first: bool
    among: bool


def locate(texts: Iterable[GeoText], gazetteer: Places, *, km: float = MILES_100_KM) -> list[Located]:
    """Resolve the toponyms of each text, all of one text together; right is what lies within `km`."""
    return [one for text in texts for one in _locate(text, gazetteer, km)]


def _locate(text: GeoText, gazetteer: Places, km: float) -> Iterable[Located]:
    facts = resolve_places(_article(text), _annotated(text), gazetteer)
    for number, toponym in enumerate(text.toponyms):
        fact = facts[number]
        there = [is_there(toponym, one.latitude, one.longitude, km) for one in fact.candidates]
        right = fact.latitude is not None and fact.longitude is not None and is_there(
            toponym, fact.latitude, fact.longitude, km
        )  # fmt: skip
        yield Located(
            text=text,
            toponym=toponym,
            fact=fact,
            outcome="open" if fact.unresolved else "right" if right else "wrong",
            first=right or bool(there and there[0]),
            among=right or any(there),
        )


def is_there(toponym: Toponym, latitude: float, longitude: float, km: float) -> bool:
    """Whether a point lies within `km` of the toponym's."""
    return sphere_km(toponym.latitude, toponym.longitude, latitude, longitude) <= km


def _article(text: GeoText) -> Article:
    return Article(
        report_id=text.id, name=text.id, text=text.text, blocks=(Block(start=0, end=len(text.text)),), language="en",
        reader="gold",
    )  # fmt: skip


def _annotated(text: GeoText) -> Annotated:
    sentences = tuple(Sentence(span=span, block=0) for span in sentence_spans(text.text))
    mentions = []
    for number, toponym in enumerate(text.toponyms):
        span = Span.of(text.text, toponym.start, toponym.end)
        sentence = sum(one.span.end <= toponym.start for one in sentences)
        mentions.append(Mention(id=number, kind="place", span=span, head=span, sentence=sentence))
    return Annotated(
        report_id=text.id, method="gold", sentences=sentences, mentions=tuple(mentions), triggers=(), links=()
    )
