"""Who governed on a day: changes of government, their last and first days, and what a wrong file is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from khaldun.cli.main import OK, run
from khaldun.errors import DataError
from khaldun.tools.countries import packaged_countries
from khaldun.tools.registry.governments import load_terms

TERMS = load_terms(packaged_countries())


@pytest.mark.parametrize(
    ("country", "day", "name", "years"),
    [
        ("SYR", "2024-12-07", "Bashar al-Assad", "(2000-2024)"),
        ("SYR", "2024-12-08", "transitional government of Ahmed al-Sharaa", "(2024-)"),
        ("AFG", "1999-01-01", "Taliban (first rule)", "(1996-2001)"),
        ("AFG", "2021-08-14", "Ashraf Ghani", "(2014-2021)"),
        ("AFG", "2021-08-15", "Taliban", "(2021-)"),
        ("SDN", "2019-04-10", "Omar al-Bashir", "(1989-2019)"),
        ("SDN", "2023-04-15", "Abdel Fattah al-Burhan", "(2021-)"),
        ("MMR", "2021-02-01", "junta of Min Aung Hlaing", "(2021-)"),
        ("NER", "2023-07-25", "Mohamed Bazoum", "(2021-2023)"),
        ("CAF", "2013-06-01", "Michel Djotodia (Seleka)", "(2013-2014)"),
    ],
)
def test_governments_on_a_day(country: str, day: str, name: str, years: str) -> None:
    term = TERMS.on(country, dt.date.fromisoformat(day))
    assert term is not None
    assert (term.name, term.years) == (name, years)


@pytest.mark.parametrize(("country", "day"), [("SYR", "1950-01-01"), ("CHE", "2020-01-01")])
def test_of_other_days_and_countries_nothing_is_said(country: str, day: str) -> None:
    assert TERMS.on(country, dt.date.fromisoformat(day)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("XXX: [{from: 2000-01-01, name: A}]", "no country 'XXX'"),
        ("SYR: [{from: 2000-01-01, name: A}, {from: 1999-01-01, name: B}]", "SYR: B is not later than A"),
        ("SYR: [{from: soon, name: A}]", "field"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "governments.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_terms(packaged_countries(), path)
    assert words in str(raised.value)


def test_info_shows_the_government_and_the_name_with_its_years(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["actors", "info", "syr-military", "--date", "2024-12-07"]) == OK
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "government on 2024-12-07 Bashar al-Assad" in shown
    assert "name with years Military Forces of Syria (2000-2024)" in shown
