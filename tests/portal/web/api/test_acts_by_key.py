"""A program reports, acknowledges, promises and decides: once, on what it has seen, where its unit may."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy import select

from models.obligations import reports
from models.tables import AuditRow, NoticeRow, ReportRow
from models.views.client_views import Scope
from tests.portal.conftest import Office, Submit
from tests.portal.province import GOOD, LATE
from tests.portal.web.api.conftest import Connect, Program, problem

FIGURES: dict[str, Any] = {
    "organisations": 57,
    "organisations_total": 59,
    "members": "5.310",
    "members_total": 5342,
    "plans": "Kế hoạch số 112-KH/HU ngày 02/4/2024",
}
_KEYS = count(1)


def once() -> str:
    return f"key-of-a-test-{next(_KEYS):04d}"


def etag(program: Program, number: int) -> str:
    return str(program.get(f"/obligations/{number}").headers["etag"])


def hand_in(program: Program, number: int, **more: Any) -> dict[str, Any]:
    sent = {"figures": FIGURES, "note": "Hai tổ chức học bù.", **more}
    answer = program.post(
        f"/obligations/{number}/reports", sent, Idempotency_Key=once(), If_Match=etag(program, number)
    )
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_report_comes_in_as_through_the_form(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    told = hand_in(program, number, by="Nguyễn Văn An")
    kept = office.report("D6", "long-thanh")
    assert kept is not None
    assert kept.receipt.startswith(f"{number:06d}-1-")
    assert (told["state"], told["seen"], told["reports"][0]["receipt"]) == ("submitted", 1, kept.receipt)
    assert kept.figures == {**FIGURES, "members": 5310}
    assert kept.by == "Nguyễn Văn An (Phần mềm)"
    with office.ledger.read() as session:
        [detail] = session.scalars(select(AuditRow.detail).where(AuditRow.act == "submit"))
        receipts = session.scalars(select(NoticeRow.id).where(NoticeRow.occasion == "receipt")).all()
    assert detail["door"] == "api"
    assert len(receipts) == 1


def test_what_is_unusual_is_taken_once_its_key_is_sent_along(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    few = {"figures": {**FIGURES, "members": 4500}}
    asked = program.post(
        f"/obligations/{number}/reports", few, Idempotency_Key=once(), If_Match=etag(program, number)
    )
    told = problem(asked, 422)
    key = "low:members:4500:5342"
    assert (told["code"], [one["field"] for one in told["errors"]]) == ("unusual", ["figures.members:low"])
    assert key in told["errors"][0]["detail"]
    assert office.report("D6", "long-thanh") is None
    assert hand_in(program, number, **few, confirmed=[key])["reports"][0]["confirmed"] == [key]


def test_what_differs_from_the_sum_below_is_explained(office: Office, connect: Connect) -> None:
    program, below = connect("long-thanh"), office.obligation("D6/grassroots", "an-phuoc").id
    three = {"organisations": 19, "organisations_total": 20, "members": 120, "members_total": 121}
    hand_in(program, below, figures=three, note="")
    number = office.obligation("D6", "long-thanh").id
    assert program.get(f"/obligations/{number}").json()["below"]["sums"] == three
    headers = {"If_Match": etag(program, number)}
    less: dict[str, Any] = {"figures": {**three, "members": 119}, "reasons": {}}
    told = problem(
        program.post(f"/obligations/{number}/reports", less, Idempotency_Key=once(), **headers), 422
    )
    assert [one["field"] for one in told["errors"]] == ["reasons.members"]
    less["reasons"] = {"members": "một đồng chí chuyển sinh hoạt"}
    done = program.post(f"/obligations/{number}/reports", less, Idempotency_Key=once(), **headers)
    assert done.status_code == 201, done.text


def test_the_same_request_again_is_answered_as_the_first_time(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    sent = {"figures": FIGURES}
    headers = {"Idempotency_Key": once(), "If_Match": etag(program, number)}
    first, again = (program.post(f"/obligations/{number}/reports", sent, **headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    other = program.post(f"/obligations/{number}/reports", {"figures": {}}, **headers)
    assert problem(other, 422)["code"] == "other_once"
    with office.ledger.read() as session:
        assert len(session.scalars(select(ReportRow.id)).all()) == 1


def test_what_went_wrong_under_a_key_may_be_sent_right_under_it(office: Office, connect: Connect) -> None:
    program, number, key = connect("long-thanh"), office.obligation("D6", "long-thanh").id, once()
    headers = {"Idempotency_Key": key, "If_Match": etag(program, number)}
    wrong = program.post(f"/obligations/{number}/reports", {"figures": {"members": 1}}, **headers)
    assert "figures.organisations" in {one["field"] for one in problem(wrong, 422)["errors"]}
    right = program.post(f"/obligations/{number}/reports", {"figures": FIGURES}, **headers)
    assert right.status_code == 201


def test_without_a_key_or_a_look_nothing_is_done(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    path, sent = f"/obligations/{number}/reports", {"figures": FIGURES}
    assert problem(program.post(path, sent, If_Match="*"), 400)["code"] == "no_once"
    assert problem(program.post(path, sent, Idempotency_Key=once()), 428)["code"] == "no_match"
    stale = program.post(path, sent, Idempotency_Key=once(), If_Match='"0123"')
    assert problem(stale, 412)["code"] == "changed"
    assert office.report("D6", "long-thanh") is None


def test_nobody_writes_over_what_they_have_not_seen(office: Office, connect: Connect, submit: Submit) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    seen = etag(program, number)
    submit(office.link("D6", "long-thanh"), GOOD)
    late = program.post(
        f"/obligations/{number}/reports", {"figures": FIGURES}, Idempotency_Key=once(), If_Match=seen
    )
    assert problem(late, 412)["code"] == "changed"
    assert hand_in(program, number)["seen"] == 2


WRONG: tuple[tuple[object, str], ...] = (
    ({"figures": {**FIGURES, "members": 6000}}, "figures.members"),
    ({"figures": {**FIGURES, "members": -1}}, "figures.members"),
    ({"figures": {**FIGURES, "members": 10**30}}, "figures.members"),
    ({"figures": {**FIGURES, "unknown": 1}}, "figures.unknown"),
    ({"figures": FIGURES, "note": "x" * 5000}, "note"),
    ({"figures": FIGURES, "colour": "red"}, "colour"),
    ({"figures": FIGURES, "early": "yes"}, "early"),
    ({"figures": {**FIGURES, "members": 1.5}}, "figures.members"),
    ([], "body"),
)


def test_what_is_wrong_is_told_beside_its_field_in_both_languages(office: Office, connect: Connect) -> None:
    number = office.obligation("D6", "long-thanh").id
    for lang in ("vi", "en"):
        program = connect("long-thanh", lang=lang)
        for sent, field in WRONG:
            headers = {"Idempotency_Key": once(), "If_Match": "*"}
            answer = program.post(f"/obligations/{number}/reports", sent, **headers)
            told = problem(answer, 422)
            assert [one["field"] for one in told["errors"] if one["field"].startswith(field)], told
            assert all(one["detail"] for one in told["errors"])
            assert "nput should" not in answer.text
    assert office.report("D6", "long-thanh") is None


JUNK = (b"{", b"[" * 100_000, b'{"note": "\\u0000"}', b'{"note": "\\ud800"}', b"\xff")


def test_what_is_no_json_or_cannot_be_kept_is_turned_away(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    for body in JUNK:
        headers = program.headers({"Idempotency-Key": once(), "Content-Type": "application/json"})
        path = f"/api/v1/obligations/{number}/reports"
        problem(program.visitor.post(path, content=body, headers=headers), 400)


def test_a_form_is_no_json(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    headers = program.headers({"Idempotency-Key": once()})
    answer = program.visitor.post(
        f"/api/v1/obligations/{number}/reports", data={"note": "x"}, headers=headers
    )
    assert problem(answer, 415)["code"] == "not_json"


def test_what_is_too_big_is_not_read(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    answer = program.post(f"/obligations/{number}/reports", {"note": "x" * 300_000}, Idempotency_Key=once())
    problem(answer, 413)


def test_acts_on_another_units_duty_find_nothing(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "nhon-trach").id
    for act, sent in (
        ("reports", {"figures": FIGURES}),
        ("acknowledgement", {}),
        ("promise", {"day": "2024-04-30"}),
        ("reports/1/acceptance", {}),
        ("extension", {"until": "2024-05-30", "why": "mưa"}),
    ):
        answer = program.post(f"/obligations/{number}/{act}", sent, Idempotency_Key=once(), If_Match="*")
        assert problem(answer, 404)["code"] == "not_there", act


def test_the_unit_above_accepts_returns_and_extends(office: Office, connect: Connect) -> None:
    below, above = connect("long-thanh", Scope.READ, Scope.REPORT), connect("tinh")
    number = office.obligation("D6", "long-thanh").id
    later = above.post(
        f"/obligations/{number}/extension",
        {"until": "2024-05-03", "why": "địa bàn rộng"},
        Idempotency_Key=once(),
    )
    assert later.json()["extended_until"].startswith("2024-05-03")
    hand_in(below, number)
    back = above.post(
        f"/obligations/{number}/reports/1/return", {"reason": "thiếu một tổ chức"}, Idempotency_Key=once()
    )
    assert (back.json()["state"], back.json()["reports"][0]["reason"]) == ("returned", "thiếu một tổ chức")
    hand_in(below, number, note="Đã bổ sung.")
    stale = above.post(f"/obligations/{number}/reports/1/acceptance", {}, Idempotency_Key=once())
    assert problem(stale, 412)["code"] == "changed"
    done = above.post(
        f"/obligations/{number}/reports/2/acceptance", {"by": "Trần Thị Hòa"}, Idempotency_Key=once()
    )
    assert (done.json()["state"], done.json()["reports"][1]["decided_by"]) == (
        *("accepted", "Trần Thị Hòa (Phần mềm)"),
    )


def test_a_unit_does_not_decide_about_itself(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    hand_in(program, number)
    answer = program.post(f"/obligations/{number}/reports/1/acceptance", {}, Idempotency_Key=once())
    assert problem(answer, 403)["code"] == "not_yours"


def test_a_key_that_may_only_read_does_nothing(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh", Scope.READ), office.obligation("D6", "long-thanh").id
    answer = program.post(f"/obligations/{number}/acknowledgement", {}, Idempotency_Key=once())
    assert problem(answer, 403)["code"] == "no_scope"


def test_a_unit_is_at_it_and_a_late_one_promises(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    assert (
        program.post(f"/obligations/{number}/acknowledgement", {}, Idempotency_Key=once()).status_code == 200
    )
    early = program.post(f"/obligations/{number}/promise", {"day": "2024-04-30"}, Idempotency_Key=once())
    assert problem(early, 409)["code"] == "refused"
    office.set_clock(LATE)
    said = program.post(f"/obligations/{number}/promise", {"day": "2024-04-30"}, Idempotency_Key=once())
    assert (said.json()["promised"], said.json()["late"]) == ("2024-04-30", True)


def test_of_a_secret_duty_no_figures_are_taken(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("M1", "long-thanh").id
    sent = {"figures": {"soldiers": 12}, "note": "Công văn số 5"}
    answer = program.post(
        f"/obligations/{number}/reports", sent, Idempotency_Key=once(), If_Match=etag(program, number)
    )
    assert answer.status_code == 201
    told = program.get(f"/obligations/{number}")
    assert '"soldiers"' not in told.text
    with office.ledger.read() as session:
        kept = reports.latest(session, number)
    assert kept is not None
    assert dict(kept.figures) == {}
