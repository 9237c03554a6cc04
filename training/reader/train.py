"""Trains the reader: `python -m training.reader.train --data ../shared/data --encoder FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from training.reader.batches import batches, run
from training.reader.data import load_all, load_real, load_written
from training.reader.encoder import packaged_encoder
from training.reader.examples import Example
from training.reader.losses import losses
from training.reader.network import Network
from training.reader.score import score

SEED, WARM, HEADS_FASTER = 7, 0.06, 10.0


def learn(net: Network, train: list[Example], dev: Mapping[str, list[Example]], given: argparse.Namespace) -> None:
    """Trains to the end, from the last epoch that a run before has kept in `given.out`."""
    for frozen in (net.encoder.embeddings, *net.encoder.encoder.layer[: given.freeze]):
        for value in frozen.parameters():
            value.requires_grad = False
    adam, plan = _optimiser(net, given, steps=given.epochs * len(batches(train, given.pieces, random.Random(SEED))))
    kept = given.out / "kept.pt"
    first = _resume(kept, net, adam, plan)
    for epoch in range(first, given.epochs):
        began, total = time.monotonic(), 0.0
        torch.manual_seed(SEED + epoch)
        chance = random.Random(SEED + epoch)
        for batch in batches(train, given.pieces, chance):
            loss = losses(net, batch, run(net, batch, chance))
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
            plan.step()
            total += loss.item()
        state = {"net": net.state_dict(), "adam": adam.state_dict(), "plan": plan.state_dict(), "epoch": epoch + 1}
        torch.save(state, kept)
        torch.save(net.state_dict(), given.out / "network.pt")
        said = {"epoch": epoch + 1, "loss": round(total, 1), "seconds": round(time.monotonic() - began)}
        sys.stdout.write(json.dumps(said | {name: score(net, found) for name, found in dev.items()}) + "\n")
        sys.stdout.flush()


def _optimiser(
    net: Network, given: argparse.Namespace, *, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    named = [(name, value) for name, value in net.named_parameters() if value.requires_grad]
    groups = [
        {"params": [value for name, value in named if name.startswith("encoder.")], "lr": given.rate},
        {
            "params": [value for name, value in named if not name.startswith("encoder.")],
            "lr": given.rate * HEADS_FASTER,
        },
    ]
    adam = torch.optim.AdamW(groups, weight_decay=0.01)

    def rate(step: int) -> float:
        return min(1.0, step / (WARM * steps)) * (1 + math.cos(math.pi * min(step, steps) / steps)) / 2

    return adam, torch.optim.lr_scheduler.LambdaLR(adam, rate)


def _resume(kept: Path, net: Network, adam: torch.optim.Optimizer, plan: torch.optim.lr_scheduler.LambdaLR) -> int:
    if not kept.exists():
        return 0
    state = torch.load(kept)
    net.load_state_dict(state["net"])
    adam.load_state_dict(state["adam"])
    plan.load_state_dict(state["plan"])
    return int(state["epoch"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the sources (docs/data.md)")
    parser.add_argument("--encoder", type=Path, default=packaged_encoder())
    parser.add_argument("--out", type=Path, required=True, help="where checkpoints are kept; a run goes on there")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--pieces", type=int, default=1536, help="pieces a batch")
    parser.add_argument("--freeze", type=int, default=0, help="lower layers that do not learn")
    parser.add_argument("--partial", action=argparse.BooleanOptionalAction, default=True, help="learn from other sets")
    parser.add_argument("--share", type=float, default=1.0, help="the share of the texts to learn from, for variants")
    given = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    tokenizer = Tokenizer.from_file(str(given.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    train = load_all(given.data, tokenizer, partial=given.partial, seed=SEED)
    if given.share < 1.0:
        texts = sorted({one.document for one in train})
        kept = set(random.Random(SEED).sample(texts, round(given.share * len(texts))))
        train = [one for one in train if one.document in kept]
    dev = {"real": load_real(given.data, tokenizer, "dev"), "written": load_written(tokenizer, "dev")}
    given.out.mkdir(parents=True, exist_ok=True)
    learn(Network(BertModel.from_pretrained(given.encoder, add_pooling_layer=False)), train, dev, given)


if __name__ == "__main__":
    main()
