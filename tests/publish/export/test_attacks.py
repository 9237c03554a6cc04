"""Attacks on withholding: what they try to carry along stands in no byte of any file, whatever the format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from attacks import ATTACKS, Attack
from leaks import leaks

import khaldun.cli.export
from khaldun.cli.export_world import World
from khaldun.cli.main import run
from khaldun.records.codec import encode_line
from khaldun.records.lines import ClaimLine

OWN = tuple(word for attack in ATTACKS for word in attack.own)
LOOSE = '[words]\nnotes = "report"\nevidence = true\ntitles = true\nreports = "name"\naddresses = "full"\n'
PROFILES = {
    "safe": "",
    "own": f"[withhold]\nwords = {list(OWN)}\n",
    "house": f"[withhold]\nwords = {list(OWN)}\n{LOOSE}",
    "region": f'[withhold]\ncoordinates = "region"\nwords = {list(OWN)}\n',
}
FILES = (
    *((each, None) for each in ("acled", "ucdp", "plover", "hxl", "jsonl")),
    *((each, None) for each in ("csv", "xlsx", "geojson", "parquet", "geoparquet")),
    ("xlsx", "acled"),
    ("geoparquet", "ucdp"),
    ("geojson", "plover"),
)
QUICK = (("csv", None), ("jsonl", None))
# Profiles that loosen one thing each go through a format of each kind; what differs is before the writing.
OF_EACH_KIND = (*QUICK, ("geojson", "plover"), ("xlsx", "acled"), ("ucdp", None))
Files = dict[str, bytes]
Published = tuple[str, Files]


def written(attacks: Iterable[Attack]) -> bytes:
    """Their claims as a file that somebody else's program may have written."""
    lines = []
    for attack in attacks:
        for line in attack.lines:
            data = encode_line(line)
            more = msgspec.json.encode(attack.extra)[1:] if attack.extra and isinstance(line, ClaimLine) else b"}"
            lines.append(data[:-1] + (b"," if more != b"}" else b"") + more)
    return b"\n".join(lines) + b"\n"


def export(folder: Path, profile: str, around: World, formats: Iterable[tuple[str, str | None]]) -> Files:
    """Every file of the attacks under a profile."""
    attacks = [attack for attack in ATTACKS if profile != "safe" or not attack.own]
    (folder / "in.jsonl").write_bytes(written(attacks))
    (folder / "p.toml").write_text(PROFILES[profile], "utf-8")
    out = folder / "out"
    out.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(khaldun.cli.export, "world", lambda settings, progress: around)
        for format, table in formats:
            target = out / f"{format}-{table}.{format}"
            command = ["export", format, str(folder / "in.jsonl"), "-o", str(target), "--leave-out-invalid"]
            command += ["--table", table] if table else []
            run([*command, "--profile", str(folder / "p.toml")])  # rows of odd codes are invalid, and left out
            assert target.exists(), (profile, format, table)
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def carried(files: Files, attack: Attack) -> list[str]:
    """What of an attack stands in the files."""
    found = leaks(files, words=(*attack.words, *attack.own), points=attack.points)
    return found + leaks(files, points=attack.secret, digits=0)


@pytest.fixture(scope="module", params=["safe", "house"])
def published(request: pytest.FixtureRequest, around: World, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The files of two formats."""
    return request.param, export(tmp_path_factory.mktemp(request.param), request.param, around, QUICK)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_carries_nothing_along(attack: Attack, published: Published) -> None:
    profile, files = published
    if not (profile == "safe" and attack.own):
        assert carried(files, attack) == []


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_no_attack_carries_anything_into_any_file_of_any_format(profile: str, around: World, tmp_path: Path) -> None:
    formats = FILES if profile in ("safe", "own") else OF_EACH_KIND
    files = export(tmp_path, profile, around, formats)
    assert len(files) == 5 * len(formats)
    attacks = [attack for attack in ATTACKS if profile != "safe" or not attack.own]
    words = [word for attack in attacks for word in (*attack.words, *attack.own)]
    assert leaks(files, words=words, points=[point for attack in attacks for point in attack.points]) == []
    assert leaks(files, points=[point for attack in attacks for point in attack.secret], digits=0) == []


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_holds_what_it_tries_to_carry(attack: Attack) -> None:
    """Else its test could not fail."""
    files = {"in.jsonl": written([attack])}
    for word in (*attack.words, *attack.own):
        assert leaks(files, words=[word]), word
    for point in (*attack.points, *attack.secret):
        assert leaks(files, points=[point]) or leaks(files, points=[point], digits=0)
