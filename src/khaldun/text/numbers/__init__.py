"""Numbers of reports: found in a text, and read as intervals."""

from khaldun.text.numbers.find import CountMatch, find_counts, parse_count
from khaldun.text.numbers.records import Count

__all__ = ["Count", "CountMatch", "find_counts", "parse_count"]
