"""`khaldun review`: the desk in a browser."""

from __future__ import annotations

import contextlib
import sys
import threading
import webbrowser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from khaldun.cli.say import say, say_bar, say_progress
from khaldun.cli.server_log import log_to_terminal
from khaldun.cli.settings import build_settings
from khaldun.cli.workspace import Where, now, workspace_at
from khaldun.errors import UsageError
from khaldun.tools.listening import Listening, listen

if TYPE_CHECKING:
    from khaldun.workspace.open import Workspace
    from khaldun.workspace.people import People

_TURN = 0.001  # seconds: a thread that the database has answered waits no longer for others that make pages
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def review(
    *,
    workspace: Where = None,
    host: str = "127.0.0.1",
    port: int | None = None,
    accounts: Annotated[bool, Parameter(negative="")] = False,
    name: Annotated[list[str] | None, Parameter(name="--name", negative="", consume_multiple=False)] = None,
    certificate: Path | None = None,
    key: Path | None = None,
    browser: Annotated[bool, Parameter(negative="--no-browser")] = True,
    data: Path | None = None,
) -> int:
    """Open the desk: check drafts in a browser. It ends with Ctrl-C; what was decided is kept at once.

    One user on their own machine needs no account; at any other address everybody signs in.
    Exit code: 0 ended, 1 the store gives out, 2 wrong usage.

    Parameters
    ----------
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    host
        The address to listen at. Any but this machine's own needs accounts (khaldun people add).
    port
        The port to listen at (default: 8017, or the next that is free).
    accounts
        Ask everybody to sign in, also on this machine: for a desk behind a proxy.
    name
        A name that the desk is reached by, such as desk.example.org; once for each. Addresses in numbers always are.
    certificate
        A TLS certificate (PEM). Without one, let a proxy in front speak TLS, or passwords pass in the clear.
    key
        The certificate's key (PEM).
    browser
        Open the page in a browser.
    data
        The folder of gazetteers (default: $KHALDUN_DATA, else the system's folder for user data).
    """
    if (certificate is None) != (key is None):
        raise UsageError("A certificate and its key belong together.", advice="Give --certificate and --key.")
    listening = listen(host, port, tls=certificate is not None)
    with contextlib.closing(listening.socket), workspace_at(workspace) as here:
        from khaldun.cli.export_world import world_on
        from khaldun.desk.app import make_app
        from khaldun.desk.site import Site
        from khaldun.run.crew import processors
        from khaldun.tools.build import build_tools
        from khaldun.tools.gazetteer.store import open_gazetteer
        from khaldun.tools.registry import load_registry
        from khaldun.workspace.coding import recoder_of
        from khaldun.workspace.deciding import Desk

        people = _people(here) if accounts or host not in _LOOPBACK else None
        if people is not None and certificate is None and host not in _LOOPBACK:
            say("Without --certificate passwords pass in the clear.", "Let a proxy in front speak TLS.")
        settings = build_settings(reader="rules", data=data)
        tools = build_tools(settings, progress=say_bar)
        gazetteer = open_gazetteer(settings.data_folder)
        say_progress("")
        desk = Desk(here.store, recoder_of(tools), now)
        around, jobs = partial(world_on, data=data), max(processors() - 1, 1)  # one makes pages
        site = Site(here, desk, tools, gazetteer.beginning, tuple(load_registry()), people, around, jobs)
        app = make_app(site, hosts=[*sorted(_LOOPBACK), host, *(name or ())])
        _serve(app, listening, certificate=certificate, key=key, browser=browser)
    return 0


def _people(here: Workspace) -> People:
    """The workspace's people; one at least must be able to sign in."""
    from khaldun.store.people import coders
    from khaldun.workspace.people import People

    with here.store.read() as connection:
        if not any(coder.active and coder.password for coder in coders(connection)):
            raise UsageError(
                "Nobody could sign in: the workspace has no accounts.",
                advice="Make one: khaldun people add NAME --role admin",
            )
    return People(here.store, now)


def _serve(app: object, listening: Listening, *, certificate: Path | None, key: Path | None, browser: bool) -> None:
    import uvicorn

    sys.setswitchinterval(_TURN)
    log_to_terminal()
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    say(f"The desk is open at {listening.address}.", "Ctrl-C ends it.")
    if browser:
        threading.Timer(0.8, webbrowser.open, [listening.address]).start()
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening.socket])
