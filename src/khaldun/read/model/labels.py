"""What the trained reader can say: kinds of mention, types and statuses of triggers, roles."""

from __future__ import annotations

from typing import get_args

from khaldun.records.annotations import MentionKind, Role, Status

TRIGGER = "trigger"
SPANS: tuple[str, ...] = (TRIGGER, *get_args(MentionKind))
TAGS: tuple[str, ...] = ("O", *(f"{part}-{span}" for span in SPANS for part in "BI"))
STATUSES: tuple[Status, ...] = get_args(Status)
ROLES: tuple[Role, ...] = get_args(Role)
FLAGS: tuple[str, ...] = ("ongoing", "background")
SUB_EVENT_TYPES: tuple[str, ...] = (
    "Armed clash", "Government regains territory", "Non-state actor overtakes territory", "Air/drone strike",
    "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Suicide bomb", "Grenade", "Chemical weapon",
    "Attack", "Abduction/forced disappearance", "Sexual violence", "Peaceful protest", "Protest with intervention",
    "Excessive force against protesters", "Violent demonstration", "Mob violence", "Agreement", "Arrests",
    "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
    "Looting/property destruction", "Non-violent transfer of territory", "Other",
)  # fmt: skip
SHAPES = ("small", "Title", "CAPITALS", "mIxed", "digits", "mark")


def shape_of(word: str) -> int:
    """How a word is written, by its place in SHAPES: the encoder itself reads no case."""
    if not any(char.isalnum() for char in word):
        return 5
    if not any(char.isalpha() for char in word):
        return 4
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and word[1:].islower() else 3
