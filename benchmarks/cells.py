"""Whether a cell's receipt says enough: random cells of the tables for people who see nothing but the receipt.

    khaldun code corpus/samples --format jsonl -o claims.jsonl
    python benchmarks/cells.py draw claims.jsonl -o FOLDER --seed 1     items.jsonl to judge, key.jsonl kept apart
    python benchmarks/cells.py count FOLDER                             judged.jsonl held against the key

An item is one cell: its column with meaning and codes, what it says, the words that it rests on in their sentence, and
the rules that made it, each with its text. Some items say what another row's cell says instead: who agrees with those
too has not looked. A judgement is `{"item": n, "verdict": "agree" | "disagree" | "cannot tell", "why": "..."}`.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import msgspec

from khaldun.cli.export_world import world
from khaldun.cli.settings import build_settings
from khaldun.publish.export.formats import TableName, make_table, read_first
from khaldun.publish.export.items import Told, told_by
from khaldun.publish.export.tables import Column, Row, Value
from khaldun.records.base import Span
from khaldun.review.shares import Share
from khaldun.rules import Rules, load_rules
from khaldun.run.contract import find_claims, lines_of, read_pieces

AT_ONCE = 1_000_000  # bytes of claims
AROUND = 240  # code points of text on either side of words
WRONG = 5  # one item of so many more says what another row says


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Words in what stands around them, where they are in «»; `start` and `end` are their offsets in the text."""

    start: int
    end: int
    passage: str


class Ruled(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    text: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    item: int
    table: str
    column: str
    meaning: str
    codes: tuple[str, ...]
    cell: object
    words: tuple[Words, ...]
    rules: tuple[Ruled, ...]
    published: str | None
    publisher: str | None


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """Where an item comes from; `said` is the cell, where the item shows another's."""

    item: int
    table: str
    column: str
    row: str
    said: object = None
    planted: bool = False


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    item: int
    verdict: str
    why: str = ""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    table: str
    column: Column
    row: Row
    value: Value
    told: Told


def cells(names: list[str], data: Path | None) -> Iterator[Drawn]:
    """Every cell that says something, of every table, of the claims in the files."""
    around = world(build_settings(data=data), progress=lambda *_: None)
    files = find_claims(names)
    lines = [line for pieces in read_pieces(files, lambda count: None, size=AT_ONCE) for line, _ in lines_of(pieces)]
    for name in get_args(TableName):
        table = make_table(name, around.known, points=False)
        for told in map(read_first("csv", name), told_by(lines)):
            for row in table.code(told):
                if isinstance(row, Row):
                    for column in table.columns:
                        value = row.values.get(column.name, Value())
                        if value.cell is not None:
                            yield Drawn(table=name, column=column, row=row, value=value, told=told)


def draw(names: list[str], folder: Path, count: int, seed: int, data: Path | None) -> None:
    """Writes `count` items and a fifth more of planted ones, in one random order."""
    chance = random.Random(seed)  # noqa: S311
    by_table: dict[str, list[Drawn]] = defaultdict(list)
    for each in cells(names, data):
        by_table[each.table].append(each)
    tables = sorted(by_table)
    drawn = [each for name in tables for each in chance.sample(by_table[name], count // len(tables))]
    wrong: list[tuple[Drawn, object | None]] = []
    for each in chance.sample([one for name in tables for one in by_table[name]], 20 * count // WRONG):
        others = [
            one.value.cell
            for one in by_table[each.table]
            if one.column.name == each.column.name and one.value.cell != each.value.cell
        ]
        if others and len(wrong) < count // WRONG and not each.column.unique:
            wrong.append((each, chance.choice(others)))
    texts = load_rules()
    both: list[tuple[Drawn, object | None]] = [*((each, None) for each in drawn), *wrong]
    chance.shuffle(both)
    items = [_item(number, each, other, texts) for number, (each, other) in enumerate(both, 1)]
    key = [
        Key(
            item=number,
            table=each.table,
            column=each.column.name,
            row=each.row.id,
            said=each.value.cell,
            planted=other is not None,
        )
        for number, (each, other) in enumerate(both, 1)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "items.jsonl").write_bytes(msgspec.json.Encoder(enc_hook=str).encode_lines(items))
    (folder / "key.jsonl").write_bytes(msgspec.json.Encoder(enc_hook=str).encode_lines(key))
    sys.stdout.write(f"{len(drawn)} cells and {len(wrong)} planted ones of {sum(map(len, by_table.values())):,}\n")


def _item(number: int, each: Drawn, other: object | None, texts: Rules) -> Item:
    report = each.told.report
    text = report.text if report is not None else ""
    return Item(
        item=number,
        table=each.table,
        column=each.column.name,
        meaning=each.column.meaning,
        codes=each.column.codes,
        cell=each.value.cell if other is None else other,
        words=tuple(
            Words(start=span.start, end=span.end, passage=_passage(text, span)) for span in each.value.evidence
        ),
        rules=tuple(
            Ruled(name=name, text="" if (rule := texts.get(name)) is None else rule.text) for name in each.value.rules
        ),
        published=str(report.published) if report is not None and report.published else None,
        publisher=report.publisher if report is not None else None,
    )


def _passage(text: str, span: Span) -> str:
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return f"{before}«{text[span.start : span.end]}»{after}"


def count(folder: Path) -> None:
    """Prints how many cells whoever judged agreed with, by table, and how many planted ones they saw."""
    key = {one.item: one for one in _read(folder / "key.jsonl", Key)}
    judged = {one.item: one for one in _read(folder / "judged.jsonl", Judged)}
    missing = key.keys() - judged.keys()
    if missing:
        sys.exit(f"{folder}: not judged: {sorted(missing)}")
    told: dict[str, list[bool]] = defaultdict(list)
    for number, one in key.items():
        agreed = judged[number].verdict == "agree"
        for name in ("planted, agreed with",) if one.planted else (one.table, "all"):
            told[name].append(agreed)
    for name, all_ in told.items():
        share = Share(count=sum(all_), of=len(all_))
        sys.stdout.write(
            f"{name:22} {share.count:4} of {share.of:4}  {share.value:.3f} ({share.low:.3f}-{share.high:.3f})\n"
        )
    for number, one in sorted(key.items()):
        if not one.planted and judged[number].verdict != "agree":
            sys.stdout.write(f"  {number} {one.table} {one.column}: {judged[number].verdict}: {judged[number].why}\n")


def _read(path: Path, kind: type) -> Iterable:  # type: ignore[type-arg]
    return msgspec.json.Decoder(kind).decode_lines(path.read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    drawing = steps.add_parser("draw")
    drawing.add_argument("claims", nargs="+")
    drawing.add_argument("-o", "--folder", type=Path, required=True)
    drawing.add_argument("--count", type=int, default=200)
    drawing.add_argument("--seed", type=int, default=1)
    drawing.add_argument("--data", type=Path)
    counting = steps.add_parser("count")
    counting.add_argument("folder", type=Path)
    asked = parser.parse_args()
    if asked.step == "draw":
        draw(asked.claims, asked.folder, asked.count, asked.seed, asked.data)
    else:
        count(asked.folder)


if __name__ == "__main__":
    main()
