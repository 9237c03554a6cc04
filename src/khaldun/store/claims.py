"""Claims in the store: the draft as the newest reading has it, the claim as it stands, and columns to filter by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update

from khaldun.errors import StoreError
from khaldun.records.codec import decode_line, encode_line
from khaldun.records.lines import ClaimLine
from khaldun.store import loose
from khaldun.store.schema import CLAIMS, DECISIONS, REPORTS

OPEN, ACCEPTED, REJECTED, FLAGGED, SKIPPED = "open", "accepted", "rejected", "flagged", "skipped"
WITHDRAWN, MERGED = "withdrawn", "merged"
STATES = (OPEN, ACCEPTED, REJECTED, FLAGGED, SKIPPED, WITHDRAWN, MERGED)
GONE = frozenset({REJECTED, MERGED, WITHDRAWN})  # what counts for nothing
DECIDED = frozenset({ACCEPTED, REJECTED, FLAGGED, MERGED})
_CODE, _NAME, _SOUGHT = 120, 400, 2_000  # bytes of a column that is filtered by
_TOLD = frozenset({"asserted", "reported"})


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A claim of a workspace.

    `draft` is null for one that a coder added; `line` is how it stands now; `version` grows with each change of it.
    `sheet` is whose own, blind sheet it stands on (null: the shared one), `of` the shared claim that it is a coding of.
    """

    id: int
    report: str
    key: str
    origin: str
    draft: ClaimLine | None
    line: ClaimLine
    version: int
    state: str
    reviewed: str
    priority: float
    coder: str | None
    sheet: str | None = None
    of: int | None = None


_KEPT = [CLAIMS.c[name] for name in Kept.__struct_fields__]


class StaleError(StoreError):
    """Somebody else has changed a claim since it was shown at version `seen`; `now` is how it stands."""

    def __init__(self, now: Kept, seen: int) -> None:
        super().__init__(
            f"Claim {now.id} was changed by somebody else in the meantime.", advice="Look at both, and decide again."
        )
        self.now = now
        self.seen = seen


def add(
    connection: Connection, line: ClaimLine, *, priority: float, state: str = OPEN, sheet: str | None = None
) -> int:
    """Adds a claim that a coder made, on the shared sheet or on their own. Returns its number."""
    row = {
        "report": line.report.id,
        "key": line.id,
        "origin": "coder",
        "version": 1,
        "state": state,
        "reviewed": "no",
        "sheet": sheet,
        **columns_of(line, priority),
    }
    number = int(connection.execute(insert(CLAIMS).values(row).returning(CLAIMS.c.id)).scalar_one())
    if sheet is None:
        loose.put(connection, [(number, line)], stands=state not in GONE)
    return number


def add_all(connection: Connection, drafts: Sequence[tuple[ClaimLine, float]]) -> None:
    """Adds a reader's drafts, each with its priority."""
    rows = [
        {
            "report": line.report.id,
            "key": line.id,
            "origin": "reader",
            "draft": encode_line(line).decode(),
            "version": 1,
            "state": OPEN,
            "reviewed": "no",
            **columns_of(line, priority),
        }
        for line, priority in drafts
    ]
    if rows:
        made = connection.execute(insert(CLAIMS).returning(CLAIMS.c.id, sort_by_parameter_order=True), rows).scalars()
        loose.put(connection, zip(made, (line for line, _ in drafts), strict=True))


def copy_drafts(connection: Connection, report: str, sheet: str) -> int:
    """Puts a report's drafts, as the newest reading has them, on a coder's own sheet. Returns how many."""
    drafted = [one for one in of_report(connection, report) if one.draft is not None and one.state != WITHDRAWN]
    rows = [
        {
            "report": report,
            "key": one.key,
            "origin": one.origin,
            "draft": encode_line(one.draft).decode(),
            "version": 1,
            "state": OPEN,
            "reviewed": "no",
            "sheet": sheet,
            "of": one.id,
            **columns_of(one.draft, one.priority),
        }
        for one in drafted
        if one.draft is not None
    ]
    if rows:
        connection.execute(insert(CLAIMS), rows)
    return len(rows)


