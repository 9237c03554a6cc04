"""What is withheld is withheld everywhere; what is not is as it was."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from leaks import leaks
from safe_making import (
    ACTORS,
    ARMY,
    REBELS,
    actor,
    claim,
    coded,
    in_house,
    only,
    place,
    published,
    report,
    source,
    span,
    told,
    withholding,
    written,
)

from khaldun.publish.export.coarsen import NoGround
from khaldun.publish.export.profile import Profile, Withhold, Words
from khaldun.publish.export.record import Record
from khaldun.records.facts import Fallback
from khaldun.records.lines import CountLine, PlaceLine, QuantityLine, StatedLine, WeaponLine

NAME = "name withheld"


def changed(value, **changes):  # type: ignore[no-untyped-def]
    return msgspec.structs.replace(value, **changes)


def test_a_claim_without_anything_to_withhold_keeps_its_values() -> None:
    made = only(claim(fatalities=CountLine(low=2, best=2, high=2, evidence=(span("two"),))))
    assert (made.id, made.event_type, made.date.start if made.date else None) == (
        "00000000000000a1",
        "Battles",
        "2031-03-03",
    )
    assert made.place is not None and made.place.name == "Marsa"
    assert (made.place.latitude, made.place.longitude, made.place.precision) == (12.3, 45.6, 1)
    assert made.actor1 is not None and made.actor1.name == ACTORS["mil"]
    assert made.fatalities is not None and made.fatalities.low == 2
    assert made.coding == claim().coding
    assert made.notes == (
        "Armed clash, 2031-03-03, Marsa (Ostra, SDN). Sides: Military Forces of Velia; Liberation Front of Ostra. "
        "Deaths: 2. The report says so itself."
    )


def test_no_word_of_the_report_is_published() -> None:
    text = "Soldiers fought rebels at Marsa on 3 March, said somebody who must not be known."
    line = claim(
        notes=text,
        weapons=(WeaponLine(quote="old rifles of the somebody", class_="firearm"),),
        quantities=(QuantityLine(what="houses of Somebody", low=3), QuantityLine(what="vehicles", low=2)),
        coding=coded(
            notes=(
                "Placed at the house of somebody.",
                "6 deaths were reported for 2 places or days together; 3 counted here.",
            )
        ),
    )
    of = report(
        text=text,
        title="Somebody saw it",
        byline="Somebody",
        dateline="Somebody's town",
        tags=("somebody",),
        url="https://herald.example/2031/somebody-saw-it?x=1#y",
        warnings=("somebody",),
        metadata={
            "byline": StatedLine(evidence=(span("Somebody"),)),
            "publisher": StatedLine(evidence=(span("Ostra Herald"),)),
        },
    )
    made, _ = published(told(line, of=of))
    assert leaks({"all": written(made)}, words=("Somebody", "fought", "3 March")) == []
    (one,) = made
    assert one.report is not None
    assert (one.report.id, one.report.name, one.report.url) == (
        "f" * 64,
        f"report-{'f' * 12}",
        "https://herald.example/",
    )
    assert (one.report.publisher, one.report.published) == ("Ostra Herald", "2031-03-05")
    kept = one.items[0].claim
    assert kept.trigger is not None and (kept.trigger.start, kept.trigger.end, kept.trigger.quote) == (0, 6, "")
    assert [each.what for each in kept.quantities] == ["things", "vehicles"]
    assert kept.coding is not None and kept.coding.notes == (
        "6 deaths were reported for 2 places or days together; 3 counted here.",
    )


PERSON = actor("Amal Hadi", quote="Amal Hadi, 34, a nurse")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(claim(actor2=PERSON, coding=coded(actor2="Amal Hadi")), id="actor"),
        pytest.param(
            claim(assoc_actor1=(ARMY, PERSON), coding=coded(assoc_actor1="Military Forces of Velia; Amal Hadi")),
            id="list-of-actors",
        ),
        pytest.param(claim(sources=(source("Amal Hadi"), source("war monitor"))), id="source"),
        pytest.param(
            claim(actor2=actor("x", "civ", "Civilians", quote="the nurse Amal Hadi")), id="words-for-civilians"
        ),
        pytest.param(claim(actor2=PERSON, place=place("Amal Hadi Street")), id="place-called-alike"),
        pytest.param(claim(actor2=PERSON, id="amal_hadi-7", group="amalhadi"), id="ids"),
        pytest.param(
            claim(actor2=PERSON, actor1=actor("Amal Hadi Brigade", quote="Amal Hadi Brigade")),
            id="body-called-after-them",
        ),
        pytest.param(
            claim(actor2=actor("someone", "made-up", "Civilians", quote="AMAL-HADI")), id="id-that-no-registry-has"
        ),
    ],
)
def test_a_private_persons_name_stands_nowhere(line) -> None:  # type: ignore[no-untyped-def]
    of = report(
        name="2031-03-03 Amal Hadi",
        title="Amal Hadi killed",
        publisher="The Amal Hadi Blog",
        url="https://amal-hadi.example/a",
    )
    for profile in (Profile(), in_house()):
        made, left = published(told(line, of=of), profile=profile)
        assert not left
        assert leaks({"all": written(made)}, words=("Amal Hadi",)) == []


def test_who_is_withheld_is_told_as_withheld_by_a_rule() -> None:
    made = only(
        claim(
            actor2=PERSON,
            sources=(source("a priest"),),
            coding=coded(actor2="Amal Hadi", assoc_actor2="Police; Amal Hadi"),
        )
    )
    assert made.actor2 is not None and made.actor2.name == NAME and made.actor2.rules == ("publish/withheld-name",)
    assert made.actor2.evidence == ()
    assert [one.name for one in made.sources] == [NAME]
    assert made.coding is not None and (made.coding.actor2, made.coding.assoc_actor2) == (NAME, f"Police; {NAME}")


def test_a_name_inside_another_word_is_no_leak_and_stays() -> None:
    made = only(claim(actor2=actor("Mars"), place=place("Marsa")))
    assert made.place is not None and made.place.name == "Marsa"


def test_in_house_words_go_on_without_the_name_and_its_parts() -> None:
    notes = "Soldiers shot Amal Hadi. Hadi’s brother fled; AMAL\u00a0HADI had taught at Marsa."
    made = only(claim(actor2=PERSON, notes=notes, trigger=span("shot Amal Hadi")), profile=in_house())
    assert made.notes == "Soldiers shot [withheld]. [withheld]’s brother fled; [withheld] had taught at Marsa."
    assert made.trigger is not None and made.trigger.quote == "shot [withheld]"


# ---- Places ----
EXACT = (12.345678, 45.678912)


def test_a_point_that_is_no_settlements_own_is_rounded_and_says_so() -> None:
    pin = changed(place(), latitude=EXACT[0], longitude=EXACT[1])
    record = Record()
    (made,), _ = published(told(claim(place=pin)), record=record)
    found = made.items[0].claim
    assert found.place is not None
    assert (found.place.latitude, found.place.longitude) == (12.35, 45.68)
    assert (found.place.precision, found.place.where_prec, found.place.gazetteer_id) == (2, 2, None)
    assert found.place.rules[-1] == "publish/rounded-point"
    assert (
        found.coding is not None
        and found.coding.geo_precision == 2
        and found.coding.rules[-1] == "publish/rounded-point"
    )
    assert record.points == {EXACT}
    assert leaks({"all": written([made])}, points=[EXACT]) == []


@pytest.mark.parametrize("feature", ["facility", "airbase", "neighbourhood", ""])
def test_what_is_finer_than_a_settlement_is_rounded(feature: str) -> None:
    made = only(claim(place=place("Low Bridge", feature=feature, latitude=EXACT[0], longitude=EXACT[1])))
    assert made.place is not None and made.place.latitude == 12.35
    assert made.place.candidates == ()
    assert bytes(made.place.geometry) == b"null"


@pytest.mark.parametrize("feature", ["settlement", "region", "district", "country"])
def test_a_settlements_or_regions_point_is_its_own(feature: str) -> None:
    made = only(claim(place=place("Marsa", feature=feature, latitude=EXACT[0], longitude=EXACT[1])))
    assert made.place is not None and (made.place.latitude, made.place.longitude) == EXACT
    assert made.place.precision == 1


def unplaced(back: Fallback, **more: Any) -> PlaceLine:
    """A place that no gazetteer has, which another stands in for."""
    nowhere = {"name": None, "latitude": None, "longitude": None, "gazetteer_id": None, "candidates": ()}
    return changed(place("Umm Sidra"), unresolved=True, fallback=back, **nowhere, **more)


def test_where_an_unresolved_place_is_put_is_rounded_too() -> None:
    back = Fallback(rule="acled/near", name="Marsa", latitude=EXACT[0], longitude=EXACT[1], precision=2)
    made = only(claim(place=unplaced(back)))
    assert made.place is not None and made.place.fallback is not None
    assert (made.place.name, made.place.quote, made.place.fallback.latitude) == ("Umm Sidra", "Umm Sidra", 12.35)


@pytest.mark.parametrize(
    ("stand_in", "told"),
    [pytest.param("Marsa", 2, id="a-town"), pytest.param("Marsa hospital", 1, id="a-sensitive-site")],
)
def test_the_words_for_what_stands_in_are_told_where_that_is_told(stand_in: str, told: int) -> None:
    back = Fallback(rule="acled/near", name=stand_in, latitude=EXACT[0], longitude=EXACT[1], precision=2)
    made = only(claim(place=unplaced(back, evidence=(span("Umm Sidra"), span(stand_in, 40)))))
    assert made.place is not None and (made.place.fallback is not None) == (told == 2)
    assert len(made.place.evidence) == told and made.place.evidence[0].start == span("Umm Sidra").start


def test_a_whole_region_may_be_asked_for() -> None:
    made = only(claim(), profile=withholding(coordinates="region"))
    assert made.place is not None
    assert (made.place.name, made.place.latitude, made.place.precision) == ("Ostra", 13.5, 3)


@pytest.mark.parametrize(
    ("name", "feature"),
    [
        pytest.param("Al-Noor hospital", "facility", id="hospital"),
        pytest.param("مستشفى النور", "facility", id="hospital-in-arabic"),
        pytest.param("École Sainte-Marie", "facility", id="school-in-french"),
        pytest.param("Abu Tawil camp", "camp", id="camp"),
        pytest.param("Abu Tawil", "camp", id="camp-by-its-kind"),
        pytest.param("house of Amal Hadi", "", id="home"),
        pytest.param("Nasma shelter", "facility", id="shelter"),
    ],
)
def test_a_sensitive_site_is_told_by_its_settlement(name: str, feature: str) -> None:
    site = place(name, feature=feature, latitude=EXACT[0], longitude=EXACT[1])
    other = claim(
        id="00000000000000a2",
        notes=f"Near {name} it was calm.",
        place=changed(site, quote="the yard", name="the yard", candidates=()),
    )
    for profile in (Profile(), in_house()):
        record = Record()
        made, left = published(
            told(claim(place=site, notes=f"They fought at {name}."), other, of=report(title=name, name=name)),
            profile=profile,
            record=record,
        )
        assert not left
        for item in made[0].items:
            spot = item.claim.place
            assert spot is not None
            assert (spot.name, spot.latitude, spot.precision, spot.candidates, spot.evidence) == (
                "Marsa",
                12.3,
                2,
                (),
                (),
            )
            assert spot.rules == ("publish/settlement-only",)
        assert leaks({"all": written(made)}, words=[name], points=[EXACT]) == []
        assert record.counts["site"] == 2
        assert EXACT in record.points


def test_a_site_without_a_settlement_near_it_is_told_by_its_region_without_a_point() -> None:
    site = place("Al-Noor hospital", feature="facility")
    (made,), _ = published(told(claim(place=site)), ground=NoGround())
    spot = made.items[0].claim.place
    assert spot is not None and (spot.name, spot.latitude, spot.precision) == ("Ostra", None, 3)


def test_an_army_camp_is_no_shelter() -> None:
    made = only(claim(place=place("Dabba army camp", feature="base", latitude=EXACT[0])))
    assert made.place is not None and made.place.name == "Dabba army camp" and made.place.latitude == 12.35


def test_sites_may_be_told_where_the_profile_says_so() -> None:
    made = only(claim(place=place("Al-Noor hospital", feature="facility")), profile=withholding(sites=False))
    assert made.place is not None and made.place.name == "Al-Noor hospital"


# ---- Words of the user's own ----
def test_a_place_that_is_withheld_goes_with_its_point_and_everything_called_so() -> None:
    near = claim(id="00000000000000a2", place=changed(place(), quote="the town", name="The Town", candidates=()))
    line = claim(sources=(source("Marsa Council"),), actor1=actor("Marsa Brigade"), notes="At MARSA.")
    made, _ = published(
        told(line, near, of=report(name="marsa-1", url="https://marsa.example/")), profile=withholding("Marsa")
    )
    assert leaks({"all": written(made)}, words=["Marsa"], points=[(12.3, 45.6)], digits=0) == []
    for item in made[0].items:
        assert item.claim.place is not None and item.claim.place.name == "Ostra"
        assert item.claim.place.rules == ("publish/withheld-word",)


def test_a_region_that_is_withheld_leaves_its_country() -> None:
    made, _ = published(told(claim()), profile=withholding("Ostra"), ground=NoGround())
    assert leaks({"all": written(made)}, words=["Ostra"]) == []
    spot = made[0].items[0].claim.place
    assert spot is not None and (spot.name, spot.admin1, spot.country, spot.where_prec) == ("SDN", None, "SDN", 6)


def test_an_actor_of_the_registry_goes_with_its_id_where_the_profile_says_so() -> None:
    made = only(claim(), profile=withholding("Liberation Front of Ostra"))
    assert made.actor2 is not None and (made.actor2.id, made.actor2.name) == (None, NAME)
    assert made.coding is not None and made.coding.actor2 == NAME


def test_persons_may_be_told_where_the_profile_says_so_but_for_its_words() -> None:
    line = claim(actor2=PERSON, sources=(source("Omar Said"),), coding=coded(actor2="Amal Hadi"))
    made = only(line, profile=withholding("Omar Said", names=False))
    assert made.actor2 is not None and made.actor2.name == "Amal Hadi"
    assert [one.name for one in made.sources] == [NAME]


# ---- Reports and ids ----
@pytest.mark.parametrize(
    ("kind", "url", "shown"),
    [
        pytest.param("site", "https://herald.example:8443/a/amal?b=c", "https://herald.example/", id="site"),
        pytest.param("full", "https://herald.example/a/b", "https://herald.example/a/b", id="full"),
        pytest.param(
            "full", "https://herald.example/amal%2Dhadi-shot", "https://herald.example/", id="full-with-a-name"
        ),
        pytest.param(
            "full", "https://herald.example/amalhadi", "https://herald.example/", id="full-with-a-name-in-one"
        ),
        pytest.param("site", "https://amalhadi.example/", None, id="site-called-so"),
        pytest.param("none", "https://herald.example/", None, id="none"),
        pytest.param("site", "not an address", None, id="no-address"),
    ],
)
def test_addresses_are_as_long_as_they_may_be(kind: str, url: str, shown: str | None) -> None:
    profile = Profile(words=Words(addresses=kind))  # type: ignore[arg-type]
    (made,), _ = published(told(claim(actor2=PERSON), of=report(url=url)), profile=profile)
    assert made.report is not None and made.report.url == shown


def test_ids_that_hold_a_name_are_made_anew_and_rows_stay_joined() -> None:
    first = claim(id="amal-hadi-1", actor2=PERSON)
    second = claim(id="amal-hadi-2", actor2=PERSON, coding=coded(merged_into="amal-hadi-1"))
    (made,), _ = published(told(first, second))
    one, two = (item.claim for item in made.items)
    assert one.id != two.id and len(one.id) == len(two.id) == 16
    assert two.coding is not None and two.coding.merged_into == one.id
    again, _ = published(told(first, second))
    assert [item.claim.id for item in again[0].items] == [one.id, two.id]


def test_a_report_without_an_id_is_called_by_nothing_of_its_name() -> None:
    line = claim(report=msgspec.structs.replace(claim().report, id=None, name="amal-hadi"))
    made, _ = published(msgspec.structs.replace(told(line), report=None))
    assert made[0].report is None
    assert made[0].items[0].claim.report.name.startswith("report-")
    assert leaks({"all": written(made)}, words=["amal-hadi"]) == []


def test_what_was_withheld_is_counted_by_reason_and_said_without_it() -> None:
    record = Record()
    lines = (
        claim(actor2=PERSON, sources=(source("Omar Said"),)),
        claim(id="00000000000000a2", place=place("Al-Noor hospital", feature="facility")),
        claim(id="00000000000000a3", place=place("Low Bridge", feature="facility", latitude=EXACT[0])),
    )
    published(told(*lines), record=record)
    assert dict(record.counts) == {"name": 2, "site": 1, "point": 1}
    assert record.stated() == (
        ("private persons' names", 2),
        ("sensitive sites told by their settlement, district or region", 1),
        ("points rounded to about a kilometre", 1),
    )
    assert leaks({"said": repr(record.stated()).encode()}, words=["Amal Hadi", "Omar Said", "Al-Noor"]) == []


def test_what_is_withheld_twice_is_as_what_is_withheld_once() -> None:
    made, _ = published(told(claim(actor2=PERSON, place=place("Low Bridge", feature="facility", latitude=EXACT[0]))))
    again, _ = published(*made)
    one, two = made[0].items[0].claim, again[0].items[0].claim
    assert (one.actor2, one.sources, one.notes) == (two.actor2, two.sources, two.notes)
    assert one.place is not None and two.place is not None and one.place.latitude == two.place.latitude


def test_a_profile_that_withholds_nothing_leaves_what_there_is() -> None:
    loose = Withhold(coordinates="exact", names=False, sites=False, survivors=False)
    line = claim(
        actor2=PERSON,
        place=place("Al-Noor hospital", feature="facility", latitude=EXACT[0]),
        sources=(source("Omar Said"),),
    )
    record = Record()
    (made,), _ = published(told(line), profile=Profile(withhold=loose), record=record)
    kept = made.items[0].claim
    assert kept.place is not None and (kept.place.name, kept.place.latitude) == ("Al-Noor hospital", EXACT[0])
    assert kept.actor2 is not None and kept.actor2.name == "Amal Hadi"
    assert not record.counts
    assert REBELS.name == ACTORS["reb"]


@pytest.mark.parametrize(
    "word", ['Am"al Hadi', "Am\\al Hadi", "Hadi\u2019s House", "Amal\tHadi", "Ha\u00addi", "Гадин"]
)
def test_a_word_is_found_however_records_write_it(word: str) -> None:
    made, _ = published(told(claim(actor1=actor(f"{word} Brigade"))), profile=withholding(word, names=False))
    first = made[0].items[0].claim.actor1
    assert first is not None and first.name == "name withheld"
    of = report(publisher=f"The {word} Herald")
    made, _ = published(told(claim(), of=of), profile=withholding(word))
    assert made[0].report is not None and made[0].report.publisher == "The [withheld] Herald"


def test_a_hash_says_nothing_by_chance_and_a_name_of_its_letters_does() -> None:
    words = withholding("Abed")
    assert only(claim(id="00abed0000000000"), profile=words).id == "00abed0000000000"
    assert only(claim(id="abedabedabedabed"), profile=words).id != "abedabedabedabed"
