"""Decides what type of event a telling is, and whether its words tell of one at all."""

from __future__ import annotations

from collections.abc import Callable

from khaldun.read.protocols import ActorNames
from khaldun.read.rules.chunk import Chunk, Draft, Tagged
from khaldun.read.rules.telling import Telling

_ARMED = frozenset({"member", "nationals", "state", "armed", "nonstate", "aircraft", "artillery", "named", "force", "nationality"})
_BY_KIND = {
    "aerial": "Air/drone strike",
    "indirect": "Shelling/artillery/missile attack",
    "explosive": "Remote explosive/landmine/IED",
    "suicide": "Suicide bomb",
    "grenade": "Grenade",
    "chemical": "Chemical weapon",
}
_STRENGTH = ("chemical", "suicide", "explosive", "aerial", "grenade", "indirect")
_TAKING = frozenset({"seize", "take"})
_STRIKES = frozenset(_BY_KIND.values())


class Sorter:
    """Sorts tellings by type; knows the strikes told of before in the report, for "the area was hit"."""

    def __init__(self, draft: Draft, names: ActorNames) -> None:
        self._lexicon = draft.lexicon
        self._names = names
        self._last_strike = ""
        self._strike_age = 99

    def next_sentence(self) -> None:
        """Counts the sentences since the last strike."""
        self._strike_age += 1

    def sort(self, tagged: Tagged, telling: Telling) -> bool:
        """Sets `telling.type`; False where its words tell of no event."""
        type_ = self._type(tagged, telling)
        if type_ == "-":
            return False
        telling.type = type_
        telling.rules.append(f"read/frame-{telling.frame.name}")
        if type_ in _STRIKES:
            self._last_strike, self._strike_age = type_, 0
        return True

    def tells(self, tagged: Tagged, telling: Telling) -> bool:
        """Whether all that the frame needs is there: without it the words tell of no event."""
        return all(self._needs[need](self, tagged, telling) for need in telling.frame.needs)

    def class_of(self, chunk: Chunk) -> str:
        """What kind of actor a chunk is: state, nonstate, civilian, protester, crowd, aircraft, …"""
        if chunk.actor_ids:
            type_ = self._names.type_of(chunk.actor_ids[0]) or ""
            found = {
                "State forces": "state",
                "Civilians": "civilian",
                "Protesters": "protester",
                "Rioters": "crowd",
            }.get(type_, "nonstate")
            if found == "nonstate" and type_ == "External/Other forces":
                found = "state"
            return chunk.class_ if chunk.class_ in {"aircraft", "artillery"} else found
        if chunk.kind == "PLC" or chunk.class_ in {"force", "nationality"}:
            return "state"
        if chunk.class_ == "armed":
            return "nonstate"
        return chunk.class_

    def _type(self, tagged: Tagged, telling: Telling) -> str:
        frame = telling.frame
        if "suicide" in self._kinds_of_doer(tagged, telling) and frame.type not in {"Arrests", "Agreement"}:
            return "Suicide bomb"
        chunks = tagged.chunks
        doers = [self.class_of(chunks[index]) for index in telling.doers]
        if doers and doers[0] in frame.doers:
            return frame.doers[doers[0]]
        if frame.objects:
            kind = self._object_kind(chunks, telling)
            if kind in frame.objects:
                return frame.objects[kind]
        if frame.weapons or frame.type == "violence":
            by_weapon = self._by_weapon(tagged, telling, doers)
            if by_weapon:
                return by_weapon
        if frame.name in {"hit"} and self._last_strike and self._strike_age <= 2 and not doers:
            return self._last_strike
        if frame.name in _TAKING and any(chunk.text == "no_fight" for chunk in _window(chunks, telling)):
            telling.rules.append("read/no-fight")
            return "Non-violent transfer of territory"
        if frame.name in _TAKING and self._abandoned(tagged, telling):
            telling.rules.append("read/abandoned")
            return "Non-violent transfer of territory"
        return frame.type

    def _abandoned(self, tagged: Tagged, telling: Telling) -> bool:
        """The thing taken is itself said to be abandoned: "the abandoned base"."""
        for index in (*telling.facilities, *telling.places):
            chunk = tagged.chunks[index]
            for at in range(chunk.start, chunk.end):
                if tagged.best(at, "no_fight"):
                    return True
        return False

    def _object_kind(self, chunks: list[Chunk], telling: Telling) -> str:
        if "read/passive" in telling.rules:
            subject = self._passive_object(chunks, telling)
            if subject:
                return subject
        near = [index for index in (*telling.places, *telling.facilities) if index > telling.at]
        people = [index for index in telling.targets if index > telling.at]
        if near and (not people or min(near) < min(people)):
            return "place" if min(near) in telling.places else "facility"
        if telling.places and not telling.targets:
            return "place"
        for index in telling.targets:
            chunk = chunks[index]
            if "asset" in chunk.marks:
                return "facility"
            class_ = self.class_of(chunk)
            return (
                class_ if class_ in {"civilian", "protester", "crowd"} else "armed" if class_ in _ARMED else "civilian"
            )
        if telling.facilities:
            return (
                "goods"
                if chunks[telling.facilities[0]].class_ == "asset" and chunks[telling.facilities[0]].count
                else "facility"
            )
        for index in telling.weapons:
            kind = self._lexicon.weapon_kinds.get(chunks[index].class_, "")
            return "vehicle" if kind == "platform" else "weapon"
        return "place" if telling.places else "none"

    def _passive_object(self, chunks: list[Chunk], telling: Telling) -> str:
        """What a passive verb is done to: its subject."""
        before = [
            index
            for index in (*telling.weapons, *telling.targets, *telling.facilities, *telling.places)
            if index < telling.at
        ]
        chunk = chunks[max(before)] if before else None
        if chunk is None or chunk.kind in {"PLC", "FAC"}:
            return "place" if chunk is not None and chunk.kind == "PLC" else "facility" if chunk is not None else ""
        if chunk.kind == "WPN":
            return "vehicle" if self._lexicon.weapon_kinds.get(chunk.class_) == "platform" else "weapon"
        if "asset" in chunk.marks:
            return "facility"
        return "armed" if self.class_of(chunk) in _ARMED else "civilian"

    def _by_weapon(self, tagged: Tagged, telling: Telling, doers: list[str]) -> str:
        chunks = tagged.chunks
        if "aircraft" in doers:
            return "Air/drone strike"
        kinds = {self._lexicon.weapon_kinds.get(chunks[index].class_, "") for index in telling.weapons}
        kinds |= {
            self._lexicon.weapon_kinds.get(chunk.class_, "")
            for chunk in _window(chunks, telling)
            if chunk.kind == "WPN" and self._used(chunks, chunk)
        }
        kinds |= self._kinds_of_doer(tagged, telling)
        for kind in _STRENGTH:
            if kind in kinds:
                return _BY_KIND[kind]
        return "Shelling/artillery/missile attack" if "artillery" in doers else ""

    def _used(self, chunks: list[Chunk], chunk: Chunk) -> bool:
        """A weapon that is used, not one that is hit: "with mortars", "rockets struck"."""
        at = chunks.index(chunk)
        return at > 0 and chunks[at - 1].text in {"with", "using", "by", "from", "of", "involving"} or chunk.compound

    def _kinds_of_doer(self, tagged: Tagged, telling: Telling) -> set[str]:
        found = set()
        for index in telling.doers:
            chunk = tagged.chunks[index]
            for at in range(chunk.start, chunk.end):
                sense = tagged.best(at, "weapon")
                if sense:
                    found.add(self._lexicon.weapon_kinds.get(sense.value, ""))
        return found

    def _armed_doer(self, tagged: Tagged, telling: Telling) -> bool:
        return any(self.class_of(tagged.chunks[index]) in _ARMED for index in telling.doers)

    def _any_armed(self, tagged: Tagged, telling: Telling) -> bool:
        everyone = (*telling.doers, *telling.targets, *telling.associates)
        return any(self.class_of(tagged.chunks[index]) in _ARMED for index in everyone)

    def _strike_evidence(self, tagged: Tagged, telling: Telling) -> bool:
        if telling.weapons or self._armed_doer(tagged, telling):
            return True
        if telling.chunk.kind == "TN" and telling.carrier is not None and telling.chunk.count is not None:
            return True
        return self._strike_age <= 2 and bool(telling.places or telling.targets or telling.facilities)

    def _munition(self, tagged: Tagged, telling: Telling) -> bool:
        if any(tagged.chunks[index].class_ in self._lexicon.munitions for index in telling.weapons):
            return True
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_) for chunk in _window(tagged.chunks, telling)}
        return bool(kinds & {"chemical", "grenade"})

    def _place_object(self, tagged: Tagged, telling: Telling) -> bool:
        return bool(telling.places or telling.facilities or telling.targets or telling.weapons)

    def _military_mover(self, tagged: Tagged, telling: Telling) -> bool:
        movers = (*telling.doers, *telling.weapons)
        classes = {self.class_of(tagged.chunks[index]) for index in telling.doers}
        platform = any(
            self._lexicon.weapon_kinds.get(tagged.chunks[index].class_) == "platform" for index in telling.weapons
        )
        return bool(movers) and bool(telling.places or telling.facilities) and (platform or bool(classes & _ARMED))

    def _disruptable(self, tagged: Tagged, telling: Telling) -> bool:
        if telling.chunk.kind == "TN":
            return True
        if any(chunk.kind == "WPN" for chunk in self._direct(tagged.chunks, telling)):
            return True
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_, "") for chunk in _window(tagged.chunks, telling)}
        return "cache" in kinds and not telling.places[:1] == [telling.at + 1]

    def _crowd(self, tagged: Tagged, telling: Telling) -> bool:
        everyone = (*telling.doers, *telling.targets)
        if any(self.class_of(tagged.chunks[index]) in {"protester", "crowd"} for index in everyone):
            return True
        return any(_tells_of_protest(chunk) for chunk in tagged.chunks)

    def _displaced(self, tagged: Tagged, telling: Telling) -> bool:
        if telling.chunk.kind == "TN":
            return True
        everyone = (*telling.doers, *telling.targets)
        return any(self.class_of(tagged.chunks[index]) == "civilian" for index in everyone)

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
        return bool(
            words & {"households", "families", "refugees", "displaced", "idps", "household", "evacuees", "returnees"}
        )

    def _bomb(self, tagged: Tagged, telling: Telling) -> bool:
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_, "") for chunk in self._direct(tagged.chunks, telling)}
        return bool(kinds & {"aerial", "explosive", "chemical", "indirect"})

    def _explosive(self, tagged: Tagged, telling: Telling) -> bool:
        kinds = {self._lexicon.weapon_kinds.get(tagged.chunks[index].class_, "") for index in telling.weapons}
        return bool(kinds & {"explosive", "indirect", "aerial"}) and not telling.chunk.kind == "TN"

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
        return any(chunk.kind == "PLC" or (chunk.kind == "FAC" and chunk.class_ != "asset") for chunk in self._direct(tagged.chunks, telling))

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
        """"drove the rebels out of X": armed people as the object, and a place that they leave."""
        out = {tagged.lower(at) for at in range(telling.chunk.end, min(telling.chunk.end + 8, len(tagged.tokens)))}
        return bool(telling.targets and telling.places) and bool(out & {"out", "from"})

    def _platform(self, tagged: Tagged, telling: Telling) -> bool:
        kinds = {self._lexicon.weapon_kinds.get(chunk.class_, "") for chunk in _window(tagged.chunks, telling)}
        aircraft = any(chunk.kind == "ACT" and chunk.class_ == "aircraft" for chunk in _window(tagged.chunks, telling))
        return aircraft or bool(kinds & {"platform", "aerial"})

    _needs: dict[str, Callable[..., bool]] = {
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
            telling.chunk.kind == "TN" or self._armed_doer(tagged, telling) or self._crowd(tagged, telling)
        ),
        "military-mover": _military_mover,
        "disruptable": _disruptable,
        "crowd": _crowd,
        "crowd-or-noun": lambda self, tagged, telling: telling.chunk.kind == "TN" or self._crowd(tagged, telling),
        "displaced": _displaced,
        "active": lambda self, tagged, telling: "read/passive" not in telling.rules,
        "out-of-place": _out_of_place,
        "words-after": lambda self, tagged, telling: any(
            tagged.lower(at) in telling.frame.words for at in range(telling.chunk.end, min(telling.chunk.end + 12, len(tagged.tokens)))
        ),
        "civilian-target": lambda self, tagged, telling: any(
            self.class_of(tagged.chunks[index]) == "civilian" for index in telling.targets
        ),
        "people-or-noun": lambda self, tagged, telling: telling.chunk.kind == "TN" or self._needs["people"](self, tagged, telling),
        "crowd-doer": lambda self, tagged, telling: any(
            self.class_of(tagged.chunks[index]) in {"crowd", "protester"} for index in telling.doers
        )
        or telling.chunk.sense is not None
        and telling.chunk.sense.lemma == "lynch",
        "someone": lambda self, tagged, telling: telling.chunk.kind == "TN"
        or bool(telling.doers)
        or self._civilian_object(tagged, telling),
        "words": _words,
        "event-object": lambda self, tagged, telling: any(
            chunk.kind == "TN" for chunk in self._direct(tagged.chunks, telling)
        ),
        "direct-place": _direct_place,
        "flying-object": _flying,
        "civilian-object": _civilian_object,
        "sentence-words": lambda self, tagged, telling: any(token.lower in telling.frame.words for token in tagged.tokens),
        "people": lambda self, tagged, telling: any(
            self.class_of(tagged.chunks[index]) in {"civilian", "protester", "crowd", "person", "body"} for index in telling.doers
        )
        or any(tagged.chunks[index].kind == "CNT" for index in range(telling.at)),
        "no-object": lambda self, tagged, telling: not any(index > telling.at for index in (*telling.targets, *telling.facilities)),
        "bomb": _bomb,
        "explosive": _explosive,
        "displaced-words": _displaced_words,
        "base-place": lambda self, tagged, telling: bool(telling.places or telling.facilities or telling.doers),
        "platform": _platform,
        "place": lambda self, tagged, telling: bool(telling.places),
    }


def _window(chunks: list[Chunk], telling: Telling) -> list[Chunk]:
    """The chunks of the telling's clause, roughly: up to the next clause mark on either side."""
    start = end = telling.at
    while start > 0 and not _border(chunks[start - 1]):
        start -= 1
    while end + 1 < len(chunks) and not _border(chunks[end + 1]):
        end += 1
    return chunks[start : end + 1]


def _border(chunk: Chunk) -> bool:
    return chunk.kind in {"SUB", "REL"} or (chunk.kind == "PUN" and chunk.text in ";:—–")


def _tells_of_protest(chunk: Chunk) -> bool:
    if chunk.verb is not None:
        return any(sense.value == "protest" for sense in chunk.verb.senses)
    return chunk.kind == "TN" and chunk.sense is not None and chunk.sense.value == "protest"
