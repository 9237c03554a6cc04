"""The checker of receipts finds what has none."""

from __future__ import annotations

import msgspec
import pytest

from khaldun.code.cases import ARTICLE, claims_of
from khaldun.code.codebook import Codebook
from khaldun.code.receipts import unsupported
from khaldun.code.schema import CaseClaim, CaseDeaths
from khaldun.code.step import code
from khaldun.records.base import Span
from khaldun.records.lines import ClaimLine, SourceLine
from khaldun.tools.countries import Countries

SPEC = CaseClaim(
    type="Armed clash",
    doers=("syria", "russia"),
    targets=("rebels",),
    deaths=(CaseDeaths(low=2),),
    weapons=("artillery",),
)


@pytest.fixture
def line_and_text(book: Codebook, countries: Countries) -> tuple[ClaimLine, str]:
    claims, text = claims_of((SPEC,), book)
    return code(claims, article=ARTICLE, codebook=book, countries=countries)[0], text


def test_a_coded_claim_is_supported(line_and_text: tuple[ClaimLine, str]) -> None:
    line, text = line_and_text
    assert unsupported(line) == unsupported(line, text) == []


@pytest.mark.parametrize("field", ["date", "place", "actor1", "actor2", "fatalities"])
def test_a_value_without_evidence_and_rules_is_found(line_and_text: tuple[ClaimLine, str], field: str) -> None:
    line, _ = line_and_text
    bare = msgspec.structs.replace(getattr(line, field), evidence=(), rules=())
    assert unsupported(msgspec.structs.replace(line, **{field: bare})) == [field]


@pytest.mark.parametrize("field", ["assoc_actor1", "deaths", "weapons"])
def test_a_bare_item_of_a_list_is_found(line_and_text: tuple[ClaimLine, str], field: str) -> None:
    line, _ = line_and_text
    bare = tuple(msgspec.structs.replace(each, evidence=(), rules=()) for each in getattr(line, field))
    assert unsupported(msgspec.structs.replace(line, **{field: bare})) == [f"{field}[0]"]


def test_a_source_coding_trigger_without_support_are_found(line_and_text: tuple[ClaimLine, str]) -> None:
    line, _ = line_and_text
    assert line.coding is not None
    coding = msgspec.structs.replace(line.coding, rules=())
    changed = msgspec.structs.replace(line, sources=(SourceLine(name="X"),), coding=coding, trigger=None)
    assert unsupported(changed) == ["sources[0]", "sub_event_type", "notes", "coding"]


def test_a_quote_that_is_not_at_its_offsets_is_found(line_and_text: tuple[ClaimLine, str]) -> None:
    line, text = line_and_text
    assert line.actor2 is not None
    wrong = Span(start=0, end=5, quote="Wrong")
    actor = msgspec.structs.replace(line.actor2, quote="Nowhere", evidence=(wrong,))
    assert unsupported(msgspec.structs.replace(line, actor2=actor), text) == ["actor2.evidence[0]", "actor2.quote"]


def test_notes_without_the_words_of_the_trigger_are_found(line_and_text: tuple[ClaimLine, str]) -> None:
    line, text = line_and_text
    assert unsupported(msgspec.structs.replace(line, notes="Else."), text) == ["notes"]
