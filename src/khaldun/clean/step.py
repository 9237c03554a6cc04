"""The step: a report's bytes → an article: its text, what of it is read, and what it says of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from khaldun.clean.found import GIVEN, JSON_LD, STATED, Candidate, DateCandidate, Found, best
from khaldun.clean.language import detect_language
from khaldun.clean.outlets import load_outlets
from khaldun.clean.plain import read_plain
from khaldun.clean.provenance import person_byline, settle_outlets
from khaldun.clean.published import choose_published, given_date
from khaldun.errors import UnreadableError
from khaldun.records.base import Span
from khaldun.records.reports import Article, Block, Report, Segment, Stated

GIVEN_RULE = "clean/given"


def clean(report: Report, *, today: dt.date) -> Article:
    """The article of a report. `today` bounds the publication day: a later one is not believed.

    Raises:
        UnreadableError: nothing is left to read.
    """
    found = Found()
    text, blocks, offsets, declared = _READERS[report.reader.split("/")[0]](report, found)
    blocks = _keep_something(blocks)
    if not blocks:
        raise UnreadableError(f"{report.origin} holds no words.", advice="Check the file, or leave it out.")
    return _article(report, text, blocks, offsets, declared, found, today=today)


Read = tuple[str, tuple[Block, ...], tuple[Segment, ...], str | None]


def _page(report: Report, found: Found) -> Read:
    from khaldun.clean.page import read_page

    page = read_page(decode_source(report), found)
    return page.text, page.blocks, page.offsets, page.language


def _plain(report: Report, found: Found) -> Read:
    source = decode_source(report)
    offsets = (Segment(start=0, source=0, length=len(source)),) if source else ()
    return source, read_plain(source, found), offsets, None


def _document(report: Report, found: Found) -> Read:
    """Nothing maps the text of a binary document to its bytes."""
    from khaldun.clean.documents import read_document

    text, blocks = read_document(report, found)
    return text, blocks, (), None


_READERS: dict[str, Callable[[Report, Found], Read]] = {
    "html": _page,
    "text": _plain,
    "markdown": _plain,
    "row": _plain,
    "pdf": _document,
    "docx": _document,
}


def decode_source(report: Report) -> str:
    """The decoded input: mark taken off, newlines normalised, nothing else changed."""
    text = report.data.decode(report.encoding or "utf-8", "replace")
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _keep_something(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Where rules would leave out everything they are wrong: a text of one line is read."""
    if any(block.reason is None for block in blocks):
        return blocks
    kept = {"other", "byline", "dateline", "paragraph", "item"}
    return tuple(
        Block(start=block.start, end=block.end, reason=block.reason if block.reason == "separator" else None)
        if block.role in kept and len(blocks) == 1
        else block
        for block in blocks
    )


def _article(
    report: Report,
    text: str,
    blocks: tuple[Block, ...],
    offsets: tuple[Segment, ...],
    declared: str | None,
    found: Found,
    *,
    today: dt.date,
) -> Article:
    given, warnings = report.given, list[str]()
    if given.published:
        date, warning = given_date(given.published)
        if date is not None:
            found.dates.append(DateCandidate(rank=GIVEN, rule="given", words=date))
        if warning:
            warnings.append(warning)
    _add_said(report, found)
    published, problems = choose_published(found.dates, text=text, today=today)
    warnings += problems
    if "\ufffd" in text:
        warnings.append(f"{text.count(chr(0xFFFD))} characters could not be decoded; they stand as \ufffd.")
    publisher, original = settle_outlets(found, _given(given.publisher, text), load_outlets(), text=text)
    read = " ".join(text[block.start : block.end] for block in blocks if block.reason is None)
    title = _given(given.title, text) or best(found.titles)
    return Article(
        report_id=report.id,
        name=report.name,
        text=text,
        blocks=_titled(text, blocks, title),
        language=detect_language(read, declared=declared),
        reader=report.reader,
        url=_given(given.url, text) or best(found.urls),
        title=title,
        byline=_given(given.byline, text) or person_byline(found, publisher, original, load_outlets()),
        dateline=best(found.datelines),
        publisher=publisher,
        original_publisher=original,
        published=published,
        republished=publisher is not None and original is not None,
        tags=_distinct(found.tags),
        offsets=offsets,
        warnings=tuple(warnings),
    )


def _add_said(report: Report, found: Found) -> None:
    """What the container of a report says of it (a mail's header, a feed's entry), as one more witness."""
    said, by = report.said, report.said_by
    named = (("title", found.titles), ("byline", found.bylines), ("publisher", found.publishers), ("url", found.urls))
    for name, candidates in named:
        value = getattr(said, name)
        if value:
            candidates.append(Candidate(rank=STATED, stated=Stated(value=value, rules=(f"clean/{by}-{name}",))))
    date, _ = given_date(said.published) if said.published else (None, None)
    if date is not None:
        found.dates.append(DateCandidate(rank=JSON_LD, rule=f"{by}-date", words=date))


def _given(value: str | None, text: str) -> Stated | None:
    """A value stated from outside, with its words in the report where they stand there."""
    if value is None or not value.strip():
        return None
    words = value.strip()
    at = text.find(words)
    evidence = (Span.of(text, at, at + len(words)),) if at >= 0 else ()
    return Stated(value=words, evidence=evidence, rules=(GIVEN_RULE,))


def _titled(text: str, blocks: tuple[Block, ...], title: Stated | None) -> tuple[Block, ...]:
    """The block that holds a given title gets the role, where no block has it."""
    if title is None or not title.evidence or any(block.role == "title" for block in blocks):
        return blocks
    span = title.evidence[0]
    return tuple(
        Block(start=block.start, end=block.end, reason=None, role="title")
        if block.start <= span.start and span.end <= block.end and block.end - block.start <= len(span.quote) + 12
        else block
        for block in blocks
    )


def _distinct(tags: list[Stated]) -> tuple[Stated, ...]:
    return tuple({tag.value.lower(): tag for tag in reversed(tags)}.values())[::-1]
