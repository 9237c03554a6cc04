"""The rules reader: finds events by the words of the lexicon and the shape of the sentence around them."""

from __future__ import annotations

import re

import msgspec

from khaldun.read.casing import Casing, as_written, is_caseless
from khaldun.read.protocols import ActorNames, PlaceNames
from khaldun.read.rules.chunk import Draft, Tagged
from khaldun.read.rules.chunker import chunk_sentence
from khaldun.read.rules.events import find_events
from khaldun.read.rules.lexicon import Lexicon
from khaldun.read.rules.links import links_of
from khaldun.read.rules.recap import Recap
from khaldun.read.rules.status import settle_status, speaker
from khaldun.read.rules.tagger import tag
from khaldun.read.rules.telling import Telling
from khaldun.read.rules.tolls import settle_tolls
from khaldun.read.rules.types import Sorter
from khaldun.read.sentences import split_sentences
from khaldun.records.annotations import Annotated, Link, Role, Sentence, Trigger
from khaldun.records.base import Span
from khaldun.records.reports import Article

_SETTLEMENTS = frozenset({"village", "town", "city"})
METHOD = "rules/1"
_DATELINE_END = re.compile(r"[\s.,]*(?:\([^()\n]{1,60}\))?[\s.,]*[-–—:]+\s*")


class RulesReader:
    """Reads by rule; implements `read.protocols.Reader`."""

    def __init__(self, lexicon: Lexicon, names: ActorNames, places: PlaceNames) -> None:
        self._casing = Casing(lexicon.source.small_words, names, places)
        self._lexicon = lexicon
        self._names = names
        self._places = places

    @property
    def method(self) -> str:
        """ "rules/1" and the lexicon's digest."""
        return f"{METHOD}+{self._lexicon.version}"

    def read(self, article: Article) -> Annotated:
        """Sentences, mentions, triggers and links of the article's blocks that are read.

        A text without capitals is read in a copy that has them, and told in its own words.
        """
        if not is_caseless(article.text):
            return self._read(article)
        restored = self._casing.restored(article.text)
        annotated = self._read(msgspec.structs.replace(article, text=restored))
        return as_written(annotated, text=article.text, restored=restored)

    def _read(self, article: Article) -> Annotated:
        draft = Draft(article.text, self._lexicon)
        sorter = Sorter(draft, self._names)
        sentences = split_sentences(article)
        triggers: list[Trigger] = []
        links: list[Link] = []
        dispositions: list[tuple[str, str]] = []
        skip = article.dateline.evidence[0].end if article.dateline and article.dateline.evidence else 0
        recap = Recap(article, self._lexicon.source.status.recap_headings)
        for index, sentence in enumerate(sentences):
            if sentence.span.start < skip < sentence.span.end:
                sentence = _after_dateline(article.text, sentence, skip)
            tagged = tag(article.text, sentence, index, self._lexicon, self._names)
            chunk_sentence(draft, tagged, self._places)
            tellings, reason = self._tellings(draft, tagged, sorter)
            recapped = recap.covers(sentence)
            for telling in tellings:
                if recapped:
                    telling.rules.append("read/recap")
                _write(draft, tagged, telling, triggers, links)
            dispositions.append(("claims", "") if tellings else ("none", reason))
        return Annotated(
            report_id=article.report_id,
            method=self.method,
            sentences=sentences,
            mentions=tuple(draft.mentions),
            triggers=tuple(triggers),
            links=tuple(links),
            dispositions=tuple(dispositions),
        )

    def _tellings(self, draft: Draft, tagged: Tagged, sorter: Sorter) -> tuple[list[Telling], str]:
        sorter.next_sentence()
        found = find_events(draft, tagged, sorter)
        settled = sorted(settle_tolls(draft, tagged, found), key=lambda telling: telling.at)
        kept = []
        for telling in settled:
            if not sorter.sort(tagged, telling):
                continue
            settle_status(tagged, telling)
            if _says_nothing(draft, tagged, telling):
                continue
            kept.append(telling)
        if kept:
            return kept, ""
        return [], "words of an event without anyone, anywhere or any day" if found else "no words of an event"


def _after_dateline(text: str, sentence: Sentence, skip: int) -> Sentence:
    """The sentence without the dateline that it begins with, its agency in brackets and its dash."""
    mark = _DATELINE_END.match(text, skip, sentence.span.end)
    skip = mark.end() if mark else skip
    if skip >= sentence.span.end:
        return sentence
    return msgspec.structs.replace(sentence, span=Span.of(text, skip, sentence.span.end))


