"""What a unit has reported is read at the desk: in full, every time it came, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from docx import Document

from tests.portal.duty import made_files
from tests.unit.cli.conftest import Desk
from tests.unit.cli.running.test_running_plans import folder, on, rewritten
from tests.unit.documents.signed.test_sheet_and_report import cells_of

__all__ = ["folder", "on"]

FIGURES = """    down_to: grassroots
    figures:
      - {id: done, label: Đã học tập, of: all}
      - {id: all, label: Phải học tập}
      - {id: day, label: Ngày hội nghị, kind: date}
      - {id: how, label: Hình thức tổ chức, kind: text}
"""
GIVEN = ("done=1200", "all=1.250", "day=20/4/2026", "how=Trực tuyến từ tỉnh")


def sheet_names(path: Path) -> list[str]:
    with ZipFile(path) as book:
        return re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())


def reported(desk: Desk, folder: Path, on: Callable[[date], None]) -> None:
    plan = rewritten(folder, ("    down_to: grassroots\n", FIGURES))
    assert desk("amend", plan, "--apply", "--why", "thêm số liệu").code == 0
    on(date(2026, 4, 21))
    first = desk("report", "submit", "kh-1", "D1/grassroots", "x1", *GIVEN, "--note", "dòng một\ndòng hai")
    assert first.code == 0, first.err
    assert desk("report", "return", "kh-1", "D1/grassroots", "x1", "--why", "sai tổng số").code == 0
    given = ("done=1250", *GIVEN[1:])
    assert (
        desk("report", "submit", "kh-1", "D1/grassroots", "x1", *given, "--sure", "--by", "Lê Văn B").code
        == 0
    )


def test_every_report_of_a_unit_is_read_in_full_the_last_one_first(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    reported(desk, folder, on)
    said = desk("report", "show", "kh-1", "x1").out
    last, first = said.index("Báo cáo số 2, 08:00 21/4/2026, Lê Văn B"), said.index("Báo cáo số 1")
    assert last < said.index("Đã học tập: 1.250/1.250 (100%)") < first
    assert first < said.index("Đã học tập: 1.200/1.250 (96%)")
    for told in ("Ngày hội nghị: 20/4/2026", "Hình thức tổ chức: Trực tuyến từ tỉnh", "dòng một", "dòng hai"):
        assert told in said[first:]
    assert "Trả lại 08:00 21/4/2026, cán bộ thử: sai tổng số" in said[first:]


def test_a_report_is_read_in_english_and_by_programs(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    reported(desk, folder, on)
    said = desk("--lang", "en", "report", "show", "kh-1", "Đảng ủy xã Một", "D1/grassroots").out
    assert "Report 2, 08:00 21 April 2026, Lê Văn B" in said
    assert "Ngày hội nghị: 20 April 2026" in said
    (duty,) = desk("report", "show", "kh-1", "x1", "--json").json["duties"]
    one, two = duty["reports"]
    assert (duty["duty"], one["state"], one["reason"]) == ("D1/grassroots", "returned", "sai tổng số")
    assert (two["number"], two["by"], two["figures"]["done"]) == (2, "Lê Văn B", 1250)
    assert ["Hình thức tổ chức", "Trực tuyến từ tỉnh"] in two["lines"]


def test_what_units_reported_is_exported_a_sheet_for_each_duty_in_vietnamese_order(
    desk: Desk, folder: Path, on: Callable[[date], None], tmp_path: Path
) -> None:
    reported(desk, folder, on)
    assert desk("export", "kh-1", "--xlsx", tmp_path / "a.xlsx").code == 0
    names = sheet_names(tmp_path / "a.xlsx")
    assert names[:3] == ["Tổng hợp", "Tiến độ", "D1 đảng bộ trực thuộc"]
    head, *rows = cells_of(tmp_path / "a.xlsx", names.index("D1 chi, đảng bộ cơ sở") + 1)[2:]
    assert [row[:2] for row in rows] == [
        ["Huyện ủy Hai", "Đảng ủy xã Ba"],
        ["Huyện ủy Một", "Đảng ủy xã Hai"],
        ["Huyện ủy Một", "Đảng ủy xã Một"],
    ]
    told = dict(zip(head, rows[-1], strict=False))
    assert (told["Đã học tập"], told["Phải học tập"], told["Báo cáo số"]) == ("1250", "1250", "2")
    assert told["Hình thức tổ chức"] == "Trực tuyến từ tỉnh"
    assert told["Ngày hội nghị"] == "46132"
    (earlier,) = cells_of(tmp_path / "a.xlsx", names.index("Các lần báo cáo trước") + 1)[3:]
    assert earlier[1:3] == ["Đảng ủy xã Một", "D1 (cơ sở)"]
    assert "Đã học tập: 1.200/1.250 (96%)" in earlier[6]
    assert earlier[-1] == "sai tổng số"


def words_of(path: Path) -> str:
    paper = Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_the_report_in_mid_plan_calls_nothing_missing_that_is_not_due_and_no_result_what_is_to_come(
    desk: Desk, folder: Path, on: Callable[[date], None], tmp_path: Path
) -> None:
    plan = rewritten(folder, ("relayed: false", "relayed: true"))
    assert desk("amend", plan, "--apply", "--why", "họp trực tuyến").code == 0
    assert desk("conference", "fix", "kh-1", "C1", "2026-04-22 08:00", "2026-04-22 11:00").code == 0
    on(date(2026, 4, 21))
    assert desk("export", "kh-1", "--docx", tmp_path / "a.docx").code == 0
    words = words_of(tmp_path / "a.docx")
    results, _, ahead = words.partition("IV- NHIỆM VỤ TIẾP THEO")
    assert "1. Hội nghị: … hội nghị" in results
    assert "ngày 22/4/2026" not in results
    assert "D1" not in results
    assert "- Hội nghị học tập: ngày 22/4/2026" in ahead
    assert "- Báo cáo kết quả học tập (đảng bộ trực thuộc): hạn 22/5/2026, còn 2 đơn vị" in ahead
    assert "V- KIẾN NGHỊ" in ahead
    # Only what should have come by now is missing.
    assert "Chưa báo cáo (1): Văn phòng (Bảo đảm hội trường" in results
    on(date(2026, 5, 30))
    assert desk("close", "kh-1").code == 0
    assert desk("export", "kh-1", "--docx", tmp_path / "b.docx").code == 0
    closed = words_of(tmp_path / "b.docx")
    assert "Hội nghị học tập: ngày 22/4/2026" in closed.partition("III-")[0]
    assert "NHIỆM VỤ TIẾP THEO" not in closed


def test_the_report_for_paper_has_what_each_unit_said(
    desk: Desk, folder: Path, on: Callable[[date], None], tmp_path: Path
) -> None:
    reported(desk, folder, on)
    assert desk("export", "kh-1", "--docx", tmp_path / "a.docx").code == 0
    words = words_of(tmp_path / "a.docx")
    assert "Nội dung báo cáo của các đơn vị" in words
    assert "Ngày hội nghị: 20/4/2026; Hình thức tổ chức: Trực tuyến từ tỉnh" in words


def test_a_duty_that_the_unit_does_not_owe_is_refused_with_those_it_owes(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    refused = desk("report", "show", "kh-1", "x1", "D2")
    assert refused.code != 0
    assert "D1 (cơ sở)" in refused.err
    assert "chưa báo cáo nhiệm vụ nào" in desk("report", "show", "kh-1", "x1").out


def test_of_a_secret_duty_the_desk_reads_that_it_came_and_not_what(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    plan = rewritten(folder, ("    down_to: grassroots\n", "    down_to: grassroots\n    secret: true\n"))
    assert desk("amend", plan, "--apply", "--why", "việc mật").code == 0
    note = ("--note", "số 12-BC/ĐU")
    assert desk("report", "submit", "kh-1", "D1/grassroots", "x1", *note).code == 0
    said = desk("report", "show", "kh-1", "x1").out
    assert "Báo cáo số 1" in said
    assert "12-BC" not in said + desk("report", "show", "kh-1", "x1", "--json").out
    assert "Báo cáo kết quả" not in said


def test_a_duty_without_figures_is_not_reported_by_saying_nothing(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    empty = desk("report", "submit", "kh-1", "D1/grassroots", "x1")
    assert empty.code != 0
    assert "chưa ghi đã làm gì" in empty.err
    told = ("document=12-BC/ĐU", "document_date=20/4/2026", "--note", "Đã học ở 4 chi bộ")
    assert desk("report", "submit", "kh-1", "D1/grassroots", "x1", *told).code == 0
    said = desk("report", "show", "kh-1", "x1").out
    for line in ("Đã học ở 4 chi bộ", "Số, ký hiệu văn bản: 12-BC/ĐU", "Ngày văn bản: 20/4/2026"):
        assert line in said


def test_a_duty_without_figures_is_reported_before_its_conference_only_by_saying_so(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    hung = ("    down_to: grassroots\n", "    down_to: grassroots\n    conference: C1\n")
    plan = rewritten(folder, hung, ("relayed: false", "relayed: true"))
    assert desk("amend", plan, "--apply", "--why", "theo hội nghị").code == 0
    report = ("report", "submit", "kh-1", "D1/grassroots", "x1", "--note", "Đã học xong")
    early = desk(*report)
    assert early.code != 0
    assert "báo cáo trước khi Hội nghị học tập" in early.err
    assert "họp (chưa ấn định ngày)" in early.err
    assert "--early" in early.err
    assert desk(*report, "--early").code == 0
    told = "Báo cáo trước khi: Hội nghị học tập"
    assert told in desk("report", "show", "kh-1", "x1").out
    assert desk("conference", "fix", "kh-1", "C1", "2026-04-22 08:00", "2026-04-22 11:00").code == 0
    assert told in desk("report", "show", "kh-1", "x1").out
    on(date(2026, 4, 23))
    assert desk("report", "submit", "kh-1", "D1/grassroots", "x2", "--note", "Đã học xong").code == 0
    assert "Báo cáo trước khi" not in desk("report", "show", "kh-1", "x2").out
    # A hall is made ready before the conference: nothing is early there.
    assert desk("report", "submit", "kh-1", "D2", "tinh-vp", "--note", "Đã chuẩn bị xong").code == 0


def test_what_is_unusual_is_asked_before_it_is_taken(
    desk: Desk, folder: Path, on: Callable[[date], None]
) -> None:
    plan = rewritten(folder, ("    down_to: grassroots\n", FIGURES))
    assert desk("amend", plan, "--apply", "--why", "thêm số liệu").code == 0
    report = ("report", "submit", "kh-1", "D1/grassroots", "x1", "done=120", *GIVEN[1:])
    asked = desk(*report)
    assert (asked.code, "120/1.250" in asked.err, "--sure" in asked.err) == (1, True, True)
    assert "chưa báo cáo" in desk("report", "show", "kh-1", "x1").out
    assert desk(*report, "--sure").code == 0
    assert "Đã học tập: 120/1.250" in desk("report", "show", "kh-1", "x1").out


def test_files_come_with_a_report_by_what_they_are(
    desk: Desk, folder: Path, on: Callable[[date], None], tmp_path: Path
) -> None:
    paper, program = tmp_path / "báo cáo.PDF", tmp_path / "ảnh.jpg"
    paper.write_bytes(made_files.PDF)
    program.write_bytes(made_files.EXE)
    report = ("report", "submit", "kh-1", "D1/grassroots", "x1", "--note", "Đã học xong", "--file", paper)
    refused = desk(*report, "--file", program)
    assert (refused.code, "ảnh.jpg" in refused.err) == (1, True)
    assert "chưa báo cáo" in desk("report", "show", "kh-1", "x1").out
    assert desk(*report).code == 0
    assert "Tệp kèm: báo cáo.pdf (1 KB)" in desk("report", "show", "kh-1", "x1").out
    [duty] = desk("report", "show", "kh-1", "x1", "--json").json["duties"]
    assert [one["name"] for one in duty["reports"][0]["files"]] == ["báo cáo.pdf"]
