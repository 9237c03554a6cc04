"""Tolls: what became of people, and the event it is the toll of."""

from __future__ import annotations

from dataclasses import dataclass

from khaldun.read.rules.chunk import Chunk, Draft, Tagged, VerbGroup
from khaldun.read.rules.clause import clause_start, next_kind, preposition, right
from khaldun.read.rules.subject import main_verb, subjects
from khaldun.read.rules.telling import Telling
from khaldun.records.annotations import Role

_ROLE: dict[str, Role] = {
    "killed": "killed",
    "wounded": "wounded",
    "captured": "captured",
    "displaced": "quantity",
    "casualties": "killed",
}
_PEACEFUL = frozenset(
    {"enter", "deploy", "move-platform", "withdraw", "agreement", "base", "displacement", "displaced-arrive"}
)
_TELLING = frozenset({"VG", "HS", "HN"})
_LETHAL = frozenset({"kill", "execute", "eliminate"})
_CROWDS = frozenset({"protest", "riot", "gather"})
_CARING = frozenset({"treat", "receive", "admit", "register", "evacuate", "transfer", "refer", "take in", "bury"})
_CAUSAL = frozenset(
    {"in", "by", "during", "from", "after", "when", "as", "following", "amid", "while", "to", "of", "under"}
)


@dataclass(slots=True)
class _Toll:
    at: int
    outcome: str
    victims: list[int]
    doers: list[int]
    cause: int | None


def settle_tolls(draft: Draft, tagged: Tagged, tellings: list[Telling]) -> list[Telling]:
    """Gives each toll of the sentence to its event; a toll without one stays an event that assembly may give away."""
    by_chunk = {telling.at: telling for telling in tellings}
    for at, chunk in enumerate(tagged.chunks):
        if chunk.kind not in _TELLING:
            continue
        toll = _toll(draft, tagged, at)
        if toll is None:
            continue
        own = by_chunk.get(at)
        event = _event_of(tagged, toll, tellings, own)
        if event is None and (toll.outcome == "displaced" or _of_disease(draft, tagged, at)):
            continue
        if event is None:
            event = own or _new(draft, tagged, at, tellings)
            event.toll = not (own is not None and (own.doers or own.frame.name == "eliminate"))
            if event.toll and (_cared_for(tagged, at) or _of_wounds(tagged, at)):
                event.rules.append("read/cared-for")
        elif own is not None and own is not event:
            own.dropped = True
            _take_over(event, own)
        _give(draft, tagged, event, toll)
    return [telling for telling in tellings if not telling.dropped]


def _of_disease(draft: Draft, tagged: Tagged, at: int) -> bool:
    """Deaths of a disease, of hunger or an accident right beside the word: "four cholera deaths", "died of measles"."""
    chunk = tagged.chunks[at]
    around = range(max(0, chunk.start - 2), min(chunk.end + 4, len(tagged.tokens)))
    return any(tagged.lower(index) in draft.lexicon.source.status.diseases for index in around)


def _of_wounds(tagged: Tagged, at: int) -> bool:
    """Who dies "of his wounds" was hit in an event told of elsewhere."""
    end = tagged.chunks[at].end
    words = [tagged.lower(index) for index in range(end, end + 4)]
    return words[:1] in (["of"], ["from"]) and bool({"wounds", "injuries"} & set(words))


def _cared_for(tagged: Tagged, at: int) -> bool:
    """People who are brought in or treated: "teams treated 63 wounded", "the hospital received 16 bodies"."""
    for chunk in reversed(tagged.chunks[:at]):
        if chunk.verb is not None:
            return chunk.verb.sense.lemma in _CARING and not chunk.verb.passive
        if chunk.kind in {"SUB", "REL", "PUN"}:
            return False
    return False


