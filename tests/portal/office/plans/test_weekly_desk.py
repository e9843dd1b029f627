"""The office sees its letter of the week, has it sent on Mondays, and takes it away as a page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cascade.notices.kinds import Occasion
from cascade.org.office_roles import OfficeRole
from models.database import audit, clock
from models.tables import NoticeRow
from portal.office.web.desk import ROOT
from services.figures import weekly_letter
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn

LIST, PAGE = f"{ROOT}/ban-tin", f"{ROOT}/ban-tin/btg"


def test_an_officer_has_the_letter_sent_and_no_longer(office: Office, come_in: ComeIn) -> None:
    officer = come_in(OfficeRole.FOLLOWER)
    assert f'href="{LIST}"' in officer.get(f"{ROOT}/ke-hoach").text
    assert f'href="{PAGE}"' in officer.get(LIST).text
    shown = officer.get(PAGE).text
    assert "không được gửi cho văn phòng này" in shown
    assert "Quán triệt TW8: đã báo cáo" in shown
    for _ in range(2):
        assert officer.post(PAGE, {"on": "1"}).status_code == 303
    assert "Đang gửi" in officer.get(LIST).text
    with office.ledger.begin() as session:
        assert weekly_letter.send(session, clock.now(session)) == 1
        query = select(NoticeRow.unit).where(NoticeRow.occasion == Occasion.WEEKLY)
        assert session.scalars(query).all() == ["btg"]
    assert officer.post(PAGE, {"on": "0"}).status_code == 303
    with office.ledger.read() as session:
        assert weekly_letter.offices(session) == []
        acts = [one for one in audit.trail(session) if one.act.startswith("weekly")]
    assert [(one.act, one.who, one.unit) for one in acts] == [
        ("weekly_off", "Trần Văn Bình", "btg"),
        ("weekly_on", "Trần Văn Bình", "btg"),
    ]


def test_the_page_to_print_is_a_pdf(come_in: ComeIn) -> None:
    paper = come_in(OfficeRole.VIEWER).get(f"{PAGE}/trang-in.pdf")
    assert paper.headers["content-disposition"].startswith("attachment;")
    assert paper.content.startswith(b"%PDF-")


@pytest.mark.parametrize("code", ["long-thanh", "khong-co", "tinh%2Fx"])
def test_there_is_none_for_whoever_follows_no_plan(come_in: ComeIn, code: str) -> None:
    officer = come_in(OfficeRole.FOLLOWER)
    assert officer.get(f"{LIST}/{code}").status_code == 404
    assert officer.post(f"{LIST}/{code}", {"on": "1"}).status_code == 404


def test_whoever_only_looks_cannot_switch_it(office: Office, come_in: ComeIn) -> None:
    officer = come_in(OfficeRole.VIEWER)
    assert 'name="on"' not in officer.get(PAGE).text
    assert officer.post(PAGE, {"on": "1"}).status_code == 403
    with office.ledger.read() as session:
        assert weekly_letter.offices(session) == []
