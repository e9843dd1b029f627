"""The room of notices: found by what one knows of them, only in one's own subtree, and never their words."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from cascade.notices.kinds import NoticeState, Occasion
from cascade.notices.reasons import Reason
from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.org import report_links
from models.org.officers import officers
from models.tables import NoticeRow, PlanRow
from portal.office.web.desk import ROOT
from services.office import officer_acts
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.plans.test_today import MOST_QUERIES, questions

LIST = f"{ROOT}/thong-bao"


@pytest.fixture
def viewer(come_in: ComeIn) -> Officer:
    return come_in(OfficeRole.VIEWER)


def to(office: Office, unit: str) -> int:
    """The first notice that went to a unit."""
    with office.ledger.read() as session:
        query = select(NoticeRow.id).where(NoticeRow.unit == unit).order_by(NoticeRow.id)
        found = session.scalars(query).first()
    assert found is not None
    return found


def fail(office: Office, number: int) -> None:
    with office.ledger.begin() as session:
        failed = {"state": NoticeState.FAILED, "reason": Reason.NO_ADDRESS.why(), "ready_at": None}
        session.execute(update(NoticeRow).where(NoticeRow.id == number).values(failed))


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ("don-vi=An+Phước", "Đảng ủy xã An Phước", "Huyện ủy Long Thành"),
        ("don-vi=an-phuoc", "Đảng ủy xã An Phước", "Huyện ủy Long Thành"),
        ("don-vi=long-thanh&tinh-trang=failed", "Đơn vị không có địa chỉ liên lạc nào", "An Phước"),
        ("don-vi=long-thanh&tinh-trang=sent", "Không có thông báo nào.", "Huyện ủy Long Thành"),
        ("kenh=zalo", "Không có thông báo nào.", "Huyện ủy Long Thành"),
        ("dip=issued", "Huyện ủy Long Thành", "Không có thông báo nào."),
        ("dip=khong-co&tinh-trang=%00&truoc=-5&ke-hoach=x", "Huyện ủy Long Thành", "Không có thông báo"),
        ("truoc=1", "Không có thông báo nào.", "Huyện ủy Long Thành"),
    ],
)
def test_notices_are_found_by_what_is_known_of_them(
    office: Office, viewer: Officer, asked: str, shown: str, hidden: str
) -> None:
    fail(office, to(office, "long-thanh"))
    answer = viewer.get(f"{LIST}?{asked}")
    assert answer.status_code == 200
    assert shown in answer.text
    assert hidden not in answer.text


def test_a_plan_is_chosen_and_pages_follow_one_another(office: Office, viewer: Officer) -> None:
    last = to(office, "phu-hoi")
    with office.ledger.begin() as session:
        row = session.get_one(NoticeRow, last)
        names = [column.key for column in NoticeRow.__mapper__.columns if column.key != "id"]
        copied = {name: getattr(row, name) for name in names}
        session.add_all([NoticeRow(**copied | {"key": f"bản {place}"}) for place in range(60)])
    first = viewer.get(f"{LIST}?ke-hoach={office.plan_id}").text
    assert first.count("/thong-bao/") == 50
    older = first.partition("truoc=")[2].partition("&")[0]
    second = viewer.get(f"{LIST}?ke-hoach={office.plan_id}&truoc={older}").text
    assert second.count("/thong-bao/") >= 10
    assert f'/thong-bao/{to(office, "long-thanh")}"' in first + second
    assert viewer.get(f"{LIST}?ke-hoach={office.plan_id + 1}").text.count("/thong-bao/") == 0


def test_one_notice_says_why_it_was_not_sent_and_what_it_is_about(office: Office, viewer: Officer) -> None:
    number = to(office, "long-thanh")
    fail(office, number)
    for lang, why in (("vi", Reason.NO_ADDRESS.told.vi), ("en", Reason.NO_ADDRESS.told.en)):
        page = viewer.get(f"{LIST}/{number}?lang={lang}").text
        assert why[1:] in page
        assert f"{ROOT}/ke-hoach/{office.plan_id}" in page
        assert "Huyện ủy Long Thành" in page
    assert viewer.get(f"{LIST}/{number + 10_000}").status_code == 404


def test_a_link_to_come_in_is_never_shown(office: Office, viewer: Officer) -> None:
    with office.ledger.begin() as session:
        now = clock.now(session)
        officer = next(one for one in officers.everybody(session) if one.name == "Trần Văn Bình")
        assert officer_acts.send_link(session, officer.mail, "trình duyệt", "", now=now)
        row = session.scalars(select(NoticeRow).where(NoticeRow.occasion == Occasion.OFFICE_LOGIN)).one()
        number, (login, second) = row.id, row.facts["login"]
        link = report_links.signer(session).login(login, second)
    for path in (LIST, f"{LIST}/{number}"):
        page = viewer.get(path).text
        assert "Đường dẫn đăng nhập" in page
        assert link not in page
        assert link.rpartition("/")[2] not in page


def test_a_secret_plan_is_called_by_its_number(office: Office, viewer: Officer) -> None:
    with office.ledger.begin() as session:
        session.execute(update(PlanRow).values(secret=True))
        title = session.scalars(select(PlanRow.title)).one()
    for path in (LIST, f"{LIST}/{to(office, 'long-thanh')}"):
        page = viewer.get(path).text.casefold()
        assert title.casefold() not in page
        assert "301-kh/tu" in page


def test_an_officer_below_finds_only_what_went_to_the_own_subtree(office: Office, come_in: ComeIn) -> None:
    below = come_in(OfficeRole.VIEWER, subtree="long-thanh")
    page = below.get(LIST).text
    assert "Đảng ủy xã An Phước" in page
    assert "Nhơn Trạch" not in page
    assert "Nhơn Trạch" not in below.get(f"{LIST}?don-vi=nhon-trach&ke-hoach={office.plan_id}").text
    assert below.get(f"{LIST}/{to(office, 'nhon-trach')}").status_code == 404
    assert below.get(f"{LIST}/{to(office, 'an-phuoc')}").status_code == 200


def test_looking_at_notices_asks_few_questions(office: Office, viewer: Officer) -> None:
    for path in (f"{LIST}?don-vi=an&ke-hoach={office.plan_id}", f"{LIST}/{to(office, 'an-phuoc')}"):
        with questions(office) as asked:
            assert viewer.get(path).status_code == 200
        assert len(asked) <= MOST_QUERIES


def test_a_notice_that_failed_is_sent_again_and_one_that_waits_is_stopped(
    office: Office, come_in: ComeIn
) -> None:
    number = to(office, "long-thanh")
    fail(office, number)
    follower, page = come_in(OfficeRole.FOLLOWER), f"{LIST}/{number}"
    assert "Gửi lại" in follower.get(page).text
    assert "Dừng, không gửi" not in follower.get(page).text
    done = follower.post(f"{page}/gui-lai")
    assert done.status_code == 303
    shown = follower.get(done.headers["location"]).text
    assert "Đã đưa thông báo vào hàng chờ gửi." in shown
    assert "Dừng, không gửi" in shown
    assert follower.post(f"{page}/gui-lai").status_code == 422
    assert follower.post(f"{page}/dung").status_code == 303
    assert "cho dừng, không gửi" in follower.get(page).text
    assert follower.post(f"{page}/dung").status_code == 422


def test_whoever_only_looks_or_follows_elsewhere_decides_about_no_notice(
    office: Office, viewer: Officer, come_in: ComeIn
) -> None:
    number = to(office, "long-thanh")
    fail(office, number)
    assert "gui-lai" not in viewer.get(f"{LIST}/{number}").text
    assert viewer.post(f"{LIST}/{number}/gui-lai").status_code == 403
    elsewhere = come_in(OfficeRole.FOLLOWER, subtree="nhon-trach")
    assert elsewhere.post(f"{LIST}/{number}/gui-lai").status_code == 404