def _toll(draft: Draft, tagged: Tagged, at: int) -> _Toll | None:
    chunk = tagged.chunks[at]
    if at > 0 and tagged.chunks[at - 1].text == "toll_total":
        return None
    if chunk.kind == "VG" and chunk.verb:
        return _verb_toll(draft, tagged, at, chunk)
    if chunk.kind == "HS" and chunk.sense:
        return _state_toll(tagged, at, chunk)
    if chunk.kind == "HN" and chunk.sense and not (tagged.chunks[at - 1].text == "to" and chunk.text == "death"):
        victims = [
            index
            for index, prep in right(tagged.chunks, at)
            if prep in {"of", "among", "at"} and tagged.chunks[index].kind in {"ACT", "CNT"}
        ]
        return _Toll(at, chunk.sense.value, [at, *victims], [], None)
    return None


def _verb_toll(draft: Draft, tagged: Tagged, at: int, chunk: Chunk) -> _Toll | None:
    verb = chunk.verb
    if verb is None:
        return None
    sense = next((sense for sense in verb.senses if sense.tag.startswith("harm")), None)
    lethal = next((item for item in verb.senses if item.tag == "verb" and item.value in _LETHAL), None)
    fatal = any(tagged.lower(index) in {"fatally", "mortally"} for index in range(max(0, chunk.start - 1), chunk.end))
    if sense is None and lethal is None and not fatal:
        return None
    outcome = sense.value if sense and not fatal else "killed"
    chunks = tagged.chunks
    objects = [
        index for index, prep in right(chunks, at) if prep is None and chunks[index].kind in {"ACT", "CNT", "HS"}
    ]
    group = subjects(chunks, at)
    intransitive = sense is not None and sense.tag == "harm-intransitive"
    if verb.passive or intransitive or _is_bare_participle(chunks, at, verb):
        doers = [index for index, prep in right(chunks, at) if prep == "by" and chunks[index].kind == "ACT"]
        victims = [i for i in group if chunks[i].kind in {"ACT", "CNT", "HS"}] or _strangers(draft, tagged, at, -1)
        if sense is not None and sense.lemma == "fall" and not any(chunks[i].count is not None for i in victims):
            return None
        victims = [*_of_whom(chunks, at), *victims][:1] if _of_whom(chunks, at) else victims
        return _Toll(at, outcome, victims, doers, None)
    objects = objects or _strangers(draft, tagged, at, 1)
    main = main_verb(chunks, at) if verb.participle else None
    suffered = main is not None and (of := chunks[main].verb) is not None and of.passive
    cause = None if suffered else next((index for index in group if chunks[index].kind in {"TN", "WPN"}), None)
    return _Toll(at, outcome, _run(chunks, objects), [i for i in group if chunks[i].kind == "ACT"], cause)


def _of_whom(chunks: list[Chunk], at: int) -> list[int]:
    """The number in "five of whom died"."""
    three = chunks[max(0, at - 3) : at]
    kinds = [chunk.kind for chunk in three]
    return [at - 3] if kinds == ["CNT", "P", "REL"] and three[1].text == "of" else []


def _is_bare_participle(chunks: list[Chunk], at: int, verb: VerbGroup) -> bool:
    """ "six killed in …": no helper, and nothing behind it that could be an object."""
    return verb.sense.form in {"VBD", "VBN"} and next_kind(chunks, at) in {
        "P",
        "SUB",
        "COMMA",
        "PUN",
        "CC",
        "DAT",
        "MARK",
    }


def _strangers(draft: Draft, tagged: Tagged, at: int, step: int) -> list[int]:
    """People by a noun that the lexicon lacks: "a polio vaccinator", right beside the verb; they become a chunk."""
    chunks = tagged.chunks
    index = at + step
    run = []
    while (
        0 <= index < len(chunks)
        and chunks[index].kind in {"W", "DET"}
        and tagged.tokens[chunks[index].start].text.isalpha()
    ):
        run.append(index)
        index += step
    run.sort()
    if len(run) < 2 or chunks[run[0]].text not in {"a", "an", "one", "another", "the"}:
        return []
    if chunks[run[-1]].text in tagged.grammar.animals:
        return []
    if chunks[run[-1]].text in tagged.grammar.function or chunks[run[-1]].text in tagged.grammar.determiners:
        return []
    start, end = tagged.tokens[chunks[run[1]].start].start, tagged.tokens[chunks[run[-1]].end - 1].end
    head = tagged.tokens[chunks[run[-1]].start]
    mention = draft.mention("actor", tagged.index, start, end, head=(head.start, head.end), sense="civilian")
    last = chunks[run[-1]]
    last.kind, last.mention, last.class_ = "ACT", mention, "civilian"
    return [run[-1]]


