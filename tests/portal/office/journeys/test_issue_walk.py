"""From a rehearsal to the issue, and two officers of whom one asks and another decides, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.org.officers import office_sessions, officers
from models.plans import second_acts
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.office.web.desk import COOKIE
from services.issuing import second_officer as rule
from tests.portal.conftest import Office
from tests.portal.journeys.looking import shut, too_wide
from tests.portal.office.plans.test_issue_a_draft import drafted, issued, page_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"])]
Enter = Callable[[str], Page]
TABS = 40
"""More than any of these pages has before its button."""


@pytest.fixture(params=[1280, 360])
def enter(request: pytest.FixtureRequest, browser: Browser, office: Office, address: str) -> Iterator[Enter]:
    """The tab of an approver of that name, who is in."""
    with ExitStack() as open_tabs:

        def tab(name: str) -> Page:
            with office.ledger.begin() as session:
                now, grants = clock.now(session), [OfficeGrant(OfficeRole.APPROVER, EVERYWHERE)]
                mail = f"{len(name)}@example.vn"
                made = officers.add(session, name, mail, grants, now=now, by="kiểm thử", unit="btg")
                secret = office_sessions.open_for(session, made.id, "machine", "127.0.0.1", now=now)
            view = {"width": request.param, "height": 800}
            visit = open_tabs.enter_context(
                browser.new_context(base_url=address, locale="vi-VN", viewport=view)  # type: ignore[arg-type]
            )
            kept = {"name": COOKIE, "value": secret, "domain": "127.0.0.1", "path": "/", "secure": True}
            visit.add_cookies([kept])  # type: ignore[list-item]
            return visit.new_page()

        yield tab


def looks_well(page: Page) -> None:
    assert shut(page) + too_wide(page) == []


def press(page: Page, name: str) -> None:
    """Reaches the button or link of that name by the Tab key alone, and presses Enter."""
    page.locator("body").press("Home")
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(name)


def test_by_keys_alone_a_draft_is_rehearsed_and_issued(office: Office, enter: Enter) -> None:
    draft, page = drafted(office), enter("An")
    page.goto(page_of(draft, "dien-tap"))
    looks_well(page)
    press(page, "Chuyển sang ban hành")
    expect(page).to_have_url(re.compile("/ban-hanh$"))
    looks_well(page)
    press(page, "Ban hành")
    page.get_by_text("Kế hoạch đã ban hành.").wait_for()
    looks_well(page)
    assert len(issued(office)) == 1


def test_of_two_officers_the_first_asks_and_the_second_decides(office: Office, enter: Enter) -> None:
    with office.ledger.begin() as session:
        rule.switch(session, True, now=clock.now(session), by="Lan")
    draft, first, other = drafted(office), enter("An"), enter("Bình")
    for decision in ("Không xác nhận", "Xác nhận và ban hành"):
        first.goto(page_of(draft, "ban-hanh"))
        press(first, "Đề nghị cán bộ thứ hai xác nhận")
        first.get_by_role("button", name="Bỏ đề nghị").wait_for()
        looks_well(first)
        other.goto("/van-phong/xac-nhan-hai-nguoi")
        looks_well(other)
        other.get_by_role("link", name="Ban hành kế hoạch: Học tập nghị quyết số 10").press("Enter")
        other.get_by_text("An đề nghị lúc").wait_for()
        looks_well(other)
        assert issued(office) == []
        if decision == "Không xác nhận":
            other.get_by_label("Lý do không xác nhận").fill("Chưa có ý kiến của Thường trực")
        press(other, decision)
        expect(other.get_by_role("button", name=decision)).to_have_count(0)
    other.get_by_text("Kế hoạch đã ban hành.").wait_for()
    assert len(issued(office)) == 1
    with office.ledger.read() as session:
        assert second_acts.waiting(session) == []
