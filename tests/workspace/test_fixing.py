"""One fix on many claims: previewed, all of them or none, each with a link of the chain, and taken back together."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.errors import AccessError, StoreError
from khaldun.records.base import Span
from khaldun.records.decisions import Decision
from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, ReportLine, ReportRef, SourceLine
from khaldun.records.reports import Given
from khaldun.review.alike import Alike
from khaldun.review.fields import EDITED, FieldError
from khaldun.review.fix import Fix
from khaldun.store import claims, decisions
from khaldun.store.claims import Kept, StaleError
from khaldun.store.reports import add_input
from khaldun.tools.gazetteer.rules import load_folding
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.fixing import Fixing, TakenBack
from khaldun.workspace.keeping import keep_lines

AMAL, BEN, GUEST = Who("amal", "coder"), Who("ben", "coder"), Who("guest", "reader")
FOUND = PlaceLine(
    name="Sarjah", gazetteer_id="gn:7", country="SYR", admin1="Idlib", latitude=35.7, longitude=36.6, precision=1
)
FIX = Fix(kind="place", key="SYR:sarja", part=FOUND)


@pytest.fixture
def loose(desk: Desk, report: ReportLine, claim_line: ClaimLine) -> Desk:
    """Claims 3 to 5 of two more reports tell of a place, an actor and a source that are alike; 1 and 2 do not."""
    span = Span.of(report.text, report.text.index("Sarjeh"), report.text.index("Sarjeh") + 6)
    place = PlaceLine(quote="village of Sarjeh", country="SYR", unresolved=True, evidence=(span,))
    band = ActorLine(quote="Hill band")
    with desk.store.write() as connection:
        for number, name in enumerate(("c", "d"), start=2):
            ref = ReportRef(id=name * 64, name=name)
            told = msgspec.structs.replace(report, id=name * 64, name=name)
            count = 2 if name == "c" else 1
            drafts = [
                msgspec.structs.replace(
                    claim_line, id=f"{name}{at}", report=ref, place=place, actor2=band, assoc_actor1=(band,)
                )
                for at in range(count)
            ]
            add_input(connection, f"{name}.txt", name, Given(), desk.clock())
            keep_lines(connection, number, [told, *drafts], recoder=desk.recoder, time=desk.clock())
    return desk


@pytest.fixture
def fixing(loose: Desk) -> Fixing:
    return Fixing(loose, Alike(load_folding().fold))


def kept(fixing: Fixing, *numbers: int) -> list[Kept]:
    with fixing.desk.store.read() as connection:
        return claims.numbers(connection, numbers)


def chain(fixing: Fixing) -> list[Decision]:
    with fixing.desk.store.read() as connection:
        assert list(decisions.check(connection)) == []
        return list(decisions.read(connection))


def test_a_preview_shows_what_would_change_and_changes_nothing(fixing: Fixing) -> None:
    before = kept(fixing, 1, 2, 3, 4, 5)
    changes = fixing.preview([1, 2, 3, 4, 5], FIX)
    assert [(change.kept.id, change.fields) for change in changes] == [
        (3, ("place",)),
        (4, ("place",)),
        (5, ("place",)),
    ]
    assert all(change.line.place and change.line.place.name == "Sarjah" for change in changes)
    assert kept(fixing, 1, 2, 3, 4, 5) == before and chain(fixing) == []


def test_a_fix_changes_what_is_ticked_with_a_link_for_each(fixing: Fixing) -> None:
    fixed = fixing.apply(AMAL, [(3, 1), (5, 1)], FIX, reason="by the map")
    assert (fixed.claims, fixed.reports, fixed.first, fixed.last) == ((3, 5), 2, 1, 2)
    three, four, five = kept(fixing, 3, 4, 5)
    assert [one.version for one in (three, four, five)] == [2, 1, 2]
    for one in (three, five):
        place = one.line.place
        assert place is not None and (place.name, place.quote) == ("Sarjah", "village of Sarjeh")
        assert place.evidence[0].quote == "Sarjeh" and place.rules == (EDITED,)
        assert one.line.coding is not None and one.line.coding.geo_precision == 1
        assert one.draft is not None and one.draft.place is not None and one.draft.place.unresolved
    assert four.line.place is not None and four.line.place.unresolved
    made = chain(fixing)
    assert [(one.coder, one.kind, one.claim, one.field) for one in made] == [
        ("amal", "edit", 3, "place"), ("amal", "edit", 5, "place")
    ]  # fmt: skip
    for one, now in zip(made, (three, five), strict=True):
        assert one.payload is not None and one.payload.reason == "by the map"
        assert msgspec.json.decode(one.payload.before, type=PlaceLine).unresolved
        assert msgspec.json.decode(one.payload.after, type=PlaceLine) == now.line.place


def test_a_report_is_coded_anew_once(fixing: Fixing, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    recode = type(fixing.desk.recoder).recode_report
    monkeypatch.setattr(
        type(fixing.desk.recoder),
        "recode_report",
        lambda self, connection, report: (seen.append(report.name), recode(self, connection, report))[1],
    )
    fixing.apply(AMAL, [(3, 1), (4, 1), (5, 1)], FIX)
    assert sorted(seen) == ["c", "d"]


def test_every_field_that_changes_has_a_link_of_its_own(fixing: Fixing) -> None:
    sons = ActorLine(id=None, name="Sons of the Hill", type="Rebel group")
    (key,) = {end.key for end in fixing.alike.ends(kept(fixing, 3)[0].line) if end.kind == "actor"}
    fixed = fixing.apply(AMAL, [(3, 1)], Fix(kind="actor", key=key, part=sons))
    (now,) = kept(fixing, 3)
    assert now.version == 2 and now.line.actor2 is not None and now.line.actor2.quote == "Hill band"
    assert [one.name for one in now.line.assoc_actor1] == ["Sons of the Hill"]
    assert now.line.coding is not None and now.line.coding.inter2 == "Rebel group"
    assert [one.field for one in chain(fixing)] == ["assoc_actor1", "actor2"] and fixed.last == 2
    fixing.desk.undo(AMAL)
    (undone,) = kept(fixing, 3)
    assert undone.line.actor2 == ActorLine(quote="Hill band") and undone.line.assoc_actor1 == now.line.assoc_actor1


def test_one_that_was_changed_since_stops_all_of_them(fixing: Fixing) -> None:
    fixing.desk.settle(BEN, "flag", 4, 1)
    before = kept(fixing, 3, 4, 5)
    with pytest.raises(StaleError) as told:
        fixing.apply(AMAL, [(3, 1), (4, 1), (5, 1)], FIX)
    assert told.value.now.id == 4 and told.value.now.state == "flagged"
    assert kept(fixing, 3, 4, 5) == before and len(chain(fixing)) == 1


def test_one_that_was_fixed_since_is_stale_too(fixing: Fixing) -> None:
    fixing.apply(BEN, [(4, 1)], FIX)
    with pytest.raises(StaleError):
        fixing.apply(AMAL, [(3, 1), (4, 1)], FIX)
    assert kept(fixing, 3)[0].version == 1


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        pytest.param([], "No claim is ticked", id="nothing"),
        pytest.param([(3, 1), (1, 1)], "Claim 1 has nothing of that", id="one-that-is-not-alike"),
    ],
)
def test_what_cannot_be_fixed_changes_nothing(fixing: Fixing, chosen: list[tuple[int, int]], told: str) -> None:
    before = kept(fixing, 1, 3)
    with pytest.raises(FieldError, match=told):
        fixing.apply(AMAL, chosen, FIX)
    assert kept(fixing, 1, 3) == before and chain(fixing) == []


def test_a_claim_that_is_not_there_is_told(fixing: Fixing) -> None:
    with pytest.raises(StoreError, match="no claim 99"):
        fixing.apply(AMAL, [(3, 1), (99, 1)], FIX)
    assert kept(fixing, 3)[0].version == 1


def test_a_guest_fixes_and_takes_back_nothing(fixing: Fixing) -> None:
    with pytest.raises(AccessError):
        fixing.apply(GUEST, [(3, 1)], FIX)
    with pytest.raises(AccessError):
        fixing.take_back(GUEST, 1, 2)
    assert chain(fixing) == []


def test_all_of_a_fix_is_taken_back_at_once(fixing: Fixing) -> None:
    before = kept(fixing, 3, 4, 5)
    fixed = fixing.apply(AMAL, [(3, 1), (4, 1), (5, 1)], FIX)
    assert fixing.take_back(AMAL, fixed.first, fixed.last) == TakenBack(claims=3, stay=0)
    after = kept(fixing, 3, 4, 5)
    assert [one.line.place for one in after] == [one.line.place for one in before]
    assert [one.version for one in after] == [3, 3, 3]
    assert all(one.line.coding and one.line.coding.geo_precision != 1 for one in after)
    assert [(one.kind, one.of) for one in chain(fixing)][3:] == [("undo", 1), ("undo", 2), ("undo", 3)]


def test_what_somebody_has_decided_on_since_stays(fixing: Fixing) -> None:
    fixed = fixing.apply(AMAL, [(3, 1), (4, 1), (5, 1)], FIX)
    fixing.desk.settle(BEN, "accept", 3, 2)
    fixing.desk.comment(BEN, 4, "Sure?")
    assert fixing.take_back(AMAL, fixed.first, fixed.last) == TakenBack(claims=2, stay=1)
    three, four, _ = kept(fixing, 3, 4, 5)
    assert three.line.place is not None and not three.line.place.unresolved and three.state == "accepted"
    assert four.line.place is not None and four.line.place.unresolved


def test_only_ones_own_edits_are_taken_back_and_only_once(fixing: Fixing) -> None:
    fixed = fixing.apply(AMAL, [(3, 1)], FIX)
    with pytest.raises(StoreError, match="nothing to take back"):
        fixing.take_back(BEN, fixed.first, fixed.last)
    fixing.take_back(AMAL, fixed.first, fixed.last)
    assert fixing.take_back(AMAL, fixed.first, fixed.last) == TakenBack(claims=0, stay=1)
    assert kept(fixing, 3)[0].version == 3


def test_what_is_none_is_taken_out_and_can_come_back(fixing: Fixing) -> None:
    key = fixing.alike.ends(ClaimLine(report=ReportRef(name=""), sources=(SourceLine(name="a local monitor"),)))[0].key
    fixed = fixing.apply(AMAL, [(1, 1), (3, 1)], Fix(kind="source", key=key, part=None))
    assert [one.line.sources for one in kept(fixing, 1, 3)] == [(), ()]
    fixing.take_back(AMAL, fixed.first, fixed.last)
    assert [one.line.sources[0].name for one in kept(fixing, 1, 3)] == ["a local monitor"] * 2
