"""A report's page says what the rules do that its claims name: each once, and none that it does not name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from starlette.testclient import TestClient

from khaldun.desk.cards import rules_told
from khaldun.desk.pieces import Pieces
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.rules import load_rules

from .conftest import fill


def told(page: str) -> list[str]:
    _, _, glossary = page.partition("data-rules")
    return re.findall(r"<dt>([^<]*)</dt>", glossary.partition("</details>")[0])


def named(page: str) -> set[str]:
    """The rules that cards name, of those that have a text."""
    lists = re.findall(r'<p class="more rules">(?:rules: )?([^<]*)</p>', page)
    return {name for names in lists for name in names.split(", ") if load_rules().get(name)}


def test_each_rule_that_a_card_names_is_told_once(
    client: TestClient, site: Site, report: ReportLine, claim_line: ClaimLine
) -> None:
    claims = [msgspec.structs.replace(claim_line, id=name * 16, rules=("read/toll", "no/such")) for name in "ab"]
    fill(site, report, *claims)
    page = client.get(f"/reports/{report.id}").text
    assert "read/toll" in named(page)
    assert told(page) == sorted(named(page))
    assert "no/such" in page and "no/such" not in told(page)
    assert "The words tell what became of people" in page


def test_what_a_decision_adds_is_told_on_the_page_that_follows(
    client: TestClient, drafted: Sequence[ClaimLine]
) -> None:
    where = f"/reports/{drafted[0].report.id}"
    assert "review/edited" not in told(client.get(where).text)
    client.post("/claims/1/edit", data={"field": "actor1", "version": "1", "name": "Unheard-of Front"})
    page = client.get(where).text
    assert "review/edited" in named(page)
    assert told(page) == sorted(named(page))


def test_it_is_made_once_for_the_same_rules(claim_line: ClaimLine) -> None:
    pieces = Pieces()
    first = rules_told(pieces, [claim_line])
    assert rules_told(pieces, [claim_line, msgspec.structs.replace(claim_line, id="other")]) is first
    more = msgspec.structs.replace(claim_line, rules=("read/toll",))
    assert "read/toll" in rules_told(pieces, [more]).html


def test_a_report_without_claims_tells_no_rules(client: TestClient, site: Site, report: ReportLine) -> None:
    fill(site, report)
    assert "data-rules" not in client.get(f"/reports/{report.id}").text
