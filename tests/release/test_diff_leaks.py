"""What a later release withholds stands in no byte of it, nor of any diff: names, places, points, ids, titles."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from exporting import IN_HOUSE, claim, dated, placed, report, span, write_claims
from khaldun.cli.main import run
from khaldun.publish.changes.changes import NOT_REPEATED, WITHHELD
from khaldun.publish.changes.matching import Index, Matches, match, match_by_words
from khaldun.publish.changes.published import From, Published, Row
from khaldun.publish.changes.telling import Telling
from khaldun.records.lines import ActorLine, SourceLine
from khaldun.records.reports import Given
from khaldun.release.guard import Guard
from khaldun.store.reports import add_input
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import opened
from khaldun.workspace.recoding import Recoder

from .conftest import START, files_in

NAME, SITE, POINT = "Amal Hadi", "Al-Noor hospital", (35.8644, 36.8058)
SHOWN = ("table", "json", "csv", "html")
FORMATS = [part for name in ("csv", "acled", "ucdp", "geojson") for part in ("--format", name)]


def leaks(files: dict[str, bytes], words: list[str], points: list[tuple[float, float]] = []) -> list[str]:  # noqa: B006
    found: list[str] = importlib.import_module("leaks").leaks(files, words=words, points=points)
    return found


@pytest.fixture
def private(here: Path, recoder: Recoder) -> Path:
    """The workspace with claims that name Amal Hadi, a site, a survivor's place, and a finer point than may be told."""
    lines = [
        claim(
            11,
            of=7,
            **dated("2026-04-01"),
            actor2=ActorLine(quote=NAME, name=NAME, type="Civilians", evidence=(span("a farmer"),)),
        ),
        claim(
            12, of=7, **dated("2026-04-02"), sources=(SourceLine(name=NAME, evidence=(span("Orontes Observatory"),)),)
        ),
        claim(13, of=7, **dated("2026-04-03"), place=placed(quote=SITE, name=SITE, gazetteer_id="geonames:9")),
        replace(
            claim(14, of=7, **dated("2026-04-04"), sub_event_type="Sexual violence"), place=placed(name="Kafr Zita")
        ),
    ]
    with opened(here) as workspace, workspace.store.write() as connection:
        add_input(connection, "seven.txt", "7" * 64, Given(), START)
        told = report(7, title=f"What {NAME} saw", url=f"https://news.example/{NAME.replace(' ', '-')}")
        keep_lines(connection, 2, [told, *lines], recoder=recoder, time=START)
    return here


def shown(folder: Path, *said: str) -> dict[str, bytes]:
    """Every way in which a diff is shown."""
    found = {}
    for format in SHOWN:
        path = folder / f"diff.{format}"
        assert run(["diff", *said, "--format", format, "-o", str(path)]) == 0
        found[path.name] = path.read_bytes()
    return found


