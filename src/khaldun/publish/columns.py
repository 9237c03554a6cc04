"""How a claim's objects become the cells of one row: shared by the flat formats."""

from __future__ import annotations

from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, ReportLine


def actor_name(actor: ActorLine | None) -> str | None:
    """The registry's name, else the report's own words."""
    if actor is None:
        return None
    return actor.name or actor.quote


def actor_names(actors: tuple[ActorLine, ...]) -> str | None:
    """Names joined by "; ", null where there is none."""
    names = [name for actor in actors if (name := actor_name(actor))]
    return "; ".join(dict.fromkeys(names)) or None


def place_name(place: PlaceLine | None) -> str | None:
    """The gazetteer's name, else the report's own words."""
    if place is None:
        return None
    return place.name or place.quote


def publishers(report: ReportLine | None) -> str | None:
    """Who published the text, the original publisher first."""
    if report is None:
        return None
    names = [name for name in (report.original_publisher, report.publisher) if name]
    return "; ".join(dict.fromkeys(names)) or None


def all_rules(claim: ClaimLine) -> tuple[str, ...]:
    """Every rule that made or changed a value of the claim, in the order of the columns, none twice."""
    objects = (claim, claim.date, claim.place, claim.actor1, *claim.assoc_actor1, claim.actor2, *claim.assoc_actor2)
    counted = (claim.fatalities, *claim.deaths, claim.injured, *claim.quantities, claim.coding)
    return tuple(dict.fromkeys(rule for item in (*objects, *counted) if item is not None for rule in item.rules))
