"""`khaldun redact`: words taken out everywhere, with a link of the chain that says by whom, when, why and of what.

The store changes in one transaction, together with the decision; the files behind it (`tombstones`). What is taken out
stands in no file of the workspace afterwards; backups that were made before still have it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from khaldun.errors import UsageError
from khaldun.records.decisions import Act, Decision
from khaldun.store import claims, decisions, redactions, reports
from khaldun.store.decisions import Redacted
from khaldun.store.lock import one_run
from khaldun.store.reports import DONE
from khaldun.text.occurrences import Wording
from khaldun.workspace.config import FILE
from khaldun.workspace.deciding import Who
from khaldun.workspace.looking import ReadText, look
from khaldun.workspace.one_round import one_round
from khaldun.workspace.open import ARCHIVE, Workspace
from khaldun.workspace.scoping import Scope, Target, scope_of
from khaldun.workspace.surveying import Survey, survey, without
from khaldun.workspace.tombstones import (
    Plan,
    Tombstone,
    charsets,
    finish,
    kept_files,
    old_copies,
    stones_without,
    visits_without,
    write_plan,
)

if TYPE_CHECKING:
    from khaldun.store.open import Connection

Tell = Callable[[str, int, int], None]  # what is being done, how far, of how much


class Preview(msgspec.Struct, kw_only=True):
    """What a redaction would change. `files` says of each file of the archive that was looked at whether it holds the
    words; `unread` names documents that would not be read; `visits` are lines of the index, `stones` tombstones whose
    reason has the words; `copies` old copies of the store, which go; `untouched` counts reports that stay as they are
    but whose bytes go with others'."""

    found: Survey
    files: dict[str, bool]
    unread: tuple[str, ...]
    visits: int
    stones: int
    copies: tuple[str, ...]
    untouched: int
    settings: bool

    @property
    def gone(self) -> set[str]:
        """SHA-256 of the bytes that go."""
        return self.found.gone | {name for name, holds in self.files.items() if holds}

    @property
    def is_empty(self) -> bool:
        """Whether nothing holds the words."""
        return not (self.gone or self.visits or self.stones or _has_any(self.found))


def _has_any(found: Survey) -> bool:
    return bool(found.reports or found.claims or found.decisions or found.failures or found.inputs or found.elsewhere)


def preview(workspace: Workspace, target: Target, read_text: ReadText, *, tell: Tell) -> Preview:
    """What would be changed; nothing is.

    Raises:
        UsageError: the target is none.
    """
    with workspace.store.read() as connection:
        scope = scope_of(connection, target)
        wanted, read = _wanted(workspace, connection, scope)
    files: dict[str, bool] = {}
    unread = _look(workspace, scope.wording, wanted, read, read_text, files, tell)
    with workspace.store.read() as connection:
        return _preview(workspace, connection, scope, files, unread)


def redact(
    workspace: Workspace,
    who: Who,
    target: Target,
    seen: Preview,
    read_text: ReadText,
    *,
    reason: str,
    time: dt.datetime,
    tell: Tell,
) -> Preview:
    """Takes the words out; what the preview has `seen` of the archive is not looked at again. Returns what was changed.

    Raises:
        UsageError: the reason is empty or has the words itself.
        AccessError: this person may not.
        StoreError: a run or a round of `watch` is under way, or the store could not be packed anew: all else is done,
            and `finish` does the rest.
    """
    who.must_be("admin")
    files = dict(seen.files)
    with one_round(workspace.folder):
        finish(workspace)
        with one_run(workspace.store, workspace.folder), workspace.store.write() as connection:
            redactions.hold_others_off(connection)
            scope = scope_of(connection, target)
            _check_reason(reason, who, scope.wording)
            wanted, read = _wanted(workspace, connection, scope)
            unread = _look(workspace, scope.wording, wanted, read, read_text, files, tell)
            done = _preview(workspace, connection, scope, files, (*seen.unread, *unread))
            if not done.is_empty:
                _change(workspace, connection, scope, done, who, reason, time)
        finish(workspace)  # not while a run is held: what holds it would keep old rows alive
    return done


def _check_reason(reason: str, who: Who, wording: Wording) -> None:
    if not reason.strip():
        raise UsageError("No reason is given.", advice="Say why, without the words: --reason 'asked by the family'.")
    if wording.stand_in(reason) or wording.stand_in(who.coder):
        raise UsageError(
            "The reason (or who does it) has the words in it that are to be taken out; it is kept for good.",
            advice="Say it without them.",
        )


