"""The description of `/api` (OpenAPI 3.1), made of the same table that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from khaldun import __version__
from khaldun.desk import api
from khaldun.desk.asking import STATES, WORDS
from khaldun.records.decisions import Decision
from khaldun.records.lines import ReportLine
from khaldun.store.claims import Kept
from khaldun.store.objections import Objection

_TEXT: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_FILTER: dict[str, Any] = {
    "state": {"type": "string", "enum": list(STATES), "default": "open"},
    **dict.fromkeys(WORDS, _TEXT),
    "after": {"type": "string", "format": "date"},
    "before": {"type": "string", "format": "date"},
    "events": {"type": "string", "enum": ["1"]},
}  # fmt: skip


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """An operation: what answers it, what it asks for in the address and in the body, what it gives."""

    method: str
    path: str
    handler: Callable[[Request, bytes], object]
    gives: Any
    takes: Any = None
    query: dict[str, Any] = {}


OPERATIONS = (
    Operation(method="GET", path="/api/claims", handler=api.get_claims, gives=api.ClaimsPage,
              query={**_FILTER, "start": _COUNT, "size": {**_COUNT, "maximum": api.MOST}}),
    Operation(method="GET", path="/api/claims/{claim:int}", handler=api.get_claim, gives=Kept),
    Operation(method="PATCH", path="/api/claims/{claim:int}", handler=api.change_claim, gives=Kept, takes=api.Change),
    Operation(method="POST", path="/api/claims/{claim:int}/{act}", handler=api.settle_claim, gives=Kept,
              takes=api.Settle),
    Operation(method="GET", path="/api/reports/{report}", handler=api.get_report, gives=ReportLine),
    Operation(method="GET", path="/api/reports/{report}/claims", handler=api.get_claims_of, gives=list[Kept]),
    Operation(method="POST", path="/api/reports/{report}/claims", handler=api.add_claim, gives=Kept, takes=api.Add),
    Operation(method="POST", path="/api/reports/{report}/take", handler=api.take_report, gives=api.Taken),
    Operation(method="GET", path="/api/reports/{report}/objections", handler=api.get_objections,
              gives=list[Objection]),
    Operation(method="POST", path="/api/reports/{report}/objections", handler=api.add_objection, gives=Decision,
              takes=api.Object),
    Operation(method="POST", path="/api/reports/{report}/objections/{seq:int}/back", handler=api.take_back_objection,
              gives=Decision),
    Operation(method="GET", path="/api/decisions", handler=api.get_decisions, gives=api.DecisionsPage,
              query={"after": _COUNT, "size": {**_COUNT, "maximum": api.MOST}}),
    Operation(method="POST", path="/api/undo", handler=api.undo, gives=Decision),
)  # fmt: skip
_WRONG = {
    "400": "It cannot be done",
    "401": "Who asks is not known",
    "403": "Who asks may not",
    "404": "There is no such thing",
    "409": "It came too late: the claim is at another version; `conflict` says what was changed since, field by field",
    "422": "What was sent is not as it should be",
    "423": "Somebody else is at the report: `held` says who, until when",
    "503": "The workspace's database does not answer, or keeps nothing more",
}
_REF = "#/components/schemas/{name}"


def routes() -> list[Route]:
    """What answers the operations, and their description."""
    answering = [Route(one.path, api.answered(one.handler), methods=[one.method]) for one in OPERATIONS]
    return [*answering, Route("/api/openapi.json", describe)]


def describe(request: Request) -> Response:
    """The description."""
    return api.told(description())


def description() -> dict[str, Any]:
    """The operations as OpenAPI has them."""
    types = [kind for one in OPERATIONS for kind in (one.gives, one.takes) if kind is not None]
    shapes, components = msgspec.json.schema_components([*types, api.Trouble], ref_template=_REF)
    shape = iter(shapes)
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        gives = next(shape)
        takes = next(shape) if one.takes is not None else None
        path = re.sub(r":\w+}", "}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, gives, takes, shapes[-1])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Khaldun's desk", "version": __version__, "license": {"name": "Apache-2.0"}},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Operation, gives: Any, takes: Any, wrong: Any) -> dict[str, Any]:
    named = re.findall(r"{(\w+)(?::(\w+))?}", one.path)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _COUNT if kind == "int" else _TEXT}
        for name, kind in named
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in one.query.items()]
    answers = {
        "200": {"description": "As asked", "content": {"application/json": {"schema": gives}}},
        **{
            status: {"description": what, "content": {"application/json": {"schema": wrong}}}
            for status, what in _WRONG.items()
        },
    }
    operation: dict[str, Any] = {
        "operationId": one.handler.__name__,
        "summary": (one.handler.__doc__ or "").strip(),
        "parameters": parameters,
        "responses": answers,
    }
    if takes is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": takes}}}
    return operation
