"""What a page says of itself in its head: meta elements, the canonical link, JSON-LD."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import msgspec

from khaldun.clean.dates import find_dates
from khaldun.clean.found import (
    ADDRESS,
    EDGE,
    ELEMENT,
    HINTED,
    JSON_LD,
    META,
    PRINTED,
    STATED,
    UPDATED,
    Candidate,
    DateCandidate,
    Found,
)
from khaldun.clean.names import without_tagline
from khaldun.records.reports import Stated

_ARTICLE = re.compile(r"(?i)article|posting|report|webpage|newsarticle|statement|creativework|discussion")
_DATE_METAS = {
    "dc.created": META, "published": META, "updated": UPDATED,
    "article:published_time": META, "og:published_time": META, "datepublished": META, "dcterms.date": ELEMENT,
    "dcterms.issued": META, "dc.date.issued": META, "dc.date": ELEMENT, "dcterms.created": ELEMENT, "pubdate": META,
    "publishdate": META, "publish-date": META, "publish_date": META, "date": ELEMENT, "sailthru.date": META,
    "parsely-pub-date": META, "citation_publication_date": META, "originalpublicationdate": META,
    "article:modified_time": UPDATED, "og:updated_time": UPDATED, "datemodified": UPDATED, "lastmod": UPDATED,
    "dcterms.modified": UPDATED,
}  # fmt: skip
_PUBLISHER_METAS = ("og:site_name", "dcterms.publisher", "dc.publisher", "publisher", "citation_publisher",
                    "application-name", "copyright")  # fmt: skip
_LOOSE_METAS = ("application-name", "copyright")
_AUTHOR_METAS = (
    "author",
    "article:author",
    "dcterms.creator",
    "dc.creator",
    "byl",
    "sailthru.author",
    "parsely-author",
)
_TITLE_METAS = ("og:title", "twitter:title", "dcterms.title", "dc.title", "citation_title", "headline")
_TAG_METAS = ("article:tag", "article:section", "keywords", "news_keywords")
_SOURCE_METAS = ("original-source", "syndication-source", "dcterms.source", "dc.source")
_ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/._-]|$)")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?(?:Z|[+-]00:?00)?$")
_PREFIX = re.compile(r"^(dc|dcterms):")
_FEED = re.compile(r"(?i)\s*(?:[-–—|»:]\s*|\()(?:atom|rss(?: 2\.0)?|feed|rss feed|atom feed|posts)\)?\s*$")
_SUFFIX = re.compile(r"\s+(?:[|–—·»«]|-)\s+(?P<name>[^|–—·»«]{2,60})$")
Objects = dict[str, Any]  # JSON-LD has no fixed shape: it is read here and goes no further


class PageTitle(msgspec.Struct, frozen=True, kw_only=True):
    """A title the page's head states, and the rule that read it."""

    value: str
    rule: str


def read_page_head(tree: lxml.html.HtmlElement, found: Found) -> tuple[list[PageTitle], str | None]:
    """Add what the head says; the titles it states, most trusted first, and the language it declares."""
    metas = _metas(tree)
    titles: list[PageTitle] = []
    for item in _linked_data(tree):
        _read_object(item, found, titles)
    for name in _TITLE_METAS:
        titles += [PageTitle(value=value, rule=f"meta-{name}") for value in metas.get(name, [])[:1]]
    _read_metas(metas, found)
    _read_addresses(tree, metas, found)
    _read_feed(tree, found)
    _read_times(tree, found)
    element = tree.find(".//head/title")
    if element is not None and (element.text or "").strip():
        titles.append(_title_element(" ".join((element.text or "").split()), titles, found))
    declared = tree.get("lang") or next(iter(metas.get("content-language", [])), None)
    return titles, declared


def _metas(tree: lxml.html.HtmlElement) -> dict[str, list[str]]:
    """What meta elements and marked-up elements of the page say, by name (Dublin Core with a full stop, hAtom's
    `published` and `updated` by class)."""
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta", "time", "span", "abbr", "div"):
        names = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = element.get("content") or element.get("datetime")
        if element.tag == "abbr":
            value = value or element.get("title")
            names = names or " ".join(set((element.get("class") or "").split()) & {"published", "updated"})
        if not names or not value or not value.strip():
            continue
        for name in names.lower().split():
            metas.setdefault(_PREFIX.sub(r"\1.", name), []).append(" ".join(value.split()))
    return metas


def _linked_data(tree: lxml.html.HtmlElement) -> Iterator[Objects]:
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower() or not element.text:
            continue
        try:
            value = msgspec.json.decode(element.text.strip().rstrip(";"))
        except (msgspec.DecodeError, RecursionError):
            continue
        yield from _objects(value)


def _objects(value: object) -> Iterator[Objects]:
    """The articles among the objects of a script, those most like an article first."""
    items = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
    graph = [item for outer in items for item in (outer.get("@graph") or []) if isinstance(item, dict)]
    articles = [item for item in items + graph if _ARTICLE.search(_text(item.get("@type")))]
    yield from sorted(articles, key=lambda item: "webpage" in _text(item.get("@type")).lower())


