"""A paper is handed in, confirmed, rehearsed and issued in a browser, and the first mails arrive."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from cascade.org.tree import OrgTree
from documents.unit_file.unit_list import read_units
from models.database import clock
from models.database.ledger import Ledger
from models.plans import plans
from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from services.dispatch.dispatcher import Dispatcher
from tests.portal.office.office_screens import MAIL, NOW, found_office, served, tab, ward

pytestmark = pytest.mark.browser
HOUSE = Path(__file__).parents[4]


@dataclass(frozen=True)
class Case:
    """A paper, the units it speaks to, and what it leaves to the officer."""

    text: str
    tree: OrgTree
    unit: str
    now: datetime
    first: str
    """The address of one that must hear of it."""
    letters: int


def ours() -> Case:
    text = (HOUSE / "examples" / "van-ban" / "ke-hoach.txt").read_text(encoding="utf-8")
    return Case(text, ward(), "an-phu", NOW, "kp-7@an-phu.example", 14)


def dong_nai() -> Case:
    papers = sorted((HOUSE.parent / "shared" / "seeds").glob("001_*.txt"))
    if not papers:
        pytest.skip("the papers lie beside the project only where it is worked on")
    tree = read_units(HOUSE / "examples" / "dong-nai.csv")
    now = datetime(2024, 3, 5, 2, 0, tzinfo=UTC)
    return Case(papers[0].read_text(encoding="utf-8"), tree, "dong-nai", now, "huyen-tan-phu@example.vn", 17)


@pytest.fixture(params=[ours, dong_nai])
def case(request: pytest.FixtureRequest) -> Case:
    made: Case = request.param()
    return made


def as_word(text: str) -> bytes:
    paper = Document()
    for line in text.splitlines():
        paper.add_paragraph(line.replace("*", ""))
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


@pytest.fixture
def desk(case: Case, ledger: Ledger, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    secret = found_office(ledger, case.tree, case.unit, case.now)
    with served(ledger) as address, tab(browser, address, secret) as page:
        monkeypatch.setenv("DONDOC_PORTAL_URL", address)
        yield page


@pytest.fixture
def arrived(desk: Page, ledger: Ledger) -> Iterator[Callable[[], list[tuple[str, str]]]]:
    """Lets the dispatcher send what waits; then all letters so far: to whom, and what they say."""
    with ThreadPoolExecutor(1) as aside:  # in this thread the browser's loop runs
        sink = aside.submit(MailSink(web_port=None).start).result()
    try:
        url = f"dpmail://127.0.0.1:{sink.port}?from=dondoc@example.vn"
        with Channels(ChannelSettings(mail=url)) as channels:

            def letters() -> list[tuple[str, str]]:
                Dispatcher(ledger, channels).drain()
                found = []
                for one in sink.box.letters:
                    body = one.mail.get_body(("plain",))
                    assert body is not None
                    found.append((one.recipients[0], body.get_content()))
                return found

            yield letters
    finally:
        sink.stop()


def confirm_all(page: Page) -> None:
    waiting = page.locator(".fact-card").get_by_role("button", name="Xác nhận")
    for left in range(waiting.count(), 0, -1):
        waiting.first.click()
        expect(waiting).to_have_count(left - 1)


def answer_all(page: Page) -> None:
    """The proposal where there is one; what nobody can do is left out; the rest is typed."""
    typed = {"issued": "01/3/2024", "number": "312-KH/TU"}
    while page.locator("section.asked").count() and page.locator("#left.wait").count():
        about = page.locator('.asked input[name="about"]').first.get_attribute("value") or ""
        take = page.get_by_role("button", name="Lấy đề xuất")
        left = page.locator("#left").inner_text()
        if about == "requirements.D6.who":
            page.get_by_label("Cấp", exact=True).select_option("district")
            page.get_by_role("button", name="Lưu", exact=True).click()
        elif about in typed:
            page.locator(f"#f-{about}").fill(typed[about])
            page.get_by_role("button", name="Lưu", exact=True).click()
        elif take.count():
            take.click()
        else:
            page.get_by_role("button", name="Bỏ nhiệm vụ này khỏi kế hoạch").click()
        expect(page.locator("#left")).not_to_have_text(left)


def show_again_who_it_is(page: Page, ledger: Ledger, letters: Callable[[], list[tuple[str, str]]]) -> None:
    """Too long ago: a link goes out by mail, and leads back."""
    with ledger.begin() as session:
        clock.set_clock(session, clock.now(session) + timedelta(minutes=11))
    page.get_by_role("button", name="Ban hành", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác nhận lại người dùng")
    page.get_by_role("button", name=MAIL).click()
    expect(page.get_by_role("status")).to_be_visible()
    link = re.search(r"http\S+/van-phong/vao/\S+", letters()[-1][1])
    assert link is not None
    page.goto(link[0])
    page.locator("main form button").first.click()


def test_a_paper_becomes_a_plan_and_the_first_mails_arrive(
    case: Case, desk: Page, ledger: Ledger, arrived: Callable[[], list[tuple[str, str]]]
) -> None:
    desk.goto("/van-phong/van-ban/moi")
    desk.get_by_label("Một hoặc nhiều văn bản").set_input_files(
        {"name": "ke-hoach.docx", "mimeType": "application/octet-stream", "buffer": as_word(case.text)}
    )
    desk.get_by_label("Kế hoạch của cấp ủy nào").select_option(case.unit)
    desk.get_by_role("button", name="Tải lên và đọc").click()
    confirm_all(desk)
    draft = desk.url.partition("#")[0]
    desk.get_by_role("link", name="Câu hỏi: còn").click()
    answer_all(desk)
    desk.goto(draft)
    expect(desk.locator("#progress")).to_contain_text("Có thể chạy thử và ban hành")
    desk.get_by_role("link", name="Chạy thử").click()
    expect(desk.locator("main svg").first).to_be_visible()
    desk.goto(draft)
    desk.get_by_role("link", name="Ban hành").click()
    show_again_who_it_is(desk, ledger, arrived)
    assert not plans_of(ledger)
    desk.get_by_role("button", name="Ban hành", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("Kế hoạch đã ban hành")
    assert len(plans_of(ledger)) == 1
    told = [to for to, _ in arrived() if to != MAIL]
    assert case.first in told
    assert len(told) == case.letters
    assert len(told) == len(set(told))


def plans_of(ledger: Ledger) -> list[str]:
    with ledger.read() as session:
        return [one.code for one in plans.all_plans(session)]