def _run(chunks: list[Chunk], objects: list[int]) -> list[int]:
    """The victims themselves: what is told after "including" is among them, not more of them."""
    found: list[int] = []
    for index in objects:
        if found and any(chunks[between].text == "including" for between in range(found[-1], index)):
            break
        found.append(index)
    return found


def _is_copula(chunk: Chunk) -> bool:
    """A verb behind which "dead" says what became of its subject: "were dead", "were found dead"."""
    return chunk.verb is not None and chunk.verb.sense.lemma in {"be", "find", "report", "declare", "discover", "leave"}


def _state_toll(tagged: Tagged, at: int, chunk: Chunk) -> _Toll | None:
    chunks = tagged.chunks
    outcome = chunk.sense.value if chunk.sense else ""
    if chunk.count is not None:
        return _Toll(at, outcome, [at], [], None)
    before = at - 1
    while before >= 0 and _is_copula(chunks[before]):
        before -= 1
    if before >= 0 and chunks[before].kind in {"ACT", "CNT"} and chunks[before].count is not None:
        return _Toll(at, outcome, [before], [], None)
    return None


def _event_of(tagged: Tagged, toll: _Toll, tellings: list[Telling], own: Telling | None) -> Telling | None:
    """The event that the toll is of: its stated cause, what it follows from, or what it is told along with."""
    others = [telling for telling in tellings if telling is not own and not telling.dropped and not telling.toll]
    chunks = tagged.chunks
    if toll.cause is not None:
        caused = next((telling for telling in others if telling.at == toll.cause), None)
        if caused:
            return caused
        if chunks[toll.cause].kind == "WPN":
            return None
    verb = chunks[toll.at].verb
    if toll.doers and verb is not None and not verb.participle and not verb.passive:
        return _same_doer(chunks, toll, others)
    after = _linked(chunks, toll, others)
    if after:
        return after
    before = [telling for telling in others if telling.at < toll.at and telling.frame.name not in _PEACEFUL]
    if before and verb is not None and verb.participle:
        main = main_verb(chunks, toll.at)
        told = next((telling for telling in before if main is not None and main in {telling.at, telling.carrier}), None)
        if told is not None:
            return told
    if before and _told_along(chunks, toll, before[-1]):
        return before[-1]
    if before and chunks[toll.at].kind in {"HS", "HN"}:
        return before[-1]
    return None


def _same_doer(chunks: list[Chunk], toll: _Toll, others: list[Telling]) -> Telling | None:
    for telling in reversed(others):
        if telling.frame.name in _PEACEFUL:
            continue
        if telling.at < toll.at and set(telling.doers) & set(toll.doers) and _joined(chunks, telling.at, toll.at):
            return telling
    return None


def _joined(chunks: list[Chunk], first: int, second: int) -> bool:
    return not any(chunk.kind == "PUN" and chunk.text in ";:." for chunk in chunks[first:second])


def _linked(chunks: list[Chunk], toll: _Toll, others: list[Telling]) -> Telling | None:
    """The event behind "in", "by", "when", "after": "killed in an air strike", "killed when gunmen attacked"."""
    for telling in others:
        if telling.at <= toll.at:
            continue
        if telling.chunk.kind == "TN" and preposition(chunks, telling.at) in _CAUSAL:
            return telling
        if _sub_between(chunks, toll.at, telling.at) and not _of_its_own(toll, telling):
            return telling
    return None


