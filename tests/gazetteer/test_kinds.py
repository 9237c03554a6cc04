"""The kinds of files that are told apart by what stands in them, each about invented places."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from khaldun.errors import GazetteerError
from khaldun.resolve.gazetteer_protocol import Place
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.sources import list_sources
from khaldun.tools.gazetteer.store import Gazetteer

Cells = dict[str, Any]


def dump_line(**cells: Any) -> str:
    """A line of a GeoNames dump about a village near Idlib, but for what is given."""
    values = {
        "id": 99001, "name": "Blorpa", "ascii": "Blorpa", "names": "", "lat": 35.52, "lon": 36.48, "class": "P",
        "code": "PPL", "country": "SY", "cc2": "", "admin1": "12", "admin2": "", "admin3": "", "admin4": "",
        "population": 0, "elevation": "", "dem": 300, "timezone": "Asia/Damascus", "changed": "2024-01-01",
    }  # fmt: skip
    return "\t".join(map(str, {**values, **cells}.values())) + "\n"


def alternate(geonameid: int, lang: str, name: str, columns: int = 10) -> str:
    return "\t".join(["1", str(geonameid), lang, name, *[""] * (columns - 4)]) + "\n"


def write(folder: Path, name: str, text: str) -> Path:
    """The text as a file: gzipped or in a zip archive beside a readme, as its name says."""
    path = folder / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "what the columns are")
            archive.writestr(f"{path.stem}.txt", text)
    else:
        path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def feature(geometry: Cells | None = None, **properties: Any) -> Cells:
    point = {"type": "Point", "coordinates": [36.48, 35.52]}
    return {"type": "Feature", "geometry": geometry or point, "properties": {"name": "Blorpa", **properties}}


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1, ensure_ascii=False)


def place(index: Path, name: str = "Blorpa") -> Place:
    return Gazetteer(index).find(name)[0].place


# GeoNames' dumps


@pytest.mark.parametrize("name", ["SY.txt", "SY.zip", "SY.txt.gz"])
def test_a_dump_is_read_however_it_is_packed(index: Path, tmp_path: Path, name: str) -> None:
    source = add_file(index, write(tmp_path, name, dump_line()))
    assert (source.name, source.places) == ("geonames-SY", 1)
    assert "CC BY 4.0" in source.licence
    found = place(index)
    assert (found.id, found.latitude, found.longitude, found.country) == ("geonames:99001", 35.52, 36.48, "SYR")


@pytest.mark.parametrize(
    "cells, feature, admin1",
    [
        pytest.param({}, "settlement", "Idlib", id="our-name-for-the-code"),
        pytest.param({"admin1": "00", "lat": 34.0, "lon": 40.0}, "settlement", None, id="no-code-and-no-neighbour"),
        pytest.param({"class": "S", "code": "AIRB"}, "airport", "Idlib", id="airbase"),
        pytest.param({"class": "A", "code": "ADM2"}, "district", "Idlib", id="district"),
        pytest.param({"class": "T", "code": "HLL"}, "hill", "Idlib", id="hill"),
        pytest.param({"class": "H", "code": "STM"}, "river", "Idlib", id="river"),
        pytest.param({"class": "S", "code": "MSQE"}, "facility", "Idlib", id="by-class"),
    ],
)
def test_features_and_regions_of_a_dump(
    index: Path, tmp_path: Path, cells: Cells, feature: str, admin1: str | None
) -> None:
    add_file(index, write(tmp_path, "SY.txt", dump_line(**cells)))
    found = place(index)
    assert (found.feature, found.admin1) == (feature, admin1)


def test_a_code_without_our_name_takes_that_of_the_dumps_region(index: Path, tmp_path: Path) -> None:
    region = dump_line(id=99002, name="Zumria", **{"class": "A", "code": "ADM1"}, admin1="77")
    add_file(index, write(tmp_path, "SY.txt", dump_line(admin1="77") + region))
    assert place(index).admin1 == "Zumria"


def test_wells_are_left_out_and_short_names_kept(index: Path, tmp_path: Path) -> None:
    well = dump_line(id=99003, name="Deepwell", **{"class": "H", "code": "WLL"})
    add_file(index, write(tmp_path, "SY.txt", well + dump_line(names="بلورپا,BLP,Blorpetta,blorpeh")))
    known = Gazetteer(index).known
    assert [known(name) for name in ("Deepwell", "Blorpetta", "بلورپا", "BLP")] == [
        None, "settlement", "settlement", None,
    ]  # fmt: skip


def test_a_town_that_is_packaged_is_one_place_with_the_dumps(index: Path, tmp_path: Path) -> None:
    add_file(index, write(tmp_path, "SY.txt", dump_line(id=169389, name="Idlib Town", lat=35.9, lon=36.6)))
    gazetteer = Gazetteer(index)
    assert gazetteer.find("Idlib Town")[0].place.same in {hit.place.same for hit in gazetteer.find("Idleb")}


# Alternate names


@pytest.mark.parametrize("columns", [8, 10])
def test_alternate_names_are_found_and_say_their_language(index: Path, tmp_path: Path, columns: int) -> None:
    add_file(index, write(tmp_path, "SY.txt", dump_line()))
    lines = [(99001, "uk", "Вортопіль"), (99001, "tr", "Vortopil"), (99001, "fr", "Vortopil"), (5, "en", "Nowhere")]
    text = "".join(
        alternate(*line, columns) for line in [*lines, (99001, "link", "Linktown"), (99001, "iata", "Codex")]
    )
    source = add_file(index, write(tmp_path, "SY.zip", text))
    assert (source.name, source.places, source.names) == ("geonames-names-SY", 1, 2)
    gazetteer = Gazetteer(index)
    (hit,) = gazetteer.find("Вортопіль")
    assert (hit.place.id, hit.place.admin1, hit.place.country) == ("geonames:99001", "Idlib", "SYR")
    assert hit.place.same == gazetteer.find("Blorpa")[0].place.same
    assert [gazetteer.known(name) for name in ("Nowhere", "Linktown", "Codex")] == [None, None, None]


def test_alternate_names_of_no_known_place_are_refused(index: Path, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"none of its 1 names is of a place") as caught:
        add_file(index, write(tmp_path, "alternateNamesV2.txt", alternate(5, "en", "Nowhere")))
    assert "dump of the country first" in caught.value.advice


def test_alternate_names_of_packaged_towns_need_no_dump(index: Path, tmp_path: Path) -> None:
    add_file(index, write(tmp_path, "SY.txt", alternate(169389, "xx", "Idlibopolis")))
    assert place(index, "Idlibopolis").id == "geonames:169389"


# P-codes

ADMIN = (
    "ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_AR,ADM2_PCODE,Latitude,Longitude\n"
    "#country,#country+code,#adm1+name,#adm1+name+ar,#adm1+code,#adm2+name,#adm2+name+ar,#adm2+code,#geo+lat,#geo+lon\n"
    "Syria,SY,Idleb,إدلب,SY07,Blorpa,بلورپا,SY0701,35.52,36.48\n"
)
POPULATED = (
    "featureName_en,featureRefName_en,featureName_ar,featurePcode,admin1Name_en,admin1Pcode,admin2Name_en,LATITUDE,"
    "LONGITUDE\nBlorpa,Bulorpa,بلورپا,SY070101,Idleb,SY07,Harem,35.52,36.48\n"
)


@pytest.mark.parametrize(
    "text, id_, feature, admin2, alias",
    [
        pytest.param(ADMIN, "pcode:SY0701", "district", None, "بلورپا", id="divisions-below-hxl-tags"),
        pytest.param(POPULATED, "pcode:SY070101", "settlement", "Harem", "Bulorpa", id="populated-places"),
        pytest.param(
            "NAME_EN;NAME_UK;PCODE;lat;lon;country\nBlorpa;Блорпа;;35.52;36.48;Syria\n", "hdx:2", "settlement", None,
            "Блорпа", id="without-a-code",
        ),
        pytest.param(
            "adm4_name,adm4_pcode,adm2_name,adm1_name,center_lat,center_lon\nBlorpa,SY1,Harem,Idlib,35.52,36.48\n",
            "pcode:SY1", "settlement", "Harem", "Blorpa", id="communities",
        ),
    ],
)  # fmt: skip
def test_tables_with_pcodes(
    index: Path, tmp_path: Path, text: str, id_: str, feature: str, admin2: str | None, alias: str
) -> None:
    add_file(index, write(tmp_path, "hdx.csv", text))
    found = place(index)
    assert (found.id, found.feature, found.country, found.admin2) == (id_, feature, "SYR", admin2)
    assert place(index, alias).id == id_


def test_regions_with_pcodes_are_ours(index: Path, tmp_path: Path) -> None:
    text = "ADM1_EN,ADM1_AR,ADM1_PCODE,lat,lon\nIdleb,إدلب,SY07,35.8,36.7\n"
    add_file(index, write(tmp_path, "hdx.csv", text + "Zumria,,SY99,34.0,40.0\n"))
    gazetteer = Gazetteer(index)
    assert len([hit for hit in gazetteer.find("Idleb") if hit.place.feature == "region"]) == 1
    assert (place(index, "Zumria").feature, place(index, "Zumria").admin1) == ("region", "Zumria")


# GeoJSON

SQUARE = [[36.0, 35.0], [37.0, 35.0], [37.0, 36.0], [36.0, 36.0], [36.0, 35.0]]
SMALL = [[36.0, 35.0], [36.1, 35.0], [36.1, 35.1], [36.0, 35.0]]


@pytest.mark.parametrize(
    "geometry, point",
    [
        pytest.param({"type": "Point", "coordinates": [36.5, 35.5, 300]}, (35.5, 36.5), id="point-with-height"),
        pytest.param({"type": "Polygon", "coordinates": [SQUARE, SMALL]}, (35.5, 36.5), id="polygon-with-a-hole"),
        pytest.param({"type": "MultiPolygon", "coordinates": [[SMALL], [SQUARE]]}, (35.5, 36.5), id="largest-ring"),
        pytest.param({"type": "Polygon", "coordinates": [[[36, 35], [37, 36]]]}, (35.5, 36.5), id="ring-without-area"),
        pytest.param({"type": "MultiPoint", "coordinates": [[36.5, 35.5], [0, 0]]}, (35.5, 36.5), id="first-of-points"),
    ],
)
def test_geometries(index: Path, tmp_path: Path, geometry: Cells, point: tuple[float, float]) -> None:
    add_file(index, write(tmp_path, "mine.geojson", collection(feature(geometry))))
    found = place(index)
    assert (round(found.latitude, 6), round(found.longitude, 6)) == point


def test_properties(index: Path, tmp_path: Path) -> None:
    stated = {"Country": "Syria", "admin1": "Idlib", "feature": "airbase", "population": 12.0, "id": 7}
    add_file(index, write(tmp_path, "mine.json", collection(feature(**stated, names={"ar": "بلورپا", "xx": None}))))
    found = place(index, "بلورپا")
    assert (found.id, found.country, found.admin1) == ("mine:7", "SYR", "Idlib")
    assert (found.feature, found.population) == ("airport", 12)


@pytest.mark.parametrize("names", [["Alias One", "Alias Two"], "en=Alias Two|Alias One"])
def test_names_in_other_forms(index: Path, tmp_path: Path, names: object) -> None:
    add_file(index, write(tmp_path, "mine.geojson", collection(feature(names=names))))
    assert place(index, "Alias Two").name == "Blorpa"


def test_properties_of_ocha_are_read_as_in_its_tables(index: Path, tmp_path: Path) -> None:
    stated = {"ADM1_EN": "Idleb", "ADM1_PCODE": "SY07", "ADM2_EN": "Blorpa", "ADM2_PCODE": "SY0701"}
    properties = {"type": "Feature", "geometry": feature()["geometry"], "properties": stated}
    add_file(index, write(tmp_path, "adm2.geojson", collection(properties)))
    assert (place(index).id, place(index).feature) == ("pcode:SY0701", "district")


# What is refused

HEAD = "name,lat,lon,country\n"


@pytest.mark.parametrize(
    "name, data, message, advice",
    [
        pytest.param("SY.txt", dump_line(lat=135.5), r"line 1, field latitude: 135\.5 is no", "WGS 84", id="latitude"),
        pytest.param("SY.txt", dump_line(population="many"), r"line 1, field population", "Mend", id="population"),
        pytest.param("SY.txt", dump_line(id="9x", name="A") * 2, "no column for name", "name, lat, lon", id="no-id"),
        pytest.param("SY.txt", dump_line() + dump_line()[:40], r"line 2: 9 fields where", "again", id="dump-cut-off"),
        pytest.param("SY.txt", dump_line()[:40], r"line 1: 9 fields, and no header", "again", id="first-line-cut-off"),
        pytest.param("SY.txt", dump_line() + dump_line(name=" "), r"line 2, field name", "again", id="no-name"),
        pytest.param("SY.txt", dump_line() + dump_line(id="x"), r"line 2, field geonameid", "again", id="id"),
        pytest.param("n.txt", alternate(169389, "en", "A") + alternate(0, "en", "B").replace("0", "x"),
                     "line 2, field geonameid", "again", id="names-id"),
        pytest.param("mine.csv", HEAD + "A,1,2,SYR\nB,1,2", r"line 3: 3 fields", "again", id="csv-cut-off"),
        pytest.param("mine.csv", HEAD + 'A,1,2,SYR\n"B', "line 3: broken CSV", "again", id="csv-cut-off-in-quotes"),
        pytest.param("mine.csv", "title,y,x\nA,1,2\n", "line 1: no column for name", "name, lat, lon",
                     id="no-name-column"),
        pytest.param("mine.csv", HEAD.encode() + b"A,1,2,SYR\nB\xff,1,2,SYR\n",
                     r"line 3: not UTF-8 \(byte 0xff\) at byte 2",
                     "as UTF-8", id="encoding"),
        pytest.param("adm.csv", "ADM1_EN,ADM1_PCODE\nA,SY01\n", "no column for latitude", "GeoJSON",
                     id="pcodes"),
        pytest.param("adm.csv", "ADM1_PCODE,lat,lon\nSY01,1,2\n", "no column for the names", "names", id="only-codes"),
        pytest.param("adm.csv", "ADM1_EN,ADM1_PCODE,lat,lon\n,SY01,1,2\n", "line 2, field adm1_en", "Name",
                     id="no-division"),
        pytest.param("adm.csv", "ADM0_EN,ADM1_EN,ADM1_PCODE,lat,lon\nRuritania,A,SY01,1,2\n",
                     "field adm0_en: 'Ruritania'",
                     "ISO", id="adm0"),
        pytest.param("m.geojson", collection(feature())[:-30], "line [0-9]+: the JSON is cut off", "again",
                     id="json-cut-off"),
        pytest.param("m.geojson", '{"type": "Feature"}', "field type: 'Feature'", "FeatureCollection",
                     id="one-feature"),
        pytest.param("m.geojson", '{"type": "FeatureCollection", "features": [}', "no GeoJSON", "Only",
                     id="broken-json"),
        pytest.param("m.geojson", "[1, 2]", "no GeoJSON", "Only", id="json-list"),
        pytest.param("m.geojson", collection(feature(), 3), "line [0-9]+, feature 2: ", "Mend", id="feature-3"),
        pytest.param("m.geojson", collection(feature(name="")), "feature 1, field name", "name|one", id="json-no-name"),
        pytest.param("m.geojson", collection({"type": "Feature", "properties": {"name": "A"}}), "field geometry: null",
                     "Point", id="no-geometry"),
        pytest.param("m.geojson", collection(feature({"type": "LineString", "coordinates": [[1, 2]]})), "LineString",
                     "Point", id="line"),
        pytest.param("m.geojson", collection(feature({"type": "Point", "coordinates": ["a", 2]})),
                     "geometry.coordinates",
                     "Mend", id="text-as-degrees"),
        pytest.param("m.geojson", collection(feature({"type": "Point", "coordinates": [1]})), "longitude and latitude",
                     "Mend", id="half-a-point"),
        pytest.param("m.geojson", collection(feature({"type": "Polygon", "coordinates": []})), "empty", "Mend",
                     id="empty"),
        pytest.param("m.geojson", collection(feature({"type": "Point", "coordinates": [300000, 4e6]})),
                     "geometry, field latitude", "WGS 84", id="metres"),
        pytest.param("m.geojson", b'{"type": "FeatureCollection",\n"features": [{"a": "\xff"}]}',
                     "line 2: not UTF-8", "UTF-8",
                     id="json-encoding"),
        pytest.param("m.geojson", collection(), "no places", "meant", id="no-features"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_changes(
    index: Path, tmp_path: Path, name: str, data: str | bytes, message: str, advice: str
) -> None:
    before = index.read_bytes()
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(GazetteerError, match=message) as caught:
        add_file(index, path)
    assert name in caught.value.message
    assert any(word in caught.value.advice for word in advice.split("|")), caught.value.advice
    assert index.read_bytes() == before
    assert not list(tmp_path.glob(".gazetteer-change-*"))


SWAPPED = [(35.93, 36.63), (37.05, 41.23), (33.51, 36.29), (35.95, 39.0)]


@pytest.mark.parametrize("stated", [pytest.param("SYR", id="country-stated"), pytest.param(None, id="country-in-rows")])
def test_swapped_columns_are_told(index: Path, tmp_path: Path, stated: str | None) -> None:
    rows = "".join(f"A{number},{lon},{lat},Syria\n" for number, (lat, lon) in enumerate(SWAPPED))
    text = HEAD + rows if stated is None else "\n".join(line[: line.rindex(",")] for line in (HEAD + rows).split())
    with pytest.raises(GazetteerError, match=r"line 2, fields latitude and longitude: A0 and 3 more of 4") as caught:
        add_file(index, write(tmp_path, "mine.csv", text), country=stated)
    assert "in each other's place" in caught.value.advice


def test_swapped_degrees_of_a_dump_and_of_geojson_are_told(index: Path, tmp_path: Path) -> None:
    geojson = collection(feature({"type": "Point", "coordinates": [37.05, 41.23]}, country="SY"))
    for path in (
        write(tmp_path, "SY.txt", dump_line(lat=41.23, lon=37.05)),
        write(tmp_path, "mine.geojson", geojson),
    ):
        with pytest.raises(GazetteerError, match="if the two are swapped"):
            add_file(index, path)


def test_a_few_swapped_rows_are_no_reason_to_refuse(index: Path, tmp_path: Path) -> None:
    rows = "".join(f"A{number},{lat},{lon},Syria\n" for number, (lat, lon) in enumerate(SWAPPED))
    assert add_file(index, write(tmp_path, "mine.csv", HEAD + rows + "B,41.23,37.05,Syria\n")).places == 5


def zipped(folder: Path, members: dict[str, str]) -> Path:
    path = folder / "SY.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize(
    "members, message",
    [
        pytest.param({"a.txt": "x", "b.txt": "y"}, "2 tables in the archive", id="which"),
        pytest.param({"picture.png": "x"}, "0 tables in the archive", id="none"),
        pytest.param({"[Content_Types].xml": "x", "sheet.csv": ""}, "spreadsheet", id="spreadsheet"),
        pytest.param({"SY.txt": ""}, "the file is empty", id="empty"),
        pytest.param({"SY.txt": " \n\n"}, "the file is empty", id="blank"),
    ],
)
def test_archives_that_are_refused(index: Path, tmp_path: Path, members: dict[str, str], message: str) -> None:
    with pytest.raises(GazetteerError, match=message):
        add_file(index, zipped(tmp_path, members))


@pytest.mark.parametrize("name", ["SY.zip", "SY.txt.gz"])
@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_half_an_archive_is_refused(index: Path, tmp_path: Path, name: str, kept: float) -> None:
    path = write(tmp_path, name, "".join(dump_line(id=number) for number in range(500)))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with pytest.raises(GazetteerError, match="cut off or damaged") as caught:
        add_file(index, path)
    assert "download it again" in caught.value.advice


def test_a_file_that_is_huge_unpacked_is_refused(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaldun.tools.gazetteer.source_file.MOST_BYTES", 1 << 16)
    with pytest.raises(GazetteerError, match="unpacked"):
        add_file(index, zipped(tmp_path, {"SY.txt": dump_line() * 2000}))


def test_geojson_that_does_not_fit_in_memory_is_refused(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("khaldun.tools.gazetteer.source_file.MOST_IN_MEMORY", 50)
    with pytest.raises(GazetteerError, match="over 0 MB"):
        add_file(index, write(tmp_path, "mine.geojson", collection(feature())))


def test_many_rows_are_indexed_anew(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaldun.tools.gazetteer.add.MANY", 2)
    path = write(tmp_path, "SY.txt", "".join(dump_line(id=99000 + number) for number in range(5)))
    for _ in range(2):
        add_file(index, path)
    names = write(tmp_path, "names.txt", alternate(99001, "en", "Vortopil") * 3)
    add_file(index, names)
    assert place(index, "Vortopil").id == "geonames:99001"
    assert [source.places for source in list_sources(index)][1:] == [5, 1]
