"""Assembly by its table: which tellings are one claim, what is carried on, how lists fan out, how counts add up."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec
import pytest
from assembling_making import Case, cases, claims_of, made, mismatches

from khaldun.assemble.step import assemble
from khaldun.records.base import Span
from khaldun.records.claims import Claim
from khaldun.records.facts import DateFact, Resolved

CASES = cases()
BY_ID = {case.id: case for case in CASES}


def _parameter(case: Case) -> object:
    failing = [pytest.mark.xfail(strict=True, reason=case.known_failure)] if case.known_failure else []
    return pytest.param(case, id=case.id, marks=failing)


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_case(case: Case) -> None:
    """The claims are those of the table, no more and no fewer."""
    claims = claims_of(case)
    told = [[span.quote for span in claim.tellings] for claim in claims]
    assert len(claims) == len(case.claims), told
    wrong = [item for expected, claim in zip(case.claims, claims, strict=True) for item in mismatches(expected, claim)]
    assert wrong == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_ids_are_as_the_contract_defines_them(case: Case) -> None:
    """A hash of report id, trigger start, place start and ordinal; each of its own, the same every time."""
    claims = claims_of(case)
    assert [claim.id for claim in claims] == [_id(claim, ordinal) for ordinal, claim in enumerate(claims)]
    assert len({claim.id for claim in claims}) == len(claims)
    assert claims == claims_of(case)


def _id(claim: Claim, ordinal: int) -> str:
    place = claim.place.evidence[0].start if claim.place else -1
    told = f"{claim.report_id}:{claim.trigger.start}:{place}:{ordinal}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_every_value_has_its_words_or_its_rule(case: Case) -> None:
    """Nothing stands in a claim without evidence or a named rule, and the evidence stands in the text."""
    article = made(case)[0]
    for claim in claims_of(case):
        facts = [claim.date, claim.place, claim.injured, *claim.doers, *claim.targets, *claim.deaths]
        facts += [*claim.quantities, *claim.weapons, *claim.sources]
        for fact in facts:
            assert fact is None or fact.evidence or fact.rules
            assert fact is None or all(article.text[s.start : s.end] == s.quote for s in fact.evidence)
        assert claim.trigger in claim.tellings
        assert claim.sentences


@pytest.mark.parametrize("name", ["fan-out-places", "elaboration-list"])
def test_claims_fanned_out_share_one_group_and_one_total(name: str) -> None:
    claims = claims_of(BY_ID[name])
    assert len({claim.group for claim in claims}) == 1
    assert len({claim.deaths for claim in claims}) == 1
    assert all(death.group == claim.group for claim in claims for death in claim.deaths)
    assert len({claim.place.quote for claim in claims if claim.place}) == len(claims)


def test_groups_of_two_lists_are_two() -> None:
    """Each telling that fans out has a group of its own."""
    case = BY_ID["fan-out-places"]
    again = msgspec.structs.replace(case.tellings[0], in_=1)
    text = (
        msgspec.structs.replace(
            case.text[0], say=(case.text[0].say[0], "Later jets struck Oruva and Dovrel on Tuesday.")
        ),
    )
    again = msgspec.structs.replace(
        again, doer=("jets",), target=(), place=("Oruva", "Dovrel"), date=("Tuesday",), killed=()
    )
    claims = claims_of(msgspec.structs.replace(case, text=text, tellings=(*case.tellings, again)))
    assert [
        len([claim for claim in claims if claim.group == group]) for group in dict.fromkeys(c.group for c in claims)
    ] == [3, 2]


def test_single_days_of_a_list_fan_out() -> None:
    """ "on 3, 4 and 7 June": a claim a day, in one group; not so for two dates that are no list."""
    article, annotated, resolved = made(BY_ID["narrower-of-two-dates"])
    listed = {at: _listed(date, at) for at, date in enumerate(resolved.dates.values())}
    dates = dict(zip(resolved.dates, listed.values(), strict=True))
    claims = assemble(
        article, annotated, Resolved(dates=dates, places=resolved.places, actors=resolved.actors, counts={})
    )
    assert len({claim.date.start for claim in claims if claim.date}) == 2
    assert len({claim.group for claim in claims}) == 1
    assert claims[0].group is not None


def _listed(date: DateFact, at: int) -> DateFact:
    """The date as a single day whose words stand right behind those of the day before."""
    day = date.start + dt.timedelta(days=at)
    words = Span(start=10 * at, end=10 * at + 8, quote=f"{at} June 9")
    return msgspec.structs.replace(date, start=day, end=day + dt.timedelta(days=1), evidence=(words,))


def test_what_does_not_resolve_is_left_unknown() -> None:
    """Mentions without a meaning make no fact: no place, no day but the report's, nobody."""
    article, annotated, _ = made(BY_ID["fan-out-places"])
    (claim,) = assemble(article, annotated, Resolved(dates={}, places={}, actors={}, counts={}))
    assert claim.place is None
    assert claim.doers == claim.targets == ()
    assert claim.deaths == ()
    assert claim.date is not None
    assert claim.date.rules == ("assemble/date-of-publication",)


def test_nothing_told_makes_no_claim() -> None:
    article, annotated, resolved = made(msgspec.structs.replace(BY_ID["no-group-of-one"], tellings=()))
    assert assemble(article, annotated, resolved) == ()


def test_few_cases_are_known_failures() -> None:
    assert sum(case.known_failure is not None for case in CASES) < 0.15 * len(CASES)


def test_a_toll_of_one_place_of_a_list_is_shared_with_none() -> None:
    (case,) = (case for case in cases() if case.id == "toll-of-one-place-of-a-list")
    assert {death.group for claim in claims_of(case) for death in claim.deaths} == {None}
