"""A program asks for its unit, and the program of the unit above answers: once, by the rules of the pages."""

from __future__ import annotations

from typing import Any

import httpx

from models.views.client_views import Scope
from tests.portal.conftest import Office
from tests.portal.web.api.conftest import Connect, Program, problem
from tests.portal.web.api.test_acts_by_key import once
from tests.portal.web.api.test_reading_by_key import items

LATER: dict[str, Any] = {"kind": "later_day", "until": "2024-05-03", "why": "địa bàn rộng, còn hai chi bộ"}


def ask(program: Program, number: int, **more: Any) -> httpx.Response:
    return program.post(f"/obligations/{number}/asks", {**LATER, **more}, Idempotency_Key=once())


def test_more_time_is_asked_for_and_granted_until_another_day(office: Office, connect: Connect) -> None:
    below, above = connect("long-thanh", Scope.READ, Scope.REPORT), connect("tinh")
    number = office.obligation("D6", "long-thanh").id
    made = ask(below, number, by="Nguyễn Văn An")
    assert made.status_code == 201
    told = made.json()
    assert (told["kind"], told["state"], told["live"]) == ("later_day", "waits", True)
    assert told["decider"] == "btg"
    assert told["by"] == "Nguyễn Văn An (Phần mềm)"
    assert ask(below, number, by="Nguyễn Văn An").json()["id"] == told["id"]
    assert items(above, "/asks") == [told]
    assert items(connect("nhon-trach"), "/asks") == []
    path = f"/asks/{told['id']}"
    granted = above.post(f"{path}/grant", {"until": "2024-05-02"}, Idempotency_Key=once())
    assert (granted.json()["state"], granted.json()["live"]) == ("granted", False)
    assert below.get(f"/obligations/{number}").json()["extended_until"].startswith("2024-05-02")
    assert (items(above, "/asks"), len(items(above, "/asks?waits=false"))) == ([], 1)
    late = above.post(f"{path}/decline", {"why": "không kịp"}, Idempotency_Key=once())
    assert problem(late, 409)["code"] == "refused"
    assert below.get(path).json() == granted.json()


def test_who_declines_says_why_and_the_unit_reads_it(office: Office, connect: Connect) -> None:
    below, above = connect("long-thanh"), connect("tinh")
    number = office.obligation("D6", "long-thanh").id
    ask(below, number, kind="other_unit", to_unit="Huyện ủy Nhơn Trạch")
    made = ask(below, number, kind="other_unit", to_unit="an-phuoc", until=None).json()
    assert made["to_unit"] == "an-phuoc"
    path = f"/asks/{made['id']}/decline"
    silent = problem(above.post(path, {}, Idempotency_Key=once()), 422)
    assert [one["field"] for one in silent["errors"]] == ["why"]
    above.post(path, {"why": "đúng là việc của huyện"}, Idempotency_Key=once())
    [last] = below.get(f"/obligations/{number}/asks").json()["items"]
    assert (last["state"], last["answer"]) == ("declined", "đúng là việc của huyện")


def test_what_is_wrong_is_told_beside_its_field(office: Office, connect: Connect) -> None:
    number = office.obligation("D6", "long-thanh").id
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"until": None}, "until"),
        ({"until": "2024-04-20"}, "until"),
        ({"why": " "}, "why"),
        ({"kind": "other_unit", "to_unit": "không có"}, "to_unit"),
        ({"kind": "more"}, "kind"),
    )
    for lang in ("vi", "en"):
        program = connect("long-thanh", lang=lang)
        for more, field in wrong:
            told = problem(ask(program, number, **more), 422)
            assert [one["field"] for one in told["errors"]] == [field], more
    assert program.get(f"/obligations/{number}/asks").json()["items"] == []


def test_only_who_decides_answers_and_only_who_may_reports_asks(office: Office, connect: Connect) -> None:
    number = office.obligation("D6/grassroots", "an-phuoc").id
    assert problem(ask(connect("long-thanh", Scope.READ), number), 403)["code"] == "no_scope"
    problem(ask(connect("nhon-trach"), number), 404)
    made = ask(connect("an-phuoc"), number).json()
    path, yes = f"/asks/{made['id']}/grant", {"until": "2024-05-03"}
    assert made["decider"] == "long-thanh"
    assert problem(connect("an-phuoc").post(path, yes, Idempotency_Key=once()), 403)["code"] == "not_yours"
    problem(connect("nhon-trach").post(path, yes, Idempotency_Key=once()), 404)
    problem(connect("tinh").get("/asks/99999"), 404)
    granted = connect("long-thanh").post(path, yes, Idempotency_Key=once())
    assert granted.json()["state"] == "granted"


