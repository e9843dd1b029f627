"""Every page of units and people in a real browser: wide, narrow, by keyboard, also without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from cascade.org.office_roles import OfficeRole
from documents.unit_file import country, first_list
from models.database import clock
from models.org.officers import office_sessions, officers
from models.tables import AddressRow, ContactRow
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.office.web.desk import COOKIE, ROOT
from tests.portal.conftest import Office
from tests.portal.office.journeys.conftest import NewTab, Seen

pytestmark = pytest.mark.browser
UNIT = "long-thanh"


@pytest.fixture
def admin(office: Office, tab: NewTab, address: str) -> NewTab:
    """A tab of an administrator; one address of the unit fails."""
    with office.ledger.begin() as session:
        now = clock.now(session)
        grants = [OfficeGrant(OfficeRole.ADMIN, EVERYWHERE)]
        made = officers.add(session, "Lê Thị Mai", "mai@example.vn", grants, now=now, by="kiểm thử")
        secret = office_sessions.open_for(session, made.id, "machine", "127.0.0.1", now=now)
        person = select(ContactRow.id).where(ContactRow.unit == UNIT).scalar_subquery()
        bad = update(AddressRow).where(AddressRow.contact_id == person)
        session.execute(bad.values(bad_since=now, bad_why="hộp thư đầy"))

    def new(width: int, *, scripts: bool = True) -> Page:
        page = tab(width, scripts=scripts)
        kept = {"name": COOKIE, "value": secret, "domain": "127.0.0.1", "path": "/", "secure": True}
        page.context.add_cookies([kept])  # type: ignore[list-item]
        page.goto(f"{address}{ROOT}/don-vi")
        return page

    return new


@pytest.mark.parametrize("scripts", [True, False])
def test_nobody_is_shut_out_of_the_units(admin: NewTab, seen: Seen, address: str, scripts: bool) -> None:
    page = admin(360, scripts=scripts)
    for place in (
        "don-vi",
        "don-vi?tim=dang+uy",
        "don-vi?lien-lac=bad",
        "danh-sach-don-vi",
        f"don-vi/{UNIT}",
    ):
        page.goto(f"{address}{ROOT}/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        seen(page, "walk-" + place.replace("/", "-").replace("?", "-"))
    expect(page.get_by_text("hộp thư đầy")).to_be_visible()
    button(page, "Địa chỉ đã dùng lại được")
    expect(page.get_by_text("hộp thư đầy")).to_have_count(0)
    button(page, "Lấy đường dẫn mới")
    expect(page.get_by_role("status")).to_contain_text("Đường dẫn mới của")
    seen(page, "walk-link")
    page.goto(f"{address}{ROOT}/danh-sach-don-vi")
    button(page, "Xem trước thay đổi")
    expect(page.get_by_role("alert")).to_contain_text("chưa chọn tệp")
    seen(page, "walk-no-file")
    rows = first_list.rows(first_list.first_units(country.province("Huế")))
    body = {"name": "hue.csv", "mimeType": "text/csv", "buffer": first_list.as_csv(rows)}
    page.get_by_label("Tệp danh sách").set_input_files(body)  # type: ignore[arg-type]
    button(page, "Xem trước thay đổi")
    expect(page.get_by_role("button", name="Nạp danh sách")).to_be_visible()


def test_a_contact_is_added_by_keyboard_alone(admin: NewTab, seen: Seen, address: str) -> None:
    page = admin(1280, scripts=False)
    page.goto(f"{address}{ROOT}/don-vi/{UNIT}")
    form = page.locator("form", has=page.get_by_role("button", name="Thêm cán bộ đầu mối"))
    form.get_by_label("Họ và tên").focus()
    for typed in ("Phạm Thị Hoa", "Chuyên viên", "khong phai thu"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("không phải địa chỉ thư")
    seen(page, "walk-wrong")
    form.get_by_label("Thư điện tử").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("hoa@example.vn")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Phạm Thị Hoa, Chuyên viên")).to_be_visible()
    duty = page.locator("a[href*='/nhiem-vu/']").first
    duty.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/nhiem-vu/" in page.url


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.press("Enter")
