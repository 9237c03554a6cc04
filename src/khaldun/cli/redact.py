"""`khaldun redact`: words taken out of a workspace, everywhere and for good."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from khaldun.cli.out import write_line
from khaldun.cli.say import say, say_bar, say_progress
from khaldun.cli.workspace import Where, now, workspace_at
from khaldun.errors import UsageError

if TYPE_CHECKING:
    from khaldun.records.reports import Report
    from khaldun.workspace.open import Workspace
    from khaldun.workspace.redacting import Preview
    from khaldun.workspace.scoping import Target

_SHOWN = 200  # places that are shown on a terminal


def redact(
    *,
    person: Annotated[list[str] | None, Parameter(negative="", allow_leading_hyphen=True)] = None,
    words: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    report: str | None = None,
    span: str | None = None,
    reason: str = "",
    by: str = "local",
    yes: Annotated[bool, Parameter(negative="")] = False,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    finish: Annotated[bool, Parameter(negative="")] = False,
    workspace: Where = None,
) -> int:
    """Take words out of the workspace, everywhere and for good: a person's name, or a passage.

    What is touched is told first. The chain of decisions stays checkable, and says by whom, when and why.
    Exit code: 0 done, or nothing to be done; 1 not done, or not to the end; 2 wrong usage.

    Parameters
    ----------
    person
        A name; again for each other spelling of it. - reads spellings from standard input, one a line.
    words
        Words as they stand in a text. - reads them from standard input.
    report
        The report (its name, or its id) that the words, or the span, are of; without it the words go everywhere.
    span
        The code points of the report's text, START:END, counted from 0, the end not included.
    reason
        Why, without the words: it is kept for good.
    by
        Who does it: a coder's id.
    yes
        Do it without asking.
    dry_run
        Tell what would be touched, and change nothing.
    finish
        Finish a redaction that was cut off.
    workspace
        The workspace's folder (default: the one that the current folder lies in).
    """
    with workspace_at(workspace) as here:
        if finish:
            return _finish(here)
        target = _target(person or [], words, report, span)
        return _redact(here, target, reason=reason, by=by, yes=yes, dry_run=dry_run)


def _finish(here: Workspace) -> int:
    from khaldun.workspace.tombstones import finish

    done = finish(here)
    say("What was left of a redaction is done." if done else "No redaction was cut off.", "Check it: khaldun verify")
    return 0


def _redact(here: Workspace, target: Target, *, reason: str, by: str, yes: bool, dry_run: bool) -> int:
    from khaldun.release.holding import released_with
    from khaldun.workspace.deciding import Who
    from khaldun.workspace.redacting import preview, redact
    from khaldun.workspace.scoping import scope_of

    seen = preview(here, target, _text_of, tell=say_bar)
    say_progress("")
    _tell(seen, here)
    if seen.is_empty or dry_run:
        return 0
    if not reason.strip():
        raise UsageError("No reason is given.", advice="Say why, without the words: --reason 'asked by the family'.")
    if not yes and not _is_meant():
        say("Nothing was changed.")
        return 1
    with here.store.read() as connection:
        wording = scope_of(connection, target).wording  # of a span nobody knows the words afterwards
    done = redact(here, Who(by, "admin"), target, seen, _text_of, reason=reason, time=now(), tell=say_bar)
    say_progress("")
    found = done.found
    released = list(released_with(here.archive, wording))
    left = found.codes or found.kept or found.coders or found.others or done.settings or done.unread or released
    say("It is done." if left else "It is done: the words stand in no file of the workspace any more.")
    for path in released:
        say(f"The released file {path} still has them.", "Take the release down, wherever it is, and make another.")
    say("Backups and exports that were made before still have them.", "Delete those, and make new ones: khaldun backup")
    if not here.store.is_sqlite:
        say("PostgreSQL's journal (WAL), replicas and backups have old rows as long as whoever keeps it says.")
    return 0


def _target(person: list[str], words: str | None, report: str | None, span: str | None) -> Target:
    """What is to be taken out, of options that say one thing."""
    from khaldun.workspace.scoping import Target

    if sum(1 for one in (person, words, span) if one) != 1 or (span and not report):
        raise UsageError(
            "It takes a person's name, or words, or a report and a span of it.",
            advice="--person NAME; --words WORDS, of one report with --report REPORT; --report REPORT --span A:B.",
        )
    if person and report:
        raise UsageError(
            "A person is taken out everywhere, not of one report.",
            advice="Leave --report out, or give --words.",
        )
    if span:
        found = re.fullmatch(r"(\d{1,12}):(\d{1,12})", span.strip())
        if found is None:
            raise UsageError(f"--span {span} is no span.", advice="Write START:END, as 120:145.")
        return Target(report=report, span=(int(found[1]), int(found[2])))
    given = person or [words or ""]
    if given == ["-"]:
        told = sys.stdin.read()
        given = [line for line in told.splitlines() if line.strip()] if person else [told]
    return Target(spellings=tuple(given), report=report)


def _text_of(report: Report) -> str:
    """The text of a document."""
    from khaldun.clean.step import clean

    return clean(report, today=now().date()).text


def _is_meant() -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("Nobody can be asked here.", advice="Look with --dry-run, and say --yes.")
    sys.stderr.write("Take them out? This cannot be undone. [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _tell(seen: Preview, here: Workspace) -> None:
    """What would be touched: how much of everything, and on a terminal where."""
    found = seen.found
    if seen.is_empty:
        say("Nothing that can be taken out has the words.")
    if sys.stdout.isatty():
        for place in found.places[:_SHOWN]:
            write_line(str(place))
        if len(found.places) > _SHOWN:
            write_line(f"and {len(found.places) - _SHOWN:,} more")
    for number, what in _counts(seen):
        if number:
            write_line(f"{number:>7,} {what}")
    for number, message, advice in _notes(seen, here):
        if number:
            say(f"{number:,} {message}", advice)


def _counts(seen: Preview) -> list[tuple[int, str]]:
    found = seen.found
    return [
        (len(found.reports), "reports: text, title, byline, name, address"),
        (len(found.claims), "claims"),
        (len(found.decisions), "decisions lose what they said; that they were made, by whom and when stays"),
        (len(found.inputs), "inputs: where they were found, what was stated for them"),
        (len(found.failures), "failures"),
        (found.elsewhere, "other entries of the store"),
        (len(seen.gone), "raw files of the archive: a tombstone takes the place of each"),
        (seen.visits, "visits: their addresses"),
        (len(seen.copies) if not seen.is_empty else 0, "old copies of the store, which are deleted"),
    ]


def _notes(seen: Preview, here: Workspace) -> list[tuple[int, str, str]]:
    """What the person must know beside."""
    found = seen.found
    return [
        (seen.untouched, "reports stay as they are, but cannot be read anew: their bytes go with others'.", ""),
        (len(seen.unread), "documents of the archive could not be looked into (a password, or pictures of text).",
         f"Look at them yourself: {', '.join(name[:12] for name in seen.unread[:5])}"),
        (found.codes, "records keep the words in a code (an actor's id of the registry).", ""),
        (found.kept, "other entries of the store keep the words: keys, and names by which coders sign in.", ""),
        (found.coders, "decisions are by a coder whose id has the words; it stands in the chain's hashes and stays.",
         "Give coders pseudonyms."),
        (found.others, "other reports have the same words in their text.", "Leave --report out to reach them too."),
        (int(seen.settings), "file has the words that is yours to change:", str(here.folder / "khaldun.toml")),
    ]  # fmt: skip
