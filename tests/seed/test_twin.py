"""A twin of the real report: other names, days, numbers and sides in the same sentences must score the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from seed_rules import Code, expected_rows, is_event

from khaldun.records.lines import ClaimLine

pytestmark = [pytest.mark.shared, pytest.mark.slow]

EXPECTED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "seed" / "expected.jsonl"
# Longest first. Places are real villages of other parts of Syria; the sides are swapped for others of the registry.
SWAPS = {
    "Hayat Tahrir al-Sham": "Jaysh al-Islam",
    "HTS": "Jaysh al-Islam",
    "Global Research": "Levant Review",
    "South Front": "Eastern Lens",
    "Luwaybidah": "Nasib",
    "Khaznah hill": "Harah hill",
    "Misherfah": "Tafas",
    "Shnan": "Jasim",
    "al-Najeya": "al-Sanamayn",
    "Furaykah": "Inkhil",
    "al-Mshairfeh": "Nimr",
    "Kafr Nabl": "Kafr Shams",
    "Rakaya Sijneh": "Aqraba",
    "Fatterah": "Zimrin",
    "Sutuh al-Din": "Simlin",
    "Tramla": "Qita",
    "Kafar Sijnah": "Kafr Nasij",
    "Ma'aret Hurmah": "Deir al-Adas",
    "Jbala": "Tasil",
    "Hizareen": "Ghabaghib",
    "Karsaa": "Mahajjah",
    "al-Qasimiyah": "al-Busayrah",
    "al-Rihaniyah": "al-Shuhayl",
    "al-Hasakah": "Deir ez-Zor",
    "Idlib": "Daraa",
    "November 14": "June 21",
    "November 13": "June 20",
    "November 16, 2019": "June 23, 2018",
    "over 50": "over 80",
    "At least 6": "At least 11",
}
DAYS = {"2019-11-14": "2018-06-21", "2019-11-13": "2018-06-20", "2019-11-16": "2018-06-23"}


def test_twin_scores_the_same(code_text: Code, seed_text: str) -> None:
    pattern = re.compile("|".join(re.escape(word) for word in sorted(SWAPS, key=len, reverse=True)))
    text = pattern.sub(lambda match: SWAPS[match.group()], seed_text)
    claims = [line for line in code_text("twin", text) if isinstance(line, ClaimLine) and is_event(line)]
    missing = []
    for row in expected_rows(EXPECTED, "required"):
        place = SWAPS.get(row["place"], row["place"]).casefold()
        found = [
            claim
            for claim in claims
            if claim.sub_event_type == row["sub_event_type"]
            and place in (claim.place.quote or "").casefold()  # type: ignore[union-attr]
            and claim.date is not None
            and claim.date.start == DAYS[row["date_start"]]
            and claim.status == row["status"]
        ]
        if len(found) != 1:
            missing.append((row["sub_event_type"], place, len(found)))
    assert missing == []
    optional = len(expected_rows(EXPECTED, "optional"))
    assert len(claims) <= len(expected_rows(EXPECTED, "required")) + optional
