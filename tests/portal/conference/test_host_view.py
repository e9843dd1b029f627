"""Who holds a conference sees who comes, who does not, who is silent, and which line is faulty."""

from __future__ import annotations

import re

import pytest

from models.conferences import meetings, standings
from models.conferences.standings import Group
from tests.portal.conference.conftest import AFTER, TEST_DAY, Hall
from tests.portal.conference.test_conference_page import press
from tests.portal.conftest import Visitor


def sums(html: str) -> dict[str, str]:
    """The first table of numbers on the page."""
    table = html.partition('<table class="sums">')[2].partition("</table>")[0]
    return dict(re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td>', table))


def test_the_host_sees_replies_delegates_and_seats(client: Visitor, office: Hall) -> None:
    press(client, office.page("nhon-trach"), "reply", coming="yes", delegates_0="50", delegates_1="9")
    press(client, office.page("long-thanh"), "reply", coming="no", reason="Trùng đại hội")
    html = client.get(office.page("tinh")).text
    assert sums(html) == {
        "Đơn vị được mời": "3",
        "Dự": "1",
        "Không dự": "1",
        "Chưa xác nhận": "1",
        "Đại biểu/số chỗ": "59/125",
    }
    assert "Ban Tuyên giáo Tỉnh ủy" in html.partition('id="danh-sach"')[2]
    declined = client.get(office.page("tinh") + "?xem=khong").text
    assert "Trùng đại hội" in declined
    assert "Huyện ủy Long Thành" in declined
    assert 'data-act="reply"' not in html


def test_the_desk_is_invited_itself_and_follows_all_the_same(client: Visitor, office: Hall) -> None:
    html = client.get(office.page("btg")).text
    assert 'data-act="reply"' in html
    assert "Tổng hợp xác nhận" in html
    assert "Hội nghị quán triệt" in client.get(f"/d/{office.list_token('tinh')}").text


def test_the_invited_do_not_see_each_other(client: Visitor, office: Hall) -> None:
    press(client, office.page("long-thanh"), "reply", coming="no", reason="Trùng đại hội")
    html = client.get(office.page("nhon-trach") + "?xem=khong").text
    assert "Trùng đại hội" not in html
    assert "Tổng hợp xác nhận" not in html


def test_faulty_lines_come_first_with_whom_to_call(client: Visitor, office: Hall) -> None:
    office.set_clock(TEST_DAY)
    typed = {"note": "Mất tiếng", "technician": "Anh Tư", "phone": "0987 654 321"}
    press(client, office.page("nhon-trach"), "line_test", good="no", **typed)
    press(client, office.page("long-thanh"), "line_test", good="yes")
    html = client.get(office.page("tinh")).text
    assert "2/3 đơn vị đã báo, 1 nơi có lỗi" in html
    assert html.index("Mất tiếng") < html.index('id="danh-sach"')
    assert '<a href="tel:+84987654321">0987 654 321</a>' in html


def test_afterwards_it_counts_who_came(client: Visitor, office: Hall) -> None:
    office.set_clock(AFTER)
    press(client, office.page("nhon-trach"), "attendance", called="60", present="55")
    html = client.get(office.page("tinh")).text
    assert sums(html)["Có mặt/triệu tập"] == "55/60"
    assert "Chưa báo số đại biểu dự (2)" in html


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_list_longer_than_a_page_goes_on(
    client: Visitor, office: Hall, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr("portal.conference.host_view.PAGE", 1)
    seen, page = [], office.page("tinh") + f"?lang={lang}"
    for _ in range(3):
        html = client.get(page).text
        seen.append(re.findall(r"<li><strong><bdi>([^<]*)</bdi>", html.partition('id="danh-sach"')[2])[0])
        further = re.search(r'class="button plain" href="(\?[^"]*)"', html)
        if further is None:
            break
        page = office.page("tinh") + further[1].replace("&amp;", "&")
    assert seen == ["Ban Tuyên giáo Tỉnh ủy", "Huyện ủy Long Thành", "Huyện ủy Nhơn Trạch"]


def test_halls_that_nobody_confirmed_are_those_with_silence_alone(client: Visitor, office: Hall) -> None:
    press(client, office.page("nhon-trach"), "reply", coming="yes")
    press(client, office.page("long-thanh"), "reply", coming="no", reason="Bận")
    with office.ledger.read() as session:
        meeting = meetings.known(session, office.meeting)
        count, halls = standings.unconfirmed_halls(session, meeting, 10)
        silent = standings.listed(session, meeting, Group.SILENT)
    assert count == 1
    assert [(one.venue, one.host) for one in halls] == [("P1", "tinh")]
    assert [one.unit for one in silent] == ["btg"]
