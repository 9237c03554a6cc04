"""What was done to a claim, by whom, when and why: its part of the chain of decisions, comments among them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk import whose
from khaldun.desk.asking import address, asked_for
from khaldun.desk.deeds import told
from khaldun.desk.pages import page, site_of
from khaldun.errors import StoreError
from khaldun.store import decisions, people


def history_page(request: Request) -> Response:
    """The history of a claim: a page, and what is put into the claim's own."""
    site, number = site_of(request), int(request.path_params["claim"])
    with site.workspace.store.read() as connection:
        kept = whose.claim(connection, number)
        if kept is None:
            raise StoreError("There is no such claim.", advice="Go back to the queue.")
        made = list(decisions.read(connection, claim=number))
        names = {coder.id: coder.name for coder in people.coders(connection)}
    state, asked = asked_for(request.query_params)
    template = "history_piece.html.j2" if "hx-request" in request.headers else "history.html.j2"
    return page(template, claim=kept, told=[told(one, kept, names) for one in made], query=address(state, asked))
