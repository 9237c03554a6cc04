"""The claims interchange (JSON Lines) as it may be published: each report, and its claims with how far they were
reviewed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.tables import Column, Row
from khaldun.publish.export.writing.writer import Making, Part, TextFile, unlike
from khaldun.records.codec import decode_line, encode_line


class Review(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """What a published claim has beside the contract's fields. `read` are the rules of PLOVER's table that hold by the
    words of the claim, which are not published."""

    standing: str
    decisions: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    read: tuple[str, ...] | None = None


class JsonlRows:
    """Makes the contract's lines. Of a report those claims that have a row, or are part of one."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._encoder = msgspec.json.Encoder()

    def part(self, told: Told, rows: Sequence[Row]) -> Part:
        here = {claim for row in rows for claim in row.claims}
        lines = [] if told.report is None else [_again(whole := encode_line(told.report), whole)]
        lines += [self._encoded(item) for item in told.items if item.claim.id in here]
        return Part(data=b"".join(lines), rows=len(rows))

    def _encoded(self, item: Item) -> bytes:
        review = Review(standing=item.standing, decisions=item.decisions, marks=item.marks, read=item.read)
        claim = encode_line(item.claim)
        return _again(claim[:-1] + b"," + self._encoder.encode(review)[1:], claim)


def jsonl_file(making: Making) -> TextFile:
    """The file."""
    return TextFile(making.path)


def _again(line: bytes, written: bytes) -> bytes:
    """The line with its end, once it was read again as what was `written` of the contract."""
    try:
        read = decode_line(line)
    except msgspec.DecodeError as error:
        raise unlike(f"it is no claims interchange ({error})") from error
    if encode_line(read) != written:
        raise unlike("its lines are not those that were written")
    return line + b"\n"
