"""Place names spelled in different ways, brought to one key by rules that are data (`data/folding.yaml`).

Three levels, each a coarser sieve: `plain` (case, marks and punctuation), `fold` (scripts, articles, spelling habits)
and `skeleton` (consonants alone).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import msgspec
from anyascii import anyascii

_APOSTROPHES = dict.fromkeys(map(ord, "'`´’‘ʼʻʾʿˈ′ʹˊ՚״׳ˌ\u200c\u200d\u0640\u200e\u200f\u02bd\u02b9"))
_ROUNDS = 6


class Letters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Letter tables by script: letter → Latin letters."""

    latin: dict[str, str]
    arabic: dict[str, str]
    cyrillic: dict[str, str]


class ConstructRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a final letter of an Arabic word reads inside a name, and at its end."""

    letter: str
    inside: str
    final: str


class ConsonantRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a folded name loses its vowels: letter groups in order, single letters, letters left out."""

    groups: tuple[tuple[str, str], ...]
    letters: dict[str, str]
    drop: str
    drop_inside: str


class FoldingRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of `data/folding.yaml`; see the comments there."""

    version: str
    letters: Letters
    arabic_articles: tuple[str, ...]
    arabic_construct: tuple[ConstructRule, ...]
    articles: frozenset[str]
    words: dict[str, tuple[str, ...]]
    spellings: tuple[tuple[str, str], ...]
    vowels: tuple[tuple[str, str], ...]
    consonants: ConsonantRules


class Folding:
    """The three keys of a name under one set of rules."""

    def __init__(self, rules: FoldingRules) -> None:
        letters = rules.letters
        self.version = rules.version
        self._letters = str.maketrans({**letters.latin, **letters.cyrillic, **letters.arabic})
        self._read_aloud = re.compile(f"[{''.join(map(re.escape, letters.latin))}]").search
        self._arabic = frozenset(letters.arabic)
        self._arabic_articles = rules.arabic_articles
        self._construct = {rule.letter: rule for rule in rules.arabic_construct}
        self._articles = rules.articles
        self._words = {variant: word for word, variants in rules.words.items() for variant in variants}
        self.words = frozenset(rules.words)
        self._spellings = tuple((re.compile(pattern).sub, new) for pattern, new in rules.spellings)
        self._habit = re.compile("|".join(f"(?:{pattern})" for pattern, _ in rules.spellings)).search
        self._vowels = rules.vowels
        self._groups = rules.consonants.groups
        dropped = dict.fromkeys(rules.consonants.drop, "")
        self._consonant_letters = str.maketrans({**rules.consonants.letters, **dropped})
        self._drop_inside = str.maketrans(dict.fromkeys(rules.consonants.drop_inside, ""))
        self._bare_token = lru_cache(maxsize=200_000)(self._consonants)
        self._token = lru_cache(maxsize=200_000)(self._fold_token)
        self.plain = lru_cache(maxsize=20_000)(self._plain)
        self.fold = lru_cache(maxsize=20_000)(self._fold)
        self.skeleton = lru_cache(maxsize=20_000)(self._skeleton)

    def _plain(self, name: str) -> str:
        """The name without case, marks, apostrophes and punctuation; its words parted by one space."""
        text = name.translate(_APOSTROPHES)
        if not text.isascii():
            text = _without_marks(text).translate(_APOSTROPHES)
        return " ".join(_words(text.casefold()))

    def _fold(self, name: str) -> str:
        """The name in Latin letters, without articles, in one spelling; its words parted by one space."""
        text = name.translate(_APOSTROPHES)
        if text.isascii():
            words = _words(text.casefold())
        else:
            words = _words(self._latin_letters(unicodedata.normalize("NFKC", text).casefold()))
        folded = [self._token(word) for word in words]
        kept = [word for word in folded if word and word not in self._articles]
        return " ".join(kept) or (folded[-1] if folded else "")

    def key(self, name: str) -> str:
        """The folded name without spaces: what an index looks up."""
        return self.fold(name).replace(" ", "")

    def voiced(self, name: str) -> str:
        """The key with vowels that are one in speech written as one: how far two spellings differ to the ear."""
        key = self.key(name)
        for letters, sound in self._vowels:
            key = key.replace(letters, sound)
        return key

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys an index keeps for the name: read aloud (Çınar: chinar), and, if it differs, bare (cinar)."""
        first = self.key(name)
        if name.isascii() or self._read_aloud(unicodedata.normalize("NFC", name).casefold()) is None:
            return (first,)
        second = self.key(self.plain(name))
        return (first,) if second == first else (first, second)

    def _skeleton(self, name: str) -> str:
        """The consonants of the name, each group of like ones as one letter; the folded name if it has none."""
        folded = self.fold(name)
        return self.consonants(folded) or folded.replace(" ", "")

    def consonants(self, folded: str) -> str:
        """The consonant level of a name that is folded already; may be empty."""
        return _collapse("".join(map(self._bare_token, folded.split())))

    def _consonants(self, word: str) -> str:
        for group, letter in self._groups:
            word = word.replace(group, letter)
        return (word[:1] + word[1:].translate(self._drop_inside)).translate(self._consonant_letters)

    def _latin_letters(self, text: str) -> str:
        """The text read aloud in ASCII letters, by the rules' tables first, else by the general transliteration."""
        if any(char in self._arabic for char in text):
            text = self._arabic_words(text)
        text = text.translate(self._letters)
        if text.isascii():
            return text
        text = _without_marks(text)
        return text if text.isascii() else anyascii(text).casefold().translate(_APOSTROPHES)

    def _arabic_words(self, text: str) -> str:
        words = [self._without_article(word) for word in text.replace("-", " ").split()]
        last = len(words) - 1
        return " ".join(self._read_ending(word, inside=number < last) for number, word in enumerate(words))

    def _without_article(self, word: str) -> str:
        for article in self._arabic_articles:
            if word.startswith(article) and len(word) - len(article) >= 2:
                return word[len(article) :]
        return word

    def _read_ending(self, word: str, *, inside: bool) -> str:
        rule = self._construct.get(word[-1])
        if rule is None or len(word) < 3:
            return word
        return word[:-1] + (rule.inside if inside else rule.final)

    def _fold_token(self, word: str) -> str:
        for _ in range(_ROUNDS):
            word = self._words.get(word, word)
            if self._habit(word) is None:
                break
            before = word
            for sub, new in self._spellings:
                word = sub(new, word)
            if word == before:
                break
        return word


_findall = re.compile(r"[^\W_]+").findall
_runs = re.compile(r"(.)\1+").sub


def _words(text: str) -> list[str]:
    """The runs of letters and digits."""
    return _findall(text)


def _without_marks(text: str) -> str:
    """The text without its combining marks."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _collapse(text: str) -> str:
    """The text with each run of one letter written once."""
    return _runs(r"\1", text)
