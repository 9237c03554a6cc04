"""The page of past decisions: found by words and field, grouped by claim; hostile words are text."""

from __future__ import annotations

import re

import msgspec
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.rulings import rulings_page
from khaldun.desk.site import Site
from khaldun.records.decisions import Act
from khaldun.records.lines import ClaimLine
from khaldun.store import decisions, rulings
from khaldun.store.decisions import Redacted

from .conftest import START

EVIL = '<script>window.ran=1</script>"><img src=x onerror=ran> {{ 7*7 }}'


@pytest.fixture
def client(site: Site) -> TestClient:
    app = make_app(site, hosts=["127.0.0.1"])
    app.router.routes.insert(0, Route("/rulings", rulings_page))
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture
def decided(client: TestClient, drafted: list[ClaimLine]) -> None:
    """A place changed twice (the second time taken back), a type, a rejection with a reason, a comment, an accept."""
    client.post(
        "/claims/1/edit", data={"field": "place", "version": "1", "name": "Ouagadougou", "reason": "by the map"}
    )
    client.post("/claims/1/edit", data={"field": "place", "version": "2", "name": "Bobo-Dioulasso"})
    client.post("/undo")
    client.post("/claims/2/edit", data={"field": "sub_event_type", "version": "1", "sub_event_type": "Attack"})
    client.post("/claims/2/comment", data={"words": "As in the codebook, p. 12"})
    client.post("/claims/2/reject", data={"version": "2"})


def found(client: TestClient, **asked: object) -> list[str]:
    """What was done, in the order of the page."""
    page = client.get("/rulings", params={name: str(value) for name, value in asked.items()}).text
    return [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in re.findall(r"<p><strong>(.*?)</strong>", page)]


def test_an_empty_workspace_says_what_will_be_here(client: TestClient) -> None:
    assert "Nothing is to be looked up yet" in client.get("/rulings").text
    assert "Nothing was decided like that" in client.get("/rulings?q=namesake").text


def test_decisions_are_grouped_by_claim_newest_first(client: TestClient, decided: None) -> None:
    page = client.get("/rulings").text
    assert found(client) == ["said", "changed sub-event type", "changed place", "changed place"]
    assert page.count("<h2>") == 2 and page.index("claim-2") < page.index("claim-1")
    assert (
        "taken back later" in page
        and "by the map" in page
        and "local, 2026-01-02" in page.replace("</bdi>", "").replace("<bdi>", "")
    )
    assert "Sarjah, Idlib, SYR" in page and "village of Sarjeh" in page and "struck the village" in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param({"q": "ouagadougou"}, ["changed place", "changed place"], id="what-was-set-and-what-was-before"),
        pytest.param({"q": "bobo sarjeh"}, ["changed place"], id="all-words-the-report's-too"),
        pytest.param({"q": "MAP"}, ["changed place"], id="a-reason"),
        pytest.param({"q": "codebook"}, ["said"], id="a-comment"),
        pytest.param({"field": "place"}, ["changed place", "changed place"], id="a-field"),
        pytest.param({"kind": "comment"}, ["said"], id="a-kind"),
        pytest.param({"first": "1", "last": "1"}, ["changed place"], id="by-number"),
        pytest.param({"q": "latitude"}, [], id="a-name-of-the-json"),
        pytest.param({"q": "Idlib", "field": "x", "kind": "x", "before": "x"}, ["changed place"], id="nonsense"),
    ],
)
def test_what_is_asked_for(client: TestClient, decided: None, asked: dict[str, str], told: list[str]) -> None:
    assert found(client, **asked) == told


@pytest.mark.parametrize("q", ["x" * 5_000, "%", "_", "'\"\\", "\x00", "a " * 500])
def test_odd_words_find_nothing_and_break_nothing(client: TestClient, decided: None, q: str) -> None:
    answer = client.get("/rulings", params={"q": q})
    assert answer.status_code == 200


