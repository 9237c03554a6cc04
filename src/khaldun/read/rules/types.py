"""Decides what type of event a telling is, and whether its words tell of one at all."""

from __future__ import annotations

from khaldun.read.protocols import ActorNames
from khaldun.read.rules.chunk import Chunk, Draft, Tagged
from khaldun.read.rules.classes import ARMED, Classes
from khaldun.read.rules.clause import preposition, window
from khaldun.read.rules.needs import SUBJECT_PRONOUNS, Needs, device_object
from khaldun.read.rules.subject import subjects
from khaldun.read.rules.telling import Telling

_BY_KIND = {
    "aerial": "Air/drone strike",
    "indirect": "Shelling/artillery/missile attack",
    "explosive": "Remote explosive/landmine/IED",
    "suicide": "Suicide bomb",
    "grenade": "Grenade",
    "chemical": "Chemical weapon",
}
_STRENGTH = ("chemical", "suicide", "explosive", "aerial", "grenade", "indirect")
# Who is named after an air force and flies nothing: "Air Force Intelligence".
_BUREAUS = frozenset({"intelligence", "directorate", "police", "security", "headquarters"})
_FIRING = frozenset({"attack", "fire-rounds", "launch-munition", "kill"})
_AGAIN = frozenset({"second", "third", "fourth", "fifth", "another", "further", "other"})
_TAKING = frozenset({"seize", "take"})
_STRIKES = frozenset(_BY_KIND.values())


