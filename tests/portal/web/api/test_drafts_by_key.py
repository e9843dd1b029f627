"""A program asks what would come of a report, and lays one out that a person checks and sends."""

from __future__ import annotations

from typing import Any

import httpx

from models.views.client_views import Scope
from tests.portal.conftest import Office, Submit, Visitor
from tests.portal.duty.test_report_files import send
from tests.portal.province import GOOD
from tests.portal.web.api.conftest import ROOT, Connect, Program, problem
from tests.portal.web.api.test_acts_by_key import FIGURES, hand_in

LAID: dict[str, Any] = {"figures": {"members": 5310, "members_total": "5.342"}, "note": "Theo phần mềm."}


def check(program: Program, number: int, **sent: Any) -> httpx.Response:
    return program.post(f"/obligations/{number}/reports/check", sent)


def lay(program: Program, number: int, body: object) -> httpx.Response:
    path = f"{ROOT}/obligations/{number}/draft"
    return program.visitor.ask("PUT", path, json=body, headers=program.headers({}))


def test_what_would_come_of_a_report_is_told_and_nothing_written(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh", lang="en"), office.obligation("D6", "long-thanh").id
    before = program.get(f"/obligations/{number}").json()
    wrong = check(program, number, figures={**FIGURES, "members": 6000}).json()
    assert (wrong["taken"], wrong["errors"][0]["field"]) == (False, "figures.members")
    few = {**FIGURES, "members": 4500}
    [asked] = check(program, number, figures=few).json()["questions"]
    assert (asked["key"], asked["figure"], asked["kind"]) == ("low:members:4500:5342", "members", "low")
    fine = check(program, number, figures=few, confirmed=[asked["key"]]).json()
    assert (fine["taken"], fine["errors"], fine["questions"]) == (True, [], [])
    assert program.get(f"/obligations/{number}").json() == before
    hand_in(program, number, figures=few, confirmed=[asked["key"]])
    assert program.get(f"/obligations/{number}").json()["seen"] == 1
    problem(check(connect("nhon-trach"), number, figures=few), 404)
    assert problem(check(connect("long-thanh", Scope.READ), number), 403)["code"] == "no_scope"


def test_what_a_program_lays_out_a_person_checks_and_sends(
    office: Office, connect: Connect, client: Visitor
) -> None:
    program, number = connect("nhon-trach"), office.obligation("D6", "nhon-trach").id
    problem(program.get(f"/obligations/{number}/draft"), 404)
    told = lay(program, number, LAID)
    assert (told.status_code, told.json()["people"], told.json()["note"]) == (200, 1, "Theo phần mềm.")
    assert lay(program, number, LAID).json()["figures"] == {"members": "5310", "members_total": "5.342"}
    page = client.get(office.link("D6", "nhon-trach")).text
    for said in ("Phần mềm “Phần mềm” đã điền sẵn", 'value="5.342"', "Theo phần mềm."):
        assert said in page, said
    assert office.report("D6", "nhon-trach") is None
    # Once a person has changed it, it is theirs.
    assert send(client, office.link("D6", "nhon-trach"), note="Đã xem lại.", draft="1").status_code == 303
    problem(program.get(f"/obligations/{number}/draft"), 404)
    assert problem(lay(program, number, LAID), 409)["code"] == "nobody_waits"
    page = client.get(office.link("D6", "nhon-trach")).text
    assert ("Đã xem lại." in page, "đã điền sẵn" in page) == (True, False)


def test_what_was_laid_out_before_a_report_came_is_not_shown_after_it(
    office: Office, connect: Connect, client: Visitor, submit: Submit
) -> None:
    program, number = connect("nhon-trach"), office.obligation("D6", "nhon-trach").id
    lay(program, number, LAID)
    hand_in(program, number)
    assert "Theo phần mềm." not in client.get(office.link("D6", "nhon-trach")).text
    assert lay(program, number, {**LAID, "note": "Bổ sung."}).json()["seen"] == 1
    assert "Bổ sung." in client.get(office.link("D6", "nhon-trach")).text
    assert program.delete(f"/obligations/{number}/draft").status_code == 204
    assert "Bổ sung." not in client.get(office.link("D6", "nhon-trach")).text
    submit(office.link("D6", "nhon-trach"), GOOD)


def test_what_no_form_asks_for_is_not_laid_out(office: Office, connect: Connect) -> None:
    program, number = connect("tinh"), office.obligation("D6", "nhon-trach").id
    told = problem(lay(program, number, {"figures": {"ghosts": 1}, "reasons": {"members": "x"}}), 422)
    assert [one["field"] for one in told["errors"]] == ["figures.ghosts"]
    secret = office.obligation("M1", "nhon-trach").id
    assert problem(lay(program, secret, {"note": "mật"}), 422)["errors"][0]["field"] == "body"
    problem(lay(connect("long-thanh"), number, LAID), 404)
