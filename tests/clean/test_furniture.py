"""The furniture rules: each kind is told, and news that sounds alike stays."""

from __future__ import annotations

import re
import time

import pytest

from khaldun.clean.furniture import load_furniture, mark_furniture, match_rule
from khaldun.clean.lines import make_unit, split_units

from .test_layouts import cleaned

FURNITURE = [
    ("***", "separator"),
    ("Share this:", "share"),
    ("Print | Email | Tweet | Share on VK", "share"),
    ("Facebook 312 Twitter 95 VKontakte 1.2K", "share"),
    ("Follow us on Telegram", "share"),
    ("Please share this article widely and forward it to your friends.", "share"),
    ("Donate now", "donation"),
    ("Help us keep independent journalism alive: a donation of €5 a month pays the server.", "donation"),
    ("We depend on readers like you. Please consider supporting our work.", "donation"),
    ("BTC: 1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "donation"),
    ("Become a member", "membership"),
    ("© 2020 The Delta Courier", "copyright"),
    ("All rights reserved.", "copyright"),
    ("Reproduction of this material is prohibited without permission.", "copyright"),
    ("Text under CC BY-NC 4.0.", "copyright"),
    ("Disclaimer: see our terms.", "disclaimer"),
    ("The views expressed in this article are the author's own and do not necessarily reflect ours.", "disclaimer"),
    ("(unofficial English translation)", "disclaimer"),
    ("Watch the video here", "video"),
    ("▶ VIDEO: Grandmother speaks (watch to the end!)", "video"),
    ("Photo: A. Sow / Delta Press", "caption"),
    ("Related articles", "related"),
    ("Read more: Why the truce failed", "related"),
    ("You might also like", "related"),
    ("Articles by: Ana Reyes", "related"),
    ("Sign up for our newsletter", "newsletter"),
    ("The lakes in your inbox: sign up for our Friday briefing.", "newsletter"),
    ("Leave a comment", "comments"),
    ("48 comments", "comments"),
    ("We use cookies to understand how visitors use our site.", "cookie"),
    ("This story is for subscribers. Log in to continue.", "paywall"),
    ("Advertisement", "advertisement"),
    ("Home › News › Yemen", "navigation"),
    ("For media inquiries: desk@delta.example", "contact"),
    ("(Reporting by A. Diallo; Editing by B. Stone)", "byline"),
    ("This article was originally published by The Delta Courier.", "source"),
    ("Source: Delta Courier", "source"),
    ("Tags: Yemen, Taiz", "tags"),
    ("18:47", "date"),
]

NEWS = [
    "The group asked its supporters to donate through PayPal and Patreon, the ministry said.",
    "Rebels shared a video of the captured tank on Telegram and Facebook.",
    "The army warned residents not to share images of the strike.",
    "A video posted on Twitter appeared to show soldiers beating prisoners.",
    "The contact line near Avdiivka came under fire.",
    "Police fired on protesters who had gathered outside the copyright office.",
    "The commander said that his men would follow orders.",
    "Subscribers of the network lost service after the mast was blown up.",
    "The minister commented on the attack on Friday.",
    "Members of the militia seized the village.",
    "The Red Cross appealed for help and said its supporters had given $5 for every family.",
    "Photos obtained by a monitor show the remains of a rocket.",
    "The source of the fire was a mortar shell.",
    "Related clashes killed two.",
    "Nine people were killed at 18:47.",
    "Our forces bear no responsibility for the attack on the article's author.",
    "\u201cWatch the road,\u201d he said.",
    "46 civilians killed in North Darfur in three days",
]


@pytest.mark.parametrize(("words", "reason"), FURNITURE)
def test_furniture_is_told(words: str, reason: str) -> None:
    rule = match_rule(make_unit(words, 0, len(words)), load_furniture(), zone="body")
    assert rule is not None
    assert rule.reason == reason


@pytest.mark.parametrize("words", NEWS)
def test_news_that_sounds_alike_stays(words: str) -> None:
    for zone in ("head", "body", "tail"):
        assert match_rule(make_unit(words, 0, len(words)), load_furniture(), zone=zone) is None


def test_every_rule_has_its_own_name() -> None:
    names = [rule.name for rule in load_furniture().rules]
    assert len(set(names)) == len(names)


LONG = "On Monday the army shelled the town of Ras al-Tin and killed three people, residents told a reporter there."


def marks(text: str) -> list[str | None]:
    return [rule and rule.reason for rule in mark_furniture(split_units(text), load_furniture())]


def test_short_lines_after_a_closing_rule_belong_to_it() -> None:
    assert marks(f"{LONG}\n\nRelated articles\n\n- Who profits\n\n- The last bus")[1:] == ["related"] * 3


def test_news_after_a_closing_rule_is_read() -> None:
    assert marks(f"{LONG}\n\nRelated articles\n\nWho profits\n\n{LONG}") == [None, "related", None, None]


def test_a_fenced_plea_takes_the_lines_beside_it() -> None:
    text = f"{LONG}\n\n***\nOur winter appeal\nReaders, chip in the price of a coffee to keep us alive.\n***\n\n{LONG}"
    assert marks(text) == [None, "separator", "donation", "donation", "separator", None]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        pytest.param("one\n\ntwo", ["one", "two"], id="blank-lines"),
        pytest.param(f"{LONG} {LONG}\nshort\n{LONG} {LONG}", ["On", "short", "On"], id="long-lines-end-paragraphs"),
        pytest.param(
            "Gunmen killed eleven people in a market near the town on\nTuesday, two officials said, and the army sent\n"
            "troops.\n\nThe army did not say how many had been sent to the\nmarket.",
            ["Gunmen", "The army"],
            id="wrapped-lines-are-joined",
        ),
        pytest.param(
            "Government warplanes struck the town\nof Saraqib in Idlib province on\nWednesday, killing at least six\n"
            "civilians, a local monitor said.",
            ["Government"],
            id="a-narrow-column-is-joined",
        ),
        pytest.param(
            "Shells fell on three villages of the\nKafr Awid\nKafr Sajnah\nHazzarin",
            ["Shells", "Kafr", "Kafr", "Hazzarin"],
            id="short-names-in-a-column-are-a-list",
        ),
        pytest.param(
            "Six killed in Saraqib market strike as\njets return\n\n"
            "Gunmen killed eleven people in a market near a town on\nTuesday, two officials said.",
            ["Six", "Gunmen"],
            id="a-headline-that-goes-on",
        ),
        pytest.param("- one\n- two\n• three", ["- one", "- two", "• three"], id="items"),
    ],
)
def test_units(text: str, starts: list[str]) -> None:
    units = split_units(text)
    assert [re.sub(r"\s.*", "", text[u.start : u.end]) for u in units] == [s.split()[0] for s in starts]


@pytest.mark.parametrize("filler", [" ", "#", "*", "A | ", "x@", "- ", "<", "1/", "By "])
def test_no_line_makes_a_pattern_run_away(filler: str) -> None:
    text = f"# a{filler * 200_000}b\n\n{filler * 200_000}c\n\nBy {filler * 100_000}d"
    started = time.perf_counter()
    cleaned(text)
    assert time.perf_counter() - started < 5
