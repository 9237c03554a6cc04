"""Folding: spellings that must meet, names that must not, and the laws that every name obeys."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from khaldun.text.folding import Folding
from khaldun.text.spelling import spelling_steps
from khaldun.tools.gazetteer.rules import load_folding

NAMES = st.text(
    st.one_of(
        st.sampled_from("abcdefghijklmnopqrstuvwxyzABCĀāīūḩşçğöüšž'’-. "),
        st.characters(min_codepoint=0x0400, max_codepoint=0x045F),
        st.characters(min_codepoint=0x0621, max_codepoint=0x064A),
        st.characters(min_codepoint=0x1200, max_codepoint=0x135A),
        st.characters(min_codepoint=0x1000, max_codepoint=0x104F),
        st.characters(codec="utf-8"),
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def folding() -> Folding:
    return load_folding()


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param("al-Qamishly", "Qamishli", id="article-and-final-y"),
        pytest.param("El Fasher", "Fasher", id="el"),
        pytest.param("Tell Tamr", "Tal Tamr", id="tell-tal"),
        pytest.param("Ain Issa", "‘Ayn ‘Īsá", id="ain-ayn"),
        pytest.param("Kafar Nabl", "Kfar Nabl", id="kafar-kfar"),
        pytest.param("Deir Hafer", "Dayr Hafer", id="deir-dayr"),
        pytest.param("Douma", "Duma", id="ou-u"),
        pytest.param("Hizareen", "Hizarin", id="ee-i"),
        pytest.param("Hasakeh", "Al-Ḩasakah", id="ta-marbuta"),
        pytest.param("Qasimiyah", "Qasimiya", id="iyah-iya"),
        pytest.param("Sarrin", "Sarin", id="doubled-letter"),
        pytest.param("Ma'arrat Hurmah", "Maaret Hurma", id="maarat"),
        pytest.param("Sheikh Miskin", "Shaykh Miskīn", id="sheikh"),
        pytest.param("Oum Dukhun", "Umm Dukhun", id="umm"),
        pytest.param("IDLIB", "Idlib", id="case"),
        pytest.param("Şırnak", "Shirnak", id="kurdish-and-turkish-sh"),
        pytest.param("Mekelle", "መቐለ", id="amharic"),
    ],
)  # fmt: skip
def test_spellings_that_fold_to_one(folding: Folding, one: str, other: str) -> None:
    assert folding.fold(one) == folding.fold(other)


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param("Kafar Sijnah", "Kafr Sajnah", id="latin-vowels"),
        pytest.param("Kafr Sajnah", "كفر سجنة", id="arabic"),
        pytest.param("Qamishli", "القامشلي", id="arabic-article"),
        pytest.param("Ma'arat Hurmah", "معرة حرمة", id="arabic-construct"),
        pytest.param("Deir ez-Zor", "دير الزور", id="arabic-inner-article"),
        pytest.param("Deir ez-Zor", "Dayr az Zawr", id="vowels-and-glides"),
        pytest.param("Bakhmut", "Бахмут", id="cyrillic"),
        pytest.param("Haifa", "חיפה", id="hebrew-final-he"),
        pytest.param("Ramallah", "רמאללה", id="hebrew"),
        pytest.param("Qamişlo", "قامشلو", id="kurdish-in-two-scripts"),
        pytest.param("Gondar", "ጎንደር", id="amharic"),
        pytest.param("Mrauk-U", "မြောက်ဦး", id="burmese"),
        pytest.param("Pokrovsk", "Покровськ", id="ukrainian-soft-sign"),
        pytest.param("Kharkiv", "Харків", id="ukrainian-i"),
        pytest.param("Zaporizhzhia", "Запоріжжя", id="ukrainian-zh"),
        pytest.param("Kafranbel", "Kafr Nabl", id="written-together"),
        pytest.param("Qardaha", "Kardaha", id="q-k"),
        pytest.param("Chaykh", "Sheikh", id="french-ch"),
        pytest.param("Šaʿīrāt", "Shairat", id="s-caron"),
    ],
)
def test_spellings_that_share_their_consonants(folding: Folding, one: str, other: str) -> None:
    assert folding.skeleton(one) == folding.skeleton(other)


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param("Jbala", "Jablah", id="jbala-jablah"),
        pytest.param("Heemo", "Hama", id="heemo-hama"),
        pytest.param("Sarrin", "Sarmin", id="sarrin-sarmin"),
        pytest.param("Kherson", "Kharsun", id="kherson-kharsun"),
    ],
)
def test_names_that_stay_apart_when_folded(folding: Folding, one: str, other: str) -> None:
    assert folding.fold(one) != folding.fold(other)


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param("Sarrin", "Sarmin", id="m"),
        pytest.param("Kharkiv", "Karkiv", id="kh-k"),
        pytest.param("Shinan", "Sinan", id="sh-s"),
        pytest.param("Hama", "Hamat", id="t"),
    ],
)
def test_consonants_that_stay_apart(folding: Folding, one: str, other: str) -> None:
    assert folding.skeleton(one) != folding.skeleton(other)


def test_a_name_of_articles_keeps_its_last(folding: Folding) -> None:
    assert folding.fold("Al") == "al"


def test_letters_read_aloud_have_a_bare_key_too(folding: Folding) -> None:
    assert folding.keys("Çınar") == ("chinar", "cinar")


def test_canonical_words_are_their_own_fold(folding: Folding) -> None:
    wrong = {word for word in folding.words if folding.fold(f"q {word}") != f"q {word}"}
    assert wrong == set()


@given(NAMES)
def test_folding_twice_changes_nothing(name: str) -> None:
    folding = load_folding()
    assert folding.fold(folding.fold(name)) == folding.fold(name)


@given(NAMES)
@example("\ufe77")
def test_plain_twice_changes_nothing(name: str) -> None:
    folding = load_folding()
    assert folding.plain(folding.plain(name)) == folding.plain(name)


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz '-éüş"), max_size=30))
def test_case_does_not_matter(name: str) -> None:
    folding = load_folding()
    assert folding.fold(name.upper()) == folding.fold(name)


@given(
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz '-"), min_size=1, max_size=30), st.sampled_from(["al-", "the "])
)
def test_an_article_before_a_name_does_not_matter(name: str, article: str) -> None:
    folding = load_folding()
    if folding.fold(name):
        assert folding.fold(article + name) == folding.fold(name)


@given(NAMES)
def test_equal_folds_have_equal_consonants(name: str) -> None:
    folding = load_folding()
    assert folding.skeleton(folding.fold(name)) == folding.skeleton(name)


@given(NAMES)
def test_keys_are_lower_case_without_spaces(name: str) -> None:
    key = load_folding().key(name)
    assert key == key.casefold()
    assert " " not in key


@pytest.mark.parametrize(
    "asked, matched, steps",
    [
        pytest.param("Idlib", "IDLIB", (), id="case-alone"),
        pytest.param("Bāniyās", "Baniyas", (), id="marks-alone"),
        pytest.param("al-Qamishli", "Qamishli", ("article al dropped",), id="article"),
        pytest.param("Qamishli", "القامشلي", ("Arabic script", "article ال dropped", "vowels"), id="arabic"),
        pytest.param("Ain Issa", "Ayn Issa", ("ain → ayn",), id="word"),
        pytest.param("Sarrin", "Sarin", ("doubled letter",), id="doubled-letter"),
        pytest.param("Douma", "Duma", ("ou/u",), id="habit"),
        pytest.param("Tell Tamr", "Tall Tamr", ("tell → tal", "tall → tal"), id="two-words-for-one"),
        pytest.param("Kafr Nabl", "Kafrnabl", ("written together",), id="written-together"),
        pytest.param("Sarrin", "Surran", ("vowels",), id="vowels"),
        pytest.param("Qardaha", "Kardaha", ("like consonants: qrdh/krdh",), id="like-consonants"),
        pytest.param("Chinar", "Shinar", ("like consonants: chnr/shnr",), id="sh-ch"),
        pytest.param("Sarrin", "Sarmin", ("doubled letter", "a consonant more: m"), id="one-more"),
        pytest.param("Sarmin", "Sarrin", ("doubled letter", "a consonant left out: m"), id="one-less"),
        pytest.param("Sarmin", "Sarbin", ("another consonant: m/b",), id="another"),
        pytest.param("Бахмут", "Bakhmut", ("Cyrillic script",), id="cyrillic"),
        pytest.param("Çınar", "Cinar", ("letters without their marks",), id="bare-letters"),
    ],
)
def test_the_steps_by_which_spellings_meet(folding: Folding, asked: str, matched: str, steps: tuple[str, ...]) -> None:
    assert spelling_steps(folding, asked, matched) == steps


@given(NAMES, NAMES)
def test_there_are_few_steps_and_none_between_a_name_and_itself(name: str, other: str) -> None:
    folding = load_folding()
    assert spelling_steps(folding, name, name) == ()
    assert len(spelling_steps(folding, name, other)) <= 6
