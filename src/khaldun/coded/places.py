"""Names of places as they are compared: without the kind of place, and folded."""

from __future__ import annotations

import re
from collections.abc import Callable

from khaldun.text.places.phrase import load_place_phrases

_ASIDE = re.compile(r"\s*\([^)]*\)")


def place_key(words: str, fold: Callable[[str], str]) -> str:
    """The folded name without the kind of place ("X town"), and without what stands beside it in brackets."""
    read = load_place_phrases().read(_ASIDE.sub("", words) or words)
    return fold(words if read.relation else read.names[0])
