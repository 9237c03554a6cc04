"""The claims interchange (JSON Lines) as it may be published: each report, and its claims with how far they were
reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.tables import Row
from khaldun.publish.export.writing.writer import Digest, Making, Remark, unlike
from khaldun.records.codec import decode_line, encode_line


class Review(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """What a published claim has beside the contract's fields. `read` are the rules of PLOVER's table that hold by the
    words of the claim, which are not published."""

    standing: str
    decisions: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    read: tuple[str, ...] | None = None


class JsonlFile:
    """Writes the contract's lines. Of a report those claims that have a row, or are part of one."""

    def __init__(self, making: Making) -> None:
        self.remarks: list[Remark] = []
        self._path = making.path
        self._file = self._path.open("xb")
        self._digest = Digest()

    def write(self, told: Told, rows: Sequence[Row]) -> None:
        here = {claim for row in rows for claim in row.claims}
        if told.report is not None:
            self._line(encode_line(told.report))
        for item in told.items:
            if item.claim.id in here:
                self._line(_encoded(item))

    def close(self) -> None:
        self._file.close()

    def release(self) -> None:
        self._file.close()

    def reread(self) -> None:
        self._digest.check(self._read())

    def _line(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self._digest.add([line.decode()])

    def _read(self) -> Iterator[list[str]]:
        with self._path.open("rb") as file:
            for line in file:
                try:
                    decode_line(line)
                except msgspec.DecodeError as error:
                    raise unlike(f"it is no claims interchange ({error})") from error
                yield [line[:-1].decode()]


def _encoded(item: Item) -> bytes:
    review = msgspec.json.encode(
        Review(standing=item.standing, decisions=item.decisions, marks=item.marks, read=item.read)
    )
    return encode_line(item.claim)[:-1] + b"," + review[1:]
