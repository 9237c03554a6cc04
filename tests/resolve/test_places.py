"""Which place a mention means: by what the report states, by its neighbours, by kind, by population last."""

from __future__ import annotations

import pytest
from places_making import Draft, FakeGazetteer

from khaldun.records.annotations import Annotated, Mention
from khaldun.records.base import Span
from khaldun.records.facts import PlaceFact
from khaldun.records.reports import Article
from khaldun.resolve.gazetteer_protocol import Place
from khaldun.resolve.places import resolve_places


def town(name: str, lat: float, lon: float, admin1: str | None = None, country: str = "SYR", **more: object) -> Place:
    number = abs(hash((name, lat, lon, str(more)))) + 1
    return Place(
        id=f"{name}@{lat},{lon}", name=name, latitude=lat, longitude=lon, country=country, admin1=admin1,
        same=number, **more,  # type: ignore[arg-type]
    )  # fmt: skip


PLACES = (
    town("Syria", 34.8, 39.0, feature="country", population=17_000_000),
    town("India", 22.0, 79.0, country="IND", feature="country", population=1_300_000_000),
    town("Iraq", 33.3, 44.4, country="IRQ", feature="country", population=38_000_000),
    town("Idlib", 35.93, 36.63, "Idlib", feature="region"),
    town("Hama", 35.13, 36.75, "Hama", feature="region"),
    town("Idlib", 35.931, 36.634, "Idlib", population=128_840),
    town("Ariha", 35.81, 36.60, "Idlib", population=39_000),
    town("Marra", 35.64, 36.67, "Idlib", population=90_000),
    town("Khan", 35.44, 36.65, "Idlib", population=34_000),
    town("Salqin", 36.14, 36.45, "Idlib", population=23_000),
    town("Luwaybid", 35.533, 36.927, "Idlib"),
    town("Furayk", 35.76, 36.36, "Idlib"),
    town("Mashrafa", 35.54, 36.905, "Idlib"),
    town("Mushrifa", 35.764, 36.391, "Idlib"),
    town("Mashrafa", 34.70, 37.00, "Homs", population=900),
    town("Jablah", 35.36, 35.93, "Latakia", population=80_000),
    town("Sarmin", 35.90, 36.72, "Idlib", population=14_000),
    town("Zuf", 35.95, 36.60, "Idlib"),
    town("Qamishli", 37.05, 41.23, "Hasakah", population=184_000),
    town("Qamishli Airport", 37.02, 41.19, "Hasakah", feature="airport"),
    town("Tripoli", 32.88, 13.19, "Tripoli", "LBY", population=1_150_000),
    town("Tripoli", 34.43, 35.84, "North", "LBN", population=229_000),
    town("Beirut", 33.89, 35.49, "Beirut", "LBN", population=1_900_000),
    town("Istanbul", 41.01, 28.95, "Istanbul", "TUR", population=15_000_000),
    town("Italy", 42.8, 12.8, country="ITA", feature="country", population=60_000_000),
    town("Turkey", 39.0, 35.0, country="TUR", feature="country", population=82_000_000),
    town("Turin", 45.07, 7.69, "Piedmont", "ITA", population=870_000),
    town("Karanja", 20.48, 77.49, None, "IND", population=67_907),
    town("Nagpur", 21.15, 79.08, None, "IND", population=120_000),
    town("Border Post", 36.9, 41.5, None, "IRQ", population=2_000),
    town("Springfield", 39.8, -89.6, None, "USA", population=114_394),
    town("Springfield", 42.1, -72.6, None, "USA", population=155_929),
)
GAZETTEER = FakeGazetteer(PLACES, other_names={"Augusta": "Turin", "Stamboul": "Istanbul"})


def resolve(draft: Draft) -> dict[int, PlaceFact]:
    return resolve_places(draft.article(), draft.annotated(), GAZETTEER)


def fact_of(draft: Draft, mention: int) -> PlaceFact:
    return resolve(draft)[mention]


def spot(fact: PlaceFact) -> tuple[float | None, float | None]:
    return fact.latitude, fact.longitude


def test_neighbours_in_the_text_tell_namesakes_apart() -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Luwaybid")
    first = draft.place("Mesherfa")
    draft.start("Later. ")
    draft.place("Furayk")
    second = draft.place("Mesherfa", container=None, sense="village")
    third = draft.start("Elsewhere. ").place("al-Moshrifa")
    facts = resolve(draft)
    assert spot(facts[first]) in {(35.54, 36.905), (35.764, 36.391)}
    assert facts[first].gazetteer_id == facts[second].gazetteer_id, "one name twice is one place"
    assert facts[third].candidates


