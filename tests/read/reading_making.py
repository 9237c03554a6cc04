"""The table of sentences, and a reader with the packaged words and names and a few invented places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from khaldun.datafile import load_yaml
from khaldun.read.rules.reader import RulesReader
from khaldun.records.annotations import Annotated, Status, Trigger
from khaldun.records.reports import Article, Block
from khaldun.tools.countries import packaged_countries
from khaldun.tools.lexicon import load_lexicon
from khaldun.tools.registry import load_registry

PLACES = {
    "Harmut": "settlement",
    "Oruva": "settlement",
    "Senkara": "settlement",
    "Dovrel": "settlement",
    "Nimar": "region",
    "Mali": "country",
    "Syria": "country",
}
ROLES = ("doer", "target", "associated", "place", "date", "killed", "wounded", "weapon", "source")


class Found(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event that a sentence tells of; a role that is None is not compared."""

    trigger: str
    type: str
    status: Status = "asserted"
    ongoing: bool = False
    background: bool = False
    rule: str | None = None
    doer: tuple[str, ...] | None = None
    target: tuple[str, ...] | None = None
    associated: tuple[str, ...] | None = None
    place: tuple[str, ...] | None = None
    date: tuple[str, ...] | None = None
    killed: tuple[str, ...] | None = None
    wounded: tuple[str, ...] | None = None
    weapon: tuple[str, ...] | None = None
    source: tuple[str, ...] | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of sentences.yaml."""

    id: str
    why: str
    text: str
    heading: bool = False
    find: tuple[Found, ...] = ()
    none: bool = False
    known_failure: str | None = None


class FakePlaces:
    """Implements `PlaceNames` over a mapping."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def known(self, name: str) -> str | None:
        return self._places.get(name)


def rows() -> tuple[Row, ...]:
    """The rows of the table."""
    return load_yaml(Path(__file__).parent / "sentences.yaml", tuple[Row, ...])


@lru_cache(maxsize=1)
def reader() -> RulesReader:
    """A reader with the packaged lexicon and registry and the places above."""
    adjectives = [word for country in packaged_countries().all for word in country.adjectives]
    return RulesReader(load_lexicon(adjectives), load_registry(), FakePlaces(PLACES))


def article(*blocks: str | tuple[str, str] | tuple[str, str, str | None]) -> Article:
    """An article of blocks: a paragraph's text, or (text, role) or (text, role, reason it is left out)."""
    text, made = "", []
    for block in blocks:
        words, role, reason = (*((block, "paragraph") if isinstance(block, str) else block), None, None)[:3]
        made.append(Block(start=len(text), end=len(text) + len(words), role=str(role), reason=reason))
        text += f"{words}\n\n"
    return Article(report_id="r", name="report", text=text, blocks=tuple(made), language="en", reader="text/1")


def read(row: Row) -> Annotated:
    """What the reader finds in a row's text."""
    return reader().read(article((row.text, "heading" if row.heading else "paragraph")))


def mismatches(row: Row, annotated: Annotated) -> list[str]:
    """What differs from the row, in words; empty where the reader is right."""
    triggers = sorted(annotated.triggers, key=lambda trigger: trigger.span.start)
    told = [f"{trigger.span.quote} ({trigger.sub_event_type})" for trigger in triggers]
    if len(triggers) != len(row.find):
        return [f"tells of {told}, expected {[item.trigger for item in row.find]}"]
    wrong: list[str] = []
    for found, trigger in zip(row.find, triggers, strict=True):
        wrong.extend(f"{trigger.span.quote}: {item}" for item in _compare(found, trigger, annotated))
    return wrong


def _compare(found: Found, trigger: Trigger, annotated: Annotated) -> list[str]:
    pairs = [
        ("trigger", found.trigger, trigger.span.quote),
        ("type", found.type, trigger.sub_event_type),
        ("status", found.status, trigger.status),
        ("ongoing", found.ongoing, trigger.ongoing),
        ("background", found.background, trigger.background),
    ]
    wrong = [f"{name} is {got!r}, expected {expected!r}" for name, expected, got in pairs if expected != got]
    if found.rule is not None and found.rule not in trigger.rules:
        wrong.append(f"rules are {trigger.rules}, expected {found.rule}")
    for role in ROLES:
        expected = getattr(found, role)
        if expected is not None and not _same(expected, role, trigger, annotated):
            wrong.append(f"{role} is {_quotes(role, trigger, annotated)}, expected {list(expected)}")
    return wrong


def _quotes(role: str, trigger: Trigger, annotated: Annotated) -> list[tuple[str, str]]:
    linked = [link.mention for link in annotated.links if link.trigger == trigger.id and link.role == role]
    mentions = [annotated.mentions[at] for at in linked]
    ordered = sorted(mentions, key=lambda mention: mention.span.start)
    return [(mention.head.quote, mention.span.quote) for mention in ordered]


def _same(expected: tuple[str, ...], role: str, trigger: Trigger, annotated: Annotated) -> bool:
    got = _quotes(role, trigger, annotated)
    return len(got) == len(expected) and all(words in pair for words, pair in zip(expected, got, strict=True))
