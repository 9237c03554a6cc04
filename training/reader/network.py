"""The network: a MiniLM encoder that is told how words are written, and its heads."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertModel

from khaldun.read.model.labels import FLAGS, ROLES, SHAPES, STATUSES, SUB_EVENT_TYPES, TAGS
from khaldun.read.model.pairs import FEATURES

HIDDEN, PAIR, EVENT, JOINED = 384, 128, 64, 64


class Network(nn.Module):
    """`ids`, `shapes`, `mask`: (windows, pieces). Everything a decoder needs is given for every piece."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.shapes = nn.Embedding(len(SHAPES), HIDDEN)
        nn.init.zeros_(self.shapes.weight)
        self.dropout = nn.Dropout(0.1)
        self.tags = nn.Linear(HIDDEN, len(TAGS))
        self.told = nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.GELU(), nn.Dropout(0.1))
        self.types = nn.Linear(HIDDEN, len(SUB_EVENT_TYPES))
        self.status = nn.Linear(HIDDEN, len(STATUSES))
        self.flags = nn.Linear(HIDDEN, len(FLAGS))
        self.trigger = nn.Linear(HIDDEN, PAIR)
        self.mention_first = nn.Linear(HIDDEN, PAIR)
        self.mention_last = nn.Linear(HIDDEN, PAIR)
        self.event = nn.Linear(HIDDEN, EVENT)
        self.joined = nn.Sequential(nn.Linear(2 * EVENT + FEATURES, JOINED), nn.GELU(), nn.Linear(JOINED, 1))
        self.pair = nn.Parameter(torch.randn(len(ROLES), PAIR + 1, PAIR + 1) * 0.02)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> dict[str, Tensor]:
        words = self.encoder.embeddings.word_embeddings(ids) + self.shapes(shapes)
        seen = self.dropout(self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state)
        told = self.told(seen)
        return {
            "tags": self.tags(seen),
            "types": self.types(told),
            "status": self.status(told),
            "flags": self.flags(told),
            "trigger": torch.nn.functional.gelu(self.trigger(seen)),
            "mention_first": self.mention_first(seen),
            "mention_last": self.mention_last(seen),
            "event": self.event(told),
        }

    def roles(self, trigger: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """Logits (pairs, roles) of each trigger with the mention beside it."""
        mention = torch.nn.functional.gelu(first + last)
        ones = trigger.new_ones(len(trigger), 1)
        left, right = torch.cat([trigger, ones], 1), torch.cat([mention, ones], 1)
        return torch.einsum("bi,rij,bj->br", left, self.pair, right)

    def same(self, earlier: Tensor, later: Tensor, known: Tensor) -> Tensor:
        """Logits (pairs,) of each trigger telling of the event of an earlier one, beside 0 for an event of its own."""
        return self.joined(torch.cat([earlier * later, (earlier - later).abs(), known], 1))[:, 0]
