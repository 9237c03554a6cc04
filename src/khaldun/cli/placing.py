"""What to add so that more places are found."""

from __future__ import annotations

from khaldun.cli.say import say
from khaldun.publish.export.acled import FindCountry
from khaldun.run.unplaced import UNKNOWN, Unplaced

_COUNTRIES, _NAMES = 4, 3


def say_unplaced(unplaced: Unplaced, find_country: FindCountry) -> None:
    """Which places were not found, by country, and how to add them; nothing where all were found."""
    found = unplaced.by_country()
    if not found:
        return
    told = []
    for code, names in found[:_COUNTRIES]:
        country = find_country(code)
        where = (
            "in reports that place nothing else" if code == UNKNOWN else f"in {country.acled_name if country else code}"
        )
        more = ", …" if len(names) > _NAMES else ""
        told.append(f"{len(names):,} {where} ({', '.join(names[:_NAMES])}{more})")
    rest = sum(len(names) for _, names in found[_COUNTRIES:])
    if rest:
        told.append(f"{rest:,} elsewhere")
    say(
        f"Places not found: {'; '.join(told)}.",
        "Add a country's villages: khaldun gazetteer add FILE (docs/data.md says where to get them).",
    )
