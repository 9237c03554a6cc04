"""Which claims a profile publishes, and by which of its rules it leaves out the others."""

from __future__ import annotations

import datetime as dt

import msgspec

from khaldun.publish.export.items import Item, Told
from khaldun.publish.export.profile import Choose, Profile
from khaldun.publish.export.sensitive import Sensitive
from khaldun.records.lines import ClaimLine, ReportLine
from khaldun.records.loose import country_of

_DAY = dt.timedelta(days=1)
_REVIEWED = frozenset({"accepted", "approved"})
NOT_ASKED = "queue/filter"


class Omitted(msgspec.Struct, frozen=True):
    """The claim at a place of its report that is not published, and the rule by which it is not."""

    at: int
    rule: str


def choose(told: Told, profile: Profile, lists: Sensitive, *, day: dt.date) -> tuple[Omitted, ...]:
    """The claims of a report that are not published on `day`. What is merged into a claim that is left out goes with
    it: its row would tell of it."""
    rules = {at: rule for at, item in enumerate(told.items) if (rule := _rule(item, told.report, profile, lists, day))}
    gone = {told.items[at].claim.id for at in rules}
    while more := [
        at
        for at, item in enumerate(told.items)
        if at not in rules and item.claim.coding is not None and item.claim.coding.merged_into in gone
    ]:
        rules |= dict.fromkeys(more, "profile/merged")
        gone |= {told.items[at].claim.id for at in more}
    return tuple(Omitted(at, rule) for at, rule in sorted(rules.items()))


def _rule(item: Item, report: ReportLine | None, profile: Profile, lists: Sensitive, day: dt.date) -> str | None:
    claim, hold = item.claim, profile.hold
    if not item.asked:
        return NOT_ASKED
    if lists.movement(claim) and _held(claim, report, hold.movements, day):
        return "profile/movements"
    if lists.platform(claim) and _held(claim, report, hold.platforms, day):
        return "profile/platforms"
    if item.standing not in profile.choose.review:
        return "profile/review"
    return _chosen(item, profile.choose)


def _held(claim: ClaimLine, report: ReportLine | None, days: int, today: dt.date) -> bool:
    """Whether an event is held back today: `days` after its last day; what goes on, and what has no day, counts from
    the report's; what has neither is held back as long as anything is."""
    if days == 0:
        return False
    ends = [claim.date.end] if claim.date is not None else []
    if (claim.date is None or claim.ongoing) and report is not None and report.published:
        ends.append(report.published)
    known = [day for end in ends if (day := _day(end)) is not None]
    return not known or today <= max(known) + days * _DAY


def _chosen(item: Item, choose: Choose) -> str | None:
    claim = item.claim
    sure = claim.confidence.claim
    if choose.confidence > 0 and (sure < choose.confidence if sure is not None else item.standing not in _REVIEWED):
        return "profile/confidence"
    if choose.countries and country_of(claim) not in choose.countries:
        return "profile/country"
    if not _within(claim, choose):
        return "profile/days"
    if not _toll(claim, choose):
        return "profile/toll"
    return None if _placed(claim, choose) else "profile/place"


def _within(claim: ClaimLine, choose: Choose) -> bool:
    if choose.since is None and choose.until is None:
        return True
    start, end = (_day(claim.date.start), _day(claim.date.end)) if claim.date is not None else (None, None)
    if start is None or end is None:
        return False
    return (choose.since is None or start >= choose.since) and (choose.until is None or end <= choose.until)


def _toll(claim: ClaimLine, choose: Choose) -> bool:
    counts = [count for count in (claim.fatalities, *claim.deaths) if count is not None]
    figures = [figure for count in counts for figure in (count.low, count.best, count.high) if figure is not None]
    if choose.toll == "deaths":
        return any(figure > 0 for figure in figures)
    return choose.toll == "any" or bool(figures)


def _placed(claim: ClaimLine, choose: Choose) -> bool:
    place = claim.place
    if choose.place == "any":
        return True
    if place is None or place.unresolved or place.latitude is None:
        return False
    return choose.place == "resolved" or place.precision == 1


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
