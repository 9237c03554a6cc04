"""The desk's pages as plain forms: what they show, what they do, what they refuse."""

from __future__ import annotations

import re

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.guard import HEADERS
from khaldun.desk.site import Site
from khaldun.records.base import Span
from khaldun.records.codec import decode_line
from khaldun.records.decisions import Decision
from khaldun.records.facts import Candidate
from khaldun.records.lines import ActorLine, ClaimLine, DateLine, PlaceLine, ReportLine, ReportRef, SourceLine
from khaldun.store import claims, decisions
from khaldun.store.claims import Kept

from .conftest import fill

EVIL = '<script>window.ran=1</script><img src=x onerror="window.ran=2">" autofocus onfocus=\'x\' </textarea> {{ 7*7 }}'


def kept(site: Site, claim: int = 1) -> Kept:
    with site.workspace.store.read() as connection:
        found = claims.get(connection, claim)
    assert found is not None
    return found


def chain(site: Site) -> list[Decision]:
    with site.workspace.store.read() as connection:
        assert list(decisions.check(connection)) == []
        return list(decisions.read(connection))


def post(client: TestClient, address: str, **form: str | list[str]) -> str:
    """The page that a form leads to; where it was refused, the page that says so."""
    return client.post(address, data=form).text


def test_an_empty_workspace_says_how_to_begin(client: TestClient) -> None:
    page = client.get("/").text
    assert "Nothing is here yet" in page and "khaldun add" in page


def test_the_queue_lists_what_is_to_decide_and_its_filter_stands_in_the_address(
    client: TestClient, drafted: list[ClaimLine]
) -> None:
    assert "2 claims" in client.get("/queue").text
    page = client.get("/queue?words=sarjah").text
    assert "1 claim " in page and "/next?words=sarjah" in page and 'value="sarjah"' in page
    assert "No claim is like that" in client.get("/queue?state=accepted").text
    assert "is no day" in client.get("/queue?after=yesterday").text
    assert "2 claims" in client.get("/queue?state=nonsense&start=x&country=SYR&after=2019-11-13&before=2019-11-13").text


def test_a_report_shows_its_words_its_claims_and_what_became_of_every_sentence(
    client: TestClient, drafted: list[ClaimLine]
) -> None:
    page = client.get(f"/reports/{drafted[0].report.id}?claim=1").text
    assert '<mark class="event"' in page and "Sarjah, Idlib, SYR" in page and "at least six" in page
    assert "no words of an event" in page and 'class="claim state-open chosen"' in page


