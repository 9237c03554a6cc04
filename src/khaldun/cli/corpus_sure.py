"""`khaldun corpus calibration`: whether confidence holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from khaldun.cli.corpus_load import loaded_codings
from khaldun.cli.out import has_colour, width, write
from khaldun.evaluate.tables import printed, simple_table, text_console
from khaldun.measure.calibration import (
    FIELDS,
    Judged,
    calibration_error,
    error_by_chance,
    judged_claims,
    reliability,
    risk_coverage,
)


def calibration(
    files: Annotated[list[Path], Parameter(name="FILE")],
    /,
    *,
    items: Path,
    data: Path,
    part: Literal["dev", "test"] = "test",
    reader: Literal["auto", "model", "rules"] = "auto",
    format: Literal["table", "json"] = "table",
) -> int:
    """Measure whether confidence holds on the documents of a corpus: of the claims given .7, are seven in ten right?

    Parameters
    ----------
    files
        Codings, or folders of them.
    items
        The manifest.
    data
        The folder with the sources' folders.
    part
        The part of the corpus.
    reader
        Who reads the texts.
    format
        table for people, json for programs.
    """
    from khaldun.cli.settings import build_settings
    from khaldun.measure.real import settled
    from khaldun.tools.build import build_tools

    loaded = loaded_codings(files, items, data)
    coded = [one for one in settled(loaded.coded) if one.text.item.part == part]
    judged = list(judged_claims(coded, build_tools(build_settings(reader=reader))))
    by_field = {field: [one for one in judged if one.field == field] for field in FIELDS}
    if format == "json":
        found = {
            field: {
                "count": len(of),
                "error": round(calibration_error(of), 4) if of else None,
                "by_chance": round(error_by_chance(of), 4) if of else None,
                "bins": reliability(of),
            }
            for field, of in by_field.items()
        }
        curve = risk_coverage(by_field["claim"])
        write([msgspec.json.encode({"reader": reader, "part": part, "fields": found, "curve": curve}) + b"\n"], None)
    else:
        write([_tables(by_field, f"{reader}, {part}").encode()], None)
    return 1 if loaded.complaints else 0


def _tables(by_field: dict[str, list[Judged]], title: str) -> str:
    out, console = text_console(width=width(), colour=has_colour())
    table = simple_table(f"Confidence ({title})", "", "n", "mean", "right", "error", "by chance")
    for field, of in by_field.items():
        if of:
            sure, right = sum(one.sure for one in of) / len(of), sum(one.right for one in of) / len(of)
            figures = (sure, right, calibration_error(of), error_by_chance(of))
            table.add_row(field, f"{len(of):,}", *(f"{figure:.3f}" for figure in figures))
    console.print(table)
    bins = simple_table("Claims by confidence", "sure", "n", "right")
    for one in reliability(by_field["claim"]):
        bins.add_row(f"{one.sure:.2f}", f"{one.count:,}", f"{one.right:.2f}")
    console.print(bins)
    curve = simple_table("The surest claims", "share", "found", "whole")
    for point in risk_coverage(by_field["claim"]):
        curve.add_row(f"{point.coverage:.0%}", f"{point.found:.2f}", f"{point.whole:.2f}")
    console.print(curve)
    return printed(out).decode()
