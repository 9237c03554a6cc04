"""`khaldun codebook check|show`: codebooks of one's own, and those that come with Khaldun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from khaldun.codebook.check import Reading
    from khaldun.codebook.faults import Fault
    from khaldun.publish.export.tables import Table

app = App(name="codebook", help="Check codebooks of your own, and show those of Khaldun.", help_format="plaintext")


@app.command
def check(codebook: str, /, *, remarks: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Check a codebook: its form, its sense, and its worked cases, which are run.

    Every fault stands in a line of its own: file, line, column, field, what is wrong, what to do. Exit code: 0 no
    fault, 1 faults, 2 wrong usage.

    Parameters
    ----------
    codebook
        A YAML file; or acled, ged, plover, claims or health-care, which come with Khaldun.
    remarks
        Tell also what is no fault: rules without a case, types that no rule gives, words that no rule seeks.
    """
    from khaldun.cli.codebook_world import packaged_files
    from khaldun.cli.out import write_line

    own = Path(codebook)
    faults = 0
    for path in [own] if own.exists() or own.suffix in (".yaml", ".yml") else packaged_files(codebook):
        shown = str(path) if path == own else path.name
        found, said, summary = _checked(path)
        for fault in found:
            write_line(f"{shown}:{fault}")
        for remark in said if remarks else ():
            write_line(f"{shown}:{remark} (no fault)")
        write_line(f"{shown}: {summary}")
        faults += len(found)
    return 1 if faults else 0


@app.command
def show(codebook: str, /) -> None:
    """Write a codebook of Khaldun's to standard output: to read, or to start one of your own from.

    Parameters
    ----------
    codebook
        acled, ged, plover, claims or health-care.
    """
    from khaldun.cli.codebook_world import packaged_files
    from khaldun.cli.out import write

    write([b"---\n".join(path.read_bytes() for path in packaged_files(codebook))], None)


def _checked(path: Path) -> tuple[tuple[Fault, ...], tuple[Fault, ...], str]:
    """Faults, remarks, and how a file did in a line."""
    from khaldun.cli.codebook_world import FOLDER, builtins, coding, packaged_cast
    from khaldun.codebook.cases import run_cases
    from khaldun.codebook.check import load, read
    from khaldun.codebook.vocabulary import vocabulary
    from khaldun.publish.words import many

    ours = path.parent == FOLDER
    steps = builtins() if ours else {}
    reading = read(load(path), vocabulary=vocabulary(), cast=packaged_cast(), builtins=steps)
    if reading.ready is None:
        return reading.faults, reading.remarks, f"{many(len(reading.faults), 'fault')}; its cases were not run."
    ran = run_cases(reading, _table(reading), coding())
    if ran.faults:
        return ran.faults, reading.remarks, f"{many(len(ran.faults), 'fault')} in {many(ran.count, 'case')}."
    ready = reading.ready
    what = [
        *([many(len(ready.types), "type")] if ready.types else []),
        *([many(len(ready.columns), "column")] if ready.columns else []),
        many(len(ready.rules), "rule"),
        f"{many(ran.count, 'case')} run",
    ]
    said = f" {many(len(reading.remarks), 'remark')} (--remarks)." if reading.remarks else ""
    return (), reading.remarks, f"no fault. {ready.head.name}/{ready.head.version}: {', '.join(what)}.{said}"


def _table(reading: Reading) -> Table | None:
    from khaldun.cli.codebook_world import builtin_table
    from khaldun.codebook.table import OwnTable

    if reading.ready is None:
        return None
    builtin = reading.ready.head.builtin
    return OwnTable(reading.ready) if builtin is None else builtin_table(builtin)
