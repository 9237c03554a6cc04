"""Reading a phrase that says where ("12 km south of the town of X", "X–Y road", "northern X", "X village")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.text.places.records import LINES, KindNouns, PhraseRules, PlacePhrase, Relation

_THE = r"(?:the )?"
_DISTANCE = r"(?P<km>\d+(?:[.,]\d+)?)(?:\s*-\s*\d+)?\s*(?P<unit>{units})\b"
_ALTERNATIVE = re.compile(r"\s*/\s*|\s*\(\s*|\s*\)\s*")
_WITHIN = re.compile(r",| in (?:the )?(?!the\b)")
_SPACES = re.compile(r"\s+")


class PlacePhrases:
    """Reads phrases by one set of rules."""

    def __init__(self, rules: PhraseRules, nouns: Mapping[str, Iterable[str]]) -> None:
        self._units = rules.units
        self._directions = rules.directions
        fill = {
            "{the}": _THE,
            "{distance}": _DISTANCE.replace("{units}", _any(rules.units)),
            "{direction}": f"(?P<direction>{_any(rules.directions)})",
        }
        self._relations: list[tuple[Relation, re.Pattern[str]]] = [
            (rule.relation, re.compile(_filled(rule.pattern, fill), re.IGNORECASE)) for rule in rules.relations
        ]
        self._senses = {noun.casefold(): sense for sense, words in nouns.items() for noun in words}
        kinds = _any(self._senses)
        self._kind_before = re.compile(rf"(?:the )?(?P<kind>{kinds})s? of (?:the )?(?P<name>.+)", re.IGNORECASE)
        self._kind_after = re.compile(rf"(?P<name>.+?) (?P<kind>{kinds})", re.IGNORECASE)
        cues = _any((*rules.cues, *rules.units, *rules.directions, *(f"{word}ern" for word in rules.directions)))
        self._cues = re.compile(rf"(?<![^\W\d_])(?:{cues})\b", re.IGNORECASE)
        self._river_before = re.compile(rf"(?:{'|'.join(rules.river.before)}) the $", re.IGNORECASE)
        self._river_perhaps = re.compile(rf"(?:{'|'.join(rules.river.perhaps)}) the $", re.IGNORECASE)
        self._river_behind = re.compile(rf"^(?:['’]s)? (?:{'|'.join(rules.river.behind)})\b", re.IGNORECASE)
        self._part = re.compile(rf"(?P<part>{_any(rules.parts)}) (?P<name>.+)", re.IGNORECASE)

    def says_river(self, before: str, after: str, *, sure: bool) -> bool:
        """Whether the words before and behind a name make it a river; `sure`: they can be said of nothing else."""
        return any(
            rule.search(words) is not None
            for rule, words in ((self._river_before, before), (self._river_behind, after))
        ) or (not sure and self._river_perhaps.search(before) is not None)

    def may_relate(self, text: str) -> bool:
        """Whether a word of any relation stands in the text; where not, none can be read in it."""
        return self._cues.search(text) is not None

    def read(self, phrase: str) -> PlacePhrase:
        """The phrase taken apart; one that no rule reads is a bare name."""
        text = _SPACES.sub(" ", phrase).strip(" ,.;")
        head, *within = (piece.strip() for piece in _WITHIN.split(text)) if text else ("",)
        found = self._relation(head) or self._named(head)
        return msgspec.structs.replace(found, within=tuple(filter(None, within)))

    def _relation(self, text: str) -> PlacePhrase | None:
        for relation, pattern in self._relations:
            match = pattern.fullmatch(text)
            if match is None:
                continue
            groups = match.groupdict()
            inner = self._relation(groups["name"]) if relation == "near" else None
            if inner is not None and inner.relation in LINES:  # near the A–B road is along it
                return inner
            named = self._named(groups["name"])
            direction = (groups.get("direction") or "").casefold()
            km = groups.get("km")
            return msgspec.structs.replace(
                named,
                relation=relation,
                other=self._named(groups["other"]).names[0] if groups.get("other") else None,
                bearing=self._directions.get(direction),
                km=float(km.replace(",", ".")) * self._units[groups["unit"].casefold()] if km else None,
            )
        return None

    def _named(self, text: str) -> PlacePhrase:
        """The names with their kind: each of "X village/Y farm" has its own, the first counts."""
        found = [self._one(name) for name in _alternatives(text)]
        sense = next((one.sense for one in found if one.sense), "")
        names = tuple(dict.fromkeys(name for one in found for name in one.names))
        return msgspec.structs.replace(found[0], names=names, sense=sense)

    def _one(self, text: str) -> PlacePhrase:
        """A name with its kind, and the part of it that is meant."""
        part = self._part.fullmatch(text)
        kind = self._kind_before.fullmatch(text) or self._kind_after.fullmatch(text)
        if kind is not None:
            noun = self._senses[kind["kind"].casefold()]
            inner = self._part.fullmatch(kind["name"]) if kind.re is self._kind_before else None
            names = inner["name"] if inner else kind["name"]
            return PlacePhrase(
                names=(names,), sense=noun, relation="part" if inner else "",
                part=inner["part"].casefold() if inner else "",
            )  # fmt: skip
        if part is not None:
            return PlacePhrase(names=(part["name"],), relation="part", part=part["part"].casefold())
        return PlacePhrase(names=(text,))


@cache
def load_place_phrases(folder: Path = DATA) -> PlacePhrases:
    """The reader by the packaged rules.

    Raises:
        DataError: a file is missing or does not fit.
    """
    nouns = load_yaml(folder / "lexicon" / "places.yaml", KindNouns).nouns
    return PlacePhrases(load_yaml(folder / "place_phrases.yaml", PhraseRules), nouns)


def _filled(pattern: str, fill: Mapping[str, str]) -> str:
    for name, words in fill.items():
        pattern = pattern.replace(name, words)
    return pattern


def _any(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _alternatives(text: str) -> tuple[str, ...]:
    """ "X (Y)" and "X/Y" are two names of one place."""
    names = tuple(dict.fromkeys(piece.strip() for piece in _ALTERNATIVE.split(text) if piece and piece.strip()))
    return names or (text,)
