"""Sentences by the reader: sentences.yaml says what must be found in each."""

from __future__ import annotations

import pytest
from reading_making import Row, mismatches, read, reader, rows

from khaldun.tools.codebooks import packaged_codebook

ROWS = rows()
# Types that the reader leaves to the code step, under the neutral words for both.
SETTLED_LATER = {
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Excessive force against protesters",
}


def _parameter(row: Row) -> object:
    failing = [pytest.mark.xfail(strict=True, reason=row.known_failure)] if row.known_failure else []
    return pytest.param(row, id=row.id, marks=failing)


@pytest.mark.parametrize("row", [_parameter(row) for row in ROWS])
def test_sentence(row: Row) -> None:
    """Every event of the sentence is found, with its type, status and parts, and no other."""
    assert mismatches(row, read(row)) == []


def test_every_row_says_what_it_expects_under_an_id_of_its_own() -> None:
    assert all(bool(row.find) != row.none for row in ROWS)
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_every_type_that_the_lexicon_can_give_has_a_row() -> None:
    lexicon = reader()._lexicon
    given = {type_ for frame in lexicon.frames.values() for type_ in (frame.type, *frame.objects.values())}
    given |= {type_ for frame in lexicon.frames.values() for type_ in frame.doers.values()}
    told = {found.type for row in ROWS if row.known_failure is None for found in row.find}
    assert given - {"-"} - told == set()


def test_every_sub_type_of_the_codebook_can_be_read_or_is_settled_later() -> None:
    of_the_codebook = set(packaged_codebook().event_type)
    told = {found.type for row in ROWS for found in row.find}
    assert of_the_codebook - told <= SETTLED_LATER
    assert told - of_the_codebook == {"violence", "territory-taken"}


def test_few_rows_are_known_failures() -> None:
    assert sum(row.known_failure is not None for row in ROWS) < 0.15 * len(ROWS)
