"""A program asks about the people of its unit, and the program of the unit above decides: as on the pages."""

from __future__ import annotations

from typing import Any

import httpx

from models.views.client_views import Scope
from tests.portal.conftest import Office
from tests.portal.web.api.conftest import Connect, Program, problem
from tests.portal.web.api.test_acts_by_key import once

HERE = "/units/long-thanh"
NEW: dict[str, Any] = {"name": "Trần Thị Bình", "mail": "binh@longthanh.example.vn", "role": "Phó Ban"}


def items(program: Program, path: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = program.get(path).json()["items"]
    return listed


def ask(program: Program, **body: Any) -> httpx.Response:
    return program.post(f"{HERE}/contact-requests", body, Idempotency_Key=once())


def decide(program: Program, number: int, agreed: bool) -> httpx.Response:
    return program.post(f"/contact-requests/{number}/decision", {"agreed": agreed}, Idempotency_Key=once())


def names(program: Program) -> list[str]:
    return [one["name"] for one in items(program, f"{HERE}/contacts")]


def test_somebody_new_is_written_to_once_the_unit_above_has_agreed(office: Office, connect: Connect) -> None:
    below, above = connect("long-thanh"), connect("tinh")
    made = ask(below, **NEW, by="Nguyễn Văn An")
    assert made.status_code == 201
    told = made.json()
    assert (told["state"], told["fields"], told["wanted"]) == ("waits", ["name", "role", "mail"], {})
    assert NEW["name"] not in names(below)
    [veiled], [whole] = items(below, f"{HERE}/contact-requests"), items(above, f"{HERE}/contact-requests")
    assert (veiled["wanted"]["mail"], whole["wanted"]["mail"]) == ("bi…@longthanh.example.vn", NEW["mail"])
    # The unit's own program decides about nothing of its own, whatever its scopes.
    assert problem(decide(below, told["id"], True), 403)["code"] == "not_yours"
    assert decide(above, told["id"], True).json()["state"] == "done"
    assert NEW["name"] in names(below)
    assert problem(decide(above, told["id"], False), 409)["code"] == "request_gone"
    assert items(above, f"{HERE}/contact-requests") == []


def test_a_stand_in_is_written_to_for_some_days_or_until_whoever_was_away_is_back(
    office: Office, connect: Connect
) -> None:
    below, above = connect("long-thanh", Scope.READ, Scope.REPORT), connect("tinh")
    [known, *_] = items(below, f"{HERE}/contacts")
    days = {"since": "2024-04-19", "until": "2024-05-02"}
    asked = ask(below, contact=known["id"], **NEW, **days).json()
    assert "days" in asked["fields"]
    decide(above, asked["id"], True)
    [stands_in] = [one for one in items(below, f"{HERE}/contacts") if one["name"] == NEW["name"]]
    assert stands_in["stands_in_until"] == "2024-05-02"
    path = f"{HERE}/stand-ins/{stands_in['id']}/end"
    assert below.post(path, {}, Idempotency_Key=once()).json() == {"contact": stands_in["id"], "ended": True}
    assert NEW["name"] not in names(below)
    assert problem(below.post(path, {}, Idempotency_Key=once()), 409)["code"] == "refused"


def test_what_is_wrong_with_a_contact_is_told_beside_its_field(connect: Connect) -> None:
    below = connect("long-thanh")
    [known, *_] = items(below, f"{HERE}/contacts")
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "name"),
        ({"name": "Trần Thị Bình"}, "mail"),
        ({**NEW, "mail": "binh@"}, "mail"),
        ({**NEW, "phone": "12"}, "phone"),
        ({"contact": known["id"]}, "name"),
        ({**NEW, "contact": known["id"], "since": "2024-05-02", "until": "2024-04-19"}, "until"),
    )
    for body, field in wrong:
        assert field in [one["field"] for one in problem(ask(below, **body), 422)["errors"]], body
    assert items(below, f"{HERE}/contact-requests") == []
    assert problem(ask(below, contact=10_000, name="Ai đó"), 409)["code"] == "refused"
