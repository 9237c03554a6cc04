"""Which triggers of a text tell of one event."""

from __future__ import annotations

import numpy as np

from khaldun.read.model.heads import Heads, gelu
from khaldun.read.model.pairs import FEATURES, features, group
from khaldun.read.model.windows import Word
from khaldun.text.tokens import tokenise

DEPTH = 3
# What the vectors share speaks for one event, what they differ in against it.
WEIGHTS = np.concatenate([np.full(DEPTH, 4.0), np.full(DEPTH, -4.0), np.zeros(FEATURES)]).astype(np.float32)[None]
HEADS = Heads(
    np.zeros((1, 2, 2), np.float32),
    (WEIGHTS, np.zeros(1, np.float32), np.ones((1, 1), np.float32), np.full(1, -1.0, np.float32)),
)


def word(text: str, sentence: int) -> Word:
    (token,) = tokenise(text)
    return Word(sentence, token, (1,))


def vectors(*rows: tuple[int, int, int]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(len(rows), DEPTH)


def test_a_trigger_joins_the_event_of_the_earlier_one_that_is_likest() -> None:
    words = [word("shelled", 0), word("seized", 1), word("shelling", 2), word("fell", 4)]
    assert group(words, vectors((1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1)), HEADS) == [0, 1, 0, 3]


def test_what_is_asked_for_decides() -> None:
    words = [word("shelled", 0), word("shelling", 2)]
    assert group(words, vectors((1, 0, 0), (1, 0, 0)), HEADS, least=100.0) == [0, 1]


def test_a_chain_is_one_event() -> None:
    words = [word("shelled", 0), word("shelling", 2), word("attack", 3)]
    assert group(words, vectors((1, 0, 0), (1, 1, 0), (0, 1, 0)), HEADS, least=-1.1) == [0, 0, 0]


def test_no_trigger_has_no_event() -> None:
    assert group([], np.zeros((0, DEPTH), np.float32), HEADS) == []
    assert group([word("fell", 0)], vectors((1, 0, 0)), HEADS) == [0]


def test_how_far_apart_they_stand() -> None:
    near = features(word("shelled", 0), word("shelling", 0))
    assert near == (1, 0, 0, 0, 0, 0, 1, 1)
    assert features(word("shelled", 1), word("fell", 5))[:6] == (0, 0, 0, 1, 0, 0)
    assert features(word("shelled", 1), word("fell", 50))[:6] == (0, 0, 0, 0, 0, 1)


def test_the_activation_is_the_networks() -> None:
    assert np.allclose(gelu(np.array([-1.0, 0.0, 2.0], np.float32)), [-0.158655, 0.0, 1.954500], atol=1e-5)
