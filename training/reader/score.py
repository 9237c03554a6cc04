"""Development figures by words: spans met exactly, types of gold triggers, roles of gold pairs."""

from __future__ import annotations

from collections import defaultdict

import torch

from khaldun.read.model.labels import ROLES, TAGS, TRIGGER
from training.reader.batches import batches, run
from training.reader.examples import Example
from training.reader.losses import same_scores, triggers_of_documents
from training.reader.network import Network

Counts = dict[str, list[int]]


def score(net: Network, found: list[Example]) -> dict[str, float]:
    """F1 of triggers, of triggers with their type, of mentions and roles; shares of right types and statuses."""
    net.eval()
    counts: Counts = defaultdict(lambda: [0, 0, 0])
    with torch.no_grad():
        for batch in batches(found, 4096):
            out = run(net, batch)
            for row, one in enumerate(batch):
                of_window = {name: values[row] for name, values in out.items()}
                _spans(one, of_window, counts)
                _labels(one, of_window, counts)
                _roles(net, one, of_window, counts)
            _same(net, batch, out, counts)
    net.train()
    return {name: round(2 * met / max(got + gold, 1), 3) for name, (met, got, gold) in counts.items()}


def _spans(one: Example, out: dict[str, torch.Tensor], counts: Counts) -> None:
    first = list(one.window.first)
    gold, got = spans(list(one.tags)), spans(out["tags"][first].argmax(-1).tolist())
    for name, wanted in (("trigger", True), ("mention", False)):
        right = {span for span in gold if (span[0] == TRIGGER) == wanted}
        seen = {span for span in got if (span[0] == TRIGGER) == wanted}
        _add(counts[name], len(right & seen), len(seen), len(right))
    types = out["types"].argmax(-1)
    seen = [(begin, end) for kind, begin, end in got if kind == TRIGGER]
    met = sum(
        any(
            told.first <= end and begin <= told.last and int(types[first[begin]]) in told.types for told in one.triggers
        )
        for begin, end in seen
    )
    _add(counts["typed"], met, len(seen), len(one.triggers))


def _labels(one: Example, out: dict[str, torch.Tensor], counts: Counts) -> None:
    for told in one.triggers:
        at = one.window.first[told.first]
        _add(counts["type"], int(int(out["types"][at].argmax()) in told.types), 1, 1)
        _add(counts["status"], int(int(out["status"][at].argmax()) in told.statuses), 1, 1)


def _roles(net: Network, one: Example, out: dict[str, torch.Tensor], counts: Counts) -> None:
    first, words, given = one.window.first, one.window.words, set(one.roles)
    for number, told in enumerate(one.triggers):
        for other, mention in enumerate(one.mentions):
            if words[mention.first].sentence != words[told.first].sentence:
                continue
            logits = net.roles(
                out["trigger"][first[told.first]][None],
                out["mention_first"][first[mention.first]][None],
                out["mention_last"][first[mention.last]][None],
            )[0]
            for role in range(len(ROLES)):
                yes, sure = (number, other, role) in given, bool(logits[role] > 0)
                _add(counts["role"], int(yes and sure), int(sure), int(yes))


def _same(net: Network, batch: list[Example], out: dict[str, torch.Tensor], counts: Counts) -> None:
    """Gold triggers of coded documents that are put with an earlier one."""
    for told in triggers_of_documents(batch):
        for later in range(1, len(told)):
            scores = same_scores(net, told, later, out)
            best = int(scores.argmax())
            right = [before for before in range(later) if told[before].events & told[later].events]
            seen = float(scores[best]) > 0
            _add(counts["same"], int(seen and best in right), int(seen), int(bool(right)))


def _add(counted: list[int], *more: int) -> None:
    counted[:] = [old + new for old, new in zip(counted, more, strict=True)]


def spans(tags: list[int]) -> set[tuple[str, int, int]]:
    """Kind, first and last word of every span."""
    found: set[tuple[str, int, int]] = set()
    start, kind = -1, ""
    for at, tag in enumerate([*tags, 0]):
        name = TAGS[tag]
        if kind and name != f"I-{kind}":
            found.add((kind, start, at - 1))
            kind = ""
        if name.startswith("B-") or (name.startswith("I-") and not kind):
            start, kind = at, name[2:]
    return found
