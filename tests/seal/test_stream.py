"""Sealed files: read back from any place, and told where a byte is not what was kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.errors import DamagedError
from khaldun.seal.keys import Keys, new_keys
from khaldun.seal.stream import PIECE, SealedFile, chunks_of, opened, seal, write_sealed

KEYS = Keys(bytes(range(32)))
SIZES = st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 5])


def data_of(size: int) -> bytes:
    return bytes(at * 31 % 251 for at in range(256)) * (size // 256 + 1)


def sealed(data: bytes, name: str = "n", keys: Keys = KEYS) -> bytes:
    return b"".join(seal(chunks_of(io.BytesIO(data)), keys, name))


def read(data: bytes, name: str = "n", keys: Keys = KEYS, *, torn: bool = False) -> bytes:
    with opened(io.BytesIO(data), keys, name, torn=torn) as file:
        return file.read()


@given(SIZES, st.lists(st.integers(0, 3 * PIECE), max_size=4), st.integers(0, 2 * PIECE))
def test_it_is_read_as_the_bytes_would_be(size: int, places: list[int], length: int) -> None:
    data = data_of(size)[:size]
    kept = sealed(data)
    with opened(io.BytesIO(kept), KEYS, "n") as file:
        assert file.read() == data
        for place in places:
            plain = io.BytesIO(data)
            assert file.seek(place) == plain.seek(place)
            assert file.read(length) == plain.read(length)
        assert file.seek(0, 2) == size


@given(SIZES, st.data())
def test_a_byte_that_was_changed_is_told(size: int, draw: st.DataObject) -> None:
    kept = bytearray(sealed(data_of(size)[:size]))
    kept[draw.draw(st.integers(0, len(kept) - 1))] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(DamagedError, match="not what was kept"):
        read(bytes(kept))


@pytest.mark.parametrize("left", [0, 10, 48, 60, 48 + PIECE + 16, 48 + 2 * (PIECE + 16), 48 + 2 * PIECE])
def test_one_that_was_cut_off_is_told_and_its_whole_pieces_can_be_read(left: int) -> None:
    data = data_of(3 * PIECE)[: 3 * PIECE]
    kept = sealed(data)[:left]
    with pytest.raises(DamagedError):
        read(kept)
    assert read(kept, torn=True) == data[: max(left - 48, 0) // (PIECE + 16) * PIECE]


@pytest.mark.parametrize(
    ("name", "keys"), [pytest.param("m", KEYS, id="another-place"), pytest.param("n", new_keys(), id="another-key")]
)
def test_one_that_lies_in_anothers_place_is_told(name: str, keys: Keys) -> None:
    with pytest.raises(DamagedError):
        read(sealed(b"words"), name, keys)


def test_pieces_that_change_places_are_told() -> None:
    kept = sealed(data_of(3 * PIECE)[: 3 * PIECE])
    at = [48 + number * (PIECE + 16) for number in range(3)]
    with pytest.raises(DamagedError):
        read(kept[: at[0]] + kept[at[1] : at[2]] + kept[at[0] : at[1]] + kept[at[2] :])


def test_the_same_bytes_are_never_sealed_alike() -> None:
    one, two = sealed(b"x" * 5000), sealed(b"x" * 5000)
    assert one[:16] == two[:16] and one[16:] != two[16:]
    assert b"xxxx" not in one


def test_a_file_is_read_as_a_path_is_and_is_its_owners_alone(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("archive/a.warc", "words")
    write_sealed([packed.getvalue()], tmp_path / "f", KEYS, "n")
    file = SealedFile(tmp_path / "f", KEYS, "n")
    assert (file.name, file.is_file(), file.read_bytes()) == ("n", True, packed.getvalue())
    with file.open("rb") as found, zipfile.ZipFile(found) as package:
        assert package.read("archive/a.warc") == b"words"
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o600
    assert not SealedFile(tmp_path / "none", KEYS, "n").is_file()
    with pytest.raises(FileNotFoundError):
        SealedFile(tmp_path / "none", KEYS, "n").open()
