"""Finds noun phrases headed by a word of the lexicon: people, event nouns, weapons, collectives, harm."""

from __future__ import annotations

from khaldun.read.rules.chunk import Chunk, Draft, Tagged
from khaldun.read.rules.lexicon import Sense
from khaldun.read.rules.modifiers import Phrase, is_nationality, take_modifier
from khaldun.read.rules.verbs import VERB_TAGS

_HEADS = ("noun", "actor", "collective", "weapon", "harm-noun", "harm-state", "plan-noun", "background-noun", "place")
_RANK = {tag: rank for rank, tag in enumerate(_HEADS)}
_LIMIT = 9


def noun_phrase(draft: Draft, tagged: Tagged, at: int) -> list[Chunk]:
    """The chunks of the noun phrase that begins at token `at` ([] if none does): the owner apart from the event."""
    if not tagged.senses[at] and not _opens_phrase(draft, tagged, at):
        return []
    if tagged.best(at, "reciprocal") or (at and tagged.best(at - 1, "reciprocal")):
        return []
    phrase = Phrase(start=at, at=at)
    head: tuple[Sense, int] | None = None
    while phrase.at < len(tagged.tokens) and phrase.at - at < _LIMIT:
        found = _head(tagged, phrase)
        if found and head is not None and _is_their_verb(tagged, head[0], phrase.at):
            break
        if found:
            head = (found, phrase.at)
            _as_modifier(tagged, phrase, found)
            phrase.at += found.length
            continue
        if not take_modifier(draft, tagged, phrase, after_head=head is not None):
            break
    if head is None:
        return _bare_owner(draft, tagged, phrase)
    return _build(draft, tagged, phrase, *head)


def _opens_phrase(draft: Draft, tagged: Tagged, at: int) -> bool:
    """Whether a word that is none of the lexicon may open a noun phrase: a name, a number, an article, an adjective."""
    if at in tagged.names or at in tagged.counts:
        return True
    word, grammar = tagged.tokens[at].lower, tagged.grammar
    listed = word in grammar.determiners or word in grammar.adjectives or word in draft.lexicon.nationalities
    return listed or "-" in word or word[0].isdigit()


def _is_their_verb(tagged: Tagged, head: Sense, at: int) -> bool:
    """ "Rebels capture X": a verb behind people told of in the plural, with its object behind it."""
    sense = tagged.best(at, *VERB_TAGS)
    if sense is None or sense.form != "VB" or head.tag != "actor" or head.form != "NNS":
        return False
    after = at + sense.length
    if after >= len(tagged.tokens) or tagged.lower(after) in tagged.grammar.no_object:
        return False
    token = tagged.tokens[after]
    return token.text[0].isupper() or tagged.lower(after) in tagged.grammar.determiners or after in tagged.counts


def _head(tagged: Tagged, phrase: Phrase) -> Sense | None:
    index = phrase.at
    if index in tagged.dates or index in tagged.names:
        return None
    counted = (
        phrase.count is not None
        and tagged.counts[phrase.count] == index
        and tagged.lower(phrase.count) not in tagged.grammar.determiners
    )
    senses = [sense for sense in tagged.senses[index] if sense.tag in _HEADS and (counted or sense.tag != "harm-state")]
    if not senses:
        return None
    longest = max(sense.length for sense in senses)
    sense = min((sense for sense in senses if sense.length == longest), key=lambda item: _RANK[item.tag])
    modifier = tagged.best(index, "modifier")
    follows = index + longest
    if modifier and modifier.length >= longest and sense.tag == "actor" and _heads_next(tagged, follows):
        return sense
    if tagged.tokens[index].text[0].isupper() and tagged.capitals and index > phrase.start and sense.tag == "place":
        return sense
    verb = tagged.best(index, *VERB_TAGS)
    if verb and verb.length >= longest and sense.form == "NNS" and phrase.at > phrase.start and tagged.heading:
        return None
    return sense


def _heads_next(tagged: Tagged, index: int) -> bool:
    return tagged.best(index, *_HEADS) is not None


def _as_modifier(tagged: Tagged, phrase: Phrase, sense: Sense) -> None:
    """Remembers a head that may turn out to be the modifier of the next: 'army' in 'army shelling'."""
    if sense.tag == "actor" and phrase.owner is None:
        phrase.owner = (
            phrase.first_modifier if phrase.first_modifier is not None else phrase.at,
            phrase.at + sense.length,
        )
        phrase.owner_class = sense.value
    elif sense.tag == "weapon":
        phrase.weapon, phrase.weapon_at = sense, phrase.at


