"""A trained network of the reader (`make train`): found, checked, and run on one thread a worker."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from khaldun.errors import DataError
from khaldun.read.model.decode import Weights
from khaldun.read.model.heads import Floats, Heads
from khaldun.read.protocols import Reader

GRAPH, HEADS, TOKENIZER = "reader.onnx", "heads.npz", "tokenizer.json"
# What the rules' word weighs beside the network's, chosen on the development part (training/log.md).
TOGETHER = Weights(told=5.0, trigger=-1.0, type=2.0, status=0.5)
_ADVICE = "Train it anew (make train), or read with --reader rules."
PACKAGED = Path(__file__).parents[1] / "network"


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in reader.json: the network's versioned name, and the SHA-256 of each of its files."""

    name: str
    files: dict[str, str]


class TrainedNetwork:
    """The network in a folder; implements `read.model.reader.Network`.

    Raises:
        DataError: a file is missing, or is not the one that reader.json names.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        import onnxruntime

        card = _card(folder / "reader.json")
        graph, heads, self.tokenizer = (_checked(folder, name, card) for name in (GRAPH, HEADS, TOKENIZER))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._outputs = [output.name for output in self._session.get_outputs()]
        with np.load(io.BytesIO(heads), allow_pickle=False) as arrays:
            self.heads = Heads.of(arrays)
        self.name = card.name

    def run(self, ids: NDArray[np.int64], shapes: NDArray[np.int64]) -> Mapping[str, Floats]:
        """The outputs for a batch (windows, pieces), 0 where a window has no piece."""
        found = self._session.run(None, {"ids": ids, "shapes": shapes})
        return dict(zip(self._outputs, found, strict=True))


def load_model_reader(rules: Reader, folder: Path | None, *, together: bool, including: Sequence[str]) -> Reader:
    """The trained reader of a folder (else the packaged one) over the rules reader.

    `together`: what the rules say weighs too. `including`: words before counts of some of those told of.

    Raises:
        DataError: a file of the network is missing or damaged.
    """
    from tokenizers import Tokenizer

    from khaldun.read.model.parts import Parts
    from khaldun.read.model.reader import ModelReader

    network = TrainedNetwork(folder or PACKAGED)
    tokenizer = Tokenizer.from_buffer(network.tokenizer)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return ModelReader(rules, network, tokenizer, TOGETHER if together else Weights(), Parts(including))


def why_no_network(folder: Path | None = None) -> str | None:
    """Why the network in a folder (else the packaged one) cannot read; None where it can."""
    return _why_not(folder or PACKAGED)


@cache
def _why_not(folder: Path) -> str | None:
    try:
        card = _card(folder / "reader.json")
        for name in (GRAPH, HEADS, TOKENIZER):
            _checked(folder, name, card)
        import onnxruntime  # noqa: F401
        import tokenizers  # noqa: F401
    except (DataError, ImportError) as error:
        return str(error)
    return None


def _card(path: Path) -> Card:
    try:
        return msgspec.json.decode(_bytes(path), type=Card)
    except msgspec.DecodeError as error:
        raise DataError(f"{path}: {error}.", advice=_ADVICE) from error


def _checked(folder: Path, name: str, card: Card) -> bytes:
    data = _bytes(folder / name)
    if hashlib.sha256(data).hexdigest() != card.files.get(name):
        raise DataError(f"{folder / name}: is not the file that reader.json names.", advice=_ADVICE)
    return data


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).", advice=_ADVICE) from error
