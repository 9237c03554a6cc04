"""What stands in the archive for bytes that were taken out, and the plan by which a redaction is finished.

The store changes in one transaction; files are changed behind it. What is to be done to them is written down first,
without the words, under the hash of the decision that says why: a crash before that decision is kept means that nothing
was done, a crash after it that the plan is still to be carried out (`finish`; `khaldun verify` tells of it).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from khaldun.run.keep import INDEX, Archive, Visit
from khaldun.run.output import write_file
from khaldun.seal.stream import SealedFile, seal
from khaldun.store import redactions
from khaldun.store.erasing import erase
from khaldun.text.occurrences import Wording
from khaldun.workspace.open import ARCHIVE, Workspace

if TYPE_CHECKING:
    from khaldun.store.open import Connection

PLAN = ".redaction.json"
_COPIES = "*.before-*"  # of an older store, kept beside it when it was brought up to date
_SMALL = 10_000


class Tombstone(msgspec.Struct, frozen=True, kw_only=True, tag_field="khaldun", tag="redacted"):
    """What stands in the place of bytes: what was taken out, when, by whom and why; never the words."""

    what: str
    sha256: str
    when: str
    by: str
    why: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to do once the decision `link` is in the chain: bytes to give up, lines of the index to write anew
    (SHA-256 of the line → the new one), files to remove (within the workspace's folder)."""

    link: str
    stones: tuple[Tombstone, ...] = ()
    visits: dict[str, str] = {}
    files: tuple[str, ...] = ()


def is_tombstone(file: Path | SealedFile) -> bool:
    """Whether a file of the archive is a tombstone."""
    stone = _stone(file)
    return stone is not None and stone.sha256 == file.name


def _stone(file: Path | SealedFile) -> Tombstone | None:
    try:
        with file.open("rb") as opened:
            return msgspec.json.decode(opened.read(_SMALL), type=Tombstone)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def stones_without(workspace: Workspace, wording: Wording) -> list[Tombstone]:
    """The tombstones whose own reason holds the words, without them."""
    found: list[Tombstone] = []
    for file in workspace.archive.files():
        if is_tombstone(file) and (stone := _stone(file)) is not None:
            new = msgspec.structs.replace(stone, by=wording.blotted(stone.by), why=wording.blotted(stone.why))
            found += [new] if new != stone else []
    return found


def kept_files(workspace: Workspace) -> Iterator[Path | SealedFile]:
    """Every file of raw bytes in the archive, left-over parts of such too; no tombstones."""
    for file in workspace.archive.files():
        if not is_tombstone(file):
            yield file


def charsets(workspace: Workspace) -> dict[str, str]:
    """The encodings that servers named, by the SHA-256 of the bytes."""
    return {visit.sha256: visit.charset for visit in workspace.archive.visits() if visit.sha256 and visit.charset}


def visits_without(workspace: Workspace, wording: Wording) -> dict[str, str]:
    """The index's lines that hold the words: SHA-256 of the line → the line without them."""
    keys = workspace.archive.keys
    found: dict[str, str] = {}
    for kept in _lines(workspace):
        line = kept if keys is None else keys.open_line(kept) or b""
        if (new := _without(line.decode("utf-8", "replace"), wording)) is not None:
            found[_line_hash(kept)] = new if keys is None else keys.seal_line(new.encode()).decode()
    return found


def old_copies(workspace: Workspace) -> list[str]:
    """Copies of the store that were made when it was brought up to date: they hold what it held."""
    return sorted(path.name for path in workspace.folder.glob(_COPIES) if path.is_file())


def write_plan(workspace: Workspace, plan: Plan) -> None:
    """Writes down what is to be done; on the disk before the decision is."""
    data, keys = [msgspec.json.encode(plan)], workspace.archive.keys
    write_file(data if keys is None else seal(data, keys, PLAN), workspace.folder / ARCHIVE / PLAN)


