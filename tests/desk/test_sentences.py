"""What became of a sentence is overturned on the report's page: by a claim or an objection, by whom, and back again."""

from __future__ import annotations

import re

import msgspec
import pytest
from starlette.testclient import TestClient

from khaldun.desk.part import part_around
from khaldun.desk.sentences import Objected, Overturned, fates_of
from khaldun.desk.site import Site
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.store import claims, decisions
from khaldun.store.objections import Said

from .conftest import fill


def sentences(page: str) -> str:
    """The part of a page that says what became of every sentence."""
    return page[page.index('class="dispositions"') : page.index('<section class="claims"')]


def test_every_sentence_says_what_became_of_it_and_can_be_overturned(
    client: TestClient, drafted: list[ClaimLine], report: ReportLine
) -> None:
    told = sentences(client.get(f"/reports/{report.id}").text)
    assert told.count("data-overturns") == len(report.sentences) == 2
    assert "no words of an event" in told and '<a href="#claim-1">1</a>, <a href="#claim-2">2</a>' in told
    assert "<form" not in told


def test_an_objection_is_shown_with_who_and_why_and_taken_back(
    client: TestClient, site: Site, drafted: list[ClaimLine], report: ReportLine
) -> None:
    opened = client.get(f"/reports/{report.id}?sentence=3").text
    assert f'action="/reports/{report.id}/sentence?' in opened and "data-opened" in opened
    sent = client.post(f"/reports/{report.id}/sentence", data={"at": "0", "reason": "<b>It tells of a raid</b>"})
    told = sentences(sent.text)
    assert "objects</strong>" in told and "&lt;b&gt;It tells of a raid" in told and ">local</bdi>" in told
    assert 'class="dispositions" id="sentences" lang="en" dir="ltr" open' in sent.text
    (back,) = re.findall(r'action="(/reports/[^"]+/back[^"]*)"', told)
    assert "objects</strong>" not in client.post(back).text
    assert client.post(back).status_code == 409
    with site.workspace.store.read() as connection:
        assert [one.kind for one in decisions.read(connection)] == ["disposition", "undo"]


def test_a_claim_from_a_sentence_shows_beside_it_who_added_it(
    client: TestClient, site: Site, drafted: list[ClaimLine], report: ReportLine
) -> None:
    one = report.sentences[0]
    data = {"start": str(one.start), "end": str(one.end), "sub_event_type": "Attack"}
    told = sentences(client.post(f"/reports/{report.id}/add", data=data).text)
    assert re.search(r'<strong>overturned</strong>: <bdi>local</bdi> added <a href="#claim-3">claim 1</a>', told)
    with site.workspace.store.read() as connection:
        added = claims.get(connection, 3)
    assert added is not None and added.line.trigger is not None
    assert added.line.trigger.quote == report.text[one.start : one.end]
    assert "overturned</strong>" not in sentences(client.post("/undo").text)


def test_undo_takes_an_objection_back_and_shows_the_sentences(
    client: TestClient, drafted: list[ClaimLine], report: ReportLine
) -> None:
    client.post(f"/reports/{report.id}/sentence", data={"at": "0", "reason": "no"})
    answer = client.post("/undo", follow_redirects=False)
    assert answer.headers["location"] == f"/reports/{report.id}?sentences=0#sentences"
    assert "objects</strong>" not in client.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({"at": "0", "reason": " "}, "No reason is given", id="no-reason"),
        pytest.param({"at": "99999", "reason": "kept"}, "no such sentence", id="no-sentence"),
        pytest.param({"at": "x", "reason": "kept"}, "no such sentence", id="no-number"),
    ],
)
def test_what_is_refused_is_told_and_nothing_is_kept(
    client: TestClient, site: Site, drafted: list[ClaimLine], report: ReportLine, data: dict[str, str], said: str
) -> None:
    answer = client.post(f"/reports/{report.id}/sentence", data=data)
    assert answer.status_code == 422 and said in answer.text
    with site.workspace.store.read() as connection:
        assert decisions.count(connection) == 0


def test_the_form_of_a_sentence_comes_by_itself(
    client: TestClient, drafted: list[ClaimLine], report: ReportLine
) -> None:
    piece = client.get(f"/reports/{report.id}/sentence/{report.sentences[1].start}").text
    assert "It tells of another event" in piece and "<html" not in piece
    assert client.get("/reports/none/sentence/0").status_code == 400


def test_an_objection_is_a_ruling_that_is_found(
    client: TestClient, drafted: list[ClaimLine], report: ReportLine
) -> None:
    client.post(f"/reports/{report.id}/sentence", data={"at": "0", "reason": "a raid nobody names"})
    told = client.get("/rulings?q=raid").text
    assert "objected to what became of a sentence" in told and f"/reports/{report.id}?sentences=0" in told


def test_an_objection_stays_with_its_words_where_the_text_has_changed(report: ReportLine) -> None:
    one = report.sentences[0]
    said = Said(start=one.start, end=one.end, quote=report.text[one.start : one.end], disposition="none")
    gone = msgspec.structs.replace(said, quote="Words that the text has no more.")
    made = [
        Objected(seq=seq, who="amal", when="", reason="", said=words, mine=False)
        for seq, words in enumerate((said, gone, None))
    ]
    longer = msgspec.structs.replace(
        report,
        text=f"A heading. {report.text}",
        sentences=tuple(
            msgspec.structs.replace(line, start=line.start + 11, end=line.end + 11) for line in report.sentences
        ),
    )
    none, both = part_around(0, total=0, most=9), part_around(0, total=2, most=9)
    fates, loose = fates_of(longer, [], none, both, Overturned(objections=tuple(made)))
    assert [[it.seq for it in fate.objections] for fate in fates] == [[0], []]
    assert [it.seq for it in loose] == [1, 2]


def test_a_report_without_a_sentence_is_shown(client: TestClient, site: Site, report: ReportLine) -> None:
    fill(site, msgspec.structs.replace(report, sentences=()))
    assert client.get(f"/reports/{report.id}?sentence=0").status_code == 200
