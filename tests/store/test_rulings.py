"""Past decisions are found by their words, newest first; what is another's, or was taken out, is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert, select

from khaldun.records.decisions import Act
from khaldun.store import decisions, rulings
from khaldun.store.decisions import Redacted
from khaldun.store.open import Store, open_store
from khaldun.store.rulings import Past, Ruling, Sought, search
from khaldun.store.schema import SAID

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    yield opened
    opened.close()


def edit(claim: int, field: str, before: str, after: str, reason: str = "", **values: object) -> Act:
    raw = [msgspec.Raw(msgspec.json.encode({"name": value})) for value in (before, after)]
    return Act(
        coder="amal", kind="edit", report="r", claim=claim, field=field, before=raw[0], after=raw[1], reason=reason,
        **values,  # type: ignore[arg-type]
    )  # fmt: skip


def put(store: Store, *acts: Act) -> None:
    for number, act in enumerate(acts):
        with store.write() as connection:
            decisions.add(connection, [act], time=NOW + dt.timedelta(minutes=number))


def any_of(ruling: Ruling) -> bool:
    return True


def found(store: Store, *words: str, matches: Callable[[Ruling], bool] = any_of, **asked: object) -> list[int]:
    with store.read() as connection:
        past = search(connection, Sought(words=words, **asked), matches=matches)  # type: ignore[arg-type]
    assert past.before is None
    return [one.seq for one in past.rulings]


ACTS = (
    edit(1, "place", "Sarjah", "Sarja", "a namesake"),
    edit(2, "actor1", "Rebels", "Sons of the Hill"),
    Act(coder="ben", kind="reject", report="r", claim=1, reason="Says \"may\" only: 100% purpose_only \\ no event"),
    Act(coder="ben", kind="comment", report="r", claim=2, reason="Мариуполь или Маріуполь? İstanbul"),
    Act(coder="ben", kind="undo", report="r", claim=2, of=2, reason="Sarjah"),
    Act(coder="ben", kind="skip", report="r", claim=2, reason="Sarjah"),
    edit(3, "place", "Sarjah", "Blind", sheet="ben"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "seqs"),
    [
        pytest.param((), [4, 3, 2, 1], id="all-but-undone-skips-and-blind-sheets"),
        pytest.param(("sarjah",), [1], id="what-was-before"),
        pytest.param(("SONS", "hill"), [2], id="all-words-whatever-their-case"),
        pytest.param(("sons", "sarjah"), [], id="words-of-two"),
        pytest.param(("namesake",), [1], id="reason"),
        pytest.param(("100%",), [3], id="percent-is-no-wildcard"),
        pytest.param(("purpose_only",), [3], id="nor-is-underscore"),
        pytest.param(("purposexonly",), [], id="and-means-itself"),
        pytest.param(('"may"',), [3], id="quotes"),
        pytest.param(("\\",), [3], id="backslash"),
        pytest.param(("мариуполь",), [4], id="other-letters-in-another-case"),
        pytest.param(("nothing-like-that",), [], id="none"),
    ],
)
def test_words(store: Store, words: tuple[str, ...], seqs: list[int]) -> None:
    put(store, *ACTS)
    assert found(store, *words) == seqs


def test_by_field_by_kind_and_by_number(store: Store) -> None:
    put(store, *ACTS)
    assert found(store, field="place") == [1]
    assert found(store, kind="comment") == [4] and found(store, kind="undo") == [4, 3, 2, 1]
    assert found(store, first=2, last=3) == [3, 2] and found(store, first=4) == [4] and found(store, last=1) == [1]


def test_an_empty_chain_has_none(store: Store) -> None:
    assert found(store) == [] and found(store, "x", first=3) == []


def test_what_only_the_jsons_names_hold_is_not_found(store: Store) -> None:
    put(store, *ACTS)
    assert found(store, "name") == [1]  # "a namesake"


def test_what_is_found_is_for_the_caller_to_look_at(store: Store) -> None:
    put(store, *ACTS)
    assert found(store, "s", matches=lambda one: one.claim == 2) == [4, 2]


def test_nobody_has_said_what_else_was_considered(store: Store) -> None:
    place = {
        "name": "Sarja",
        "candidates": [{"name": "Sarjah"}],
        "rules": ["x/y"],
        "low": 17,
        "geometry": {"type": "Z"},
    }
    raw = msgspec.Raw(msgspec.json.encode(place))
    put(store, Act(coder="c", kind="edit", report="r", claim=1, field="place", before=raw, after=raw))
    assert [found(store, word) for word in ("sarja", "sarjah", "x/y", "17", "z")] == [[1], [], [], [1], []]


def test_words_that_are_taken_out_are_not_searched(store: Store) -> None:
    put(store, edit(1, "place", "Sarjah", "Sarja", "a namesake"))
    with store.write() as connection:
        decisions.redact(connection, [1])
        assert connection.execute(select(SAID)).all() == []
        connection.execute(insert(SAID).values(seq=1, words="sarjah"))
        assert [fault for fault in decisions.check(connection) if "searched" in fault]


def test_pages_go_further_back_and_lose_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulings, "_STRETCH", 3)
    monkeypatch.setattr(rulings, "_BATCH", 2)
    put(store, *(edit(number, "place", "Sarjah", f"N{number}") for number in range(1, 24)))
    seen: list[int] = []
    before: int | None = None
    for _ in range(20):
        past = page(store, before, size=5)
        seen += [one.seq for one in past.rulings]
        if (before := past.before) is None:
            break
    assert seen == list(range(23, 0, -1))


def test_a_search_ends_after_so_many_and_says_how_far_it_got(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulings, "_LOOKED_AT", 4)
    put(store, *(edit(number, "place", "Sarjah", "x") for number in range(1, 11)))
    with store.read() as connection:
        past = search(connection, Sought(words=("sarjah",)), matches=lambda one: one.seq == 2)
        assert (past.rulings, past.before, past.reached) == ((), 7, NOW + dt.timedelta(minutes=6))
        past = search(connection, Sought(words=("sarjah",)), matches=lambda one: one.seq == 2, before=past.before)
        past = search(connection, Sought(words=("sarjah",)), matches=lambda one: one.seq == 2, before=past.before)
    assert [one.seq for one in past.rulings] == [2] and past.before is None


def page(store: Store, before: int | None, *, size: int) -> Past:
    with store.read() as connection:
        return search(connection, Sought(words=("sarjah",)), matches=any_of, before=before, size=size)


def test_what_was_redacted_says_nothing_but_that_it_was(store: Store) -> None:
    put(store, edit(1, "place", "Amal's house", "Sadi"), edit(2, "place", "Amal's house", "Sadi"))
    with store.write() as connection:
        decisions.redact(connection, [1])
        act = Act(coder="c", kind="redact", after=msgspec.Raw(msgspec.json.encode(Redacted(decisions=(1,)))))
        decisions.add(connection, [act], time=NOW)
    assert found(store, "amal") == [2] and found(store) == [2, 1]
    with store.read() as connection:
        (gone,) = rulings.redacted_on(connection, [1, 2])
    assert (gone.seq, gone.payload) == (1, None)


def test_what_was_taken_back_is_known(store: Store) -> None:
    put(store, *ACTS)
    with store.read() as connection:
        past = search(connection, Sought(), matches=any_of)
        assert rulings.taken_back(connection, past.rulings) == {2}
        assert rulings.taken_back(connection, []) == frozenset()
