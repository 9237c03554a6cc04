"""What guards the desk from who asks: bodies without end, tokens for more than they are for, sessions, paths."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.guard import HEADERS
from khaldun.desk.openapi import OPERATIONS
from khaldun.desk.site import Site
from khaldun.desk.visitor import COOKIE
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.store import claims, decisions
from khaldun.workspace.people import People

from .conftest import START

PART = b"--x\r\nContent-Disposition: form-data; name=f\r\n\r\n1\r\n"
PASSWORD = "long enough to be one"


@pytest.fixture
def people(site: Site) -> People:
    made = People(site.workspace.store, lambda: START)
    for name, role in (("amal", "coder"), ("guest", "reader"), ("chief", "reviewer")):
        made.add(name, role, PASSWORD)
    return made


@pytest.fixture
def visit(site: Site, people: People) -> Callable[[], TestClient]:
    """A new browser at a desk where everybody signs in."""
    app = make_app(
        Site(site.workspace, site.desk, site.tools, site.beginning, site.actors, people), hosts=["127.0.0.1"]
    )
    return lambda: TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def untouched(site: Site) -> bool:
    with site.workspace.store.read() as connection:
        kept = claims.get(connection, 1)
        return kept is not None and kept.version == 1 and decisions.count(connection) == 0


def test_a_body_that_says_nothing_of_its_size_is_cut_off(
    client: TestClient, site: Site, drafted: list[ClaimLine]
) -> None:
    def endless() -> Iterator[bytes]:
        yield b"field=notes&version=1&notes="
        for _ in range(5):
            yield b"x" * 1_000_000

    for address, kind in (
        ("/claims/1/edit", "application/x-www-form-urlencoded"),
        ("/api/claims/1/accept", "application/json"),
        ("/signin", "multipart/form-data; boundary=x"),
        ("/queue", "application/x-www-form-urlencoded"),
    ):
        answer = client.post(address, content=endless(), headers={"Content-Type": kind})
        assert answer.status_code == 413, (address, answer.status_code)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert untouched(site)


def test_a_form_of_very_many_fields_is_refused(client: TestClient, site: Site, drafted: list[ClaimLine]) -> None:
    for body, kind in (
        (b"&".join(b"f%d=1" % number for number in range(200_000)), "application/x-www-form-urlencoded"),
        (
            b"--x\r\nContent-Disposition: form-data; name=f\r\n\r\n1\r\n" * 50_000 + b"--x--",
            "multipart/form-data; boundary=x",
        ),
    ):
        answer = client.post("/claims/1/edit", content=body, headers={"Content-Type": kind})
        assert 400 <= answer.status_code < 500
    assert untouched(site)


def test_a_token_that_reads_does_nothing_else(
    visit: Callable[[], TestClient], site: Site, people: People, report: ReportLine, drafted: list[ClaimLine]
) -> None:
    client = visit()
    headers = {"Authorization": f"Bearer {people.add_token('chief', 'look', 'read', 30)}"}
    bodies = {
        "value": "x", "field": "notes", "version": 1, "start": 0, "end": 5, "sub_event_type": "Attack", "at": 0,
        "reason": "no",
    }  # fmt: skip
    for one in OPERATIONS:
        path = one.path.replace("{claim:int}", "1").replace("{act}", "accept").replace("{report}", report.id)
        path = path.replace("{seq:int}", "1")
        kind = one.takes.__struct_fields__ if one.takes is not None else ()  # type: ignore[attr-defined]
        body = {name: value for name, value in bodies.items() if name in kind}
        answer = client.request(one.method, path, headers=headers, content=json.dumps(body) if kind else None)
        assert answer.status_code == (200 if one.method == "GET" else 403), (one.method, path, answer.text)
    assert untouched(site)


def test_a_token_opens_no_page_and_no_form(
    visit: Callable[[], TestClient], site: Site, people: People, drafted: list[ClaimLine]
) -> None:
    client = visit()
    headers = {"Authorization": f"Bearer {people.add_token('amal', 'import', 'write', 30)}"}
    for address in ("/queue", "/export.jsonl", "/quality", "/sheets", "/map/data", "/complete/place?q=aleppo"):
        assert client.get(address, headers=headers).status_code == 303
    assert client.post("/claims/1/accept", data={"version": "1"}, headers=headers).status_code == 401
    assert untouched(site)
    assert client.post("/api/claims/1/accept", json={"version": 1}, headers=headers).status_code == 200


@pytest.mark.parametrize("secret", ["", "x", "kh_", "' OR 1=1 --", "\u00e9", "a" * 10_000])
def test_a_guessed_token_is_none(visit: Callable[[], TestClient], drafted: list[ClaimLine], secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}".encode()}
    assert visit().get("/api/claims", headers=headers).status_code == 401  # type: ignore[arg-type]


def test_a_session_is_no_token_and_ends_with_signing_out(
    visit: Callable[[], TestClient], drafted: list[ClaimLine]
) -> None:
    client = visit()
    client.post("/signin", data={"name": "amal", "password": PASSWORD})
    secret = next(cookie.value for cookie in client.cookies.jar if cookie.name == COOKIE)
    assert visit().get("/api/claims", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    client.post("/signout")
    other = visit()
    other.cookies.set(COOKIE, secret or "", domain="127.0.0.1")
    assert other.get("/queue").status_code == 303


def test_a_session_is_not_taken_from_an_address(visit: Callable[[], TestClient], drafted: list[ClaimLine]) -> None:
    client = visit()
    client.post("/signin", data={"name": "amal", "password": PASSWORD})
    secret = next(cookie.value for cookie in client.cookies.jar if cookie.name == COOKIE)
    for address in (f"/queue?{COOKIE}={secret}", f"/signin?then=/queue&{COOKIE}={secret}"):
        answer = visit().get(address)
        assert "amal" not in answer.text and COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/%2e%2e/errors.py", "/static//etc/passwd", "/static/..%2f..%2ferrors.py",
     "/static/..%5c..%5cerrors.py", "/static/%00", "/known/..%2f..%2fstore.sqlite/verdicts.csv",
     "/reports/..%2f..%2fkhaldun.toml", "/api/reports/..%2f..%2fstore.sqlite", "/export.jsonl/../store.sqlite"],
)  # fmt: skip
def test_no_path_leads_out(client: TestClient, drafted: list[ClaimLine], path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text and "SQLite format" not in answer.text and "class KhaldunError" not in answer.text


def test_days_are_of_a_session_and_not_of_its_cookie(people: People) -> None:
    secret, _ = people.sign_in("amal", PASSWORD, "127.0.0.1")
    assert people.signed_in(secret) is not None
    later = People(people.store, lambda: START + dt.timedelta(days=8))
    assert later.signed_in(secret) is None
