"""`release.json`: what a release is, of what it was made, and the hash of each of its files.

It is published with them: it holds nothing that the profile withholds, the profile's own words least of all.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Literal

import msgspec

from khaldun.errors import DataError
from khaldun.publish.export.formats import FormatName, TableName
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.sidecar.about import About

FILE, SUMS = "release.json", "SHA256SUMS"
FORMAT = 1
_NAME = re.compile(r"[\w-][\w.-]*")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a release: its SHA-256 (hexadecimal digits) and its size in bytes."""

    name: str
    sha256: str
    size: int


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """An exported file: how many rows of how many claims, what was withheld (in words, with counts), and by which rules
    claims have no row of their own."""

    file: str
    format: FormatName
    table: str
    codebook: str
    rows: int
    claims: int
    reports: int
    left_out: int
    merged: int
    invalid: int
    withheld: dict[str, int]
    without_row: dict[str, int]


class Codebook(msgspec.Struct, frozen=True, kw_only=True):
    """A codebook of the user's own: its name, its edition, the SHA-256 of its file."""

    name: str
    edition: str
    sha256: str


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What the release was asked to be."""

    formats: tuple[FormatName, ...]
    table: TableName | None = None
    codebook: Codebook | None = None
    leave_out_invalid: bool = False
    licence: str | None = None
    citation: str | None = None
    note: str | None = None


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What made the files: the program with a hash of its code, its packaged data file by file, the gazetteer and the
    registry that withholding asked, and the libraries that write files."""

    khaldun: str
    code: str
    data: dict[str, str]
    gazetteer: str
    actors: str
    libraries: dict[str, str]


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The end of the chain of decisions when the claims were frozen: how many there were, and the last one's hash."""

    decisions: int
    head: str


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """The release before, by which CHANGES was made, and the hash of its manifest."""

    name: str
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A release. `coded_by` are the versions that read and coded the claims; `profile` is the profile with the number
    of its own words in their place; `frozen` are the hashes of the pieces of what was frozen."""

    kind: Literal["release"] = "release"
    format: int = FORMAT
    name: str
    day: str
    choices: Choices
    made_by: Made
    coded_by: dict[str, tuple[str, ...]]
    profile: dict[str, Any]
    opened: tuple[str, ...]
    decisions: Chain
    frozen: tuple[str, ...]
    previous: Before | None
    exported: tuple[Exported, ...]
    files: tuple[Listed, ...]


def public_profile(profile: Profile) -> dict[str, Any]:
    """A profile as it may be published: its own words are what must not be told, so that only their number is."""
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(profile))
    told["withhold"]["words"] = len(profile.withhold.words)
    return told


def exported(note: About) -> Exported:
    """What is told of an exported file."""
    tally, head = note.tally, note.head
    by_rule: dict[str, int] = {}
    for ruled, count in note.counts:
        by_rule[ruled.rule] = by_rule.get(ruled.rule, 0) + count
    return Exported(
        file=head.file,
        format=head.format,  # type: ignore[arg-type]
        table=head.table,
        codebook=head.codebook,
        rows=tally.rows,
        claims=tally.claims,
        reports=tally.reports,
        left_out=tally.left_out,
        merged=tally.merged,
        invalid=tally.invalid,
        withheld=dict(note.withheld),
        without_row=dict(sorted(by_rule.items())),
    )


def encode(manifest: Manifest) -> bytes:
    """The manifest as JSON."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def read_manifest(folder: Path) -> tuple[Manifest, bytes]:
    """The manifest of the release in a folder, and its bytes.

    Raises:
        DataError: there is none, or it is not one that this version reads.
    """
    path = folder / FILE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{folder} is no release, or half of one: its {FILE} cannot be read ({error.strerror}).",
            advice="Name the folder of a release.",
        ) from error
    return decode(data, str(path)), data


def decode(data: bytes, where: str) -> Manifest:
    """The manifest that bytes say.

    Raises:
        DataError: they say none, or one of another version's.
    """
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format > FORMAT:
            raise DataError(
                f"{where}: a release of format {head.format}; this version knows {FORMAT}.",
                advice="It was made by a newer Khaldun; install that one.",
            )
        found = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DataError(
            f"{where}: is no manifest of a release ({error}).", advice="Was the release changed, or not written whole?"
        ) from error
    _check_names(found, where)
    return found


def _check_names(manifest: Manifest, where: str) -> None:
    """A manifest that others have written may name no file outside of its folder."""
    for name in (*(one.name for one in manifest.files), *(one.file for one in manifest.exported)):
        if _NAME.fullmatch(name) is None:
            raise DataError(
                f"{where}: {name!r} is no name of a file in a release.", advice="Do not trust this release."
            )


class _Head(msgspec.Struct):
    kind: Literal["release"]
    format: int


def listed(path: Path) -> Listed:
    """A file with its hash and size."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Listed(name=path.name, sha256=digest, size=path.stat().st_size)


def sums(files: list[Listed]) -> bytes:
    """The hashes as `sha256sum -c` reads them."""
    return "".join(f"{one.sha256}  {one.name}\n" for one in sorted(files, key=lambda one: one.name)).encode()
