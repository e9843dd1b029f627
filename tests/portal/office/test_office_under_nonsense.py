"""Whatever is sent to the office, it answers: no 500, no traceback, always in armour (schemathesis)."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from cascade.org.office_roles import OfficeRole
from portal.app import OFFICE
from portal.office.web.desk import LOGIN, ROOT
from tests.portal.office.conftest import ComeIn
from tests.portal.office.crawled import Crawl, crawl

LEAVING = (f"{ROOT}/ra",)
ROUND = 300
WHOLE = 10_000


def described(found: Crawl) -> dict[str, Any]:
    """The pages and forms that were found as an OpenAPI description, with every route beside them."""
    paths: dict[str, Any] = {}
    for at in found.pages:
        path = at.partition("?")[0]
        asked = [
            {"name": name, "in": "query", "schema": {"type": "string"}}
            for name in found.queries.get(path, ())
        ]
        paths.setdefault(path, {})["get"] = {"parameters": asked, "responses": _ANY}
    for form in found.forms.values():
        if form.method == "POST" and not form.action.startswith(LEAVING):
            paths.setdefault(form.action, {})["post"] = {
                "requestBody": {"content": {_FORM: {"schema": _fields(form.fields)}}, "required": True},
                "responses": _ANY,
            }
    for router in OFFICE:
        for route in router.routes:
            pattern: str = getattr(route, "path", "").replace(":path}", "}")
            names = [part[1:-1] for part in pattern.split("/") if part.startswith("{")]
            if names:
                steps = [{"name": one, "in": "path", "required": True, "schema": _STEP} for one in names]
                paths.setdefault(pattern, {})["get"] = {"parameters": steps, "responses": _ANY}
    return {"openapi": "3.1.0", "info": {"title": "office", "version": "1"}, "paths": paths}


_FORM = "application/x-www-form-urlencoded"
_ANY = {"default": {"description": "whatever"}}
_STEP = {"type": "string", "minLength": 1, "maxLength": 40}


def _fields(named: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Each field as it came, or as nonsense."""
    given = {
        name: {"anyOf": [{"const": value}, {"type": "string"}, {"type": "integer"}]}
        for name, value in named
        if name != "csrf"
    }
    return {"type": "object", "properties": given, "required": list(given)}


@pytest.mark.parametrize(
    "cases", [ROUND, pytest.param(WHOLE, marks=[pytest.mark.slow, pytest.mark.timeout(3_600)])]
)
def test_no_nonsense_breaks_the_office(come_in: ComeIn, cases: int) -> None:
    officer = come_in(*OfficeRole)
    found = crawl(officer.get)
    schema = schemathesis.openapi.from_dict(described(found))
    asked = [one.ok().as_strategy() for one in schema.get_all_operations() if isinstance(one, Ok)]
    state = {"officer": officer}

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(asked))
    def answers(case: schemathesis.Case[Any]) -> None:
        sent: dict[str, Any] = case.body if isinstance(case.body, dict) else {}
        query = {name: str(value) for name, value in (case.query or {}).items()}
        path = case.formatted_path
        if case.method == "POST":
            answer = state["officer"].post(
                path, {name: str(value) for name, value in sent.items()}, params=query
            )
        else:
            answer = state["officer"].get(path, params=query)
        assert answer.status_code < 500, (case.method, path, sent, query)
        assert "Traceback" not in answer.text
        assert "content-security-policy" in answer.headers
        if answer.headers.get("location", "").startswith(LOGIN):
            state["officer"] = come_in(*OfficeRole)

    answers()
