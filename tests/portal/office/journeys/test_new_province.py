"""A province set up from nothing in one sitting: officers, units, people, a plan, the first letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from cascade.calendar.zone import VIETNAM
from cli.main import main
from documents.reading.csv_table import table_of
from documents.unit_file.columns import IGNORED, KNOWN, REQUIRED
from documents.unit_file.contact_workbook import workbook
from models.database import clock
from models.database.ledger import Ledger
from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from portal.office.web.desk import ROOT
from services.dispatch.dispatcher import Dispatcher
from tests.copies import Prepare
from tests.portal.conftest import Office
from tests.portal.office.journeys.conftest import NewTab, Seen, come_in

pytestmark = pytest.mark.browser
MORNING = datetime(2026, 3, 5, 9, 0, tzinfo=VIETNAM)
PEOPLE = {
    "hue-btgdv": ("Lê Thị Mai", "Phó Trưởng Ban", "mai@example.vn"),
    "phuong-thuan-hoa": ("Nguyễn Văn Đức", "Phó Bí thư", "duc@example.vn"),
    "phuong-vy-da": ("Trần Thị Lan", "Văn thư", "lan@example.vn; van-thu.vy-da@example.vn"),
}
PAPER = """\
THÀNH ỦY HUẾ
ĐẢNG CỘNG SẢN VIỆT NAM
Số 25-KH/TU
Huế, ngày 04 tháng 3 năm 2026
KẾ HOẠCH
học tập, quán triệt nghị quyết về chuyển đổi số
Thực hiện Hướng dẫn số 07-HD/BTGDVTW, ngày 10/02/2026 của Ban Tuyên giáo và Dân vận Trung ương, \
Thành ủy xây dựng kế hoạch như sau:
II- TỔ CHỨC THỰC HIỆN
1. Các đảng ủy phường báo cáo kết quả học tập về Thành ủy (qua Ban Tuyên giáo và Dân vận Thành ủy) \
chậm nhất ngày 25/4/2026.
2. Ban Tuyên giáo và Dân vận Thành ủy tổng hợp, báo cáo Thành ủy chậm nhất ngày 15/5/2026.
Nơi nhận:
- Các đảng ủy phường,
- Lưu Văn phòng Thành ủy.
"""


def nothing_yet(ledger: Ledger) -> None:
    ledger.upgrade()
    with ledger.begin() as session:
        clock.set_clock(session, MORNING)


@pytest.fixture
def office(copy_of: Callable[[str, Prepare], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A ledger without a single row of anybody's; the commands of the machine find it too."""
    url = copy_of("sqlite", nothing_yet)
    monkeypatch.setenv("DONDOC_DATABASE_URL", url)
    monkeypatch.setenv("DONDOC_BY", "quản trị máy chủ")
    ledger = Ledger(url)
    yield Office(ledger, 0)
    ledger.dispose()


def filled(raw: bytes) -> bytes:
    """The workbook that was taken, with a few people typed in."""
    _, rows = table_of(Path("hue.xlsx"), raw, KNOWN, IGNORED, required=REQUIRED)
    some = [dict(row) for _, row in rows]
    for row in some:
        if found := PEOPLE.get(row["code"]):
            row |= dict(zip(("contact", "role", "mail"), found, strict=True))
    return workbook(some)


def paper() -> bytes:
    made, kept = Document(), BytesIO()
    for line in PAPER.splitlines():
        made.add_paragraph(line)
    made.save(kept)
    return kept.getvalue()


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.press("Enter")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_province_from_nothing_to_its_first_letter(
    office: Office,
    address: str,
    mails: MailSink,
    tab: NewTab,
    seen: Seen,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    scripts: bool,
) -> None:
    monkeypatch.setenv("DONDOC_PORTAL_URL", address)

    def typed(*words: str) -> str:
        assert main(list(words)) == 0
        return capsys.readouterr().out

    typed("officers", "add", "Lê Thị Mai", "--mail", "mai@example.vn", "--role", "admin")
    roles = ("--role", "soạn thảo", "--role", "duyệt ban hành", "--role", "theo dõi")
    typed("officers", "add", "Trần Văn Sơn", "--mail", "son@example.vn", *roles)
    link = re.compile(rf"{address}{ROOT}/vao/\S+")
    admin, issuer = tab(width, scripts=scripts), tab(width, scripts=scripts)
    for page, mail in ((admin, "mai@example.vn"), (issuer, "son@example.vn")):
        found = link.search(typed("officers", "link", mail))
        assert found is not None
        come_in(page, found[0])
    units_come_in(admin, seen)
    plan_goes_out(issuer, seen)
    url = f"dpmail://127.0.0.1:{mails.port}?from=dondoc@example.vn"
    with Channels(ChannelSettings(mail=url)) as channels:
        Dispatcher(office.ledger, channels).drain()
    reached = {one for letter in mails.box.letters for one in letter.recipients}
    assert {"duc@example.vn", "lan@example.vn"} <= reached


