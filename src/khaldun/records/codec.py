"""Bytes ↔ records: the one place that knows how records are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from khaldun.records.lines import ContractLine

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[ContractLine] = msgspec.json.Decoder(ContractLine)


def encode_line(line: ContractLine) -> bytes:
    """One object of the contract as JSON, without a newline."""
    return _encoder.encode(line)


def decode_line(data: bytes | str) -> ContractLine:
    """One line of the contract.

    Raises:
        msgspec.DecodeError: not JSON, or not an object of the contract; the message names the field.
    """
    return _decoder.decode(data)


def encode_lines(lines: Iterable[ContractLine]) -> Iterator[bytes]:
    """Lines as JSONL, each with its newline."""
    for line in lines:
        yield _encoder.encode(line) + b"\n"
