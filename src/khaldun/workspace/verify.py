"""`khaldun verify`: whether what is kept is what was kept: bytes, words, references, and the chain of decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from khaldun.errors import DamagedError
from khaldun.records.base import Span
from khaldun.records.codec import decode_line
from khaldun.records.lines import ReportLine
from khaldun.records.loose import loose_of
from khaldun.store import claims, decisions, loose, reports
from khaldun.store.reports import REDACTED
from khaldun.workspace.open import Workspace
from khaldun.workspace.verify_redactions import check_redactions


class Checked(msgspec.Struct):
    """How much was checked."""

    inputs: int = 0
    reports: int = 0
    claims: int = 0
    decisions: int = 0


def verify(workspace: Workspace, checked: Checked) -> Iterator[str]:
    """Everything that is wrong, each said in a line; `checked` counts what was looked at."""
    if damage := workspace.store.damage():
        # What such a page holds is read as zeros: nothing that is found in it could be trusted.
        yield from (f"The store was changed behind its key: {fault}." for fault in damage)
        yield "The rest was not checked."
        return
    if damaged := workspace.archive.damaged():
        yield f"{damaged:,} lines of the archive's index were changed."
    with workspace.store.read() as connection:
        yield from decisions.check(connection)
        checked.decisions = decisions.count(connection)
        for added in reports.inputs(connection):
            checked.inputs += 1
            if added.state != REDACTED:
                yield from _check_bytes(workspace, added.origin, added.sha256)
        yield from check_redactions(workspace, connection)
        for row in reports.reports(connection):
            checked.reports += 1
            line = decode_line(row["line"])
            if not isinstance(line, ReportLine):
                yield f"Report {row['id']} is no report."
                continue
            if reports.text_hash(line.text) != row["text_sha256"]:
                yield f"The text of report {line.name} was changed after it was read."
            noted = loose.of_report(connection, line.id)
            for kept in claims.of_report(connection, line.id):
                checked.claims += 1
                yield from _check_claim(kept, line)
                stands = kept.state not in claims.GONE
                if noted.pop(kept.id, set()) != {(one, stands) for one in loose_of(kept.line)}:
                    yield f"Claim {kept.id} of {line.name}: what is unresolved in it is not noted beside it as it is."
            yield from (f"What is unresolved is noted of claim {one}, which {line.name} has not." for one in noted)
        yield from claims.orphans(connection)


def _check_bytes(workspace: Workspace, origin: str, sha256: str) -> Iterator[str]:
    try:
        with workspace.archive.file(sha256).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except DamagedError:
        found = ""
    except OSError:
        yield f"The bytes of {origin} are not in the archive."
        return
    if found != sha256:
        yield f"The bytes of {origin} in the archive were changed."


def _check_claim(kept: claims.Kept, report: ReportLine) -> Iterator[str]:
    if kept.line.report.id != kept.report:
        yield f"Claim {kept.id} names another report than the one it belongs to."
    wrong = [span for span in _spans(kept.line) if report.text[span.start : span.end] != span.quote]
    if wrong:
        span = wrong[0]
        where = f"{span.start}:{span.end} of the text ({len(wrong)} such)"
        yield f"Claim {kept.id} of {report.name}: its words {span.quote!r} do not stand at {where}."


def _spans(value: Any) -> Iterator[Span]:
    """Every span in a claim."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _spans(item)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _spans(getattr(value, name))