def _text(value: object) -> str:
    """A string of JSON-LD: itself, its name, or the names of a list, joined."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("url") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return ""


def _person(item: Objects) -> bool:
    """Whether the object says that its author is a person."""
    authors = item.get("author")
    first = authors[0] if isinstance(authors, list) and authors else authors
    return isinstance(first, dict) and _text(first.get("@type")) == "Person"


def _read_object(item: Objects, found: Found, titles: list[PageTitle]) -> None:
    for key in ("headline", "name"):
        if _text(item.get(key)):
            titles.append(PageTitle(value=_text(item[key]), rule=f"json-ld-{key}"))
            break
    _name(found.bylines, item.get("author"), JSON_LD, "json-ld-person" if _person(item) else "json-ld-author")
    _name(found.publishers, item.get("publisher"), JSON_LD, "json-ld-publisher")
    based = item.get("isBasedOn")
    origin = (based.get("publisher") if isinstance(based, dict) else None) or item.get("sourceOrganization")
    _name(found.originals, origin, STATED, "json-ld-sourceOrganization")
    _date(found, _text(item.get("datePublished")), JSON_LD, "json-ld-datePublished")
    _date(found, _text(item.get("dateModified")), UPDATED, "json-ld-dateModified")
    for key in ("keywords", "articleSection"):
        _tags(found, _text(item.get(key)), f"json-ld-{key}")


def _name(into: list[Candidate], value: object, rank: int, rule: str) -> None:
    name = _text(value)
    if name and not name.startswith(("http:", "https:", "//")):
        into.append(Candidate(rank=rank, stated=Stated(value=name, rules=(f"clean/{rule}",))))


def _date(found: Found, words: str, rank: int, rule: str) -> None:
    for date in find_dates(words)[:1]:
        found.dates.append(DateCandidate(rank=rank, rule=rule, words=date))


def _tags(found: Found, words: str, rule: str) -> None:
    for tag in re.split(r"[,;]", words):
        if tag.strip():
            found.tags.append(Stated(value=tag.strip(), rules=(f"clean/{rule}",)))


def _read_metas(metas: dict[str, list[str]], found: Found) -> None:
    first = {name: values[0] for name, values in metas.items()}
    for name in filter(first.__contains__, _DATE_METAS):
        _date(found, first[name], _DATE_METAS[name], f"meta-{name}")
    for name in filter(first.__contains__, _PUBLISHER_METAS):
        outlet = without_tagline(first[name])
        _name(found.publishers, outlet, PRINTED if name in _LOOSE_METAS else META, f"meta-{name}")
    for name in filter(first.__contains__, _AUTHOR_METAS):
        _name(found.bylines, first[name], META, f"meta-{name}")
    for name in filter(first.__contains__, _SOURCE_METAS):
        _name(found.originals, _host(first[name]) or first[name], STATED, f"meta-{name}")
    for name in filter(metas.__contains__, _TAG_METAS):
        for value in metas[name]:
            _tags(found, value, f"meta-{name}")


def _read_addresses(tree: lxml.html.HtmlElement, metas: dict[str, list[str]], found: Found) -> None:
    """The page's address; a canonical link to another site names the original publisher."""
    canonical = next(
        (link.get("href", "").strip() for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"),
        "",
    )
    own = next(iter(metas.get("og:url", [])), "")
    elsewhere = bool(_host(canonical) and _host(own) and _site(canonical) != _site(own))
    for address, rule in ((own, "meta-og:url"), (canonical, "canonical-link")):
        if not _host(address):
            continue
        rank = JSON_LD if (address == own) == elsewhere else META
        found.urls.append(Candidate(rank=rank, stated=Stated(value=address, rules=(f"clean/{rule}",))))
        match = _ADDRESS_DATE.search(address)
        if match is not None:
            _date(found, "-".join((match[1], match[2].zfill(2), match[3].zfill(2))), ADDRESS, rule)
    if elsewhere:
        _name(found.originals, _site(canonical), HINTED, "canonical-link")


def _read_times(tree: lxml.html.HtmlElement, found: Found) -> None:
    """The first time element behind the headline; on a page without one (a channel's messages) the newest."""
    moments: list[str] = []
    headed = False
    for element in tree.iter("h1", "time"):
        headed = headed or element.tag == "h1"
        value = element.get("datetime") if element.tag == "time" else None
        if value is None or not find_dates(value):
            continue
        if _MIDNIGHT.search(value):
            value = value[:10]  # a day that was written as an instant
        if headed:
            _date(found, value, ELEMENT, "time-element")
            return
        moments.append(value)
    if moments:
        newest = max(moments, key=lambda value: _instant(find_dates(value)[0].value))
        _date(found, newest, EDGE, "newest-time-element")


def _instant(value: str) -> float:
    """Seconds, to put days and instants in an order; a day without a zone counts as Greenwich's."""
    moment = dt.datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def _read_feed(tree: lxml.html.HtmlElement, found: Found) -> None:
    """The outlet as the page's feed is called ("Outlet - Atom")."""
    for link in tree.iter("link"):
        title = link.get("title") or ""
        if "alternate" in (link.get("rel") or "").lower() and _FEED.search(title):
            _name(found.publishers, _FEED.sub("", title), PRINTED, "feed-link")
            return


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def _site(address: str) -> str:
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", _host(address))


def _title_element(words: str, others: list[PageTitle], found: Found) -> PageTitle:
    """The title element; the outlet's name after its last bar is taken off where another title stops there."""
    match = _SUFFIX.search(words)
    if match is None:
        return PageTitle(value=words, rule="title-element")
    head = words[: match.start()]
    known = any(head.startswith(other.value[:40]) or other.value.startswith(head[:40]) for other in others)
    named = any(match["name"].strip().lower() == item.stated.value.lower() for item in found.publishers)
    if known or named or re.search(r"[|»]", words):
        name = match["name"].strip()
        if name.lower().startswith("by "):
            _name(found.bylines, name[3:], HINTED, "title-element")
            return PageTitle(value=head, rule="title-element")
        found.publishers.append(Candidate(rank=HINTED, stated=Stated(value=name, rules=("clean/title-element",))))
        return PageTitle(value=head, rule="title-element")
    return PageTitle(value=words, rule="title-element")
