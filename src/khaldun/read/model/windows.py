"""Sentences put into windows that the encoder can take: pieces of words, with the end of the sentence before and the
beginning of the one after as context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from khaldun.read.model.labels import shape_of
from khaldun.text.tokens import Token

LONGEST = 256
_CONTEXT = 12  # pieces on either side
_CORE = LONGEST - 2 * _CONTEXT - 4  # pieces asked about: room for the context, the two marks and two to spare
_CLS, _SEP, _UNKNOWN = 101, 102, 100
_LONG_WORD = 16  # pieces; what is longer is no word


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its sentence, its token, its pieces."""

    sentence: int
    token: Token
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces for the encoder (`ids`, with the shape of the word of each), and the words that are asked about with the
    position of their first piece."""

    ids: tuple[int, ...]
    shapes: tuple[int, ...]
    words: tuple[Word, ...]
    first: tuple[int, ...]


def cut_words(sentences: Sequence[Sequence[Token]], tokenizer: Tokenizer) -> list[list[Word]]:
    """The words of each sentence with their pieces."""
    flat = [token for sentence in sentences for token in sentence]
    encoded = tokenizer.encode_batch([token.text for token in flat], add_special_tokens=False)
    pieces = iter(tuple(one.ids[:_LONG_WORD]) or (_UNKNOWN,) for one in encoded)
    return [[Word(number, token, next(pieces)) for token in sentence] for number, sentence in enumerate(sentences)]


def windows(sentences: Sequence[Sequence[Word]], *, context: bool = True) -> Iterator[Window]:
    """Every word once: neighbouring sentences together while they fit, each window with a few words of context. A
    sentence too long for a window is cut."""
    cut = [part for sentence in sentences for part in _parts(sentence)]
    at = 0
    while at < len(cut):
        end, size = at, 0
        while end < len(cut) and (end == at or size + _size(cut[end]) <= _CORE):
            size += _size(cut[end])
            end += 1
        before = cut[at - 1] if context and at else ()
        after = cut[end] if context and end < len(cut) else ()
        yield _window([word for part in cut[at:end] for word in part], before, after)
        at = end


def words_in(words: Sequence[Word], start: int, end: int) -> tuple[int, int] | None:
    """The first and the last of the words that share a code point with those from `start` to `end`."""
    inside = [at for at, word in enumerate(words) if word.token.start < end and start < word.token.end]
    return (inside[0], inside[-1]) if inside else None


def _parts(sentence: Sequence[Word]) -> Iterator[Sequence[Word]]:
    start, size = 0, 0
    for at, word in enumerate(sentence):
        if size + len(word.pieces) > _CORE:
            yield sentence[start:at]
            start, size = at, 0
        size += len(word.pieces)
    if start < len(sentence):
        yield sentence[start:]


def _size(words: Sequence[Word]) -> int:
    return sum(len(word.pieces) for word in words)


def _window(core: Sequence[Word], before: Sequence[Word], after: Sequence[Word]) -> Window:
    left, right = _fitting(before[::-1], _CONTEXT)[::-1], _fitting(after, _CONTEXT)
    ids, shapes, first = [_CLS], [0], []
    for words, asked in ((left, False), (core, True), (right, False)):
        for word in words:
            if asked:
                first.append(len(ids))
            ids += word.pieces
            shapes += [shape_of(word.token.text)] * len(word.pieces)
    return Window((*ids, _SEP), (*shapes, 0), tuple(core), tuple(first))


def _fitting(words: Sequence[Word], room: int) -> Sequence[Word]:
    size = 0
    for at, word in enumerate(words):
        size += len(word.pieces)
        if size > room:
            return words[:at]
    return words
