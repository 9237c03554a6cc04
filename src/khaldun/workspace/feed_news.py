"""What a feed says that is new: an entry's own page, or where it leads nowhere of its own, its text."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from urllib.parse import urldefrag, urljoin

import msgspec

from khaldun.errors import UnreadableError
from khaldun.ingest.decode import decode
from khaldun.ingest.feeds import FEEDS, Entry, read_feed
from khaldun.ingest.sniff import kind_of, xml_root
from khaldun.records.reports import Given
from khaldun.run.addresses import is_address
from khaldun.run.keep import Visit


class News(msgspec.Struct, frozen=True, kw_only=True):
    """An entry: the address of its page, or with its own `text` (HTML) the feed's address and a mark of the text.

    `given` is what the feed says of a text; a page says itself who wrote it and when.
    """

    address: str
    text: str | None = None
    given: Given = Given()


def news_of(data: bytes, feed: Visit) -> list[News] | None:
    """The entries of a feed, each once, in its order; null where the bytes are no feed.

    Raises:
        UnreadableError: the feed is broken, or has no entry.
    """
    if not _is_feed(data, feed.charset):
        return None
    entries = list(read_feed(data, origin=feed.address))
    base = feed.final or feed.address
    links = [_page(entry, base) for entry in entries]
    shared = Counter(links)  # a link that several entries have is no page of any of them
    found = (
        News(address=link) if link and shared[link] == 1 else _own_text(entry, feed.address)
        for entry, link in zip(entries, links, strict=True)
    )
    return list({one.address: one for one in found}.values())


def in_turn(feeds: Sequence[Sequence[News]]) -> Iterator[News]:
    """News of several feeds, one of each in turn: a long feed keeps no other waiting."""
    told: set[str] = set()
    for row in zip_longest(*feeds):
        for one in row:
            if one is not None and one.address not in told:
                told.add(one.address)
                yield one


def _is_feed(data: bytes, charset: str | None) -> bool:
    try:
        text, _ = decode(data, origin="", charset=charset)
    except UnreadableError:
        return False  # a document, say
    return kind_of(text) == "xml" and xml_root(text).lower() in FEEDS


def _page(entry: Entry, base: str) -> str | None:
    """The address of an entry's page; null where it names none of the web."""
    try:
        link = urldefrag(urljoin(base, (entry.link or "").strip())).url if entry.link else ""
    except ValueError:
        return None
    return link if is_address(link) and link != base else None


def _own_text(entry: Entry, feed: str) -> News:
    said = msgspec.structs.replace(entry.said, url=None)
    mark = hashlib.sha256(f"{said.title}\n{entry.html}".encode("utf-8", "replace")).hexdigest()[:16]
    return News(address=f"{feed}#{mark}", text=entry.html, given=said)
