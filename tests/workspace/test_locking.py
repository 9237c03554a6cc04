"""Who is at a report: two who come at once, renewal, the end by itself, taking over."""

from __future__ import annotations

import datetime as dt
import threading

import msgspec
import pytest

from khaldun.errors import AccessError
from khaldun.records.lines import ReportLine
from khaldun.records.reports import Given
from khaldun.store import locks, reports
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.locking import HeldError, Locks
from khaldun.workspace.people import People


class Hand:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 1, 2, 12, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, minutes: float) -> None:
        self.now += dt.timedelta(minutes=minutes)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def at_work(desk: Desk, hand: Hand) -> Locks:
    return Locks(desk.store, hand, minutes=10)


@pytest.fixture
def team(desk: Desk, hand: Hand) -> dict[str, Who]:
    people = People(desk.store, hand)
    made = {name: people.add(name, role, "long enough to be one") for name, role in
            (("amal", "coder"), ("ben", "coder"), ("chief", "reviewer"), ("guest", "reader"))}  # fmt: skip
    return {name: Who(coder.id, coder.role) for name, coder in made.items()}  # type: ignore[arg-type]


@pytest.fixture
def other(desk: Desk, report: ReportLine) -> str:
    """A second report."""
    told = msgspec.structs.replace(report, id="b" * 64, name="second")
    with desk.store.write() as connection:
        reports.add_input(connection, "second.txt", "c" * 64, Given(), dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
        reports.put_report(connection, 2, told)
    return told.id


def test_who_opens_a_report_has_it_and_others_are_told_until_when(
    at_work: Locks, team: dict[str, Who], report: ReportLine, hand: Hand
) -> None:
    assert at_work.hold(team["amal"], report.id) is None
    held = at_work.hold(team["ben"], report.id)
    assert held is not None and held.told == "amal is at this report until 12:10 UTC."
    with pytest.raises(HeldError, match="Take it over"):
        at_work.must_hold(team["ben"], report.id)
    assert at_work.hold(team["amal"], report.id) is None
    assert set(at_work.others(team["ben"])) == {report.id} and at_work.others(team["amal"]) == {}


def test_a_lock_ends_by_itself_and_each_act_puts_the_end_off(
    at_work: Locks, team: dict[str, Who], report: ReportLine, hand: Hand
) -> None:
    at_work.hold(team["amal"], report.id)
    hand.later(8)
    at_work.must_hold(team["amal"], report.id)
    hand.later(8)
    held = at_work.hold(team["ben"], report.id)
    assert held is not None and f"{held.until:%H:%M}" == "12:18"
    hand.later(2)
    assert at_work.hold(team["ben"], report.id) is None
    assert at_work.hold(team["amal"], report.id) is not None


def test_everybody_has_one_report_the_one_they_were_at_last(
    at_work: Locks, team: dict[str, Who], report: ReportLine, other: str
) -> None:
    at_work.hold(team["amal"], report.id)
    at_work.hold(team["amal"], other)
    assert set(at_work.others(team["ben"])) == {other}
    assert at_work.hold(team["ben"], report.id) is None
    assert at_work.hold(team["ben"], other) is not None  # who cannot have another report keeps their own
    assert set(at_work.others(team["amal"])) == {report.id}


def test_who_only_reads_holds_nothing_and_takes_nothing(
    at_work: Locks, team: dict[str, Who], report: ReportLine
) -> None:
    assert at_work.hold(team["guest"], report.id) is None
    assert at_work.hold(team["amal"], report.id) is None
    with pytest.raises(AccessError, match="takes a coder"):
        at_work.take_over(team["guest"], report.id)
    assert at_work.hold(team["guest"], report.id) is not None  # told, all the same


def test_a_report_that_is_taken_over_is_told_of_to_whom_it_was_taken_from(
    at_work: Locks, team: dict[str, Who], report: ReportLine, desk: Desk, hand: Hand
) -> None:
    at_work.hold(team["amal"], report.id)
    hand.later(3)
    at_work.take_over(team["ben"], report.id)
    assert at_work.taken_from(team["amal"], report.id) == "ben took it over from you at 12:03 UTC."
    assert at_work.taken_from(team["chief"], report.id) == ""
    assert at_work.hold(team["ben"], report.id) is None
    hand.later(20)
    at_work.take_over(team["chief"], report.id)  # nobody was at it any more: nothing to note
    with desk.store.read() as connection:
        (noted,) = locks.takeovers(connection, report.id)
    assert (noted.coder, noted.of) == (team["ben"].coder, team["amal"].coder)


def test_who_leaves_or_is_shut_out_holds_nothing(
    at_work: Locks, team: dict[str, Who], report: ReportLine, desk: Desk, hand: Hand
) -> None:
    at_work.hold(team["amal"], report.id)
    at_work.let_go(team["amal"])
    assert at_work.hold(team["ben"], report.id) is None
    People(desk.store, hand).change("ben", active=False)
    assert at_work.hold(team["amal"], report.id) is None


def test_of_many_who_come_at_once_one_has_it(at_work: Locks, team: dict[str, Who], report: ReportLine) -> None:
    start, had = threading.Barrier(6), []

    def come(name: str) -> None:
        start.wait()
        if at_work.hold(team[name], report.id) is None:
            had.append(name)

    coming = [threading.Thread(target=come, args=(name,)) for name in ("amal", "ben", "chief") * 2]
    for thread in coming:
        thread.start()
    for thread in coming:
        thread.join()
    assert len(set(had)) == 1 and len(had) == 2  # the one who has it, from both places they came from
