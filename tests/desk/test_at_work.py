"""Two coders at a desk: one is at a report, the other is told, passes it by, or takes it over; nothing sent is lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, ReportLine, ReportRef
from khaldun.records.reports import Given
from khaldun.store import claims, people
from khaldun.store.reports import add_input
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.people import People
from khaldun.workspace.sheeting import Sheets

from .test_pages import chain, kept, post
from .test_stale import press_y

PASSWORD = "long enough to be one"


class Hand:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 1, 2, 12, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def team(site: Site, hand: Hand) -> Site:
    """The desk where amal, ben, a reviewer and a reader sign in, by the test's clock."""
    people = People(site.workspace.store, hand)
    for name, role in (("amal", "coder"), ("ben", "coder"), ("chief", "reviewer"), ("guest", "reader")):
        people.add(name, role, PASSWORD)
    desk = Desk(site.workspace.store, site.desk.recoder, hand)
    return Site(site.workspace, desk, site.tools, site.beginning, site.actors, people)


@pytest.fixture
def visit(team: Site) -> Callable[[str], TestClient]:
    """A browser in which somebody has signed in."""
    app = make_app(team, hosts=["127.0.0.1"])

    def signed_in(name: str) -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1")
        client.post("/signin", data={"name": name, "password": PASSWORD})
        return client

    return signed_in


@pytest.fixture
def second(site: Site, report: ReportLine, drafted: list[ClaimLine]) -> str:
    """Another report, with claim 3."""
    told = msgspec.structs.replace(report, id="b" * 64, name="second")
    claim = msgspec.structs.replace(drafted[0], id="0" * 16, report=ReportRef(id=told.id, name=told.name))
    with site.workspace.store.write() as connection:
        add_input(connection, "second.txt", "c" * 64, Given(), dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
        keep_lines(connection, 2, [told, claim], recoder=site.desk.recoder, time=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    return told.id


def test_the_page_of_a_report_says_who_is_at_it_until_when(
    visit: Callable[[str], TestClient], drafted: list[ClaimLine]
) -> None:
    amal, ben, guest = visit("amal"), visit("ben"), visit("guest")
    address = f"/reports/{drafted[0].report.id}"
    assert "Take it over" not in guest.get(address).text  # who reads is in nobody's way
    assert "is at this report" not in amal.get(address).text
    page = ben.get(address).text
    assert "<bdi>amal</bdi> is at this report until 12:10 UTC" in page and "Take it over" in page
    page = guest.get(address).text
    assert "is at this report" in page and "Take it over" not in page
    assert "is at this report" not in amal.get(address).text
    assert guest.post(f"{address}/take").status_code == 400


def test_an_act_that_comes_in_between_is_kept_and_done_by_taking_over(
    visit: Callable[[str], TestClient], team: Site, drafted: list[ClaimLine]
) -> None:
    amal, ben = visit("amal"), visit("ben")
    amal.get(f"/reports/{drafted[0].report.id}")
    answer = ben.post("/claims/1/edit", data={"field": "notes", "version": "1", "notes": "Mine.", "reason": "why"})
    assert answer.status_code == 423 and chain(team) == []
    assert ">Mine.</textarea>" in answer.text and "what you sent is kept" in answer.text
    press_y(ben, answer.text)
    assert kept(team).line.notes == "Mine."
    payload = chain(team)[0].payload
    assert payload is not None and payload.reason == "why"
    page = amal.get(f"/reports/{drafted[0].report.id}").text
    assert "ben took it over from you at 12:00 UTC" in page
    assert amal.post("/claims/1/accept", data={"version": "2"}).status_code == 423


def test_taking_over_does_not_make_a_stale_form_fresh(
    visit: Callable[[str], TestClient], team: Site, drafted: list[ClaimLine]
) -> None:
    amal, ben = visit("amal"), visit("ben")
    post(amal, "/claims/1/edit", field="notes", version="1", notes="Theirs.")
    page = post(ben, "/claims/1/edit", field="notes", version="1", notes="Mine.")
    page = press_y(ben, page)
    assert "You have both changed “Notes”" in page and kept(team).line.notes == "Theirs."
    press_y(ben, page)
    assert kept(team).line.notes == "Mine."


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("accept", {}),
        ("split", {"names": "Ouagadougou\nBobo-Dioulasso"}),
        ("merge", {"into": "2:1"}),
        ("comment", {"words": "Look at the second sentence."}),
    ],
)
def test_other_acts_wait_too(
    visit: Callable[[str], TestClient], team: Site, drafted: list[ClaimLine], act: str, form: dict[str, str]
) -> None:
    amal, ben = visit("amal"), visit("ben")
    amal.get(f"/reports/{drafted[0].report.id}")
    answer = ben.post(f"/claims/1/{act}", data={"version": "1", **form})
    assert answer.status_code == 423 and all(value in answer.text for value in form.values())
    press_y(ben, answer.text)
    assert [one.kind for one in chain(team)] == [act]