def get(connection: Connection, claim: int) -> Kept | None:
    """A claim by its number."""
    row = connection.execute(select(*_KEPT).where(CLAIMS.c.id == claim)).mappings().one_or_none()
    return None if row is None else _kept(row)


def of_report(connection: Connection, report: str, *, sheet: str | None = None) -> list[Kept]:
    """A report's claims in the order of its text, on the shared sheet or on somebody's own."""
    asked = select(*_KEPT).where(CLAIMS.c.report == report, CLAIMS.c.sheet.is_not_distinct_from(sheet))
    asked = asked.order_by(CLAIMS.c.position, CLAIMS.c.id)
    return [_kept(row) for row in connection.execute(asked).mappings()]


def on_sheets(connection: Connection, report: str) -> list[Kept]:
    """A report's claims on coders' own sheets."""
    asked = select(*_KEPT).where(CLAIMS.c.report == report, CLAIMS.c.sheet.is_not(None)).order_by(CLAIMS.c.id)
    return [_kept(row) for row in connection.execute(asked).mappings()]


def change(
    connection: Connection,
    claim: int,
    version: int,
    *,
    line: ClaimLine | None = None,
    priority: float | None = None,
    before: ClaimLine | None = None,
    was: str | None = None,
    **values: object,
) -> int:
    """Changes a claim that stands at `version`; returns its new version. `line` is written with its columns and needs
    its `priority`; `values` are other columns, `draft` a claim. Who knows what it was says so
    (`before`, and its state `was`), and less is written.
    One change is one decision of the chain, which says what was before; all else is a `reread`.

    Raises:
        StaleError: it does not stand at `version` any more.
    """
    written: dict[str, object] = {**values, "version": version + 1}
    if line is not None:
        written |= columns_of(line, priority or 0.0)
    if isinstance(draft := written.get("draft"), ClaimLine):
        written["draft"] = encode_line(draft).decode()
    stands = (CLAIMS.c.id == claim) & (CLAIMS.c.version == version)
    if connection.execute(update(CLAIMS).where(stands).values(written)).rowcount:
        if line is not None:
            loose.change(connection, claim, line, before, gone=GONE)
        if "state" in values and (was is None or (was in GONE) != (values["state"] in GONE)):
            loose.set_stands(connection, claim, stands=values["state"] not in GONE)
        if "report" in values:
            loose.move(connection, claim, str(values["report"]))
        return version + 1
    now = get(connection, claim)
    if now is None:
        raise StoreError(f"There is no claim {claim}.", advice="Go back to the queue.")
    raise StaleError(now, version)


def reread(connection: Connection, claim: int, version: int, **values: Any) -> int:
    """As `change`, where it is no decision that changes a claim (a newer reading, a redaction): how it stood before
    cannot be told from the chain."""
    return change(connection, claim, version, reread=version + 1, **values)


def give(connection: Connection, report: str, coder: str | None) -> None:
    """Says whose a report's claims on the shared sheet are to decide; null: everybody's."""
    shared = (CLAIMS.c.report == report) & CLAIMS.c.sheet.is_(None)
    connection.execute(update(CLAIMS).where(shared).values(coder=coder))


def refresh(
    connection: Connection, claim: int, line: ClaimLine, priority: float, *, before: ClaimLine | None = None
) -> None:
    """Writes what follows from other claims' changes: nobody's edit, so the version stays. `before` is what it was."""
    connection.execute(update(CLAIMS).where(CLAIMS.c.id == claim).values(columns_of(line, priority)))
    loose.change(connection, claim, line, before, gone=GONE)


def numbers(connection: Connection, claims: Iterable[int]) -> list[Kept]:
    """Claims by their numbers, in the order of the numbers."""
    asked = select(*_KEPT).where(CLAIMS.c.id.in_(sorted(set(claims)))).order_by(CLAIMS.c.id)
    return [_kept(row) for row in connection.execute(asked).mappings()]


