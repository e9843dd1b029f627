"""The OpenAPI 3.1 document of the API, made of its routes; no key is needed to read it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from portal.api import act_routes, done_once, feed_routes, hook_routes, obligation_routes, reading_routes
from portal.api.answers import (
    asked_routes,
    draft_routes,
    file_routes,
    many_routes,
    people_routes,
    result_routes,
    seat_routes,
)
from portal.api.api_frame import ROOT, ApiRoute
from portal.api.problems import ProblemShape
from portal.web.counter import counter_of

ROOMS = (
    reading_routes.room,
    obligation_routes.room,
    act_routes.room,
    file_routes.room,
    draft_routes.room,
    asked_routes.room,
    seat_routes.room,
    people_routes.room,
    result_routes.room,
    many_routes.room,
    feed_routes.room,
    hook_routes.room,
)
"""All that a program may call."""
router = APIRouter(prefix=ROOT, route_class=ApiRoute)


@router.get("/openapi.json", response_model=None)
def document(request: Request) -> Response:
    """What may be called, with which shapes."""
    server = {"url": counter_of(request).root or "/"}
    return JSONResponse({**described(), "servers": [server]})


@cache
def described() -> dict[str, Any]:
    """The whole document."""
    made = get_openapi(
        title="Đôn Đốc",
        version="1",
        openapi_version="3.1.0",
        summary="Duties of units under plans: read, reported on, decided about.",
        routes=list(_routes()),
    )
    _lean(made["paths"])
    parts = made.setdefault("components", {})
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    shape = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= {**shape.pop("$defs", {}), "ProblemShape": shape}
    made["security"] = [{"key": []}]
    return made


_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "ETag of the obligation as it was last seen; a report must name it (428 without).",
    "schema": {"type": "string"},
}


def _routes() -> Iterator[BaseRoute]:
    for room in ROOMS:
        yield from room.router.routes


def _lean(paths: dict[str, Any]) -> None:
    """A problem has one shape, whatever FastAPI would say beside it."""
    for acts in paths.values():
        for method, act in acts.items():
            if method == "post" and not act.get("x-writes-nothing"):
                act.setdefault("parameters", []).extend([done_once.DOCUMENTED, _MATCH])
            for status, told in act["responses"].items():
                if status in ("422", "default"):
                    told["content"].pop("application/json", None)
