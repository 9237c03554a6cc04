"""What a chunk is to an event: by its preposition a role, and by its kind what that role makes of it."""

from __future__ import annotations

from khaldun.read.rules.chunk import Chunk
from khaldun.read.rules.telling import Telling
from khaldun.read.rules.words import Frame, Prepositions

_MOVING = frozenset({"displaced-arrive", "withdraw", "deploy", "enter", "displacement", "transfer"})


def of_other_words(chunks: list[Chunk], index: int) -> bool:
    """Whether a date only dates the report ("said on Tuesday") or a birth ("born in 1961")."""
    before = index - 1
    while before >= 0 and chunks[before].kind in {"P", "W"}:
        if chunks[before].text == "born":
            return True
        before -= 1
    verb = chunks[before].verb if before >= 0 else None
    return verb is not None and verb.sense.tag in {"report", "claim", "deny"}


def role_of(frame: Frame, general: Prepositions, prep: str, chunk: Chunk, *, passive: bool, noun: bool = False) -> str:
    """The role of what hangs on a preposition ("" for none): by the frame, else by the general table.

    `passive`: who did it may stand behind "by"; `noun`: a noun tells of the event.
    """
    if prep in frame.preps:
        return frame.preps[prep]
    if chunk.kind == "DAT":
        return "date"
    if chunk.kind == "NAME" and prep == "by" and passive:
        return "doer"
    if chunk.kind in {"PLC", "FAC", "NAME"}:
        return "" if prep == "of" and not noun else general.place.get(prep, "")
    if chunk.kind == "WPN":
        return general.weapon.get(prep, "")
    if chunk.kind == "ACT":
        if prep == "by":
            return "doer" if passive else ""
        if prep == "from" and passive:
            return "doer" if noun or chunk.class_ in {"aircraft", "artillery"} else ""
        return general.actor.get(prep, "")
    return ""


def put(chunks: list[Chunk], telling: Telling, index: int, role: str) -> None:
    """Gives chunk `index` its role; what a role means depends on the kind of the chunk."""
    chunk = chunks[index]
    if chunk.kind == "DAT":
        if not of_other_words(chunks, index) and index not in telling.dates:
            telling.dates.append(index)
        return
    if role == "sides" and chunk.kind == "PLC" and chunk.class_ != "country":
        _put_place(telling, chunk, index)
    elif role == "sides":
        (telling.doers if not telling.doers else telling.targets).append(index)
    elif role in {"doer", "weapon-or-doer"}:
        _put_doer(telling, chunk, index)
    elif role in {"target", "associated"}:
        _put_target(telling, chunk, index, role)
    elif role == "place" or (role == "to" and _goes_to(chunks, telling, index)):
        _put_place(telling, chunk, index)
    elif role == "from":
        _put_origin(chunks, telling, index)
    elif role == "weapon" and chunk.kind == "WPN":
        telling.weapons.append(index)


def of_parties(chunks: list[Chunk], index: int) -> bool:
    """Whether "between X and Y" names the parties to something ("the agreement between"), not where it happened."""
    while index > 0 and chunks[index].text != "between":
        index -= 1
    return index > 0 and chunks[index - 1].kind == "W"


def _goes_to(chunks: list[Chunk], telling: Telling, index: int) -> bool:
    """Whether "to X" says where to: not where a road leads, nor for which country arms or aid are."""
    if index > 1 and chunks[index - 1].text == "to" and (chunks[index - 2].kind == "FAC" or _travelled(chunks, index)):
        return False
    return chunks[index].class_ != "country" or telling.frame.name in _MOVING


def _put_origin(chunks: list[Chunk], telling: Telling, index: int) -> None:
    chunk = chunks[index]
    if chunk.kind == "PLC" and not _travelled(chunks, index) and chunks[index - 1].kind != "MEASURE":
        (telling.origins if telling.frame.name in _MOVING else telling.places).append(index)


def _travelled(chunks: list[Chunk], index: int) -> bool:
    """Whether the place is only where somebody was going or came from: "on the way to X", "on the way home from X"."""
    return index > 1 and chunks[index - 2].text in {"way", "home", "route"}


def _put_doer(telling: Telling, chunk: Chunk, index: int) -> None:
    if chunk.kind in {"ACT", "NAME"} or (chunk.kind == "PLC" and chunk.class_ == "country"):
        if index not in telling.doers:
            telling.doers.append(index)
    elif chunk.kind == "WPN":
        telling.weapons.append(index)
    elif chunk.kind == "PLC" and telling.frame.name == "fall-to":
        telling.places.append(index)


def _put_target(telling: Telling, chunk: Chunk, index: int, role: str) -> None:
    if chunk.kind == "PLC":
        _put_place(telling, chunk, index)
    elif chunk.kind == "NAME" and telling.frame.places and index < telling.at and not telling.frame.weapons:
        telling.places.append(index)
    elif chunk.kind in {"FAC", "NAME"}:
        telling.facilities.append(index)
        telling.anaphoric_place |= chunk.kind == "FAC" and chunk.definite
    elif chunk.kind == "WPN":
        telling.weapons.append(index)
    elif role == "associated" and chunk.class_ == "aircraft":
        return
    elif chunk.kind in {"ACT", "CNT", "HS"} and index not in telling.targets and index not in telling.doers:
        (telling.targets if role == "target" else telling.associates).append(index)


def _put_place(telling: Telling, chunk: Chunk, index: int) -> None:
    if chunk.kind == "PLC" and index not in telling.places:
        telling.places.append(index)
    elif chunk.kind in {"FAC", "NAME"}:
        telling.facilities.append(index)
        telling.anaphoric_place |= chunk.kind == "FAC" and chunk.definite
