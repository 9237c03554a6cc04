"""`khaldun rules`: what the rules say whose names stand in claims, receipts and tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Literal

import msgspec

from khaldun.cli.out import width, write
from khaldun.errors import UsageError
from khaldun.rules import Rule, Rules, load_rules

_INDENT = "    "
_WIDEST = 100  # columns of a text that one reads at ease


def rules(*names: str, format: Literal["text", "json"] = "text") -> int:
    """What rules say: each name with its text, and the section of the codebook where it rests on one.

    Exit code: 0 told, 2 a name that no rule has.

    Parameters
    ----------
    names
        Names as they stand in a claim ("dates/stated"), or families of them ("dates"). Without any: all rules.
    format
        Text to read, or a JSON array of objects.
    """
    known = load_rules()
    found = [rule for name in names for rule in _called(name, known)] if names else sorted(known, key=_name)
    told = list(dict.fromkeys(found))
    write([_json(told) if format == "json" else "\n".join(_lines(told)).encode() + b"\n"], None)
    return 0


def _called(name: str, known: Rules) -> Iterable[Rule]:
    """The rule of that name, or those of that family.

    Raises:
        UsageError: there is none.
    """
    rule = known.get(name)
    if rule is not None:
        return (rule,)
    family = sorted((rule for rule in known if rule.name.startswith(f"{name.rstrip('/')}/")), key=_name)
    if not family:
        names = [rule.name for rule in known]
        near = get_close_matches(name, [*names, *{one.partition("/")[0] for one in names}], n=3, cutoff=0.6)
        advice = f"Did you mean {' or '.join(near)}?" if near else "khaldun rules lists them all."
        raise UsageError(f"No rule is called {name!r}.", advice=advice)
    return family


def _name(rule: Rule) -> str:
    return rule.name


def _json(told: list[Rule]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _lines(told: list[Rule]) -> Iterator[str]:
    columns = min(width(), _WIDEST)
    for rule in told:
        yield rule.name
        for text in filter(None, (rule.text, "; ".join(filter(None, (rule.source, rule.section))))):
            yield from textwrap.wrap(text, columns, initial_indent=_INDENT, subsequent_indent=_INDENT)
