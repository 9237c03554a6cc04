"""How was this coded last time? Past decisions by the words in their values and reasons, grouped by claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk import whose
from khaldun.desk.pages import page, site_of
from khaldun.desk.ruling_words import DID, Told, matches, told_of
from khaldun.publish.words import UNKNOWN, days, where
from khaldun.review.fields import FIELDS
from khaldun.store import claims, people, rulings
from khaldun.store.claims import Kept
from khaldun.store.rulings import KINDS, Ruling, Sought

_MOST_WORDS, _LONGEST = 8, 400


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The rulings on a claim, newest first; `heading` is what the claim is now."""

    claim: int | None
    report: str | None
    report_name: str
    heading: str
    state: str
    sentence: str
    rulings: tuple[Told, ...]


def rulings_page(request: Request) -> Response:
    """Past decisions that are asked for, the newest first."""
    query = request.query_params
    words = query.get("q", "").replace("\x00", "").strip()[:200]
    sought = _sought(query, words)
    before = _number(query.get("before", "")) or None
    with site_of(request).workspace.store.read() as connection:
        sought = msgspec.structs.replace(sought, apart=whose.apart(connection))
        past = rulings.search(connection, sought, matches=lambda one: matches(one, sought.words), before=before)
        on = [one.claim for one in past.rulings if one.claim is not None]
        kept = {one.id: one for one in whose.seen(connection, claims.numbers(connection, on))}
        redacted = rulings.redacted_on(connection, on) if sought.words else []
        undone = rulings.taken_back(connection, past.rulings)
        names = {coder.id: coder.name for coder in people.coders(connection)}
    every = sorted({one.seq: one for one in (*past.rulings, *redacted)}.values(), key=lambda one: -one.seq)
    return page(
        "rulings.html.j2",
        groups=_grouped(every, kept, names, undone),
        q=words,
        field=sought.field,
        kind=sought.kind,
        fields={name: field.label for name, field in FIELDS.items()},
        kinds={name: DID[name] for name in KINDS},
        range=(sought.first, sought.last) if sought.first or sought.last else None,
        begun=bool(before),
        further=_address(query, before=past.before) if past.before is not None else None,
        newest=_address(query, before=None),
        reached=past.reached.date().isoformat() if past.reached is not None else "",
        is_asked=bool(words or sought.field or sought.kind or sought.first or sought.last),
    )


def _sought(query: QueryParams, words: str) -> Sought:
    field, kind = query.get("field", ""), query.get("kind", "")
    return Sought(
        words=tuple(dict.fromkeys(words.casefold().split()))[:_MOST_WORDS],
        field=field if field in FIELDS else "",
        kind=kind if kind in KINDS else "",
        first=_number(query.get("first", "")),
        last=_number(query.get("last", "")),
    )


def _grouped(
    every: Iterable[Ruling], kept: Mapping[int, Kept], names: Mapping[str, str], undone: frozenset[int]
) -> list[Group]:
    """The rulings by claim (by report where there is none), in the order of the newest of each."""
    by: dict[tuple[int | None, str | None], list[Ruling]] = {}
    for one in every:
        by.setdefault((one.claim, None if one.claim is not None else one.report), []).append(one)
    return [
        _group(claim, report, kept.get(claim or 0), tuple(told_of(one, names, undone) for one in own))
        for (claim, report), own in by.items()
    ]


def _group(claim: int | None, report: str | None, kept: Kept | None, told: tuple[Told, ...]) -> Group:
    if kept is None:
        return Group(claim=None, report=report, report_name="", heading="A report", state="", sentence="", rulings=told)
    line = kept.line
    words = " ".join(line.notes.split())
    return Group(
        claim=claim,
        report=kept.report,
        report_name=line.report.name,
        heading=f"{line.sub_event_type or UNKNOWN}, {where(line.place)}, {days(line.date)}",
        state=kept.state,
        sentence=f"{words[:_LONGEST]}…" if len(words) > _LONGEST else words,
        rulings=told,
    )


def _address(query: QueryParams, *, before: int | None) -> str:
    told = {name: query.get(name, "") for name in ("q", "field", "kind", "first", "last")}
    told["before"] = str(before or "")
    return f"/rulings?{urlencode({name: value for name, value in told.items() if value})}"


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0
