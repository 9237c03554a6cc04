"""The world that exports ask: the packaged lists of countries and actors, and a gazetteer."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

import msgspec

from khaldun.cli.ground import GazetteerGround, country_words
from khaldun.cli.settings import build_settings
from khaldun.export.world import World
from khaldun.publish.export.formats import Known
from khaldun.settings import Settings
from khaldun.tools.countries import packaged_countries
from khaldun.tools.gazetteer.geonames import region_names
from khaldun.tools.gazetteer.progress import Progress, no_progress
from khaldun.tools.gazetteer.store import Gazetteer, open_gazetteer
from khaldun.tools.registry import load_registry

_OWN = "region:"  # ids that the packaged gazetteer gives divisions by itself: nobody else's codes
_GEONAMES = "geonames:"  # whose codes such divisions have, as "geonames:SY.12"


def world_on(day: dt.date, *, data: Path | None) -> World:
    """The world on a day, with the gazetteer of a data folder; for whoever makes exports for long."""
    return world(msgspec.structs.replace(build_settings(data=data), today=day), progress=no_progress)


def world(settings: Settings, *, progress: Progress) -> World:
    """The packaged lists and the gazetteer of the data folder.

    Raises:
        DataError: a packaged list is wrong.
        GazetteerError: the gazetteer cannot be unpacked or opened.
    """
    countries, registry = packaged_countries(), load_registry()
    gazetteer = (
        Gazetteer(settings.gazetteer) if settings.gazetteer else open_gazetteer(settings.data_folder, progress=progress)
    )

    codes = {(country, name): code for (country, code), name in region_names().items()}

    @lru_cache(maxsize=4096)
    def find_region(country: str, name: str) -> str | None:
        hits = gazetteer.find(name, countries=(country,))
        found = next((hit.place for hit in hits if hit.place.feature == "region"), None)
        if found is None or not found.id.startswith(_OWN):
            return None if found is None else found.id
        state, code = countries.get(country), codes.get((country, found.name))
        return f"{_GEONAMES}{state.iso2}.{code}" if state is not None and code is not None else None

    return World(
        known=Known(find_country=countries.get, find_actor=registry.get, find_region=find_region, today=settings.today),
        registry=registry,
        ground=GazetteerGround(gazetteer, countries),
        adjectives=country_words(countries),
        today=settings.today,
        versions={"gazetteer": gazetteer.version, "actors": registry.version},
    )
