"""A publishing profile: what is published, and what of it is withheld. Its defaults are the harm controls."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from khaldun.errors import DataError, UsageError
from khaldun.publish.export.items import Standing
from khaldun.text.occurrences import Wording

Days = Annotated[int, msgspec.Meta(ge=0, le=36_500)]
Code = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
_NO_ADVICE = "docs/publishing.md lists every field with its default."


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a profile's parts: a field that is not known is an error, never passed over."""


class Choose(Part, frozen=True, kw_only=True):
    """Which claims are published.

    `review`: how far they must have been reviewed. `confidence`: the least of a claim's (0 to 1), where it has one; a
    claim without one is a person's, or nobody knows: it is left out where the least is above 0 and nobody reviewed it.
    `countries`: ISO alpha-3, all where there are none. `since`, `until`: days, inclusive; where one is given, claims
    without a day are left out. `toll`: "any", "stated" (a figure, be it 0) or "deaths" (one at least). `place`: "any",
    "resolved" (a place of the gazetteer) or "settlement" (one known as exactly as its settlement).
    """

    review: tuple[Standing, ...] = ("draft", "flagged", "accepted", "approved")
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    countries: tuple[Code, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    toll: Literal["any", "stated", "deaths"] = "any"
    place: Literal["any", "resolved", "settlement"] = "any"


class Hold(Part, frozen=True, kw_only=True):
    """How many days after its last day an event is held back: forces on the move, and weapons and platforms that are
    told of otherwise than in use. 0: not at all."""

    movements: Days = 30
    platforms: Days = 30


class Withhold(Part, frozen=True, kw_only=True):
    """What is withheld of the claims that are published.

    `coordinates`: "settlement" (what is finer is coarsened), "region" (every point is its region's) or "exact".
    `names`: private persons'. `sites`: the names and points of sensitive sites. `survivors`: of sexual violence; their
    claims are published by region, apart from their report, and by `survivors_days`. `words`: names and words of the
    user's own that must not appear anywhere, each in its spellings.
    """

    coordinates: Literal["settlement", "region", "exact"] = "settlement"
    names: bool = True
    sites: bool = True
    survivors: bool = True
    survivors_days: Literal["month", "day"] = "month"
    words: tuple[str, ...] = ()


class Words(Part, frozen=True, kw_only=True):
    """What of the report's own words is published; more than the defaults is for use within the house.

    `notes`: "made" from the coded cells, or the "report"'s sentences. `evidence`: the words that cells rest on, beside
    their offsets. `titles`: titles of reports. `reports`: reports are named by their "id" or by their (file's) "name".
    `addresses`: of reports, "site" alone, "full" or "none".
    """

    notes: Literal["made", "report"] = "made"
    evidence: bool = False
    titles: bool = False
    reports: Literal["id", "name"] = "id"
    addresses: Literal["site", "full", "none"] = "site"


class Profile(Part, frozen=True, kw_only=True):
    """A publishing profile. `name` is stated with what is published."""

    name: str = "safe by default"
    choose: Choose = Choose()
    hold: Hold = Hold()
    withhold: Withhold = Withhold()
    words: Words = Words()

    def opened(self) -> tuple[str, ...]:
        """The harm controls that the profile loosens, as "withhold.names": to be said wherever something is
        published."""
        parts = (("hold", self.hold, Hold()), ("withhold", self.withhold, Withhold()), ("words", self.words, Words()))
        return tuple(
            f"{name}.{field}"
            for name, part, safe in parts
            for field in part.__struct_fields__
            if _looser(field, getattr(part, field), getattr(safe, field))
        )


SAFE = Profile()


def load_profile(path: Path) -> Profile:
    """The profile of a TOML file.

    Raises:
        DataError: it cannot be read, is not TOML, or does not fit; names the file and the field.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).", advice="Give a profile's TOML file.") from error
    try:
        profile = msgspec.toml.decode(data, type=Profile)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        field = where.rstrip("`").lstrip(".") or "(top)"
        raise DataError(f"{path}, field {field}: {message}.", advice=_NO_ADVICE) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: is not TOML: {error}.", advice=_NO_ADVICE) from error
    _check(profile, path)
    return profile


def _check(profile: Profile, path: Path) -> None:
    choose = profile.choose
    if not choose.review:
        raise DataError(f"{path}, field choose.review: no state is left, nothing would be published.")
    if choose.since is not None and choose.until is not None and choose.until < choose.since:
        raise DataError(f"{path}, field choose.until: {choose.until} lies before choose.since ({choose.since}).")
    for index, word in enumerate(profile.withhold.words):
        try:
            Wording((word,))
        except UsageError as error:
            raise DataError(f"{path}, field withhold.words[{index}]: {error.message}", advice=error.advice) from error


def _looser(field: str, value: object, safe: object) -> bool:
    if field == "words" or value == safe:
        return False
    if field == "coordinates":
        return value == "exact"
    if field == "addresses":
        return value == "full"
    return not (isinstance(value, int) and isinstance(safe, int) and not isinstance(safe, bool) and value > safe)
