"""Reports read and resolved by hand, for the tests of assembly: the table's words made into records."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from khaldun.assemble.step import assemble
from khaldun.datafile import load_yaml
from khaldun.records.annotations import Annotated, Link, Mention, MentionKind, Role, Sentence, Status, Trigger
from khaldun.records.base import Span
from khaldun.records.claims import Claim
from khaldun.records.facts import ActorFact, CountFact, DateFact, PlaceFact, Resolved
from khaldun.records.reports import Article, Block, Stated
from khaldun.text.numbers import parse_count

PUBLISHED = "2019-11-16"
# The days that the table's words mean; the resolver's work, done by hand.
DAYS = {
    "Monday": ("2019-11-11", 1),
    "Tuesday": ("2019-11-12", 1),
    "last week": ("2019-11-04", 7),
    "3 January": ("2019-01-03", 1),
    "this year": ("2019-01-01", 365),
}
# (type, registry id) of the actors that are not just a name.
ACTORS = {
    "army": ("State forces", "army"),
    "troops": ("State forces", "army"),
    "police": ("State forces", "police"),
    "rebels": ("Rebel group", "rebels"),
    "insurgents": ("Rebel group", "rebels"),
    "militants": ("Rebel group", "militants"),
    "villagers": ("Civilians", None),
    "children": ("Civilians", None),
    "mother": ("Civilians", None),
    "students": ("Protesters", None),
    "demonstrators": ("Protesters", None),
}
REGIONS = frozenset({"Nimar province"})
IN_NIMAR = frozenset({"Harmut", "Oruva", "Dovrel"})
KINDS: dict[str, MentionKind] = {
    "doer": "actor", "associated": "actor", "target": "actor", "place": "place", "date": "date", "killed": "count",
    "wounded": "count", "captured": "count", "quantity": "count", "weapon": "weapon", "source": "source",
}  # fmt: skip


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block of the report, sentence by sentence."""

    say: tuple[str, ...]
    role: str = "paragraph"


class Telling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"in_": "in"}):
    """What a reader found: `in` counts the report's sentences from 0; all words stand in that sentence. `event`: the
    number of its event, where the reader says so. `again` are places that the sentence names again, at its end."""

    in_: int
    trigger: str
    type: str
    status: Status = "asserted"
    ongoing: bool = False
    background: bool = False
    event: int | None = None
    rules: tuple[str, ...] = ()
    doer: tuple[str, ...] = ()
    associated: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    killed: tuple[str, ...] = ()
    wounded: tuple[str, ...] = ()
    captured: tuple[str, ...] = ()
    quantity: tuple[str, ...] = ()
    weapon: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim; what is None is not compared. `deaths`: of whom → [low, high]; a null high is open."""

    tellings: tuple[str, ...]
    type: str | None = None
    trigger: str | None = None
    status: Status = "asserted"
    background: bool = False
    ongoing: bool | None = None
    place: str | None = None
    no_place: bool = False
    date: dt.date | None = None
    no_date: bool = False
    anchor: str | None = None
    doers: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    deaths: dict[str, tuple[int | None, int | None]] | None = None
    injured: tuple[int | None, int | None] | None = None
    quantities: dict[str, int] | None = None
    sources: tuple[str, ...] | None = None
    grouped: bool | None = None
    rules: tuple[str, ...] = ()
    not_rules: tuple[str, ...] = ()


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of cases.yaml."""

    id: str
    why: str
    text: tuple[Said, ...]
    tellings: tuple[Telling, ...]
    claims: tuple[Expected, ...]
    published: str | None = PUBLISHED
    known_failure: str | None = None


def cases() -> tuple[Case, ...]:
    """The rows of the table."""
    return load_yaml(Path(__file__).parent / "cases.yaml", tuple[Case, ...])


def claims_of(case: Case) -> tuple[Claim, ...]:
    """What assembly makes of a case."""
    return assemble(*made(case))


def made(case: Case) -> tuple[Article, Annotated, Resolved]:
    """A case's article, what was read in it, and what that means."""
    article, sentences = _article(case)
    reading = _Reading(article.text, sentences)
    for telling in case.tellings:
        reading.tell(telling)
    return article, reading.annotated(), reading.resolved


def _article(case: Case) -> tuple[Article, tuple[Sentence, ...]]:
    text, blocks, places = "", [], []
    for number, block in enumerate(case.text):
        start = len(text)
        for words in block.say:
            places.append((len(text), len(text) + len(words), number, block.role in {"title", "heading"}))
            text += f"{words} "
        blocks.append(Block(start=start, end=len(text) - 1, role=block.role))
        text += "\n"
    found = [
        Sentence(span=Span.of(text, start, end), block=block, heading=heading) for start, end, block, heading in places
    ]
    published = Stated(value=case.published) if case.published else None
    article = Article(
        report_id="c" * 64, name="case", text=text, blocks=tuple(blocks), language="en", reader="text/1",
        published=published,
    )  # fmt: skip
    return article, tuple(found)