def from_the_menu(page: Page, name: str) -> None:
    """On a telephone it is folded up."""
    folded = page.locator(".menu-small summary")
    if folded.is_visible():
        folded.press("Enter")
    page.get_by_role("link", name=name, exact=True).press("Enter")


def units_come_in(page: Page, seen: Seen) -> None:
    """The first list is taken, filled, looked at and done."""
    from_the_menu(page, "Đơn vị")
    expect(page.get_by_text("Số đơn vị: 0")).to_be_visible()
    seen(page, "don-vi-trong")
    page.get_by_role("link", name="Lập và nạp danh sách").press("Enter")
    page.get_by_label("Tỉnh, thành phố").select_option("Huế")
    seen(page, "danh-sach")
    with page.expect_download() as taken:
        button(page, "Tải bảng Excel")
    assert taken.value.suggested_filename == "don-vi-hue.xlsx"
    raw = taken.value.path().read_bytes()
    body = {"name": "don-vi-hue.xlsx", "mimeType": "", "buffer": filled(raw)}
    page.get_by_label("Tệp danh sách").set_input_files(body)  # type: ignore[arg-type]
    button(page, "Xem trước thay đổi")
    expect(page.get_by_text("thay đổi về đơn vị: 52")).to_be_visible()
    seen(page, "danh-sach-xem-truoc")
    button(page, "Nạp danh sách")
    expect(page.get_by_role("status")).to_have_text("Đã nạp danh sách.")
    seen(page, "don-vi")
    page.get_by_label("Tìm theo tên hoặc mã").fill("vy da")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Đảng ủy phường Vỹ Dạ").press("Enter")
    expect(page.get_by_text("Trần Thị Lan, Văn thư")).to_be_visible()
    seen(page, "mot-don-vi")


def plan_goes_out(page: Page, seen: Seen) -> None:
    """A paper is handed in, its facts confirmed, its questions answered, and it is issued."""
    from_the_menu(page, "Văn bản")
    page.get_by_role("link", name="Tải văn bản lên").first.press("Enter")
    body = {"name": "ke-hoach-25.docx", "mimeType": "", "buffer": paper()}
    page.get_by_label("Một hoặc nhiều văn bản").set_input_files(body)  # type: ignore[arg-type]
    button(page, "Tải lên và đọc")
    expect(page.get_by_role("progressbar")).to_be_visible()
    draft = page.url.partition("#")[0]
    seen(page, "van-ban-da-doc")
    for done, name in enumerate(("Xác nhận", "Xác nhận D1", "Xác nhận D2"), 1):
        page.goto(draft)
        page.goto(f"{draft}#cards")
        button(page, name)
        expect(page.get_by_text(f"Đã xem {done} trên 3 thẻ")).to_be_visible()
    # A press does not wait for the page that it leads to, and none of these says that it is another one.
    with page.expect_navigation():
        page.get_by_role("link", name="Chạy thử").press("Enter")
    seen(page, "chay-thu")
    page.go_back()
    with page.expect_navigation():
        page.get_by_role("link", name="Ban hành").press("Enter")
    seen(page, "ban-hanh")
    button(page, "Ban hành")
    expect(page.get_by_role("status")).to_contain_text("Kế hoạch đã ban hành.")
    seen(page, "da-ban-hanh")
    page.get_by_role("link", name="Mở kế hoạch").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("chuyển đổi số")
    seen(page, "ke-hoach-moi")
