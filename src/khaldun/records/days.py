"""Days as the contract writes them."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=65_536)
def is_day(text: str) -> bool:
    """Whether it is a day that there is, as YYYY-MM-DD (ISO 8601, the years 1 to 9999)."""
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
