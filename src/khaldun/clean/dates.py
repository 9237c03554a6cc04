"""Publication days in words: "November 16, 2019", "16.11.2019", "Sat, 16 Nov 2019 10:15:00 +0300", ISO 8601."""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo

import msgspec
from anyascii import anyascii

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_FRENCH = {"fevr": 2, "avr": 4, "avri": 4, "mai": 5, "juin": 6, "juil": 7, "aout": 8}
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|janv(?:ier)?|f[ée]vr(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[ûu]t|septembre|octobre|novembre"
    r"|d[ée]c(?:embre)?)\b\.?"
)  # English, and French: the frame of a page may speak the language of the country
_ZONES = {
    "z": 0, "gmt": 0, "utc": 0, "wet": 0, "bst": 60, "wat": 60, "cet": 60, "cest": 120, "cat": 120, "eet": 120,
    "sast": 120, "eest": 180, "eat": 180, "msk": 180, "trt": 180, "est": -300, "edt": -240, "cst": -360,
    "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
_DATE = re.compile(
    rf"""(?ix)(?<![\w/.-])(?:
      (?P<iso>(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d))
    | {_MONTH.format("m1")}\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>(?:19|20)\d\d)
    | (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH.format("m2")},?[\s-]+(?P<y2>(?:19|20)\d\d)
    | (?P<y3>(?:19|20)\d\d)(?P<s3>[/.])(?P<m3>\d{{1,2}})(?P=s3)(?P<d3>\d{{1,2}})
    | (?P<n1>\d{{1,2}})(?P<s4>[/.-])(?P<n2>\d{{1,2}})(?P=s4)(?P<y4>(?:19|20)\d\d)
    )(?![\w/]|[.-]\d)(?!(?<=[-\d])T\d)"""
)
_ISO_TIMED = re.compile(r"(?<![\w-])(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?=T\d\d)")
_TIME = re.compile(
    r"""(?ix)(?:T|,?\s*(?:at|[|•·–—-])?\s*)(?P<h>\d{1,2})(?:[:.h](?P<mi>\d\d))(?::(?P<s>\d\d)(?:[.,]\d+)?)?
    \s*(?P<half>[ap]\.?m\.?(?!\w))?\s*(?:hrs?\.?|hours)?(?:,\supdated(?:\sat)?\s\d{1,2}[:.]\d\d)?,?\s*\(?
    (?P<zone>z(?!\w)|[+-]\d\d:?\d\d|(?:gmt|utc)\s*[+-]\s*\d{1,2}(?::?\d\d)?|(?-i:[A-Z]{2,4})(?!\w)
    |(?-i:[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)(?:\slocal)?\stime\b)?\)?"""
)
_WEEKDAY = re.compile(
    r"(?i)\b(?:(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?|(lun|mar|mer|jeu|ven|sam|dim)(?:(?:cre)?di|anche)?)"
    r"\.?,?\s+$"
)
_DAYS = {name: day for names in ("mon tue wed thu fri sat sun", "lun mar mer jeu ven sam dim")
         for day, name in enumerate(names.split())}  # fmt: skip


class DateWords(msgspec.Struct, frozen=True, kw_only=True):
    """A day found at `start` to `end` of a text.

    `value` is an ISO date, or a date-time with its offset where a zone stands with it. Where day and month can be
    read in two orders `value` is the first reading (day first) and `other` the second.
    """

    start: int
    end: int
    value: str
    other: str | None = None

    @property
    def day(self) -> str:
        """The ISO date alone."""
        return self.value[:10]


def find_dates(text: str) -> list[DateWords]:
    """The full dates (with a year) in a text, in order; days that no calendar has are passed over."""
    found = [*map(_read, _DATE.finditer(text)), *map(_read_iso, _ISO_TIMED.finditer(text))]
    return sorted((words for words in found if words is not None), key=lambda words: words.start)


def parse_date(text: str) -> DateWords | None:
    """The one date that the whole text is (a weekday, a time and a zone may stand with it), None where it is not."""
    stripped = text.strip()
    dates = find_dates(stripped)
    if not dates:
        return None
    first = dates[0]
    before = stripped[: first.start]
    if (before and not _WEEKDAY.fullmatch(before)) or len(stripped) - first.end > 12:
        return None
    return first


def _read(match: re.Match[str]) -> DateWords | None:
    group = match.groupdict()
    if group["iso"]:
        year, month, day = int(group["iy"]), int(group["im"]), int(group["id"])
    elif group["m1"]:
        year, month, day = int(group["y1"]), _month(group["m1"]), int(group["d1"])
    elif group["m2"]:
        year, month, day = int(group["y2"]), _month(group["m2"]), int(group["d2"])
    elif group["y3"]:
        year, month, day = int(group["y3"]), int(group["m3"]), int(group["d3"])
    else:
        return _numeric(match)
    value = _iso(year, month, day)
    return None if value is None else _timed(match, value, None)


def _read_iso(match: re.Match[str]) -> DateWords | None:
    value = _iso(int(match["iy"]), int(match["im"]), int(match["id"]))
    return None if value is None else _timed(match, value, None)


def _numeric(match: re.Match[str]) -> DateWords | None:
    first, second, year = int(match["n1"]), int(match["n2"]), int(match["y4"])
    readings = dict.fromkeys(
        value for value in (_iso(year, second, first), _iso(year, first, second)) if value is not None
    )
    values = list(readings)
    if "." in match.group() and _iso(year, second, first):
        values = values[:1]  # "12.3.2022": with full stops the day comes first
    if not values:
        return None
    return _timed(match, values[0], values[1] if len(values) > 1 else None)


def _timed(match: re.Match[str], value: str, other: str | None) -> DateWords:
    """The date with the time after it, where that has a zone."""
    text, start, end = match.string, match.start(), match.end()
    weekday = _WEEKDAY.search(text[max(0, start - 12) : start])
    if weekday is not None:
        start -= len(weekday[0])
        value, other = _by_weekday(_DAYS[(weekday[1] or weekday[2]).lower()], value, other)
    time = _TIME.match(text, end)
    if time is None:
        return DateWords(start=start, end=end, value=value, other=other)
    clock = _clock(time, value)
    if clock is None or other is not None:
        return DateWords(start=start, end=end, value=value, other=other)
    moment = f"{value}T{clock}"
    return DateWords(start=start, end=end + len(time[0].rstrip(" ()")), value=moment)


def _by_weekday(weekday: int, value: str, other: str | None) -> tuple[str, str | None]:
    """Of two readings of a day the one that falls on the weekday before it."""
    fits = [day for day in (value, other) if day is not None and dt.date.fromisoformat(day).weekday() == weekday]
    return (fits[0], None) if other is not None and len(fits) == 1 else (value, other)


def _clock(time: re.Match[str], day: str) -> str | None:
    """The time with its offset, None without a zone. The offset of a city is the one it had on the day."""
    hour, minute, second = int(time["h"]), int(time["mi"]), int(time["s"] or 0)
    half = (time["half"] or "").lower().replace(".", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    city = re.fullmatch(r"(?i)(.+?)(?: local)? time", " ".join((time["zone"] or "").split()))
    if city is not None:
        name = _cities().get(city[1].lower())
        moment = dt.datetime.fromisoformat(day).replace(hour=hour, minute=minute, second=second)
        return None if name is None else moment.replace(tzinfo=zoneinfo.ZoneInfo(name)).isoformat()[11:]
    offset = _offset(time["zone"])
    if offset is None:
        return None
    zone = dt.timezone(dt.timedelta(minutes=offset))
    return dt.time(hour, minute, second, tzinfo=zone).isoformat()


@functools.lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Cities (lower case) → their time zone in the IANA database, which names zones by cities."""
    return {
        name.rpartition("/")[2].replace("_", " ").lower(): name
        for name in sorted(zoneinfo.available_timezones())
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))
    }


def _offset(zone: str | None) -> int | None:
    """Minutes east of Greenwich."""
    if not zone:
        return None
    name = zone.lower().replace(" ", "")
    if name in _ZONES:
        return _ZONES[name]
    found = re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d\d)?", name)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes >= 24 * 60:
        return None
    return -minutes if found[1] == "-" else minutes


def _month(word: str) -> int:
    start = anyascii(word).lower()
    return _FRENCH.get(start[:4]) or _MONTHS.index(start[:3]) + 1


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
