"""HTML → text and blocks: the whole visible page in document order, the main text read, the rest left out."""

from __future__ import annotations

import re

import msgspec

from khaldun.clean.bylines import read_meta_line, read_pair
from khaldun.clean.elements import DEEPEST, Part, Passage, flat_passages, parse_page, walk
from khaldun.clean.found import HINTED, JSON_LD, META, PRINTED, Candidate, Found, Label
from khaldun.clean.furniture import LONG, Rule, load_furniture, mark_furniture
from khaldun.clean.headline import find_title, is_heading, site_name, split_heads
from khaldun.clean.lines import Unit, make_unit
from khaldun.clean.mainpart import ENTRIES, MainPart, main_words
from khaldun.clean.offsets import map_offsets
from khaldun.clean.outlets import Outlets, is_name, load_outlets
from khaldun.clean.pagemeta import PageTitle, read_page_head
from khaldun.clean.plain import read_side
from khaldun.records.base import Span
from khaldun.records.reports import Block, Segment, Stated

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROLES = {"li": "item", "dd": "item", "td": "cell", "th": "cell", **dict.fromkeys(_HEADINGS, "heading")}
_TIGHT = frozenset({"item", "cell"})
_WORD = re.compile(r"\w+")
_QUOTED, MOST_QUOTED = 6, 45  # words of a quotation drawn out of the text
_BESIDE = frozenset({"related", "comments", "hidden"})
_COMMENTS = frozenset({"comments", "comment", "commentlist", "disqus", "respond", "discussion"})
_SUMMARY = re.compile(
    r"(?i)\W*(?:what (?:we|you need to) know|key (?:events|points|developments|takeaways)|at a glance|the main points"
    r"|(?:latest )?summary)\b"
)
MOST_SUMMARY_WORDS = 8
BEFORE_TITLE, AFTER_TITLE = 6, 10


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page as text: its blocks, the map to its source, the language it declares."""

    text: str
    blocks: tuple[Block, ...]
    offsets: tuple[Segment, ...]
    language: str | None


def read_page(source: str, found: Found) -> Page:
    """The page's visible words, what of them is read, and what it says of itself added to `found`."""
    tree = parse_page(source)
    if tree is None:
        return Page(text="", blocks=(), offsets=(), language=None)
    titles, declared = read_page_head(tree, found)
    passages, depth = walk(tree)
    if depth > DEEPEST:
        passages = flat_passages(source)
    passages = split_heads(passages)
    text, units = _lay_out(passages)
    title = find_title(passages, titles, load_outlets())
    main = main_words(tree) if depth <= DEEPEST else ""
    furniture = load_furniture()
    part = MainPart(passages, main, furniture, title=title)
    reasons = _reasons(mark_furniture(units, furniture), part)
    _take_title(text, units, title, titles, found)
    _take_site(titles, found)
    headed = title is not None and is_heading(passages[title])
    is_live = part.has_entries and len(tree.xpath("//time[@datetime]")) >= ENTRIES
    if titles and is_live and not headed:
        _take_channel(titles[0], found)
    _read_lines(text, units, reasons, title, found, passages)
    _drop_repeats(text, units, reasons, title)
    if is_live:
        _drop_summary(units, reasons)
    _drop_empty_headings(passages, reasons, title)
    read_side(text, units, reasons, found)
    blocks = tuple(_block(passages[i], units[i], reasons[i], found.labels.get(i)) for i in range(len(units)))
    spans = [(unit.start, unit.end) for unit in units]
    return Page(text=text, blocks=blocks, offsets=map_offsets(text, spans, source), language=declared)


def _lay_out(passages: list[Passage]) -> tuple[str, list[Unit]]:
    """The text: passages parted by a blank line, list items and cells by a line end."""
    pieces: list[str] = []
    starts: list[int] = []
    at, before = 0, ""
    for passage in passages:
        role = _ROLES.get(passage.tag, "paragraph")
        gap = "" if not pieces else "\n" if role in _TIGHT and before == role else "\n\n"
        pieces += [gap, passage.text]
        starts.append(at + len(gap))
        at += len(gap) + len(passage.text)
        before = role
    text = "".join(pieces)
    units = [
        make_unit(text, start, start + len(passage.text), kind=_ROLES.get(passage.tag, "paragraph"))
        for start, passage in zip(starts, passages, strict=True)
    ]
    return text, units


def _take_title(text: str, units: list[Unit], title: int | None, titles: list[PageTitle], found: Found) -> None:
    if title is not None:
        unit = units[title]
        span = Span.of(text, unit.start, unit.end)
        rules = ("clean/heading", *(f"clean/{item.rule}" for item in titles if item.value == span.quote))
        value = Stated(value=" ".join(span.quote.split()), evidence=(span,), rules=rules)
        found.labels[title] = Label(reason=None, role="title")
    elif titles:
        value = Stated(value=titles[0].value, rules=(f"clean/{titles[0].rule}",))
    else:
        return
    found.titles.append(Candidate(rank=META, stated=value))


def _take_site(titles: list[PageTitle], found: Found) -> None:
    """The outlet as the title element names it, where the element names more than the headline."""
    if not found.titles:
        return
    title = found.titles[-1].stated.value
    for item in titles:
        name = site_name(item.value, title) if item.rule == "title-element" and item.value != title else None
        if name is not None:
            found.publishers.append(Candidate(rank=PRINTED, stated=Stated(value=name, rules=("clean/title-element",))))


