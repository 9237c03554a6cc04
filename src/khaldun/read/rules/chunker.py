"""Cuts a sentence into chunks: dates, marks of status, verb groups, noun phrases, places, little words."""

from __future__ import annotations

from khaldun.read.protocols import PlaceNames
from khaldun.read.rules.borders import border_phrase
from khaldun.read.rules.chunk import MARKS, Chunk, Draft, Tagged
from khaldun.read.rules.containers import complete_lists, link_containers
from khaldun.read.rules.lexicon import Sense
from khaldun.read.rules.names import name_run, place_phrase
from khaldun.read.rules.nouns import noun_phrase
from khaldun.read.rules.verbs import verb_group

_STATUS = (
    "reported_words",
    "possible_words",
    "habitual_words",
    "ongoing_words",
    "purpose_words",
    "condition_words",
    "background_words",
    "elaboration_words",
    "no_fight",
    "sharing",
    "toll_total",
    "citing",
    "according",
)
# Words that open a clause, but only place a day in time: "during the night", "after 3 June".
_BEFORE_DAYS = frozenset({"during", "since", "after", "before", "until", "following"})
_UNITS = frozenset({"hours", "days", "few", "several", "week", "night", "day", "hour", "minutes"})
_JOINING = frozenset({"and", "or", "&", "but"})
_FIRST = (
    "including",
    "association",
    "toll_total",
    "purpose_words",
    "elaboration_words",
    "background_words",
    "no_fight",
    "denial_words",
    "according",
)


def chunk_sentence(draft: Draft, tagged: Tagged, places: PlaceNames) -> None:
    """Fills `tagged.chunks` with the chunks of its tokens, in order and without gaps."""
    at = 0
    while at < len(tagged.tokens):
        new = _next(draft, tagged, at, places)
        for chunk in new:
            if not chunk.text:
                chunk.text = tagged.lower(chunk.start)
        tagged.chunks.extend(new)
        at = max(new[-1].end, at + 1)
    complete_lists(draft, tagged)
    link_containers(draft, tagged, places)


def _next(draft: Draft, tagged: Tagged, at: int, places: PlaceNames) -> list[Chunk]:
    if at in tagged.dates:
        return [_date(draft, tagged, at)]
    border = border_phrase(draft, tagged, at, places)
    if border is not None:
        return [border]
    if _is_strange(draft, tagged, at):
        return [_strange(draft, tagged, at, places)]
    if _is_little(tagged, at):
        return [_little(draft, tagged, at)]
    phrase = _set_phrase(tagged, at)
    if phrase:
        return [phrase]
    verb = verb_group(tagged, at)
    if verb:
        return [verb]
    nouns = _nouns_or_place(draft, tagged, at, places)
    if nouns:
        _take_abbreviation(tagged, nouns[-1])
        return nouns
    designation = draft.lexicon.weapon_class(tagged.tokens[at].text)
    if designation:
        token = tagged.tokens[at]
        mention = draft.mention("weapon", tagged.index, token.start, token.end, sense=designation)
        return [Chunk("WPN", at, at + 1, mention=mention, class_=designation)]
    return [_count(draft, tagged, at) or _little(draft, tagged, at)]


def _is_strange(draft: Draft, tagged: Tagged, at: int) -> bool:
    """Whether a word is of no lexicon, no name of an actor and no number: at most a place or another name begins."""
    strange = tagged.capitals and draft.lexicon.is_strange(tagged.tokens[at].text)
    return strange and at not in tagged.counts and at not in tagged.names


def _strange(draft: Draft, tagged: Tagged, at: int, places: PlaceNames) -> Chunk:
    if tagged.tokens[at].text.islower():
        return Chunk("W", at, at + 1)
    place = place_phrase(draft, tagged, at, places)
    if place is None:
        return _little(draft, tagged, at)
    _take_abbreviation(tagged, place)
    return place


def _is_little(tagged: Tagged, at: int) -> bool:
    """Whether nothing longer can begin here: a mark, or a word that is only a preposition or a conjunction."""
    if at in tagged.counts or at in tagged.names:
        return False
    word = tagged.tokens[at].lower
    if word in MARKS or word == ",":
        return not tagged.senses[at]
    senses = tagged.senses[at]
    prep = len(senses) == 1 and senses[0].tag == "prep"
    return prep and word in tagged.grammar.prepositions and tagged.tokens[at].text == word


def _nouns_or_place(draft: Draft, tagged: Tagged, at: int, places: PlaceNames) -> list[Chunk]:
    before = len(draft.mentions)
    nouns = noun_phrase(draft, tagged, at)
    if nouns and not (nouns[0].kind == "FAC" and len(nouns) == 1):
        return nouns
    after = len(draft.mentions)
    place = place_phrase(draft, tagged, at, places)
    if place is None or (nouns and nouns[-1].end > place.end + 2):
        return nouns
    if after > before:
        place.owner = nouns[0].owner if nouns else None
    return [place]