class Sorter:
    """Sorts tellings by type; knows the strikes told of before in the report, for "the area was hit"."""

    def __init__(self, draft: Draft, names: ActorNames) -> None:
        self._lexicon = draft.lexicon
        self._classes = Classes(names)
        self._needs = Needs(draft.lexicon, self._classes)
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
        return self._needs.met(tagged, telling, strike_near=self._strike_age <= 2)

    def _type(self, tagged: Tagged, telling: Telling) -> str:
        frame = telling.frame
        if "suicide" in self._kinds_of_doer(tagged, telling) and frame.type not in {"Arrests", "Agreement"}:
            return "Suicide bomb"
        if frame.name in _FIRING and _into_the_air(tagged, telling.chunk.end):
            return "Protest with intervention" if self._needs.crowd(tagged, telling) else "-"
        chunks = tagged.chunks
        doers = [self._classes.of(chunks[index]) for index in telling.doers]
        if doers and doers[0] in frame.doers:
            return frame.doers[doers[0]]
        if doers and doers[0] == "gunman" and "nonstate" in frame.doers:
            return frame.doers["nonstate"]
        if frame.objects:
            kind = self._frame_object(tagged, telling)
            if kind in frame.objects and not (kind == "none" and telling.chunk.kind == "TN"):
                return frame.objects[kind]
        if frame.weapons or frame.type == "violence":
            by_weapon = self._by_weapon(tagged, telling, doers)
            if by_weapon:
                return by_weapon
        return self._by_frame(tagged, telling, doers)

    def _by_frame(self, tagged: Tagged, telling: Telling, doers: list[str]) -> str:
        """What the frame itself says, where neither sides, object nor weapon decide."""
        frame, chunks = telling.frame, tagged.chunks
        if frame.name == "hit" and self._only_bullets(chunks, telling):
            return "-"
        again = self._strike_age <= 2 and not doers or self._strike_age == 0
        if frame.name == "hit" and self._last_strike and again:
            return self._last_strike
        if self._raid_again(tagged, telling, doers):
            return self._last_strike
        if frame.name in _TAKING and any(chunk.text == "no_fight" for chunk in window(chunks, telling.at)):
            telling.rules.append("read/no-fight")
            return "Non-violent transfer of territory"
        if frame.name in _TAKING and self._abandoned(tagged, telling):
            telling.rules.append("read/abandoned")
            return "Non-violent transfer of territory"
        return frame.type

    def _raid_again(self, tagged: Tagged, telling: Telling, doers: list[str]) -> bool:
        """More raids behind a strike from the air: "Four raids were waged on X"."""
        sense = telling.chunk.sense
        words = {tagged.lower(at) for at in range(telling.chunk.start, telling.chunk.end)}
        counted = telling.chunk.count is not None or bool(words & _AGAIN)
        raids = telling.chunk.kind == "TN" and sense is not None and sense.lemma == "raid"
        return raids and counted and not doers and self._last_strike == "Air/drone strike" and self._strike_age <= 3

    def _only_bullets(self, chunks: list[Chunk], telling: Telling) -> bool:
        """Hit by bullets or blades: what became of people, no strike."""
        kinds = {self._lexicon.weapon_kinds.get(chunks[index].class_, "") for index in telling.weapons}
        return bool(kinds) and kinds <= {"direct", "blade", "crowd"}

    def _abandoned(self, tagged: Tagged, telling: Telling) -> bool:
        """The thing taken is itself said to be abandoned: "the abandoned base"."""
        for index in (*telling.facilities, *telling.places):
            chunk = tagged.chunks[index]
            for at in range(chunk.start, chunk.end):
                if tagged.best(at, "no_fight"):
                    return True
        return False

    def _frame_object(self, tagged: Tagged, telling: Telling) -> str:
        """The kind of the object as far as the frame tells kinds apart."""
        if "aircraft" in telling.frame.objects and telling.weapons:
            return self._arms_kind(tagged.chunks[telling.weapons[-1]])
        kind = self._object_kind(tagged.chunks, telling)
        if device_object(tagged, telling) is not None or (kind == "aircraft" and kind not in telling.frame.objects):
            return "weapon"
        return kind

    def _object_kind(self, chunks: list[Chunk], telling: Telling) -> str:
        if "read/passive" in telling.rules:
            subject = self._passive_object(chunks, telling)
            if subject:
                return subject
        near = [index for index in (*telling.places, *telling.facilities) if index > telling.at]
        people = [index for index in telling.targets if index > telling.at]
        if telling.chunk.kind == "VG" and any(
            chunks[index].kind == "ACT" and preposition(chunks, index) is None for index in people
        ):
            near = [index for index in near if preposition(chunks, index) is None]
        behind = any(index > telling.at for index in telling.weapons)
        arms = self._arms_taken(chunks, telling, near) if near or (behind and not people) else ""
        if arms:
            return arms
        if near and (not people or min(near) < min(people)):
            return "place" if min(near) in telling.places else "facility"
        if telling.places and not telling.targets:
            return "place"
        if telling.targets:
            head = self._head_target(chunks, telling.targets)
            return "civilian" if _of_something(chunks, head) else self._target_kind(chunks[head])
        if telling.facilities:
            return (
                "goods"
                if chunks[telling.facilities[0]].class_ == "asset" and chunks[telling.facilities[0]].count
                else "facility"
            )
        for index in telling.weapons:
            return self._arms_kind(chunks[index])
        return "place" if telling.places else "none"

    def _arms_kind(self, chunk: Chunk) -> str:
        """What kind of thing a weapon is where it is the object: aircraft have people in them, vehicles are goods."""
        platform = self._lexicon.weapon_kinds.get(chunk.class_, "") == "platform"
        return "aircraft" if chunk.class_ == "aircraft" else "vehicle" if platform else "weapon"

    def _head_target(self, chunks: list[Chunk], targets: list[int]) -> int:
        """The first target; the people behind it where it only counts them: "a Médecins employee"."""
        first = targets[0]
        counted = len(targets) > 1 and chunks[first].kind == "CNT" and 0 < targets[1] - first <= 2
        return targets[1] if counted and chunks[targets[1]].kind == "ACT" else first

    def _target_kind(self, chunk: Chunk) -> str:
        if "asset" in chunk.marks:
            return "facility"
        if chunk.kind == "CNT":
            return "goods"
        class_ = self._classes.of(chunk)
        if class_ in {"civilian", "protester", "crowd"}:
            return class_
        if class_ == "body":
            return "facility"
        return "armed" if class_ in ARMED else "civilian"

    def _arms_taken(self, chunks: list[Chunk], telling: Telling, near: list[int]) -> str:
        """Arms as the direct object behind an aside about where: "seized, in the area of X, a cache"."""
        noun = telling.chunk.kind == "TN"
        arms = [
            index
            for index in telling.weapons
            if index > telling.at and preposition(chunks, index) in ({None, "of"} if noun else {None})
        ]
        if not arms or any(preposition(chunks, index) is None for index in near):
            return ""
        kinds = {self._arms_kind(chunks[index]) for index in telling.weapons if index > telling.at}
        return kinds.pop() if len(kinds) == 1 else "weapon"

    def _passive_object(self, chunks: list[Chunk], telling: Telling) -> str:
        """What a passive verb is done to: its subject."""
        before = [
            index
            for index in (*telling.weapons, *telling.targets, *telling.facilities, *telling.places)
            if index < telling.at
        ]
        chunk = chunks[max(before)] if before else None
        if before and max(before) in telling.places:
            return "place"
        if chunk is None and _is_someone(chunks, telling.at):
            return "civilian"
        if chunk is None or chunk.kind in {"PLC", "FAC"}:
            return "place" if chunk is not None and chunk.kind == "PLC" else "facility" if chunk is not None else ""
        if chunk.kind == "WPN":
            return self._arms_kind(chunk)
        if "asset" in chunk.marks or chunk.class_ == "body":
            return "facility"
        armed = self._classes.of(chunk) in ARMED and not _of_something(chunks, max(before))
        return "armed" if armed else "civilian"

    def _by_weapon(self, tagged: Tagged, telling: Telling, doers: list[str]) -> str:
        chunks = tagged.chunks
        if "aircraft" in doers:
            return "Air/drone strike"
        kinds = {self._lexicon.weapon_kinds.get(chunks[index].class_, "") for index in telling.weapons}
        kinds |= {
            self._lexicon.weapon_kinds.get(chunk.class_, "")
            for chunk in window(chunks, telling.at)
            if chunk.kind == "WPN" and self._used(chunks, chunk, telling.chunk)
        }
        kinds |= self._kinds_of_doer(tagged, telling)
        if telling.frame.name == "land" and "explosive" in kinds:
            return "Air/drone strike"
        for kind in _STRENGTH:
            if kind in kinds:
                return _BY_KIND[kind]
        return "Shelling/artillery/missile attack" if "artillery" in doers else ""

    def _used(self, chunks: list[Chunk], chunk: Chunk, trigger: Chunk) -> bool:
        """A weapon that is used, not one that is hit: "with mortars", "rockets struck"; none of another noun's."""
        at = chunks.index(chunk)
        if chunk.compound and trigger.kind == "TN" and at + 1 < len(chunks) and chunks[at + 1].kind == "TN":
            return chunks[at + 1] is trigger
        return at > 0 and chunks[at - 1].text in {"with", "using", "by", "from", "of", "involving"} or chunk.compound

    def _kinds_of_doer(self, tagged: Tagged, telling: Telling) -> set[str]:
        found = set()
        for index in telling.doers:
            chunk = tagged.chunks[index]
            if tagged.lower(chunk.end - 1) in _BUREAUS:
                continue
            for at in range(chunk.start, chunk.end):
                sense = tagged.best(at, "weapon")
                if sense:
                    found.add(self._lexicon.weapon_kinds.get(sense.value, ""))
        return found


def _is_someone(chunks: list[Chunk], at: int) -> bool:
    """Whether the subject is a person by a pronoun, or a name of nobody known: "he was arrested"."""
    group = subjects(chunks, at)
    before = chunks[group[-1]] if group else chunks[at - 1] if at else None
    return before is not None and (before.kind == "NAME" or before.text in SUBJECT_PRONOUNS)


def _of_something(chunks: list[Chunk], index: int) -> bool:
    """Members of a body that is no armed one: "three members of a local emergency room"."""
    following = chunks[index + 1 : index + 4]
    if chunks[index].class_ != "member" or not following or following[0].text != "of":
        return False
    return not any(chunk.kind in {"ACT", "NAME"} for chunk in following)


def _into_the_air(tagged: Tagged, end: int) -> bool:
    """Shots that are to warn: "fired in the air", "shot live rounds into the air"."""
    words = [tagged.lower(at) for at in range(end, end + 6)]
    return any(words[at : at + 3] in (["in", "the", "air"], ["into", "the", "air"]) for at in range(4))
