"""From the network's numbers to marks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from khaldun.read.model.decode import MAY, Hint, Seen, Weights, decode
from khaldun.read.model.heads import Heads
from khaldun.read.model.labels import FLAGS, ROLES, STATUSES, SUB_EVENT_TYPES, TAGS
from khaldun.read.model.windows import Window, cut_words, windows
from khaldun.text.tokens import tokenise
from read.tokenizers_making import tokenizer

TOKENIZER = tokenizer()
DEPTH = 4
PAIR = np.zeros((len(ROLES), DEPTH + 1, DEPTH + 1), np.float32)
PAIR[ROLES.index("doer"), -1, -1] = 5.0  # every actor does everything
PAIR[ROLES.index("place"), -1, -1] = 5.0
HEADS = Heads(PAIR, (np.zeros((2, 2)), np.zeros(2), np.zeros((1, 2)), np.zeros(1)))


def window(*sentences: str) -> Window:
    (made,) = windows(cut_words([tokenise(sentence) for sentence in sentences], TOKENIZER))
    return made


def outputs(made: Window, tags: list[str]) -> dict[str, NDArray[np.float32]]:
    """Numbers that say these tags, the fourth type, the second status, and that it goes on."""
    length = len(made.ids)
    out = {
        "tags": np.zeros((length, len(TAGS)), np.float32),
        "types": np.zeros((length, len(SUB_EVENT_TYPES)), np.float32),
        "status": np.zeros((length, len(STATUSES)), np.float32),
        "flags": np.full((length, len(FLAGS)), -1.0, np.float32),
        **{
            name: np.zeros((length, DEPTH), np.float32)
            for name in ("trigger", "mention_first", "mention_last", "event")
        },
    }
    out["types"][:, 3] = out["status"][:, 1] = 4.0
    out["flags"][:, FLAGS.index("ongoing")] = 1.0
    for at, tag in zip(made.first, tags, strict=True):
        out["tags"][at, TAGS.index(tag)] = 3.0
    return out


def seen(made: Window, tags: list[str], *, bias: float = 0.0) -> Seen:
    return decode(made, outputs(made, tags), HEADS, Weights(trigger=bias, least_role=0.6))


def test_spans_types_and_roles() -> None:
    made = window("Rebels shelled Tal Amra")
    found = seen(made, ["B-actor", "B-trigger", "B-place", "I-place"])
    (trigger,) = found.triggers
    assert (trigger.sub_event_type, trigger.status) == (SUB_EVENT_TYPES[3], STATUSES[1])
    assert (trigger.ongoing, trigger.background) == (True, False)
    assert [(mention.kind, mention.first, mention.last) for mention in found.mentions] == [
        ("actor", 0, 0),
        ("place", 2, 3),
    ]
    assert [(number, other, role) for number, other, role, _ in found.roles] == [(0, 0, "doer"), (0, 1, "place")]


def test_no_inside_without_its_beginning() -> None:
    made = window("Rebels shelled Tal Amra")
    (mention,) = seen(made, ["O", "O", "I-place", "I-place"]).mentions
    assert (mention.kind, mention.first, mention.last) == ("place", 2, 3)


def test_no_span_runs_over_the_end_of_a_sentence() -> None:
    made = window("Rebels shelled Tal", "Amra fell")
    assert [mention.last for mention in seen(made, ["O", "O", "B-place", "I-place", "O"]).mentions][0] == 2


def test_no_role_over_the_end_of_a_sentence() -> None:
    made = window("Rebels came .", "Troops fired .")
    found = seen(made, ["B-actor", "O", "O", "O", "B-trigger", "O"])
    assert found.roles == ()


@pytest.mark.parametrize("kind", MAY)
def test_a_role_is_one_that_the_kind_may_have(kind: str) -> None:
    made = window("Rebels shelled")
    roles = {role for _, _, role, _ in seen(made, [f"B-{kind}", "B-trigger"]).roles}
    assert roles == {"doer", "place"} & MAY[kind]


def test_a_bias_brings_triggers_in() -> None:
    made = window("Rebels shelled")
    doubtful = outputs(made, ["B-actor", "O"])
    doubtful["tags"][made.first[1], TAGS.index("B-trigger")] = 2.5
    assert not decode(made, doubtful, HEADS, Weights()).triggers
    assert decode(made, doubtful, HEADS, Weights(trigger=1.0)).triggers
    assert decode(made, doubtful, HEADS, Weights(told=1.0), [Hint(1, 1, None, 0)]).triggers
    assert not decode(made, doubtful, HEADS, Weights(told=1.0), [Hint(0, 0, None, 0)]).triggers


def test_the_rules_weigh_in_type_and_status() -> None:
    made = window("Rebels shelled")
    out = outputs(made, ["B-actor", "B-trigger"])
    hint = [Hint(1, 1, 7, 3)]
    (alone,) = decode(made, out, HEADS, Weights(), hint).triggers
    (both,) = decode(made, out, HEADS, Weights(type=5.0, status=5.0), hint).triggers
    assert (alone.sub_event_type, alone.status) == (SUB_EVENT_TYPES[3], STATUSES[1])
    assert (both.sub_event_type, both.status) == (SUB_EVENT_TYPES[7], STATUSES[3])
    assert alone.type_probability > both.type_probability