def _take_channel(title: PageTitle, found: Found) -> None:
    """A page of entries, each with its time, and no headline is a channel's: its title names who speaks, its site only
    carries them."""
    name = Stated(value=title.value, rules=("clean/channel", f"clean/{title.rule}"))
    found.publishers.append(Candidate(rank=JSON_LD, stated=name))


def _reasons(marks: list[Rule | None], part: MainPart) -> list[str | None]:
    """Per passage why it is left out: its words' rule, else what the page and trafilatura say of it."""
    return [part.reason(i) if rule is None else rule.reason for i, rule in enumerate(marks)]


def _read_lines(
    text: str, units: list[Unit], reasons: list[str | None], title: int | None, found: Found, passages: list[Passage]
) -> None:
    """Read bylines and days near the title, in the parts that the page calls byline or date, and after their labels."""
    outlets = load_outlets()
    at = title if title is not None else 0
    body = next((i for i in range(at, len(units)) if units[i].words >= LONG and reasons[i] is None), at)
    shared = passages[at].parts if passages else ()
    for index, unit in enumerate(units):
        beside = reasons[index] in _BESIDE or _in_comments(passages[index], shared)
        near = at - BEFORE_TITLE <= index <= max(at + AFTER_TITLE, body) and not beside
        told = reasons[index] in ("byline", "date")
        if index in found.labels or unit.words >= LONG or beside:
            continue
        if (
            _is_label(text, units, index)
            and reasons[index] != "navigation"
            and read_pair(text, unit, units[index + 1], found)
        ):
            found.labels[index] = found.labels[index + 1] = Label(reason="date", role="dateline")
            continue
        label = read_meta_line(text, unit, outlets, found, labelled_only=not (near or told), told=told)
        if label is not None:
            found.labels[index] = label
        elif reasons[index] == "byline":
            _read_author(text, unit, outlets, found)


def _in_comments(passage: Passage, shared: tuple[Part, ...]) -> bool:
    """Whether it stands in a part for readers' comments, which the headline does not."""
    around = {part.number for part in shared}
    own = (part for part in passage.parts if part.number not in around)
    return any(not _COMMENTS.isdisjoint(part.words) for part in own)


def _read_author(text: str, unit: Unit, outlets: Outlets, found: Found) -> None:
    """Add the name that stands alone where the page says that the author stands."""
    words = text[unit.start : unit.end]
    if 2 <= unit.words <= 4 and is_name(words) and not outlets.has_outlet_word(words) and words.split()[0] != "About":
        value = Stated(value=words, evidence=(Span.of(text, unit.start, unit.end),), rules=("clean/byline-element",))
        found.bylines.append(Candidate(rank=HINTED, stated=value))


def _is_label(text: str, units: list[Unit], index: int) -> bool:
    """Whether a passage is a label of the next: a term with its description, or words with a colon behind."""
    if index + 1 == len(units) or units[index].words > 3 or units[index].kind in ("item", "heading"):
        return False
    return units[index + 1].kind in ("item", "cell") or text[units[index].start : units[index].end].endswith(":")


def _drop_repeats(text: str, units: list[Unit], reasons: list[str | None], title: int | None) -> None:
    """Leave out a short passage whose words stand in a longer one: a quotation that is drawn out of the text."""
    words = [_WORD.findall(text[unit.start : unit.end].casefold()) for unit in units]
    read = [" ".join(words[index]) for index in range(len(units)) if reasons[index] is None]
    for index, unit in enumerate(units):
        if reasons[index] is not None or index == title or unit.kind in ("heading", "cell"):
            continue
        lines = text[unit.start : unit.end].split("\n")
        said = " ".join(_WORD.findall(lines[0].casefold())) if len(lines) == 2 else " ".join(words[index])
        if _QUOTED <= len(said.split()) <= MOST_QUOTED and any(
            said in other and len(other) > 1.5 * len(said) for other in read
        ):
            reasons[index] = "repeat"


def _drop_summary(units: list[Unit], reasons: list[str | None]) -> None:
    """Leave out the box that sums a page of entries up: a list under its heading repeats what the entries say."""
    for index, unit in enumerate(units):
        if unit.words <= MOST_SUMMARY_WORDS and _SUMMARY.match(unit.bare):
            after = index + 1
            while after < len(units) and units[after].kind == "item":
                after += 1
            if after > index + 1:
                reasons[index:after] = ["repeat"] * (after - index)


def _drop_empty_headings(passages: list[Passage], reasons: list[str | None], title: int | None) -> None:
    """Leave out a heading under which nothing is read before the next one."""
    reads, reason = False, "other"
    for index in range(len(passages) - 1, -1, -1):
        if passages[index].tag not in _HEADINGS:
            reads = reads or reasons[index] is None
            reason = reasons[index] or reason
            continue
        if not reads and index != title:
            reasons[index] = reasons[index] or reason
        reads, reason = False, "other"


def _block(passage: Passage, unit: Unit, reason: str | None, label: Label | None) -> Block:
    if label is not None:
        return Block(start=unit.start, end=unit.end, reason=label.reason, role=label.role)
    role = _ROLES.get(passage.tag, "paragraph") if reason is None else "other"
    return Block(start=unit.start, end=unit.end, reason=reason, role=role)
