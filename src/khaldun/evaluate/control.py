"""The control: a report's places dealt out anew among its events, so that only a pairing that looks away survives."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec

from khaldun.evaluate.names import Names
from khaldun.evaluate.rows import Row


def shuffled_places(rows: Sequence[Row], names: Names, chance: random.Random) -> dict[int, Row] | None:
    """Each row (by its `id()`) with another place of the same report; null where there are not two places.

    Every place goes to the rows of another one, none to its own, so that no event keeps its place by luck.
    """
    keys = [_key(row, names) for row in rows]
    places = {key: row.place for key, row in zip(keys, rows, strict=True)}
    if len(places) < 2:
        return None
    order = list(places)
    chance.shuffle(order)
    step = chance.randrange(1, len(order))
    given = {key: places[order[(number + step) % len(order)]] for number, key in enumerate(order)}
    return {id(row): msgspec.structs.replace(row, place=given[key]) for key, row in zip(keys, rows, strict=True)}


def _key(row: Row, names: Names) -> tuple[frozenset[str], float | None, float | None]:
    place = row.place
    if place is None:
        return frozenset(), None, None
    return names.tokens((place.name, place.quote)), place.latitude, place.longitude
