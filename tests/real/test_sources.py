"""The readers of the sources, the draw, and texts that are not the ones that were coded."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from khaldun.corpus.items import DRAWN, draw_items, join_texts, part_of, read_items, split_text
from khaldun.corpus.records import Text
from khaldun.corpus.sources import SOURCES, read_texts, text_hash
from khaldun.errors import DataError
from real.conftest import DOCUMENT, SENTENCE, item_of


def test_each_source_gives_each_text_once(data: Path) -> None:
    assert read_texts("event_location", data) == {text_hash(text)[:16]: text for text in (SENTENCE, "Talks were held.")}
    assert read_texts("re3d", data) == {"A1": DOCUMENT, "A2": "Nothing happened."}
    assert read_texts("wikievents", data) == {"w1": "Police left Sadi .\nThey returned .", "w2": "Sadi fell.\nIt rose."}
    assert read_texts("muc4", data) == {"M-1": "a bomb exploded in sadi.  police said so."}


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_that_is_not_there_is_named(source: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=source) as error:
        read_texts(source, tmp_path)  # type: ignore[arg-type]
    assert "docs/data.md" in error.value.advice


def test_a_source_in_another_form_is_named(data: Path) -> None:
    (data / "muc4" / "train.json").write_text('{"docid": "M-1"}')
    with pytest.raises(DataError, match=r"muc4.*doctext"):
        read_texts("muc4", data)


def test_sentences_are_cut_as_their_source_marks_them() -> None:
    assert [span.quote for span in split_text("muc4", "a bomb exploded.  police came.  gen.  x fled")] == [
        "a bomb exploded.",
        "police came.",
        "gen.",
        "x fled",
    ]
    assert [span.quote for span in split_text("wikievents", "One .\nTwo\n\n three . ")] == ["One .", "Two", "three ."]
    assert [span.quote for span in split_text("re3d", DOCUMENT)] == DOCUMENT.split("\n")
    assert [span.quote for span in split_text("event_location", "One. Two.")] == ["One. Two."]


def test_the_draw_depends_on_its_seed_alone() -> None:
    texts = {f"k{number}": f"text {number}" for number in range(200)}
    one, again = draw_items("muc4", texts), draw_items("muc4", dict(reversed(texts.items())))
    other = draw_items("muc4", texts, seed=1)
    later = one[DRAWN["muc4"] :]
    assert one == again
    assert [item.document for item in one] != [item.document for item in other]
    assert len({item.document for item in one}) == len(one) > DRAWN["muc4"]
    assert {item.part for item in one[: DRAWN["muc4"]]} == {"train", "dev", "test"}
    assert {item.part for item in later} == {"train", "dev", "calibration"}
    assert sum(item.pilot for item in one) == 10
    assert sum(item.twice for item in one) == 10
    assert not any(item.pilot and item.twice for item in one)


def test_parts_are_fixed_and_near_their_shares() -> None:
    parts = [part_of(f"document {number}") for number in range(10_000)]
    assert part_of("DEV-MUC3-0001") == part_of("DEV-MUC3-0001")
    shares = {part: parts.count(part) / len(parts) for part in ("train", "dev", "test")}
    assert shares == pytest.approx({"train": 0.60, "dev": 0.15, "test": 0.25}, abs=0.02)


def test_texts_join_their_items(data: Path) -> None:
    (joined,) = join_texts([item_of(DOCUMENT)], data)
    assert isinstance(joined, Text)
    assert joined.text == DOCUMENT


def test_a_changed_or_missing_text_is_named_with_its_hash(data: Path) -> None:
    changed = item_of("Another text.")
    missing = item_of(DOCUMENT, identity="re-0002", document="A9")
    said = list(join_texts([changed, missing], data))
    assert all(isinstance(one, str) for one in said)
    assert "re-0001" in str(said[0])
    assert changed.sha256 in str(said[0])
    assert text_hash(DOCUMENT) in str(said[0])
    assert "A9" in str(said[1])


def test_a_broken_manifest_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_bytes(msgspec.json.encode(item_of(DOCUMENT)) + b"\n{}\n")
    with pytest.raises(DataError, match="line 2"):
        read_items(path)
    path.unlink()
    with pytest.raises(DataError, match="cannot be read"):
        read_items(path)
