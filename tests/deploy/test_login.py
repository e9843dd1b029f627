"""The board's window in a real browser: the login link, the password asked for, and nobody told outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cli.serving import credential
from tests.conftest import AUTH

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """It keeps the board's own files, megabytes of programs, from one test to the next."""
    with browser.new_context() as context:
        yield context


@pytest.fixture
def stranger(window: BrowserContext, prefect_server: str) -> Iterator[Page]:
    """A tab in which nobody has logged in yet: whatever the board has ever kept here is gone."""
    page = window.new_page()
    board = {"origin": prefect_server.removesuffix("/api"), "storageTypes": "all"}
    window.new_cdp_session(page).send("Storage.clearDataForOrigin", board)
    yield page
    page.close()


def test_the_login_link_opens_the_board_which_reaches_nobody_else(
    stranger: Page, prefect_server: str
) -> None:
    ui = prefect_server.removesuffix("/api")
    reached: list[str] = []
    complaints: list[str] = []
    stranger.on("requestfinished", lambda one: reached.append(one.url))
    stranger.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    stranger.goto(credential.login_link(ui, AUTH))
    expect(stranger.get_by_role("button", name="Logout")).to_be_visible(timeout=60_000)
    for page in ("deployments", "events"):
        stranger.goto(f"{ui}/v2/{page}")
        expect(stranger.get_by_role("button", name="Logout")).to_be_visible(timeout=60_000)
        stranger.wait_for_load_state("networkidle")
    assert any(f"{ui}/api/" in url for url in reached)
    assert not [url for url in reached if not url.startswith((ui, "data:", "blob:"))]
    # The only thing the policy keeps back is what the page tells its maker of who looks.
    kept_back = [told for told in complaints if "Content Security Policy" in told]
    assert kept_back
    assert all("amplitude.com" in told for told in kept_back), kept_back


def test_whoever_opens_it_without_the_link_is_asked_for_the_password(
    stranger: Page, prefect_server: str
) -> None:
    stranger.goto(f"{prefect_server.removesuffix('/api')}/v2/deployments")
    box = stranger.locator("input[type=password]")
    expect(box).to_be_visible(timeout=60_000)
    box.fill(AUTH)
    box.press("Enter")
    expect(stranger.get_by_role("button", name="Logout")).to_be_visible(timeout=60_000)


def test_another_sites_word_does_not_log_the_board_out(stranger: Page, prefect_server: str) -> None:
    ui = prefect_server.removesuffix("/api")
    stranger.goto(credential.login_link(ui, AUTH))
    expect(stranger.get_by_role("button", name="Logout")).to_be_visible(timeout=60_000)
    stranger.goto("about:blank")
    stranger.goto(credential.login_link(ui, "dondoc:another"))
    expect(stranger.get_by_role("button", name="Logout")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(
    ("to", "lands"), [("/v2/deployments", "/v2/deployments"), ("//example.vn/x", "/"), ("https:x", "/")]
)
def test_the_login_link_leads_on_to_a_page_of_the_board_and_nowhere_else(
    stranger: Page, prefect_server: str, to: str, lands: str
) -> None:
    ui = prefect_server.removesuffix("/api")
    went: list[str] = []
    stranger.on("framenavigated", lambda frame: went.append(frame.url))
    stranger.goto(f"{credential.login_link(ui, AUTH)}!{to}")
    expect(stranger.get_by_role("button", name="Logout")).to_be_visible(timeout=60_000)
    assert all(url.startswith(ui) for url in went)
    assert any(url.removeprefix(ui).startswith(lands) for url in went[1:])
