"""Examples put into batches for the network."""

from __future__ import annotations

import random

from torch import Tensor, tensor

from training.reader.examples import Example
from training.reader.network import Network

_CASED = (1, 2, 3)
_LOWERED = 0.1


def batches(found: list[Example], pieces: int, chance: random.Random | None = None) -> list[list[Example]]:
    """Windows of a length together, up to so many pieces a batch; in an order drawn anew where `chance` is given."""
    jitter = [chance.random() * 8 if chance else 0.0 for _ in found]
    order = sorted(range(len(found)), key=lambda at: len(found[at].window.ids) + jitter[at])
    made: list[list[Example]] = [[]]
    for at in order:
        if made[-1] and (len(made[-1]) + 1) * len(found[at].window.ids) > pieces:
            made.append([])
        made[-1].append(found[at])
    if chance:
        chance.shuffle(made)
    return made


def run(net: Network, batch: list[Example], chance: random.Random | None = None) -> dict[str, Tensor]:
    """The network's outputs; where `chance` is given, a tenth of the windows is told to be in small letters."""
    ids = _pad([one.window.ids for one in batch])
    shapes = _pad(
        [
            tuple(0 if shape in _CASED else shape for shape in one.window.shapes)
            if chance is not None and chance.random() < _LOWERED
            else one.window.shapes
            for one in batch
        ]
    )
    return net(ids, shapes, (ids != 0).long())


def _pad(rows: list[tuple[int, ...]]) -> Tensor:
    longest = max(map(len, rows))
    return tensor([(*row, *([0] * (longest - len(row)))) for row in rows])
