"""Whose name may be published: bodies, offices and known leaders; nobody who may be a private person.

What is not known to be public is taken for a private person's name. A name in another script than Latin is public only
where the registry has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Protocol

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.publish.export.notations import tells_point
from khaldun.publish.export.sensitive import Sensitive, folded
from khaldun.text.inflect import plural

WITHHELD = "name withheld"
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?|\d+")
_HEAD_ENDS = re.compile(r"\s+(?:of|for|in|at|from|on|near|to|with|who|that|travelling|based)\b|\s*[(/]", re.IGNORECASE)
_APART = re.compile(r"\s*(?:,|;|&| and )\s*")
_ACRONYM = re.compile(r"^[B-DF-HJ-NP-TV-XZ][B-DF-HJ-NP-TV-XZ0-9-]{1,6}$")  # without vowels: nobody's name
_JOINED = re.compile(r"[-\d]")  # "CSP-DPA", "M23": no person is written so
_LATIN = re.compile(r"^[\x00-\u024f\u1e00-\u1eff\u2010-\u2027\u2032\u02b0-\u02ff\u0300-\u036f]*$")
# What may stand small inside a person's name.
_PARTICLES = frozenset({"al", "el", "bin", "ibn", "bint", "abu", "umm", "de", "da", "dos", "van", "von", "der", "la"})
_ARTICLE = re.compile(r"(?:al|el|as|ash|at|az|an|ad|ed|es|ez|ar|er)-[^\W\d_]{2,}", re.IGNORECASE)
_PRONOUNS = ("he", "she", "him", "her", "i", "who")
_MANY = ("men", "people", "children", "staff", "locals", "others", "other", "personnel", "faithful", "crew")
_CIVILIAN = frozenset({"Civilians", "Protesters", "Rioters"})


class Named(Protocol):
    """An actor of a registry, of which only the name is asked."""

    @property
    def name(self) -> str: ...


class Registry(Protocol):
    """What is asked of a registry of actors."""

    def get(self, actor_id: str) -> Named | None:
        """The actor with this id."""

    def called(self, name: str) -> tuple[str, ...]:
        """The ids of the actors so called."""


class NoRegistry:
    """A registry that knows nobody."""

    def get(self, actor_id: str) -> Named | None:
        return None

    def called(self, name: str) -> tuple[str, ...]:
        return ()


class _Heads(msgspec.Struct, frozen=True, kw_only=True):
    class_: str = msgspec.field(name="class")
    nouns: tuple[str, ...]


class _ActorWords(msgspec.Struct, frozen=True, kw_only=True):
    heads: tuple[_Heads, ...]
    modifiers: tuple[str, ...]
    loaded: tuple[str, ...]
    collective: tuple[str, ...]


class _Outlets(msgspec.Struct, frozen=True, kw_only=True):
    agencies: tuple[str, ...]


class _Casing(msgspec.Struct, frozen=True, kw_only=True):
    small: str


class Names:
    """Tells public names from those of private persons. `adjectives` are words for countries and their people."""

    def __init__(self, lists: Sensitive, registry: Registry, adjectives: frozenset[str] = frozenset()) -> None:
        self._lists, self._registry = lists, registry
        self._adjectives = frozenset(folded(word) for word in adjectives)
        self._generic, self._single, self._agencies, self._leaders = _packaged()
        self._small = _small()
        self._kinds = tuple(folded(kind) for kind in lists.words.kinds)
        # What is asked of a name again and again is answered once.
        self._public = lru_cache(maxsize=50_000)(self._find_public)
        self.is_common = lru_cache(maxsize=50_000)(self._is_generic)
        self._offices = frozenset(folded(office) for office in lists.words.offices)

    def actor(self, actor_id: str | None, name: str | None, *, type_: str | None, country: str | None) -> str | None:
        """An actor's name as it may be published: the registry's, or its own if it is public; null if it is not."""
        known = self._registry.get(actor_id) if actor_id else None
        if known is not None:
            return known.name
        if not name:
            return name
        return name if self.is_public(name, private=type_ in _CIVILIAN, country=country) else None

    def is_public(self, name: str, *, private: bool = False, country: str | None = None) -> bool:
        """Whether a name is no private person's. `private`: it is said of civilians, so no leader is meant."""
        return self._public(name, private, country)

    def _find_public(self, name: str, private: bool, country: str | None) -> bool:
        if not name.strip() or name == WITHHELD or self._is_kind(folded(name)):
            return True
        if tells_point(name):
            return False
        if not private and self._is_leader(name, country):
            return True
        if self._lists.site(name) is not None and self._lists.without_sites(name) and not self._is_generic(name):
            return False  # a sensitive site's own name
        if _LATIN.match(name) is None:
            return self._is_known(name)
        parts = [part for part in _APART.split(name.strip()) if part]
        return all(self._is_generic(part) or self._is_known(part) or self._is_body(part) for part in parts)

    def _is_kind(self, plain: str) -> bool:
        """Whether a folded name is one of those that a codebook writes itself ("civilians (mali)"), and no more."""
        rest = next((plain[len(kind) :] for kind in self._kinds if plain.startswith(kind)), None)
        if rest is None or tells_point(rest):
            return False
        words = (word.strip(".'") for word in _WORD.findall(rest))
        return all(word.isdigit() or self._is_word(word) for word in words)

    def is_public_source(self, name: str, *, country: str | None = None) -> bool:
        """Whether who says so may be told: no private person, and no single one even without a name ("a priest")."""
        words = [folded(word).strip(".'’") for word in _WORD.findall(_HEAD_ENDS.split(name, maxsplit=1)[0])]
        single = bool(words) and words[-1] in self._single and words[-1] not in self._lists.words.bodies
        return not single and self.is_public(name, country=country)

    def persons(self, words: str) -> Iterator[str]:
        """The names in words for a private person: the whole, and each run of words with capitals that are no common
        ones ("the nurse Amal Hadi")."""
        if not self._registry.called(words):
            yield words
        run: list[str] = []
        for word in (*_WORD.findall(words), ""):
            bare = _bare(word)
            if self._goes_on(bare) if run else self._is_own(bare):
                run.append(bare)
                continue
            while run and folded(run[-1]) in _PARTICLES:
                run.pop()
            name = " ".join(run)
            if name and folded(name) not in self._lists.words.titles and not self._registry.called(name):
                yield name
            run = []

    def _is_own(self, word: str) -> bool:
        return len(word) > 1 and word[0].isalpha() and not word[0].islower() and not self._is_word(folded(word))

    def _goes_on(self, word: str) -> bool:
        return folded(word) in _PARTICLES or _ARTICLE.match(word) is not None or self._is_own(word)

    def said(self, name: str) -> Iterator[str]:
        """The words of a name that may be a person's own: the whole, and each long part that names nobody else."""
        yield name
        for word in _WORD.findall(name):
            bare = _bare(word)
            if len(bare) > 2 and not bare[:1].islower() and not self._is_word(folded(bare)):
                yield bare

    def _is_known(self, name: str) -> bool:
        """Whether the registry or the outlets have it. A single word may be a person's too, an acronym is not."""
        if folded(name) in self._agencies or self._is_acronym(name.strip()):
            return True
        several = len(name.split()) > 1 or (name.isupper() and _JOINED.search(name) is not None)
        return several and bool(self._registry.called(name))

    def _is_acronym(self, word: str) -> bool:
        return word in self._lists.words.acronyms or _ACRONYM.match(word) is not None

    def _is_leader(self, name: str, country: str | None) -> bool:
        words = folded(name).split()
        for at in range(len(words)):
            rest, office = " ".join(words[at:]), " ".join(words[:at])
            ruled = self._leaders.get(rest)
            if ruled and (not office or office in self._offices):
                return bool(office) or " " in rest or country in ruled
        return False

    def is_small(self, words: str) -> bool:
        """Whether words are ones that English writes small, and written so: whoever takes them for a name errs."""
        found = _WORD.findall(words)
        return bool(found) and all(word[:1].islower() and self._is_english(word) for word in found)

    def _is_english(self, word: str) -> bool:
        parts = [part for part in folded(word).split("-") if part]
        return all(part in self._small or any(one in self._small for one in _singular(part)) for part in parts)

    def _is_generic(self, name: str) -> bool:
        """Whether all its words are common ones, which name nobody. Of words with a capital the first alone may be any,
        and only where it is no single one's: "Teachers", never "Baker" or "Mason Cook"."""
        if tells_point(name):
            return False
        words = [word.strip(".'’") for word in _WORD.findall(name)]
        words = [word for word in words if not self._is_acronym(word) and not word.isdigit()] or words[:1]
        if not words or not all(self._is_word(folded(word).removesuffix("'s")) for word in words):
            return False
        first, *others = words
        if not all(self._is_free(word) for word in others):
            return False
        many = folded(first).endswith("s") or folded(first) in self._lists.words.plain
        return self._is_free(first) or many or (bool(others) and not others[0][:1].isupper())

    def _is_free(self, word: str) -> bool:
        """Whether a common word is no name here: small letters, a body's noun, an adjective of a country."""
        plain = folded(word).removesuffix("'s")
        return not word[:1].isupper() or plain in self._adjectives or plain in self._lists.words.bodies

    def _is_word(self, plain: str) -> bool:
        parts = plain.split("-")
        known = self._lists.words
        return all(
            part in self._generic or part in known.plain or part in known.bodies or part in self._adjectives
            for part in parts
        )

    def _is_body(self, name: str) -> bool:
        """Whether a name's head is a body's noun, and nothing beside it makes it a person's."""
        head = _HEAD_ENDS.split(name, maxsplit=1)[0].strip()
        words = [folded(word).strip(".'’") for word in _WORD.findall(head)]
        if not words or not self._is_head(words[-1], words[:-1]):
            return False
        if any(word in self._lists.words.titles or word in self._lists.words.kin for word in words):
            return False
        whose, apostrophe, _ = head.replace("’", "'").partition("'s ")
        return not apostrophe or self._is_generic(whose) or self._is_known(whose) or self._is_body(whose)

    def _is_head(self, noun: str, beside: list[str]) -> bool:
        nouns = {noun, *_singular(noun)}
        if nouns & self._lists.words.bodies:
            return True
        perhaps = nouns & self._lists.words.perhaps_bodies
        return bool(perhaps) and any(word in self._generic or word in self._lists.words.plain for word in beside)


