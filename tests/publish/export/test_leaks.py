"""The leak test: what is withheld stands in no byte of what is published; and the search finds what it looks for."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import io
import json
import struct
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaks import leaks
from safe_making import (
    ACTORS,
    FakeRegistry,
    actor,
    claim,
    coded,
    in_house,
    place,
    published,
    report,
    source,
    span,
    told,
    withholding,
    written,
)

from khaldun.cli.main import run
from khaldun.export.world import World
from khaldun.ingest import ingest
from khaldun.pipeline import Tools, process
from khaldun.publish.export.coarsen import Spot
from khaldun.publish.export.formats import TableName, make_table
from khaldun.publish.export.items import Told, told_by
from khaldun.publish.export.names import Names
from khaldun.publish.export.profile import SAFE, Profile
from khaldun.publish.export.record import Record
from khaldun.publish.export.safe import publishable
from khaldun.publish.export.sensitive import sensitive
from khaldun.publish.export.tables import LeftOut, Row
from khaldun.records.codec import encode_lines
from khaldun.records.lines import ClaimLine, ContractLine
from khaldun.records.reports import Given
from khaldun.settings import Settings
from khaldun.text.occurrences import Wording

SAMPLES = sorted((Path(__file__).parents[3] / "src" / "khaldun" / "samples").iterdir())
POINT = (12.345678, 45.678912)


# ---- The search finds what it looks for ----
def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/strings.xml", data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"by Amal Hadi, a nurse", id="plain"),
        pytest.param(b"AMAL  HADI", id="capitals-and-gaps"),
        pytest.param("Ámal\u00a0Hâdi".encode(), id="accents"),
        pytest.param("Amal Hadi".encode("utf-16-le"), id="utf-16"),
        pytest.param(b"x" + "Amal Hadi".encode("utf-16-be"), id="utf-16-at-an-odd-byte"),
        pytest.param(b"/reports/amal%20hadi.html", id="address"),
        pytest.param(b"amalhadi_7", id="without-gaps"),
        pytest.param(json.dumps("\u0410mal Hadi Amal\u2011Hadi").encode(), id="json-escapes"),
        pytest.param(b"&#65;mal&#32;Hadi", id="html-entities"),
        pytest.param(b"Amal Hadi".hex().encode(), id="hexadecimal"),
        pytest.param(base64.b64encode(b"seen by Amal Hadi"), id="base64"),
        pytest.param(zipped(b"<t>Amal Hadi</t>"), id="zip"),
        pytest.param(gzip.compress(zipped(b"Amal Hadi")), id="zip-in-gzip"),
    ],
)
def test_the_search_finds_words(data: bytes) -> None:
    assert leaks({"file": data}, words=["Amal Hadi"])
    assert leaks({"file": data}, words=["Amal Hamdi"]) == []


def test_the_search_finds_words_in_names_of_files() -> None:
    assert leaks({"out/amal-hadi.csv": b""}, words=["Amal Hadi"]) == ["out/amal-hadi.csv: its name holds 'Amal Hadi'"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Amal Hadi.csv", b"")
    assert leaks({"x.zip": out.getvalue()}, words=["Amal Hadi"])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(b"12.345678,45.678912", True, id="all-digits"),
        pytest.param(b"12.346;45.679", True, id="three-digits"),
        pytest.param(b"12.345;45.678", False, id="cut-off-is-another-point"),
        pytest.param(b"12.35,45.68", False, id="two-digits"),
        pytest.param(b"12.350000,45.680000", False, id="two-digits-and-noughts"),
        pytest.param(b"12.345678,45.1", False, id="one-coordinate"),
        pytest.param(struct.pack("<dd", 45.678912, 12.345678), True, id="doubles"),
        pytest.param(struct.pack(">ff", 45.678912, 12.345678), True, id="floats"),
        pytest.param(zipped(b"<v>12.3457</v><v>45.6789</v>"), True, id="in-a-zip"),
        pytest.param("12.3457 45.6789".encode("utf-16-le"), True, id="utf-16"),
    ],
)
def test_the_search_finds_points_finer_than_they_may_be(data: bytes, found: bool) -> None:
    assert bool(leaks({"file": data}, points=[POINT])) is found


# ---- Hostile words ----
LETTERS = "abdhklmnorstuAHMSÉøأمحل"
WORDS = st.text(LETTERS, min_size=2, max_size=9)
PERSONS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join).filter(lambda name: len(set(name)) > 2)
NAMES = Names(sensitive(), FakeRegistry())
GLUES = st.sampled_from(["", "'s", ", 34", " and others", "-", "_", ".", "(", "\n", "\t", "=", "\u00a0"])


def spoken(name: str) -> Iterable[str]:
    """A name as texts and files write it."""
    return (name, name.upper(), name.replace(" ", "\u00a0"), name.replace(" ", "-"), name.replace(" ", "_"))


@settings(max_examples=60)
@given(name=PERSONS, glue=GLUES, form=st.integers(0, 4))
def test_a_word_that_the_profile_withholds_stands_nowhere_whatever_holds_it(name: str, glue: str, form: int) -> None:
    written_so = list(spoken(name))[form]
    words = f"{written_so}{glue}"
    lines = (
        claim(id=words, actor1=actor(words), notes=f"Said {words} x.", group=words, coding=coded(actor1=words)),
        claim(
            id="00000000000000a2",
            place=place(f"house {words}"),
            sources=(source(f"army; {words}"),),
            coding=coded(assoc_actor2=f"Police; {words}; {ACTORS['mil']}", notes=(words,), merged_into=words),
        ),
        claim(
            id="00000000000000a3", place=place(words), actor2=actor("civilians", "civ", "Civilians", quote=f"a {words}")
        ),
        claim(
            id="00000000000000a4",
            sub_event_type="Sexual violence",
            notes=words,
            actor1=actor(words, "mil", "State forces"),
        ),
    )
    of = report(name=words, title=words, publisher=words, url=f"https://x.example/{words}", text=words, id="0" * 64)
    for profile in (withholding(name), in_house(name), withholding(name, names=False, sites=False)):
        parts = [*published(told(*lines, of=of), profile=profile)[0]]
        assert [hit for hit in texts_of(parts) if Wording((name,)).stand_in(hit)] == []


@settings(max_examples=60)
@given(name=PERSONS.map(str.title).filter(lambda name: not NAMES.is_public(name)), glue=GLUES)
def test_a_private_persons_name_stands_nowhere_whatever_holds_it(name: str, glue: str) -> None:
    words = f"{name}{glue}"
    lines = (
        claim(actor1=actor(words), notes=words, coding=coded(actor1=words)),
        claim(id="00000000000000a2", sources=(source(words),), assoc_actor1=(actor(words),), trigger=span(words)),
        claim(id=f"{name}-1", actor2=actor("x", "civ", "Civilians", quote=words)),
    )
    parts, left = published(told(*lines, of=report(name=words, title=words, text=words)), profile=SAFE)
    assert not left
    assert [hit for hit in texts_of(parts) if Wording((name,)).stand_in(hit)] == []


@settings(max_examples=60)
@given(
    latitude=st.floats(-80, 80),
    longitude=st.floats(-179, 179),
    feature=st.sampled_from(["facility", "airbase", "hill", ""]),
)
def test_a_point_is_never_finer_than_it_may_be(latitude: float, longitude: float, feature: str) -> None:
    lines = (
        claim(place=place("Low Bridge", feature=feature, latitude=latitude, longitude=longitude)),
        claim(
            id="00000000000000a2",
            place=place("Al-Noor school", feature=feature, latitude=latitude, longitude=longitude),
        ),
    )
    parts, _ = published(told(*lines))
    assert leaks({"told": written(parts)}, points=[(latitude, longitude)]) == []


def texts_of(value: object) -> Iterable[str]:
    """Every string in records."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of([key, item])
    elif isinstance(value, msgspec.Raw):
        yield bytes(value).decode().removesuffix("null")
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from texts_of(getattr(value, field))


