"""Taking words out of the store: what may hold them, and how it is changed.

What is to be changed is worked out elsewhere (`review.blotting`, `workspace.redacting`); here it is read and written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, UniqueConstraint, and_, func, or_, select, text, update

from khaldun.records.codec import encode_line
from khaldun.records.decisions import Decision
from khaldun.records.lines import FailureLine
from khaldun.store import decisions
from khaldun.store.decisions import Redacted
from khaldun.store.reports import REDACTED
from khaldun.store.schema import CLAIMS, DECISIONS, FAILURES, HEAD, INPUTS, LOOSE, METADATA, REPORTS, SAID

_BATCH = 500
# In the order in which everybody else writes to them, so that nobody waits for one who waits for them.
_KNOWN = (INPUTS, FAILURES, REPORTS, CLAIMS, LOOSE, HEAD, DECISIONS, SAID)
# Of the others: what people sign in by is theirs to change, and some columns hold one of a few words.
_ACCOUNTS = frozenset({"coders"})
_CODES = frozenset({"role", "scope", "password", "state", "status", "kind", "made", "seen", "ends", "time"})
_BLOT = "\u2588"


class Raw(msgspec.Struct, frozen=True):
    """A row that may hold words: its number, the report or input that it is of, and its JSON, one string a column."""

    id: int
    of: str
    json: tuple[str, ...]


def hold_others_off(connection: Connection) -> None:
    """Nobody writes beside this transaction (on SQLite nobody can). Readers go on."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in _known_first())
        connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def claims(connection: Connection, reports: frozenset[str] | None = None) -> Iterator[Raw]:
    """Every claim, or those of some reports, undecoded: most hold nothing."""
    asked = select(CLAIMS.c.id, CLAIMS.c.report, CLAIMS.c.line, CLAIMS.c.draft).order_by(CLAIMS.c.id)
    if reports is not None:
        asked = asked.where(CLAIMS.c.report.in_(sorted(reports)))
    last = 0
    while rows := connection.execute(asked.where(CLAIMS.c.id > last).limit(_BATCH)).all():
        for row in rows:
            yield Raw(row.id, row.report, (row.line, row.draft or ""))
        last = rows[-1].id


def failures(connection: Connection) -> Iterator[Raw]:
    """Every failure, undecoded."""
    for row in connection.execute(select(FAILURES).order_by(FAILURES.c.id)):
        yield Raw(row.id, str(row.input), (row.line,))


def versions(connection: Connection, report: str) -> frozenset[str]:
    """A report and its other versions: those of the same name that were found where it was."""
    own = select(REPORTS.c.name, INPUTS.c.origin).join(INPUTS, INPUTS.c.id == REPORTS.c.input)
    name, origin = connection.execute(own.where(REPORTS.c.id == report)).one()
    asked = select(REPORTS.c.id).join(INPUTS, INPUTS.c.id == REPORTS.c.input)
    alike = and_(REPORTS.c.name == name, INPUTS.c.origin == origin)
    return frozenset(connection.execute(asked.where(alike)).scalars())


def named(connection: Connection, name: str) -> list[str]:
    """The reports of a name, or of an id or its beginning."""
    by_id = REPORTS.c.id.startswith(name, autoescape=True) if len(name) >= 8 else REPORTS.c.id == name
    return list(connection.execute(select(REPORTS.c.id).where(or_(REPORTS.c.name == name, by_id))).scalars())


def origins(connection: Connection, reports: frozenset[str]) -> frozenset[str]:
    """Where reports were found."""
    asked = select(INPUTS.c.origin).join(REPORTS, REPORTS.c.input == INPUTS.c.id)
    return frozenset(connection.execute(asked.where(REPORTS.c.id.in_(sorted(reports)))).scalars())


def input_of(connection: Connection, report: str) -> int:
    """The input that a report came from first."""
    return int(connection.execute(select(REPORTS.c.input).where(REPORTS.c.id == report)).scalar_one())


def reports_of(connection: Connection, hashes: frozenset[str]) -> frozenset[str]:
    """The reports that were found in bytes."""
    asked = select(REPORTS.c.id).join(INPUTS, INPUTS.c.id == REPORTS.c.input)
    return frozenset(
        report
        for some in _batches(hashes)
        for report in connection.execute(asked.where(INPUTS.c.sha256.in_(some))).scalars()
    )


def set_failure(connection: Connection, failure: int, line: FailureLine) -> None:
    """Writes a failure anew."""
    connection.execute(update(FAILURES).where(FAILURES.c.id == failure).values(line=encode_line(line).decode()))


def set_input(connection: Connection, added: int, origin: str, given: str) -> None:
    """Writes anew where an input was found and what was stated for it. Two of the same bytes that are blotted alike
    are told apart by a number."""
    sha256 = connection.execute(select(INPUTS.c.sha256).where(INPUTS.c.id == added)).scalar_one()
    others = select(INPUTS.c.origin).where(INPUTS.c.sha256 == sha256, INPUTS.c.id != added)
    taken, name, number = set(connection.execute(others).scalars()), origin, 1
    while name in taken:
        number += 1
        name = f"{origin}#{number}"
    connection.execute(update(INPUTS).where(INPUTS.c.id == added).values(origin=name, given=given))