def _bare(word: str) -> str:
    return word.strip(".'’").removesuffix("'s").removesuffix("’s")


def _singular(word: str) -> tuple[str, ...]:
    return (word[:-1],) if word.endswith("s") else ()


@cache
def _packaged() -> tuple[frozenset[str], frozenset[str], frozenset[str], dict[str, tuple[str, ...]]]:
    """Common words for people, those for one civilian, agencies, and leaders with the countries that they ruled."""
    actors = load_yaml(DATA / "lexicon" / "actors.yaml", _ActorWords)
    nouns = [noun for head in actors.heads for noun in head.nouns]
    words = [*nouns, *actors.modifiers, *actors.loaded, *actors.collective]
    words += [plural(word) for word in (*nouns, *actors.collective)]
    generic = frozenset(folded(part) for word in words for part in re.split(r"[\s-]+", word) if part)
    civilians = [noun for head in actors.heads if head.class_ == "civilian" for noun in head.nouns]
    single = [*_PRONOUNS, *(noun for noun in civilians if not noun.endswith(_MANY))]
    outlets = load_yaml(DATA / "outlets.yaml", _Outlets)
    leaders: dict[str, tuple[str, ...]] = {}
    for country, names in load_yaml(DATA / "leaders.yaml", dict[str, tuple[str, ...]]).items():
        for name in names:
            key = folded(name)
            leaders[key] = (*leaders.get(key, ()), country)
    return (
        generic,
        frozenset(folded(noun) for noun in single),
        frozenset(folded(name) for name in outlets.agencies),
        leaders,
    )


@cache
def _small() -> frozenset[str]:
    """Words that English writes small."""
    return frozenset(load_yaml(DATA / "lexicon" / "casing.yaml", _Casing).small.split())
