"""The texts that the codings speak of, from the files as their publishers give them (docs/data.md says where).

Every reader yields each text once, with a key that does not depend on its position in the file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from khaldun.corpus.records import Source
from khaldun.errors import DataError

_NO_TRAINING = "BBC Online"  # non-commercial licence


def read_texts(source: Source, data: Path) -> dict[str, str]:
    """The texts of a source by key. `data` is the folder that holds the sources' folders.

    Raises:
        DataError: a file of the source is missing or is not what its publisher gives; names the file.
    """
    try:
        return dict(_READERS[source](data / source))
    except FileNotFoundError as error:
        raise DataError(
            f"{error.filename}: not there, but codings of {source} need it.",
            advice="docs/data.md says where to get it; --data names the folder that holds the folder " + source + ".",
        ) from error
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise DataError(
            f"{data / source}: not in the form its publisher gives ({error}).", advice="Get it again; see docs/data.md."
        ) from error


def text_hash(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _event_location(folder: Path) -> Iterator[tuple[str, str]]:
    """Sentences; the key is the beginning of the text's own hash, since many stand in several records."""
    with gzip.open(folder / "labeled.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            yield text_hash(text)[:16], text


def _re3d(folder: Path) -> Iterator[tuple[str, str]]:
    """Documents of every sub-folder but the one that may not be trained on; one JSON object after another."""
    files = sorted(path for path in folder.glob("*/documents.json") if path.parent.name != _NO_TRAINING)
    if not files:
        raise FileNotFoundError(2, "no such file", str(folder / "*" / "documents.json"))
    for path in files:
        for document in json_objects(path):
            yield document["_id"], document["text"]


def _wikievents(folder: Path) -> Iterator[tuple[str, str]]:
    """Tokens joined by a space, sentences by a line break (the publisher's `text` glues headings to sentences)."""
    with (folder / "train.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            document = json.loads(document) if isinstance(document, str) else document
            yield document["doc_key"], "\n".join(" ".join(tokens) for tokens in document["sentences"])
    with (folder / "dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield document["doc_id"], "\n".join(sentence for _, sentence in document["sentences"])


def _muc4(folder: Path) -> Iterator[tuple[str, str]]:
    """Messages of the training part."""
    for document in json_objects(folder / "train.json"):
        yield document["docid"], document["doctext"]


def _written(folder: Path) -> Iterator[tuple[str, str]]:
    """Reports of our own (corpus/written): a sentence a line, paragraphs apart."""
    files = sorted(folder.glob("texts/*.txt"))
    if not files:
        raise FileNotFoundError(2, "no such file", str(folder / "texts" / "*.txt"))
    for path in files:
        yield path.stem, path.read_text(encoding="utf-8")


def json_objects(path: Path) -> Iterator[dict[str, Any]]:
    """JSON objects one after another, whatever whitespace stands between them."""
    decoder, text, at = json.JSONDecoder(), path.read_text(encoding="utf-8-sig").strip(), 0
    while at < len(text):
        found, at = decoder.raw_decode(text, at)
        yield found
        while at < len(text) and text[at].isspace():
            at += 1


_READERS: dict[Source, Callable[[Path], Iterator[tuple[str, str]]]] = {
    "event_location": _event_location,
    "re3d": _re3d,
    "wikievents": _wikievents,
    "muc4": _muc4,
    "written": _written,
}
SOURCES: tuple[Source, ...] = ("event_location", "re3d", "wikievents", "muc4")
"""Those from which items are drawn; all of "written" is coded."""
