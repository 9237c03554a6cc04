"""What is exported: claims of files in the contract, or of the workspace, as reports one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from khaldun.publish.export.choose import NOT_ASKED
from khaldun.publish.export.hiding import is_hash
from khaldun.publish.export.items import Item, Standing, Told, told_by
from khaldun.publish.export.survivors import APART as WITHHELD
from khaldun.publish.export.tables import LeftOut
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine
from khaldun.rules import said
from khaldun.run.contract import Piece, lines_of, read_pieces
from khaldun.run.inputs import STDIN
from khaldun.store.claims import ACCEPTED, FLAGGED, GONE, MERGED, REJECTED
from khaldun.store.holdings import Held, Stands, holdings
from khaldun.store.queue import Filter, numbers
from khaldun.workspace.open import Workspace

_ID = 12
_BATCH, _CLAIMS = 1_000_000, 250  # bytes of files, claims of a workspace, that are made at once
_RULES = {REJECTED: "review/rejected", MERGED: "review/merged", "withdrawn": "review/withdrawn"}


class Batch(Protocol):
    """Some of the claims to be exported, on the way to whichever process makes rows of them."""

    def told(self) -> Iterable[Told | LeftOut]:
        """The reports, in their order, and before each the claims of it that people have decided do not stand."""
        ...

    def failures(self) -> int:
        """How many reports could not be read when they were coded, as far as `told` has met them."""
        ...


class Source(Protocol):
    """Claims to be exported. `failures` counts reports that could not be read when they were coded."""

    failures: int

    def batches(self) -> Iterator[Batch]:
        """All of them, in their order: a batch holds whole reports, and no more of them than memory can."""
        ...

    def share(self) -> float:
        """How much has been read, 0 to 1."""
        ...


class _Review(msgspec.Struct, frozen=True):
    """What an exported claim has beside the contract's fields (publish/export/writing/jsonl_file.py)."""

    standing: Standing = "draft"
    decisions: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    read: tuple[str, ...] | None = None


class FileSource:
    """Claims of files; how far they were reviewed is known of those that khaldun export jsonl has written."""

    def __init__(self, names: Sequence[str]) -> None:
        self.failures = 0
        self._names = names
        self._size = sum(Path(name).stat().st_size for name in names if name != STDIN)
        self._read = 0

    def batches(self) -> Iterator[Batch]:
        return map(_Lines, read_pieces(self._names, self._passed, size=_BATCH))

    def share(self) -> float:
        return min(self._read / self._size, 1.0) if self._size else 0.0

    def _passed(self, size: int) -> None:
        self._read += size


class _Lines:
    """Claims of files as lines that nobody has read yet."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces, self._failed = pieces, 0

    def told(self) -> Iterator[Told]:
        return told_by(self._lines())

    def failures(self) -> int:
        return self._failed

    def _lines(self) -> Iterator[ContractLine | Item]:
        for line, data in lines_of(self._pieces):
            self._failed += isinstance(line, FailureLine)
            yield _item(line, data) if isinstance(line, ClaimLine) and b'"standing"' in data else line


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A report of a workspace, and the claims of it that do not stand."""

    gone: tuple[LeftOut, ...]
    told: Told


class _RawItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item whose claim nobody has read yet."""

    claim: msgspec.Raw
    standing: Standing
    decisions: tuple[int, ...]
    asked: bool


class _RawTold(msgspec.Struct, frozen=True, kw_only=True):
    report: msgspec.Raw
    items: tuple[_RawItem, ...]


class _RawPart(msgspec.Struct, frozen=True, kw_only=True):
    gone: tuple[LeftOut, ...]
    told: _RawTold


_parts = msgspec.json.Decoder(tuple[_Part, ...])


class _Held(msgspec.Struct, frozen=True):
    """Claims of a workspace as JSON: whoever takes them reads them, in whichever process."""

    data: bytes

    def told(self) -> Iterator[Told | LeftOut]:
        for part in _parts.decode(self.data):
            yield from part.gone
            yield part.told

    def failures(self) -> int:
        return 0


class WorkspaceSource:
    """Claims of a workspace as they stand on the sheet that all share; where a filter is given, those of the queue that
    it asks for."""

    def __init__(self, workspace: Workspace, asked: Filter | None = None) -> None:
        self.failures = 0
        self._store, self._filter = workspace.store, asked
        self._asked: set[int] | None = None
        self._total = self._done = 0

    def batches(self) -> Iterator[Batch]:
        taken: list[_RawPart] = []
        claims = 0
        for held in self._holdings():
            taken.append(self._part(held))
            claims += len(held.claims)
            if claims >= _CLAIMS:
                yield _Held(msgspec.json.encode(taken))
                taken, claims = [], 0
        if taken:
            yield _Held(msgspec.json.encode(taken))

    def _holdings(self) -> Iterator[Held]:
        from khaldun.store.reports import counts

        with self._store.read() as connection:
            found = counts(connection)
            self._total, self.failures = found.reports, found.failures
            self._asked = numbers(connection, self._filter) if self._filter is not None else None
        with self._store.snapshot() as connection:
            for held in holdings(connection):
                self._done += 1
                yield held

    def share(self) -> float:
        return self._done / self._total if self._total else 0.0

    def _part(self, held: Held) -> _RawPart:
        items = tuple(
            _RawItem(
                claim=msgspec.Raw(one.line),
                standing=_standing(one),
                decisions=held.decided.get(one.id, ()),
                asked=self._asked is None or one.id in self._asked,
            )
            for one in held.claims
            if one.state not in GONE
        )
        return _RawPart(gone=tuple(self._gone(held)), told=_RawTold(report=msgspec.Raw(held.report), items=items))

    def _gone(self, held: Held) -> Iterator[LeftOut]:
        # Whose report it is, is told by its id alone, and that only where it is a hash: nobody knows yet whether its
        # name may be told, nor what an id says that somebody has made.
        name = f"report-{held.id[:_ID]}" if is_hash(held.id) else WITHHELD
        apart = self._filter is not None and held.id in self._filter.apart
        for one in held.claims:
            if one.state in GONE:
                key = one.key if is_hash(one.key) else WITHHELD
                rule = NOT_ASKED if apart else _RULES[one.state]
                yield LeftOut(claim=key, report=name, rule=rule, why=said(rule))


def _standing(kept: Stands) -> Standing:
    if kept.state == FLAGGED:
        return "flagged"
    if kept.state != ACCEPTED:
        return "draft"
    return "approved" if kept.reviewed == "approved" else "accepted"


def _item(line: ClaimLine, data: bytes) -> Item:
    try:
        review = msgspec.json.decode(data, type=_Review)
    except msgspec.ValidationError:  # fields of somebody else's, which are called alike
        review = _Review()
    return Item(claim=line, standing=review.standing, decisions=review.decisions, marks=review.marks, read=review.read)