@pytest.mark.parametrize(
    "neighbour, expected",
    [pytest.param("Luwaybid", (35.54, 36.905), id="east"), pytest.param("Furayk", (35.764, 36.391), id="west")],
)
def test_the_village_follows_its_neighbour(neighbour: str, expected: tuple[float, float]) -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place(neighbour)
    village = draft.place("Mesherfa", "village of Mesherfa", sense="village")
    fact = resolve(draft)[village]
    assert spot(fact) == expected
    assert {one.latitude for one in fact.candidates} >= {35.54, 35.764, 34.70}
    assert any(reason.startswith("neighbours") for reason in fact.candidates[0].reasons)


def test_scores_of_candidates_fall_and_lie_between_0_and_1() -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Furayk")
    fact = fact_of(draft, draft.place("Mesherfa"))
    scores = [one.score for one in fact.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Jbala", id="consonants-alone-far-from-all"),
        pytest.param("Sarrin", id="one-letter-off"),
        pytest.param("Nowhere", id="in-no-gazetteer"),
    ],
)
def test_a_likeness_without_context_is_never_chosen(name: str) -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Qamishli")
    fact = fact_of(draft, draft.place(name))
    assert fact.unresolved
    assert spot(fact) == (None, None)


def test_a_folded_name_alone_is_not_chosen_but_kept() -> None:
    draft = Draft().start()
    name = draft.place("al-Qamishlih")
    fact = resolve(draft)[name]
    assert fact.unresolved
    assert [one.name for one in fact.candidates][:1] == ["Qamishli"]


def test_a_folded_name_in_its_country_is_chosen() -> None:
    draft = Draft(tags=("Middle East, SYRIA",)).start()
    name = draft.place("al-Qamishlih")
    fact = resolve(draft)[name]
    assert (fact.name, fact.precision) == ("Qamishli", 1)
    assert "places/folded" in fact.rules
    assert "places/context-country" in fact.rules


@pytest.mark.parametrize(
    ("beside", "country"),
    [
        pytest.param(("Idlib", "Ariha"), None, id="far-from-all-that-is-told-of-beside-it"),
        pytest.param(("Nagpur",), "IND", id="near-a-place-beside-it"),
        pytest.param((), "IND", id="told-of-alone"),
    ],
)
def test_a_folded_name_far_from_its_neighbours_is_not_chosen(beside: tuple[str, ...], country: str | None) -> None:
    draft = Draft(tags=("Syria", "India")).start()
    for name in beside:
        draft.place(name)
    fact = fact_of(draft, draft.place("al-Karanjah"))
    assert fact.country == country
    assert [one.name for one in fact.candidates] == ["Karanja"]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        pytest.param("Augusta", None, id="another-name-of-a-town-far-from-all-beside-it"),
        pytest.param("Turin", "ITA", id="its-own-name"),
        pytest.param("Stamboul", "TUR", id="another-name-of-a-city-of-the-world"),
    ],
)
def test_another_name_far_from_its_neighbours_is_a_namesakes(name: str, country: str | None) -> None:
    draft = Draft(tags=("Syria", "Italy", "Turkey")).start()
    draft.place("Idlib")
    draft.place("Ariha")
    assert fact_of(draft, draft.place(name)).country == country


def test_namesakes_in_two_countries_follow_the_neighbour() -> None:
    draft = Draft().start()
    draft.place("Beirut")
    assert fact_of(draft, draft.place("Tripoli")).country == "LBN"


@pytest.mark.parametrize(
    ("name", "country"),
    [
        pytest.param("Karanja", None, id="a-namesake-far-abroad"),
        pytest.param("Istanbul", "TUR", id="a-big-city-abroad"),
        pytest.param("Border Post", "IRQ", id="near-the-reports-own-places"),
        pytest.param("Springfield", None, id="two-namesakes-far-abroad"),
    ],
)
def test_a_place_abroad_needs_more_than_its_name(name: str, country: str | None) -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Qamishli")
    draft.place("Idlib")
    fact = fact_of(draft, draft.place(name))
    assert fact.country == country
    assert fact.candidates, "the namesake stays a candidate"


def test_a_city_of_another_country_brings_it_in() -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Qamishli")
    assert fact_of(draft, draft.place("Karanja")).unresolved
    draft.place("Nagpur")
    assert fact_of(draft, 1).country == "IND"


