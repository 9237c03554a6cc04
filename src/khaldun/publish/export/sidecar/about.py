"""The note beside an exported file (Markdown): what it is, how far to trust it, what was withheld and left out, whose
work it rests on, how to cite it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from khaldun.datafile import DATA, load_yaml
from khaldun.publish.cells import shown
from khaldun.publish.export.publishing import Tally
from khaldun.publish.export.sidecar.left_out import Ruled
from khaldun.publish.export.sidecar.provenance import ExportLine
from khaldun.publish.export.writing.writer import Remark
from khaldun.publish.words import many

_MOST_REMARKS = 200
_NO_LICENCE = "Nobody has stated one: ask whoever publishes this file before you pass it on."
_WARNING = (
    "Rows are what sources said, not what is true. Those called a machine draft were read by a program and looked at "
    "by nobody: check them against their reports before you rely on them."
)


class Attributions(msgspec.Struct, frozen=True):
    """Whose work exports rest on: by table, and by source of places."""

    tables: dict[str, str]
    places: dict[str, str]


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the note tells. `withheld` are reasons with counts, `counts` the claims without a row of their own by
    rule, `bare` how many cells rest on no words and no rule, `files` what lies beside the file, with what each
    holds."""

    head: ExportLine
    licence: str | None
    citation: str | None
    tally: Tally
    withheld: Sequence[tuple[str, int]]
    counts: Sequence[tuple[Ruled, int]]
    remarks: Sequence[Remark]
    bare: int
    files: Sequence[tuple[str, str]]


@lru_cache(maxsize=1)
def attributions() -> Attributions:
    """Whose work exports rest on, read once."""
    return load_yaml(DATA / "attributions.yaml", Attributions)


def about(told: About) -> bytes:
    """The note."""
    return ("\n".join(_lines(told)) + "\n").encode()


def counts_of(tally: Tally) -> str:
    """How much was exported."""
    return f"{many(tally.rows, 'row')} of {many(tally.claims, 'claim')} in {many(tally.reports, 'report')}"


def _lines(told: About) -> Iterator[str]:
    tally, head = told.tally, told.head
    yield f"# {shown(head.file)}"
    yield ""
    yield f"Written on {head.day} by Khaldun {head.version}: {head.format}, the table {head.table} ({head.codebook})."
    yield f"{counts_of(tally)}. {_WARNING}"
    yield from _versions(tally)
    yield from _part("Beside it", [f"- `{shown(name)}`: {what}" for name, what in told.files])
    yield from _part("Withheld", _withheld(told))
    yield from _part("Without a row of their own", _left_out(told.counts))
    yield from _part("Not as it was", _remarks(told))
    yield from _part("Licence", [shown(told.licence or _NO_LICENCE), "", *_sources(told)])
    usual = f"Name whoever published this file, its name and its day ({head.day}); Khaldun {head.version}."
    yield from _part("How to cite it", [shown(told.citation or usual)])


def _part(head: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"## {head}"
        yield ""
        yield from lines


def _versions(tally: Tally) -> Iterator[str]:
    read = ", ".join(sorted(tally.versions.get("reader", ())))
    if read:
        yield f"Read by {read}."


def _withheld(told: About) -> list[str]:
    lines = [f'By the profile "{shown(told.head.profile)}".']
    lines += [f"- {what}: {count:,}" for what, count in told.withheld] or ["Nothing had to be."]
    if told.head.opened:
        lines += [
            "",
            f"The profile opens harm controls: {', '.join(told.head.opened)}. This file may not be for everybody.",
        ]
    return lines


def _left_out(counts: Iterable[tuple[Ruled, int]]) -> list[str]:
    return [
        f"- {count:,} {'told of in another row' if one.told else 'left out'} by `{one.rule}`"
        + (f": {shown(one.why)}" if one.why else "")
        for one, count in counts
    ]


def _remarks(told: About) -> list[str]:
    lines = [f"- row {shown(one.row)}, {one.column}: {one.what}" for one in told.remarks[:_MOST_REMARKS]]
    if len(told.remarks) > _MOST_REMARKS:
        lines.append(f"- and {len(told.remarks) - _MOST_REMARKS:,} cells more")
    if told.bare:
        lines.append(f"- {told.bare:,} cells rest on no words and no rule: their claims were given without")
    return lines


def _sources(told: About) -> Iterator[str]:
    known = attributions()
    if told.head.table in known.tables:
        yield f"- {known.tables[told.head.table]}"
    gazetteers = {
        part.split("@")[0] for version in told.tally.versions.get("gazetteer", ()) for part in version.split("+")
    }
    for name in sorted(gazetteers):
        found = next((text for start, text in known.places.items() if name.lower().startswith(start)), None)
        yield f"- {found or known.places['other'].format(name=shown(name))}"
