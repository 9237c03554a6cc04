"""Words brought to the world, measured: the measure itself, and the least that resolving must reach."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest

from khaldun.cli.main import run
from khaldun.measure.expressions import DatePassage, NumberPassage, read_dates, read_numbers
from khaldun.measure.floors import below, read_floors
from khaldun.measure.places.records import Asked
from khaldun.measure.places.strings import ask
from khaldun.measure.places.swapped import swapped_reports
from khaldun.measure.resolving import Row, corpus_of, measure_all
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.store import Gazetteer

ROOT = Path(__file__).parents[2]
PASSAGES = ROOT / "corpus" / "expressions"
ACTORS = ROOT / "corpus" / "actors"
FLOORS = ROOT / "evals" / "resolve.json"


@pytest.fixture(scope="module")
def rows(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    return list(measure_all(shared / "data", PASSAGES, ACTORS, tmp_path_factory.mktemp("work")))


@pytest.mark.shared
@pytest.mark.slow
def test_resolving_keeps_its_floors(rows: list[Row]) -> None:
    figured: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        figured[row.part] |= row.figures
    assert not below(read_floors(FLOORS), figured, corpus_of(rows))


@pytest.mark.shared
@pytest.mark.slow
def test_what_is_right_is_among_the_candidates(rows: list[Row]) -> None:
    for row in rows:
        assert row.right <= row.first <= row.ceiling <= row.count
        assert row.right + row.wrong <= row.count
        assert row.bounds is not None
        assert row.bounds[0] <= row.right / row.count <= row.bounds[1]


VILLAGES = "name,lat,lon,admin1\n" + "".join(
    f"{name}{n},{lat + n / 100},{36 + n / 50},{region}\n" for name, lat, region in
    (("Qarb", 35.0, "Idlib"), ("Zeh", 33.0, "Daraa")) for n in range(1, 6)
) + "Mashbo,35.02,36.03,Idlib\nMashbo,33.02,36.03,Daraa\n"  # fmt: skip


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("villages")
    (folder / "villages.csv").write_text(VILLAGES)
    index = install(folder)
    add_file(index, folder / "villages.csv", country="SYR")
    return Gazetteer(index)


def test_strings_are_right_wrong_or_open(gazetteer: Gazetteer) -> None:
    def asked(name: str, admin1: str, point: tuple[float, float]) -> Asked:
        return Asked(name=name, admin1=admin1, country="SYR", points=(point,))

    found = ask(
        [
            asked("Mashbo village", "Idlib Governorate", (35.02, 36.03)),
            asked("Mashbo village", "Daraa Governorate", (35.02, 36.03)),
            asked("Xqxqxq village", "Idlib Governorate", (35.02, 36.03)),
        ],
        gazetteer,
        with_region=True,
    )
    assert [one.outcome for one in found] == ["right", "wrong", "open"]


def test_swapped_reports_have_one_name_and_other_neighbours(gazetteer: Gazetteer) -> None:
    one, two = (text for text in swapped_reports(gazetteer, "SYR") if "Mashbo" in text.text)
    quoted = [{text.text[item.start : item.end] for item in text.toponyms} for text in (one, two)]
    assert quoted[0] & quoted[1] == {"Mashbo"}
    assert {round(text.toponyms[0].latitude) for text in (one, two)} == {33, 35}
    assert all(len(names) == 4 for names in quoted)


def test_passages_are_read_where_their_words_stand() -> None:
    day = dt.date(2019, 11, 12)
    tuesday = DatePassage(
        text="On Monday they came; shells fell on Tuesday.", say="on Tuesday", published=dt.date(2019, 11, 16),
        start=day, end=day + dt.timedelta(days=1),
    )  # fmt: skip
    nothing = DatePassage(
        text="Shells fell again.", say="again", published=day, start=day, end=day + dt.timedelta(days=1)
    )
    assert [one.outcome for one in read_dates([tuesday, nothing])] == ["right", "open"]
    numbers = [
        NumberPassage(text="A man and his two sons died.", say="A man and his two sons", what="killed", low=3, high=3),
        NumberPassage(
            text="44 people, including nine women, died.", say="44 people, including nine women", what="killed",
            low=44, high=44,
        ),
        NumberPassage(text="At least six died.", say="At least six", what="killed", low=6, high=6),
    ]  # fmt: skip
    assert [one.outcome for one in read_numbers(numbers)] == ["right", "right", "wrong"]


def test_missing_sets_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "resolve", str(PASSAGES), "--actors", str(ACTORS), "--data", str(tmp_path)]) == 2
    assert "GWN.xml" in capsys.readouterr().err
