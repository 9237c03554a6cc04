"""Who printed a report and who wrote it first, from the words beside the news."""

from __future__ import annotations

import re

from khaldun.clean.dates import find_dates
from khaldun.clean.found import (
    HINTED,
    META,
    PRINTED,
    SIGN_OFF,
    STATED,
    Candidate,
    DateCandidate,
    Found,
    Label,
    best,
    stated,
    witnessed,
)
from khaldun.clean.lines import LONGEST_LINE, Unit
from khaldun.clean.names import (
    initials,
    is_account,
    is_acronym,
    is_desk,
    is_source,
    persons_of,
    source_name,
    spelled_out,
)
from khaldun.clean.outlets import NAME, Outlets
from khaldun.records.base import Span
from khaldun.records.reports import Stated

_COPYRIGHT = re.compile(
    rf"(?:©|&copy;|\([cC]\)|[Cc]opyright|COPYRIGHT)(?:[\s©*_,–—-]|<[^>]+>|(?:19|20)\d\d)*(?:by )?{NAME}"
)
# Who owns a report and is an agency by its name supplied it, where another prints it; a company owns the site.
_WIRE = re.compile(r"(?i)\b(?:agenc\w+|press|presse|wire|newswire|news (?:service|pool|trust))$")
_COMPANY = re.compile(r"(?i)\b(?:ltd|limited|inc|llc|plc|gmbh|group|publish\w+|holdings?)\b")
_YEAR = re.compile(r"\s*(?:19|20)\d\d.*$|\s+on\s+\d.*$")
_SIGNED = re.compile(r"(?i)\W*(?:done|issued|signed|given|released)\b.{0,60}?\b(?:at|in|on|this)\b")
_LABELLED = re.compile(r"(?i)(?:(?:first |date )?(?:published|posted|issued|released|filed|date|dated))(?: on| at)?")
_STAFF = re.compile(
    r"(?:staff|newsroom|desk|team|reporters?|editors?|editorial(?:board)?|writers?|correspondents?)+(?:\d+minread)?$"
)
_NOBODY = frozenset({"superuser", "admin", "administrator", "webmaster", "editor", "editors", "staff", "author"})
_DESK = 20  # ranks that a desk stands behind any person
_SIGN_OFF_LINES = 6
LONGEST_NOTE = 2000


def read_furniture(text: str, units: list[Unit], reasons: list[str | None], outlets: Outlets, found: Found) -> None:
    """Add what source notes and copyright lines say of the outlets."""
    for unit, reason in zip(units, reasons, strict=True):
        if reason is None:
            continue
        words = text[unit.start : min(unit.end, unit.start + LONGEST_NOTE)]
        if reason == "source":
            _add(text, unit, outlets.original.search(words), STATED, "original-source", found.originals)
        if reason in ("copyright", "source") and ("©" in words or "opyright" in words or "(c)" in words.lower()):
            owner = _COPYRIGHT.search(words)
            _add(text, unit, owner, HINTED, "copyright-line", found.publishers)
            if owner is not None and _WIRE.search(owner["name"]) and not _COMPANY.search(owner["name"]):
                _add(text, unit, owner, HINTED, "copyright-of-agency", found.originals)
        if reason != "source":
            _add(text, unit, outlets.published_by.search(words), HINTED, "published-by", found.publishers)


def _add(text: str, unit: Unit, match: re.Match[str] | None, rank: int, rule: str, into: list[Candidate]) -> None:
    if match is None:
        return
    name = source_name(_YEAR.sub("", match["name"]).rstrip(" .,-’'"))
    if is_source(name) and not name[0].isdigit():
        start = unit.start + match.start("name")
        into.append(Candidate(rank=rank, stated=stated(text, start, start + len(name), rule)))


def read_sign_off(text: str, units: list[Unit], reasons: list[str | None], body: int, found: Found) -> None:
    """Label the closing lines that hold a day ("Done at …, 21 September 2024", "15/6/2016") and add the day."""
    for index in range(max(body, len(units) - _SIGN_OFF_LINES), len(units)):
        unit = units[index]
        if (
            unit.words > 14
            or unit.end - unit.start > LONGEST_LINE
            or reasons[index] not in (None, "date")
            or index in found.labels
        ):
            continue
        dates = find_dates(text[unit.start : unit.end])
        if not dates:
            continue
        words = text[unit.start : unit.end]
        rest = (words[: dates[0].start] + words[dates[0].end :]).strip(" \t\n.,;:()*_-–—/")
        if rest and not _SIGNED.match(words) and not _LABELLED.fullmatch(rest):
            continue
        span = Span.of(text, unit.start + dates[0].start, unit.start + dates[0].end)
        found.dates.append(DateCandidate(rank=SIGN_OFF, rule="sign-off", words=dates[0], evidence=(span,)))
        found.labels[index] = Label(reason="date", role="dateline")


