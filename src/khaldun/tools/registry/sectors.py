"""PLOVER's sector of an actor (GOV, MIL, REB, …), by the named rules of data/plover_sectors.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.errors import DataError
from khaldun.resolve.registry_protocol import TYPES, Actor

SECTORS = DATA / "plover_sectors.yaml"
GIVEN = "plover/sector-given"


class SectorRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Actors of one of `types`, of one of `kinds` (or part of such a force), with one of `words` in their name.

    What is left out is not asked. `words` are regexes, at word borders, in any case.
    """

    name: str
    sector: str
    types: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


class SectorsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file: PLOVER's codes with their meaning, and the rules; the first that fits decides."""

    version: str
    sectors: dict[str, str]
    rules: tuple[SectorRule, ...]


class Sector(NamedTuple):
    """A sector's code, and the named rule that gave it."""

    code: str
    rule: str


class Sectors:
    """The rules, made ready."""

    def __init__(self, file: SectorsFile) -> None:
        self.codes = file.sectors
        self._rules = [(rule, _pattern(rule.words)) for rule in file.rules]

    def of(self, actor: Actor, kinds: Iterable[str] = ()) -> Sector:
        """The sector of an actor that is part of forces of `kinds`; its own, where its entry gives one."""
        if actor.sector and not actor.sector_rule:
            return Sector(actor.sector, GIVEN)
        of_kinds = {actor.kind, *kinds} - {""}
        for rule, words in self._rules:
            if (
                (not rule.types or actor.type in rule.types)
                and (not rule.kinds or rule.kinds & of_kinds)
                and (words is None or words.search(actor.name))
            ):
                return Sector(rule.sector, rule.name)
        raise ValueError(f"no rule gives {actor.id} ({actor.type}) a sector")

    def filled(self, actor: Actor, kinds: Iterable[str] = ()) -> Actor:
        """The actor with its sector."""
        code, rule = self.of(actor, kinds)
        return msgspec.structs.replace(actor, sector=code, sector_rule=rule)


def load_sectors(path: Path = SECTORS) -> Sectors:
    """The rules of the file at `path`.

    Raises:
        DataError: the file is missing or wrong: a rule gives a code that PLOVER has not, a type has no last rule.
    """
    file = load_yaml(path, SectorsFile)
    for rule in file.rules:
        if rule.sector not in file.sectors:
            raise DataError(f"{path}, rule {rule.name}: {rule.sector!r} is no sector of PLOVER's.")
        if not rule.types <= TYPES:
            raise DataError(f"{path}, rule {rule.name}: {sorted(rule.types - TYPES)} are no actor types.")
    settled = {each for rule in file.rules if not rule.kinds and not rule.words for each in rule.types or TYPES}
    if settled != TYPES:
        raise DataError(f"{path}: no rule settles every actor of the types {sorted(TYPES - settled)}.")
    return Sectors(file)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) if words else None
