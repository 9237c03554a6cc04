"""What two coders of one item disagree on, mark by mark."""

from __future__ import annotations

from collections.abc import Iterator

from khaldun.corpus.records import Coding, Text


def differences(left: Coding, right: Coding, text: Text) -> Iterator[str]:
    """What only one of two codings of a text has, a line each: "-" the left one's, "+" the right one's."""
    ours, theirs = _lines(left, text), _lines(right, text)
    for line in sorted({*ours} - {*theirs}, key=lambda line: ours[line]):
        yield f"- {line}"
    for line in sorted({*theirs} - {*ours}, key=lambda line: theirs[line]):
        yield f"+ {line}"


def _lines(coding: Coding, text: Text) -> dict[str, tuple[int, int]]:
    """Every mark in words, with where it stands."""

    def words(start: int, end: int) -> str:
        return " ".join(text.text[start:end].split())

    lines: dict[str, tuple[int, int]] = {}
    for mention in coding.mentions:
        lines[f"{mention.start:>5} {mention.kind:<7} {words(mention.start, mention.end)}"] = (mention.start, 0)
    for trigger in coding.triggers:
        flags = "".join(f", {flag}" for flag in ("ongoing", "background") if getattr(trigger, flag))
        named = f"{trigger.sub_event_type}, {trigger.status}{flags}"
        lines[f"{trigger.start:>5} TRIGGER {words(trigger.start, trigger.end)}: {named}"] = (trigger.start, 1)
    for role in coding.roles:
        trigger, mention = coding.triggers[role.trigger], coding.mentions[role.mention]
        told = f"{words(trigger.start, trigger.end)} → {role.role}: {words(mention.start, mention.end)}"
        lines[f"{trigger.start:>5} role    {told}"] = (trigger.start, 2)
    for event in coding.events or ():
        start = coding.triggers[event.triggers[0]].start
        place = event.place.name if event.place is not None else None
        days = f"{event.date.start}/{event.date.end}" if event.date is not None else None
        sides = " – ".join(side.name or "?" if side is not None else "?" for side in (event.actor1, event.actor2))
        dead = "+".join(str(toll.low) for toll in event.deaths)
        told = f"{event.sub_event_type}, {event.status}, {days or 'no day'}, {place or 'no place'}, {sides}"
        lines[f"{start:>5} EVENT   {told}{', dead ' + dead if dead else ''}"] = (start, 3)
    return lines
