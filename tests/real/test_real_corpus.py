"""The corpus of real text in the repository: every coding holds, every item is coded, the figures keep their floors."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from khaldun.corpus.items import DRAWN, LATER, MORE, SEED, TRAIN, draw_items, read_items
from khaldun.corpus.records import Item, Source
from khaldun.corpus.sources import SOURCES, read_texts
from khaldun.corpus.store import Loaded, load_codings
from khaldun.measure.floors import below, read_floors
from khaldun.measure.real import agree_coders, corpus_hash, measure, plain, settled
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.gazetteer.install import install

pytestmark = [pytest.mark.shared, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent
REAL = ROOT / "corpus" / "real"
FLOORS = ROOT / "evals" / "baseline.json"


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    return read_items(REAL / "items.jsonl")


@pytest.fixture(scope="module")
def loaded(items: dict[str, Item], shared: Path) -> Loaded:
    files = sorted(path for path in REAL.rglob("*.jsonl") if path.name != "items.jsonl")
    return load_codings(files, items, shared / "data", event_type_of=packaged_codebook().event_type.get)


def _later(source: Source) -> list[int]:
    return [count for drawn in LATER.values() for count in drawn.get(source, {}).values()]


def test_every_coding_holds(loaded: Loaded) -> None:
    assert not loaded.complaints


def test_the_items_are_those_that_the_seed_draws(items: dict[str, Item], shared: Path) -> None:
    drawn = [item for source in SOURCES for item in draw_items(source, read_texts(source, shared / "data"), seed=SEED)]
    undated = [msgspec.structs.replace(item, published=None, basis=None) for item in items.values()]
    assert undated == drawn
    assert Counter(item.source for item in drawn) == Counter(
        {s: DRAWN[s] + MORE.get(s, 0) + TRAIN.get(s, 0) + sum(_later(s)) for s in SOURCES}
    )


def test_every_item_is_coded_by_the_guide_and_a_fifth_twice(loaded: Loaded, items: dict[str, Item]) -> None:
    by_pass: dict[str, set[str]] = {}
    for one in loaded.coded:
        by_pass.setdefault(one.coding.pass_, set()).add(one.coding.id)
    assert by_pass["first"] == set(items)
    assert by_pass["second"] == {item.id for item in items.values() if item.twice}
    assert by_pass["pilot"] == {item.id for item in items.values() if item.pilot}
    measured = [item for item in items.values() if int(item.id[3:]) <= DRAWN[item.source] + MORE.get(item.source, 0)]
    assert len(by_pass["second"]) >= 0.19 * len(measured)


def test_what_was_drawn_later_is_not_to_test_on(items: dict[str, Item]) -> None:
    later = [item for item in items.values() if int(item.id[3:]) > DRAWN[item.source] + MORE.get(item.source, 0)]
    assert len(later) == sum(TRAIN.values()) + sum(sum(_later(source)) for source in SOURCES)
    assert all(item.part != "test" for item in later)


def test_every_document_has_its_day(items: dict[str, Item]) -> None:
    documents = [item for item in items.values() if item.unit == "document"]
    assert all(item.published and item.basis for item in documents)


def test_thirty_documents_tell_of_no_event(loaded: Loaded) -> None:
    documents = [one for one in settled(loaded.coded) if one.coding.events is not None]
    assert sum(not one.coding.events for one in documents) >= 30


def test_two_coders_agree(loaded: Loaded) -> None:
    """What the guide must reach (raw codings, before anything was settled)."""
    first = {one.coding.id: one for one in loaded.coded if one.coding.pass_ == "first"}
    pairs = [(first[one.coding.id], one) for one in loaded.coded if one.coding.pass_ == "second"]
    agreement = agree_coders(pairs)
    assert (agreement.marks.counts["triggers_typed"].f1 or 0) >= 0.80
    assert (agreement.marks.counts["roles"].f1 or 0) >= 0.75
    assert (agreement.marks.kappa or 0) >= 0.75
    assert agreement.events is not None
    assert (agreement.events.found.f1 or 0) >= 0.80


def test_the_reader_keeps_its_floors(loaded: Loaded, tmp_path: Path) -> None:
    install(tmp_path)
    settings = Settings(today=dt.date(2026, 1, 1), data_folder=tmp_path)
    coded = settled(loaded.coded)
    figured = {
        f"{reader} {part}": plain(measure([one for one in coded if one.text.item.part == part], tools))
        for reader in ("rules", "model", "auto")
        for tools in (build_tools(msgspec.structs.replace(settings, reader=reader)),)
        for part in ("dev", "test")
    }
    assert not below(read_floors(FLOORS), figured, corpus_hash(coded))
