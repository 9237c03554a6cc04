"""The claims interchange itself: every line with every field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khaldun.records.codec import encode_lines
from khaldun.records.lines import ContractLine


def publish_jsonl(lines: Iterable[ContractLine]) -> Iterator[bytes]:
    """JSON Lines, one object of the contract a line."""
    return encode_lines(lines)
