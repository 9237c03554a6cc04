"""What the reader learns from and is measured on while it learns."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer

from khaldun.corpus.items import read_items
from khaldun.corpus.records import Part
from khaldun.corpus.store import Coded, load_codings
from khaldun.measure.real import settled
from khaldun.tools.codebooks import packaged_codebook
from training.reader.examples import Example, examples
from training.reader.partial import partial_examples

_CORPUS = Path("corpus")
_FILES = ("first.jsonl", "adjudicated.jsonl", "train.jsonl", "later.jsonl", "calibration.jsonl")


def load_all(data: Path, tokenizer: Tokenizer, *, partial: bool, seed: int) -> list[Example]:
    """Everything that may be trained on; with the labelled sets of others where `partial`."""
    coded = {item.document for item in read_items(_CORPUS / "real" / "items.jsonl").values()}
    others = list(partial_examples(data, tokenizer, coded, seed)) if partial else []
    return [*load_real(data, tokenizer, "train"), *load_written(tokenizer, "train"), *others]


def load_real(data: Path, tokenizer: Tokenizer, part: Part) -> list[Example]:
    """The coded real texts of a part; `data` is the folder of their sources."""
    return list(examples(coded_texts("real", data, part), tokenizer))


def load_written(tokenizer: Tokenizer, part: Part) -> list[Example]:
    """The reports of our own of a part."""
    return list(examples(coded_texts("written", _CORPUS, part), tokenizer))


def coded_texts(corpus: str, data: Path, part: Part) -> list[Coded]:
    """The coded texts of a part of "real" or "written"."""
    folder = _CORPUS / corpus
    items = {key: item for key, item in read_items(folder / "items.jsonl").items() if item.part == part}
    files = [folder / name for name in _FILES if (folder / name).exists()]
    loaded = load_codings(files, items, data, event_type_of=packaged_codebook().event_type.get)
    return settled(loaded.coded)
