"""The form of an export ↔ what is to be made: format, table, profile, which claims."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import msgspec
from starlette.datastructures import FormData

from khaldun.errors import UsageError
from khaldun.publish.export.formats import FORMATS, FormatName, TableName
from khaldun.store.queue import Filter
from khaldun.workspace.open import Workspace

PROFILES = "profiles"  # a folder of the workspace
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
OWN = ""
TABLE_WORDS = {
    OWN: "the format's own",
    "claims": "claims, each a row",
    "acled": "ACLED's",
    "ucdp": "UCDP GED's",
    "plover": "PLOVER's",
    "hxl": "HXL's",
}
_LONGEST, _LONGEST_NAME = 500, 100  # characters of a licence or a citation, of a profile's name


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it was filled in; `profile` "" is the one that is safe by default."""

    format: str = "csv"
    table: str = OWN
    profile: str = ""
    licence: str = ""
    citation: str = ""
    leave_out_invalid: bool = False


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made. `profile` is null for the one that is safe by default, `chosen` null for all claims."""

    format: FormatName
    table: TableName
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


def profiles(workspace: Workspace) -> dict[str, Path]:
    """The publishing profiles of a workspace by name: the TOML files of its folder `profiles`."""
    found = sorted((workspace.folder / PROFILES).glob("*.toml"))
    return {path.stem: path for path in found if len(path.stem) <= _LONGEST_NAME}


def wanted_by(typed: Typed, known: dict[str, Path], chosen: Filter | None) -> Wanted:
    """What a form asks for, of profiles that are `known`.

    Raises:
        UsageError: there is no such format, table or profile, or the format holds no such table.
    """
    format = next((name for name in FORMATS if name == typed.format), None)
    if format is None:
        raise UsageError("There is no such format.", advice="Choose one of those below.")
    if typed.profile and typed.profile not in known:
        raise UsageError("There is no such profile.", advice="Choose one of those below.")
    return Wanted(
        format=format,
        table=_table(format, typed.table),
        profile=known.get(typed.profile),
        leave_out_invalid=typed.leave_out_invalid,
        licence=typed.licence,
        citation=typed.citation,
        chosen=chosen,
    )


def _table(format: FormatName, told: str) -> TableName:
    kind = FORMATS[format]
    if told in (OWN, kind.table):
        return kind.table
    table: TableName | None = next((name for name in get_args(TableName) if name == told), None)
    if table is None:
        raise UsageError("There is no such table.", advice="Choose one of those below.")
    if kind.fixed:
        raise UsageError(
            f"“{FORMAT_WORDS[format]}” holds its own table and no other.",
            advice="Choose the format's own table, or CSV, Excel, Parquet, GeoJSON or GeoParquet.",
        )
    return table
