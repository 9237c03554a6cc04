"""PLOVER's sectors: each rule with actors it is for, entries that say otherwise, and what a wrong file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from khaldun.errors import DataError
from khaldun.tools.registry import load_registry
from khaldun.tools.registry.sectors import GIVEN, load_sectors

REGISTRY = load_registry()
CASES = [
    ("syr-government", "GOV", "plover/sector-government"), ("gna", "GOV", "plover/sector-government-by-name"),
    ("syr-military", "MIL", "plover/sector-army"), ("syr-tiger-forces", "MIL", "plover/sector-army"),
    ("peshmerga", "MIL", "plover/sector-forces"), ("rada", "MIL", "plover/sector-forces"),
    ("syr-police", "COP", "plover/sector-police"), ("ner-gendarmerie", "COP", "plover/sector-police"),
    ("somali-liyu-police", "COP", "plover/sector-police"), ("somaliland-police", "COP", "plover/sector-police-by-name"),
    ("ukr-gur", "SPY", "plover/sector-intelligence"), ("isr-mossad", "SPY", GIVEN), ("usa-cia", "SPY", GIVEN),
    ("hts", "REB", "plover/sector-rebels"), ("tdf", "REB", "plover/sector-rebels"), ("fano", "REB", GIVEN),
    ("kataib-hezbollah", "PRM", "plover/sector-militia"), ("koglweogo", "PRM", "plover/sector-militia"),
    ("progov-syr", "PRM", "plover/sector-militia"), ("vig-nga", "PRM", "plover/sector-militia"),
    ("uag-mli", "UAF", "plover/sector-unidentified"), ("ucm-ssd", "UAF", "plover/sector-unidentified"),
    ("gang-hti", "CRM", "plover/sector-gang"), ("maphite", "CRM", "plover/sector-gang-by-name"), ("cjng", "CRM", GIVEN),
    ("settlers-isr", "CVL", "plover/sector-settlers"), ("civ-syr", "CVL", "plover/sector-people"),
    ("prot-mmr", "CVL", "plover/sector-people"), ("riot-nga", "CVL", "plover/sector-people"),
    ("minusma", "MIL", "plover/sector-mission"), ("saudi-led-coalition", "MIL", "plover/sector-mission"),
    ("journalists-syr", "JRN", "plover/sector-journalists"), ("health-workers-sdn", "MED", "plover/sector-health"),
    ("aid-workers-afg", "SOC", "plover/sector-aid"), ("teachers-nga", "EDU", "plover/sector-education"),
    ("refugees-cod", "REF", "plover/sector-refugees"), ("farmers-nga", "AGR", "plover/sector-farmers"),
    ("labour-pak", "LAB", "plover/sector-labour"), ("judges-som", "JUD", "plover/sector-judiciary"),
    ("women-mmr", "CVL", "plover/sector-people"), ("children-yem", "CVL", "plover/sector-people"),
    ("wagner", "PRM", GIVEN), ("islah", "PTY", GIVEN), ("imn", "OPP", GIVEN),
]  # fmt: skip


@pytest.mark.parametrize(("actor_id", "code", "rule"), CASES, ids=[case[0] for case in CASES])
def test_sectors_of_actors(actor_id: str, code: str, rule: str) -> None:
    actor = REGISTRY.get(actor_id)
    assert actor is not None
    assert (actor.sector, actor.sector_rule) == (code, rule)


def test_every_actor_has_a_sector_of_plover() -> None:
    codes = load_sectors().codes
    assert {actor.sector for actor in REGISTRY} <= set(codes)
    assert all(actor.sector_rule for actor in REGISTRY)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param("{name: a, sector: XXX}", "'XXX' is no sector", id="no-code"),
        pytest.param("{name: a, sector: MIL, types: [Army]}", "['Army'] are no actor types", id="no-type"),
        pytest.param("{name: a, sector: MIL, types: [Rebel group]}", "settles every actor", id="no-last-rule"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, rules: str, words: str) -> None:
    path = tmp_path / "sectors.yaml"
    path.write_text(f'version: "1"\nsectors: {{MIL: military}}\nrules:\n  - {rules}\n', encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_sectors(path)
    assert words in str(raised.value)
