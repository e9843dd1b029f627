"""An officer of a commune opens the link on a telephone and reports, without any script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.portal.conftest import Office
from tests.portal.duty import made_files
from tests.portal.province import GOOD

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """A person at the page does not see which database lies behind."""
    return "sqlite"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A telephone without scripts, of a Vietnamese reader; it complains when a page breaks our policy."""
    with browser.new_context(
        locale="vi-VN",
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        java_script_enabled=False,
    ) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        yield page
        assert not [said for said in complaints if "Content Security Policy" in said]


def fill(page: Page, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        page.get_by_role("region", name="Báo cáo").locator(f"[name={name}]").fill(value)


def test_a_report_is_made_on_a_telephone_and_a_mistake_is_easy_to_mend(
    phone: Page, address: str, office: Office
) -> None:
    phone.goto(address + office.link("D6/grassroots", "an-phuoc"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Báo cáo kết quả quán triệt, tuyên truyền nghị quyết"
    )
    fill(phone, {**GOOD, "f_members": "9999"})
    phone.get_by_role("button", name="Gửi báo cáo").click()
    wrong = phone.get_by_label("Cán bộ, đảng viên tham dự")
    expect(wrong).to_have_value("9999")
    expect(wrong).to_have_accessible_description(re.compile("lớn hơn “"))
    wrong.fill("5310")
    phone.get_by_role("button", name="Gửi báo cáo").dblclick()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Đã gửi thành công, chờ tiếp nhận")
    expect(phone.get_by_text("5.310/5.342 (99,4%)")).to_be_visible()
    phone.reload()
    report = office.report("D6/grassroots", "an-phuoc")
    assert report is not None
    assert report.number == 1


def test_files_questions_and_a_draft_need_no_script_and_no_wider_screen(
    phone: Page, address: str, office: Office, tmp_path: Path
) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    paper = (
        tmp_path / "Báo cáo kết quả quán triệt Nghị quyết Trung ương 8 của Huyện ủy (bản ký, đóng dấu).pdf"
    )
    paper.write_bytes(made_files.PDF)
    link = address + office.link("D6", "nhon-trach")
    phone.goto(link)
    fill(phone, {**GOOD, "f_members": "4500"})
    phone.get_by_label("Chọn tệp").set_input_files(paper)
    phone.get_by_role("button", name="Lưu nháp").click()
    phone.goto(link)
    expect(phone.get_by_text("Bản nháp lưu lúc")).to_be_visible()
    expect(phone.get_by_label(re.compile("bản ký, đóng dấu"))).to_be_checked()
    phone.get_by_role("button", name="Gửi báo cáo").click()
    sure = phone.get_by_label("dưới 90%, mới đạt 4.500/5.342 (84,2%)")
    expect(sure).not_to_be_checked()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    sure.check()
    phone.get_by_role("button", name="Gửi báo cáo").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Đã gửi thành công, chờ tiếp nhận")
    with phone.expect_download() as saved:
        phone.get_by_role("link", name=paper.name).click()
    assert saved.value.path().read_bytes() == made_files.PDF
    phone.get_by_role("link", name="trang kiểm tra biên nhận").click()
    expect(phone.get_by_text("Biên nhận này có thật")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_field_has_its_label_and_can_be_reached_by_keyboard(
    phone: Page, address: str, office: Office
) -> None:
    phone.goto(address + office.link("D6", "nhon-trach"))
    fields = phone.get_by_role("region", name="Báo cáo").locator("input:not([type=hidden]), textarea").all()
    assert len(fields) == 7
    for field in fields:
        expect(field).to_have_accessible_name(re.compile(r"\w"))
    reached = []
    for _ in range(20):
        phone.keyboard.press("Tab")
        for focused in phone.locator(":focus").all():
            reached.append(focused.get_attribute("name"))
    assert [name for name in reached if name][: len(fields)] == [
        field.get_attribute("name") for field in fields
    ]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, address: str, office: Office, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    token, listed = office.token("D6", "nhon-trach"), office.list_token("nhon-trach")
    for path in (f"/b/{token}", f"/d/{listed}", f"/d/{listed}/truc-thuoc", "/b/wrong"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
