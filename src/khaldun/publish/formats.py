"""The formats that exist, by name. To add one: a module with a generator of lines to bytes, and a line here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

import msgspec

from khaldun.publish.acled import publish_acled
from khaldun.publish.export.acled import FindCountry
from khaldun.publish.flat import publish_csv
from khaldun.publish.geojson import publish_geojson
from khaldun.publish.jsonl import publish_jsonl
from khaldun.publish.receipt.page import publish_page
from khaldun.publish.table import publish_table
from khaldun.records.lines import ContractLine


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What a format may ask of the world outside the lines.

    `width` (columns), `colour` and `receipts` are for people's eyes; `today` and `find_country` for ACLED's table.
    """

    find_country: FindCountry
    today: dt.date
    width: int = 120
    colour: bool = False
    receipts: bool = False


Publish = Callable[[Iterable[ContractLine], Look], Iterator[bytes]]

FORMATS: dict[str, Publish] = {
    "table": lambda lines, look: publish_table(
        lines, width=look.width, colour=look.colour, receipts=look.receipts
    ),
    "jsonl": lambda lines, look: publish_jsonl(lines),
    "csv": lambda lines, look: publish_csv(lines),
    "acled": lambda lines, look: publish_acled(lines, find_country=look.find_country, today=look.today),
    "geojson": lambda lines, look: publish_geojson(lines),
    "html": lambda lines, look: publish_page(lines),
}  # fmt: skip
