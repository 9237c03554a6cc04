"""PDF → text: boxes in reading order, paragraphs joined over lines, columns and pages, running heads set apart."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from khaldun.clean.columns import in_reading_order
from khaldun.errors import TooLargeError, UnreadableError

PAGES = 500
_EDGE = 0.12  # of a page's height: where running heads and page numbers stand
_REPEATED = 0.5
_LARGER = 1.25
_STOPS = (".", "!", "?", ":", ";", "”", '"', "…", "؟")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\W*(?:page|p\.|seite|صفحة)?\W*\d{1,4}(?:\s*(?:/|of|-|–)\s*\d{1,4})?\W*", re.I)
# Parts of names that keep their hyphen at a line's end: "al-|Qamishly".
_ARTICLES = frozenset({"al", "el", "an", "as", "ash", "ad", "adh", "at", "ar", "az", "ul", "abu", "bin", "deir", "umm"})
_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010]$")
_FULL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Letters as drawn: Arabic in its places of the word, Latin ligatures.
_PRESENTED = re.compile(r"[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN_RUN = re.compile(
    r"[0-9A-Za-z\u00c0-\u024f][0-9A-Za-z\u00c0-\u024f.,:/%+-]*(?:\s+[0-9A-Za-z\u00c0-\u024f][0-9A-Za-z\u00c0-\u024f.,:/%+-]*)*"
)


class PdfText(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a document: paragraphs parted by blank lines.

    `aside` are the stretches (code points) that head or number pages. `title` and `created` are what the file says of
    itself (`created` as ISO date-time), null where it says nothing.
    """

    text: str
    aside: tuple[tuple[int, int], ...]
    title: str | None
    created: str | None


class _Box(msgspec.Struct, frozen=True, kw_only=True):
    page: int
    lines: tuple[str, ...]
    edge: bool


