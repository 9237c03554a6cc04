"""Addresses ↔ what is asked for: a queue's filter stands in the address, so that it can be kept and shared."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import msgspec
from starlette.datastructures import QueryParams

from khaldun.review.fields import FieldError
from khaldun.store.claims import ACCEPTED, FLAGGED, MERGED, OPEN, REJECTED, SKIPPED, WITHDRAWN
from khaldun.store.queue import Filter

STATES = {
    "todo": (OPEN, SKIPPED),
    "open": (OPEN,),
    "skipped": (SKIPPED,),
    "flagged": (FLAGGED,),
    "accepted": (ACCEPTED,),
    "rejected": (REJECTED,),
    "gone": (MERGED, WITHDRAWN),
    "all": (),
}
WORDS = ("event_type", "sub_event_type", "status", "country", "place", "side", "source", "coder", "words")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def asked_for(query: QueryParams) -> tuple[str, Filter]:
    """The state's name and the filter of an address; what it does not know it passes over.

    Raises:
        FieldError: a day is none.
    """
    name = query.get("state", "open")
    state = STATES.get(name)
    if state is None:
        name, state = "open", STATES["open"]
    days = {}
    for bound in ("after", "before"):
        told = query.get(bound, "").strip()
        if told and not _DAY.fullmatch(told):
            raise FieldError(f"{told!r} is no day.", advice="Write it as 2019-11-16.")
        days[bound] = told
    words = {word: query.get(word, "").strip()[:200] for word in WORDS}
    filtered = Filter(state=state, events=bool(query.get("events")))
    return name, msgspec.structs.replace(filtered, **days, **words)


def address(name: str, asked: Filter, **more: object) -> str:
    """The query of an address that asks for the same, with `more` on top."""
    told = {"state": name, **{word: getattr(asked, word) for word in (*WORDS, "after", "before")}}
    if asked.events:
        told["events"] = "1"
    told |= {key: str(value) for key, value in more.items() if value is not None}
    return urlencode({key: value for key, value in told.items() if value and (key, value) != ("state", "open")})
