"""Whether what is said to be taken out was, by somebody who said so, and whether nothing of it is left to be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from khaldun.store import redactions, reports
from khaldun.store.reports import REDACTED
from khaldun.workspace.open import Workspace
from khaldun.workspace.tombstones import is_tombstone, planned

if TYPE_CHECKING:
    from khaldun.store.open import Connection

_FINISH = "finish it: khaldun redact --finish"


def check_redactions(workspace: Workspace, connection: Connection) -> Iterator[str]:
    """Everything that is wrong with what was taken out, each said in a line."""
    if planned(workspace) is not None:
        yield f"A redaction was cut off; {_FINISH}."
    gone: set[str] = set()
    texts: dict[str, str] = {}
    for _, told in redactions.history(connection):
        gone.update(told.inputs)
        texts.update(told.text_sha256)
    for added in reports.inputs(connection):
        if added.state == REDACTED:
            yield from _check_gone(workspace, added, told=added.sha256 in gone)
    for report, text_sha256 in redactions.counted(connection):
        if report not in texts:
            yield f"Something was taken out of report {report}, and no redaction says so."
        elif texts[report] != text_sha256:
            yield f"The text of report {report} is not what the last redaction of it left."


def _check_gone(workspace: Workspace, added: reports.Added, *, told: bool) -> Iterator[str]:
    """Where a store is shared, the archive of another machine may never have had the bytes."""
    if not told:
        yield f"The bytes of {added.origin} are said to be taken out, and no redaction says so."
    file = workspace.archive.file(added.sha256)
    if file.is_file() and not is_tombstone(file):
        yield f"The bytes of {added.origin} were to be taken out, but something lies in their place; {_FINISH}."
