"""Reports that try to carry what is withheld past an export: each with the words and points that must stand nowhere.

All of it is invented. Reports of one profile are exported together, so every word is sought in one attack alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec
from msgspec.structs import replace
from safe_making import actor, claim, coded, place, report, source, span

from khaldun.records.facts import Candidate, Fallback
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    ContractLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    QuantityLine,
    ReportLine,
    ReportRef,
    SoftwareLine,
    WeaponLine,
)

Point = tuple[float, float]
# "safe": no profile at all; "own": words of the user's own; "house": the report's words, as far as any profile goes.
Profiles = Literal["safe", "own", "house"]


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    """Reports with their claims, and what may stand in no file. `own` are words that the user's profile withholds,
    where these are what must not stand; `points` may be told with two digits, `secret` ones not even so. `extra` are
    fields beside the contract's, as somebody else's program may write them into each claim."""

    name: str
    lines: tuple[ContractLine, ...]
    words: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    secret: tuple[Point, ...] = ()
    own: tuple[str, ...] = ()
    extra: dict[str, Any] = {}


ATTACKS: list[Attack] = []
Parts = tuple[list[ClaimLine], dict[str, Any]]


def attack(
    *words: str,
    points: Iterable[Point] = (),
    secret: Iterable[Point] = (),
    own: Iterable[str] = (),
    extra: dict[str, Any] | None = None,
) -> Callable[[Callable[[], Parts]], Callable[[], Parts]]:
    """Makes an attack of claims and of what their report has beside its text; ids and days are its own."""

    def made(parts: Callable[[], Parts]) -> Callable[[], Parts]:
        name = parts.__name__.replace("_", "-")
        claims, more = parts()
        number = hashlib.sha256(name.encode()).hexdigest()
        of = report(**{"id": number, "name": "flash", "published": "2026-03-05", **more})
        lines = [of, *(_joined(each, at, of) for at, each in enumerate(claims))]
        ATTACKS.append(
            Attack(
                name=name,
                lines=tuple(lines),
                words=words,
                points=tuple(points),
                secret=tuple(secret),
                own=tuple(own),
                extra=extra or {},
            )
        )
        return parts

    return made


def _joined(one: ClaimLine, at: int, of: ReportLine) -> ClaimLine:
    own = hashlib.sha256(f"{of.id} {at}".encode()).hexdigest()[:16]
    return replace(one, id=own if one.id == claim().id else one.id, report=ReportRef(id=of.id, name=of.name))


def line(**changes: Any) -> ClaimLine:
    """A claim of a day that is past."""
    day = DateLine(start="2026-03-03", end="2026-03-03", precision=1, evidence=(span("3 March"),))
    coding = coded(event_date="2026-03-03", country="SDN")
    return claim(**{"date": day, "coding": coding, "place": town(), **changes})


def town(name: str = "Kutum", point: Point = (14.2, 24.6667), **changes: Any) -> PlaceLine:
    return replace(place(name, latitude=point[0], longitude=point[1]), admin1="North Darfur", admin2=None, **changes)


def spot(name: str, point: Point, feature: str = "facility", **changes: Any) -> PlaceLine:
    made = place(name, feature=feature, latitude=point[0], longitude=point[1])
    return replace(made, admin1="North Darfur", admin2=None, **changes)


def person(name: str, quote: str | None = None) -> ActorLine:
    return actor(name, quote=quote)


def candidate(name: str, point: Point, id_: str = "osm:1", feature: str = "settlement") -> Candidate:
    return Candidate(
        name=name,
        gazetteer_id=id_,
        latitude=point[0],
        longitude=point[1],
        score=0.5,
        reasons=(f"near {name}",),
        country="SDN",
        feature=feature,
    )


def geojson(data: dict[str, Any]) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(data))


# ---- Names of private persons ----
@attack("Zoë Ñandutí-Åström", "Nanduti")
def a_name_with_accents_that_is_written_without_them() -> Parts:
    return [
        line(actor2=person("Zoë Ñandutí-Åström")),
        line(actor1=person("Zoe Nanduti-Astrom Brigade"), place=town("Nanduti\u2011Astrom Zoe")),
    ], {"publisher": "The ZOE\u00a0NANDUTI-ASTROM Herald"}


@attack("أمل الهادي", "الهادي")
def an_arabic_name_with_vowels_and_joined_to_and() -> Parts:
    return [
        line(actor2=person("أمل الهادي")),
        line(place=town("شارع أَمَل الهَادِي"), sources=(source("وأمل الهادي"),)),
    ], {"publisher": "مدونة أمـل الهادي", "title": "مقتل أمل الهادي"}


@attack("Yusuf al-Mazri", "Mazri", "Mazry")
def a_name_in_another_transliteration() -> Parts:
    return [
        line(actor2=person("Yusuf al-Mazri")),
        line(actor1=person("Youssef El Mazry Brigade")),
        line(place=town("Yousef Almazri Street")),
    ], {}


@attack("سميرة القاضي", "Qadi", "Samira")
def a_name_in_arabic_here_and_in_latin_there() -> Parts:
    return [line(actor2=person("سميرة القاضي")), line(actor1=person("Samira al-Qadi Brigade"))], {}


@attack("Abdelrahman Tigani", "Tigani")
def a_name_whose_parts_are_joined_and_parted() -> Parts:
    return [
        line(actor2=person("Abd al-Rahman Tigani")),
        line(actor1=person("Abdelrahman Tigani Battalion"), place=town("Abdulrahman-Tigani")),
    ], {}


@attack("Warda Bilqaid", "Bilqaid")
def a_name_with_the_family_first() -> Parts:
    return [line(actor2=person("Warda Bilqaid")), line(actor1=person("Bilqaid, Warda Committee"))], {
        "publisher": "BILQAID Warda Foundation"
    }


@attack("Teresa Ombala", "Ombala")
def a_name_behind_a_word_of_the_codebook() -> Parts:
    return [
        line(actor2=person("Teachers Teresa Ombala")),
        line(actor2=person("Women (Teresa Ombala)")),
        line(actor2=person("Children of Teresa Ombala"), coding=coded(actor2="Civilians (Teresa Ombala)")),
        line(actor2=person("Farmers; Teresa Ombala"), coding=coded(assoc_actor2="Students; Teresa Ombala")),
    ], {}


@attack("Kemal Duruözü", "Duruozu")
def a_name_in_every_id() -> Parts:
    return [
        line(
            id="kemal-duruözü-1",
            actor2=actor("Kemal Duruözü", "kemal-duruozu"),
            group="kemal duruözü",
            fatalities=CountLine(low=2, best=2, high=2, group="kemalduruozu"),
            place=town(gazetteer_id="osm:kemal-duruozu"),
        ),
        line(id="KemalDuruozu2", coding=coded(merged_into="kemal-duruözü-1")),
    ], {"id": "interview-kemal-duruozu"}


@attack("Ngozi Adébáyò", "Adebayo")
def a_name_in_the_name_and_address_of_a_report() -> Parts:
    return [line(actor2=person("Ngozi Adébáyò"))], {
        "name": "2026-03-03 ngozi_adebayo interview",
        "url": "https://ngozi-adebayo.example/ngozi%20ad%C3%A9b%C3%A1y%C3%B2",
        "title": "Ngozi Adébáyò speaks",
        "byline": "Ngozi Adébáyò",
        "tags": ("Ngozi Adébáyò",),
        "dateline": "Ngozi Adébáyò's house",
        "warnings": ("no page of Ngozi Adébáyò",),
    }


HOST = "أنورالسقاف".encode("idna").decode()


@attack("أنور السقاف", HOST)
def a_name_in_a_host_in_code() -> Parts:
    return [line(actor2=person("أنور السقاف"))], {"url": f"https://{HOST}.example/"}


@attack("Lupita Queztal", "Queztal")
def a_name_in_candidates_and_areas() -> Parts:
    named = candidate("Lupita Queztal Plaza", (14.3, 24.7), "osm:lupitaqueztal")
    area = {
        "type": "Feature",
        "properties": {"name": "Lupita Queztal"},
        "geometry": {"type": "Point", "coordinates": [24.7, 14.3]},
    }
    home = town()
    return [
        line(
            actor2=person("Lupita Queztal"),
            place=replace(home, candidates=(*home.candidates, named), geometry=geojson(area)),
        )
    ], {}


@attack("Bartolo Szymczyk", "Szymczyk")
def a_name_in_fields_of_codes() -> Parts:
    coding = coded(
        codebook="bartolo-szymczyk/1",
        rules=("coder/bartolo-szymczyk",),
        disorder_type="killing of Bartolo Szymczyk",
        excluded=None,
    )
    return [
        line(
            actor2=person("Bartolo Szymczyk"),
            coding=coding,
            event_type="Killing of Bartolo Szymczyk",
            sub_event_type="Bartolo Szymczyk",
            rules=("coder/bartolo-szymczyk",),
            method="interview of Bartolo Szymczyk/1",
            weapons=(WeaponLine(quote="rifle", class_="rifle of Bartolo Szymczyk"),),
            quantities=(QuantityLine(what="houses of Bartolo Szymczyk", low=3, group="bartoloszymczyk"),),
            assoc_actor2=(actor("the army", "mil", "bodyguards of Bartolo Szymczyk"),),
        )
    ], {
        "language": "the language of Bartolo Szymczyk",
        "software": SoftwareLine(
            version="Bartolo Szymczyk",
            reader="rules/1+bartolo-szymczyk",
            gazetteer="Bartolo Szymczyk@1",
            registry="Bartolo Szymczyk",
            codebook="Bartolo Szymczyk",
        ),
    }


@attack("Ifeoma Nwankpa", "Nwankpa")
def a_name_that_days_are_counted_from() -> Parts:
    day = DateLine(start="2026-03-03", end="2026-03-03", anchor="wedding of Ifeoma Nwankpa")
    return [line(actor2=person("Ifeoma Nwankpa"), date=day)], {}


@attack(
    "Oksana Trebukh",
    "Trebukh",
    extra={"standing": "accepted", "marks": ["told by Oksana Trebukh"], "read": ["Oksana Trebukh"]},
)
def a_name_in_marks_that_a_file_brings_along() -> Parts:
    return [line(actor2=person("Oksana Trebukh"))], {}


@attack('Dalia "Umm Wafra" Sekkou', "Sekkou")
def a_name_with_quotes_in_it() -> Parts:
    return [
        line(actor2=person('Dalia "Umm Wafra" Sekkou')),
        line(actor1=person('Dalia "Umm Wafra" Sekkou Brigade'), sources=(source('Dalia\\"Umm Wafra" Sekkou Council'),)),
    ], {"publisher": 'Dalia "Umm Wafra" Sekkou Post'}


@attack("Fenna\u200dTadla Oirschot", "Oirschot")
def a_name_with_what_is_not_seen_in_it() -> Parts:
    return [
        line(actor2=person("Fenna Tadla Oirschot")),
        line(actor1=person("Fenna\u00ad Tad\u200bla Oir\u2060schot Brigade")),
    ], {}


# ---- Sites, and points ----
CLINIC = (14.215372, 24.681927)


@attack("Al-Wafidin", points=[CLINIC])
def a_clinic_told_again_without_its_word_and_as_a_pin() -> Parts:
    again = spot("the yard", CLINIC, "")
    return [
        line(place=spot("Al-Wafidin clinic", CLINIC)),
        line(place=again, notes="In the yard."),
        line(place=replace(town("Kutum"), candidates=(candidate("the yard", CLINIC),))),
        line(actor1=person("Al-Wafidin clinic guards")),
    ], {"publisher": "Al-Wafidin clinic news"}


PIN = (13.612847, 25.351962)


@attack("25.351962", "13.612847", "25.3519", "13.6128", points=[PIN])
def a_point_written_in_words_and_ids() -> Parts:
    return [
        line(place=replace(spot("13.612847, 25.351962", PIN), gazetteer_id="pin:13.612847,25.351962")),
        line(place=replace(spot("POINT(25.351962 13.612847)", PIN), quote="POINT (25.351962 13.612847)")),
        line(
            place=PlaceLine(
                quote="13.6128 25.3519",
                country="SDN",
                unresolved=True,
                fallback=Fallback(
                    rule="acled/geo-fallback-near",
                    name="13.6128N 25.3519E",
                    latitude=PIN[0],
                    longitude=PIN[1],
                    precision=2,
                ),
            )
        ),
    ], {}


@attack("36'46.2", "21'07.1", "s7g3kq9w", "8G73J972+4Q", "35PNC1234567890")
def a_point_in_other_notations() -> Parts:
    def lost(words: str) -> PlaceLine:
        return PlaceLine(quote=words, country="SDN", admin1="North Darfur", unresolved=True)

    return [
        line(place=lost("13°36'46.2\"N 25°21'07.1\"E")),
        line(place=lost("geohash s7g3kq9w")),
        line(place=lost("8G73J972+4Q")),
        line(place=lost("35PNC1234567890")),
    ], {}


HOUSE = (13.641873, 25.338127)


@attack(points=[HOUSE])
def a_point_in_the_area_of_a_town() -> Parts:
    ring = [[25.338127, 13.641873], [25.338227, 13.641873], [25.338227, 13.641973], [25.338127, 13.641873]]
    shapes = (
        {"type": "Point", "coordinates": [25.338127, 13.641873]},
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [25.338127, 13.641873]}]},
    )
    return [line(place=replace(town(), geometry=geojson(shape))) for shape in shapes], {}


# ---- Words of the user's own ----
NUR = (14.105, 24.205)


@attack("Wadi Zummar", own=["Wadi Zummar"], secret=[NUR])
def a_place_of_ones_own_among_candidates_and_fallbacks() -> Parts:
    home = town()
    back = Fallback(rule="acled/geo-fallback-near", name="the well", latitude=NUR[0], longitude=NUR[1], precision=2)
    lost = PlaceLine(quote="Umm Hawa", country="SDN", admin1="North Darfur", unresolved=True, fallback=back)
    return [
        line(place=replace(town("Wadi Zummar", NUR), gazetteer_id="osm:77")),
        line(place=replace(home, candidates=(*home.candidates, candidate("Wadi Zummar", NUR, "osm:77")))),
        line(place=replace(home, candidates=(*home.candidates, candidate("Wadi Azraq", NUR, "osm:78")))),
        line(place=lost),
        line(
            place=replace(
                home, geometry=geojson({"type": "LineString", "coordinates": [[24.205, 14.105], [24.9, 14.9]]})
            )
        ),
    ], {}


@attack("Firqat al-Hamza", "الحمزة", own=["Firqat al-Hamza", "فرقة الحمزة"])
def a_group_of_ones_own_in_two_scripts() -> Parts:
    return [
        line(actor1=person("Firqat Al Hamza"), sources=(source("spokesman of فِرقة الحمزة"),)),
        line(assoc_actor1=(person("FIRQAT-AL-HAMZA"),), notes="فرقة الحمزة came."),
    ], {"publisher": "Firqat\u00a0al\u2011Hamza Media", "name": "firqat_al_hamza.txt"}


@attack("Tesfaye", own=["Tesfaye"])
def a_word_of_ones_own_in_every_field() -> Parts:
    home = replace(town("Tesfaye"), admin1="Tesfaye Region")
    word = "Tesfaye"
    return [
        line(
            id="tesfaye1",
            place=home,
            actor1=actor(word, word, word),
            group=word,
            sources=(source(word),),
            fatalities=CountLine(low=1, best=1, high=1, group=word, rules=(word,)),
            deaths=(DeathLine(of="actor2", low=1, best=1, high=1, group=word, rules=(word,)),),
            rules=(word,),
            method=word,
            notes=f"{word}.",
        )
    ], {"publisher": word, "original_publisher": word, "title": word, "name": word, "id": word, "language": word}


@attack("Teresa Mbongwana", "Mbongwana")
def a_name_as_handles_and_hashtags_write_it() -> Parts:
    return [
        line(actor2=person("Teresa Mbongwana")),
        line(actor1=person("#JusticeForTeresaMbongwana Movement"), sources=(source("@TeresaMbongwana1990 channel"),)),
        line(place=town("TeresaMbongwana-Square")),
    ], {"publisher": "TeresaMbongwana2 News"}


@attack("Rania Belgacem", "Belgacem")
def a_name_in_stances_divisions_and_fallbacks() -> Parts:
    home = town()
    back = Fallback(rule="coder/rania-belgacem", name="Rania Belgacem", latitude=14.2, longitude=24.7, precision=2)
    lost = PlaceLine(quote="Umm Hawa", country="SDN", admin1="Rania Belgacem", unresolved=True, fallback=back)
    return [
        line(actor2=person("Rania Belgacem"), place=replace(home, admin2="Rania Belgacem quarter")),
        line(place=lost, actor1=replace(person("Military Forces of Sudan"), stance="the men who shot Rania Belgacem")),
    ], {}


@attack("Idris Wakeel", "Wakeel")
def a_name_in_the_codes_own_notes_and_lists() -> Parts:
    coding = coded(
        event_date="2026-03-03",
        country="SDN",
        actor1="Military Forces of Sudan (shot Idris Wakeel)",
        assoc_actor1="Police; Idris Wakeel; Military Forces of Sudan",
        notes=("Idris Wakeel was among them.", "6 deaths were reported for 2 places or days together; 3 counted here."),
        interaction="State forces-Idris Wakeel",
        civilian_targeting="Idris Wakeel",
    )
    return [line(actor2=person("Idris Wakeel"), coding=coding)], {}


BRIDGE = (13.651234, 25.361234)


@attack("13.651234", "25.361234", points=[BRIDGE])
def a_point_in_ids_addresses_and_titles() -> Parts:
    return [
        line(id="pin-13.651234-25.361234", group="g:13.651234,25.361234", place=spot("Low Bridge", BRIDGE)),
        line(id="other", coding=coded(event_date="2026-03-03", country="SDN", merged_into="pin-13.651234-25.361234")),
    ], {
        "id": "13.651234_25.361234",
        "name": "13.651234_25.361234.txt",
        "title": "Fight at 13.651234, 25.361234",
        "url": "https://herald.example/map?ll=13.651234%2C25.361234",
    }


@attack("13.66123", "25.37123", points=[BRIDGE])
def a_point_in_names_of_actors_and_things() -> Parts:
    return [
        line(
            actor1=person("fighters at 13.66123 25.37123"),
            sources=(source("residents near 13.66123 25.37123"),),
            quantities=(QuantityLine(what="houses 13.66123 25.37123", low=3),),
            place=spot("Low Bridge", BRIDGE),
        )
    ], {}


ANNEX, NEAR_IT = (14.331234, 24.551234), (14.331634, 24.551634)


@attack("المأمون", "Al-Maamoun hospital", points=[ANNEX, NEAR_IT])
def a_hospital_in_two_scripts_and_a_pin_beside_it() -> Parts:
    return [
        line(place=spot("مستشفى المأمون", ANNEX)),
        line(place=spot("Al-Maamoun hospital", ANNEX)),
        line(place=spot("the car park", NEAR_IT, "")),
        line(place=replace(town(), candidates=(*town().candidates, candidate("Annex", NEAR_IT)))),
    ], {"publisher": "Al-Maamoun hospital press office"}


VALLEY = (14.405, 24.405)


@attack("Jabal Zerga", own=["Jabal Zerga"], secret=[VALLEY])
def candidates_in_a_region_of_ones_own() -> Parts:
    there = replace(candidate("Umm Dereisa", VALLEY, "osm:91"), admin1="Jabal Zerga State")
    return [line(place=replace(town(), candidates=(*town().candidates, there)))], {}


@attack("Hamadto", own=["Hamadto"])
def a_word_of_ones_own_joined_to_others() -> Parts:
    return [
        line(id="x-hamadto-1", actor1=person("Hamadto's men")),
        line(place=town("Wad-Hamadto"), notes="HAMADTO, again.", sources=(source("«Hamadto» Council"),)),
    ], {"url": "https://news.example/%68amadto/1", "name": "2026_Hamadto", "publisher": "Hamadto/Reuters"}
