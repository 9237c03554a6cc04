"""Survivors of sexual violence: nobody can be known by what is published, nor led to the report that tells of them."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest
from leaks import leaks
from safe_making import (
    ACTORS,
    ARMY,
    actor,
    claim,
    coded,
    in_house,
    place,
    published,
    report,
    source,
    span,
    told,
    withholding,
    written,
)

from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.profile import Choose, Profile
from khaldun.publish.export.record import Record
from khaldun.records.lines import ClaimLine, CountLine, DateLine, QuantityLine, SentenceLine

RAPE = "Sexual violence"
NOTES = "Two sisters, 14 and 16, pupils at Marsa, were raped at Wadi Nur on 3 March, their aunt Amal Hadi said."
SECRET = (
    "Wadi Nur",
    "Lower Ostra",
    "Amal Hadi",
    "sisters",
    "aunt",
    "pupils",
    "Girls",
    "Students",
    "2031-03-03",
    "3 March",
    "00000000000000b1",
    "flash",
    "f" * 64,
    "ffffffffffff",
    "Ostra Herald",
    "herald.example",
)
POINT = (12.34567, 45.67891)


def violence(**changes: Any) -> ClaimLine:
    """Told of two sisters at a village that can be known."""
    values: dict[str, Any] = {
        "id": "00000000000000b1",
        "event_type": "Violence against civilians",
        "sub_event_type": RAPE,
        "trigger": span("raped", 60),
        "tellings": (span("raped", 60),),
        "notes": NOTES,
        "place": place("Wadi Nur", latitude=POINT[0], longitude=POINT[1]),
        "actor2": actor("sisters", "civ", "Civilians", quote="Two sisters, 14 and 16"),
        "assoc_actor2": (actor("Girls (Velia)", None, "Civilians", quote="pupils"),),
        "sources": (source("Amal Hadi"), source("war monitor")),
        "quantities": (QuantityLine(what="girls", low=2, evidence=(span("Two sisters"),)),),
        "injured": CountLine(low=2, best=2, high=2, evidence=(span("Two"),)),
        "coding": coded(
            actor2="Civilians (Velia)", assoc_actor2="Girls (Velia); Students (Velia)", notes=("At Wadi Nur.",)
        ),
    }
    return claim(**{**values, **changes})


OF = report(text=NOTES, title="Two sisters raped", url="https://herald.example/wadi-nur", name="flash")


@pytest.mark.parametrize("profile", [Profile(), in_house()], ids=["safe", "in-house"])
def test_nothing_leads_to_her(profile: Profile) -> None:
    made, left = published(told(violence(), of=OF), profile=profile)
    assert not left
    (alone,) = [one for one in made if one.items]
    assert leaks({"told": written([alone])}, words=SECRET, points=[POINT], digits=0) == []
    (item,) = alone.items
    line = item.claim
    assert alone.report is not None and (alone.report.id, alone.report.text, alone.report.publisher) == (
        "withheld",
        "",
        None,
    )
    assert (line.trigger, line.tellings, line.sources, line.quantities, line.injured, line.weapons) == (
        None,
        (),
        (),
        (),
        None,
        (),
    )
    assert line.place is not None and (line.place.name, line.place.latitude, line.place.precision) == ("Ostra", 13.5, 3)
    assert line.date is not None and (line.date.start, line.date.end, line.date.precision) == (
        "2031-03-01",
        "2031-03-31",
        3,
    )
    assert line.actor1 is not None and line.actor1.name == ACTORS["mil"]
    assert line.actor2 is not None and line.actor2.name == "Civilians"
    assert line.coding is not None
    assert (line.coding.event_date, line.coding.time_precision, line.coding.geo_precision) == ("2031-03-16", 3, 3)
    assert (line.coding.actor2, line.coding.assoc_actor2) == ("Civilians (Velia)", None)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(violence(sub_event_type="Attack"), id="in-the-notes"),
        pytest.param(
            violence(sub_event_type="Abduction/forced disappearance", notes="They were taken and GANG-RAPED."),
            id="in-capitals",
        ),
        pytest.param(
            violence(sub_event_type="Attack", notes="", trigger=span("sexually assaulted")), id="in-the-trigger"
        ),
        pytest.param(
            violence(sub_event_type="Attack", notes="", trigger=None, tellings=(span("forced marriage"),)),
            id="in-a-telling",
        ),
        pytest.param(violence(sub_event_type="Attack", notes="تعرضت النساء للاغتصاب"), id="in-arabic"),
        pytest.param(
            violence(sub_event_type="Attack", notes="Elles ont subi des violences sexuelles."), id="in-french"
        ),
    ],
)
def test_it_is_known_by_its_words_whatever_the_type(line: ClaimLine) -> None:
    line = msgspec.structs.replace(line, report=line.report)
    record = Record()
    made, _ = published(told(line, of=report()), record=record)
    assert record.counts["survivors"] == 1
    assert leaks({"told": written(one for one in made if one.items)}, words=SECRET) == []


def test_it_is_known_by_the_sentence_around_its_words() -> None:
    text = "On 3 March soldiers attacked women, some of whom were raped, at Wadi Nur."
    of = report(text=text, sentences=(SentenceLine(start=0, end=len(text), disposition="claims"),))
    line = violence(sub_event_type="Attack", notes="", trigger=span("attacked", text.index("attacked")), tellings=())
    record = Record()
    published(told(line, of=of), record=record)
    assert record.counts["survivors"] == 1


@pytest.mark.parametrize(
    "notes", ["They harvested grapes and rapeseed.", "The truce was violated.", "A scraper drove by."]
)
def test_words_that_only_look_alike_are_none(notes: str) -> None:
    record = Record()
    published(
        told(violence(sub_event_type="Attack", notes=notes, trigger=None, tellings=()), of=report()), record=record
    )
    assert record.counts["survivors"] == 0


def test_the_reports_other_claims_are_told_without_a_way_to_hers() -> None:
    other = claim(notes="Soldiers fought rebels at Marsa.")
    made, _ = published(told(other, violence(), of=OF), profile=in_house())
    first, last = made
    assert [item.claim.id for item in first.items] == [other.id]
    assert first.report is not None
    assert (first.report.title, first.report.name, first.report.url) == (
        None,
        "report-ffffffffffff",
        "https://herald.example/",
    )
    assert leaks({"last": written([last])}, words=(*SECRET, first.report.name, other.id)) == []
    assert (
        leaks({"first": written([first])}, words=("raped", "Wadi Nur", "00000000000000b1", last.items[0].claim.id))
        == []
    )


def several() -> list[Told]:
    """Four reports, three of them of the same kind of event."""
    made = []
    for at, line in enumerate((violence(), claim(), violence(), violence(actor1=None))):
        ref = msgspec.structs.replace(line.report, id=str(at) * 64, name=f"r{at}")
        made.append(told(msgspec.structs.replace(line, report=ref), of=report(id=str(at) * 64, name=f"r{at}")))
    return made


def test_they_come_last_in_an_order_that_their_reports_have_no_part_in() -> None:
    orders = {
        tuple(one.items[0].claim.id for one in made if one.report and one.report.id == "withheld")
        for reports in itertools.permutations(several())
        for made, _ in [published(*reports)]
    }
    ((ids),) = orders
    assert len(set(ids)) == len(ids) == 3
    assert list(ids) == sorted(ids)
    made, _ = published(*several())
    assert [one.report.id == "withheld" for one in made if one.report and one.items] == [False, True, True, True]


def test_each_is_a_report_of_its_own_so_that_nothing_is_merged_or_divided_with_it() -> None:
    made, _ = published(told(violence(), violence(id="00000000000000b2"), of=OF))
    assert [len(one.items) for one in made if one.items] == [1, 1]


def test_a_row_that_hers_is_part_of_is_not_named_and_one_that_is_part_of_hers_stands_alone() -> None:
    attack = claim(coding=coded(merged_into="00000000000000b1"))
    hers = violence(coding=coded(merged_into="00000000000000c3"))
    made, _ = published(told(attack, hers, claim(id="00000000000000c3")))
    codings = {item.claim.id: item.claim.coding for one in made for item in one.items}
    own, other = (codings[key] for key in codings if key not in (attack.id, "00000000000000c3")), codings[attack.id]
    (coding,) = own
    assert coding is not None and coding.merged_into == "withheld"
    assert other is not None and other.merged_into is None


def test_a_toll_that_is_shared_stays_with_the_others_and_her_own_is_told() -> None:
    shared = CountLine(low=6, best=6, high=6, group="g1", evidence=(span("six"),))
    made, _ = published(told(claim(fatalities=shared), violence(fatalities=shared)))
    assert [item.claim.fatalities is None for one in made for item in one.items] == [False, True]
    made, _ = published(told(claim(), violence(fatalities=shared)))
    toll = made[-1].items[0].claim.fatalities
    assert toll is not None and (toll.low, toll.group, toll.evidence) == (6, None, ())


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(actor("her uncle", None, None), id="kin"),
        pytest.param(actor("a teacher", "civ", "Civilians"), id="civilian"),
        pytest.param(actor("Omar Said", None, "State forces"), id="named"),
        pytest.param(actor("Lions of Wadi Nur", "lions", "Political militia"), id="group-that-no-registry-has"),
    ],
)
def test_who_did_it_is_told_only_of_an_armed_actor_of_the_registry(who: Any) -> None:
    line = violence(actor1=who, assoc_actor1=(who, ARMY), coding=coded(actor1=who.name, assoc_actor1=who.name))
    made, _ = published(told(line, of=OF))
    words = ("uncle", "teacher", "Omar Said", "Wadi Nur", "Lions")
    assert leaks({"told": written(one for one in made if one.items)}, words=words) == []


def test_a_claim_of_hers_that_is_left_out_is_counted_and_nothing_else() -> None:
    made, left = published(told(violence(), of=OF), told(claim()), profile=Profile(choose=Choose(countries=("TCD",))))
    assert made == []
    assert [(one.claim, one.report, one.rule) for one in left] == [
        ("00000000000000a1", "report-ffffffffffff", "profile/country"),
        ("withheld", "withheld", "profile/country"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "months", "day"),
    [
        pytest.param("2031-02-27", "2031-02-27", ("2031-02-01", "2031-02-28"), "2031-02-14", id="february"),
        pytest.param("2031-01-30", "2031-02-02", ("2031-01-01", "2031-02-28"), "2031-01-30", id="two-months"),
        pytest.param("1899-12-31", "1899-12-31", ("1899-12-01", "1899-12-31"), "1899-12-16", id="long-ago"),
    ],
)
def test_days_are_told_by_month(start: str, end: str, months: tuple[str, str], day: str) -> None:
    made, _ = published(told(violence(date=DateLine(start=start, end=end))))
    line = made[-1].items[0].claim
    assert line.date is not None and (line.date.start, line.date.end) == months
    assert line.coding is not None and line.coding.event_date == day


def test_days_may_be_told_where_the_profile_says_so_and_what_is_no_day_is_not() -> None:
    made, _ = published(told(violence()), profile=withholding(survivors_days="day"))
    line = made[-1].items[0].claim
    assert line.date is not None and line.date.start == "2031-03-03"
    made, _ = published(told(violence(date=DateLine(start="in March", end="in March"))))
    assert made[-1].items[0].claim.date is None


def test_a_coder_who_looked_at_it_is_not_told_by_the_number_of_the_decision() -> None:
    whole = Told(report=OF, items=(Item(claim=violence(), standing="approved", decisions=(7, 8)),))
    made, _ = published(whole)
    (item,) = made[-1].items
    assert (item.standing, item.decisions) == ("approved", ())
