"""Claims under the codebook again: what nobody has changed stays as it was, what follows from a change follows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

import khaldun
from khaldun.pipeline import Tools, process
from khaldun.records.lines import ActorLine, ClaimLine, DateLine, DeathLine, ReportLine
from khaldun.review.edit import from_words, join, set_part, split
from khaldun.review.fields import FieldError
from khaldun.review.recode import recode
from khaldun.run.sources import inputs_of, taker
from khaldun.settings import Settings

SAMPLES = sorted((Path(khaldun.__file__).parent / "samples").iterdir())


def coded(path: Path, tools: Tools, folder: Path) -> tuple[ReportLine, list[ClaimLine]]:
    """A sample's report and claims."""
    settings = Settings(today=dt.date(2026, 1, 1), data_folder=folder)
    (item,) = inputs_of([str(path)], settings, lambda: b"")
    (report,) = taker(settings)(item)  # type: ignore[arg-type]
    lines = list(process(report, tools, settings))  # type: ignore[arg-type]
    (told,) = (line for line in lines if isinstance(line, ReportLine))
    return told, [line for line in lines if isinstance(line, ClaimLine)]


def again(report: ReportLine, lines: list[ClaimLine], tools: Tools) -> list[ClaimLine]:
    def home_of(identity: str) -> str | None:
        actor = tools.registry.get(identity)
        return actor.home if actor else None

    return recode(lines, report, codebook=tools.codebook, countries=tools.countries, home_of=home_of)


def without_rules(line: ClaimLine) -> ClaimLine:
    assert line.coding is not None
    return msgspec.structs.replace(line, coding=msgspec.structs.replace(line.coding, rules=()))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_nobody_has_changed_stays(path: Path, tools: Tools, folder: Path) -> None:
    report, lines = coded(path, tools, folder)
    assert lines
    new = again(report, lines, tools)
    assert [without_rules(line) for line in new] == [without_rules(line) for line in lines]
    for line, other in zip(lines, new, strict=True):
        assert line.coding and other.coding and set(line.coding.rules) <= set(other.coding.rules)


@pytest.fixture
def first(tools: Tools, folder: Path) -> tuple[ReportLine, list[ClaimLine], int]:
    """The sample reports' first, and which of its claims is in the table with a place and a day."""
    report, lines = coded(SAMPLES[0], tools, folder)
    at = next(at for at, line in enumerate(lines) if line.coding and not line.coding.excluded and line.place)
    return report, lines, at


def changed(first: tuple[ReportLine, list[ClaimLine], int], tools: Tools, name: str, value: object) -> ClaimLine:
    report, lines, at = first
    lines[at] = set_part(lines[at], name, value)
    return again(report, lines, tools)[at]


def test_without_a_day_a_claim_leaves_the_table(first: tuple[ReportLine, list[ClaimLine], int], tools: Tools) -> None:
    line = changed(first, tools, "date", None)
    assert line.coding is not None and line.coding.excluded == "acled/no-date" and line.coding.event_date is None


def test_a_longer_period_is_less_precise(first: tuple[ReportLine, list[ClaimLine], int], tools: Tools) -> None:
    line = changed(first, tools, "date", DateLine(start="2019-11-01", end="2019-11-20", anchor="stated"))
    assert line.coding is not None and line.coding.time_precision == 3
    assert line.date is not None and line.date.precision == 3


def test_deaths_by_side_are_summed(first: tuple[ReportLine, list[ClaimLine], int], tools: Tools) -> None:
    line = changed(
        first, tools, "deaths", (DeathLine(of="actor1", low=2, best=2), DeathLine(of="actor2", low=3, best=3))
    )
    assert line.fatalities is not None and line.fatalities.low == 5
    assert line.coding is not None and line.coding.fatalities == 5


def test_an_actor_of_a_foreign_state_is_external(first: tuple[ReportLine, list[ClaimLine], int], tools: Tools) -> None:
    russia = ActorLine(id="rus-military", name="Military Forces of Russia", type="State forces")
    line = changed(first, tools, "actor1", russia)
    assert line.coding is not None and line.coding.inter1 == "External/Other forces"


def test_a_type_that_a_person_set_stays(first: tuple[ReportLine, list[ClaimLine], int], tools: Tools) -> None:
    line = changed(first, tools, "sub_event_type", "Looting/property destruction")
    assert line.sub_event_type == "Looting/property destruction" and line.event_type == "Strategic developments"


def test_a_missed_claim_is_made_of_its_words(first: tuple[ReportLine, list[ClaimLine], int], tools: Tools) -> None:
    report, lines, at = first
    trigger = lines[at].trigger
    assert trigger is not None
    made = from_words(report, trigger.start, trigger.end, "Attack", identity="x")
    assert made.trigger == trigger and trigger.quote in made.notes and made.method == "person"
    coded_now = again(report, [*lines, made], tools)[-1]
    assert coded_now.event_type == "Violence against civilians"
    with pytest.raises(FieldError, match="No words"):
        from_words(report, 5, 5, "Attack", identity="x")


def test_a_claim_split_over_places_keeps_one_toll(claim_line: ClaimLine) -> None:
    assert claim_line.place is not None
    other = msgspec.structs.replace(claim_line.place, name="Other", gazetteer_id="gn:9")
    parts = split(claim_line, "place", [claim_line.place, other], ["a", "b"])
    assert [part.place and part.place.name for part in parts] == ["Sarjah", "Other"]
    assert len({part.deaths[0].group for part in parts}) == 1 and parts[0].deaths[0].group
    with pytest.raises(FieldError, match="no two claims"):
        split(claim_line, "place", [claim_line.place], ["a"])


def test_of_two_claims_joined_the_first_stands_and_takes_what_it_lacks(claim_line: ClaimLine) -> None:
    thin = msgspec.structs.replace(claim_line, id="thin", place=None, deaths=(), notes="Two villages were hit.")
    both = join(thin, claim_line)
    assert both.id == "thin" and both.place == claim_line.place and both.deaths == claim_line.deaths
    assert claim_line.notes in both.notes and "Two villages" in both.notes
