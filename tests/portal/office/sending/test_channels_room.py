"""The room of channels: why one stopped and since when, how many wait; only whoever may changes anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from cascade.notices.kinds import Channel
from cascade.notices.reasons import Reason
from cascade.org.office_roles import OfficeRole
from models.channels import rates
from models.database import audit, clock
from models.tables import NoticeRow
from models.views.notice_views import ChannelState
from portal.office.web.desk import ROOT
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer

PAGE = f"{ROOT}/kenh"
MAIL = f"{PAGE}/{Channel.MAIL.value}"


@pytest.fixture
def admin(come_in: ComeIn) -> Officer:
    return come_in(OfficeRole.ADMIN)


def stop(office: Office) -> None:
    with office.ledger.begin() as session:
        now = clock.now(session)
        rates.stop(session, Channel.MAIL, Reason.LOGIN_REFUSED.why(), now - timedelta(hours=2))
        session.execute(update(NoticeRow).values(ready_at=now))


def mail(office: Office) -> ChannelState:
    with office.ledger.read() as session:
        return next(one for one in rates.channels(session) if one.name == Channel.MAIL)


def test_a_stopped_channel_says_why_since_when_and_how_many_wait_and_starts_again(
    office: Office, admin: Officer
) -> None:
    stop(office)
    page = admin.get(PAGE).text
    assert "Không đăng nhập được vào máy chủ thư" in page
    assert "Dừng từ" in page
    assert "tinh-trang=queued" in page
    assert "The mail server refused the login" in admin.get(f"{PAGE}?lang=en").text
    answer = admin.post(f"{MAIL}/chay-lai")
    assert answer.status_code == 303
    assert "Đã cho kênh gửi lại." in admin.get(answer.headers["location"]).text
    assert mail(office).stopped_why is None
    with office.ledger.read() as session:
        assert [one.who for one in audit.trail(session) if one.act == "resume_channel"] == ["Trần Văn Bình"]


def test_limits_are_set_and_taken_away(office: Office, admin: Officer) -> None:
    assert admin.post(f"{MAIL}/muc", {"rate": "0,5", "burst": "3", "quota": "1.500"}).status_code == 303
    assert (mail(office).rate, mail(office).burst, mail(office).quota_left) == (0.5, 3, 1500)
    assert 'value="0,5"' in admin.get(PAGE).text
    assert admin.post(f"{MAIL}/muc", {"rate": " ", "burst": "", "quota": ""}).status_code == 303
    assert (mail(office).rate, mail(office).quota_left) == (None, None)


@pytest.mark.parametrize(
    ("field", "typed"), [("rate", "nhanh"), ("rate", "0"), ("burst", "0"), ("quota", "-1"), ("quota", "x")]
)
def test_what_cannot_be_read_is_said_in_one_line_and_kept(
    office: Office, admin: Officer, field: str, typed: str
) -> None:
    answer = admin.post(f"{MAIL}/muc", {field: typed})
    assert answer.status_code == 422
    assert answer.text.count('role="alert"') == 1
    assert (
        f'value="{typed}" maxlength="40" inputmode="decimal" autocomplete="off" aria-invalid' in answer.text
    )
    assert mail(office).rate is None


def test_a_channel_that_there_is_not_is_refused(office: Office, admin: Officer) -> None:
    assert admin.post(f"{PAGE}/bo-cau/muc", {"rate": "1"}).status_code == 404
    assert admin.post(f"{PAGE}/bo-cau/chay-lai").status_code == 422
    with office.ledger.read() as session:
        assert "bo-cau" not in rates.names(session)


def test_only_an_administrator_of_all_units_changes_a_channel(office: Office, come_in: ComeIn) -> None:
    stop(office)
    for officer in (come_in(OfficeRole.VIEWER), come_in(OfficeRole.ADMIN, subtree="long-thanh")):
        page = officer.get(PAGE)
        assert page.status_code == 200
        assert "chay-lai" not in page.text
        assert officer.post(f"{MAIL}/chay-lai").status_code == 403
        assert officer.post(f"{MAIL}/muc", {"rate": "1"}).status_code == 403
    assert mail(office).stopped_why is not None
