"""Who codes a report by themselves is told nothing of what others made of it, at no address and by no program."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.site import Site
from khaldun.errors import AccessError
from khaldun.records.lines import ActorLine, ClaimLine, PlaceLine, ReportLine
from khaldun.review.alike import Alike
from khaldun.review.fix import Fix
from khaldun.store import claims
from khaldun.workspace.deciding import Who
from khaldun.workspace.fixing import Fixing
from khaldun.workspace.objecting import object_to
from khaldun.workspace.people import People

from .conftest import START
from .routes import addresses
from .test_sheets import REPORT, give, ids, on_sheet, settle, sheets_of, team

__all__ = ["team"]
PLACE, ACTOR, REASON, COMMENT, OBJECTION, FOUND = "Zzplace", "Zzband", "zzreason", "zzcomment", "zzobject", "Zzfound"
THEIRS = (PLACE, ACTOR, REASON, COMMENT, OBJECTION, FOUND)
DRAFTED = "Sarjah"  # what the draft makes of "Sarjeh", which the text has


def others_decide(site: Site) -> None:
    """A reviewer changes, settles and speaks of the report's shared claims, and objects to a sentence."""
    chief = Who(ids(site)["chief"], "reviewer")
    number = on_sheet(site, None)[0].id
    parts = {
        "place": PlaceLine(name=PLACE, quote=PLACE, unresolved=True, country="SYR"),
        "actor1": ActorLine(name=ACTOR, quote=ACTOR),
    }
    for name, part in parts.items():
        now = on_sheet(site, None)[0]
        site.desk.edit(chief, number, now.version, name, msgspec.json.encode(part), reason=REASON)
    site.desk.comment(chief, number, COMMENT)
    object_to(site.desk, chief, REPORT, 0, OBJECTION)
    site.desk.settle(chief, "accept", number, on_sheet(site, None)[0].version, reason=REASON)
    added = site.desk.add(chief, REPORT, 0, 3, "Attack", reason=REASON)
    found = PlaceLine(name=FOUND, quote=FOUND, latitude=35.0, longitude=36.0, country="IRQ")
    site.desk.edit(chief, added.id, added.version, "place", msgspec.json.encode(found))


def program(site: Site, client: TestClient, name: str) -> TestClient:
    """A program with somebody's token."""
    token = People(site.workspace.store, lambda: START).add_token(name, "reading", "read", 30)
    return TestClient(client.app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {token}"})


def told(site: Site, client: TestClient, name: str) -> Iterator[tuple[str, str]]:
    """Each address with what somebody is told there, by the browser and by a program."""
    with site.workspace.store.read() as connection:
        shared = claims.of_report(connection, REPORT)
        own = claims.of_report(connection, REPORT, sheet=ids(site)[name])
    every = [str(one.id) for one in (*shared, *own[:1])]
    table = "event_date,location,country\n2019-11-13,Sarjah,Syria\n"
    made = client.post(
        "/known", files={"table": ("mine.csv", table)}, data={"state": "all"}, follow_redirects=False
    ).headers["location"]
    fills: dict[str, str | tuple[str, ...]] = {
        "report": REPORT, "claim": tuple(every), "field": ("place", "actor1"), "at": "0",
        "token": made.rsplit("/", 1)[1], "seq": "1", "sheet": "1", "act": "x", "path": "x",
    }  # fmt: skip
    reading = program(site, client, name)
    for address in addresses(client.app, **fills):  # type: ignore[arg-type]
        yield address, client.get(address).text
        if address.startswith("/api/"):
            yield f"{address} (token)", reading.get(address).text
    for show in ("coded", "perhaps", "new", "unknown"):
        yield f"{made}?show={show}", client.get(f"{made}?show={show}").text
    for kind, key in (("place", "SYR:zzplace"), ("actor", "zzband")):
        yield f"/unresolved {kind}", client.get("/unresolved", params={"kind": kind, "key": key}).text
        form = {"kind": kind, "key": key, "name": "Aleppo"}
        yield f"/unresolved/preview {kind}", client.post("/unresolved/preview", data=form).text
    ticks = [f"{number}:1" for number in every]
    yield "/queue", client.post("/queue?state=all", data={"chosen": ticks, "kind": "skip"}).text


@pytest.mark.parametrize("how", ["double", "scratch"])
def test_no_address_tells_a_blind_coder_of_the_others(team: dict[str, TestClient], site: Site, how: str) -> None:
    give(team, site, how, "amal")
    others_decide(site)
    seen = {words for _, text in told(site, team["ben"], "ben") for words in THEIRS if words in text}
    assert seen == set(THEIRS)  # else the test shows nothing
    hidden = (*THEIRS, DRAFTED) if how == "scratch" else THEIRS
    gives_away = [
        (address, words) for address, text in told(site, team["amal"], "amal") for words in hidden
        if words in _but_typed(text)
    ]  # fmt: skip
    assert gives_away == []


def _but_typed(text: str) -> str:
    """A page without what the visitor's own table has."""
    return "\n".join(line for line in text.splitlines() if "mine.csv" not in line)


def test_who_is_done_sees_what_others_made_of_it(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "double", "amal")
    others_decide(site)
    for kept in on_sheet(site, ids(site)["amal"]):
        settle(team["amal"], kept)
    team["amal"].post(f"/sheets/{sheets_of(site, 'amal')[0]}/finish")
    assert PLACE in team["amal"].get(f"/reports/{REPORT}").text and PLACE in team["amal"].get("/rulings?kind=edit").text


def test_their_own_decisions_are_theirs_and_nobody_else_s_until_they_are_done(
    team: dict[str, TestClient], site: Site
) -> None:
    give(team, site, "double", "amal", "ben")
    amal, ben, chief = (team[name] for name in ("amal", "ben", "chief"))
    first = on_sheet(site, ids(site)["amal"])[0]
    amal.post(f"/claims/{first.id}/comment", data={"words": "mine alone"})
    assert (
        "mine alone" in amal.get("/api/decisions").text and "mine alone" in amal.get(f"/claims/{first.id}/history").text
    )
    assert "mine alone" not in ben.get("/api/decisions").text + chief.get("/api/decisions").text
    for kept in on_sheet(site, ids(site)["amal"]):
        settle(amal, kept)
    amal.post(f"/sheets/{sheets_of(site, 'amal')[0]}/finish")
    assert "mine alone" in chief.get("/api/decisions").text and "mine alone" not in ben.get("/api/decisions").text


def test_who_codes_blind_fixes_nothing_among_the_shared_claims(team: dict[str, TestClient], site: Site) -> None:
    give(team, site, "double", "amal")
    others_decide(site)
    shared = on_sheet(site, None)[0]
    fix = Fix(kind="place", key="SYR:zzplace", part=None)
    with pytest.raises(AccessError, match="sheet of your own"):
        Fixing(site.desk, Alike(site.tools.gazetteer.fold)).apply(
            Who(ids(site)["amal"], "coder"), [(shared.id, shared.version)], fix
        )
    assert on_sheet(site, None)[0].line == shared.line


def test_pages_of_the_decisions_that_are_theirs_follow_one_another(
    team: dict[str, TestClient], site: Site, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    give(team, site, "double", "amal")
    others_decide(site)
    for kept in on_sheet(site, ids(site)["amal"]):
        settle(team["amal"], kept)
    address, found = "/api/decisions?size=1", []
    while address:
        page = team["amal"].get(address).json()
        found += [one["coder"] for one in page["decisions"]]
        address = page["next"]
    assert found == [ids(site)["amal"]] * 2
