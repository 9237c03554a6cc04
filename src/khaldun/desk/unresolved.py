"""What is unresolved: groups of what is alike, fixed once for all of their claims, with a preview."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk import whose
from khaldun.desk.bulk import left_out, told_out
from khaldun.desk.fixforms import fix_in, fix_json, fix_of, fix_words, rows_of, told
from khaldun.desk.forms import TYPE_NAMES
from khaldun.desk.pages import Problem, page, problem_of, site_of
from khaldun.desk.site import Site
from khaldun.desk.visitor import who
from khaldun.errors import AccessError, KhaldunError, StoreError
from khaldun.records.loose import KINDS
from khaldun.review.alike import Alike
from khaldun.review.fields import FieldError
from khaldun.review.fix import Fix
from khaldun.store import claims, plants, reports
from khaldun.store.claims import StaleError
from khaldun.store.unresolved import PAGE, Group, Unresolved, View
from khaldun.workspace.fixing import Fixing

Form = Mapping[str, str]
MOST = 200  # claims of one preview: deciding waits while they are changed
_EXAMPLES = 5
_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Loose:
    """What is loose in a desk's workspace, and what fixes it."""

    counted: Unresolved
    alike: Alike
    fixing: Fixing


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of it the visitor may see, as the store has it now."""

    groups: View
    alike: Alike
    fixing: Fixing


def unresolved_page(request: Request) -> Response:
    """The groups of a kind, those that most claims have first; or, by its key, one group with the form of its fix."""
    query = request.query_params
    kind = query.get("kind", "")
    kind = kind if kind in KINDS else KINDS[0]
    if key := query.get("key", ""):
        return _group_answer(request, kind, key, {"only": query.get("only", "")})
    loose, words = _refreshed(request), query.get("words", "").strip()[:100]
    start = _number(query.get("start", ""))
    with site_of(request).workspace.store.read() as connection:
        groups, total = loose.groups.groups(connection, kind, words=words, start=start)
        numbers = [group.example for group in groups]
        examples = {kept.id: told(kept) for kept in claims.numbers(connection, numbers)}
    return page(
        "unresolved.html.j2",
        kind=kind,
        kinds=KINDS,
        counts=loose.groups.counts(),
        groups=groups,
        examples=examples,
        words=words,
        total=total,
        start=start,
        before=_address(kind, words=words, start=max(start - PAGE, 0)) if start else None,
        after=_address(kind, words=words, start=start + PAGE) if start + PAGE < total else None,
        links={group.key: _address(kind, key=group.key) for group in groups},
        done={name: _number(query.get(name, "")) for name in ("done", "reports", "first", "last", "back", "stay")},
        problem=query.get("problem", "")[:300],
    )


async def unresolved_preview(request: Request) -> Response:
    """What a fix would change, claim by claim, with a tick for each."""
    form = _typed((await request.form()).items())
    return await run_in_threadpool(_preview, request, form)


async def unresolved_apply(request: Request) -> Response:
    """Applies a fix to the claims that are ticked, each as it stood in the preview."""
    form = await request.form()
    ticked = [str(value) for value in form.getlist("chosen")]
    return await run_in_threadpool(_apply, request, _typed(form.items()), ticked)


async def unresolved_back(request: Request) -> Response:
    """Takes a fix back."""
    form = _typed((await request.form()).items())
    return await run_in_threadpool(_take_back, request, form)


def _preview(request: Request, form: Form) -> Response:
    site, loose = site_of(request), _refreshed(request)
    kind, key = form.get("kind", ""), form.get("key", "")
    try:
        with site.workspace.store.read() as connection:
            numbers = loose.groups.claims(connection, kind, key, country=form.get("only") or None)
            kept = next(iter(claims.numbers(connection, numbers[:1])), None)
            report = reports.report(connection, kept.report) if kept is not None else None
        if kept is None or report is None:
            raise FieldError("No claim has that unresolved any more.", advice="Somebody may have fixed it already.")
        fix = fix_of(kind, key, form, kept, report, site, loose.alike)
    except FieldError as error:
        return _group_answer(request, kind, key, form, problem_of(error, form=form), status=422)
    return _preview_answer(request, fix, form, numbers)


def _apply(request: Request, form: Form, ticked: list[str]) -> Response:
    loose = _refreshed(request)
    pairs = [told_.partition(":")[::2] for told_ in ticked]
    chosen = [(_number(claim), _number(version)) for claim, version in pairs]
    try:
        fix = fix_in(form)
    except FieldError as error:
        return _group_answer(
            request, form.get("kind", ""), form.get("key", ""), form, problem_of(error, form=form), status=422
        )
    held = left_out(site_of(request), [claim for claim, _ in chosen])
    free = [(claim, version) for claim, version in chosen if claim not in held]
    if held and not free:
        return RedirectResponse(_address(fix.kind, problem=told_out(held)), status_code=303)
    try:
        fixed = loose.fixing.apply(who(), free, fix, reason=form.get("reason", "").strip())
    except (FieldError, StaleError, AccessError) as error:
        status = 409 if isinstance(error, StaleError) else 403 if isinstance(error, AccessError) else 422
        with site_of(request).workspace.store.read() as connection:
            numbers = loose.groups.claims(connection, fix.kind, fix.key, country=form.get("only") or None)
        problem = problem_of(error, form=form)
        return _preview_answer(
            request, fix, form, numbers, problem=problem, status=status, ticked=[claim for claim, _ in chosen]
        )
    told_ = {"done": len(fixed.claims), "reports": fixed.reports, "first": fixed.first, "last": fixed.last}
    return RedirectResponse(_address(fix.kind, **told_, problem=told_out(held)), status_code=303)


def _take_back(request: Request, form: Form) -> Response:
    kind = form.get("kind", "")
    try:
        taken = _loose(request.app).fixing.take_back(
            who(), _number(form.get("first", "")), _number(form.get("last", ""))
        )
    except (AccessError, StoreError) as error:
        return RedirectResponse(_address(kind, problem=str(error)), status_code=303)
    return RedirectResponse(_address(kind, back=taken.claims, stay=taken.stay), status_code=303)


def _group_answer(
    request: Request, kind: str, key: str, form: Form, problem: Problem | None = None, *, status: int = 200
) -> Response:
    """A group with the form of its fix; where nothing is so any more, it says so."""
    loose = _refreshed(request)
    with site_of(request).workspace.store.read() as connection:
        group = loose.groups.group(connection, kind, key)
        if group is None:
            raise StoreError("Nothing is unresolved by that name any more.", advice="Go back to what is unresolved.")
        numbers = loose.groups.claims(connection, kind, key)[:_EXAMPLES]
        examples = [told(kept) for kept in claims.numbers(connection, numbers)]
    return page(
        "unresolved_fix.html.j2",
        status=status,
        kind=kind,
        group=group,
        examples=examples,
        form=form,
        problem=problem,
        rulings=urlencode({"q": _name_of(group)}),
        actor_types=TYPE_NAMES,
        most=MOST,
    )


def _preview_answer(
    request: Request, fix: Fix, form: Form, numbers: list[int], *, problem: Problem | None = None, status: int = 200,
    ticked: Iterable[int] | None = None,
) -> Response:  # fmt: skip
    loose = _refreshed(request)
    changes = loose.fixing.preview(numbers[:MOST], fix)
    with site_of(request).workspace.store.read() as connection:
        group = loose.groups.group(connection, fix.kind, fix.key)
    return page(
        "unresolved_preview.html.j2",
        status=status,
        kind=fix.kind,
        key=fix.key,
        name=_name_of(group) if group is not None else "",
        group_link=_address(fix.kind, key=fix.key, only=form.get("only", "")),
        fix=fix_json(fix),
        becomes=fix_words(fix),
        rows=rows_of(changes, ticked=ticked),
        left=max(len(numbers) - MOST, 0),
        reason=form.get("reason", ""),
        only=form.get("only", ""),
        problem=problem,
    )


def _refreshed(request: Request) -> _Seen:
    """What is loose, as the store has it now, in the reports that the visitor may see."""
    loose = _loose(request.app)
    with site_of(request).workspace.store.read() as connection:
        site_of(request).forgetting.look(connection)
        but = tuple(plants.claims_waiting(connection, who().coder))  # not as they are told there
        return _Seen(loose.counted.refresh(connection, whose.apart(connection), but), loose.alike, loose.fixing)


def _loose(app: Starlette) -> _Loose:
    with _making:
        if not hasattr(app.state, "loose"):
            site: Site = app.state.site
            alike = Alike(site.tools.gazetteer.fold)
            app.state.loose = _Loose(Unresolved(alike.key), alike, Fixing(site.desk, alike))
            site.forgetting.drops.append(app.state.loose.counted.clear)
        return app.state.loose  # type: ignore[no-any-return]


def count_early(app: Starlette) -> None:
    """Counts what is unresolved before anybody asks: over a large store who asks first would wait for it. Where the
    store does not answer, who asks is told."""
    site: Site = app.state.site
    with contextlib.suppress(KhaldunError), site.workspace.store.read() as connection:
        view = _loose(app).counted.refresh(connection)
        for kind in KINDS:
            view.groups(connection, kind)


def _name_of(group: Group) -> str:
    return group.words[0][0]


def _typed(items: Iterable[tuple[str, object]]) -> Form:
    return {key: value for key, value in items if isinstance(value, str)}


def _address(kind: str, **more: object) -> str:
    told_ = {"kind": kind, **{name: str(value) for name, value in more.items() if value}}
    return f"/unresolved?{urlencode(told_)}"


def _number(told_: str) -> int:
    return int(told_) if told_.isascii() and told_.isdigit() and len(told_) < 16 else 0
