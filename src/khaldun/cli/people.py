"""`khaldun people`: accounts of a workspace's desk, and tokens for programs."""

from __future__ import annotations

import getpass
import secrets
import sys
from typing import Annotated, Literal

from cyclopts import App, Parameter

from khaldun.cli.out import write_line
from khaldun.cli.say import say
from khaldun.cli.workspace import Where, now, workspace_at
from khaldun.errors import UsageError

app = App(name="people", help="Accounts of the workspace's desk, and tokens for programs.")
RoleName = Literal["reader", "coder", "reviewer", "admin"]


@app.command
def add(
    name: str,
    *,
    role: RoleName = "coder",
    generate: Annotated[bool, Parameter(negative="")] = False,
    workspace: Where = None,
) -> int:
    """Make an account. The password is asked for, or read from standard input where that is no terminal.

    Parameters
    ----------
    name
        The name to sign in by; a pseudonym is best, it stands in every decision.
    role
        reader looks, coder decides, reviewer also approves and returns, admin also sees to accounts.
    generate
        Make a password and tell it once.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.workspace.people import People

    with workspace_at(workspace) as here:
        password = _generated() if generate else _asked()
        People(here.store, now).add(name, role, password)
    say(f"{name} may sign in as {role}.")
    return 0


@app.command(name="list")
def list_(*, workspace: Where = None) -> int:
    """Tell who has an account.

    Parameters
    ----------
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.store.people import coders, tokens

    with workspace_at(workspace) as here, here.store.read() as connection:
        everybody = coders(connection)
        for coder in everybody:
            held = len(tokens(connection, coder.id))
            shut = "" if coder.active else ", shut out"
            write_line(f"{coder.name}  {coder.role}{shut}{f', {held} tokens' if held else ''}")
    if not everybody:
        say("Nobody has an account.", "Make one: khaldun people add NAME --role admin")
    return 0


@app.command
def change(
    name: str,
    *,
    role: RoleName | None = None,
    password: Annotated[bool, Parameter(negative="")] = False,
    generate: Annotated[bool, Parameter(negative="")] = False,
    active: Annotated[bool | None, Parameter(negative="--shut-out")] = None,
    workspace: Where = None,
) -> int:
    """Change somebody's role or password, or shut them out. What they decided stays theirs.

    Parameters
    ----------
    name
        Whose.
    role
        The new role.
    password
        Ask for a new password; they are signed out everywhere.
    generate
        Make a new password and tell it once.
    active
        --shut-out ends their sessions and tokens; --active lets them in again.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.workspace.people import People

    with workspace_at(workspace) as here:
        new = _generated() if generate else _asked() if password else None
        People(here.store, now).change(name, role=role, password=new, active=active)
    say(f"{name} was changed.")
    return 0


@app.command
def token(
    name: str, label: str, *, scope: Literal["read", "write"] = "read", days: int = 90, workspace: Where = None
) -> int:
    """Make a token for a program of somebody's, for the addresses under /api. It is told once.

    Parameters
    ----------
    name
        Whose it is: what the program does, it does in their name and with their role.
    label
        What it is for.
    scope
        read only looks; write may do what they may.
    days
        How long it holds.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.workspace.people import People

    with workspace_at(workspace) as here:
        secret = People(here.store, now).add_token(name, label, scope, days)
    write_line(secret)
    say("Keep it: it is not told again.")
    return 0


@app.command
def tokens(name: str | None = None, *, workspace: Where = None) -> int:
    """Tell which tokens there are: whose, what for, what they may do, until when.

    Parameters
    ----------
    name
        Whose (default: everybody's).
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.workspace.people import People

    with workspace_at(workspace) as here:
        held = People(here.store, now).tokens(name)
    for owner, one in held:
        until = f"{'until' if one.ends > now() else 'ended'} {one.ends:%Y-%m-%d}"
        write_line(f"{owner}  {one.name}  {one.scope}  {until}")
    if not held:
        say("There are no tokens.", "Make one: khaldun people token NAME LABEL")
    return 0


@app.command
def revoke(name: str, label: str, *, workspace: Where = None) -> int:
    """End one token of somebody's at once. Their others, and their account, stay as they are.

    Parameters
    ----------
    name
        Whose it is.
    label
        What it is called.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    from khaldun.workspace.people import People

    with workspace_at(workspace) as here:
        People(here.store, now).end_token(name, label)
    say(f"The token {label} of {name} lets nobody in any more.")
    return 0


def _generated() -> str:
    password = secrets.token_urlsafe(15)
    write_line(password)
    return password


def _asked() -> str:
    """The password, typed twice, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise UsageError("The two passwords differ.", advice="Try again.")
    return first