def _bare_owner(draft: Draft, tagged: Tagged, phrase: Phrase) -> list[Chunk]:
    """A phrase without a head: a name alone, 'the Russians', or the first of 'Syrian and Russian jets'."""
    if phrase.owner_ids and phrase.owner:
        start, end = phrase.owner
        return [_actor(draft, tagged, phrase, start, end, start, "named", phrase.owner_ids)]
    index = phrase.owner[0] if phrase.owner else phrase.start
    if phrase.owner is None or not is_nationality(draft, tagged, index) or index >= len(tagged.tokens):
        return []
    word = tagged.lower(index)
    joined = tagged.lower(index + 1) in {"and", "or", ","} and _nationality_phrase(draft, tagged, index + 2)
    people = word.endswith(("ians", "eans", "nis", "ans", "is")) and not word.endswith("sis") or phrase.definite
    if not joined and not (people and tagged.lower(index + 1) not in {"-"}):
        return []
    chunk = _actor(draft, tagged, phrase, index, index + 1, index, "force", ())
    chunk.compound = joined
    chunk.class_ = "force" if joined or phrase.count is None else "nationals"
    return [chunk]


def _nationality_phrase(draft: Draft, tagged: Tagged, index: int) -> bool:
    """'Russian warplanes' at `index`: a nationality, then within two words a head."""
    if index >= len(tagged.tokens) or not (is_nationality(draft, tagged, index) or index in tagged.names):
        return False
    return any(tagged.best(index + step, "actor", "noun", "collective") for step in (1, 2, 3))


def _build(draft: Draft, tagged: Tagged, phrase: Phrase, head: Sense, at: int) -> list[Chunk]:
    end = at + head.length
    if head.tag in {"noun", "harm-noun", "plan-noun", "background-noun"}:
        return _event(draft, tagged, phrase, head, at, end)
    if head.tag == "actor":
        return [_people(draft, tagged, phrase, head, at, end)]
    if head.tag == "collective":
        return _collective(draft, tagged, phrase, head, at, end)
    if head.tag == "weapon":
        return _weapon(draft, tagged, phrase, head, at, end)
    if head.tag == "harm-state":
        chunk = Chunk("HS", phrase.start, end, sense=head, count=_count(draft, tagged, phrase, head.value))
        return [chunk]
    chunk = Chunk("FAC", phrase.start, end, sense=head, class_=head.value, definite=phrase.definite)
    chunk.count = _count(draft, tagged, phrase, head.value)
    if head.value in {"base", "facility", "airbase", "camp"}:
        chunk.owner = _owner(draft, tagged, phrase)
    return [chunk]


def _event(draft: Draft, tagged: Tagged, phrase: Phrase, head: Sense, at: int, end: int) -> list[Chunk]:
    kind = {"noun": "TN", "harm-noun": "HN"}.get(head.tag, "MARK")
    chunks = []
    owner = _owner(draft, tagged, phrase, before=at)
    start = phrase.start
    if owner is not None and phrase.owner:
        chunks.append(
            Chunk(
                "ACT",
                phrase.start,
                phrase.owner[1],
                mention=owner,
                compound=True,
                class_=phrase.owner_class,
                actor_ids=phrase.owner_ids,
            )
        )
        start = phrase.owner[1]
    if phrase.weapon and phrase.weapon_at < at:
        begin, stop = _chars(tagged, phrase.weapon_at, phrase.weapon_at + phrase.weapon.length)
        mention = draft.mention("weapon", tagged.index, begin, stop, sense=phrase.weapon.value)
        chunks.append(Chunk("WPN", start, at, mention=mention, class_=phrase.weapon.value, compound=True))
        start = at
    chunk = Chunk(
        kind,
        max(start, phrase.start),
        end,
        sense=head,
        definite=phrase.definite,
        negative=phrase.negative,
        plural=head.form == "NNS",
    )
    if kind == "MARK":
        chunk.text = head.tag
    chunk.count = _count(draft, tagged, phrase, "deaths" if kind == "HN" else head.value)
    return [*chunks, chunk]


def _people(draft: Draft, tagged: Tagged, phrase: Phrase, head: Sense, at: int, end: int) -> Chunk:
    end = _take_name_behind(tagged, phrase, head, end)
    class_ = "named" if phrase.owner_ids else head.value
    if class_ == "civilian" and _is_armed(tagged, phrase.start, at):
        class_ = "armed"
        head = head._replace(value="armed")
    start = phrase.first_modifier if phrase.first_modifier is not None else at
    if phrase.owner_ids and phrase.owner and phrase.owner[0] < start:
        start = phrase.owner[0]
    sense = "" if phrase.owner_ids and head.value == "civilian" else head.value
    chunk = _actor(draft, tagged, phrase, start, end, at, class_, phrase.owner_ids, class_sense=sense)
    chunk.plural = head.form == "NNS"
    return chunk


def _is_armed(tagged: Tagged, start: int, at: int) -> bool:
    """ "uniformed men", "pistol-armed youths": people as they are told of who do violence."""
    words = {tagged.lower(index) for index in range(start, at)}
    return bool(words & tagged.grammar.armed) or any(word.endswith("-armed") for word in words)


