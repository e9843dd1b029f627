"""Units and people in the office: looked at, put right, brought in by a list that is seen first."""

from __future__ import annotations

import html
import re

from sqlalchemy import select

from cascade.org.office_roles import OfficeRole
from documents.unit_file import country, first_list
from models.database import clock
from models.org import unit_register
from models.tables import ContactRow, UnitRow
from models.views.unit_views import PersonInPost
from portal.office.units import list_routes
from portal.office.web.desk import ROOT
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer

LISTS = f"{ROOT}/danh-sach-don-vi"


def some_unit(office: Office) -> str:
    with office.ledger.read() as session:
        return session.scalars(select(ContactRow.unit).order_by(ContactRow.id)).all()[-1]


def people(office: Office, code: str) -> list[PersonInPost]:
    with office.ledger.read() as session:
        return unit_register.people(session, code, clock.now(session).date())


def test_whoever_looks_sees_units_of_the_own_subtree_only(come_in: ComeIn, office: Office) -> None:
    with office.ledger.read() as session:
        rows = session.execute(select(UnitRow.code, UnitRow.name, UnitRow.parent)).all()
    top = next(row for row in rows if row.parent is None)
    leaf = next(row for row in rows if row.code not in {one.parent for one in rows})
    every, one = come_in(OfficeRole.VIEWER), come_in(OfficeRole.VIEWER, subtree=leaf.code)
    assert html.escape(top.name) in every.get(f"{ROOT}/don-vi").text
    assert leaf.name in one.get(f"{ROOT}/don-vi").text
    assert one.get(f"{ROOT}/don-vi/{leaf.code}").status_code == 200
    assert one.get(f"{ROOT}/don-vi/{top.code}").status_code == 404
    assert top.name not in re.sub(
        r"(?s)<p class=.soft small.>.*?</p>", "", one.get(f"{ROOT}/don-vi?tim=").text
    )


def test_a_search_needs_no_marks(come_in: ComeIn, office: Office) -> None:
    with office.ledger.read() as session:
        name = session.scalars(select(UnitRow.name).where(UnitRow.name.like("%Đảng ủy%"))).first()
    assert name is not None
    found = come_in(OfficeRole.VIEWER).get(f"{ROOT}/don-vi", params={"tim": "dang uy"})
    assert name in found.text


def test_an_administrator_adds_a_contact_and_a_viewer_cannot(come_in: ComeIn, office: Office) -> None:
    code = some_unit(office)
    new = {"name": "Lê Thị Hoa", "role": "Chuyên viên", "mail": "hoa@example.vn"}
    path = f"{ROOT}/don-vi/{code}/can-bo"
    assert come_in(OfficeRole.VIEWER).post(path, new).status_code == 403
    admin = come_in(OfficeRole.ADMIN)
    assert admin.post(path, new).status_code == 303
    assert "Lê Thị Hoa" in {one.name for one in people(office, code)}
    assert "hoa@example.vn" in admin.get(f"{ROOT}/don-vi/{code}").text


def test_what_was_typed_wrong_is_kept_and_told(come_in: ComeIn, office: Office) -> None:
    code = some_unit(office)
    answer = come_in(OfficeRole.ADMIN).post(
        f"{ROOT}/don-vi/{code}/can-bo", {"name": "Lê Thị Hoa", "mail": "khong phai thu"}
    )
    assert answer.status_code == 422
    assert "không phải địa chỉ thư" in answer.text
    assert 'value="Lê Thị Hoa"' in answer.text


def test_a_stand_in_has_days_and_a_link_is_given_once(come_in: ComeIn, office: Office) -> None:
    code, admin = some_unit(office), come_in(OfficeRole.ADMIN)
    days = {"tu": "01/12/2099", "den": "15/12/2099"}
    given = admin.post(f"{ROOT}/don-vi/{code}/thay", {"name": "Ông Thay", "mail": "thay@example.vn", **days})
    assert given.status_code == 303
    assert [str(one.last) for one in people(office, code) if one.name == "Ông Thay"] == ["2099-12-15"]
    assert "/d/" in admin.post(f"{ROOT}/don-vi/{code}/duong-dan").text
    assert admin.post(f"{ROOT}/don-vi/{code}/thu-hoi", {"why": "mất điện thoại"}).status_code == 303


def seen(admin: Officer, body: bytes, name: str = "don-vi.csv") -> dict[str, str]:
    answer = admin.post(f"{LISTS}/xem", files={"tep": (name, body)})
    assert answer.status_code == 200, answer.text
    return {
        key: html.unescape(value)
        for key, value in re.findall(r'name="(tep|ten|thay)" value="([^"]*)"', answer.text)
    }


