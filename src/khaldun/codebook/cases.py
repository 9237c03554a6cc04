"""Runs the worked cases of a codebook: claims are coded, the table is asked, and what comes is held against them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec

from khaldun.code.cases import ARTICLE, claims_of
from khaldun.code.codebook import Codebook
from khaldun.code.protocols import Countries
from khaldun.code.step import code
from khaldun.codebook.asked import read_words
from khaldun.codebook.check import Reading
from khaldun.codebook.faults import Fault, Faults
from khaldun.codebook.language import Case
from khaldun.codebook.nodes import Step
from khaldun.codebook.ready import Ready
from khaldun.publish.export.items import Item, Standing, Told
from khaldun.publish.export.tables import LeftOut, Row, Table
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine, ReportLine, StatedLine

HEAD = "Clashes near Shahba"
Path = tuple[Step, ...]


class Coding(Protocol):
    """What codes the claims of cases: ACLED's codebook, and the countries."""

    @property
    def book(self) -> Codebook: ...
    @property
    def countries(self) -> Countries: ...


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases were run, and what came otherwise than they expect."""

    count: int
    faults: tuple[Fault, ...]


def run_cases(reading: Reading, table: Table | None, coding: Coding) -> Ran:
    """Runs every case of a codebook without faults; `table` is null where it is the one by which claims are coded."""
    if reading.ready is None or reading.tree is None:
        return Ran(count=0, faults=())
    faults, count = Faults(reading.tree), 0
    for number, each in enumerate(reading.ready.rules):
        fired: set[str] = set()
        for at, case in enumerate(each.rule.cases):
            count += 1
            fired |= _run(case, ("rules", number, "cases", at), reading.ready, table, coding, faults)
        if each.rule.cases and each.rule.name not in fired:
            faults.add(("rules", number, "cases"), f"the rule {each.rule.name} has no part in what comes of its cases.")
    return Ran(count=count, faults=faults.found)


def _run(case: Case, path: Path, ready: Ready, table: Table | None, coding: Coding, faults: Faults) -> set[str]:
    """Notes what comes otherwise than the case expects; the rules that had a part in it."""
    try:
        told = told_of(case, ready, coding)
    except (ValueError, OverflowError) as error:
        faults.add(
            (*path, "claims"), f"no report can be made of these claims: {error}.", "See to words that are said again."
        )
        return set()
    if table is None:
        line = told.items[case.row].claim
        for name, wanted in case.expect.items():
            _compare((*path, "expect", name), _at(line, name), wanted, faults)
        return set().union(*(_rules_of(item.claim) for item in told.items))
    found = list(table.code(read_words(told, ready.sought) if ready.head.builtin is None else told))
    rows = [each for each in found if isinstance(each, Row)]
    left = [each for each in found if isinstance(each, LeftOut)]
    _compare_rows(path, case, rows, faults)
    _compare_left(path, case, told, rows, left, faults)
    return {name for row in rows for value in row.values.values() for name in value.rules} | {one.rule for one in left}


def told_of(case: Case, ready: Ready, coding: Coding) -> Told:
    """The report of a case, its claims coded under ACLED's codebook."""
    book = coding.book
    book = dataclasses.replace(book, file=msgspec.structs.replace(book.file, cast={**book.file.cast, **ready.cast}))
    claims, text = claims_of(case.claims, book)
    lines = code(claims, article=ARTICLE, codebook=book, countries=coding.countries)
    if case.uncoded:
        lines = tuple(msgspec.structs.replace(line, coding=None) for line in lines)
    return reported(lines, text, published=case.published, standing=case.standing)


def reported(lines: Iterable[ClaimLine], text: str, *, published: str | None, standing: Standing) -> Told:
    """Claims that stand in a text as those of a report, which has a headline behind it, a publisher, and a day."""
    text += HEAD
    report = ReportLine(
        id="r" * 64,
        name="report",
        title=HEAD,
        publisher="Northern Mirror",
        original_publisher="Front Wire",
        published=published,
        language="en",
        metadata={"title": StatedLine(evidence=(Span.of(text, len(text) - len(HEAD), len(text)),))},
        text=text,
    )
    return Told(report=report, items=tuple(Item(claim=line, standing=standing) for line in lines))


def _compare_rows(path: Path, case: Case, rows: list[Row], faults: Faults) -> None:
    if len(rows) != len(case.rows):
        faults.add((*path, "rows"), f"{len(rows)} rows come of it, not {len(case.rows)}.")
    for number, (row, wanted) in enumerate(zip(rows, case.rows, strict=False)):
        for name, cell in wanted.items():
            if name not in row.values:
                faults.unknown((*path, "rows", number, name), "column", name, row.values)
            else:
                _compare((*path, "rows", number, name), row.values[name].cell, cell, faults)


def _compare_left(path: Path, case: Case, told: Told, rows: list[Row], left: Iterable[LeftOut], faults: Faults) -> None:
    claims, ids = [item.claim.id for item in told.items], [row.id for row in rows]
    came = {(claims.index(one.claim), one.rule, ids.index(one.into) if one.into in ids else None) for one in left}
    wanted = {(one.claim, one.rule, one.into): number for number, one in enumerate(case.left)}
    for each in came - wanted.keys():
        faults.add((*path, "left"), f"{_said(each)}, which the case does not say.")
    for each in wanted.keys() - came:
        faults.add((*path, "left", wanted[each]), f"it does not come that {_said(each)}.")


def _said(left: tuple[int, str, int | None]) -> str:
    claim, rule, into = left
    return f"claim {claim} is left out by {rule}" + (f" and told of in row {into}" if into is not None else "")


def _compare(path: Path, came: object, wanted: object, faults: Faults) -> None:
    if came != wanted or isinstance(came, bool) is not isinstance(wanted, bool):
        faults.add(path, f"{_shown(came)} comes of it, not {_shown(wanted)}.")


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)


def _at(line: ClaimLine, name: str) -> object:
    found: object = line
    for part in name.split("."):
        found = None if found is None else getattr(found, part, None)
    return found


def _rules_of(line: ClaimLine) -> Iterator[str]:
    parts = (line, line.date, line.place, line.actor1, *line.assoc_actor1, line.actor2, line.fatalities, line.coding)
    return (rule for part in parts if part is not None for rule in part.rules)
