"""PDF and DOCX: their text is read as plain text is, what heads and feet of pages say set apart."""

from __future__ import annotations

import re

import msgspec

from khaldun.clean.dates import find_dates
from khaldun.clean.docx import read_docx
from khaldun.clean.found import HINTED, UPDATED, Candidate, DateCandidate, Found
from khaldun.clean.pdf import read_pdf
from khaldun.clean.plain import read_plain
from khaldun.records.reports import Block, Report, Stated

_NO_TITLE = re.compile(
    r"\W*(?:untitled|anonymous|microsoft word|document\s*\d*|slide \d+|.*\.(?:docx?|pdf|indd|odt))\W*.*", re.I
)


def read_document(report: Report, found: Found) -> tuple[str, tuple[Block, ...]]:
    """The text and blocks of a PDF or DOCX; what it says of itself is added to `found`.

    Raises:
        UnreadableError, TooLargeError: it cannot be read.
    """
    if report.reader.startswith("docx/"):
        docx = read_docx(report.data, origin=report.origin)
        return docx.text, _headed(read_plain(docx.text, found, aside=docx.aside), docx.headings)
    pdf = read_pdf(report.data, origin=report.origin)
    blocks = read_plain(pdf.text, found, aside=pdf.aside)
    if pdf.title and not _NO_TITLE.fullmatch(pdf.title):
        found.titles.append(Candidate(rank=HINTED, stated=Stated(value=pdf.title, rules=("clean/pdf-title",))))
    if pdf.created and not found.dates:
        # The day the file was made: believed only where the text states no day of its own.
        for date in find_dates(pdf.created)[:1]:
            found.dates.append(DateCandidate(rank=UPDATED, rule="pdf-created", words=date))
    return pdf.text, blocks


def _headed(blocks: tuple[Block, ...], headings: tuple[tuple[int, int], ...]) -> tuple[Block, ...]:
    """The blocks, those in a heading's style with its role."""
    return tuple(
        msgspec.structs.replace(block, role="heading")
        if block.reason is None
        and block.role == "paragraph"
        and any(start <= block.start and block.end <= end for start, end in headings)
        else block
        for block in blocks
    )
