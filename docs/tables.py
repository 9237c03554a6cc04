"""MkDocs hook: tables that are made from the code and the data they document, so that they cannot go stale."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from khaldun.datafile import DATA
from khaldun.publish.flat import COLUMNS
from khaldun.rules import load_rules


@cache
def _read(path: Path) -> Any:
    """A file of the data, read once by the parser in C where there is one: many pages ask for the same few."""
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def csv_columns() -> str:
    """The columns of the flat CSV."""
    rows = [f"| `{column.name}` | {column.meaning} |" for column in COLUMNS]
    return "\n".join(["| column | meaning |", "|---|---|", *rows])


def acled_rules() -> str:
    """The named rules of ACLED's codebook with their sections."""
    file = _read(DATA / "codebooks" / "acled.yaml")
    rows = [f"| `{rule['name']}` | {_cell(rule['text'])} | {_cell(rule['section'])} |" for rule in file["rules"]]
    return "\n".join(["| rule | what it does | section of the codebook |", "|---|---|---|", *rows])


def place_precision() -> str:
    """Kinds of places with their precision under ACLED and UCDP."""
    kinds = _read(DATA / "place_precision.yaml")["kinds"]
    rows = [f"| {_cell(kind['text'])} | {kind['acled']} | {kind['ucdp']} |" for kind in kinds.values()]
    return "\n".join(["| what the words name | geo precision | where_prec |", "|---|---|---|", *rows])


def event_types() -> str:
    """Event types and sub-event types, highest rank first."""
    file = _read(DATA / "codebooks" / "acled.yaml")
    rows = [
        f"| {kind['name']} | {sub['name']} | {sub['disorder_type']} |"
        for kind in file["event_types"]
        for sub in kind["sub_event_types"]
    ]
    return "\n".join(["| event type | sub-event type | disorder type |", "|---|---|---|", *rows])


def table_columns(name: str) -> str:
    """The columns of a table of another codebook."""
    file = _read(DATA / "codebooks" / name)
    rows = [
        " | ".join(
            (
                f"| `{each['name']}`",
                _cell(each["meaning"]),
                each.get("kind", "string"),
                f"{', '.join(each.get('codes', []))} |",
            )
        )
        for each in file["columns"]
    ]
    return "\n".join(["| column | meaning | kind | codes |", "|---|---|---|---|", *rows])


def table_rules(name: str) -> str:
    """The rules of a table of another codebook."""
    file = _read(DATA / "codebooks" / name)
    rows = [f"| `{rule['name']}` | {_cell(rule['text'])} | {_cell(rule['section'])} |" for rule in file["rules"]]
    return "\n".join(["| rule | what it says | section of the codebook |", "|---|---|---|", *rows])


def plover_modes() -> str:
    """PLOVER's categories with their classes and modes."""
    file = _read(DATA / "codebooks" / "plover.yaml")
    rows = [
        f"| {number} | {event} | {', '.join(modes)} |"
        for number, each in enumerate(file["classes"], 1)
        for event, modes in each.items()
    ]
    return "\n".join(["| class | category | modes |", "|---|---|---|", *rows])


def rules_of(*families: str) -> str:
    """The rules of some families, each with its text."""
    found = sorted(
        (rule for rule in load_rules() if rule.name.partition("/")[0] in families), key=lambda rule: rule.name
    )
    rows = [f"| `{rule.name}` | {_cell(rule.text)} | {_cell(rule.section)} |" for rule in found]
    if not any(rule.section for rule in found):
        return "\n".join(["| rule | what it does |", "|---|---|", *(row.removesuffix("  |") for row in rows)])
    return "\n".join(["| rule | what it does | section |", "|---|---|---|", *rows])


def rule_patterns() -> str:
    """The names that the code makes of what it met."""
    rows = [
        f"| `{name.format(name='NAME')}` | {_cell(text.format(name='NAME'))} |"
        for name, text in load_rules().patterns.items()
    ]
    return "\n".join(["| rule | what it does |", "|---|---|", *rows])


TABLES: dict[str, Callable[[], str]] = {
    "acled-table-columns": lambda: table_columns("acled_table.yaml"),
    "acled-table-rules": lambda: table_rules("acled_table.yaml"),
    "ged-columns": lambda: table_columns("ged.yaml"),
    "ged-rules": lambda: table_rules("ged.yaml"),
    "plover-columns": lambda: table_columns("plover.yaml"),
    "plover-rules": lambda: table_rules("plover.yaml"),
    "plover-modes": plover_modes,
    "claims-rules": lambda: table_rules("flat.yaml"),
    "csv-columns": csv_columns,
    "acled-rules": acled_rules,
    "event-types": event_types,
    "place-precision": place_precision,
}


def on_page_markdown(markdown: str, **context: Any) -> str:
    """Puts each table where a page names it: `<!-- table: NAME -->`."""
    for name, table in TABLES.items():
        markdown = markdown.replace(f"<!-- table: {name} -->", table())
    markdown = markdown.replace("<!-- rule-patterns -->", rule_patterns())
    return re.sub(r"<!-- rules: ([a-z ]+) -->", lambda met: rules_of(*met[1].split()), markdown)


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")