@pytest.mark.slow
def test_what_was_told_and_is_withheld_now_is_in_no_byte(private: Path, tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text(IN_HOUSE)
    house = ["--profile", str(tmp_path / "house.toml"), *FORMATS]
    assert run(["release", "v1", *house, "-o", str(tmp_path / "v1")]) == 0
    words = [NAME, SITE, "Kafr Zita"]
    for word in words:
        assert leaks(files_in(tmp_path / "v1"), [word]), word  # the first release tells it all
    assert leaks(files_in(tmp_path / "v1"), [], [POINT])
    assert run(["release", "v2", *FORMATS, "-o", str(tmp_path / "v2")]) == 0
    assert b"[withheld]" in (tmp_path / "v2" / "changes.csv").read_bytes()
    assert leaks(files_in(tmp_path / "v2"), words, [POINT]) == []
    assert leaks(shown(tmp_path, "v1", "v2"), words, [POINT]) == []
    assert leaks(shown(tmp_path, "v1", "now", "--profile", str(_safe(tmp_path))), words, [POINT]) == []


def test_nor_where_nobody_knows_what_was_withheld(
    private: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders of releases, and exported files, far from the workspace."""
    (tmp_path / "house.toml").write_text(IN_HOUSE)
    assert run(["release", "v1", "--profile", str(tmp_path / "house.toml"), "-o", str(tmp_path / "v1")]) == 0
    assert run(["release", "v2", "-o", str(tmp_path / "v2")]) == 0
    monkeypatch.chdir(tmp_path)
    words = [NAME, SITE, "Kafr Zita"]
    assert leaks(shown(tmp_path, "v1", "v2"), words, [POINT]) == []
    for file in ("claims.csv", "claims.jsonl", "acled.csv"):
        assert leaks(shown(tmp_path, f"v1/{file}", f"v2/{file}"), words, [POINT]) == []


def test_a_word_of_the_profiles_own_that_was_told_before(private: Path, tmp_path: Path) -> None:
    """Nothing but the profile's own words is another: what they withhold is known, all else is told."""
    word = "Orontes Observatory"
    assert run(["release", "v1"]) == 0
    assert leaks(files_in(private / "releases" / "v1"), [word])
    (tmp_path / "ours.toml").write_text(f'[withhold]\nwords = ["{word}"]\n')
    assert run(["release", "v2", "--profile", str(tmp_path / "ours.toml")]) == 0
    files = files_in(private / "releases" / "v2")
    assert leaks(files, [word]) == []
    assert b"[withheld]" in files["changes.csv"] and b"withheld" in files["CHANGES.md"]
    assert leaks(shown(tmp_path, "v1", "v2"), [word]) == []


def test_what_was_withheld_before_and_is_told_now_is_not_told_by_the_diff(private: Path, tmp_path: Path) -> None:
    """Who keeps to the stricter of both, keeps to it in what is said of both."""
    word = "Orontes Observatory"
    (tmp_path / "ours.toml").write_text(f'[withhold]\nwords = ["{word}"]\n')
    assert run(["release", "v1", "--profile", str(tmp_path / "ours.toml")]) == 0
    assert run(["release", "v2"]) == 0
    told = {name: (private / "releases" / "v2" / name).read_bytes() for name in ("CHANGES.md", "changes.csv")}
    assert leaks(told, [word]) == []
    assert leaks(shown(tmp_path, "v1", "v2"), [word]) == []


def test_the_name_of_the_release_before_may_hold_what_is_withheld_now(private: Path, tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text(IN_HOUSE)
    assert run(["release", "amal-hadi.1", "--profile", str(tmp_path / "house.toml"), "--format", "csv"]) == 0
    assert run(["release", "v2", "--format", "csv"]) == 0
    assert leaks(files_in(private / "releases" / "v2"), [NAME]) == []
    assert run(["release", "v2", "--rebuild", "again"]) == 0
    assert files_in(private / "again") == files_in(private / "releases" / "v2")


def test_figures_of_a_row_that_is_told_less_exactly_now_do_not_lead_to_where_it_was(tmp_path: Path) -> None:
    """A cell of a grid, or a length of a text, may tell more of a place than its row does now."""
    columns = "event_id_cnty,priogrid_gid,precise,side"
    kinds = {"event_id_cnty": "string", "priogrid_gid": "integer", "precise": "boolean", "side": "string"}
    fields = [{"name": name, "type": kind} for name, kind in kinds.items()]
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"{columns}\n")
        (tmp_path / f"{name}.csv.dictionary.json").write_text(json.dumps({"fields": fields}))
    before = Row(id="x", cells={"priogrid_gid": "182834", "precise": "true", "side": "North"})
    coarse = {"place": ("publish/region-only",)}
    after = Row(id="x", cells={"priogrid_gid": "182000", "precise": "false", "side": "South"}, rules=coarse)
    for guards in ((), (Guard((), ()),)):
        telling = Telling(Published(tmp_path / "b.csv"), guards, stricter=False)
        told = {cell.column: cell.before for cell in telling.cells(before, after)}
        assert told == {"priogrid_gid": WITHHELD, "precise": "true", "side": WITHHELD}
        told = {cell.column: cell.before for cell in telling.cells(before, replace(after, rules={}))}
        assert told == {"priogrid_gid": "182834", "precise": "true", "side": "North" if guards else NOT_REPEATED}


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        pytest.param("POINT (36.8058 35.8644)", True, id="wkt"),
        pytest.param("35.86,36.81", True, id="rounded"),
        pytest.param("36.8058 and 12.5 and 35.8644", False, id="not-together"),
        pytest.param("POINT (36.9 35.9)", False, id="another"),
    ],
)
def test_a_point_in_a_text_is_seen(text: str, hidden: bool) -> None:
    assert Guard((), [POINT]).hides(text) is hidden


@pytest.mark.parametrize(
    ("text", "hidden", "hinted"),
    [
        pytest.param("by AMAL  HADI, a nurse", True, True, id="whole"),
        pytest.param("https://news.example/amalhadi", True, False, id="address"),
        pytest.param("amal-hadi_1", True, True, id="id"),
        pytest.param("Hadi Brigade", False, True, id="part"),
        pytest.param("jihadi rebels", False, False, id="inside-another-word"),
        pytest.param("Marsa", False, False, id="another"),
    ],
)
def test_names_and_parts_of_them_are_seen(text: str, hidden: bool, hinted: bool) -> None:
    guard = Guard((NAME, "a nurse called so"), ())
    assert (guard.hides(text), guard.hints(text)) == (hidden, hinted)


