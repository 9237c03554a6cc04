"""Deaths under the codebook: one number a row, a total of several rows divided (ACLED, Reported fatalities)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from khaldun.code.codebook import Codebook
from khaldun.code.drafts import Draft
from khaldun.records.facts import DeathFact

DIVIDED = "acled/deaths-divided"
ONCE = "acled/deaths-told-once"
Words = tuple[int, ...]
Teller = str | int


@dataclass(slots=True)
class Toll:
    """The deaths of a row so far, the rules that counted them, and what its notes must say."""

    deaths: int = 0
    rules: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, deaths: int, rule: str) -> None:
        """Counts deaths under a rule."""
        self.deaths += deaths
        self.rules[rule] = None


def tolls(drafts: tuple[Draft, ...], roots: tuple[int, ...], book: Codebook) -> dict[int, Toll]:
    """The toll of each row, by the index of its draft; a draft merged into another has none of its own."""
    found = {root: Toll() for root in roots}
    told_by = _tellers(drafts, roots)
    shared: dict[tuple[str, str, int], list[tuple[int, DeathFact]]] = defaultdict(list)
    seen: set[tuple[int, Words]] = set()
    for index in sorted(range(len(drafts)), key=lambda index: drafts[index].order):
        draft = drafts[index]
        told: Counter[tuple[str, str]] = Counter()
        for death in draft.claim.deaths:
            if told_by.get(_words(death), _teller(death, roots[index])) != _teller(death, roots[index]):
                found[roots[index]].rules[ONCE] = None
                continue
            if death.group is not None:
                same = death.group, death.of
                shared[*same, told[same]].append((index, death))
                told[same] += 1
                continue
            words = _words(death)
            key = (roots[index], words)
            if key not in seen or not words:
                seen.add(key)
                found[roots[index]].add(*counted(death, draft, book))
    for members in shared.values():
        _divide(members, drafts, roots, found, book)
    for toll in found.values():
        if not toll.rules.keys() - {ONCE}:
            toll.rules["acled/no-deaths-said"] = None
    return found


def _in_table(draft: Draft) -> bool:
    """Whether the table has room for the claim: no rule leaves it out, and it stands somewhere."""
    return draft.excluded is None and draft.placing is not None and draft.placing.precision is not None


def _words(death: DeathFact) -> Words:
    return tuple(span.start for span in death.evidence)


def _teller(death: DeathFact, root: int) -> Teller:
    """Whose the figure is: that of the claims that share it, else of the row."""
    return root if death.group is None else death.group


def _tellers(drafts: tuple[Draft, ...], roots: tuple[int, ...]) -> dict[Words, Teller]:
    """Whose a figure is that several rows tell of in the very same words: it is one figure, and counts once.

    It goes to a row of the table before one that is none, to one that knows whose dead they are, then to the one whose
    telling stands nearest to the figure.
    """
    best: dict[Words, tuple[tuple[bool, bool, int, tuple[int, int, str]], Teller]] = {}
    for index, draft in enumerate(drafts):
        for death in draft.claim.deaths:
            words = _words(death)
            if words:
                rank = (not _in_table(draft), death.of == "unknown", _gap(draft, words[0]), draft.order)
                if words not in best or rank < best[words][0]:
                    best[words] = rank, _teller(death, roots[index])
    return {words: teller for words, (_, teller) in best.items()}


def _gap(draft: Draft, at: int) -> int:
    """How far the figure at `at` is from the nearest words that tell of the claim (code points)."""
    return min(abs(span.start - at) for span in (draft.claim.trigger, *draft.claim.tellings))


def counted(death: DeathFact, draft: Draft, book: Codebook) -> tuple[int, str]:
    """The number that the codebook takes for a count of deaths, and the rule: the lowest figure, or what words mean."""
    words = " ".join(span.quote for span in death.evidence)
    numbered = book.numbers is not None and book.numbers.search(words) is not None
    if not numbered:
        for vague in book.vague:
            if vague.words is not None and vague.words.search(words):
                return vague.intense if _intense(draft, book) else vague.deaths, vague.rule
    low = death.best if death.low is None else death.low
    if low is not None and (numbered or not book.plural.marks.intersection(death.rules)):
        return low, "acled/deaths-lowest"
    plural = max(low or 0, book.plural.intense if _intense(draft, book) else book.plural.deaths)
    return plural if death.high is None else min(plural, death.high), book.plural.rule


def _intense(draft: Draft, book: Codebook) -> bool:
    return book.intense is not None and any(book.intense.search(span.quote) for span in draft.claim.sentences)


def _divide(
    members: list[tuple[int, DeathFact]],
    drafts: tuple[Draft, ...],
    roots: tuple[int, ...],
    found: dict[int, Toll],
    book: Codebook,
) -> None:
    """Divides one total among its rows in the order of the text: the first rows take one more each of the remainder.

    Rows that the table leaves out, as it does those that stand nowhere, take no share, unless it leaves out all.
    """
    kept = [index for index, _ in members if _in_table(drafts[index])] or [index for index, _ in members]
    rows = list(dict.fromkeys(roots[index] for index in kept))
    first, death = members[0]
    total, rule = counted(death, drafts[first], book)
    share, rest = divmod(total, len(rows))
    for position, row in enumerate(rows):
        toll = found[row]
        part = share + (position < rest)
        toll.add(part, rule)
        if len(rows) > 1:
            toll.rules[DIVIDED] = None
            toll.notes.append(
                f"{total} deaths were reported for {len(rows)} places or days together; {part} counted here."
            )
