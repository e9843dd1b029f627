"""The morning of an officer in a real browser by keyboard: accept, return, extend, move the conference."""

from __future__ import annotations

from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from cascade.calendar.zone import VIETNAM
from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.org.officers import office_sessions, officers
from models.tables import MeetingRow
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.office.web.desk import COOKIE, ROOT
from services.conferences import conference_acts
from tests.portal.conftest import Office
from tests.portal.office.plans.test_plan_desk import hand_in

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"])]


def no_serious_problem(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_morning_of_an_officer(office: Office, address: str, browser: Browser, width: int) -> None:
    for unit, duty in (("long-thanh", "D6"), ("an-phuoc", "D6/grassroots"), ("phu-hoi", "D6/grassroots")):
        hand_in(office, unit, duty)
    returned = hand_in(office, "nhon-trach")
    with office.ledger.begin() as session:
        now = clock.now(session)
        grants = [OfficeGrant(OfficeRole.FOLLOWER, EVERYWHERE)]
        made = officers.add(session, "Trần Văn Bình", "b@example.vn", grants, now=now, by="kiểm thử")
        secret = office_sessions.open_for(session, made.id, "machine", "127.0.0.1", now=now)
        meeting = session.scalars(select(MeetingRow.id)).one()
        before = datetime(2024, 5, 24, 8, tzinfo=VIETNAM)
        conference_acts.fix(session, "dong-nai-tw8", "C1", before, now=now, by="Lan")
    extended = office.obligation("P1", "an-phuoc").id
    address = address.replace("127.0.0.1", "localhost")
    visit = browser.new_context(viewport={"width": width, "height": 800})
    kept = {"name": COOKIE, "value": secret, "domain": "localhost", "path": "/", "secure": True}
    visit.add_cookies([kept])  # type: ignore[list-item]
    page, plan = visit.new_page(), f"{address}{ROOT}/ke-hoach/{office.plan_id}"
    page.goto(f"{address}{ROOT}")
    no_serious_problem(page)
    page.goto(f"{plan}/nhiem-vu/{returned}/lam/tra-lai")
    page.get_by_label("Lý do").fill("Thiếu số liệu đảng viên")
    page.get_by_role("button", name="Trả lại").press("Enter")
    page.get_by_text("Đã trả lại báo cáo.").wait_for()
    page.goto(f"{plan}/nhiem-vu?tinh-trang=cho-tiep-nhan")
    no_serious_problem(page)
    for box in page.get_by_role("checkbox").all():
        box.press("Space")
    page.get_by_role("button", name="Tiếp nhận các báo cáo").press("Enter")
    page.get_by_role("button", name="Tiếp nhận").press("Enter")
    page.get_by_text("Đã tiếp nhận 3 báo cáo.").wait_for()
    page.goto(f"{plan}/nhiem-vu/{extended}/lam/gia-han")
    page.get_by_label("Gia hạn đến hết ngày").fill("20/5/2024")
    page.get_by_label("Lý do").fill("Mưa bão")
    page.get_by_role("button", name="Gia hạn").press("Enter")
    page.get_by_text("Đã gia hạn.").wait_for()
    page.goto(f"{plan}/hoi-nghi/{meeting}")
    page.get_by_label("Khai mạc").fill("08:00 28/5/2024")
    page.get_by_role("button", name="Xem trước").press("Enter")
    no_serious_problem(page)
    page.get_by_role("button", name="Đồng ý").press("Enter")
    page.get_by_text("Đã ghi.").wait_for()
    with office.ledger.read() as session:
        moved = session.execute(select(MeetingRow.start_at, MeetingRow.sequence)).one()
    # Another number of the day: whoever was invited to the first one hears of it.
    assert tuple(moved) == (datetime(2024, 5, 28, 8, tzinfo=VIETNAM), 1)
    visit.close()
    assert office.obligation("D6", "nhon-trach").state == "returned"
    assert office.obligation("P1", "an-phuoc").extended_until is not None
