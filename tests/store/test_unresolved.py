"""What is unresolved in all claims: grouped, counted, and up to date with what was decided and coded since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from khaldun.records.decisions import Act
from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, ReportLine, ReportRef, SourceLine
from khaldun.records.reports import Given
from khaldun.review.alike import Alike
from khaldun.review.fields import EDITED
from khaldun.store import claims, decisions, reports
from khaldun.store.open import Store, open_store
from khaldun.store.unresolved import Unresolved
from khaldun.tools.gazetteer.rules import load_folding

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
FOUND = PlaceLine(name="Sadi", gazetteer_id="gn:1", latitude=1.0, longitude=2.0, rules=(EDITED,))


@pytest.fixture
def store(store_address: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_address, folder=tmp_path, create=True)
    yield opened
    opened.close()


class Reading:
    """Counts what is read, to see what is not read again."""

    def __init__(self) -> None:
        self.read = 0
        self._alike = Alike(load_folding().fold)

    def __call__(self, data: str):  # type: ignore[no-untyped-def]
        self.read += 1
        return self._alike.ends_in(data)


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
def unresolved(reading: Reading) -> Unresolved:
    return Unresolved(reading)


def put(store: Store, name: str, *lines: ClaimLine, time: dt.datetime = NOW) -> None:
    """A report with claims, as a run keeps it."""
    with store.write() as connection:
        reports.add_input(connection, f"{name}.txt", name, Given(), time)
        (added,) = [one.id for one in reports.inputs(connection) if one.origin == f"{name}.txt"]
        reports.put_report(connection, added, ReportLine(id=name, name=name, text="x"))
        ref = ReportRef(id=name, name=name)
        claims.add_all(connection, [(msgspec.structs.replace(line, report=ref), 1.0) for line in lines])
        reports.set_state(connection, added, reports.DONE, made_by="v1", time=time)


def decide(store: Store, claim: int, line: ClaimLine | None = None, **values: object) -> None:
    """Changes a claim, with a link of the chain."""
    with store.write() as connection:
        kept = claims.get(connection, claim)
        assert kept is not None
        claims.change(connection, claim, kept.version, line=line, priority=1.0, **values)
        decisions.add(connection, [Act(coder="c", kind="edit", report=kept.report, claim=claim)], time=NOW)


def told(store: Store, unresolved: Unresolved, kind: str) -> list[tuple[str, int, int]]:
    """The groups of a kind: their most frequent words, how many claims and reports have them."""
    with store.read() as connection:
        unresolved.refresh(connection)
    return [(group.words[0][0], group.claims, group.reports) for group in unresolved.groups(kind)[0]]


def claim(place: str = "", actor: str = "", source: str = "", **values: object) -> ClaimLine:
    return ClaimLine(
        report=ReportRef(name=""),
        place=PlaceLine(quote=place, unresolved=True, country="SYR") if place else None,
        actor1=ActorLine(quote=actor) if actor else None,
        sources=(SourceLine(name=source),) if source else (),
        **values,  # type: ignore[arg-type]
    )


def test_an_empty_store_has_nothing(store: Store, unresolved: Unresolved) -> None:
    assert [told(store, unresolved, kind) for kind in ("place", "actor", "source")] == [[], [], []]
    assert not unresolved.counts() and unresolved.group("place", "SYR:sadi") is None
    assert unresolved.claims("place", "SYR:sadi") == []


def test_groups_by_what_is_alike_the_most_frequent_first(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", claim("Sadi", "Rebels"), claim("town of Sadi", "the rebels"), claim("Kafr Rim"))
    put(store, "b", claim("Sadi", source="He"), claim("Sadi", "Hill band", id="x"))
    assert told(store, unresolved, "place") == [("Sadi", 4, 2), ("Kafr Rim", 1, 1)]
    assert told(store, unresolved, "actor") == [("Rebels", 2, 1), ("Hill band", 1, 1)]
    assert told(store, unresolved, "source") == [("He", 1, 1)]
    assert unresolved.counts() == {"place": 2, "actor": 2, "source": 1}
    group = unresolved.group("place", "SYR:sadi")
    assert group is not None and group.words == (("Sadi", 3), ("town of Sadi", 1))
    assert (group.countries, group.examples) == ((("SYR", 4),), (1, 2, 4))
    assert unresolved.claims("place", "SYR:sadi") == [1, 2, 4, 5]
    assert unresolved.claims("actor", "rebels", country="SYR") == [1, 2]
    assert unresolved.claims("actor", "rebels", country="IRQ") == []


def test_groups_are_paged_and_filtered_by_words(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", *(claim(f"Place {letter}") for letter in "qwrtz"), claim("Place q"))
    told(store, unresolved, "place")
    page, total = unresolved.groups("place", start=1, size=2)
    assert (len(page), total) == (2, 5)
    assert [group.words[0][0] for group in unresolved.groups("place", words="E Q")[0]] == ["Place q"]
    assert unresolved.groups("place", words="nowhere") == ([], 0)


@pytest.mark.parametrize("state", ["rejected", "merged", "withdrawn"])
def test_claims_that_are_gone_count_for_nothing(store: Store, unresolved: Unresolved, state: str) -> None:
    put(store, "a", claim("Sadi"), claim("Sadi"))
    decide(store, 1, state=state)
    assert told(store, unresolved, "place") == [("Sadi", 1, 1)]
    decide(store, 1, state="open")
    assert told(store, unresolved, "place") == [("Sadi", 2, 1)]


def test_only_what_was_decided_or_coded_since_is_read_again(
    store: Store, unresolved: Unresolved, reading: Reading
) -> None:
    put(store, "a", *(claim("Sadi") for _ in range(5)))
    put(store, "b", claim("Sadi"))
    assert told(store, unresolved, "place") == [("Sadi", 6, 2)] and reading.read == 6
    told(store, unresolved, "place")
    assert reading.read == 6
    decide(store, 6, line=claim("Kafr Rim"))
    assert told(store, unresolved, "place") == [("Sadi", 5, 1), ("Kafr Rim", 1, 1)] and reading.read == 7
    put(store, "c", claim("Sadi"), time=NOW + dt.timedelta(hours=1))
    assert told(store, unresolved, "place") == [("Sadi", 6, 2), ("Kafr Rim", 1, 1)] and reading.read <= 14
    decide(store, 6, line=claim())
    assert told(store, unresolved, "place") == [("Sadi", 6, 2)]


def test_words_that_were_redacted_are_forgotten(store: Store, unresolved: Unresolved, reading: Reading) -> None:
    put(store, "a", claim("Amal Hadi's house"), claim("Sadi"))
    told(store, unresolved, "place")
    with store.write() as connection:
        kept = claims.numbers(connection, [1])[0]
        claims.refresh(connection, 1, msgspec.structs.replace(kept.line, place=None), 1.0)
        decisions.add(connection, [Act(coder="c", kind="redact")], time=NOW)
    assert told(store, unresolved, "place") == [("Sadi", 1, 1)] and reading.read == 4


def test_a_store_that_was_restored_is_read_anew(store: Store, unresolved: Unresolved, tmp_path: Path) -> None:
    put(store, "a", claim("Sadi"))
    decide(store, 1, state="flagged")
    assert told(store, unresolved, "place") == [("Sadi", 1, 1)]
    other = open_store("sqlite:///other.sqlite", folder=tmp_path, create=True)
    put(other, "a", claim("Kafr Rim"))
    assert told(other, unresolved, "place") == [("Kafr Rim", 1, 1)]
    other.close()


def test_a_source_whose_name_somebody_has_set_is_not_new(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", claim(source="a monitor"), claim(source="A monitor"), claim(source="police"))
    assert told(store, unresolved, "source") == [("a monitor", 2, 1), ("police", 1, 1)]
    known = SourceLine(name="a monitor", rules=(EDITED,))
    decide(store, 1, line=ClaimLine(report=ReportRef(id="a", name="a"), sources=(known,)))
    assert told(store, unresolved, "source") == [("police", 1, 1)]
    decide(store, 1, line=ClaimLine(report=ReportRef(id="a", name="a")))
    assert told(store, unresolved, "source") == [("A monitor", 1, 1), ("police", 1, 1)]
