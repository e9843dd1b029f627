"""The room of plans: what an officer sees of them, and every act, done or refused in one line."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from cascade.calendar.zone import VIETNAM
from cascade.org.office_roles import OfficeRole
from cascade.reports.obligation_states import ReportDoor
from models.database import audit, clock, stored_settings
from models.obligations import reports
from models.org.officers import board_ids
from models.stats import unit_history
from models.tables import AttendanceRow, MeetingRow, NoticeRow, PlanRow
from portal.app import create_app
from portal.office.web.desk import ROOT
from portal.web.counter import Counter
from services.conferences import conference_acts
from tests.portal.conftest import ZALO, Office
from tests.portal.duty import made_files
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.province import LATE, PEOPLE

FIGURES = {"organisations": 57, "organisations_total": 59, "members": 5310, "members_total": 5342}


def hand_in(office: Office, unit: str, duty: str = "D6", **other: int) -> int:
    number = office.obligation(duty, unit).id
    with office.ledger.begin() as session:
        figures = FIGURES | other
        now = clock.now(session)
        key = f"{unit}{sorted(figures.items())}"
        reports.submit(session, number, figures, "", now=now, by=PEOPLE[unit], idempotency=key)
    return number


@pytest.fixture
def follower(come_in: ComeIn) -> Officer:
    return come_in(OfficeRole.FOLLOWER)


@pytest.fixture
def late_morning(office: Office, come_in: ComeIn) -> Officer:
    """In two days after the reports of the districts were due."""
    office.set_clock(LATE)
    return come_in(OfficeRole.FOLLOWER)


def at(office: Office, *steps: object) -> str:
    return "/".join((ROOT, "ke-hoach", str(office.plan_id), *map(str, steps)))


def test_a_plan_without_a_number_does_not_show_its_code_as_one(office: Office, follower: Officer) -> None:
    with office.ledger.begin() as session:
        session.execute(update(PlanRow).values(number=""))
    page = follower.get(at(office)).text
    assert "<dt>Mã kế hoạch</dt><dd>dong-nai-tw8</dd>" in page
    assert "Số, ký hiệu" not in page


def test_every_page_of_a_plan_opens_in_both_languages(office: Office, follower: Officer) -> None:
    number = hand_in(office, "long-thanh")
    with office.ledger.read() as session:
        meeting = session.scalars(select(MeetingRow.id)).one()
    for path in (
        f"{ROOT}/ke-hoach",
        at(office),
        at(office, "nhiem-vu"),
        at(office, "nhiem-vu", number),
        at(office, "nhiem-vu", number, "lam", "tra-lai"),
        at(office, "don-vi", "long-thanh"),
        f"{ROOT}/ke-hoach/don-vi/long-thanh",
        at(office, "hoi-nghi", meeting),
    ):
        for lang in ("vi", "en"):
            answer = follower.get(f"{path}?lang={lang}")
            assert answer.status_code == 200, (path, answer.text[:500])


@pytest.mark.parametrize(
    "asked",
    ["xep=don-vi", "xep=tinh-trang", "tinh-trang=qua-han", "tinh-trang=khong-lien-lac", "tim=an+phuoc"],
)
def test_the_list_is_filtered_and_ordered(office: Office, late_morning: Officer, asked: str) -> None:
    answer = late_morning.get(at(office, f"nhiem-vu?{asked}"))
    assert answer.status_code == 200
    assert ("Đảng ủy xã An Phước" in answer.text) is (asked != "tinh-trang=khong-lien-lac")
    if "tim" in asked:
        assert 'don-vi/nhon-trach"' not in answer.text


def test_several_reports_are_shown_then_accepted(office: Office, follower: Officer) -> None:
    picked = [f"{hand_in(office, unit)}:1" for unit in ("long-thanh", "nhon-trach")]
    path = at(office, "nhiem-vu")
    shown = follower.post(path, {"pick": picked})
    assert shown.status_code == 200
    assert "5.310/5.342" in shown.text
    assert office.obligation("D6", "long-thanh").state == "submitted"
    assert follower.post(path, {"pick": picked, "sure": "1"}).status_code == 303
    assert {office.obligation("D6", unit).state.value for unit in ("long-thanh", "nhon-trach")} == {
        "accepted"
    }
    with office.ledger.read() as session:
        assert {act.who for act in audit.trail(session) if act.act == "accept"} == {"Trần Văn Bình"}


def test_a_newer_report_is_not_accepted_unseen_nor_are_the_others(office: Office, follower: Officer) -> None:
    picked = [f"{hand_in(office, unit)}:1" for unit in ("nhon-trach", "long-thanh")]
    hand_in(office, "long-thanh", members=5000)
    answer = follower.post(at(office, "nhiem-vu"), {"pick": picked, "sure": "1"})
    assert answer.status_code == 422
    assert "Huyện ủy Long Thành" in answer.text
    assert office.obligation("D6", "nhon-trach").state == "submitted"


def test_of_several_each_that_can_be_is_accepted_and_the_others_say_why(
    office: Office, follower: Officer
) -> None:
    picked = [f"{hand_in(office, unit)}:1" for unit in ("nhon-trach", "long-thanh")]
    hand_in(office, "long-thanh", members=5000)
    path = at(office, "nhiem-vu")
    shown = follower.post(path, {"pick": picked})
    assert shown.status_code == 200
    assert "1 báo cáo không tiếp nhận được" in shown.text
    assert "nay là số 2" in shown.text
    assert shown.text.count('name="pick"') == 1, "only what can be accepted is sent on"
    answer = follower.post(path, {"pick": picked, "sure": "1", "how": "each"})
    assert answer.status_code == 200
    assert "Đã tiếp nhận 1 báo cáo." in answer.text
    told = answer.text.partition('id="left"')[2].partition("</section>")[0]
    assert "Huyện ủy Long Thành" in told
    assert "5.310/5.342 (99,4%) → 5.000/5.342" in told
    assert office.obligation("D6", "nhon-trach").state == "accepted"
    assert office.obligation("D6", "long-thanh").state == "submitted"


def test_what_is_of_another_plan_or_waits_no_more_is_not_accepted(office: Office, follower: Officer) -> None:
    path = at(office, "nhiem-vu")
    number = hand_in(office, "nhon-trach")
    for nonsense in ([], ["x:1"], ["999999999:1"], [f"{number}:1", "999999999:1"]):
        for sure in ({}, {"sure": "1", "how": "each"}):
            assert follower.post(path, {"pick": nonsense, **sure}).status_code == 422
    assert office.obligation("D6", "nhon-trach").state == "submitted"
    silent = office.obligation("D6", "long-thanh").id
    answer = follower.post(path, {"pick": [f"{silent}:0"], "sure": "1", "how": "each"})
    assert "không có báo cáo nào đang chờ" in answer.text


ACTS = [
    ("tiep-nhan", {}, "accepted"),
    ("tra-lai", {"reason": "Thiếu số liệu đảng viên"}, "returned"),
    ("bao-cao-thay", {"note": "Đọc qua điện thoại"}, "submitted"),
]
OWED = [
    ("gia-han", {"until": "20/5/2024", "reason": "Mưa bão"}, "open"),
    ("mien", {"reason": "Sáp nhập"}, "exempt"),
    ("giao-lai", {"to": "tinh", "reason": "Chuyển việc"}, "withdrawn"),
    ("nhac-ngay", {}, "open"),
    ("ngay-hua", {"until": "29/4/2024", "note": "Anh An gọi"}, "open"),
]


@pytest.mark.parametrize(("act", "form", "state"), ACTS)
def test_a_report_is_decided_about(
    office: Office, follower: Officer, act: str, form: dict[str, str], state: str
) -> None:
    number = hand_in(office, "long-thanh")
    figures = {f"f_{name}": str(value) for name, value in FIGURES.items()}
    path = at(office, "nhiem-vu", number, "lam", act)
    assert "Nguyễn Văn An" in follower.get(path).text
    answer = follower.post(path, {"seen": "1", **figures, **form})
    assert answer.status_code == 303, answer.text
    assert office.obligation("D6", "long-thanh").state.value == state
    assert "Đã" in follower.get(answer.headers["location"]).text


@pytest.mark.parametrize(("act", "form", "state"), OWED)
def test_what_is_owed_is_pressed_or_eased(
    office: Office, late_morning: Officer, act: str, form: dict[str, str], state: str
) -> None:
    number = office.obligation("D6/grassroots", "an-phuoc").id
    path = at(office, "nhiem-vu", number, "lam", act)
    answer = late_morning.post(path, form)
    assert answer.status_code == 303, answer.text
    assert office.obligation("D6/grassroots", "an-phuoc").state.value == state


@pytest.mark.parametrize(("act", "form", "state"), [one for one in ACTS + OWED if one[1]])
def test_an_empty_form_is_said_back_in_one_line_and_changes_nothing(
    office: Office, late_morning: Officer, act: str, form: dict[str, str], state: str
) -> None:
    number = office.obligation("D6/grassroots", "an-phuoc").id
    answer = late_morning.post(at(office, "nhiem-vu", number, "lam", act), {})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert office.obligation("D6/grassroots", "an-phuoc").state == "open"


def test_an_unusual_figure_is_confirmed_by_the_officer_before_it_is_written(
    office: Office, follower: Officer
) -> None:
    number = office.obligation("D6", "long-thanh").id
    path = at(office, "nhiem-vu", number, "lam", "bao-cao-thay")
    figures = {f"f_{name}": str(value) for name, value in (FIGURES | {"members": 531}).items()}
    form = {"seen": "0", "note": "Đọc qua điện thoại", **figures}
    asked = follower.post(path, form)
    assert asked.status_code == 422
    assert "531/5.342" in asked.text
    assert office.obligation("D6", "long-thanh").state.undone
    [key] = re.findall(r'name="(sure_[^"]+)"', asked.text)
    assert follower.post(path, form | {key: "1"}).status_code == 303
    with office.ledger.read() as session:
        report = reports.latest(session, number)
    assert report is not None
    assert (report.door, len(report.confirmed)) == (ReportDoor.BEHALF, 1)


def test_files_come_with_a_report_that_the_office_writes_down(office: Office, follower: Officer) -> None:
    number = office.obligation("D6", "long-thanh").id
    path = at(office, "nhiem-vu", number, "lam", "bao-cao-thay")
    assert 'type="file"' in follower.get(path).text
    figures = {f"f_{name}": str(value) for name, value in FIGURES.items()}
    form = {"seen": "0", "note": "Theo công văn 12-CV/HU", **figures}
    paper = ("files", ("công văn.pdf", made_files.PDF, "application/pdf"))
    program = follower.post(path, form, files=[paper, ("files", ("anh.jpg", made_files.EXE, "image/jpeg"))])
    assert program.status_code == 422
    assert "anh.jpg" in program.text
    assert "chọn lại" in program.text
    done = follower.post(path, form, files=[paper])
    assert done.status_code == 303, done.text
    shown = follower.get(done.headers["location"]).text
    [href] = re.findall(r'href="([^"]+/tep/[0-9]+)"', shown)
    assert "công văn.pdf" in shown
    assert follower.get(href).content == made_files.PDF


def test_a_day_is_shown_before_it_is_fixed_and_a_conference_is_called_off_by_choice(
    office: Office, follower: Officer
) -> None:
    with office.ledger.read() as session:
        meeting = session.scalars(select(MeetingRow.id)).one()
    path = at(office, "hoi-nghi", meeting, "ngay")
    day = {"what": "an-dinh", "start": "08:00 28/5/2024", "end": "11:30"}
    assert "Xem trước" in follower.post(path, day).text
    assert state_of(office) == ("open", 0)
    assert follower.post(path, day | {"sure": "1"}).status_code == 303
    state, _ = state_of(office)
    assert state == "fixed"
    assert follower.post(path, {"what": "an-dinh"}).status_code == 422
    assert follower.post(path, {"what": "huy", "sure": "1"}).status_code == 422
    assert state_of(office)[0] == "fixed"
    assert follower.post(path, {"what": "huy", "reason": "Lũ", "sure": "1"}).status_code == 303
    assert state_of(office)[0] == "cancelled"


def test_who_came_is_written_down_as_it_was_telephoned(office: Office, come_in: ComeIn) -> None:
    with office.ledger.begin() as session:
        now = clock.now(session)
        day = datetime(2024, 5, 28, 8, tzinfo=VIETNAM)
        conference_acts.fix(session, "dong-nai-tw8", "C1", day, now=now, by="Lan")
        meeting = session.scalars(select(MeetingRow.id)).one()
    path = at(office, "hoi-nghi", meeting, "diem-danh")
    told = {"unit": "tinh", "called": "40", "present": "38", "excused": "2"}
    assert come_in(OfficeRole.FOLLOWER).post(path, told).status_code == 422
    office.set_clock(day + timedelta(hours=5))
    follower = come_in(OfficeRole.FOLLOWER)
    assert follower.post(path, told | {"present": "41"}).status_code == 422
    assert follower.post(path, told | {"unit": "long-thanh"}).status_code == 422
    assert attended(office) == []
    assert follower.post(path, told).status_code == 303
    assert attended(office) == [("tinh", 40, 38, 2)]
    assert follower.post(path, told | {"present": "39", "excused": ""}).status_code == 303
    assert attended(office) == [("tinh", 40, 39, None)]


def test_the_backdrop_of_any_hall_is_taken_in_the_size_of_its_wall(office: Office, follower: Officer) -> None:
    with office.ledger.read() as session:
        meeting = session.scalars(select(MeetingRow.id)).one()
    path = at(office, "hoi-nghi", meeting, "ma-ket")
    own = follower.get(path + "?hall=&wall=&kind=svg")
    assert own.status_code == 200
    assert 'width="6000mm" height="3000mm"' in own.text
    wide = follower.get(path + "?wall=8+x+3,5&kind=svg")
    assert 'width="8000mm" height="3500mm"' in wide.text
    for wrong in ("wall=to", "hall=long-thanh", "hall=nowhere"):
        answer = follower.get(f"{path}?{wrong}&kind=svg")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def attended(office: Office) -> list[tuple[str, int, int, int | None]]:
    with office.ledger.read() as session:
        rows = session.scalars(select(AttendanceRow))
        return [(row.unit, row.expected, row.present, row.excused) for row in rows]


def test_a_plan_leads_to_its_run_and_says_what_it_carries_out(office: Office, follower: Officer) -> None:
    page = follower.get(at(office)).text
    assert "/v2/runs" not in page
    with office.ledger.begin() as session:
        stored_settings.put(session, board_ids.LIFE + "dong-nai-tw8", {"run": "0b1c"})
    follower.use(create_app(office.ledger, Counter(office.ledger, ZALO, board="https://board.test")))
    page = follower.get(at(office)).text
    assert 'href="https://board.test/v2/runs/flow-run/0b1c"' in page
    unit = follower.get(at(office, "don-vi", "long-thanh")).text
    assert f'href="{at(office, "nhiem-vu")}?duoi=long-thanh"' in unit
    below = follower.get(at(office, "nhiem-vu"), params={"duoi": "long-thanh"}).text
    assert "An Phước" in below
    assert "Phú Hội" not in below


def state_of(office: Office) -> tuple[str, int]:
    with office.ledger.read() as session:
        state = session.scalars(select(MeetingRow.state)).one()
        told = session.scalar(select(func.count()).where(NoticeRow.occasion.startswith("invitation")))
        return state, told or 0


def test_a_committee_below_sees_its_own_units_and_decides_only_below_itself(
    office: Office, come_in: ComeIn
) -> None:
    below = come_in(OfficeRole.FOLLOWER, subtree="long-thanh", name="Cán bộ huyện")
    own, under = hand_in(office, "long-thanh"), hand_in(office, "an-phuoc", "D6/grassroots")
    other = hand_in(office, "phu-hoi", "D6/grassroots")
    assert below.get(at(office)).status_code == 404
    assert below.get(at(office, "nhiem-vu", other)).status_code == 404
    assert below.get(at(office, "nhiem-vu", own)).status_code == 200
    assert below.get(at(office, "nhiem-vu", own, "lam", "tiep-nhan")).status_code == 403
    assert below.post(at(office, "nhiem-vu", own, "lam", "tiep-nhan"), {"seen": "1"}).status_code == 403
    assert below.post(at(office, "nhiem-vu", under, "lam", "mien"), {"reason": "x"}).status_code == 403
    assert below.post(at(office, "nhiem-vu", under, "lam", "tiep-nhan"), {"seen": "1"}).status_code == 303


def test_a_unit_shows_all_that_happened_and_may_be_narrowed(office: Office, follower: Officer) -> None:
    hand_in(office, "long-thanh")
    office.accept("D6", "long-thanh")
    page = at(office, "don-vi", "long-thanh")
    every = follower.get(page).text
    assert "Tiếp nhận báo cáo" in every
    assert "Thông báo:" in every
    assert "Thông báo:" not in follower.get(f"{page}?xem=bao-cao").text
    assert "Tiếp nhận báo cáo" not in follower.get(f"{page}?xem=thong-bao").text


def test_a_second_report_shows_what_it_says_otherwise(office: Office, follower: Officer) -> None:
    hand_in(office, "long-thanh")
    number = hand_in(office, "long-thanh", members=5000)
    assert "5.310/5.342 (99,4%) → 5.000/5.342" in follower.get(at(office, "nhiem-vu", number)).text


def test_a_units_history_is_told_to_its_beginning_the_latest_first(office: Office, follower: Officer) -> None:
    with office.ledger.begin() as session:
        now = clock.now(session)
        for hour in range(unit_history.A_PAGE + 5):
            at = now - timedelta(hours=hour)
            audit.log(session, f"Cán bộ {hour}", "promise", now=at, unit="long-thanh")
    page = f"{ROOT}/ke-hoach/don-vi/long-thanh"
    said = [
        re.findall(r"Cán bộ (\d+)", follower.get(page, params={"xem": "viec", "trang": at}).text)
        for at in (1, 2)
    ]
    assert [*said[0], *said[1]] == [str(hour) for hour in range(unit_history.A_PAGE + 5)]
    assert len(said[0]) == unit_history.A_PAGE
    assert 'href="?xem=viec&amp;trang=2"' in follower.get(page, params={"xem": "viec"}).text
    assert follower.get(page, params={"trang": "x"}).status_code == 200