def test_what_holds_a_part_of_a_name_is_repeated_only_if_the_later_table_has_it(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("event_id_cnty,actor1\n")
    before, after = Row(id="x", cells={"actor1": "Hadi Brigade"}), Row(id="x", cells={"actor1": "Rebels"})
    telling = Telling(Published(tmp_path / "b.csv"), (Guard((NAME,), ()),), stricter=False)
    assert [cell.before for cell in telling.cells(before, after)] == [WITHHELD]
    telling.note([(before, after)], [replace(after, id="y", cells={"actor1": "Hadi Brigade"})])
    assert [cell.before for cell in telling.cells(before, after)] == ["Hadi Brigade"]


def test_a_survivors_claim_that_is_withheld_now_is_counted_and_not_named(private: Path, tmp_path: Path) -> None:
    """Its row is told of apart from its report: that it is the same claim is said nowhere."""
    (tmp_path / "house.toml").write_text(IN_HOUSE)
    assert run(["release", "v1", "--profile", str(tmp_path / "house.toml"), "--format", "csv"]) == 0
    before = (private / "releases" / "v1" / "claims.csv.provenance.jsonl").read_text()
    (row,) = [line for line in before.splitlines() if claim(14).id in line and '"kind":"row"' in line]
    id_ = row.split('"row":"')[1].split('"')[0]
    assert run(["release", "v2", "--format", "csv"]) == 0
    for name, data in {**files_in(private / "releases" / "v2"), **shown(tmp_path, "v1", "v2")}.items():
        assert id_.encode() not in data and claim(14).id.encode() not in data, name
    assert b"1 withheld now, or no longer told" in (private / "releases" / "v2" / "CHANGES.md").read_bytes()


def test_an_id_that_held_a_name_is_found_again_and_not_told(
    tmp_path: Path, on: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Made anew where it held a name: found by the places of its words."""
    named = replace(claim(1, notes="x"), id="amal-hadi-1")
    other = claim(2, **dated("2026-03-04"))
    source = write_claims(tmp_path / "claims.jsonl", [named, other])
    (tmp_path / "ours.toml").write_text(f'[withhold]\nwords = ["{NAME}"]\n')
    assert run(["export", "csv", str(source), "-o", str(tmp_path / "a.csv")]) == 0
    command = ["export", "csv", str(source), "-o", str(tmp_path / "b.csv"), "--profile", str(tmp_path / "ours.toml")]
    assert run(command) == 0
    files = shown(tmp_path, str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    assert b'"silent": 0' in files["diff.json"] and b'"what": "added"' not in files["diff.json"]
    assert leaks(files, [NAME]) == []
    capsys.readouterr()


def test_a_row_is_found_by_the_places_of_its_words_in_its_own_report_alone() -> None:
    def row(id_: str, report: str, *starts: int) -> Row:
        return Row(
            id=id_, cells={}, claims=(From(id=id_),), spans=frozenset((at, at + 4) for at in starts), report=report
        )

    before = {one.id: one for one in (row("a", "r1", 1, 9, 20), row("b", "r1", 40, 50), row("c", "r2", 1, 9, 20))}
    after = {one.id: one for one in (row("x", "r1", 1, 9, 21), row("y", "r3", 40, 50), row("z", "r1", 60))}
    found = match(_index(before), _index(after), {})
    assert found.silent == ["a", "b", "c"]
    match_by_words(found, before, after)
    assert found.pairs == [("a", "x")] and found.added == ["y", "z"] and found.silent == ["b", "c"]


def test_a_survivors_row_is_not_looked_for_by_its_words() -> None:
    cells = {"sub_event_type": "Sexual violence", "place": "Kafr Zita"}
    before = {"a": Row(id="a", cells=cells, claims=(From(id="a"),), spans=frozenset({(1, 5)}), report="r1")}
    after = {"x": Row(id="x", cells={}, claims=(From(id="x"),), spans=frozenset({(1, 5)}), report="r1")}
    found = match(_index(before), _index(after), {})
    match_by_words(found, before, after)
    assert (found.pairs, found.silent, found.added) == ([], ["a"], ["x"])


def test_matches_are_their_own() -> None:
    """What one comparison found is not in the next."""
    Matches().pairs.append(("a", "b"))
    assert Matches().pairs == []


def _index(rows: dict[str, Row]) -> Index:
    return Index(
        hashes={id_: id_.encode() for id_ in rows},
        claims={id_: (id_,) for id_ in rows},
        row_of={id_: id_ for id_ in rows},
        reports={row.report for row in rows.values()},
    )


def _safe(folder: Path) -> Path:
    path = folder / "safe.toml"
    path.write_text('name = "safe again"\n')
    return path


def test_the_search_is_the_one_of_exports() -> None:
    made: Any = importlib.import_module("leaks")
    assert made.leaks({"x": b"amal hadi"}, words=[NAME])
