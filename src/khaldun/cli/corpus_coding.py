"""`khaldun corpus draw|texts|transcribe`: what is coded, what a coder reads, and what a coder wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from cyclopts import Parameter

from khaldun.cli.out import write
from khaldun.cli.say import say
from khaldun.errors import DataError, ItemError, UsageError

if TYPE_CHECKING:
    from khaldun.corpus.records import Coding, Text

Pass = Literal["pilot", "first", "second", "adjudicated"]


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