def _wanted(workspace: Workspace, connection: Connection, scope: Scope) -> tuple[frozenset[str] | None, frozenset[str]]:
    """The SHA-256 of the files to be looked at (null: all), and of those whose documents' text the store has. What
    releases have frozen may hold any report's words."""
    only = scope.only
    places = redactions.origins(connection, only) if only is not None else frozenset()
    added = list(reports.inputs(connection))
    wanted = frozenset(one.sha256 for one in added if one.origin in places)
    wanted |= workspace.archive.frozen()
    return (None if only is None else wanted), frozenset(one.sha256 for one in added if one.state == DONE)


def _look(
    workspace: Workspace, wording: Wording, wanted: frozenset[str] | None, read: frozenset[str], read_text: ReadText,
    files: dict[str, bool], tell: Tell,
) -> tuple[str, ...]:  # fmt: skip
    """Looks at files that were not looked at yet; returns those that would not be read."""
    encodings = charsets(workspace)
    paths = [path for path in kept_files(workspace) if path.name not in files]
    paths = [path for path in paths if wanted is None or path.name in wanted]
    unread = []
    for done, path in enumerate(paths):
        tell("Looking at raw bytes", done, len(paths))
        looked = look(path, wording, None if path.name in read else read_text, encodings.get(path.name))
        files[path.name] = looked.holds
        if looked.unread:
            unread.append(path.name)
    return tuple(unread)


def _preview(
    workspace: Workspace, connection: Connection, scope: Scope, files: dict[str, bool], unread: tuple[str, ...]
) -> Preview:
    found = survey(connection, scope)
    everywhere = scope.spans is None
    settings = (workspace.folder / FILE).read_text(encoding="utf-8", errors="replace")
    seen = Preview(
        found=found,
        files=files,
        unread=unread,
        visits=len(visits_without(workspace, scope.wording)) if everywhere else 0,
        stones=len(stones_without(workspace, scope.wording)),
        copies=tuple(old_copies(workspace)),
        untouched=0,
        settings=everywhere and bool(scope.wording.blotted_address(settings) != settings),
    )
    seen.untouched = len(redactions.reports_of(connection, frozenset(seen.gone)) - found.touched)
    return seen


def _change(
    workspace: Workspace, connection: Connection, scope: Scope, done: Preview, who: Who, reason: str, time: dt.datetime
) -> None:
    """Changes the store, adds the decision, and writes down what is to be done to the files."""
    found = done.found
    for line in found.reports.values():
        reports.put_report(connection, 0, line)
    for one in found.claims:
        drafted = {} if one.draft is None else {"draft": one.draft}
        claims.reread(connection, one.kept.id, one.kept.version, line=one.line, priority=one.kept.priority, **drafted)
    for number, failure in found.failures.items():
        redactions.set_failure(connection, number, failure)
    for number, (origin, given) in found.inputs.items():
        redactions.set_input(connection, number, origin, given)
    redactions.elsewhere(connection, without(scope.wording), write=True)
    decisions.redact(connection, found.decisions)
    redactions.give_up_bytes(connection, frozenset(done.gone))
    redactions.count_up(connection, frozenset(found.touched))
    act = Act(
        coder=who.coder,
        kind="redact",
        report=scope.report,
        after=msgspec.Raw(msgspec.json.encode(_told(connection, done))),
        reason=reason.strip(),
    )
    (decision,) = decisions.add(connection, [act], time=time)
    write_plan(workspace, _plan(workspace, scope, done, decision))


def _told(connection: Connection, done: Preview) -> Redacted:
    """What the decision says was touched; also what earlier redactions said whose own words are taken out now."""
    found, former = done.found, done.found.carried
    touched = found.touched.union(*(one.reports for one in former))
    gone = {name for name in done.gone if not name.startswith(".")}
    return Redacted(
        decisions=tuple(sorted(set(found.decisions).union(*(one.decisions for one in former)))),
        claims=tuple(sorted({one.kept.id for one in found.claims}.union(*(one.claims for one in former)))),
        reports=tuple(sorted(touched)),
        inputs=tuple(sorted(gone.union(*(one.inputs for one in former)))),
        text_sha256=redactions.text_hashes(connection, frozenset(touched)),
    )


def _plan(workspace: Workspace, scope: Scope, done: Preview, decision: Decision) -> Plan:
    what = "the words of a passage" if scope.spans is not None else "words, everywhere"
    when, why = decision.time.isoformat(timespec="seconds"), decision.payload.reason if decision.payload else ""
    parts = [f"{ARCHIVE}/{name[1:3]}/{name}" for name in sorted(done.gone) if name.startswith(".")]
    return Plan(
        link=decision.hash,
        stones=(
            *stones_without(workspace, scope.wording),
            *(
                Tombstone(what=what, sha256=digest, when=when, by=decision.coder, why=why)
                for digest in sorted(done.gone)
                if not digest.startswith(".")
            ),
        ),
        visits=visits_without(workspace, scope.wording) if scope.spans is None else {},
        files=(*done.copies, *parts),
    )
