"""An officer asks for a link, the letter comes through a real mail server, one press, and they are in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.org.officers import officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from services.dispatch.dispatcher import Dispatcher
from tests.portal.conftest import Office

pytestmark = pytest.mark.browser
MAIL = "mai@example.vn"
NewTab = Callable[..., Page]


@pytest.fixture
def database_kind() -> str:
    """A person at the page does not see which database lies behind."""
    return "sqlite"


@pytest.fixture
def mai(office: Office) -> None:
    with office.ledger.begin() as session:
        grants = [OfficeGrant(OfficeRole.ADMIN, EVERYWHERE)]
        officers.add(session, "Lê Thị Mai", MAIL, grants, now=clock.now(session), by="kiểm thử", unit="btg")


@pytest.fixture
def letter(
    office: Office, address: str, mai: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], str]]:
    """Lets the dispatcher send what waits, and gives the link of the letter that arrived."""
    monkeypatch.setenv("DONDOC_PORTAL_URL", address)
    with ThreadPoolExecutor(1) as aside:  # in this thread the browser's loop runs
        sink = aside.submit(MailSink(web_port=None).start).result()
    try:
        url = f"dpmail://127.0.0.1:{sink.port}?from=dondoc@example.vn"
        with Channels(ChannelSettings(mail=url)) as channels:

            def arrives() -> str:
                Dispatcher(office.ledger, channels).drain()
                mine = [one for one in sink.box.letters if MAIL in one.recipients]
                text = mine[-1].mail.get_body(("plain",))
                assert text is not None
                found = re.search(rf"{address}/van-phong/vao/\S+", text.get_content())
                assert found is not None
                return found[0]

            yield arrives
    finally:
        sink.stop()


@pytest.fixture
def tab(browser: Browser) -> Iterator[NewTab]:
    """A tab of its own browser; it complains when a page breaks our policy."""
    complaints: list[str] = []
    contexts = []

    def new(width: int, *, scripts: bool) -> Page:
        context = browser.new_context(
            locale="vi-VN", viewport={"width": width, "height": 760}, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        return page

    yield new
    for context in contexts:
        context.close()
    assert not [said for said in complaints if "Content Security Policy" in said]


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_from_the_address_to_the_page_one_wanted(
    address: str, letter: Callable[[], str], tab: NewTab, width: int, scripts: bool
) -> None:
    page = tab(width, scripts=scripts)
    page.goto(f"{address}/van-phong/can-bo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập văn phòng")
    expect(page.get_by_label("Địa chỉ thư")).to_be_focused()
    page.keyboard.type(MAIL)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Nếu địa chỉ đã nhập là của một cán bộ")
    link = letter()
    elsewhere = tab(width, scripts=scripts)
    elsewhere.goto(link)
    expect(elsewhere.get_by_role("alert")).to_contain_text("chỉ mở được trong trình duyệt đã đề nghị")
    page.goto(link)
    page.get_by_role("button", name="Vào văn phòng").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cán bộ")
    expect(page.get_by_role("link", name="Lê Thị Mai").first).to_be_visible()
    assert {one["name"] for one in page.context.cookies()} == {"__Host-dondoc", "__Host-dondoc-hoi"}


def test_everybody_can_use_the_pages_at_the_door(
    address: str, letter: Callable[[], str], tab: NewTab
) -> None:
    page = tab(360, scripts=True)
    places = ["dang-nhap", "dang-nhap/da-gui", "vao/x.y"]
    page.goto(f"{address}/van-phong/dang-nhap")
    page.get_by_label("Địa chỉ thư").fill(MAIL)
    page.get_by_role("button", name="Gửi đường dẫn").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(letter())
    page.get_by_role("button", name="Vào văn phòng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hôm nay")
    for place in (*places, "toi", "can-bo", "can-bo/them", "can-bo/1"):
        page.goto(f"{address}/van-phong/{place}")
        found = Axe().run(page).response["violations"]
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert not serious, (place, serious)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, place


def test_a_double_click_comes_in_as_well(address: str, letter: Callable[[], str], tab: NewTab) -> None:
    page = tab(1280, scripts=True)
    page.goto(f"{address}/van-phong/dang-nhap")
    page.get_by_label("Địa chỉ thư").fill(MAIL)
    page.get_by_role("button", name="Gửi đường dẫn").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(letter())
    page.get_by_role("button", name="Vào văn phòng").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hôm nay")
