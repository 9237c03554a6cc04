"""Making a release: what stands is frozen, exported in each format, held against the release before, and listed."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from khaldun.codebook.own import OwnCodebook
from khaldun.errors import KhaldunError, UsageError
from khaldun.export.sources import WorkspaceSource
from khaldun.publish.changes.changes import WITHHELD
from khaldun.publish.export.profile import Profile
from khaldun.release import ledger
from khaldun.release.building import Tell, Worlds, build, coded_by, file_names
from khaldun.release.changes import files_of_both, write_changes
from khaldun.release.folder import new_folder, told
from khaldun.release.frozen import FrozenSource, freeze
from khaldun.release.guard import Guard, guard_of
from khaldun.release.ledger import Frozen, Note
from khaldun.release.manifest import (
    FILE,
    SUMS,
    Before,
    Chain,
    Choices,
    Codebook,
    Listed,
    Made,
    Manifest,
    encode,
    exported,
    listed,
    public_profile,
    sums,
)
from khaldun.release.versions import made_by
from khaldun.store.decisions import end
from khaldun.workspace.open import Workspace

FOLDER = "releases"
Doing = Callable[[str], None]


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """A release that was made: its manifest, where it is, and why there are no CHANGES (empty where there are)."""

    manifest: Manifest
    folder: Path
    without_changes: str = ""


def make_release(
    workspace: Workspace,
    name: str,
    choices: Choices,
    profile: Profile,
    worlds: Worlds,
    *,
    codebook: OwnCodebook | None = None,
    folder: Path | None,
    time: dt.datetime,
    tell: Tell,
    doing: Doing,
) -> Released:
    """Makes a release of the workspace as it stands, on the world's day.

    Raises:
        UsageError: the name is none, or in use; there is something at the folder.
        KhaldunError: something cannot be exported or written; nothing is left of it.
    """
    ledger.check_name(name)
    if codebook is not None:
        own = Codebook(name=codebook.name, edition=codebook.edition, sha256=ledger.digest(codebook.data))
        choices = msgspec.structs.replace(choices, codebook=own)
    file_names(choices)
    if ledger.find(workspace.archive, name) is not None:
        raise UsageError(
            f"The workspace has a release {name!r} already.", advice="A release stays as it is: name another."
        )
    target = folder or workspace.folder / FOLDER / name
    if folder is None:
        with told(target):
            target.parent.mkdir(exist_ok=True)
    with new_folder(target) as (part, appear), _undoing(workspace) as kept:
        before, why = _before(workspace)
        with workspace.store.read() as connection:
            decisions, head = end(connection)
        doing("Freezing the claims …")
        live = WorkspaceSource(workspace)
        pieces = freeze(live, workspace.archive, kept)
        source = FrozenSource(workspace.archive, pieces, failures=live.failures)
        doing("Looking for what is withheld …")
        guard = guard_of(source, profile, worlds.here)
        _check_said(name, choices, profile, guard)
        notes = build(part, choices, profile, worlds, source, tell, codebook=codebook)
        manifest = Manifest(
            name=name,
            day=worlds.here.today.isoformat(),
            choices=choices,
            made_by=made_by(worlds.here),
            coded_by=coded_by(notes),
            profile=public_profile(profile),
            opened=profile.opened(),
            decisions=Chain(decisions=decisions, head=head),
            frozen=pieces,
            previous=None if before is None else _named(before, guard),
            exported=tuple(exported(note) for note in notes),
            files=(),
        )
        if before is not None and not files_of_both(before.manifest, manifest):
            why = f"the release before, {before.manifest.name}, has no table that this one has"
        elif before is not None:
            doing("Comparing with the release before …")
            write_changes(part, manifest, before, guard, worlds.here, workspace.archive)
        manifest, data = finished(part, manifest)
        note = Note(
            folder=_inside(target, workspace.folder),
            manifest=ledger.keep(workspace.archive, data, kept),
            profile=ledger.keep(workspace.archive, msgspec.json.encode(profile), kept),
            codebook=None if codebook is None else ledger.keep(workspace.archive, msgspec.json.encode(codebook), kept),
            failures=live.failures,
        )
        if ledger.find(workspace.archive, name) is not None:
            raise UsageError(f"Somebody else has made a release {name!r} meanwhile.", advice="Name another.")
        appear()
        try:
            ledger.note(workspace.archive, name, note, pieces, time=time)
        except OSError:
            shutil.rmtree(target)
            raise
        kept("")
    return Released(manifest=manifest, folder=target, without_changes=why)


def finished(part: Path, manifest: Manifest, made: Made | None = None) -> tuple[Manifest, bytes]:
    """Writes the manifest of the files that are there, and their hashes."""
    files: list[Listed] = [listed(path) for path in sorted(part.iterdir())]
    manifest = msgspec.structs.replace(manifest, files=tuple(files), made_by=made or manifest.made_by)
    data = encode(manifest)
    (part / FILE).write_bytes(data)
    (part / SUMS).write_bytes(sums([*files, listed(part / FILE)]))
    return manifest, data


@contextlib.contextmanager
def _undoing(workspace: Workspace) -> Iterator[Callable[[str], None]]:
    """Takes out of the archive again what was frozen, unless the block says "" at its end."""
    pieces: list[str] = []
    try:
        yield lambda piece: pieces.append(piece) if piece else pieces.clear()
    finally:
        for piece in pieces:
            workspace.archive.path(piece).unlink(missing_ok=True)


def _inside(target: Path, workspace: Path) -> str:
    """A release's folder as it is noted: one inside of the workspace moves with it."""
    found, above = target.resolve(), workspace.resolve()
    return str(found.relative_to(above) if found.is_relative_to(above) else found)


def _before(workspace: Workspace) -> tuple[Frozen | None, str]:
    """The workspace's last release, where its files are still where they were written; else why there is none."""
    last = next(iter(reversed(list(ledger.known(workspace.archive)))), None)
    if last is None:
        return None, "it is the workspace's first release"
    try:
        found = ledger.frozen(workspace.archive, last.name)
    except KhaldunError as error:
        return None, f"of the release before, {last.name}, nothing is known any more ({error.message})"
    listed_there = [found.folder / one.name for one in found.manifest.files]
    if not all(path.is_file() for path in listed_there):
        return None, f"the files of the release before, {last.name}, are not where they were written"
    return found, ""


def _named(before: Frozen, guard: Guard) -> Before:
    """The release before; its name may hold what is withheld now."""
    name = before.manifest.name
    return Before(name=WITHHELD if guard.hides(name) else name, sha256=before.sha256)


def _check_said(name: str, choices: Choices, profile: Profile, guard: Guard) -> None:
    """What the user adds stands in public files too."""
    said = {"name": name, "note": choices.note, "licence": choices.licence, "citation": choices.citation}
    said["profile's name"] = profile.name
    for what, words in said.items():
        if words and guard.hides(words):
            raise KhaldunError(
                f"Nothing is released: the {what} {words!r} holds a word that is withheld.", advice="Give another."
            )
