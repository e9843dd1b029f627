"""The papers that are signed, from the ledger: each in its form, in the name of whoever writes it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select, update

from cascade.org.office_roles import OfficeRole
from documents.papers.draft.paper_facts import facts_of
from documents.papers.intake.paper_file import paper_in
from documents.signed.paper_form import PaperSort
from models.tables import AuditRow, DutyRow, MeetingRow, PlanRow, RevisionRow
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.plans.test_plan_desk import at, hand_in
from tests.portal.province import LATE, LATER
from tests.unit.documents.signed.form_check import Opened, check_form
from tests.unit.documents.signed.test_own_template import template


@pytest.fixture
def viewer(office: Office, come_in: ComeIn) -> Officer:
    office.set_clock(LATE)
    return come_in(OfficeRole.VIEWER)


def words(body: bytes) -> str:
    """All that stands in it, tables too."""
    word = Document(io.BytesIO(body))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in word.paragraphs), *cells])


@pytest.mark.parametrize("sort", [one for one in PaperSort if one is not PaperSort.AMENDMENT])
def test_every_kind_is_linked_and_has_its_form(office: Office, viewer: Officer, sort: PaperSort) -> None:
    page = viewer.get(at(office, "giay-to")).text
    path = at(office, "giay-to", sort.value)
    assert path in page
    answer = viewer.get(path)
    assert answer.status_code == 200
    body = answer.content
    if sort is PaperSort.INVITATION:
        assert answer.headers["content-disposition"].endswith(".zip")
        with zipfile.ZipFile(io.BytesIO(body)) as parcel:
            names = parcel.namelist()
            assert names[0] == "01 Hội nghị/000 Cả điểm cầu.docx"
            for name in names:
                check_form(parcel.read(name), sort)
        return
    assert answer.headers["content-disposition"].endswith(".docx")
    check_form(body, sort)
    assert viewer.ask("HEAD", path).status_code == 200


def test_an_invitation_has_the_day_that_holds_now(office: Office, viewer: Officer) -> None:
    with office.ledger.begin() as session:
        ends = LATER + timedelta(hours=3)
        session.execute(update(MeetingRow).values(start_at=LATER, end_at=ends, state="fixed"))
    answer = viewer.get(at(office, "giay-to", "giay-moi") + "?don-vi=phu-hoi")
    text = words(answer.content)
    assert "Kính gửi: Đảng ủy xã Phú Hội" in text
    assert "ngày 03/6/2024 (thứ Hai), từ 12 giờ 00 đến 15 giờ 00" in text
    assert Opened.of(answer.content).cell(0, 0)[-1] == "Số …-GM/TU"


def test_who_is_late_stands_in_the_letter_and_nobody_else(office: Office, viewer: Officer) -> None:
    hand_in(office, "nhon-trach")
    text = words(viewer.get(at(office, "giay-to", "don-doc") + "?cap=district&han=30/4/2024").content)
    assert "Huyện ủy Long Thành" in text
    assert "Huyện ủy Nhơn Trạch" not in text
    assert "chậm nhất ngày 30/4/2024" in text
    one = words(viewer.get(at(office, "giay-to", "don-doc") + "?don-vi=long-thanh").content)
    assert "Kính gửi: Huyện ủy Long Thành" in one
    assert "Đảng ủy xã An Phước" in one, "what hangs below it is its to press"


def test_a_committee_below_reports_in_its_own_name_what_came_from_its_branch(
    office: Office, viewer: Officer
) -> None:
    hand_in(office, "long-thanh")
    body = viewer.get(at(office, "giay-to", "bao-cao-ket-qua") + "?don-vi=long-thanh").content
    assert Opened.of(body).cell(0, 0)[:2] == ["ĐẢNG BỘ TỈNH ĐỒNG NAI", "HUYỆN ỦY LONG THÀNH"]
    text = words(body)
    assert "Nhơn Trạch" not in text
    assert "5.310/5.342 (99,4%)" in text
    assert "cộng từ báo cáo của 1 đảng bộ trực thuộc" in text
    check_form(body, PaperSort.REPORT)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("dieu-chinh", "chưa điều chỉnh lần nào"),
        ("giay-moi?hoi-nghi=C9", "không có hội nghị này"),
        ("giay-moi?don-vi=không+có", "không có “không có”"),
        ("don-doc?han=31/4/2024", "Hạn mới"),
        ("don-doc?cap=central", "không có đơn vị nào quá hạn"),
    ],
)
def test_what_cannot_be_written_is_told_in_one_line(
    office: Office, viewer: Officer, path: str, told: str
) -> None:
    answer = viewer.get(at(office, "giay-to", path))
    assert answer.status_code == 422
    assert told in answer.text


def test_the_notice_of_results_says_the_sentence_that_papers_have(office: Office, viewer: Officer) -> None:
    hand_in(office, "long-thanh")
    text = words(viewer.get(at(office, "giay-to", "thong-bao-ket-qua")).content)
    assert "Đến ngày 27/4/2024, " in text
    assert "đảng bộ trực thuộc tỉnh" in text
    assert "5.310/5.342 (99,4%)" in text


def test_of_a_secret_plan_no_paper_says_what_it_is_about(office: Office, viewer: Officer) -> None:
    with office.ledger.read() as session:
        title = session.get_one(PlanRow, office.plan_id).title
        whole = session.scalars(select(RevisionRow)).one().plan
    about = "triển khai thực hiện các nghị quyết"
    assert about in title
    assert about in words(viewer.get(at(office, "giay-to", "thong-bao-ket-qua")).content)
    with office.ledger.begin() as session:
        session.execute(update(PlanRow).values(secret=True))
        session.execute(update(DutyRow).values(secret=True))
        session.execute(update(RevisionRow).values(plan=whole | {"secret": True}))
    for sort in PaperSort:
        asked = "?don-vi=phu-hoi" if sort is PaperSort.INVITATION else ""
        answer = viewer.get(at(office, "giay-to", sort.value) + asked)
        if answer.status_code == 200:
            text = words(answer.content)
            assert about not in text.lower(), sort
            assert "báo cáo kết quả quán triệt" not in text.lower(), sort


def test_nobody_of_another_subtree_gets_a_paper(office: Office, come_in: ComeIn) -> None:
    below = come_in(OfficeRole.VIEWER, subtree="long-thanh")
    for path in ("giay-to", *(f"giay-to/{one.value}" for one in PaperSort), "giay-to/khac"):
        assert below.get(at(office, path)).status_code == 404


def test_what_we_invite_to_can_be_read_again(office: Office, viewer: Officer) -> None:
    with office.ledger.begin() as session:
        ends = LATER + timedelta(hours=3)
        session.execute(update(MeetingRow).values(start_at=LATER, end_at=ends, state="fixed"))
    body = viewer.get(at(office, "giay-to", "giay-moi") + "?don-vi=phu-hoi").content
    [held] = facts_of(paper_in(Path("moi.docx"), body)).conferences
    assert held.first is not None
    assert held.first.isoformat() == "2024-06-03"


def upload(office: Office, officer: Officer, body: bytes, sort: str = "thong-bao-ket-qua") -> Any:
    chosen = {"tep": ("mau.docx", body)}
    return officer.post(at(office, "mau-giay-to"), {"loai": sort}, files=chosen)


def test_an_own_template_is_checked_kept_used_and_taken_back(office: Office, come_in: ComeIn) -> None:
    admin = come_in(OfficeRole.ADMIN)
    slip = upload(office, admin, template("{{ trich_yeuu }}"))
    assert slip.status_code == 422
    assert "không có trường “trich_yeuu”; có phải “trich_yeu”?" in slip.text
    assert upload(office, admin, b"x").status_code == 422
    assert upload(office, admin, template("MẪU CỦA CHÚNG TÔI {{ trich_yeu }}")).status_code == 303
    paper = admin.get(at(office, "giay-to", "thong-bao-ket-qua")).content
    assert words(paper).startswith("MẪU CỦA CHÚNG TÔI kết quả thực hiện Kế hoạch")
    shown = admin.get(at(office, "giay-to")).text
    assert "mau.docx" in shown.partition("</h1>")[2]
    check_form(admin.get(at(office, "giay-to", "phan-cong")).content, PaperSort.ASSIGNMENTS)
    again = upload(office, admin, template("BẢN HAI"))
    assert again.status_code == 303
    assert words(admin.get(at(office, "giay-to", "thong-bao-ket-qua")).content) == "BẢN HAI"
    named = {"loai": "thong-bao-ket-qua", "bo": "1"}
    assert admin.post(at(office, "mau-giay-to"), named, files={"x": ("", b"")}).status_code == 303
    assert "mau.docx" not in admin.get(at(office, "giay-to")).text
    check_form(admin.get(at(office, "giay-to", "thong-bao-ket-qua")).content, PaperSort.RESULTS)


def test_whoever_may_not_word_puts_no_template_in_force(office: Office, viewer: Officer) -> None:
    assert upload(office, viewer, template("A")).status_code == 403


def test_an_office_chooses_what_its_letters_carry(office: Office, come_in: ComeIn, viewer: Officer) -> None:
    admin = come_in(OfficeRole.ADMIN)

    def ticked() -> list[str]:
        boxes = re.findall(r'<input type="checkbox" name="giay" value="([^"]+)"( checked)?', page())
        return [value for value, on in boxes if on]

    def page() -> str:
        text: str = admin.get(at(office, "giay-to")).text
        return text

    assert ticked() == ["giay-moi", "diem-cau"]
    wanted = {"giay": ["don-doc", "dieu-chinh", "khac"]}
    assert admin.post(at(office, "giay-to-kem-thu"), wanted).status_code == 303
    assert ticked() == ["don-doc", "dieu-chinh"]
    assert admin.post(at(office, "giay-to-kem-thu"), {}).status_code == 303
    assert ticked() == []
    with office.ledger.read() as session:
        acts = session.scalars(select(AuditRow.detail).where(AuditRow.act == "letter_papers")).all()
    assert [one["papers"] for one in acts] == [["don-doc", "dieu-chinh"], []]
    assert viewer.post(at(office, "giay-to-kem-thu"), wanted).status_code == 403
    assert 'name="giay"' not in viewer.get(at(office, "giay-to")).text
