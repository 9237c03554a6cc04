"""What a name on a page is: a person's, a desk's, an account's, an outlet's; and names made comparable."""

from __future__ import annotations

import re
from collections.abc import Iterable

from khaldun.clean.dates import find_dates
from khaldun.clean.outlets import Outlets

_DESK = re.compile(
    r"(?i)^(?:by )?(?:the )?(?:[\w.’'& -]{1,40}? )?(?:desk|editors?|staff|newsroom|team|bureau|administrator|admin"
    r"|webmaster|redaction|rédaction|directorate|department|monitoring)$"
)
_ACCOUNT = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
_AND_OTHERS = re.compile(r"(?i)\s*(?:,|\band\b|&|\+)\s*(?:other )?(?:news )?(?:agenc(?:ies|y)|wires?|reports|sources)$")
_ON_A_DAY = re.compile(r"(?i)\s+(?:on|in)\s+(?=(?:the )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)).*$")
_TAGLINE = re.compile(r"\s+[|–—·»«-]\s+|:\s+|\s*\|\s*")
_LISTED = re.compile(r"\s*(?:,|;|\band\b|&)\s*")
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "at", "de", "la", "le", "du", "des", "al", "el"})
_CAPITALISED = re.compile(r"[A-Z][\w’'-]*(?:\s+(?:(?:of|the|and|for|in|on|de|la|du|des)\s+){0,2}[A-Z][\w’'-]*){1,6}")


def is_desk(name: str) -> bool:
    """Whether it names a desk or an office, not a person ("Web Desk", "Online Editor")."""
    return bool(_DESK.match(name.strip()))


def is_account(name: str) -> bool:
    """Whether it is the name of an account that put a page up ("padaukeng", "news_admin")."""
    return bool(_ACCOUNT.fullmatch(name.strip()))


def persons_of(name: str, outlets: Outlets) -> str:
    """A list of authors without the outlets in it ("A B, C D, E News Service": "A B, C D"), if persons remain."""
    members = [member for member in _LISTED.split(name) if member]
    kept = [member for member in members if not outlets.is_outlet(member)]
    if not kept or len(kept) == len(members) or any(" " not in member for member in kept):
        return name
    return ", ".join(kept)


def source_name(words: str) -> str:
    """The outlet in the words of a source note: without a day behind it, or the agencies beside it."""
    return _AND_OTHERS.sub("", _ON_A_DAY.sub("", words)).strip(" ,.;:–—-")


def is_source(name: str) -> bool:
    """Whether words behind "Source:" can be an outlet's name: a day cannot, nor can "Ukraine's Air Force"."""
    return (
        bool(name)
        and not re.search(r"[’']s\b", name)
        and not find_dates(name)
        and re.search(r"(?i)^(?:mon|tue|wed|thu|fri|sat|sun)\w*\b", name) is None
    )


def without_tagline(name: str) -> str:
    """The outlet's name without what the page says of itself behind it ("The Ledger | News, mostly right")."""
    head = _TAGLINE.split(name, maxsplit=1)[0].strip()
    return head if len(head) > 2 and len(name.split()) > len(head.split()) + 1 else name


def is_acronym(name: str) -> bool:
    """Whether it is a few capitals."""
    return bool(_ACRONYM.fullmatch(name.strip()))


def initials(name: str) -> str:
    """The first letters of a name's words, small words left out."""
    return "".join(word[0] for word in re.findall(r"[^\W_]+", name) if word.lower() not in _SMALL).upper()


def spelled_out(acronym: str, names: Iterable[str], text: str) -> str | None:
    """The name that an acronym stands for: one of `names`, else the one written beside it in the text."""
    known = next((name for name in names if len(name.split()) > 1 and initials(name) == acronym), None)
    if known is not None:
        return known
    for match in re.finditer(rf"\(\s*{re.escape(acronym)}\s*\)", text):
        before = list(_CAPITALISED.finditer(text, max(match.start() - 80, 0), match.start()))
        for name in (before[-1][0],) if before and match.start() - before[-1].end() <= 2 else ():
            words = name.split()
            for start in range(len(words) - 1):
                if initials(" ".join(words[start:])) == acronym:
                    return " ".join(words[start:])
    return None
