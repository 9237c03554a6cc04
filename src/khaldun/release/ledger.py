"""The releases of a workspace: a note of each in the archive's index, encrypted where that is.

A note says where a release was written, and under which hashes its manifest and its profile lie in the archive.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from khaldun.codebook.own import OwnCodebook
from khaldun.errors import UsageError
from khaldun.publish.export.profile import Profile
from khaldun.release.frozen import FrozenSource, read_frozen
from khaldun.release.manifest import Manifest, decode
from khaldun.run.keep import RELEASE, Archive, Visit

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
NOW = "now"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is noted of a release. `folder` is where its files were written, from the workspace's folder on where it is
    inside. `manifest`, `profile` and `codebook` are SHA-256 of bytes in the archive, `failures`
    how many reports could not be read."""

    folder: str
    manifest: str
    profile: str
    codebook: str | None = None
    failures: int = 0


def place(archive: Archive, told: Note) -> Path:
    """Where a release's files were written."""
    return archive.folder.parent / told.folder


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A release that the workspace knows."""

    name: str
    note: Note


def check_name(name: str) -> str:
    """A name by which a release may go.

    Raises:
        UsageError: it is none.
    """
    if name == NOW or _NAME.fullmatch(name) is None:
        raise UsageError(
            f"{name!r} is no name for a release.",
            advice="Give letters, digits, dots, dashes and underscores, as 2026-06 or v1.2; now is the workspace's.",
        )
    return name


def known(archive: Archive) -> Iterator[Known]:
    """The workspace's releases, in their order."""
    for visit in archive.visits():
        name = visit.address.removeprefix(RELEASE)
        if visit.address.startswith(RELEASE) and "/" not in name and visit.sha256 is not None:
            yield Known(name=name, note=msgspec.json.decode(read_frozen(archive, visit.sha256), type=Note))


def find(archive: Archive, name: str) -> Known | None:
    """The release so called, null where there is none."""
    return next((one for one in known(archive) if one.name == name), None)


def name_of(archive: Archive, manifest: str) -> str | None:
    """The name of the release whose manifest has that hash, null where there is none."""
    return next((one.name for one in known(archive) if one.note.manifest == manifest), None)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def keep(archive: Archive, data: bytes, kept: Callable[[str], None]) -> str:
    """Puts bytes into the archive; returns their hash, which `kept` hears if they were not there before."""
    found = digest(data)
    if not archive.path(found).is_file():
        archive.put(found, [data])
        kept(found)
    return found


def note(archive: Archive, name: str, told: Note, pieces: tuple[str, ...], *, time: dt.datetime) -> None:
    """Notes a release and what of it lies in the archive."""
    parts = {"claims": pieces, "manifest": (told.manifest,), "profile": (told.profile,)}
    if told.codebook is not None:
        parts["codebook"] = (told.codebook,)
    for part, digests in parts.items():
        for one in digests:
            archive.note(Visit(address=f"{RELEASE}{name}/{part}", time=time, sha256=one))
    archive.keep(msgspec.json.encode(told), Visit(address=f"{RELEASE}{name}", time=time))


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """A release as the workspace has it: its manifest (with its hash), its whole profile, where its files were
    written, its own codebook."""

    known: Known
    manifest: Manifest
    sha256: str
    profile: Profile
    folder: Path
    codebook: OwnCodebook | None = None

    def source(self, archive: Archive) -> FrozenSource:
        """The claims of which it was made."""
        return FrozenSource(archive, self.manifest.frozen, failures=self.known.note.failures)


def frozen(archive: Archive, name: str) -> Frozen:
    """The release so called.

    Raises:
        UsageError: there is none.
        FrozenError: what was frozen of it is gone.
    """
    found = find(archive, name)
    if found is None:
        names = ", ".join(one.name for one in known(archive)) or "none yet"
        raise UsageError(
            f"The workspace has no release {name!r}.", advice=f"It has {names}; or name a release's folder."
        )
    data = read_frozen(archive, found.note.manifest)
    profile = msgspec.json.decode(read_frozen(archive, found.note.profile), type=Profile)
    own = found.note.codebook
    return Frozen(
        known=found,
        manifest=decode(data, name),
        sha256=found.note.manifest,
        profile=profile,
        folder=place(archive, found.note),
        codebook=None if own is None else msgspec.json.decode(read_frozen(archive, own), type=OwnCodebook),
    )
