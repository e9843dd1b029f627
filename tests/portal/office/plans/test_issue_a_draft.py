"""A draft is issued from the office: what was seen, once, whoever presses, and the first run is asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Occasion
from cascade.org.office_roles import OfficeRole
from models.database import audit, clock
from models.org.officers import office_sessions
from models.outbox.search import search
from models.plans import drafts, duties, plans
from models.reminders import escalate
from models.views.draft_views import DraftState, DraftVersion
from models.views.plan_views import PlanRecord
from portal.app import create_app
from portal.web.counter import AskedRun, Counter
from services.drafts import again
from services.issuing import second_officer as rule
from tests.portal.conftest import ZALO, Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.plans.test_running_plan_acts import hidden

RUN = "0f5c1b2a-3d4e-4f60-8a7b-9c0d1e2f3a4b"
TEXT = """\
plan: hoc-tap-nq10
title: học tập nghị quyết số 10
kind: KH
number: 12-KH/TU
issued: 2024-04-19
issuer: tinh
short: học tập NQ10
desk: btg
requirements:
  - id: B1
    action: báo cáo kết quả học tập nghị quyết
    kind: report
    who: {level: district, kind: committee}
    when: {kind: before_strict, day: 2024-05-25, phrase: trước ngày 25/5/2024}
    to: [tinh]
  - id: B2
    action: nộp bài viết về chuyên đề riêng
    kind: submit
    secret: true
    who: {units: [an-phuoc]}
    when: {kind: by, day: 2024-04-22, phrase: chậm nhất 22/4/2024}
    to: [tinh]
