"""What may endanger people, known by its words (data/publishing.yaml): survivors, sites, forces on the move."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.records.lines import ClaimLine

Pattern = re.Pattern[str]
SEXUAL_VIOLENCE = "Sexual violence"
# What Arabic writes in one with a word before it: and, so, by, to, as; the article.
_BEFORE = r"\b(?:[وفبلك]?(?:ال|لل)?)"


class SiteKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of sensitive site and the patterns of its words."""

    kind: str
    words: tuple[str, ...]


class PublishingWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`data/publishing.yaml`; see the comments there."""

    version: str
    survivors: tuple[str, ...]
    sites: tuple[SiteKind, ...]
    site_features: frozenset[str]
    not_sites: tuple[str, ...]
    movements: frozenset[str]
    movements_if_told: frozenset[str]
    movement_words: tuple[str, ...]
    plover: frozenset[str]
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
        self._survivors = pattern(words.survivors, "survivors")
        self._sites = tuple((one.kind, pattern(one.words, f"sites, {one.kind}")) for one in words.sites)
        self._not_sites = pattern(words.not_sites, "not_sites")
        self._movements = pattern(words.movement_words, "movement_words")
        wanted = words.platform_classes
        nouns = [noun for one in weapons.classes if one.class_ in wanted for noun in one.nouns]
        designations = [one.pattern for one in weapons.patterns if one.class_ in wanted]
        self._platforms = pattern([*(f"{re.escape(noun)}s?" for noun in nouns), *designations], "platforms")

    def of_survivors(self, claim: ClaimLine, told: Iterable[str] = ()) -> bool:
        """Whether a claim tells of sexual violence, by its type, or by any of its words and the sentences `told`."""
        if claim.sub_event_type == SEXUAL_VIOLENCE:
            return True
        return any(self._survivors.search(folded(words)) for words in (*words_of(claim), *told))

    def site(self, words: str) -> str | None:
        """The kind of sensitive site that words name, null where they name none."""
        plain = self._not_sites.sub(" ", folded(words))
        return next((kind for kind, found in self._sites if found.search(plain)), None)

    def without_sites(self, words: str) -> str:
        """What is left of words when those that say what kind of site it is are taken out."""
        plain = folded(words)
        for _, found in self._sites:
            plain = found.sub(" ", plain)
        return " ".join(plain.split())

    def movement(self, claim: ClaimLine) -> bool:
        """Whether a claim tells of forces on the move, or of a new base of theirs."""
        if claim.sub_event_type in self.words.movements:
            return True
        told = claim.sub_event_type in self.words.movements_if_told
        return told and any(self._movements.search(folded(words)) for words in words_of(claim))

    def platform(self, claim: ClaimLine) -> bool:
        """Whether a claim is about weapons or platforms, and not about their use."""
        if claim.event_type not in self.words.platform_events:
            return False
        if any(weapon.class_ in self.words.platform_classes for weapon in claim.weapons):
            return True
        return any(self._platforms.search(folded(words)) for words in words_of(claim))


@cache
def sensitive(path: Path = DATA / "publishing.yaml") -> Sensitive:
    """The packaged lists.

    Raises:
        DataError: a file is missing or wrong; names file, line and field.
    """
    return Sensitive(load_yaml(path, PublishingWords), load_yaml(DATA / "lexicon" / "weapons.yaml", _Weapons))


def pattern(words: Iterable[str], where: str) -> Pattern:
    """One pattern for any of the words, whole, in folded text.

    Raises:
        DataError: one of them is no pattern.
    """
    parts = [folded(word) for word in words]
    for part in parts:
        try:
            re.compile(part)
        except re.error as error:
            raise DataError(f"publishing.yaml, {where}: {part!r} is not a pattern: {error}.") from error
    return re.compile(f"{_BEFORE}(?:{'|'.join(parts)})\\b" if parts else r"(?!)")


def folded(text: str) -> str:
    """Text as the lists are compared: without accents, in small letters, with plain apostrophes and single blanks."""
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char) not in {"Mn", "Cf"}
    )
    return bare.casefold().replace("’", "'").replace("ʼ", "'").replace("\u2010", "-").replace("\u2011", "-")


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
