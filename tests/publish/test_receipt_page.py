"""The receipt page: every cell leads to its words, nothing a report says runs, the drawings hold what they show."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from khaldun.borders import outlines
from khaldun.publish.receipt.atlas import HEIGHT, WIDTH, draw_map
from khaldun.publish.receipt.page import publish_page
from khaldun.publish.receipt.pieces import sections_of
from khaldun.publish.receipt.timeline import draw_timeline
from khaldun.records.base import Span
from khaldun.records.facts import Fallback
from khaldun.records.lines import (
    BlockLine,
    ClaimLine,
    ContractLine,
    DateLine,
    FailureLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    SentenceLine,
)

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onload='alert(3)' javascript:alert(4) &lt;"


def page(*lines: ContractLine) -> bytes:
    return b"".join(publish_page(lines))


def tree(*lines: ContractLine) -> html.HtmlElement:
    return html.fromstring(page(*lines).decode())


def placed(lat: float | None, lon: float | None, *, name: str = "Tal Amra", **more: object) -> ClaimLine:
    place = PlaceLine(name=name, latitude=lat, longitude=lon, **more)  # type: ignore[arg-type]
    return ClaimLine(report=ReportRef(name="r"), event_type="Battles", place=place)


def dated(start: str, end: str, kind: str = "Battles") -> ClaimLine:
    return ClaimLine(report=ReportRef(name="r"), event_type=kind, date=DateLine(start=start, end=end))


# ---------------------------------------------------------------- rules


def test_every_rule_that_a_page_names_is_told_once(report_line: ReportLine, claim_line: ClaimLine) -> None:
    dated = msgspec.structs.replace(claim_line, rules=("read/toll", "read/had"))
    again = msgspec.structs.replace(claim_line, id="again", rules=("read/toll", "unheard/of", "clean/meta-date"))
    found = tree(report_line, dated, again)
    names = found.xpath("//details[@data-rules]//dt")
    told = [name.text for name in names]
    assert told == sorted(set(told))
    assert {"read/toll", "read/had", "clean/meta-date"} <= set(told)
    assert "unheard/of" not in told
    texts = {name.text: name.getnext().text_content() for name in names}
    assert texts["clean/meta-date"] == "The page's meta element date says it."


def test_a_page_that_names_no_rule_tells_none(report_line: ReportLine) -> None:
    assert not tree(report_line).xpath("//*[@data-rules]")


# ---------------------------------------------------------------- words and cells


def test_every_cell_with_evidence_leads_to_its_words(report_line: ReportLine, claim_line: ClaimLine) -> None:
    found = tree(report_line, claim_line)
    marks = {mark.get("id"): mark for mark in found.iter("mark") if mark.get("id")}
    cells = {row.get("data-cell"): row for row in found.iter("tr") if row.get("data-cell")}
    assert set(cells) >= {f"r1c1-{name}" for name in ("event", "date", "place", "actor1", "actor2", "deaths", "source")}
    for key, quote in (("event", "struck"), ("date", "13 November"), ("actor2", "rebels"), ("deaths", "at least six")):
        (link,) = cells[f"r1c1-{key}"].xpath(".//span[@class='value']/a/@href")
        assert marks[link.removeprefix("#")].text_content() == quote
    assert all(key in cells for mark in marks.values() for key in mark.get("data-cells").split())


def test_rules_and_words_of_a_cell_stand_beside_it(report_line: ReportLine, claim_line: ClaimLine) -> None:
    words = tree(report_line, claim_line).text_content()
    for rule in ("dates/year-of-publication", "actors/force-words", "acled/lowest-figure"):
        assert rule in words


@given(
    st.text(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 30)), max_size=8),
    st.lists(st.integers(1, 59), max_size=3),
)
def test_pieces_are_the_text_again(text: str, marks: list[tuple[int, int]], cuts: list[int]) -> None:
    """Whatever is marked, and however blocks lie: no character is lost, doubled or moved."""
    claims = [
        ClaimLine(report=ReportRef(name="r"), trigger=Span.of(text, start, min(start + length, len(text))))
        for start, length in marks
        if start < len(text)
    ]
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    blocks = tuple(BlockLine(start=one, end=two) for one, two in zip(edges, edges[1:], strict=False))
    report = ReportLine(id="a", name="r", text=text, blocks=blocks)
    sections = sections_of(report, claims)
    pieces = [piece for section in sections for run in section.runs for piece in run.pieces]
    assert "".join(piece.text for piece in pieces) == text
    marked = {at for claim in claims if claim.trigger for at in range(claim.trigger.start, claim.trigger.end)}
    at = 0
    for piece in pieces:
        assert all((place in marked) is bool(piece.kind) for place in range(at, at + len(piece.text)))
        at += len(piece.text)


def test_what_was_left_out_is_folded_with_its_reason_and_sentences_say_what_became_of_them() -> None:
    text = "Rebels left. Nothing else. Share this page"
    report = ReportLine(
        id="a", name="r", text=text,
        blocks=(BlockLine(start=0, end=26), BlockLine(start=27, end=42, reason="share")),
        sentences=(
            SentenceLine(start=0, end=12, disposition="claims"),
            SentenceLine(start=13, end=26, disposition="none", reason="no words of an event"),
            SentenceLine(start=27, end=42, disposition="excluded", reason="share"),
        ),
    )  # fmt: skip
    found = tree(report)
    (aside,) = found.xpath("//details[@class='aside']")
    assert aside.text_content() == "left out: shareShare this page"
    assert found.xpath("//span[@class='s-none']/@title") == ["no words of an event"]


# ---------------------------------------------------------------- safety


def test_nothing_a_report_says_is_markup(report_line: ReportLine, claim_line: ClaimLine) -> None:
    report = msgspec.structs.replace(
        report_line, name=EVIL, title=EVIL, byline=EVIL, publisher=EVIL, url=EVIL, text=EVIL + report_line.text,
        tags=(EVIL,), warnings=(EVIL,), language=EVIL,
    )  # fmt: skip
    evil = Span.of(report.text, 0, len(EVIL))
    claim = msgspec.structs.replace(
        claim_line, trigger=evil, rules=(EVIL,), sub_event_type=EVIL, event_type=EVIL, id=EVIL, tellings=()
    )
    failure = FailureLine(name=EVIL, stage=EVIL, error=EVIL, message=EVIL, advice=EVIL)
    found = tree(report, claim, failure)
    assert len(found.xpath("//script")) == 1
    assert not found.xpath("//img")
    assert not [
        name for part in found.iter() if isinstance(part.tag, str) for name in part.attrib if name.startswith("on")
    ]
    assert not found.xpath("//@href[not(starts-with(., '#'))]"), "no link leaves the page"
    assert not found.xpath("//@style"), "the policy forbids style attributes"


def test_only_the_page_s_own_style_and_script_may_run(report_line: ReportLine) -> None:
    written = page(report_line)
    (policy,) = html.fromstring(written.decode()).xpath("//meta[@http-equiv]/@content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for kind in (b"style", b"script"):
        (body,) = re.findall(rb"<" + kind + rb">(.*?)</" + kind + rb">", written, re.S)
        assert base64.b64encode(hashlib.sha256(body).digest()).decode() in policy


def test_nothing_is_fetched(report_line: ReportLine, claim_line: ClaimLine) -> None:
    found = tree(report_line, claim_line)
    assert not found.xpath("//@src | //link | //iframe | //object | //embed | //base")
    assert b"url(" not in page(report_line, claim_line)


# ---------------------------------------------------------------- several, none


def test_several_reports_have_an_index_and_one_map_of_all(report_line: ReportLine, claim_line: ClaimLine) -> None:
    found = tree(report_line, claim_line, msgspec.structs.replace(report_line, name="second"), claim_line)
    assert len(found.xpath("//table[@class='index']/tbody/tr")) == 2
    assert [link.get("href") for link in found.xpath("//table[@class='index']//a")] == ["#r1", "#r2"]
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_page_without_a_report_says_why() -> None:
    failure = FailureLine(name="x", stage="ingest", error="E", message="x is empty.", advice="Check the download.")
    words = tree(failure).text_content()
    assert "No report could be read." in words
    assert "x is empty. Check the download." in words


def test_a_report_without_claims_says_so(report_line: ReportLine) -> None:
    assert "No words in this report tell of an event" in tree(report_line).text_content()


# ---------------------------------------------------------------- map


def test_an_area_is_drawn_as_it_is_and_wholly_in_view() -> None:
    ring = [[35.0, 34.0], [39.0, 34.0], [39.0, 37.0], [35.0, 34.0]]
    claim = placed(36.0, 36.0, precision=2)
    assert claim.place is not None
    square = msgspec.Raw(msgspec.json.encode({"type": "Polygon", "coordinates": [ring]}))
    shaped = msgspec.structs.replace(claim, place=msgspec.structs.replace(claim.place, geometry=square))
    atlas = draw_map([shaped])
    assert atlas is not None
    (dot,) = atlas.dots
    assert not dot.reach, "the words' own area stands for that by precision"
    corners = [tuple(map(float, corner.split(","))) for corner in dot.area.strip("MZ").split("L")]
    assert len(corners) == len(ring)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners)


def test_the_map_shows_each_place_where_it_is() -> None:
    atlas = draw_map([placed(36.0, 36.0), placed(36.0, 36.0), placed(35.0, 38.0, name="Sadi", precision=3)])
    assert atlas is not None
    amra, sadi = sorted(atlas.dots, key=lambda dot: dot.name, reverse=True)
    assert amra.claims == (1, 2)
    assert amra.x < sadi.x
    assert amra.y < sadi.y, "north is up"
    assert sadi.reach > 0
    assert not amra.reach
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in atlas.dots)
    assert atlas.land


def test_a_scale_is_true() -> None:
    atlas = draw_map([placed(36.0, 36.0), placed(36.9, 36.0)])
    assert atlas is not None
    one, other = atlas.dots
    assert abs(one.y - other.y) / atlas.scale_px * atlas.scale_km == pytest.approx(0.9 * 111.32, rel=0.01)


def test_a_place_without_coordinates_has_no_pin_but_its_fallback_s() -> None:
    fallback = Fallback(rule="acled/fallback-near", name="Sadi", latitude=35.0, longitude=36.0, precision=2)
    assert draw_map([placed(None, None, unresolved=True)]) is None
    atlas = draw_map([placed(None, None, unresolved=True, fallback=fallback)])
    assert atlas is not None
    (dot,) = atlas.dots
    assert dot.fallback
    assert dot.name == "Sadi"


@given(st.lists(st.tuples(st.floats(-89, 89), st.floats(-179, 179)), min_size=1, max_size=6))
def test_any_places_can_be_drawn(points: list[tuple[float, float]]) -> None:
    atlas = draw_map([placed(lat, lon) for lat, lon in points])
    assert atlas is not None
    assert all(-1 <= dot.x <= WIDTH + 1 and -1 <= dot.y <= HEIGHT + 1 for dot in atlas.dots)


def test_the_borders_are_packed() -> None:
    rings = outlines()
    assert len(rings) > 1000
    assert all(ring.box[0] <= lon <= ring.box[2] for ring in rings[:50] for lon, _ in ring.corners)


# ---------------------------------------------------------------- timeline


@pytest.mark.parametrize(
    ("claims", "bars"),
    [
        pytest.param([], None, id="none"),
        pytest.param([dated("2019-11-13", "2019-11-13")], 1, id="one-day"),
        pytest.param(
            [dated("2019-11-13", "2019-11-13"), dated("2019-11-13", "2019-11-20", "Riots")], 2, id="two-lanes"
        ),
        pytest.param([dated("1990-01-01", "1990-01-01"), dated("2024-01-01", "2024-01-01")], 2, id="decades"),
    ],
)
def test_the_timeline_has_a_bar_a_claim(claims: Sequence[ClaimLine], bars: int | None) -> None:
    drawn = draw_timeline(claims)
    assert (None if drawn is None else len(drawn.bars)) == bars
    if drawn is not None:
        assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width for bar in drawn.bars)
        assert 1 <= len(drawn.ticks) <= 9


def test_bars_of_a_row_do_not_overlap_and_what_has_no_room_is_said() -> None:
    drawn = draw_timeline([dated("2019-11-13", "2019-11-13") for _ in range(20)])
    assert drawn is not None
    assert drawn.more == 20 - len(drawn.bars)
    assert len({(bar.x, bar.y) for bar in drawn.bars}) == len(drawn.bars)
