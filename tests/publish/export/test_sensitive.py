"""The lists of what may endanger people: read, compared and found quickly without finding less."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.publish.export.hiding import without_quotes
from khaldun.publish.export.sensitive import PublishingWords, Wanted, folded, sensitive
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine

LISTS = load_yaml(DATA / "publishing.yaml", PublishingWords)
PATTERNS = {
    "survivors": LISTS.survivors,
    "movements": LISTS.movement_words,
    "not sites": LISTS.not_sites,
    **{one.kind: one.words for one in LISTS.sites},
}
PIECES = st.sampled_from(
    [*"abdeilmnoprstvx '-\n_1", "rap", "raped", "forced marriage", "camp", "camps", "hospital", "مستشفى", "وال",
     "للاغتصاب", "school", "school of", "deploy", "convoy", "army ", "больница",
     "rapid", "grape", "health ", "centre", "viol"]
)  # fmt: skip


@pytest.mark.parametrize("name", PATTERNS)
@given(pieces=st.lists(PIECES, max_size=8))
def test_looking_only_where_a_word_may_begin_finds_the_same(name: str, pieces: list[str]) -> None:
    text = folded("".join(pieces))
    wanted = Wanted(PATTERNS[name], name)
    assert wanted._beginnings is not None, "a pattern begins with no letters: the list is slow"
    assert wanted.stand_in(text) is (wanted._pattern.search(text) is not None)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        pytest.param("Al-Noor Hospital", "health", id="hospital"),
        pytest.param("والمستشفى", "health", id="arabic-in-one-with-and-the"),
        pytest.param("лагерь беженцев", "camp", id="russian"),
        pytest.param("collège", "school", id="accents"),
        pytest.param("hospitality tent", None, id="inside-a-word"),
        pytest.param("Campania", None, id="a-name-that-begins-so"),
        pytest.param("military camp", None, id="an-army's"),
        pytest.param("military camp near the school", "school", id="an-army's-near-a-school"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_sensitive_site_is_known_by_its_words(words: str, kind: str | None) -> None:
    assert sensitive().site(words) == kind


def test_a_pattern_that_is_none_is_told_with_its_list() -> None:
    with pytest.raises(DataError, match=r"publishing\.yaml, sites: 'sch\(ool' is not a pattern"):
        Wanted(["sch(ool"], "sites")


def test_a_wrong_list_is_told_by_its_field(tmp_path: Path) -> None:
    path = tmp_path / "publishing.yaml"
    path.write_text((DATA / "publishing.yaml").read_text(encoding="utf-8").replace("kind: camp", "kin: camp"), "utf-8")
    with pytest.raises(DataError, match=r"field \$\.sites\[3\]"):
        sensitive(path)


def spans_of(value: Any) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from spans_of(item)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from spans_of(getattr(value, field))


def filled(kind: Any) -> Any:
    """A value of a type in which every field that may hold something does, and every span has words."""
    found = msgspec.inspect.type_info(kind)
    return msgspec.convert(_filled(found), kind)


def _filled(kind: Any) -> Any:
    inspect = msgspec.inspect
    if isinstance(kind, inspect.StructType):
        made = {field.encode_name: _filled(field.type) for field in kind.fields}
        return made | ({kind.tag_field: kind.tag} if kind.tag_field else {})
    if isinstance(kind, inspect.UnionType):
        return _filled(next(each for each in kind.types if not isinstance(each, inspect.NoneType)))
    if isinstance(kind, inspect.VarTupleType):
        return [_filled(kind.item_type)]
    plain: dict[Any, Any] = {
        inspect.StrType: "word",
        inspect.IntType: 1,
        inspect.FloatType: 0.5,
        inspect.BoolType: True,
        inspect.RawType: msgspec.Raw(b"null"),
    }
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    return plain.get(type(kind))


def test_no_span_of_a_claim_keeps_its_words() -> None:
    claim = filled(ClaimLine)
    assert len(list(spans_of(claim))) > 10
    bare = without_quotes(claim)
    assert [span.quote for span in spans_of(bare) if span.quote] == []
    assert [(span.start, span.end) for span in spans_of(bare)] == [(span.start, span.end) for span in spans_of(claim)]
