"""What is typed into a field's form → the contract's part. A fault is told beside the field, and the input kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import msgspec

from khaldun.desk.digits import whole
from khaldun.desk.site import Site
from khaldun.records.annotations import Status
from khaldun.records.base import Span
from khaldun.records.facts import Candidate, DeathsOf
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportLine,
    SourceLine,
)
from khaldun.resolve.gazetteer_protocol import POINTLESS, Hit, Place
from khaldun.resolve.registry_protocol import TYPES
from khaldun.review.fields import FieldError, part

Form = Mapping[str, str]
OF: tuple[DeathsOf, ...] = ("civilians", "actor1", "actor2", "unknown")
STATUSES: tuple[str, ...] = get_args(Status)
TYPE_NAMES = sorted(TYPES)
_REGION = 3
_MOST_DEAD = 10_000_000


class ChoiceError(FieldError):
    """Several places are meant by what was typed; `hits` are they."""

    def __init__(self, message: str, hits: Sequence[Hit]) -> None:
        super().__init__(message, advice="Choose one of them.")
        self.hits = tuple(hits)


def part_of(name: str, form: Form, line: ClaimLine, report: ReportLine, site: Site) -> Any:
    """The part of the field `name` that a form states. Words that were selected become its evidence.

    Raises:
        FieldError: something in the form is not what the field holds.
        ChoiceError: a place's name is that of several.
    """
    parse = _PARSERS.get(name)
    if parse is None:
        raise FieldError(f"{name} cannot be changed here.")
    return parse(form, line, _selected(form, report), site)


def _selected(form: Form, report: ReportLine) -> tuple[Span, ...]:
    """The words that were selected for a value, code points `start` to `end`; none where nothing was."""
    start, end = form.get("start", "").strip(), form.get("end", "").strip()
    if not start and not end:
        return ()
    try:
        return (Span.of(report.text, int(start), int(end)),)
    except ValueError as error:
        raise FieldError("The selected words are not in the text.", advice="Select them again.") from error


def _type(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> str:
    kind = form.get("sub_event_type", "")
    if kind not in site.tools.codebook.event_type:
        raise FieldError(f"The codebook has no type {kind!r}.", advice="Choose one of its sub-event types.")
    return kind


def _status(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> str:
    if form.get("status") not in STATUSES:
        raise FieldError("There is no such status.", advice=f"Choose one of {', '.join(STATUSES)}.")
    return form["status"]


def _date(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> DateLine | None:
    first, last = form.get("first", "").strip(), form.get("last", "").strip()
    if not first:
        return None
    start, end = _day(first), _day(last or first)
    if end < start:
        raise FieldError("The last day lies before the first.", advice="Exchange them.")
    evidence = words or (line.date.evidence if line.date else ())
    return DateLine(start=start.isoformat(), end=end.isoformat(), anchor="stated", evidence=evidence)


def _day(told: str) -> dt.date:
    try:
        return dt.date.fromisoformat(told)
    except ValueError as error:
        raise FieldError(f"{told!r} is no day.", advice="Write it as 2019-11-16.") from error


def _place(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> PlaceLine | None:
    name, chosen = form.get("name", "").strip(), form.get("place_id", "").strip()
    before = line.place
    evidence = words or (before.evidence if before else ())
    quote = words[0].quote if words else (before.quote if before else None)
    if form.get("latitude", "").strip() or form.get("longitude", "").strip():
        return PlaceLine(
            quote=quote, name=name or (before.name if before else None) or quote,
            country=form.get("country", "").strip().upper() or (before.country if before else None),
            admin1=before.admin1 if before else None, latitude=_degrees(form, "latitude", 90.0),
            longitude=_degrees(form, "longitude", 180.0), precision=_precision(form), evidence=evidence,
        )  # fmt: skip
    if not name:
        return None
    place = _meant(name, chosen, before, site)
    precision = _REGION if place.feature in POINTLESS or place.feature == "district" else _precision(form)
    return PlaceLine(
        quote=quote or name, name=place.name, gazetteer_id=place.id, country=place.country, admin1=place.admin1,
        admin2=place.admin2, latitude=place.latitude, longitude=place.longitude, precision=precision,
        candidates=before.candidates if before else (), evidence=evidence,
    )  # fmt: skip


def _meant(name: str, chosen: str, before: PlaceLine | None, site: Site) -> Place:
    """The place that is meant: the one chosen of those so called, or, where the name was left as it is, of those that
    were considered; else the only one so called."""
    hits = list(site.find_places(name)) or list(site.find_places(name, loose=True))
    known = [hit.place for hit in hits]
    if before is not None and name in (before.name, before.quote):
        known += [_considered(one) for one in before.candidates]
    for place in known:
        if place.id == chosen:
            return place
    if not hits:
        raise FieldError(
            f"No place is called {name!r} here.",
            advice="Give its coordinates, or add a gazetteer of its country (khaldun gazetteer add).",
        )
    if len(hits) > 1:
        raise ChoiceError(f"{len(hits)} places are called {name!r}.", hits)
    return hits[0].place


def _considered(one: Candidate) -> Place:
    return Place(
        id=one.gazetteer_id, name=one.name, latitude=one.latitude, longitude=one.longitude, country=one.country,
        admin1=one.admin1, admin2=one.admin2, feature=one.feature,
    )  # fmt: skip


def _degrees(form: Form, name: str, most: float) -> float:
    told = form.get(name, "").strip()
    try:
        value = float(told)
    except ValueError as error:
        raise FieldError(f"{told!r} is no {name}.", advice="Write degrees, as 35.71.") from error
    if not -most <= value <= most:
        raise FieldError(f"{told} is no {name}.", advice=f"It lies between -{most:g} and {most:g} degrees.")
    return value


def _precision(form: Form) -> int:
    told = form.get("precision", "") or "1"
    if told not in {"1", "2", "3"}:
        raise FieldError("There is no such precision.", advice="1 the settlement, 2 near it, 3 a region.")
    return int(told)


def _actor_of(name: str) -> Callable[[Form, ClaimLine, tuple[Span, ...], Site], ActorLine | None]:
    def parse(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> ActorLine | None:
        before: ActorLine | None = part(line, name)
        told = form.get("name", "").strip()
        if not told:
            return None
        evidence = words or (before.evidence if before else ())
        quote = words[0].quote if words else (before.quote if before else None)
        return _actor(told, form.get("type", ""), quote, evidence, site)

    return parse


def _actor(told: str, kind: str, quote: str | None, evidence: tuple[Span, ...], site: Site) -> ActorLine:
    """The registry's actor of that name, else one by the name and type as typed."""
    known = [actor for one in site.tools.registry.called(told) if (actor := site.tools.registry.get(one)) is not None]
    exact = [actor for actor in known if actor.name.casefold() == told.casefold()] or known
    if len(exact) == 1:
        return ActorLine(quote=quote, id=exact[0].id, name=exact[0].name, type=exact[0].type, evidence=evidence)
    if kind and kind not in TYPES:
        raise FieldError(f"There is no type of actor {kind!r}.", advice=f"Choose one of {', '.join(TYPE_NAMES)}.")
    return ActorLine(quote=quote, name=told, type=kind or None, evidence=evidence)


