"""`--format html`: one self-contained page. Nothing is fetched; what reports say is text, never markup or script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from khaldun.borders import NOTE
from khaldun.page import POLICY, render, with_policy
from khaldun.publish.receipt.atlas import PRECISION, draw_map
from khaldun.publish.receipt.cells import date_notes, place_notes, toll_notes
from khaldun.publish.receipt.pieces import KINDS, first_pieces, sections_of
from khaldun.publish.receipt.timeline import draw_timeline
from khaldun.publish.select import why_no_event
from khaldun.publish.words import UNKNOWN, days, heading, number, said_by, side, where
from khaldun.records.lines import ActorLine, ClaimLine, ContractLine, FailureLine, ReportLine
from khaldun.rules import load_rules


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of a claim: its key ("3-place"), its heading, value, rules, what else is known of it."""

    key: str
    name: str
    value: str
    rules: tuple[str, ...] = ()
    first: str = ""
    notes: tuple[str, ...] = ()
    sure: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as the page shows it: `why` is the reason that keeps it out of the event table, "" for an event."""

    number: int
    id: str
    why: str
    cells: tuple[Cell, ...]
    codebook: tuple[str, ...]
    notes: tuple[str, ...]


def publish_page(lines: Iterable[ContractLine]) -> Iterator[bytes]:
    """The page of a run: an index, then each report with its claims, map and timeline."""
    reports: list[dict[str, object]] = []
    failures: list[FailureLine] = []
    everything: list[ClaimLine] = []
    report: ReportLine | None = None
    claims: list[ClaimLine] = []
    for line in lines:
        if isinstance(line, ClaimLine):
            claims.append(line)
            continue
        if report is not None:
            reports.append(_report(report, claims, len(reports) + 1))
            everything += _events(claims)
            report, claims = None, []
        if isinstance(line, FailureLine):
            failures.append(line)
        else:
            report = line
    if report is not None:
        reports.append(_report(report, claims, len(reports) + 1))
        everything += _events(claims)
    yield with_policy(
        render(
            "receipts.html.j2",
            policy=POLICY,
            reports=reports,
            failures=failures,
            events=len(everything),
            types=Counter(claim.event_type or UNKNOWN for claim in everything).most_common(),
            kinds=KINDS,
            rules=load_rules().of(_named(reports)),
            precision=PRECISION,
            borders=NOTE,
            map=draw_map(everything) if len(reports) > 1 else None,
            timeline=draw_timeline(everything) if len(reports) > 1 else None,
        )
    )


def _named(reports: Iterable[dict[str, object]]) -> Iterator[str]:
    """The rules that the page names."""
    for report in reports:
        for claim in report["claims"]:  # type: ignore[attr-defined]
            yield from claim.codebook
            for cell in claim.cells:
                yield from cell.rules


def _events(claims: Sequence[ClaimLine]) -> list[ClaimLine]:
    return [claim for claim in claims if why_no_event(claim) is None]


def _report(report: ReportLine, claims: Sequence[ClaimLine], place: int) -> dict[str, object]:
    sections = sections_of(report, claims)
    title, source = heading(report)
    first = first_pieces(sections)
    events = _events(claims)
    return {
        "number": place,
        "name": report.name,
        "title": report.title or report.name,
        "heading": title,
        "source": source,
        "byline": report.byline,
        "url": report.url,
        "tags": report.tags,
        "warnings": report.warnings,
        "language": report.language or "",
        "software": report.software,
        "sections": sections,
        "claims": [_shown(claim, number_, report, first) for number_, claim in enumerate(claims, start=1)],
        "events": len(events),
        "others": Counter(why for claim in claims if (why := why_no_event(claim))).most_common(),
        "map": draw_map(claims),
        "timeline": draw_timeline(claims),
        "places": _unplaced(claims),
    }


def _unplaced(claims: Iterable[ClaimLine]) -> list[str]:
    names = [
        claim.place.quote or claim.place.name or UNKNOWN for claim in claims if claim.place and claim.place.unresolved
    ]
    return list(dict.fromkeys(names))


def _shown(claim: ClaimLine, number_: int, report: ReportLine, first: dict[str, str]) -> Shown:
    def cell(key: str, name: str, value: str, **more: object) -> Cell:
        full = f"{number_}-{key}"
        return Cell(key=full, name=name, value=value, first=first.get(full, ""), **more)  # type: ignore[arg-type]

    status = claim.status + (", ongoing" if claim.ongoing else "") + (", background" if claim.background else "")
    date, place, toll, confidence = claim.date, claim.place, claim.fatalities, claim.confidence
    cells = [
        cell(
            "event",
            "what",
            claim.sub_event_type or UNKNOWN,
            rules=claim.rules,
            notes=(status,),
            sure=_figure(confidence.claim),
        ),
        cell(
            "date",
            "when",
            days(date),
            rules=date.rules if date else (),
            notes=date_notes(claim),
            sure=_figure(confidence.date),
        ),
        cell(
            "place",
            "where",
            where(place),
            rules=place.rules if place else (),
            notes=place_notes(place),
            sure=_figure(confidence.place),
        ),
        _actor_cell(cell, "actor1", "side 1", claim.actor1, claim.assoc_actor1, confidence.actor1),
        _actor_cell(cell, "actor2", "side 2", claim.actor2, claim.assoc_actor2, confidence.actor2),
        cell(
            "deaths",
            "deaths",
            number(toll),
            rules=toll.rules if toll else (),
            notes=toll_notes(claim),
            sure=_figure(confidence.fatalities),
        ),
        cell(
            "source",
            "who says so",
            said_by(claim, report),
            rules=tuple(dict.fromkeys(r for s in claim.sources for r in s.rules)),
        ),
    ]
    if claim.injured is not None or claim.quantities:
        counts = [("injured", claim.injured), *((one.what, one) for one in claim.quantities)]
        words = "; ".join(f"{what}: {_count(one)}" for what, one in counts if one is not None)
        cells.append(cell("counts", "other counts", words))
    if claim.weapons:
        cells.append(cell("weapons", "means", "; ".join(dict.fromkeys(one.quote for one in claim.weapons))))
    coding = claim.coding
    return Shown(
        number=number_,
        id=claim.id,
        why=why_no_event(claim) or "",
        cells=tuple(cells),
        codebook=coding.rules if coding else (),
        notes=coding.notes if coding else (),
    )


def _actor_cell(
    cell: object, key: str, name: str, actor: ActorLine | None, others: tuple[ActorLine, ...], confidence: float | None
) -> Cell:
    present = [one for one in (actor, *others) if one is not None]
    said = tuple(f"said: “{one.quote}”" for one in present if one.quote and one.quote != one.name)
    rules = tuple(dict.fromkeys(rule for one in present for rule in one.rules))
    return cell(key, name, side(actor, others) or UNKNOWN, rules=rules, notes=said, sure=_figure(confidence))  # type: ignore[operator,no-any-return]


def _count(count: object) -> str:
    return number(count)  # type: ignore[arg-type]


def _figure(confidence: float | None) -> str:
    return "" if confidence is None else f"{confidence:.2f}"
