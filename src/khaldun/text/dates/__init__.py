"""Date expressions of reports: found in a text, and read as records that a resolver turns into days."""

from khaldun.text.dates.find import DateMatch, find_dates, parse_date
from khaldun.text.dates.records import DateExpr

__all__ = ["DateExpr", "DateMatch", "find_dates", "parse_date"]
