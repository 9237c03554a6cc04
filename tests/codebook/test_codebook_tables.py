"""What a row is, what its cells are, and that sums are those of the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from codebook_making import HEAD, ID
from msgspec import convert

from khaldun.cli.codebook_world import Coding
from khaldun.codebook.asked import read_words
from khaldun.codebook.cases import told_of
from khaldun.codebook.check import Reading
from khaldun.codebook.language import Case
from khaldun.codebook.table import OwnTable
from khaldun.publish.export.tables import LeftOut, Row

Read = Callable[[str], Reading]
COUNTS = ID + (
    "  - {name: low, meaning: fewest, kind: integer, from: row.deaths_low}\n"
    "  - {name: best, meaning: most likely, kind: integer, from: row.deaths_best}\n"
    "  - {name: high, meaning: most, kind: integer, from: row.deaths_high}\n"
    "  - {name: civilians, meaning: civilians, kind: integer, from: row.deaths_best, of: [civilians]}\n"
    "  - {name: injured, meaning: injured, kind: integer, from: row.injured_best}\n"
    "  - {name: day, meaning: day, kind: date, from: row.day}\n"
    "  - {name: place, meaning: place, from: place.name}\n"
    "  - {name: how, meaning: how, from: sub_event_type, many: true, merged: all}\n"
)
FIGHT = {"type": "Armed clash", "doers": ["syria"], "targets": ["rebels"]}


def table(text: str, claims: list[dict[str, Any]], read: Read, world: Coding) -> tuple[list[Row], list[LeftOut]]:
    """The rows of claims, and the claims that have none."""
    reading = read(text)
    assert reading.ready is not None, [str(each) for each in reading.faults]
    told = told_of(convert({"claims": claims}, Case), reading.ready, world)
    found = list(OwnTable(reading.ready).code(read_words(told, reading.ready.sought)))
    return [one for one in found if isinstance(one, Row)], [one for one in found if isinstance(one, LeftOut)]


def cells(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values[name].cell for name in names) for row in rows]


def test_a_claim_a_row(reading: Read, world: Coding) -> None:
    rows, left = table(HEAD + COUNTS, [FIGHT, {**FIGHT, "place": "Qalb"}], reading, world)
    assert cells(rows, "place", "day", "low") == [("Shahba", None, None), ("Qalb", None, None)]
    assert left == []


def test_a_claim_on_each_of_its_days_has_its_toll_once(reading: Read, world: Coding) -> None:
    text = HEAD + COUNTS + "row: {unit: day, most_days: 3}\n"
    claims = [
        {**FIGHT, "days": 3, "deaths": [{"low": 7, "high": 9, "of": "civilians"}]},
        {**FIGHT, "days": 4},
        {**FIGHT, "start": None},
    ]
    rows, left = table(text, claims, reading, world)
    assert cells(rows, "day", "low", "high") == [
        ("2020-03-10", 7, 9),
        ("2020-03-11", None, None),
        ("2020-03-12", None, None),
    ]
    assert len({row.id for row in rows}) == 3
    assert [(one.claim, one.rule) for one in left] == [("c1", "mine/too-long"), ("c2", "mine/no-date")]


def test_claims_of_one_key_are_one_row(reading: Read, world: Coding) -> None:
    text = HEAD + COUNTS + "row: {unit: key, key: [place]}\n"
    claims = [
        {**FIGHT, "deaths": [{"low": 2, "high": 2, "of": "actor2", "words": "two fighters"}], "injured": 3},
        {**FIGHT, "place": "Qalb"},
        {"type": "Attack", "doers": ["isis"], "deaths": [{"low": 4, "of": "civilians", "words": "at least four"}]},
        {**FIGHT, "place": None},
        {**FIGHT, "place": None},
    ]
    rows, left = table(text, claims, reading, world)
    assert cells(rows, "place", "low", "best", "high", "civilians", "injured") == [
        ("Shahba", 6, 6, None, 4, 3), ("Qalb", None, None, None, None, None), *[(None,) * 6] * 2,
    ]  # fmt: skip
    assert rows[0].values["how"].cell == "Armed clash; Attack"
    assert [(one.claim, one.rule, one.into) for one in left] == [("c2", "mine/same-row", rows[0].id)]
    assert rows[0].claims == ("c0", "c2")


@pytest.mark.parametrize("bound", ["low", "best", "high"])
def test_a_total_of_several_rows_is_divided(bound: str, reading: Read, world: Coding) -> None:
    shared = {"low": 7, "high": 11, "group": "g", "words": "seven or more"}
    claims = [
        {**FIGHT, "place": place, "deaths": [{**shared, "again": number > 0}]}
        for number, place in enumerate(("Shahba", "Qalb", "Sahl"))
    ]
    rows, _ = table(HEAD + COUNTS, claims, reading, world)
    told = {"low": 7, "best": 7, "high": 11}[bound]
    assert sum(row.values[bound].cell for row in rows) == told  # type: ignore[misc]
    for row in rows:
        assert row.values["low"].cell <= row.values["best"].cell <= row.values["high"].cell  # type: ignore[operator]


def test_the_first_type_that_holds_decides_and_its_kinds_are_known(reading: Read, world: Coding) -> None:
    text = HEAD + ID + (
        "  - {name: type, meaning: type, codes: types, from: type, required: true}\n"
        "  - {name: path, meaning: path, from: type.path}\n"
        "  - {name: top, meaning: top, from: type.top}\n"
        "  - {name: label, meaning: label, from: type.label}\n"
        "  - {name: grave, meaning: grave, kind: boolean, by: rules, otherwise: false}\n"
        "types:\n"
        "  violence: {text: violence, label: Violence}\n"
        "  fire: {text: from afar, is: violence}\n"
        "  drone: {text: by a drone, is: fire, label: Drone strike}\n"
        "rules:\n"
        "  - {name: mine/drone, text: d, type: drone, when: {weapons: [drone]}}\n"
        "  - {name: mine/fire, text: f, type: fire, when: {types: [Explosions/Remote violence]}}\n"
        "  - {name: mine/quiet, text: q, leave_out: true, when: {type: [fire], words: ['nobody was hurt']}}\n"
        "  - {name: mine/grave, text: g, set: {grave: true}, when: {type: [violence], deaths: true}}\n"
    )  # fmt: skip
    strike = {"type": "Air/drone strike", "doers": ["syria"]}
    claims = [
        {**strike, "weapons": ["drone"], "deaths": [{"low": 1}]},
        strike,
        {**strike, "words": "Jets struck; nobody was hurt."},
        FIGHT,
    ]
    rows, left = table(text, claims, reading, world)
    assert cells(rows, "type", "path", "top", "label", "grave") == [
        ("drone", "violence > fire > drone", "violence", "Drone strike", True),
        ("fire", "violence > fire", "violence", "fire", False),
    ]
    assert [(one.claim, one.rule) for one in left] == [("c2", "mine/quiet"), ("c3", "mine/no-type")]
    assert rows[0].values["grave"].rules == ("mine/grave",)
    assert {span.quote for span in rows[0].values["grave"].evidence} == {"1 dead"}


@pytest.mark.parametrize("status", ["possible", "planned", "denied", "habitual"])
def test_claims_that_did_not_happen_are_no_rows_unless_asked_for(status: str, reading: Read, world: Coding) -> None:
    claim = {**FIGHT, "status": status}
    rows, left = table(HEAD + COUNTS, [claim, {**FIGHT, "background": True}], reading, world)
    assert rows == []
    assert [one.rule for one in left] == [f"mine/{status}", "mine/background"]
    assert all(one.why for one in left)
    asked = HEAD + ID + f"  - {{name: status, meaning: status, from: status}}\nstatuses: [asserted, {status}]\n"
    rows, _ = table(asked, [claim], reading, world)
    assert cells(rows, "status") == [(status,)]


def test_scales_and_lists(reading: Read, world: Coding) -> None:
    text = HEAD + ID + (
        "  - {name: when, meaning: when, scale: when}\n"
        "  - {name: where, meaning: where, kind: integer, scale: where}\n"
        "  - {name: side, meaning: side, codes: sides, from: side2.type}\n"
        "scales:\n"
        "  when:\n"
        "    of: date.days\n"
        "    steps: [{code: day, text: d, at_most: 1}, {code: week, text: w, at_most: 7}, {code: more, text: m}]\n"
        "    unknown: never\n"
        "  where: {of: place.precision, steps: [{code: 1, text: a, at_most: 1}, {code: 2, text: b}], unknown: 9}\n"
        "codes:\n"
        "  sides: {codes: {armed: a, none: n}, map: {Rebel group: armed, Civilians: none}, otherwise: armed}\n"
    )  # fmt: skip
    claims = [
        FIGHT,
        {**FIGHT, "days": 7, "precision": 3, "targets": ["isis", "civilians"]},
        {**FIGHT, "start": None, "place": None, "targets": ["syria"]},
        {**FIGHT, "days": 30, "targets": []},
    ]
    rows, _ = table(text, claims, reading, world)
    assert cells(rows, "when", "where", "side") == [
        ("day", 1, "armed"), ("week", 2, "armed"), ("never", 9, "armed"), ("more", 1, None),
    ]  # fmt: skip


def test_merged_cells_and_cells_of_every_kind(reading: Read, world: Coding) -> None:
    text = HEAD + ID + (
        "  - {name: place, meaning: place, from: place.name}\n"
        "  - {name: least, meaning: l, codes: [a, b, c], by: rules, merged: least}\n"
        "  - {name: most, meaning: m, kind: integer, codes: [1, 2, 3], by: rules, merged: most}\n"
        "  - {name: days, meaning: d, kind: integer, from: date.days, merged: most}\n"
        "  - {name: last, meaning: last day, kind: date, from: date.end, merged: most}\n"
        "  - {name: first, meaning: first day, kind: date, from: date.start, merged: least}\n"
        "  - {name: share, meaning: s, kind: number, value: '0.5'}\n"
        "  - {name: where, meaning: w, from: point.name}\n"
        "  - {name: north, meaning: n, kind: number, from: point.latitude}\n"
        "  - {name: how, meaning: h, from: point.rule}\n"
        "  - {name: report, meaning: r, from: report.name}\n"
        "  - {name: published, meaning: p, kind: date, from: report.published}\n"
        "row: {unit: key, key: [place]}\n"
        "rules:\n"
        "  - {name: mine/strike, text: s, when: {types: [Air/drone strike]}, set: {least: c, most: 1}}\n"
        "  - {name: mine/clash, text: c, when: {types: [Armed clash]}, set: {least: b, most: 3}}\n"
    )  # fmt: skip
    claims = [
        {"type": "Air/drone strike", "doers": ["syria"], "start": "2020-03-12"},
        {**FIGHT, "days": 5},
        {**FIGHT, "place": "Qalb", "located": False, "fallback": 3, "precision": None},
    ]
    rows, _ = table(text, claims, reading, world)
    names = ("least", "most", "days", "first", "last", "share", "where", "north", "how")
    assert cells(rows, *names) == [
        ("b", 3, 5, "2020-03-10", "2020-03-14", 0.5, "Shahba", 35.0, None),
        ("b", 3, 1, "2020-03-10", "2020-03-10", 0.5, "R", 1.0, "resolve/region"),
    ]
    assert cells(rows, "report", "published") == [("report", "2020-03-12")] * 2
    assert (rows[1].latitude, rows[1].longitude) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("need", "change"), [("date", {"start": None}), ("place", {"place": None}), ("coordinates", {"located": False})]
)
def test_what_a_row_needs(need: str, change: dict[str, Any], reading: Read, world: Coding) -> None:
    rows, left = table(HEAD + ID + f"needs: [{need}]\n", [FIGHT, {**FIGHT, **change}], reading, world)
    assert [row.claims for row in rows] == [("c0",)]
    assert [(one.claim, one.rule) for one in left] == [("c1", f"mine/no-{need}")]


CONDITIONS = [
    ("{status: asserted}", {}, True),
    ("{status: [planned, denied]}", {}, False),
    ("{types: [Battles]}", {}, True),
    ("{types: [Armed clash], doer: [government]}", {}, True),
    ("{doer: [government]}", {"doers": ["russia"]}, False),
    ("{doer: [External/Other forces]}", {"doers": ["russia"]}, False),
    ("{coding.inter1: External/Other forces}", {"doers": ["russia"]}, True),
    ("{target: [nobody]}", {"targets": []}, True),
    ("{target: [nobody]}", {}, False),
    ("{target: [Civilians]}", {"type": "Air/drone strike", "targets": ["rebels", "civilians"]}, True),
    ("{targets: [Civilians]}", {"targets": ["rebels", "civilians"]}, False),
    ("{doer: [unknown]}", {"doers": ["nameless"]}, True),
    ("{doer: [mine]}", {"doers": ["isis"]}, True),
    ("{weapons: [drone]}", {"weapons": ["drone", "mortar"]}, True),
    ("{without: [drone]}", {"weapons": ["drone", "mortar"]}, False),
    ("{deaths: true}", {"deaths": [{"low": 2}]}, True),
    ("{deaths: false}", {"deaths": [{"low": 0, "high": 0, "words": "nobody died"}]}, True),
    ("{captured: true}", {"captured": 3}, True),
    ("{trigger: [shell]}", {"words": "They shelled it.", "trigger": "shelled"}, True),
    ("{trigger: [shell]}", {"words": "They shelled it.", "trigger": "They"}, False),
    ("{words: [shell]}", {"words": "They SHELLED it."}, True),
    ("{words: [hell]}", {"words": "They shelled it."}, False),
    ("{words: list}", {"words": "A mosque stood."}, True),
    ("{unless: list}", {"words": "A mosque stood."}, False),
    ("{place: [Sha]}", {}, True),
    ("{doer_words: [Levant]}", {"doers": ["rebels"]}, True),
    ("{target_words: [Levant]}", {"doers": ["rebels"], "targets": ["isis"]}, False),
    ("{place.country: [IRQ, SYR]}", {}, True),
    ("{place.latitude: {at_least: 35, at_most: 35.5}}", {}, True),
    ("{place.latitude: {at_least: 35.5}}", {}, False),
    ("{place.admin1: {known: false}}", {}, True),
    ("{date.start: {at_least: 2020-03-10, at_most: 2020-03-10}}", {}, True),
    ("{date.start: {at_most: 2020-03-09}}", {}, False),
    ("{date.days: {at_least: 2}}", {"days": 3}, True),
    ("{injured.low: {at_least: 2}}", {"injured": 2}, True),
    ("{injured: {known: true}}", {"injured": 2}, None),
    ("{plover: {event: ASSAULT, mode: [aerial, drone]}}", {"type": "Air/drone strike"}, True),
    ("{plover: {context: territory}}", {"type": "Air/drone strike"}, False),
    ("{plover: {event: [COERCE]}}", {"type": "Arrests", "words": "Police arrested ten."}, True),
    ("{any: [{status: planned}, {date.precision: 1}]}", {}, True),
    ("{all: [{status: asserted}, {not: {status: asserted}}]}", {}, False),
    ("{not: {any: [{words: [x]}, {status: planned}]}}", {}, True),
    ("{ongoing: false, place.unresolved: false}", {}, True),
]


@pytest.mark.parametrize(("when", "changes", "holds"), CONDITIONS, ids=lambda value: str(value)[:60])
def test_a_condition(when: str, changes: dict[str, Any], holds: bool | None, reading: Read, world: Coding) -> None:
    text = HEAD + ID + "words: {list: [mosque, church]}\ngroups: {mine: [Rebel group, State forces]}\n"
    text += f"rules:\n  - {{name: mine/out, text: out, leave_out: true, when: {when}}}\n"
    if holds is None:
        assert reading(text).ready is None
        return
    rows, left = table(text, [{**FIGHT, **changes}], reading, world)
    assert bool(left) is holds
    assert len(rows) + len(left) == 1
