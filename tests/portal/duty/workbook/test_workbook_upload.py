"""A unit fetches its duty's workbook, fills it in and sends it back: a receipt, or reasons cell by cell."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import update

from cascade.reports.obligation_states import ObligationState
from documents.reading import filled_workbook
from models.tables import ContactRow
from tests.portal.conftest import Office, Visitor, hidden
from tests.portal.duty.workbook.filling import filled

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cells = dict[str, str | int | float]
GOOD: Cells = {"D12": 57, "D13": 59, "D14": "5.310", "D15": 5342}
"""Organisations of all, members of all."""


def fetched(client: Visitor, link: str, lang: str = "vi") -> bytes:
    answer = client.get(f"{link}/bieu-excel?lang={lang}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"].startswith("attachment; ")
    return answer.content


def sent(client: Visitor, link: str, book: bytes | None, once: str | None = None) -> tuple[int, str, str]:
    """What came back: the status, where it leads, and what is said in the page, each line of it."""
    once = once or hidden(client.get(link).text)["once"]
    files = {"file": ("bieu.xlsx", book, XLSX)} if book is not None else {"file": ("", b"")}
    answer = client.post(f"{link}/bieu-excel", data={"once": once}, files=files)
    told = "\n".join(re.findall(r"<li><bdi>(.*?)</bdi>", answer.text, re.DOTALL))
    return answer.status_code, str(answer.headers.get("location", "")), unescape(told)


@pytest.fixture
def link(office: Office) -> str:
    return office.link("D6", "long-thanh")


def test_a_filled_workbook_makes_a_receipt(client: Visitor, office: Office, link: str) -> None:
    assert "bieu-excel" in client.get(link).text
    book = fetched(client, link)
    assert list(filled_workbook.read(book).places.values()) == [f"D{line}" for line in range(12, 19)]
    status, leads, _ = sent(client, link, filled(book, GOOD | {"D17": "Đủ"}))
    assert (status, leads) == (303, f"{link}/bien-nhan/1")
    report = office.report("D6", "long-thanh")
    assert report is not None
    assert (report.figures, report.note, report.by) == (
        {"organisations": 57, "organisations_total": 59, "members": 5310, "members_total": 5342},
        "Đủ",
        "Nguyễn Văn An",
    )
    assert office.obligation("D6", "long-thanh").state is ObligationState.SUBMITTED
    receipt = client.get(leads).text
    assert "5.310/5.342" in receipt


def test_the_button_pressed_twice_makes_one_report_and_a_correction_a_second(
    client: Visitor, office: Office, link: str
) -> None:
    book = fetched(client, link)
    once = hidden(client.get(link).text)["once"]
    for _ in range(2):
        assert sent(client, link, filled(book, GOOD), once)[1] == f"{link}/bien-nhan/1"
    # The same file again, corrected: whoever mends their own form needs no new one.
    assert sent(client, link, filled(book, GOOD | {"D14": 5340}))[1] == f"{link}/bien-nhan/2"
    again = filled_workbook.read(fetched(client, link))
    assert again.seen == 2
    assert again.typed["figure:members"] == "5340", "what was reported stands in the cells"


def test_what_is_unusual_is_asked_and_taken_once_it_is_said_to_be_checked(
    client: Visitor, office: Office, link: str
) -> None:
    book = fetched(client, link)
    status, _, told = sent(client, link, filled(book, GOOD | {"D14": 4500}))
    assert (status, told) == (
        422,
        "Ô D14 (cán bộ, đảng viên tham dự): dưới 90%, mới đạt 4.500/5.342 (84,2%); "
        "xem lại; nếu đúng, chọn “Có” ở dòng “Số liệu đã kiểm tra” rồi gửi lại",
    )
    assert office.report("D6", "long-thanh") is None
    sure = next(place for key, place in filled_workbook.read(book).places.items() if key.startswith("sure"))
    assert sent(client, link, filled(book, GOOD | {"D14": 4500, sure: "Có"}))[0] == 303


def test_what_is_wrong_is_said_cell_by_cell_and_nothing_is_written(
    client: Visitor, office: Office, link: str
) -> None:
    book = fetched(client, link)
    cells: Cells = {"D12": 83.546, "D13": "nhiều", "D14": 6, "D15": 5}
    status, _, told = sent(client, link, filled(book, cells))
    assert (status, told.splitlines()) == (
        422,
        [
            "Ô D12 (tổ chức đảng đã quán triệt): ô này là số lẻ, không phải số nguyên; "
            "gõ số liền, không có dấu chấm, như 83546",
            "Ô D13 (tổng số tổ chức đảng): “nhiều” không phải số nguyên; ghi một số từ 0 đến 999.999.999",
            "Ô D14 (cán bộ, đảng viên tham dự): 6 lớn hơn “tổng số cán bộ, đảng viên phải dự” (5); "
            "kiểm tra cả hai số",
        ],
    )
    assert office.report("D6", "long-thanh") is None
    missing = sent(client, link, filled(book, {"D12": 5}))[2].splitlines()
    assert [line[:5] for line in missing] == ["Ô D13", "Ô D14", "Ô D15"]


def test_what_is_merely_unusual_is_asked_and_confirmed_in_a_cell(
    client: Visitor, office: Office, link: str
) -> None:
    book = fetched(client, link)
    few = GOOD | {"D14": 100}
    status, _, told = sent(client, link, filled(book, few))
    assert status == 422
    assert told.startswith("Ô D14 (cán bộ, đảng viên tham dự): dưới 90%")
    assert "chọn “Có” ở dòng “Số liệu đã kiểm tra”" in told
    assert office.report("D6", "long-thanh") is None
    assert sent(client, link, filled(book, few | {"D18": "Có"}))[0] == 303


def test_an_empty_one_or_none_at_all_says_so(client: Visitor, office: Office, link: str) -> None:
    book = fetched(client, link)
    assert "chưa điền ô nào" in sent(client, link, book)[2]
    assert "Chưa chọn tệp" in sent(client, link, None)[2]
    assert "không phải biểu" in sent(client, link, b"%PDF-1.7 bao cao")[2]
    assert office.report("D6", "long-thanh") is None


def test_a_form_of_another_duty_or_with_a_broken_seal_is_not_taken(
    client: Visitor, office: Office, link: str
) -> None:
    theirs = filled(fetched(client, office.link("D6", "nhon-trach")), GOOD)
    status, _, told = sent(client, link, theirs)
    assert (status, "nhiệm vụ khác" in told) == (422, True)
    code = filled_workbook.read(fetched(client, link)).code
    forged = filled(fetched(client, link), {"A1": f"code:{code[:-2]}xx", **GOOD})
    assert "niêm phong" in sent(client, link, forged)[2]
    linked = filled(fetched(client, link), {"A1": f"code:{link.removeprefix('/b/')}", **GOOD})
    assert "niêm phong" in sent(client, link, linked)[2], "a link is no seal"
    assert client.get(f"/b/{code}").status_code == 404, "a seal is no link"
    assert office.report("D6", "long-thanh") is None
    assert office.report("D6", "nhon-trach") is None


def test_what_a_colleague_has_sent_meanwhile_is_not_written_over(
    client: Visitor, office: Office, link: str
) -> None:
    book = fetched(client, link)
    rename(office, "Trần Thị Khác")
    assert sent(client, link, filled(book, GOOD))[0] == 303
    rename(office, "Nguyễn Văn An")
    status, _, told = sent(client, link, filled(book, GOOD | {"D12": 58}))
    assert (status, "vừa thay đổi" in told) == (409, True)
    assert sent(client, link, filled(fetched(client, link), {"D12": 58}))[0] == 303


def rename(office: Office, name: str) -> None:
    """Another officer of the unit holds the link."""
    with office.ledger.begin() as session:
        session.execute(update(ContactRow).where(ContactRow.unit == "long-thanh").values(name=name))


def test_a_duty_that_takes_no_report_has_no_workbook(client: Visitor, office: Office, link: str) -> None:
    book = fetched(client, link)
    assert sent(client, link, filled(book, GOOD))[0] == 303
    office.accept("D6", "long-thanh")
    assert client.get(f"{link}/bieu-excel").status_code == 404
    assert sent(client, link, filled(book, GOOD | {"D12": 6}), "x" * 20)[0] == 409
    assert client.get("/b/khong-co/bieu-excel").status_code == 404