def settle_outlets(
    found: Found, given: Stated | None, outlets: Outlets, *, text: str
) -> tuple[Stated | None, Stated | None]:
    """Publisher and original publisher. One who is both is the publisher alone.

    The outlet named in a source note, or the agency of a dateline, is the original where another prints it, and the
    publisher where no other is named. An organisation in the byline wrote it where another prints it.
    """
    original = _original(found, text)
    publishers = sorted(found.publishers, key=lambda candidate: candidate.rank)
    named = [item.stated for item in publishers]
    others = [item for item in named if original is None or not same_name(item.value, original.value)]
    if original is not None and publishers and publishers[0].rank <= META and same_name(named[0].value, original.value):
        others = named  # the page's own name in its source note
    publisher = given or (witnessed(others[0], others) if others else None)
    if original is None and publisher is not None:
        original = _organisation_byline(found, publisher, outlets)
    if publisher is None:
        return original, None
    if original is not None and (
        same_name(original.value, publisher.value) or original.value == initials(publisher.value)
    ):
        return publisher, None
    return publisher, original


def _original(found: Found, text: str) -> Stated | None:
    """The original publisher as stated, an acronym spelled out; not the page's own address, or an outlet's initials."""
    address = best(found.urls)
    own = _host(address.value) if address is not None else ""
    original = best([item for item in found.originals if not own or _host(item.stated.value) != own])
    if original is None or not is_acronym(original.value):
        return original
    stated_names = [item.stated.value for item in (*found.originals, *found.publishers, *found.bylines)]
    members = [member.strip() for name in stated_names for member in name.split(",")]
    name = spelled_out(original.value, members, text)
    if name is None:
        return original
    return Stated(value=name, evidence=original.evidence, rules=(*original.rules, "clean/acronym"))


def _host(words: str) -> str:
    """The host of an address or a bare domain, without "www."; "" where it is neither."""
    match = re.fullmatch(r"(?i)(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:[/:].*)?", words.strip())
    return match[1].lower() if match else ""


def _organisation_byline(found: Found, publisher: Stated, outlets: Outlets) -> Stated | None:
    printed = {item.stated.value.lower() for item in found.publishers if item.rank >= PRINTED}
    persons = {item.stated.value.lower() for item in found.bylines if "clean/json-ld-person" in item.stated.rules}
    for candidate in found.bylines:
        name = candidate.stated.value
        if is_desk(name) or name.lower() in persons or "," in name:
            continue
        if candidate.rank > META and not candidate.stated.evidence:
            continue
        if outlets.nameless.match(name) or outlets.nameless.match(f"By {name}"):
            continue
        organisation = outlets.is_outlet(name) or name.lower() in printed
        if organisation and not _part_of(name, publisher.value):
            return Stated(value=name, evidence=candidate.stated.evidence, rules=("clean/byline-organisation",))
    return None


def person_byline(found: Found, publisher: Stated | None, original: Stated | None, outlets: Outlets) -> Stated | None:
    """The byline: the best that names persons, not the outlet, its staff, or the account that put the page up.

    The original publisher is one only where the report prints it as such ("By South Front").
    """
    persons = []
    for candidate in found.bylines:
        name = _STAFF.sub("", _folded(candidate.stated.value))
        printed = not candidate.stated.rules[0].startswith(("clean/json-ld", "clean/meta", "clean/byline-element"))
        outlets_ = [publisher] if printed else [publisher, original]
        owned = any(outlet and _owned(name, outlet.value, printed=printed) for outlet in outlets_)
        if name in _NOBODY or owned or is_account(candidate.stated.value):
            continue
        desk = is_desk(candidate.stated.value)
        if (desk or outlets.nameless.match(f"By {candidate.stated.value}")) and not printed:
            continue
        value = persons_of(candidate.stated.value, outlets)
        kept = candidate.stated if value == candidate.stated.value else _renamed(candidate.stated, value)
        persons.append(Candidate(rank=candidate.rank + _DESK * desk, stated=kept))
    chosen = best(persons)
    if chosen is None:
        return None
    more = re.compile(re.escape(chosen.value) + r"(?:,| and) [A-Z]")  # a head that names the first of several
    return next((one.stated for one in persons if more.match(one.stated.value)), chosen)


def _renamed(stated_: Stated, value: str) -> Stated:
    return Stated(value=value, evidence=stated_.evidence, rules=(*stated_.rules, "clean/persons"))


def _owned(name: str, outlet: str, *, printed: bool) -> bool:
    """Whether a byline is the outlet's own name, its beginning, or, in what the page's head states, more than it."""
    owner = _folded(outlet)
    return _part_of(name, outlet) or (not printed and len(owner) > 3 and name.startswith(owner))


def _part_of(name: str, outlet: str) -> bool:
    """Whether a name is an outlet's, or the beginning of it."""
    return bool(_folded(name)) and _folded(outlet).startswith(_folded(name))


def same_name(one: str, other: str) -> bool:
    """Whether two names of outlets are one: equal but for case, an article, a domain's ending."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    words = re.sub(r"^(?:the|www\.)\s*|\.(?:com|org|net|info|co\.\w\w)$", "", name.strip().lower())
    return re.sub(r"[\W_]+", "", words)
