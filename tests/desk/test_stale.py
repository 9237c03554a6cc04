"""Acts that come too late: shown with what others have made of the claim, what was wanted, and one press to do it."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, DateLine
from khaldun.workspace.deciding import Who

from .test_pages import EVIL, chain, kept, post

BEN = Who("ben", "coder")


def again(page: str) -> tuple[str, dict[str, str]]:
    """The form that does it all the same, as a browser would send it: the one whose button has the key y."""
    forms = re.findall(r'<form method="post" action="([^"]*)">((?:(?!</form>).)*data-key="y")', page, re.S)
    ((action, inputs),) = forms
    return action, dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', inputs))


def press_y(client: TestClient, page: str) -> str:
    action, form = again(page)
    return client.post(action.replace("&amp;", "&"), data=form).text


def theirs(site: Site, name: str, value: Any, claim: int = 1) -> None:
    """Somebody else changes a field."""
    site.desk.edit(BEN, claim, kept(site, claim).version, name, msgspec.json.encode(value))


def edit(client: TestClient, field: str, /, **form: str) -> str:
    answer = client.post("/claims/1/edit", data={"field": field, "version": "1", **form})
    assert answer.status_code == 409
    return answer.text


def test_a_field_that_nobody_touched_is_set_on_top_by_one_press(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    theirs(site, "status", "denied")
    page = edit(client, "notes", notes="Mine.", reason="as told")
    assert "changed by <bdi>ben</bdi>" in page and "Nobody has touched “Notes”" in page
    assert "denied" in page and "Mine." in page and kept(site).line.notes != "Mine."
    press_y(client, page)
    assert (kept(site).line.notes, kept(site).line.status) == ("Mine.", "denied")
    payload = chain(site)[-1].payload
    assert payload is not None and payload.reason == "as told"


def test_a_field_that_both_have_set_is_shown_as_it_was_as_it_is_and_as_it_was_wanted(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    base = kept(site).line.notes
    theirs(site, "notes", "Theirs.")
    page = edit(client, "notes", notes="Mine.")
    assert "You have both changed “Notes”" in page and "Leave theirs" in page
    row = re.search(r'<tr><th scope="row">Notes</th>(.*?)</tr>', page, re.S)
    assert row is not None and [base, "Theirs.", "Mine."] == re.findall(r"<td[^>]*>(.*?)</td>", row[1])
    assert ">Mine.</textarea>" in page  # to be changed further
    assert f'name="version" value="{kept(site).version}"' in page
    assert kept(site).line.notes == "Theirs."
    press_y(client, page)
    assert kept(site).line.notes == "Mine."


def test_places_that_are_called_alike_are_told_apart(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    theirs(site, "place", msgspec.structs.replace(kept(site).line.place, gazetteer_id="wof:9", latitude=35.5))
    page = edit(client, "place", name="Ouagadougou")
    row = re.search(r'<tr><th scope="row">Place</th>(.*?)</tr>', page, re.S)
    assert row is not None
    base, now, mine = re.findall(r"<td[^>]*>(.*?)</td>", row[1])
    assert base != now and now.endswith("(35.500, -0.500)") and mine.startswith("Ouagadougou")


def test_a_view_that_is_overtaken_in_its_turn_is_shown_anew(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    theirs(site, "notes", "Theirs.")
    page = edit(client, "notes", notes="Mine.")
    theirs(site, "notes", "Theirs again.")
    page = press_y(client, page)
    assert "Theirs again." in page and kept(site).line.notes == "Theirs again."
    press_y(client, page)
    assert kept(site).line.notes == "Mine."


@pytest.mark.parametrize(
    ("now", "mine", "told"),
    [
        pytest.param("Alike.", "Alike.", "is already what you wanted it to be", id="both-alike"),
        pytest.param("Theirs.", None, "Your form left “Notes” as you found it", id="sent-as-it-was"),
    ],
)
def test_where_there_is_nothing_to_choose_it_is_said(
    client: TestClient, site: Site, drafted: list[ClaimLine], now: str, mine: str | None, told: str
) -> None:
    sent = mine if mine is not None else kept(site).line.notes
    theirs(site, "notes", now)
    assert told in edit(client, "notes", notes=sent)
    assert kept(site).line.notes == now


@pytest.mark.parametrize(
    ("act", "label"), [("accept", "Accept it as it stands now"), ("reject", "Reject it as it stands now"),
                       ("flag", "Flag it"), ("skip", "Skip it")]
)  # fmt: skip
def test_who_settles_a_claim_that_has_changed_sees_the_change_first(
    client: TestClient, site: Site, drafted: list[ClaimLine], act: str, label: str
) -> None:
    theirs(site, "date", DateLine(start="2019-11-11", end="2019-11-11", anchor="stated"))
    answer = client.post(f"/claims/1/{act}", data={"version": "1", "seconds": "2.5"})
    assert answer.status_code == 409 and kept(site).state == "open"
    assert "2019-11-13" in answer.text and "2019-11-11" in answer.text and label in answer.text
    press_y(client, answer.text)
    assert kept(site).state != "open" and chain(site)[-1].seconds == 2.5


def test_what_another_has_settled_alike_is_no_work_left(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    site.desk.settle(BEN, "accept", 1, 1)
    page = client.post("/claims/1/accept", data={"version": "1"}).text
    assert "It is accepted already: nothing is left to do" in page and 'data-key="n" href="/next?' in page


def test_your_own_other_tab_is_called_so(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    post(client, "/claims/1/edit", field="notes", version="1", notes="First tab.")
    assert "changed by <bdi>you, elsewhere,</bdi>" in edit(client, "notes", notes="Second tab.")


def test_split_merge_and_a_reviewers_word_are_kept_and_done_by_one_press(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    theirs(site, "notes", "Theirs.")
    page = post(client, "/claims/1/split", version="1", names="Ouagadougou\nBobo-Dioulasso")
    assert "Split it all the same" in page and "Ouagadougou\nBobo-Dioulasso</textarea>" in page
    press_y(client, page)
    assert len(chain(site)) == 2 and chain(site)[-1].kind == "split"
    theirs(site, "notes", "Theirs.", claim=2)
    page = post(client, "/claims/2/merge", version="1", into=f"1:{kept(site).version}")
    assert f'name="into" value="1:{kept(site).version}"' in page
    press_y(client, page)
    assert kept(site, 2).state == "merged"
    site.desk.settle(BEN, "accept", 1, kept(site).version)
    page = post(client, "/claims/1/return", version="1", reason="no")
    press_y(client, page)
    assert (kept(site).reviewed, kept(site).state) == ("returned", "open")


def test_the_claim_that_another_goes_into_is_looked_at_again_where_it_was_changed(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    theirs(site, "notes", "Theirs.")
    page = post(client, "/claims/2/merge", version="1", into="1:1")
    assert kept(site, 2).state == "open" and f'name="into" value="1:{kept(site).version}"' in page
    press_y(client, page)
    assert kept(site, 2).state == "merged" and kept(site).line.notes.startswith("Theirs.")


def test_a_claim_that_is_named_without_its_version_is_shown_first(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    page = post(client, "/claims/2/merge", version="1", into="1")
    assert "Claim 1 is: Air/drone strike, Sarjah" in page and 'name="into" value="1:1"' in page
    assert kept(site, 2).state == "open"
    post(client, "/claims/2/merge", version="1", into="1:1")
    assert kept(site, 2).state == "merged"


def test_nonsense_in_a_stale_form_does_not_make_it_fresh(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    theirs(site, "date", DateLine(start="2019-11-11", end="2019-11-11", anchor="stated"))
    page = post(client, "/claims/1/edit", field="date", version="1", first="nonsense")
    form = re.search(r"data-edit(.*?)</form>", page, re.S)
    assert form is not None and 'name="version" value="1"' in form[1] and 'value="nonsense"' in form[1]
    assert "You have both changed “Date”" in edit(client, "date", first="2019-11-12")


def test_how_a_claim_was_before_a_newer_reading_is_not_guessed(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    from khaldun.store import claims

    with site.workspace.store.write() as connection:
        line = msgspec.structs.replace(kept(site).line, notes="Read anew.")
        claims.reread(connection, 1, 1, line=line, priority=1.0)
    page = edit(client, "notes", notes="Mine.")
    assert "by <bdi>a newer reading</bdi>" in page and "cannot be told any more" in page
    assert "as you opened it" not in page and "Read anew." in page and "Leave theirs" in page
    press_y(client, page)
    assert kept(site).line.notes == "Mine."


def test_of_many_those_that_changed_are_shown_and_the_others_can_be_settled(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    theirs(site, "notes", "Theirs.")
    answer = client.post("/queue", data={"kind": "accept", "chosen": ["1:1", "2:1"]})
    assert answer.status_code == 409 and "1 of 2 changed meanwhile" in answer.text
    assert kept(site, 2).state == "open"
    ticks = dict(re.findall(r'name="chosen" value="([^"]*)" aria-label="[^"]*"( checked)?', answer.text))
    assert ticks == {"1:2": "", "2:1": " checked"}
    assert "<em>Notes</em>" in answer.text and "Theirs." in answer.text and "<bdi>ben</bdi>" in answer.text
    assert "1 settled" in post(client, "/queue", kind="accept", chosen=["2:1"])
    assert "1 settled" in post(client, "/queue", kind="accept", chosen=["1:2"])
    assert "Nothing was ticked" in post(client, "/queue", kind="accept", chosen=["x:1", "²:1", "1"])


def test_what_is_shown_of_others_and_of_oneself_is_text(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    theirs(site, "notes", EVIL)
    for page in (
        edit(client, "notes", notes=EVIL + "!", reason=EVIL),
        post(client, "/claims/1/split", version="1", names=EVIL),
        post(client, "/queue", kind="accept", chosen=["1:1", "2:1"]),
    ):
        assert "<script>window" not in page and "<img src=x" not in page and "</textarea> {{" not in page


def test_a_program_is_told_which_fields_differ(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    theirs(site, "notes", "Theirs.")
    site.desk.settle(BEN, "flag", 1, 2)
    answer = client.patch("/api/claims/1", json={"version": 1, "field": "notes", "value": "Mine."})
    told = answer.json()
    assert answer.status_code == 409 and told["claim"]["version"] == 3
    conflict = told["conflict"]
    assert (conflict["seen"], conflict["version"], conflict["known"]) == (1, 3, True)
    (field,) = conflict["fields"]
    assert field["field"] == "notes" and field["now"] == "Theirs." and field["base"] == drafted[0].notes
    assert [(one["coder"], one["kind"], one["field"]) for one in conflict["acts"]] == [
        ("ben", "edit", "notes"), ("ben", "flag", None),
    ]  # fmt: skip
