"""Plain text, Markdown and table rows: the text stays as it came; blocks and metadata are read from it."""

from __future__ import annotations

from khaldun.clean.datelines import read_dateline
from khaldun.clean.found import Found
from khaldun.clean.furniture import Rule, load_furniture, mark_furniture
from khaldun.clean.header import read_head
from khaldun.clean.lines import Unit, split_units
from khaldun.clean.outlets import load_outlets
from khaldun.clean.provenance import read_furniture, read_sign_off
from khaldun.clean.tags import continue_tag_lines, read_tags
from khaldun.records.reports import Block

DATELINE_PARAGRAPHS = 3
_ROLES = {"heading": "heading", "item": "item"}


def read_plain(text: str, found: Found) -> tuple[Block, ...]:
    """The blocks of a text, and what it says of itself added to `found`."""
    units = split_units(text)
    marks = mark_furniture(units, load_furniture())
    return label_blocks(text, units, marks, found)


def label_blocks(text: str, units: list[Unit], marks: list[Rule | None], found: Found) -> tuple[Block, ...]:
    """Read head, datelines, furniture and closing lines of the units; each becomes a block."""
    outlets = load_outlets()
    continue_tag_lines(units, marks)
    body = read_head(text, units, marks, outlets, found)
    read_sign_off(text, units, marks, body, found)
    found.tags += read_tags(text, units, marks)
    read_furniture(text, units, marks, outlets, found)
    seen = 0
    for index in range(len(units)):
        if seen >= DATELINE_PARAGRAPHS or marks[index] is not None or index in found.labels:
            continue
        seen += 1
        if read_dateline(text, units[index].start, units[index].end, outlets, found):
            break
    return tuple(_block(unit, marks[index], found, index) for index, unit in enumerate(units))


def _block(unit: Unit, rule: Rule | None, found: Found, index: int) -> Block:
    label = found.labels.get(index)
    if label is not None:
        return Block(start=unit.start, end=unit.end, reason=label.reason, role=label.role)
    if rule is not None:
        return Block(start=unit.start, end=unit.end, reason=rule.reason, role="other")
    return Block(start=unit.start, end=unit.end, role=_ROLES.get(unit.kind, "paragraph"))