def _take_name_behind(tagged: Tagged, phrase: Phrase, head: Sense, end: int) -> int:
    """ "men of the Rapid Support Forces", "fighters from HTS": the phrase is about the name."""
    link = tagged.lower(end)
    if phrase.owner_ids or link not in {"of", "from"} or (link == "from" and head.value == "civilian"):
        return end
    after = end + (2 if tagged.lower(end + 1) == "the" else 1)
    if after not in tagged.names or head.value in {"person", "body", "aircraft"}:
        return end
    length, ids = tagged.names[after]
    phrase.owner, phrase.owner_ids = (after, after + length), ids
    return after + length


def _actor(
    draft: Draft,
    tagged: Tagged,
    phrase: Phrase,
    start: int,
    end: int,
    at: int,
    class_: str,
    actor_ids: tuple[str, ...],
    *,
    class_sense: str = "",
) -> Chunk:
    begin, stop = _chars(tagged, start, end)
    head = _chars(tagged, *phrase.owner) if actor_ids and phrase.owner else _chars(tagged, at, end)
    rules = ("read/loaded",) if phrase.loaded else ()
    sense = {"named": "named", "civilian": "civilian", "person": "person", "body": "person"}.get(class_, "generic")
    if class_ in {"state", "aircraft", "artillery", "force"}:
        sense = "force"
    mention = draft.mention("actor", tagged.index, begin, stop, head=head, sense=sense, rules=rules)
    chunk = Chunk("ACT", phrase.start, end, mention=mention, class_=class_sense or class_, actor_ids=actor_ids)
    chunk.count = _count(draft, tagged, phrase, "people")
    chunk.definite = phrase.definite
    chunk.negative = phrase.negative
    return chunk


def _collective(draft: Draft, tagged: Tagged, phrase: Phrase, head: Sense, at: int, end: int) -> list[Chunk]:
    """'positions of HTS', 'militant positions', 'SDF checkpoint': the phrase is about whose they are."""
    owner = _owner(draft, tagged, phrase, before=at)
    count = _count(draft, tagged, phrase, head.lemma)
    if owner is not None:
        class_ = "named" if phrase.owner_ids else phrase.owner_class
        chunk = Chunk(
            "ACT", phrase.start, end, mention=owner, class_=class_, actor_ids=phrase.owner_ids, definite=phrase.definite
        )
        chunk.count = count
        chunk.marks = ("asset",)
        return [chunk]
    chunk = Chunk("FAC", phrase.start, end, sense=head, class_="asset", definite=phrase.definite, count=count)
    if tagged.lower(end) in {"of", "belonging"}:
        skip = end + (2 if tagged.lower(end + 1) == "to" else 1)
        return [_marked_asset(chunk, inner) for inner in noun_phrase(draft, tagged, skip)[:1]] or [chunk]
    return [chunk]


def _marked_asset(outer: Chunk, inner: Chunk) -> Chunk:
    inner.start = outer.start
    inner.marks = (*inner.marks, "asset")
    if outer.count is not None:
        inner.count = outer.count
    return inner


def _weapon(draft: Draft, tagged: Tagged, phrase: Phrase, head: Sense, at: int, end: int) -> list[Chunk]:
    chunks = []
    owner = _owner(draft, tagged, phrase, before=at)
    if owner is not None and phrase.owner:
        chunks.append(
            Chunk(
                "ACT",
                phrase.start,
                phrase.owner[1],
                mention=owner,
                compound=True,
                class_=phrase.owner_class,
                actor_ids=phrase.owner_ids,
            )
        )
    begin, stop = _chars(tagged, at, end)
    mention = draft.mention("weapon", tagged.index, begin, stop, sense=head.value)
    chunk = Chunk(
        "WPN",
        phrase.owner[1] if owner is not None and phrase.owner else phrase.start,
        end,
        mention=mention,
        class_=head.value,
        sense=head,
    )
    chunk.count = _count(draft, tagged, phrase, head.value)
    chunk.definite = phrase.definite
    return [*chunks, chunk]


def _owner(draft: Draft, tagged: Tagged, phrase: Phrase, *, before: int | None = None) -> int | None:
    if phrase.owner is None or (before is not None and phrase.owner[1] > before):
        return None
    start = phrase.owner[0]
    if not phrase.owner_ids and phrase.first_modifier is not None:
        start = min(start, phrase.first_modifier)
    begin, stop = _chars(tagged, start, phrase.owner[1])
    sense = "named" if phrase.owner_ids else {"civilian": "civilian"}.get(phrase.owner_class, "force")
    if phrase.owner_class in {"nonstate", "armed", "gunman"} and not phrase.owner_ids:
        sense = "generic"
    return draft.mention("actor", tagged.index, begin, stop, head=_chars(tagged, *phrase.owner), sense=sense)


def _count(draft: Draft, tagged: Tagged, phrase: Phrase, what: str) -> int | None:
    if phrase.count is None:
        return None
    begin, stop = _chars(tagged, phrase.count, tagged.counts[phrase.count])
    return draft.mention("count", tagged.index, begin, stop, sense=what)


def _chars(tagged: Tagged, start: int, end: int) -> tuple[int, int]:
    return tagged.tokens[start].start, tagged.tokens[end - 1].end
