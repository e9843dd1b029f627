"""An officer sees what units ask among the things that wait, and answers in one press."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from cascade.org.office_roles import OfficeRole
from models.database import audit, clock
from services.answers.asking import unit_asks
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn

DUTY, UNIT = "D6/grassroots", "an-phuoc"


def ask(office: Office) -> None:
    number = office.obligation(DUTY, UNIT).id
    with office.ledger.begin() as session:
        now = clock.now(session)
        unit_asks.ask_later(session, number, date(2024, 5, 10), "mưa lũ", now=now, by="Đỗ Thị Mười")


def test_a_question_stands_in_today_and_is_granted_in_one_press(office: Office, come_in: ComeIn) -> None:
    ask(office)
    officer = come_in(OfficeRole.FOLLOWER)
    today = officer.get("/van-phong").text
    [page] = re.findall(r'href="([^"]*/de-nghi/\d+)"', today)
    assert "Xin gia hạn đến 10/5/2024" in today
    assert "mưa lũ" in officer.get(page).text
    assert officer.post(page, {"verdict": "no", "reason": ""}).status_code == 422
    assert officer.post(page, {"verdict": "yes", "until": ""}).headers["location"] == page
    assert office.obligation(DUTY, UNIT).extended_until == datetime(2024, 5, 10, 16, 59, tzinfo=UTC)
    assert "/de-nghi/" not in officer.get("/van-phong").text
    late = officer.post(page, {"verdict": "no", "reason": "không"})
    assert (late.status_code, "đã trả lời ngày 19/4/2024" in late.text) == (422, True)
    with office.ledger.read() as session:
        assert audit.trail(session, unit=UNIT, limit=1)[0].who == "Trần Văn Bình"


def test_an_officer_of_another_district_or_who_only_looks_is_not_asked(
    office: Office, come_in: ComeIn
) -> None:
    ask(office)
    [page] = re.findall(r'href="([^"]*/de-nghi/\d+)"', come_in(OfficeRole.FOLLOWER).get("/van-phong").text)
    for officer, status in (
        (come_in(OfficeRole.FOLLOWER, subtree="nhon-trach"), 404),
        (come_in(OfficeRole.VIEWER), 403),
    ):
        assert "/de-nghi/" not in officer.get("/van-phong").text
        assert officer.get(page).status_code == status
    district = come_in(OfficeRole.FOLLOWER, subtree="long-thanh")
    assert page in district.get("/van-phong").text
    assert district.post(page, {"verdict": "yes"}).status_code == 303
