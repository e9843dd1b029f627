"""A corrected paper is compared with the draft in the office, and changes only what is chosen."""

from __future__ import annotations

import re

import httpx

from cascade.org.office_roles import OfficeRole
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.papers.test_papers_become_drafts import handed_in, on, our_docx

CORRECTED = our_docx("chậm nhất ngày 10/7/2026", "chậm nhất ngày 20/7/2026")


def send(officer: Officer, draft: str, body: bytes, **typed: str) -> httpx.Response:
    officer.get(f"{draft}/doc-lai")
    return officer.post(f"{draft}/doc-lai", typed, files={"files": ("dinh-chinh.docx", body, "x/y")})


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page[-3000:]
    return found[1]


def test_what_differs_is_shown_first_and_taken_over_when_chosen(come_in: ComeIn) -> None:
    drafter = come_in(OfficeRole.DRAFTER)
    draft = handed_in(drafter)
    drafter.post(f"{draft}/the/requirements.D2/xac-nhan", {"on": "1"})
    shown = send(drafter, draft, CORRECTED, do="xem")
    assert shown.status_code == 200
    assert "20/7/2026" in shown.text
    assert "20/7/2026" not in drafter.get(draft).text
    keep = {name: hidden(shown.text, name) for name in ("key", "on", "seen")}
    taken = send(drafter, draft, CORRECTED, do="nhan", **keep)
    assert taken.status_code == 303, taken.text[-3000:]
    page = drafter.get(draft).text
    assert re.search(r'id="D4".*?20/7/2026', page, re.S)
    assert 'fact-card st-confirmed k-requirement" id="D2"' in page
    assert "dinh-chinh.docx" in page


def test_what_is_not_chosen_stays(come_in: ComeIn) -> None:
    drafter = come_in(OfficeRole.DRAFTER)
    draft = handed_in(drafter)
    shown = send(drafter, draft, CORRECTED, do="xem").text
    keep = {name: hidden(shown, name) for name in ("on", "seen")}
    assert send(drafter, draft, CORRECTED, do="nhan", **keep).status_code == 303
    cards = drafter.get(draft).text.partition('id="cards"')[2]
    assert "10/7/2026" in cards
    assert "20/7/2026" not in cards


def test_only_the_papers_that_were_compared_are_taken_over(come_in: ComeIn) -> None:
    drafter = come_in(OfficeRole.DRAFTER)
    draft = handed_in(drafter)
    keep = {
        name: hidden(send(drafter, draft, CORRECTED, do="xem").text, name) for name in ("key", "on", "seen")
    }
    other = send(drafter, draft, our_docx("20/3/2026", "21/3/2026"), do="nhan", **keep)
    assert other.status_code == 422
    assert "không phải văn bản vừa so sánh" in other.text
    assert on(drafter.get(draft)) == "1"
    drafter.post(f"{draft}/the/requirements.D1/xac-nhan", {"on": "1"})
    late = send(drafter, draft, CORRECTED, do="nhan", **keep)
    assert late.status_code == 422
    assert "có người vừa sửa bản nháp" in late.text


def test_a_file_that_is_no_paper_is_one_line(come_in: ComeIn) -> None:
    drafter = come_in(OfficeRole.DRAFTER)
    draft = handed_in(drafter)
    wrong = send(drafter, draft, b"PK\x03\x04 no zip", do="xem")
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    away = come_in(OfficeRole.DRAFTER, subtree="nhon-trach")
    assert away.get(f"{draft}/doc-lai").status_code == 404
