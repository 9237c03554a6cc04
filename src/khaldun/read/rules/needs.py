"""What must stand around the words of a frame, or they tell of no event (the frame's `needs`)."""

from __future__ import annotations

from collections.abc import Callable

from khaldun.read.rules.chunk import Chunk, Tagged
from khaldun.read.rules.classes import ARMED, Classes
from khaldun.read.rules.clause import next_kind, preposition, window
from khaldun.read.rules.lexicon import Lexicon
from khaldun.read.rules.subject import subjects
from khaldun.read.rules.telling import Telling

_MANY = 100
_DISPLACED = frozenset(
    {
        "households",
        "families",
        "refugees",
        "displaced",
        "idps",
        "household",
        "evacuees",
        "returnees",
        "inhabitants",
        "evacuee",
    }
)
_USING = frozenset({"by", "with", "using", "from", "in"})
_OBJECTS = frozenset({"ACT", "W", "DET", "WPN", "FAC", "PLC", "NAME", "CNT", "MEASURE"})
_PERSONS = frozenset({"civilian", "person", "protester", "crowd", "suspect"})
_OBJECT_PRONOUNS = frozenset({"him", "her", "them", "us", "me"})
SUBJECT_PRONOUNS = frozenset({"he", "she", "they", "who", "we", "i"})
_TAKEABLE = frozenset({"PLC", "FAC", "ACT", "WPN", "NAME", "TN", "MEASURE"})
_PROTESTS = frozenset({"protest", "riot"})
_FINDING = frozenset({"find", "discover", "uncover", "unearth", "come", "stumble", "chance"})


