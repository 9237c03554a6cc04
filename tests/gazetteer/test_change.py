"""Removing sources, telling what the index holds, and that a change is all or nothing."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from pathlib import Path

import pytest

from khaldun.cli.main import run
from khaldun.errors import GazetteerError
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.carry import carry_over
from khaldun.tools.gazetteer.change import changing
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.remove import remove_source
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.gazetteer.sources import list_sources, read_info
from khaldun.tools.gazetteer.store import Gazetteer


@pytest.fixture
def villages(tmp_path: Path) -> Path:
    path = tmp_path / "villages.csv"
    path.write_text("name,lat,lon,country\nBlorpa,35.52,36.48,Syria\nZumria,35.62,36.58,Syria\n")
    return path


def records(index: Path, name: str) -> list[tuple[int, int]]:
    """(id, same) of the places of this name."""
    with contextlib.closing(sqlite3.connect(index)) as db:
        return db.execute("SELECT id, same FROM place WHERE name = ? ORDER BY id", (name,)).fetchall()


def test_a_removed_source_is_gone_and_the_others_stay(index: Path, villages: Path) -> None:
    before = read_info(index)
    add_file(index, villages)
    remove_source(index, "villages")
    gazetteer = Gazetteer(index)
    assert [gazetteer.known(name) for name in ("Blorpa", "Idlib")] == [None, "region"]
    assert (read_info(index).sources, read_info(index).names) == (before.sources, before.names)


@pytest.mark.parametrize(
    "name, message",
    [
        pytest.param("geonames", "packaged gazetteer, which stays", id="packaged"),
        pytest.param("vilages", r"'vilages' is no source\. The sources are geonames, villages\.", id="unknown"),
    ],
)
def test_what_cannot_be_removed(index: Path, villages: Path, name: str, message: str) -> None:
    add_file(index, villages)
    before = index.read_bytes()
    with pytest.raises(GazetteerError) as caught:
        remove_source(index, name)
    assert re.search(message, str(caught.value))
    assert index.read_bytes() == before


def test_records_joined_to_a_removed_one_are_still_one_place(index: Path, villages: Path, tmp_path: Path) -> None:
    add_file(index, villages)
    for name in ("b.csv", "c.csv"):
        (tmp_path / name).write_bytes(villages.read_bytes())
        add_file(index, tmp_path / name)
    (first, _), *others = records(index, "Blorpa")
    assert {same for _, same in others} == {first}
    remove_source(index, "villages")
    left = records(index, "Blorpa")
    assert {same for _, same in left} == {left[0][0]}
    assert [place.name for place in Gazetteer(index).every_settlement("SYR")].count("Blorpa") == 1


def test_a_removed_big_source_gives_its_room_back(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaldun.tools.gazetteer.remove.MANY", 10)
    path = tmp_path / "big.csv"
    path.write_text("name,lat,lon,country\n" + "".join(f"Blorpa {n},35.52,36.48,Syria\n" for n in range(20_000)))
    size = index.stat().st_size
    add_file(index, path)
    assert index.stat().st_size > 1.5 * size
    remove_source(index, "big")
    assert index.stat().st_size < 1.1 * size
    assert Gazetteer(index).find("Idlib")


def test_a_change_that_breaks_off_leaves_the_index(index: Path) -> None:
    before = index.read_bytes()
    with pytest.raises(KeyboardInterrupt), changing(index) as db:
        db.execute("DELETE FROM place")
        raise KeyboardInterrupt
    assert index.read_bytes() == before
    assert not list(index.parent.glob(".gazetteer-change-*"))


def test_what_a_killed_change_left_is_cleared_away(index: Path, villages: Path) -> None:
    rest = index.parent / ".gazetteer-change-abc.part"
    rest.write_text("half")
    add_file(index, villages)
    assert not rest.exists()


def test_one_change_at_a_time(index: Path, villages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaldun.tools.gazetteer.change._PATIENCE_S", 0.05)
    with changing(index), pytest.raises(GazetteerError, match="locked") as caught:
        add_file(index, villages)
    assert "another add or remove" in caught.value.advice


def test_what_was_joined_by_id_stays_so_under_a_newer_package(index: Path, packed: Path, tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    path.write_text("\t".join(["1", "169389", "xx", "Idlibopolis", *[""] * 6]) + "\n", encoding="utf-8")
    add_file(index, path)
    newer = install(tmp_path / "newer", packed=packed)
    carry_over(index, newer)
    gazetteer = Gazetteer(newer)
    towns = {hit.place.same for hit in gazetteer.find("Idleb") if hit.place.feature == "settlement"}
    assert {hit.place.same for hit in gazetteer.find("Idlibopolis")} == towns


def test_info_counts(index: Path, villages: Path) -> None:
    add_file(index, villages)
    info = read_info(index)
    assert (info.path, info.bytes, info.format) == (str(index), index.stat().st_size, 1)
    assert info.sources == ("geonames", "villages")
    assert info.places == sum(source.places for source in list_sources(index))
    assert len(info.countries) == 10
    assert info.countries[0].places >= info.countries[1].places


@pytest.fixture
def data(index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, as the command line finds it."""
    monkeypatch.setenv("KHALDUN_DATA", str(index.parent))
    monkeypatch.setattr(install, "__kwdefaults__", {**install.__kwdefaults__, "packed": Path("none.xz")})
    return index.parent


def test_the_commands(data: Path, villages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gazetteer", "add", str(villages)]) == 0
    assert run(["gazetteer", "info", "--format", "jsonl"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["sources"], told["folding"]) == (["geonames", "villages"], load_folding().version)
    assert run(["gazetteer", "info"]) == 0
    assert "sources  geonames, villages" in capsys.readouterr().out
    assert run(["gazetteer", "remove", "villages"]) == 0
    assert capsys.readouterr().out == "villages: removed.\n"
    assert run(["gazetteer", "remove", "villages"]) == 1
    assert "The sources are geonames." in capsys.readouterr().err
    assert run(["gazetteer", "remove", "geonames"]) == 1
