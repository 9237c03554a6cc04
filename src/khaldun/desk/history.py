"""What was done to a claim, by whom, when and why: its part of the chain of decisions, comments among them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk.asking import address, asked_for
from khaldun.desk.pages import page, site_of
from khaldun.desk.view import VALUES
from khaldun.errors import StoreError
from khaldun.records.decisions import Decision
from khaldun.review.edit import restore_json
from khaldun.review.fields import FIELDS, FieldError
from khaldun.store import claims, decisions, people
from khaldun.store.claims import Kept

_DONE = {
    "accept": "accepted it", "reject": "rejected it", "flag": "flagged it", "skip": "left it for later",
    "edit": "changed", "add": "added it", "split": "split it", "merge": "merged it into another",
    "undo": "took back",
    "approve": "approved it", "return": "returned it", "comment": "said", "ask": "asks again",
    "redact": "took words out",
}  # fmt: skip


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in words: `before` and `after` are a field's values, "" where it was about none."""

    seq: int
    who: str
    when: str
    what: str
    field: str
    before: str
    after: str
    reason: str
    redacted: bool


def history_page(request: Request) -> Response:
    """The history of a claim: a page, and what is put into the claim's own."""
    site, number = site_of(request), int(request.path_params["claim"])
    with site.workspace.store.read() as connection:
        kept = claims.get(connection, number)
        if kept is None:
            raise StoreError("There is no such claim.", advice="Go back to the queue.")
        made = list(decisions.read(connection, claim=number))
        names = {coder.id: coder.name for coder in people.coders(connection)}
    state, asked = asked_for(request.query_params)
    template = "history_piece.html.j2" if "hx-request" in request.headers else "history.html.j2"
    return page(template, claim=kept, told=[told(one, kept, names) for one in made], query=address(state, asked))


def told(decision: Decision, kept: Kept, names: Mapping[str, str]) -> Told:
    """A decision in words."""
    payload, field = decision.payload, decision.field
    before = after = ""
    if payload is not None and field in FIELDS:
        before, after = value(kept, field, payload.before), value(kept, field, payload.after)
    return Told(
        seq=decision.seq,
        who=names.get(decision.coder, decision.coder),
        when=decision.time.strftime("%Y-%m-%d %H:%M UTC"),
        what=_DONE.get(decision.kind, decision.kind),
        field=FIELDS[field].label if field in FIELDS else "",
        before=before,
        after=after,
        reason=payload.reason if payload is not None else "",
        redacted=payload is None,
    )


def value(kept: Kept, field: str, data: msgspec.Raw) -> str:
    """A field's value as the desk shows it."""
    show = VALUES.get(field)
    try:
        line = restore_json(kept.line, field, data)
    except FieldError:  # written by a version whose fields were others
        return bytes(data).decode()
    return show(line) if show is not None else bytes(data).decode()
