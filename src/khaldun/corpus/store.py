"""Codings on disk: one a line; a line that is none, or does not fit its text, is named and left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from khaldun.corpus.check import EventTypeOf, faults
from khaldun.corpus.items import join_texts
from khaldun.corpus.records import Coding, Item, Text
from khaldun.errors import DataError

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Coding)


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """A coding with its text."""

    coding: Coding
    text: Text


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """Codings that hold, and what was wrong with each that was left out."""

    coded: tuple[Coded, ...]
    complaints: tuple[str, ...]


def encode_codings(codings: Iterable[Coding]) -> Iterator[bytes]:
    """Codings as JSON lines."""
    for coding in codings:
        yield _encoder.encode(coding) + b"\n"


def load_codings(paths: Iterable[Path], items: Mapping[str, Item], data: Path, *, event_type_of: EventTypeOf) -> Loaded:
    """The codings of files, joined to their texts and checked; what does not hold is left out with a complaint.

    Raises:
        DataError: a file cannot be read, or a source is not under `data`.
    """
    coded: list[Coded] = []
    complaints: list[str] = []
    read: list[tuple[str, Coding]] = []
    for path in paths:
        for where, found in _read(path):
            if isinstance(found, str):
                complaints.append(f"{where}: {found}")
            elif found.id not in items:
                complaints.append(f"{where}: no item {found.id} is in the manifest; the coding is left out.")
            else:
                read.append((where, found))
    texts = _texts(dict.fromkeys(coding.id for _, coding in read), items, data, complaints)
    for where, coding in read:
        text = texts.get(coding.id)
        if text is None:
            continue
        wrong = list(faults(coding, text, event_type_of))
        if wrong:
            complaints.extend(
                f"{where}: {coding.id} by {coding.coder}: {fault}; the coding is left out." for fault in wrong
            )
        else:
            coded.append(Coded(coding=coding, text=text))
    return Loaded(coded=tuple(coded), complaints=tuple(complaints))


def _texts(ids: Iterable[str], items: Mapping[str, Item], data: Path, complaints: list[str]) -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for joined in join_texts((items[identity] for identity in ids), data):
        if isinstance(joined, Text):
            texts[joined.item.id] = joined
        else:
            complaints.append(joined)
    return texts


def _read(path: Path) -> Iterator[tuple[str, Coding | str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).", advice="Check the path.") from error
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            yield where, _decoder.decode(line)
        except msgspec.DecodeError as error:
            yield where, f"no coding ({error}); it is left out."
