"""What a run is told from outside, as one frozen value: built in `cli`, passed down, read nowhere else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from khaldun.records.reports import Given

MEGABYTE = 1_000_000


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one run.

    `today` is the clock: no date of a report lies after it, and nothing else asks what day it is.
    `data_folder` holds what the user added (gazetteers) and what the first start unpacked. `gazetteer` is an index
    to use instead of that folder's. `reader` is "rules", or the folder of a trained network. `given` is metadata stated
    for every report; `columns` maps the contract's column names to those of the user's tables. Limits are in bytes.
    `archive` is the folder of raw bytes, which holds what was found at addresses.
    """

    today: dt.date
    data_folder: Path
    gazetteer: Path | None = None
    reader: str = "rules"
    given: Given = Given()
    columns: dict[str, str] = msgspec.field(default_factory=dict)
    report_limit: int = 20 * MEGABYTE
    table_limit: int = 500 * MEGABYTE
    archive: Path | None = None
