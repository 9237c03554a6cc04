"""Planted errors: altered in a known way, judged, and put right; blind samples beside drafts."""

from __future__ import annotations

import datetime as dt
import random

import msgspec
import pytest

from khaldun.records.base import Span
from khaldun.records.facts import Candidate
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportRef,
)
from khaldun.review.altering import WAYS, Known, Way
from khaldun.review.blind import compare, together
from khaldun.review.edit import set_part
from khaldun.review.fields import differing, key
from khaldun.review.planting import Plant, Planted, Verdict, catches, drawn, judge, plant, restored

TYPES = {"Armed clash": "Battles", "Government regains territory": "Battles", "Attack": "Violence against civilians"}
DAY = DateLine(start="2020-03-01", end="2020-03-02", precision=1)
HERE = Candidate(name="Here", gazetteer_id="gn:1", latitude=1.0, longitude=1.0, score=0.8)
THERE = Candidate(name="There", gazetteer_id="gn:2", latitude=2.0, longitude=2.0, score=0.2, country="IRQ", admin1="N")
PLACE = PlaceLine(
    quote="Here", name="Here", gazetteer_id="gn:1", latitude=1.0, longitude=1.0, country="SYR", candidates=(HERE, THERE)
)
ARMY, REBELS, ALLIES = ActorLine(id="army", name="Army"), ActorLine(name="Rebels"), ActorLine(name="Allies")
DEAD = DeathLine(of="actor2", low=6, best=6, unbounded=True)


def claim(**values: object) -> ClaimLine:
    return ClaimLine(report=ReportRef(id="r", name="r"), **values)  # type: ignore[arg-type]


WHOLE = claim(
    sub_event_type="Armed clash", date=DAY, place=PLACE, actor1=ARMY, assoc_actor1=(ALLIES,), actor2=REBELS,
    deaths=(DEAD,), notes="As told.", method="rules/1",
)  # fmt: skip


def planted_by(way: Way, line: ClaimLine = WHOLE, seed: int = 0, published: dt.date | None = None) -> Planted:
    """The claim with an error of one way."""
    alone = {way: WAYS[way]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("khaldun.review.planting.WAYS", alone)
        found = plant(line, random.Random(seed), event_type=TYPES, published=published)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("way", "field", "changed"),
    [
        pytest.param("type", "sub_event_type", {"sub_event_type"}, id="another-type-of-the-same-event-type"),
        pytest.param("day", "date", {"date"}, id="the-day-moved"),
        pytest.param("count", "deaths", {"deaths"}, id="a-count-multiplied"),
        pytest.param("place", "place", {"place"}, id="the-next-place"),
        pytest.param(
            "sides", "actor1", {"actor1", "actor2", "assoc_actor1", "assoc_actor2", "deaths"}, id="sides-exchanged"
        ),
    ],
)
def test_one_thing_is_altered_and_can_be_put_right(way: Way, field: str, changed: set[str]) -> None:
    found = planted_by(way)
    assert found.plant.way == way and found.plant.field == field
    assert set(differing(WHOLE, found.line)) == changed
    assert restored(found.plant, found.line) == WHOLE
    assert msgspec.json.decode(msgspec.json.encode(found.plant), type=Plant) == found.plant


def test_what_is_planted_looks_like_a_draft() -> None:
    for way in WAYS:
        line = planted_by(way).line
        assert line.rules == WHOLE.rules and line.method == WHOLE.method and line.confidence == WHOLE.confidence


@pytest.mark.parametrize("seed", range(20))
def test_altered_values_are_plausible(seed: int) -> None:
    assert planted_by("type", seed=seed).line.sub_event_type == "Government regains territory"
    date = planted_by("day", seed=seed).line.date
    assert date is not None
    moved = dt.date.fromisoformat(date.start) - dt.date(2020, 3, 1)
    assert 1 <= abs(moved.days) <= 3 and dt.date.fromisoformat(date.end) - dt.date(2020, 3, 2) == moved
    held = planted_by("day", seed=seed, published=dt.date(2020, 3, 2)).line.date
    assert held is not None and held.end < "2020-03-02"
    (death,) = planted_by("count", seed=seed).line.deaths
    assert death.low == death.best and death.low in {12, 18, 60} and death.high is None and death.unbounded
    place = planted_by("place", seed=seed).line.place
    assert place is not None and (place.name, place.gazetteer_id, place.country) == ("There", "gn:2", "IRQ")
    assert (place.latitude, place.quote) == (2.0, "Here")


