"""The heads that look at two words at a time: a role of a trigger and a mention, one event of two triggers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_P, _A = 0.3275911, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


@dataclass(frozen=True, slots=True)
class Heads:
    """`pair` (roles, d + 1, d + 1) weighs a trigger with a mention, `joined` two triggers: the weights (out, in) and
    biases of two layers."""

    pair: Floats
    joined: tuple[Floats, Floats, Floats, Floats]

    @classmethod
    def of(cls, arrays: Mapping[str, Floats]) -> Heads:
        """From the arrays of a file.

        Raises:
            KeyError: one is missing; names it.
        """
        first, one, second, two = (arrays[f"joined_{at}_{part}"] for at in (0, 2) for part in ("weight", "bias"))
        return cls(arrays["pair"], (first, one, second, two))

    def roles(self, trigger: Floats, mention_first: Floats, mention_last: Floats) -> Floats:
        """How likely each role is (pairs, roles); all given are (pairs, d)."""
        ones = np.ones((len(trigger), 1), np.float32)
        left = np.concatenate([trigger, ones], 1)
        right = np.concatenate([gelu(mention_first + mention_last), ones], 1)
        return _sigmoid(np.einsum("bi,rij,bj->br", left, self.pair, right, optimize=True))

    def same(self, earlier: Floats, later: Floats, features: Floats) -> Floats:
        """How far each pair speaks for one event (pairs,), beside 0 for two (`read.model.pairs`)."""
        first, one, second, two = self.joined
        known = np.concatenate([earlier * later, np.abs(earlier - later), features], 1)
        return np.asarray((gelu(known @ first.T + one) @ second.T + two)[:, 0], np.float32)


def gelu(values: Floats) -> Floats:
    """The activation of the network."""
    return np.asarray(0.5 * values * (1 + _erf(values / math.sqrt(2))), np.float32)


def _erf(values: Floats) -> Floats:
    """The error function to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26): numpy has none of its own."""
    t = 1 / (1 + _P * np.abs(values))
    return np.asarray(np.sign(values) * (1 - np.polyval([*_A, 0.0], t) * np.exp(-values * values)), np.float32)


def softmax(logits: Floats) -> Floats:
    """Shares of the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
