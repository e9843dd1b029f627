"""On the page of a duty that is late: the unit says by which day it expects to be done, in two presses."""

from __future__ import annotations

from datetime import date

from models.database import clock
from tests.portal.conftest import Office, Visitor
from tests.portal.province import LATE

DUTY, UNIT = "D6", "long-thanh"


def promised(office: Office) -> date | None:
    return office.obligation(DUTY, UNIT).promised


def test_the_page_of_a_late_duty_takes_a_day_as_people_type_it(client: Visitor, office: Office) -> None:
    office.set_clock(LATE)
    link = office.link(DUTY, UNIT)
    assert f'action="{link}/du-kien"' in client.get(link).text
    answer = client.post(f"{link}/du-kien", data={"day": "30/4", "note": "chờ hai chi bộ"})
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert promised(office) == date(2024, 4, 30)
    page = client.get(link).text
    assert "Đơn vị dự kiến hoàn thành ngày thứ Ba, 30/4/2024" in page or "30/4/2024 (thứ Ba)" in page
    assert "chờ hai chi bộ" in page


def test_whoever_is_above_reads_the_day_in_the_list_of_those_below(client: Visitor, office: Office) -> None:
    office.set_clock(LATE)
    client.post(f"{office.link(DUTY, UNIT)}/du-kien", data={"day": "ngày 3 tháng 5 năm 2024"})
    assert "Dự kiến hoàn thành ngày" in client.get(f"/d/{office.list_token('btg')}/truc-thuoc").text


def test_a_day_that_cannot_be_kept_is_told_beside_the_field(client: Visitor, office: Office) -> None:
    office.set_clock(LATE)
    link = f"{office.link(DUTY, UNIT)}/du-kien"
    with office.ledger.read() as session:
        assert clock.now(session) == LATE
    for typed, said in (
        ("26/4", "ngày dự kiến đã qua"),
        ("31/4", "không có trong lịch"),
        ("mai", "không phải một ngày"),
        ("30/12/2024", "xa quá 60 ngày"),
        ("", "còn để trống; ghi một ngày"),
        ("20/5/2024", "ngừng nhận báo cáo sau ngày"),
    ):
        answer = client.post(link, data={"day": typed})
        assert answer.status_code == 422
        assert said in answer.text.lower(), typed
    assert promised(office) is None


def test_who_is_not_late_is_not_asked_and_not_heard(client: Visitor, office: Office) -> None:
    link = office.link(DUTY, UNIT)
    assert "du-kien" not in client.get(link).text
    assert client.post(f"{link}/du-kien", data={"day": "30/4"}).status_code == 409
    assert promised(office) is None
