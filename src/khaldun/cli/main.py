"""The command line's entry: commands are loaded when they are called, so that `--help` starts at once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from khaldun import __version__
from khaldun.cli.say import say
from khaldun.errors import DataError, KhaldunError, UsageError

if TYPE_CHECKING:
    from cyclopts import App

OK, SOME_FAILED, WRONG_USAGE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141

COMMANDS = {
    "code": ("khaldun.cli.code:code", "Code reports: files, folders, patterns or - in, a table of events out."),
    "init": ("khaldun.cli.workspace:init", "Make a workspace: a folder for reports, drafts and decisions."),
    "add": ("khaldun.cli.workspace:add", "Add reports to the workspace: files, folders, patterns, addresses."),
    "run": ("khaldun.cli.workspace:run", "Code what is new in the workspace."),
    "review": ("khaldun.cli.review:review", "Open the desk: check drafts in a browser."),
    "watch": ("khaldun.cli.watch:watch", "Look at feeds, pages and folders for what is new, and code it."),
    "people": ("khaldun.cli.people:app", "Accounts of the workspace's desk, and tokens for programs."),
    "status": ("khaldun.cli.workspace:status", "How much the workspace holds, and what is left to decide."),
    "verify": ("khaldun.cli.workspace_care:verify", "Check the workspace: bytes, words, references, decisions."),
    "redact": ("khaldun.cli.redact:redact", "Take a person's name, or a passage, out of the workspace for good."),
    "backup": ("khaldun.cli.workspace_care:backup", "Write the workspace into one file."),
    "restore": ("khaldun.cli.workspace_care:restore", "Make a workspace of a backup."),
    "passphrase": ("khaldun.cli.workspace_care:passphrase", "Change the passphrase of an encrypted workspace."),
    "export": ("khaldun.cli.export:export", "Export claims as data for others: tables, maps, workbooks."),
    "codebook": ("khaldun.cli.codebook:app", "Check codebooks of your own, and show those of Khaldun."),
    "release": ("khaldun.cli.release:release", "Release what stands in the workspace; check it, make it again."),
    "diff": ("khaldun.cli.diff:diff", "What changed from one release to another, and why."),
    "compare": ("khaldun.cli.compare:compare", "Hold our coding against your own ACLED or UCDP GED file."),
    "evaluate": ("khaldun.cli.evaluate:evaluate", "Compare coded events with a reference."),
    "gazetteer": ("khaldun.cli.gazetteer:app", "List, add to and search the places Khaldun knows."),
    "actors": ("khaldun.cli.actors:app", "Search the registry of armed and other actors."),
    "rules": ("khaldun.cli.rules:rules", "What the rules say that a receipt names."),
    "corpus": ("khaldun.cli.corpus:app", "Code real text by hand, check it, look at it, compare coders."),
    "demo": ("khaldun.cli.demo:demo", "Code the sample reports that come with Khaldun and show every receipt."),
}


def build_app() -> App:
    """The application with its commands, none of them loaded yet."""
    from cyclopts import App

    app = App(
        name="khaldun",
        help="Reports of armed conflict in, event data that can be checked out.",
        version=__version__,
        help_format="plaintext",
        suppress_keyboard_interrupt=False,
    )
    for name, (where, summary) in COMMANDS.items():
        app.command(where, name=name, help=summary)
    return app


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Runs a command and exits: 0 done, 1 some item failed, 2 wrong usage, 130 interrupted."""
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """Runs a command; errors become one line on standard error and an exit code."""
    from cyclopts.exceptions import CycloptsError

    try:
        result = build_app()(argv, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return result if isinstance(result, int) else OK
    except CycloptsError as error:
        say(_one_line(str(error)), "See khaldun --help.")
        return WRONG_USAGE
    except (UsageError, DataError) as error:
        say(error.message, error.advice)
        return WRONG_USAGE
    except KhaldunError as error:
        say(error.message, error.advice)
        return SOME_FAILED
    except BrokenPipeError:
        # What is still in the buffer must not be written again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        say(_one_line(str(error)), "Check the path, its rights and the space left.")
        return SOME_FAILED
    except KeyboardInterrupt:
        say("Interrupted; nothing half-written is left.")
        return INTERRUPTED


def _stop(number: int, frame: FrameType | None) -> None:
    """Ends as an interrupt does, so that temporary files go away."""
    raise SystemExit(128 + number)


def _one_line(message: str) -> str:
    return " ".join(message.split())


if __name__ == "__main__":
    main()
