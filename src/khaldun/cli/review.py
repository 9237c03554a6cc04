"""`khaldun review`: the desk in a browser."""

from __future__ import annotations

import contextlib
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from khaldun.cli.say import say, say_bar, say_progress
from khaldun.cli.settings import build_settings
from khaldun.cli.workspace import Where, now, workspace_at
from khaldun.errors import UsageError
from khaldun.tools.listening import Listening, listen

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def review(
    *,
    workspace: Where = None,
    host: str = "127.0.0.1",
    port: int | None = None,
    browser: Annotated[bool, Parameter(negative="--no-browser")] = True,
    data: Path | None = None,
) -> int:
    """Open the desk: check drafts in a browser. It ends with Ctrl-C; what was decided is kept at once.

    One user on their own machine needs no account. Exit code: 0 ended, 1 the store gives out, 2 wrong usage.

    Parameters
    ----------
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    host
        The address to listen at. Only this machine's own: others need accounts, which there are none of yet.
    port
        The port to listen at (default: 8017, or the next that is free).
    browser
        Open the page in a browser.
    data
        The folder of gazetteers (default: $KHALDUN_DATA, else the system's folder for user data).
    """
    if host not in _LOOPBACK:
        raise UsageError(
            f"The desk is not opened to others at {host}: there are no accounts here, and anybody could decide.",
            advice="Leave --host out.",
        )
    listening = listen(host, port)
    with contextlib.closing(listening.socket), workspace_at(workspace) as here:
        from khaldun.desk.app import make_app
        from khaldun.desk.site import Site
        from khaldun.tools.build import build_tools
        from khaldun.tools.gazetteer.store import open_gazetteer
        from khaldun.tools.registry import load_registry
        from khaldun.workspace.coding import recoder_of
        from khaldun.workspace.deciding import Desk

        settings = build_settings(reader="rules", data=data)
        tools = build_tools(settings, progress=say_bar)
        gazetteer = open_gazetteer(settings.data_folder)
        say_progress("")
        desk = Desk(here.store, recoder_of(tools), now)
        app = make_app(Site(here, desk, tools, gazetteer.beginning, tuple(load_registry())), hosts=sorted(_LOOPBACK))
        _serve(app, listening, browser=browser)
    return 0


def _serve(app: object, listening: Listening, *, browser: bool) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    say(f"The desk is open at {listening.address}.", "Ctrl-C ends it.")
    if browser:
        threading.Timer(0.8, webbrowser.open, [listening.address]).start()
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening.socket])
