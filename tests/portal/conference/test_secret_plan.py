"""Of a secret plan the pages show its number and its hours; they ask for no words, and take none."""

from __future__ import annotations

import pytest

from cascade.notices.kinds import Occasion
from models import outbox
from models.conferences import talks
from models.database import clock
from models.obligations.detail import detail
from tests.copies import Prepare
from tests.portal.conference.conftest import SPEAKING, TEST_DAY, Hall, found_secret_halls
from tests.portal.conference.test_conference_page import press, seat
from tests.portal.conftest import Visitor
from tests.portal.province import LATE

CONTENT = (
    "Hội nghị quán triệt",
    "Quán triệt nghị quyết",
    "Nội dung nội bộ",
    "Trưởng Ban Tuyên giáo",
    "Người giấu tên",
    "Bí thư Tỉnh ủy",
    "Thường trực Huyện ủy",
    "cán bộ chủ chốt",
    "44-NQ/TW",
    "báo cáo kết quả quán triệt",
)
WORDS = "Lời không được giữ lại"


@pytest.fixture
def prepare() -> Prepare:
    """The same province, of a secret plan."""
    return found_secret_halls


def shows_nothing(client: Visitor, path: str, *hours: str) -> str:
    """The page of that path, in both languages: its hours, and nothing of what the plan is about."""
    pages = [client.get(path + lang) for lang in ("", "?lang=en")]
    for page in pages:
        assert page.status_code == 200
        assert [said for said in (*CONTENT, WORDS) if said.casefold() in page.text.casefold()] == []
    assert [hour for hour in hours if hour not in pages[0].text] == []
    return pages[0].text


def test_the_page_of_the_conference_hides_its_content_and_keeps_no_words(
    client: Visitor, office: Hall
) -> None:
    page = office.page("nhon-trach")
    html = shows_nothing(client, page, "16/5/2024")
    assert not {name for name in ("names", "stand_in", "reason") if f'name="{name}"' in html}
    press(client, page, "reply", coming="yes", delegates_0="9", names=WORDS, stand_in=WORDS)
    press(client, office.page("long-thanh"), "reply", coming="no", reason=WORDS)
    office.set_clock(TEST_DAY)
    press(client, page, "line_test", good="no", note=WORDS, technician="Anh Tư")
    coming, test = seat(office, "nhon-trach").reply, seat(office, "nhon-trach").test
    declined = seat(office, "long-thanh").reply
    assert coming is not None
    assert declined is not None
    assert test is not None
    assert (coming.said.count, coming.said.names, coming.said.stand_in) == (9, "", "")
    assert (declined.said.coming, declined.said.reason) == (False, "")
    assert (test.said.good, test.said.note, test.said.technician) == (False, "", "Anh Tư")
    for reader in ("nhon-trach", "long-thanh", "tinh", "btg"):
        shows_nothing(client, office.page(reader), "16/5/2024")


def test_the_page_of_a_talk_hides_its_topic_and_keeps_no_words(client: Visitor, office: Hall) -> None:
    page = f"/d/{office.list_token(SPEAKING)}/bao-cao-vien/{office.meeting}/1"
    html = shows_nothing(client, page, "16/5/2024")
    assert 'name="reason"' not in html
    assert 'type="file"' not in html
    sent = client.post(page, data={"coming": "no", "reason": WORDS}, files={"file": ("", b"")})
    assert sent.status_code == 303
    with office.ledger.read() as session:
        reply = talks.find(session, office.meeting, 1).reply
        told = outbox.search(session, occasion=Occasion.TALK_DECLINED, limit=10)
    assert reply is not None
    assert (reply.coming, reply.reason) == (False, "")
    assert [one.unit for one in told] == ["btg"]
    for path in (page, f"/d/{office.list_token('btg')}/bao-cao-vien/{office.meeting}"):
        shows_nothing(client, path)


def test_a_late_unit_promises_a_day_and_no_words(client: Visitor, office: Hall) -> None:
    office.set_clock(LATE)
    page = office.link("D6", "long-thanh")
    html = shows_nothing(client, page)
    assert f'action="{page}/du-kien"' in html
    assert 'id="promise-note"' not in html
    sent = client.post(f"{page}/du-kien", data={"day": "30/4/2024", "note": WORDS})
    assert sent.status_code == 303
    with office.ledger.read() as session:
        shown = detail(session, office.obligation("D6", "long-thanh").id, clock.now(session))
    assert shown is not None
    kept = shown.promise
    assert kept is not None
    assert (f"{kept.day:%d/%m}", kept.note) == ("30/04", "")
    shows_nothing(client, page, "30/4/2024")
    shows_nothing(client, f"/d/{office.list_token('btg')}/truc-thuoc", "30/4/2024")


def test_the_backdrop_of_a_secret_plan_has_no_title(client: Visitor, office: Hall) -> None:
    drawn = client.get(office.page("nhon-trach") + "/ma-ket/svg").text
    assert "16 tháng 5 năm 2024" in drawn
    assert [said for said in CONTENT if said.casefold() in drawn.casefold()] == []
