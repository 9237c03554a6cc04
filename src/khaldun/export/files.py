"""The files of an export, written together: the main one, and what lies beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from khaldun import __version__
from khaldun.codebook.own import OwnCodebook
from khaldun.errors import KhaldunError
from khaldun.export.sources import Source
from khaldun.export.work import Plan, Published, Work, start
from khaldun.export.world import World
from khaldun.publish.export.book import Book
from khaldun.publish.export.choose import NOT_ASKED
from khaldun.publish.export.formats import FORMATS, FormatName, TableName
from khaldun.publish.export.hiding import Hiding
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.publishing import Publishing, Tally
from khaldun.publish.export.record import Record
from khaldun.publish.export.safe import apart_from_reports
from khaldun.publish.export.sidecar.about import About, about
from khaldun.publish.export.sidecar.dictionary import claims_schema, dictionary
from khaldun.publish.export.sidecar.left_out import HEAD as LEFT_OUT_HEAD
from khaldun.publish.export.sidecar.provenance import ExportLine
from khaldun.publish.export.tables import Table
from khaldun.publish.export.writing.writer import Making, released
from khaldun.rules import Rule, load_rules
from khaldun.run.crew import Crew
from khaldun.run.together import together

BESIDE = {
    "dictionary.json": "what each column means and holds (Table Schema; of jsonl JSON Schema), and what each rule says",
    "provenance.jsonl": "where each cell comes from: claims, offsets and hashes of words, rules, reader, decisions",
    "left_out.csv": "every claim without a row of its own: by which rule, why, and which row tells of it",
    "about.md": "this note",
}
_APART = 200  # claims told apart from their reports that are made at once
_CHOSEN = ("profile/", "queue/")  # rules by which claims are left out because of what was asked for


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be exported, and how. A `codebook` of one's own makes the table in the named one's stead."""

    format: FormatName
    table: TableName
    output: Path
    profile: Profile
    leave_out_invalid: bool
    licence: str | None
    citation: str | None
    codebook: OwnCodebook | None = None


def export_to(
    asked: Asked,
    source: Source,
    world: World,
    tell: Callable[[Tally, str], None],
    *,
    jobs: int = 1,
    make_world: Callable[[], World] | None = None,
) -> About:
    """Writes the files, and says what there is in them and what is not; `tell` hears how far it is. With `make_world`,
    which makes the same world in other processes, `jobs` of these make the rows where there are many; the files are the
    same.

    Raises:
        KhaldunError: nothing was published.
    """
    kind, name = FORMATS[asked.format], asked.output.resolve().name
    plan = Plan(
        format=asked.format,
        table=asked.table,
        profile=asked.profile,
        leave_out_invalid=asked.leave_out_invalid,
        codebook=asked.codebook,
    )
    work = Work(plan, world)
    head = ExportLine(
        file=name,
        format=asked.format,
        table=asked.table if asked.codebook is None else asked.codebook.name,
        codebook=_edition(work.table) if asked.codebook is None else asked.codebook.edition,
        version=__version__,
        day=world.today.isoformat(),
        profile=asked.profile.name,
        opened=asked.profile.opened(),
    )
    _check_said(asked, name)
    with together(asked.output) as files:
        main = files.part(name)
        beside = {each: files.part(f"{name}.{each}") for each in BESIDE}
        with (
            Crew(work.make, start=None if make_world is None else partial(start, plan, make_world), jobs=jobs) as crew,
            released(kind.write(Making(path=main, table=work.table, day=head.day))) as writer,
            beside["provenance.jsonl"].open("xb") as from_where,
            beside["left_out.csv"].open("xb") as without,
        ):
            from_where.write(head.line())
            without.write(LEFT_OUT_HEAD)
            publishing = Publishing(
                writer=writer,
                provenance=from_where,
                left_out=without,
                leave_out_invalid=asked.leave_out_invalid,
                tell=tell,
            )
            publishing.write(crew.each(source.batches()), work.make)
            publishing.write(crew.each(_at_last(publishing)), work.make)
            publishing.end()
        tally = publishing.tally
        source.failures += tally.failures
        _refuse_nothing(tally, asked.profile)
        title = f"{name}: the table {head.table} ({head.codebook})"
        is_claims = asked.format == "jsonl"
        rules = _told(work.table, tally.rules | {one.rule for one in tally.counts})
        beside["dictionary.json"].write_bytes(
            claims_schema(title=title, rules=rules)
            if is_claims
            else dictionary(work.table, title=title, tagged=kind.tagged, rules=rules)
        )
        note = About(
            head=head,
            licence=asked.licence,
            citation=asked.citation,
            tally=tally,
            withheld=Record(counts=tally.withheld).stated(),
            counts=sorted(tally.counts.items(), key=lambda one: (-one[1], one[0].rule)),
            remarks=tally.remarks,
            bare=tally.bare,
            files=[(f"{name}.{each}", what) for each, what in BESIDE.items()],
        )
        beside["about.md"].write_bytes(about(note))
        files.appear()
    return note


def _at_last(publishing: Publishing) -> Iterator[Published]:
    """The claims that are told apart from their reports, in batches."""
    left = apart_from_reports(publishing.apart, publishing.apart_left_out)
    while batch := list(islice(left, _APART)):
        yield Published(batch)


def _told(table: Table, names: set[str]) -> list[Rule]:
    """What the rules of these names say; the table's own codebook has the last word."""
    book: Book | None = getattr(table, "book", None)
    own = (
        [Rule(name=one.name, text=one.text, section=one.section, source=book.source) for one in book.rules]
        if book
        else []
    )
    told = {rule.name: rule for rule in (*load_rules().of(names), *own) if rule.name in names}
    return [told[name] for name in sorted(told)]


def _edition(table: Table) -> str:
    book = getattr(table, "book", None)
    return book.edition if book is not None else table.name


def _check_said(asked: Asked, name: str) -> None:
    """What the user adds stands in public files too."""
    hiding = Hiding(asked.profile.withhold.words)
    said = {"file's name": name, "profile's name": asked.profile.name}
    said |= {"licence": asked.licence or "", "citation": asked.citation or ""}
    for what, words in said.items():
        if hiding.run_in(words):
            raise KhaldunError(
                f"Nothing is published: the {what} {words!r} holds a word that the profile withholds.",
                advice="Give another.",
            )
    for words in asked.codebook.said if asked.codebook is not None else ():
        if hiding.run_in(words):
            raise KhaldunError(
                f"Nothing is published: the codebook says {words!r}, which holds a word that the profile withholds.",
                advice="Take it out of the codebook: its codes would tell where the word stood.",
            )


def _refuse_nothing(tally: Tally, profile: Profile) -> None:
    """A file without any row because of its profile is a mistake; one that a codebook leaves empty is an answer."""
    if tally.rows or not tally.claims or not all(one.rule.startswith(_CHOSEN) for one in tally.counts):
        return
    rules = ", ".join(f"{count:,} by {one.rule}" for one, count in tally.counts.most_common())
    if all(one.rule == NOT_ASKED for one in tally.counts):
        raise KhaldunError(
            f"Nothing is published: the filter shows none of the {tally.claims:,} claims ({rules}).",
            advice="Widen it, or export all.",
        )
    raise KhaldunError(
        f"Nothing is published: the profile {profile.name!r} leaves out all {tally.claims:,} claims ({rules}).",
        advice="Loosen its part choose, or wait until what is held back may be told.",
    )
