"""Laws of the tables, over all samples: every claim told of, every cell with its reason, every death counted once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from table_cases import FILES, TODAY, bare, misquoted, split, table_of

from khaldun.code.codebook import Codebook, Vague
from khaldun.ingest import ingest
from khaldun.pipeline import Tools, process
from khaldun.publish.export.items import Item, Told, told_by
from khaldun.publish.export.plover.events import read_words
from khaldun.publish.export.plover.table import PloverTable
from khaldun.publish.export.tables import Column, LeftOut, Row, Value
from khaldun.records.lines import ClaimLine, ContractLine, DeathLine
from khaldun.records.reports import Given
from khaldun.settings import Settings
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.registry.registry import load_registry

ROOT = Path(__file__).parents[3]
FOLDERS = ("src/khaldun/samples", *(f"corpus/samples/{part}" for part in ("dev/more", "dev/later", "test/reports")))
SAMPLES = [
    path for folder in FOLDERS for path in sorted((ROOT / folder).iterdir()) if path.suffix in {".txt", ".html", ".md"}
]
Coded = tuple[Told, list[Row], list[LeftOut]]
OURS = re.compile(r"khaldun-[0-9a-f]{12}")
ACLEDS = re.compile(r"[A-Z]{3}\d+")
TYPES = {"string": str, "date": str, "integer": int, "number": float, "boolean": bool}


@pytest.fixture(scope="module")
def told_of_samples(tools: Tools, folder: Path) -> list[Told]:
    """The samples, coded by the reader that comes with Khaldun."""
    stated = Settings(today=TODAY, data_folder=folder)

    def lines() -> Iterator[ContractLine]:
        for path in SAMPLES:
            for found in ingest(path.read_bytes(), name=path.stem, origin=path.name, given=Given(), columns={}):
                yield from process(found, tools, stated)  # type: ignore[arg-type]

    return list(told_by(lines()))


@pytest.fixture(scope="module", params=list(FILES))
def coded(request: pytest.FixtureRequest, told_of_samples: list[Told]) -> tuple[str, list[Coded]]:
    """A table of every sample: its name, and each report with its rows and the claims without one."""
    table = table_of(request.param)
    return request.param, [(told, *split(list(table.code(told)))) for told in told_of_samples]


def test_the_samples_have_rows_of_every_table(coded: tuple[str, list[Coded]]) -> None:
    assert len(SAMPLES) == 97
    assert sum(len(rows) for _, rows, _ in coded[1]) > 100


def test_every_claim_is_in_a_row_or_left_out_and_told_why(coded: tuple[str, list[Coded]]) -> None:
    for told, rows, left in coded[1]:
        mains, others = [row.claims[0] for row in rows], [out.claim for out in left]
        assert sorted(mains + others) == sorted(item.claim.id for item in told.items)
        in_rows = {claim: row.id for row in rows for claim in row.claims[1:]}
        for out in left:
            assert out.rule
            assert out.why
            assert out.claim not in in_rows or out.into == in_rows[out.claim]
            assert not out.into or out.into in {row.id for row in rows}


def test_every_cell_rests_on_words_or_a_rule(coded: tuple[str, list[Coded]]) -> None:
    cells = 0
    for told, rows, _ in coded[1]:
        text = told.report.text if told.report else ""
        for row in rows:
            cells += sum(value.cell is not None for value in row.values.values())
            assert (bare(row), misquoted(row, text)) == ([], []), row.id
    assert cells > 1000


def test_every_row_has_every_column_filled_as_it_says(coded: tuple[str, list[Coded]]) -> None:
    columns = table_of(coded[0]).columns
    wrong = [
        (row.id, column.name, row.values[column.name].cell)
        for _, rows, _ in coded[1]
        for row in rows
        for column in columns
        if not fits(column, row.values[column.name])
    ]
    assert wrong == []
    assert all(list(row.values) == [column.name for column in columns] for _, rows, _ in coded[1] for row in rows)


def fits(column: Column, value: Value) -> bool:
    """Whether a cell is of its column's kind and codes, and there where one is required."""
    cell = value.cell
    if cell is None:
        return not column.required
    if not isinstance(cell, (TYPES[column.kind], int) if column.kind == "number" else TYPES[column.kind]):
        return False
    if column.kind == "date":
        return dt.date.fromisoformat(str(cell)).isoformat() == cell
    return not column.codes or str(cell) in column.codes


