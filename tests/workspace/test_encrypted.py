"""An encrypted workspace: nothing of it can be read without the passphrase; with it everything goes as elsewhere."""

from __future__ import annotations

import datetime as dt
import getpass
import gzip
import hashlib
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khaldun.cli import passphrase as asking
from khaldun.cli.main import run
from khaldun.errors import SealError
from khaldun.run.keep import Visit
from khaldun.seal.keyfile import Cost
from khaldun.store import claims, reports
from khaldun.store.open import open_store
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.open import Workspace, opened
from khaldun.workspace.recoding import Recoder

SENTENCE = "Gunmen killed three farmers in the town of Kano"
REPORT = f"KANO (Wire) - {SENTENCE} on 3 May 2021, police said.\n"
CODER, REASON, VISITED = "zaytuna-the-coder", "seen from the bridge by moonlight", "https://news.example/lantern"
PASSPHRASE, OTHER = "four words are a passphrase", "and these are four others"
NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def around(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is quick to make, a passphrase in a file, nobody to be asked."""
    monkeypatch.setenv("KHALDUN_DATA", str(folder))
    monkeypatch.setattr(asking, "COST", Cost(memory=64, passes=1, lanes=1))
    monkeypatch.setattr(asking, "_has_terminal", lambda: False)
    say(monkeypatch, tmp_path, PASSPHRASE)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made, so that one can look."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


def say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str, variable: str = "KHALDUN_PASSPHRASE") -> None:
    """The passphrase that is given from now on."""
    file = tmp_path / f"{variable}.txt"
    file.write_text(f"{words}\n")
    monkeypatch.setenv(f"{variable}_FILE", str(file))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "page.txt"
    path.parent.mkdir()
    path.write_text(REPORT)
    return path


@pytest.fixture
def made(store_address: str, temporary: Path, tmp_path: Path, page: Path) -> Path:
    """An encrypted workspace with a coded report, on each kind of store."""
    return made_at(tmp_path / "w", page, store_address)


def made_at(folder: Path, page: Path, store: str = "sqlite:///store.sqlite", *, encrypt: bool = True) -> Path:
    assert run(["init", str(folder), "--store", store, *(["--encrypt"] if encrypt else [])]) == 0
    (folder / "khaldun.toml").write_text((folder / "khaldun.toml").read_text().replace('"auto"', '"rules"'))
    assert run(["add", str(page), "-w", str(folder)]) == 0
    assert run(["run", "-w", str(folder)]) == 0
    return folder


@pytest.fixture
def small(tmp_path: Path, page: Path) -> Path:
    """An encrypted workspace with a coded report, its store in a file."""
    return made_at(tmp_path / "w", page)


def decide(folder: Path, recoder: Recoder, look: Callable[[Workspace], None] = lambda here: None) -> None:
    """Decides on the first claim; `look` sees the workspace while it is open."""
    keys = asking.keys_at(folder)
    with opened(folder, keys=keys) as here:
        with here.store.read() as connection:
            (kept, *_) = claims.of_report(connection, next(iter(reports.reports(connection)))["id"])
        desk = Desk(here.store, recoder, lambda: NOW)
        desk.settle(Who(CODER, "coder"), "reject", kept.id, kept.version, reason=REASON)
        here.archive.note(Visit(address=VISITED, time=NOW, error="gone"))
        look(here)


def written(*places: Path) -> Iterator[tuple[Path, bytes]]:
    """Every byte of every file, also of what a backup packs, with the file's name."""
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                yield path, path.name.encode() + b"\n" + data
                if data.startswith(b"\x1f\x8b"):
                    yield path, gzip.decompress(data)


def told_by(*places: Path) -> set[str]:
    """What can be read of what was added, decided and visited."""
    words = [SENTENCE, CODER, REASON, VISITED, PASSPHRASE, hashlib.sha256(REPORT.encode()).hexdigest(), "page.txt"]
    found: set[str] = set()
    for _, data in written(*places):
        found |= {word for word in words if word.encode() in data or word.encode().hex().encode() in data}
    return found


def told(capsys: pytest.CaptureFixture[str]) -> str:
    out = capsys.readouterr()
    return out.out + out.err


def test_nothing_of_it_is_written_in_the_clear(made: Path, temporary: Path, recoder: Recoder, tmp_path: Path) -> None:
    around = (made, temporary)
    decide(made, recoder, lambda here: None if told_by(*around) == set() else pytest.fail("read while it is open"))
    assert run(["backup", str(tmp_path / "b"), "-w", str(made)]) == 0
    assert run(["restore", str(tmp_path / "b"), str(tmp_path / "again"), "--store", "sqlite:///store.sqlite"]) == 0
    assert run(["verify", "-w", str(tmp_path / "again")]) == 0
    assert told_by(*around, tmp_path / "b", tmp_path / "again") == set()
    assert not list(temporary.iterdir())


def test_what_is_looked_for_would_be_found(tmp_path: Path, page: Path, recoder: Recoder) -> None:
    """The same in a workspace that is not encrypted: the test above can fail."""
    plain = made_at(tmp_path / "w", page, encrypt=False)
    decide(plain, recoder)
    found = told_by(plain)
    assert found == {SENTENCE, CODER, REASON, VISITED, hashlib.sha256(REPORT.encode()).hexdigest(), "page.txt"}
    assert run(["backup", str(tmp_path / "b"), "-w", str(plain)]) == 0
    assert told_by(tmp_path / "b") == found


def test_everything_goes_as_elsewhere(made: Path, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", str(page), "-w", str(made)]) == 0
    assert "1 were there already" in told(capsys)
    assert run(["run", "-w", str(made)]) == 0
    assert "Nothing is new" in told(capsys)
    assert run(["status", "-w", str(made)]) == 0
    assert "1 coded" in told(capsys)
    assert run(["verify", "-w", str(made)]) == 0
    assert run(["people", "list", "-w", str(made)]) == 0


def test_what_a_database_of_its_own_does_not_hide_is_said(
    store_address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "w"), "--store", store_address, "--encrypt"]) == 0
    said = told(capsys)
    assert "whoever loses it loses the workspace" in said
    assert ("Only the archive is encrypted" in said) is store_address.startswith("postgresql")


