"""One name by itself: ranked with reasons, and chosen only where what is stated carries it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from khaldun.cli.main import run
from khaldun.errors import UsageError
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.lookup import Query, look_up, read_near
from khaldun.tools.gazetteer.store import Gazetteer

VILLAGES = (
    "name,lat,lon,admin1\nMashrafa,35.54,36.905,Idlib\nMashrafa,35.764,36.391,Idlib\nMashrafa,34.7,37.0,Homs\n"
    "Tarmala,35.524,36.482,Idlib\nNeartown,35.525,36.483,\n"
)


@pytest.fixture
def gazetteer(index: Path, tmp_path: Path) -> Gazetteer:
    path = tmp_path / "villages.csv"
    path.write_text(VILLAGES)
    add_file(index, path, country="SYR")
    return Gazetteer(index)


@pytest.mark.parametrize(
    "query, unresolved, first",
    [
        pytest.param(Query(name="Mashrafa"), True, None, id="namesakes"),
        pytest.param(Query(name="Mashrafa", admin1="Homs"), False, 34.7, id="region"),
        pytest.param(Query(name="Mashrafa", admin1="Hims Governorate"), False, 34.7, id="region-by-alias"),
        pytest.param(Query(name="Mashrafa", near=(35.53, 36.92)), False, 35.54, id="near"),
        pytest.param(Query(name="Mashrafa", near="35.76,36.36"), False, 35.764, id="near-as-text"),
        pytest.param(Query(name="Mashrafa", admin1="Aleppo"), True, None, id="no-such-place-in-the-region"),
        pytest.param(Query(name="Termala", country="Syria"), True, 35.524, id="consonants-need-more-than-a-country"),
        pytest.param(Query(name="Termala", near=(35.53, 36.5)), False, 35.524, id="consonants-near-a-point"),
        pytest.param(Query(name="al-Tarmalah"), True, 35.524, id="folded-alone"),
        pytest.param(Query(name="al-Tarmalah", admin1="Idlib"), False, 35.524, id="folded-in-a-region"),
        pytest.param(Query(name="southern Idlib", country="SY"), False, 35.9306, id="part-of-a-region"),
        pytest.param(Query(name="countryside of Tarmala", admin1="Idlib"), True, 35.524, id="countryside-of-a-village"),
        pytest.param(Query(name="Tarmala-Mashrafa road", admin1="Idlib"), True, None, id="road"),
        pytest.param(Query(name="10 km north of Tarmala", admin1="Idlib"), False, 35.6139, id="distance-and-direction"),
        pytest.param(Query(name="Xqxqxq"), True, None, id="nothing-like-it"),
    ],
)
def test_choosing(gazetteer: Gazetteer, query: Query, unresolved: bool, first: float | None) -> None:
    answer = look_up(query, gazetteer)
    assert answer.unresolved is unresolved
    if first is not None:
        assert answer.candidates[0].latitude == first
        assert answer.candidates[0].reasons


def test_a_place_without_region_gets_its_neighbours(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Neartown")[0].place.admin1 == "Idlib"


@pytest.mark.parametrize("text", ["", "35", "35,36,37", "95,36", "north,east", "nan,3"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no point"):
        read_near(text)


def test_an_unknown_country_is_refused(gazetteer: Gazetteer) -> None:
    with pytest.raises(UsageError, match="no country"):
        look_up(Query(name="Idlib", country="Ruritania"), gazetteer)


@pytest.fixture
def data(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, as the command line finds it."""
    monkeypatch.setenv("KHALDUN_DATA", str(gazetteer.path.parent))
    kept = {**install.__kwdefaults__, "packed": Path("none.xz")}
    monkeypatch.setattr(install, "__kwdefaults__", kept)
    return gazetteer.path.parent


def test_the_command_lists_sources(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gazetteer", "list"]) == 0
    assert "CC BY 4.0" in capsys.readouterr().out


def test_the_command_answers_lines(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = b'{"name": "Mashrafa", "admin1": "Homs"}\n\n{"name": "Tarmala", "near": [35.5, 36.5]}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert run(["gazetteer", "lookup", "-"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["query"], first["unresolved"]) == ({"name": "Mashrafa", "admin1": "Homs"}, False)
    assert {"name", "gazetteer_id", "latitude", "longitude", "admin1", "score", "reasons"} <= set(
        second["candidates"][0]
    )


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b'{"nme": "x"}', id="no-name"),
        pytest.param(b"not json", id="no-json"),
        pytest.param(b'{"name": 3}', id="a-number"),
        pytest.param(b'{"name": "x", "country": "Ruritania"}', id="no-country"),
        pytest.param(b'{"name": "x", "near": [400, 500]}', id="no-point"),
    ],
)
def test_a_line_that_asks_nothing_is_named_and_the_others_are_answered(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line + b'\n{"name": "Mashrafa", "admin1": "Homs"}\n')))
    assert run(["gazetteer", "lookup", "-"]) == 1
    said = capsys.readouterr()
    first, second = (json.loads(answer) for answer in said.out.splitlines())
    assert first["line"] == 1 and first["error"]
    assert "line 1" in said.err
    assert second["query"]["name"] == "Mashrafa"


def test_the_command_adds_and_refuses(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("name,lat,lon\nBlorpa,35.5,36.5\n")
    bad.write_text("name,lat\nBlorpa,35.5\n")
    assert run(["gazetteer", "add", str(good)]) == 0
    assert run(["gazetteer", "add", str(bad)]) == 1
    told = capsys.readouterr()
    assert "good: 1 places" in told.out
    assert "no column for longitude" in told.err
