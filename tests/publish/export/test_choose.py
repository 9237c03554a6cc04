"""What a profile publishes, and what it leaves out or holds back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace
from safe_making import DAY, actor, claim, coded, place, published, report, told

from khaldun.publish.export.profile import Choose, Hold, Profile
from khaldun.records.lines import ClaimLine, ConfidenceLine, CountLine, DateLine, WeaponLine


def days(start: str, end: str | None = None) -> DateLine:
    return DateLine(start=start, end=end or start)


def developing(sub: str, **changes: Any) -> ClaimLine:
    return claim(event_type="Strategic developments", sub_event_type=sub, **changes)


def rule_of(
    line: ClaimLine,
    profile: Profile,
    *,
    standing: str = "draft",
    day: dt.date = DAY,
    said: str | None = None,
    asked: bool = True,
) -> str:
    """The rule by which a claim is left out, "" where it is published."""
    one = told(line, standing=standing, of=report(published=said))
    one = replace(one, items=tuple(replace(item, asked=asked) for item in one.items))
    made, left = published(one, profile=profile, day=day)
    assert len(made) + len(left) == 1
    return left[0].rule if left else ""


@pytest.mark.parametrize(
    ("choose", "changes", "rule"),
    [
        pytest.param(Choose(countries=("SDN",)), {}, "", id="country"),
        pytest.param(Choose(countries=("TCD",)), {}, "profile/country", id="other-country"),
        pytest.param(Choose(countries=("SDN",)), {"place": None}, "", id="country-of-the-coding"),
        pytest.param(Choose(countries=("SDN",)), {"place": None, "coding": None}, "profile/country", id="no-country"),
        pytest.param(Choose(confidence=0.8), {}, "", id="sure-enough"),
        pytest.param(Choose(confidence=0.81), {}, "profile/confidence", id="too-unsure"),
        pytest.param(Choose(confidence=0.1), {"confidence": ConfidenceLine()}, "profile/confidence", id="nobody-knows"),
        pytest.param(Choose(since=dt.date(2031, 3, 3)), {}, "", id="first-day"),
        pytest.param(Choose(since=dt.date(2031, 3, 4)), {}, "profile/days", id="before-the-first-day"),
        pytest.param(Choose(until=dt.date(2031, 3, 3)), {}, "", id="last-day"),
        pytest.param(Choose(until=dt.date(2031, 3, 2)), {}, "profile/days", id="after-the-last-day"),
        pytest.param(Choose(until=dt.date(2031, 3, 9)), {"date": None}, "profile/days", id="no-day"),
        pytest.param(
            Choose(until=dt.date(2031, 3, 9)), {"date": days("early March")}, "profile/days", id="days-that-are-none"
        ),
        pytest.param(Choose(toll="stated"), {}, "profile/toll", id="no-toll"),
        pytest.param(Choose(toll="stated"), {"fatalities": CountLine(low=0, best=0, high=0)}, "", id="toll-of-none"),
        pytest.param(Choose(toll="deaths"), {"fatalities": CountLine(low=0, high=0)}, "profile/toll", id="nobody-died"),
        pytest.param(Choose(toll="deaths"), {"fatalities": CountLine(low=0, high=2)}, "", id="perhaps-two-died"),
        pytest.param(Choose(place="resolved"), {}, "", id="resolved"),
        pytest.param(Choose(place="resolved"), {"place": None}, "profile/place", id="no-place"),
        pytest.param(Choose(place="settlement"), {"place": place(latitude=1.0)}, "", id="settlement"),
    ],
)
def test_a_profile_chooses(choose: Choose, changes: dict[str, Any], rule: str) -> None:
    assert rule_of(claim(**changes), Profile(choose=choose)) == rule


def test_a_profile_chooses_by_how_far_a_claim_was_reviewed() -> None:
    profile = Profile(choose=Choose(review=("accepted", "approved"), confidence=0.1))
    assert rule_of(claim(), profile) == "profile/review"
    assert rule_of(claim(confidence=ConfidenceLine()), profile, standing="accepted") == ""


def test_what_was_not_asked_for_is_left_out_by_a_rule_of_its_own() -> None:
    assert rule_of(claim(), Profile(), asked=False) == "queue/filter"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        pytest.param(developing("Change to group/activity"), "profile/movements", id="deployment"),
        pytest.param(developing("Headquarters or base established"), "profile/movements", id="base"),
        pytest.param(
            developing("Disrupted weapons use", notes="Guards at a checkpoint stopped a convoy."),
            "profile/movements",
            id="seizure-that-tells-of-a-checkpoint",
        ),
        pytest.param(developing("Disrupted weapons use", notes="Police found a rifle."), "", id="seizure"),
        pytest.param(
            developing(
                "Non-violent transfer of territory",
                notes="They left, and took over.",
                weapons=(WeaponLine(quote="Mi-8", class_="aircraft"),),
            ),
            "profile/platforms",
            id="platform-by-class",
        ),
        pytest.param(
            developing("Other", notes="Two Su-24s stand at the field."), "profile/platforms", id="platform-by-words"
        ),
        pytest.param(
            claim(weapons=(WeaponLine(quote="warplanes", class_="aircraft"),), notes="Warplanes struck the town."),
            "",
            id="weapon-in-use",
        ),
    ],
)
def test_movements_and_platforms_are_held_back(line: ClaimLine, rule: str) -> None:
    assert rule_of(line, Profile(), day=dt.date(2031, 3, 10)) == rule
    assert rule_of(line, Profile(hold=Hold(movements=0, platforms=0)), day=dt.date(2031, 3, 10)) == ""


@pytest.mark.parametrize(
    ("changes", "said", "day", "held"),
    [
        pytest.param({}, None, "2031-04-02", True, id="thirtieth-day-after"),
        pytest.param({}, None, "2031-04-03", False, id="thirty-first-day-after"),
        pytest.param(
            {"date": days("2031-03-01", "2031-03-05")}, None, "2031-04-03", True, id="counted-from-the-last-day"
        ),
        pytest.param({"date": None}, "2031-03-01T08:00:00Z", "2031-03-31", True, id="no-day-counts-from-the-report's"),
        pytest.param({"date": None}, "2031-03-01", "2031-04-01", False, id="no-day-and-an-old-report"),
        pytest.param({"date": None}, None, "2041-01-01", True, id="no-day-at-all"),
        pytest.param({"ongoing": True}, "2031-03-20", "2031-04-10", True, id="going-on-when-it-was-told"),
        pytest.param({"date": days("2031-07-01")}, None, "2031-06-30", True, id="planned"),
    ],
)
def test_they_are_held_back_for_thirty_days_after_the_last_day(
    changes: dict[str, Any], said: str | None, day: str, held: bool
) -> None:
    line = developing("Change to group/activity", **changes)
    assert (rule_of(line, Profile(), day=dt.date.fromisoformat(day), said=said) != "") is held


def test_what_is_merged_into_a_row_that_is_left_out_goes_with_it() -> None:
    first = developing("Change to group/activity")
    second = claim(id="00000000000000a2", coding=coded(merged_into=first.id))
    third = claim(id="00000000000000a3", coding=coded(merged_into=second.id))
    made, left = published(told(first, second, third), day=dt.date(2031, 3, 10))
    assert made == []
    assert [one.rule for one in left] == ["profile/movements", "profile/merged", "profile/merged"]


def test_what_is_left_out_tells_nothing_of_the_claim() -> None:
    line = developing("Change to group/activity", id="amal-hadi-1", notes="Amal Hadi saw the convoy at Marsa.")
    named = claim(id="00000000000000a3", actor1=actor("Amal Hadi"))
    _, (left,) = published(told(line, named, of=report(name="amal hadi")), day=dt.date(2031, 3, 10))
    assert left.rule == "profile/movements"
    assert "amal" not in f"{left.claim} {left.report} {left.why}".casefold()
    assert "marsa" not in left.why.casefold()
