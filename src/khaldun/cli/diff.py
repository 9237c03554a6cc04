"""`khaldun diff`: what changed from one release, or exported file, to another, and why."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from khaldun.cli.export_world import world
from khaldun.cli.out import has_colour, width, write
from khaldun.cli.say import say_bar, say_progress
from khaldun.cli.settings import build_settings
from khaldun.cli.workspace import Where, workspace_at
from khaldun.errors import UsageError
from khaldun.publish.changes.changes import Changes
from khaldun.publish.changes.page import changes_page
from khaldun.publish.changes.show import as_csv, as_json, as_table
from khaldun.publish.export.profile import Profile, load_profile
from khaldun.publish.export.publishing import Tally
from khaldun.release.building import Worlds
from khaldun.release.comparing import compare_files, compare_now, compare_releases, half_of
from khaldun.release.ledger import NOW
from khaldun.run.crew import processors
from khaldun.tools.gazetteer.progress import no_progress
from khaldun.workspace.config import find_folder
from khaldun.workspace.open import Workspace


def diff(
    before: str,
    after: str,
    *,
    format: Literal["table", "json", "csv", "html"] = "table",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    profile: Path | None = None,
    workspace: Where = None,
    data: Path | None = None,
) -> int:
    """Tell what changed from one release to another: rows added, changed, merged, retracted, and why.

    What either withholds is not told. Exit code: 0 compared, 1 something could not be read or written, 2 wrong usage.

    Parameters
    ----------
    before
        The earlier one: a release of the workspace, a release's folder, or an exported file.
    after
        The later one, of the same kind; now for the workspace as it stands, exported as the earlier release was.
    format
        table for a terminal, json and csv for programs, html for a page.
    output
        The file to write (default: standard output).
    profile
        With now: another publishing profile (TOML) than the earlier release had.
    workspace
        The workspace's folder (default: the one that the current folder lies in, if any).
    data
        The data folder (default: $KHALDUN_DATA, else the system's folder for user data).
    """
    if before == NOW:
        raise UsageError("What stands now is the later one.", advice="khaldun diff RELEASE now")
    if profile is not None and after != NOW:
        raise UsageError(
            "A profile is given for the workspace as it stands.", advice="khaldun diff RELEASE now --profile …"
        )
    loaded = None if profile is None else load_profile(profile)
    found = _found(before, after, loaded, workspace, data)
    say_progress("")
    if format == "json":
        write([as_json(found)], output)
    elif format == "csv":
        write(as_csv(found), output)
    elif format == "html":
        write([changes_page(found)], output)
    else:
        write([as_table(found, width=width(), colour=has_colour() and output is None)], output)
    return 0


def _found(
    before: str, after: str, profile: Profile | None, workspace: Path | None, data: Path | None
) -> list[Changes]:
    files = [Path(said).is_file() for said in (before, after)]
    if all(files):
        return compare_files(Path(before), Path(after))
    if any(files):
        raise UsageError(
            f"{before} and {after} are a file and a release.", advice="Compare two files, or two releases."
        )
    with _workspace(workspace, after) as here:
        earlier = half_of(before, here)
        if after == NOW and here is not None:
            return compare_now(earlier, here, _worlds(data), _tell, profile=profile)
        return compare_releases(earlier, half_of(after, here), here, partial(_worlds, data))


@contextlib.contextmanager
def _workspace(stated: Path | None, after: str) -> Iterator[Workspace | None]:
    """The workspace, where there is one: folders of releases can be compared without."""
    if stated is None and after != NOW:
        try:
            find_folder(Path.cwd())
        except UsageError:
            yield None
            return
    with workspace_at(stated) as here:
        yield here


def _worlds(data: Path | None) -> Worlds:
    settings = build_settings(data=data)
    found = Worlds(
        here=world(settings, progress=say_bar),
        make=partial(world, settings, progress=no_progress),
        jobs=processors(),
    )
    say_progress("")
    return found


def _tell(file: str, tally: Tally, doing: str) -> None:
    if doing != "rows":
        say_progress(f"{file}: {doing}")