@pytest.mark.parametrize(
    ("act", "state"), [("accept", "accepted"), ("reject", "rejected"), ("flag", "flagged"), ("skip", "skipped")]
)
def test_deciding_goes_on_to_the_next_claim(
    client: TestClient, site: Site, drafted: list[ClaimLine], act: str, state: str
) -> None:
    answer = client.post(f"/claims/1/{act}", data={"version": "1", "seconds": "3.5"}, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"].endswith("claim=2#claim-2")
    assert kept(site).state == state
    assert chain(site)[0].seconds == 3.5
    post(client, "/undo")
    assert kept(site).state == "open"


def test_after_the_last_claim_the_queue_says_so(client: TestClient, drafted: list[ClaimLine]) -> None:
    post(client, "/claims/1/accept", version="1")
    assert "Nothing is left to decide" in post(client, "/claims/2/accept", version="1")
    assert "nothing to take back" not in client.get("/queue").text


@pytest.mark.parametrize(
    ("field", "form", "name", "value"),
    [
        pytest.param("sub_event_type", {"sub_event_type": "Attack"}, "sub_event_type", "Attack", id="type"),
        pytest.param("status", {"status": "denied"}, "status", "denied", id="status"),
        pytest.param("notes", {"notes": " As told. "}, "notes", "As told.", id="notes"),
        pytest.param("date", {"first": ""}, "date", None, id="no-date"),
        pytest.param("place", {"name": ""}, "place", None, id="no-place"),
        pytest.param("actor1", {"name": ""}, "actor1", None, id="no-actor"),
        pytest.param("deaths", {}, "deaths", (), id="no-deaths"),
        pytest.param("injured", {}, "injured", None, id="no-injured"),
    ],
)
def test_a_field_is_set_by_its_form(
    client: TestClient, site: Site, drafted: list[ClaimLine], field: str, form: dict[str, str], name: str, value: object
) -> None:
    post(client, "/claims/1/edit", field=field, version="1", **form)
    assert getattr(kept(site).line, name) == value
    assert chain(site)[0].field == field


def test_days_and_words_that_were_selected_for_them(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    page = post(
        client, "/claims/1/edit", field="date", version="1", first="2019-11-12", last="2019-11-13", start="0", end="3"
    )
    assert "2019-11-12 to 2019-11-13" in page and "was <s>2019-11-13</s>" in page
    date = kept(site).line.date
    assert date is not None and date.evidence[0].quote == "Two" and date.precision == 2


def test_a_place_by_its_name_by_choice_and_by_coordinates(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    post(client, "/claims/1/edit", field="place", version="1", name="Ouagadougou")
    place = kept(site).line.place
    assert place is not None and place.country == "BFA" and place.gazetteer_id
    page = post(client, "/claims/1/edit", field="place", version="2", name="Springfield")
    assert "places are called" in page and 'value="Springfield"' in page
    (chosen, *_) = re.findall(r'type="radio" name="place_id" value="([^"]+)"', page)
    post(client, "/claims/1/edit", field="place", version="2", name="Springfield", place_id=chosen)
    place = kept(site).line.place
    assert place is not None and place.gazetteer_id == chosen
    post(
        client,
        "/claims/1/edit",
        field="place",
        version="3",
        name="A farm",
        latitude="35.5",
        longitude="-1",
        country="syr",
    )
    place = kept(site).line.place
    assert place is not None and (place.latitude, place.longitude, place.country) == (35.5, -1.0, "SYR")


def test_a_place_that_was_considered_is_chosen_unless_another_name_is_typed(
    client: TestClient, site: Site, report: ReportLine, claim_line: ClaimLine
) -> None:
    other = Candidate(name="Sarja", gazetteer_id="wof:9", latitude=33.0, longitude=44.0, score=0.2, country="IRQ")
    assert claim_line.place is not None
    fill(
        site,
        report,
        msgspec.structs.replace(claim_line, place=msgspec.structs.replace(claim_line.place, candidates=(other,))),
    )
    form = {"field": "place", "place_id": "wof:9"}
    post(client, "/claims/1/edit", version="1", name="Sarjah", **form)
    place = kept(site).line.place
    assert place is not None and (place.gazetteer_id, place.country) == ("wof:9", "IRQ")
    post(client, "/claims/1/edit", version="2", name="Ouagadougou", **form)
    place = kept(site).line.place
    assert place is not None and place.country == "BFA"


def test_an_actor_of_the_registry_and_one_that_is_in_none(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    post(client, "/claims/1/edit", field="actor1", version="1", name="Military Forces of Russia")
    actor = kept(site).line.actor1
    assert actor is not None and actor.id and actor.type == "State forces"
    coding = kept(site).line.coding
    assert coding is not None and coding.inter1 == "External/Other forces"
    post(client, "/claims/1/edit", field="actor1", version="2", name="Sons of the Hill", type="Rebel group")
    actor = kept(site).line.actor1
    assert actor is not None and (actor.id, actor.name, actor.type) == (None, "Sons of the Hill", "Rebel group")
    post(client, "/claims/1/edit", field="assoc_actor1", version="3", names="One\nTwo\n\nOne")
    assert [actor.name for actor in kept(site).line.assoc_actor1] == ["One", "Two"]


def test_deaths_by_side(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    form = {"civilians_low": "2", "actor2_low": "6", "actor2_open": "1", "actor1_low": "1", "actor1_high": "3"}
    post(client, "/claims/1/edit", field="deaths", version="1", **form)
    told = {death.of: (death.low, death.high, death.unbounded) for death in kept(site).line.deaths}
    assert told == {"civilians": (2, 2, False), "actor2": (6, None, True), "actor1": (1, 3, False)}


@pytest.mark.parametrize(
    ("field", "form", "told"),
    [
        pytest.param("date", {"first": "13 November"}, "is no day", id="words-for-a-day"),
        pytest.param("date", {"first": "2019-11-13", "last": "2019-11-12"}, "before the first", id="days-turned-round"),
        pytest.param("place", {"name": "Qwxzptl"}, "No place is called", id="no-such-place"),
        pytest.param("place", {"name": "x", "latitude": "99", "longitude": "1"}, "is no latitude", id="off-the-earth"),
        pytest.param("place", {"name": "x", "latitude": "north", "longitude": "1"}, "is no latitude", id="no-number"),
        pytest.param("deaths", {"civilians_low": "six"}, "is no number", id="words-for-a-number"),
        pytest.param("deaths", {"civilians_low": "9", "civilians_high": "2"}, "under the lowest", id="turned-round"),
        pytest.param("deaths", {"civilians_low": "99999999999"}, "is no number", id="more-than-there-are"),
        pytest.param("sub_event_type", {"sub_event_type": "Magic"}, "has no type", id="no-such-type"),
        pytest.param("status", {"status": "certain"}, "no such status", id="no-such-status"),
        pytest.param(
            "date", {"first": "2019-11-13", "start": "5", "end": "99999"}, "not in the text", id="no-such-words"
        ),
        pytest.param("colour", {}, "cannot be changed", id="no-such-field"),
    ],
)
def test_nonsense_is_told_beside_the_field_and_changes_nothing(
    client: TestClient, site: Site, drafted: list[ClaimLine], field: str, form: dict[str, str], told: str
) -> None:
    answer = client.post("/claims/1/edit", data={"field": field, "version": "1", **form})
    assert answer.status_code == 422 and told in answer.text
    assert kept(site).version == 1 and chain(site) == []
    for value in form.values():
        assert value in answer.text or field in ("sub_event_type", "status") or "end" in form


def test_a_missed_claim_is_added_from_a_sentence(
    client: TestClient, site: Site, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    page = post(client, f"/reports/{report.id}/add", start="0", end="22", sub_event_type="Attack")
    assert "added by hand" in page and kept(site, 3).line.notes == "Two villages were hit."
    refused = client.post(f"/reports/{report.id}/add", data={"start": "", "end": "", "sub_event_type": "Attack"})
    assert refused.status_code == 422 and "No words are selected" in refused.text


def test_split_merge_and_comment(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    post(client, "/claims/1/split", version="1", names="Ouagadougou\nBobo-Dioulasso")
    assert kept(site, 3).line.place is not None
    post(client, "/claims/3/merge", version=str(kept(site, 3).version), into=f"2:{kept(site, 2).version}")
    assert kept(site, 3).state == "merged"
    assert "No other claim" in post(client, "/claims/1/merge", version=str(kept(site).version), into="")
    post(client, "/claims/1/comment", words="Which one?")
    assert [one.kind for one in chain(site)] == ["split", "merge", "comment"]


def test_many_are_settled_at_once(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    assert "Nothing was ticked" in post(client, "/queue", kind="accept")
    assert "2 settled" in post(client, "/queue", kind="accept", chosen=["1:1", "2:1"])
    assert kept(site, 2).state == "accepted"


def test_names_are_completed(client: TestClient, drafted: list[ClaimLine]) -> None:
    assert client.get("/complete/place?q=ouagadou").json()[0]["name"] == "Ouagadougou"
    assert client.get("/complete/place?q=o").json() == []
    assert any(one["type"] == "State forces" for one in client.get("/complete/actor?q=forces of russia").json())


def test_what_stands_is_exported(client: TestClient, drafted: list[ClaimLine]) -> None:
    post(client, "/claims/1/reject", version="1")
    post(client, "/claims/2/edit", field="status", version="1", status="denied")
    lines = [decode_line(line) for line in client.get("/export.jsonl").text.splitlines()]
    assert isinstance(lines[0], ReportLine)
    assert [(line.id, line.status) for line in lines[1:] if isinstance(line, ClaimLine)] == [(drafted[1].id, "denied")]


def test_what_is_not_there_is_told(client: TestClient, drafted: list[ClaimLine]) -> None:
    for address in ("/nowhere", "/claims/1/accept"):
        assert client.get(address).status_code in (404, 405)
    assert client.get("/reports/none").status_code == 400
    assert client.post("/claims/99/accept", data={"version": "1"}).status_code == 400
    assert client.post("/claims/1/vanish", data={"version": "1"}).status_code == 400
    assert client.post("/claims/1/accept", data={}).status_code == 422


def hostile() -> list[ReportLine | ClaimLine]:
    """A report whose every field means ill."""
    words = (Span(start=0, end=8, quote=EVIL[:8]),)
    report = ReportLine(
        id="e" * 64, name=EVIL, title=EVIL, publisher=EVIL, url=f"javascript:{EVIL}", text=EVIL, language=EVIL,
        warnings=(EVIL,), published="2019-11-16",
    )  # fmt: skip
    line = ClaimLine(
        id=EVIL,
        report=ReportRef(id="e" * 64, name=EVIL),
        event_type="Battles",
        sub_event_type="Armed clash",
        trigger=words[0],
        sources=(SourceLine(name=EVIL, evidence=words, rules=(EVIL,)),),
        date=DateLine(start="2019-11-16", end="2019-11-16", evidence=words, rules=(EVIL,)),
        place=PlaceLine(quote=EVIL, name=EVIL, country=EVIL, admin1=EVIL, evidence=words, rules=(EVIL,)),
        actor1=ActorLine(quote=EVIL, name=EVIL, type=EVIL, evidence=words, rules=(EVIL,)),
        assoc_actor1=(ActorLine(quote=EVIL, name=EVIL),),
        actor2=ActorLine(quote=EVIL, name=EVIL),
        notes=EVIL,
        rules=(EVIL,),
        method=EVIL,
    )
    return [report, line]


@pytest.mark.parametrize("address", ["/queue", "/queue?state=all&words=%3Cscript%3E", f"/reports/{'e' * 64}?claim=1"])
def test_what_a_hostile_report_says_is_text_on_every_page(client: TestClient, site: Site, address: str) -> None:
    fill(site, *hostile())
    answer = client.get(address)
    assert answer.status_code == 200
    for evil in ("<script>window", "<img src=x", '" autofocus', "49 ", 'href="javascript'):
        assert evil not in answer.text.replace("&#34; autofocus", "")
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert not re.search(r"<script>|\son\w+=\"|style=\"", answer.text)


def test_what_is_typed_into_a_form_is_text_when_it_comes_back(client: TestClient, drafted: list[ClaimLine]) -> None:
    for form in (
        {"field": "date", "version": "1", "first": EVIL},
        {"field": "place", "version": "1", "name": EVIL, "latitude": EVIL, "longitude": "1"},
        {"field": "notes", "version": "9", "notes": EVIL},
    ):
        page = client.post("/claims/1/edit", data=form).text
        assert "<script>window" not in page and "<img src=x" not in page and "</textarea> {{" not in page


def test_a_form_that_another_site_sends_does_nothing(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
                    {"Sec-Fetch-Site": "same-site"}):  # fmt: skip
        answer = client.post("/claims/1/accept", data={"version": "1"}, headers=headers)
        assert answer.status_code == 403
    assert kept(site).state == "open"
    own = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
    client.post("/claims/1/accept", data={"version": "1"}, headers=own)
    assert kept(site).state == "accepted"


def test_another_name_for_this_machine_is_not_answered(client: TestClient) -> None:
    assert client.get("/queue", headers={"Host": "evil.example"}).status_code == 400


def test_what_is_too_large_is_refused(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    answer = client.post("/claims/1/edit", data={"field": "notes", "version": "1", "notes": "x" * 5_000_000})
    assert answer.status_code == 413
    assert kept(site).version == 1


def test_every_answer_has_the_headers_that_guard_it(client: TestClient, drafted: list[ClaimLine]) -> None:
    for address in ("/queue", "/nowhere", "/static/desk.css", "/export.jsonl", "/complete/place?q=x"):
        headers = client.get(address).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_no_file_outside_the_desks_own_is_given_out(client: TestClient) -> None:
    assert client.get("/static/desk.js").status_code == 200
    for path in ("/static/../app.py", "/static/%2e%2e/%2e%2e/errors.py", "/static//etc/passwd"):
        assert client.get(path).status_code == 404


def test_a_report_with_many_claims_is_one_page(
    client: TestClient, site: Site, report: ReportLine, claim_line: ClaimLine
) -> None:
    fill(site, report, *(msgspec.structs.replace(claim_line, id=f"{number:016x}") for number in range(200)))
    page = client.get(f"/reports/{report.id}").text
    assert page.count('<article class="claim') == 200
