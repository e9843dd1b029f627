"""A program reads what concerns its unit and all below it, page by page; what is elsewhere is not there."""

from __future__ import annotations

from typing import Any

from models.views.client_views import Scope
from tests.portal.conftest import Office, Submit, Visitor
from tests.portal.province import GOOD
from tests.portal.web.api.conftest import Connect, Program, problem


def items(program: Program, path: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    at: str | None = path
    while at is not None:
        page = program.get(at).json()
        found += page["items"]
        joined = "&" if "?" in path else "?"
        at = f"{path}{joined}cursor={page['next']}" if page["next"] else None
    return found


def test_the_tree_is_the_keys_own(connect: Connect) -> None:
    assert [one["code"] for one in items(connect("long-thanh"), "/units")] == ["an-phuoc", "long-thanh"]
    assert len(items(connect("tinh"), "/units?limit=2")) == 6


def test_another_units_row_is_not_there(office: Office, connect: Connect) -> None:
    program = connect("long-thanh")
    own, other = office.obligation("D6", "long-thanh").id, office.obligation("D6", "nhon-trach").id
    assert program.get(f"/obligations/{own}").status_code == 200
    for path in (
        f"/obligations/{other}",
        f"/obligations/{other}/reports",
        "/units/nhon-trach",
        "/units/tinh",
    ):
        assert problem(program.get(path), 404)["code"] == "not_there"
    assert problem(program.get("/obligations/999999"), 404)["code"] == "not_there"


def test_a_list_comes_in_pages_without_gap_or_double(connect: Connect) -> None:
    program = connect("tinh")
    whole = [one["id"] for one in items(program, "/obligations?limit=200")]
    paged = [one["id"] for one in items(program, "/obligations?limit=1")]
    assert paged == whole == sorted(whole)
    assert len(whole) > 8


def test_a_list_is_narrowed_by_what_is_asked(connect: Connect) -> None:
    program = connect("tinh")
    assert {one["unit"] for one in items(program, "/obligations?duty=D6&limit=200")} == {
        *("long-thanh", "nhon-trach", "an-phuoc", "phu-hoi")
    }
    assert [one["unit"] for one in items(program, "/obligations?duty=P1")] == ["an-phuoc"]
    assert items(program, "/obligations?state=accepted") == []
    assert {one["duty"] for one in items(program, "/obligations?unit=btg")} == {"D5"}
    assert items(program, "/obligations?unit=nobody") == []


def test_a_cursor_that_we_never_gave_is_refused(connect: Connect) -> None:
    program = connect("tinh")
    for cursor in ("x", "////", "LTE", "OTk5OTk5OTk5OTk5OTk5", "é"):
        assert problem(program.get(f"/obligations?cursor={cursor}"), 400)["code"] == "bad_cursor", cursor


def test_a_plan_is_seen_by_whoever_owes_under_it(office: Office, connect: Connect) -> None:
    [plan] = items(connect("an-phuoc"), "/plans")
    assert (plan["code"], plan["number"]) == ("dong-nai-tw8", "301-KH/TU")
    duties = connect("an-phuoc").get(f"/plans/{office.plan_id}/duties").json()["items"]
    assert "D6" in {one["key"] for one in duties}


def test_of_a_secret_duty_code_and_dates_alone_are_told(office: Office, connect: Connect) -> None:
    program = connect("tinh")
    number = office.obligation("M1", "long-thanh").id
    told = program.get(f"/obligations/{number}")
    assert (told.json()["action"], told.json()["figures"]) == ("M1", [])
    assert told.json()["due_at"]
    duties = program.get(f"/plans/{office.plan_id}/duties")
    for answer in (told, duties, program.get("/obligations?duty=M1")):
        assert "quốc phòng" not in answer.text
        assert "quân nhân" not in answer.text


def test_sums_are_of_the_keys_own_units(office: Office, connect: Connect, submit: Submit) -> None:
    submit(office.link("D6", "long-thanh"), GOOD)
    whole = connect("tinh").get(f"/plans/{office.plan_id}/roll-up").json()
    assert whole["whole"] is True
    assert whole["counts"]["received"] == 1
    own = connect("nhon-trach").get(f"/plans/{office.plan_id}/roll-up?by=unit").json()
    assert own["whole"] is False
    assert {one["group"] for one in own["groups"]} == {"nhon-trach", "phu-hoi"}
    assert own["counts"]["received"] == 0
    mine = connect("long-thanh").get(f"/plans/{office.plan_id}/roll-up?by=unit").json()
    [group] = [one for one in mine["groups"] if one["group"] == "long-thanh"]
    part = {one["figure"]: (one["part"], one["of"]) for one in group["figures"]}
    assert part["organisations"] == (57, 59)


def test_a_report_and_its_receipt_are_found(office: Office, connect: Connect, submit: Submit) -> None:
    submit(office.link("D6", "long-thanh"), GOOD)
    number = office.obligation("D6", "long-thanh").id
    program = connect("long-thanh")
    report = program.get(f"/obligations/{number}/reports/1").json()
    assert report["figures"]["members"] == 5310
    receipt = program.get(f"/receipts/{report['receipt']}").json()
    assert (receipt["unit"], receipt["report"]["number"]) == ("long-thanh", 1)
    assert problem(connect("nhon-trach").get(f"/receipts/{report['receipt']}"), 404)["code"] == "not_there"
    assert problem(program.get("/receipts/000000-1"), 404)["code"] == "not_there"
    assert problem(program.get(f"/obligations/{number}/reports/2"), 404)["code"] == "not_there"


def test_what_has_not_changed_is_not_sent_again(office: Office, connect: Connect, submit: Submit) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    first = program.get(f"/obligations/{number}")
    again = program.get(f"/obligations/{number}", If_None_Match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "private, no-cache"
    submit(office.link("D6", "long-thanh"), GOOD)
    changed = program.get(f"/obligations/{number}", If_None_Match=first.headers["etag"])
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


def test_answers_wear_armour_and_no_page_of_people(connect: Connect, client: Visitor) -> None:
    answer = connect("tinh", Scope.READ).get("/plans")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"
