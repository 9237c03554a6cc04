"""The trained reader: implements `read.protocols.Reader` over the rules reader's sentences and mentions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from khaldun.read.model.decode import Hint, Seen, Weights, decode
from khaldun.read.model.heads import Floats, Heads
from khaldun.read.model.labels import STATUSES, SUB_EVENT_TYPES
from khaldun.read.model.merge import Read, merge
from khaldun.read.model.pairs import group
from khaldun.read.model.parts import Parts
from khaldun.read.model.windows import Window, cut_words, windows, words_in
from khaldun.read.protocols import Reader
from khaldun.records.annotations import Annotated, Trigger
from khaldun.records.reports import Article
from khaldun.text.tokens import tokenise


class Network(Protocol):
    """The network with its versioned name."""

    @property
    def name(self) -> str: ...
    @property
    def heads(self) -> Heads: ...
    def run(self, ids: NDArray[np.int64], shapes: NDArray[np.int64]) -> Mapping[str, Floats]:
        """The outputs for a batch (windows, pieces), 0 where a window has no piece."""


class ModelReader:
    """Reads by the trained network."""

    def __init__(
        self,
        rules: Reader,
        network: Network,
        tokenizer: Tokenizer,
        weights: Weights,
        parts: Parts,
    ) -> None:
        self._rules = rules
        self._network = network
        self._tokenizer = tokenizer
        self._weights = weights
        self._parts = parts

    @property
    def method(self) -> str:
        """The network's name and the rules' beside it."""
        return f"{self._network.name}+{self._rules.method}"

    def read(self, article: Article) -> Annotated:
        """What both find in the blocks that are read."""
        base = self._rules.read(article)
        text = base.restored or article.text
        sentences = [tokenise(text, one.span.start, one.span.end) for one in base.sentences]
        cut = list(windows([words for words in cut_words(sentences, self._tokenizer) if words]))
        seen = [self._see(window, hints(window, base.triggers)) for window in cut]
        return merge(base, self._grouped(cut, seen), article.text, method=self.method, parts=self._parts)

    def _see(self, window: Window, hinted: Sequence[Hint]) -> Seen:
        """What is seen in a window. It goes through the network alone: 8-bit activations are scaled over a batch, and
        so a window is read alike whatever stands beside it."""
        out = self._network.run(np.array([window.ids], np.int64), np.array([window.shapes], np.int64))
        of_window = {name: values[0] for name, values in out.items()}
        return decode(window, of_window, self._network.heads, self._weights, hinted)

    def _grouped(self, cut: Sequence[Window], found: Sequence[Seen]) -> list[Read]:
        """The windows with the numbers of their triggers' events."""
        words = [
            window.words[trigger.span.first]
            for window, seen in zip(cut, found, strict=True)
            for trigger in seen.triggers
        ]
        vectors = np.concatenate([seen.vectors for seen in found]) if found else np.zeros((0, 0), np.float32)
        numbers = iter(group(words, vectors, self._network.heads, least=self._weights.least_same))
        return [
            Read(window, seen, tuple(itertools.islice(numbers, len(seen.triggers))))
            for window, seen in zip(cut, found, strict=True)
        ]


def hints(window: Window, triggers: Sequence[Trigger]) -> list[Hint]:
    """What the rules say of a window's words."""
    found: list[Hint] = []
    for trigger in triggers:
        inside = words_in(window.words, trigger.span.start, trigger.span.end)
        if inside is not None:
            known = trigger.sub_event_type in SUB_EVENT_TYPES
            kind = SUB_EVENT_TYPES.index(trigger.sub_event_type) if known else None
            found.append(Hint(*inside, kind, STATUSES.index(trigger.status)))
    return found