def test_population_ranks_last_and_alone_chooses_only_the_far_bigger() -> None:
    draft = Draft().start()
    fact = fact_of(draft, draft.place("Tripoli"))
    assert (fact.candidates[0].country, fact.unresolved) == ("LBY", True)


def test_equals_without_context_stay_unresolved() -> None:
    draft = Draft().start()
    fact = fact_of(draft, draft.place("Springfield"))
    assert (fact.unresolved, len(fact.candidates), fact.confidence) == (True, 2, 0.0)


def test_what_a_place_lies_in_decides() -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Furayk")
    homs = draft.place("Homs")
    village = draft.place("Mashrafa", container=homs)
    other = Draft(tags=("Syria",)).start()
    region = other.place("Idlib")
    inside = other.place("Mashrafa", container=region)
    assert resolve(other)[inside].admin1 == "Idlib"
    assert resolve(other)[inside].evidence == (other.mentions[inside].span, other.mentions[region].span)
    lying = (draft.mentions[village].span, draft.mentions[homs].span)
    assert resolve(draft)[village].evidence[:2] == lying, "not known: it rests on what stands in for it too"


@pytest.mark.parametrize(
    "head, values, precision, rule",
    [
        pytest.param("Ariha", {}, 1, "places/exact", id="town"),
        pytest.param("Ariha", {"near": True}, 2, "places/near", id="near-a-town"),
        pytest.param("Idlib", {"part": "southern"}, 2, "acled/geo-part", id="part-of-a-region"),
        pytest.param("Syria", {}, 3, "acled/geo-region", id="country"),
        pytest.param("Syria", {"part": "northeastern"}, 3, "acled/geo-part", id="part-of-a-country"),
        pytest.param("Qamishli", {"sense": "airbase"}, 1, "places/kind", id="airbase"),
    ],
)
def test_precision_by_rule(head: str, values: dict[str, object], precision: int, rule: str) -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Marra")
    fact = fact_of(draft, draft.place(head, **values))
    assert (fact.precision, rule in fact.rules) == (precision, True)


@pytest.mark.parametrize(
    "part, expected",
    [
        pytest.param("southern", "Marra", id="southern"),
        pytest.param("northern", "Idlib", id="northern"),
        pytest.param("south-eastern", "Luwaybid", id="between-two"),
    ],
)
def test_a_part_of_a_region_is_put_at_its_biggest_town_there(part: str, expected: str) -> None:
    draft = Draft(tags=("Syria",)).start()
    fact = fact_of(draft, draft.place("Idlib", part=part))
    place = next(place for place in PLACES if place.name == expected and place.feature == "settlement")
    assert fact.name == "Idlib"
    assert spot(fact) in {(place.latitude, place.longitude)}


def test_an_unknown_village_of_a_list_falls_back_on_its_neighbour() -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Ariha")
    unknown = draft.place("Zzunknown")
    draft.place("Marra")
    fallback = resolve(draft)[unknown].fallback
    assert fallback is not None
    assert (fallback.rule, fallback.precision, fallback.name) == ("acled/geo-near", 2, "Ariha")


def test_an_unknown_village_of_a_region_falls_back_on_the_region() -> None:
    draft = Draft(tags=("Syria",)).start()
    region = draft.place("Hama")
    fact = fact_of(draft, draft.place("Zzunknown", container=region))
    assert fact.fallback is not None
    assert (fact.fallback.rule, fact.fallback.precision, fact.fallback.name) == ("acled/geo-region", 3, "Hama")
    assert "acled/geo-region" in fact.rules


def test_an_unknown_hill_near_a_town_falls_back_on_the_town() -> None:
    draft = Draft(tags=("Syria",)).start()
    near = draft.place("Ariha")
    fact = fact_of(draft, draft.place("Zzunknown", "Zzunknown hill", sense="hill", container=near))
    assert fact.unresolved
    assert fact.fallback is not None
    assert (fact.fallback.name, fact.fallback.precision) == ("Ariha", 2)