def read_pdf(data: bytes, *, origin: str) -> PdfText:
    """The text of a PDF.

    Raises:
        UnreadableError: it is cut short or damaged, needs a password, or holds pictures of text only.
        TooLargeError: it has more pages than anyone reports on.
    """
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException

    try:
        boxes, title, created = _read(data, origin)
    except (PDFPasswordIncorrect, PDFEncryptionError, PDFTextExtractionNotAllowed) as error:
        raise UnreadableError(
            f"{origin} is a PDF that needs a password.", advice="Save a copy of it without one."
        ) from error
    except (PDFException, PSException, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise UnreadableError(
            f"{origin} is a PDF that is cut short or damaged ({type(error).__name__}).",
            advice="Download or copy the file again.",
        ) from error
    running = _running(boxes)
    if not any(char.isalpha() for at, box in enumerate(boxes) if at not in running for char in "".join(box.lines)):
        raise UnreadableError(
            f"{origin} is a PDF without text: its pages are pictures.",
            advice="Run it through text recognition (OCR) first.",
        )
    text, aside = _join(boxes, running)
    return PdfText(text=text, aside=tuple(aside), title=title, created=created)


def _read(data: bytes, origin: str) -> tuple[list[_Box], str | None, str | None]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams, LTTextBox
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    document = PDFDocument(PDFParser(io.BytesIO(data)))
    info = document.info[0] if document.info else {}
    boxes: list[_Box] = []
    pages = 0
    for page in extract_pages(io.BytesIO(data), maxpages=PAGES + 1, laparams=LAParams()):
        pages += 1
        if pages > PAGES:
            raise TooLargeError(
                f"{origin} has more than {PAGES} pages.", advice="Split it into its reports, and give those."
            )
        for box in _ordered([box for box in page if isinstance(box, LTTextBox)], page.height):
            edge = box.y1 < page.height * _EDGE or box.y0 > page.height * (1 - _EDGE)
            for lines in _by_size(box):
                boxes.append(_Box(page=pages, lines=lines, edge=edge and len(lines) <= 2))
    if not pages:
        raise ValueError("no pages")
    return boxes, _stated(info.get("Title")), _created(info.get("CreationDate"))


def _ordered(boxes: list[Any], height: float) -> list[Any]:
    """Boxes as they are read: those at the page's edges first and last, the body between in columns."""
    top = [box for box in boxes if box.y0 > height * (1 - _EDGE / 2)]
    foot = [box for box in boxes if box.y1 < height * _EDGE / 2]
    return [*top, *in_reading_order([box for box in boxes if box not in top and box not in foot]), *foot]


def _by_size(box: Any) -> Iterator[tuple[str, ...]]:
    """The lines of a box, parted where the letters' size changes: a heading stands close above its text."""
    from pdfminer.layout import LTTextLine

    lines: list[str] = []
    size = 0.0
    for line in box:
        if not isinstance(line, LTTextLine) or not (words := _line(line.get_text())):
            continue
        if lines and max(line.height, size) > _LARGER * min(line.height, size):
            yield tuple(lines)
            lines = []
        lines.append(words)
        size = line.height
    if lines:
        yield tuple(lines)


def _line(words: str) -> str:
    """A line in the order it is read, with letters in their plain forms (ligatures are parted after the turn)."""
    drawn = " ".join(words.replace("\x00", "").split())
    if len(_FULL.findall(drawn)) > 0.3 * len(drawn.replace(" ", "")):
        drawn = _from_right(drawn)
    return unicodedata.normalize("NFKC", drawn) if _PRESENTED.search(drawn) else drawn


def _from_right(line: str) -> str:
    """A line that was drawn from right to left: its letters turned around, numbers and Latin words kept."""
    turned = line[::-1]
    return _LATIN_RUN.sub(lambda run: run[0][::-1], turned).translate(str.maketrans("()[]«»", ")(][»«"))


def _running(boxes: list[_Box]) -> set[int]:
    """Boxes that head or number pages: at the edge, and on most pages alike but for figures."""
    pages = max((box.page for box in boxes), default=0)
    alike = Counter(key for key in {(box.page, _key(box)) for box in boxes if box.edge})
    on_pages = Counter(key for _, key in alike)
    return {
        at
        for at, box in enumerate(boxes)
        if box.edge
        and (_NUMBER.fullmatch(" ".join(box.lines)) or (pages > 1 and on_pages[_key(box)] >= max(2, _REPEATED * pages)))
    }


def _key(box: _Box) -> str:
    return _DIGITS.sub("0", " ".join(box.lines)).casefold()


def _join(boxes: list[_Box], running: set[int]) -> tuple[str, list[tuple[int, int]]]:
    """The boxes as paragraphs; one that ends in mid-sentence goes on in the body's next, over columns and pages."""
    paragraphs: list[tuple[str, bool]] = []
    open_at: int | None = None  # the paragraph of the body that may go on
    written = {word for box in boxes for line in box.lines for word in line.casefold().split()}
    for at, box in enumerate(boxes):
        words = _paragraph(box.lines, written)
        if at in running:
            paragraphs.append((words, True))
            continue
        before = paragraphs[open_at][0] if open_at is not None else ""
        if open_at is not None and _goes_on(before, words):
            paragraphs[open_at] = (_join_lines(before, words, written), False)
            continue
        open_at = len(paragraphs)
        paragraphs.append((words, False))
    return _laid_out(paragraphs)


def _laid_out(paragraphs: list[tuple[str, bool]]) -> tuple[str, list[tuple[int, int]]]:
    at, aside, pieces = 0, list[tuple[int, int]](), list[str]()
    for words, is_aside in paragraphs:
        if is_aside:
            aside.append((at, at + len(words)))
        pieces.append(words)
        at += len(words) + 2
    return "\n\n".join(pieces), aside


def _goes_on(before: str, after: str) -> bool:
    return len(before) > 40 and not before.endswith(_STOPS) and after[:1].islower()


def _paragraph(lines: tuple[str, ...], written: set[str]) -> str:
    words = lines[0]
    for line in lines[1:]:
        words = _join_lines(words, line, written)
    return words


def _join_lines(before: str, after: str, written: set[str]) -> str:
    """Two lines as one; a word that was cut at the line's end is whole again, a hyphen of its own stays."""
    cut = _HYPHEN.search(before)
    if cut is None:
        return f"{before} {after}"
    stem = cut[1].casefold()
    rest = re.match(r"\w+", after)
    whole = stem + (rest[0].casefold() if rest else "")
    if before.endswith("\u00ad"):
        return f"{before[:-1]}{after}"
    hyphened = f"{stem}-{rest[0].casefold()}" if rest else ""
    own = hyphened in written and whole not in written
    kept = own or stem in _ARTICLES or after[:1].isupper() or after[:1].isdigit()
    return f"{before}{after}" if kept else f"{before[:-1]}{after}"


def _stated(value: object) -> str | None:
    from pdfminer.utils import decode_text

    if not isinstance(value, bytes | str):
        return None
    words = " ".join((decode_text(value) if isinstance(value, bytes) else value).split())
    return words or None


def _created(value: object) -> str | None:
    """ "D:20191116083000+03'00'" as an ISO date-time."""
    words = _stated(value) or ""
    found = re.match(r"D?:?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d'?\d\d)?", words)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    date = f"{year}-{month}-{day}"
    if hour is None or zone is None:
        return date
    shift = "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"
    return f"{date}T{hour}:{minute}:{second or '00'}{shift}"