# ---- All samples through every table and file ----
FORMATS = ("acled", "ucdp", "plover", "hxl", "csv", "xlsx", "jsonl", "geojson", "parquet", "geoparquet")
TABLES: tuple[TableName, ...] = ("acled", "ucdp", "plover", "claims")
OWN = ("Idlib", "Beni", "Afrin", "Reuters", "Military Forces of Mali", "El Fasher", "Kavira")


@pytest.fixture(scope="module")
def sample_lines(tools: Tools, folder: Path) -> list[ContractLine]:
    """The bundled samples, coded."""
    stated = Settings(today=dt.date(2026, 1, 1), data_folder=folder)
    return [
        line
        for path in SAMPLES
        for found in ingest(path.read_bytes(), name=path.stem, origin=path.name, given=Given(), columns={})
        for line in process(found, tools, stated)  # type: ignore[arg-type]
    ]


def safe(lines: Iterable[ContractLine], around: World, profile: Profile = SAFE) -> tuple[list[Told | LeftOut], Record]:
    record = Record()
    parts = publishable(
        told_by(lines),
        profile,
        registry=around.registry,
        ground=around.ground,
        record=record,
        day=around.today,
        adjectives=around.adjectives,
    )
    return list(parts), record


def exported(folder: Path, lines: Iterable[ContractLine], *more: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The files of an export by the command, in each format in turn."""
    source = folder / "claims.jsonl"
    source.write_bytes(b"".join(encode_lines(lines)))
    for format in FORMATS:
        out = folder / format
        out.mkdir()
        assert run(["export", format, str(source), "-o", str(out / f"events.{format}"), *more]) == 0
        yield format, {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.slow
def test_nothing_that_is_withheld_leaks_from_the_samples_into_any_file(
    sample_lines: list[ContractLine], around: World, exporting: None, tmp_path: Path
) -> None:
    _, record = safe(sample_lines, around)
    assert record.words and record.counts["survivors"] and record.counts["name"] and record.counts["site"]
    for format, files in exported(tmp_path, sample_lines):
        assert len(files) == 5, format
        assert leaks(files, words=record.words, points=record.points) == []


@pytest.mark.slow
def test_words_of_ones_own_leak_from_the_samples_into_no_file(
    sample_lines: list[ContractLine], exporting: None, tmp_path: Path
) -> None:
    assert leaks({"before": written(told_by(sample_lines))}, words=OWN[:1])
    profile = tmp_path / "ours.toml"
    profile.write_text(f"[withhold]\nwords = {list(OWN)}\n")
    for _, files in exported(tmp_path, sample_lines, "--profile", str(profile)):
        assert leaks(files, words=OWN) == []


@pytest.mark.slow
def test_what_was_exported_and_is_exported_again_leaks_no_more(
    sample_lines: list[ContractLine], around: World, exporting: None, tmp_path: Path
) -> None:
    _, record = safe(sample_lines, around)
    first = tmp_path / "first.jsonl"
    source = tmp_path / "claims.jsonl"
    source.write_bytes(b"".join(encode_lines(sample_lines)))
    assert run(["export", "jsonl", str(source), "-o", str(first)]) == 0
    assert run(["export", "csv", str(first), "-o", str(tmp_path / "again.csv")]) == 0
    files = {path.name: path.read_bytes() for path in tmp_path.glob("again.*")}
    assert leaks(files, words=record.words, points=record.points) == []


def test_no_sentence_of_the_samples_is_published(sample_lines: list[ContractLine], around: World) -> None:
    parts, _ = safe(sample_lines, around)
    said = " ".join(texts_of(parts))
    sentences = {line.notes for line in sample_lines if isinstance(line, ClaimLine) and len(line.notes) > 40}
    assert len(sentences) > 50
    assert [one for one in sentences if one in said] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_of_what_is_withheld_still_has_a_reason(
    name: TableName, sample_lines: list[ContractLine], around: World
) -> None:
    parts, _ = safe(sample_lines, around)
    table = make_table(name, around.known, points=False)
    rows = [row for one in parts if isinstance(one, Told) for row in table.code(one) if isinstance(row, Row)]
    assert rows
    cells = [(row.id, key, value) for row in rows for key, value in row.values.items() if value.cell not in (None, "")]
    assert [(row, key) for row, key, value in cells if not value.evidence and not value.rules] == []


def test_the_gazetteers_ground_knows_towns_and_regions(around: World) -> None:
    ground = around.ground
    near = ground.nearest(36.2, 37.15, "SYR")
    assert near is not None and near.name == "Aleppo"
    assert ground.nearest(36.2, 37.15, None) is None
    assert ground.nearest(0.0, -30.0, "SYR") is None
    region = ground.region("SYR", "Idlib")
    assert isinstance(region, Spot) and region.country == "SYR"
    whole = ground.region("SYR", None)
    assert whole is not None and whole.name == "Syria"
    assert ground.region("SYR", "Nowhere At All") is None


@pytest.mark.parametrize("more", [["-o", "amal-hadi.csv"], ["--citation", "by Amal Hadi"], ["--licence", "Amal Hadi"]])
def test_what_the_user_adds_holds_no_withheld_word(
    more: list[str], exporting: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("claims.jsonl").write_bytes(b"".join(encode_lines([report(), claim()])))
    Path("ours.toml").write_text('[withhold]\nwords = ["Amal Hadi"]\n')
    command = ["export", "csv", "claims.jsonl", "--profile", "ours.toml"]
    assert run([*command, *([] if "-o" in more else ["-o", "out.csv"]), *more]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.jsonl", "ours.toml"]


def test_a_profiles_name_holds_no_withheld_word(exporting: None, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_bytes(b"".join(encode_lines([report(), claim()])))
    (tmp_path / "ours.toml").write_text('name = "without Amal Hadi"\n[withhold]\nwords = ["Amal Hadi"]\n')
    out = tmp_path / "out.csv"
    command = [
        "export",
        "csv",
        str(tmp_path / "claims.jsonl"),
        "-o",
        str(out),
        "--profile",
        str(tmp_path / "ours.toml"),
    ]
    assert run(command) == 1
    assert not out.exists()
