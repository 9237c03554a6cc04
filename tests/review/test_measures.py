"""Measures of decisions: outcomes, time, corrections, calibration; shares and their intervals."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.records.decisions import SHARED, Decision, Kind
from khaldun.records.lines import ClaimLine, ConfidenceLine, DateLine, ReportRef
from khaldun.review.calibration import calibrate
from khaldun.review.edit import METHOD, set_part
from khaldun.review.measures import Asked, Measures, measure
from khaldun.review.shares import Share
from khaldun.review.standing import NOBODY, Judged, corrected, settled_by, standing

_numbers = itertools.count(1)
DAY = DateLine(start="2020-01-01", end="2020-01-01")


def did(
    kind: Kind, coder: str = "ana", *, seconds: float | None = None, field: str | None = None, of: int | None = None,
    sheet: str = SHARED,
) -> Decision:  # fmt: skip
    return Decision(
        seq=next(_numbers), time=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), coder=coder, kind=kind, report="r", claim=1,
        sheet=sheet, field=field, of=of, seconds=seconds, digest="", salt=None, payload=None, previous="", hash="",
    )  # fmt: skip


def draft(method: str = "model/1", sure: float | None = None, **values: object) -> ClaimLine:
    return ClaimLine(
        report=ReportRef(id="r", name="r"), sub_event_type="Attack", method=method,
        confidence=ConfidenceLine(claim=sure), **values,  # type: ignore[arg-type]
    )  # fmt: skip


def judged(state: str, *decisions: Decision, line: ClaimLine | None = None, was: ClaimLine | None = None) -> Judged:
    """A settled claim that stands as drafted, but for what is said."""
    was = was or draft()
    return Judged(state=state, draft=was, line=line or was, decisions=decisions)


def by_coder(measures: Measures) -> dict[str, tuple[int, int, int, int, int]]:
    """By coder: how many drafts were settled, accepted, accepted as drafted, rejected, flagged."""
    return {
        one.coder: (one.settled, one.accepted.count, one.untouched.count, one.rejected.count, one.flagged.count)
        for one in measures.outcomes
    }


def test_decisions_that_were_taken_back_and_the_taking_back_are_left_out() -> None:
    first, edit = did("accept"), did("edit", field="date")
    kept = did("reject")
    assert standing([first, did("undo", of=first.seq), edit, did("undo", of=edit.seq), kept]) == [kept]
    assert standing([]) == []


@pytest.mark.parametrize(
    ("decisions", "coder"),
    [
        pytest.param([did("accept", "ana"), did("reject", "ben")], "ben", id="the-last"),
        pytest.param([did("accept", "ana"), did("edit", "ben"), did("comment", "ben")], "ana", id="who-settled-it"),
        pytest.param([did("accept", "ana"), did("approve", "eva")], "ana", id="not-who-approved-it"),
        pytest.param([did("accept", "ana"), did("accept", "ben", sheet="ben")], "ana", id="not-on-a-sheet-of-ones-own"),
        pytest.param([did("accept", "ana", sheet="ana"), did("adjudicate", "eva")], "eva", id="who-adjudicated"),
        pytest.param([did("skip", "ana")], NOBODY, id="nobody"),
    ],
)
def test_whose_a_settled_claim_is(decisions: list[Decision], coder: str) -> None:
    assert settled_by(decisions) == coder


def test_what_becomes_of_drafts_by_coder() -> None:
    changed = set_part(draft(), "date", DAY)
    found = measure(
        [
            judged("accepted", did("accept")),
            judged("accepted", did("edit", field="date"), did("accept"), line=changed),
            judged("rejected", did("reject", "ben")),
            judged("flagged", did("flag", "ben")),
            judged("merged", did("merge", "ben")),
        ]
    )
    assert by_coder(found) == {"ana": (2, 2, 1, 0, 0), "ben": (3, 0, 0, 1, 1)}
    everybody = found.everybody
    assert (everybody.settled, everybody.merged.count, everybody.accepted.of, everybody.untouched.of) == (5, 1, 5, 2)
    assert found.coders == ("ana", "ben") and found.methods == ("model/1",)


def test_nothing_is_measured_of_nothing() -> None:
    found = measure([])
    assert found.everybody.settled == 0 and found.everybody.accepted.value is None
    assert (found.pace.median, found.pace.claims, found.outcomes, found.coders) == (None, 0, (), ())
    assert found.corrections[0].untouched.of == 0 and found.calibration.error is None


def test_seconds_are_those_of_whoever_settled_a_claim_summed_over_their_decisions_on_it() -> None:
    found = measure(
        [
            judged("accepted", did("skip", seconds=4.0), did("accept", seconds=6.0)),
            judged("accepted", did("accept", seconds=20.0)),
            judged("accepted", did("accept", seconds=30.0)),
            judged("accepted", did("accept")),
            judged("rejected", did("flag", "ben", seconds=3.0), did("reject", "ana", seconds=40.0)),
            judged("rejected", did("skip", "cem", seconds=9.0), did("reject", "ben", seconds=0.5)),
        ]
    )
    ana, ben = found.paces
    assert (ana.coder, ana.claims, ana.unknown) == ("ana", 4, 1)
    assert (ana.lower, ana.median, ana.upper) == (17.5, 25.0, 32.5)
    assert (ben.coder, ben.claims, ben.median) == ("ben", 2, 1.75)
    assert (found.pace.claims, found.pace.unknown, found.pace.median) == (6, 1, 15.0)
    assert found.pace.classes == (1, 0, 1, 0, 1, 2, 1, 0, 0, 0)


def test_time_on_a_sheet_of_ones_own_counts_and_time_taken_back_does_not() -> None:
    undone = did("accept", seconds=100.0)
    found = measure(
        [
            judged(
                "accepted", did("accept", "ana", sheet="ana", seconds=8.0), did("adjudicate", "eva", seconds=2.0)
            ),
            judged("accepted", undone, did("undo", of=undone.seq), did("accept", seconds=10.0)),
        ]
    )  # fmt: skip
    assert [(one.coder, one.median) for one in found.paces] == [("ana", 9.0), ("eva", 2.0)]
    assert by_coder(found).keys() == {"ana", "eva"} and found.coders == ("ana", "eva")


@pytest.mark.parametrize(
    ("seconds", "at"), [(0.0, 0), (0.99, 0), (1.0, 1), (2.0, 2), (3.9, 2), (4.0, 3), (255.9, 8), (256.0, 9), (9e4, 9)]
)
def test_classes_of_seconds_double(seconds: float, at: int) -> None:
    found = measure([judged("accepted", did("accept", seconds=seconds))])
    assert [place for place, count in enumerate(found.pace.classes) if count] == [at]


def test_what_is_corrected_by_field_and_reader() -> None:
    old, new = draft("model/1"), draft("model/2")
    moved = set_part(set_part(old, "date", DAY), "status", "denied")
    found = measure(
        [
            judged("accepted", did("accept"), was=old),
            judged("accepted", did("accept"), was=old, line=moved),
            judged("accepted", did("accept"), was=new, line=set_part(new, "date", DAY)),
            judged("rejected", did("reject"), was=new, line=set_part(new, "place", None)),
        ]
    )
    assert [(one.method, one.untouched.count, one.untouched.of) for one in found.corrections] == [
        ("", 1, 3), ("model/1", 1, 2), ("model/2", 0, 1),
    ]  # fmt: skip
    changed = [
        {one.field: (one.changed.count, one.changed.of) for one in told.fields if one.changed.count}
        for told in found.corrections
    ]
    assert changed == [{"date": (2, 3), "status": (1, 3)}, {"date": (1, 2), "status": (1, 2)}, {"date": (1, 1)}]


def test_a_newer_draft_beside_a_decided_claim_changes_nothing_that_was_measured() -> None:
    """Nobody has decided on it: what was corrected is told by the edits, and how sure the reader was by the claim."""
    decided = set_part(draft("model/1", 0.3), "date", DAY)
    newer = draft("model/2", 0.9, status="denied")
    claim = judged("accepted", did("edit", field="date"), did("accept"), was=newer, line=decided)
    found = measure([claim])
    assert corrected(claim, standing(claim.decisions)) == ["date"]
    assert [one.method for one in found.corrections] == ["", "model/1"] and found.methods == ("model/1",)
    assert found.calibration.bins[0].sure == pytest.approx(0.3)
    untouched = judged("accepted", did("accept"), was=newer, line=draft("model/1"))
    assert measure([untouched]).everybody.untouched.count == 1
    elsewhere = judged("accepted", did("edit", field="date", sheet="ben"), did("accept"), was=newer, line=decided)
    assert corrected(elsewhere, elsewhere.decisions) == []


def test_claims_that_people_made_are_no_drafts() -> None:
    by_hand = Judged(state="accepted", draft=None, line=draft(METHOD), decisions=(did("add"), did("accept", seconds=5)))
    of_a_split = Judged(state="accepted", draft=None, line=draft("model/1"), decisions=(did("accept"),))
    found = measure([by_hand, of_a_split])
    assert (found.added, found.everybody.settled, found.methods, found.pace.claims) == (1, 0, (), 1)


@pytest.mark.parametrize(
    ("asked", "settled", "seconds", "added"),
    [
        pytest.param(Asked(), 3, 4, 1, id="all"),
        pytest.param(Asked(coder="ana"), 2, 3, 1, id="a-coder"),
        pytest.param(Asked(method="model/2"), 2, 2, 0, id="a-reader"),
        pytest.param(Asked(coder="ben", method="model/2"), 1, 1, 0, id="both"),
        pytest.param(Asked(coder="nobody"), 0, 0, 0, id="nobody"),
    ],
)
def test_a_coder_or_a_reader_alone(asked: Asked, settled: int, seconds: int, added: int) -> None:
    claims = [
        judged("accepted", did("accept", seconds=1), was=draft("model/1", 0.5)),
        judged("rejected", did("reject", seconds=1), was=draft("model/2", 0.5)),
        judged("accepted", did("accept", "ben", seconds=1), was=draft("model/2", 0.5)),
        Judged(state="accepted", draft=None, line=draft(METHOD), decisions=(did("add"), did("accept", seconds=1))),
    ]
    found = measure(claims, asked)
    assert (found.everybody.settled, found.pace.claims, found.added) == (settled, seconds, added)
    assert found.calibration.claims == settled
    assert found.coders == ("ana", "ben") and found.methods == ("model/1", "model/2")


def test_calibration_is_of_claims_that_were_accepted_or_rejected_by_how_sure_the_reader_was() -> None:
    found = measure(
        [
            judged("accepted", did("accept"), was=draft(sure=0.92)),
            judged("rejected", did("reject"), was=draft(sure=0.98)),
            judged("accepted", did("accept"), was=draft(sure=1.0)),
            judged("rejected", did("reject"), was=draft(sure=0.1)),
            judged("flagged", did("flag"), was=draft(sure=0.5)),
            judged("accepted", did("accept"), was=draft(sure=None)),
        ]
    ).calibration
    assert found.claims == 4
    low, high = found.bins
    assert (low.low, low.high, low.accepted.count, low.accepted.of) == (0.1, 0.2, 0, 1)
    assert (high.low, high.high, high.accepted.count, high.accepted.of) == (0.9, 1.0, 2, 3)
    assert high.sure == pytest.approx((0.92 + 0.98 + 1.0) / 3)
    assert found.error == pytest.approx((0.1 + abs(2.9 - 2)) / 4)


def test_what_confidence_that_holds_would_show_by_chance() -> None:
    # One claim of confidence 1/2: whatever becomes of it, it lies half off.
    assert calibrate([0.5], [True]).by_chance == 0.5
    sure = [0.05 + 0.9 * at / 999 for at in range(1000)]
    few, many = calibrate(sure[::50], [True] * 20), calibrate(sure, [True] * 1000)
    assert few.by_chance is not None and many.by_chance is not None and 0 < many.by_chance < few.by_chance < 0.4
    assert calibrate(sure, [True] * 1000, seed=1).by_chance != many.by_chance
    assert calibrate([1.0] * 9, [True] * 9).by_chance == 0.0 and calibrate([], []).by_chance is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_calibration_counts_every_claim_once_and_its_error_is_that_of_its_bins(
    claims: list[tuple[float, bool]],
) -> None:
    found = calibrate([sure for sure, _ in claims], [right for _, right in claims])
    assert sum(one.accepted.of for one in found.bins) == len(claims) == found.claims
    assert sum(one.accepted.count for one in found.bins) == sum(right for _, right in claims)
    off = sum(abs(one.sure - (one.accepted.value or 0)) * one.accepted.of for one in found.bins)
    assert found.error == pytest.approx(off / len(claims), abs=1e-9)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857-872, table I, the score method without continuity correction.
        pytest.param(81, 263, 0.2553, 0.3662, id="many"),
        pytest.param(15, 148, 0.0624, 0.1605, id="few-of-many"),
        pytest.param(0, 20, 0.0, 0.1611, id="none"),
        pytest.param(1, 29, 0.0061, 0.1718, id="one"),
        # By symmetry.
        pytest.param(20, 20, 0.8389, 1.0, id="all"),
    ],
)
def test_intervals_of_shares(count: int, of: int, low: float, high: float) -> None:
    share = Share(count=count, of=of)
    assert share.value == count / of
    assert (share.low, share.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_share_of_nothing_is_unknown() -> None:
    share = Share(count=0, of=0)
    assert (share.value, share.low, share.high) == (None, None, None)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_lies_around_its_share_and_within_all_and_nothing(told: tuple[int, int]) -> None:
    share = Share(count=told[0], of=told[1])
    assert share.low is not None and share.value is not None and share.high is not None
    assert 0 <= share.low <= share.value <= share.high <= 1


def test_claims_are_gone_through_once() -> None:
    claims = iter([judged("accepted", did("accept")), judged("rejected", did("reject", "ben"))])
    assert by_coder(measure(claims)) == {"ana": (1, 1, 1, 0, 0), "ben": (1, 0, 0, 1, 0)}
