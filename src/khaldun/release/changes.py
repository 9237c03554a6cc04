"""What a release changed in the one before, table by table, and the files that tell it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from khaldun.export.world import World
from khaldun.publish.changes.changes import Changes
from khaldun.publish.changes.compare import compare
from khaldun.publish.changes.published import Published
from khaldun.publish.changes.show import as_csv, as_note
from khaldun.publish.changes.telling import Guard
from khaldun.release.building import of_day
from khaldun.release.frozen import FrozenError
from khaldun.release.guard import guard_of
from khaldun.release.ledger import Frozen
from khaldun.release.manifest import Made, Manifest
from khaldun.release.versions import differences
from khaldun.run.keep import Archive

NOTE, TABLE = "CHANGES.md", "changes.csv"
# Fields of a profile by which more or less is withheld, from the least to the most; of the others any change counts.
_MORE: dict[str, tuple[Any, ...]] = {
    "coordinates": ("exact", "settlement", "region"),
    "survivors_days": ("day", "month"),
    "notes": ("report", "made"),
    "reports": ("name", "id"),
    "addresses": ("full", "site", "none"),
    "evidence": (True, False),
    "titles": (True, False),
    "names": (False, True),
    "sites": (False, True),
    "survivors": (False, True),
}


def write_changes(
    folder: Path, manifest: Manifest, before: Frozen, guard: Guard, world: World, archive: Archive
) -> None:
    """Writes what changed since the release before, beside the files of `manifest`, which are in `folder`.

    Raises:
        DataError: a file of the release before is damaged.
    """
    earlier = guards_of((before,), world, archive)
    guards = (*earlier, guard)
    found = list(
        changes_between(
            before.folder,
            before.manifest,
            folder,
            manifest,
            guards=guards,
            names=_names(before, manifest),
            redacted=not earlier,
        )
    )
    (folder / NOTE).write_bytes(as_note(found))
    (folder / TABLE).write_bytes(b"".join(as_csv(found)))


def changes_between(
    old: Path,
    before: Manifest,
    new: Path,
    after: Manifest,
    *,
    guards: Sequence[Guard],
    names: tuple[str, str],
    redacted: bool = False,
) -> Iterator[Changes]:
    """What changed in each table that both have; `old` and `new` are where their files lie. `redacted`: words that one
    was made of were taken out since, so that nobody knows any more which."""
    for first, second in files_of_both(before, after):
        yield compare(
            Published(old / first),
            Published(new / second),
            names=names,
            guards=guards,
            stricter=redacted or is_stricter(before.profile, after.profile),
            stated=(*made_otherwise(before.made_by, after.made_by), *_profiles(before.profile, after.profile)),
        )


def files_of_both(before: Manifest, after: Manifest) -> list[tuple[str, str]]:
    """The files of the tables that both have: of each table one, maps apart, in one format where there is one."""
    found: dict[tuple[str, bool], tuple[str, str]] = {}
    for one in after.exported:
        for other in before.exported:
            key = (one.table, one.format.startswith("geo"))
            if key == (other.table, other.format.startswith("geo")) and (
                key not in found or one.format == other.format
            ):
                found[key] = (other.file, one.file)
    tables = {table for table, is_map in found if not is_map}
    return [files for (table, is_map), files in found.items() if not is_map or table not in tables]


def is_stricter(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the later of two profiles, as they are published, may withhold what the earlier one did not. Its own
    words are not counted: what they withhold is known where it is asked for."""
    return any(
        _is_more(field, before.get(part, {}).get(field), after.get(part, {}).get(field))
        for part in ("withhold", "words", "hold")
        for field in {*before.get(part, {}), *after.get(part, {})}
        if (part, field) != ("withhold", "words")
    )


def _is_more(field: str, old: Any, new: Any) -> bool:
    if old == new:
        return False
    order = _MORE.get(field, ())
    if old in order and new in order:
        return order.index(new) > order.index(old)
    return True


def made_otherwise(before: Made, after: Made) -> tuple[str, ...]:
    """What made the files is another: what of it, without the names of all packaged files."""
    return tuple(
        "packaged data" if one.startswith("packaged data") else one
        for one in differences(before, after)
        if not one.startswith(("Khaldun:", "duckdb", "msgspec", "xlsxwriter"))
    )


def _profiles(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    fields = [
        f"{part}.{field}"
        for part in ("choose", "hold", "withhold", "words")
        for field in sorted({*before.get(part, {}), *after.get(part, {})})
        if before.get(part, {}).get(field) != after.get(part, {}).get(field)
    ]
    if fields:
        yield f"the profile is another in {', '.join(fields)}"


def guards_of(releases: Sequence[Frozen], world: World, archive: Archive) -> tuple[Guard, ...]:
    """The guards of releases; none of one whose frozen claims were taken out by a redaction."""
    found = []
    for one in releases:
        with contextlib.suppress(FrozenError):
            found.append(guard_of(one.source(archive), one.profile, of_day(world, one.manifest.day)))
    return tuple(found)


def _names(before: Frozen, manifest: Manifest) -> tuple[str, str]:
    return before.manifest.name, manifest.name
