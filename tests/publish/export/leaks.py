"""Looks for what must not be told in every byte of what is published: in files, in files inside files, in their names.

Words are sought whatever their case, accents and gaps, in several encodings and as addresses, JSON, HTML, hexadecimal
digits and base64 write them; points as numbers of more digits than are allowed, in text and in binary.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import re
import struct
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from khaldun.text.occurrences import Wording

Point = tuple[float, float]
_NUMBER = re.compile(r"-?\d{1,3}\.\d+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_RUN = re.compile(r"[\W_]+")
_CODED = re.compile(r"[A-Za-z0-9+/=_-]{8,}")
_SURE = 6  # letters of a word that no chance writes into other words


def leaks(
    files: Mapping[str, bytes], *, words: Iterable[str] = (), points: Iterable[Point] = (), digits: int = 2
) -> list[str]:
    """Where in the files (and their names) the words or the points stand, as "file: what". A point may be told with
    `digits` behind its dot."""
    sought, points = [_Word(word) for word in words], tuple(points)
    found: list[str] = []
    for name, data in files.items():
        found += [
            f"{name}: its name holds {word.word!r}" for word in sought if word.stands_in(name, _run(name), run=True)
        ]
        for inner, part in unpacked(name, data):
            if sought:
                said = _said(part)
                found += [f"{inner}: {word.word!r}" for word in sought if word.stands_in_bytes(part, said)]
            found += [f"{inner}: {point}" for point in points if point_in(point, part, digits)]
    return found


class _Word:
    """A word made ready to be sought."""

    def __init__(self, word: str) -> None:
        self.word = word
        self._wording, self._run, self._forms = Wording((word,)), _run(word), tuple(_forms(word))

    def stands_in(self, text: str, run_of_text: str, *, run: bool = False) -> bool:
        """Whether it stands in a text; `run`, or long: also without its gaps, and inside other words."""
        if (run or len(self._run) >= _SURE) and self._run in run_of_text:
            return True
        return self._wording.stand_in(text)

    def stands_in_bytes(self, data: bytes, said: Iterable[tuple[str, str]]) -> bool:
        """Whether it stands in bytes, however they are to be read."""
        return any(form in data for form in self._forms) or any(self.stands_in(*each) for each in said)


@lru_cache(maxsize=128)
def _said(data: bytes) -> tuple[tuple[str, str], ...]:
    """What bytes may say, each with its letters alone."""
    return tuple((text, _run(text)) for text in dict.fromkeys(texts(data)))


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file, and what is packed in it."""
    yield name, data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield f"{name}/{member}", member.encode()
                yield from unpacked(f"{name}/{member}", archive.read(member))
    elif data.startswith(b"\x1f\x8b"):
        yield from unpacked(f"{name}/gzip", gzip.decompress(data))
    elif data.startswith(b"PAR1"):
        yield from parquet(name, data)


def parquet(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The columns of a Parquet file and its metadata, which are compressed."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "data.parquet"
        path.write_bytes(data)
        about = connection.sql(f"SELECT key, value FROM parquet_kv_metadata('{path}')").fetchall()
        yield f"{name}/metadata", b"\n".join(bytes(cell) for row in about for cell in row)
        table = connection.sql(f"SELECT * FROM read_parquet('{path}')")
        for at, column in enumerate(table.columns):
            cells = [row[at] for row in table.fetchall()]
            raw = b"".join(bytes(cell) for cell in cells if isinstance(cell, bytes | bytearray))
            yield f"{name}/{column}", "\n".join([column, *(str(cell) for cell in cells)]).encode() + raw


def texts(data: bytes) -> Iterator[str]:
    """What the bytes may say."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
        text = data.decode(encoding, "replace")
        yield text
        if encoding.startswith("utf-16"):
            yield data[1:].decode(encoding, "replace")
            continue
        read = unquote(html.unescape(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)))
        if read != text:
            yield read
    for coded in _CODED.findall(data.decode("latin-1")):
        try:
            yield base64.b64decode(coded + "=" * (-len(coded) % 4), altchars=b"-_").decode("utf-8")
        except ValueError:
            continue


def _forms(word: str) -> Iterator[bytes]:
    yield word.encode("utf-8").hex().encode()
    yield word.encode("utf-8").hex().upper().encode()
    yield json.dumps(word)[1:-1].encode()[: max(len(word), _SURE)] if len(word) >= _SURE else b"\x00" + word.encode()


def _run(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return _RUN.sub("", "".join(char for char in parts if not unicodedata.combining(char)).casefold())


def point_in(point: Point, data: bytes, digits: int) -> bool:
    """Whether both coordinates of a point are told finer than they may be."""
    return all(_degrees_in(value, data, digits) for value in point)


def _degrees_in(value: float, data: bytes, digits: int) -> bool:
    if round(value, digits) == value:
        return False  # no finer than may be told
    if any(struct.pack(form, value) in data for form in ("<d", ">d", "<f", ">f")):
        return True
    for text in {data.decode("latin-1"), data.decode("utf-16-le", "replace")}:
        for number in _NUMBER.findall(text):
            told = len(number.partition(".")[2])
            if (
                told > digits
                and abs(float(number) - value) <= 0.6 * 10**-told
                and float(number) != round(value, digits)
            ):
                return True
    return False
