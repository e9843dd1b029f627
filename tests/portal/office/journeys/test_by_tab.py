"""Two long sittings by the Tab key alone, without a script: a paper to its mails, a province from nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cli.main import main
from models.database.ledger import Ledger
from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from portal.office.web.desk import COOKIE, ROOT
from services.dispatch.dispatcher import Dispatcher
from tests.portal.journeys import keys
from tests.portal.office.journeys.conftest import NewTab
from tests.portal.office.journeys.test_new_province import filled, nothing_yet, paper
from tests.portal.office.journeys.test_paper_to_mails import as_word, ours
from tests.portal.office.office_screens import found_office, served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
def served_at(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    ledger.upgrade()
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    monkeypatch.setenv("DONDOC_BY", "quản trị máy chủ")
    with served(ledger) as address:
        monkeypatch.setenv("DONDOC_PORTAL_URL", address)
        yield address


def button(page: Page, name: str) -> None:
    keys.press(page, page.get_by_role("button", name=name, exact=True).first)


def link(page: Page, name: str) -> None:
    keys.press(page, page.get_by_role("link", name=name).first)


def arrived(ledger: Ledger, mails: MailSink) -> list[str]:
    """To whom letters have come."""
    with Channels(
        ChannelSettings(mail=f"dpmail://127.0.0.1:{mails.port}?from=dondoc@example.vn")
    ) as channels:
        Dispatcher(ledger, channels).drain()
    return [letter.recipients[0] for letter in mails.box.letters]


def hand_in(page: Page, body: bytes, unit: str = "") -> None:
    link(page, "Văn bản")
    link(page, "Tải văn bản lên")
    file = {"name": "ke-hoach.docx", "mimeType": "application/octet-stream", "buffer": body}
    keys.hand_in(page, page.get_by_label("Một hoặc nhiều văn bản"), file)
    if unit:
        keys.pick(page, page.get_by_label("Kế hoạch của cấp ủy nào"), unit)
    button(page, "Tải lên và đọc")


def confirm_all(page: Page) -> None:
    waiting = page.locator(".fact-card").get_by_role("button", name="Xác nhận")
    for left in range(waiting.count(), 0, -1):
        keys.press(page, waiting.first)
        expect(waiting).to_have_count(left - 1)


def answer_all(page: Page) -> None:
    """The proposal where there is one; what nobody can do is left out."""
    while page.locator("section.asked").count() and page.locator("#left.wait").count():
        proposal = page.get_by_role("button", name="Lấy đề xuất")
        button(page, "Lấy đề xuất" if proposal.count() else "Bỏ nhiệm vụ này khỏi kế hoạch")


def issue(page: Page) -> None:
    link(page, "Chạy thử")
    expect(page.locator("main svg").first).to_be_visible()
    link(page, "Chuyển sang ban hành")
    button(page, "Ban hành")
    expect(page.get_by_role("status")).to_contain_text("Kế hoạch đã ban hành.")


def test_a_paper_becomes_a_plan_and_the_first_mails_arrive(
    ledger: Ledger, served_at: str, tab: NewTab, mails: MailSink
) -> None:
    case, page = ours(), tab(1280, scripts=False)
    secret = found_office(ledger, case.tree, case.unit, case.now)
    kept = {"name": COOKIE, "value": secret, "domain": "127.0.0.1", "path": "/", "secure": True}
    page.context.add_cookies([kept])  # type: ignore[list-item]
    page.goto(served_at + ROOT)
    hand_in(page, as_word(case.text), case.unit)
    confirm_all(page)
    keys.press(page, page.get_by_role("link", name="Câu hỏi: còn"))
    answer_all(page)
    keys.press(page, page.locator("nav.way a").last)
    issue(page)
    told = arrived(ledger, mails)
    assert case.first in told
    assert len(told) == len(set(told)) == case.letters


def come_in(page: Page, mail: str, roles: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Named at the machine, which prints a link."""
    asked = [word for role in roles for word in ("--role", role)]
    assert main(["officers", "add", "Lê Thị Mai", "--mail", mail, *asked]) == 0
    capsys.readouterr()
    assert main(["officers", "link", mail]) == 0
    found = re.search(rf"http\S+{ROOT}/vao/\S+", capsys.readouterr().out)
    assert found is not None
    page.goto(found[0])
    button(page, "Vào văn phòng")


def test_a_province_from_nothing_to_its_first_letter(
    ledger: Ledger, served_at: str, tab: NewTab, mails: MailSink, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing_yet(ledger)
    page = tab(1280, scripts=False)
    come_in(page, "mai@example.vn", ("admin",), capsys)
    link(page, "Đơn vị")
    link(page, "Lập và nạp danh sách")
    keys.pick(page, page.get_by_label("Tỉnh, thành phố"), "Huế")
    keys.tab_to(page, page.get_by_role("button", name="Tải bảng Excel"))
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    body = filled(taken.value.path().read_bytes())
    file = {"name": "don-vi-hue.xlsx", "mimeType": "", "buffer": body}
    keys.hand_in(page, page.get_by_label("Tệp danh sách"), file)
    button(page, "Xem trước thay đổi")
    expect(page.get_by_text("thay đổi về đơn vị: 52")).to_be_visible()
    button(page, "Nạp danh sách")
    expect(page.get_by_role("status")).to_have_text("Đã nạp danh sách.")
    other = tab(1280, scripts=False)
    come_in(other, "son@example.vn", ("soạn thảo", "duyệt ban hành", "theo dõi"), capsys)
    hand_in(other, paper())
    confirm_all(other)
    issue(other)
    assert {"duc@example.vn", "lan@example.vn"} <= set(arrived(ledger, mails))
