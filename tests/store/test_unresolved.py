"""What is unresolved in all claims: grouped, counted, and up to date with what was decided and coded since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import event

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


@pytest.fixture
def unresolved() -> Unresolved:
    return Unresolved(Alike(load_folding().fold).key)


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
        groups, _ = unresolved.refresh(connection).groups(connection, kind)
    return [(group.words[0][0], group.claims, group.reports) for group in groups]


def claims_of(store: Store, unresolved: Unresolved, *named: str, country: str | None = None) -> list[int]:
    """The claims of a group; it is told of where it has any."""
    with store.read() as connection:
        view = unresolved.refresh(connection)
        found = view.claims(connection, *named, country=country)
        assert bool(found) == (view.group(connection, *named) is not None) or country is not None
    return found


def claim(place: str = "", actor: str = "", source: str = "", **values: object) -> ClaimLine:
    return ClaimLine(
        report=ReportRef(name=""),
        place=PlaceLine(quote=place, unresolved=True, country="SYR") if place else None,
        actor1=ActorLine(quote=actor) if actor else None,
        sources=(SourceLine(name=source),) if source else (),
        **values,  # type: ignore[arg-type]
    )


def claim_of(report: str, place: str = "") -> ClaimLine:
    return msgspec.structs.replace(claim(place), report=ReportRef(id=report, name=report))


def test_an_empty_store_has_nothing(store: Store, unresolved: Unresolved) -> None:
    assert [told(store, unresolved, kind) for kind in ("place", "actor", "source")] == [[], [], []]
    with store.read() as connection:
        assert not unresolved.refresh(connection).counts()
    assert not claims_of(store, unresolved, "place", "SYR:sadi")


def test_groups_by_what_is_alike_the_most_frequent_first(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", claim("Sadi", "Rebels"), claim("town of Sadi", "the rebels"), claim("Kafr Rim"))
    put(store, "b", claim("Sadi", source="He"), claim("Sadi", "Hill band", id="x"))
    assert told(store, unresolved, "place") == [("Sadi", 4, 2), ("Kafr Rim", 1, 1)]
    assert told(store, unresolved, "actor") == [("Rebels", 2, 1), ("Hill band", 1, 1)]
    assert told(store, unresolved, "source") == [("He", 1, 1)]
    with store.read() as connection:
        view = unresolved.refresh(connection)
        assert view.counts() == {"place": 2, "actor": 2, "source": 1}
        group = view.group(connection, "place", "SYR:sadi")
    assert group is not None and group.words == (("Sadi", 3), ("town of Sadi", 1))
    assert (group.countries, group.example, group.claims, group.reports) == ((("SYR", 4),), 1, 4, 2)
    assert claims_of(store, unresolved, "place", "SYR:sadi") == [1, 2, 4, 5]
    assert claims_of(store, unresolved, "actor", "rebels", country="SYR") == [1, 2]
    assert claims_of(store, unresolved, "actor", "rebels", country="IRQ") == []


def test_groups_are_paged_and_filtered_by_words(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", *(claim(f"Place {letter}") for letter in "qwrtz"), claim("Place q"))
    with store.read() as connection:
        view = unresolved.refresh(connection)
        page, total = view.groups(connection, "place", start=1, size=2)
        assert (len(page), total) == (2, 5)
        assert [one.words[0][0] for one in view.groups(connection, "place", words="E Q")[0]] == ["Place q"]
        assert view.groups(connection, "place", words="nowhere") == ([], 0)


@pytest.mark.parametrize("state", ["rejected", "merged", "withdrawn"])
def test_claims_that_are_gone_count_for_nothing(store: Store, unresolved: Unresolved, state: str) -> None:
    put(store, "a", claim("Sadi"), claim("Sadi"))
    decide(store, 1, state=state)
    assert told(store, unresolved, "place") == [("Sadi", 1, 1)]
    decide(store, 1, state="open")
    assert told(store, unresolved, "place") == [("Sadi", 2, 1)]


def test_what_was_decided_or_coded_since_is_counted(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", *(claim("Sadi") for _ in range(5)))
    put(store, "b", claim("Sadi"))
    assert told(store, unresolved, "place") == [("Sadi", 6, 2)]
    decide(store, 6, line=claim_of("b", "Kafr Rim"))
    assert told(store, unresolved, "place") == [("Sadi", 5, 1), ("Kafr Rim", 1, 1)]
    put(store, "c", claim("Sadi"), time=NOW + dt.timedelta(hours=1))
    assert told(store, unresolved, "place") == [("Sadi", 6, 2), ("Kafr Rim", 1, 1)]
    decide(store, 6, line=claim_of("b"))
    assert told(store, unresolved, "place") == [("Sadi", 6, 2)]


def test_nothing_is_counted_where_nothing_has_changed(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", claim("Sadi"))
    told(store, unresolved, "place")
    asked: list[str] = []
    with store.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        unresolved.refresh(connection)
    assert asked and not any("loose" in statement for statement in asked)


def test_a_claim_that_calls_one_by_two_names_is_one_claim(store: Store, unresolved: Unresolved) -> None:
    two = (ActorLine(quote="Rebels"), ActorLine(quote="the rebels"))
    put(store, "a", ClaimLine(report=ReportRef(name=""), actor1=two[0], assoc_actor1=two[1:]), claim(actor="rebels"))
    assert told(store, unresolved, "actor") == [("Rebels", 2, 1)]


def test_words_longer_than_an_index_holds_are_counted(store: Store, unresolved: Unresolved) -> None:
    name = " ".join(f"{number}" for number in range(3_000))
    put(store, "a", claim(name), claim(name), claim(actor=name))
    assert told(store, unresolved, "place") == [(name, 2, 1)]
    assert told(store, unresolved, "actor") == [(name, 1, 1)]


def test_claims_on_sheets_of_coders_own_count_for_nothing(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", claim("Sadi"))
    with store.write() as connection:
        claims.copy_drafts(connection, "a", "c")
        kept = claims.of_report(connection, "a", sheet="c")[0]
        claims.change(connection, kept.id, 1, line=claim_of("a", "Kafr Rim"), priority=1.0)
    assert told(store, unresolved, "place") == [("Sadi", 1, 1)]


def test_a_claim_that_moves_to_another_report_is_counted_there(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", claim("Sadi"))
    put(store, "b", claim("Sadi"))
    decide(store, 2, report="a")
    assert told(store, unresolved, "place") == [("Sadi", 2, 1)]


def test_words_that_were_redacted_are_forgotten(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", claim("Amal Hadi's house"), claim("Sadi"))
    told(store, unresolved, "place")
    with store.write() as connection:
        kept = claims.numbers(connection, [1])[0]
        claims.refresh(connection, 1, msgspec.structs.replace(kept.line, place=None), 1.0)
        decisions.add(connection, [Act(coder="c", kind="redact")], time=NOW)
    assert told(store, unresolved, "place") == [("Sadi", 1, 1)]


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
    assert told(store, unresolved, "source") == [("A monitor", 2, 1), ("police", 1, 1)]
    known = SourceLine(name="a monitor", rules=(EDITED,))
    decide(store, 1, line=ClaimLine(report=ReportRef(id="a", name="a"), sources=(known,)))
    assert told(store, unresolved, "source") == [("police", 1, 1)]
    decide(store, 1, line=ClaimLine(report=ReportRef(id="a", name="a")))
    assert told(store, unresolved, "source") == [("A monitor", 1, 1), ("police", 1, 1)]


def test_who_may_not_see_a_report_is_told_nothing_of_it(store: Store, unresolved: Unresolved) -> None:
    put(store, "a", claim("Sadi"), claim("Kafr Rim"), claim("Sadi", "Hill band"))
    put(store, "b", claim("Sadi", "Hill band"), claim(source="He"))
    with store.read() as connection:
        view = unresolved.refresh(connection, ("a",))
        assert view.counts() == {"place": 1, "actor": 1, "source": 1}
        (group,), _ = view.groups(connection, "place")
        assert (group.claims, group.reports, group.example) == (1, 1, 4) and group.countries == (("SYR", 1),)
        assert view.claims(connection, "place", "SYR:sadi") == [4]
        assert view.group(connection, "place", "SYR:kafr rim") is None
        assert unresolved.refresh(connection).counts()["place"] == 2  # the others are told of all


def test_what_is_settled_in_a_report_that_they_may_not_see_is_open_to_them(
    store: Store, unresolved: Unresolved
) -> None:
    put(store, "a", claim(source="He"))
    put(store, "b", claim(source="He"))
    settled = SourceLine(name="He", rules=(EDITED,))
    with store.read() as connection:
        first = claims.numbers(connection, [1])[0]
    decide(store, 1, line=msgspec.structs.replace(first.line, sources=(settled,)))
    assert told(store, unresolved, "source") == []
    with store.read() as connection:
        assert unresolved.refresh(connection, ("a",)).counts() == {"source": 1}
        assert unresolved.refresh(connection, ("b",)).counts() == {}
