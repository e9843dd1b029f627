"""Many reports, or many acceptances, come in one call: each is done or explained, or none is."""

from __future__ import annotations

from typing import Any

import httpx

from models.views.client_views import Scope
from tests.portal.conftest import Office, Submit
from tests.portal.province import GOOD
from tests.portal.web.api.conftest import Connect, Program, problem
from tests.portal.web.api.test_acts_by_key import FIGURES, once

THREE = {"organisations": 19, "organisations_total": 20, "members": 120, "members_total": 121}


def send(program: Program, *rows: dict[str, Any], key: str = "", **more: Any) -> httpx.Response:
    body = {"reports": list(rows), "by": "Trần Thị Hòa", **more}
    return program.post("/reports", body, Idempotency_Key=key or once())


def row(office: Office, unit: str, duty: str = "D6", **more: Any) -> dict[str, Any]:
    return {"obligation": office.obligation(duty, unit).id, "seen": 0, "figures": FIGURES, **more}


def test_each_is_taken_or_explained(office: Office, connect: Connect, submit: Submit) -> None:
    submit(office.link("D6/grassroots", "phu-hoi"), {f"f_{name}": str(n) for name, n in THREE.items()})
    stale = row(office, "phu-hoi", "D6/grassroots", figures=THREE, note="Đã bổ sung.")
    wrong = row(office, "nhon-trach", figures={**FIGURES, "members": 6000})
    few = row(office, "an-phuoc", "D6/grassroots", figures={**THREE, "members": 60})
    good, stranger = row(office, "long-thanh"), {"obligation": 99999, "seen": 0}
    key = once()
    told = send(connect("tinh"), wrong, good, stale, few, stranger, key=key)
    assert told.status_code == 200, told.text
    found = told.json()
    assert (found["done"], found["left"]) == (1, 4)
    assert [one["code"] for one in found["items"]] == ["invalid", None, "changed", "unusual", "not_there"]
    first, done, changed, unusual, _ = found["items"]
    assert "figures.members" in {one["field"] for one in first["errors"]}
    assert "low:members:60:121" in unusual["errors"][0]["detail"]
    assert changed["detail"]
    kept = office.report("D6", "long-thanh")
    assert kept is not None
    assert (done["number"], done["receipt"], kept.by) == (1, kept.receipt, "Trần Thị Hòa (Phần mềm)")
    assert office.report("D6", "nhon-trach") is None


def test_the_same_call_again_is_answered_as_the_first_time(office: Office, connect: Connect) -> None:
    program, key = connect("tinh"), once()
    first, again = (send(program, row(office, "long-thanh"), key=key) for _ in range(2))
    assert (first.content, again.headers["idempotency-replayed"]) == (again.content, "true")
    other = send(program, row(office, "nhon-trach"), key=key)
    assert problem(other, 422)["code"] == "other_once"


def test_all_or_none(office: Office, connect: Connect) -> None:
    program, key = connect("tinh"), once()
    good, wrong = row(office, "long-thanh"), row(office, "nhon-trach", figures={"members": 1})
    told = problem(send(program, good, wrong, key=key, together=True), 422)
    assert told["code"] == "none_done"
    assert "reports.1.figures.organisations" in {one["field"] for one in told["errors"]}
    assert not [one for one in told["errors"] if one["field"].startswith("reports.0")]
    assert office.report("D6", "long-thanh") is None
    right = send(program, good, row(office, "nhon-trach"), key=key, together=True)
    assert (right.status_code, right.json()["done"]) == (200, 2)


def test_a_program_writes_for_its_own_units_alone(office: Office, connect: Connect) -> None:
    told = send(connect("long-thanh"), row(office, "long-thanh"), row(office, "nhon-trach")).json()
    assert [one["code"] for one in told["items"]] == [None, "not_there"]
    reader = connect("tinh", Scope.READ)
    assert problem(send(reader, row(office, "nhon-trach")), 403)["code"] == "no_scope"
    assert problem(send(connect("tinh")), 422)["errors"][0]["field"] == "reports"
    many = [{"obligation": 1, "seen": 0}] * 201
    assert problem(send(connect("tinh"), *many), 422)["errors"][0]["field"] == "reports"


def accept(program: Program, *rows: tuple[int, int], **more: Any) -> httpx.Response:
    body = {"reports": [{"obligation": one, "number": number} for one, number in rows], **more}
    return program.post("/acceptances", body, Idempotency_Key=once())


def test_many_are_taken_in_by_who_decides(office: Office, connect: Connect, submit: Submit) -> None:
    one, two = (office.obligation("D6", unit).id for unit in ("long-thanh", "nhon-trach"))
    submit(office.link("D6", "long-thanh"), GOOD)
    below = office.obligation("D6/grassroots", "an-phuoc").id
    mixed = ((one, 1), (two, 1), (99999, 1), (below, 1))
    none = problem(accept(connect("tinh"), *mixed, together=True), 422)
    assert [fault["field"] for fault in none["errors"]] == ["reports.1", "reports.2", "reports.3"]
    assert office.obligation("D6", "long-thanh").accepted_at is None
    told = accept(connect("tinh"), *mixed, by="Trần Thị Hòa").json()
    assert [item["done"] for item in told["items"]] == [True, False, False, False]
    assert [item["code"] for item in told["items"]] == [None, "changed", "not_there", "not_yours"]
    kept = office.report("D6", "long-thanh")
    assert kept is not None
    assert kept.decided_by == "Trần Thị Hòa (Phần mềm)"
    twice = accept(connect("tinh"), (one, 1), (one, 2)).json()
    assert [item["code"] for item in twice["items"]] == ["twice", "changed"]
