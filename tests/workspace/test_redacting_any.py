"""Redactions of any name in any text: none of it is left, and offsets hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khaldun.records.base import Span
from khaldun.records.codec import encode_line
from khaldun.records.lines import (
    ActorLine,
    ClaimLine,
    ReportLine,
    ReportRef,
)
from khaldun.records.reports import Given
from khaldun.run.keep import Visit
from khaldun.store import claims, decisions, reports
from khaldun.store.reports import add_input
from khaldun.text.occurrences import BLOT, Wording
from khaldun.workspace.deciding import Desk
from khaldun.workspace.keeping import keep_lines
from khaldun.workspace.open import Workspace, make_workspace, opened
from khaldun.workspace.recoding import Recoder

from .redacted import (
    AMAL,
    NOW,
    faults,
    files_with,
    line_of,
    person,
    take_out,
)

NAMES = st.sampled_from(["Amal Hadi", "أمل الهادي", "山田", "Zoë O'Neill", "İbrahim", "Ng Đức"])
GLUE = st.sampled_from(
    [" ", "", "\n", ".", "-", "_", "%20", "x", "é", "\u0301", "\u00ad", "ﬁ", "😀", "و", "and ", "Hadi", "Amal", "山"]
)


def cased(name: str, how: int) -> str:
    return (name, name.upper(), name.lower(), name.replace(" ", "\n"), name.replace(" ", "-"))[how]


@st.composite
def texts(draw: Callable[..., Any]) -> tuple[str, str]:
    """A name, and a text that may hold it in many forms."""
    name = draw(NAMES)
    pieces = [draw(GLUE)]
    for _ in range(draw(st.integers(1, 6))):
        pieces += [draw(st.one_of(GLUE, st.integers(0, 4).map(lambda how: cased(name, how)))), draw(GLUE)]
    return name, "".join(pieces)


@given(texts())
def test_what_is_blotted_holds_the_words_no_more_and_keeps_its_length(told: tuple[str, str]) -> None:
    name, given_text = told
    wording = Wording([name])
    after = wording.blotted(given_text)
    assert len(after) == len(given_text) and not wording.stand_in(after)
    assert all(new in (old, BLOT) for old, new in zip(given_text, after, strict=True))
    assert wording.blotted(after) == after
    if after == given_text:
        assert not wording.stand_in(given_text)


@st.composite
def pages(draw: Callable[..., Any]) -> tuple[str, list[tuple[str, int, int]]]:
    """A name, and pages that hold it, each with words of it that a claim rests on."""
    name, first = draw(texts())
    made = []
    for given_text in (first, *draw(st.lists(texts().map(lambda told: told[1]), max_size=2))):
        page = f"{given_text} {name}. End"
        words = [found.span() for found in re.finditer(r"\S+", page)]
        (start, _), (_, end) = sorted((draw(st.sampled_from(words)), draw(st.sampled_from(words))))
        made.append((page, start, end))
    return name, made


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(pages())
def test_after_a_redaction_no_file_holds_the_name_and_offsets_hold(
    request: pytest.FixtureRequest, told: tuple[str, list[tuple[str, int, int]]]
) -> None:
    name, made = told
    tmp_path_factory, recoder = request.getfixturevalue("tmp_path_factory"), request.getfixturevalue("recoder")
    folder = tmp_path_factory.mktemp("redact")
    make_workspace(folder / "w")
    with opened(folder / "w") as workspace:
        fill(workspace, recoder, name, made)
        take_out(workspace, person(name))
        found = list(everything_said(workspace))
        assert len(found) > 3 and not [one for one in found if Wording([name]).stand_in(one)]
        if not any(name.casefold() in one.casefold() for one in found):  # as part of a longer word it stays
            assert files_with(workspace.folder, name) == []
        assert faults(workspace) == []
        with workspace.store.read() as connection:
            for one in claims.numbers(connection, range(1, 20)):
                text_now = line_of(workspace, one.report).text
                for quoted in (one.line.trigger, *one.line.tellings):
                    assert quoted is not None and text_now[quoted.start : quoted.end] == quoted.quote


def fill(workspace: Workspace, recoder: Recoder, name: str, made: list[tuple[str, int, int]]) -> None:
    for number, (page, start, end) in enumerate(made, start=1):
        workspace.archive.keep(f"{number} {page}".encode(), Visit(address=f"file-{number}", time=NOW))
        line = ReportLine(id=f"{number:064}", name=f"r{number}", text=page, title=name)
        trigger = Span.of(page, start, end)
        claim = ClaimLine(
            id=f"k{number}", report=ReportRef(id=line.id, name=line.name), trigger=trigger, tellings=(trigger,),
            notes=page, sub_event_type="Attack", actor1=ActorLine(name=f"{name}'s men"),
        )  # fmt: skip
        digest = workspace.archive.last(f"file-{number}").sha256 or ""  # type: ignore[union-attr]
        with workspace.store.write() as connection:
            add_input(connection, f"file-{number}", digest, Given(), NOW)
            keep_lines(connection, number, [line, claim], recoder=recoder, time=NOW)
    Desk(workspace.store, recoder, lambda: NOW).comment(AMAL, 1, f"of {name}")


def everything_said(workspace: Workspace) -> Iterator[str]:
    """Every string of reports, claims and decisions."""
    with workspace.store.read() as connection:
        lines = [row["line"] for row in reports.reports(connection)]
        lines += [encode_line(one.line).decode() for one in claims.numbers(connection, range(1, 20))]
        for decision in decisions.read(connection):
            if decision.payload is not None:
                yield decision.payload.reason
                lines += [bytes(decision.payload.before).decode(), bytes(decision.payload.after).decode()]
    for line in lines:
        yield from _strings(json.loads(line))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