def test_what_is_further_back_is_a_page_away(
    client: TestClient, site: Site, drafted: list[ClaimLine], monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.workspace.store.write() as connection:
        acts = [Act(coder="amal", kind="comment", report="a" * 64, claim=1, reason=f"no. {n}") for n in range(70)]
        decisions.add(connection, acts, time=START)
    page = client.get("/rulings?q=no.").text
    (link,) = re.findall(r'rel="next" href="([^"]+)"', page)
    assert "no. 69" in page and "no. 40" in page and "no. 39" not in page
    second = client.get(link.replace("&amp;", "&")).text
    assert "no. 39" in second and "To the newest" in second
    monkeypatch.setattr(rulings, "_LOOKED_AT", 5)
    place = msgspec.Raw(msgspec.json.encode({"name": "Sarja", "gazetteer_id": "gn:77"}))  # its code is shown nowhere
    coded = Act(coder="amal", kind="edit", report="a" * 64, claim=1, field="place", before=place, after=place)
    with site.workspace.store.write() as connection:
        decisions.add(connection, [coded] * 6, time=START)
    page = client.get("/rulings", params={"q": "gn:77"}).text
    assert "Looked back to 2026-01-02" in page and "Look further back" in page


def test_what_was_redacted_shows_that_it_was(client: TestClient, site: Site, decided: None) -> None:
    with site.workspace.store.write() as connection:
        decisions.redact(connection, [1])
        after = msgspec.Raw(msgspec.json.encode(Redacted(decisions=(1,))))
        decisions.add(connection, [Act(coder="c", kind="redact", after=after)], time=START)
    page = client.get("/rulings?q=bobo").text
    assert page.count("What it said was redacted") == 1 and "by the map" not in page
    assert found(client, q="map") == []


def test_a_blind_sheet_is_nobody_elses_to_see(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    with site.workspace.store.write() as connection:
        decisions.add(
            connection, [Act(coder="b", kind="comment", claim=1, sheet="b", reason="blind words")], time=START
        )
    assert found(client) == [] and found(client, q="blind") == []


def test_values_of_every_field_are_told(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    values = {
        "weapons": (b"[]", b'[{"quote":"barrel bombs","class":"bomb"}]', "barrel bombs (bomb)"),
        "quantities": (b"[]", b'[{"what":"strikes","low":14,"high":20}]', "strikes: 14 to 20"),
        "ongoing": (b"false", b"true", "yes"),
        "background": (b"true", b"false", "no"),
        "deaths": (b"[]", b'[{"of":"actor2","low":6}]', "actor2: 6"),
        "status": (b'"reported"', b'"denied"', "denied"),
        "place": (b"null", b'{"of":"an older version","latitude":"x"}', "an older version"),
        "colour": (b"null", b'"red"', "red"),
    }
    acts = [
        Act(
            coder="c",
            kind="edit",
            report="a" * 64,
            claim=1,
            field=field,
            before=msgspec.Raw(was),
            after=msgspec.Raw(now),
        )
        for field, (was, now, _) in values.items()
    ]
    with site.workspace.store.write() as connection:
        decisions.add(connection, acts, time=START)
    page = client.get("/rulings").text
    for _, _, shown in values.values():
        assert shown in page


def test_hostile_words_are_text(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    value = msgspec.Raw(
        msgspec.json.encode({"quote": EVIL, "name": EVIL, "evidence": [{"start": 0, "end": 1, "quote": EVIL}]})
    )
    with site.workspace.store.write() as connection:
        acts = [
            Act(coder=EVIL, kind="edit", claim=1, field="actor1", before=value, after=value, reason=EVIL),
            Act(coder=EVIL, kind="comment", report=EVIL, reason=EVIL),
            Act(coder=EVIL, kind="edit", claim=999, field=EVIL, before=value, after=value, reason=EVIL),
        ]
        decisions.add(connection, acts, time=START)
    for page in (client.get("/rulings").text, client.get("/rulings", params={"q": EVIL, "field": EVIL}).text):
        assert "<script>window" not in page and "<img" not in page and "&lt;script&gt;" in page
