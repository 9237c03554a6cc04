"""The form of an export ↔ what is to be made: format, table, profile, which claims."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import msgspec
from starlette.datastructures import FormData

from khaldun.errors import UsageError
from khaldun.export.own import codebooks, profiles
from khaldun.publish.export.formats import FORMATS, FormatName, TableName
from khaldun.store.queue import Filter

FORMAT_WORDS: dict[FormatName, str] = {
    "acled": "CSV in ACLED's columns",
    "ucdp": "CSV in UCDP GED's columns",
    "plover": "CSV in PLOVER's columns",
    "hxl": "CSV with HXL hashtags",
    "csv": "CSV",
    "xlsx": "Excel workbook",
    "geojson": "GeoJSON, for maps",
    "geoparquet": "GeoParquet, for maps",
    "parquet": "Parquet",
    "jsonl": "claims (JSON Lines)",
}
OWN = ""  # the format's own table
BY_CODEBOOK = "codebook/"  # before the name of a codebook of the workspace's own, which makes the table
TABLE_WORDS = {
    OWN: "the format's own",
    "claims": "claims, each a row",
    "acled": "ACLED's",
    "ucdp": "UCDP GED's",
    "plover": "PLOVER's",
    "hxl": "HXL's",
}
_LONGEST = 500  # characters of a licence or a citation


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it was filled in; `profile` "" is the one that is safe by default."""

    format: str = "csv"
    table: str = OWN
    profile: str = ""
    licence: str = ""
    citation: str = ""
    leave_out_invalid: bool = False


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made. `profile` is null for the one that is safe by default, `codebook` where it makes no table,
    `chosen` for all claims."""

    format: FormatName
    table: TableName
    codebook: Path | None
    profile: Path | None
    leave_out_invalid: bool
    licence: str
    citation: str
    chosen: Filter | None


def typed_in(form: FormData) -> Typed:
    """What was sent; what is longer than anybody types is cut."""
    told = {name: " ".join(str(form.get(name) or "").split())[:_LONGEST] for name in Typed.__struct_fields__}
    return Typed(
        format=told["format"],
        table=told["table"],
        profile=told["profile"],
        licence=told["licence"],
        citation=told["citation"],
        leave_out_invalid=bool(told["leave_out_invalid"]),
    )


def wanted_by(typed: Typed, folder: Path, chosen: Filter | None) -> Wanted:
    """What a form asks for, at a desk over the workspace in a folder.

    Raises:
        UsageError: there is no such format, table, codebook or profile, or the format holds no such table.
    """
    format = next((name for name in FORMATS if name == typed.format), None)
    if format is None:
        raise UsageError("There is no such format.", advice="Choose one of those below.")
    own = typed.table.startswith(BY_CODEBOOK)
    return Wanted(
        format=format,
        table=_table(format, typed.table, own=own),
        codebook=_one(codebooks(folder), typed.table.removeprefix(BY_CODEBOOK), "codebook") if own else None,
        profile=_one(profiles(folder), typed.profile, "profile") if typed.profile else None,
        leave_out_invalid=typed.leave_out_invalid,
        licence=typed.licence,
        citation=typed.citation,
        chosen=chosen,
    )


def _one(known: Mapping[str, Path], name: str, what: str) -> Path:
    if name not in known:
        raise UsageError(f"There is no such {what}.", advice="Choose one of those below.")
    return known[name]


def _table(format: FormatName, told: str, *, own: bool) -> TableName:
    kind = FORMATS[format]
    if told in (OWN, kind.table):
        return kind.table
    table: TableName | None = kind.table if own else next((name for name in get_args(TableName) if name == told), None)
    if table is None:
        raise UsageError("There is no such table.", advice="Choose one of those below.")
    if kind.fixed:
        raise UsageError(
            f"“{FORMAT_WORDS[format]}” holds its own table and no other.",
            advice="Choose the format's own table, or CSV, Excel, Parquet, GeoJSON or GeoParquet.",
        )
    return table
