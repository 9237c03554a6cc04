"""`khaldun evaluate`: coded events against a reference."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from khaldun.cli.out import has_colour, width, write
from khaldun.errors import UsageError
from khaldun.evaluate.errors_page import errors_page
from khaldun.evaluate.rows import Claims, join_claims, read_claims
from khaldun.evaluate.score import evaluate as compare
from khaldun.evaluate.show import result_json, result_table
from khaldun.measure.names import build_names
from khaldun.tools.codebooks import packaged_codebook


def evaluate(
    ref: Path,
    sys: Path,
    *,
    format: Literal["table", "json"] = "table",
    seed: int = 0,
    details: Annotated[bool, Parameter(negative="")] = False,
    html: Path | None = None,
) -> int:
    """Compare coded events with a reference.

    Both are claims in JSON Lines, as khaldun code --format jsonl writes them: a file, or a folder of .jsonl files.
    The reference needs only report.name, sub_event_type, date and place; what it does not state is not scored, and a
    row with "optional": true is neither a miss nor a false find. A reference names a report without events by a
    report line.

    Parameters
    ----------
    ref
        The reference.
    sys
        The claims to be judged.
    format
        table for people, json for programs.
    seed
        Seed of the bootstrap and of the shuffled control.
    details
        Also list what was missed and what was found falsely.
    html
        Also write a page to this file: what was missed and invented, in the words of the reports.
    """
    codebook = packaged_codebook()
    reference, system = _read(ref), _read(sys)
    result = compare(reference, system, names=build_names(), event_type_of=codebook.event_type.get, seed=seed)
    if html is not None:
        write([errors_page(result, {**reference.texts, **system.texts})], html)
    if format == "json":
        write([result_json(result)], None)
    else:
        write([result_table(result, width=width(), colour=has_colour(), details=details)], None)
    return 0


def _read(path: Path) -> Claims:
    """The claims of a file, or of all JSONL files of a folder."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise UsageError(f"The folder {path} holds no .jsonl files.", advice="Give a JSONL file of claims.")
    return join_claims(_read_file(file) for file in files)


def _read_file(path: Path) -> Claims:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", advice="Give a JSONL file of claims.") from error
    return read_claims(data, origin=str(path))