def test_a_report_is_piped_in_where_the_passphrase_is_not(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.replace("three", "nine").encode())))
    assert run(["add", "-", "-w", str(small)]) == 0
    assert told_by(small) == set() and len(list((small / "archive").glob("*/*"))) == 2


@pytest.mark.parametrize(
    "command",
    [
        ["status"], ["verify"], ["run"], ["watch", "--once"], ["review", "--no-browser"], ["people", "list"],
        ["redact", "--words", "x", "--dry-run"], ["backup", "b"], ["add", "../in/page.txt"], ["passphrase"],
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_no_command_goes_on_with_a_wrong_passphrase_or_none(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.chdir(small)
    before = dict(written(small))
    say(monkeypatch, tmp_path, "three wrong words perhaps")
    assert run(command) == 1
    assert "not the passphrase" in told(capsys)
    monkeypatch.delenv("KHALDUN_PASSPHRASE_FILE")
    assert run(command) == 2
    assert "nobody can be asked" in told(capsys)
    assert before == dict(written(small))


def test_it_is_asked_for_at_the_terminal(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["wrong and wrong", PASSPHRASE, "wrong", "wrong", "wrong", PASSPHRASE])
    monkeypatch.delenv("KHALDUN_PASSPHRASE_FILE")
    monkeypatch.setattr(asking, "_has_terminal", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    assert run(["status", "-w", str(small)]) == 0
    assert "not the passphrase" in told(capsys)
    assert run(["status", "-w", str(small)]) == 1
    assert next(typed) == PASSPHRASE


def test_a_new_one_is_typed_twice_and_is_not_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([PASSPHRASE, OTHER, "short", "short", PASSPHRASE, PASSPHRASE])
    monkeypatch.delenv("KHALDUN_PASSPHRASE_FILE")
    monkeypatch.setattr(asking, "_has_terminal", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    assert run(["init", str(tmp_path / "w"), "--encrypt"]) == 2
    assert "differ" in told(capsys)
    assert run(["init", str(tmp_path / "w"), "--encrypt"]) == 2
    assert "under 12" in told(capsys)
    assert not (tmp_path / "w").exists()
    assert run(["init", str(tmp_path / "w"), "--encrypt"]) == 0


def test_the_environment_gives_it_once_and_hands_it_to_no_other_program(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHALDUN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("KHALDUN_PASSPHRASE_FILE", "/nowhere")
    assert run(["status", "-w", str(small)]) == 0
    assert "KHALDUN_PASSPHRASE" not in os.environ
    assert (small / "khaldun.key").stat().st_mode & 0o777 == 0o600


def test_a_file_that_holds_none_is_named(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHALDUN_PASSPHRASE_FILE", "/nowhere")
    assert run(["status", "-w", str(small)]) == 2
    assert "cannot be read from /nowhere" in told(capsys)


def test_another_passphrase_opens_what_the_first_one_sealed(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["backup", str(tmp_path / "b"), "-w", str(small)]) == 0
    say(monkeypatch, tmp_path, OTHER, "KHALDUN_NEW_PASSPHRASE")
    assert run(["passphrase", "-w", str(small)]) == 0
    assert run(["status", "-w", str(small)]) == 1
    assert run(["restore", str(tmp_path / "b"), str(tmp_path / "again")]) == 0  # it was made under the first one
    say(monkeypatch, tmp_path, OTHER)
    assert run(["verify", "-w", str(small)]) == 0
    capsys.readouterr()
    assert run(["restore", str(tmp_path / "b"), str(tmp_path / "other")]) == 1
    assert "not the passphrase" in told(capsys)
    assert not (tmp_path / "other").exists() and not list(tmp_path.glob(".other*"))


def test_a_change_that_is_cut_off_leaves_the_old_one(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    say(monkeypatch, tmp_path, OTHER, "KHALDUN_NEW_PASSPHRASE")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert run(["passphrase", "-w", str(small)]) == 1
    assert "No space" in told(capsys)
    assert run(["verify", "-w", str(small)]) == 0


def test_a_workspace_that_is_not_encrypted_has_no_passphrase(
    tmp_path: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = made_at(tmp_path / "w", page, encrypt=False)
    assert run(["passphrase", "-w", str(plain)]) == 2
    assert "not encrypted" in told(capsys)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def kept_file(folder: Path) -> Path:
    (found,) = (folder / "archive").glob("*/*")
    return found


@pytest.mark.parametrize(
    ("name", "at", "code", "fault"),
    [
        pytest.param("khaldun.key", 200, 2, "khaldun.key is damaged", id="key-file"),
        pytest.param("store.sqlite", 40, 1, "The key is right: the file was changed", id="store-its-first-page"),
        pytest.param("store.sqlite", -2000, 1, "The store was changed behind its key", id="store-its-last-page"),
        pytest.param("archive/visits.jsonl", 30, 1, "1 lines of the archive's index were changed", id="index"),
        pytest.param("", 100, 1, "in the archive were changed", id="raw-bytes"),
        pytest.param("", 20, 1, "in the archive were changed", id="raw-bytes-their-salt"),
    ],
)
def test_a_byte_that_was_flipped_is_told_from_a_wrong_passphrase(
    small: Path, capsys: pytest.CaptureFixture[str], name: str, at: int, code: int, fault: str
) -> None:
    flip(small / name if name else kept_file(small), at)
    capsys.readouterr()
    assert run(["verify", "-w", str(small)]) == code
    said = told(capsys)
    assert fault in said and "not the passphrase" not in said


def test_bytes_in_anothers_place_are_told(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.txt").write_text(REPORT.replace("Kano", "Zaria"))
    first = kept_file(small)
    assert run(["add", str(tmp_path / "other.txt"), "-w", str(small)]) == 0
    (second,) = (path for path in (small / "archive").glob("*/*") if path != first)
    shutil.copyfile(second, first)
    capsys.readouterr()
    assert run(["verify", "-w", str(small)]) == 1
    assert "in the archive were changed" in told(capsys)


def test_raw_bytes_that_were_changed_become_a_failure(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store("sqlite:///store.sqlite", folder=small, key=keys_of(small).store).write() as connection:
        connection.exec_driver_sql("UPDATE inputs SET state = 'new'")
    flip(kept_file(small), 100)
    assert run(["run", "-w", str(small)]) == 1
    assert "not what was kept" in told(capsys)


def keys_of(folder: Path) -> asking.Keys:
    keys = asking.keys_at(folder)
    assert keys is not None
    return keys


@pytest.mark.parametrize("gone", [["khaldun.key"], ["khaldun.toml"]], ids=str)
def test_a_file_without_which_it_cannot_be_opened_is_named(
    small: Path, capsys: pytest.CaptureFixture[str], gone: list[str]
) -> None:
    for name in gone:
        (small / name).unlink()
    assert run(["status", "-w", str(small)]) == 2
    assert gone[0] in told(capsys)
    assert run(["init", str(small)]) == 2
    assert "khaldun.key" in told(capsys) or gone == ["khaldun.key"]


def test_a_workspace_that_could_not_be_made_can_be_made_again(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "w"), "--encrypt", "--store", "postgresql://x@127.0.0.1:9/none"]) == 1
    assert run(["init", str(tmp_path / "w"), "--encrypt"]) == 0


def test_keys_are_asked_for(small: Path) -> None:
    with pytest.raises(SealError, match="is encrypted"), opened(small):
        pass


@pytest.mark.parametrize(
    ("module", "fault"),
    [(None, "cannot be loaded"), (sqlite3, "encrypts nothing")],
    ids=["none", "one-without-ciphers"],
)
def test_a_library_that_is_not_there_or_encrypts_nothing_is_named(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: object, fault: str
) -> None:
    from khaldun.store import encrypted

    if module is None:
        monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    else:
        monkeypatch.setattr(encrypted, "library", lambda: module)
    assert run(["status", "-w", str(small)]) == 1
    said = told(capsys)
    assert fault in said and "pip install sqlcipher3" in said


def test_an_older_store_is_copied_under_its_key(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from khaldun.store import open as opening
    from khaldun.store.migrate import Standing

    monkeypatch.setattr(opening, "standing", lambda connection: Standing.OLDER)
    assert run(["status", "-w", str(small)]) == 0
    (copy,) = small.glob("store.sqlite.before-*")
    assert told_by(small) == set()
    monkeypatch.undo()
    with open_store(f"sqlite:///{copy.name}", folder=small, key=keys_at(small, PASSPHRASE)).read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM reports").scalar_one() == 1


def keys_at(folder: Path, words: str) -> bytes:
    from khaldun.seal import keyfile

    return keyfile.unwrap(keyfile.read(folder / keyfile.FILE), words).store


@pytest.mark.parametrize("encrypted_before", [False, True], ids=["plain", "encrypted"])
def test_a_backup_is_restored_under_new_keys(
    tmp_path: Path,
    page: Path,
    temporary: Path,
    recoder: Recoder,
    monkeypatch: pytest.MonkeyPatch,
    encrypted_before: bool,
) -> None:
    before = made_at(tmp_path / "w", page, encrypt=encrypted_before)
    decide(before, recoder)
    assert run(["backup", str(tmp_path / "b"), "-w", str(before)]) == 0
    say(monkeypatch, tmp_path, OTHER, "KHALDUN_NEW_PASSPHRASE")
    again = tmp_path / "again"
    assert run(["restore", str(tmp_path / "b"), str(again), "--encrypt"]) == 0
    assert told_by(again, temporary) == set()
    say(monkeypatch, tmp_path, OTHER)
    assert run(["verify", "-w", str(again)]) == 0
    assert run(["run", "-w", str(again)]) == 0
    with opened(again, keys=keys_of(again)) as here:
        assert [visit.address for visit in here.archive.visits()] == [str(page), VISITED]
        assert here.archive.read(str(page))[1] == REPORT.encode() and here.config.encrypted
    if encrypted_before:
        assert keys_at(before, PASSPHRASE) != keys_at(again, OTHER)
        assert len(list((again / "archive").glob("*/*"))) == len(list((again / "archive").glob("*"))) - 1 == 1


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_backup_that_was_changed_leaves_nothing_behind(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], at: float
) -> None:
    backup = tmp_path / "b"
    assert run(["backup", str(backup), "-w", str(small)]) == 0
    flip(backup, int(backup.stat().st_size * at))
    assert run(["restore", str(backup), str(tmp_path / "again")]) == 2
    assert "damaged" in told(capsys)
    assert not (tmp_path / "again").exists() and not list(tmp_path.glob(".again*"))


def test_rows_that_were_changed_with_their_hash_are_told(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever changes a backup can set its list of hashes right, but knows no key."""
    from khaldun.workspace import backup

    monkeypatch.setattr(backup, "seal", lambda chunks, keys, name: [b"{}" * 100])
    assert run(["backup", str(tmp_path / "b"), "-w", str(small)]) == 0
    assert run(["restore", str(tmp_path / "b"), str(tmp_path / "again")]) == 2
    assert "store.jsonl is not what was kept" in told(capsys)


def test_words_are_taken_out_of_it(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also out of what was left of a file that was cut off while it was written."""
    with opened(made, keys=asking.keys_at(made)) as here:
        here.archive.keep(b"a. " * 50_000 + SENTENCE.encode(), Visit(address="big", time=NOW))
        path = here.archive.path(hashlib.sha256(b"a. " * 50_000 + SENTENCE.encode()).hexdigest())
        part = path.with_name(f".{path.name}.77.part")
        here.archive.keep(SENTENCE.encode() + b" a. " * 50_000, Visit(address="cut", time=NOW))
        cut = here.archive.path(hashlib.sha256(SENTENCE.encode() + b" a. " * 50_000).hexdigest())
        other = cut.with_name(f".{cut.name}.77.part")
        part.write_bytes(path.read_bytes()[:90_000])
        other.write_bytes(cut.read_bytes()[:90_000])
    assert run(["redact", "--words", "three farmers", "--reason", "asked", "--yes", "-w", str(made)]) == 0
    assert not other.exists() and part.exists()
    assert run(["verify", "-w", str(made)]) == 0
    with opened(made, keys=asking.keys_at(made)) as here:
        held = [file.read_bytes() for file in here.archive.files()]
    assert (
        not any(b"three farmers" in data for data in held) and sum(b'"khaldun":"redacted"' in one for one in held) == 3
    )


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.4, 1.2])
def test_a_run_that_is_killed_leaves_nothing_in_the_clear_and_resumes(
    small: Path, tmp_path: Path, seconds: float
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.txt").write_text(REPORT.replace("three farmers", f"{number + 3} farmers"))
    assert run(["add", str(folder), "-w", str(small)]) == 0
    going = subprocess.Popen([sys.executable, "-m", "khaldun.cli.main", "run", "-w", str(small)])
    deadline = time.monotonic() + 60
    while done(small) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(seconds)
    going.send_signal(signal.SIGKILL)
    going.wait()
    assert done(small) >= 2
    assert told_by(small) == set()
    assert run(["verify", "-w", str(small)]) == 0
    assert run(["run", "-w", str(small)]) == 0
    assert done(small) == 31
    assert run(["verify", "-w", str(small)]) == 0


def done(folder: Path) -> int:
    store = open_store("sqlite:///store.sqlite", folder=folder, key=keys_of(folder).store)
    with store.read() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM inputs WHERE state = 'done'").scalar_one()
    store.close()
    return int(found)


def test_rows_of_a_backup_are_packed() -> None:
    from khaldun.workspace.backup import packed

    data = b"".join(packed([b"words " * 1000, b"and more"]))
    assert len(data) < 200 and zlib.decompress(data, wbits=31) == b"words " * 1000 + b"and more"


def test_who_watches_is_asked_once(small: Path, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from khaldun.cli.watch import Watching
    from khaldun.run.workers import Limits
    from khaldun.tools.fetch.client import Fetcher

    settings = (small / "khaldun.toml").read_text()
    (small / "khaldun.toml").write_text(settings.replace("folders = []", 'folders = ["../in"]'))
    monkeypatch.delenv("KHALDUN_PASSPHRASE_FILE")
    monkeypatch.setenv("KHALDUN_PASSPHRASE", PASSPHRASE)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    watching = Watching(small, 100, None, Limits(), None, make_fetcher=Fetcher, clock=lambda: later)
    assert watching.look() == 0
    page.with_name("new.txt").write_text(REPORT.replace("three", "seven"))
    assert watching.look() == 0
    monkeypatch.setenv("KHALDUN_PASSPHRASE", PASSPHRASE)
    assert done(small) == 2


def test_what_encrypts_is_loaded_only_where_it_is_needed() -> None:
    asked = (
        "import sys, khaldun.cli.code, khaldun.cli.workspace, khaldun.workspace.worker; "
        "print([name for name in ('cryptography', 'sqlcipher3', 'argon2') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told == "[]\n"
