"""Which triggers of a text tell of one event: each with the earlier one that speaks most for it, or with none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from khaldun.read.model.heads import Floats, Heads
from khaldun.read.model.windows import Word

_REACHES = (0, 1, 2, 5, 10)  # sentences between, at most; beyond, the last place of all
FEATURES = len(_REACHES) + 3
_STEM = 5
_BACK = 64  # so many triggers back


def features(earlier: Word, later: Word) -> tuple[float, ...]:
    """How far apart the two stand, whether they begin alike, and whether the earlier stands in the first sentence."""
    apart = later.sentence - earlier.sentence
    reach = next((at for at, most in enumerate(_REACHES) if apart <= most), len(_REACHES))
    alike = earlier.token.lower[:_STEM] == later.token.lower[:_STEM]
    return (*(float(at == reach) for at in range(len(_REACHES) + 1)), float(alike), float(earlier.sentence == 0))


def group(words: Sequence[Word], vectors: Floats, heads: Heads, *, least: float = 0.0) -> list[int]:
    """The number of each trigger's event, by the first words of the triggers in the order of the text and the network's
    vectors for them (triggers, d). `least`: how far a pair must speak for one event, in logits."""
    numbers: list[int] = []
    for later in range(len(words)):
        first = max(0, later - _BACK)
        best = None
        if later > first:
            known = np.array([features(word, words[later]) for word in words[first:later]], np.float32)
            beside = np.broadcast_to(vectors[later], (later - first, vectors.shape[1]))
            scores = heads.same(vectors[first:later], beside, known)
            best = int(scores.argmax()) if scores.max() > least else None
        numbers.append(later if best is None else numbers[first + best])
    return numbers
