"""The page of what is unresolved, by plain forms: groups, a fix, its preview, what was changed, and back."""

from __future__ import annotations

import re

import msgspec
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from khaldun.desk import rulings, unresolved
from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.records.decisions import Decision
from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, ReportLine, ReportRef, SourceLine
from khaldun.store import claims, decisions
from khaldun.store.claims import Kept
from khaldun.workspace.deciding import Who
from khaldun.workspace.people import People

from .conftest import fill

EVIL = '<script>window.ran=1</script>"><img src=x onerror=ran> {{ 7*7 }} =cmd'


@pytest.fixture
def client(site: Site) -> TestClient:
    app = make_app(site, hosts=["127.0.0.1"])
    for route in (
        Route("/unresolved", unresolved.unresolved_page),
        Route("/unresolved/preview", unresolved.unresolved_preview, methods=["POST"]),
        Route("/unresolved/apply", unresolved.unresolved_apply, methods=["POST"]),
        Route("/unresolved/back", unresolved.unresolved_back, methods=["POST"]),
        Route("/rulings", rulings.rulings_page),
    ):
        app.router.routes.insert(0, route)
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture
def loose(site: Site, report: ReportLine, claim_line: ClaimLine) -> None:
    """Three claims: two of one place, in two spellings, and of one band; one of another place and a monitor."""
    place = PlaceLine(quote="Sarjeh", country="BFA", unresolved=True)
    drafts = [
        msgspec.structs.replace(claim_line, id="1", place=place, actor2=ActorLine(quote="Hill band")),
        msgspec.structs.replace(
            claim_line, id="2", place=msgspec.structs.replace(place, quote="town of Sarjeh"),
            actor1=ActorLine(quote="the Hill band"),
        ),
        msgspec.structs.replace(claim_line, id="3", place=PlaceLine(quote="Kafr", country="BFA", unresolved=True)),
    ]  # fmt: skip
    fill(site, report, *drafts)


def kept(site: Site, *numbers: int) -> list[Kept]:
    with site.workspace.store.read() as connection:
        return claims.numbers(connection, numbers)


def chain(site: Site) -> list[Decision]:
    with site.workspace.store.read() as connection:
        assert list(decisions.check(connection)) == []
        return list(decisions.read(connection))


def hidden(page: str, name: str) -> str:
    from html import unescape

    (value,) = set(re.findall(f'name="{name}" value="([^"]*)"', page))
    return unescape(value)


def chosen(page: str) -> list[str]:
    return re.findall(r'name="chosen" value="([\d:]+)"[^>]* checked', page)


def preview(client: TestClient, kind: str, key: str, **form: str) -> str:
    answer = client.post("/unresolved/preview", data={"kind": kind, "key": key, **form})
    assert answer.status_code == 200, answer.text
    return answer.text


def apply(client: TestClient, page: str, *ticked: str, **form: str) -> str:
    carried = {name: hidden(page, name) for name in ("kind", "key", "fix", "only")}
    return client.post("/unresolved/apply", data={**carried, "chosen": list(ticked or chosen(page)), **form}).text


def key_of(client: TestClient, kind: str, words: str) -> str:
    """The key that the page links a group by."""
    from html import unescape
    from urllib.parse import parse_qs, urlsplit

    page = client.get(f"/unresolved?kind={kind}&words={words}").text
    (link,) = re.findall(r'class="fix-it" href="([^"]+)"', page)
    return parse_qs(urlsplit(unescape(link)).query)["key"][0]


@pytest.mark.parametrize(
    ("kind", "told"),
    [("place", "No place is unresolved"), ("actor", "No actor is unresolved"), ("source", "No source is new")],
)
def test_an_empty_workspace_says_so(client: TestClient, kind: str, told: str) -> None:
    assert told in client.get(f"/unresolved?kind={kind}").text


