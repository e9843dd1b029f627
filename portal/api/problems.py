"""What is wrong with a request (RFC 9457): a code for the program, a sentence for the person behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cascade.lang.refusal import Refusal, Wrong
from models.obligations.reports import Overtaken
from portal.web.error_pages import problem
from portal.web.pages import speech
from portal.web.refusals import TurnAway


class Problem(Exception):
    """The request is understood and its content is wrong; `faults` by the name of the field."""

    def __init__(self, status: int, key: str, faults: Mapping[str, Wrong] | None = None) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.faults = dict(faults or {})


class FieldFault(BaseModel):
    """What is wrong with one field, and what to do."""

    field: str
    detail: str


class ProblemShape(BaseModel):
    """RFC 9457, with a code that stays and the fields at fault; sentences by Accept-Language (vi, en)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldFault] = []


DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: {
        "description": what,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemShape"}}},
    }
    for status, what in (
        ("422", "A field is wrong"),
        ("default", "Turned away; `code` says why"),
    )
}
"""What every route may answer besides what it is for."""


def told(request: Request, error: Exception) -> Response:
    """The answer that says what is wrong."""
    if isinstance(error, TurnAway):
        return _turned_away(request, error)
    if isinstance(error, Problem):
        lang = speech(request).lang
        faults = [(name, wrong.told.said(lang)) for name, wrong in error.faults.items()]
        return problem(request, error.status, error.key, speech(request)(error.key), faults)
    if isinstance(error, Refusal):
        status, key = refused_as(error)
        return problem(request, status, key, error.said(speech(request).lang))
    if isinstance(error, RequestValidationError):
        return _invalid(request, error.errors())
    status = error.status_code if isinstance(error, HTTPException) else 400
    key = "api.not_there" if status == 404 else "api.no_json"
    return problem(request, status, key, speech(request)(key))


def refused_as(refusal: Refusal) -> tuple[int, str]:
    """The status and the key of a refusal of a use case."""
    return (412, "api.changed") if isinstance(refusal, Overtaken) else (409, "api.refused")


def _turned_away(request: Request, error: TurnAway) -> Response:
    answer = problem(request, error.status, error.key, speech(request)(error.key, **error.facts))
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="dondoc"'
    if error.status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def _invalid(request: Request, errors: Sequence[Any]) -> Response:
    t = speech(request)
    if any(one["loc"][:1] == ("path",) for one in errors):
        return problem(request, 404, "api.not_there", t("api.not_there"))
    faults = [(_place(one["loc"]), t(_key(one["type"]))) for one in errors[:50]]
    return problem(request, 422, "api.invalid", t("api.invalid"), faults)


def _place(loc: Sequence[Any]) -> str:
    return ".".join(str(part)[:60] for part in loc if part != "body") or "body"


def _key(kind: str) -> str:
    """The sentence for an error of pydantic's, whose own are English alone."""
    return next((key for begins, key in _FAULTS if kind.startswith(begins)), "api.field_wrong")


_FAULTS = (
    ("missing", "api.field_missing"),
    ("extra_forbidden", "api.field_unknown"),
    (("too_long", "string_too_long"), "api.field_long"),
    (("too_short", "string_too_short"), "api.field_short"),
    (("greater_than", "less_than"), "api.field_range"),
    (("literal", "enum", "string_pattern"), "api.field_choice"),
    ("int", "api.field_number"),
    ("string", "api.field_text"),
    ("bool", "api.field_switch"),
    ("date", "api.field_day"),
    (("list", "tuple"), "api.field_list"),
    (("dict", "model"), "api.field_object"),
)
"""By how the name of the error begins; the first that fits."""
