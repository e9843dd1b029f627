"""The letter of the week: worked out, sent once, worded, and one page whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.plan import thaw
from cascade.reports import weekly
from cascade.reports.weekly import DateAhead, LateBranch, WeeklyLetter, WeekOfPlan
from documents import ttf_fonts
from documents.office import weekly_page
from models.database import audit
from services.dispatch.compose import compose
from services.figures import weekly_letter
from tests.ledger.world import House, a_plan, at

MONDAY = at(4, 27)
OFFICE = "tinh-btg"


def switched_on(house: House) -> House:
    house.submit("h1-x1", at(4, 9))
    house.submit("h1-x2", at(4, 24))
    with house.ledger.begin() as session:
        assert weekly_letter.switch(session, OFFICE, True, now=at(4, 1), by="văn thư")
        assert not weekly_letter.switch(session, OFFICE, True, now=at(4, 1), by="văn thư")
    return house


def now_of(house: House) -> WeeklyLetter:
    with house.ledger.read() as session:
        return weekly_letter.letter(session, OFFICE, MONDAY)


def words_of(pdf: bytes) -> tuple[int, str]:
    paper = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in paper]
    return len(pages), "\n".join(pages)


def test_it_says_of_each_plan_what_is_in_what_came_this_week_and_what_is_late(house: House) -> None:
    letter = now_of(switched_on(house))
    assert letter.plans == (WeekOfPlan("Học tập", 8, 2, 1, 4),)
    assert letter.late == (LateBranch("Huyện ủy 2", 3), LateBranch("Huyện ủy 1", 1))
    assert [one.what.vi for one in letter.dates] == ["hạn CB: Chuẩn bị hội trường"]
    assert [*weekly.done(letter, "vi")] == ["Học tập: đã báo cáo 2/8 (25%), trong tuần 1"]
    assert next(weekly.late(letter, "en")) == "Huyện ủy 2: 3 duties overdue"


def test_what_comes_in_two_weeks_stands_in_it(house: House) -> None:
    switched_on(house)
    with house.ledger.read() as session:
        letter = weekly_letter.letter(session, OFFICE, at(5, 4))
    assert [*weekly.coming(letter, "vi")] == ["15/5/2026 (thứ Sáu): hạn TH: Tổng hợp toàn tỉnh (Học tập)"]


def test_it_leaves_once_a_week_however_often_the_flow_runs(house: House) -> None:
    switched_on(house)
    for later, new in ((0, 1), (1, 0), (24 * 3, 0), (24 * 7, 1)):
        with house.ledger.begin() as session:
            assert weekly_letter.send(session, MONDAY + timedelta(hours=later)) == new
    assert [one.unit for one in house.notices(Occasion.WEEKLY)] == [OFFICE, OFFICE]


def test_an_office_that_has_it_switched_off_gets_none_and_both_acts_are_in_the_log(house: House) -> None:
    switched_on(house)
    with house.ledger.begin() as session:
        assert weekly_letter.offices(session) == [OFFICE]
        assert weekly_letter.switch(session, OFFICE, False, now=MONDAY, by="văn thư")
        assert weekly_letter.send(session, MONDAY) == 0
        acts = [one.act for one in audit.trail(session)]
    assert {"weekly_on", "weekly_off"} <= set(acts)


def test_the_mail_says_it_and_carries_one_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    switched_on(house).send_all(MONDAY - timedelta(minutes=1))
    with house.ledger.begin() as session:
        weekly_letter.send(session, MONDAY)
    [claimed] = [one for one in house.claim(MONDAY) if one.occasion == Occasion.WEEKLY]
    message = compose(claimed, MONDAY).message
    assert message.subject == "Bản tin tuần, từ 20/4/2026 đến 27/4/2026"
    assert "Huyện ủy 2: 3 nhiệm vụ quá hạn" in message.text
    assert "Học tập: đã báo cáo 2/8 (25%), trong tuần 1" in (message.html or "").replace("&nbsp;", " ")
    [page] = message.attachments
    assert (page.name, page.media_type) == ("ban-tin-tuan-2026-04-27.pdf", "application/pdf")
    pages, text = words_of(page.content)
    assert pages == 1
    assert "2/8 (25%)" in text
    assert "BAN TUYÊN GIÁO" in text

    def no_font(bold: bool = False) -> Path:
        raise Refusal("", Told("không có phông chữ", "no font"), Told("cài", "install"))

    monkeypatch.setattr(weekly_page, "PLAIN", "dondoc-khac")
    monkeypatch.setattr(ttf_fonts, "find", no_font)
    alone = compose(claimed, MONDAY).message
    assert alone.attachments == ()
    assert alone.text == message.text


def test_a_secret_plan_stands_in_it_by_its_number(issue: Callable[..., House]) -> None:
    house = issue(a_plan(secret=True))
    letter = now_of(house)
    assert [one.name for one in letter.plans] == ["1-KH/TU"]
    with house.ledger.read() as session:
        later = weekly_letter.letter(session, OFFICE, at(5, 4))
    told = str(thaw.pack(later))
    assert "Tổng hợp toàn tỉnh" not in told
    assert "học tập" not in told.lower()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_is_one_page_and_the_same_each_time(lang: str) -> None:
    long_name = "Kế hoạch <tổ chức> & học tập, quán triệt, triển khai thực hiện nghị quyết " * 4
    letter = WeeklyLetter(
        "Ban Tuyên giáo Tỉnh ủy",
        MONDAY.date(),
        (MONDAY - timedelta(days=7)).date(),
        tuple(WeekOfPlan(f"{n} {long_name}", 941, 724, 12, 3) for n in range(weekly.MOST_PLANS)),
        tuple(LateBranch(f"Đảng ủy phường {n} \U0001f600 \x00", n) for n in range(weekly.MOST_LATE)),
        tuple(DateAhead(at(5, n + 1), Told("hạn D6", "due D6"), long_name) for n in range(weekly.MOST_DATES)),
        more_plans=3,
        more_late=2,
        more_dates=1,
    )
    made = weekly_page.weekly_page(letter, lang)
    assert made == weekly_page.weekly_page(letter, lang)
    pages, text = words_of(made)
    assert pages == 1
    assert "<tổ chức> &" in text
    assert {"vi": "… và 3 kế hoạch nữa", "en": "… and 3 more plans"}[lang] in text
    empty = WeeklyLetter("Văn phòng", letter.day, letter.since, (), (), ())
    assert words_of(weekly_page.weekly_page(empty, lang))[0] == 1
    assert thaw.unpack(WeeklyLetter, thaw.pack(letter)) == letter