class Needs:
    """Checks the needs of frames; each need is a name of frames.yaml."""

    def __init__(self, lexicon: Lexicon, classes: Classes) -> None:
        self._lexicon = lexicon
        self._classes = classes
        self._strike_near = False

    @classmethod
    def names(cls) -> frozenset[str]:
        """The needs that frames may name."""
        return frozenset(cls._checks)

    def met(self, tagged: Tagged, telling: Telling, *, strike_near: bool) -> bool:
        """Whether all that the telling's frame needs is there; `strike_near`: a strike was told of just before."""
        self._strike_near = strike_near
        return all(self._checks[need](self, tagged, telling) for need in telling.frame.needs)

    def _armed_doer(self, tagged: Tagged, telling: Telling) -> bool:
        return any(self._classes.of(tagged.chunks[index]) in ARMED for index in telling.doers)

    def _any_armed(self, tagged: Tagged, telling: Telling) -> bool:
        everyone = (*telling.doers, *telling.targets, *telling.associates)
        return any(self._classes.of(tagged.chunks[index]) in ARMED for index in everyone)

    def _strike_evidence(self, tagged: Tagged, telling: Telling) -> bool:
        if telling.weapons or self._armed_doer(tagged, telling):
            return True
        counted = telling.chunk.kind == "TN" and telling.chunk.count is not None
        if counted and (telling.carrier is not None or telling.places or telling.facilities):
            return True
        return self._strike_near and bool(telling.places or telling.targets or telling.facilities)

    def _munition(self, tagged: Tagged, telling: Telling) -> bool:
        if any(tagged.chunks[index].class_ in self._lexicon.munitions for index in telling.weapons):
            return True
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_) for chunk in window(tagged.chunks, telling.at)}
        return bool(kinds & {"chemical", "grenade"})

    def _place_object(self, tagged: Tagged, telling: Telling) -> bool:
        return bool(telling.places or telling.facilities or telling.targets or telling.weapons)

    def _military_mover(self, tagged: Tagged, telling: Telling) -> bool:
        movers = (*telling.doers, *telling.weapons)
        classes = {self._classes.of(tagged.chunks[index]) for index in telling.doers}
        platform = any(
            self._lexicon.weapon_kinds.get(tagged.chunks[index].class_) == "platform" for index in telling.weapons
        )
        return bool(movers) and bool(telling.places or telling.facilities) and (platform or bool(classes & ARMED))

    def _disruptable(self, tagged: Tagged, telling: Telling) -> bool:
        if telling.chunk.kind == "TN" or device_object(tagged, telling) is not None:
            return True
        if any(chunk.kind == "WPN" for chunk in self._direct(tagged.chunks, telling)):
            return True
        lemma = telling.chunk.sense.lemma if telling.chunk.sense else ""
        if lemma.split()[0] in _FINDING and any(
            chunk.kind == "WPN" and self._lexicon.weapon_kinds.get(chunk.class_) != "platform"
            for chunk in tagged.chunks[telling.at + 1 : telling.at + 11]
        ):
            return True
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_, "") for chunk in window(tagged.chunks, telling.at)}
        return "cache" in kinds and telling.places[:1] != [telling.at + 1]

    def crowd(self, tagged: Tagged, telling: Telling) -> bool:
        """Whether protesters or a crowd take part, or the sentence tells of a protest."""
        everyone = (*telling.doers, *telling.targets)
        if any(self._classes.of(tagged.chunks[index]) in {"protester", "crowd"} for index in everyone):
            return True
        return any(_tells_of_protest(chunk) for chunk in tagged.chunks)

    def _displaced(self, tagged: Tagged, telling: Telling) -> bool:
        if telling.chunk.kind == "TN":
            return True
        everyone = (*telling.doers, *telling.targets)
        return any(self._classes.of(tagged.chunks[index]) == "civilian" for index in everyone)

    def _words(self, tagged: Tagged, telling: Telling) -> bool:
        """One of the frame's words stands in the clause: behind the verb, or before it in the passive."""
        if telling.chunk.kind == "TN":
            return True
        chunks = tagged.chunks
        verb = telling.chunk.verb
        passive = verb is not None and verb.passive
        span = range(telling.at + 1, len(chunks)) if not passive else range(telling.at - 1, -1, -1)
        for index in span:
            chunk = chunks[index]
            if chunk.kind in {"VG", "SUB", "REL"} or (chunk.kind == "PUN" and chunk.text in ";:—–"):
                break
            if any(tagged.lower(at) in telling.frame.words for at in range(chunk.start, chunk.end)):
                return True
        own = range(telling.chunk.start, telling.chunk.end)
        return any(tagged.lower(at) in telling.frame.words for at in own)

    def _displaced_words(self, tagged: Tagged, telling: Telling) -> bool:
        everyone = (*telling.doers, *telling.targets)
        words = {
            tagged.lower(at) for index in everyone for at in range(tagged.chunks[index].start, tagged.chunks[index].end)
        }
        return bool(words & _DISPLACED) or any(
            self._classes.of(tagged.chunks[index]) == "civilian" and _hundreds(tagged, tagged.chunks[index])
            for index in everyone
        )

    def _bomb(self, tagged: Tagged, telling: Telling) -> bool:
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_, "") for chunk in self._direct(tagged.chunks, telling)}
        return bool(kinds & {"aerial", "explosive", "chemical", "indirect"})

    def _explosive(self, tagged: Tagged, telling: Telling) -> bool:
        chunks = tagged.chunks
        used = [index for index in telling.weapons if index < telling.at or preposition(chunks, index) in _USING]
        kinds = {self._lexicon.weapon_kinds.get(chunks[index].class_, "") for index in used}
        flown = any(self._classes.of(chunks[index]) in {"aircraft", "artillery"} for index in telling.doers)
        return (flown or bool(kinds & {"explosive", "indirect", "aerial"})) and telling.chunk.kind != "TN"

    def _direct(self, chunks: list[Chunk], telling: Telling) -> list[Chunk]:
        """What the verb is done to: the chunks right behind it, or the subject of a passive."""
        if "read/passive" in telling.rules:
            everyone = (*telling.targets, *telling.places, *telling.facilities, *telling.weapons)
            before = [index for index in everyone if index < telling.at]
            return [chunks[max(before)]] if before else []
        found = []
        for chunk in chunks[telling.at + 1 : telling.at + 6]:
            if chunk.kind in {"P", "SUB", "VG", "PUN", "REL", "MARK"}:
                break
            found.append(chunk)
        return found

    def _direct_place(self, tagged: Tagged, telling: Telling) -> bool:
        return any(
            chunk.kind == "PLC" or (chunk.kind == "FAC" and chunk.class_ != "asset")
            for chunk in self._direct(tagged.chunks, telling)
        )

    def _flying(self, tagged: Tagged, telling: Telling) -> bool:
        direct = self._direct(tagged.chunks, telling)
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_, "") for chunk in direct if chunk.kind == "WPN"}
        aircraft = any(chunk.kind == "ACT" and chunk.class_ == "aircraft" for chunk in direct)
        lemma = telling.chunk.sense.lemma if telling.chunk.sense else ""
        return aircraft or bool(kinds & {"aerial", "indirect"}) and (lemma != "destroy" or "aerial" in kinds)

    def _civilian_object(self, tagged: Tagged, telling: Telling) -> bool:
        return any(
            tagged.best(at, "civilian-site")
            for chunk in self._direct(tagged.chunks, telling)
            for at in range(chunk.start, chunk.end)
        )

    def _out_of_place(self, tagged: Tagged, telling: Telling) -> bool:
        """ "drove the rebels out of X": armed people as the object, and a place that they leave."""
        out = {tagged.lower(at) for at in range(telling.chunk.end, min(telling.chunk.end + 8, len(tagged.tokens)))}
        return bool(telling.targets and telling.places) and bool(out & {"out", "from"})

    def _platform(self, tagged: Tagged, telling: Telling) -> bool:
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_, "") for chunk in window(tagged.chunks, telling.at)}
        aircraft = any(
            chunk.kind == "ACT" and chunk.class_ == "aircraft" for chunk in window(tagged.chunks, telling.at)
        )
        return aircraft or bool(kinds & {"platform", "aerial"})

    def _is_no_rider(self, tagged: Tagged, chunk: Chunk) -> bool:
        """What cannot run over a mine: an event, what flies, a bomber."""
        kind = self._lexicon.weapon_kinds.get(chunk.class_)
        bomber = any(
            (sense := tagged.best(at, "weapon")) is not None
            and self._lexicon.weapon_kinds.get(sense.value) == "suicide"
            for at in range(chunk.start, chunk.end)
        )
        return chunk.kind == "TN" or bomber or kind in {"aerial", "indirect"}

    def _captive(self, tagged: Tagged, telling: Telling) -> bool:
        """Whether who is taken is a person: by a pronoun, a word for people, or a name said to be taken somewhere."""
        chunks, at = tagged.chunks, telling.at
        if "read/passive" not in telling.rules:
            direct = self._direct(chunks, telling)
            people = next((chunk for chunk in direct if chunk.kind not in {"DET", "CNT"}), None)
            return (people is not None and self._is_person(people)) or tagged.lower(
                telling.chunk.end
            ) in _OBJECT_PRONOUNS
        subject = subjects(chunks, at)
        before = chunks[subject[-1]] if subject else chunks[at - 1] if at else None
        if before is None or before.kind in {"FAC", "WPN"}:
            return False
        if before.kind == "ACT":
            return self._is_person(before)
        if tagged.lower(before.end - 1) in SUBJECT_PRONOUNS:
            return True
        somewhere = next((chunk for chunk in chunks[at + 1 : at + 9] if chunk.kind == "PLC"), None)
        named = before.kind == "NAME" or (before.kind == "PLC" and before.class_ == "unknown")
        return named and somewhere is not None

    def _is_person(self, chunk: Chunk) -> bool:
        """People: unarmed ones, or fighters by their number ("20 soldiers", not "the army")."""
        if chunk.kind != "ACT":
            return False
        return self._classes.of(chunk) in _PERSONS or (self._classes.of(chunk) in ARMED and chunk.count is not None)

    def _direct_object(self, tagged: Tagged, telling: Telling) -> bool:
        """Whether a verb is done to something known (a noun or a passive is, by its form)."""
        if telling.chunk.kind == "TN" or "read/passive" in telling.rules:
            return True
        return any(
            chunk.kind in _TAKEABLE or any(char.isupper() for char in tagged.tokens[chunk.start].text)
            for chunk in self._direct(tagged.chunks, telling)
        )

    def _riot_control(self, tagged: Tagged, telling: Telling) -> bool:
        return any(
            self._lexicon.weapon_kinds.get(chunk.class_) == "crowd" for chunk in self._direct(tagged.chunks, telling)
        )

    def _people_near(self, tagged: Tagged, telling: Telling) -> bool:
        """Unarmed people in the sentence, for whom riot control is meant."""
        return self.crowd(tagged, telling) or any(
            chunk.kind == "ACT" and self._classes.of(chunk) == "civilian" for chunk in tagged.chunks[: telling.at]
        )

    _checks: dict[str, Callable[..., bool]] = {
        "doer": lambda self, tagged, telling: bool(telling.doers),
        "armed": _any_armed,
        "object": _place_object,
        "strike-evidence": _strike_evidence,
        "munition": _munition,
        "place-object": _place_object,
        "place-strict": lambda self, tagged, telling: bool(telling.places or telling.facilities),
        "place-subject": lambda self, tagged, telling: bool(telling.places),
        "armed-or-event": lambda self, tagged, telling: (
            self._any_armed(tagged, telling) or any(chunk.kind == "TN" for chunk in tagged.chunks)
        ),
        "armed-or-noun": lambda self, tagged, telling: (
            telling.chunk.kind == "TN" or self._armed_doer(tagged, telling) or self.crowd(tagged, telling)
        ),
        "military-mover": _military_mover,
        "disruptable": _disruptable,
        "crowd": crowd,
        "crowd-or-noun": lambda self, tagged, telling: telling.chunk.kind == "TN" or self.crowd(tagged, telling),
        "displaced": _displaced,
        "active": lambda self, tagged, telling: "read/passive" not in telling.rules,
        "out-of-place": _out_of_place,
        "words-after": lambda self, tagged, telling: any(
            tagged.lower(at) in telling.frame.words
            for at in range(telling.chunk.end, min(telling.chunk.end + 12, len(tagged.tokens)))
        ),
        "civilian-target": lambda self, tagged, telling: (
            any(
                self._classes.of(tagged.chunks[index]) == "civilian" or tagged.chunks[index].kind == "CNT"
                for index in telling.targets
            )
            or tagged.lower(telling.chunk.end) in {"him", "her", "them"}
        ),
        "people-or-noun": lambda self, tagged, telling: (
            telling.chunk.kind == "TN" or self._checks["people"](self, tagged, telling)
        ),
        "crowd-doer": lambda self, tagged, telling: (
            any(self._classes.of(tagged.chunks[index]) in {"crowd", "protester"} for index in telling.doers)
            or telling.chunk.sense is not None
            and telling.chunk.sense.lemma == "lynch"
        ),
        "someone": lambda self, tagged, telling: (
            telling.chunk.kind == "TN"
            or bool(telling.doers)
            or self._civilian_object(tagged, telling)
            or (telling.chunk.verb is not None and telling.chunk.verb.passive and bool(telling.facilities))
        ),
        "words": _words,
        "event-object": lambda self, tagged, telling: any(
            chunk.kind == "TN" for chunk in self._direct(tagged.chunks, telling)
        ),
        "no-fight": lambda self, tagged, telling: any(
            chunk.text == "no_fight" for chunk in window(tagged.chunks, telling.at)
        ),
        "device": lambda self, tagged, telling: (
            telling.chunk.kind == "VG" and device_object(tagged, telling) is not None
        ),
        "weapon": lambda self, tagged, telling: bool(telling.weapons),
        "direct-place": _direct_place,
        "flying-object": _flying,
        "civilian-object": _civilian_object,
        "sentence-words": lambda self, tagged, telling: any(
            token.lower in telling.frame.words for token in tagged.tokens
        ),
        "people": lambda self, tagged, telling: (
            any(
                self._classes.of(tagged.chunks[index]) in {"civilian", "protester", "crowd", "person", "body"}
                for index in telling.doers
            )
            or any(tagged.chunks[index].kind == "CNT" for index in range(telling.at))
        ),
        "no-object": lambda self, tagged, telling: (
            not any(index > telling.at for index in (*telling.targets, *telling.facilities))
        ),
        "nothing-behind": lambda self, tagged, telling: next_kind(tagged.chunks, telling.at) not in _OBJECTS,
        "rider": lambda self, tagged, telling: (
            not any(self._is_no_rider(tagged, tagged.chunks[index]) for index in subjects(tagged.chunks, telling.at))
        ),
        "captive": _captive,
        "direct-object": _direct_object,
        "riot-control": lambda self, tagged, telling: self._riot_control(tagged, telling),
        "no-riot-control": lambda self, tagged, telling: not self._riot_control(tagged, telling),
        "people-near": _people_near,
        "bomb": _bomb,
        "explosive": _explosive,
        "displaced-words": _displaced_words,
        "base-place": lambda self, tagged, telling: bool(telling.places or telling.facilities or telling.doers),
        "platform": _platform,
        "place": lambda self, tagged, telling: bool(telling.places),
    }


def _hundreds(tagged: Tagged, chunk: Chunk) -> bool:
    """Whether the people are told of in hundreds or more: who leaves in such numbers flees."""
    figures = (tagged.lower(at).replace(",", "") for at in range(chunk.start, chunk.end))
    return any(figure.isdigit() and int(figure) >= _MANY for figure in figures)


def device_object(tagged: Tagged, telling: Telling) -> int | None:
    """The device that a verb is done to, where its name would tell of an explosion: "found and defused an IED"."""
    chunks = tagged.chunks
    near = subjects(chunks, telling.at) if "read/passive" in telling.rules else [telling.at + 1, telling.at + 2]
    for index in near:
        if index < len(chunks) and chunks[index].kind == "TN" and _is_device(tagged, chunks[index]):
            return index
    return None


def _is_device(tagged: Tagged, chunk: Chunk) -> bool:
    return any(tagged.best(at, "weapon") for at in range(chunk.start, chunk.end))


def _tells_of_protest(chunk: Chunk) -> bool:
    if chunk.verb is not None:
        return any(sense.value in _PROTESTS for sense in chunk.verb.senses if sense.tag == "verb")
    return chunk.kind == "TN" and chunk.sense is not None and chunk.sense.value in {"protest", "riot"}
