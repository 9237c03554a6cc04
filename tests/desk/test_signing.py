"""Who is let in: sessions, roles, guesses at passwords, a session that ends while somebody writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.site import Site
from khaldun.desk.visitor import COOKIE
from khaldun.errors import AccessError, UsageError
from khaldun.records.lines import ClaimLine
from khaldun.store import claims, decisions
from khaldun.workspace.people import People

PASSWORD = "long enough to be one"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(site: Site, clock: Clock) -> People:
    made = People(site.workspace.store, clock)
    for name, role in (("amal", "coder"), ("guest", "reader"), ("chief", "reviewer")):
        made.add(name, role, PASSWORD)
    return made


@pytest.fixture
def visit(site: Site, people: People) -> Callable[[], TestClient]:
    """A new browser at a desk where everybody signs in."""
    app = make_app(with_people(site, people), hosts=["127.0.0.1"])
    return lambda: TestClient(app, base_url="http://127.0.0.1")


def with_people(site: Site, people: People) -> Site:
    return Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, people)


def sign_in(client: TestClient, name: str = "amal", password: str = PASSWORD, **more: str) -> int:
    answer = client.post("/signin", data={"name": name, "password": password, **more}, follow_redirects=False)
    return answer.status_code


def test_nobody_sees_anything_before_they_sign_in(visit: Callable[[], TestClient], drafted: list[ClaimLine]) -> None:
    client = visit()
    for address in ("/", "/queue", f"/reports/{drafted[0].report.id}", "/export.jsonl", "/complete/place?q=aleppo"):
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/signin?then=")
    assert client.post("/claims/1/accept", data={"version": "1"}).status_code == 401
    assert client.get("/static/desk.css").status_code == 200


def test_who_signs_in_decides_in_their_own_name(
    visit: Callable[[], TestClient], site: Site, drafted: list[ClaimLine]
) -> None:
    client = visit()
    assert sign_in(client, then="/queue?state=all") == 303
    assert "amal" in client.get("/queue").text
    client.post("/claims/1/accept", data={"version": "1"})
    with site.workspace.store.read() as connection:
        (decision,) = decisions.read(connection)
        name = connection.execute(text("SELECT name FROM coders WHERE id = :id"), {"id": decision.coder}).scalar_one()
    assert name == "amal"
    client.post("/signout")
    assert client.get("/queue", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [("amal", "wrong"), ("nobody", PASSWORD), ("amal", ""), ("amal", "x" * 100_000), ("' OR 1=1 --", PASSWORD)],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    visit: Callable[[], TestClient], name: str, password: str
) -> None:
    answer = visit().post("/signin", data={"name": name, "password": password})
    assert answer.status_code == 403 and "Name or password are wrong." in answer.text


def test_who_guesses_is_kept_waiting(visit: Callable[[], TestClient], clock: Clock) -> None:
    for _ in range(8):
        assert sign_in(visit(), password="guess") == 403
    answer = visit().post("/signin", data={"name": "AMAL ", "password": PASSWORD})
    assert answer.status_code == 403 and "Too many" in answer.text
    assert sign_in(visit(), "chief") == 303
    clock.now += dt.timedelta(minutes=16)
    assert sign_in(visit()) == 303


def test_a_session_that_was_there_before_signing_in_is_none_after(visit: Callable[[], TestClient]) -> None:
    client = visit()
    client.cookies.set(COOKIE, "planted-by-somebody", domain="127.0.0.1")
    sign_in(client)
    secrets = {
        cookie.value for cookie in client.cookies.jar if cookie.name == COOKIE and cookie.value != "planted-by-somebody"
    }
    assert secrets and "planted-by-somebody" not in secrets
    other = visit()
    other.cookies.set(COOKIE, "planted-by-somebody", domain="127.0.0.1")
    assert other.get("/queue", follow_redirects=False).status_code == 303


def test_signing_in_again_ends_the_session_before(visit: Callable[[], TestClient]) -> None:
    client = visit()
    sign_in(client)
    first = next(cookie.value for cookie in client.cookies.jar if cookie.name == COOKIE) or ""
    sign_in(client)
    other = visit()
    other.cookies.set(COOKIE, first, domain="127.0.0.1")
    assert other.get("/queue", follow_redirects=False).status_code == 303


def test_the_cookie_is_for_this_desk_and_no_script(visit: Callable[[], TestClient]) -> None:
    answer = visit().post("/signin", data={"name": "amal", "password": PASSWORD}, follow_redirects=False)
    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told and "samesite=strict" in told and "path=/" in told


def test_neither_passwords_nor_what_browsers_hold_are_in_the_store(visit: Callable[[], TestClient], site: Site) -> None:
    client = visit()
    sign_in(client)
    secret = next(cookie.value for cookie in client.cookies.jar if cookie.name == COOKIE)
    with site.workspace.store.read() as connection:
        kept = repr([connection.execute(text(f"SELECT * FROM {name}")).all() for name in ("coders", "sessions")])
    assert secret and secret not in kept and PASSWORD not in kept and "$argon2id$" in kept


def test_a_session_ends_when_nobody_is_there(visit: Callable[[], TestClient], clock: Clock) -> None:
    client = visit()
    sign_in(client)
    clock.now += dt.timedelta(hours=7)
    assert client.get("/queue", follow_redirects=False).status_code == 200
    clock.now += dt.timedelta(hours=9)
    assert client.get("/queue", follow_redirects=False).status_code == 303


def test_what_was_written_when_the_session_ended_is_sent_after_signing_in(
    visit: Callable[[], TestClient], site: Site, clock: Clock, drafted: list[ClaimLine]
) -> None:
    client = visit()
    sign_in(client)
    clock.now += dt.timedelta(days=8)
    form = {"field": "notes", "version": "1", "notes": 'Written for an hour. "<b>"'}
    asked = client.post("/claims/1/edit?state=all", data=form)
    assert asked.status_code == 401 and "Written for an hour." in asked.text
    kept = {f"kept-{key}": value for key, value in form.items()}
    again = client.post(
        "/signin", data={"name": "amal", "password": PASSWORD, "then": "/claims/1/edit?state=all", **kept}
    )
    assert "Written for an hour." in again.text and 'action="/claims/1/edit?state=all"' in again.text
    client.post("/claims/1/edit?state=all", data=form)
    with site.workspace.store.read() as connection:
        found = claims.get(connection, 1)
    assert found is not None and found.line.notes == form["notes"]


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(visit: Callable[[], TestClient], then: str) -> None:
    answer = visit().post("/signin", data={"name": "amal", "password": PASSWORD, "then": then}, follow_redirects=False)
    assert answer.headers["location"] == "/queue"


def test_a_reader_decides_nothing(visit: Callable[[], TestClient], site: Site, drafted: list[ClaimLine]) -> None:
    client = visit()
    sign_in(client, "guest")
    assert "2 claims" in client.get("/queue").text
    answer = client.post("/claims/1/accept", data={"version": "1"})
    assert answer.status_code == 403 and "takes a coder" in answer.text
    with site.workspace.store.read() as connection:
        assert decisions.count(connection) == 0


def test_who_is_shut_out_is_out_at_once(visit: Callable[[], TestClient], people: People) -> None:
    client = visit()
    sign_in(client)
    people.change("amal", active=False)
    assert client.get("/queue", follow_redirects=False).status_code == 303
    assert sign_in(visit()) == 403


def test_another_sites_form_signs_nobody_in(visit: Callable[[], TestClient]) -> None:
    answer = visit().post(
        "/signin", data={"name": "amal", "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "role", "password", "told"),
    [
        pytest.param("Amal", "coder", PASSWORD, "already", id="a-name-that-is-taken"),
        pytest.param("  ", "coder", PASSWORD, "is no name", id="no-name"),
        pytest.param("x\u202ey", "coder", PASSWORD, "is no name", id="a-name-that-turns-the-text-round"),
        pytest.param("ben", "king", PASSWORD, "no role", id="no-such-role"),
        pytest.param("ben", "coder", "short", "too short", id="a-short-password"),
    ],
)
def test_accounts_that_cannot_be_made(people: People, name: str, role: str, password: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        people.add(name, role, password)


def test_a_token_does_what_its_scope_says_while_it_holds(people: People, clock: Clock) -> None:
    read, write = people.add_token("amal", "nightly", "read", 30), people.add_token("amal", "import", "write", 1)
    found = people.by_token(read)
    assert found is not None and found[0].role == "reader"
    with pytest.raises(AccessError):
        found[0].must_be("coder")
    found = people.by_token(write)
    assert found is not None and found[0].role == "coder"
    clock.now += dt.timedelta(days=2)
    assert people.by_token(write) is None and people.by_token(read) is not None
    assert people.by_token("kh_guess") is None
    with pytest.raises(UsageError, match="no scope"):
        people.add_token("amal", "x", "all", 1)


def test_one_token_is_ended_and_the_others_hold(people: People, clock: Clock) -> None:
    nightly, importing = (
        people.add_token("amal", "nightly", "read", 30),
        people.add_token("amal", " import  a", "write", 1),
    )
    people.add_token("chief", "nightly", "read", 30)
    with pytest.raises(UsageError, match="already"):
        people.add_token("AMAL", "nightly", "read", 30)
    people.end_token("amal", "nightly")
    assert people.by_token(nightly) is None and people.by_token(importing) is not None
    assert [(owner, one.name, one.scope) for owner, one in people.tokens()] == [
        ("amal", "import a", "write"),
        ("chief", "nightly", "read"),
    ]
    clock.now += dt.timedelta(days=2)
    assert people.by_token(importing) is None and people.by_token(people.add_token("amal", "import a", "read", 1))
    assert [one.scope for _, one in people.tokens("amal")] == ["read"]


@pytest.mark.parametrize(
    ("name", "label", "told"),
    [
        pytest.param("amal", "weekly", "no token", id="no-such-token"),
        pytest.param("nobody", "nightly", "nobody called", id="no-such-person"),
    ],
)
def test_a_token_that_there_is_not_is_told(people: People, name: str, label: str, told: str) -> None:
    people.add_token("chief", "weekly", "read", 1)
    with pytest.raises(UsageError, match=told):
        people.end_token(name, label)


@pytest.mark.parametrize("label", ["", "  ", "a\nb\x00", "x" * 61])
def test_a_token_has_a_name(people: People, label: str) -> None:
    with pytest.raises(UsageError, match="no name"):
        people.add_token("amal", label, "read", 1)


def test_who_signs_in_is_offered_nothing_that_needs_it(visit: Callable[[], TestClient]) -> None:
    told = visit().get("/signin").text
    assert "<nav" not in told and "/undo" not in told and "/export" not in told
