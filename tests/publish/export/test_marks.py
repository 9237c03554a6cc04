"""What a reader is warned of."""

from __future__ import annotations

from typing import Any

import pytest
from safe_making import actor, claim, place, published, source, told

from khaldun.publish.export.marks import CONTESTED, ENEMY, SINGLE
from khaldun.records.lines import ClaimLine, CountLine, DateLine, DeathLine

TOLL = CountLine(low=5, best=5, high=5)
DEAD = (DeathLine(of="actor2", low=5, best=5, high=5),)
TWO = (source("war monitor"), source("rescue workers"))


def marks(*claims: ClaimLine) -> tuple[str, ...]:
    made, _ = published(told(*claims))
    return made[0].items[0].marks


@pytest.mark.parametrize(
    ("sources", "single"),
    [
        pytest.param((), True, id="nobody-but-the-report"),
        pytest.param((source("war monitor"),), True, id="one"),
        pytest.param((source("War Monitor"), source("war monitor")), True, id="the-same-twice"),
        pytest.param(TWO, False, id="two"),
    ],
)
def test_a_single_source_is_marked(sources: Any, single: bool) -> None:
    assert (SINGLE in marks(claim(sources=sources))) is single


def other(**changes: Any) -> ClaimLine:
    return claim(id="00000000000000a2", **changes)


@pytest.mark.parametrize(
    ("against", "contested"),
    [
        pytest.param(other(status="denied"), True, id="denied"),
        pytest.param(other(status="denied", place=place("Tura")), False, id="denied-elsewhere"),
        pytest.param(
            other(status="denied", date=DateLine(start="2031-03-09", end="2031-03-09")), False, id="denied-another-day"
        ),
        pytest.param(other(status="denied", date=None), False, id="denied-without-a-day"),
        pytest.param(other(status="denied", event_type="Protests"), False, id="something-else-denied"),
        pytest.param(
            other(actor1=actor("the guard", "vel-government"), sources=(source("a union"),)),
            True,
            id="laid-at-another's-door",
        ),
        pytest.param(other(actor1=actor("the guard", "vel-government"), sources=TWO), False, id="by-the-same-source"),
        pytest.param(other(actor1=None, sources=(source("a union"),)), False, id="nobody-blamed"),
        pytest.param(other(sources=(source("a union"),)), False, id="told-alike"),
    ],
)
def test_what_another_claim_tells_otherwise_is_contested(against: ClaimLine, contested: bool) -> None:
    assert (CONTESTED in marks(claim(sources=TWO), against)) is contested


def test_what_is_denied_is_contested() -> None:
    assert CONTESTED in marks(claim(status="denied"))


@pytest.mark.parametrize(
    ("changes", "marked"),
    [
        pytest.param({"sources": (source("Military Forces of Velia"),), "deaths": DEAD}, True, id="by-the-registry"),
        pytest.param({"sources": (source("the army"),), "deaths": DEAD}, True, id="by-the-same-words"),
        pytest.param({"sources": (source("a spokesman of the army"),), "deaths": DEAD}, True, id="who-speaks-for-it"),
        pytest.param(
            {
                "sources": (source("Government of Velia"),),
                "actor1": actor("the army", "vel-military", "State forces"),
                "deaths": DEAD,
            },
            True,
            id="its-government",
        ),
        pytest.param({"sources": (source("the army"),), "fatalities": TOLL}, True, id="a-toll-of-nobody-said"),
        pytest.param(
            {"sources": (source("the army"),), "deaths": (DeathLine(of="actor1", low=5),)}, False, id="its-own-dead"
        ),
        pytest.param(
            {"sources": (source("rebels"),), "deaths": (DeathLine(of="actor1", low=5),)}, True, id="the-other-side"
        ),
        pytest.param({"sources": (source("war monitor"),), "deaths": DEAD}, False, id="somebody-else"),
        pytest.param({"sources": (source("the army"),)}, False, id="no-toll"),
        pytest.param(
            {"sources": (source("the army"),), "deaths": (DeathLine(of="actor2", low=0, high=0),)},
            False,
            id="nobody-died",
        ),
        pytest.param(
            {"sources": (source("the army"),), "deaths": DEAD, "actor2": actor("people", "civ", "Civilians")},
            False,
            id="civilians",
        ),
    ],
)
def test_a_party_that_counts_its_enemys_dead_is_marked(changes: dict[str, Any], marked: bool) -> None:
    assert (ENEMY in marks(claim(**changes))) is marked
