"""Makes data/choosing.yaml: the weights by which a candidate for a place name is chosen (tools/gazetteer/choosing.py).

Learns from the development half of UCDP GED's place strings, each asked three times: with its region, with its country
alone, and with a point up to 30 km off. Weights for names without any context (…_world) are not learnt but set below.
Usage: KHALDUN_DATA=folder python training/choosing.py ../shared/data > src/khaldun/data/choosing.yaml
(the folder's gazetteer holds Who's On First's Syria).
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from khaldun.cli.settings import data_folder
from khaldun.measure.places.records import Asked
from khaldun.measure.places.sources import UCDP, read_ucdp
from khaldun.resolve.places_geo import distance_km
from khaldun.tools.gazetteer.choosing import Features, nothing
from khaldun.tools.gazetteer.lookup import Query, find_candidates, read_stated
from khaldun.tools.gazetteer.store import Gazetteer, open_gazetteer

VERSION, THRESHOLD = "choosing/1", 0.5
WORLD = {
    "people_world": 1.6,
    "region_world": 6.4,
    "country_world": 5.1,
    "district_world": 1.6,
    "other_kind_world": -0.5,
}
NOTHING_WORLD = {"world": 1.5}
NEAR_KM, NEAR_OFF_KM, PULL, ROUNDS, STEP = 5.0, 30.0, 0.0005, 400, 0.1
Example = tuple[list[Features], list[bool], Features]


def examples(asked: list[Asked], gazetteer: Gazetteer) -> Iterator[Example]:
    chance = random.Random(3)
    for one in asked:
        lat, lon = chance.choice(one.points)
        turn, off = chance.random() * 2 * math.pi, chance.random() * NEAR_OFF_KM / 111.2
        near = (lat + off * math.cos(turn), lon + off * math.sin(turn) / math.cos(math.radians(lat)))
        for admin1, point in ((one.admin1, None), (None, None), (None, near)):
            stated = read_stated(Query(name=one.name, admin1=admin1, country=one.country, near=point), gazetteer)
            found = find_candidates(one.name, stated, gazetteer)
            right = [
                any(distance_km(hit.place.latitude, hit.place.longitude, *spot) <= NEAR_KM for spot in one.points)
                for hit, _ in found
            ]
            yield [item for _, item in found], right, nothing(stated)


def learn(data: list[Example]) -> dict[str, float]:
    """Weights by name; those of the outcome "none" stand behind "none:"."""
    rows = [([*found, {f"none:{name}": value for name, value in none.items()}], right) for found, right, none in data]
    names = sorted({name for found, _ in rows for one in found for name in one})
    weights = dict.fromkeys(names, 0.0)
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for turn in range(1, ROUNDS + 1):
        slope = gradient(rows, weights)
        for name in names:
            pull = slope[name] / len(rows) + PULL * weights[name]
            first[name] = 0.9 * first[name] + 0.1 * pull
            second[name] = 0.99 * second[name] + 0.01 * pull * pull
            weights[name] -= (
                STEP * (first[name] / (1 - 0.9**turn)) / (math.sqrt(second[name] / (1 - 0.99**turn)) + 1e-8)
            )
    return weights


def gradient(rows: list[tuple[list[Features], list[bool]]], weights: dict[str, float]) -> Counter[str]:
    slope: Counter[str] = Counter()
    for found, right in rows:
        scores = [sum(weights[name] * value for name, value in one.items()) for one in found]
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        meant = [at for at, good in enumerate(right) if good] or [len(found) - 1]
        share = sum(powers[at] for at in meant)
        for at, one in enumerate(found):
            push = powers[at] / total - (powers[at] / share if at in meant else 0.0)
            for name, value in one.items():
                slope[name] += push * value
    return slope


def main(data: Path) -> None:
    gazetteer = open_gazetteer(data_folder(None))
    asked = [one for one in read_ucdp(data / UCDP) if one.part == "dev"]
    learnt = learn(list(examples(asked, gazetteer)))
    own = {name: value for name, value in learnt.items() if not name.startswith("none:")}
    none = {name.removeprefix("none:"): value for name, value in learnt.items() if name.startswith("none:")}
    out = [
        "# How likely a candidate is what a place name means; learnt by training/choosing.py, which says from what.",
        f"version: {VERSION}",
        f"threshold: {THRESHOLD}",
        *block("weights", {**own, **WORLD}),
        *block("nothing", {**none, **NOTHING_WORLD}),
    ]
    sys.stdout.write("\n".join(out) + "\n")


def block(head: str, weights: dict[str, float]) -> list[str]:
    return [f"{head}:", *(f"  {name}: {value:.2f}" for name, value in sorted(weights.items()))]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
