"""What `khaldun diff` compares: two releases, a release and the workspace as it stands, or two exported files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from khaldun.errors import DataError, UsageError
from khaldun.export.sources import WorkspaceSource
from khaldun.publish.changes.changes import Changes
from khaldun.publish.changes.compare import compare
from khaldun.publish.changes.published import Published
from khaldun.publish.changes.telling import Guard
from khaldun.publish.export.profile import Profile
from khaldun.release import ledger
from khaldun.release.building import Tell, Worlds, build, coded_by
from khaldun.release.changes import changes_between, files_of_both, guards_of
from khaldun.release.folder import faults
from khaldun.release.guard import guard_of
from khaldun.release.ledger import NOW, Frozen
from khaldun.release.manifest import FILE, Manifest, exported, public_profile, read_manifest
from khaldun.release.versions import made_by
from khaldun.workspace.open import Workspace


class Half(msgspec.Struct, frozen=True, kw_only=True):
    """One side: a release's files with its manifest; `frozen` where the workspace has made it."""

    name: str
    folder: Path
    manifest: Manifest
    frozen: Frozen | None = None


def compare_files(before: Path, after: Path) -> list[Changes]:
    """What became of one exported file's rows in another.

    Raises:
        UsageError: they are of different tables, or are no exported tables.
        DataError: one is damaged.
    """
    names = (before.name, after.name) if before.name != after.name else (str(before), str(after))
    return [compare(Published(before), Published(after), names=names)]


def compare_releases(
    before: Half, after: Half, workspace: Workspace | None, worlds: Callable[[], Worlds]
) -> list[Changes]:
    """What changed from one release to another. What either withholds is worked out where the workspace has made both.

    Raises:
        UsageError: they have no table in common.
        DataError: a file of one is missing or was changed.
    """
    _check_tables(before.manifest, after.manifest, (before.name, after.name))
    for half in (before, after):
        _check_whole(half)
    guards: tuple[Guard, ...] = ()
    earlier: tuple[Guard, ...] = ()
    if workspace is not None and before.frozen is not None and after.frozen is not None:
        here = worlds().here
        # Without what the later one withholds, nothing of the earlier one is repeated.
        if later := guards_of((after.frozen,), here, workspace.archive):
            earlier = guards_of((before.frozen,), here, workspace.archive)
            guards = (*earlier, *later)
    return list(
        changes_between(
            before.folder,
            before.manifest,
            after.folder,
            after.manifest,
            guards=guards,
            names=(before.name, after.name),
            redacted=not earlier,
        )
    )


def compare_now(
    before: Half, workspace: Workspace, worlds: Worlds, tell: Tell, *, profile: Profile | None
) -> list[Changes]:
    """What would change if the workspace were released now as `before` was; nothing is written.

    Raises:
        UsageError: the workspace has not made that release.
        KhaldunError: something cannot be exported.
    """
    if before.frozen is None:
        raise UsageError(
            f"The workspace has not made the release {before.name}.", advice="Compare two releases, by their folders."
        )
    _check_whole(before)
    frozen, archive = before.frozen, workspace.archive
    used = profile or frozen.profile
    earlier = guards_of((frozen,), worlds.here, archive)
    guards = (*earlier, guard_of(WorkspaceSource(workspace), used, worlds.here))
    with tempfile.TemporaryDirectory() as folder:
        notes = build(
            Path(folder),
            frozen.manifest.choices,
            used,
            worlds,
            WorkspaceSource(workspace),
            tell,
            codebook=frozen.codebook,
        )
        now = replace(
            frozen.manifest,
            name=NOW,
            made_by=made_by(worlds.here),
            exported=tuple(exported(note) for note in notes),
            coded_by=coded_by(notes),
            profile=public_profile(used),
        )
        return list(
            changes_between(
                before.folder,
                before.manifest,
                Path(folder),
                now,
                guards=guards,
                names=(before.name, "the workspace now"),
                redacted=not earlier,
            )
        )


def half_of(said: str, workspace: Workspace | None) -> Half:
    """The release that a folder holds, or that the workspace knows by that name.

    Raises:
        UsageError: there is none.
        DataError: the folder holds half of one.
    """
    path = Path(said)
    if path.is_dir():
        manifest, data = read_manifest(path)
        return Half(name=manifest.name, folder=path, manifest=manifest, frozen=_made_here(manifest, data, workspace))
    if workspace is None:
        raise UsageError(f"{said} does not exist.", advice="Name a release's folder, or a release in its workspace.")
    frozen = ledger.frozen(workspace.archive, said)
    if not (frozen.folder / FILE).is_file():
        raise UsageError(
            f"The files of the release {said} are not where they were written.", advice="Name the folder they are in."
        )
    return Half(name=said, folder=frozen.folder, manifest=frozen.manifest, frozen=frozen)


def _made_here(manifest: Manifest, data: bytes, workspace: Workspace | None) -> Frozen | None:
    if workspace is None:
        return None
    known = ledger.find(workspace.archive, manifest.name)
    if known is None or known.note.manifest != ledger.digest(data):
        return None
    return ledger.frozen(workspace.archive, manifest.name)


def _check_whole(half: Half) -> None:
    wrong = next((fault for fault in faults(half.folder, half.manifest) if "is not of the release" not in fault), None)
    if wrong is not None:
        raise DataError(
            f"The release {half.name} is not whole: {wrong}",
            advice="Make it again: khaldun release NAME --rebuild FOLDER, and compare that.",
        )


def _check_tables(before: Manifest, after: Manifest, names: tuple[str, str]) -> None:
    if not files_of_both(before, after):
        told = [", ".join(sorted({one.table for one in each.exported})) for each in (before, after)]
        raise UsageError(
            f"{names[0]} has the tables {told[0]}, {names[1]} has {told[1]}: none is in both.",
            advice="Compare like with like.",
        )
