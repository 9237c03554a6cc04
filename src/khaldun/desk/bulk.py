"""Many claims settled at once from the queue. Those that were changed since they were ticked are shown with what has
changed, and nothing is settled before somebody has seen it; reports that somebody else is at are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk import stale, whose
from khaldun.desk.asking import address, asked_for
from khaldun.desk.deeds import Told, told
from khaldun.desk.pages import others, page, site_of
from khaldun.desk.site import Site
from khaldun.desk.view import VALUES
from khaldun.desk.visitor import who
from khaldun.errors import KhaldunError
from khaldun.records.decisions import Kind
from khaldun.review.fields import FIELDS
from khaldun.review.merging import changed
from khaldun.store import claims, people
from khaldun.store.claims import Kept, StaleError
from khaldun.workspace.locking import Held

_SETTLING: dict[str, Kind] = {"accept": "accept", "reject": "reject", "flag": "flag", "skip": "skip"}


class Ticked(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that was ticked; `fresh` where it stands as it did. Else `acts` are what was done to it since, `cells`
    (label, before, now) the fields that were changed by a merge or a split."""

    kept: Kept
    fresh: bool
    cells: tuple[tuple[str, ...], ...] = ()
    acts: tuple[Told, ...] = ()


async def settle_many(request: Request) -> Response:
    """Accepts or rejects what was ticked in the queue, each as it stood when it was shown."""
    form = await request.form()
    chosen = [str(value) for value in form.getlist("chosen") if isinstance(value, str)]
    kind = str(form.get("kind", ""))
    return await run_in_threadpool(_settle_many, request, chosen, kind)


def _settle_many(request: Request, chosen: Sequence[str], kind: str) -> Response:
    site, (name, asked) = site_of(request), asked_for(request.query_params)
    picked = dict(pair for one in chosen if (pair := _pair(one)) is not None)
    if kind not in _SETTLING or not picked:
        return RedirectResponse(f"/queue?{address(name, asked, done='Nothing was ticked.')}", status_code=303)
    held = left_out(site, picked)
    free = {claim: version for claim, version in picked.items() if claim not in held}
    try:
        number = site.desk.settle_all(who(), _SETTLING[kind], free.items())
        done = f"{number} settled ({kind}). Each can be taken back. {told_out(held)}".strip()
    except StaleError:
        return _asked_again(request, site, kind, free, held)
    except KhaldunError as error:
        done = f"Nothing was settled: {error}"
    return RedirectResponse(f"/queue?{address(name, asked, done=done)}", status_code=303)


def _pair(one: str) -> tuple[int, int] | None:
    """A claim and its version, as a tick says them."""
    claim, _, version = one.partition(":")
    if not all(told_.isascii() and told_.isdigit() and len(told_) < 16 for told_ in (claim, version)):
        return None
    return int(claim), int(version)


def left_out(site: Site, picked: Iterable[int]) -> dict[int, Held]:
    """The claims of reports that somebody else is at."""
    held = others(site)
    if not held:
        return {}
    with site.workspace.store.read() as connection:
        return {one.id: held[one.report] for one in claims.numbers(connection, picked) if one.report in held}


def told_out(held: Mapping[int, Held]) -> str:
    """What is told of claims that were left out."""
    if not held:
        return ""
    names = sorted({one.name for one in held.values()})
    return f"{len(held)} left out, of reports that {' and '.join(names)} {'is' if len(names) == 1 else 'are'} at."


def _asked_again(
    request: Request, site: Site, kind: str, picked: Mapping[int, int], held: Mapping[int, Held]
) -> Response:
    """Those that stand as they did, ticked; and those that were changed since, with what has changed, not ticked."""
    with site.workspace.store.read() as connection:
        names = {coder.id: coder.name for coder in people.coders(connection)}
        rows = []
        for kept in whose.seen(connection, claims.numbers(connection, picked)):
            if kept.version == picked[kept.id]:
                rows.append(Ticked(kept=kept, fresh=True))
                continue
            was = stale.seen(connection, kept, picked[kept.id])
            told_by_acts = {one.field for one in was.acts}
            differ = [one for one in changed(was.base, kept.line) if one in VALUES and one not in told_by_acts]
            cells = [(FIELDS[field].label, *stale.values(field, (was.base, kept.line))) for field in differ]
            acts = tuple(told(one, kept, names) for one in was.acts)
            rows.append(Ticked(kept=kept, fresh=False, cells=tuple(cells), acts=acts))
    state, asked = asked_for(request.query_params)
    return page(
        "bulk.html.j2",
        status=409,
        kind=kind,
        rows=rows,
        stale=sum(not row.fresh for row in rows),
        left_out=told_out(held),
        query=address(state, asked),
        values=VALUES,
    )