def _of_its_own(toll: _Toll, telling: Telling) -> bool:
    """Whether what a clause tells of beside a toll is another thing: another toll, or what others did."""
    verb = telling.chunk.verb
    harmed = verb is not None and verb.passive and any(sense.tag.startswith("harm") for sense in verb.senses)
    return harmed or (bool(toll.doers) and (bool(telling.doers) or telling.frame.name in _CROWDS))


def _sub_between(chunks: list[Chunk], first: int, second: int) -> bool:
    return any(
        chunk.kind == "SUB" and chunk.text in {"when", "after", "as", "while", "during", "following"}
        for chunk in chunks[first:second]
    )


def _told_along(chunks: list[Chunk], toll: _Toll, event: Telling) -> bool:
    """ ", killing six", "and six were killed", "in which six were killed", "In an attack on X, six were killed"."""
    verb = chunks[toll.at].verb
    between = chunks[event.at : toll.at]
    if verb is not None and verb.participle:
        return _joined(chunks, event.at, toll.at)
    if any(chunk.kind == "REL" for chunk in between) or any(
        chunk.kind == "P" and chunk.text == "with" for chunk in between
    ):
        return True
    if event.chunk.kind == "TN" and preposition(chunks, event.at) in {
        "in",
        "during",
        "after",
        "following",
        "from",
        "by",
    }:
        return True
    if chunks[toll.at].kind in {"HS", "HN"}:
        return _joined(chunks, event.at, toll.at)
    start = clause_start(chunks, event.at)
    if start > 0 and chunks[start - 1].kind == "SUB" and chunks[start - 1].text in {"when", "after", "as", "while"}:
        return _joined(chunks, event.at, toll.at)
    if any(chunk.kind == "SUB" for chunk in between):
        return False
    return any(chunk.kind == "CC" for chunk in between) and _joined(chunks, event.at, toll.at)


def _new(draft: Draft, tagged: Tagged, at: int, tellings: list[Telling]) -> Telling:
    telling = Telling(
        at=at,
        chunk=tagged.chunks[at],
        frame=draft.lexicon.frames["kill"],
        carrier=at if tagged.chunks[at].kind == "VG" else None,
    )
    for index, prep in right(tagged.chunks, at):
        if tagged.chunks[index].kind == "PLC" and prep in {"in", "at", "near", "outside", "on"}:
            telling.places.append(index)
        elif tagged.chunks[index].kind == "DAT":
            telling.dates.append(index)
    tellings.append(telling)
    return telling


def _take_over(event: Telling, own: Telling) -> None:
    """What the toll's own words add to the event: a place, a date, a doer it lacked."""
    event.places.extend(index for index in own.places if not event.places)
    event.dates.extend(index for index in own.dates if not event.dates)
    event.doers.extend(index for index in own.doers if not event.doers and index not in event.targets)
    event.weapons.extend(own.weapons)


def _give(draft: Draft, tagged: Tagged, event: Telling, toll: _Toll) -> None:
    role = _ROLE[toll.outcome]
    chunks = tagged.chunks
    if toll.outcome == "casualties" and not chunks[toll.at].negative:
        return
    event.doers.extend(index for index in toll.doers if not event.doers and index not in event.targets)
    given = False
    for index in toll.victims:
        chunk = chunks[index]
        mention = chunk.count
        if chunk.negative and mention is None:
            mention = _zero(draft, tagged, chunk)
        if mention is None and chunk.kind == "ACT":
            mention = chunk.mention
        if mention is not None and (role, mention) not in event.links:
            event.links.append((role, mention))
            given = True
        if chunk.kind == "ACT" and index not in event.targets and index not in event.doers:
            event.targets.append(index)
    if not given and toll.outcome == "casualties":
        event.links.append((role, _zero(draft, tagged, chunks[toll.at])))


def _zero(draft: Draft, tagged: Tagged, chunk: Chunk) -> int:
    token = tagged.tokens[chunk.start]
    return draft.mention("count", tagged.index, token.start, token.end, sense="killed")
