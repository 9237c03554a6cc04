"""DOCX → text: paragraphs and tables in their order, heads and feet of pages set apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import msgspec

from khaldun.errors import TooLargeError, UnreadableError

_MOST = 200_000_000  # bytes a document may unpack to
_RATIO = 200  # times its size a part may unpack to


class DocxText(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a document: paragraphs and rows of tables, parted by blank lines.

    `aside` are the stretches (code points) that head or foot pages, `headings` those in a heading's or title's style.
    """

    text: str
    aside: tuple[tuple[int, int], ...]
    headings: tuple[tuple[int, int], ...]


def read_docx(data: bytes, *, origin: str) -> DocxText:
    """The text of a DOCX.

    Raises:
        UnreadableError: it is cut short, damaged, or holds no words.
        TooLargeError: it would unpack to far more than a report (a "zip bomb").
    """
    _check_size(data, origin)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        document = docx.Document(io.BytesIO(data))
        pieces = [*_edges(document, "header"), *_body(document), *_edges(document, "footer")]
    except (PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableError(
            f"{origin} is a Word document that is cut short or damaged ({type(error).__name__}).",
            advice="Download or copy the file again, or save it as text.",
        ) from error
    if not pieces:
        raise UnreadableError(f"{origin} is a Word document without words.", advice="Check the file, or leave it out.")
    at, aside, headings = 0, list[tuple[int, int]](), list[tuple[int, int]]()
    for words, kind in pieces:
        if kind:
            (aside if kind == "aside" else headings).append((at, at + len(words)))
        at += len(words) + 2
    return DocxText(text="\n\n".join(words for words, _ in pieces), aside=tuple(aside), headings=tuple(headings))


def _check_size(data: bytes, origin: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableError(
            f"{origin} is a Word document that is cut short or damaged.", advice="Download or copy the file again."
        ) from error
    whole = sum(info.file_size for info in infos)
    worst = max(
        (info.file_size / max(info.compress_size, 1) for info in infos if info.file_size > 1_000_000), default=0
    )
    if whole > _MOST or worst > _RATIO:
        raise TooLargeError(
            f"{origin} would unpack to {whole / 1e6:,.0f} MB: it is no report, or it is made to harm.",
            advice="Give its text.",
        )


def _body(document: Any) -> Iterator[tuple[str, str]]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = list(dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells))
                words = " | ".join(cell for cell in cells if cell)
                if words:
                    yield words, ""
            continue
        words = " ".join(block.text.split())
        style = (block.style.name or "").lower() if block.style is not None else ""
        if words:
            yield words, "heading" if style.startswith(("heading", "title")) else ""


def _edges(document: Any, which: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for section in document.sections:
        part = getattr(section, which)
        if part.is_linked_to_previous:
            continue
        for paragraph in part.paragraphs:
            words = " ".join(paragraph.text.split())
            if words and words not in seen:
                seen.add(words)
                yield words, "aside"