def test_what_is_unresolved_is_listed_by_kind(client: TestClient, loose: None) -> None:
    page = client.get("/unresolved").text
    assert "Places (2)" in page and "Actors (2)" in page and "Sources (1)" in page
    assert page.index("Sarjeh") < page.index("Kafr") and "town of Sarjeh" in page and "BFA" in page
    assert "Hill band" in client.get("/unresolved?kind=actor").text
    assert "a local monitor" in client.get("/unresolved?kind=source").text
    assert "None is called so" in client.get("/unresolved?words=nowhere").text
    assert client.get("/unresolved?kind=nonsense&start=x").status_code == 200


def test_a_place_is_fixed_once_for_all(client: TestClient, site: Site, loose: None) -> None:
    key = key_of(client, "place", "Sarjeh")
    page = client.get(f"/unresolved?kind=place&key={key}").text
    assert "Which place is it?" in page and "2 claims of 1 report" in page and 'data-complete="place"' in page
    page = preview(client, "place", key, name="Ouagadougou", reason="by the map")
    assert chosen(page) == ["1:1", "2:1"] and "town of Sarjeh (unresolved)" in page
    assert "Ouagadougou" in page and hidden(page, "reason") == "by the map" and chain(site) == []
    page = apply(client, page, reason="by the map")
    assert "2 claims of 1 report changed" in page and "/rulings?first=1&amp;last=2" in page
    one, two = kept(site, 1, 2)
    assert one.line.place is not None and two.line.place is not None
    assert (one.line.place.name, one.line.place.quote) == ("Ouagadougou", "Sarjeh")
    assert (two.line.place.name, two.line.place.quote) == ("Ouagadougou", "town of Sarjeh")
    assert [one.payload.reason for one in chain(site) if one.payload] == ["by the map"] * 2
    assert "Places (1)" in page
    past = client.get("/rulings?first=1&last=2").text
    assert past.count("changed place") == 2 and "town of Sarjeh" in past


def test_only_what_is_ticked_is_changed(client: TestClient, site: Site, loose: None) -> None:
    page = preview(client, "place", key_of(client, "place", "Sarjeh"), name="Ouagadougou")
    assert "1 claim of 1 report changed" in apply(client, page, "2:1")
    assert kept(site, 1)[0].version == 1 and kept(site, 2)[0].version == 2


def test_a_fix_is_taken_back(client: TestClient, site: Site, loose: None) -> None:
    page = apply(client, preview(client, "place", key_of(client, "place", "Sarjeh"), name="Ouagadougou"))
    form = {name: hidden(page, name) for name in ("first", "last")}
    page = client.post("/unresolved/back", data={"kind": "place", **form}).text
    assert "2 claims are as before" in page and "Places (2)" in page
    assert all(one.line.place and one.line.place.unresolved for one in kept(site, 1, 2))
    assert "nothing to take back" in client.post("/unresolved/back", data={"first": "90", "last": "99"}).text


def test_of_several_places_one_is_chosen(client: TestClient, site: Site, loose: None) -> None:
    key = key_of(client, "place", "Kafr")
    form = {"kind": "place", "key": key, "name": "Springfield", "precision": "2", "reason": "why not"}
    answer = client.post("/unresolved/preview", data=form)
    assert answer.status_code == 422 and "places are called" in answer.text and 'value="why not"' in answer.text
    place = re.findall(r'type="radio" name="place_id" value="([^"]+)"', answer.text)[0]
    apply(client, preview(client, "place", key, name="Springfield", precision="2", place_id=place))
    (now,) = kept(site, 3)
    assert now.line.place is not None and (now.line.place.gazetteer_id, now.line.place.precision) == (place, 2)


def test_a_place_by_its_coordinates(client: TestClient, site: Site, loose: None) -> None:
    key = key_of(client, "place", "Kafr")
    page = preview(client, "place", key, name="A farm", latitude="12.5", longitude="-1.5", country="bfa")
    assert "but the claim is told of" not in page
    apply(client, page)
    place = kept(site, 3)[0].line.place
    assert place is not None and (place.name, place.latitude, place.country) == ("A farm", 12.5, "BFA")


