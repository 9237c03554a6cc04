"""A toll that several rows share neither grows nor shrinks where a profile publishes some of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from safe_making import DAY, claim, coded, place, published, report, span, told

from khaldun.publish.export.acled import AcledTable
from khaldun.publish.export.ged.table import GedTable
from khaldun.publish.export.items import Told
from khaldun.publish.export.plover.table import PloverTable
from khaldun.publish.export.profile import Choose, Profile
from khaldun.publish.export.sharing import settle
from khaldun.publish.export.tables import Row
from khaldun.records.lines import ClaimLine, CountLine, DeathLine

HERE, THERE = "SDN", "TCD"
TOWNS = ("Marsa", "Tura", "Kutum", "Mellit", "Tine")


def shared(low: int | None, group: str = "g1", **more: Any) -> CountLine:
    return CountLine(low=low, best=low, high=low, group=group, evidence=(span("dead", 40),), **more)


def telling(at: int, total: int | None, *, country: str = HERE, **changes: Any) -> ClaimLine:
    """A claim at a town of its own that shares a total with others."""
    dead = DeathLine(of="actor2", low=total, best=total, high=total, group="g1", evidence=(span("dead", 40),))
    where = replace(place(TOWNS[at], latitude=12.3 + at), country=country)
    values = {"place": where, "fatalities": shared(total), "deaths": (dead,)}
    return claim(**{"id": f"00000000000000a{at}", **values, **changes})


def divided(claims: list[ClaimLine], total: int) -> list[ClaimLine]:
    """The claims as the codebook divides the total among their rows."""
    share, rest = divmod(total, len(claims))
    made = []
    for at, line in enumerate(claims):
        part = share + (at < rest)
        note = f"{total} deaths were reported for {len(claims)} places or days together; {part} counted here."
        rules = ("acled/deaths-lowest", "acled/deaths-divided")
        country = line.place.country if line.place else None
        made.append(replace(line, coding=coded(fatalities=part, notes=(note,), rules=rules, country=country)))
    return made


def sums(reports: list[Told]) -> dict[str, int]:
    """The dead of three tables, and of the claims themselves: of each total once."""
    tables = {
        "fatalities": AcledTable(find_country=lambda code: None, today=DAY),
        "best": GedTable(find_country=lambda code: None, find_actor=lambda id_: None),
        "dead": PloverTable(find_actor=lambda id_: None),
    }
    found = {
        column: sum(
            int(row.values[column].cell or 0) for one in reports for row in table.code(one) if isinstance(row, Row)
        )
        for column, table in tables.items()
    }
    lines = [item.claim for one in reports for item in one.items]
    totals = {
        (line.fatalities.group or line.id): line.fatalities.best or 0 for line in lines if line.fatalities is not None
    }
    return {**found, "claims": sum(totals.values())}


def by_country(lines: list[ClaimLine], *countries: str) -> list[Told]:
    return published(told(*lines), profile=Profile(choose=Choose(countries=countries)))[0]


@given(total=st.integers(0, 40), where=st.lists(st.sampled_from([HERE, THERE]), min_size=2, max_size=5))
def test_what_is_published_here_and_what_there_is_the_whole(total: int, where: list[str]) -> None:
    lines = divided([telling(at, total, country=country) for at, country in enumerate(where)], total)
    whole = sums(by_country(lines))
    assert whole == dict.fromkeys(whole, total)
    here, there = (sums(by_country(lines, country)) for country in (HERE, THERE))
    assert {column: here[column] + there[column] for column in whole} == whole


def test_a_note_says_what_part_is_left_out() -> None:
    lines = divided([telling(0, 7), telling(1, 7), telling(2, 7, country=THERE)], 7)
    (made,) = by_country(lines, HERE)
    for item, part in zip(made.items, (3, 2), strict=True):
        line = item.claim
        assert line.coding is not None and line.coding.fatalities == part
        assert line.fatalities is not None and (line.fatalities.best, line.fatalities.group) == (5, "g1")
        assert line.fatalities.rules[-1] == "publish/part-of-shared-toll"
        assert line.notes.endswith(
            " 2 of 7 deaths that are said of 3 places or days together are left out with rows that are not published."
        )
    (made,) = by_country(lines, THERE)
    (item,) = made.items
    assert item.claim.fatalities is not None and (item.claim.fatalities.best, item.claim.fatalities.group) == (2, None)
    assert "5 of 7 deaths" in item.claim.notes and "said of several rows" not in item.claim.notes


def test_nothing_is_said_where_the_same_place_and_day_is_told_of_still() -> None:
    again = replace(telling(1, 6), id="00000000000000a9", place=replace(telling(1, 6).place, country=THERE))  # type: ignore[type-var]
    (made,) = by_country([telling(0, 6), telling(1, 6), again], HERE)
    assert [item.claim.fatalities.best for item in made.items if item.claim.fatalities] == [6, 6]
    assert all("left out" not in item.claim.notes for item in made.items)


def test_a_total_without_a_number_is_told_to_be_parted() -> None:
    (made,) = by_country([telling(0, None), telling(1, None, country=THERE)], HERE)
    (item,) = made.items
    assert "A part of a toll that is said of 2 places or days together is left out" in item.claim.notes


def test_what_did_not_happen_has_no_part() -> None:
    lines = [telling(0, 6), telling(1, 6, status="planned", country=THERE)]
    (made,) = by_country(lines, HERE)
    (item,) = made.items
    assert item.claim.fatalities is not None and item.claim.fatalities.best == 6


def test_the_injured_are_parted_and_other_groups_are_not() -> None:
    other = CountLine(low=9, best=9, high=9, group="g2")
    lines = [telling(0, 6, injured=shared(4)), telling(1, 6, country=THERE), telling(2, 6, injured=other)]
    (made,) = by_country(lines, HERE)
    first, second = (item.claim for item in made.items)
    assert first.injured is not None and first.injured.best == 3  # 2 and 1 of 4 over three places
    assert second.injured == other


def test_open_figures_stay_open() -> None:
    lines = [
        telling(at, 6, country=country, fatalities=CountLine(low=6, high=None, unbounded=True, group="g1"), deaths=())
        for at, country in enumerate((HERE, THERE))
    ]
    (made,) = by_country(lines, HERE)
    toll = made.items[0].claim.fatalities
    assert toll is not None and (toll.low, toll.best, toll.high, toll.unbounded) == (3, None, None, True)


# ---- Claims of sexual violence leave no gap behind ----
def violent(at: int, total: int) -> ClaimLine:
    return telling(at, total, event_type="Violence against civilians", sub_event_type="Sexual violence")


@given(total=st.integers(0, 40), alone=st.lists(st.booleans(), min_size=2, max_size=5))
def test_whoever_stays_has_the_whole_and_no_note_tells_of_others(total: int, alone: list[bool]) -> None:
    lines = divided([violent(at, total) if one else telling(at, total) for at, one in enumerate(alone)], total)
    made, _ = published(told(*lines))
    here = [item.claim for one in made for item in one.items if one.report is not None and one.report.id != "withheld"]
    away = [item.claim for one in made for item in one.items if one.report is not None and one.report.id == "withheld"]
    assert (len(here), len(away)) == (alone.count(False), alone.count(True))
    coded_here = sum(line.coding.fatalities or 0 for line in here if line.coding)
    coded_away = sum(line.coding.fatalities or 0 for line in away if line.coding)
    if here:
        assert (coded_here, coded_away) == (total, 0)
        assert all(line.fatalities is not None and line.fatalities.best == total for line in here)
        assert all(line.fatalities is None and line.deaths == () for line in away)
        said = [note for line in here if line.coding for note in line.coding.notes]
        several = f"{total} deaths were reported for {len(here)} places or days together; "
        assert all(note.startswith(several) for note in said)
        assert bool(said) is (len(here) > 1)
        assert all("left out" not in line.notes for line in here)
    else:
        assert coded_away == total
        assert sum(line.fatalities.best or 0 for line in away if line.fatalities is not None) == total
        assert all(line.fatalities is None or line.fatalities.group is None for line in away)


def test_what_one_row_tells_of_together_is_left_with_the_row() -> None:
    first, second = divided([telling(0, 6), telling(1, 6)], 6)
    hers = violent(2, 6)
    merged = replace(hers, coding=coded(merged_into=first.id, fatalities=None))
    made, _ = published(told(first, second, merged))
    codings = [item.claim.coding for item in made[0].items]
    assert [one.fatalities for one in codings if one] == [3, 3]
    assert all(one.notes for one in codings if one)


@pytest.mark.parametrize("omitted", [frozenset(), frozenset({0})])
def test_claims_that_share_nothing_are_as_they_were(omitted: frozenset[int]) -> None:
    lines = (claim(fatalities=shared(3)), claim(id="00000000000000a2"))
    assert settle(lines, omitted=omitted, alone=frozenset()).claims == lines


def test_a_report_that_is_published_whole_is_as_it_was() -> None:
    lines = (telling(0, 6), telling(1, 6))
    (made,), _ = published(told(*lines, of=report()))
    assert [item.claim.fatalities.rules for item in made.items if item.claim.fatalities] == [(), ()]
