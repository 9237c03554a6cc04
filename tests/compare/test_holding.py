"""What a comparison says: what both cover, why rows have no partner, how far both disagree, and how sure that is."""

from __future__ import annotations

import datetime as dt

import pytest
from comparing import DYAD, GED, ROW, held, row

from khaldun.coded.table import CodedRow
from khaldun.compare.ours import Ours, Shadow
from khaldun.compare.result import Comparison
from khaldun.compare.told import notes
from khaldun.errors import KhaldunError

AFIS = {"place": "Afis", "latitude": 35.9, "longitude": 36.8}
FAR = {"place": "Palmyra", "latitude": 34.55, "longitude": 38.28}


def shadow(one: CodedRow, *, happened: bool = True, into: str = "") -> Shadow:
    return Shadow(row=one, happened=happened, rule="ged/no-deaths", why="No death.", into=into)


def reasons(told: Comparison) -> tuple[list[str], list[str]]:
    return [one.reason for one in told.only_ours], [one.reason for one in told.only_theirs]


def test_what_both_have_and_what_each_has_alone() -> None:
    told = held([row(10), row(12), row(20)], [row(10), row(12, deaths=7), row(15)])
    assert [(pair.ours, pair.theirs, pair.days, pair.km) for pair in told.pairs] == [(0, 0, 0, 0.0), (1, 1, 0, 0.0)]
    assert (told.recall.count, told.recall.of) == (2, 3)
    assert told.share_ours.of == 2 and told.ours.outside == 1  # theirs ends on the 15th
    assert reasons(told) == ([], ["nothing on these days"])


def test_only_countries_and_days_of_both_are_compared() -> None:
    mali = {"country": "Mali", "place": "Gao", "latitude": 16.27, "longitude": -0.04}
    ours = [row(10), row(14), row(5, **mali)]
    theirs = [row(1), row(10), row(14), row(16), row(20, **mali), row(10, country="Iraq", **FAR)]
    told = held(ours, theirs)
    assert told.countries == (("Syria", dt.date(2031, 3, 10), dt.date(2031, 3, 14)),)
    assert (len(told.pairs), told.theirs.outside, told.ours.outside) == (2, 4, 1)
    assert "Theirs: 4 of 6 rows lie outside of that: not compared." in list(notes(told))


def test_claims_without_a_row_widen_what_we_tell_of_but_only_where_it_happened() -> None:
    theirs = [row(10), row(20)]
    for happened, outside in ((True, 0), (False, 1)):
        told = held(Ours(rows=(row(10),), shadows=(shadow(row(20), happened=happened),)), theirs)
        assert told.theirs.outside == outside


def test_nothing_in_common_is_an_error_that_says_what_each_tells_of() -> None:
    with pytest.raises(
        KhaldunError, match=r"Syria from 2031-03-10 to 2031-03-10.*Iraq from 2031-03-10.*no country and day"
    ):
        held([row()], [row(country="Iraq", **FAR)])
    with pytest.raises(KhaldunError, match=r"ours\.csv tells of nothing"):
        held([], [row()])


def test_why_a_row_of_theirs_has_no_partner() -> None:
    crowd = row(12, event_type="Protests", sub_event_type="Peaceful protest")
    unlike = row(11, **AFIS, actor1="Taliban", actor2="Boko Haram", deaths=99, event_type="Violence against civilians",
                 sub_event_type="Attack")  # fmt: skip
    told = held(
        Ours(rows=(row(10), crowd, row(1), row(28)), shadows=(shadow(row(20)), shadow(row(22), into="khaldun-1"))),
        [row(10), row(10, deaths=5), row(20), row(22), row(12), unlike, row(10, **FAR), row(15), row(1), row(28)],
    )
    found = {one.row: one for one in told.only_theirs}
    assert {at: one.reason for at, one in found.items()} == {
        1: "paired with another row",
        2: "left out by",
        3: "left out by",
        4: "another type of event",
        5: "too unlike",
        6: "nothing at this place on these days",
        7: "nothing on these days",
    }
    assert (found[2].rule, found[2].why, found[2].into, found[3].into) == (
        "ged/no-deaths",
        "No death.",
        "",
        "khaldun-1",
    )
    assert (found[5].near, found[5].differs) == (0, ("days", "type", "sides", "deaths"))


@pytest.mark.parametrize(
    ("day", "changes", "reason"),
    [
        pytest.param(11, {}, "nothing at this place on these days", id="a-day-after"),
        pytest.param(14, {}, "nothing on these days", id="between"),
        pytest.param(14, {"day_precision": 2}, "nothing at this place on these days", id="within-a-week"),
        pytest.param(14, {"start": dt.date(2031, 3, 12)}, "nothing on these days", id="over-days-between"),
        pytest.param(14, {"start": dt.date(2031, 3, 11)}, "nothing at this place on these days", id="up-to-them"),
        pytest.param(10, {"country": ""}, "nothing at this place on these days", id="without-a-country"),
    ],
)
def test_whether_there_is_anything_on_those_days(day: int, changes: dict[str, object], reason: str) -> None:
    lone = row(day, **{**FAR, **changes})
    told = held([row(10), row(18)], [row(10), row(18), lone])
    assert [one.reason for one in told.only_theirs] == [reason]


