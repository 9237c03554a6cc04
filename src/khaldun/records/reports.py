"""What comes in: Report (bytes) and Article (text, blocks, metadata)."""

from __future__ import annotations

from khaldun.records.base import Record, Span


class Given(Record, frozen=True, kw_only=True):
    """Metadata stated from outside the report: a table's columns or the command line's options."""

    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


class Report(Record, frozen=True, kw_only=True):
    """The bytes of one report as they came.

    `id` is the SHA-256 (hex) of `data`. `name` is the file's stem, or the row's name in a table. `reader` names
    how the bytes are read ("html/1", "text/1", "markdown/1", "row/1", "pdf/1", "docx/1"). For a table row, a feed's
    entry or a message `data` is its text, UTF-8 encoded. `given` wins over what the report says of itself; `said` is
    what its container says of it, and `said_by` which kind ("mail", "feed", "telegram", "warc", "address"). `origin`
    says where it came from (a path, a path and row number, "-") for messages only.
    """

    id: str
    name: str
    reader: str
    data: bytes
    origin: str
    encoding: str | None = None
    given: Given = Given()
    said: Given = Given()
    said_by: str = ""


class Stated(Record, frozen=True, kw_only=True):
    """A value of the metadata with the words, or the named rule, that it comes from."""

    value: str
    evidence: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


class Block(Record, frozen=True, kw_only=True):
    """A stretch of `Article.text`, read (`reason` null) or left out for a reason.

    Blocks do not overlap, stand in document order and cover all text but white space. `role` is "title", "heading",
    "paragraph", "item" (of a list), "byline", "dateline", "cell" or "other".
    """

    start: int
    end: int
    reason: str | None = None
    role: str = "paragraph"


class Segment(Record, frozen=True, kw_only=True):
    """An offset map's piece: `length` code points of the text from `start` come from the source at `source`.

    `source` counts code points of the decoded input.
    """

    start: int
    source: int
    length: int


class Article(Record, frozen=True, kw_only=True):
    """The text of a report with its blocks and metadata.

    `published` is an ISO date or date-time with its offset ("2019-11-16", "2019-11-16T01:30:00+03:00"), as stated.
    `republished` is true where another publisher's text is reprinted: then the day is the latest the original can have.
    `language` is an ISO 639-1 code. `tags` holds region and theme tags. `offsets` maps text to source.
    """

    report_id: str
    name: str
    text: str
    blocks: tuple[Block, ...]
    language: str
    reader: str
    url: Stated | None = None
    title: Stated | None = None
    byline: Stated | None = None
    dateline: Stated | None = None
    publisher: Stated | None = None
    original_publisher: Stated | None = None
    published: Stated | None = None
    republished: bool = False
    tags: tuple[Stated, ...] = ()
    offsets: tuple[Segment, ...] = ()
    warnings: tuple[str, ...] = ()
