"""Attacks on survivors: whichever report a claim of sexual violence comes from, what is published is the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attacks import line, spot, town
from msgspec.structs import replace
from safe_making import actor, claim, coded, place, published, report, source, span, told
from test_attacks import FILES, QUICK, Files

import khaldun.cli.export
from khaldun.cli.export_world import World
from khaldun.cli.main import run
from khaldun.publish.export.profile import Profile, Withhold
from khaldun.records.base import Span
from khaldun.records.codec import encode_line
from khaldun.records.lines import ClaimLine, ConfidenceLine, ContractLine, CountLine, ReportRef, SentenceLine

FIRST = report(id="1" * 64, name="first", published="2026-03-05", publisher="Ostra Herald", url="https://one.example/a")
SECOND = report(id="2" * 64, name="second", published="2026-03-09", publisher="Tura Post", url="https://two.example/b")
BATTLE = line(id="00000000000000d1", fatalities=CountLine(low=2, best=2, high=2))
PROTEST = line(id="00000000000000d2", place=town("Mellit", (14.13, 25.55)), event_type="Protests", actor2=None)
HERS: dict[str, Any] = {
    "event_type": "Violence against civilians",
    "sub_event_type": "Sexual violence",
    "place": spot("Wadi Zummar", (14.105, 24.205), "settlement"),
    "actor2": actor("Women (Sudan)", None, "Civilians", quote="women"),
    "coding": coded(event_date="2026-03-03", country="SDN", actor2="Civilians (Sudan)", inter2="Civilians"),
}


def told_by(reports: list[tuple[ContractLine, list[ClaimLine]]]) -> bytes:
    lines: list[ContractLine] = []
    for of, claims in reports:
        ref = ReportRef(id=of.id, name=of.name)  # type: ignore[union-attr]
        lines += [of, *(replace(each, report=ref) for each in claims)]
    return b"".join(encode_line(each) + b"\n" for each in lines)


def exported(folder: Path, data: bytes, around: World, formats: Any) -> Files:
    folder.mkdir()
    (folder / "in.jsonl").write_bytes(data)
    out = folder / "out"
    out.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(khaldun.cli.export, "world", lambda settings, progress: around)
        for format, table in formats:
            command = ["export", format, str(folder / "in.jsonl"), "-o", str(out / f"{format}-{table}.{format}")]
            run([*command, *(["--table", table] if table else []), "--leave-out-invalid"])
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def worlds() -> tuple[bytes, bytes]:
    """The same claims twice: hers is the first of the first report, or the last of the second, by another reader."""
    hers = line(id="00000000000000e1", **HERS, sources=(source("war monitor"),), confidence=ConfidenceLine(claim=0.917))
    again = replace(
        hers,
        id="00000000000000e2",
        confidence=ConfidenceLine(claim=0.411),
        method="model/2",
        trigger=span("raped", 400),
        coding=coded(**{**_cells(hers), "codebook": "acled/2023-01", "rules": ("acled/geo-2", "acled/time-1")}),
        group="t7",
        tellings=(span("raped", 700),),
    )
    first = told_by([(FIRST, [hers, BATTLE]), (SECOND, [PROTEST])])
    second = told_by([(FIRST, [BATTLE]), (SECOND, [PROTEST, again])])
    return first, second


def _cells(line: ClaimLine) -> dict[str, Any]:
    coding = line.coding
    assert coding is not None
    return {name: getattr(coding, name) for name in coding.__struct_fields__}


def test_no_byte_tells_which_report_tells_of_her(around: World, tmp_path: Path) -> None:
    one, two = (exported(tmp_path / str(at), data, around, QUICK) for at, data in enumerate(worlds()))
    assert len(one) == 5 * len(QUICK)
    assert b"Sexual violence" in one["csv-None.csv"]
    assert [name for name in one if one[name] != two[name]] == []


@pytest.mark.slow
def test_no_byte_of_any_format_tells_which_report_tells_of_her(around: World, tmp_path: Path) -> None:
    one, two = (exported(tmp_path / str(at), data, around, FILES) for at, data in enumerate(worlds()))
    assert len(one) == 5 * len(FILES)
    assert [name for name in one if one[name] != two[name]] == []


def test_nor_that_others_shared_a_telling_a_toll_or_things_with_her() -> None:
    shared = CountLine(low=4, best=4, high=4, group="t1")
    hers = claim(id="00000000000000b1", **HERS, group="t1", injured=shared)
    other = claim(group="t1", injured=shared)
    without, _ = published(told(replace(other, group=None, injured=replace(shared, group=None))))
    made, _ = published(told(hers, other))
    assert made[0] == without[0]


def test_who_was_abducted_with_her_is_told_apart_too() -> None:
    taken = {"event_type": "Violence against civilians", "sub_event_type": "Abduction/forced disappearance"}
    hers = claim(id="00000000000000b1", **{**HERS, "place": place()})
    there = claim(id="00000000000000b2", **taken)
    elsewhere = claim(id="00000000000000b3", place=place("Tura"), **taken)
    battle = claim(id="00000000000000b4")
    made, _ = published(told(hers, there, elsewhere, battle))
    ids = [item.claim.id for item in made[0].items]
    assert ids == ["00000000000000b3", "00000000000000b4"]
    assert len(made) == 3 and {one.report.id for one in made[1:] if one.report} == {"withheld"}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param({"event_type": "Conflict-related sexual violence", "sub_event_type": None}, id="type-of-ones-own"),
        pytest.param({"notes": "She was kept as a sex slave."}, id="sex-slave"),
        pytest.param({"notes": "Sex trafficking was reported."}, id="sex-trafficking"),
        pytest.param({"notes": "Men were sodomized in the prison."}, id="men"),
        pytest.param({"notes": "Detainees were groped by guards."}, id="groped"),
        pytest.param({"notes": "A child bride was handed over."}, id="child-bride"),
        pytest.param({"notes": "On signale des viols dans le village."}, id="french"),
        pytest.param({"notes": "Tres mujeres violadas por soldados."}, id="spanish"),
        pytest.param({"notes": "تعرضت لاعتداءات جنسية"}, id="arabic-assaults"),
        pytest.param({"notes": "المغتصبات في المخيم"}, id="arabic-raped"),
        pytest.param({"notes": "ПОВІДОМИЛИ ПРО ЗҐВАЛТУВАННЯ"}, id="ukrainian-capitals"),
        pytest.param({"notes": "R\u00adape was reported."}, id="soft-hyphen"),
        pytest.param({"sources": (source("Rape Crisis Centre of Marsa"),)}, id="who-says-so"),
        pytest.param({"actor2": actor("rape survivors", "civ", "Civilians")}, id="who-it-befell"),
    ],
)
def test_she_is_known_by_whatever_tells_of_her(words: dict[str, Any]) -> None:
    made, _ = published(told(claim(**words)))
    assert [one.report.id for one in made if one.report is not None] == ["withheld"]


@pytest.mark.parametrize("words", ["Grapes were burnt.", "A drapery shop.", "The violins of Marsa.", "Scraped walls."])
def test_other_words_are_not_hers(words: str) -> None:
    made, _ = published(told(claim(notes=words)))
    assert made[0].report is not None and made[0].report.id == "f" * 64


def test_a_sentence_about_her_beside_another_claims_is_not_hers_and_its_own_is() -> None:
    text = "They fought at Marsa. Women were raped there."
    cut = text.index("Women")
    of = report(
        text=text,
        sentences=(
            SentenceLine(start=0, end=cut, disposition="claims"),
            SentenceLine(start=cut, end=len(text), disposition="claims"),
        ),
    )
    fought = claim(trigger=Span(start=5, end=11, quote="fought"), notes="", tellings=())
    there = claim(id="00000000000000b1", trigger=Span(start=cut, end=cut + 5, quote="Women"), notes="", tellings=())
    made, _ = published(told(fought, there, of=of))
    assert [[item.claim.id for item in one.items] for one in made][0] == [fought.id]
    assert len(made) == 2


def test_they_may_be_told_where_the_profile_says_so() -> None:
    hers = claim(id="00000000000000b1", **HERS)
    made, _ = published(told(hers), profile=Profile(withhold=Withhold(survivors=False)))
    assert made[0].items[0].claim.id == hers.id
