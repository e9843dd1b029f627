"""The morning of an officer in a real browser by keyboard: accept, return, extend, move the conference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pytest
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
from tests.portal.journeys.keys import press, tab_to, type_in
from tests.portal.journeys.looking import shut, too_wide
from tests.portal.office.journeys.conftest import Seen
from tests.portal.office.plans.test_plan_desk import hand_in

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"])]


@dataclass(frozen=True)
class Morning:
    """What lies before the officer."""

    secret: str
    returned: int
    extended: int
    meeting: int

    def tab(self, browser: Browser, address: str, width: int, *, scripts: bool = True) -> Page:
        """Their browser, at the first page."""
        visit = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
        kept = {"name": COOKIE, "value": self.secret, "domain": "localhost", "path": "/", "secure": True}
        visit.add_cookies([kept])  # type: ignore[list-item]
        page = visit.new_page()
        page.goto(address.replace("127.0.0.1", "localhost") + ROOT)
        return page

    def is_done(self, office: Office) -> bool:
        """Three accepted, one returned, one later, the conference moved to another number of its day."""
        with office.ledger.read() as session:
            moved = session.execute(select(MeetingRow.start_at, MeetingRow.sequence)).one()
        return (
            # Whoever was invited to the first day hears of it.
            tuple(moved) == (datetime(2024, 5, 28, 8, tzinfo=VIETNAM), 1)
            and office.obligation("D6", "nhon-trach").state == "returned"
            and office.obligation("D6", "long-thanh").state == "accepted"
            and office.obligation("P1", "an-phuoc").extended_until is not None
        )


@pytest.fixture
def morning(office: Office) -> Morning:
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
    return Morning(secret, returned, office.obligation("P1", "an-phuoc").id, meeting)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_morning_of_an_officer(
    office: Office, address: str, browser: Browser, morning: Morning, seen: Seen, width: int
) -> None:
    page = morning.tab(browser, address, width)
    plan = f"{page.url}/ke-hoach/{office.plan_id}"
    for path, name in (
        (page.url, "hom-nay"),
        (f"{page.url}/ke-hoach", "cac-ke-hoach"),
        (plan, "mot-ke-hoach"),
        (f"{plan}/nhiem-vu/{morning.returned}", "mot-nhiem-vu"),
    ):
        page.goto(path)
        seen(page, name)
    page.goto(f"{plan}/nhiem-vu/{morning.returned}/lam/tra-lai")
    page.get_by_label("Lý do").fill("Thiếu số liệu đảng viên")
    page.get_by_role("button", name="Trả lại").press("Enter")
    page.get_by_text("Đã trả lại báo cáo.").wait_for()
    page.goto(f"{plan}/nhiem-vu?tinh-trang=cho-tiep-nhan")
    assert shut(page) + too_wide(page) == []
    for box in page.get_by_role("checkbox").all():
        box.press("Space")
    page.get_by_role("button", name="Tiếp nhận các báo cáo").press("Enter")
    page.get_by_role("button", name="Tiếp nhận").press("Enter")
    page.get_by_text("Đã tiếp nhận 3 báo cáo.").wait_for()
    page.goto(f"{plan}/nhiem-vu/{morning.extended}/lam/gia-han")
    page.get_by_label("Gia hạn đến hết ngày").fill("20/5/2024")
    page.get_by_label("Lý do").fill("Mưa bão")
    page.get_by_role("button", name="Gia hạn").press("Enter")
    page.get_by_text("Đã gia hạn.").wait_for()
    page.goto(f"{plan}/hoi-nghi/{morning.meeting}")
    page.get_by_label("Khai mạc").fill("08:00 28/5/2024")
    page.get_by_role("button", name="Xem trước").press("Enter")
    assert shut(page) + too_wide(page) == []
    page.get_by_role("button", name="Đồng ý").press("Enter")
    page.get_by_text("Đã ghi.").wait_for()
    assert morning.is_done(office)
    page.context.close()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_morning_by_the_tab_key_alone_without_scripts(
    office: Office, address: str, browser: Browser, morning: Morning
) -> None:
    """From the first page on nothing is pointed at, and no address is typed."""
    page = morning.tab(browser, address, 1280, scripts=False)
    link, button = partial(page.get_by_role, "link"), partial(page.get_by_role, "button")
    plan = f"/ke-hoach/{office.plan_id}"

    def open_plan() -> None:
        press(page, page.locator(f'main a[href$="{plan}"], .menu a[href$="/ke-hoach"]').last)
        if not page.url.endswith(plan):
            press(page, page.locator(f'main a[href$="{plan}"]').first)

    press(page, page.locator(f'main a[href$="/nhiem-vu/{morning.returned}"]').first)
    press(page, link(name="Trả lại"))
    type_in(page, "Lý do", "Thiếu số liệu đảng viên")
    press(page, button(name="Trả lại"))
    page.get_by_text("Đã trả lại báo cáo.").wait_for()
    open_plan()
    press(page, link(name="Báo cáo chờ tiếp nhận"))
    for box in page.get_by_role("checkbox").all():
        tab_to(page, box)
        page.keyboard.press("Space")
    press(page, button(name="Tiếp nhận các báo cáo"))
    press(page, button(name="Tiếp nhận"))
    page.get_by_text("Đã tiếp nhận 3 báo cáo.").wait_for()
    open_plan()
    press(page, link(name="Xem nhiệm vụ của các đơn vị"))
    press(page, page.locator(f'main a[href$="/nhiem-vu/{morning.extended}"]').first)
    press(page, link(name="Gia hạn"))
    type_in(page, "Gia hạn đến hết ngày", "20/5/2024")
    type_in(page, "Lý do", "Mưa bão")
    press(page, button(name="Gia hạn"))
    page.get_by_text("Đã gia hạn.").wait_for()
    open_plan()
    press(page, page.locator(f'main a[href$="/hoi-nghi/{morning.meeting}"]').first)
    type_in(page, "Khai mạc", "08:00 28/5/2024")
    press(page, button(name="Xem trước"))
    press(page, button(name="Đồng ý"))
    page.get_by_text("Đã ghi.").wait_for()
    assert morning.is_done(office)
    page.context.close()