def test_a_missed_claim_waits(
    visit: Callable[[str], TestClient], team: Site, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    amal, ben = visit("amal"), visit("ben")
    amal.get(f"/reports/{report.id}")
    form = {"start": "0", "end": "22", "sub_event_type": "Attack"}
    answer = ben.post(f"/reports/{report.id}/add", data=form)
    assert answer.status_code == 423 and 'name="take" value="1"' in answer.text
    assert 'value="22"' in answer.text and "<option selected>Attack" in answer.text
    ben.post(f"/reports/{report.id}/add", data={**form, "take": "1"})
    assert [one.kind for one in chain(team)] == ["add"]


def test_an_objection_waits_and_keeps_what_was_typed(
    visit: Callable[[str], TestClient], team: Site, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    amal, ben = visit("amal"), visit("ben")
    amal.get(f"/reports/{report.id}")
    answer = ben.post(f"/reports/{report.id}/sentence", data={"at": "0", "reason": "It tells of a raid."})
    assert answer.status_code == 423 and chain(team) == []
    assert 'value="It tells of a raid."' in answer.text and "Take the report over, and object" in answer.text
    ben.post(f"/reports/{report.id}/sentence", data={"at": "0", "reason": "It tells of a raid.", "take": "1"})
    assert [one.kind for one in chain(team)] == ["disposition"]
    amal.post(f"/reports/{report.id}/take")
    assert ben.post(f"/reports/{report.id}/sentence/1/back").status_code == 423
    ben.post(f"/reports/{report.id}/take")
    assert ben.post(f"/reports/{report.id}/sentence/1/back").status_code == 200
    assert [one.kind for one in chain(team)] == ["disposition", "undo"]


def test_who_settles_what_several_have_coded_waits_too(
    visit: Callable[[str], TestClient], team: Site, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    amal, ben, chief = visit("amal"), visit("ben"), visit("chief")
    with team.workspace.store.read() as connection:
        names = {one.name: one.id for one in people.coders(connection)}
    Sheets(team.workspace.store, team.desk.clock).give(
        Who(names["chief"], "reviewer"), [report.id], [names["amal"]], "double"
    )
    with team.workspace.store.read() as connection:
        own = claims.of_report(connection, report.id, sheet=names["amal"])
    for one in own:
        amal.post(f"/claims/{one.id}/accept", data={"version": str(one.version)})
    amal.post("/sheets/1/finish")
    ben.get(f"/reports/{report.id}")
    address = f"/sheets/settle/{report.id}"
    answer = chief.post(address, data={"claim": "1", "version": "1", "kind": "accept", "reason": "so it is"})
    assert answer.status_code == 423 and 'name="reason" value="so it is"' in answer.text
    assert "adjudicate" not in [one.kind for one in chain(team)]
    press = re.search(r'<form class="problem held".*?</form>', answer.text, re.S)
    assert press is not None
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', press[0]))
    assert chief.post(address, data=sent).status_code == 200
    assert chain(team)[-1].kind == "adjudicate"


def test_what_was_done_is_not_taken_back_under_somebodys_hands(
    visit: Callable[[str], TestClient], team: Site, report: ReportLine, drafted: list[ClaimLine], hand: Hand
) -> None:
    amal, ben = visit("amal"), visit("ben")
    post(ben, "/claims/1/accept", version="1")
    hand.now += dt.timedelta(minutes=11)
    amal.get(f"/reports/{report.id}")
    answer = ben.post("/undo")
    assert answer.status_code == 423 and "Take it over" in answer.text and kept(team).state == "accepted"
    ben.post(f"/reports/{report.id}/take")
    ben.post("/undo")
    assert kept(team).state == "open"


def test_next_passes_by_what_others_are_at_and_the_queue_says_who(
    visit: Callable[[str], TestClient], report: ReportLine, second: str
) -> None:
    amal, ben = visit("amal"), visit("ben")
    first = amal.get("/next", follow_redirects=False).headers["location"]
    amal.get(first)
    theirs = ben.get("/next", follow_redirects=False).headers["location"]
    assert first.split("?")[0] != theirs.split("?")[0]
    ben.get(theirs)
    assert "<bdi>amal</bdi> is at it until 12:10 UTC" in ben.get("/queue").text
    chief = visit("chief")
    page = chief.get("/next").text
    assert "is at this report until 12:10 UTC. It is the first of what is left." in page


def test_a_report_is_free_after_signing_out_after_going_on_and_after_a_while(
    visit: Callable[[str], TestClient], report: ReportLine, second: str, hand: Hand
) -> None:
    amal, ben, address = visit("amal"), visit("ben"), f"/reports/{report.id}"

    def is_held() -> bool:
        return "is at this report" in visit("guest").get(address).text

    amal.get(address)
    assert is_held()
    amal.get(f"/reports/{second}")
    assert not is_held()
    amal.get(address)
    amal.post("/signout")
    assert not is_held()
    ben.get(address)
    hand.now += dt.timedelta(minutes=9)
    ben.get("/claims/1/form/notes")  # a field's form is work, too
    hand.now += dt.timedelta(minutes=9)
    assert is_held()
    hand.now += dt.timedelta(minutes=1)
    assert not is_held()


def test_of_what_is_ticked_reports_that_others_are_at_are_left_out_and_told(
    visit: Callable[[str], TestClient], team: Site, report: ReportLine, second: str
) -> None:
    amal, ben = visit("amal"), visit("ben")
    amal.get(f"/reports/{report.id}")
    page = post(ben, "/queue", kind="accept", chosen=["1:1", "2:1", "3:1"])
    assert "1 settled (accept)" in page and "2 left out, of reports that amal is at." in page
    assert [one.claim for one in chain(team)] == [3]


def test_who_codes_on_a_sheet_of_their_own_is_in_nobodys_way(
    visit: Callable[[str], TestClient], team: Site, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    people = team.people
    assert people is not None
    (amal_id,) = (one.coder for one in [people.sign_in("amal", PASSWORD, "")[1]])
    chief = people.sign_in("chief", PASSWORD, "")[1]
    assert Sheets(team.workspace.store, team.desk.clock).give(chief, [report.id], [amal_id], "double") == 1
    amal, ben = visit("amal"), visit("ben")
    ben.get(f"/reports/{report.id}")
    page = amal.get(f"/reports/{report.id}").text
    assert "is at this report" not in page
    (mine, *_) = re.findall(r'data-claim="(\d+)"', page)
    amal.post(f"/claims/{mine}/accept", data={"version": "1"})
    assert (kept(team, int(mine)).state, kept(team).state) == ("accepted", "open")


def test_one_local_user_meets_no_lock_of_their_own(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    assert site.locks is None
    for _ in range(2):
        assert "is at this report" not in client.get(f"/reports/{drafted[0].report.id}").text
    assert client.post(f"/reports/{drafted[0].report.id}/take", follow_redirects=False).status_code == 303
    assert client.post(f"/api/reports/{drafted[0].report.id}/take").json()["minutes"] is None


def test_a_program_is_told_who_is_at_a_report_and_may_take_it_over(
    visit: Callable[[str], TestClient], team: Site, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    people = team.people
    assert people is not None
    visit("amal").get(f"/reports/{report.id}")
    program = TestClient(make_app(team, hosts=["127.0.0.1"]), base_url="http://127.0.0.1")
    program.headers["Authorization"] = f"Bearer {people.add_token('ben', 'x', 'write', 9)}"
    for method, address, body in (
        ("POST", "/api/claims/1/accept", {"version": 1}),
        ("PATCH", "/api/claims/1", {"version": 1, "field": "notes", "value": "Mine."}),
        ("POST", f"/api/reports/{report.id}/claims", {"start": 0, "end": 3, "sub_event_type": "Attack"}),
    ):
        answer = program.request(method, address, json=body)
        assert answer.status_code == 423 and answer.json()["held"]["name"] == "amal"
    assert program.post(f"/api/reports/{report.id}/take").json() == {"report": report.id, "minutes": 10}
    assert program.post("/api/claims/1/accept", json={"version": 1}).status_code == 200
    visit("amal").post(f"/reports/{report.id}/take")
    assert program.post("/api/undo").status_code == 423