"""


def drafted(office: Office, text: str = TEXT, unit: str = "tinh") -> int:
    with office.ledger.begin() as session:
        return drafts.create(
            session,
            title="học tập nghị quyết số 10",
            unit=unit,
            reading={},
            text=text,
            state={},
            now=clock.now(session),
            by="kiểm thử",
        )


def save(office: Office, draft: int, text: str) -> None:
    with office.ledger.begin() as session:
        known = drafts.lock(session, draft)
        new = DraftVersion(draft, known.version + 1, text, {}, "edit", clock.now(session), "Hoa")
        drafts.add_version(session, new, title=known.title)


def page_of(draft: int, *steps: str) -> str:
    return "/".join(("/van-phong/van-ban", str(draft), *steps))


def issued(office: Office) -> list[PlanRecord]:
    with office.ledger.read() as session:
        return [one for one in plans.all_plans(session) if one.code == "hoc-tap-nq10"]


def press(officer: Officer, draft: int, page: str) -> int:
    return officer.post(page_of(draft, "ban-hanh", "lam"), hidden(page)).status_code


@pytest.fixture
def approver(come_in: ComeIn) -> Officer:
    return come_in(OfficeRole.APPROVER)


def test_one_page_says_all_that_will_happen(approver: Officer, office: Office) -> None:
    page = approver.get(page_of(drafted(office), "ban-hanh")).text
    assert "3 nhiệm vụ cho 3 đơn vị" in page
    assert "thư điện tử: 3" in page
    assert "còn không quá 3 ngày làm việc" in page
    assert "báo cáo kết quả học tập nghị quyết" in page
    assert "chuyên đề riêng" not in page
    assert page.count(">nhiệm vụ mật<") == 1
    assert "<strong>B2</strong> hạn 22/4/2024 (thứ Hai) còn không quá 3 ngày làm việc: nhiệm vụ mật" in page


def test_what_is_overdue_before_it_is_issued_is_told_with_what_comes_of_it(
    come_in: ComeIn, office: Office
) -> None:
    office.set_clock(datetime(2024, 4, 24, 2, tzinfo=UTC))
    approver, draft = come_in(OfficeRole.APPROVER), drafted(office)
    page = approver.get(page_of(draft, "ban-hanh")).text
    assert "<strong>B2</strong> hạn 22/4/2024 (thứ Hai) đã qua" in page
    assert "đơn vị nhận thông báo quá hạn" in page
    assert press(approver, draft, page) == 303
    (plan,) = issued(office)
    with office.ledger.begin() as session:
        escalate.run(session, plan.id, clock.now(session) + timedelta(days=1))
        late = [one for one in search(session, plan=plan.code) if one.occasion == Occasion.OVERDUE]
    assert late


def test_the_button_issues_and_the_first_notices_wait_and_the_run_is_asked_for(
    approver: Officer, office: Office
) -> None:
    asked: list[str] = []

    def ask(code: str) -> AskedRun:
        asked.append(code)
        return AskedRun(RUN)

    board = "https://bang.example.vn"
    approver.use(create_app(office.ledger, Counter(office.ledger, ZALO, ask_run=ask, board=board)))
    draft = drafted(office)
    page = approver.get(page_of(draft, "ban-hanh")).text
    onward = approver.post(page_of(draft, "ban-hanh", "lam"), hidden(page)).headers["location"]
    (plan,) = issued(office)
    assert asked == [plan.code]
    with office.ledger.read() as session:
        assert drafts.find(session, draft).state is DraftState.ISSUED
        assert drafts.find(session, draft).plan_id == plan.id
        found = [one for one in search(session, plan=plan.code) if one.occasion == Occasion.ISSUED]
        assert len(found) == 3
        done = [one for one in audit.trail(session, plan=plan.code) if one.act == "issue"]
        assert [one.who for one in done] == ["Trần Văn Bình"]
    after = approver.get(onward).text
    assert f"/van-phong/ke-hoach/{plan.id}" in after
    assert "Lượt chạy đầu tiên đã được yêu cầu." in after
    assert f'href="{board}/v2/runs/flow-run/{RUN}"' in after
    assert "đã được yêu cầu" not in approver.get(page_of(draft, "ban-hanh")).text


def test_a_first_run_that_nobody_could_start_is_told_as_it_is(approver: Officer, office: Office) -> None:
    draft = drafted(office)
    page = approver.get(page_of(draft, "ban-hanh")).text
    onward = approver.post(page_of(draft, "ban-hanh", "lam"), hidden(page)).headers["location"]
    after = approver.get(onward).text
    assert "Không có máy chủ Prefect để nhờ chạy ngay; lượt quét trong 5 phút tới sẽ cho chạy." in after
    assert "đã được yêu cầu" not in after
    assert "đã được yêu cầu" not in approver.get(page_of(draft, "ban-hanh"), params={"luot": "x"}).text


def test_pressed_twice_it_is_issued_once(approver: Officer, office: Office) -> None:
    draft = drafted(office)
    page = approver.get(page_of(draft, "ban-hanh")).text
    assert press(approver, draft, page) == 303
    again = approver.post(page_of(draft, "ban-hanh", "lam"), hidden(page))
    assert "Kế hoạch đã ban hành." in again.text
    assert len(issued(office)) == 1


def test_of_two_officers_who_press_at_once_one_issues_and_the_other_is_told(
    office: Office, come_in: ComeIn
) -> None:
    draft = drafted(office)
    both = [come_in(OfficeRole.APPROVER, name=name) for name in ("An", "Bình")]
    pages = [one.get(page_of(draft, "ban-hanh")).text for one in both]
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda pair: press(pair[0], draft, pair[1]), zip(both, pages, strict=True)))
    assert sorted(codes) == [200, 303]
    assert len(issued(office)) == 1


def test_a_draft_that_was_changed_since_is_shown_again_and_not_issued(
    approver: Officer, office: Office
) -> None:
    draft = drafted(office)
    page = approver.get(page_of(draft, "ban-hanh")).text
    save(office, draft, TEXT.replace("2024-05-25", "2024-05-30"))
    answer = approver.post(page_of(draft, "ban-hanh", "lam"), hidden(page))
    assert answer.status_code == 422
    assert "có phiên bản mới hơn (2)" in answer.text
    assert "Bản nháp đã đổi từ phiên bản 1 đến phiên bản 2" in answer.text
    assert '<strong>B1</strong>: Hạn <span class="soft">(Hoa)' in answer.text
    assert answer.text.count("(Hoa)") == 1
    assert issued(office) == []
    assert press(approver, draft, answer.text) == 303


def test_a_unit_that_came_meanwhile_is_seen_before_it_is_asked(approver: Officer, office: Office) -> None:
    draft = drafted(office)
    page = approver.get(page_of(draft, "ban-hanh")).text
    office.leave("long-thanh")
    answer = approver.post(page_of(draft, "ban-hanh", "lam"), hidden(page))
    assert answer.status_code == 422
    assert "đơn vị có cách liên lạc" in answer.text
    assert "Đơn vị chưa có cách liên lạc: 1" in answer.text


def test_whoever_has_not_shown_lately_who_they_are_is_asked_first(approver: Officer, office: Office) -> None:
    draft = drafted(office)
    page = approver.get(page_of(draft, "ban-hanh")).text
    with office.ledger.begin() as session:
        clock.set_clock(session, clock.now(session) + office_sessions.PROVED + timedelta(seconds=1))
    answer = approver.post(page_of(draft, "ban-hanh", "lam"), hidden(page))
    assert answer.status_code == 303
    assert "xac-nhan" in answer.headers["location"]
    assert issued(office) == []


def test_an_open_question_or_a_broken_text_is_one_line(approver: Officer, office: Office) -> None:
    for text in ("plan: x\n", TEXT.replace("[tinh]", "[khong-co]", 1)):
        answer = approver.get(page_of(drafted(office, text), "ban-hanh"))
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert "Ban hành</button>" not in answer.text


def test_under_the_rule_of_two_another_officer_issues_what_the_first_saw(
    office: Office, come_in: ComeIn
) -> None:
    with office.ledger.begin() as session:
        rule.switch(session, True, now=clock.now(session), by="Lan")
    draft = drafted(office)
    first, other = come_in(OfficeRole.APPROVER, name="An"), come_in(OfficeRole.APPROVER, name="Bình")
    assert press(first, draft, first.get(page_of(draft, "ban-hanh")).text) == 303
    assert issued(office) == []
    assert "Bỏ đề nghị" in first.get(page_of(draft, "ban-hanh")).text
    page = other.get(page_of(draft, "ban-hanh")).text
    assert "Xác nhận và ban hành" in page
    assert press(other, draft, page) == 303
    assert len(issued(office)) == 1


def test_drafts_of_others_are_not_there(office: Office, come_in: ComeIn) -> None:
    draft = drafted(office)
    away = come_in(OfficeRole.APPROVER, subtree="nhon-trach")
    assert away.get(page_of(draft, "ban-hanh")).status_code == 404
    assert away.get(page_of(draft, "dien-tap")).status_code == 404
    assert away.get(page_of(999, "ban-hanh")).status_code == 404
    assert come_in(OfficeRole.DRAFTER).get(page_of(draft, "ban-hanh")).status_code == 403


def test_a_draft_is_rehearsed_and_its_versions_compared(approver: Officer, office: Office) -> None:
    draft = drafted(office)
    save(office, draft, TEXT.replace("2024-05-25", "2024-05-30"))
    assert "<svg" in approver.get(page_of(draft, "dien-tap")).text
    asked = {"so-sanh": "1", "ban": "1", "b-ban": "2"}
    page = approver.get(page_of(draft, "dien-tap"), params=asked).text
    assert "24/5/2024" in page
    assert "29/5/2024" in page
    assert "Các ngày đến hạn như nhau." not in page


def amending(office: Office, approver: Officer) -> tuple[PlanRecord, int]:
    """A plan issued from a draft, and a draft of it with another date, an hour later."""
    draft = drafted(office)
    assert press(approver, draft, approver.get(page_of(draft, "ban-hanh")).text) == 303
    (plan,) = issued(office)
    with office.ledger.begin() as session:
        clock.set_clock(session, clock.now(session) + timedelta(minutes=5))
        by, now = "Hoa", clock.now(session)
        number = again.from_last(session, plan.id, unit="tinh", now=now, by=by)
    assert number is not None
    save(office, number, TEXT.replace("2024-05-25", "2024-05-30"))
    return plan, number


def last_day(office: Office, plan: PlanRecord) -> date:
    with office.ledger.read() as session:
        (due,) = {one.due_at for one in duties.records(session, plan.id) if one.requirement == "B1"}
    assert due is not None
    return day_of(due)


def test_a_draft_of_a_running_plan_amends_it_after_a_look(approver: Officer, office: Office) -> None:
    plan, draft = amending(office, approver)
    assert approver.get(page_of(draft, "ban-hanh")).headers["location"].endswith(page_of(draft, "dieu-chinh"))
    page = approver.get(page_of(draft, "dieu-chinh"), params={"why": "lùi hạn"}).text
    assert "Lùi lại" in page
    assert "Huyện ủy Long Thành" in page
    assert last_day(office, plan) == date(2024, 5, 24)
    done = approver.post(page_of(draft, "dieu-chinh", "lam"), hidden(page))
    assert done.status_code == 303, done.text
    assert last_day(office, plan) == date(2024, 5, 29)
    after = approver.get(done.headers["location"]).text
    assert "Kế hoạch đã được điều chỉnh." in after
    assert "Không có máy chủ Prefect để nhờ chạy ngay; lượt quét trong 5 phút tới sẽ cho chạy." in after
    with office.ledger.read() as session:
        assert drafts.find(session, draft).state is DraftState.ISSUED
    assert "đã được điều chỉnh theo bản nháp này" in approver.get(page_of(draft, "ban-hanh")).text
    assert len(issued(office)) == 1


def test_a_draft_that_was_changed_since_amends_nothing(approver: Officer, office: Office) -> None:
    plan, draft = amending(office, approver)
    page = approver.get(page_of(draft, "dieu-chinh")).text
    save(office, draft, TEXT.replace("2024-05-25", "2024-06-20"))
    answer = approver.post(page_of(draft, "dieu-chinh", "lam"), hidden(page))
    assert answer.status_code == 422
    assert "từ phiên bản 2 đến phiên bản 3" in answer.text
    assert last_day(office, plan) == date(2024, 5, 24)


def test_under_the_rule_of_two_a_draft_amends_when_another_confirms(office: Office, come_in: ComeIn) -> None:
    first, other = come_in(OfficeRole.APPROVER, name="An"), come_in(OfficeRole.APPROVER, name="Bình")
    plan, draft = amending(office, first)
    with office.ledger.begin() as session:
        rule.switch(session, True, now=clock.now(session), by="Lan")
    page = first.get(page_of(draft, "dieu-chinh"), params={"why": "lùi hạn"}).text
    assert first.post(page_of(draft, "dieu-chinh", "lam"), hidden(page)).status_code == 303
    assert last_day(office, plan) == date(2024, 5, 24)
    assert page_of(draft, "dieu-chinh") in other.get("/van-phong/xac-nhan-hai-nguoi").text
    seen = other.get(page_of(draft, "dieu-chinh")).text
    assert "Lùi lại" in seen
    assert "lùi hạn" in seen
    assert other.post(page_of(draft, "dieu-chinh", "lam"), hidden(seen)).status_code == 303
    assert last_day(office, plan) == date(2024, 5, 29)


def test_the_page_of_an_amendment_begins_a_draft_of_the_last_one(office: Office, come_in: ComeIn) -> None:
    officer = come_in(OfficeRole.APPROVER, OfficeRole.DRAFTER)
    draft = drafted(office)
    assert press(officer, draft, officer.get(page_of(draft, "ban-hanh")).text) == 303
    (plan,) = issued(office)
    there = f"/van-phong/ke-hoach/{plan.id}/dieu-chinh"
    assert "Soạn bản điều chỉnh" in officer.get(there).text
    onward = officer.post(f"{there}/soan").headers["location"]
    with office.ledger.read() as session:
        new = drafts.find(session, int(onward.rpartition("/")[2]))
    assert (new.plan_id, new.state) == (plan.id, DraftState.OPEN)
    page = officer.get(there).text
    assert "Soạn bản điều chỉnh" not in page
    assert f'href="{onward}"' in page
