"""Adding tables: what is read, what is joined, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from khaldun.cli.gazetteer import add as add_files
from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.sources import list_sources
from khaldun.tools.gazetteer.store import Gazetteer

PLAIN = "name,lat,lon\nTarmala,35.52,36.48\n"
WOF_HEAD = (
    "wof_id,name,placetype,lat,lon,region_id,county_id,localadmin_id,current,names,gn_id,wd_id,population,src_geom\n"
)
WOF = (
    WOF_HEAD
    + "1,Syria,country,35.0,38.5,,,,1,eng=Syria,,,,x\n"
    + "2,Idlib Gov,region,35.8,36.7,2,,,1,eng=Idlib|ara=إدلب,,,,x\n"
    + "3,Harem,county,36.2,36.5,2,3,,1,,,,,x\n"
    + "4,سلقين,locality,36.1397,36.4536,2,3,,1,eng=Salqin|ara=سلقين|eng=SLQ,,,,x\n"
    + "5,Idlib,locality,35.9310,36.6340,2,,,1,,169389,,,x\n"
    + "6,Maarat al Numan,locality,35.6430,36.6700,2,,,1,,,,,x\n"
    + "7,Far Away,locality,48.0,37.8,,,,1,,,,,x\n"
    + "8,Qamishli Airport,campus,37.02,41.19,,,,1,,,,,x\n"
    + "9,Old Region,region,35.8,36.7,9,,,0,,,,,x\n"
)


def write(folder: Path, text: str, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN, id="least"),
        pytest.param("id,latitude,longitude,name\n9,35.52,36.48,Tarmala\n", id="long-column-names"),
        pytest.param("name;lat;lon\nTarmala;35.52;36.48\n", id="semicolons"),
        pytest.param("\ufeffNAME,LAT,LON\nTarmala,35.52,36.48\n", id="byte-order-mark-and-capitals"),
        pytest.param('name,lat,lon,aliases\nOther,35.52,36.48,"Tarmala|ara=ترملا"\n', id="aliases"),
    ],
)
def test_tables_that_are_read(index: Path, tmp_path: Path, text: str) -> None:
    add_file(index, write(tmp_path, text), country="SYR")
    (hit,) = Gazetteer(index).find("Tarmala")
    assert (hit.place.latitude, hit.place.longitude, hit.place.country) == (35.52, 36.48, "SYR")


def test_optional_columns_are_kept(index: Path, tmp_path: Path) -> None:
    head = "id,name,lat,lon,country,admin1,admin2,feature,population\n"
    add_file(index, write(tmp_path, head + 'x1,Tarmala,35.52,36.48,Syria,Idlib,Maarra,Village,"1,200"\n'))
    place = Gazetteer(index).find("Tarmala")[0].place
    assert (place.id, place.country, place.admin1, place.admin2) == ("mine:x1", "SYR", "Idlib", "Maarra")
    assert (place.feature, place.population) == ("settlement", 1200)


def test_a_place_without_country_gets_that_of_the_nearest_town(index: Path, tmp_path: Path) -> None:
    add_file(index, write(tmp_path, PLAIN))
    assert Gazetteer(index).find("Tarmala")[0].place.country == "SYR"


def test_progress_is_told(index: Path, tmp_path: Path) -> None:
    told: list[str] = []
    add_file(index, write(tmp_path, PLAIN), progress=lambda what, done, total: told.append(what))
    assert told[0] == "Adding mine.csv"


def test_adding_again_replaces(index: Path, tmp_path: Path) -> None:
    add_file(index, write(tmp_path, PLAIN))
    add_file(index, write(tmp_path, "name,lat,lon\nElsewhere,35.5,36.5\n"))
    gazetteer = Gazetteer(index)
    assert (gazetteer.known("Tarmala"), gazetteer.known("Elsewhere")) == (None, "settlement")
    assert [(source.name, source.places) for source in list_sources(index)][1:] == [("mine", 1)]


@pytest.fixture
def with_wof(index: Path, tmp_path: Path) -> Gazetteer:
    source = add_file(index, write(tmp_path, WOF, "sy.csv.gz"))
    assert (source.name, source.places) == ("wof-sy", 8)
    return Gazetteer(index)


def test_wof_gives_regions_counties_and_the_country(with_wof: Gazetteer) -> None:
    place = with_wof.find("Salqin")[0].place
    assert (place.id, place.name, place.country, place.admin1, place.admin2) == (
        "wof:4", "Salqin", "SYR", "Idlib", "Harem",
    )  # fmt: skip


def test_wof_names_in_other_scripts_are_found(with_wof: Gazetteer) -> None:
    assert with_wof.find("سلقين")[0].place.id == "wof:4"


def test_wof_codes_are_no_names(with_wof: Gazetteer) -> None:
    assert with_wof.find("SLQ") == ()


@pytest.mark.parametrize(
    "name, ids",
    [
        pytest.param("Idlib", {"region:SYR:Idlib", "geonames:169389"}, id="by-geonames-id-and-regions-by-name"),
        pytest.param("Maarat al-Numan", {"geonames:167605"}, id="by-name-within-3-km"),
    ],
)
def test_records_of_one_place_are_joined(with_wof: Gazetteer, name: str, ids: set[str]) -> None:
    assert {hit.place.id for hit in with_wof.find(name)} == ids


def test_a_joined_place_keeps_the_population_of_either(with_wof: Gazetteer) -> None:
    assert max(hit.place.population for hit in with_wof.find("Idlib")) == 128840


def test_what_is_no_longer_current_is_left_out(with_wof: Gazetteer) -> None:
    assert with_wof.known("Old Region") is None


def test_a_place_far_outside_its_country_gets_the_nearest_towns(with_wof: Gazetteer) -> None:
    assert with_wof.find("Far Away")[0].place.country == "UKR"


def test_an_airbase_finds_the_airport(with_wof: Gazetteer) -> None:
    best = with_wof.find("Qamishli airbase", sense="airbase")[0]
    assert (best.place.id, best.fits) == ("wof:8", True)


@pytest.mark.parametrize(
    "data, message",
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"name,lat\nA,1\n", r"line 1: no column for longitude", id="missing-column"),
        pytest.param(b"name,lat,lon\nA,1,2\nB,95,2\n", r"line 3, field lat: 95\.0 is no latitude", id="out-of-range"),
        pytest.param(b"name,lat,lon\nA,136.5,35.5\n", "swapped", id="swapped"),
        pytest.param(b"name,lat,lon\nA,1,200\n", r"line 2, field lon", id="longitude"),
        pytest.param(b"name,lat,lon\nA,north,2\n", r"line 2, field lat: 'north' is no number", id="no-number"),
        pytest.param(b"name,lat,lon\nA,nan,2\n", r"line 2, field lat", id="nan"),
        pytest.param(b"name,lat,lon\n,1,2\n", r"line 2, field name", id="no-name"),
        pytest.param(b"name,lat,lon\nA,1\n", r"line 2: 2 fields where the header has 3", id="short-row"),
        pytest.param(b"name,lat,lon\nCaf\xe9,1,2\n", r"line 2: not UTF-8 \(byte 0xe9\)", id="encoding"),
        pytest.param(b'name,lat,lon\n"A,1,2\n', r"broken CSV", id="open-quote"),
        pytest.param(b"name,lat,lon,country\nA,1,2,Ruritania\n", r"field country: 'Ruritania'", id="country"),
        pytest.param(b"name,lat,lon,population\nA,1,2,many\n", r"field population", id="population"),
        pytest.param(b"name,lat,lon\n", "no places", id="header-only"),
        pytest.param(gzip.compress(PLAIN.encode() * 99)[:-20], "cut off or damaged", id="half-a-download"),
    ],
)
def test_a_wrong_table_is_refused_and_nothing_changes(index: Path, tmp_path: Path, data: bytes, message: str) -> None:
    add_file(index, write(tmp_path, PLAIN))
    path = tmp_path / "mine.csv"
    path.write_bytes(data)
    with pytest.raises(GazetteerError, match=message) as caught:
        add_file(index, path)
    assert "mine.csv" in caught.value.message
    assert Gazetteer(index).known("Tarmala") == "settlement"


def test_a_wrong_table_does_not_stop_the_others(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("khaldun.cli.gazetteer._index", lambda data: index)
    wrong, right = write(tmp_path, "name,latitud,lon\nX,1,2\n", "wrong.csv"), write(tmp_path, PLAIN)
    assert add_files([wrong, right]) == 1
    said = capsys.readouterr()
    assert "wrong.csv, line 1: no column for latitude" in said.err
    assert "1 places" in said.out
    assert add_files([right]) == 0


def test_a_missing_file_is_named(index: Path, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"none\.csv: cannot be read"):
        add_file(index, tmp_path / "none.csv")


def test_an_unknown_country_is_refused(index: Path, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="'Ruritania' is no country"):
        add_file(index, write(tmp_path, PLAIN), country="Ruritania")


def test_readers_see_the_old_index_until_the_new_is_whole(index: Path, tmp_path: Path) -> None:
    reader = Gazetteer(index)
    seen: list[str | None] = []
    add_file(index, write(tmp_path, PLAIN), progress=lambda *_: seen.append(reader.known("Tarmala")))
    assert seen[0] is None


@pytest.mark.shared
def test_a_real_table_of_syria(index: Path, shared: Path) -> None:
    source = add_file(index, shared / "data" / "gazetteer_wof" / "sy.csv.gz")
    assert source.places > 10_000
    gazetteer = Gazetteer(index)
    assert gazetteer.find("Kafar Sijnah")[0].place.admin1 == "Idlib"
    assert gazetteer.find("كفر سجنة")[0].place.id == gazetteer.find("Kafr Sajnah")[0].place.id
