"""The row of the codebook's table: the cells that the contract's own fields do not hold."""

from __future__ import annotations

from khaldun.code.codebook import Codebook
from khaldun.code.deaths import Toll
from khaldun.code.drafts import Draft
from khaldun.code.sides import CIVILIANS, Side, interaction
from khaldun.records.lines import CodingLine

UNIDENTIFIED = "acled/unidentified"
TARGETED = "Civilians targeted"
EXCESSIVE_FORCE = "Excessive force against protesters"
VIOLENCE = "Violence against civilians"
UNARMED = frozenset({CIVILIANS, "Protesters", "Rioters"})
TARGETABLE = ("Explosions/Remote violence", "Riots")


def coding_line(draft: Draft, toll: Toll | None, merged_into: str | None, book: Codebook) -> CodingLine:
    """The claim's row; one merged into another has no deaths of its own."""
    actors, event_type = draft.actors, book.event_type[draft.kind]
    needed = book.file.unidentified
    one = actors.actor1 or (_unidentified(book) if event_type in needed.actor1 else None)
    two = actors.actor2 or (_unidentified(book) if event_type in needed.actor2 else None)
    inter1, inter2 = (each.inter if each else None for each in (one, two))
    unknown = any(each is not None and each.inter is None for each in (one, two))
    targeting = _civilian_targeting(draft.kind, event_type, inter1, inter2)
    rules = [*draft.rules, *(each.rule for each in (one, two) if each)]
    for rule, fired in (
        ("acled/interaction", not unknown and bool(one or two)),
        ("acled/civilian-targeting", targeting is not None),
    ):
        if fired:
            rules.append(rule)
    when, where = draft.timing, draft.placing
    rules += [each.rule for each in (when, where) if each is not None]
    rules += toll.rules if toll else ()
    rules += [draft.excluded] if draft.excluded else []
    country = draft.country_name
    return CodingLine(
        codebook=book.version,
        event_date=when.day.isoformat() if when and when.day else None,
        country=draft.country,
        actor1=_name(one, country, book, rules),
        assoc_actor1=_associated(one, actors.assoc1, country, book, rules),
        actor2=_name(two, country, book, rules),
        assoc_actor2=_associated(two, actors.assoc2, country, book, rules),
        notes=tuple(toll.notes) if toll else (),
        disorder_type=book.disorder_type[draft.kind],
        inter1=inter1,
        inter2=inter2,
        interaction=None if unknown else interaction(inter1, inter2, book),
        civilian_targeting=targeting,
        time_precision=when.precision if when else None,
        geo_precision=where.precision if where else None,
        fatalities=toll.deaths if toll else None,
        excluded=draft.excluded,
        merged_into=merged_into,
        rules=tuple(dict.fromkeys(rules)),
    )


def _unidentified(book: Codebook) -> Side:
    made = book.file.unidentified
    return Side(None, None, made.name, made.type, UNIDENTIFIED)


def _civilian_targeting(kind: str, event_type: str, inter1: str | None, inter2: str | None) -> str | None:
    """Civilians as the main or only target; those hurt beside an armed target do not count."""
    if kind == EXCESSIVE_FORCE or event_type == VIOLENCE:
        return TARGETED
    return TARGETED if event_type in TARGETABLE and CIVILIANS in (inter1, inter2) else None


def _name(side: Side | None, country: str | None, book: Codebook, rules: list[str]) -> str | None:
    """The actor's name in the table: crowds, civilians and unidentified groups by their kind and country."""
    if side is None:
        return None
    generic = side.name if side.rule == UNIDENTIFIED else book.file.generic_names.get(side.inter or "")
    if generic is None:
        return side.name
    if "acled/generic-names" not in rules:
        rules.append("acled/generic-names")
    return f"{generic} ({country})" if country else generic


def _associated(
    main: Side | None, others: tuple[Side, ...], country: str | None, book: Codebook, rules: list[str]
) -> str | None:
    """The other actors of a side, and of its unarmed ones the kinds that the report's words tell ("Journalists")."""
    names = [_name(side, country, book, rules) or side.name for side in others]
    for side in (main, *others):
        if side is None or side.actor is None or side.inter not in UNARMED:
            continue
        for kind, words in book.civilian_kinds:
            if words.search(side.actor.quote):
                names.append(f"{kind} ({country})" if country else kind)
                if "acled/civilians-of-kind" not in rules:
                    rules.append("acled/civilians-of-kind")
    return "; ".join(dict.fromkeys(names)) or None
