"""`khaldun corpus draw|texts|transcribe|check|counts|claims|show|diff|measure|pages`: real text, coded by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import App, Parameter

from khaldun.cli.out import write
from khaldun.cli.say import say
from khaldun.errors import DataError, ItemError, UsageError

if TYPE_CHECKING:
    from khaldun.corpus.records import Coding, Text
    from khaldun.corpus.store import Loaded

Pass = Literal["pilot", "first", "second", "adjudicated"]

app = App(name="corpus", help="Code real text by hand, check it, look at it, compare coders.", help_format="plaintext")
app.command(
    "khaldun.cli.corpus_pages:pages",
    name="pages",
    help="Measure the text and the metadata that are read from pages with gold.",
)


@app.command
def draw(*, data: Path, output: Annotated[Path | None, Parameter(alias="-o")] = None, seed: int | None = None) -> None:
    """Draw the items to be coded from the sources, at random.

    Parameters
    ----------
    data
        The folder with the sources' folders (docs/data.md says where to get each).
    output
        Where to write the manifest; otherwise standard output.
    seed
        The seed of the draw; otherwise the corpus's own.
    """
    from khaldun.corpus.items import SEED, draw_items
    from khaldun.corpus.sources import SOURCES, read_texts

    chosen = SEED if seed is None else seed
    items = [item for source in SOURCES for item in draw_items(source, read_texts(source, data), seed=chosen)]
    say(f"seed {chosen}: {len(items):,} items of {len(SOURCES)} sources")
    write((msgspec.json.encode(item) + b"\n" for item in items), output)


@app.command
def texts(ids: Annotated[list[str], Parameter(name="ID")], /, *, items: Path, data: Path, to: Path) -> int:
    """Write items as numbered sentences, for a coder to read: a file an item.

    Parameters
    ----------
    ids
        The items.
    items
        The manifest.
    data
        The folder with the sources' folders.
    to
        The folder to write to. The texts are their publishers': keep them out of repositories.
    """
    from khaldun.corpus.records import Text

    failed = 0
    to.mkdir(parents=True, exist_ok=True)
    for text in _join(ids, items, data):
        if isinstance(text, Text):
            write([_numbered(text).encode()], to / f"{text.item.id}.txt")
        else:
            say(text)
            failed += 1
    return 1 if failed else 0


@app.command
def transcribe(
    sheets: Annotated[list[Path], Parameter(name="SHEET")],
    /,
    *,
    items: Path,
    data: Path,
    coder: str = "anyone",
    pass_: Annotated[Pass, Parameter(name="--pass")] = "first",
    output: Annotated[Path | None, Parameter(alias="-o")] = None,
) -> int:
    """Turn coders' sheets (words and numbers of sentences) into codings (offsets), and check them.

    A sheet that does not hold is named with all that is wrong with it, and left out; then the exit code is 1.

    Parameters
    ----------
    sheets
        JSON lines, an item a line.
    items
        The manifest.
    data
        The folder with the sources' folders.
    coder
        Who coded: a pseudonym.
    pass_
        Which coding of the items this is.
    output
        Where to write the codings; otherwise standard output.
    """
    from khaldun.corpus.store import encode_codings

    codings: list[Coding] = []
    failed = 0
    for sheet in sheets:
        for found in _transcribed(sheet, items, data, coder, pass_):
            if isinstance(found, str):
                say(found)
                failed += 1
            else:
                codings.append(found)
    write(encode_codings(codings), output)
    say(f"{len(codings)} codings hold, {failed} complaints")
    return 1 if failed else 0


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
    loaded = _loaded(files, items, data)
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

    loaded = _loaded(files, items, data)
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

    loaded = _loaded(files, items, data)
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

    loaded = _loaded(files, items, data)
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

    ours, theirs = _loaded([left], items, data), _loaded([right], items, data)
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
    from khaldun.cli.corpus_show import measured_tables
    from khaldun.cli.settings import build_settings
    from khaldun.evaluate.errors_page import errors_page
    from khaldun.measure.floors import below, read_floors
    from khaldun.measure.floors import pin as pinned
    from khaldun.measure.real import corpus_hash, plain, settled
    from khaldun.measure.real import measure as measured
    from khaldun.tools.build import build_tools

    loaded = _loaded(files, items, data)
    coded = settled(loaded.coded)
    tools = build_tools(build_settings())
    results = {
        name: measured([one for one in coded if one.text.item.part == name], tools)
        for name in (("dev", "test") if part == "both" else (part,))
    }
    figured = {name: plain(result) for name, result in results.items()}
    if format == "json":
        write([msgspec.json.encode({"corpus": corpus_hash(coded), "figures": figured}) + b"\n"], None)
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


def _loaded(files: list[Path], items: Path, data: Path) -> Loaded:
    """The codings that hold; the others are named on standard error."""
    from khaldun.corpus.items import read_items
    from khaldun.corpus.store import load_codings
    from khaldun.tools.codebooks import packaged_codebook

    event_type_of = packaged_codebook().event_type.get
    loaded = load_codings(list(_files(files)), read_items(items), data, event_type_of=event_type_of)
    for complaint in loaded.complaints:
        say(complaint)
    return loaded


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            raise UsageError(f"The folder {path} holds no .jsonl files.", advice="Name files of codings.")
        yield from (one for one in found if one.name != "items.jsonl")


def _join(ids: list[str], items: Path, data: Path) -> Iterator[Text | str]:
    from khaldun.corpus.items import join_texts, read_items

    manifest = read_items(items)
    unknown = [identity for identity in ids if identity not in manifest]
    if unknown:
        raise UsageError(f"{items} has no item {', '.join(unknown)}.", advice="Name items of the manifest.")
    return join_texts((manifest[identity] for identity in ids), data)


def _numbered(text: Text) -> str:
    published = text.item.published
    head = f"{text.item.id}\n" + (f"published {published} ({text.item.basis})\n" if published else "")
    sentences = "\n".join(f"[{at}] {' '.join(span.quote.split())}" for at, span in enumerate(text.sentences, start=1))
    return f"{head}\n{sentences}\n"


def _transcribed(path: Path, items: Path, data: Path, coder: str, pass_: Pass) -> Iterator[Coding | str]:
    from khaldun.corpus.check import faults
    from khaldun.corpus.records import Text
    from khaldun.corpus.sheets import Sheet, transcribe
    from khaldun.tools.codebooks import packaged_codebook

    event_type_of = packaged_codebook().event_type.get
    try:
        lines = [line for line in path.read_bytes().splitlines() if line.strip()]
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).", advice="Check the path.") from error
    sheets: dict[str, Sheet] = {}
    for number, line in enumerate(lines, start=1):
        try:
            sheet = msgspec.json.decode(line, type=Sheet)
        except msgspec.DecodeError as error:
            yield f"{path}, line {number}: {error}."
            continue
        if sheet.id in sheets:
            yield f"{path}, line {number}: {sheet.id} is coded twice; the first coding is kept."
            continue
        sheets[sheet.id] = sheet
    for text in _join(list(sheets), items, data):
        if not isinstance(text, Text):
            yield text
            continue
        try:
            coding = transcribe(sheets[text.item.id], text, coder=coder, pass_=pass_)
        except ItemError as error:
            yield error.message
            continue
        wrong = [f"{coding.id}: {fault}" for fault in faults(coding, text, event_type_of)]
        yield from wrong
        if not wrong:
            yield coding
