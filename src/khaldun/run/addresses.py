"""Addresses among the inputs: each is visited once, before anything is coded, and read from the archive after."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from khaldun.errors import FetchError
from khaldun.run.keep import Archive, Visit
from khaldun.tools.fetch.client import Fetcher

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_LONGEST = 80


def is_address(name: str) -> bool:
    """Whether an input is a web address."""
    return _ADDRESS.match(name) is not None


def name_of(address: str) -> str:
    """A name for what an address holds: the last part of its path, else its host; fit for a file's name."""
    parts = urlsplit(address)
    for words in (PurePosixPath(unquote(parts.path)).stem, parts.hostname or ""):
        if name := re.sub(r"[^\w.-]+", "-", words).strip("-.")[:_LONGEST]:
            return name
    return "page"


def visit(address: str, fetcher: Fetcher, archive: Archive) -> None:
    """Fetches an address into the archive. What it held before is only asked for if it has changed; a failure is noted
    and told when the address is read."""
    held = archive.held(address)
    headers = held.headers if held else {}
    try:
        found = fetcher.fetch(address, etag=headers.get("etag"), modified=headers.get("last-modified"))
    except FetchError as error:
        archive.fail(address, error, dt.datetime.now(dt.UTC))
        return
    seen = Visit(address=address, final=found.final, time=found.time, headers=found.headers)
    if found.data is not None:
        archive.keep(found.data, seen)
    elif held is not None:
        same = {**held.headers, **found.headers}
        archive.note(Visit(
            address=address, final=found.final, time=found.time, headers=same, sha256=held.sha256, size=held.size
        ))  # fmt: skip
    else:
        archive.fail(address, FetchError(f"{address} says it has not changed, but nothing is known of it.",
                                         advice="Try again later."), found.time)  # fmt: skip
