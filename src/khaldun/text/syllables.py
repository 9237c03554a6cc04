"""Two scripts that write syllables, read aloud in Latin letters: Ethiopic (Amharic, Tigrinya) and Burmese.

What each letter says is data (`data/folding.yaml`); here stands how letters make a syllable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

_ROW = 8
_SIXTH = 5
_STACKED = re.compile("(?<=[\u1000-\u1021])\u1039")
_TONES = str.maketrans("", "", "\u1037\u1038")


class EthiopicRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A consonant for each row of eight letters (by the row's first), the vowel of each place in it, rows whose first
    vowel is another, and the vowel that helps out where two consonants begin a word."""

    rows: dict[str, str]
    vowels: tuple[str, ...]
    first: dict[str, str]
    sixth: dict[str, str]
    opening: str


class BurmeseRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What letters say before the vowel (several together first), after it, and softened behind a nasal."""

    letters: dict[str, str]
    onsets: dict[str, str]
    medials: dict[str, str]
    rhymes: dict[str, str]
    softened: dict[str, str]


Read = Callable[[str], str]


def ethiopic_reader(rules: EthiopicRules) -> Read:
    """A function that reads every run of Ethiopic letters in a text."""

    def syllable(letter: str, *, opens: bool) -> str:
        place = ord(letter) % _ROW
        row = chr(ord(letter) - place)
        consonant = rules.rows.get(row)
        if consonant is None:
            return letter
        if place == 0:
            return consonant + rules.first.get(row, rules.vowels[0])
        if place == _SIXTH:
            return consonant + (rules.sixth.get(row) or (rules.opening if opens else ""))
        return consonant + rules.vowels[place]

    def run(match: re.Match[str]) -> str:
        word = match[0]
        return "".join(syllable(char, opens=at == 0 and len(word) > 1) for at, char in enumerate(word))

    return lambda text: re.sub("[\u1200-\u135a]+", run, text)


def burmese_reader(rules: BurmeseRules) -> Read:
    """A function that reads every run of Burmese letters in a text."""
    letters = "".join(rules.letters)
    medials = "".join(rules.medials)
    syllable = re.compile(
        f"(?P<letter>[{letters}])(?P<medials>[{medials}]*)(?P<vowel>[\u102b-\u1032\u1036]*\u103a?)"
        f"(?P<final>(?:[{letters}]\u103a)?)"
    )

    def run(match: re.Match[str]) -> str:
        said: list[str] = []
        word = match[0].translate(_TONES).replace("\u103a\u1039", "\u103a")
        for one in syllable.finditer(_STACKED.sub("\u103a", word)):
            onset, rhyme = _onset(one["letter"], one["medials"], one["vowel"] + one["final"], rules)
            softened = rules.softened.get(one["letter"])
            if softened and said and said[-1].endswith(("n", "ng")) and onset.startswith(rules.letters[one["letter"]]):
                onset = softened + onset[len(rules.letters[one["letter"]]) :]
            said.append(onset + rhyme)
        return "".join(said)

    return lambda text: re.sub("[\u1000-\u104f]+", run, text)


def _onset(letter: str, medials: str, rhyme: str, rules: BurmeseRules) -> tuple[str, str]:
    """The consonants before the vowel, and the vowel with what ends the syllable."""
    for sound in ("\u103d",) if "\u103d" in medials else ():
        if sound + rhyme in rules.rhymes:
            medials, rhyme = medials.replace(sound, ""), sound + rhyme
    ending = _ending(rhyme, rules.rhymes)
    for length in range(len(medials), 0, -1):
        known = rules.onsets.get(letter + medials[:length])
        if known is not None:
            return known + "".join(rules.medials[char] for char in medials[length:]), ending
    breath = "h" if "\u103e" in medials else ""
    return breath + rules.letters[letter] + "".join(rules.medials[char] for char in medials), ending


def _ending(rhyme: str, rhymes: Mapping[str, str]) -> str:
    if rhyme in rhymes:
        return rhymes[rhyme]
    known = max((key for key in rhymes if rhyme.startswith(key)), key=len, default="")
    return rhymes.get(known, "a")
