"""How well words are brought to the world: places, days and numbers, by set and half, as one table of figures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from khaldun.errors import DataError
from khaldun.evaluate.found import Found, interval
from khaldun.measure.actors import Meant, mean, read_phrases
from khaldun.measure.expressions import Read, read_date_passages, read_dates, read_number_passages, read_numbers
from khaldun.measure.places.sources import GWN, LGL, UCDP, read_gwn, read_lgl, read_ucdp
from khaldun.measure.places.strings import Answered, ask
from khaldun.measure.places.swapped import swapped_reports
from khaldun.measure.places.toponyms import Located, locate
from khaldun.pipeline import Tools
from khaldun.records.base import Record
from khaldun.records.facts import Candidate
from khaldun.settings import Settings
from khaldun.tools.build import build_tools
from khaldun.tools.gazetteer.add import add_file
from khaldun.tools.gazetteer.install import install
from khaldun.tools.gazetteer.store import Gazetteer

VILLAGES = Path("gazetteer_wof", "sy.csv.gz")
_NEAR_KM = 5.0
_COUNTRY = "SYR"
_TODAY = dt.date(2026, 1, 1)


class Case(NamedTuple):
    """What became of one case: "right", "wrong" (chosen, but not so) or "open" (left unresolved); whether the first
    candidate is right, chosen or not, whether any is; `group`: cases of one text fail together."""

    part: str
    group: str
    outcome: str
    first: bool
    among: bool
    shown: str


class Row(Record, frozen=True, kw_only=True):
    """A set's figures as counts: `right`, `wrong` (chosen, but not so), `first` (right if the first were always
    chosen) and `ceiling` (right among the candidates) of `count`; `bounds`: 95 % of the share that is right."""

    set: str
    part: str
    count: int
    right: int
    wrong: int
    first: int
    ceiling: int
    bounds: tuple[float, float] | None
    misses: tuple[str, ...]

    @property
    def figures(self) -> dict[str, float]:
        """What floors are pinned on: the share that is right, and the share that is not wrong."""
        count = self.count or 1
        return {f"{self.set}: right": self.right / count, f"{self.set}: not wrong": 1 - self.wrong / count}


def measure_all(data: Path, passages: Path, actors: Path, work: Path) -> Iterator[Row]:
    """Every set, one row each half.

    `data` holds the public sets, `passages` our own (PART/dates.yaml, numbers.yaml), `actors` the phrases that mean
    actors (PART/named*.jsonl: names and naming phrases; dev/first.jsonl: pronouns and equipment among them).

    Indexes are built in `work`: the packaged one for news of the whole world, then with Syria's villages.

    Raises:
        DataError: a set is missing or cannot be read.
        GazetteerError: the index cannot be built.
    """
    gazetteer = Gazetteer(install(work))
    for name, texts in (
        ("GeoWebNews, within 161 km", read_gwn(data / GWN)),
        ("LGL, within 161 km", read_lgl(data / LGL)),
    ):
        yield from _rows(name, map(_located, locate(texts, gazetteer)))
    gazetteer.close()
    if not (data / VILLAGES).exists():
        raise DataError(f"{data / VILLAGES}: is missing.", advice="See docs/data.md.")
    add_file(gazetteer.path, data / VILLAGES)
    gazetteer = Gazetteer(gazetteer.path)
    asked = read_ucdp(data / UCDP, _COUNTRY)
    for name, with_region in (("UCDP strings with region", True), ("UCDP strings with country", False)):
        yield from _rows(name, map(_answered, ask(asked, gazetteer, with_region=with_region)))
    swapped = locate(swapped_reports(gazetteer, _COUNTRY), gazetteer, km=_NEAR_KM)
    meant = (one for one in swapped if one.toponym is one.text.toponyms[0])
    yield _row("villages swapped", "all", [_located(one) for one in meant])
    gazetteer.close()
    tools = build_tools(Settings(today=_TODAY, data_folder=work))
    yield _actors("actors of phrases", "dev", [actors / "dev" / "first.jsonl"], data, tools)
    for part in ("dev", "test"):
        yield _actors("actors as named", part, sorted((actors / part).glob("named*.jsonl")), data, tools)
        dates = read_dates(read_date_passages(passages / part / "dates.yaml"))
        yield _row("expressions of time", part, [_passage(one, part) for one in dates])
        numbers = read_numbers(read_number_passages(passages / part / "numbers.yaml"))
        yield _row("number phrases", part, [_passage(one, part) for one in numbers])


def _actors(name: str, part: str, files: Sequence[Path], data: Path, tools: Tools) -> Row:
    phrases = [phrase for path in files for phrase in read_phrases(path)]
    return _row(name, part, [_meant(one, part) for one in mean(phrases, data, tools)])


def _rows(name: str, cases: Iterable[Case]) -> Iterator[Row]:
    by_part: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_part[case.part].append(case)
    for part in sorted(by_part):
        yield _row(name, part, by_part[part])


def _row(name: str, part: str, cases: Sequence[Case]) -> Row:
    groups: dict[str, Found] = defaultdict(Found)
    for case in cases:
        right = case.outcome == "right"
        groups[case.group] += Found(pairs=right, missed=not right)
    return Row(
        set=name, part=part, count=len(cases),
        right=sum(case.outcome == "right" for case in cases),
        wrong=sum(case.outcome == "wrong" for case in cases),
        first=sum(case.first for case in cases),
        ceiling=sum(case.among for case in cases),
        bounds=interval(list(groups.values()), lambda found: found.recall, seed=0),
        misses=tuple(f"{case.outcome}: {case.shown}" for case in cases if case.outcome != "right"),
    )  # fmt: skip


def _answered(one: Answered) -> Case:
    asked = f"{one.asked.name} ({one.asked.admin1 or one.asked.country})"
    shown = f"{asked}: {_candidates(one.candidates)}"
    return Case(one.asked.part, asked, one.outcome, one.first, one.among, shown)


def _located(one: Located) -> Case:
    shown = f"{one.fact.quote} ({one.text.id}): {_candidates(one.fact.candidates)}"
    return Case(one.text.part, one.text.id, one.outcome, one.first, one.among, shown)


def _candidates(candidates: Sequence[Candidate]) -> str:
    return "; ".join(f"{one.name}, {one.admin1 or one.country} {one.score:.2f}" for one in candidates[:2]) or "nothing"


def _passage(one: Read, part: str) -> Case:
    right = one.outcome == "right"
    low, high = one.passage.expected
    found = "nothing" if one.found is None else f"{one.found[0]} to {one.found[1]}"
    shown = f"“{one.passage.say}” is {low} to {high}, read {found}"
    return Case(part, one.passage.whole, one.outcome, right, right, shown)


def corpus_of(rows: Sequence[Row]) -> str:
    """What the figures were taken on: the sets with their counts."""
    return sha256(";".join(f"{row.set}/{row.part}/{row.count}" for row in rows).encode()).hexdigest()


def _meant(one: Meant, part: str) -> Case:
    right = one.outcome == "right"
    shown = f"“{one.quote}” means {one.phrase.actor}, taken for {one.id or 'nobody'}"
    return Case(part, one.phrase.key, one.outcome, right, right, shown)