def count_up(connection: Connection, reports: frozenset[str]) -> None:
    """Notes that something was taken out of reports: no newer reading is taken of them."""
    for some in _batches(reports):
        touched = update(REPORTS).where(REPORTS.c.id.in_(some))
        connection.execute(touched.values(redactions=REPORTS.c.redactions + 1))


def text_hashes(connection: Connection, reports: frozenset[str]) -> dict[str, str]:
    """The SHA-256 of reports' texts as they stand."""
    asked = select(REPORTS.c.id, REPORTS.c.text_sha256)
    return {
        row.id: row.text_sha256
        for some in _batches(reports)
        for row in connection.execute(asked.where(REPORTS.c.id.in_(some)).order_by(REPORTS.c.id))
    }


def give_up_bytes(connection: Connection, hashes: frozenset[str]) -> None:
    """Notes that the bytes of inputs are gone."""
    for some in _batches(hashes):
        connection.execute(update(INPUTS).where(INPUTS.c.sha256.in_(some)).values(state=REDACTED))


def given_up(connection: Connection) -> frozenset[str]:
    """The SHA-256 of all bytes that were given up."""
    return frozenset(connection.execute(select(INPUTS.c.sha256).where(INPUTS.c.state == REDACTED)).scalars())


def history(connection: Connection) -> Iterator[tuple[Decision, Redacted]]:
    """The redactions that the chain tells of, in its order."""
    for decision in decisions.read(connection):
        if decision.kind == "redact" and decision.payload is not None:
            yield decision, msgspec.json.decode(decision.payload.after, type=Redacted)


def was_made(connection: Connection, link: str) -> bool:
    """Whether the chain has a link of that hash."""
    return connection.execute(select(DECISIONS.c.seq).where(DECISIONS.c.hash == link)).first() is not None


def counted(connection: Connection) -> Iterator[tuple[str, str]]:
    """The reports that something was taken out of: id, and SHA-256 of the text."""
    asked = select(REPORTS.c.id, REPORTS.c.text_sha256).where(REPORTS.c.redactions > 0).order_by(REPORTS.c.id)
    for row in connection.execute(asked):
        yield row.id, row.text_sha256


def touched_origins(connection: Connection) -> frozenset[str]:
    """Where something was found that words were taken out of since; blotted where the place itself held them."""
    gone = select(INPUTS.c.origin).where(INPUTS.c.state == REDACTED)
    cut = select(INPUTS.c.origin).join(REPORTS, REPORTS.c.input == INPUTS.c.id).where(REPORTS.c.redactions > 0)
    blotted = select(INPUTS.c.origin).where(INPUTS.c.origin.contains(_BLOT))
    return frozenset(origin for asked in (gone, cut, blotted) for origin in connection.execute(asked).scalars())


def coded_by(connection: Connection, holds: Callable[[str], bool]) -> int:
    """How many decisions are by coders whose own id holds the words: ids stand in the chain's hashes and stay."""
    asked = select(DECISIONS.c.coder, func.count()).group_by(DECISIONS.c.coder)
    return sum(int(number) for coder, number in connection.execute(asked) if holds(coder))


class Beside(msgspec.Struct, frozen=True):
    """Texts outside of the tables that are known here: how many are changed, and how many are kept because they are
    keys, or names by which people sign in."""

    changed: int = 0
    kept: int = 0


def elsewhere(connection: Connection, change: Callable[[str], str], *, write: bool) -> Beside:
    """Changes every text outside of the tables above (work lists, notes), where `write` is set; keys, codes and the
    accounts of coders stay."""
    changed = kept = 0
    for table in _known_first():
        if table in _KNOWN:
            continue
        keys = list(table.primary_key.columns)
        for row in connection.execute(select(table)).mappings().all():
            texts = {name: value for name, value in row.items() if isinstance(value, str) and name not in _CODES}
            new = {name: after for name, value in texts.items() if (after := change(value)) != value}
            fixed = {name for name in new if table.name in _ACCOUNTS or _is_key(table, table.c[name])}
            changed, kept = changed + len(new) - len(fixed), kept + len(fixed)
            written = {name: value for name, value in new.items() if name not in fixed}
            if written and write and keys:
                same = and_(*(key == row[key.name] for key in keys))
                connection.execute(update(table).where(same).values(written))
    return Beside(changed, kept)


def _batches(values: frozenset[str]) -> Iterator[list[str]]:
    """As many at once as a statement takes."""
    ordered = sorted(values)
    for at in range(0, len(ordered), _BATCH):
        yield ordered[at : at + _BATCH]


def _known_first() -> list[Table]:
    return [*_KNOWN, *(table for table in METADATA.sorted_tables if table not in _KNOWN)]


def _is_key(table: Table, column: Column[Any]) -> bool:
    unique = {one.name for rule in table.constraints if isinstance(rule, UniqueConstraint) for one in rule.columns}
    return column.primary_key or bool(column.foreign_keys) or column.name in unique
