"""Publishing profiles: safe where nothing is said, and wrong ones told by their field."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace
from safe_making import DAY, actor, claim, place, published, report, written

from khaldun.cli.main import run
from khaldun.errors import DataError
from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.profile import SAFE, Hold, Profile, Withhold, Words, load_profile
from khaldun.records.base import Span
from khaldun.records.codec import encode_lines
from khaldun.records.lines import ConfidenceLine, CountLine

ROOT = Path(__file__).parents[3]
PARTS = ("choose", "hold", "withhold", "words")


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


# ---- Each field says something: what is published with another value than the default ----
PIN = (12.345678, 45.678912)
SAID = "Amal Hadi was shot by the army in the yard of Noor clinic at Marsa on 3 March."


def everything() -> tuple[Told, ...]:
    """A report with a claim for each thing that a profile may withhold, hold back or leave out."""
    of = report(text=SAID, title="Shot at Noor", name="interview-7", url="https://herald.example/noor?id=7")
    strategic = {"event_type": "Strategic developments", "actor2": None}
    toll = CountLine(low=2, best=2, high=2)
    claims = (
        claim(id="00000000000000a1", notes=SAID, trigger=Span(start=14, end=18, quote="shot"), fatalities=toll),
        claim(id="00000000000000a2", actor2=actor("Amal Hadi"), date=None),
        claim(id="00000000000000a3", place=place("Noor clinic", feature="facility", latitude=PIN[0], longitude=PIN[1])),
        claim(
            id="00000000000000a4", place=place("Low Bridge", feature="bridge", latitude=12.401234, longitude=45.701234)
        ),
        claim(id="00000000000000a5", event_type="Violence against civilians", sub_event_type="Sexual violence"),
        claim(id="00000000000000a6", sub_event_type="Change to group/activity", **strategic),
        claim(id="00000000000000a7", sub_event_type="Other", notes="Two Su-24s stand there.", **strategic),
        claim(id="00000000000000a8", place=replace(place("Tine"), country="TCD", precision=2)),
        claim(id="00000000000000a9", place=None, confidence=ConfidenceLine(claim=0.2)),
    )
    items = tuple(Item(claim=each, standing="approved" if each.id.endswith("a1") else "draft") for each in claims)
    return (Told(report=of, items=items),)


def publish(text: str, folder: Path, day: dt.date = DAY) -> tuple[str, set[str]]:
    """All that is published under a profile, and the claims that are left out, by the ends of their ids."""
    made, left = published(*everything(), profile=load(folder, text), day=day)
    return written(made).decode(), {f"{one.claim[-2:]} {one.rule}" for one in left}


SOON = dt.date(2031, 3, 10)
# Field: a profile that sets it alone, then what it leaves out, or words that it adds to (+) or takes from (-) the rest.
FIELDS = {
    "choose.review": ('[choose]\nreview = ["approved"]', "a8 profile/review"),
    "choose.confidence": ("[choose]\nconfidence = 0.5", "a9 profile/confidence"),
    "choose.countries": ('[choose]\ncountries = ["SDN"]', "a8 profile/country"),
    "choose.since": ("[choose]\nsince = 2031-03-04", "a1 profile/days"),
    "choose.until": ("[choose]\nuntil = 2031-03-03", "a2 profile/days"),
    "choose.toll": ('[choose]\ntoll = "deaths"', "a3 profile/toll"),
    "choose.place": ('[choose]\nplace = "settlement"', "a8 profile/place"),
    "withhold.coordinates": ('[withhold]\ncoordinates = "exact"', "+45.701234"),
    "withhold.names": ("[withhold]\nnames = false", "+Amal Hadi"),
    "withhold.sites": ("[withhold]\nsites = false", "+Noor clinic"),
    "withhold.survivors": ("[withhold]\nsurvivors = false", "+00000000000000a5"),
    "withhold.survivors_days": ('[withhold]\nsurvivors_days = "day"', "-2031-03-31"),
    "withhold.words": ('[withhold]\nwords = ["Tine"]', "-Tine"),
    "words.notes": ('[words]\nnotes = "report"', "+was shot by the army"),
    "words.evidence": ("[words]\nevidence = true", '+"quote":"shot"'),
    "words.titles": ("[words]\ntitles = true\n[withhold]\nsurvivors = false", "+Shot at "),
    "words.reports": ('[words]\nreports = "name"\n[withhold]\nsurvivors = false', "+interview-7"),
    "words.addresses": ('[words]\naddresses = "none"', "-herald.example"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_changes_what_is_published(field: str, tmp_path: Path) -> None:
    text, what = FIELDS[field]
    before, left_before = publish("", tmp_path)
    after, left = publish(text, tmp_path)
    assert left_before == set()
    if what[0] in "+-":
        assert (what[1:] in before, what[1:] in after) == ((False, True) if what[0] == "+" else (True, False))
    else:
        assert what in left
        assert "00000000000000a1" in after or what.startswith("a1")


@pytest.mark.parametrize(("field", "claim"), [("hold.movements", "a6"), ("hold.platforms", "a7")])
def test_what_is_held_back_comes_when_its_time_is_over(field: str, claim: str, tmp_path: Path) -> None:
    part, name = field.split(".")
    text = f"[{part}]\n{name} = 5"
    assert f"{claim} profile/{name}" in publish("", tmp_path, SOON)[1]
    assert f"{claim} profile/{name}" in publish(text, tmp_path, dt.date(2031, 3, 8))[1]
    assert f"{claim} profile/{name}" not in publish(text, tmp_path, dt.date(2031, 3, 9))[1]


def test_every_field_is_held_to_what_it_says() -> None:
    fields = [f"{part}.{field}" for part in PARTS for field in getattr(SAFE, part).__struct_fields__]
    assert sorted([*FIELDS, "hold.movements", "hold.platforms"]) == sorted(fields)


def test_a_profile_that_leaves_out_all_says_so_and_writes_nothing(
    exporting: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "claims.jsonl").write_bytes(b"".join(encode_lines([report(), claim(), claim(id="00000000000000a2")])))
    (tmp_path / "p.toml").write_text('name = "Iceland"\n[choose]\ncountries = ["ISL"]\n')
    command = ["export", "csv", str(tmp_path / "claims.jsonl"), "-o", str(tmp_path / "out.csv")]
    assert run([*command, "--profile", str(tmp_path / "p.toml")]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "the profile 'Iceland' leaves out all 2 claims (2 by profile/country)" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.jsonl", "p.toml"]


def test_every_field_is_documented_with_its_default() -> None:
    page = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    for name in PARTS:
        for field in getattr(SAFE, name).__struct_fields__:
            assert f"`{name}.{field}`" in page
