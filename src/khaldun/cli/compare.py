"""`khaldun compare`: our coding beside the user's own ACLED or UCDP GED file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from khaldun.cli.compare_sources import Asked, read_ours, read_theirs
from khaldun.cli.out import has_colour, width, write
from khaldun.cli.say import say, say_bar, say_progress
from khaldun.cli.settings import build_settings
from khaldun.cli.workspace import Where
from khaldun.compare.holding import Knowing, hold
from khaldun.compare.lines import csv_lines
from khaldun.compare.page import comparison_page
from khaldun.compare.result import Comparison
from khaldun.compare.rules import Rules, load_rules, packaged_rules
from khaldun.compare.show import comparison_json, comparison_table
from khaldun.errors import UsageError
from khaldun.measure.names import build_names
from khaldun.publish.export.profile import SAFE, load_profile
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.tools.registry import load_registry

_PAGES = {".html", ".htm"}
_ORDERS = {"day-first": True, "month-first": False}
_OFTEN = 0.2  # seconds between two tellings of how far it is


def compare(
    *files: Annotated[str, Parameter(allow_leading_hyphen=True)],
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    format: Literal["table", "json", "csv"] = "table",
    workspace: Where = None,
    profile: Path | None = None,
    rules: Path | None = None,
    days: Literal["day-first", "month-first"] | None = None,
    seed: int = 0,
    data: Path | None = None,
) -> int:
    """Hold our coding against your own ACLED or UCDP GED file: what both have, what each misses, and how far they
    disagree where both have it.

    Neither is taken for the truth. Only countries and days that both tell of are compared.
    Exit code: 0 compared, 1 nothing can be compared, or rows could not be read (the others are compared), 2 wrong
    usage.

    Parameters
    ----------
    files
        Ours, then theirs. Ours: a table that khaldun export acled or ucdp has written (CSV or XLSX), or claims in
        JSON Lines (files, folders of them, or - for standard input); without it, the workspace. Theirs: a CSV file or
        a workbook with ACLED's 31 columns or GED's 49.
    output
        Also write a page (HTML) to this file, with every pair side by side.
    format
        table for people, json for programs, csv: a line a pair and a line a row without a partner.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    profile
        A publishing profile (TOML), by which claims become the table; without one: safe by default. Of a table that
        was exported before, it changes nothing.
    rules
        Rules of matching (YAML) instead of those that come with Khaldun.
    days
        How days such as 3/4/2020 are read, where their column does not tell.
    seed
        Seed of the bootstrap and of the shuffled control.
    data
        The data folder (default: $KHALDUN_DATA, else the system's folder for user data).
    """
    if not files:
        raise UsageError(
            "No file is given.", advice="khaldun compare OURS THEIRS, or in a workspace: khaldun compare THEIRS"
        )
    *ours, theirs = files
    if ours and workspace is not None:
        raise UsageError("Ours is a file or the workspace.", advice="Leave one of both out.")
    _check_page(output, files)
    asked = Asked(
        ours=tuple(ours),
        theirs=Path(theirs),
        workspace=workspace,
        profile=SAFE if profile is None else load_profile(profile),
        day_first=None if days is None else _ORDERS[days],
    )
    read = packaged_rules() if rules is None else load_rules(rules)
    theirs_file = read_theirs(asked)
    ours_table, source = read_ours(asked, theirs_file.table, build_settings(data=data))
    told = hold(
        theirs_file.table,
        ours_table,
        theirs_file.rows,
        (source, theirs_file.source),
        _knowing(read),
        seed=seed,
        tell=_Far().tell,
    )
    say_progress("")
    if output is not None:
        write([comparison_page(told, read)], output)
        say(f"The page is {output}.")
    _write(told, read, format)
    return 1 if source.unread or theirs_file.source.unread else 0


def _check_page(output: Path | None, files: tuple[str, ...]) -> None:
    if output is None:
        return
    if output.suffix.lower() not in _PAGES:
        raise UsageError(
            f"{output} does not end as a page does: -o writes HTML.",
            advice="Name it .html; lines and figures go to standard output: --format csv > pairs.csv",
        )
    if any(output.exists() and Path(name).exists() and output.samefile(name) for name in files):
        raise UsageError(f"{output} is one of the inputs.", advice="Give -o another name.")


def _knowing(rules: Rules) -> Knowing:
    registry = load_registry()

    def country_of(name: str) -> str | None:
        code = name.upper()
        return code if registry.countries.get(code) is not None else next(iter(registry.countries_of(name)), None)

    return Knowing(names=build_names(), fold=load_folding().fold, country_of=country_of, rules=rules)


def _write(told: Comparison, rules: Rules, format: str) -> None:
    if format == "csv":
        write(csv_lines(told), None)
    elif format == "json":
        write([comparison_json(told)], None)
    else:
        write([comparison_table(told, rules, width=width(), colour=has_colour())], None)


class _Far:
    """How far the matching is, told now and then."""

    def __init__(self) -> None:
        self._told = 0.0

    def tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told >= _OFTEN:
            self._told = now
            say_bar("Matching", done, total)
