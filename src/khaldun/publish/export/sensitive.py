"""What may endanger people, known by its words (data/publishing.yaml): survivors, sites, forces on the move."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.records.lines import ClaimLine

SEXUAL_VIOLENCE = "Sexual violence"
# What Arabic writes in one with a word before it: and, so, by, to, as; the article.
_BEFORE = r"\b(?:[وفبلك]?(?:ال|لل)?)"
_MOST_BEFORE = 3
_CHOICE = re.compile(r"\(\?:([^()]+)\)(?![?*{])")
_LETTERS = re.compile(r"[^\W_]{2,}(?![?*{])")
_GROUP = re.compile(r"\([^()]*\)")


class SiteKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of sensitive site and the patterns of its words."""

    kind: str
    words: tuple[str, ...]


class PublishingWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/publishing.yaml`; see the comments there."""

    version: str
    survivors: tuple[str, ...]
    survivors_with: frozenset[str]
    sites: tuple[SiteKind, ...]
    site_features: frozenset[str]
    not_sites: tuple[str, ...]
    movements: frozenset[str]
    movements_if_told: frozenset[str]
    movement_words: tuple[str, ...]
    platform_events: frozenset[str]
    platform_classes: frozenset[str]
    bodies: frozenset[str]
    perhaps_bodies: frozenset[str]
    acronyms: frozenset[str]
    titles: frozenset[str]
    kin: frozenset[str]
    offices: tuple[str, ...]
    kinds: tuple[str, ...]
    plain: frozenset[str]


class _Class(msgspec.Struct, frozen=True, kw_only=True):
    class_: str = msgspec.field(name="class")
    nouns: tuple[str, ...] = ()
    pattern: str = ""


class _Weapons(msgspec.Struct, frozen=True, kw_only=True):
    classes: tuple[_Class, ...]
    patterns: tuple[_Class, ...]


class Sensitive:
    """The lists made ready.

    Raises:
        DataError: a pattern is wrong.
    """

    def __init__(self, words: PublishingWords, weapons: _Weapons) -> None:
        self.words = words
        self._survivors = Wanted(words.survivors, "survivors")
        self._sites = tuple((one.kind, Wanted(one.words, f"sites, {one.kind}")) for one in words.sites)
        self._not_sites = Wanted(words.not_sites, "not_sites")
        self._movements = Wanted(words.movement_words, "movement_words")
        wanted = words.platform_classes
        nouns = [noun for one in weapons.classes if one.class_ in wanted for noun in one.nouns]
        designations = [one.pattern for one in weapons.patterns if one.class_ in wanted]
        self.site = lru_cache(maxsize=50_000)(self._site)
        self._platforms = Wanted([*(f"{re.escape(noun)}s?" for noun in nouns), *designations], "platforms")

    def of_survivors(self, claim: ClaimLine) -> bool:
        """Whether a claim tells of sexual violence, by its type or by any of its words."""
        return claim.sub_event_type == SEXUAL_VIOLENCE or self.tells_of_survivors(_said_by(claim))

    def which_of_survivors(self, claims: Sequence[ClaimLine]) -> list[bool]:
        """Which of a report's claims do: most reports have none, so that all their words are looked at together."""
        if any(claim.sub_event_type == SEXUAL_VIOLENCE for claim in claims) or self.tells_of_survivors(
            "\n".join(map(_said_by, claims))
        ):
            return [self.of_survivors(claim) for claim in claims]
        return [False] * len(claims)

    def tells_of_survivors(self, words: str) -> bool:
        """Whether words tell of sexual violence."""
        return self._survivors.stand_in(folded_once(words))

    def _site(self, words: str) -> str | None:
        """The kind of sensitive site that words name, null where they name none."""
        plain = self._not_sites.taken_out(folded(words))
        return next((kind for kind, found in self._sites if found.stand_in(plain)), None)

    def without_sites(self, words: str) -> str:
        """What is left of words when those that say what kind of site it is are taken out."""
        plain = folded(words)
        for _, found in self._sites:
            plain = found.taken_out(plain)
        return " ".join(plain.split())

    def movement(self, claim: ClaimLine) -> bool:
        """Whether a claim tells of forces on the move, or of a new base of theirs."""
        if claim.sub_event_type in self.words.movements:
            return True
        told = claim.sub_event_type in self.words.movements_if_told
        return told and self._movements.stand_in(folded_once("\n".join(words_of(claim))))

    def platform(self, claim: ClaimLine) -> bool:
        """Whether a claim is about weapons or platforms, and not about their use."""
        if claim.event_type not in self.words.platform_events:
            return False
        if any(weapon.class_ in self.words.platform_classes for weapon in claim.weapons):
            return True
        return self._platforms.stand_in(folded_once("\n".join(words_of(claim))))


@cache
def sensitive(path: Path = DATA / "publishing.yaml") -> Sensitive:
    """The packaged lists.

    Raises:
        DataError: a file is missing or wrong; names file, line and field.
    """
    return Sensitive(load_yaml(path, PublishingWords), load_yaml(DATA / "lexicon" / "weapons.yaml", _Weapons))


class Wanted:
    """Words to be found in folded text, by their patterns. Most texts hold none of the letters that any of them begins
    with, and those that do are looked at only there.

    Raises:
        DataError: one of them is no pattern.
    """

    def __init__(self, words: Iterable[str], where: str) -> None:
        parts = [folded(word) for word in words]
        for part in parts:
            try:
                re.compile(part)
            except re.error as error:
                raise DataError(f"publishing.yaml, {where}: {part!r} is not a pattern: {error}.") from error
        self._pattern = re.compile(f"{_BEFORE}(?:{'|'.join(parts)})\\b" if parts else r"(?!)")
        found = [_beginnings(part) for part in parts]
        self._beginnings = _shortest(each for some in found for each in some) if all(found) else None

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in folded text."""
        if self._beginnings is None:
            return self._pattern.search(text) is not None
        for beginning in self._beginnings:  # noqa: SIM110 - asked of every claim: a loop takes half of what any() does
            if beginning in text and self._at(text, beginning):
                return True
        return False

    def taken_out(self, text: str) -> str:
        """Folded text with a blank for each of them."""
        return self._pattern.sub(" ", text)

    def _at(self, text: str, beginning: str) -> bool:
        at = text.find(beginning)
        while at >= 0:
            start = at
            while start > 0 and at - start < _MOST_BEFORE and text[start - 1].isalnum():
                start -= 1
            if self._pattern.match(text, start):
                return True
            at = text.find(beginning, at + 1)
        return False


def _shortest(beginnings: Iterable[str]) -> tuple[str, ...]:
    """The beginnings without those that go on where another ends."""
    found: list[str] = []
    for one in sorted(set(beginnings), key=len):
        if not one.startswith(tuple(found)):
            found.append(one)
    return tuple(found)


def _beginnings(part: str) -> tuple[str, ...]:
    """The letters that whatever a pattern finds begins with; none where they cannot be told."""
    bare = part
    while (shorter := _GROUP.sub("", bare)) != bare:
        bare = shorter
    if "|" in bare:
        return ()
    choice = _CHOICE.match(part)
    found = [_LETTERS.match(each) for each in (choice[1].split("|") if choice else [part])]
    return tuple(each[0] for each in found if each is not None) if all(found) else ()


class _Folding(dict[int, str]):
    """Code point → what it is compared by: nothing for accents and what is not seen."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        bare = "".join(char for char in parts if unicodedata.category(char) not in {"Mn", "Cf"})
        self[code] = bare.casefold().translate(_PLAIN)
        return self[code]


_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-"})
_FOLDING = _Folding()
_BEYOND = re.compile(r"[^\x00-\x7f]+")


def folded_once(text: str) -> str:
    """The same as `folded`, of text that is not worth being remembered."""
    if text.isascii():
        return text.lower()
    return _BEYOND.sub(lambda run: run[0].translate(_FOLDING), text).lower()


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Text as the lists are compared: without accents, in small letters, with plain apostrophes and hyphens."""
    return folded_once(text)


def _said_by(claim: ClaimLine) -> str:
    return "\n".join((*words_of(claim), *_names_of(claim)))


def _names_of(claim: ClaimLine) -> Iterator[str]:
    """What a claim's codes and names say."""
    place = claim.place
    named = (claim.event_type, claim.sub_event_type, place and place.quote, place and place.name)
    yield from (one for one in (*named, *(source.name for source in claim.sources)) if one)
    yield from (actor.name for actor in (claim.actor1, claim.actor2) if actor is not None and actor.name)


def words_of(claim: ClaimLine) -> tuple[str, ...]:
    """The report's words that a claim holds."""
    actors = (claim.actor1, *claim.assoc_actor1, claim.actor2, *claim.assoc_actor2)
    spans = [claim.trigger, *claim.tellings]
    for part in (claim.date, claim.place, *actors, claim.fatalities, *claim.deaths, claim.injured, *claim.quantities):
        spans += part.evidence if part is not None else ()
    spans += [span for weapon in claim.weapons for span in weapon.evidence]
    found = [claim.notes, *(span.quote for span in spans if span is not None)]
    found += [actor.quote or actor.name or "" for actor in actors if actor is not None]
    found += [weapon.quote for weapon in claim.weapons] + [one.what for one in claim.quantities]
    found += list(claim.coding.notes) if claim.coding else []
    return tuple(dict.fromkeys(word for word in found if word))
