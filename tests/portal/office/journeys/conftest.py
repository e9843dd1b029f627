"""A browser of an officer who logged in by a link, and an album of what they saw.

`pytest tests/portal/office/journeys --album docs/screens/van-phong` keeps the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.database.ledger import Ledger
from notifications.fakes.mail import MailSink
from tests.portal.journeys.looking import DESK, PHONE, shut, too_wide

NewTab = Callable[..., Page]
Seen = Callable[[Page, str], None]
WIDTHS = (DESK, PHONE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--album", type=Path, help="keep the pictures of the journeys in this folder")


@pytest.fixture
def database_kind() -> str:
    """A person at the page does not see which database lies behind."""
    return "sqlite"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty file, which whoever tries it fills."""
    made = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    yield made
    made.dispose()


@pytest.fixture
def mails() -> Iterator[MailSink]:
    """Where letters arrive."""
    with ThreadPoolExecutor(1) as aside:  # in this thread the browser's loop runs
        sink = aside.submit(MailSink(web_port=None).start).result()
    yield sink
    sink.stop()


@pytest.fixture
def tab(browser: Browser) -> Iterator[NewTab]:
    """A tab of its own browser; it complains when a page breaks our policy or a script fails."""
    complaints: list[str] = []
    contexts = []

    def new(width: int, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            locale="vi-VN", viewport={"width": width, "height": 800}, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(f"Content Security Policy? {error}"))
        return page

    yield new
    for context in contexts:
        context.close()
    assert not [said for said in complaints if "Content Security Policy" in said]


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Seen:
    """Looks at a page, wide and narrow: nothing overflows, axe finds nothing narrow; photographs it.

    Wide, axe looks at all of them in tests/portal/journeys/test_every_page.py.
    """
    album: Path | None = request.config.getoption("--album", default=None)

    def look(page: Page, name: str) -> None:
        before = page.viewport_size
        assert before is not None
        if page.evaluate('matchMedia("(scripting: none)").matches'):
            assert too_wide(page) == [], name  # axe is a script itself
            return
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": before["height"]})
            found = too_wide(page) + (shut(page) if width == PHONE else [])
            assert found == [], (name, width)
            if album is not None:
                page.screenshot(path=album / f"{name}-{width}.png")
        page.set_viewport_size(before)

    return look


def come_in(page: Page, link: str) -> None:
    """By the link that the machine printed; the keyboard alone."""
    page.goto(link)
    page.get_by_role("button", name="Vào văn phòng").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hôm nay")
