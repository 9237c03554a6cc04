"""A codebook file that contradicts itself is refused, by name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from khaldun.datafile import DATA
from khaldun.errors import DataError
from khaldun.tools.codebooks import CODEBOOKS, load_codebook

TEXT = (CODEBOOKS / "acled.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("doer: [government]}", "doer: [goverment]}", "'goverment' is no actor type", id="side"),
        pytest.param("then: Suicide bomb", "then: Suicide", "'Suicide' is no sub-event type", id="type"),
        pytest.param("then: Suicide bomb", "then: violence", "'violence' is no sub-event type", id="neutral"),
        pytest.param("trigger: [intercept]", "trigger: ['inter(']", "is not a pattern", id="pattern"),
        pytest.param("- name: acled/geo-2", "- name: acled/geo-1", "acled/geo-1 stands twice", id="twice"),
        pytest.param("    then: Grenade\n", "", "`when` and `then` go together", id="half"),
        pytest.param(
            "when: {types: [violence]}", "when: {types: [violence], deaths: true}", "no rule settles", id="unsettled"
        ),
        pytest.param("  week: 7", "  week: seven", "field $.times.week", id="field"),
    ],
)
def test_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert TEXT.count(old) >= 1
    path = tmp_path / "acled.yaml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_codebook(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_version_names_codebook_and_edition() -> None:
    assert load_codebook().version == "acled/2024-10"


def test_weapons_of_the_rules_are_classes_of_the_lexicon() -> None:
    entries = yaml.safe_load((DATA / "lexicon" / "weapons.yaml").read_text(encoding="utf-8"))["classes"]
    rules = load_codebook().file.rules
    asked = {name for rule in rules if rule.when is not None for name in rule.when.weapons}
    assert asked
    assert asked <= {entry["class"] for entry in entries}
