"""Makes the packaged network of a checkpoint: `python -m training.reader.export --help`.

The ONNX graph gives every head's numbers for every piece, in 8-bit integers by channel; `reader.json` names the network
and holds the hash of each file, `heads.npz` the weights of the heads that look at two words.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn
from transformers import BertModel

from khaldun.tools.network import GRAPH, HEADS, TOKENIZER
from training.reader.encoder import packaged_encoder
from training.reader.network import Network

OUTPUTS = ("tags", "types", "status", "flags", "trigger", "mention_first", "mention_last", "event")


class Flat(nn.Module):
    """The network with its outputs in order."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, ...]:
        out = self.network(ids, shapes, (ids != 0).long())
        return tuple(out[name] for name in OUTPUTS)


def export(network: Network, tokenizer: Path, *, name: str, out: Path) -> None:
    """Writes a network's files into `out`, and beside it `plain.onnx`: its graph before it was made small."""
    network.eval()
    out.mkdir(parents=True, exist_ok=True)
    ids, shapes = torch.randint(1, 100, (2, 24)), torch.zeros(2, 24, dtype=torch.long)
    ids[1, 20:] = 0
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = out / "plain.onnx", Path(folder) / "ready.onnx"
        axes = {output: {0: "windows", 1: "pieces"} for output in ("ids", "shapes", *OUTPUTS)}
        torch.onnx.export(
            Flat(network).eval(), (ids, shapes), str(plain), input_names=["ids", "shapes"], output_names=list(OUTPUTS),
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        # Weights of seven bits: of eight, sums of products overflow on processors without VNNI, and the same report
        # is read otherwise there.
        quantize_dynamic(str(ready), str(out / GRAPH), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    np.savez(
        out / HEADS,
        pair=network.pair.detach().numpy(),
        **{
            f"joined_{key.replace('.', '_')}": value.detach().numpy()
            for key, value in network.joined.named_parameters()
        },
    )
    shutil.copy(tokenizer, out / TOKENIZER)
    files = {file: hashlib.sha256((out / file).read_bytes()).hexdigest() for file in (GRAPH, HEADS, TOKENIZER)}
    (out / "reader.json").write_text(json.dumps({"name": name, "files": files}, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, default=packaged_encoder())
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    network = Network(BertModel.from_pretrained(given.encoder, add_pooling_layer=False, attn_implementation="eager"))
    network.load_state_dict(torch.load(given.checkpoint))
    export(network, given.encoder / TOKENIZER, name=given.name, out=given.out)


if __name__ == "__main__":
    main()
