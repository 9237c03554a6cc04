"""Sentences in windows that the encoder can take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.read.model.labels import SHAPES, SUB_EVENT_TYPES, TAGS, shape_of
from khaldun.read.model.windows import LONGEST, Window, cut_words, windows
from khaldun.text.tokens import tokenise
from khaldun.tools.codebooks import packaged_codebook
from read.tokenizers_making import tokenizer

TOKENIZER = tokenizer()


def cut(*sentences: str, context: bool = True) -> list[Window]:
    words = cut_words([tokenise(sentence) for sentence in sentences], TOKENIZER)
    return list(windows([sentence for sentence in words if sentence], context=context))


def test_the_network_says_what_the_codebook_has() -> None:
    assert set(SUB_EVENT_TYPES) == set(packaged_codebook().event_type)
    assert TAGS[0] == "O" and len(TAGS) == len(set(TAGS)) == 15


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("rebels", "small"),
        ("Idlib", "Title"),
        ("HTS", "CAPITALS"),
        ("McGurk", "mIxed"),
        ("2019", "digits"),
        (",", "mark"),
        ("A", "Title"),
    ],
)
def test_how_a_word_is_written(word: str, shape: str) -> None:
    assert SHAPES[shape_of(word)] == shape


def test_short_sentences_share_a_window() -> None:
    (window,) = cut("Rebels shelled Idlib.", "Six people died.")
    assert " ".join(word.token.text for word in window.words) == "Rebels shelled Idlib . Six people died ."
    assert len(window.first) == len(window.words)
    assert len(window.ids) == len(window.shapes)


def test_a_window_has_some_words_of_the_sentences_on_either_side() -> None:
    long = "The army said that its troops had repelled an attack on the outskirts of the town on Monday. " * 2
    first, second, third = cut(long, long, long)
    assert {word.sentence for word in second.words} == {1}
    own = [piece for word in second.words for piece in word.pieces]
    before = [piece for word in first.words for piece in word.pieces]
    after = [piece for word in third.words for piece in word.pieces]
    at = second.first[0]
    left, right = list(second.ids[1:at]), list(second.ids[at + len(own) : -1])
    assert 0 < len(left) <= 12 and left == before[-len(left) :]
    assert 0 < len(right) <= 12 and right == after[: len(right)]


@given(st.lists(st.text(max_size=400), max_size=12))
def test_every_word_stands_in_one_window(sentences: list[str]) -> None:
    asked = [(number, token.start) for number, one in enumerate(sentences) for token in tokenise(one)]
    made = cut(*sentences)
    assert [(word.sentence, word.token.start) for window in made for word in window.words] == asked
    assert all(len(window.ids) <= LONGEST for window in made)


def test_a_sentence_without_end_is_cut() -> None:
    made = cut("word " * 5_000)
    assert sum(len(window.words) for window in made) == 5_000
    assert all(len(window.ids) <= LONGEST for window in made)


def test_no_text_has_no_window() -> None:
    assert cut("", "  ") == []
