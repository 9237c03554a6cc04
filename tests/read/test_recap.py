"""How far a recap reaches: a list to its end, paragraphs to the second, never past a heading."""

from __future__ import annotations

import pytest

from khaldun.read.rules.recap import Recap
from khaldun.records.annotations import Sentence
from khaldun.records.base import Span
from khaldun.records.reports import Article, Block

HEADINGS = ("highlights",)


def covered(roles: list[str]) -> list[bool]:
    """What a recap covers of blocks of a sentence each; "heading" stands for a heading that announces one."""
    words = ["Highlights" if role == "heading" else "News." if role != "title" else "Details" for role in roles]
    blocks, sentences, at = [], [], 0
    for index, (role, text) in enumerate(zip(roles, words, strict=True)):
        head = role in {"heading", "title"}
        blocks.append(Block(start=at, end=at + len(text), role="heading" if head else role))
        span = Span(start=at, end=at + len(text), quote=text)
        sentences.append(Sentence(span=span, block=index, heading=head))
        at += len(text) + 1
    article = Article(
        report_id="r", name="r", text="\n".join(words), blocks=tuple(blocks), language="en", reader="text/1"
    )
    recap = Recap(article, HEADINGS)
    return [recap.covers(sentence) for sentence in sentences]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (["heading", "item", "item", "paragraph", "item"], [False, True, True, False, False]),
        (["heading", "paragraph", "paragraph", "paragraph"], [False, True, True, False]),
        (["heading", "item", "title", "item"], [False, True, False, False]),
        (["title", "paragraph"], [False, False]),
        (["paragraph", "heading", "item"], [False, False, True]),
    ],
)
def test_a_recap_ends(roles: list[str], expected: list[bool]) -> None:
    assert covered(roles) == expected