def planned(workspace: Workspace) -> Plan | None:
    """What a redaction has left to do, if one was cut off."""
    path, keys = workspace.folder / ARCHIVE / PLAN, workspace.archive.keys
    try:
        data = path.read_bytes() if keys is None else SealedFile(path, keys, PLAN).read_bytes()
        return msgspec.json.decode(data, type=Plan)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def finish(workspace: Workspace) -> bool:
    """Carries out what a redaction has left to do, and puts tombstones where others (on another machine, of a shared
    store) have given bytes up. Returns whether there was anything.

    Raises:
        StoreError: the store could not be packed anew, because somebody has it open; call it again.
        OutputError: the archive cannot be written.
    """
    plan = planned(workspace)
    with workspace.store.read() as connection:
        made = plan is not None and redactions.was_made(connection, plan.link)
        left = list(_owed(workspace, connection))
    for stone in (*(plan.stones if plan is not None and made else ()), *left):
        _bury(workspace.archive, stone)
    if plan is not None and made:
        _write_index(workspace, plan.visits)
        for name in plan.files:
            (workspace.folder / name).unlink(missing_ok=True)
        erase(workspace.store)
    (workspace.folder / ARCHIVE / PLAN).unlink(missing_ok=True)
    return bool(left) or (plan is not None and made)


def _owed(workspace: Workspace, connection: Connection) -> Iterator[Tombstone]:
    """Bytes that the store says are gone, and which lie here."""
    told = {digest: decision for decision, what in redactions.history(connection) for digest in what.inputs}
    for digest in sorted(redactions.given_up(connection)):
        file = workspace.archive.file(digest)
        if file.is_file() and not is_tombstone(file) and (decision := told.get(digest)) is not None:
            why = decision.payload.reason if decision.payload is not None else ""
            when = decision.time.isoformat(timespec="seconds")
            yield Tombstone(what="words", sha256=digest, when=when, by=decision.coder, why=why)


def _bury(archive: Archive, stone: Tombstone) -> None:
    if archive.path(stone.sha256).is_file():
        archive.replace(stone.sha256, msgspec.json.encode(stone))


def _write_index(workspace: Workspace, new: dict[str, str]) -> None:
    """Writes lines of the index anew. Whoever notes a visit meanwhile loses nothing: what was added to the old file
    until it was replaced goes into the new one."""
    path = workspace.folder / ARCHIVE / INDEX
    if not new or not path.is_file():
        return
    part = path.with_name(f".{INDEX}.{os.getpid()}.part")
    with path.open("rb") as old, part.open("wb") as out:
        _copy(old.readlines(), out, new)
        os.fsync(out.fileno())
        part.replace(path)
        _copy(old.readlines(), out, new)


def _copy(lines: list[bytes], out: IO[bytes], new: dict[str, str]) -> None:
    for line in lines:
        bare = line.rstrip(b"\n")
        out.write(new[_line_hash(bare)].encode() + b"\n" if _line_hash(bare) in new else line)
    out.flush()


def _lines(workspace: Workspace) -> list[bytes]:
    path = workspace.folder / ARCHIVE / INDEX
    return path.read_bytes().split(b"\n") if path.is_file() else []


def _line_hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _without(line: str, wording: Wording) -> str | None:
    """A line of the index without the words, null where it has none of them."""
    try:
        visit = msgspec.json.decode(line, type=Visit)
    except msgspec.DecodeError:  # cut short: it counts as not written, but holds what it holds
        return wording.blotted_address(line) if wording.may_stand_in(line) else None
    new = msgspec.structs.replace(
        visit,
        address=wording.blotted_address(visit.address),
        final=wording.blotted_address(visit.final) if visit.final else visit.final,
        error=wording.blotted_address(visit.error) if visit.error else visit.error,
        advice=wording.blotted_address(visit.advice),
        headers={name: wording.blotted_address(value) for name, value in visit.headers.items()},
    )
    return None if new == visit else msgspec.json.encode(new).decode()
