"""RSS and Atom: a report an entry, its full text where the feed has it, else its summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from khaldun.errors import UnreadableError
from khaldun.records.reports import Given

_ENTITY = re.compile(rb"<!ENTITY", re.I)
_HEAD = 100_000
FEEDS = frozenset({"rss", "feed", "rdf:rdf"})
SHORT = 120  # words; a text below this beside a link is a summary


class Entry(NamedTuple):
    """An entry: its text as HTML, its link, whether the text is only a summary, what the feed says of it."""

    html: str
    link: str | None
    summary: bool
    said: Given


def read_feed(data: bytes, *, origin: str) -> Iterator[Entry]:
    """The entries of a feed, in its order.

    Raises:
        UnreadableError: entities are declared (they can blow up), or nothing can be made of the feed.
    """
    if _ENTITY.search(data[:_HEAD]):
        raise UnreadableError(
            f"{origin} declares XML entities; that is not taken in.", advice="Ask for the feed without a DOCTYPE."
        )
    import feedparser

    feed: Any = feedparser.parse(data, resolve_relative_uris=False)
    if not feed.entries:
        why = f" ({feed.bozo_exception})" if feed.get("bozo") else ""
        raise UnreadableError(
            f"{origin} is a feed without an entry{why}.", advice="Check the feed, or try again later."
        )
    publisher = _words(feed.feed.get("title"))
    for entry in feed.entries:
        yield _entry(entry, publisher)


def _entry(entry: Any, publisher: str | None) -> Entry:
    bodies = [content.get("value") or "" for content in entry.get("content", ())]
    summary = entry.get("summary") or ""
    html = max([*bodies, summary], key=len)
    link = entry.get("link") or None
    source = entry.get("source") or {}
    return Entry(
        html=html or (entry.get("title") or ""),
        link=link,
        summary=link is not None and len(re.sub(r"<[^>]*>", " ", html).split()) < SHORT,
        said=Given(
            title=_words(entry.get("title")),
            byline=_words(entry.get("author")),
            # The words as they stand: a parser's own reading moves them to UTC, and with them "on Thursday".
            published=entry.get("published") or entry.get("updated") or None,
            publisher=_words(source.get("title")) or publisher,
            url=link,
        ),
    )


def _words(value: object) -> str | None:
    text = " ".join(re.sub(r"<[^>]*>", " ", str(value or "")).split())
    return text or None