def test_the_dead_stay_with_their_side_where_sides_are_exchanged() -> None:
    line = planted_by("sides").line
    assert (line.actor1, line.actor2, line.assoc_actor2) == (REBELS, ARMY, (ALLIES,))
    assert [death.of for death in line.deaths] == ["actor1"]


def test_injured_are_counted_where_no_dead_are() -> None:
    line = claim(injured=CountLine(low=3, best=3, high=4))
    injured = planted_by("count", line).line.injured
    assert injured is not None and injured.low in {6, 9, 30} and injured.high in {8, 12, 40}


SHARED_TOLL = msgspec.structs.replace(DEAD, group="g1")


@pytest.mark.parametrize(
    ("way", "line"),
    [
        pytest.param("type", claim(sub_event_type="Attack"), id="the-only-type-of-its-event-type"),
        pytest.param("type", claim(sub_event_type="Unheard of"), id="no-type-of-the-codebook"),
        pytest.param("type", claim(), id="no-type"),
        pytest.param("day", claim(), id="no-day"),
        pytest.param("count", claim(), id="no-count"),
        pytest.param("count", claim(deaths=(DeathLine(low=0, best=0, high=0),)), id="said-to-be-none"),
        pytest.param("count", claim(deaths=(SHARED_TOLL,), injured=CountLine(low=1, group="g1")), id="a-shared-total"),
        pytest.param("place", claim(), id="no-place"),
        pytest.param("place", claim(place=msgspec.structs.replace(PLACE, candidates=(HERE,))), id="no-other-place"),
        pytest.param("place", claim(place=PlaceLine(quote="X", unresolved=True, candidates=(HERE,))), id="unresolved"),
        pytest.param("place", claim(place=PlaceLine(latitude=1.0, longitude=1.0, candidates=(HERE,))), id="a-pin"),
        pytest.param("sides", claim(actor1=ARMY), id="one-side"),
        pytest.param("sides", claim(actor1=ARMY, actor2=ARMY), id="the-same-on-both-sides"),
    ],
)
def test_where_nothing_can_be_altered_so_nothing_is(way: Way, line: ClaimLine) -> None:
    assert WAYS[way](line, random.Random(0), Known(TYPES)) is None


def test_a_claim_that_allows_no_way_or_that_somebody_has_edited_is_left_alone() -> None:
    assert plant(claim(), random.Random(0), event_type=TYPES) is None
    assert plant(set_part(WHOLE, "status", "denied"), random.Random(0), event_type=TYPES) is None


def test_every_way_is_drawn_and_a_generator_draws_the_same_again() -> None:
    found = [plant(WHOLE, random.Random(seed), event_type=TYPES) for seed in range(60)]
    assert {one.plant.way for one in found if one is not None} == set(WAYS)
    assert found == [plant(WHOLE, random.Random(seed), event_type=TYPES) for seed in range(60)]
    only_day = claim(date=DAY)
    assert {one.plant.way for seed in range(9) if (one := plant(only_day, random.Random(seed), event_type={}))} == {
        "day"
    }


def test_claims_are_drawn_by_a_secret_and_by_their_share() -> None:
    claims = [f"{number:016x}" for number in range(2_000)]
    taken = {one for one in claims if drawn("secret", one, 0.1)}
    assert 140 < len(taken) < 260
    assert taken == {one for one in claims if drawn("secret", one, 0.1)}
    assert len(taken & {one for one in claims if drawn("another", one, 0.1)}) < 60
    assert not any(drawn("secret", one, 0.0) for one in claims) and all(drawn("secret", one, 1.0) for one in claims)
    one, again = drawn("secret", "a", 1.0), drawn("secret", "a", 1.0)
    assert one is not None and again is not None and one.random() == again.random()


OTHER_DAY = DateLine(start="2019-01-01", end="2019-01-01")


