"""Every rule has one text, and every text is of a rule that there is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from naming import can_be_emitted, literals, names, starts

from khaldun.datafile import DATA
from khaldun.errors import DataError
from khaldun.rules import Rule, Rules, load_rules, said
from khaldun.text.dates.vocabulary import date_file

LONGEST, LONGEST_OF_BOOK = 200, 300  # code points
RULES = load_rules()
# A codebook's rules have worked cases, by which their tests know that they fire.
OF_BOOKS = {
    rule["name"]
    for path in sorted((DATA / "codebooks").glob("*.yaml"))
    for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", ())
}
OWN = [rule.name for rule in RULES if rule.name not in OF_BOOKS]


def test_every_name_in_the_source_has_a_text() -> None:
    missing = [name for name in names() if RULES.get(name) is None]
    assert not missing, "these stand in the source, and nothing says what they do: add texts (src/khaldun/data/rules)"


@pytest.mark.parametrize("start", starts())
def test_a_start_of_names_is_that_of_some(start: str) -> None:
    assert any(name.startswith(start) for name in (*(rule.name for rule in RULES), *RULES.patterns))


def test_names_are_seen_in_the_source() -> None:
    assert {"assemble/date-carried", "publish/withheld-name", "ged/told-once", "clean/given"} <= set(names())
    assert len(names()) > 250


def test_a_text_is_of_a_rule_that_there_is() -> None:
    dead = [name for name in OWN if not can_be_emitted(name)]
    assert not dead, "nothing emits these: take their texts out"


@pytest.mark.parametrize("name", ["places/never-was", "clean/forgotten", "read/frame-picnic", "counts/vague-oodles"])
def test_what_nothing_emits_is_seen(name: str) -> None:
    assert not can_be_emitted(name)


@pytest.mark.parametrize("pattern", RULES.patterns)
def test_a_pattern_is_of_names_that_the_source_makes(pattern: str) -> None:
    start = pattern.removeprefix("clean/").removesuffix("{name}")
    made = {"clean/meta-{name}", "clean/json-ld-{name}", "clean/front-matter-{name}", "clean/tag-{name}"}
    if pattern in made:
        assert can_be_emitted(f"{start}date") or can_be_emitted(f"{start}keywords")
    else:  # what a container says: "clean/{by}-{name}"
        assert start.removesuffix("-") in literals()
        assert can_be_emitted(pattern.format(name="title"))


def test_a_text_is_a_sentence_that_one_reads_at_once() -> None:
    longest = {rule.name: LONGEST_OF_BOOK if rule.name in OF_BOOKS else LONGEST for rule in RULES}
    wrong = [rule for rule in RULES if not is_sentence(rule.text, longest[rule.name])]
    assert not wrong


@pytest.mark.parametrize("text", ["it ends", "Cut off at a comma", "Of {name}.", "A" * 400 + "."])
def test_what_is_no_sentence_is_seen(text: str) -> None:
    assert not is_sentence(text, LONGEST)


def is_sentence(text: str, longest: int) -> bool:
    ends = text.endswith((".", '."', ".)"))
    begins = text[0].isupper() or text[0] in "\"'" or text[0].isdigit()
    return 8 <= len(text) <= longest and ends and begins and "{" not in text


def test_no_two_rules_of_a_family_have_the_same_text() -> None:
    seen: dict[tuple[str, str], str] = {}
    for rule in RULES:
        family = rule.name.partition("/")[0], rule.text
        assert seen.setdefault(family, rule.name) == rule.name


def test_a_codebooks_rule_names_its_section() -> None:
    assert all(rule.section and rule.source for rule in RULES if rule.name in OF_BOOKS)
    where = RULES.get("ucdp/where-prec-4")
    assert where is not None
    assert (where.section, where.source) == ("where_prec", "UCDP GED Codebook, version 22.1")


def test_a_name_that_code_makes_is_told_by_its_pattern() -> None:
    rule = RULES.get("clean/meta-og:title")
    assert rule is not None
    assert "og:title" in rule.text
    assert RULES.get("clean/metadata") is None
    assert RULES.get("places/exact/2") is None


def test_a_frame_is_told_by_its_own_words() -> None:
    rule = RULES.get("read/frame-trip")
    assert rule is not None
    assert '"run over"' in rule.text
    assert '"mine"' in rule.text
    assert "Remote explosive/landmine/IED" in rule.text


def test_numbers_in_a_text_are_those_of_the_data() -> None:
    customs = date_file().customs
    for name in ("dates/loose-from-anchor", "dates/narrative-around"):
        amounts = [f"{low} to {high}" for low, high in (customs.amounts[each] for each in ("some", "few", "several"))]
        assert re.findall(r"\d+ to \d+", said(name)) == amounts
    parts = [customs.month_parts["early"], customs.month_parts["mid"], *customs.week_parts.values()]
    days = [f"{first} to {last}" for first, last in parts]
    assert re.findall(r"\d+ to \d+", said("dates/part-of-period")) == days
    assert f"the {customs.recent_days} days" in said("dates/recently")


def test_rules_are_given_once_each_and_in_order() -> None:
    found = RULES.of(["places/folded", "counts/one", "places/folded", "no/such-rule"])
    assert [rule.name for rule in found] == ["counts/one", "places/folded"]


def test_a_rule_with_two_texts_is_an_error() -> None:
    with pytest.raises(DataError, match="a/b has two texts"):
        Rules([Rule(name="a/b", text="One."), Rule(name="a/b", text="Two.")], {})


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "rules" / "clean.yaml").write_text("rule: {}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"clean\.yaml, line 1"):
        load_rules(folder)
