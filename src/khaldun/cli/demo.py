"""`khaldun demo`: the bundled sample reports, coded, with every receipt."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from khaldun.cli.code import coded
from khaldun.cli.out import has_colour, width, write
from khaldun.cli.say import say
from khaldun.cli.settings import build_settings
from khaldun.publish.formats import FORMATS, Look
from khaldun.run.inputs import find_inputs
from khaldun.run.tally import Tally, watch
from khaldun.tools.countries import packaged_countries


def demo(*, page: Path | None = None, data: Path | None = None) -> int:
    """Code the sample reports that come with Khaldun and show every receipt.

    Below each row stands, cell by cell, which words of the report it comes from and which named rules made it. The
    same is written as a page for a browser, and where it lies is said at the end.

    Parameters
    ----------
    page
        Where to write the page; otherwise demo.html in the data folder.
    data
        The data folder (default: $KHALDUN_DATA, else the system's folder for user data).
    """
    settings = build_settings(data=data)
    tally = Tally()
    look = Look(
        find_country=packaged_countries().get,
        today=settings.today,
        width=width(),
        colour=has_colour(),
        receipts=True,
    )
    with as_file(files("khaldun") / "samples") as folder:
        lines = list(
            watch(
                coded(find_inputs([str(folder)]), settings),
                tally,
                on_failure=lambda line: say(f"{line.name} failed ({line.stage}): {line.message}", line.advice),
            )
        )
    write(FORMATS["table"](lines, look), None)
    target = page or settings.data_folder / "demo.html"
    write(FORMATS["html"](lines, look), target)
    say("The same as a page, with the reports, a map and a timeline:", str(target))
    return 1 if tally.failures else 0
