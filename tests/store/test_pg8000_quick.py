"""Statements are converted for PostgreSQL's driver as the driver itself does, and looked through once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from khaldun.store import pg8000_quick

STATEMENTS = (
    "SELECT 1",
    "SELECT a FROM b WHERE c = %s::VARCHAR AND d IN (%s::BIGINT, %s::BIGINT)",
    "SELECT '%%s it''s' AS x, \"a%%\" FROM b WHERE c LIKE %s || '%%' -- why %s\n AND d = %s",
    "SELECT E'\\'%%' , $$ %s $$ FROM b WHERE c = %s",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_it_is_what_the_driver_finds(statement: str) -> None:
    values = tuple(range(statement.count("%s")))
    theirs = _theirs("format", statement, values)
    assert pg8000_quick.convert("format", statement, values) == theirs
    assert pg8000_quick.convert("format", statement, values) == theirs  # the second time from what is kept


@given(some.text(alphabet="abE'\"$-/*\n :?", max_size=40))
def test_whatever_a_statement_quotes(words: str) -> None:
    statement = f"SELECT {words} %s"
    assert _or_error(pg8000_quick.convert, statement) == _or_error(_theirs, statement)


def test_each_statement_is_looked_through_once_whatever_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def find(style: str, statement: str, values: object) -> tuple[str, tuple[()]]:
        seen.append(statement)
        return statement.replace("%s", "$1"), ()

    monkeypatch.setattr(pg8000_quick, "_found", find)
    for value in (1, 2):
        told = pg8000_quick.convert("format", "SELECT %s AS asked_by_no_other_test", (value,))
        assert told == ("SELECT $1 AS asked_by_no_other_test", (value,))
    assert len(seen) == 1


def test_what_is_long_or_of_another_style_is_left_to_the_driver() -> None:
    long = f"SELECT {', '.join(['%s'] * 3_000)}"
    values = tuple(range(3_000))
    assert pg8000_quick.convert("format", long, values) == _theirs("format", long, values)
    assert pg8000_quick.convert("named", "SELECT :a, :b, :a", {"a": 1, "b": 2}) == ("SELECT $1, $2, $1", (1, 2))  # type: ignore[arg-type]


def _theirs(style: str, statement: str, values: object) -> object:
    from pg8000.dbapi import convert_paramstyle  # type: ignore[import-untyped]

    return convert_paramstyle(style, statement, values)


def _or_error(convert: object, statement: str) -> object:
    try:
        return convert("format", statement, (1,))  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - the same error is the same answer
        return type(error)
