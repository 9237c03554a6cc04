"""Trains the reader: `python -m training.reader.train --data ../shared/data --encoder FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from khaldun.corpus.items import read_items
from khaldun.corpus.store import load_codings
from khaldun.measure.real import settled
from khaldun.read.model.labels import ROLES, TAGS
from khaldun.tools.codebooks import packaged_codebook
from training.reader.batches import batches, run
from training.reader.encoder import packaged_encoder
from training.reader.examples import Example, examples
from training.reader.network import Network
from training.reader.score import score

REAL = Path("corpus/real")
SEED, WARM, HEADS_FASTER = 7, 0.06, 10.0
FILES = ("first.jsonl", "adjudicated.jsonl", "train.jsonl")
TAG_WEIGHTS = torch.tensor([0.8 if tag == "O" else 1.5 if tag.endswith("trigger") else 1.0 for tag in TAGS])


def load(data: Path, tokenizer: Tokenizer, part: str) -> list[Example]:
    items = {key: item for key, item in read_items(REAL / "items.jsonl").items() if item.part == part}
    loaded = load_codings(
        [REAL / name for name in FILES], items, data, event_type_of=packaged_codebook().event_type.get
    )
    return list(examples(settled(loaded.coded), tokenizer))


def losses(net: Network, batch: list[Example], out: dict[str, Tensor]) -> Tensor:
    where, tags, told, types, status, flags = [], [], [], [], [], []
    pairs: list[tuple[int, int, int, int]] = []
    wanted: list[list[float]] = []
    for row, one in enumerate(batch):
        first = one.window.first
        where += [(row, at) for at in first]
        tags += one.tags
        given = set(one.roles)
        for number, trigger in enumerate(one.triggers):
            told.append((row, first[trigger.first]))
            types.append(trigger.type)
            status.append(trigger.status)
            flags.append(trigger.flags)
            sentence = one.window.words[trigger.first].sentence
            for other, mention in enumerate(one.mentions):
                if one.window.words[mention.first].sentence == sentence:
                    pairs.append((row, first[trigger.first], first[mention.first], first[mention.last]))
                    wanted.append([float((number, other, role) in given) for role in range(len(ROLES))])
    rows, at = torch.tensor(where).T
    loss = nn.functional.cross_entropy(
        out["tags"][rows, at], torch.tensor(tags), weight=TAG_WEIGHTS, label_smoothing=0.02
    )
    if told:
        rows, at = torch.tensor(told).T
        loss = loss + 0.5 * nn.functional.cross_entropy(
            out["types"][rows, at], torch.tensor(types), label_smoothing=0.05
        )
        loss = loss + 0.3 * nn.functional.cross_entropy(
            out["status"][rows, at], torch.tensor(status), label_smoothing=0.02
        )
        loss = loss + 0.2 * nn.functional.binary_cross_entropy_with_logits(out["flags"][rows, at], torch.tensor(flags))
    if pairs:
        rows, at, begin, end = torch.tensor(pairs).T
        logits = net.roles(out["trigger"][rows, at], out["mention_first"][rows, begin], out["mention_last"][rows, end])
        loss = loss + 3.0 * nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(wanted))
    return loss


def learn(net: Network, train: list[Example], dev: list[Example], given: argparse.Namespace) -> None:
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
        sys.stdout.write(json.dumps(said | score(net, dev)) + "\n")
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
    given = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    tokenizer = Tokenizer.from_file(str(given.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    train, dev = load(given.data, tokenizer, "train"), load(given.data, tokenizer, "dev")
    given.out.mkdir(parents=True, exist_ok=True)
    learn(Network(BertModel.from_pretrained(given.encoder, add_pooling_layer=False)), train, dev, given)


if __name__ == "__main__":
    main()
