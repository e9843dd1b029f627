"""No route of the API opens without a key, without its scope, or to what another unit has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from models.views.client_views import Scope
from portal.api.api_document import described
from tests.portal.conftest import Office, Submit
from tests.portal.duty import made_files as made
from tests.portal.province import GOOD
from tests.portal.web.api.conftest import Connect, Program, problem
from tests.portal.web.api.test_acts_by_key import once
from tests.portal.web.api.test_asks_by_key import LATER, NEW, ask
from tests.portal.web.api.test_report_files_by_key import digest, send

BODIES: dict[str, dict[str, Any]] = {
    "asks": LATER,
    "promise": {"day": "2024-04-30"},
    "return": {"reason": "thiếu"},
    "extension": {"until": "2024-05-30", "why": "mưa"},
    "decline": {"why": "không"},
    "reply": {"coming": True},
    "contact-requests": {"name": "Người khác", "mail": "nguoi-khac@example.vn"},
    "decision": {"agreed": True},
    "line-test": {"good": True},
    "attendance": {"called": 1, "present": 1},
}
"""What must be in the body of an act, by the last word of its address."""


@pytest.fixture
def database_kind() -> str:
    """What is tried here is the same over either."""
    return "sqlite"


def routes() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, acts in described()["paths"].items():
        for method, act in acts.items():
            yield path, method.upper(), act


def test_no_route_opens_without_a_key_or_without_its_scope(connect: Connect) -> None:
    for path, method, act in routes():
        scope = Scope(act["x-scope"])
        others = connect("tinh", *(one for one in Scope if one is not scope))
        address = path.replace("{digest}", digest(b"")).replace("{", "").replace("}", "")
        bare = others.visitor.ask(method, address)
        assert problem(bare, 401)["code"] == "no_key", (method, path)
        told = problem(others.visitor.ask(method, address, headers=others.headers({})), 403)
        assert told["code"] == "no_scope", (method, path)


def test_no_route_opens_to_what_another_unit_has(office: Office, connect: Connect, submit: Submit) -> None:
    owner, stranger = connect("long-thanh"), connect("nhon-trach")
    there = belongings(office, owner, submit)
    before = everything(owner, there)
    tried = 0
    for path, method, _ in routes():
        named = {name for name in there if f"{{{name}}}" in path}
        if not named:
            continue
        body = BODIES.get(path.rpartition("/")[2], {})
        headers = stranger.headers({"Idempotency_Key": once(), "If_Match": "*"})
        answer = stranger.visitor.ask(
            method, path.format(**there, plan_id=office.plan_id), headers=headers, **sent(method, path, body)
        )
        assert problem(answer, 404)["code"] == "not_there", (method, path, answer.text)
        tried += 1
    assert tried > 30
    assert everything(owner, there) == before


def belongings(office: Office, owner: Program, submit: Submit) -> dict[str, Any]:
    """What a unit and its program have, by the names of the parts of addresses."""
    number = office.obligation("D6", "long-thanh").id
    asked = ask(owner, number).json()["id"]
    assert send(owner, number, made.PDF).status_code == 200
    submit(office.link("D6", "long-thanh"), GOOD)
    report = owner.get(f"/obligations/{number}/reports/1").json()
    wanted = owner.post("/units/long-thanh/contact-requests", NEW, Idempotency_Key=once())
    hook = owner.post("/hooks", {"url": "https://phan-mem.tinh.vn/dondoc"}, Idempotency_Key=once())
    feed = owner.post("/feeds", {"unit": "long-thanh"}, Idempotency_Key=once())
    return {
        **{"obligation_id": number, "ask_id": asked, "code": "long-thanh", "unit": "long-thanh", "number": 1},
        **{"hook_id": hook.json()["id"], "feed_id": feed.json()["id"], "receipt": report["receipt"]},
        **{"digest": digest(made.PDF), "conference_id": 99},
        **{"request_id": wanted.json()["id"], "contact_id": 1},
    }


def sent(method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/files/{digest}") and method == "PUT":
        return {"content": made.PDF, "params": {"name": "a.pdf"}}
    return {"json": body} if method in ("POST", "PUT") else {}


def everything(owner: Program, there: dict[str, Any]) -> list[Any]:
    here = f"/obligations/{there['obligation_id']}"
    people = ("/units/long-thanh/contacts", "/units/long-thanh/contact-requests")
    paths = (here, f"{here}/files", f"{here}/asks", *people, "/hooks", "/feeds")
    return [owner.get(path).json() for path in paths]