def _associated(name: str) -> Callable[[Form, ClaimLine, tuple[Span, ...], Site], tuple[ActorLine, ...]]:
    def parse(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> tuple[ActorLine, ...]:
        before = {actor.name: actor for actor in part(line, name)}
        names = [told.strip() for told in form.get("names", "").splitlines() if told.strip()]
        return tuple(before.get(told) or _actor(told, "", None, words, site) for told in dict.fromkeys(names))

    return parse


def _deaths(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> tuple[DeathLine, ...]:
    before = {death.of: death for death in line.deaths}
    found = []
    for of in OF:
        told = _count(form, f"{of}_low", f"{of}_high", f"{of}_open", of)
        if told is None:
            continue
        low, high, unbounded = told
        was = before.get(of)
        if was is not None and not words and told == (was.low, was.high, was.unbounded):
            found.append(was)
            continue
        found.append(
            DeathLine(
                of=of, low=low, best=low if high is None or high == low else None, high=high, unbounded=unbounded,
                group=was.group if was else None, evidence=words or (was.evidence if was else ()),
            )
        )  # fmt: skip
    return tuple(found)


def _injured(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> CountLine | None:
    told = _count(form, "low", "high", "open", "injured")
    if told is None:
        return None
    low, high, unbounded = told
    evidence = words or (line.injured.evidence if line.injured else ())
    group = line.injured.group if line.injured else None
    return CountLine(low=low, best=low, high=high, unbounded=unbounded, group=group, evidence=evidence)


def _count(form: Form, low: str, high: str, unbounded: str, what: str) -> tuple[int, int | None, bool] | None:
    """Lowest, highest (null: open) and whether it is open; None where nothing is stated."""
    least, most, is_open = form.get(low, "").strip(), form.get(high, "").strip(), bool(form.get(unbounded))
    if not least and not most:
        return None
    first = _number(least or "0", what)
    last = None if is_open else _number(most, what) if most else first
    if last is not None and last < first:
        raise FieldError(f"The highest number ({what}) is under the lowest.", advice="Exchange them.")
    return first, last, is_open


def _number(told: str, what: str) -> int:
    number = whole(told)
    if number is None or number > _MOST_DEAD:
        raise FieldError(f"{told!r} is no number of people ({what}).", advice="Write digits, as 12.")
    return number


def _sources(form: Form, line: ClaimLine, words: tuple[Span, ...], site: Site) -> tuple[SourceLine, ...]:
    before = {source.name: source for source in line.sources}
    names = [told.strip() for told in form.get("names", "").splitlines() if told.strip()]
    return tuple(before.get(told) or SourceLine(name=told, evidence=words) for told in dict.fromkeys(names))


def _flag_of(name: str) -> Callable[[Form, ClaimLine, tuple[Span, ...], Site], bool]:
    return lambda form, line, words, site: bool(form.get(name))


_PARSERS: dict[str, Callable[[Form, ClaimLine, tuple[Span, ...], Site], Any]] = {
    "sub_event_type": _type,
    "status": _status,
    "ongoing": _flag_of("ongoing"),
    "background": _flag_of("background"),
    "date": _date,
    "place": _place,
    "actor1": _actor_of("actor1"),
    "assoc_actor1": _associated("assoc_actor1"),
    "actor2": _actor_of("actor2"),
    "assoc_actor2": _associated("assoc_actor2"),
    "deaths": _deaths,
    "injured": _injured,
    "sources": _sources,
    "notes": lambda form, line, words, site: form.get("notes", "").strip(),
}


def as_json(value: Any) -> bytes:
    """A part as a decision keeps it."""
    return msgspec.json.encode(value)
