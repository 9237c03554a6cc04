"""What a decoded input is, by its content: a page, a table of reports, Markdown or plain text."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from typing import Literal

import msgspec

Kind = Literal["html", "xml", "jsonl", "json", "csv", "markdown", "text"]

HEAD = 200_000
DELIMITERS = ",\t;|"
_TAGS = "html|head|body|meta|title|div|p|article|main|section|span|table|h[1-6]|ul|ol|link|script|style|center|font"
_HTML = re.compile(rf"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:{_TAGS})\b)", re.I | re.S)
_XML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)(?:<!--.*?-->\s*|<\?[^>]*>\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*<([\w:-]+)", re.S | re.I
)
_BARE = re.compile(r"\s*<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?>")
_FEED = re.compile(r"\s*<(rss|feed|rdf:RDF)\b")
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(?:[\w-]+:.*\n|[ \t]+.*\n|- .*\n)+(?:---|\.\.\.)[ \t]*(?:\n|$)")
_MD_HEADING = re.compile(r"(?m)^#{1,6} +\S")
_MD_LINK = re.compile(r"\[[^\]\n]{1,200}\]\((?:https?|mailto|/)[^)\s]*\)")
_PLAIN_CELL = re.compile(r"[A-Za-z][\w-]{0,39}")
_USUAL = frozenset({"id", "date", "body", "content", "article", "report", "headline", "summary", "source", "link"})
_CELL = re.compile(r"[^\W\d][\w .#/()-]{0,39}$")
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown")


def kind_of(text: str, *, suffix: str = "", known: Collection[str] = ()) -> Kind:
    """What the text is. `known` are the column names a table may have; `suffix` only decides .md against .txt."""
    head = text[:HEAD]
    if _HTML.match(head):
        return "html"
    if _XML.match(head) or _FEED.match(head) or _is_bare_xml(text):
        return "xml"
    json_kind = _json_kind(text)
    if json_kind is not None:
        return json_kind
    if delimiter(head, known=known) is not None:
        return "csv"
    if suffix.lower() in MARKDOWN_SUFFIXES or _is_markdown(head):
        return "markdown"
    return "text"


def looks_tabular(head: bytes, *, known: Collection[str] = ()) -> bool:
    """Whether a file that begins with these bytes is a table of reports: such may be larger than one report."""
    text = head.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return text.lstrip()[:2] in ('{"', "[{") or delimiter(text, known=known) is not None


def xml_root(text: str) -> str:
    """The name of the outermost element of an XML document."""
    found = _XML.match(text[:HEAD]) or _FEED.match(text[:HEAD]) or _BARE.match(text[:HEAD])
    return found[1] if found else "?"


def _is_bare_xml(text: str) -> bool:
    """Whether a text without a declaration is one XML element from end to end."""
    found = _BARE.match(text[:HEAD])
    return found is not None and text.rstrip().endswith(f"</{found[1]}>")


def _json_kind(text: str) -> Literal["json", "jsonl"] | None:
    start = text[:4096].lstrip()
    if re.match(r"\[\s*(?:\{\s*\"|\])", start):
        return "json"
    if not re.match(r"\{\s*[\"}]", start):
        return None
    lines = [line for line in text[:HEAD].split("\n") if line.strip()]
    if len(text) <= HEAD or len(lines) < 2:
        return "jsonl" if any(_is_object(line) for line in lines[:20]) else "json"
    return "jsonl" if any(_is_object(line) for line in lines[:20] if line is not lines[-1]) else "json"


def _is_object(line: str) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except msgspec.DecodeError:
        return False


def delimiter(text: str, *, known: Collection[str] = ()) -> str | None:
    """The delimiter of a table with a header line, None where the text is not one.

    A header that names a column of the contract (or of the mapping) is enough; an unknown header needs three
    columns, and rows that agree with it. One of two columns needs the name of a usual one, and plain names.
    """
    stripped = text.lstrip("\n")
    first, _, rest = stripped.partition("\n")
    if len(first) > 2000:
        return None
    for char in DELIMITERS:
        if char in first and _is_header(first, char, rest, known):
            return char
    if first.strip() == "text" and rest.strip():
        return ","
    return None


def _is_header(first: str, char: str, rest: str, known: Collection[str]) -> bool:
    cells = [cell.strip() for cell in next(csv.reader([first], delimiter=char), [])]
    if len(cells) < 2 or len(set(cells)) < len(cells) or not all(_CELL.match(cell) for cell in cells if cell):
        return False
    names = {cell.lower() for cell in cells}
    if "text" in names or len(names & {name.lower() for name in known}) >= 2:
        return True
    if rest.startswith("\n") or (len(cells) == 2 and not _is_small_header(first, char, known)):
        return False
    rows = _rows(rest[:20_000], char)
    return len(rows) >= 1 and sum(len(row) == len(cells) for row in rows) >= 0.9 * len(rows)


def _is_small_header(first: str, char: str, known: Collection[str]) -> bool:
    """Whether two cells name columns and are not a headline with a comma: "name,body", never "Idlib, Syria"."""
    cells = first.rstrip().split(char)
    usual = _USUAL | {name.lower() for name in known}
    return all(_PLAIN_CELL.fullmatch(cell) for cell in cells) and any(cell.lower() in usual for cell in cells)


def _rows(text: str, char: str) -> list[list[str]]:
    """The first rows, without the last, which may be cut."""
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter=char) if row]
    except csv.Error:
        return []
    return rows[:50] if len(rows) < 3 else rows[:-1][:50]


def _is_markdown(text: str) -> bool:
    return bool(_FRONT_MATTER.match(text) or _MD_HEADING.search(text) or len(_MD_LINK.findall(text)) >= 2)
