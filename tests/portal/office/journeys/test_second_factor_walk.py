"""An officer who must have a second factor sets it up and comes in by it, with the keyboard alone."""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from cascade.org import one_time_codes
from cascade.org.office_roles import FactorRule, OfficeRole
from models.database import clock
from models.org.officers import factor_rule, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from services.office import officer_acts
from tests.portal.conftest import Office
from tests.portal.office.journeys.conftest import NewTab, Seen

pytestmark = pytest.mark.browser
MAIL = "mai@example.vn"
Link = Callable[[], str]
FOCUSED = """() => {
    const one = document.activeElement;
    return one === document.body ? "" : (one.labels?.[0] ?? one).innerText;
}"""
"""What is called how, of that which the keyboard would press."""


@pytest.fixture
def link(office: Office, address: str) -> Link:
    """A new link to come in, of an administrator who must have a second factor."""
    with office.ledger.begin() as session:
        now, grants = clock.now(session), [OfficeGrant(OfficeRole.ADMIN, EVERYWHERE)]
        for name, mail in (("Lê Thị Mai", MAIL), ("Nguyễn Hoàng Phương Thảo", "thao@example.vn")):
            officers.add(session, name, mail, grants, now=now, by="kiểm thử", unit="btg")
        factor_rule.put(session, FactorRule.BINDING, now=now, by="kiểm thử")

    def made() -> str:
        with office.ledger.begin() as session:
            now, mai = clock.now(session), officers.named(session, MAIL)
            given = officer_acts.give_link(session, mai, now=now, by="kiểm thử")
        return address + urlsplit(given).path

    return made


def code(office: Office, key: bytes) -> str:
    with office.ledger.read() as session:
        return one_time_codes.code_at(key, one_time_codes.step_of(clock.now(session)))


def later(office: Office) -> None:
    """Half a minute on: the authenticator shows another code."""
    with office.ledger.begin() as session:
        clock.set_clock(session, clock.now(session) + timedelta(seconds=one_time_codes.SECONDS))


def tab_to(page: Page, words: str) -> None:
    """By the Tab key alone, to what is called so; it shows that it has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == words:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", words
            return
    pytest.fail(f"{words}: the Tab key does not lead there")


def head(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_set_up_put_away_and_shown(
    office: Office, link: Link, tab: NewTab, seen: Seen, width: int, scripts: bool
) -> None:
    page = tab(width, scripts=scripts)
    page.goto(link())
    tab_to(page, "Vào văn phòng")
    page.keyboard.press("Enter")
    head(page, "Xác thực hai lớp")
    seen(page, "hai-lop")
    tab_to(page, "Bắt đầu đặt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Hình mã QR")).to_be_visible()
    seen(page, "hai-lop-dat")
    key = b32decode(page.locator("code.key").inner_text().replace(" ", ""))
    tab_to(page, "Mã")
    page.keyboard.type(code(office, key))
    page.keyboard.press("Enter")
    head(page, "Mười mã dự phòng")
    seen(page, "hai-lop-ma-du-phong")
    kept = page.locator(".codes code").all_inner_texts()
    tab_to(page, "Đã cất mã, tiếp tục")
    page.keyboard.press("Enter")
    head(page, "Hôm nay")
    tab_to(page, "Đăng xuất")
    page.keyboard.press("Enter")
    head(page, "Đăng nhập văn phòng")
    later(office)
    page.goto(link())
    tab_to(page, "Vào văn phòng")
    page.keyboard.press("Enter")
    head(page, "Nhập mã trên điện thoại")
    expect(page.get_by_label("Mã")).to_be_focused()
    seen(page, "hai-lop-nhap-ma")
    page.keyboard.type("sai")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Mã gồm 6 chữ số")
    seen(page, "hai-lop-sai-ma")
    expect(page.get_by_label("Mã")).to_be_focused()
    page.keyboard.type(code(office, key) if scripts else kept[0].lower())
    page.keyboard.press("Enter")
    head(page, "Hôm nay")
    page.goto(re.sub(r"/van-phong.*", "/van-phong/hai-lop", page.url))
    head(page, "Xác thực hai lớp")
    seen(page, "hai-lop-dang-bat")
