"""The language of what is read: English at a glance by its small words, any other by py3langid."""

from __future__ import annotations

import functools
import re
from typing import Protocol

UNKNOWN = "und"


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


# Small words of English; no other language that is written alike has two of the first.
_ENGLISH = frozenset(("the", "of", "and", "said", "with", "from", "which", "their", "that", "were", "they"))
_SMALL = _ENGLISH | {"to", "was", "by", "had", "have", "has", "after", "not", "but", "an", "on", "at", "in", "for"}
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4000


def detect_language(text: str, *, declared: str | None = None) -> str:
    """An ISO 639-1 code; "und" where too few words are there to tell. `declared` is what a page says of itself.

    The statistical model takes most of a second to load, so plain English is told without it.
    """
    words = _WORD.findall(text[:_SAMPLE].lower())
    if not words:
        return UNKNOWN
    small = [word for word in words if word in _SMALL]
    share = len(small) / len(words)
    if len(words) >= 8 and len(_ENGLISH.intersection(small)) >= 2 and len(set(small)) >= 4 and share >= 0.1:
        return "en"
    language, probability = _identifier().classify(text[:_SAMPLE])
    if len(words) >= 12 and probability >= 0.9:
        return str(language)
    return _short(words, small, str(language), float(probability), declared)


def _short(words: list[str], small: list[str], language: str, probability: float, declared: str | None) -> str:
    """A short or unclear text: letters of another script are trusted, then the page, then small English words."""
    if not any(char.isascii() for word in words for char in word):
        return language
    if declared:
        return declared.lower().partition("-")[0].partition("_")[0]
    if language == "en" or len(set(small)) >= 2:
        return "en"
    return language if probability >= 0.98 and len(words) >= 6 else UNKNOWN


@functools.lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
