"""`khaldun verify`, `backup`, `restore`, `passphrase`: that nothing is lost, and nothing was changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from khaldun.cli.out import write_line
from khaldun.cli.passphrase import NEW_VARIABLE, change, new_sealing, unlocked
from khaldun.cli.say import say
from khaldun.cli.settings import store_password
from khaldun.cli.workspace import Where, say_encrypted, workspace_at
from khaldun.workspace.config import find_folder


def verify(*, workspace: Where = None) -> int:
    """Check that what the workspace holds is what was kept: raw bytes by their hashes, words by their places in the
    texts, references, and the chain of decisions.

    Exit code: 0 all is as it was kept, 1 something is not (each fault in a line).

    Parameters
    ----------
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.workspace.verify import Checked, verify

    faults, checked = 0, Checked()
    with workspace_at(workspace) as here:
        for fault in verify(here, checked):
            faults += 1
            write_line(fault)
    looked = (
        f"{checked.inputs:,} inputs, {checked.reports:,} reports, {checked.claims:,} claims and "
        f"{checked.decisions:,} decisions were checked"
    )
    if faults:
        say(f"{looked}: {faults:,} faults.", "Restore a backup (khaldun restore), and find out who had access.")
        return 1
    say(f"{looked}: all is as it was kept.")
    return 0


def backup(file: Path, *, workspace: Where = None) -> int:
    """Write the workspace into one file, whole or not at all: settings, reports, claims, decisions, raw bytes.

    Others may go on working meanwhile. The file holds everything that the workspace holds, encrypted where that is:
    keep it as safe.
    Exit code: 0 written, 1 the store gives out, 2 wrong usage.

    Parameters
    ----------
    file
        The file to write, such as backup.tar.gz.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.workspace.backup import back_up

    with workspace_at(workspace) as here:
        listed = back_up(here, file)
    say(f"{len(listed.files):,} files are in {file} ({file.stat().st_size / 1_000_000:.1f} MB).")
    return 0


def restore(
    file: Path,
    folder: Path,
    *,
    store: str | None = None,
    encrypt: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Make a workspace of a backup, in a new folder. A damaged backup is told, and nothing is left behind.

    The backup of an encrypted workspace asks for the passphrase that it had, and what is made of it keeps that.

    Exit code: 0 restored, 1 the store cannot be made, 2 the file is no backup, or the folder holds something.

    Parameters
    ----------
    file
        The backup.
    folder
        The new folder.
    store
        Another database than it was in: sqlite:///FILE or postgresql://USER@HOST/DATABASE, which must be empty. A
        backup of a PostgreSQL store is restored into SQLite where none is named.
    encrypt
        Encrypt what is restored under a new passphrase and with new keys, whether the backup was encrypted or not.
    """
    from khaldun.workspace.restoring import may_be_restored, restore

    may_be_restored(folder)
    address = restore(
        file,
        folder,
        store=store,
        password=store_password(),
        unlock=partial(unlocked, prompt=f"Passphrase of {file}: "),
        sealing=new_sealing(NEW_VARIABLE) if encrypt else None,
    )
    if encrypt:
        say_encrypted(address)
    say(f"The workspace is in {folder}.", "Check it: khaldun verify")
    return 0


def passphrase(*, workspace: Where = None) -> int:
    """Change the passphrase of an encrypted workspace. What is encrypted stays as it is; backups keep the old one.

    Exit code: 0 changed, 1 the old passphrase is wrong, 2 wrong usage.

    Parameters
    ----------
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    folder = workspace or find_folder(Path.cwd())
    change(folder)
    say(
        f"The passphrase of {folder} was changed.",
        "Backups made before are opened by the old one. If others know it: khaldun restore FILE FOLDER --encrypt",
    )
    return 0
