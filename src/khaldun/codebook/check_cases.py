"""Worked cases, before they are run: their actors, types, columns and rules are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khaldun.code.schema import CaseClaim, CastActor
from khaldun.codebook.builtin import Builtin
from khaldun.codebook.faults import Faults
from khaldun.codebook.language import Case, ColumnSpec, Rule
from khaldun.codebook.vocabulary import Vocabulary

Path = tuple[Any, ...]


def check_cases(
    rules: list[tuple[int, Rule]],
    columns: list[tuple[int, ColumnSpec]],
    cast: Mapping[str, CastActor],
    faults: Faults,
    vocabulary: Vocabulary,
    *,
    builtin: Builtin | None,
) -> None:
    """Notes what is wrong with the cases of rules."""
    names = tuple(dict.fromkeys(column.name for _, column in columns))
    types = (*vocabulary.sub_types, *vocabulary.neutral)
    for at, rule in rules:
        for number, case in enumerate(rule.cases):
            path: Path = ("rules", at, "cases", number)
            _check_claims(path, case, cast, types, vocabulary, faults)
            if not builtin:
                _check_expected(path, case, names, faults)
            _check_left(path, case, faults)


def _check_claims(
    path: Path,
    case: Case,
    cast: Mapping[str, CastActor],
    types: tuple[str, ...],
    vocabulary: Vocabulary,
    faults: Faults,
) -> None:
    for number, claim in enumerate(case.claims):
        here = (*path, "claims", number)
        if claim.type not in types:
            faults.unknown((*here, "type"), "sub-event type", claim.type, types)
        for key, actors in (("doers", claim.doers), ("targets", claim.targets)):
            for at, name in enumerate(actors):
                if name not in cast:
                    faults.unknown((*here, key, at), "actor of the cast", name, cast)
        for at, name in enumerate(claim.weapons):
            if name not in vocabulary.weapons:
                faults.unknown((*here, "weapons", at), "class of weapons", name, vocabulary.weapons)
        _check_telling(here, claim, faults)


def _check_telling(here: Path, claim: CaseClaim, faults: Faults) -> None:
    if claim.trigger and claim.trigger not in claim.words:
        faults.add((*here, "trigger"), f"{claim.trigger!r} does not stand in the words of the claim.")
    if not claim.words.strip():
        faults.add((*here, "words"), "the sentence is empty.")
    if claim.days < 1:
        faults.add((*here, "days"), "a claim is told of one day at least.")


def _check_expected(path: Path, case: Case, names: tuple[str, ...], faults: Faults) -> None:
    if case.expect:
        faults.add((*path, "expect"), "only the codebook by which claims are coded expects fields.", "Give rows.")
    for number, row in enumerate(case.rows):
        for name in row:
            if name not in names:
                faults.unknown((*path, "rows", number, name), "column", name, names)
    if not case.rows and not case.left:
        faults.add(path, "the case expects nothing.", "Give rows, or left.")


def _check_left(path: Path, case: Case, faults: Faults) -> None:
    for number, left in enumerate(case.left):
        here = (*path, "left", number)
        if not 0 <= left.claim < len(case.claims):
            faults.add((*here, "claim"), f"the case has no claim {left.claim} (they count from 0).")
        if left.into is not None and not 0 <= left.into < len(case.rows):
            faults.add((*here, "into"), f"the case has no row {left.into} (they count from 0).")
    if not 0 <= case.row < len(case.claims):
        faults.add((*path, "row"), f"the case has no claim {case.row} (they count from 0).")