def test_a_unit_takes_back_what_it_asked(office: Office, connect: Connect) -> None:
    below, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    path = f"/asks/{ask(below, number).json()['id']}/recall"
    problem(connect("nhon-trach").post(path, {}, Idempotency_Key=once()), 404)
    for _ in range(2):
        gone = below.post(path, {}, Idempotency_Key=once())
        assert (gone.json()["state"], gone.json()["live"]) == ("taken_back", False)
    assert items(connect("tinh"), "/asks") == []
    late = connect("tinh").post(path.replace("recall", "grant"), {}, Idempotency_Key=once())
    assert problem(late, 409)["code"] == "refused"
    assert below.get(f"/obligations/{number}").json()["extended_until"] is None


HERE = "/units/long-thanh"
NEW: dict[str, Any] = {"name": "Trần Thị Bình", "mail": "binh@longthanh.example.vn", "role": "Phó Ban"}


def listed(program: Program, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = program.get(path).json()["items"]
    return found


def ask_about(program: Program, **body: Any) -> httpx.Response:
    return program.post(f"{HERE}/contact-requests", body, Idempotency_Key=once())


def decide(program: Program, number: int, agreed: bool) -> httpx.Response:
    return program.post(f"/contact-requests/{number}/decision", {"agreed": agreed}, Idempotency_Key=once())


def names(program: Program) -> list[str]:
    return [one["name"] for one in listed(program, f"{HERE}/contacts")]


def test_somebody_new_is_written_to_once_the_unit_above_has_agreed(office: Office, connect: Connect) -> None:
    below, above = connect("long-thanh"), connect("tinh")
    made = ask_about(below, **NEW, by="Nguyễn Văn An")
    assert made.status_code == 201
    told = made.json()
    assert (told["state"], told["fields"], told["wanted"]) == ("waits", ["name", "role", "mail"], {})
    assert NEW["name"] not in names(below)
    [veiled], [whole] = listed(below, f"{HERE}/contact-requests"), listed(above, f"{HERE}/contact-requests")
    assert (veiled["wanted"]["mail"], whole["wanted"]["mail"]) == ("bi…@longthanh.example.vn", NEW["mail"])
    # The unit's own program decides about nothing of its own, whatever its scopes.
    assert problem(decide(below, told["id"], True), 403)["code"] == "not_yours"
    assert decide(above, told["id"], True).json()["state"] == "done"
    assert NEW["name"] in names(below)
    assert problem(decide(above, told["id"], False), 409)["code"] == "request_gone"
    assert listed(above, f"{HERE}/contact-requests") == []


def test_a_stand_in_is_written_to_for_some_days_or_until_whoever_was_away_is_back(
    office: Office, connect: Connect
) -> None:
    below, above = connect("long-thanh", Scope.READ, Scope.REPORT), connect("tinh")
    [known, *_] = listed(below, f"{HERE}/contacts")
    days = {"since": "2024-04-19", "until": "2024-05-02"}
    asked = ask_about(below, contact=known["id"], **NEW, **days).json()
    assert "days" in asked["fields"]
    decide(above, asked["id"], True)
    [stands_in] = [one for one in listed(below, f"{HERE}/contacts") if one["name"] == NEW["name"]]
    assert stands_in["stands_in_until"] == "2024-05-02"
    path = f"{HERE}/stand-ins/{stands_in['id']}/end"
    assert below.post(path, {}, Idempotency_Key=once()).json() == {"contact": stands_in["id"], "ended": True}
    assert NEW["name"] not in names(below)
    assert problem(below.post(path, {}, Idempotency_Key=once()), 409)["code"] == "refused"


def test_what_is_wrong_with_a_contact_is_told_beside_its_field(connect: Connect) -> None:
    below = connect("long-thanh")
    [known, *_] = listed(below, f"{HERE}/contacts")
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "name"),
        ({"name": "Trần Thị Bình"}, "mail"),
        ({**NEW, "mail": "binh@"}, "mail"),
        ({**NEW, "phone": "12"}, "phone"),
        ({"contact": known["id"]}, "name"),
        ({"left": True}, "contact"),
        ({**NEW, "since": "2024-04-19", "until": "2024-05-02"}, "contact"),
        ({**NEW, "contact": known["id"], "since": "2024-05-02", "until": "2024-04-19"}, "until"),
    )
    for body, field in wrong:
        assert field in [one["field"] for one in problem(ask_about(below, **body), 422)["errors"]], body
    assert listed(below, f"{HERE}/contact-requests") == []
    assert problem(ask_about(below, contact=10_000, name="Ai đó"), 409)["code"] == "refused"
