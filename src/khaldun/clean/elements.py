"""An HTML tree → its visible words by block, in document order, with what their surroundings say."""

from __future__ import annotations

import html
import re

import lxml.etree
import lxml.html
import msgspec

from khaldun.clean.offsets import BODY, TOKEN

_BLOCK_TAGS = (
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul"
)
_SKIPPED_TAGS = (
    "script style head noscript template svg math iframe object embed canvas audio video select textarea input "
    "datalist map applet rt rp"
)
BLOCKS = frozenset(_BLOCK_TAGS.split())
SKIPPED = frozenset(_SKIPPED_TAGS.split())
DEEPEST = 200
_ROW_TAGS = frozenset({"div", "header", "section", "td"})
_INLINE = frozenset({"span", "a", "time", "b", "strong", "i", "em", "small", "br", "img", "svg", "abbr"})
_ROW_WORDS = 12
_SPACE = re.compile(r"[^\S\x0b]+")
_BREAK = re.compile(r" *\x0b[ \x0b]*")
_PARAGRAPH = re.compile(r"(?: *\x0b){2,} *")
_JUNK = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """An element around words: its number, tag, class and id words, and whether it is hidden."""

    number: int
    tag: str
    words: tuple[str, ...]
    hidden: bool = False


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A block's words (white space folded; a line feed where the page breaks a line) and the elements around it.

    `linked` counts the characters that stand in links; `parts` runs from the outermost element to the nearest.
    """

    text: str
    linked: int
    parts: tuple[Part, ...]

    @property
    def tag(self) -> str:
        """The nearest block element's name."""
        return self.parts[-1].tag if self.parts else ""

    def within(self, tag: str) -> bool:
        """Whether it stands in such an element."""
        return any(part.tag == tag for part in self.parts)


def parse_page(source: str) -> lxml.html.HtmlElement | None:
    """The page's tree, None where there is nothing in it."""
    text = _JUNK.sub("", _DECLARATION.sub("", source, count=1))
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(text, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        return None


class _Walk:
    """The state of one pass over the tree; it needs no recursion, so depth cannot hurt it."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.deepest = 0
        self._parts: list[Part] = []
        self._words: list[str] = []
        self._linked = 0
        self._links = 0
        self._kept = 0
        self._count = 0
        self._depth = 0
        self._after_link = False
        self._row: tuple[lxml.html.HtmlElement | None, bool] = (None, False)

    def open(self, element: lxml.html.HtmlElement, tag: str) -> None:
        self._depth += 1
        self.deepest = max(self.deepest, self._depth)
        if tag in BLOCKS:
            self.flush()
            self._count += 1
            self._parts.append(_part(element, tag, self._count))
        elif tag == "a":
            self._links += 1
            if self._after_link:
                self._words.append(" ")
        elif tag == "br" or (tag == "span" and self._runs_on(element.text)) or self._in_row(element):
            self._words.append("\x0b")
        self._kept += tag == "pre"
        self.say(element.text)

    def _in_row(self, element: lxml.html.HtmlElement) -> bool:
        """Whether an element is one of a row of short boxes ("By X" "The Outlet, 3 May"), which no words join."""
        parent = element.getparent()
        if parent is not self._row[0]:
            self._row = (parent, _is_row(parent))
        return self._row[1]

    def _runs_on(self, words: str | None) -> bool:
        """Whether words that only the style sheet parts from those before would run into them ("AsabeSavanna")."""
        before = self._words[-1][-1:] if self._words else ""
        return before.islower() and (words or "")[:1].isupper()

    def close(self, tag: str) -> None:
        self._depth -= 1
        if tag in BLOCKS:
            self.flush()
            self._parts.pop()
        elif tag == "a":
            self._links -= 1
            self._after_link = True
        self._kept -= tag == "pre"

    def say(self, words: str | None) -> None:
        if not words:
            return
        self._after_link = False
        self._words.append(words.replace("\n", "\x0b") if self._kept else words.replace("\x0b", " "))
        if self._links:
            self._linked += len(words.strip())

    def flush(self) -> None:
        if self._words:
            joined = _SPACE.sub(" ", "".join(self._words))
            for text in _PARAGRAPH.split(joined):
                folded = _BREAK.sub("\n", text.strip(" \x0b"))
                if folded.strip():
                    self.passages.append(
                        Passage(text=folded.strip(), linked=min(self._linked, len(folded)), parts=tuple(self._parts))
                    )
        self._words, self._linked, self._after_link = [], 0, False


def _is_row(element: lxml.html.HtmlElement | None) -> bool:
    """Whether an element holds nothing but short inline elements, with no words between them."""
    if element is None or element.tag not in _ROW_TAGS or (element.text or "").strip() or len(element) < 2:
        return False
    return all(
        child.tag in _INLINE
        and not re.search(r"\w", child.tail or "")
        and len("".join(child.itertext()).split()) <= _ROW_WORDS
        for child in element
    )


def walk(tree: lxml.html.HtmlElement) -> tuple[list[Passage], int]:
    """The passages of a page in document order, and how deep its elements are nested."""
    state = _Walk()
    skipping = 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            skipping += tag in SKIPPED
            if not skipping:
                state.open(element, tag)
            continue
        if tag in SKIPPED:
            skipping -= 1
        elif not skipping:
            state.close(tag)
        if not skipping:
            state.say(element.tail)
    state.flush()
    return state.passages, state.deepest


def flat_passages(source: str) -> list[Passage]:
    """The passages of a page nested too deep for a tree: what stands between its block tags, without surroundings."""
    body = BODY.search(source)
    pieces: list[str] = []
    for token in TOKEN.finditer(source, body.start() if body else 0):
        words = token[0]
        if words[0] == "<" and len(words) > 1:
            name = re.match(r"</?([a-zA-Z0-9]*)", words)
            pieces.append("\x0b\x0b" if name is not None and name[1].lower() in BLOCKS else "")
        else:
            pieces.append(html.unescape(words).replace("\x0b", " "))
    texts = (_BREAK.sub("\n", text).strip() for text in _PARAGRAPH.split(_SPACE.sub(" ", "".join(pieces))))
    return [Passage(text=text, linked=0, parts=()) for text in texts if text]


def _part(element: lxml.html.HtmlElement, tag: str, number: int) -> Part:
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".lower()
    words = tuple(dict.fromkeys(word for word in re.split(r"\s+|[-_]", named) if word)) if named.strip() else ()
    whole = tuple(named.split())
    hidden = element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))
    return Part(number=number, tag=tag, words=tuple(dict.fromkeys(whole + words)), hidden=hidden)
