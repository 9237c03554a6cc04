"""Publishing profiles: safe where nothing is said, and wrong ones told by their field."""

from __future__ import annotations

from pathlib import Path

import pytest

from khaldun.errors import DataError
from khaldun.publish.export.profile import SAFE, Hold, Profile, Withhold, Words, load_profile

ROOT = Path(__file__).parents[3]


def load(folder: Path, text: str) -> Profile:
    (folder / "p.toml").write_text(text, encoding="utf-8")
    return load_profile(folder / "p.toml")


def test_an_empty_profile_is_the_safe_one(tmp_path: Path) -> None:
    assert load(tmp_path, "") == SAFE
    assert SAFE.opened() == ()


def test_a_profile_says_what_it_says_and_is_safe_in_the_rest(tmp_path: Path) -> None:
    choose = '[choose]\ncountries = ["SDN"]\nsince = 2031-01-01\nconfidence = 0.5'
    text = f'name = "ours"\n{choose}\n[withhold]\nwords = ["Amal"]'
    profile = load(tmp_path, text)
    assert profile.choose.countries == ("SDN",)
    assert str(profile.choose.since) == "2031-01-01"
    assert profile.withhold == Withhold(words=("Amal",))
    assert profile.hold == Hold()
    assert profile.opened() == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("[withold]\n", "withold", id="part-misspelled"),
        pytest.param(
            "[withhold]\nname = false\n", "field withhold: Object contains unknown field `name`", id="field-unknown"
        ),
        pytest.param("[withhold]\nnames = 'no'\n", "field withhold.names", id="type-wrong"),
        pytest.param("[hold]\nmovements = -1\n", "field hold.movements", id="days-negative"),
        pytest.param("[choose]\nreview = ['seen']\n", "field choose.review[0]", id="state-unknown"),
        pytest.param("[choose]\nreview = []\n", "field choose.review", id="states-none"),
        pytest.param("[choose]\ncountries = ['Sudan']\n", "field choose.countries[0]", id="country-no-code"),
        pytest.param("[choose]\nconfidence = 1.5\n", "field choose.confidence", id="confidence-over-one"),
        pytest.param("[choose]\nsince = 2031-02-01\nuntil = 2031-01-01\n", "field choose.until", id="days-reversed"),
        pytest.param("[withhold]\ncoordinates = 'city'\n", "field withhold.coordinates", id="level-unknown"),
        pytest.param("[withhold]\nwords = ['Amal', '!']\n", "field withhold.words[1]", id="word-of-no-letters"),
        pytest.param("[choose\n", "is not TOML", id="no-toml"),
        pytest.param("\x00", "is not TOML", id="binary"),
    ],
)
def test_a_wrong_profile_is_told_by_file_and_field(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError) as told:
        load(tmp_path, text)
    assert said in told.value.message
    assert "p.toml" in told.value.message


def test_a_profile_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        load_profile(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("profile", "opened"),
    [
        pytest.param(Profile(hold=Hold(movements=0)), ("hold.movements",), id="held-no-day"),
        pytest.param(Profile(hold=Hold(movements=90)), (), id="held-longer"),
        pytest.param(Profile(withhold=Withhold(coordinates="region")), (), id="coarser"),
        pytest.param(Profile(withhold=Withhold(coordinates="exact")), ("withhold.coordinates",), id="exact"),
        pytest.param(Profile(withhold=Withhold(survivors=False)), ("withhold.survivors",), id="survivors"),
        pytest.param(Profile(words=Words(notes="report")), ("words.notes",), id="sentences"),
        pytest.param(Profile(words=Words(addresses="none")), (), id="no-addresses"),
    ],
)
def test_what_a_profile_loosens_is_said(profile: Profile, opened: tuple[str, ...]) -> None:
    assert profile.opened() == opened


def test_every_field_is_documented_with_its_default() -> None:
    page = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    for name in ("choose", "hold", "withhold", "words"):
        for field in getattr(SAFE, name).__struct_fields__:
            assert f"`{name}.{field}`" in page
