"""On a slow line: what each page weighs on the wire, and how long the way from the link to the receipt is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from portal.office.web.desk import ROOT
from tests.portal.conftest import Office
from tests.portal.journeys.conftest import Lived
from tests.portal.journeys.looking import MOST
from tests.portal.province import GOOD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SLOW = 400_000 / 8
"""Bytes a second."""


@pytest.fixture
def database_kind() -> str:
    """A person at the page does not see which database lies behind."""
    return "sqlite"


@dataclass
class Line:
    """A tab whose every byte is counted."""

    page: Page
    cdp: CDPSession
    bytes: int = 0

    def count(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def opens(self, address: str) -> int:
        """What came over the wire for that page and all it needs, head and body; nothing was kept."""
        before = self.bytes
        self.page.goto(address, wait_until="networkidle")
        return self.bytes - before

    def slow(self, a_second: float) -> None:
        """As it is in a village: so many bytes a second each way, and a long way there."""
        how = {"offline": False, "latency": 300, "downloadThroughput": a_second, "uploadThroughput": a_second}
        self.cdp.send("Network.emulateNetworkConditions", how)


@pytest.fixture
def line(browser: Browser) -> Iterator[Line]:
    with browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        made = Line(page, context.new_cdp_session(page))
        made.cdp.send("Network.enable")
        made.cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
        made.cdp.on("Network.loadingFinished", made.count)
        yield made


@pytest.mark.slow
def test_every_page_behind_a_link_is_light(lived: Lived, line: Line) -> None:
    weights = {path: line.opens(lived.address + path) for path in chain.from_iterable(lived.pages.values())}
    assert min(weights.values()) > 5_000, "the bytes are counted"
    assert {path: weight for path, weight in weights.items() if weight > MOST / 2} == {}


def test_the_first_page_of_the_office_is_light(lived: Lived, line: Line) -> None:
    assert line.opens(f"{lived.address}{ROOT}/dang-nhap") < MOST
    lived.come_in(line.page)
    assert line.opens(f"{lived.address}{ROOT}") < MOST
    assert line.opens(f"{lived.address}{ROOT}/van-ban/{lived.draft}") < MOST


@pytest.mark.slow
def test_from_the_link_to_the_receipt_on_a_slow_line(office: Office, address: str, line: Line) -> None:
    line.slow(SLOW)
    page = line.page
    page.goto(address + office.link("D6", "nhon-trach"))
    for name, value in GOOD.items():
        page.get_by_role("region", name="Báo cáo").locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Đã gửi thành công, chờ tiếp nhận", timeout=20_000
    )
    page.get_by_role("link", name="trang kiểm tra biên nhận").click()
    expect(page.get_by_text("Biên nhận này có thật")).to_be_visible(timeout=20_000)
    assert line.bytes < 2 * MOST
