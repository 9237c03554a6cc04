"""The files of an export, written together: the main one, and what lies beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from khaldun import __version__
from khaldun.errors import KhaldunError
from khaldun.export.sources import Source
from khaldun.export.world import World
from khaldun.publish.export.formats import FORMATS, FormatName, TableName, make_table, read_first
from khaldun.publish.export.hiding import Hiding
from khaldun.publish.export.items import Told
from khaldun.publish.export.profile import Profile
from khaldun.publish.export.publishing import Tally, publish
from khaldun.publish.export.record import Record
from khaldun.publish.export.safe import publishable
from khaldun.publish.export.sidecar.about import About, about
from khaldun.publish.export.sidecar.dictionary import claims_schema, dictionary
from khaldun.publish.export.sidecar.left_out import Report, Ruled
from khaldun.publish.export.sidecar.provenance import ExportLine, Provenance
from khaldun.publish.export.sidecar.words import Words
from khaldun.publish.export.tables import LeftOut, Table
from khaldun.publish.export.writing.writer import Making, released
from khaldun.run.together import together

BESIDE = {
    "dictionary.json": "what each column means and holds (Table Schema; of jsonl JSON Schema)",
    "provenance.jsonl": "where each cell comes from: claims, offsets and hashes of words, rules, reader, decisions",
    "left_out.csv": "every claim without a row of its own: by which rule, why, and which row tells of it",
    "about.md": "this note",
}
_CHOSEN = ("profile/", "queue/")  # rules by which claims are left out because of what was asked for


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be exported, and how."""

    format: FormatName
    table: TableName
    output: Path
    profile: Profile
    leave_out_invalid: bool
    licence: str | None
    citation: str | None


def export_to(asked: Asked, source: Source, world: World, tell: Callable[[Tally, str], None]) -> About:
    """Writes the files, and says what there is in them and what is not; `tell` hears how far it is.

    Raises:
        KhaldunError: nothing was published.
    """
    kind, name, record = FORMATS[asked.format], asked.output.resolve().name, Record()
    table = make_table(asked.table, world.known, points=kind.points)
    head = ExportLine(
        file=name,
        format=asked.format,
        table=asked.table,
        codebook=_edition(table),
        version=__version__,
        day=world.today.isoformat(),
        profile=asked.profile.name,
        opened=asked.profile.opened(),
    )
    _check_said(asked, name)
    with together(asked.output) as files:
        main = files.part(name)
        beside = {each: files.part(f"{name}.{each}") for each in BESIDE}
        words = Words()
        with (
            released(kind.write(Making(path=main, table=table, day=head.day))) as writer,
            beside["provenance.jsonl"].open("xb") as from_where,
            beside["left_out.csv"].open("x", encoding="utf-8", newline="") as without,
        ):
            provenance, report = Provenance(from_where, words, head), Report(without)
            tally = publish(
                _published(asked, source, world, record, words),
                table,
                writer=writer,
                provenance=provenance,
                report=report,
                leave_out_invalid=asked.leave_out_invalid,
                tell=tell,
            )
        _refuse_nothing(tally, report.counts, asked.profile)
        title = f"{name}: the table {head.table} ({head.codebook})"
        is_claims = asked.format == "jsonl"
        beside["dictionary.json"].write_bytes(
            claims_schema(title=title) if is_claims else dictionary(table, title=title, tagged=kind.tagged)
        )
        note = About(
            head=head,
            licence=asked.licence,
            citation=asked.citation,
            tally=tally,
            withheld=record.stated(),
            counts=sorted(report.counts.items(), key=lambda one: (-one[1], one[0].rule)),
            remarks=writer.remarks,
            bare=provenance.bare,
            files=[(f"{name}.{each}", what) for each, what in BESIDE.items()],
        )
        beside["about.md"].write_bytes(about(note))
        files.appear()
    return note


def _published(asked: Asked, source: Source, world: World, record: Record, words: Words) -> Iterator[Told | LeftOut]:
    """What may be published of the source, and what is left out of it."""
    safe = publishable(
        read_first(asked.format, asked.table, words.passing(source.told())),
        asked.profile,
        registry=world.registry,
        ground=world.ground,
        record=record,
        day=world.today,
        adjectives=world.adjectives,
    )
    for each in safe:
        yield from source.gone()
        yield each
    yield from source.gone()


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


def _refuse_nothing(tally: Tally, counts: Counter[Ruled], profile: Profile) -> None:
    """A file without any row because of its profile is a mistake; one that a codebook leaves empty is an answer."""
    if tally.rows or not tally.claims or not all(one.rule.startswith(_CHOSEN) for one in counts):
        return
    rules = ", ".join(f"{count:,} by {one.rule}" for one, count in counts.most_common())
    raise KhaldunError(
        f"Nothing is published: the profile {profile.name!r} leaves out all {tally.claims:,} claims ({rules}).",
        advice="Loosen its part choose, or wait until what is held back may be told.",
    )
