"""A codebook made ready: its types with what they are kinds of, its lists, scales and rules."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec

from khaldun.code.schema import CastActor
from khaldun.codebook.asked import Sought
from khaldun.codebook.conditions import Condition
from khaldun.codebook.language import CodeList, ColumnSpec, Head, Rule, Scale, Type
from khaldun.publish.export.book import Book, RuleText
from khaldun.publish.export.tables import Column

TYPES = "types"
# Why a claim has no row of its own, where the codebook names no rule of its own for it.
REASONS = {
    "asserted": "What is told as having happened is not what this codebook takes.",
    "reported": "What is told as said by others is not what this codebook takes.",
    "possible": "It is told as possible.",
    "planned": "It is told as planned.",
    "denied": "It is told as not having happened.",
    "habitual": "It is told as a habit, of no one day.",
    "background": "It is told as history beside the report's own events.",
    "no_type": "No rule gives it a type of this codebook.",
    "no_date": "No day is told, and every row needs one.",
    "no_place": "No place is told, and every row needs one.",
    "no_coordinates": "Its place has no coordinates, and every row needs them.",
    "too_long": "It is told of more days than this codebook gives a row each.",
    "same_row": "Merged. Another claim of the report has the same row.",
}


class ReadyRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with its condition; null where it always holds."""

    rule: Rule
    when: Condition | None


class Ready(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A codebook as its table uses it. `types`: of each type, itself and those that it is a kind of, the nearest first.
    `digest` is that of the file's bytes."""

    head: Head
    kinds: Mapping[str, Type]
    types: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, CodeList]
    scales: Mapping[str, Scale]
    cast: Mapping[str, CastActor]
    columns: tuple[ColumnSpec, ...]
    rules: tuple[ReadyRule, ...]
    sought: tuple[Sought, ...]
    digest: str
    texts: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        """The versioned name that stands in provenance: name, version and the file's digest."""
        return f"{self.head.name}/{self.head.version}@{self.digest[:12]}"

    @cached_property
    def asks_plover(self) -> bool:
        """Whether a rule asks for what a claim is under PLOVER."""
        return any(each.when is not None and each.when.asks_plover for each in self.rules)

    @cached_property
    def book(self) -> Book:
        """What sidecars and reasons need of it."""
        head = self.head
        own = [RuleText(name=each.rule.name, text=each.rule.text, section=each.rule.section) for each in self.rules]
        named = {rule.name for rule in own}
        made = [
            RuleText(name=name, text=text, section="")
            for reason, text in REASONS.items()
            if (name := self.reason(reason)) not in named
        ]
        made += [
            RuleText(name=f"{head.name}/column-{column.name}{more}", text=text, section="")
            for column in self.columns
            for more, text in (("", column.meaning), ("-told-once", "A figure that another row tells of counts there."))
        ]
        return Book(
            name=head.name, version=f"{head.version}@{self.digest[:12]}", source=head.source, rules=(*own, *made)
        )

    def reason(self, why: str) -> str:
        """The name of the rule by which a claim is left out for a reason of `REASONS`."""
        return self.head.left_out.get(why, f"{self.head.name}/{why.replace('_', '-')}")

    def codes(self, column: ColumnSpec) -> tuple[str, ...]:
        """The codes that a column may hold, in their order; none where it may hold anything."""
        if isinstance(column.codes, str):
            return tuple(self.types) if column.codes == TYPES else tuple(self.lists[column.codes].codes)
        if column.scale is not None:
            scale = self.scales[column.scale]
            return tuple(
                str(code) for code in (*(step.code for step in scale.steps), scale.unknown) if code is not None
            )
        return tuple(str(code) for code in column.codes)

    def published(self) -> tuple[Column, ...]:
        """The columns as a table has them. Several codes in a cell are checked here and told in the meaning."""
        return tuple(self._column(column) for column in self.columns)

    def _column(self, column: ColumnSpec) -> Column:
        codes = self.codes(column)
        meaning = column.meaning
        if column.many:
            meaning += f"; several joined by ; (of {', '.join(codes)})" if codes else "; several joined by ;"
        return Column(
            name=column.name,
            meaning=meaning,
            kind=column.kind,
            codes=() if column.many else codes,
            required=column.required,
            unique=column.unique,
            tag=column.tag,
        )


def digest_of(data: bytes) -> str:
    """What tells one file from another."""
    return hashlib.sha256(data).hexdigest()


def plain(value: Any) -> str:
    """A code as it stands in a cell of text."""
    return str(value).lower() if isinstance(value, bool) else str(value)
