"""`khaldun release`: what stands in the workspace, frozen under a name, published, checked, made again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from khaldun.cli.export_world import world
from khaldun.cli.out import write_line
from khaldun.cli.say import say, say_bar, say_progress
from khaldun.cli.settings import build_settings
from khaldun.cli.workspace import Where, now, workspace_at
from khaldun.codebook.own import own_codebook
from khaldun.errors import UsageError
from khaldun.publish.export.formats import FormatName, TableName
from khaldun.publish.export.profile import SAFE, load_profile
from khaldun.publish.export.publishing import InvalidError, Tally
from khaldun.release import ledger
from khaldun.release.building import DEFAULT, Worlds
from khaldun.release.changes import NOTE
from khaldun.release.checking import Rebuilt, check, rebuild
from khaldun.release.making import Released, make_release
from khaldun.release.manifest import FILE, Choices, read_manifest
from khaldun.run.crew import processors
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.gazetteer.progress import no_progress
from khaldun.workspace.open import Workspace

_SHOWN = 10


def release(
    name: str,
    *,
    format: Annotated[list[FormatName] | None, Parameter(negative="")] = None,
    table: TableName | None = None,
    codebook: Path | None = None,
    profile: Path | None = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    note: str | None = None,
    licence: str | None = None,
    citation: str | None = None,
    leave_out_invalid: Annotated[bool, Parameter(negative="")] = False,
    check: Annotated[bool, Parameter(negative="")] = False,
    rebuild: Path | None = None,
    jobs: int | None = None,
    workspace: Where = None,
    data: Path | None = None,
) -> int:
    """Release what stands in the workspace under a name: files that stay as they are, and can be made again.

    What was released is frozen in the workspace; beside the files stand the hash of each, what made them, and what
    changed since the release before. A release is written whole or not at all, and never over another.
    Exit code: 0 released (or checked and whole, or made again and the same), 1 not released, or rows were left out as
    invalid, or something differs, 2 wrong usage.

    Parameters
    ----------
    name
        The release's name, as 2026-06 or v1.2; with --check also a release's folder.
    format
        What is exported: again for each format of khaldun export (default: csv, jsonl and acled).
    table
        Another table for csv, xlsx, parquet, geojson and geoparquet.
    codebook
        A codebook of your own (YAML) for those formats, in another table's stead. It is frozen too.
    profile
        A publishing profile (TOML). Without one: safe by default.
    output
        The folder that is made for the release (default: releases/NAME in the workspace).
    note
        What is to be said of the release; it is published.
    licence
        The licence under which you publish it.
    citation
        How it is to be cited.
    leave_out_invalid
        Leave out rows that break what their table must keep, and say so, instead of releasing nothing.
    check
        Make nothing: check a release's files against their hashes.
    rebuild
        Make nothing new: make the release again in this folder, of what was frozen, and compare every byte.
    jobs
        How many processes make the rows (default: one for each processor).
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    data
        The data folder (default: $KHALDUN_DATA, else the system's folder for user data).
    """
    if check and rebuild is not None:
        raise UsageError("A release is checked, or made again.", advice="Leave --check or --rebuild out.")
    if jobs is not None and jobs < 1:
        raise UsageError(f"{jobs} is no number of processes.", advice="Give --jobs 1 or more.")
    if check:
        return _check(name, output, workspace)
    settings = build_settings(data=data)
    with workspace_at(workspace) as here:
        worlds = Worlds(
            here=world(settings, progress=say_bar),
            make=partial(world, settings, progress=no_progress),
            jobs=processors() if jobs is None else jobs,
        )
        say_progress("")
        if rebuild is not None:
            return _rebuild(here, name, rebuild, worlds)
        choices = Choices(
            formats=tuple(dict.fromkeys(format or DEFAULT)),
            table=table,
            leave_out_invalid=leave_out_invalid,
            licence=licence,
            citation=citation,
            note=note,
        )
        try:
            made = make_release(
                here,
                name,
                choices,
                SAFE if profile is None else load_profile(profile),
                worlds,
                codebook=None if codebook is None else own_codebook(codebook, cast=packaged_codebook().file.cast),
                folder=output,
                time=now(),
                tell=_tell,
                doing=say_progress,
            )
        except InvalidError as error:
            say_progress("")
            for fault in error.faults[:_SHOWN]:
                say(str(fault))
            raise
        finally:
            say_progress("")
    _say(made)
    return 1 if any(one.invalid for one in made.manifest.exported) else 0


def _tell(file: str, tally: Tally, doing: str) -> None:
    if doing != "rows":
        say_progress(f"{file}: {doing}")
    elif not tally.claims % 100:
        say_progress(f"{file}: {tally.claims:,} claims, {tally.rows:,} rows")


def _say(made: Released) -> None:
    manifest = made.manifest
    rows = "; ".join(f"{one.file}: {one.rows:,} rows of {one.claims:,} claims" for one in manifest.exported)
    say(f"{manifest.name} is released in {made.folder}: {rows}.", f"{FILE} has the hash of every file.")
    withheld = {what: count for one in manifest.exported for what, count in one.withheld.items()}
    if withheld:
        say(f"Withheld: {'; '.join(f'{what}: {count:,}' for what, count in withheld.items())}.")
    if manifest.opened:
        say(f"The profile opens harm controls: {', '.join(manifest.opened)}.", "Keep such a release in the house.")
    invalid = sum(one.invalid for one in manifest.exported)
    if invalid:
        say(f"{invalid:,} cells or rows were not as their table must have them; such rows are left out.")
    if manifest.previous is not None and not made.without_changes:
        say(f"{NOTE} tells what changed since {manifest.previous.name}.")
    else:
        say(f"There is no {NOTE}: {made.without_changes}.")


def _check(name: str, output: Path | None, workspace: Path | None) -> int:
    folder = output or Path(name)
    is_folder = folder.is_dir()
    if is_folder and workspace is None and output is None:
        return _say_faults(folder, None, None)
    with workspace_at(workspace) as here:
        if not is_folder:
            known = ledger.find(here.archive, name)
            if known is None:
                raise UsageError(
                    f"The workspace has no release {name!r}.", advice="Name one of its releases, or a release's folder."
                )
            folder = ledger.place(here.archive, known.note)
        return _say_faults(folder, here, name if not is_folder or output is not None else None)


def _say_faults(folder: Path, workspace: Workspace | None, name: str | None) -> int:
    manifest, _ = read_manifest(folder)
    wrong = list(check(folder, workspace, name))
    for fault in wrong:
        write_line(fault)
    files = f"{len(manifest.files):,} files"
    by = "" if workspace is None else " The workspace has made it."
    if wrong:
        say(f"The release {manifest.name} in {folder} is not what it was: {len(wrong):,} faults.")
        return 1
    say(f"The release {manifest.name} in {folder} is whole: {files} have the hashes that they had.{by}")
    return 0


def _rebuild(here: Workspace, name: str, target: Path, worlds: Worlds) -> int:
    try:
        found = rebuild(here, name, target, worlds, tell=_tell, doing=say_progress)
    finally:
        say_progress("")
    for file, why in found.not_made.items():
        write_line(f"{file} was not made again: {why}.")
    for file in found.different:
        write_line(f"{file} differs.")
    _say_rebuilt(name, found)
    return 1 if found.different else 0


def _say_rebuilt(name: str, found: Rebuilt) -> None:
    made = f"What makes it is another: {'; '.join(found.otherwise)}." if found.otherwise else ""
    if found.different:
        why = made or "What makes it is what it was: report this."
        say(f"{name}, made again in {found.folder}, differs in {len(found.different):,} files.", why)
    else:
        say(f"{name}, made again in {found.folder}, is the same: {len(found.same):,} files, byte for byte.", made)