def test_a_place_in_another_country_than_the_claims_is_pointed_out(client: TestClient, loose: None) -> None:
    page = preview(
        client, "place", key_of(client, "place", "Sarjeh"), name="A farm", latitude="1", longitude="2", country="COD"
    )
    assert page.count("but the claim is told of BFA") == 2


def test_an_actor_in_every_role(client: TestClient, site: Site, loose: None) -> None:
    page = preview(client, "actor", key_of(client, "actor", "Hill"), name="Military Forces of Russia")
    assert "Actor 1" in page and "Actor 2" in page
    apply(client, page)
    one, two = kept(site, 1, 2)
    assert one.line.actor2 is not None and one.line.actor2.id and one.line.actor2.quote == "Hill band"
    assert two.line.actor1 is not None and two.line.actor1.id == one.line.actor2.id


def test_a_source_is_let_stand_or_taken_out(client: TestClient, site: Site, loose: None) -> None:
    key = key_of(client, "source", "monitor")
    page = apply(client, preview(client, "source", key, name="a local monitor"), "1:1")
    assert "No source is new" in page
    client.post("/unresolved/back", data={"kind": "source", "first": "1", "last": "1"})
    page = preview(client, "source", key, none="1")
    assert "it is taken out" in page
    apply(client, page, "3:1")
    assert kept(site, 3)[0].line.sources == ()


def test_one_country_of_what_is_called_so_in_several(
    client: TestClient, site: Site, report: ReportLine, claim_line: ClaimLine
) -> None:
    band = ActorLine(quote="Hill band")
    assert claim_line.place is not None
    abroad = msgspec.structs.replace(claim_line.place, country="IRQ")
    fill(
        site, report, msgspec.structs.replace(claim_line, id="1", actor2=band),
        msgspec.structs.replace(claim_line, id="2", actor2=band, place=abroad),
    )  # fmt: skip
    key = key_of(client, "actor", "Hill")
    assert "IRQ (1)" in client.get(f"/unresolved?kind=actor&key={key}").text
    page = preview(client, "actor", key, name="Sons of the Hill", type="Rebel group", only="IRQ")
    assert chosen(page) == ["2:1"]
    apply(client, page)
    assert kept(site, 1)[0].version == 1


@pytest.mark.parametrize(
    ("kind", "words", "form", "told"),
    [
        pytest.param("place", "Kafr", {"name": ""}, "No place is named", id="no-name"),
        pytest.param("place", "Kafr", {"name": "Qwxzptl"}, "No place is called", id="no-such-place"),
        pytest.param("place", "Kafr", {"name": "x", "latitude": "99", "longitude": "1"}, "is no latitude", id="off"),
        pytest.param("place", "Kafr", {"name": "x", "latitude": "9"}, "is no longitude", id="half-a-point"),
        pytest.param("actor", "Hill", {"name": "x", "type": "Wizards"}, "no type of actor", id="no-such-type"),
        pytest.param("source", "monitor", {"name": "  "}, "No source is named", id="blank"),
    ],
)
def test_nonsense_is_told_and_what_was_typed_is_kept(
    client: TestClient, site: Site, loose: None, kind: str, words: str, form: dict[str, str], told: str
) -> None:
    key = key_of(client, kind, words)
    answer = client.post("/unresolved/preview", data={"kind": kind, "key": key, "reason": "because", **form})
    assert answer.status_code == 422 and told in answer.text and 'value="because"' in answer.text
    assert f'value="{form["name"]}"' in answer.text and chain(site) == []


def test_a_stale_preview_is_shown_anew_and_nothing_is_changed(client: TestClient, site: Site, loose: None) -> None:
    page = preview(client, "place", key_of(client, "place", "Sarjeh"), name="Ouagadougou")
    client.post("/claims/2/flag", data={"version": "1"})
    carried = {name: hidden(page, name) for name in ("kind", "key", "fix", "only")}
    answer = client.post("/unresolved/apply", data={**carried, "chosen": ["2:1"], "reason": "mine"})
    assert (
        answer.status_code == 409 and "changed by somebody else" in answer.text and "Nothing was changed" in answer.text
    )
    assert chosen(answer.text) == ["2:2"] and "1:1" in answer.text and 'value="mine"' in answer.text
    assert kept(site, 1, 2)[1].line.place == kept(site, 1, 2)[1].draft.place  # type: ignore[union-attr]
    assert "2 claims" in apply(client, answer.text, "1:1", "2:2")


