"""The OpenAPI document is one, tells all that there is, and what is answered is as it says (schemathesis)."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from models.views.client_views import Scope
from portal.api.api_document import ROOMS, described
from portal.app import create_app
from portal.web.counter import Counter
from portal.web.rate_limits import Paces
from portal.web.turn_bucket import Pace
from tests.portal.conftest import Office, Submit
from tests.portal.duty import made_files as made
from tests.portal.province import GOOD
from tests.portal.web.api.conftest import ROOT, Connect
from tests.portal.web.api.test_asks_by_key import ask
from tests.portal.web.api.test_report_files_by_key import digest, send

ROUND = 250
WHOLE = 10_000
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def database_kind() -> str:
    """What is tried here is the same over either."""
    return "sqlite"


def test_every_route_stands_in_the_document_with_its_scope() -> None:
    told = {
        (path, method.upper()): act
        for path, acts in described()["paths"].items()
        for method, act in acts.items()
    }
    routes = {
        (route.path, method)
        for room in ROOMS
        for route in room.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert set(told) == routes
    assert {act["x-scope"] for act in told.values()} <= set(Scope)
    numbers = [act["operationId"] for act in told.values()]
    assert len(numbers) == len(set(numbers))
    for (path, method), act in told.items():
        assert path.startswith(ROOT)
        assert act["summary"]
        assert list(act["responses"]["default"]["content"]) == ["application/problem+json"]
        keyed = "Idempotency-Key" in {one["name"] for one in act.get("parameters", ())}
        assert keyed == (method == "POST" and not act.get("x-writes-nothing")), path


def test_every_shape_is_a_schema_and_every_name_leads_somewhere() -> None:
    document = described()
    shapes = document["components"]["schemas"]
    for shape in shapes.values():
        Draft202012Validator.check_schema(shape)
    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in shapes


def references(part: object) -> list[str]:
    if isinstance(part, dict):
        here = [str(value) for name, value in part.items() if name == "$ref"]
        return here + [one for value in part.values() for one in references(value)]
    return [one for value in part for one in references(value)] if isinstance(part, list) else []


@pytest.mark.parametrize(
    "cases", [ROUND, pytest.param(WHOLE, marks=[pytest.mark.slow, pytest.mark.timeout(3_600)])]
)
def test_whatever_is_sent_the_answer_is_as_the_document_says(
    office: Office, connect: Connect, submit: Submit, cases: int
) -> None:
    program, other = connect("tinh"), office.obligation("D6", "long-thanh").id
    there = {"obligation_id": other, "plan_id": office.plan_id, "unit": "long-thanh", "conference_id": 1}
    there |= {"ask_id": ask(program, other).json()["id"], "digest": digest(made.PDF)}
    assert send(program, other, made.PDF).status_code == 200
    submit(office.link("D6", "long-thanh"), GOOD)
    endless = Paces(calls=Pace(10**9), programs=Pace(10**9))
    app = create_app(office.ledger, Counter(office.ledger, paces=endless))
    schema = schemathesis.openapi.from_dict({**described(), "servers": [{"url": "/"}]})
    schema.app = app
    asked = [one.ok().as_strategy() for one in schema.get_all_operations() if isinstance(one, Ok)]

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(asked), st.booleans(), st.sampled_from([None, "*"]))
    def answers(case: schemathesis.Case[Any], real: bool, match: str | None) -> None:
        if real:
            for name in set(there) & set(case.path_parameters):
                case.path_parameters[name] = there[name]
        headers = {"Authorization": f"Bearer {program.key}"} | ({"If-Match": match} if match else {})
        # Its own patience of ten seconds would make a busy machine a fault of ours.
        answer = case.call(headers=headers, timeout=600)
        assert answer.status_code < 500, (case.method, case.formatted_path, case.query, case.body)
        assert "Traceback" not in answer.text
        assert "content-security-policy" in answer.headers
        case.validate_response(answer, checks=CHECKS)

    answers()
    assert office.report("D6", "long-thanh") is not None
