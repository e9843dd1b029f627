"""An officer makes a draft of a paper in a real browser: wide and narrow, by keys alone, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.org.officers import office_sessions, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.office.web.desk import COOKIE
from tests.portal.conftest import Office
from tests.portal.journeys.looking import shut
from tests.portal.office.papers.test_corrected_papers import CORRECTED
from tests.portal.office.papers.test_papers_become_drafts import PAPERS, our_docx

pytestmark = pytest.mark.browser
WIDE, NARROW = (1280, 900), (360, 740)


@pytest.fixture
def database_kind() -> str:
    """A person at the page does not see which database lies behind."""
    return "sqlite"


@pytest.fixture(
    params=[(WIDE, True), (NARROW, True), (NARROW, False)], ids=["wide", "narrow", "without scripts"]
)
def desk(request: pytest.FixtureRequest, browser: Browser, office: Office, address: str) -> Iterator[Page]:
    """A tab of an officer who is in; it complains when a page breaks our policy."""
    (width, height), scripts = request.param
    with office.ledger.begin() as session:
        now = clock.now(session)
        grants = [OfficeGrant(OfficeRole.DRAFTER, EVERYWHERE)]
        made = officers.add(
            session, "Trần Văn Bình", "a@example.vn", grants, now=now, by="kiểm thử", unit="tinh"
        )
        secret = office_sessions.open_for(session, made.id, "machine", "127.0.0.1", now=now)
    with browser.new_context(
        base_url=address,
        locale="vi-VN",
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
    ) as context:
        context.add_cookies(
            [{"name": COOKIE, "value": secret, "domain": "127.0.0.1", "path": "/", "secure": True}]
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        yield page
        assert not [said for said in complaints if "Content Security Policy" in said]


def choose(page: Page, label: str, body: bytes) -> None:
    """A Word file of that content."""
    page.get_by_label(label).set_input_files(
        {"name": "ke-hoach.docx", "mimeType": "application/octet-stream", "buffer": body}
    )


def hand_in(page: Page) -> None:
    page.goto(f"{PAPERS}/moi")
    choose(page, "Một hoặc nhiều văn bản", our_docx())
    page.get_by_role("button", name="Tải lên và đọc").press("Enter")
    expect(page.get_by_text("Đã xem 0 trên")).to_be_visible()


def overflows(page: Page) -> bool:
    box = page.locator("html").bounding_box()
    main = page.locator("main").bounding_box()
    assert box
    assert main
    return main["width"] > box["width"]


def test_a_paper_becomes_a_draft(desk: Page) -> None:
    hand_in(desk)
    assert not overflows(desk)
    first = desk.locator(".mark a").first
    first.press("Enter")
    card = desk.locator(".fact-card:target")
    expect(card).to_be_visible()
    desk.goto(desk.url.partition("#")[0] + "#D1")
    card = desk.locator("#D1")
    card.get_by_role("button", name="Xác nhận").press("Enter")
    expect(desk.locator("#D1")).to_contain_text("đã xác nhận")
    expect(desk.locator('.tag a[href="#D1"]').first).to_have_text("D1✓")
    expect(desk.locator("#progress")).to_contain_text("Đã xem 1 trên")
    desk.locator("#D1").get_by_role("link", name="Sửa").press("Enter")
    when = desk.get_by_label("Hạn", exact=True)
    when.fill("chậm nhất ngày 25/4/2027")
    desk.get_by_role("button", name="Xem thử").last.press("Enter")
    expect(desk.locator("#live-when")).to_contain_text("25/4/2027")
    desk.get_by_role("button", name="Lưu", exact=True).press("Enter")
    expect(desk.locator("#D1")).to_contain_text("25/4/2027")
    desk.get_by_role("link", name="Câu hỏi: còn").press("Enter")
    expect(desk.get_by_role("heading", name="Câu hỏi")).to_be_visible()


def test_nothing_stands_in_the_way_of_whoever_cannot_see_or_point(desk: Page) -> None:
    hand_in(desk)
    draft = desk.url
    for path in (draft, f"{draft}/the/requirements.D1/sua", f"{draft}/cau-hoi", f"{draft}/them", PAPERS):
        desk.goto(path)
        assert not overflows(desk)
        if desk.evaluate("typeof window.htmx") == "undefined":
            continue
        assert shut(desk) == [], path


def test_a_corrected_paper_changes_what_is_chosen(desk: Page) -> None:
    hand_in(desk)
    desk.get_by_role("link", name="Văn bản đính chính").press("Enter")
    scripts = desk.evaluate("typeof window.htmx") != "undefined"
    choose(desk, "Văn bản đã sửa", CORRECTED)
    desk.get_by_role("button", name="So với bản nháp").press("Enter")
    expect(desk.get_by_role("checkbox")).to_be_checked()
    expect(desk.locator("#found")).to_contain_text("20/7/2026")
    assert not overflows(desk)
    if not scripts:
        choose(desk, "Văn bản đã sửa", CORRECTED)
    desk.get_by_role("button", name="Lấy những chỗ đã chọn").press("Enter")
    expect(desk.locator("#D4")).to_contain_text("20/7/2026")


@pytest.mark.parametrize("desk", [(WIDE, True)], indirect=True, ids=["wide"])
def test_words_are_marked_with_the_mouse_and_what_is_typed_is_kept(desk: Page) -> None:
    hand_in(desk)
    words = "Đảng ủy phường xây dựng kế hoạch"
    line = desk.locator(".paper-text p", has_text=words).first
    line.scroll_into_view_if_needed()
    at = line.evaluate(
        """(line, words) => {
            const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const start = node.data.indexOf(words);
                if (start < 0) continue;
                const range = document.createRange();
                range.setStart(node, start);
                range.setEnd(node, start + words.length);
                const boxes = [...range.getClientRects()], first = boxes[0], last = boxes.at(-1);
                return [first.left + 1, first.top + first.height / 2,
                        last.right - 1, last.top + last.height / 2];
            }
        }""",
        words,
    )
    desk.mouse.move(at[0], at[1])
    desk.mouse.down()
    desk.mouse.move(at[2], at[3], steps=8)
    desk.mouse.up()
    expect(desk.locator("#marked-words")).to_have_text(f"«{words}»")
    desk.get_by_role("button", name="Thêm từ chữ đã bôi").click()
    expect(desk.locator("[name=phrase]")).to_have_value(words)
    desk.get_by_role("button", name="Thêm nhiệm vụ, hội nghị").click()
    card = desk.locator(".fact-card", has_text=words)
    expect(card.locator(".chip").first).to_contain_text("＋")
    card.get_by_role("link", name="Sửa").click()
    desk.get_by_label("Hạn", exact=True).fill("chậm nhất ngày 25/4/2027")
    expect(desk.locator("#kept")).to_contain_text("Đã lưu phiên bản 3")  # nobody has pressed anything
    desk.reload()
    expect(desk.get_by_label("Hạn", exact=True)).to_have_value("chậm nhất ngày 25/4/2027")
