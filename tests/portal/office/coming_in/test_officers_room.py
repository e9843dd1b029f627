"""Administrators add officers, give roles and end them; their say ends with their own subtree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.org.officers import officers
from models.views.office_views import EVERYWHERE, OfficeGrant, Officer
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn

ROOM = "/van-phong/can-bo"
ADD = f"{ROOM}/them"
NEW = {
    "ten": "Lê Thị Mai",
    "thu": "Mai@example.vn",
    "don-vi": "btg",
    "vai": "follower",
    "cho": "huyen uy long thanh",
}
ADMIN = OfficeRole.ADMIN


def known(office: Office, mail: str) -> Officer | None:
    with office.ledger.read() as session:
        return officers.by_mail(session, mail)


def made(office: Office, mail: str, *grants: tuple[OfficeRole, str]) -> int:
    with office.ledger.begin() as session:
        given = [OfficeGrant(role, subtree) for role, subtree in grants]
        return officers.add(session, f"Ông {mail}", mail, given, now=clock.now(session), by="kiểm thử").id


def test_officers_are_listed_page_by_page(office: Office, come_in: ComeIn) -> None:
    admin = come_in(ADMIN)
    for number in range(60):
        made(office, f"{number}@example.vn", (OfficeRole.VIEWER, EVERYWHERE))
    first, second = admin.get(ROOM).text, admin.get(f"{ROOM}?trang=2").text
    assert first.count('data-label="Địa chỉ thư"') == 50
    assert second.count('data-label="Địa chỉ thư"') == 11
    assert "59@example.vn" in second
    assert "59@example.vn" not in first
    assert admin.get(f"{ROOM}?trang=%00").text.count('data-label="Địa chỉ thư"') == 50
    assert admin.get(f"{ROOM}?trang=999").text.count('data-label="Địa chỉ thư"') == 11


def test_an_administrator_adds_an_officer(office: Office, come_in: ComeIn) -> None:
    admin = come_in(ADMIN)
    answer = admin.post(ADD, NEW)
    assert answer.status_code == 303
    mai = known(office, "mai@example.vn")
    assert mai is not None
    assert (mai.name, mai.unit, mai.grants) == (
        "Lê Thị Mai",
        "btg",
        (OfficeGrant(OfficeRole.FOLLOWER, "long-thanh"),),
    )
    shown = admin.get(answer.headers["location"]).text
    assert "Theo dõi: Huyện ủy Long Thành" in shown
    assert "Lê Thị Mai" in admin.get(ROOM).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("ten", " ", "Còn để trống"),
        ("thu", "mai@@", "không phải địa chỉ thư"),
        ("don-vi", "xã không có", "Không có “xã không có”"),
        ("cho", "xa an phuoc", "ghi mã: an-phuoc"),
        ("thu", "can-bo-0@example.vn", "Đã có cán bộ dùng thư"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_is_kept(
    office: Office, come_in: ComeIn, field: str, typed: str, said: str
) -> None:
    answer = come_in(ADMIN).post(ADD, {**NEW, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text
    assert known(office, "mai@example.vn") is None


def test_roles_are_taken_and_given(office: Office, come_in: ComeIn) -> None:
    number = made(office, "x@example.vn", (OfficeRole.VIEWER, EVERYWHERE), (OfficeRole.DRAFTER, "tinh"))
    admin = come_in(ADMIN)
    kept = {"giu": "drafter:tinh", "vai": "approver", "cho": "Huyện ủy Nhơn Trạch"}
    assert admin.post(f"{ROOM}/{number}/vai", kept).status_code == 303
    found = known(office, "x@example.vn")
    assert found is not None
    assert set(found.grants) == {
        OfficeGrant(OfficeRole.DRAFTER, "tinh"),
        OfficeGrant(OfficeRole.APPROVER, "nhon-trach"),
    }
    assert "Chưa giao vai nào" in admin.post(f"{ROOM}/{number}/vai", {"vai": ""}).text


def test_somebody_stays_administrator_of_everything(office: Office, come_in: ComeIn) -> None:
    admin = come_in(ADMIN)
    me = known(office, "can-bo-0@example.vn")
    assert me is not None
    made(office, "x@example.vn", (ADMIN, "long-thanh"))
    for act, form in (("thoi", {}), ("vai", {"vai": "viewer"})):
        answer = admin.post(f"{ROOM}/{me.id}/{act}", form)
        assert answer.status_code == 422
        assert "Không còn ai giữ vai quản trị" in answer.text
    assert known(office, "can-bo-0@example.vn") == me


def test_whoever_is_ended_is_out(office: Office, come_in: ComeIn) -> None:
    admin, gone = come_in(ADMIN), come_in(OfficeRole.VIEWER)
    found = known(office, "can-bo-1@example.vn")
    assert found is not None
    assert admin.post(f"{ROOM}/{found.id}/thoi").status_code == 303
    assert gone.get("/van-phong").status_code == 303
    assert admin.get(f"{ROOM}/{found.id}").status_code == 404


def test_an_administrator_of_a_subtree_gives_roles_inside_it_only(office: Office, come_in: ComeIn) -> None:
    come_in(ADMIN)
    admin = come_in(ADMIN, subtree="long-thanh")
    assert admin.post(ADD, {**NEW, "cho": "an-phuoc"}).status_code == 303
    for outside in ("", "nhon-trach", "tinh"):
        answer = admin.post(ADD, {**NEW, "thu": "y@example.vn", "cho": outside, "vai": "admin"})
        assert answer.status_code == 422
        assert "ngoài phạm vi đồng chí quản trị" in answer.text
    assert known(office, "y@example.vn") is None


def test_roles_given_from_above_stay(office: Office, come_in: ComeIn) -> None:
    come_in(ADMIN)
    both = made(office, "x@example.vn", (OfficeRole.VIEWER, "an-phuoc"), (OfficeRole.APPROVER, EVERYWHERE))
    other = made(office, "y@example.vn", (OfficeRole.VIEWER, "nhon-trach"))
    admin = come_in(ADMIN, subtree="long-thanh")
    assert "y@example.vn" not in admin.get(ROOM).text
    assert admin.get(f"{ROOM}/{other}").status_code == 404
    assert admin.post(f"{ROOM}/{other}/thoi").status_code == 404
    assert "do quản trị cấp trên giao" in admin.get(f"{ROOM}/{both}").text
    assert admin.post(f"{ROOM}/{both}/thoi").status_code == 422
    changed = {"giu": "approver:", "vai": "drafter", "cho": "an-phuoc"}
    assert admin.post(f"{ROOM}/{both}/vai", changed).status_code == 422, "it cannot be given by them"
    assert admin.post(f"{ROOM}/{both}/vai", {"vai": "drafter", "cho": "an-phuoc"}).status_code == 303
    found = known(office, "x@example.vn")
    assert found is not None
    assert set(found.grants) == {
        OfficeGrant(OfficeRole.DRAFTER, "an-phuoc"),
        OfficeGrant(OfficeRole.APPROVER, EVERYWHERE),
    }


def test_roles_are_changed_only_by_whoever_has_just_shown_who_they_are(
    office: Office, come_in: ComeIn
) -> None:
    admin = come_in(ADMIN)
    admin.get(ADD)
    with office.ledger.begin() as session:
        clock.set_clock(session, clock.now(session) + timedelta(minutes=11))
    answer = admin.post(ADD, NEW)
    assert answer.headers["location"].startswith("/van-phong/xac-nhan?tiep=")
    assert "Trước khi lưu cần xác nhận lại" in admin.get(ADD).text
    assert known(office, "mai@example.vn") is None


def test_whoever_comes_back_is_in_only_by_a_new_login(office: Office, come_in: ComeIn) -> None:
    come_in(ADMIN)
    gone = come_in(OfficeRole.VIEWER)
    with office.ledger.begin() as session:
        now = clock.now(session)
        found = officers.named(session, "can-bo-1@example.vn")
        officers.end(session, found.id, now=now, by="kiểm thử")
        grants = [OfficeGrant(OfficeRole.VIEWER, EVERYWHERE)]
        again = officers.add(session, "Trở lại", found.mail, grants, now=now, by="kiểm thử")
        assert again.id == found.id
    assert gone.get("/van-phong").status_code == 303
