"""Papers go with the letters they belong to, as the ledger knows them: none that is secret or not chosen."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime

import pytest
from docx import Document

from cascade.notices.enclosure_kinds import Enclosure
from cascade.notices.kinds import Occasion
from cascade.rehearsal.variants import Variant
from documents.signed.paper_form import PaperSort
from models.changes import amendments, conference_day
from models.messages import letter_papers
from models.obligations import obligations
from models.views.notice_views import Claimed
from notifications.message import Message
from services.dispatch import enclosures
from services.dispatch.compose import compose
from services.dispatch.enclosures import Enclosures
from services.issuing import close_plan, rehearse_plan
from services.issuing.rehearsal_letters import RehearsalLetters
from tests.ledger.world import House, a_plan, at, compiled
from tests.unit.documents.signed.form_check import check_form

DAY = (at(4, 22, 7, 30), at(4, 22, 11, 30))


@pytest.fixture
def enclosing(house: House) -> Enclosures:
    with house.ledger.begin() as session:
        letter_papers.choose(session, "tinh", list(Enclosure), now=at(3, 3), by="Lan")
    return Enclosures(house.ledger)


def invite(house: House, start: datetime, end: datetime, now: datetime) -> None:
    with house.ledger.begin() as session:
        conference_day.fix(session, "kh-1", "C1", start, end, now=now, by="Lan")


def letters(some: list[Claimed], enclosing: Enclosures, occasion: str, now: datetime) -> dict[str, Message]:
    wanted = [one for one in some if one.occasion == occasion and one.channel == "mail"]
    return {one.unit: compose(one, now, enclosed=enclosing.of(one, now)).message for one in wanted}


def words(message: Message, place: int = 0) -> str:
    word = Document(io.BytesIO(message.attachments[place].content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in word.paragraphs), *cells]).replace("\xa0", " ")


def names(message: Message) -> list[str]:
    return [one.name for one in message.attachments]


def test_a_guest_gets_the_invitation_and_who_runs_a_hall_what_it_needs(house: House) -> None:
    invite(house, *DAY, at(4, 1))
    found = letters(house.send_all(at(4, 1)), Enclosures(house.ledger), "invitation", at(4, 1))
    assert names(found["tinh-btg"]) == ["Giấy mời - Ban Tuyên giáo.docx"]
    assert names(found["h1"]) == [
        "Giấy mời - Huyện ủy 1.docx",
        "Chương trình.docx",
        "Ma-két - Huyện ủy 1.pdf",
    ]
    assert "Hội trường huyện" in words(found["h1"])
    assert "Hội trường Tỉnh ủy" in words(found["tinh-btg"])
    check_form(found["h1"].attachments[0].content, PaperSort.INVITATION)
    check_form(found["h1"].attachments[1].content, PaperSort.PROGRAMME)
    assert found["h1"].attachments[2].content.startswith(b"%PDF")
    said = "Kèm theo thư (tệp chưa ký): giấy mời (Word); chương trình (Word); ma-két (PDF)."
    assert said in found["h1"].text
    assert said in (found["h1"].html or "")


def test_a_moved_day_is_the_day_of_the_paper_that_goes_with_it(house: House) -> None:
    enclosing = Enclosures(house.ledger)
    invite(house, *DAY, at(4, 1))
    first = letters(house.send_all(at(4, 1)), enclosing, "invitation", at(4, 1))["h2"]
    invite(house, at(4, 23, 13, 30), at(4, 23, 16, 30), at(4, 2))
    moved = letters(house.send_all(at(4, 2)), enclosing, "invitation_changed", at(4, 2))["h2"]
    assert ("07 giờ 30" in words(first), "13 giờ 30" in words(first)) == (True, False)
    assert ("07 giờ 30" in words(moved), "13 giờ 30" in words(moved)) == (False, True)


def test_what_an_office_does_not_choose_stays_at_home(house: House) -> None:
    with house.ledger.begin() as session:
        assert letter_papers.choose(session, "tinh", [Enclosure.HALL], now=at(3, 3), by="Lan")
        assert not letter_papers.choose(session, "tinh", [Enclosure.HALL], now=at(3, 3), by="Lan")
    invite(house, *DAY, at(4, 1))
    found = letters(house.send_all(at(4, 1)), Enclosures(house.ledger), "invitation", at(4, 1))
    assert names(found["h1"]) == ["Chương trình.docx", "Ma-két - Huyện ủy 1.pdf"]
    assert not found["tinh-btg"].attachments
    assert "Kèm theo thư" not in found["tinh-btg"].text


def test_nothing_of_a_secret_plan_leaves_as_a_file(issue: Callable[..., House]) -> None:
    house = issue(a_plan(secret=True))
    invite(house, *DAY, at(4, 1))
    found = letters(house.send_all(at(4, 1)), Enclosures(house.ledger), "invitation", at(4, 1))
    assert len(found) == 3
    assert not any(one.attachments for one in found.values())


def test_a_plan_too_large_to_be_worked_out_beside_the_sending_encloses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosures, "MOST_DUTIES", 3)
    invite(house, *DAY, at(4, 1))
    found = letters(house.send_all(at(4, 1)), Enclosures(house.ledger), "invitation", at(4, 1))
    assert not any(one.attachments for one in found.values())


def test_more_than_a_mailbox_takes_is_left_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    invite(house, *DAY, at(4, 1))
    sent = house.send_all(at(4, 1))
    whole = letters(sent, Enclosures(house.ledger), "invitation", at(4, 1))["h1"]
    monkeypatch.setattr(enclosures, "MOST_BYTES", len(whole.attachments[0].content) + 1)
    less = letters(sent, Enclosures(house.ledger), "invitation", at(4, 1))["h1"]
    assert names(less) == names(whole)[:1]
    assert "(tệp chưa ký): giấy mời (Word).\n" in less.text


def test_an_amendment_tells_what_the_ledger_said_before_and_says_now(
    house: House, enclosing: Enclosures
) -> None:
    with house.ledger.begin() as session:
        later = compiled(a_plan(date(2026, 5, 8)))
        amendments.apply(session, "kh-1", later, now=at(4, 13), by="Lan", why="Đổi ngày do bão.")
    some = house.send_all(at(4, 13))
    found = letters(some, enclosing, "amended", at(4, 13))
    assert names(found["h1"]) == names(found["h2-x2"]) == ["Thông báo điều chỉnh.docx"]
    check_form(found["h1"].attachments[0].content, PaperSort.AMENDMENT)
    told = words(found["h1"])
    assert "điều chỉnh Kế hoạch số 1-KH/TU" in told
    assert "do đổi ngày do bão, cụ thể như sau" in told
    table = Document(io.BytesIO(found["h1"].attachments[0].content)).tables
    rows = [
        [cell.text.replace("\xa0", " ") for cell in row.cells]
        for one in table
        for row in one.rows
        if len(row.cells) == 5
    ]
    assert [row[1:] for row in rows[1:]] == [
        ["Báo cáo kết quả học tập", "Huyện ủy 1; Huyện ủy 2", "hạn 24/4/2026", "hạn 08/5/2026"],
        [
            "Báo cáo kết quả học tập",
            "Đảng ủy xã 1.1; Đảng ủy xã 1.2; Đảng ủy xã 2.1; Đảng ủy xã 2.2",
            "hạn 17/4/2026",
            "hạn 29/4/2026",
        ],
    ]
    with house.ledger.begin() as session:
        amendments.apply(session, "kh-1", compiled(), now=at(4, 14), by="Lan", why="Trở lại.")
    assert not any(one.attachments for one in letters(some, enclosing, "amended", at(4, 14)).values())


def test_a_superior_gets_the_letter_to_those_below_it_and_no_others(
    house: House, enclosing: Enclosures
) -> None:
    house.submit("h1-x2", at(4, 20))
    found: dict[str, Message] = {}
    for day in (25, 28, 29, 30):
        house.run(at(4, day, 8))
        found |= letters(house.send_all(at(4, day, 8)), enclosing, "escalation", at(4, day, 8))
    assert {"h1", "tinh-btg"} <= set(found)
    told = words(found["h1"])
    check_form(found["h1"].attachments[0].content, PaperSort.PRESSING)
    assert ("Đảng ủy xã 1.1" in told, "Đảng ủy xã 1.2" in told, "Đảng ủy xã 2.1" in told) == (
        True,
        False,
        False,
    )
    assert "Đảng ủy xã 2.1" in words(found["tinh-btg"])


def test_the_last_letter_brings_the_results(house: House, enclosing: Enclosures) -> None:
    house.submit("h1-x1", at(4, 1))
    with house.ledger.begin() as session:
        close_plan.close(session, house.code, now=at(6, 1), by="Lan")
        assert obligations.rows(session, house.plan_id, now=at(6, 1))
    found = letters(house.send_all(at(6, 1)), enclosing, "closing", at(6, 1))
    assert names(found["h1-x1"]) == ["Thông báo kết quả.docx"]
    check_form(found["h1-x1"].attachments[0].content, PaperSort.RESULTS)


def test_a_rehearsal_says_which_papers_would_go_with_a_letter(house: House) -> None:
    invite(house, *DAY, at(4, 1))
    with house.ledger.begin() as session:
        paper = rehearse_plan.running(session, "kh-1", at(4, 1))
        rehearsed = rehearse_plan.rehearse(session, paper, Variant(), at(4, 1))

        def enclosed() -> dict[str, list[str]]:
            maker = RehearsalLetters(session, rehearsed, "vi")
            invited = [one for one in rehearsed.played.notices if one.occasion == Occasion.INVITATION]
            return {one.recipient: maker.facts(one)["enclosed"] for one in invited}

        found = enclosed()
        assert found["tinh-btg"] == ["giấy mời (Word)"]
        assert found["h1"] == ["giấy mời (Word)", "chương trình (Word)", "ma-két (PDF)"]
        letter_papers.choose(session, "tinh", [], now=at(4, 1), by="Lan")
        assert {tuple(files) for files in enclosed().values()} == {()}
