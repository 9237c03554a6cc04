"""Redactions: words are gone from every file, everything else stays true, and the chain says who did it and why."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, Text, text

from khaldun.clean.step import clean
from khaldun.errors import AccessError, StoreError, UsageError
from khaldun.records.base import Span
from khaldun.records.codec import encode_line
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    FailureLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    SentenceLine,
    SourceLine,
    StatedLine,
)
from khaldun.records.reports import Given, Report
from khaldun.run.keep import INDEX, Visit
from khaldun.store import claims, decisions, erasing, redactions, reports
from khaldun.store import open as opening
from khaldun.store.claims import Kept
from khaldun.store.decisions import Redacted
from khaldun.store.reports import DONE, add_input, set_state
from khaldun.text.occurrences import BLOT, Wording
from khaldun.workspace import redacting, tombstones
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.holding import held_back
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import Workspace, make_workspace, opened
from khaldun.workspace.recoding import Recoder
from khaldun.workspace.redacting import Preview, preview, redact
from khaldun.workspace.scoping import Target
from khaldun.workspace.tombstones import finish, is_tombstone
from khaldun.workspace.verify import Checked, verify

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
NAME = "Amal Hadi"
CHIEF, AMAL = Who("chief", "admin"), Who("c1", "coder")
TEXT = "Warplanes struck Sarjeh on 13 November. Amal Hadi said that six rebels died. AMAL\nHADI lives in Sarjeh."
ORIGIN = "https://news.example/2019/amal-hadi-says.html"


def read_text(report: Report) -> str:
    return clean(report, today=NOW.date()).text


def quiet(what: str, done: int, total: int) -> None:
    pass


@pytest.fixture
def workspace(store_address: str, tmp_path: Path) -> Iterator[Workspace]:
    make_workspace(tmp_path / "w", store=store_address)
    with opened(tmp_path / "w") as here:
        yield here


def span(words: str, told: str = TEXT) -> Span:
    start = told.index(words)
    return Span.of(told, start, start + len(words))


def report_of(told: str = TEXT, identity: str = "a" * 64, name: str = "amal-hadi-says") -> ReportLine:
    ends = [at + 1 for at, char in enumerate(told) if char == "."]
    starts = [0, *(end + 1 for end in ends)]
    return ReportLine(
        id=identity,
        name=name,
        url=ORIGIN,
        title="Amal Hadi on the strikes",
        byline="By amal hadi",
        published="2019-11-16",
        language="en",
        tags=("Syria", "Amal Hadi"),
        metadata={"byline": StatedLine(evidence=(span(NAME),) if NAME in told else ())},
        text=told,
        sentences=tuple(
            SentenceLine(start=start, end=end, disposition="none")
            for start, end in zip(starts, ends, strict=False)
            if start < end
        ),
    )


def draft() -> ClaimLine:
    sentence = "Amal Hadi said that six rebels died."
    return ClaimLine(
        id="0123456789abcdef",
        report=ReportRef(id="a" * 64, name="amal-hadi-says"),
        event_type="Explosions/Remote violence",
        sub_event_type="Air/drone strike",
        trigger=span("struck"),
        sources=(SourceLine(name=NAME, evidence=(span(NAME), span("Amal Hadi said"))),),
        place=PlaceLine(quote="Sarjeh", name="Sarjah", gazetteer_id="wof:1", evidence=(span("Sarjeh"),)),
        actor2=ActorLine(quote="rebels", name="rebels", evidence=(span("rebels"),)),
        notes=f"Warplanes struck Sarjeh on 13 November. {sentence}",
    )


@pytest.fixture
def filled(workspace: Workspace, recoder: Recoder) -> Workspace:
    """A page that names Amal Hadi, with a draft; another that does not; a failure, decisions, visits."""
    pages = {
        ORIGIN: f"<p>{TEXT}".encode(),
        "https://news.example/other": b"<p>Rebels took Sarjeh.",
        "file-1": b"<p>Amal&nbsp;<b>Hadi</b> again",
    }
    for origin, data in pages.items():
        workspace.archive.keep(data, Visit(address=origin, final=origin, time=NOW))
    workspace.archive.note(Visit(address=f"{ORIGIN}?gone", time=NOW, error=f"{ORIGIN} answered with status 404."))
    other = report_of("Rebels took Sarjeh.", "c" * 64, "other")
    other = msgspec.structs.replace(other, title="Sarjeh", byline=None, url=None, tags=())
    broken = FailureLine(name="amal-hadi-2", stage="read", error="LanguageError", message="amal hadi: not read.")
    with workspace.store.write() as connection:
        for origin in pages:
            digest = workspace.archive.last(origin).sha256 or ""  # type: ignore[union-attr]
            add_input(connection, origin, digest, Given(byline="Amal Hadi"), NOW)
        keep_lines(connection, 1, [report_of(), draft(), broken], recoder=recoder, time=NOW)
        keep_lines(connection, 2, [other], recoder=recoder, time=NOW)
        for number in (1, 2, 3):
            set_state(connection, number, DONE)
    desk = Desk(workspace.store, recoder, lambda: NOW)
    desk.comment(AMAL, 1, "Is this Amal Hadi of the council?")
    desk.edit(AMAL, 1, 1, "notes", msgspec.json.encode("As AMAL  HADI told it."))
    desk.settle(AMAL, "flag", 1, 2, reason="ask someone")
    return workspace


def take_out(workspace: Workspace, target: Target, *, reason: str = "asked by the family", who: Who = CHIEF) -> Preview:
    seen = preview(workspace, target, read_text, tell=quiet)
    return redact(workspace, who, target, seen, read_text, reason=reason, time=NOW, tell=quiet)


def person(*spellings: str) -> Target:
    return Target(spellings=spellings or (NAME,))


def faults(workspace: Workspace) -> list[str]:
    return list(verify(workspace, Checked()))


def kept(workspace: Workspace, claim: int = 1) -> Kept:
    with workspace.store.read() as connection:
        found = claims.get(connection, claim)
    assert found is not None
    return found


def line_of(workspace: Workspace, identity: str = "a" * 64) -> ReportLine:
    with workspace.store.read() as connection:
        found = reports.report(connection, identity)
    assert found is not None
    return found


def cells(workspace: Workspace) -> str:
    """Every value of every row of the store."""
    from khaldun.store.schema import METADATA

    with workspace.store.read() as connection:
        return "\n".join(repr(connection.execute(table.select()).all()) for table in METADATA.sorted_tables)


def files_with(folder: Path, *words: str) -> list[str]:
    """The files of a folder in which words stand, in UTF-8 or UTF-16, in small or capital letters."""
    sought = [one.encode(code) for word in words for one in (word, word.upper(), word.lower()) for code in
              ("utf-8", "utf-16-le", "utf-16-be")]  # fmt: skip
    return [
        path.name for path in folder.rglob("*") if path.is_file() and any(one in path.read_bytes() for one in sought)
    ]


def test_a_name_is_gone_from_every_file_and_all_else_is_true(filled: Workspace) -> None:
    assert files_with(filled.folder, "Amal Hadi", "amal-hadi")
    take_out(filled, person())
    assert files_with(filled.folder, "Amal Hadi", "amal-hadi", "AMAL  HADI", "AMAL\\nHADI") == []
    assert not Wording([NAME]).stand_in(cells(filled).replace("\\n", "\n"))
    assert faults(filled) == []


def test_offsets_stay_and_quotes_are_taken_anew(filled: Workspace) -> None:
    take_out(filled, person())
    line, claim = line_of(filled), kept(filled)
    assert len(line.text) == len(TEXT) and line.text.count(BLOT) == 18
    assert line.text.startswith(
        "Warplanes struck Sarjeh on 13 November. █████████ said that six rebels died. █████████"
    )
    assert (line.title, line.byline, line.tags) == (f"{BLOT * 9} on the strikes", f"By {BLOT * 9}", ("Syria", BLOT * 9))
    assert (line.name, line.url) == (f"{BLOT * 9}-says", f"https://news.example/2019/{BLOT * 9}-says.html")
    for one in (claim.line, claim.draft):
        assert one is not None
        assert one.sources[0].name == BLOT * 9 and one.report.name == line.name
        assert [found.quote for found in one.sources[0].evidence] == [BLOT * 9, f"{BLOT * 9} said"]
        assert one.place == draft().place and one.trigger == draft().trigger
    assert claim.line.notes == f"As {BLOT * 10} told it." and claim.version == 4
    with filled.store.read() as connection:
        first = next(reports.inputs(connection))
    assert first.origin == f"https://news.example/2019/{BLOT * 9}-says.html" and first.given.byline == BLOT * 9


def test_the_chain_says_who_when_why_and_of_what_but_not_the_words(filled: Workspace) -> None:
    take_out(filled, person())
    with filled.store.read() as connection:
        assert list(decisions.check(connection)) == []
        *before, last = decisions.read(connection)
    assert [(one.kind, one.payload is None) for one in before] == [("comment", True), ("edit", True), ("flag", False)]
    assert (last.kind, last.coder, last.time) == ("redact", "chief", NOW)
    assert last.payload is not None and last.payload.reason == "asked by the family"
    told = msgspec.json.decode(last.payload.after, type=Redacted)
    assert (told.decisions, told.claims, told.reports) == ((1, 2), (1,), ("a" * 64,))
    assert len(told.inputs) == 2 and set(told.text_sha256) == {"a" * 64}


def test_raw_bytes_with_the_words_give_way_to_a_tombstone(filled: Workspace) -> None:
    take_out(filled, person())
    with filled.store.read() as connection:
        states = {one.origin: (one.state, one.sha256) for one in reports.inputs(connection)}
    assert [state for state, _ in states.values()] == ["redacted", "done", "redacted"]
    path = filled.archive.path(states["file-1"][1])
    assert is_tombstone(path)
    stone = json.loads(path.read_bytes())
    assert (stone["by"], stone["when"], stone["why"]) == ("chief", "2026-01-02T00:00:00+00:00", "asked by the family")
    assert not is_tombstone(filled.archive.path(states["https://news.example/other"][1]))
    lines = (filled.folder / "archive" / INDEX).read_text().splitlines()
    assert len(lines) == 4 and "█████████-says.html?gone" in lines[3] and "█████████-says.html answered" in lines[3]


def test_nothing_is_changed_by_looking_and_what_it_says_is_done(filled: Workspace) -> None:
    before = cells(filled)
    seen = preview(filled, person(), read_text, tell=quiet)
    assert cells(filled) == before and faults(filled) == []
    assert (len(seen.found.reports), len(seen.found.claims), len(seen.found.decisions)) == (1, 1, 2)
    assert (len(seen.gone), seen.visits, len(seen.found.inputs), len(seen.found.failures)) == (2, 2, 3, 1)
    assert any("[Amal Hadi] said" in place for place in seen.found.places)
    done = take_out(filled, person())
    assert (done.gone, done.visits) == (seen.gone, seen.visits)
    assert preview(filled, person(), read_text, tell=quiet).is_empty
    assert take_out(filled, person()).is_empty
    with filled.store.read() as connection:
        assert decisions.count(connection) == 4  # nothing was left to be taken out: nothing is said of it


@pytest.mark.parametrize(
    ("target", "said"),
    [
        pytest.param(Target(spellings=("a",)), "no words", id="one-letter"),
        pytest.param(Target(spellings=("…",)), "no words", id="no-letter"),
        pytest.param(Target(report="none", span=(0, 3)), "no report", id="no-report"),
        pytest.param(Target(report="other", span=(5, 5000)), "no code points", id="beyond-the-text"),
        pytest.param(Target(report="other", spellings=("Amal Hadi",)), "do not stand", id="not-in-it"),
    ],
)
def test_what_is_no_target_is_refused(filled: Workspace, target: Target, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        preview(filled, target, read_text, tell=quiet)


def test_the_reason_is_asked_for_and_must_not_have_the_words(filled: Workspace) -> None:
    for reason in ("", "  ", "amal  hadi asked for it"):
        with pytest.raises(UsageError):
            take_out(filled, person(), reason=reason)
    with pytest.raises(UsageError):
        take_out(filled, person(), who=Who("amal-hadi", "admin"))
    with pytest.raises(AccessError):
        take_out(filled, person(), who=AMAL)
    assert NAME in line_of(filled).text and faults(filled) == []


def passage(words: str) -> Target:
    start = TEXT.index(words)
    return Target(report="amal-hadi-says", span=(start, start + len(words)))


def test_a_passage_is_taken_out_of_its_report_and_of_what_was_copied_from_it(filled: Workspace) -> None:
    take_out(filled, passage("Amal Hadi said that six"))
    line, claim = line_of(filled), kept(filled)
    assert line.text == TEXT.replace("Amal Hadi said that six", BLOT * 23)
    assert claim.draft is not None
    assert claim.draft.notes == f"Warplanes struck Sarjeh on 13 November. {BLOT * 23} rebels died."
    assert claim.line.sources[0].evidence[1].quote == BLOT * 14
    assert claim.line.actor2 == draft().actor2
    assert line.byline == "By amal hadi"  # a passage is not a person
    assert faults(filled) == []
    with filled.store.read() as connection:
        assert [one.state for one in reports.inputs(connection)] == ["redacted", "done", "done"]


def test_words_are_taken_out_of_one_report_or_of_all(filled: Workspace) -> None:
    target = Target(report="other", spellings=("took Sarjeh",))
    take_out(filled, target)
    assert line_of(filled, "c" * 64).text == f"Rebels {BLOT * 11}."
    seen = preview(filled, Target(report="other", spellings=("rebels",)), read_text, tell=quiet)
    assert seen.found.others == 1
    take_out(filled, Target(spellings=("rebels",)))
    assert "rebels" not in line_of(filled).text and "Rebels" not in line_of(filled, "c" * 64).text
    assert faults(filled) == []


@pytest.mark.parametrize(
    ("words", "after"),
    [
        pytest.param("six rebels died.", f"Said: {BLOT * 15}. {BLOT * 15}. Rebels fled.", id="many-words"),
        pytest.param("rebels", f"Said: six {BLOT * 6} died. Six {BLOT * 6} died. Rebels fled.", id="by-its-neighbours"),
        pytest.param("ebels die", f"Said: six r{BLOT * 9}d. Six r{BLOT * 9}d. Rebels fled.", id="parts-of-words"),
    ],
)
def test_a_passage_is_taken_out_of_other_versions_of_its_report_too(
    filled: Workspace, recoder: Recoder, words: str, after: str
) -> None:
    later = msgspec.structs.replace(
        report_of(), id="e" * 64, text="Said: six rebels died. Six rebels died. Rebels fled.", metadata={}
    )
    with filled.store.write() as connection:
        add_input(connection, ORIGIN, "e" * 64, Given(), NOW)
        reports.put_report(connection, 4, later)
    filled.archive.keep(b"x", Visit(address=ORIGIN, time=NOW))
    start = TEXT.index(words)
    with pytest.raises(UsageError, match="There are 2 reports"):
        preview(filled, Target(report="amal-hadi-says", span=(start, start + 3)), read_text, tell=quiet)
    take_out(filled, Target(report="aaaaaaaa", span=(start, start + len(words))))
    assert line_of(filled).text == TEXT.replace(words, BLOT * len(words))
    assert line_of(filled, "e" * 64).text == after


def test_places_that_are_blotted_alike_stay_two(filled: Workspace) -> None:
    with filled.store.write() as connection:
        for origin in ("/in/amal-hadi.txt", "/in/amal hadi.txt", "/in/amal_hadi.txt"):
            add_input(connection, origin, "f" * 64, Given(), NOW)
    filled.archive.path("f" * 64).parent.mkdir()
    filled.archive.path("f" * 64).write_bytes(b"x")
    take_out(filled, person())
    with filled.store.read() as connection:
        found = [one.origin for one in reports.inputs(connection)][3:]
    assert found == [f"/in/{BLOT * 9}.txt", f"/in/{BLOT * 9}.txt#2", f"/in/{BLOT * 9}.txt#3"]


def test_tables_that_it_does_not_know_are_blotted_too(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    others = MetaData()
    people = Table(
        "people",
        others,
        Column("id", Text, primary_key=True),
        Column("login", Text, unique=True),
        Column("name", Text),
        Column("work", Text),
    )
    monkeypatch.setattr(redactions, "METADATA", others)
    with filled.store.write() as connection:
        others.create_all(connection)
        rows = [("1", "amal-hadi", "Amal Hadi", '{"id":"amal-hadi","said":"Amal\\nHadi"}'), ("2", "b", None, "{}")]
        connection.execute(
            people.insert(), [dict(zip(("id", "login", "name", "work"), row, strict=True)) for row in rows]
        )
    done = take_out(filled, person()).found
    assert (done.elsewhere, done.kept) == (2, 1)
    with filled.store.read() as connection:
        first, second = connection.execute(people.select().order_by(people.c.id)).all()
    assert tuple(first) == ("1", "amal-hadi", BLOT * 9, f'{{"id":"amal-hadi","said":"{BLOT * 9}"}}')
    assert tuple(second) == ("2", "b", None, "{}")


def test_a_redaction_of_a_redaction_keeps_what_was_said_of_the_others(filled: Workspace) -> None:
    take_out(filled, person(), reason="asked by Samir Qabbani")
    take_out(filled, person("Samir Qabbani"))
    assert files_with(filled.folder, "Samir Qabbani", "Amal Hadi") == []
    assert faults(filled) == []
    with filled.store.read() as connection:
        *_, last = decisions.read(connection)
        assert last.payload is not None
        told = msgspec.json.decode(last.payload.after, type=Redacted)
    assert told.decisions == (1, 2, 4) and told.reports == ("a" * 64,)


@pytest.mark.parametrize("stop", ["before", "after"])
def test_a_redaction_that_is_cut_off_is_told_and_finished(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    class Crash(Exception):
        pass

    def crash(*_: object) -> bool:
        raise Crash

    where = "write_plan" if stop == "before" else "erase"
    usual = tombstones.write_plan

    def cut_off(workspace: Workspace, plan: tombstones.Plan) -> None:
        usual(workspace, plan)
        raise Crash

    with monkeypatch.context() as patch:
        if stop == "before":
            patch.setattr(redacting, "write_plan", cut_off)
        else:
            patch.setattr(tombstones, where, crash)
        with pytest.raises(Crash):
            take_out(filled, person())
    assert any("was cut off" in fault for fault in faults(filled))
    finish(filled)
    assert faults(filled) == []
    assert (NAME in line_of(filled).text) == (stop == "before")
    take_out(filled, person())
    assert files_with(filled.folder, NAME) == [] and faults(filled) == []


def test_bytes_that_come_back_into_their_place_are_told_and_go_again(filled: Workspace) -> None:
    take_out(filled, person())
    with filled.store.read() as connection:
        digest = next(reports.inputs(connection)).sha256
    path = filled.archive.path(digest)
    path.write_bytes(f"<p>{TEXT}".encode())
    (fault,) = faults(filled)
    assert "something lies in their place" in fault
    assert finish(filled)
    assert faults(filled) == [] and is_tombstone(path)
    assert not finish(filled)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param("UPDATE inputs SET state = 'redacted' WHERE id = 2", "no redaction says so", id="an-input"),
        pytest.param("UPDATE reports SET redactions = 1 WHERE name = 'other'", "no redaction says so", id="a-report"),
        pytest.param(
            "UPDATE reports SET text_sha256 = 'x' WHERE redactions = 1", "not what the last redaction", id="a-text"
        ),
    ],
)
def test_a_redaction_that_nobody_made_is_told(filled: Workspace, spoil: str, fault: str) -> None:
    take_out(filled, person())
    with filled.store.write() as connection:
        connection.execute(text(spoil))
    assert any(fault in one for one in faults(filled))


def coded_again(workspace: Workspace, recoder: Recoder, added: int, line: ReportLine, *drafts: ClaimLine) -> Any:
    with workspace.store.write() as connection:
        return keep_lines(connection, added, [line, *drafts], recoder=recoder, time=NOW)


def test_a_newer_reading_brings_nothing_back(filled: Workspace, recoder: Recoder) -> None:
    take_out(filled, person())
    before = cells(filled)
    told = coded_again(filled, recoder, 1, report_of(), draft())
    assert (told.reports, told.held) == (1, ())
    assert {**dict.fromkeys(before.splitlines())} and NAME not in cells(filled)
    assert line_of(filled).text.count(BLOT) == 18


def test_a_later_version_is_held_back_and_says_why(filled: Workspace, recoder: Recoder) -> None:
    take_out(filled, Target(report="other", spellings=("took Sarjeh",)))
    assert isinstance(held_back(filled, "https://news.example/other"), Exception)
    with filled.store.write() as connection:
        add_input(connection, "https://news.example/other", "d" * 64, Given(), NOW)
    later = msgspec.structs.replace(line_of(filled, "c" * 64), id="d" * 64, text="Rebels took Sarjeh, again.")
    told = coded_again(filled, recoder, 4, later)
    assert [line.error for line in told.held] == ["HeldBackError"] and told.reports == 0
    assert "took Sarjeh, again" not in cells(filled) and "save it without" in cells(filled)


def test_what_was_taken_out_is_not_added_again_from_anywhere(filled: Workspace, tmp_path: Path) -> None:
    take_out(filled, person())
    copy = tmp_path / "copy.html"
    copy.write_bytes(f"<p>{TEXT}".encode())
    fresh = tmp_path / "fresh.html"
    fresh.write_bytes(b"<p>Something else.")
    assert "same bytes" in str(held_back(filled, str(copy)))
    assert "before" in str(held_back(filled, ORIGIN))  # its address is blotted, and known all the same
    assert held_back(filled, "https://news.example/2019/amal-wadi-says.html") is not None  # as long, so not to be told
    for source in ("https://news.example/other", str(fresh), str(tmp_path / "none"), "-"):
        assert held_back(filled, source) is None


def packed(data: bytes) -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", data)
    return out.getvalue()


def pdf(words: str, author: str = "") -> bytes:
    import io

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setAuthor(author)
    canvas.drawString(72, 700, words)
    canvas.save()
    return out.getvalue()


MAIL = (
    b"From: A <a@b.example>\nTo: c@d.example\nDate: Thu, 14 Nov 2019 10:00:00 +0000\nSubject: strikes\n"
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    b"QW1hbCBIYWRpIHdhcyBraWxsZWQgaW4gU2FyamVoLgo=\n"
)
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http; "
    b"msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Amal <b>Hadi</b> was there"


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        pytest.param(b"amal hadi", True, id="plain"),
        pytest.param("أمل الهادي".encode("cp1256"), True, id="arabic-code-page"),
        pytest.param("Amal Hadi, said".encode("utf-16"), True, id="utf-16"),
        pytest.param(b"<p>Am<i>al</i> Hadi</p>", True, id="tags-in-words"),
        pytest.param(b"<p>Amal<br>Hadi</p>", True, id="tags-between-words"),
        pytest.param(b"<p>&#65;mal&nbsp;Hadi</p>", True, id="entities"),
        pytest.param(b"<rss><channel><item><description>&lt;b&gt;Amal&amp;nbsp;Hadi&lt;/b&gt;", True, id="in-feed"),
        pytest.param(b'[{"text": "\\u0041mal Hadi"}]', True, id="json-escapes"),
        pytest.param(b"http://a.example/?q=Amal%20%48adi", True, id="percent"),
        pytest.param(MAIL, True, id="base64-mail"),
        pytest.param(packed(b"<w:t>Amal</w:t><w:t> Hadi</w:t>"), True, id="zip"),
        pytest.param(gzip.compress(b"Amal Hadi"), True, id="gzip"),
        pytest.param(pdf("Amal Hadi was killed."), True, id="pdf"),
        pytest.param(pdf("Nobody was killed.", author="Amal Hadi"), True, id="pdf-author"),
        pytest.param(WARC % (len(HTTP), HTTP), True, id="warc"),
        pytest.param(gzip.compress(WARC % (len(HTTP), HTTP)), True, id="warc-gz"),
        pytest.param(b"<p>Amal Hadiya</p>", False, id="another-name"),
        pytest.param(pdf("Amal Hadiya was killed."), False, id="another-name-in-pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), False, id="picture"),
        pytest.param(b"PK\x03\x04 cut", False, id="cut-zip"),
        pytest.param(b"\x1f\x8b cut", False, id="cut-gzip"),
        pytest.param(b"", False, id="empty"),
    ],
)
def test_bytes_are_looked_into(tmp_path: Path, data: bytes, holds: bool) -> None:
    from khaldun.workspace.looking import look

    path = tmp_path / "x"
    path.write_bytes(data)
    assert look(path, Wording([NAME, "أمل الهادي"]), read_text).holds is holds


def test_a_document_that_cannot_be_read_is_named(filled: Workspace) -> None:
    filled.archive.keep(b"%PDF-1.4 and no more", Visit(address="x.pdf", time=NOW))
    assert len(preview(filled, person(), read_text, tell=quiet).unread) == 1


def test_bytes_that_belong_to_nothing_and_old_copies_go_too(filled: Workspace) -> None:
    filled.archive.keep(b"Amal Hadi in a feed", Visit(address="http://feed.example", time=NOW))
    (filled.folder / "archive" / "ab").mkdir(exist_ok=True)
    (filled.folder / "archive" / "ab" / f".{'ab' * 32}.7.part").write_bytes(b"Amal Hadi, half written")
    (filled.folder / "store.sqlite.before-0001").write_bytes(b"Amal Hadi, in an old copy of the store")
    take_out(filled, person())
    assert files_with(filled.folder, NAME) == [] and faults(filled) == []
    assert not (filled.folder / "store.sqlite.before-0001").exists()


def test_the_words_in_a_code_or_a_coders_id_are_told_and_stay(filled: Workspace, recoder: Recoder) -> None:
    Desk(filled.store, recoder, lambda: NOW).settle(Who("amal-hadi", "coder"), "skip", 1, 3)
    actor = ActorLine(id="amal-hadi", name="Amal Hadi Brigade")
    Desk(filled.store, recoder, lambda: NOW).edit(AMAL, 1, 4, "actor1", msgspec.json.encode(actor))
    seen = take_out(filled, person())
    assert (seen.found.codes, seen.found.coders) == (1, 1)
    now = kept(filled).line.actor1
    assert now is not None and (now.id, now.name) == ("amal-hadi", f"{BLOT * 9} Brigade")
    assert faults(filled) == []


def test_no_run_goes_beside_it(filled: Workspace) -> None:
    from khaldun.store.lock import one_run

    with one_run(filled.store, filled.folder), pytest.raises(StoreError, match="Another run"):
        take_out(filled, person())


def test_the_journal_is_emptied_even_while_others_have_the_store_open(filled: Workspace, store_address: str) -> None:
    with opened(filled.folder) as other:
        with other.store.read() as connection:
            connection.execute(text("SELECT count(*) FROM claims"))
        take_out(filled, person())
    assert files_with(filled.folder, NAME) == []


def test_who_still_sees_old_rows_is_waited_for_and_then_told(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "_LOOKS", 1)
    if filled.store.is_sqlite:
        monkeypatch.setattr(opening, "_BUSY", 100)
    with opened(filled.folder) as other, opened(filled.folder) as here:
        with other.store.read() as connection:
            connection.execute(text("SELECT :one"), {"one": 1}).all()
            connection.execute(text("SELECT count(*) FROM claims WHERE id > :id"), {"id": 0}).all()
            with pytest.raises(StoreError, match="read by others"):
                take_out(here, person())
        assert any("was cut off" in fault for fault in faults(here))
        assert NAME not in line_of(here).text  # all else is done
        assert finish(here)
        assert files_with(here.folder, NAME) == [] and faults(here) == []


def test_what_postgresql_has_packed_anew_has_no_old_rows(filled: Workspace) -> None:
    if filled.store.is_sqlite:
        return

    def tables() -> bytes:
        with filled.store.read() as connection:
            connection.execute(text("CHECKPOINT"))
            base = Path(connection.execute(text("SHOW data_directory")).scalar_one())
            names = [
                connection.execute(text("SELECT pg_relation_filepath(:name)"), {"name": name}).scalar_one()
                for name in ("claims", "reports", "inputs", "failures", "decisions")
            ]
        return b"".join((base / name).read_bytes() for name in names)

    assert b"Amal Hadi" in tables()
    take_out(filled, person())
    assert b"Amal Hadi" not in tables()
    assert b"Rebels took Sarjeh" in tables()


NAMES = st.sampled_from(["Amal Hadi", "أمل الهادي", "山田", "Zoë O'Neill", "İbrahim", "Ng Đức"])
GLUE = st.sampled_from(
    [" ", "", "\n", ".", "-", "_", "%20", "x", "é", "\u0301", "\u00ad", "ﬁ", "😀", "و", "and ", "Hadi", "Amal", "山"]
)


def cased(name: str, how: int) -> str:
    return (name, name.upper(), name.lower(), name.replace(" ", "\n"), name.replace(" ", "-"))[how]


@st.composite
def texts(draw: Callable[..., Any]) -> tuple[str, str]:
    """A name, and a text that may hold it in many forms."""
    name = draw(NAMES)
    pieces = [draw(GLUE)]
    for _ in range(draw(st.integers(1, 6))):
        pieces += [draw(st.one_of(GLUE, st.integers(0, 4).map(lambda how: cased(name, how)))), draw(GLUE)]
    return name, "".join(pieces)


@given(texts())
def test_what_is_blotted_holds_the_words_no_more_and_keeps_its_length(told: tuple[str, str]) -> None:
    name, given_text = told
    wording = Wording([name])
    after = wording.blotted(given_text)
    assert len(after) == len(given_text) and not wording.stand_in(after)
    assert all(new in (old, BLOT) for old, new in zip(given_text, after, strict=True))
    assert wording.blotted(after) == after
    if after == given_text:
        assert not wording.stand_in(given_text)


@st.composite
def pages(draw: Callable[..., Any]) -> tuple[str, list[tuple[str, int, int]]]:
    """A name, and pages that hold it, each with words of it that a claim rests on."""
    name, first = draw(texts())
    made = []
    for given_text in (first, *draw(st.lists(texts().map(lambda told: told[1]), max_size=2))):
        page = f"{given_text} {name}. End"
        words = [found.span() for found in re.finditer(r"\S+", page)]
        (start, _), (_, end) = sorted((draw(st.sampled_from(words)), draw(st.sampled_from(words))))
        made.append((page, start, end))
    return name, made


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(pages())
def test_after_a_redaction_no_file_holds_the_name_and_offsets_hold(
    request: pytest.FixtureRequest, told: tuple[str, list[tuple[str, int, int]]]
) -> None:
    name, made = told
    tmp_path_factory, recoder = request.getfixturevalue("tmp_path_factory"), request.getfixturevalue("recoder")
    folder = tmp_path_factory.mktemp("redact")
    make_workspace(folder / "w")
    with opened(folder / "w") as workspace:
        fill(workspace, recoder, name, made)
        take_out(workspace, person(name))
        found = list(everything_said(workspace))
        assert len(found) > 3 and not [one for one in found if Wording([name]).stand_in(one)]
        if not any(name.casefold() in one.casefold() for one in found):  # as part of a longer word it stays
            assert files_with(workspace.folder, name) == []
        assert faults(workspace) == []
        with workspace.store.read() as connection:
            for one in claims.numbers(connection, range(1, 20)):
                text_now = line_of(workspace, one.report).text
                for quoted in (one.line.trigger, *one.line.tellings):
                    assert quoted is not None and text_now[quoted.start : quoted.end] == quoted.quote


def fill(workspace: Workspace, recoder: Recoder, name: str, made: list[tuple[str, int, int]]) -> None:
    for number, (page, start, end) in enumerate(made, start=1):
        workspace.archive.keep(f"{number} {page}".encode(), Visit(address=f"file-{number}", time=NOW))
        line = ReportLine(id=f"{number:064}", name=f"r{number}", text=page, title=name)
        trigger = Span.of(page, start, end)
        claim = ClaimLine(
            id=f"k{number}", report=ReportRef(id=line.id, name=line.name), trigger=trigger, tellings=(trigger,),
            notes=page, sub_event_type="Attack", actor1=ActorLine(name=f"{name}'s men"),
        )  # fmt: skip
        digest = workspace.archive.last(f"file-{number}").sha256 or ""  # type: ignore[union-attr]
        with workspace.store.write() as connection:
            add_input(connection, f"file-{number}", digest, Given(), NOW)
            keep_lines(connection, number, [line, claim], recoder=recoder, time=NOW)
    Desk(workspace.store, recoder, lambda: NOW).comment(AMAL, 1, f"of {name}")


def everything_said(workspace: Workspace) -> Iterator[str]:
    """Every string of reports, claims and decisions."""
    with workspace.store.read() as connection:
        lines = [row["line"] for row in reports.reports(connection)]
        lines += [encode_line(one.line).decode() for one in claims.numbers(connection, range(1, 20))]
        for decision in decisions.read(connection):
            if decision.payload is not None:
                yield decision.payload.reason
                lines += [bytes(decision.payload.before).decode(), bytes(decision.payload.after).decode()]
    for line in lines:
        yield from _strings(json.loads(line))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
