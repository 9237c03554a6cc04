"""What a sentence is cut into: chunks in a row, and the mentions found on the way.

The reader is a cascade of finite-state steps in the manner of FASTUS (Hobbs et al. 1997): words, then basic phrases
(this module's chunks), then events around their triggers, then merging within the report.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from khaldun.read.rules.lexicon import Lexicon, Sense
from khaldun.read.rules.words import Grammar
from khaldun.records.annotations import Mention, MentionKind
from khaldun.records.base import Span
from khaldun.text.tokens import Token

MARKS = '.;:!?—–()[]"“”«»'


@dataclass(slots=True)
class VerbGroup:
    """A verb with its helpers: what it tells of (`sense`) and how (voice, modality, negation, adverbs)."""

    sense: Sense
    senses: tuple[Sense, ...]
    passive: bool = False
    modal: str = ""
    negated: bool = False
    perfect: bool = False
    progressive: bool = False
    infinitive: bool = False
    participle: bool = False
    marks: tuple[str, ...] = ()

    def as_(self, *tags: str) -> Sense | None:
        """The first of its senses with one of the tags."""
        return next((sense for sense in self.senses if sense.tag in tags), None)


@dataclass(slots=True)
class Chunk:
    """Tokens `start` to `end` (half-open) of a sentence as one unit.

    kind: ACT actor, PLC place, FAC unnamed facility, DAT date, CNT count, WPN weapon, VG verb group, TN noun that tells
    of an event, HS state of harm ("dead"), HN noun of harm ("deaths"), P preposition, CC and/or, COMMA, REL relative,
    SUB subordinator, PUN clause mark, ASSOC ("backed by"), MARK (a word of status), NAME unknown name, DET article,
    MEASURE ("a string of"), PLA place before people ("Herat police"), APP the rest of a name, W any other word.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    mention: int | None = None
    count: int | None = None
    sense: Sense | None = None
    verb: VerbGroup | None = None
    class_: str = ""
    actor_ids: tuple[str, ...] = ()
    definite: bool = False
    negative: bool = False
    compound: bool = False
    plural: bool = False
    owner: int | None = None
    marks: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """What is being found in a report: mentions get their ids here."""

    text: str
    lexicon: Lexicon
    mentions: list[Mention] = field(default_factory=list)

    def mention(
        self,
        kind: MentionKind,
        sentence: int,
        start: int,
        end: int,
        *,
        head: tuple[int, int] | None = None,
        sense: str = "",
        near: bool = False,
        part: str = "",
        rules: tuple[str, ...] = (),
    ) -> int:
        """Adds a mention of code points `start` to `end`; returns its id."""
        begin, stop = head or (start, end)
        new = Mention(
            id=len(self.mentions),
            kind=kind,
            span=Span.of(self.text, start, end),
            head=Span.of(self.text, begin, stop),
            sentence=sentence,
            sense=sense,
            near=near,
            part=part,
            rules=rules,
        )
        self.mentions.append(new)
        return new.id


@dataclass(slots=True)
class Tagged:
    """A sentence's tokens with what other finders saw in them: dates, counts and names by first token."""

    index: int
    grammar: Grammar
    tokens: list[Token]
    dates: dict[int, int]
    counts: dict[int, int]
    names: dict[int, tuple[int, tuple[str, ...]]]
    senses: list[list[Sense]]
    capitals: bool = True
    heading: bool = False
    title_case: bool = False
    chunks: list[Chunk] = field(default_factory=list)

    def lower(self, at: int) -> str:
        """The token at `at` in lower case, "" beyond the sentence."""
        return self.tokens[at].lower if 0 <= at < len(self.tokens) else ""

    def best(self, at: int, *tags: str) -> Sense | None:
        """The longest sense at a token with one of the tags."""
        if 0 <= at < len(self.senses):
            for sense in self.senses[at]:
                if sense.tag in tags:
                    return sense
        return None