def test_ids_are_ours_by_their_form_and_none_twice(coded: tuple[str, list[Coded]]) -> None:
    ids = [row.id for _, rows, _ in coded[1] for row in rows]
    assert len(set(ids)) == len(ids)
    assert all(OURS.fullmatch(row_id) and not ACLEDS.fullmatch(row_id) for row_id in ids)


@pytest.mark.parametrize(("table", "column"), [("acled", "fatalities"), ("ged", "best"), ("plover", "dead")])
def test_exported_sums_are_the_texts(table: str, column: str, told_of_samples: list[Told]) -> None:
    deadly = 0
    for told in told_of_samples:
        rows = [row for row in table_of(table).code(told) if isinstance(row, Row)]
        claims = {item.claim.id: item.claim for item in told.items}
        exported = sum(int(str(row.values[column].cell or 0)) for row in rows)
        deadly += exported > 0
        figures = told_figures([claims[claim] for row in rows for claim in row.claims], table)
        assert exported == sum(figures.values()), (told.report.name if told.report else "", figures)
    assert deadly > 40


def told_figures(claims: list[ClaimLine], table: str) -> dict[tuple[int, ...], int]:
    """Each figure of deaths that claims tell, once, by the words that it stands in."""
    found: dict[tuple[int, ...], int] = {}
    for claim in claims:
        for death in claim.deaths:
            assert death.evidence
            words = tuple(span.start for span in death.evidence)
            found[words] = acleds(death, claim, packaged_codebook()) if table == "acled" else stated(death, table)
    return found


def stated(death: DeathLine, table: str) -> int:
    """The figure itself; one that has no number is one death to GED and none to PLOVER."""
    number = death.best if death.best is not None else death.low
    return number if number is not None else int(table == "ged")


def acleds(death: DeathLine, claim: ClaimLine, book: Codebook) -> int:
    """The figure that ACLED's codebook takes: the lowest, or what words without a number mean."""
    words = " ".join(span.quote for span in death.evidence)
    intense = book.intense is not None and book.intense.search(claim.notes) is not None

    def meant(vague: Vague) -> int:
        return vague.intense if intense else vague.deaths

    numbered = book.numbers is not None and book.numbers.search(words) is not None
    for vague in book.vague:
        if not numbered and vague.words is not None and vague.words.search(words):
            return meant(vague)
    if death.low is not None and (numbered or not book.plural.marks.intersection(death.rules)):
        return death.low
    return max(death.low or 0, meant(book.plural))


def test_sums_of_ged_are_those_of_its_sides_and_high_is_finite(told_of_samples: list[Told]) -> None:
    rows = [row for told in told_of_samples for row in table_of("ged").code(told) if isinstance(row, Row)]
    assert len(rows) > 40
    for row in rows:
        cell = {name: value.cell for name, value in row.values.items()}
        sides = [cell[f"deaths_{side}"] for side in ("a", "b", "civilians", "unknown")]
        assert cell["best"] == sum(int(str(side)) for side in sides)
        assert 0 <= int(str(cell["low"])) <= int(str(cell["best"])) <= int(str(cell["high"]))
        assert int(str(cell["high"])) >= 1
        assert (cell["conflict_new_id"], cell["dyad_new_id"]) == (None, None)
        assert int(str(cell["id"])) < 0


def test_a_report_coded_twice_gives_the_same(told_of_samples: list[Told]) -> None:
    for name in FILES:
        for told in told_of_samples[:8]:
            assert list(table_of(name).code(told)) == list(table_of(name).code(told))


def test_what_was_read_before_words_were_withheld_is_what_plover_says(told_of_samples: list[Told]) -> None:
    table = PloverTable(find_actor=load_registry().get)
    changed = 0
    for told in told_of_samples:
        whole = [row for row in table.code(told) if isinstance(row, Row)]
        bare = Told(report=told.report, items=tuple(wordless(item) for item in read_words(told).items))
        without = Told(report=told.report, items=tuple(wordless(item) for item in told.items))
        kept = [row for row in table.code(bare) if isinstance(row, Row)]
        kinds = [[row.values[name].cell for name in ("event", "mode", "context")] for row in whole]
        assert [[row.values[name].cell for name in ("event", "mode", "context")] for row in kept] == kinds
        lost = [row for row in table.code(without) if isinstance(row, Row)]
        changed += [[row.values[name].cell for name in ("event", "mode", "context")] for row in lost] != kinds
    assert changed > 10


def wordless(item: Item) -> Item:
    """The claim without the report's sentences."""
    return replace(item, claim=replace(item.claim, notes=f"Withheld ({item.claim.id})."))
