"""Several files appear at once, or none of them does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from khaldun.errors import UsageError
from khaldun.run.output import OutputError
from khaldun.run.together import together

NAMES = ("events.csv", "events.csv.about.md")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def put(folder: Path, *, fail: BaseException | None = None) -> None:
    with together(folder / NAMES[0]) as files:
        for name in NAMES:
            files.part(name).write_text(f"new {name}")
        assert all((folder / name).read_text() == "old" for name in set(names(folder)) & set(NAMES))
        if fail is not None:
            raise fail
        files.appear()


def test_all_files_appear(tmp_path: Path) -> None:
    put(tmp_path)
    assert names(tmp_path) == sorted(NAMES)
    assert (tmp_path / NAMES[1]).read_text() == "new events.csv.about.md"


@pytest.mark.parametrize("fail", [KeyboardInterrupt(), SystemExit(143), ValueError()], ids=["ctrl-c", "end", "fault"])
def test_whatever_stops_it_leaves_what_was_there(fail: BaseException, tmp_path: Path) -> None:
    (tmp_path / NAMES[0]).write_text("old")
    with pytest.raises(type(fail)):
        put(tmp_path, fail=fail)
    assert names(tmp_path) == [NAMES[0]]
    assert (tmp_path / NAMES[0]).read_text() == "old"


def test_a_full_disk_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"events\.csv could not be written \(No space left on device\)\."):
        put(tmp_path, fail=OSError(28, "No space left on device"))
    assert names(tmp_path) == []


def test_where_one_cannot_be_renamed_none_is(tmp_path: Path) -> None:
    """A folder stands where the main file is to be; it came while the others were written."""
    (tmp_path / NAMES[1]).write_text("old")
    with pytest.raises(OutputError), together(tmp_path / NAMES[0]) as files:
        for name in NAMES:
            files.part(name).write_text("new")
        files.part("lost.txt")  # never written: it cannot be renamed
        files.appear()
    assert names(tmp_path) == [NAMES[1]]
    assert (tmp_path / NAMES[1]).read_text() == "old"


def test_what_was_renamed_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / NAMES[1]).write_text("old")
    replace = Path.replace

    def refusing(path: Path, target: Path) -> Path:
        if Path(target).name == NAMES[0]:
            raise PermissionError(13, "Permission denied")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refusing)
    with pytest.raises(OutputError, match="Permission denied"):
        put(tmp_path)
    assert names(tmp_path) == [NAMES[1]]
    assert (tmp_path / NAMES[1]).read_text() == "old"


@pytest.mark.parametrize("name", ["missing/events.csv", "."], ids=["no-folder", "a-folder"])
def test_a_path_that_cannot_be_is_wrong_usage(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="The output"), together(tmp_path / name):
        pass


def test_a_pipe_has_nothing_beside_it() -> None:
    with pytest.raises(UsageError, match="is no file"), together(Path("/dev/null")):
        pass


def test_a_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "events.csv").symlink_to(real / "events.csv")
    with together(tmp_path / "events.csv") as files:
        files.part("events.csv").write_text("new")
        files.appear()
    assert (real / "events.csv").read_text() == "new" and (tmp_path / "events.csv").is_symlink()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="not run: whoever is root may write everywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        put(tmp_path)


def test_a_limit_of_the_disk_leaves_nothing(tmp_path: Path) -> None:
    """A real refusal of the system, in a process whose files may not grow."""
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from khaldun.run.together import together\n"
        "from khaldun.run.output import OutputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "try:\n"
        "    with together(Path(sys.argv[1]) / 'x.csv') as files:\n"
        "        files.part('x.csv').write_bytes(b'x' * 20_000)\n"
        "        files.appear()\n"
        "except OutputError as error:\n"
        "    print(error.message)\n"
    )
    made = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "could not be written (File too large)" in made.stdout
    assert names(tmp_path) == []


KILLED = (
    "import os, signal, sys\n"
    "from pathlib import Path\n"
    "from khaldun.run.together import together\n"
    "folder, left = Path(sys.argv[1]), int(sys.argv[2])\n"
    "replace = Path.replace\n"
    "def killing(path, target):\n"
    "    global left\n"
    "    left -= 1\n"
    "    if left < 0:\n"
    "        os.kill(os.getpid(), signal.SIGKILL)\n"
    "    return replace(path, target)\n"
    "Path.replace = killing\n"
    "with together(folder / 'events.csv') as files:\n"
    "    for name in ('events.csv', 'events.csv.about.md'):\n"
    "        files.part(name).write_text(f'half {name}')\n"
    "    files.appear()\n"
)


@pytest.mark.parametrize("renamed", range(4))
def test_who_is_killed_leaves_nothing_for_long(renamed: int, tmp_path: Path) -> None:
    """Killed while its files appear, of which one was there before: the next run, though it fails, finds things as they
    were."""
    (tmp_path / NAMES[0]).write_text("old")
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(renamed)]
    ended = subprocess.run(command, capture_output=True, check=False).returncode
    assert (ended == 0) == (renamed > 2)
    if ended == 0:
        assert (tmp_path / NAMES[0]).read_text() == "half events.csv" and names(tmp_path) == sorted(NAMES)
        return
    (left,) = tmp_path.glob(".events.csv.*.part")
    assert not (tmp_path / NAMES[0]).exists() or (tmp_path / NAMES[0]).read_text() == "old"
    with pytest.raises(ValueError, match="stopped"):
        put(tmp_path, fail=ValueError("stopped"))
    assert names(tmp_path) == [NAMES[0]] and not left.exists()
    assert (tmp_path / NAMES[0]).read_text() == "old"


def test_what_somebody_else_is_writing_is_left_alone(tmp_path: Path) -> None:
    with together(tmp_path / NAMES[0]) as files:
        for name in NAMES:
            files.part(name).write_text("mine")
        here = files.part("x").parent
        moved = here.rename(here.with_name(".events.csv.1.part"))  # another process's
        put(tmp_path)
        assert moved.is_dir() and (moved / NAMES[0]).read_text() == "mine"
        moved.rename(here)
    assert names(tmp_path) == sorted(NAMES)


def test_what_has_only_begun_is_left_alone_for_a_while(tmp_path: Path) -> None:
    begun, old = tmp_path / ".events.csv.1.part", tmp_path / ".events.csv.2.part"
    begun.mkdir()
    old.mkdir()
    os.utime(old, (0, 0))
    put(tmp_path)
    assert begun.is_dir() and not old.exists()
