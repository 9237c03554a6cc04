"""Claims that exports must bear, an export of them by the command, and what each file is read with by others."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from khaldun.cli.main import run
from khaldun.records.base import Span
from khaldun.records.codec import encode_line
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    CodingLine,
    ConfidenceLine,
    CountLine,
    DateLine,
    DeathLine,
    PlaceLine,
    ReportLine,
    ReportRef,
    SoftwareLine,
    SourceLine,
)

# Everything may be told: what is tested is what files hold, not what is withheld of them.
IN_HOUSE = """
name = "in the house"
hold = {movements = 0, platforms = 0}
withhold = {coordinates = "exact", names = false, sites = false, survivors = false}
words = {notes = "report", evidence = true, titles = true, reports = "name", addresses = "full"}
"""
TEXT = (
    "On 3 March rebels attacked soldiers in Saraqib, killing four of them and a farmer, the Orontes Observatory said."
)
LONG = "One of many sentences. " * 2_700  # 62,100 characters


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


def report(number: int = 1, **changes: Any) -> ReportLine:
    """A report of one sentence."""
    line = ReportLine(
        id=f"{number:064x}",
        name=f"flash-{number}",
        title="Attack at Saraqib",
        publisher="Northern Mirror",
        published="2026-03-05",
        language="en",
        text=TEXT,
        software=SoftwareLine(
            version="0.1.0",
            reader="rules/1",
            gazetteer="geonames@2026-01-01#0",
            registry="actors/1",
            codebook="acled/2024-10",
        ),
    )
    return msgspec.structs.replace(line, **changes)


def claim(number: int = 1, of: int = 1, **changes: Any) -> ClaimLine:
    """An attack of rebels on soldiers, coded whole."""
    toll = {"low": 4, "best": 4, "high": 4, "evidence": (span("four"),)}
    line = ClaimLine(
        id=f"{number:016x}",
        report=ReportRef(id=f"{of:064x}", name=f"flash-{of}"),
        event_type="Battles",
        sub_event_type="Armed clash",
        status="reported",
        trigger=span("attacked"),
        sources=(SourceLine(name="Orontes Observatory", evidence=(span("Orontes Observatory"),)),),
        date=DateLine(start="2026-03-03", end="2026-03-03", precision=1, evidence=(span("3 March"),)),
        place=PlaceLine(
            quote="Saraqib",
            name="Saraqib",
            gazetteer_id="geonames:1",
            country="SYR",
            admin1="Idlib",
            latitude=35.8644,
            longitude=36.8058,
            precision=1,
            evidence=(span("Saraqib"),),
        ),
        actor1=ActorLine(quote="rebels", name="Rebels", type="Rebel group", evidence=(span("rebels"),)),
        actor2=ActorLine(
            quote="soldiers",
            id="mil-syr",
            name="Military Forces of Syria",
            type="State forces",
            evidence=(span("soldiers"),),
        ),
        fatalities=CountLine(**toll),
        deaths=(DeathLine(of="actor2", **toll),),
        notes=TEXT,
        confidence=ConfidenceLine(claim=0.9),
        method="rules/1",
        coding=CodingLine(
            codebook="acled/2024-10",
            event_date="2026-03-03",
            country="SYR",
            actor1="Rebels (Syria)",
            actor2="Military Forces of Syria",
            disorder_type="Political violence",
            inter1="Rebel group",
            inter2="State forces",
            interaction="Rebel group-State forces",
            time_precision=1,
            geo_precision=1,
            fatalities=4,
            rules=("acled/deaths-lowest",),
        ),
    )
    return msgspec.structs.replace(line, **changes)


def dated(day: str) -> dict[str, Any]:
    """The parts of a claim of that day."""
    line = claim()
    assert line.coding is not None
    return {
        "date": DateLine(start=day, end=day, precision=1, evidence=(span("3 March"),)),
        "coding": msgspec.structs.replace(line.coding, event_date=day),
    }


def placed(**changes: Any) -> PlaceLine:
    place = claim().place
    assert place is not None
    return msgspec.structs.replace(place, **changes)


HOSTILE = (
    claim(1),
    claim(2, notes='=HYPERLINK("http://example.org","click")'),
    claim(3, notes=LONG),
    claim(4, notes="bell \x07, null \x00, escape \x1b[31m, override \u202e, two\r\nlines"),
    claim(5, notes="قصفت الطائرات القرية، «سراقب», and 🚑 → _x0041_ <b>&amp;</b>"),
    claim(6, notes="-1+2", **dated("1850-02-28")),
    claim(7, notes="<r>rich</r>", **dated("0987-06-05")),
    claim(8, status="planned"),
    claim(9, place=PlaceLine(quote="a village", unresolved=True, evidence=(span("Saraqib"),))),
    claim(10, place=placed(latitude=-0.5, longitude=179.999999)),
)


def write_claims(path: Path, claims: Iterable[ClaimLine] = HOSTILE, head: ReportLine | None = None) -> Path:
    """A file of one report and its claims."""
    lines = [encode_line(head or report()), *map(encode_line, claims)]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def profile(folder: Path, text: str = IN_HOUSE) -> Path:
    path = folder / "profile.toml"
    path.write_text(text)
    return path


def export(folder: Path, format: str, *more: str, claims: Iterable[ClaimLine] = HOSTILE) -> Path:
    """The file of an export in which everything is told."""
    target = folder / f"out.{format}"
    source = write_claims(folder / "claims.jsonl", claims)
    command = ["export", format, str(source), "-o", str(target), "--profile", str(profile(folder)), *more]
    assert run(command) == 0
    return target


def rows_of(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def left_out(path: Path) -> dict[str, str]:
    """Of an export: the rule by which each claim has no row of its own."""
    return {row["claim"]: row["rule"] for row in rows_of(path.with_name(f"{path.name}.left_out.csv"))}


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]
