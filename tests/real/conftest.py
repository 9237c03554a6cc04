"""Sources of invented texts, in the form that the publishers of the real ones give them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from khaldun.corpus.items import split_text
from khaldun.corpus.records import Item, Text
from khaldun.corpus.sources import text_hash

SENTENCE = "Shells hit a market in Tal Amra on Friday, killing six traders, and the army shelled Tal Amra again."
DOCUMENT = (
    "Rebels ambushed an army patrol near Sadi on Friday, police said.\n"
    "The ambush killed four soldiers and two rebels.\n"
    "The army is preparing to storm Sadi."
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with all four sources."""
    for name in ("event_location", "re3d/Gazette", "re3d/BBC Online", "wikievents", "muc4"):
        (tmp_path / name).mkdir(parents=True)
    with gzip.open(tmp_path / "event_location" / "labeled.jsonl.gz", "wt", encoding="utf-8") as out:
        for text in (SENTENCE, SENTENCE, "Talks were held."):
            out.write(json.dumps({"text": text, "spans": []}) + "\n")
    documents = [
        {"_id": "A1", "title": "T", "text": DOCUMENT},
        {"_id": "A2", "title": "T", "text": "Nothing happened."},
    ]
    (tmp_path / "re3d" / "Gazette" / "documents.json").write_text(
        "\ufeff" + "\n".join(map(json.dumps, documents)), encoding="utf-8"
    )
    (tmp_path / "re3d" / "BBC Online" / "documents.json").write_text(
        json.dumps({"_id": "B", "text": "Not for training."})
    )
    token_lists = [["Police", "left", "Sadi", "."], ["They", "returned", "."]]
    train = json.dumps({"doc_key": "w1", "sentences": token_lists})
    (tmp_path / "wikievents" / "train.jsonl").write_text(json.dumps(train) + "\n")
    dev = {"doc_id": "w2", "sentences": [[[["Sadi", 0, 4]], "Sadi fell."], [[["It", 0, 2]], "It rose."]]}
    (tmp_path / "wikievents" / "dev.jsonl").write_text(json.dumps(dev) + "\n")
    messages = [{"docid": "M-1", "doctext": "a bomb exploded in sadi.  police said so.", "templates": []}]
    (tmp_path / "muc4" / "train.json").write_text("\n".join(json.dumps(one, indent=4) for one in messages))
    return tmp_path


def item_of(text: str, *, identity: str = "re-0001", document: str = "A1") -> Item:
    source = "event_location" if identity.startswith("el") else "re3d"
    unit = "sentence" if source == "event_location" else "document"
    return Item(
        id=identity,
        source=source,  # type: ignore[arg-type]
        document=document,
        unit=unit,  # type: ignore[arg-type]
        sha256=text_hash(text),
        part="dev",
        published="2016-05-07",
        basis="assumed",
    )


@pytest.fixture
def document() -> Text:
    return Text(item=item_of(DOCUMENT), text=DOCUMENT, sentences=split_text("re3d", DOCUMENT))


@pytest.fixture
def sentence() -> Text:
    item = item_of(SENTENCE, identity="el-0001", document=text_hash(SENTENCE)[:16])
    return Text(item=item, text=SENTENCE, sentences=split_text("event_location", SENTENCE))