def test_what_stands_in_is_told_with_its_words() -> None:
    draft = Draft(tags=("Syria",)).start()
    near = draft.place("Ariha")
    unknown = draft.place("Zzunknown")
    spans = draft.mentions[unknown].span, draft.mentions[near].span
    assert resolve(draft)[unknown].evidence == spans


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        pytest.param(("Ariha", "Salqin"), "Hama", id="among-places-of-its-country"),
        pytest.param(("Salqin", "Nagpur"), "Hama", id="a-place-of-its-country-right-before"),
        pytest.param(("Turin", "Nagpur"), None, id="among-places-of-other-countries"),
    ],
)
def test_a_region_told_of_elsewhere_stands_in_where_the_report_still_is(
    beside: tuple[str, str], expected: str | None
) -> None:
    draft = Draft(tags=("Syria", "India", "Italy")).start()
    draft.place("Hama")
    draft.start("Elsewhere. ", block=1).place(beside[0])
    unknown = draft.start("Then. ", block=2).place("Zzunknown")
    draft.start("Later. ", block=3).place(beside[1])
    fallback = resolve(draft)[unknown].fallback
    assert (fallback.name if fallback is not None else None) == expected


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        pytest.param("Ariha", "Idlib", id="a-town"),
        pytest.param("Nagpur", "Hama", id="the-only-place-of-its-country"),
        pytest.param("Beirut", "Hama", id="a-great-city"),
    ],
)
def test_the_region_of_a_town_of_the_paragraph_stands_in(beside: str, expected: str) -> None:
    draft = Draft(tags=("Syria", "India", "Lebanon")).start()
    draft.place("Hama")
    draft.place("Salqin")
    draft.start("Then. ", block=1).place(beside)
    unknown = draft.start("There. ", block=1).place("Zzunknown")
    draft.start("Later. ", block=2).place("Jablah")
    fallback = resolve(draft)[unknown].fallback
    assert fallback is not None
    assert (fallback.name, fallback.rule) == (expected, "acled/geo-region")


@pytest.mark.parametrize(
    ("sense", "country"),
    [
        pytest.param("", "TUR", id="a-city-that-all-know"),
        pytest.param("city", "TUR", id="called-a-city"),
        pytest.param("district", None, id="called-a-district"),
        pytest.param("village", None, id="called-a-village"),
    ],
)
def test_no_city_far_abroad_is_called_a_village(sense: str, country: str | None) -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Qamishli")
    draft.place("Idlib")
    assert fact_of(draft, draft.place("Istanbul", sense=sense)).country == country


@pytest.mark.parametrize(
    ("beside", "country"),
    [pytest.param("Qamishli", None, id="far-from-all"), pytest.param("Ariha", "SYR", id="beside-a-place")],
)
def test_a_name_of_three_letters_in_another_spelling_needs_a_neighbour(beside: str, country: str | None) -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place(beside)
    assert fact_of(draft, draft.place("al-Zufh")).country == country


def test_words_that_name_nothing_are_not_looked_up() -> None:
    draft = Draft(tags=("Syria",)).start()
    draft.place("Ariha")
    fact = fact_of(draft, draft.place("border", "the border", sense="border"))
    assert (fact.unresolved, fact.candidates) == (True, ())


def test_every_mention_of_a_place_gets_a_fact_and_no_other() -> None:
    draft = Draft().start()
    ids = {draft.place(name) for name in ("Ariha", "Nowhere", "Syria")}
    assert set(resolve(draft)) == ids


def test_a_report_without_places_has_none() -> None:
    assert resolve(Draft().start()) == {}


def test_more_context_never_makes_a_place_less_sure() -> None:
    bare, stated = Draft().start(), Draft(tags=("Syria",)).start()
    assert fact_of(stated, stated.place("Ariha")).confidence >= fact_of(bare, bare.place("Ariha")).confidence


def test_a_part_that_belongs_to_a_name_is_no_part() -> None:
    """ "South Kivu" is a region of its own; "southern Idlib" and "South Idlib" are parts of one."""
    gazetteer = FakeGazetteer([
        Place(id="r:n", name="South Kivu", latitude=-2.5, longitude=28.8, country="COD", admin1="South Kivu",
              admin2=None, feature="region", population=0, same=1),
        Place(id="a:k", name="Kivu", latitude=-1.7, longitude=29.2, country="COD", admin1=None, admin2=None,
              feature="area", population=0, same=2),
    ])  # fmt: skip
    for words, name in (("South Kivu", "South Kivu"), ("southern Kivu", "Kivu")):
        span, head = Span(start=0, end=len(words), quote=words), Span.of(words, len(words) - 4, len(words))
        mention = Mention(id=0, kind="place", span=span, head=head, sentence=0, part=words.split()[0].lower())
        annotated = Annotated(report_id="r", method="test", sentences=(), mentions=(mention,), triggers=(), links=())
        article = Article(report_id="r", name="r", text=words, blocks=(), language="en", reader="text/1")
        assert resolve_places(article, annotated, gazetteer)[0].name == name