def numbers_of(connection: Connection, reports: Iterable[str]) -> set[int]:
    """The numbers of all claims of reports, on whichever sheet."""
    asked = select(CLAIMS.c.id).where(CLAIMS.c.report.in_(list(reports)))
    return {int(number) for number in connection.execute(asked).scalars()}


def orphans(connection: Connection) -> Iterator[str]:
    """Claims whose report is not there, and decisions on claims that are not there."""
    known = select(REPORTS.c.id)
    for row in connection.execute(select(CLAIMS.c.id).where(CLAIMS.c.report.not_in(known))):
        yield f"Claim {row.id} belongs to no report."
    decided = select(DECISIONS.c.seq, DECISIONS.c.claim).where(
        DECISIONS.c.claim.is_not(None), DECISIONS.c.claim.not_in(select(CLAIMS.c.id))
    )
    for row in connection.execute(decided):
        yield f"Decision {row.seq} is on claim {row.claim}, which is not there."


def _kept(row: RowMapping) -> Kept:
    line = _claim(row["line"])
    draft = line if row["draft"] == row["line"] else row["draft"] and _claim(row["draft"])
    return Kept(
        id=row["id"],
        report=row["report"],
        key=row["key"],
        origin=row["origin"],
        draft=draft,
        line=line,
        version=row["version"],
        state=row["state"],
        reviewed=row["reviewed"],
        priority=row["priority"],
        coder=row["coder"],
        sheet=row["sheet"],
        of=row["of"],
    )


def _claim(data: str) -> ClaimLine:
    line = decode_line(data)
    if not isinstance(line, ClaimLine):
        raise TypeError(f"the store holds a {type(line).__name__} in a claim's place")
    return line


def columns_of(line: ClaimLine, priority: float) -> dict[str, object]:
    """The claim as JSON, and what is filtered and sorted by."""
    place, date = line.place, line.date
    spans = [span.start for span in (line.trigger, *line.tellings) if span is not None]
    cut = partial(_cut, most=_NAME)
    told = line.status in _TOLD and not line.background and date is not None and place is not None
    return {
        "line": encode_line(line).decode(),
        "priority": priority,
        "position": min(spans, default=0),
        "event_type": _cut(line.event_type, most=_CODE),
        "sub_event_type": _cut(line.sub_event_type, most=_CODE),
        "status": line.status,
        "start": _cut(date.start, most=_CODE) if date else None,
        "end": _cut(date.end, most=_CODE) if date else None,
        "country": _cut(place.country, most=_CODE) if place else None,
        "admin1": cut(place.admin1) if place else None,
        "place": cut(place.name or place.quote) if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "precision": place.precision if place else None,
        "actor1": cut(line.actor1.name) if line.actor1 else None,
        "actor2": cut(line.actor2.name) if line.actor2 else None,
        "source": cut(line.sources[0].name) if line.sources else None,
        "deaths": line.fatalities.low if line.fatalities else None,
        "sought": _cut(" | ".join(sought(line)), most=_SOUGHT) or "",
        "event": told,
    }


def _cut(words: str | None, *, most: int) -> str | None:
    """Words no longer than so many bytes: PostgreSQL keeps no longer row in an index, and a report that says what is
    longer must be kept all the same. The claim itself has them whole."""
    if words is None or len(words) * 4 <= most:
        return words
    return words.encode()[:most].decode(errors="ignore")


def sought(line: ClaimLine) -> list[str]:
    """The words by which a claim is looked for, folded: its report, its place and region, its sides, its sources."""
    place = line.place
    names: list[str | None] = [line.report.name]
    names += [] if place is None else [place.name, place.quote, place.admin1]
    names += [actor.name for actor in (line.actor1, *line.assoc_actor1, line.actor2, *line.assoc_actor2) if actor]
    names += [source.name for source in line.sources]
    return [name.casefold() for name in dict.fromkeys(names) if name]
