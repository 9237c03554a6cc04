"""What the network learns from: only what is labelled; and that it is the same network once it is packaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from training.reader.batches import batches, run
from training.reader.examples import ALL_ROLES, MASKED, Example, Mark, Told
from training.reader.export import OUTPUTS, export
from training.reader.losses import losses
from training.reader.network import EVENT, HIDDEN, PAIR, Network
from training.reader.partial import Mapping, map_text, read_mappings
from training.reader.score import score, spans
from training.reader.sets import Labelled, Marked
from transformers import BertConfig, BertModel

from khaldun.read.model.heads import Heads
from khaldun.read.model.labels import FLAGS, ROLES, STATUSES, SUB_EVENT_TYPES, TAGS
from khaldun.read.model.pairs import FEATURES
from khaldun.read.model.windows import Window, cut_words, windows
from khaldun.text.tokens import tokenise
from khaldun.tools.network import PACKAGED, TrainedNetwork, why_no_network
from read.tokenizers_making import tokenizer

TOKENIZER = tokenizer()
OUTSIDE, TRIGGER, ACTOR = TAGS.index("O"), TAGS.index("B-trigger"), TAGS.index("B-actor")
SHELLING, CLASH = SUB_EVENT_TYPES.index("Shelling/artillery/missile attack"), SUB_EVENT_TYPES.index("Armed clash")


@pytest.fixture
def net() -> Network:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=100, hidden_size=HIDDEN, num_hidden_layers=1, num_attention_heads=12, intermediate_size=64,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    made = Network(BertModel(config, add_pooling_layer=False))
    made.encoder.embeddings.requires_grad_(False)
    return made.eval()


def window(*sentences: str) -> Window:
    (made,) = windows(cut_words([tokenise(one) for one in sentences], TOKENIZER))
    small = tuple(min(piece, 99) for piece in made.ids)
    return Window(small, made.shapes, made.words, made.first)


def example(text: str, tags: tuple[int, ...], **given: object) -> Example:
    known: dict[str, object] = {
        "triggers": (), "mentions": (), "roles": (), "source": "x", "document": text, "events": None,
    }  # fmt: skip
    return Example(window=window(text), tags=tags, **(known | given))  # type: ignore[arg-type]


def gradients(net: Network, one: Example) -> dict[str, torch.Tensor]:
    """Of each output, what the loss asks of it (pieces, classes)."""
    out = run(net, [one])
    for value in out.values():
        value.retain_grad()
    losses(net, [one], out).backward()
    return {name: torch.zeros(value.shape)[0] if value.grad is None else value.grad[0] for name, value in out.items()}


def test_an_unlabelled_verb_gives_no_gradient(net: Network) -> None:
    one = example(
        "Rebels shelled Ambar and seized Tal",
        (ACTOR, TRIGGER, MASKED, MASKED, MASKED, MASKED),
        triggers=(Told(1, 1, types=(SHELLING,), statuses=(), flags=None),),
        knows=frozenset(),
    )
    asked = gradients(net, one)
    seized = one.window.first[4]
    assert all(not found[seized].any() for found in asked.values())
    shelled = one.window.first[1]
    assert asked["tags"][shelled].any() and asked["types"][shelled].any()
    assert not asked["status"].any() and not asked["flags"].any()


def test_what_nothing_is_known_of_costs_nothing(net: Network) -> None:
    one = example("Rebels shelled Ambar", (MASKED,) * 3, knows=frozenset())
    assert losses(net, [one], run(net, [one])).item() == 0.0


def test_a_coarse_type_does_not_choose_among_those_it_may_be(net: Network) -> None:
    told = Told(1, 1, types=(SHELLING, CLASH), statuses=(), flags=None)
    one = example("Rebels shelled Ambar", (MASKED,) * 3, triggers=(told,), knows=frozenset())
    asked = gradients(net, one)["types"][one.window.first[1]]
    out = run(net, [one])["types"][0, one.window.first[1]].softmax(-1).detach()
    assert asked[SHELLING] < 0 and asked[CLASH] < 0
    assert float(asked[SHELLING] / asked[CLASH]) == pytest.approx(float(out[SHELLING] / out[CLASH]), rel=1e-3)
    assert (asked[[at for at in range(len(SUB_EVENT_TYPES)) if at not in (SHELLING, CLASH)]] > 0).all()


@pytest.mark.parametrize(("knows", "asked"), [(ALL_ROLES, True), (frozenset(), False)])
def test_an_absent_role_is_none_only_where_its_role_is_known(net: Network, knows: frozenset[int], asked: bool) -> None:
    told = Told(1, 1, types=(), statuses=(), flags=None)
    one = example(
        "Rebels shelled Ambar", (MASKED,) * 3, triggers=(told,), mentions=(Mark(0, 0), Mark(2, 2)),
        roles=((0, 0, ROLES.index("doer")),), knows=knows,
    )  # fmt: skip
    found = gradients(net, one)
    assert found["mention_first"][one.window.first[0]].any()
    assert bool(found["mention_first"][one.window.first[2]].any()) is asked


def test_tellings_of_one_event_are_drawn_together_over_windows(net: Network) -> None:
    told = Told(1, 1, types=(SHELLING,), statuses=(0,), flags=(0.0, 0.0))
    pair = [
        example(
            "Rebels shelled Ambar",
            (OUTSIDE,) * 3,
            triggers=(told,),
            document="d",
            events=(frozenset({events}),),
            knows=frozenset(),
        )
        for events in (0, 0)
    ]
    adam = torch.optim.Adam(net.joined.parameters(), lr=0.01)
    before = score(net, pair)["same"]
    for _ in range(60):
        adam.zero_grad()
        losses(net, pair, run(net, pair)).backward()
        adam.step()
    assert score(net, pair)["same"] == 1.0 >= before


def test_a_document_stays_together_in_a_batch() -> None:
    found = [example(f"Rebels shelled Ambar {at}", (OUTSIDE,) * 4, document=f"d{at // 3}") for at in range(9)]
    made = batches(found, 60)
    assert sorted(one.window.words[3].token.text for batch in made for one in batch) == [str(at) for at in range(9)]
    for batch in made:
        assert len(batch) * max(len(one.window.ids) for one in batch) <= 60


@pytest.mark.filterwarnings("ignore")  # the exporter warns of itself
def test_the_packaged_network_says_what_the_trained_one_says(net: Network, tmp_path: Path) -> None:
    TOKENIZER.save(str(tmp_path / "tok.json"))
    export(net, tmp_path / "tok.json", name="model/test", out=tmp_path / "made")
    assert why_no_network(tmp_path / "made") is None
    packaged = TrainedNetwork(tmp_path / "made")
    one = example("Rebels shelled Ambar and seized Tal", (OUTSIDE,) * 6)
    ids, shapes = np.array([one.window.ids], np.int64), np.array([one.window.shapes], np.int64)
    with torch.no_grad():
        wanted = run(net, [one])
    found = packaged.run(ids, shapes)
    assert set(found) == set(OUTPUTS)
    for name in OUTPUTS:
        one_way, other = found[name].ravel(), wanted[name].numpy().ravel()
        assert float(np.dot(one_way, other) / np.linalg.norm(one_way) / np.linalg.norm(other)) > 0.99, name


def test_the_heads_of_pairs_are_the_networks(net: Network) -> None:
    chance = torch.Generator().manual_seed(3)
    heads = Heads.of(
        {"pair": net.pair.detach().numpy()}
        | {f"joined_{key.replace('.', '_')}": value.detach().numpy() for key, value in net.joined.named_parameters()}
    )
    trigger, first, last = (torch.randn(5, PAIR, generator=chance) for _ in range(3))
    earlier, later = (torch.randn(5, EVENT, generator=chance) for _ in range(2))
    known = torch.randn(5, FEATURES, generator=chance)
    with torch.no_grad():
        roles, same = net.roles(trigger, first, last).sigmoid(), net.same(earlier, later, known)
    assert np.allclose(heads.roles(trigger.numpy(), first.numpy(), last.numpy()), roles.numpy(), atol=1e-5)
    assert np.allclose(heads.same(earlier.numpy(), later.numpy(), known.numpy()), same.numpy(), atol=1e-4)


def test_every_mapping_names_what_the_network_knows() -> None:
    found = {mapping.set: mapping for mapping in read_mappings()}
    assert set(found) == {"event_location", "factuality", "muc4", "wikievents"}
    for mapping in found.values():
        assert {kind for types in mapping.triggers.values() for kind in types} <= set(SUB_EVENT_TYPES)
        assert not set(mapping.triggers) & set(mapping.none)
    assert all({"reported", "planned"} - set(one.may) != set() for one in found["factuality"].statuses)


TEXT = "Rebels shelled Ambar and met envoys"


def labelled(*marks: Marked, links: tuple[tuple[int, int, str], ...] = ()) -> Labelled:
    from khaldun.records.base import Span

    return Labelled("d", TEXT, (Span.of(TEXT, 0, len(TEXT)),), marks, links)


def mark(words: str, label: str, *, trigger: bool = False, value: float = 0.0) -> Marked:
    start = TEXT.index(words)
    return Marked(start, start + len(words), label, value, trigger)


def test_a_set_teaches_what_its_mapping_says() -> None:
    mapping = Mapping(
        set="s", teaches=("tags", "types", "roles"), triggers={"Attack": ("Armed clash",)}, none=("Meet",),
        mentions={"GPE": "place"}, roles={"Place": "place"},
    )  # fmt: skip
    marks = (mark("shelled", "Attack", trigger=True), mark("met", "Meet", trigger=True), mark("Ambar", "GPE"))
    (one,) = map_text(mapping, labelled(*marks, links=((0, 2, "Place"),)), TOKENIZER)
    assert one.tags == (MASKED, TRIGGER, TAGS.index("B-place"), MASKED, OUTSIDE, MASKED)
    assert [(told.types, told.statuses, told.flags) for told in one.triggers] == [((CLASH,), (), None)]
    assert one.roles == ((0, 0, ROLES.index("place")),) and one.knows == frozenset() and one.events is None


def test_a_head_that_is_not_taught_is_masked() -> None:
    mapping = Mapping(set="s", teaches=("types",), triggers={"Attack": ("Armed clash",)}, mentions={"GPE": "place"})
    (one,) = map_text(mapping, labelled(mark("shelled", "Attack", trigger=True), mark("Ambar", "GPE")), TOKENIZER)
    assert set(one.tags) == {MASKED} and one.triggers[0].types == (CLASH,)


def test_a_number_allows_the_statuses_of_its_stretch() -> None:
    (mapping,) = [one for one in read_mappings() if one.set == "factuality"]
    (one,) = map_text(mapping, labelled(mark("shelled", "", trigger=True, value=-3.0)), TOKENIZER)
    assert {STATUSES[at] for at in one.triggers[0].statuses} == {"denied", "possible", "planned"}
    assert list(map_text(mapping, labelled(mark("shelled", "", trigger=True, value=2.0)), TOKENIZER)) == []


def test_spans_of_tags() -> None:
    assert spans([TRIGGER, OUTSIDE, ACTOR, TAGS.index("I-actor")]) == {("trigger", 0, 0), ("actor", 2, 3)}
    assert len(FLAGS) == 2


def test_the_packaged_weights_cannot_overflow() -> None:
    """A processor without VNNI adds two products of 8-bit numbers in 16 bits: with weights of seven they fit."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(PACKAGED / "reader.onnx")).graph
    weights = {one.name: one for one in graph.initializer}
    multiplied = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    assert len(multiplied) > 40
    for name in multiplied:
        assert abs(numpy_helper.to_array(weights[name]).astype(int)).max() <= 64, name
