"""Redactions: words are gone from every file, everything else stays true, and the chain says who did it and why."""

from __future__ import annotations

import json

import msgspec
import pytest
from sqlalchemy import Column, MetaData, Table, Text

from khaldun.errors import AccessError, UsageError
from khaldun.records.lines import (
    ActorLine,
)
from khaldun.records.reports import Given
from khaldun.run.keep import INDEX, Visit
from khaldun.store import decisions, redactions, reports
from khaldun.store.decisions import Redacted
from khaldun.store.reports import add_input
from khaldun.text.occurrences import BLOT, Wording
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.open import Workspace
from khaldun.workspace.recoding import Recoder
from khaldun.workspace.redacting import preview
from khaldun.workspace.scoping import Target
from khaldun.workspace.tombstones import is_tombstone

from .redacted import (
    AMAL,
    NAME,
    NOW,
    ORIGIN,
    TEXT,
    cells,
    draft,
    faults,
    files_with,
    kept,
    line_of,
    person,
    quiet,
    read_text,
    report_of,
    take_out,
)


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


def test_the_words_in_a_code_or_a_coders_id_are_told_and_stay(filled: Workspace, recoder: Recoder) -> None:
    Desk(filled.store, recoder, lambda: NOW).settle(Who("amal-hadi", "coder"), "skip", 1, 3)
    actor = ActorLine(id="amal-hadi", name="Amal Hadi Brigade")
    Desk(filled.store, recoder, lambda: NOW).edit(AMAL, 1, 4, "actor1", msgspec.json.encode(actor))
    seen = take_out(filled, person())
    assert (seen.found.codes, seen.found.coders) == (1, 1)
    now = kept(filled).line.actor1
    assert now is not None and (now.id, now.name) == ("amal-hadi", f"{BLOT * 9} Brigade")
    assert faults(filled) == []
