"""Photographs the office: `python -m tests.portal.office.office_screens`.

Hands our own example of a paper in as an officer of a small ward does, over a temporary ledger, and writes
docs/screens/van-phong/*.png, wide and as on a telephone.
"""

from __future__ import annotations

import io
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from cascade.notices.kinds import Channel
from cascade.org.office_roles import OfficeRole
from cascade.org.tree import Contact, Level, OrgTree, Unit, UnitKind
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from models.org.officers import office_sessions, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.app import create_app
from portal.office.web.desk import COOKIE
from portal.web import connections
from portal.web.counter import Counter
from tests.portal.conftest import ZALO

HOUSE = Path(__file__).resolve().parents[3]
FOLDER = HOUSE / "docs" / "screens" / "van-phong"
PAPER = HOUSE / "examples" / "van-ban" / "ke-hoach.txt"
NOW = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
"""9:00 in Vietnam, the morning after the paper was signed."""
WARD = (
    Unit("hoa-an", "Tỉnh ủy Hòa An", Level.PROVINCE),
    Unit("btgdv", "Ban Tuyên giáo và Dân vận Tỉnh ủy", Level.PROVINCE, "hoa-an", UnitKind.OFFICE),
    Unit("an-phu", "Đảng ủy phường An Phú", Level.DISTRICT, "hoa-an"),
    Unit("bxdd", "Ban Xây dựng Đảng Đảng ủy phường An Phú", Level.DISTRICT, "an-phu", UnitKind.OFFICE),
    Unit("vpdu", "Văn phòng Đảng ủy phường An Phú", Level.DISTRICT, "an-phu", UnitKind.OFFICE),
    *(Unit(f"kp-{n}", f"Chi bộ khu phố {n}", Level.GRASSROOTS, "an-phu") for n in range(1, 13)),
)


MAIL = "binh@an-phu.example"


def ward() -> OrgTree:
    """Its units, each with an address."""
    people = [Contact(one.code, f"Đồng chí theo dõi, {one.name}", _address(one)) for one in WARD]
    return OrgTree.of(WARD, people)


def _address(unit: Unit) -> tuple[tuple[str, str], ...]:
    return ((Channel.MAIL.value, f"{unit.code}@an-phu.example"),)


def found_office(ledger: Ledger, tree: OrgTree, unit: str, now: datetime) -> str:
    """The units and one officer, who is in; gives back the secret of the session."""
    ledger.upgrade()
    with ledger.begin() as session:
        clock.set_clock(session, now)
        import_units.take_over(session, tree, now)
        grants = [OfficeGrant(OfficeRole.APPROVER, EVERYWHERE)]
        made = officers.add(session, "Trần Văn Bình", MAIL, grants, now=now, by="ví dụ", unit=unit)
        return office_sessions.open_for(session, made.id, "machine", "127.0.0.1", now=now)


@contextmanager
def served(ledger: Ledger) -> Iterator[str]:
    """The address of a counter over that ledger."""
    app = create_app(ledger, Counter(ledger, ZALO))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", **connections.options()))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def tab(browser: Browser, address: str, secret: str) -> Iterator[Page]:
    """A tab of the officer, in our time and language."""
    with browser.new_context(
        base_url=address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce"
    ) as context:
        context.add_cookies(
            [{"name": COOKIE, "value": secret, "domain": "127.0.0.1", "path": "/", "secure": True}]
        )
        yield context.new_page()


def hand_in(page: Page) -> str:
    """Hands the paper in; the address of its draft."""
    page.goto("/van-phong/van-ban/moi")
    page.get_by_label("Một hoặc nhiều văn bản").set_input_files(PAPER)
    page.get_by_label("Kế hoạch của cấp ủy nào").select_option("an-phu")
    page.get_by_role("button", name="Tải lên và đọc").click()
    page.locator("#D1").wait_for()
    return page.url


def walk(page: Page) -> None:
    """The page of a paper, some of it looked at already, kept at both widths."""
    draft = hand_in(page)
    for card in ("plan", "D1"):
        page.locator(f"#{card}").get_by_role("button", name="Xác nhận").click()
        page.locator(f"#{card} .chip.good").wait_for()
    for width, height in ((1280, 900), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{draft}#D2")
        if width > 1000:
            beside(page)
        keep(page, f"van-ban-{width}")


def beside(page: Page) -> None:
    """Brings the duties into sight in the text, and their cards beside them."""
    page.locator(".mark.deadline", has_text="20/3/2026").scroll_into_view_if_needed()
    page.locator(".paper-sheet").evaluate("sheet => scrollTo(0, sheet.offsetTop - 16)")
    page.locator("#text").evaluate("pane => pane.scrollTo(0, pane.scrollHeight / 4)")


def keep(page: Page, name: str) -> None:
    """What is in sight, in few colours."""
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").quantize(64).save(FOLDER / f"{name}.png", optimize=True)
    print(f"docs/screens/van-phong/{name}.png")


def main() -> None:
    """Live it and photograph it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        secret = found_office(ledger, ward(), "an-phu", NOW)
        with (
            served(ledger) as address,
            sync_playwright() as play,
            play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
            tab(browser, address, secret) as page,
        ):
            walk(page)
        ledger.dispose()


if __name__ == "__main__":
    main()
