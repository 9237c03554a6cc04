"""Every rule of the codebook has a worked case in its data file, and the case fires the rule."""

from __future__ import annotations

from functools import reduce

import pytest

from khaldun.code.cases import ARTICLE, claims_of
from khaldun.code.codebook import Codebook
from khaldun.code.receipts import unsupported
from khaldun.code.schema import Case, Rule
from khaldun.code.step import code
from khaldun.records.lines import ClaimLine
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.countries import Countries

RULES = packaged_codebook().file.rules
CASES = [pytest.param(rule, case, id=f"{rule.name}-{index}") for rule in RULES for index, case in enumerate(rule.cases)]


def value(line: ClaimLine, path: str) -> object:
    return reduce(lambda found, name: None if found is None else getattr(found, name), path.split("."), line)


def fired(line: ClaimLine) -> set[str]:
    parts = (line.date, line.actor1, *line.assoc_actor1, line.actor2, line.fatalities, line.coding)
    return {rule for part in parts if part is not None for rule in part.rules if rule.startswith("acled/")}


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_case(rule: Rule, case: Case, book: Codebook, countries: Countries) -> None:
    claims, text = claims_of(case.claims, book)
    lines = code(claims, article=ARTICLE, codebook=book, countries=countries)
    line = lines[case.row]
    assert {path: value(line, path) for path in case.expect} == case.expect
    assert rule.name in set().union(*(fired(each) for each in lines))
    assert [unsupported(each, text) for each in lines] == [[] for _ in lines]
    assert set().union(*(fired(each) for each in lines)) <= set(book.rules)


def test_every_rule_has_a_case() -> None:
    assert [rule.name for rule in RULES if not rule.cases] == []


def test_every_rule_is_restated_with_its_section() -> None:
    assert [rule.name for rule in RULES if not (rule.text and rule.section)] == []
