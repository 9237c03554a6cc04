"""Counts of some of those just told of: "twelve people, three of them children" are twelve dead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from khaldun.records.base import Span

# How many words may stand between the word for "some of them" and the count: "including a teacher and two children".
_BETWEEN = r"(?:[\w'’-]+\s+){0,4}"
_BEHIND = re.compile(r"\s+of\s+(?:them|whom|those|these)\b", re.IGNORECASE)


class Parts:
    """Tells a count of a part from one of more people. `words` stand before parts ("including", "among them")."""

    def __init__(self, words: Sequence[str]) -> None:
        listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        self._before = re.compile(rf"\b(?:{listed})\s+{_BETWEEN}$", re.IGNORECASE) if words else None

    def of(self, counts: Sequence[Span], text: str) -> frozenset[Span]:
        """Those of the counts, all of one sentence and of what one event did, that are parts of one before them."""
        found, whole = [], None
        for span in sorted(counts, key=lambda one: one.start):
            if whole is not None and self._is_part(text[whole.end : span.start], text[span.end :]):
                found.append(span)
            else:
                whole = span
        return frozenset(found)

    def _is_part(self, between: str, behind: str) -> bool:
        before = self._before is not None and self._before.search(between) is not None
        return before or _BEHIND.match(behind) is not None
