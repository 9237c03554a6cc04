"""A report that names somebody, redactions of the name, and what is to be looked at afterwards."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from khaldun.clean.step import clean
from khaldun.records.base import Span
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
from khaldun.run.keep import Visit
from khaldun.store import claims, reports
from khaldun.store.claims import Kept
from khaldun.store.reports import DONE, add_input, set_state
from khaldun.workspace.deciding import Desk, Who
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import Workspace
from khaldun.workspace.recoding import Recoder
from khaldun.workspace.redacting import Preview, preview, redact
from khaldun.workspace.scoping import Target
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


def fill(workspace: Workspace, recoder: Recoder) -> None:
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
