"""The packaged gazetteer: how it is packed when the wheel is built, and unpacked at first use.

The file is an xz stream of MessagePack chunks, each preceded by its length (4 bytes, big-endian). The first is the
header; the others hold places column by column, since like values beside each other pack better. Keys come packed,
so that unpacking needs no folding.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from khaldun.errors import GazetteerError
from khaldun.text.folding import Folding
from khaldun.tools.gazetteer.entries import Entry, NameRow, name_rows

PACKED = Path(__file__).parent.parent.parent / "built" / "gazetteer.xz"
S = TypeVar("S", bound=msgspec.Struct)
_CHUNK = 8_000
_ADVICE = "Install Khaldun again (in a checkout: `pip install -e .`), which builds it."


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the packed file says of itself."""

    fingerprint: str
    folding: str
    format: int
    places: int
    source: str
    licence: str


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """Some places, column by column; `counts` says how many of the names belong to each."""

    gid: list[str]
    name: list[str]
    latitude: list[int]
    longitude: list[int]
    country: list[str | None]
    admin1: list[str | None]
    admin1_code: list[str | None]
    feature: list[str]
    population: list[int]
    counts: list[int]
    keys: list[str]
    skeletons: list[str]
    names: list[str | None]


def write_packed(path: Path, header: Header, entries: Iterable[Entry], folding: Folding, *, preset: int = 3) -> None:
    """Pack the entries into the file at `path`. Coordinates are kept to 1e-5 degrees."""
    encoder = msgspec.msgpack.Encoder()
    stream = iter(entries)
    with lzma.open(path, "wb", preset=preset) as out:
        _put(out, encoder.encode(header))
        while batch := list(islice(stream, _CHUNK)):
            _put(out, encoder.encode(_chunk(batch, folding)))


def read_header(path: Path = PACKED) -> Header:
    """The header alone.

    Raises:
        GazetteerError: the file is missing or is no packed gazetteer.
    """
    with _open(path) as stream:
        return _decode(path, next(_pieces(path, stream), b""), Header)


def read_chunks(path: Path = PACKED) -> Iterator[Chunk]:
    """The chunks, one at a time.

    Raises:
        GazetteerError: the file is missing, cut off, or is no packed gazetteer.
    """
    with _open(path) as stream:
        pieces = _pieces(path, stream)
        _decode(path, next(pieces, b""), Header)
        for piece in pieces:
            yield _decode(path, piece, Chunk)


def _chunk(batch: list[Entry], folding: Folding) -> Chunk:
    rows: list[list[NameRow]] = [list(name_rows(entry, folding)) for entry in batch]
    flat = [row for group in rows for row in group]
    return Chunk(
        gid=[entry.gid for entry in batch],
        name=[entry.name for entry in batch],
        latitude=[round(entry.latitude * 1e5) for entry in batch],
        longitude=[round(entry.longitude * 1e5) for entry in batch],
        country=[entry.country for entry in batch],
        admin1=[entry.admin1 for entry in batch],
        admin1_code=[entry.admin1_code for entry in batch],
        feature=[entry.feature for entry in batch],
        population=[entry.population for entry in batch],
        counts=[len(group) for group in rows],
        keys=[row.key for row in flat],
        skeletons=[row.skeleton for row in flat],
        names=[row.name for row in flat],
    )


def _put(out: IO[bytes], data: bytes) -> None:
    out.write(len(data).to_bytes(4, "big"))
    out.write(data)


def _open(path: Path) -> IO[bytes]:
    if not path.is_file():
        raise GazetteerError(f"{path}: the packaged gazetteer is missing.", advice=_ADVICE)
    return lzma.open(path, "rb")


def _pieces(path: Path, stream: IO[bytes]) -> Iterator[bytes]:
    try:
        while size := stream.read(4):
            piece = stream.read(int.from_bytes(size, "big"))
            if len(size) < 4 or len(piece) < int.from_bytes(size, "big"):
                raise EOFError("the last chunk is cut off")
            yield piece
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise GazetteerError(f"{path}: the packaged gazetteer is damaged ({error}).", advice=_ADVICE) from error


def _decode(path: Path, data: bytes, type_: type[S]) -> S:
    try:
        return msgspec.msgpack.decode(data, type=type_)
    except msgspec.DecodeError as error:
        raise GazetteerError(f"{path}: this is no packed gazetteer ({error}).", advice=_ADVICE) from error