class _Reading:
    """Collects mentions, triggers and links, and what the mentions mean."""

    def __init__(self, text: str, sentences: tuple[Sentence, ...]) -> None:
        self.text = text
        self.sentences = sentences
        self.mentions: list[Mention] = []
        self.triggers: list[Trigger] = []
        self.links: list[Link] = []
        self.resolved = Resolved(dates={}, places={}, actors={}, counts={})

    def tell(self, telling: Telling) -> None:
        number = len(self.triggers)
        span = self._span(telling.in_, telling.trigger)
        self.triggers.append(
            Trigger(
                id=number, span=span, sentence=telling.in_, sub_event_type=telling.type, status=telling.status,
                ongoing=telling.ongoing, background=telling.background, rules=telling.rules, confidence=0.7,
                event=telling.event,
            )
        )  # fmt: skip
        roles: tuple[Role, ...] = tuple(KINDS)  # type: ignore[assignment]
        for role in roles:
            for words in getattr(telling, role):
                mention = self._mention(telling.in_, words, KINDS[role], role)
                self.links.append(Link(trigger=number, mention=mention, role=role, rules=("read/test",)))
        for words in telling.again:
            within = self.sentences[telling.in_].span
            start = self.text.rindex(words, within.start, within.end)
            self._add(telling.in_, Span.of(self.text, start, start + len(words)), "place", "place")

    def annotated(self) -> Annotated:
        return Annotated(
            report_id="c" * 64, method="test/1", sentences=self.sentences, mentions=tuple(self.mentions),
            triggers=tuple(self.triggers), links=tuple(self.links),
        )  # fmt: skip

    def _span(self, sentence: int, words: str) -> Span:
        within = self.sentences[sentence].span
        start = self.text.index(words, within.start, within.end)
        return Span.of(self.text, start, start + len(words))

    def _mention(self, sentence: int, words: str, kind: MentionKind, role: str) -> int:
        span = self._span(sentence, words)
        same = [item.id for item in self.mentions if item.span == span and item.kind == kind]
        return same[0] if same else self._add(sentence, span, kind, role)

    def _add(self, sentence: int, span: Span, kind: MentionKind, role: str) -> int:
        at = len(self.mentions)
        sense = role if kind == "count" else ""
        self.mentions.append(Mention(id=at, kind=kind, span=span, head=span, sentence=sentence, sense=sense))
        self._resolve(at, span, kind)
        return at

    def _resolve(self, at: int, span: Span, kind: MentionKind) -> None:
        if kind == "actor":
            self.resolved.actors[at] = _actor(span)
        elif kind == "place":
            self.resolved.places[at] = _place(span)
        elif kind == "date":
            self.resolved.dates[at] = _day(span)
        elif kind == "count":
            self.resolved.counts[at] = _count(span)


def _actor(span: Span) -> ActorFact:
    type_, id_ = ACTORS.get(span.quote.lower(), (None, None))
    name = "Civilians" if type_ == "Civilians" else id_ or span.quote
    return ActorFact(quote=span.quote, id=id_, name=name, type=type_, evidence=(span,), rules=("actors/test",))


def _place(span: Span) -> PlaceFact:
    region = span.quote in REGIONS
    inside = "Nimar province" if span.quote in IN_NIMAR else None
    return PlaceFact(
        quote=span.quote, name=span.quote, gazetteer_id=f"fake:{span.quote}", country="XXX", admin1=inside,
        precision=3 if region else 1, evidence=(span,), rules=("places/test",),
    )  # fmt: skip


def _day(span: Span) -> DateFact:
    first, length = DAYS[span.quote]
    start = dt.date.fromisoformat(first)
    return DateFact(start=start, end=start + dt.timedelta(days=length), anchor="published", evidence=(span,))


def _count(span: Span) -> CountFact:
    count = parse_count(span.quote)
    assert count is not None, span.quote
    values = {"low": count.low, "best": count.best, "high": count.high, "unbounded": count.unbounded}
    return CountFact(**values, evidence=(span,), rules=(count.rule,))


def mismatches(expected: Expected, claim: Claim) -> list[str]:
    """What differs from the table, in words."""
    pairs: list[tuple[str, object, object]] = [
        ("tellings", sorted(expected.tellings), sorted(span.quote for span in claim.tellings)),
        ("type", expected.type, claim.sub_event_type),
        ("trigger", expected.trigger, claim.trigger.quote),
        ("status", expected.status, claim.status),
        ("background", expected.background, claim.background),
        ("ongoing", expected.ongoing, claim.ongoing),
        ("place", expected.place, claim.place.quote if claim.place else None),
        ("date", expected.date, claim.date.start if claim.date else None),
        ("anchor", expected.anchor, claim.date.anchor if claim.date else None),
        ("doers", expected.doers, tuple(actor.quote for actor in claim.doers)),
        ("targets", expected.targets, tuple(actor.quote for actor in claim.targets)),
        ("deaths", expected.deaths, {death.of: (death.low, death.high) for death in claim.deaths}),
        ("injured", expected.injured, (claim.injured.low, claim.injured.high) if claim.injured else None),
        ("quantities", expected.quantities, {item.what: item.low for item in claim.quantities}),
        ("sources", expected.sources, tuple(source.name for source in claim.sources)),
        ("grouped", expected.grouped, claim.group is not None),
    ]  # fmt: skip
    wrong = [
        f"{name} is {got!r}, expected {value!r}" for name, value, got in pairs if value is not None and value != got
    ]
    wrong += [f"rule {rule} is missing in {claim.rules}" for rule in expected.rules if rule not in _rules(claim)]
    wrong += [f"rule {rule} fired" for rule in expected.not_rules if rule in _rules(claim)]
    if expected.no_place and claim.place is not None:
        wrong.append(f"place is {claim.place.quote}, expected none")
    if expected.no_date and claim.date is not None:
        wrong.append(f"date is {claim.date.start}, expected none")
    return wrong


def _rules(claim: Claim) -> tuple[str, ...]:
    return (*claim.rules, *(claim.date.rules if claim.date else ()))
