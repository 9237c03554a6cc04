"""What others on the machine, and a backup that somebody else has made, can do to a workspace: nothing."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import tarfile
from pathlib import Path

import msgspec
import pytest

from khaldun.cli.main import run

REPORT = "KANO (Wire) - Gunmen killed three farmers in the town of Kano on 3 May 2021, police said.\n"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A workspace in a folder that was there before, and that others may look into."""
    here = tmp_path / "w"
    here.mkdir(mode=0o755)
    assert run(["init", str(here)]) == 0
    (tmp_path / "page.txt").write_text(REPORT)
    assert run(["add", str(tmp_path / "page.txt"), "-w", str(here)]) == 0
    return here


def reached(folder: Path) -> list[str]:
    """The files below that others may read."""
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(here, name).stat().st_mode & stat.S_IXOTH]
        found += [name for name in names if Path(here, name).stat().st_mode & (stat.S_IROTH | stat.S_IRGRP)]
    return found


def test_others_on_the_machine_read_nothing_of_it(made: Path, tmp_path: Path) -> None:
    assert reached(made) == []
    new = tmp_path / "new"
    assert run(["init", str(new)]) == 0
    assert stat.S_IMODE(new.stat().st_mode) == 0o700


def test_others_on_the_machine_read_no_backup_and_nothing_that_was_restored(made: Path, tmp_path: Path) -> None:
    backup, again = tmp_path / "b.tar.gz", tmp_path / "again"
    assert run(["backup", str(backup), "-w", str(made)]) == 0
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert run(["restore", str(backup), str(again)]) == 0
    assert stat.S_IMODE(again.stat().st_mode) == 0o700


def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    told = tarfile.TarInfo(name)
    told.type, told.linkname = kind, link
    return told


@pytest.mark.parametrize(
    "evil",
    [
        pytest.param(entry("../outside.txt"), id="above"),
        pytest.param(entry("archive/../../outside.txt"), id="above-from-within"),
        pytest.param(entry("/khaldun-outside.txt"), id="by-its-root"),
        pytest.param(entry("archive/aa/../../../outside.txt"), id="above-from-deep-within"),
        pytest.param(entry("archive/link", tarfile.SYMTYPE, "/etc/passwd"), id="a-link"),
        pytest.param(entry("archive/hard", tarfile.LNKTYPE, "khaldun.toml"), id="a-hard-link"),
        pytest.param(entry("archive/pipe", tarfile.FIFOTYPE), id="a-pipe"),
        pytest.param(entry("archive/device", tarfile.CHRTYPE), id="a-device"),
        pytest.param(entry("store.sqlite-wal"), id="beside-the-store"),
        pytest.param(entry(".run.lock"), id="a-lock"),
    ],
)
def test_a_backup_with_something_more_in_it_is_refused_whole(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], evil: tarfile.TarInfo
) -> None:
    backup, changed = tmp_path / "b.tar.gz", tmp_path / "evil.tar.gz"
    assert run(["backup", str(backup), "-w", str(made)]) == 0
    data = b"outside"
    with tarfile.open(backup) as source, tarfile.open(changed, "w:gz") as target:
        for one in source:
            file = source.extractfile(one)
            assert file is not None
            told = file.read()
            if one.name == "backup.json" or b'"format"' in told[:40]:
                listed = msgspec.json.decode(told)
                listed["files"][evil.name] = hashlib.sha256(data if evil.isreg() else b"").hexdigest()
                told = msgspec.json.encode(listed)
                one.size = len(told)
                if evil.isreg():
                    evil.size = len(data)
                target.addfile(evil, io.BytesIO(data) if evil.isreg() else None)
            target.addfile(one, io.BytesIO(told))
    before = {path.name for path in tmp_path.iterdir()}
    capsys.readouterr()
    assert run(["restore", str(changed), str(tmp_path / "again")]) == 2
    assert "is no backup" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == before
    assert not Path("/khaldun-outside.txt").exists()
