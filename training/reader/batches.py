"""Examples put into batches for the network."""

from __future__ import annotations

import random

from torch import Tensor, tensor

from training.reader.examples import Example
from training.reader.network import Network

_CASED = (1, 2, 3)
_LOWERED, _WITHOUT_COMMAS = 0.1, 0.15
_COMMA = 1010  # the piece, in the vocabulary of the encoder (read/model/windows.py has its marks)


def batches(found: list[Example], pieces: int, chance: random.Random | None = None) -> list[list[Example]]:
    """Windows of a length together, up to so many pieces a batch, those of a document side by side: whether two of its
    triggers tell of one event is asked across windows. In an order drawn anew where `chance` is given."""
    groups = _groups(found, pieces)
    jitter = [chance.random() * 8 if chance else 0.0 for _ in groups]
    order = sorted(range(len(groups)), key=lambda at: _longest(groups[at]) + jitter[at])
    made: list[list[Example]] = [[]]
    for at in order:
        more = [*made[-1], *groups[at]]
        if made[-1] and len(more) * _longest(more) > pieces:
            made.append([])
        made[-1].extend(groups[at])
    if chance:
        chance.shuffle(made)
    return made


def _groups(found: list[Example], pieces: int) -> list[list[Example]]:
    made: list[list[Example]] = []
    for one in found:
        joins = made and made[-1][-1].document == one.document
        if joins and (len(made[-1]) + 1) * max(_longest(made[-1]), len(one.window.ids)) <= pieces:
            made[-1].append(one)
        else:
            made.append([one])
    return made


def _longest(found: list[Example]) -> int:
    return max((len(one.window.ids) for one in found), default=0)


def run(net: Network, batch: list[Example], chance: random.Random | None = None) -> dict[str, Tensor]:
    """The network's outputs. Where `chance` is given, some windows are told to be in small letters, and of some the
    commas are hidden: both get lost in archives."""
    ids = _pad([one.window.ids for one in batch])
    shapes = _pad(
        [
            tuple(0 if shape in _CASED else shape for shape in one.window.shapes)
            if chance is not None and chance.random() < _LOWERED
            else one.window.shapes
            for one in batch
        ]
    )
    mask = (ids != 0).long()
    if chance is not None:
        bare = tensor([chance.random() < _WITHOUT_COMMAS for _ in batch])
        mask *= 1 - ((ids == _COMMA) & bare[:, None]).long()
    return net(ids, shapes, mask)


def _pad(rows: list[tuple[int, ...]]) -> Tensor:
    longest = max(map(len, rows))
    return tensor([(*row, *([0] * (longest - len(row)))) for row in rows])
