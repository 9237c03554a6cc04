"""Output is whole or not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from khaldun.errors import UsageError
from khaldun.run.output import OutputError, write_chunks, write_file


def broken(error: BaseException) -> Iterator[bytes]:
    yield b"half"
    raise error


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "events.csv"
    write_file([b"a", b"b"], target)
    assert target.read_bytes() == b"ab"
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(143), ValueError("x")], ids=["ctrl-c", "terminated", "fault"]
)
def test_what_was_there_stays_when_writing_stops(error: BaseException, tmp_path: Path) -> None:
    target = tmp_path / "events.csv"
    target.write_bytes(b"old")
    with pytest.raises(type(error)):
        write_file(broken(error), target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_file([b"new"], tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["missing/events.csv", "."], ids=["no-folder", "a-folder"])
def test_a_path_that_cannot_be_is_wrong_usage(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="The output"):
        write_file([b"a"], tmp_path / name)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(OutputError, match="No space left"):
        write_file([b"a" * 100_000], Path("/dev/full"))


class Full:
    """A file on a full disk."""

    def write(self, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_full_disk_names_the_place_and_the_way_out() -> None:
    with pytest.raises(OutputError) as caught:
        write_chunks([b"a"], Full(), where="out.csv")  # type: ignore[arg-type]
    assert "out.csv could not be written (No space left on device)." in caught.value.message
    assert "Free some space" in caught.value.advice


def test_an_error_of_the_source_is_not_taken_for_one_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(PermissionError):
        write_file(broken(PermissionError(13, "Permission denied", "input.txt")), tmp_path / "x")
