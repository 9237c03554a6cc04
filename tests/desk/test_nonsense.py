"""Nonsense in every field and address: told in words, whatever the database, and never a fault of the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient

from khaldun.desk.app import make_app
from khaldun.desk.forms import _PARSERS
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.store import claims, decisions
from khaldun.workspace.open import Workspace, make_workspace, opened

NONSENSE = ("²", "٣", "-1", "9" * 30, "9" * 5_000, "9223372036854775808", "nan", "a\x00b", "\ud800", "' OR 1=1 --", "%",
            "a\nb\x1b[2J", "9999-12-31", "0000-00-00", "\u202eabc", "e\u0301" * 50, "../../etc/passwd")  # fmt: skip
QUERIES = ("state", "events", "words", "coder", "after", "before", "start", "claim", "change", "sentences", "settled",
           "q", "field", "kind", "key", "show", "then", "size", "bounds", "zoom")  # fmt: skip
FIELDS = ("version", "start", "end", "sub_event_type", "reason", "seconds", "names", "into", "words", "name",
          "place_id", "precision", "latitude", "longitude", "first", "last", "civilians_low", "civilians_high", "low",
          "notes", "status", "type", "at", "key", "kind", "value", "chosen")  # fmt: skip
ACTS = ("accept", "reject", "flag", "skip", "split", "merge", "comment", "approve", "return", "vanish")


@pytest.fixture
def workspace(store_address: str, tmp_path: Path) -> Iterator[Workspace]:
    make_workspace(tmp_path / "w", store=store_address)
    with opened(tmp_path / "w") as here:
        yield here


@pytest.fixture
def client(site: Site, drafted: list[ClaimLine]) -> TestClient:
    app = make_app(site, hosts=["127.0.0.1"])
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def encoded(pairs: dict[str, str]) -> str:
    return urlencode(pairs, errors="surrogatepass")


def addresses(client: TestClient, method: str, report: ReportLine) -> list[str]:
    """The address of every page, with `{…}` where a value is to be put."""
    found = [
        route.path
        for route in client.app.routes  # type: ignore[attr-defined]
        if method in (getattr(route, "methods", None) or ())
    ]
    return [path.replace("{report}", report.id).replace("{act}", "accept") for path in found]


def filled(path: str) -> str:
    return re.sub(r"{[^}]*}", "1", path.replace("{field}", "place"))


@pytest.mark.slow
def test_no_address_is_a_fault(client: TestClient, report: ReportLine) -> None:
    for path in addresses(client, "GET", report):
        for told in NONSENSE:
            if len(told) > 1_000:
                continue  # longer than an address may be, where every part has it
            asked = [f"{filled(path)}?{encoded(dict.fromkeys(QUERIES, told))}"]
            asked += [
                filled(path.replace(part, quote(told, safe="", errors="surrogatepass"), 1))
                for part in re.findall(r"{[^}]*}", path)
            ]
            for address in asked:
                answer = client.get(address)
                assert answer.status_code < 500, (address, answer.text[-500:])


@pytest.mark.slow
def test_no_field_is_a_fault_and_nonsense_decides_nothing_twice(
    client: TestClient, site: Site, report: ReportLine
) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    forms = [filled(path) for path in addresses(client, "POST", report) if not path.startswith("/api")]
    forms += [f"/claims/1/{act}" for act in ACTS]
    for address in forms:
        for told in NONSENSE:
            version = str(_version(site))
            for fields in (FIELDS[:5], FIELDS[5:]):
                body = encoded({"version": version, "start": "0", "end": "5", **dict.fromkeys(fields, told)})
                answer = client.post(address, content=body, headers=headers)
                assert answer.status_code < 500, (address, told, answer.text[-500:])
    with site.workspace.store.read() as connection:
        assert list(decisions.check(connection)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [*_PARSERS, "colour"])
def test_no_value_of_a_field_is_a_fault(client: TestClient, site: Site, name: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for told in NONSENSE:
        values = {field: told for field in FIELDS if field not in ("version", "start", "end")}
        body = encoded({"field": name, "version": str(_version(site)), **values})
        answer = client.post("/claims/1/edit", content=body, headers=headers)
        assert answer.status_code < 500, (name, told, answer.text[-500:])


@pytest.mark.parametrize(
    "body",
    [b"\xff", b"[]", b"null", b"{", b"[" * 50_000, b'{"version":99999999999999999999}', b'{"version":-1}',
     b'{"version":1,"field":"notes","value":"\\ud800"}', b'{"version":1,"field":"place","value":{"name":7}}',
     b'{"version":1,"seconds":1e400}', b'{"version":1,"reason":7}',
     b'{"start":-5,"end":999999,"sub_event_type":"Attack"}', b'{"start":0,"end":5,"sub_event_type":"\\u0000"}'],
)  # fmt: skip
def test_no_body_is_a_fault_of_the_api(client: TestClient, report: ReportLine, body: bytes) -> None:
    for method, address in (
        ("PATCH", "/api/claims/1"),
        ("POST", "/api/claims/1/accept"),
        ("POST", f"/api/reports/{report.id}/claims"),
        ("PATCH", f"/api/claims/{'9' * 25}"),
    ):
        answer = client.request(method, address, content=body, headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500, (method, address, answer.text)
        assert answer.json()["error"]


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "nonsense"])
def test_no_kind_of_body_is_a_fault(client: TestClient, report: ReportLine, kind: str) -> None:
    for path in addresses(client, "POST", report):
        answer = client.post(filled(path), content=b"\xff\x00--x\r\nfoo", headers={"Content-Type": kind})
        assert answer.status_code < 500, (path, answer.text[-500:])


def test_a_number_that_nothing_has_is_told(client: TestClient) -> None:
    for address in (f"/claims/{'9' * 25}/history", f"/claims/{'9' * 25}/form/place"):
        assert client.get(address).status_code == 400


def _version(site: Site) -> int:
    with site.workspace.store.read() as connection:
        kept = claims.get(connection, 1)
    assert kept is not None
    return kept.version