def test_a_first_list_is_taken_brought_looked_at_and_done(come_in: ComeIn, office: Office) -> None:
    admin = come_in(OfficeRole.ADMIN)
    book = admin.get(f"{LISTS}/ban-dau", params={"tinh": "Cà Mau"})
    assert book.headers["content-disposition"].endswith("don-vi-ca-mau.xlsx")
    fields = seen(admin, book.content, "ca-mau.xlsx")
    with office.ledger.read() as session:
        assert session.scalars(select(UnitRow.code).where(UnitRow.code == "ca-mau")).first() is None
    assert admin.post(f"{LISTS}/nap", fields).status_code == 303
    units = first_list.first_units(country.province("Cà Mau"))
    with office.ledger.read() as session:
        there = set(session.scalars(select(UnitRow.code)))
    assert {one.code for one in units} <= there


def test_a_long_list_is_looked_at_page_by_page(come_in: ComeIn) -> None:
    admin = come_in(OfficeRole.ADMIN)
    book = admin.get(f"{LISTS}/ban-dau", params={"tinh": "Cà Mau"}).content
    first = admin.post(f"{LISTS}/xem", files={"tep": ("ca-mau.xlsx", book)}).text
    assert first.count('<span class="chip">') == 50
    onward = html.unescape(re.findall(r'href="([^"]*/xem\?[^"]*)"', first)[0])
    second = admin.get(onward).text
    assert second.count('<span class="chip">') == 26
    assert re.findall(r"</span> ([^<]+)</li>", first) != re.findall(r"</span> ([^<]+)</li>", second)
    assert "Trang trước" in second
    assert admin.post(f"{LISTS}/nap", seen(admin, book, "ca-mau.xlsx")).status_code == 303
    assert admin.get(f"{LISTS}/xem", params={"tep": "x", "ten": "a.csv"}).status_code == 404


def test_what_is_not_what_was_seen_is_shown_anew(come_in: ComeIn) -> None:
    admin = come_in(OfficeRole.ADMIN)
    fields = seen(admin, first_list.as_csv(first_list.rows(first_list.first_units(country.province("Huế")))))
    assert admin.post(f"{LISTS}/nap", fields).status_code == 303
    again = admin.post(f"{LISTS}/nap", fields)
    assert again.status_code == 409
    assert "đề nghị xem lại" in again.text


def test_a_list_may_not_touch_what_is_not_the_officers(come_in: ComeIn, office: Office) -> None:
    admin = come_in(OfficeRole.ADMIN, subtree=some_unit(office))
    body = first_list.as_csv(first_list.rows(first_list.first_units(country.province("Huế"))))
    answer = admin.post(f"{LISTS}/xem", files={"tep": ("a.csv", body)})
    assert answer.status_code == 422
    assert "ngoài phạm vi được giao" in answer.text


def test_the_workbook_of_today_changes_nothing(come_in: ComeIn) -> None:
    admin, below = come_in(OfficeRole.ADMIN), come_in(OfficeRole.ADMIN, subtree="hue")
    rows = list(first_list.rows(first_list.first_units(country.province("Huế"))))
    rows[1] |= {
        "contact": "Bà A",
        "role": "Văn thư",
        "mail": "a@example.vn; b@example.vn",
        "phone": "0987654321",
    }
    assert admin.post(f"{LISTS}/nap", seen(admin, first_list.as_csv(rows))).status_code == 303
    below.get(LISTS)
    answer = below.post(f"{LISTS}/xem", files={"tep": ("a.xlsx", below.get(f"{LISTS}/dien").content)})
    assert answer.text.count("Không thay đổi.") == 2


def test_a_list_larger_than_any_country_is_not_taken(come_in: ComeIn) -> None:
    body = b"x" * (list_routes.LARGEST + 1)
    answer = come_in(OfficeRole.ADMIN).post(f"{LISTS}/xem", files={"tep": ("a.csv", body)})
    assert answer.status_code == 413
    assert "Traceback" not in answer.text


def test_no_file_and_no_list_are_told_in_one_line(come_in: ComeIn) -> None:
    admin = come_in(OfficeRole.ADMIN)
    for files in ({"tep": ("", b"")}, {"tep": ("a.csv", b"x,y\n1,2\n")}):
        answer = admin.post(f"{LISTS}/xem", files=files)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
