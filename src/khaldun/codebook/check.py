"""Reads a codebook's file: every fault of form and of sense in it, and the codebook made ready where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from khaldun.code.schema import CastActor
from khaldun.codebook.builtin import Builtin
from khaldun.codebook.check_cases import check_cases
from khaldun.codebook.check_columns import check_columns, check_lists
from khaldun.codebook.check_rules import check_rules
from khaldun.codebook.check_types import ancestors
from khaldun.codebook.faults import Fault, Faults
from khaldun.codebook.language import HEAD, KEYS, LISTED, NAMED, Head
from khaldun.codebook.nodes import NotYamlError, Tree, read_bytes, strings
from khaldun.codebook.parser import Parser
from khaldun.codebook.pieces import piece
from khaldun.codebook.ready import TYPES, Ready, digest_of
from khaldun.codebook.vocabulary import Vocabulary
from khaldun.errors import DataError, UsageError

TAKEN = (
    "acled",
    "acled-table",
    "ucdp",
    "ged",
    "plover",
    "hxl",
    "claims",
    "map",
    "profile",
    "review",
    "export",
    "publish",
)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a file: the codebook, null where it has faults; faults, remarks, and where its values stand."""

    ready: Ready | None
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...] = ()
    tree: Tree | None = None


def load(path: Path) -> bytes:
    """The bytes of a codebook's file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read ({error.strerror}).", advice="Give a codebook's YAML file."
        ) from error


def read_own(path: Path, *, vocabulary: Vocabulary, cast: Mapping[str, CastActor]) -> Ready:
    """The codebook of one's own at `path`, for an export.

    Raises:
        UsageError: the file cannot be read.
        DataError: it has faults, of which the first is named; or its rows are made by the program.
    """
    reading = read(load(path), vocabulary=vocabulary, cast=cast, builtins={})
    if reading.ready is None:
        first, more = reading.faults[0], len(reading.faults) - 1
        raise DataError(
            f"{path}, line {first.line}, column {first.column}, field {first.field}: {first.what}"
            + (f" And {more} more." if more else ""),
            advice=f"khaldun codebook check {path} names every fault.",
        )
    return reading.ready


def read(
    data: bytes,
    *,
    vocabulary: Vocabulary,
    cast: Mapping[str, CastActor],
    builtins: Mapping[str, Builtin],
    cases: bool = True,
) -> Reading:
    """Reads a file. `cast` are actors that its cases may name beside its own, `builtins` the names of what the program
    makes rows by, with the further fields that each has. Without `cases` these are not looked at."""
    try:
        tree = read_bytes(data)
    except NotYamlError as error:
        fault = Fault(
            line=error.place.line, column=error.place.column, field="(top)", what=error.what, advice=error.advice
        )
        return Reading(ready=None, faults=(fault,))
    faults = Faults(tree)
    ready = _ready(
        tree, faults, digest_of(data), vocabulary=vocabulary, cast=cast if cases else None, builtins=builtins
    )
    found = faults.found
    return Reading(ready=None if found else ready, faults=found, remarks=faults.remarks, tree=tree)


def _ready(
    tree: Tree,
    faults: Faults,
    digest: str,
    *,
    vocabulary: Vocabulary,
    cast: Mapping[str, CastActor] | None,
    builtins: Mapping[str, Builtin],
) -> Ready | None:
    whole = tree.value
    if not isinstance(whole, dict):
        faults.add((), "a codebook is a mapping of fields to values.", "Begin with name, version and source.")
        return None
    builtin = _builtin(whole, faults, builtins)
    _check_keys(tree, whole, builtin, faults)
    head = piece({key: value for key, value in whole.items() if key in HEAD}, Head, (), faults)
    if head is None:
        return None
    if head.name in TAKEN and builtin is None:
        faults.add(("name",), f"{head.name!r} is a name of Khaldun's own.", "Give another.")
    named = {key: _mapping(whole.get(key, {}), type_, (key,), faults) for key, type_ in NAMED.items()}
    listed = {key: _list(whole.get(key, []), type_, key, faults, builtin) for key, type_ in LISTED.items()}
    if builtin is not None:
        piece({key: value for key, value in whole.items() if key in builtin.model.__struct_encode_fields__},
              builtin.model, (), faults)  # fmt: skip
    types = ancestors(named[TYPES], faults)
    parser = Parser(faults, vocabulary=vocabulary, types=types, words=head.words, groups=head.groups)
    _check_words(head, parser, vocabulary, faults)
    check_lists(named["codes"], named["scales"], faults)
    columns = listed["columns"]
    check_columns(columns, head, named, faults, builtin=builtin is not None)
    rules = check_rules(listed["rules"], columns, head, named, faults, parser, builtin=builtin)
    if cast is not None:
        check_cases(listed["rules"], columns, {**cast, **named["cast"]}, faults, vocabulary, builtin=builtin)
    return Ready(
        head=head,
        kinds=named[TYPES],
        types=types,
        lists=named["codes"],
        scales=named["scales"],
        cast=named["cast"],
        columns=tuple(column for _, column in columns),
        rules=rules,
        sought=tuple(parser.sought),
        digest=digest,
        texts=tuple(strings(whole)),
    )


def _check_keys(tree: Tree, whole: dict[str, Any], builtin: Builtin | None, faults: Faults) -> None:
    for path, place, name in tree.twice:
        faults.add(path, f"the key {name!r} stands twice; the first is lost.", "Leave one of both out.", at=place)
    further = builtin.keys if builtin is not None else ()
    for key in whole:
        if key not in KEYS and key not in further:
            faults.unknown((key,), "part of a codebook", key, KEYS)


def _check_words(head: Head, parser: Parser, vocabulary: Vocabulary, faults: Faults) -> None:
    for name, patterns in head.words.items():
        parser.check_patterns(patterns, ("words", name))
    for name, values in head.groups.items():
        for at, value in enumerate(values):
            if value not in vocabulary.actors:
                faults.unknown(("groups", name, at), "type of actor", value, vocabulary.actors)


def _builtin(whole: dict[str, Any], faults: Faults, builtins: Mapping[str, Builtin]) -> Builtin | None:
    name = whole.get("builtin")
    if name is None:
        return None
    if not builtins:
        faults.add(
            ("builtin",),
            "rows by steps of the program (builtin) are made of Khaldun's own files alone.",
            "Take its columns and rules, leave builtin out, and say where each column comes from.",
        )
        return None
    if name not in builtins:
        faults.unknown(("builtin",), "step of the program", name, builtins)
        return None
    return builtins[name]


def _mapping(value: Any, type_: Any, path: tuple[str, ...], faults: Faults) -> dict[str, Any]:
    if not isinstance(value, dict):
        faults.add(path, "it must be a mapping of names.")
        return {}
    found = {name: piece(inner, type_, (*path, name), faults) for name, inner in value.items()}
    return {name: inner for name, inner in found.items() if inner is not None}


def _list(value: Any, type_: Any, key: str, faults: Faults, builtin: Builtin | None) -> list[tuple[int, Any]]:
    if not isinstance(value, list):
        faults.add((key,), "it must be a list.")
        return []
    found: list[tuple[int, Any]] = []
    for at, inner in enumerate(value):
        bare = inner
        if builtin is not None and key == "rules" and isinstance(inner, dict):
            bare = {name: each for name, each in inner.items() if name not in builtin.rule_keys}
        if (made := piece(bare, type_, (key, at), faults)) is not None:
            found.append((at, made))
    return found
