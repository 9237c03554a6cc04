"""How well pages are cleaned: the report's text without its furniture, and its metadata, against pages with gold.

Text is compared in shingles of four words, as the public article-extraction benchmark does, over all pages; pages
of one layout fail together, so intervals resample layouts.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from khaldun.clean.step import clean
from khaldun.errors import DataError
from khaldun.evaluate.found import Found, interval, total
from khaldun.ingest import ingest
from khaldun.records.reports import Article, Given, Report, Stated

FIELDS = ("day", "date", "publisher", "original_publisher", "byline", "title")
_SHINGLE = 4
_LATER = dt.date(2100, 1, 1)  # no day of a page lies in the future
_WORD = re.compile(r"\w+")
_ABOUT = frozenset({"title", "byline", "dateline"})  # roles of blocks that are metadata, not text


class Gold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page holds. `text` is the report, a string a paragraph; `published` is a day, an instant without or with
    its offset (ISO 8601), as much as the page states; null is what it does not state."""

    layout: str
    title: str | None
    text: tuple[str, ...]
    published: str | None
    publisher: str | None
    original_publisher: str | None
    byline: str | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page with its gold; `part` is the folder above its layout's."""

    name: str
    part: str
    data: bytes
    gold: Gold


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """A page's figures: shingles of the text, of bare main-text extraction, and which fields are right."""

    page: Page
    text: Found
    bare: Found
    fields: dict[str, Found]
    words: tuple[str, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A figure over pages with its 95 % interval (over layouts)."""

    found: Found
    bounds: tuple[float, float] | None


def read_pages(folder: Path) -> list[Page]:
    """The pages under `folder`: PART/LAYOUT/NAME.html, each with NAME.json beside it.

    Raises:
        DataError: there are none, or a page has no gold or one that is wrong.
    """
    pages = []
    for path in sorted(folder.glob("*/*/*.html")):
        try:
            gold = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Gold)
        except (OSError, msgspec.DecodeError) as error:
            raise DataError(f"{path} has no gold that can be read ({error}).", advice="Write NAME.json.") from error
        pages.append(Page(name=path.stem, part=path.parts[-3], data=path.read_bytes(), gold=gold))
    if not pages:
        raise DataError(f"{folder} holds no pages.", advice="Name a folder of PART/LAYOUT/NAME.html.")
    return pages


def score(page: Page) -> Score:
    """A page cleaned and compared."""
    reports = ingest(page.data, name=page.name, origin=f"{page.name}.html", given=Given(), columns={})
    article = next((clean(one, today=_LATER) for one in reports if isinstance(one, Report)), None)
    words = words_of(_text(article)) if article else ()
    wanted = words_of("\n".join(page.gold.text))
    return Score(
        page=page,
        text=shingled(wanted, words),
        bare=shingled(wanted, words_of(_bare(page.data))),
        fields=_fields(page.gold, article),
        words=words,
    )


def figures(scores: Sequence[Score]) -> dict[str, Row]:
    """The figures over pages: `text` and `bare` by shingles, each field by pages right."""
    rows = {name: [getattr(one, name) for one in scores] for name in ("text", "bare")}
    rows |= {name: [one.fields[name] for one in scores] for name in FIELDS}
    layouts = [one.page.gold.layout for one in scores]
    return {
        name: Row(
            found=total(parts),
            bounds=interval(_by_layout(parts, layouts), lambda found: found.f1, seed=0),
        )
        for name, parts in rows.items()
    }


def differences(one: Score) -> Iterator[tuple[str, str]]:
    """Stretches of words that are missing from a page's text ("missed"), or do not belong to it ("false")."""
    wanted = words_of("\n".join(one.page.gold.text))
    match = difflib.SequenceMatcher(a=wanted, b=one.words, autojunk=False)
    for tag, left, left_end, right, right_end in match.get_opcodes():
        if tag != "equal":
            if left_end > left:
                yield "missed", " ".join(wanted[left:left_end])
            if right_end > right:
                yield "false", " ".join(one.words[right:right_end])


def stated(one: Score) -> Iterator[tuple[str, str | None]]:
    """The fields that are wrong, with what they should be."""
    for name in FIELDS:
        if one.fields[name].missed:
            yield name, getattr(one.page.gold, "published" if name in {"day", "date"} else name)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(_WORD.findall(text.casefold()))


def shingled(wanted: Sequence[str], given: Sequence[str]) -> Found:
    """Shingles of four words in common, missed and false, each as often as it occurs."""
    left, right = _shingles(wanted), _shingles(given)
    both = (left & right).total()
    return Found(pairs=both, missed=left.total() - both, false=right.total() - both)


def same_time(wanted: str | None, given: str | None) -> bool:
    """Whether the publication instant is the wanted one, to the minute; where no zone is stated the day suffices, since
    a time without a zone is no instant."""
    if wanted is None or given is None:
        return wanted is given
    if len(wanted) == 10 or dt.datetime.fromisoformat(wanted).tzinfo is None:
        return len(given) == 10 and wanted[:10] == given
    left, right = (dt.datetime.fromisoformat(value) for value in (wanted, given))
    return right.tzinfo is not None and abs((left - right).total_seconds()) < 60


def _shingles(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    size = min(_SHINGLE, len(words)) or 1
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _text(article: Article) -> str:
    blocks = (block for block in article.blocks if block.reason is None and block.role not in _ABOUT)
    return "\n".join(article.text[block.start : block.end] for block in blocks)


def _bare(data: bytes) -> str:
    import trafilatura

    return trafilatura.extract(data, favor_precision=True, include_comments=False) or ""


def _fields(gold: Gold, article: Article | None) -> dict[str, Found]:
    published = _value(article.published) if article else None
    right = {
        "day": (gold.published or "")[:10] == (published or "")[:10],
        "date": same_time(gold.published, published),
    }
    for name in FIELDS[2:]:
        right[name] = _named(getattr(gold, name)) == _named(_value(getattr(article, name)) if article else None)
    return {name: Found(pairs=int(good), missed=int(not good), false=int(not good)) for name, good in right.items()}


def _value(found: Stated | None) -> str | None:
    return found.value if found else None


def _named(name: str | None) -> tuple[str, ...]:
    """A name as compared: its words folded, without an article before and "and" between."""
    return tuple(word for word in words_of(name or "") if word not in {"the", "and"})


def _by_layout(parts: Iterable[Found], layouts: Iterable[str]) -> list[Found]:
    found: dict[str, Found] = {}
    for part, layout in zip(parts, layouts, strict=True):
        found[layout] = found.get(layout, Found()) + part
    return list(found.values())
