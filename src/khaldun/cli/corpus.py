"""`khaldun corpus check|counts|claims|show|diff|measure`; the modules beside it add the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import App, Parameter

from khaldun.cli.corpus_coding import draw, texts, transcribe
from khaldun.cli.corpus_load import loaded_codings
from khaldun.cli.out import write
from khaldun.cli.say import say
from khaldun.errors import UsageError

app = App(name="corpus", help="Code real text by hand, check it, look at it, compare coders.", help_format="plaintext")
for command in (draw, texts, transcribe):
    app.command(command)
app.command(
    "khaldun.cli.corpus_pages:pages",
    name="pages",
    help="Measure the text and the metadata that are read from pages with gold.",
)

app.command(
    "khaldun.cli.corpus_resolve:resolve",
    name="resolve",
    help="Measure how places, actors, days and numbers are resolved.",
)

app.command(
    "khaldun.cli.corpus_sure:calibration",
    name="calibration",
    help="Measure whether confidence holds: of the claims given .7, are seven in ten right?",
)


@app.command
def check(files: Annotated[list[Path], Parameter(name="FILE")], /, *, items: Path, data: Path) -> int:
    """Check codings against their texts and the codebook. Exit code 1 if any is left out.

    Parameters
    ----------
    files
        Codings, or folders of them.
    items
        The manifest.
    data
        The folder with the sources' folders.
    """
    loaded = loaded_codings(files, items, data)
    coded = loaded.coded
    counts = {
        "codings": len(coded),
        "mentions": sum(len(one.coding.mentions) for one in coded),
        "triggers": sum(len(one.coding.triggers) for one in coded),
        "roles": sum(len(one.coding.roles) for one in coded),
        "events": sum(len(one.coding.events or ()) for one in coded),
    }
    write([(", ".join(f"{count:,} {name}" for name, count in counts.items()) + "\n").encode()], None)
    return 1 if loaded.complaints else 0


@app.command
def counts(files: Annotated[list[Path], Parameter(name="FILE")], /, *, items: Path, data: Path) -> int:
    """Count what codings hold: items, mentions, triggers, statuses, roles, events, countries, by source.

    Of several codings of an item the adjudicated one counts, else the first.

    Parameters
    ----------
    files
        Codings, or folders of them.
    items
        The manifest.
    data
        The folder with the sources' folders.
    """
    from khaldun.cli.corpus_show import counts_tables
    from khaldun.corpus.counts import count
    from khaldun.measure.real import settled

    loaded = loaded_codings(files, items, data)
    write([counts_tables(count(settled(loaded.coded))).encode()], None)
    return 1 if loaded.complaints else 0


@app.command
def claims(
    files: Annotated[list[Path], Parameter(name="FILE")],
    /,
    *,
    items: Path,
    data: Path,
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
) -> int:
    """Write the events of coded documents as claims of the contract, with their words.

    Parameters
    ----------
    files
        Codings, or folders of them.
    items
        The manifest.
    data
        The folder with the sources' folders.
    output
        Where to write; otherwise standard output. The claims hold words of the sources: keep them out of repositories.
    """
    from khaldun.corpus.claims import claim_lines
    from khaldun.records.codec import encode_lines
    from khaldun.tools.codebooks import packaged_codebook

    loaded = loaded_codings(files, items, data)
    event_type_of = packaged_codebook().event_type.get
    coded = (one for one in loaded.coded if one.coding.events is not None)
    write(encode_lines(line for one in coded for line in claim_lines(one, event_type_of)), output)
    return 1 if loaded.complaints else 0


@app.command
def show(
    files: Annotated[list[Path], Parameter(name="FILE")],
    /,
    *,
    items: Path,
    data: Path,
    only: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    format: Literal["text", "html"] = "text",
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
) -> int:
    """Show items with their labels, in the terminal or as a page.

    Parameters
    ----------
    files
        Codings, or folders of them.
    items
        The manifest.
    data
        The folder with the sources' folders.
    only
        The items to show; otherwise all.
    format
        text for the terminal, html for a page.
    output
        Where to write; otherwise standard output.
    """
    from khaldun.cli.corpus_show import as_text
    from khaldun.corpus.show import page

    loaded = loaded_codings(files, items, data)
    coded = [one for one in loaded.coded if not only or one.coding.id in only]
    write([page(coded)] if format == "html" else (as_text(one).encode() for one in coded), output)
    return 1 if loaded.complaints else 0


@app.command
def diff(left: Path, right: Path, /, *, items: Path, data: Path, details: bool = True) -> int:
    """Compare two codings of the same items: what only one has, and how far they agree.

    Parameters
    ----------
    left
        Codings of one coder: a file or a folder.
    right
        Codings of the other.
    items
        The manifest.
    data
        The folder with the sources' folders.
    details
        List every difference.
    """
    from khaldun.cli.corpus_show import agreement_tables, as_differences

    ours, theirs = loaded_codings([left], items, data), loaded_codings([right], items, data)
    pairs = [(one, other) for one in ours.coded for other in theirs.coded if one.coding.id == other.coding.id]
    if not pairs:
        raise UsageError("The two have no item in common.", advice="Give two codings of the same items.")
    if details:
        write((as_differences(one, other).encode() for one, other in pairs), None)
    write([agreement_tables(pairs).encode()], None)
    return 1 if ours.complaints or theirs.complaints else 0


@app.command
def measure(
    files: Annotated[list[Path], Parameter(name="FILE")],
    /,
    *,
    items: Path,
    data: Path,
    part: Literal["dev", "test", "both"] = "both",
    reader: Annotated[list[str] | None, Parameter(name="--reader", negative="", consume_multiple=False)] = None,
    format: Literal["table", "json"] = "table",
    floors: Path | None = None,
    pin: Path | None = None,
    html: Path | None = None,
) -> int:
    """Measure how well Khaldun reads the coded texts: marks, and events of documents.

    Of several codings of an item the adjudicated one counts, else the first. Exit code 1 if a floor is not met.

    Parameters
    ----------
    files
        Codings, or folders of them.
    items
        The manifest.
    data
        The folder with the sources' folders.
    part
        The part of the corpus: dev, test, or both, apart.
    reader
        Who reads the texts: rules (default), model, auto, or the folder of a trained network (make train). Once for
        each: several are shown side by side.
    format
        table for people, json for programs.
    floors
        The least figures allowed, as --pin wrote them.
    pin
        Write the figures, less 0.02, as floors to this file.
    html
        Also write a page to this file: missed and invented events of the documents in their text. It holds the texts:
        keep it out of repositories. Look at dev, never at test.
    """
    from khaldun.cli.corpus_show import measured_tables, readers_table
    from khaldun.cli.settings import build_settings
    from khaldun.evaluate.errors_page import errors_page
    from khaldun.measure.floors import below, read_floors
    from khaldun.measure.floors import pin as pinned
    from khaldun.measure.real import Measured, corpus_hash, plain, settled
    from khaldun.measure.real import measure as measured
    from khaldun.tools.build import build_tools

    loaded = loaded_codings(files, items, data)
    coded = settled(loaded.coded)
    parts = ("dev", "test") if part == "both" else (part,)
    readers = reader or ["rules"]
    every: dict[str, dict[str, Measured]] = {name: {} for name in parts}
    for who in readers:
        tools = build_tools(build_settings(reader=who))
        for name in parts:
            every[name][who] = measured([one for one in coded if one.text.item.part == name], tools)
    results = {name: found[readers[-1]] for name, found in every.items()}
    figured = {
        (f"{who} {name}" if len(readers) > 1 else name): plain(result)
        for name, found in every.items()
        for who, result in found.items()
    }
    if format == "json":
        write([msgspec.json.encode({"corpus": corpus_hash(coded), "figures": figured}) + b"\n"], None)
    elif len(readers) > 1:
        write((readers_table(name, found).encode() for name, found in every.items()), None)
    else:
        write((measured_tables(name, result).encode() for name, result in results.items()), None)
    if html is not None:
        if part != "dev":
            raise UsageError("--html shows texts of the part that is measured.", advice="Look at --part dev only.")
        texts = {one.coding.id: one.text.text for one in coded if one.text.item.part == part}
        if (events := results[part].events) is not None:
            write([errors_page(events, texts)], html)
    if pin is not None:
        write([pinned(figured, corpus_hash(coded))], pin)
    low = below(read_floors(floors), figured, corpus_hash(coded)) if floors is not None else []
    for sentence in low:
        say(sentence)
    return 1 if loaded.complaints or low else 0
