"""A running plan is rehearsed, amended and closed on the office's pages, by one officer or by two."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.plans import plans, second_acts
from models.views.plan_views import PlanState
from notifications.wording.preview import letter
from portal.app import create_app
from portal.web.counter import AskedRun, Counter
from services.issuing import second_officer as rule
from settings.belongings import belonging
from tests.portal.conftest import ZALO, Office
from tests.portal.office.conftest import ComeIn, Officer

CHANGED = """\
plan: dong-nai-tw8
title: quán triệt, triển khai thực hiện các nghị quyết Hội nghị Trung ương 8 khóa XIII
kind: KH
number: 301-KH/TU
issued: 2024-03-04
issuer: tinh
short: quán triệt TW8
desk: btg
requirements:
  - id: D6
    action: báo cáo kết quả quán triệt, tuyên truyền nghị quyết
    kind: report
    who: {level: district, kind: committee}
    when: {kind: before_strict, day: 2024-05-02, phrase: trước ngày 2/5/2024}
    to: [tinh]
"""


@pytest.fixture
def approver(come_in: ComeIn) -> Officer:
    return come_in(OfficeRole.APPROVER)


def path(office: Office, *steps: str) -> str:
    return "/".join(("/van-phong/ke-hoach", str(office.plan_id), *steps))


def hidden(page: str) -> dict[str, str]:
    return {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    }


def look(officer: Officer, office: Office, typed: dict[str, str], file: bytes = b"") -> httpx.Response:
    """Sends the form as a browser without scripts does, with a file or with none."""
    chosen = {"file": ("plan.yaml" if file else "", file, "text/yaml")}
    return officer.post(path(office, "dieu-chinh", "xem"), typed, files=chosen)


def state(office: Office) -> PlanState:
    with office.ledger.read() as session:
        (plan,) = plans.all_plans(session)
        return plan.state


def due(office: Office) -> str:
    at = office.obligation("D6", "long-thanh").due_at
    assert at is not None
    return f"{at:%d/%m}"


def two_are_needed(office: Office) -> None:
    with office.ledger.begin() as session:
        rule.switch(session, True, now=clock.now(session), by="Lan")


def test_the_rehearsal_shows_days_occasions_and_a_picture(approver: Officer, office: Office) -> None:
    page = approver.get(path(office, "dien-tap")).text
    assert "<svg" in page
    assert "Giao việc" in page
    assert "style=" not in page
    late = approver.get(path(office, "dien-tap"), params={"tra-loi": "silent"}).text
    assert "Quá hạn" in late
    assert "Quá hạn" not in page


def test_a_day_leads_to_its_recipients_and_a_unit_to_its_letters(office: Office, come_in: ComeIn) -> None:
    officer = come_in(OfficeRole.APPROVER)
    asked = {"ngay": "2024-03-04", "dip": "issued"}
    page = officer.get(path(office, "dien-tap"), params=asked).text
    assert "Huyện ủy Long Thành" in page
    assert "don-vi=long-thanh" in page
    letters = officer.get(path(office, "dien-tap"), params={"don-vi": "Long Thành"}).text
    assert "Thư gửi Huyện ủy Long Thành" in letters


def test_the_letters_are_worded_by_whoever_the_counter_was_given(office: Office, come_in: ComeIn) -> None:
    officer = come_in(OfficeRole.APPROVER)
    officer.use(create_app(office.ledger, Counter(office.ledger, ZALO, letter=letter)))
    page = unescape(officer.get(path(office, "dien-tap"), params={"don-vi": "long-thanh"}).text)
    assert "Nhiệm vụ mới" in page
    assert "được giao thực hiện" in page
    assert "triển khai chuyên đề quốc phòng" not in page


@pytest.mark.parametrize(
    ("own", "said", "status"),
    [("Lời riêng: {{ unit }}", "Lời riêng: Huyện ủy Long Thành", 200), ("{{ unit", "issued.txt.j2", 422)],
)
def test_a_portal_is_told_of_the_words_of_the_office_and_shows_its_letters_in_them(
    office: Office,
    come_in: ComeIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    own: str,
    said: str,
    status: int,
) -> None:
    (tmp_path / "vi").mkdir()
    template = f'{{% extends "vi/_letter.txt.j2" %}}{{% block subject %}}{own}{{% endblock %}}'
    (tmp_path / "vi" / "issued.txt.j2").write_text(template, encoding="utf-8")
    for name, value in belonging("portal", {"DONDOC_TEMPLATES": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    officer = come_in(OfficeRole.APPROVER)
    officer.use(create_app(office.ledger, Counter(office.ledger, ZALO, letter=letter)))
    answer = officer.get(path(office, "dien-tap"), params={"don-vi": "long-thanh"})
    assert answer.status_code == status
    assert said in unescape(answer.text)


def test_two_variants_stand_side_by_side(approver: Officer, office: Office) -> None:
    asked = {"so-sanh": "1", "b-tra-loi": "silent", "b-lich-nhac": "spare"}
    page = approver.get(path(office, "dien-tap"), params=asked).text
    assert "Phương án B" in page
    assert "Các ngày đến hạn như nhau." in page


def test_what_cannot_be_read_in_an_address_counts_as_not_asked(approver: Officer, office: Office) -> None:
    asked = {"ngay": "31/31", "tra-loi": "x", "trang": "-1", "ban": "ba", "dip": "no-such"}
    assert approver.get(path(office, "dien-tap"), params=asked).status_code == 200


def test_an_amendment_is_shown_before_it_is_done(approver: Officer, office: Office) -> None:
    assert "plan.yaml" in approver.get(path(office, "dieu-chinh")).text
    seen = look(approver, office, {"text": CHANGED, "why": "lùi hạn"})
    assert seen.status_code == 200, seen.text
    assert "Lùi lại" in seen.text
    assert "Huyện ủy Long Thành" in seen.text
    asked: list[str] = []
    board = "https://bang.example.vn"
    run = "6f1e1c1a-0000-4000-8000-000000000001"

    def ask(code: str) -> AskedRun:
        asked.append(code)
        return AskedRun(run)

    approver.use(create_app(office.ledger, Counter(office.ledger, ZALO, ask_run=ask, board=board)))
    done = approver.post(path(office, "dieu-chinh", "lam"), hidden(seen.text))
    assert done.status_code == 303, done.text
    assert due(office) == "01/05"
    assert len(asked) == 1
    after = approver.get(done.headers["location"]).text
    assert "Lượt chạy đã được yêu cầu." in after
    assert f'href="{board}/v2/runs/flow-run/{run}"' in after


def test_a_chosen_file_counts_and_its_text_is_shown(approver: Officer, office: Office) -> None:
    seen = look(approver, office, {"text": "cũ", "why": "lùi hạn"}, CHANGED.encode())
    assert seen.status_code == 200, seen.text
    assert "Lùi lại" in seen.text
    assert approver.post(path(office, "dieu-chinh", "lam"), hidden(seen.text)).status_code == 303
    assert due(office) == "01/05"


def test_a_file_that_is_no_text_is_one_line_and_what_was_typed_stays(
    approver: Officer, office: Office
) -> None:
    answer = look(approver, office, {"text": "cũ", "why": "lùi hạn"}, b"PK\x03\x04")
    assert answer.status_code == 422
    assert "không phải văn bản thuần" in answer.text
    assert 'value="lùi hạn"' in answer.text


def test_what_was_not_seen_is_not_done(approver: Officer, office: Office) -> None:
    seen = look(approver, office, {"text": CHANGED})
    other = CHANGED.replace("2024-05-02", "2024-05-09")
    answer = approver.post(path(office, "dieu-chinh", "lam"), {**hidden(seen.text), "text": other})
    assert answer.status_code == 422
    assert "đã thay đổi từ khi trang được mở" in answer.text
    assert due(office) == "24/04"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plan: khac\n", "plan"),
        ("", "plan"),
        (CHANGED.replace("dong-nai-tw8", "khac"), "của kế hoạch khac"),
        (CHANGED.replace("[tinh]", "[tinh-la]"), "tinh-la"),
    ],
)
def test_a_text_that_cannot_be_used_comes_again_with_one_line(
    approver: Officer, office: Office, text: str, said: str
) -> None:
    answer = look(approver, office, {"text": text})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_day_that_is_none_is_told(approver: Officer, office: Office) -> None:
    answer = look(approver, office, {"text": CHANGED, "on": "hôm nào"})
    assert answer.status_code == 422
    assert "Theo hệ thống tổ chức ngày" in answer.text


def test_a_plan_is_closed_with_a_reason(approver: Officer, office: Office) -> None:
    page = approver.get(path(office, "ket-thuc")).text
    assert "Nhiệm vụ chưa hoàn thành: " in page
    assert "triển khai chuyên đề quốc phòng" not in page
    empty = approver.post(path(office, "ket-thuc", "lam"), {**hidden(page), "why": " "})
    assert empty.status_code == 422
    assert state(office) is PlanState.RUNNING
    done = approver.post(path(office, "ket-thuc", "lam"), {**hidden(page), "why": "đã tổng kết"})
    assert done.status_code == 303
    assert state(office) is PlanState.CLOSED
    assert "Kế hoạch đã kết thúc lúc" in approver.get(path(office, "ket-thuc")).text


def test_under_the_rule_of_two_the_first_asks_and_another_confirms(office: Office, come_in: ComeIn) -> None:
    two_are_needed(office)
    first, other = come_in(OfficeRole.APPROVER, name="An"), come_in(OfficeRole.APPROVER, name="Bình")
    page = first.get(path(office, "ket-thuc")).text
    assert "quy tắc hai cán bộ" in page
    first.post(path(office, "ket-thuc", "lam"), {**hidden(page), "why": "đã tổng kết"})
    assert state(office) is PlanState.RUNNING
    again = first.post(path(office, "ket-thuc", "lam"), {**hidden(page), "why": "đã tổng kết"})
    assert again.status_code == 422
    assert state(office) is PlanState.RUNNING
    listed = other.get("/van-phong/xac-nhan-hai-nguoi").text
    assert path(office, "ket-thuc") in listed
    seen = other.get(path(office, "ket-thuc")).text
    assert "An đề nghị lúc" in seen
    assert "đã tổng kết" in seen
    done = other.post(path(office, "ket-thuc", "lam"), {**hidden(seen), "why": "đã tổng kết"})
    assert done.status_code == 303
    assert state(office) is PlanState.CLOSED


def test_the_second_sees_the_same_difference_and_may_say_no(office: Office, come_in: ComeIn) -> None:
    two_are_needed(office)
    first, other = come_in(OfficeRole.APPROVER, name="An"), come_in(OfficeRole.APPROVER, name="Bình")
    seen = look(first, office, {"text": CHANGED, "why": "lùi hạn"}).text
    assert first.post(path(office, "dieu-chinh", "lam"), hidden(seen)).status_code == 303
    page = other.get(path(office, "dieu-chinh")).text
    assert "Lùi lại" in page
    number = hidden(page)["so"]
    silent = other.post(path(office, "dieu-chinh", "tra-loi"), {"so": number, "why_not": ""})
    assert silent.status_code == 422
    other.post(path(office, "dieu-chinh", "tra-loi"), {"so": number, "why_not": "chưa đúng"})
    with office.ledger.read() as session:
        assert second_acts.waiting(session) == []
    assert due(office) == "24/04"
    told = first.get("/van-phong/xac-nhan-hai-nguoi").text
    assert "Bình không xác nhận" in told
    assert "“chưa đúng”" in told
    assert "Đề nghị của đồng chí không được xác nhận: 1" in first.get("/van-phong").text
    assert "không được xác nhận" not in other.get("/van-phong").text
    assert "chưa đúng" not in other.get("/van-phong/xac-nhan-hai-nguoi").text


def test_nobody_without_the_right_sees_these_acts(office: Office, come_in: ComeIn) -> None:
    for act in ("dieu-chinh", "ket-thuc"):
        assert come_in(OfficeRole.FOLLOWER).get(path(office, act)).status_code == 403
        assert come_in(OfficeRole.APPROVER, subtree="nhon-trach").get(path(office, act)).status_code == 404
    assert come_in(OfficeRole.VIEWER, subtree="nhon-trach").get(path(office, "dien-tap")).status_code == 404