def test_disagreement_by_field() -> None:
    ours = [row(day, number=day) for day in (3, 6, 9, 12)]
    theirs = [
        row(3),
        row(7, day_precision=2, deaths=9),
        row(9, place_precision=2, latitude=36.0, place="Afis", event_type="Explosions/Remote violence",
            sub_event_type="Grenade"),
        row(12, actor1="Hezbollah", sub_event_type="Government regains territory", deaths=None),
    ]  # fmt: skip
    fields = held(ours, theirs).fields
    assert (fields.date.agree.count, fields.date.agree.of) == (3, 4)
    assert [(one.label, one.pairs) for one in fields.date.classes if one.pairs] == [
        ("the same days", 3),
        ("1 day apart", 1),
    ]
    assert [(one.ours, one.theirs, one.pairs, one.agree.count) for one in fields.date.by_precision] == [
        (1, 1, 3, 3), (1, 2, 1, 0),
    ]  # fmt: skip
    assert (fields.place.agree.count, fields.place.agree.of, fields.place.apart.value) == (3, 4, 0.0)
    assert [(one.theirs, one.agree.count, round(one.apart.value or 0)) for one in fields.place.by_precision] == [
        (1, 3, 0), (2, 0, 16),
    ]  # fmt: skip
    assert fields.type.labels == ("Battles", "Explosions/Remote violence")
    assert fields.type.matrix == ((3, 1), (0, 0))
    assert (fields.type.sub_types.count, fields.type.sub_types.of) == (2, 4)
    assert (fields.sides.agree.count, fields.sides.some, fields.sides.none) == (3, 1, 0)
    assert fields.sides.often == (("Military Forces of Syria", "Hezbollah", 1),)
    (deaths,) = fields.deaths.counts
    assert (deaths.agree.count, deaths.agree.of, deaths.ours, deaths.theirs) == (2, 3, 18, 21)
    assert deaths.difference.value == -1.0 and deaths.difference.low == -3.0 and deaths.difference.high == 0.0
    assert [(one.label, one.pairs) for one in fields.deaths.classes if one.pairs] == [
        ("3 to 9 fewer", 1), ("the same", 2),
    ]  # fmt: skip


def test_ged_has_its_types_three_figures_and_ranges() -> None:
    ours = [row(3, DYAD), row(6, DYAD, low=2, high=4, deaths=3)]
    theirs = [row(3, DYAD, violence=3, low=1, high=9), row(6, DYAD, deaths=7, low=6, high=9)]
    fields = held(ours, theirs, GED).fields
    assert fields.type.labels == ("one-sided", "state-based") and fields.type.matrix == ((0, 0), (1, 1))
    assert [(one.name, one.ours, one.theirs) for one in fields.deaths.counts] == [
        ("best", 9, 13), ("low", 8, 7), ("high", 10, 18),
    ]  # fmt: skip
    assert (fields.deaths.overlap.count, fields.deaths.overlap.of) == (1, 2)


@pytest.mark.parametrize(
    ("difference", "label"),
    [(-10, "10 or more fewer"), (-9, "3 to 9 fewer"), (-3, "3 to 9 fewer"), (-2, "1 or 2 fewer"), (-1, "1 or 2 fewer"),
     (0, "the same"), (1, "1 or 2 more"), (2, "1 or 2 more"), (3, "3 to 9 more"), (9, "3 to 9 more"),
     (10, "10 or more more")],
)  # fmt: skip
def test_differences_fall_into_classes(difference: int, label: str) -> None:
    told = held([row(deaths=20 + difference)], [row(deaths=20)])
    assert [one.label for one in told.fields.deaths.classes if one.pairs] == [label]


def test_pairs_without_coordinates_are_counted_and_not_measured() -> None:
    fields = held([row(3), row(6)], [row(3, latitude=None, longitude=None), row(6)]).fields
    assert (fields.place.unknown, fields.place.agree.of) == (1, 1)


def test_chance_finds_few_where_places_tell_and_all_where_they_do_not() -> None:
    spread = [row(2 * at + 1, number=at, place=f"P{at}", latitude=33 + at / 4) for at in range(12)]
    assert held(spread, spread).chance == 0.0
    crowded = [row(10, number=at) for at in range(5)]
    assert held(crowded, crowded).chance == 5.0


def test_the_same_seed_gives_the_same_figures() -> None:
    rows = [row(day, deaths=day) for day in range(1, 9)]
    others = [row(day, deaths=day + day % 3) for day in range(1, 9)]
    assert held(rows, others) == held(rows, others)


def test_one_pair_has_no_interval_and_no_pair_no_figures() -> None:
    alone = held([ROW], [ROW]).fields.date.apart
    assert (alone.value, alone.low, alone.high) == (0.0, None, None)
    none = held([row(10)], [row(10, **FAR)])
    assert (none.pairs, none.fields.date.apart.value, none.fields.type.labels) == ((), None, ())
    assert reasons(none) == (["nothing at this place on these days"],) * 2
