"""Whether a release is what it was: its files against their hashes, and made again of what was frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from khaldun.errors import KhaldunError
from khaldun.release import ledger
from khaldun.release.building import Tell, Worlds, build, coded_by
from khaldun.release.changes import NOTE, TABLE, write_changes
from khaldun.release.folder import faults, new_folder
from khaldun.release.frozen import read_frozen
from khaldun.release.guard import guard_of
from khaldun.release.ledger import Frozen
from khaldun.release.making import finished
from khaldun.release.manifest import FILE, SUMS, Manifest, exported, read_manifest
from khaldun.release.versions import differences, made_by
from khaldun.workspace.open import Workspace

_OF_CHANGES = (NOTE, TABLE)


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """What came of making a release again: files that are the same byte for byte, those that are not, those that could
    not be made again with the reason, and what made them that is another than it was."""

    folder: Path
    same: tuple[str, ...]
    different: tuple[str, ...]
    not_made: dict[str, str]
    otherwise: tuple[str, ...]


def check(folder: Path, workspace: Workspace | None, name: str | None = None) -> Iterator[str]:
    """Everything that is wrong with the release in a folder. With the workspace that made it, its list of hashes is
    checked too: whoever changes a file could change that.

    Raises:
        DataError: there is no manifest, or none that can be read.
    """
    manifest, data = read_manifest(folder)
    if workspace is not None:
        known = ledger.find(workspace.archive, name or manifest.name)
        if known is None:
            yield f"The workspace has made no release {name or manifest.name}: its {FILE} cannot be checked."
        elif ledger.digest(data) != known.note.manifest:
            yield f"{FILE} was changed: it is not the one that the workspace has written."
    yield from faults(folder, manifest)
    if not (folder / SUMS).is_file():
        yield f"{SUMS} is missing."


def rebuild(
    workspace: Workspace, name: str, target: Path, worlds: Worlds, *, tell: Tell, doing: Callable[[str], None]
) -> Rebuilt:
    """Makes a release again, in a new folder, of what was frozen, on its own day; holds each file against its hash.

    Raises:
        UsageError: the workspace has no such release, or there is something at `target`.
        FrozenError: what was frozen is gone.
        KhaldunError: something cannot be exported any more.
    """
    found = ledger.frozen(workspace.archive, name)
    then, worlds = found.manifest, worlds.on(found.manifest.day)
    with new_folder(target) as (part, appear):
        source = found.source(workspace.archive)
        notes = build(part, then.choices, found.profile, worlds, source, tell, codebook=found.codebook)
        manifest = replace(then, exported=tuple(exported(note) for note in notes), coded_by=coded_by(notes))
        not_made: dict[str, str] = {}
        if any(one.name in _OF_CHANGES for one in then.files):
            doing("Comparing with the release before …")
            not_made = _changes(workspace, found, part, manifest, worlds)
        now = made_by(worlds.here)
        manifest, _ = finished(part, manifest, now)
        appear()
    return _compared(then, manifest, target, not_made)


def _changes(workspace: Workspace, found: Frozen, part: Path, manifest: Manifest, worlds: Worlds) -> dict[str, str]:
    """Tells again what changed; what could not be told, with the reason."""
    before = found.manifest.previous
    assert before is not None
    try:
        earlier = ledger.frozen(workspace.archive, ledger.name_of(workspace.archive, before.sha256) or before.name)
        wrong = next(faults(earlier.folder, earlier.manifest), "") if earlier.folder.is_dir() else "its files are gone"
        if not wrong:
            for piece in earlier.manifest.frozen:
                read_frozen(workspace.archive, piece)  # without it, less is told than was
            guard = guard_of(found.source(workspace.archive), found.profile, worlds.here)
            write_changes(part, manifest, earlier, guard, worlds.here, workspace.archive)
            return {}
    except KhaldunError as error:
        wrong = error.message
    return dict.fromkeys(_OF_CHANGES, f"the release before, {before.name}, is not there as it was ({wrong})")


def _compared(then: Manifest, now: Manifest, folder: Path, not_made: dict[str, str]) -> Rebuilt:
    made = {one.name: one for one in now.files}
    same: list[str] = []
    different: list[str] = []
    for one in then.files:
        if one.name not in not_made:
            (same if made.get(one.name) == one else different).append(one.name)
    different += [name for name in made if name not in {one.name for one in then.files}]
    told = replace(now, made_by=then.made_by, files=then.files)
    (same if told == then else different).append(FILE)
    return Rebuilt(
        folder=folder,
        same=tuple(same),
        different=tuple(different),
        not_made=not_made,
        otherwise=differences(then.made_by, now.made_by),
    )
