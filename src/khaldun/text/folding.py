"""Place names spelled in different ways, brought to one key by rules that are data (`data/folding.yaml`).

Three levels, each a coarser sieve: `plain` (case, marks and punctuation), `fold` (scripts, articles, spelling habits)
and `skeleton` (consonants alone).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

import msgspec
from anyascii import anyascii

from khaldun.text.syllables import BurmeseRules, EthiopicRules, burmese_reader, ethiopic_reader

_APOSTROPHES = dict.fromkeys(map(ord, "'`´’‘ʼʻʾʿˈ′ʹˊ՚״׳ˌ\u200c\u200d\u0640\u200e\u200f\u02bd\u02b9"))
_BEYOND_LATIN, _SYLLABLES = "\u0370", "\u1000"
_ROUNDS = 6
_VOWELS = "aeiouyw "


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


class TongueRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Letters that say something else in a tongue: a name is of it where `told_by` is found and `unless` is not;
    `glide` is what the glide letter says in it."""

    told_by: str
    unless: str = ""
    letters: dict[str, str]
    glide: str = ""


class GlideRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vowel letter that is a consonant at a word's beginning and beside certain letters."""

    letter: str
    says: str
    beside: str


class PartedRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two letters that together would be read as one sound, and the vowel that keeps them apart."""

    vowel: str
    pairs: frozenset[str]


class SpellingHabit(msgspec.Struct, frozen=True, array_like=True):
    """A habit's name, its pattern and what the pattern becomes."""

    name: str
    pattern: str
    becomes: str


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
    tongues: dict[str, TongueRule]
    arabic_glide: GlideRule
    arabic_parted: PartedRule
    ethiopic: EthiopicRules
    burmese: BurmeseRules
    arabic_articles: tuple[str, ...]
    arabic_construct: tuple[ConstructRule, ...]
    articles: frozenset[str]
    words: dict[str, tuple[str, ...]]
    spellings: tuple[SpellingHabit, ...]
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
        self._spellings = tuple((habit.name, re.compile(habit.pattern).sub, habit.becomes) for habit in rules.spellings)
        self._habit = re.compile("|".join(f"(?:{habit.pattern})" for habit in rules.spellings)).search
        self._tongues = tuple((rule, *_tests(rule), str.maketrans(rule.letters)) for rule in rules.tongues.values())
        self._parted = _parted(rules)
        self._ethiopic, self._burmese = ethiopic_reader(rules.ethiopic), burmese_reader(rules.burmese)
        glide = rules.arabic_glide
        self._glide = re.compile(
            f"(?<![^\\W\\d_]){glide.letter}(?=[^\\W\\d_])|(?<=[{glide.beside}]){glide.letter}|{glide.letter}(?=[{glide.beside}])"
        ).sub
        self._glide_says = glide.says
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

    def trace(self, name: str) -> Iterator[str]:
        """The steps by which `fold` changes a name, in words: script, articles, words and habits, in that order."""
        text = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold()
        script = script_of(text)
        if script:
            yield f"{script} script"
            yield from ("article ال dropped" for word in text.split() if self._without_article(word) != word)
            text = self._latin_letters(text)
        words = _words(text if text.isascii() else self._latin_letters(text))
        folded = [self._token(word) for word in words]
        dropped = [word for word in folded if word in self._articles]
        yield from (f"article {word} dropped" for word in dropped if len(dropped) < len(folded))
        for word in words:
            yield from self._trace_token(word)

    def _trace_token(self, word: str) -> Iterator[str]:
        for _ in range(_ROUNDS):
            before = word
            word = self._words.get(word, word)
            if word != before:
                yield f"{before} → {word}"
            for habit, sub, new in self._spellings:
                changed = sub(new, word)
                if changed != word:
                    yield habit
                word = changed
            if word == before:
                break

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
        if max(text) >= _BEYOND_LATIN:
            text = self._other_scripts(text)
        text = text.translate(self._letters)
        if text.isascii():
            return text
        text = _without_marks(text)
        return text if text.isascii() else anyascii(text).casefold().translate(_APOSTROPHES)

    def _other_scripts(self, text: str) -> str:
        """The text with what is not Latin read as its tongue and script ask; single letters are left to the tables."""
        glide = self._glide_says
        for rule, told_by, unless, letters in self._tongues:
            if told_by(text) and not (unless and unless(text)):
                text, glide = text.translate(letters), rule.glide or glide
        if any(char in self._arabic for char in text):
            text = self._arabic_words(text, glide)
        return self._burmese(self._ethiopic(text)) if max(text, default="") >= _SYLLABLES else text

    def _arabic_words(self, text: str, glide: str) -> str:
        words = [self._without_article(word) for word in text.replace("-", " ").split()]
        last = len(words) - 1
        text = " ".join(self._read_ending(word, inside=number < last) for number, word in enumerate(words))
        return self._glide(glide, self._parted(text))

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
            for _, sub, new in self._spellings:
                word = sub(new, word)
            if word == before:
                break
        return word


def _tests(rule: TongueRule) -> tuple[Callable[[str], object], Callable[[str], object] | None]:
    return re.compile(rule.told_by).search, re.compile(rule.unless).search if rule.unless else None


def _parted(rules: FoldingRules) -> Callable[[str], str]:
    """A function that puts the parting vowel between letters that together would be read as one sound."""
    letters = {char: says for char, says in rules.letters.arabic.items() if len(says) == 1}
    after: dict[str, str] = {}
    for one, says in letters.items():
        ends = [other for other, said in letters.items() if says + said in rules.arabic_parted.pairs]
        if ends:
            after[one] = "".join(ends)
    pattern = re.compile("|".join(f"{one}(?=[{ends}])" for one, ends in after.items()))
    return lambda text: pattern.sub(lambda match: match[0] + rules.arabic_parted.vowel, text)


def without_vowels(folded: str) -> str:
    """The consonants of a folded name as they are written."""
    return "".join(char for char in folded if char not in _VOWELS)


def script_of(name: str) -> str:
    """The script of the first letter that is not Latin ("Arabic"), "" where all are."""
    for char in name:
        if char.isalpha() and not char.isascii():
            script = unicodedata.name(char, "").partition(" ")[0]
            if script and script != "LATIN":
                return script.capitalize()
    return ""


_findall = re.compile(r"[^\W_]+").findall
_runs = re.compile(r"(.)\1+").sub


def _words(text: str) -> list[str]:
    """The runs of letters and digits."""
    return _findall(text)


def _without_marks(text: str) -> str:
    """The text without its combining marks."""
    return "".join([char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)])


def _collapse(text: str) -> str:
    """The text with each run of one letter written once."""
    return _runs(r"\1", text)
