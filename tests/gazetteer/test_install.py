"""Packing and unpacking: all or nothing, once, and harmless when two starts meet."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.geonames import build_packed
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.packaged import read_header
from khaldun.tools.gazetteer.store import Gazetteer, open_gazetteer


def test_packing_again_writes_nothing(geonames: tuple[Path, Path], packed: Path) -> None:
    assert not build_packed(*geonames, packed)


def test_the_packed_file_says_whose_data_it_is(packed: Path) -> None:
    assert "CC BY 4.0" in read_header(packed).licence


def test_unpacking_reports_its_progress(packed: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    install(tmp_path, packed=packed, progress=lambda *step: told.append(step))
    assert told[0][1] == told[0][2] > 0


def test_a_second_start_unpacks_nothing(packed: Path, tmp_path: Path) -> None:
    first = install(tmp_path, packed=packed)
    before = first.stat().st_mtime_ns
    assert install(tmp_path, packed=tmp_path / "missing.xz").stat().st_mtime_ns == before


def test_a_newer_package_keeps_what_was_added(geonames: tuple[Path, Path], packed: Path, tmp_path: Path) -> None:
    index = install(tmp_path, packed=packed)
    (tmp_path / "mine.csv").write_text("name,lat,lon\nTarmala,35.52,36.48\nIdlib,35.9307,36.6340\n")
    add_file(index, tmp_path / "mine.csv", country="SYR")
    newer_cities = tmp_path / "cities500.json"
    newer_cities.write_text(geonames[0].read_text(encoding="utf-8").replace("Springfield", "Springfields"))
    newer = tmp_path / "newer.xz"
    build_packed(newer_cities, geonames[1], newer)
    gazetteer = open_gazetteer(tmp_path, packed=newer)
    assert [gazetteer.known(name) for name in ("Tarmala", "Springfield", "Springfields")] == [
        "settlement", None, "settlement",
    ]  # fmt: skip
    assert {hit.place.id for hit in gazetteer.find("Idlib")} == {"region:SYR:Idlib", "mine:3"}, "joined anew"


def test_starts_at_once_leave_one_index_and_no_rests(packed: Path, tmp_path: Path) -> None:
    threads = [threading.Thread(target=install, args=(tmp_path,), kwargs={"packed": packed}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.suffix for path in tmp_path.iterdir()] == [".sqlite"]
    assert open_gazetteer(tmp_path, packed=packed).known("Idlib") == "region"


def test_a_missing_packed_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"nowhere\.xz: the packaged gazetteer is missing"):
        install(tmp_path, packed=tmp_path / "nowhere.xz")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="cut-off"),
        pytest.param(lambda data: b"PK" + data, id="another-format"),
        pytest.param(lambda data: data[:4000] + b"\0" * 200 + data[4200:], id="broken-inside"),
    ],
)
def test_a_damaged_packed_file_leaves_nothing_behind(packed: Path, tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.xz"
    broken.write_bytes(damage(packed.read_bytes()))
    folder = tmp_path / "data"
    with pytest.raises(GazetteerError, match=r"broken\.xz"):
        install(folder, packed=broken)
    assert not list(folder.glob("*")) if folder.exists() else True


def test_a_folder_that_cannot_be_made_is_named(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GazetteerError, match="cannot be unpacked here"):
        install(tmp_path / "file", packed=packed)


def test_an_index_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    path.write_bytes(b"not a database, however long it may be" * 100)
    with pytest.raises(GazetteerError, match="cannot be opened"):
        Gazetteer(path)
