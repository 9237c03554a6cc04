"""The figures of the model card (docs/reader.md): `python -m training.card --data ../shared/data`.

Events found of those coded, on documents that no reader learnt from, by who is harmed, voice, quality and type.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from khaldun.cli.settings import build_settings
from khaldun.corpus.store import Coded
from khaldun.evaluate.rows import Row
from khaldun.measure.real import article_of, claims_of, compare_events, told_claims
from khaldun.pipeline import Tools, code_article
from khaldun.tools.build import build_tools
from training.reader.data import coded_texts

_STATE = ("Military Forces", "Police Forces", "Government of")


def harmed(row: Row) -> str:
    """Who stands on the second side."""
    name = (row.actor2.name if row.actor2 else None) or ""
    if not name:
        return "nobody named"
    if name.startswith("Civilians"):
        return "civilians"
    return "state forces" if name.startswith(_STATE) else "armed groups, crowds and others"


def groups(row: Row, about: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The rows of the card that an event counts in."""
    yield "harmed", harmed(row)
    yield "event type", row.event_type or "unknown"
    for key in ("voice", "quality"):
        if key in about:
            yield key, str(about[key])


def found(coded: list[Coded], tools: Tools, meta: dict[str, dict[str, object]]) -> dict[tuple[str, str], Counter[bool]]:
    """Of the events of each group how many were found."""
    counts: dict[tuple[str, str], Counter[bool]] = {}
    for one in coded:
        if one.coding.events is None:
            continue
        article = article_of(one.text)
        _, lines = code_article(article, tools.reader.read(article), tools)
        result = compare_events(claims_of([one]), told_claims(one.text, lines))
        about = meta.get(one.coding.id, {}) | {"set": one.coding.source}
        for row, right in [*((pair.ref, True) for pair in result.pairs), *((row, False) for row in result.missed)]:
            for group in groups(row, about):
                counts.setdefault(group, Counter())[right] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the sources (docs/data.md)")
    given = parser.parse_args()
    meta = {row["id"]: row for row in map(json.loads, Path("corpus/written/meta.jsonl").read_text().splitlines())}
    coded = [*coded_texts("written", Path("corpus"), "test"), *coded_texts("real", given.data, "test")]
    every = {reader: found(coded, build_tools(build_settings(reader=reader)), meta) for reader in ("rules", "auto")}
    for group in sorted(every["auto"]):
        counts = [every[reader][group] for reader in ("rules", "auto")]
        shares = " | ".join(f"{one[True]} of {one.total()} ({one[True] / one.total():.2f})" for one in counts)
        sys.stdout.write(f"| {group[0]}: {group[1]} | {shares} |\n")


if __name__ == "__main__":
    main()