def test_what_somebody_else_is_at_is_left_out_and_told(site: Site, loose: None) -> None:
    people = People(site.workspace.store, site.desk.clock)
    coders = {name: people.add(name, "coder", "long enough to be one") for name in ("amal", "ben")}
    team = Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, people)
    client = TestClient(make_app(team, hosts=["127.0.0.1"]), base_url="http://127.0.0.1")
    client.post("/signin", data={"name": "ben", "password": "long enough to be one"})
    page = preview(client, "place", key_of(client, "place", "Sarjeh"), name="Ouagadougou")
    assert team.locks is not None
    team.locks.take_over(Who(coders["amal"].id, "coder"), kept(site, 1)[0].report)
    told = apply(client, page)
    assert "left out, of reports that amal is at" in told and chain(site) == []


def test_nothing_ticked_and_forms_that_lie(client: TestClient, site: Site, loose: None) -> None:
    page = preview(client, "place", key_of(client, "place", "Sarjeh"), name="Ouagadougou")
    carried = {name: hidden(page, name) for name in ("kind", "key", "fix", "only")}
    for more, told in (
        ({}, "No claim is ticked"),
        ({"chosen": ["3:1"]}, "Claim 3 has nothing of that"),
        ({"chosen": ["1:1"], "fix": "{"}, "The form holds no fix"),
        ({"chosen": ["1:1"], "fix": '{"name":"X","latitude":999,"longitude":1}'}, "coordinates on the earth"),
    ):
        answer = client.post("/unresolved/apply", data={**carried, **more})
        assert answer.status_code == 422 and told in answer.text
    assert client.post("/unresolved/apply", data={**carried, "kind": "weapon"}).status_code == 400
    assert client.post("/unresolved/apply", data={}).status_code == 400
    assert client.post("/unresolved/preview", data={"kind": "place", "key": "x:y", "name": "z"}).status_code == 400
    assert client.get("/unresolved?kind=place&key=x:y").status_code == 400
    assert chain(site) == []


def test_what_was_fixed_by_somebody_else_is_no_longer_there(client: TestClient, site: Site, loose: None) -> None:
    key = key_of(client, "place", "Sarjeh")
    page = preview(client, "place", key, name="Ouagadougou")
    apply(client, page)
    answer = client.post(
        "/unresolved/apply", data={"kind": "place", "key": key, "fix": hidden(page, "fix"), "chosen": ["1:1"]}
    )
    assert answer.status_code == 409 and "Nothing is left to change" in answer.text


def test_hostile_names_are_text(client: TestClient, site: Site) -> None:
    report = ReportLine(id="e" * 64, name=EVIL, title=EVIL, text=EVIL)
    line = ClaimLine(
        id="1",
        report=ReportRef(id="e" * 64, name=EVIL),
        sub_event_type="Attack",
        place=PlaceLine(quote=EVIL, country=EVIL, unresolved=True),
        actor1=ActorLine(quote=EVIL),
        sources=(SourceLine(name=EVIL),),
        notes=EVIL,
    )
    fill(site, report, line)
    pages = []
    for kind in ("actor", "source", "place"):
        key = key_of(client, kind, "script")
        pages += [client.get(f"/unresolved?kind={kind}").text]
        pages += [client.get("/unresolved", params={"kind": kind, "key": key}).text]
        form = {"name": "Ouagadougou" if kind == "place" else EVIL, "reason": EVIL, "only": EVIL}
        answer = client.post("/unresolved/preview", data={"kind": kind, "key": key, **form})
        pages += [answer.text, apply(client, answer.text)]
        pages += [client.get("/unresolved", params={"kind": kind, "words": EVIL, "problem": EVIL}).text]
    for page in pages:
        assert "<script>window" not in page and "<img" not in page and "49" not in re.sub(r"\d{3,}", "", page)
