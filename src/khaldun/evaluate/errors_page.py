"""The error browser: what was missed and invented, and what is wrong in the pairs, in the words of the reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from khaldun.evaluate.agreement import MEASURES
from khaldun.evaluate.found import Found
from khaldun.evaluate.pairing import Pair
from khaldun.evaluate.rows import Row
from khaldun.evaluate.score import Result
from khaldun.evaluate.tables import bounds, figure, prf
from khaldun.page import render

KINDS = {"missed": "M", "invented": "I", "pair with errors": "E", "right": "R"}
_LABELS = {
    "sub_event_type": "sub-event type",
    "dates": "dates",
    "place_5km": "place (5 km)",
    "place_25km": "place (25 km)",
    "sides": "sides",
    "deaths": "deaths",
    "status": "status",
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the browser: what kind of finding, the event as each side has it, what of a pair is wrong."""

    kind: str
    label: str
    report: str
    ref: Row | None
    sys: Row | None
    wrong: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """The reference's event where there is one."""
        found = self.ref or self.sys
        assert found is not None
        return found


def errors_page(result: Result, texts: Mapping[str, str]) -> bytes:
    """The page of a comparison; `texts` are the reports' own, as far as they are known. Nothing is fetched."""
    findings = list(_findings(result))
    reports = sorted({finding.report for finding in findings})
    return render(
        "errors.html.j2",
        summary=_summary(result.found, result),
        kinds=KINDS,
        types=sorted({finding.row.event_type or "unknown" for finding in findings}),
        findings=[_cells(finding) for finding in findings],
        reports=[
            {
                "name": name,
                "pieces": list(_pieces(texts.get(name, ""), [one for one in findings if one.report == name])),
            }
            for name in reports
        ],
    )


def _summary(found: Found, result: Result) -> dict[str, str]:
    precision, recall, f1 = prf(found)
    return {
        "reports": str(result.reports),
        "pairs": str(found.pairs),
        "missed": str(found.missed),
        "false": str(found.false),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "interval": bounds(result.f1_interval),
        "whole": figure(found.whole_f1),
    }


def _findings(result: Result) -> Iterator[Finding]:
    """All rows, numbered within their kind, in the order of reports and texts."""
    rows: list[tuple[str, Row | None, Row | None, tuple[str, ...]]] = [
        *(("missed", row, None, ()) for row in result.missed),
        *(("invented", None, row, ()) for row in result.false),
        *(_of_pair(pair) for pair in result.pairs),
    ]
    rows.sort(key=lambda one: _place_in_text(one[1] or one[2]))
    numbers = dict.fromkeys(KINDS, 0)
    for kind, ref, sys, wrong in rows:
        numbers[kind] += 1
        report = (ref or sys or Row()).report_name
        yield Finding(kind=kind, label=f"{KINDS[kind]}{numbers[kind]}", report=report, ref=ref, sys=sys, wrong=wrong)


def _of_pair(pair: Pair) -> tuple[str, Row, Row, tuple[str, ...]]:
    wrong = tuple(_LABELS[name] for name in MEASURES if getattr(pair.agreement, name) is False)
    return ("pair with errors" if wrong else "right", pair.ref, pair.sys, wrong)


def _place_in_text(row: Row | None) -> tuple[str, int]:
    return ("", 0) if row is None else (row.report_name, row.trigger.start if row.trigger else 0)


def _cells(finding: Finding) -> dict[str, object]:
    row = finding.row
    return {
        "kind": finding.kind,
        "label": finding.label,
        "report": finding.report,
        "type": row.event_type or "unknown",
        "day": row.date.start if row.date else "",
        "ref": _told(finding.ref),
        "sys": _told(finding.sys),
        "wrong": ", ".join(finding.wrong),
    }


def _told(row: Row | None) -> list[str]:
    """An event in short lines: what, when and where, who, how many dead, how sure, in which words."""
    if row is None:
        return []
    days = row.date
    day = "" if days is None else days.start if days.end in {None, days.start} else f"{days.start} to {days.end}"
    place = (row.place.name or row.place.quote or "") if row.place else ""
    sides = " – ".join("+".join(party.names[0] for party in side if party.names) or "?" for side in row.sides)
    lines = [row.sub_event_type or row.event_type or "", f"{day}, {place}", sides]
    if row.death_toll is not None:
        lines.append(f"{row.death_toll} dead")
    lines.append(row.status or "")
    if row.trigger is not None and row.trigger.quote:
        lines.append(f"“{row.trigger.quote}”")
    return [line for line in lines if line]


def _pieces(text: str, findings: Iterable[Finding]) -> Iterator[dict[str, str]]:
    """The text cut at the findings' triggers; where several stand on the same words, their labels stand together."""
    marks: dict[tuple[int, int], list[Finding]] = {}
    for finding in findings:
        span = locate(text, finding.row)
        if span is not None:
            marks.setdefault(span, []).append(finding)
    at = 0
    for (start, end), here in sorted(marks.items()):
        if start < at:
            continue
        yield {"text": text[at:start], "kind": "", "labels": ""}
        worst = min((finding.kind for finding in here), key=list(KINDS).index)
        labels = " ".join(finding.label for finding in here)
        yield {"text": text[start:end], "kind": worst.replace(" ", "-"), "labels": labels}
        at = end
    yield {"text": text[at:], "kind": "", "labels": ""}


def locate(text: str, row: Row) -> tuple[int, int] | None:
    """Where a row's words stand in the text: by offset, else by its context, else by their first occurrence."""
    words = row.trigger
    if words is None or not words.quote:
        return None
    if text[words.start : words.end] == words.quote:
        return words.start, words.end
    near = text.find(words.context) if words.context else -1
    start = text.find(words.quote, max(near, 0))
    return None if start < 0 else (start, start + len(words.quote))
