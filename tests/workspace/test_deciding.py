"""Decisions on claims: each changes the claim and stands in the chain, can be taken back, and is refused when stale."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.errors import AccessError, StoreError
from khaldun.records.decisions import Decision
from khaldun.records.lines import ClaimLine, DateLine, PlaceLine, ReportLine, ReportRef
from khaldun.records.reports import Given
from khaldun.review.fields import FieldError
from khaldun.review.relocate import relocated
from khaldun.store import claims, decisions
from khaldun.store.claims import Kept, StaleError
from khaldun.store.reports import add_input
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import Stored, keep_lines

AMAL, BEN, CHIEF = Who("amal", "coder"), Who("ben", "coder"), Who("chief", "reviewer")
GUEST = Who("guest", "reader")
DAY = msgspec.json.encode(DateLine(start="2019-11-12", end="2019-11-12", anchor="stated"))


def kept(desk: Desk, claim: int = 1) -> Kept:
    with desk.store.read() as connection:
        found = claims.get(connection, claim)
    assert found is not None
    return found


def chain(desk: Desk) -> list[Decision]:
    with desk.store.read() as connection:
        assert list(decisions.check(connection)) == []
        return list(decisions.read(connection))


@pytest.mark.parametrize(
    ("kind", "state"), [("accept", "accepted"), ("reject", "rejected"), ("flag", "flagged"), ("skip", "skipped")]
)
def test_a_claim_is_settled_and_the_chain_says_by_whom(desk: Desk, kind: str, state: str) -> None:
    now = desk.settle(AMAL, kind, 1, 1, reason="as told", seconds=4.5)  # type: ignore[arg-type]
    assert (now.state, now.version) == (state, 2)
    (decision,) = chain(desk)
    assert (decision.coder, decision.kind, decision.claim, decision.seconds) == ("amal", kind, 1, 4.5)
    assert decision.payload is not None and decision.payload.reason == "as told"
    desk.undo(AMAL)
    assert kept(desk).state == "open"
    assert [one.kind for one in chain(desk)] == [kind, "undo"]


def test_a_field_is_set_what_follows_follows_and_both_can_be_taken_back(desk: Desk) -> None:
    before = kept(desk)
    now = desk.edit(AMAL, 1, 1, "date", DAY)
    assert now.line.date is not None and now.line.date.start == "2019-11-12" and now.line.date.precision == 1
    assert now.line.coding is not None and now.line.coding.event_date == "2019-11-12"
    assert "review/edited" in now.line.date.rules
    desk.undo(AMAL)
    after = kept(desk)
    assert after.line.date == before.line.date and after.version == 3
    assert after.draft == before.draft


def test_a_value_that_a_field_cannot_hold_changes_nothing(desk: Desk) -> None:
    with pytest.raises(FieldError, match="Date"):
        desk.edit(AMAL, 1, 1, "date", b'{"start": 5}')
    assert kept(desk).version == 1 and chain(desk) == []


def test_a_stale_edit_is_refused_with_what_stands_now(desk: Desk) -> None:
    desk.settle(AMAL, "accept", 1, 1)
    with pytest.raises(StaleError) as told:
        desk.edit(BEN, 1, 1, "date", DAY)
    assert told.value.now.state == "accepted" and told.value.now.version == 2
    assert len(chain(desk)) == 1


def test_of_many_settled_at_once_all_are_or_none(desk: Desk) -> None:
    with pytest.raises(StaleError):
        desk.settle_all(AMAL, "accept", [(1, 1), (2, 9)])
    assert kept(desk, 1).state == kept(desk, 2).state == "open" and chain(desk) == []
    assert desk.settle_all(AMAL, "accept", [(1, 1), (2, 1)]) == 2
    assert kept(desk, 2).state == "accepted"


def test_only_reviewers_approve_and_what_is_returned_is_open_again(desk: Desk) -> None:
    desk.settle(AMAL, "accept", 1, 1)
    with pytest.raises(AccessError, match="reviewer"):
        desk.review(AMAL, "approve", 1, 2)
    assert desk.review(CHIEF, "approve", 1, 2).reviewed == "approved"
    returned = desk.review(CHIEF, "return", 1, 3, reason="wrong village")
    assert (returned.reviewed, returned.state) == ("returned", "open")
    desk.undo(CHIEF)
    assert (kept(desk).reviewed, kept(desk).state) == ("approved", "accepted")


def test_a_guest_decides_nothing(desk: Desk) -> None:
    for act in (
        lambda: desk.settle(GUEST, "accept", 1, 1),
        lambda: desk.edit(GUEST, 1, 1, "date", DAY),
        lambda: desk.comment(GUEST, 1, "hello"),
        lambda: desk.undo(GUEST),
    ):
        with pytest.raises(AccessError):
            act()
    assert chain(desk) == []


def test_a_missed_claim_is_added_from_words_and_withdrawn_when_taken_back(desk: Desk, report: ReportLine) -> None:
    start = report.text.index("hit")
    added = desk.add(AMAL, report.id, start, start + 3, "Attack")
    assert (added.origin, added.draft, added.line.trigger.quote if added.line.trigger else "") == ("coder", None, "hit")
    assert added.line.event_type == "Violence against civilians"
    with pytest.raises(FieldError, match="no type"):
        desk.add(AMAL, report.id, start, start + 3, "Magic")
    desk.undo(AMAL)
    assert kept(desk, added.id).state == "withdrawn"


def test_a_claim_is_split_by_place_and_put_together_again(desk: Desk) -> None:
    line = kept(desk).line
    places = [
        msgspec.json.encode(line.place),
        msgspec.json.encode(PlaceLine(name="Third", latitude=1.0, longitude=2.0)),
    ]
    first, second = desk.split(AMAL, 1, 1, "place", places)
    assert first.id == 1 and second.line.place is not None and second.line.place.name == "Third"
    assert first.line.deaths[0].group == second.line.deaths[0].group is not None
    with pytest.raises(FieldError, match="one value"):
        desk.split(AMAL, 1, 2, "deaths", [b"[]", b"[]"])
    desk.undo(AMAL)
    assert kept(desk).line.place == line.place and kept(desk, second.id).state == "withdrawn"


def test_two_claims_become_one_and_two_again(desk: Desk, report: ReportLine) -> None:
    start = report.text.index("hit")
    thin = desk.add(AMAL, report.id, start, start + 3, "Air/drone strike")
    one = desk.merge(AMAL, thin.id, thin.version, 1, 1)
    assert one.line.deaths and one.line.place is not None and kept(desk, 1).state == "merged"
    with pytest.raises(FieldError, match="one report"):
        desk.merge(AMAL, 2, 1, 2, 1)
    desk.undo(AMAL)
    assert kept(desk, 1).state == "open" and not kept(desk, thin.id).line.deaths


def test_what_others_have_decided_since_is_not_taken_back(desk: Desk) -> None:
    desk.settle(AMAL, "accept", 1, 1)
    desk.settle(BEN, "reject", 1, 2)
    with pytest.raises(StoreError, match="Somebody has decided"):
        desk.undo(AMAL)
    desk.undo(BEN)
    desk.undo(AMAL)
    assert kept(desk).state == "open"
    with pytest.raises(StoreError, match="nothing to take back"):
        desk.undo(AMAL)


def test_a_split_or_a_merge_is_not_taken_back_over_what_was_decided_since(desk: Desk) -> None:
    places = [msgspec.json.encode(PlaceLine(name=name, latitude=1.0, longitude=2.0)) for name in ("One", "Two")]
    _, second = desk.split(AMAL, 1, 1, "place", places)
    desk.settle(BEN, "accept", second.id, second.version)
    with pytest.raises(StoreError, match="Somebody has decided"):
        desk.undo(AMAL, claim=1)
    assert kept(desk, second.id).state == "accepted"
    desk.merge(AMAL, 1, 2, 2, 1)
    edited = desk.edit(BEN, 1, 3, "date", DAY)
    with pytest.raises(StoreError, match="Somebody has decided"):
        desk.undo(AMAL, claim=2)
    assert kept(desk, 1) == edited and kept(desk, 2).state == "merged"
    desk.undo(BEN)
    desk.undo(AMAL, claim=2)
    assert kept(desk, 2).state == "open"


def test_comments_stand_in_the_chain(desk: Desk) -> None:
    first = desk.comment(AMAL, 1, "Is this Sarjah or Sarja? ")
    desk.comment(CHIEF, 1, "Sarjah", of=first.seq)
    assert [(one.payload.reason, one.of) for one in chain(desk) if one.payload] == [
        ("Is this Sarjah or Sarja?", None),
        ("Sarjah", 1),
    ]
    with pytest.raises(FieldError, match="empty"):
        desk.comment(AMAL, 1, "  ")


def reread(desk: Desk, report: ReportLine, drafts: list[ClaimLine]) -> Stored:
    with desk.store.write() as connection:
        return keep_lines(connection, 1, [report, *drafts], recoder=desk.recoder, time=desk.clock())


def test_the_same_reading_again_changes_nothing(desk: Desk, report: ReportLine, drafts: list[ClaimLine]) -> None:
    before = kept(desk)
    assert reread(desk, report, drafts) == Stored(reports=1)
    assert kept(desk) == before


def test_a_newer_reading_keeps_what_was_decided(desk: Desk, report: ReportLine, drafts: list[ClaimLine]) -> None:
    desk.settle(AMAL, "accept", 1, 1)
    desk.edit(AMAL, 2, 1, "date", DAY)
    newer = [msgspec.structs.replace(draft, sub_event_type="Shelling/artillery/missile attack") for draft in drafts]
    told = reread(desk, report, newer)
    assert (told.changed, told.added, told.asked_again) == (2, 0, 0)
    accepted, edited = kept(desk, 1), kept(desk, 2)
    assert (accepted.state, accepted.line.sub_event_type) == ("accepted", "Air/drone strike")
    assert accepted.draft is not None and accepted.draft.sub_event_type == "Shelling/artillery/missile attack"
    assert edited.line.sub_event_type == "Shelling/artillery/missile attack"
    assert edited.line.date is not None and edited.line.date.start == "2019-11-12"


def test_it_is_asked_again_only_where_words_and_draft_have_changed(
    desk: Desk, report: ReportLine, drafts: list[ClaimLine]
) -> None:
    desk.settle(AMAL, "accept", 1, 1)
    desk.settle(AMAL, "accept", 2, 1)
    words = "On 14 November, warplanes struck Sarjeh."
    newer = [
        msgspec.structs.replace(drafts[0], notes=words, sub_event_type="Shelling/artillery/missile attack"),
        msgspec.structs.replace(drafts[1], notes=words),
    ]
    assert reread(desk, report, newer).asked_again == 1
    assert (kept(desk, 1).state, kept(desk, 2).state) == ("open", "accepted")
    assert [(one.coder, one.kind) for one in chain(desk)][-1] == ("khaldun", "ask")


def test_what_is_told_no_more_is_withdrawn_unless_it_was_decided(
    desk: Desk, report: ReportLine, drafts: list[ClaimLine]
) -> None:
    desk.settle(AMAL, "accept", 1, 1)
    assert reread(desk, report, []).withdrawn == 1
    assert (kept(desk, 1).state, kept(desk, 2).state) == ("accepted", "withdrawn")
    assert reread(desk, report, drafts).changed == 1
    assert kept(desk, 2).state == "open"


def later(report: ReportLine, drafts: list[ClaimLine], *, identity: str | None) -> tuple[ReportLine, list[ClaimLine]]:
    """The small report with a word put before everything else, as another version of it or cleaned otherwise."""
    new = f"Updated. {report.text}"
    told = msgspec.structs.replace(report, text=new, id=identity or report.id, sentences=())
    ref = ReportRef(id=told.id, name=told.name)
    return told, [msgspec.structs.replace(relocated(draft, report.text, new), report=ref) for draft in drafts]


@pytest.mark.parametrize("identity", [None, "c" * 64], ids=["cleaned-otherwise", "page-updated"])
def test_decisions_move_into_a_later_text(
    desk: Desk, report: ReportLine, drafts: list[ClaimLine], identity: str | None
) -> None:
    desk.edit(AMAL, 1, 1, "date", DAY)
    desk.settle(AMAL, "accept", 1, 2)
    told, newer = later(report, drafts, identity=identity)
    with desk.store.write() as connection:
        add_input(connection, "flash.txt", "c" * 64, Given(), desk.clock())
        stored = keep_lines(connection, 2, [told, *newer], recoder=desk.recoder, time=desk.clock())
    assert (stored.added, stored.changed, stored.asked_again) == (0, 2, 0)
    accepted = kept(desk, 1)
    assert (accepted.state, accepted.report) == ("accepted", told.id)
    assert accepted.line.date is not None and accepted.line.date.start == "2019-11-12"
    trigger = accepted.line.trigger
    assert trigger is not None and told.text[trigger.start : trigger.end] == trigger.quote == "struck"


def test_words_that_a_later_text_has_not_are_left_out_and_named(report: ReportLine, claim_line: ClaimLine) -> None:
    moved = relocated(claim_line, report.text, report.text.replace("the village of Sarjeh", "a village"))
    assert moved.place is not None and moved.place.evidence == () and moved.place.rules == ("review/words-gone",)
    assert moved.actor1 is not None and moved.actor1.evidence
