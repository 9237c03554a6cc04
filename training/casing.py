"""Makes data/lexicon/casing.yaml: which words are written small, learnt from texts in mixed case.

Sources: the training parts of event_location, re3d and WikiEvents, the factuality sentences, our own samples.
Usage: python training/casing.py ../shared/data > src/khaldun/data/lexicon/casing.yaml
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from khaldun.corpus.items import part_of
from khaldun.corpus.records import Source
from khaldun.corpus.sources import read_texts

ROOT = Path(__file__).parent.parent
SOURCES: tuple[Source, ...] = ("event_location", "re3d", "wikievents")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
SHOUTED = 0.5
SURE = 3  # times written small: then a word may be, whatever else it is


def texts(data: Path) -> Iterator[str]:
    for source in SOURCES:
        yield from (text for key, text in read_texts(source, data).items() if part_of(key) == "train")
    for path in sorted(data.glob("factuality/*/train.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield str(json.loads(line)["text"])
    for pattern in ("src/khaldun/samples/*.txt", "corpus/samples/dev/**/*.txt"):
        yield from (path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern)))


def small_words(data: Path) -> list[str]:
    """Words that stand small at least as often as with a capital inside a sentence, or often enough at all."""
    small: Counter[str] = Counter()
    great: Counter[str] = Counter()
    for text in texts(data):
        for sentence in SENTENCE.split(text):
            words = WORD.findall(sentence)
            if sum(word.isupper() for word in words) > SHOUTED * len(words):
                continue
            small.update(word for word in words if word.islower())
            great.update(word.lower() for word in words[1:] if word[0].isupper())
    return sorted(word for word, count in small.items() if word.isascii() and (count >= SURE or count >= great[word]))


def main() -> None:
    words = " ".join(small_words(Path(sys.argv[1])))
    sys.stdout.write("# Words that are written small, learnt from texts in mixed case (training/casing.py).\n")
    sys.stdout.write("# In a text without capitals, or of capitals only, what is not here is taken for a name.\n")
    sys.stdout.write("small: >-\n" + textwrap.indent("\n".join(textwrap.wrap(words, 116)), "  ") + "\n")


if __name__ == "__main__":
    main()