def _take_abbreviation(tagged: Tagged, chunk: Chunk) -> None:
    """Takes "(SDF)" behind a name into the chunk, so that no mark stands in the clause."""
    end = chunk.end
    if tagged.lower(end) == "(" and tagged.lower(end + 2) == ")" and tagged.tokens[end + 1].text[:2].isupper():
        chunk.end = end + 3


def _date(draft: Draft, tagged: Tagged, at: int) -> Chunk:
    end = tagged.dates[at]
    mention = draft.mention("date", tagged.index, tagged.tokens[at].start, tagged.tokens[end - 1].end)
    return Chunk("DAT", at, end, mention=mention)


def _count(draft: Draft, tagged: Tagged, at: int) -> Chunk | None:
    if at not in tagged.counts:
        return None
    end = tagged.counts[at]
    mention = draft.mention("count", tagged.index, tagged.tokens[at].start, tagged.tokens[end - 1].end)
    return Chunk("CNT", at, end, mention=mention, count=mention)


def _set_phrase(tagged: Tagged, at: int) -> Chunk | None:
    measure = _measure(tagged, at)
    if measure:
        return measure
    sense = tagged.best(at, *_FIRST)
    if sense is None or _of_late(tagged, at, sense):
        return None
    if sense.length == 1 and sense.tag in {"association", "according"} and sense.lemma != "alongside":
        return None
    if sense.tag == "including" and sense.length > 1 and tagged.lower(at - 1) != ",":
        return None
    if sense.tag == "no_fight" and sense.length == 1 and tagged.lower(at - 1) not in tagged.grammar.determiners:
        return None
    kind = "ASSOC" if sense.tag == "association" else "MARK"
    return Chunk(kind, at, at + sense.length, text=sense.tag, sense=sense)


def _of_late(tagged: Tagged, at: int, sense: Sense) -> bool:
    """Words of a stretch of time just past ("in the past 24 hours"), no words of history."""
    dated = any(index in tagged.dates for index in range(at + 1, at + sense.length))
    return dated or (sense.tag == "background_words" and tagged.lower(at + sense.length) in _UNITS)


def _measure(tagged: Tagged, at: int) -> Chunk | None:
    """ "a string of": what follows is what the clause is about."""
    index, grammar = at, tagged.grammar
    while index - at < 3 and ((word := tagged.lower(index)) in grammar.determiners or word in grammar.adjectives):
        index += 1
    if index == at and tagged.lower(at) not in grammar.fire:
        return None
    word, link = tagged.lower(index), tagged.lower(index + 1)
    if index > at and (word in tagged.grammar.measures or word in tagged.grammar.edges) and link == "of":
        return Chunk("MEASURE", at, index + 2)
    if (index > at and word in tagged.grammar.edges and link == "to") or (
        word in tagged.grammar.fire and link == "from" and tagged.lower(at - 1) in {"by", "with"}
    ):
        return Chunk("MEASURE", at, index + 2)
    return None


def _little(draft: Draft, tagged: Tagged, at: int) -> Chunk:
    word = tagged.lower(at)
    kind = "COMMA" if word == "," else "PUN" if word in MARKS else "CC" if word in _JOINING else ""
    if kind:
        return Chunk(kind, at, at + 1)
    state = tagged.best(at, "harm-state")
    if state:
        return Chunk("HS", at, at + state.length, sense=state)
    sense = tagged.best(at, "subordinators", "relatives")
    if sense and sense.tag == "subordinators" and at + 1 in tagged.dates and word in _BEFORE_DAYS:
        return Chunk("P", at, at + 1)
    if sense and not (word == "that" and tagged.lower(at - 1) in {"", "in"}):
        return Chunk("SUB" if sense.tag == "subordinators" else "REL", at, at + sense.length)
    mark = tagged.best(at, *_STATUS)
    if mark and not _of_late(tagged, at, mark):
        return Chunk("MARK", at, at + mark.length, text=mark.tag, sense=mark)
    if word in tagged.grammar.determiners and word not in {"that", "both", "all"}:
        return Chunk("DET", at, at + 1)
    if tagged.best(at, "prep") or word in tagged.grammar.linking:
        return Chunk("P", at, at + 1)
    end = name_run(draft, tagged, at)
    if end > at:
        last = tagged.chunks[-1] if tagged.chunks else None
        return Chunk("APP" if last is not None and last.kind == "ACT" and last.class_ == "person" else "NAME", at, end)
    return Chunk("W", at, at + 1)
