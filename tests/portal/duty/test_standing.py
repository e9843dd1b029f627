"""Whatever became of a duty, its page explains it and offers only what may still be done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx
import pytest

from models.database import clock
from models.plans import plans
from services import grant
from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD, LATE

CODE = "dong-nai-tw8"
AFTER_CLOSING = datetime(2024, 5, 11, 5, tzinfo=UTC)
WHO = {"by": "Ban Tuyên giáo Tỉnh ủy"}


def send_anyway(client: Visitor, link: str) -> httpx.Response:
    """What an old page, still open in a browser, would send."""
    return client.post(link, data={"once": "a" * 24, "seen": "0", **GOOD})


def test_an_extended_duty_names_both_days_and_who_granted_it(client: Visitor, office: Office) -> None:
    with office.ledger.begin() as session:
        now = clock.now(session)
        grant.extend(session, CODE, "D6", "nhon-trach", date(2024, 5, 6), "bão lũ", **WHO, now=now)
    page = client.get(office.link("D6", "nhon-trach")).text
    due, was = "06/5/2024 (thứ Hai)", "hạn ban đầu là 24/4/2024 (thứ Tư)"
    for said in (due, was, "bão lũ", "Còn 17 ngày", WHO["by"]):
        assert said in page, said


def test_an_exempt_unit_is_told_and_asked_nothing(client: Visitor, office: Office) -> None:
    with office.ledger.begin() as session:
        grant.exempt(session, CODE, "D6", "nhon-trach", "mới sáp nhập", **WHO, now=clock.now(session))
    link = office.link("D6", "nhon-trach")
    page = client.get(link).text
    assert "Đơn vị được miễn nhiệm vụ này" in page
    assert "mới sáp nhập" in page
    assert "<button" not in page
    refused = send_anyway(client, link)
    assert refused.status_code == 409
    assert "được miễn" in refused.text
    assert office.report("D6", "nhon-trach") is None


def test_a_duty_handed_to_another_unit_is_explained_to_the_first(client: Visitor, office: Office) -> None:
    link = office.link("P1", "an-phuoc")
    with office.ledger.begin() as session:
        now = clock.now(session)
        grant.hand_over(session, CODE, "P1", "an-phuoc", "phu-hoi", "đổi địa bàn", **WHO, now=now)
    page = client.get(link).text
    assert "giao cho đơn vị khác" in page
    assert "<button" not in page
    assert client.get(office.link("P1", "phu-hoi")).text.count("<button") > 0


def test_after_closing_nothing_is_taken_and_the_page_says_whom_to_call(
    client: Visitor, office: Office
) -> None:
    link = office.link("D6", "nhon-trach")
    office.set_clock(AFTER_CLOSING)
    page = client.get(link).text
    assert "Đã ngừng nhận báo cáo" in page
    assert "0251 3822 501" in page
    # An office need not have a telephone.
    assert "cơ quan theo dõi (nêu ở cuối trang)" in page
    assert send_anyway(client, link).status_code == 409
    assert office.report("D6", "nhon-trach") is None


def test_a_closed_plan_takes_no_report(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    with office.ledger.begin() as session:
        plans.close(session, CODE, clock.now(session), "Ban Tuyên giáo")
    assert "Kế hoạch đã kết thúc" in client.get(link).text
    assert send_anyway(client, link).status_code == 409


def test_a_duty_without_a_day_may_be_reported_all_the_same(
    client: Visitor, office: Office, submit: Submit
) -> None:
    link = office.link("U2", "long-thanh")
    assert "Văn bản không ghi ngày" in client.get(link).text
    assert "đúng hạn" in client.get(submit(link, {"note": "Kế hoạch số 15-KH/HU"})).text


def test_a_duty_that_waits_for_a_conference_says_so(client: Visitor, office: Office) -> None:
    page = client.get(office.link("H1", "phu-hoi")).text
    assert "khi hội nghị được ấn định đơn vị sẽ nhận được thông báo" in page
    assert "Theo ngày tổ chức hội nghị" in page
    assert "/5/2024" not in page
    assert "<button" not in page


def test_who_gathers_sees_who_is_missing_but_may_report(client: Visitor, office: Office) -> None:
    page = client.get(office.link("D6", "nhon-trach")).text
    assert "Các đơn vị trực thuộc chưa báo cáo đủ (0/1)" in page
    assert "Gửi báo cáo" in page


def test_an_accepted_report_stays_as_it_is(client: Visitor, office: Office, submit: Submit) -> None:
    link = office.link("D6", "nhon-trach")
    old_page = hidden(client.get(link).text)
    submit(link, GOOD)
    office.accept("D6", "nhon-trach")
    assert client.post(link, data={**old_page, **GOOD, "f_members": "1"}).status_code == 409
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert (report.number, report.state) == (1, "accepted")


SECRETS = ("quốc phòng", "quân nhân", "quán triệt TW8", "Hội nghị Trung ương 8")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_secret_duty_shows_its_code_and_date_and_nothing_else(
    client: Visitor, office: Office, submit: Submit, lang: str
) -> None:
    link = office.link("M1", "long-thanh")
    asked = client.get(link, params={"lang": lang}).text
    receipt = client.get(submit(link, {"note": "Văn bản số 05-BC/HU, 26/4/2024"})).text
    again = client.get(link).text
    for page in (asked, receipt, again):
        assert "M1" in page
        for secret in SECRETS:
            assert secret not in page
    assert "26/4/2024" in asked or "26 April 2024" in asked
    assert office.obligation("M1", "long-thanh").state == "submitted"
    listed = client.get(f"/d/{office.list_token('long-thanh')}").text
    assert not [secret for secret in SECRETS[:2] if secret in listed]


def test_an_acknowledged_duty_is_left_alone_for_half_of_the_days_left(
    client: Visitor, office: Office
) -> None:
    link = office.link("M1", "long-thanh")
    client.post(f"{link}/da-nhan")
    assert "đến hết ngày 22/4/2024 (thứ Hai)" in client.get(link).text
    office.set_clock(LATE)
    assert ">Đã nhận nhiệm vụ<" not in client.get(link).text
