"""Running: one failure costs one report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from khaldun.errors import DataError, LanguageError
from khaldun.records.lines import ClaimLine, ContractLine, FailureLine, ReportLine, ReportRef
from khaldun.records.reports import Report
from khaldun.run.inputs import Input
from khaldun.run.local import run_local
from khaldun.run.tally import Tally, watch

LOST = FailureLine(name="lost", stage="ingest", error="UnreadableError", message="It cannot be read.")


def inputs(*names: str) -> list[Input | FailureLine]:
    return [Input(origin=f"{name}.txt", name=name, data=name.encode()) for name in names]


def ingest(item: Input) -> Iterator[Report | FailureLine]:
    if item.name == "table":
        yield Report(id="1", name="row", reader="row/1", data=b"", origin=item.origin)
        yield LOST
        raise RecursionError("too deep")
    yield Report(id="1", name=item.name, reader="text/1", data=item.data, origin=item.origin)


def process(report: Report) -> Iterator[ContractLine]:
    yield ReportLine(id=report.id, name=report.name, text="")
    if report.name == "broken":
        raise ZeroDivisionError("no zero")
    if report.name == "foreign":
        raise LanguageError("It is in Klingon.", advice="Give English.")
    if report.name == "misconfigured":
        raise DataError("frames.yaml, line 3: wrong.")
    yield ClaimLine(report=ReportRef(name=report.name))


def run(items: list[Input | FailureLine]) -> list[ContractLine]:
    return list(run_local(items, ingest=ingest, process=process))


def names(lines: list[ContractLine]) -> list[tuple[str, str]]:
    return [(type(line).__name__, line.report.name if isinstance(line, ClaimLine) else line.name) for line in lines]


def test_a_fault_in_one_report_costs_that_report_only() -> None:
    assert names(run(inputs("first", "broken", "last"))) == [
        ("ReportLine", "first"),
        ("ClaimLine", "first"),
        ("FailureLine", "broken"),
        ("ReportLine", "last"),
        ("ClaimLine", "last"),
    ]


def test_a_fault_says_what_where_and_what_to_do() -> None:
    (failure,) = run(inputs("broken"))
    assert isinstance(failure, FailureLine)
    assert (failure.stage, failure.error) == ("internal", "ZeroDivisionError")
    assert "no zero (at run/test_local.py:" in failure.message
    assert "report it" in failure.advice


def test_an_expected_error_keeps_its_words() -> None:
    (failure,) = run(inputs("foreign"))
    assert failure == FailureLine(
        name="foreign", stage="process", error="LanguageError", message="It is in Klingon.", advice="Give English."
    )


def test_a_table_that_breaks_keeps_the_rows_before() -> None:
    assert names(run([*inputs("table", "last")])) == [
        ("ReportLine", "row"),
        ("ClaimLine", "row"),
        ("FailureLine", "lost"),
        ("FailureLine", "table"),
        ("ReportLine", "last"),
        ("ClaimLine", "last"),
    ]


def test_names_are_distinct_over_the_run() -> None:
    lines = run(inputs("same", "same"))
    assert [line.name for line in lines if isinstance(line, ReportLine)] == ["same", "same-2"]


def test_a_wrong_set_up_ends_the_run() -> None:
    with pytest.raises(DataError):
        run(inputs("misconfigured"))


def test_an_interrupt_is_not_a_failure_of_a_report() -> None:
    def interrupted(report: Report) -> Iterator[ContractLine]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(run_local(inputs("one"), ingest=ingest, process=interrupted))


def test_the_run_is_counted_while_it_passes() -> None:
    tally, told, progress = Tally(), [], []
    lines = list(
        watch(
            [*run(inputs("first")), LOST, ReportLine(id="1", name="x", text="", warnings=("add SY", "add SY"))],
            tally,
            on_failure=told.append,
            on_progress=lambda now: progress.append((now.reports, now.failures)),
        )
    )
    assert len(lines) == 4
    assert (tally.reports, tally.claims, tally.failures) == (2, 1, 1)
    assert tally.warnings == {"add SY": 1}
    assert told == [LOST]
    assert progress == [(1, 0), (1, 1), (2, 1)]


def test_a_warning_that_a_failure_has_told_is_not_told_again() -> None:
    tally = Tally()
    failure = FailureLine(
        name="x", stage="clean", error="DateError", message="x: the day is unknown. Coded all the same."
    )
    tally.add(failure)
    tally.add(ReportLine(id="1", name="x", text="", warnings=("the day is unknown.", "add SY")))
    tally.add(ReportLine(id="2", name="y", text="", warnings=("the day is unknown.",)))
    assert tally.warnings == {"add SY": 1, "the day is unknown.": 1}