def _says_nothing(draft: Draft, tagged: Tagged, telling: Telling) -> bool:
    """Nouns told of in passing: nobody, nowhere, no day; or a weak noun with nothing but its name."""
    if telling.chunk.kind != "TN":
        return telling.bare and not (telling.frame.harm and _pronoun_before(tagged, telling.at))
    if _only_names(tagged, telling):
        return True
    carried = telling.carrier is not None and tagged.chunks[telling.carrier].kind == "VG"
    weak = telling.chunk.sense is not None and (telling.frame.name, telling.chunk.sense.lemma) in draft.lexicon.weak
    if telling.bare and not carried:
        return True
    return weak and not (
        telling.links
        or telling.targets
        or (telling.doers and (carried or telling.places))
        or (carried and telling.places)
    )


def _only_names(tagged: Tagged, telling: Telling) -> bool:
    """An event that only says who somebody is: "organiser of the sit-in", "victims of the attack"."""
    chunks = tagged.chunks
    of = telling.at > 1 and chunks[telling.at - 1].text == "of" and chunks[telling.at - 2].kind == "ACT"
    return of and not telling.links and telling.carrier is None


def _write(draft: Draft, tagged: Tagged, telling: Telling, triggers: list[Trigger], links: list[Link]) -> None:
    """The telling as a trigger and its links."""
    number = len(triggers)
    first, last = tagged.tokens[telling.chunk.start], tagged.tokens[telling.chunk.end - 1]
    start = _trigger_start(tagged, telling)
    said = speaker(tagged, telling)
    found = list(links_of(draft, tagged, telling, said))
    triggers.append(
        Trigger(
            id=number,
            span=Span.of(draft.text, max(start, first.start), last.end),
            sentence=tagged.index,
            sub_event_type=telling.type,
            status=telling.status,
            ongoing=telling.ongoing,
            background=telling.background,
            rules=tuple(dict.fromkeys(_rules_of(tagged, telling))),
            confidence=_confidence(telling),
        )
    )
    seen: set[tuple[Role, int]] = set()
    for role, mention, rule in found:
        if (role, mention) not in seen:
            seen.add((role, mention))
            links.append(Link(trigger=number, mention=mention, role=role, rules=(rule,)))


def _pronoun_before(tagged: Tagged, at: int) -> bool:
    """Whether the verb's subject is "they" or "it"."""
    first = tagged.chunks[at].start
    return any(tagged.lower(index) in {"they", "it", "he", "she"} for index in range(max(0, first - 3), first))


def _rules_of(tagged: Tagged, telling: Telling) -> list[str]:
    """The rules by which it was found, with what assembly must know of its words."""
    rules = [*telling.rules]
    if telling.toll:
        rules.append("read/toll")
    if telling.chunk.definite and telling.chunk.kind == "TN":
        rules.append("read/definite")
    if tagged.best(telling.chunk.start, "elaboration_words") or any(
        chunk.text == "elaboration_words" for chunk in tagged.chunks
    ):
        rules.append("read/elaboration")
    if telling.chunk.kind == "VG" and not telling.doers and _pronoun_before(tagged, telling.at):
        rules.append("read/pronoun")
    if any(
        chunk.kind == "REL" and chunk.text == "which" for chunk in tagged.chunks[max(0, telling.at - 2) : telling.at]
    ):
        rules.append("read/relative")
    if _had(tagged, telling):
        rules.append("read/had")
    if telling.anaphoric_place and not telling.places:
        rules.append("read/anaphoric-place")
        if any(tagged.chunks[index].class_ in _SETTLEMENTS for index in telling.facilities):
            rules.append("read/settlement")
    return rules


def _had(tagged: Tagged, telling: Telling) -> bool:
    """Told as what lay before, in the report's own voice: "The group had seized X on 27 May"."""
    at = telling.at if telling.carrier is None else telling.carrier
    chunk = tagged.chunks[at]
    perfect = chunk.verb is not None and chunk.verb.perfect and "read/attributed" not in telling.rules
    return perfect and any(tagged.lower(index) == "had" for index in range(chunk.start, chunk.end))


def _trigger_start(tagged: Tagged, telling: Telling) -> int:
    """Where the trigger's own words begin: the head of the verb group, the noun itself."""
    length = telling.chunk.sense.length if telling.chunk.sense else 1
    if telling.chunk.verb is not None:
        length = telling.chunk.verb.sense.length
    return tagged.tokens[max(telling.chunk.start, telling.chunk.end - length)].start


def _confidence(telling: Telling) -> float:
    """How sure: more where it is told in full, less where little but the word stands there."""
    parts = bool(telling.doers) + bool(telling.targets or telling.links) + bool(telling.places) + bool(telling.dates)
    return round(min(0.95, 0.4 + 0.12 * parts + (0.07 if telling.chunk.kind == "VG" else 0.0)), 2)