@pytest.mark.parametrize(
    ("way", "edits", "state", "verdict"),
    [
        pytest.param("day", {}, "accepted", "missed", id="let-stand"),
        pytest.param("day", {"status": "denied"}, "accepted", "missed", id="something-else-changed"),
        pytest.param("day", {"date": DAY}, "accepted", "mended", id="put-right"),
        pytest.param("day", {"date": OTHER_DAY}, "accepted", "changed", id="changed-to-something-else"),
        pytest.param("day", {"date": None}, "accepted", "changed", id="taken-out"),
        pytest.param("day", {}, "rejected", "turned away", id="rejected"),
        pytest.param("day", {}, "flagged", "turned away", id="flagged"),
        pytest.param("day", {}, "open", None, id="not-settled"),
        pytest.param("day", {}, "skipped", None, id="skipped"),
        pytest.param("sides", {}, "accepted", "missed", id="sides-let-stand"),
        pytest.param("sides", {"actor1": ARMY, "actor2": REBELS}, "accepted", "mended", id="sides-put-right"),
        pytest.param("sides", {"actor1": ARMY}, "accepted", "changed", id="one-side-put-right"),
        pytest.param("sides", {"deaths": ()}, "accepted", "missed", id="only-the-dead-changed"),
    ],
)
def test_what_a_coder_made_of_it(way: Way, edits: dict[str, object], state: str, verdict: Verdict | None) -> None:
    found = planted_by(way)
    line = found.line
    for name, value in edits.items():
        line = set_part(line, name, value)
    assert judge(found.plant, line, state) == verdict


def test_what_the_coder_changed_stays_when_the_rest_is_put_right() -> None:
    found = planted_by("sides")
    line = restored(found.plant, set_part(found.line, "actor1", ALLIES))
    assert key(line, "actor1") == "allies" and line.actor2 == REBELS
    assert [death.of for death in line.deaths] == ["actor2"] and line.assoc_actor1 == (ALLIES,)


def test_verdicts_are_counted_by_name() -> None:
    told: list[tuple[str, Verdict]] = [("b", "missed"), ("a", "mended"), ("a", "turned away"), ("b", "changed")]
    first, second = catches(told)
    assert (first.name, first.caught.count, first.caught.of) == ("a", 2, 2)
    assert (second.name, second.caught.count, second.caught.of) == ("b", 1, 2)
    assert second.verdicts == {"mended": 0, "changed": 1, "turned away": 0, "missed": 1}
    assert catches([]) == []


TEXT = "Warplanes struck Sadi. Gunmen killed a farmer in Tal Amra. Shells hit Mira. Police held a man."


def told(trigger: str, **values: object) -> ClaimLine:
    start = TEXT.index(trigger)
    return claim(trigger=Span.of(TEXT, start, start + len(trigger)), sub_event_type="Attack", **values)


STRUCK, KILLED, HIT, HELD = told("struck"), told("killed"), told("hit"), told("held")
DATED = msgspec.structs.replace(KILLED, date=DAY)


def test_what_drafts_made_others_miss() -> None:
    found = compare([STRUCK, KILLED, HIT, HELD], [STRUCK], [STRUCK, HIT])
    assert found.both == ((0, 0),)
    assert (found.added, found.missed) == ((2,), (1, 3))
    assert (found.kept, found.dropped, found.differing) == ((), (), ())


def test_what_drafts_had_that_blind_coders_did_not_find() -> None:
    found = compare([STRUCK], [STRUCK, KILLED, HIT], [STRUCK, HIT])
    assert (found.kept, found.dropped) == ((2,), (1,))


@pytest.mark.parametrize(
    ("settled", "left"),
    [
        pytest.param(DATED, [("date", True)], id="left-as-drafted"),
        pytest.param(KILLED, [("date", False)], id="changed-as-the-blind-coder-has-it"),
        pytest.param(None, [], id="not-let-stand-at-all"),
    ],
)
def test_where_a_blind_coder_says_otherwise_than_the_draft(
    settled: ClaimLine | None, left: list[tuple[str, bool]]
) -> None:
    found = compare([KILLED], [DATED], [] if settled is None else [settled])
    assert [(one.field, one.left) for one in found.differing] == left


def test_blind_samples_are_counted_together() -> None:
    first = compare([STRUCK, KILLED, HIT, HELD], [STRUCK], [STRUCK, HIT])
    second = compare([KILLED], [DATED, HIT], [DATED])
    found = together([first, second])
    assert found.reports == 2
    assert (found.undrafted.count, found.undrafted.of) == (3, 5) and (found.missed.count, found.missed.of) == (2, 3)
    assert (found.unseen.count, found.unseen.of) == (1, 3) and (found.kept.count, found.kept.of) == (0, 1)
    assert [(one.field, one.left.count, one.left.of) for one in found.fields] == [("date", 1, 1)]
    assert together([]).undrafted.value is None
