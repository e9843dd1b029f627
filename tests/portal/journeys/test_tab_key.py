"""A unit and the one above it do all they have to by the Tab key alone, on a telephone, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.portal.conftest import Office
from tests.portal.duty import made_files
from tests.portal.journeys import keys
from tests.portal.journeys.conftest import reading
from tests.portal.office.plans.test_plan_desk import hand_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PAPER = {"name": "Báo cáo (bản ký).pdf", "mimeType": "application/pdf", "buffer": made_files.PDF}


@pytest.fixture
def database_kind() -> str:
    """A person at the page does not see which database lies behind."""
    return "sqlite"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    for reader in reading(browser, "vi-VN", scripts=False):
        yield reader.page


def test_from_the_link_to_the_receipt(office: Office, address: str, phone: Page) -> None:
    link, button = partial(phone.get_by_role, "link"), partial(phone.get_by_role, "button")
    phone.goto(address + office.link("D6/grassroots", "phu-hoi"))
    for label, typed in (
        ("Tổ chức đảng đã quán triệt", "57"),
        ("Tổng số tổ chức đảng", "59"),
        ("Cán bộ, đảng viên tham dự", "4500"),
        ("Tổng số cán bộ, đảng viên phải dự", "5342"),
    ):
        keys.type_in(phone, label, typed)
    keys.hand_in(phone, phone.get_by_label("Chọn tệp"), PAPER)
    keys.press(phone, button(name="Gửi báo cáo"))
    keys.tick(phone, phone.get_by_label("dưới 90%, mới đạt 4.500/5.342 (84,2%)"))
    keys.press(phone, button(name="Gửi báo cáo"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Đã gửi thành công, chờ tiếp nhận")
    keys.press(phone, link(name="trang kiểm tra biên nhận"))
    expect(phone.get_by_text("Biên nhận này có thật")).to_be_visible()


def test_more_time_is_asked_for_and_granted(office: Office, address: str, phone: Page) -> None:
    link, button = partial(phone.get_by_role, "link"), partial(phone.get_by_role, "button")
    phone.goto(address + office.link("D6/grassroots", "an-phuoc"))
    keys.press(phone, link(name="Cần thêm thời gian"))
    keys.type_in(phone, "Đề nghị gia hạn đến hết ngày", "10/5/2024")
    keys.type_in(phone, phone.get_by_label("Lý do").first, "Mưa lũ")
    keys.press(phone, button(name="Gửi đề nghị gia hạn"))
    expect(phone.get_by_text("đang chờ trả lời").first).to_be_visible()
    phone.goto(f"{address}/d/{office.list_token('long-thanh')}/truc-thuoc")
    keys.press(phone, link(name="Xin gia hạn đến 10/5/2024"))
    keys.press(phone, button(name="Đồng ý gia hạn đến 10/5/2024"))
    assert office.obligation("D6/grassroots", "an-phuoc").extended_until is not None


def test_the_one_above_takes_one_report_and_gives_one_back(office: Office, address: str, phone: Page) -> None:
    for unit in ("long-thanh", "nhon-trach"):
        hand_in(office, unit)
    link, button = partial(phone.get_by_role, "link"), partial(phone.get_by_role, "button")
    phone.goto(f"{address}/d/{office.list_token('tinh')}")
    keys.press(phone, link(name=re.compile("^Đơn vị trực thuộc")))
    keys.press(phone, link(name="Huyện ủy Nhơn Trạch").first)
    keys.type_in(phone, "Lý do, cần sửa gì", "Thiếu số liệu đảng viên")
    keys.press(phone, button(name="Trả lại"))
    keys.press(phone, link(name="Các đơn vị trực thuộc"))
    keys.tick(phone, phone.get_by_role("checkbox", name="Huyện ủy Long Thành"))
    keys.press(phone, button(name="Tiếp nhận"))
    assert office.obligation("D6", "long-thanh").state == "accepted"
    assert office.obligation("D6", "nhon-trach").state == "returned"
