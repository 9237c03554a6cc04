"""What a batch costs the network: only what is labelled counts (`training.reader.examples`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from khaldun.read.model.labels import ROLES, TAGS
from khaldun.read.model.pairs import features
from khaldun.read.model.windows import Word
from training.reader.examples import MASKED, Example
from training.reader.network import Network

TAG_WEIGHTS = torch.tensor([0.8 if tag == "O" else 1.5 if tag.endswith("trigger") else 1.0 for tag in TAGS])
TYPES, STATUS, FLAGS, ROLE, SAME = 0.5, 0.3, 0.2, 3.0, 0.3  # what each head's loss weighs beside that of the tags
_SMOOTH, _SMOOTH_STATUS = 0.05, 0.02
_NEVER = -1e4


def losses(net: Network, batch: list[Example], out: dict[str, Tensor]) -> Tensor:
    """The sum of the heads' losses, each a mean over what is labelled."""
    return (
        _tags(batch, out)
        + TYPES * _types(batch, out)
        + STATUS * _status(batch, out)
        + FLAGS * _flags(batch, out)
        + ROLE * _roles(net, batch, out)
        + SAME * _same(net, batch, out)
    )


def _at(out: Tensor, places: list[tuple[int, int]]) -> Tensor:
    rows, at = torch.tensor(places).T
    return out[rows, at]


def _tags(batch: list[Example], out: dict[str, Tensor]) -> Tensor:
    places = [
        (row, at)
        for row, one in enumerate(batch)
        for at, tag in zip(one.window.first, one.tags, strict=True)
        if tag != MASKED
    ]
    tags = [tag for one in batch for tag in one.tags if tag != MASKED]
    if not tags:
        return out["tags"].new_zeros(())
    return nn.functional.cross_entropy(
        _at(out["tags"], places), torch.tensor(tags), weight=TAG_WEIGHTS, label_smoothing=0.02
    )


def _told(batch: list[Example]) -> list[tuple[tuple[int, int], Example, int]]:
    return [
        ((row, one.window.first[trigger.first]), one, number)
        for row, one in enumerate(batch)
        for number, trigger in enumerate(one.triggers)
    ]


def _types(batch: list[Example], out: dict[str, Tensor]) -> Tensor:
    told = [(place, one.triggers[at].types) for place, one, at in _told(batch)]
    return _one_of(out["types"], told, _SMOOTH)


def _status(batch: list[Example], out: dict[str, Tensor]) -> Tensor:
    told = [(place, one.triggers[at].statuses) for place, one, at in _told(batch)]
    return _one_of(out["status"], told, _SMOOTH_STATUS)


def _one_of(out: Tensor, told: list[tuple[tuple[int, int], tuple[int, ...]]], smooth: float) -> Tensor:
    """Minus the log of the share that the classes have which may be right, where any is labelled."""
    labelled = [(place, may) for place, may in told if may]
    if not labelled:
        return out.new_zeros(())
    shares = _at(out, [place for place, _ in labelled]).log_softmax(-1)
    barred = torch.full(shares.shape, _NEVER)
    for row, (_, may) in enumerate(labelled):
        barred[row, list(may)] = 0.0
    right = -(shares + barred).logsumexp(-1).mean()
    # Where several may be right, which of them is not to be evened out.
    single = torch.tensor([len(may) == 1 for _, may in labelled])
    evened = -shares[single].mean() if single.any() else out.new_zeros(())
    return (1 - smooth) * right + smooth * evened


def _flags(batch: list[Example], out: dict[str, Tensor]) -> Tensor:
    told = [(place, flags) for place, one, at in _told(batch) if (flags := one.triggers[at].flags) is not None]
    if not told:
        return out["flags"].new_zeros(())
    logits = _at(out["flags"], [place for place, _ in told])
    return nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor([flags for _, flags in told]))


def _roles(net: Network, batch: list[Example], out: dict[str, Tensor]) -> Tensor:
    pairs: list[tuple[int, int, int, int]] = []
    wanted, known = [], []
    for row, one in enumerate(batch):
        first, given = one.window.first, set(one.roles)
        if not (one.knows or one.roles):
            continue
        for number, trigger in enumerate(one.triggers):
            sentence = one.window.words[trigger.first].sentence
            for other, mention in enumerate(one.mentions):
                if one.window.words[mention.first].sentence == sentence:
                    pairs.append((row, first[trigger.first], first[mention.first], first[mention.last]))
                    yes = [(number, other, role) in given for role in range(len(ROLES))]
                    wanted.append([float(said) for said in yes])
                    known.append([float(said or role in one.knows) for role, said in enumerate(yes)])
    if not pairs:
        return out["tags"].new_zeros(())
    rows, at, begin, end = torch.tensor(pairs).T
    logits = net.roles(out["trigger"][rows, at], out["mention_first"][rows, begin], out["mention_last"][rows, end])
    weight = torch.tensor(known)
    found = nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(wanted), weight=weight, reduction="sum")
    return found / weight.sum().clamp(min=1.0)


@dataclass(frozen=True)
class ToldIn:
    """A trigger of a document: its place in the batch, its word, the numbers of its events."""

    place: tuple[int, int]
    word: Word
    events: frozenset[int]


def triggers_of_documents(batch: list[Example]) -> Iterator[list[ToldIn]]:
    """The triggers of every document whose events are coded, in the order of the text."""
    documents: dict[str, list[ToldIn]] = {}
    for row, one in enumerate(batch):
        if one.events is None:
            continue
        for trigger, events in zip(one.triggers, one.events, strict=True):
            told = ToldIn((row, one.window.first[trigger.first]), one.window.words[trigger.first], events)
            documents.setdefault(one.document, []).append(told)
    for found in documents.values():
        yield sorted(found, key=lambda one: one.word.token.start)


def same_scores(net: Network, told: list[ToldIn], later: int, out: dict[str, Tensor]) -> Tensor:
    """How far each trigger before speaks for being of the event of `later`, beside 0 for an event of its own."""
    seen = _at(out["event"], [one.place for one in told[: later + 1]])
    known = torch.tensor([features(one.word, told[later].word) for one in told[:later]])
    return net.same(seen[:-1], seen[-1:].expand(later, -1), known)


def _same(net: Network, batch: list[Example], out: dict[str, Tensor]) -> Tensor:
    """Minus the log of the share that the earlier tellings of its event have, or none where it is the first."""
    found: list[Tensor] = []
    for told in triggers_of_documents(batch):
        for later in range(1, len(told)):
            if not told[later].events:
                continue
            scores = torch.cat([out["event"].new_zeros(1), same_scores(net, told, later, out)])
            right = [at + 1 for at in range(later) if told[at].events & told[later].events] or [0]
            found.append(scores.logsumexp(0) - scores[right].logsumexp(0))
    return torch.stack(found).mean() if found else out["event"].new_zeros(())
