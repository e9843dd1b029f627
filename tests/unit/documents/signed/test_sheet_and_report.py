"""A plan's status as an Excel file, its closing report as a Word file in the official form."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from docx import Document
from docx.shared import Mm

from cascade.org.tree import Level, OrgTree, Unit, UnitKind
from cascade.reports.obligation_states import Shown
from cascade.reports.rollup import Counts
from documents.office import paper_names, xlsx_pivot
from documents.office.docx_data import FigureLine, UnitLine, place_and_day, report_of
from documents.office.docx_report import write_report
from documents.office.sheet_rows import Cell
from documents.office.xlsx import Status, StatusRow, write_sheet
from documents.office.xlsx_reports import ReportSheet
from tests.gold.papers import compiled

NOON = datetime(2024, 4, 26, 5, 0, tzinfo=UTC)
MAY, OCTOBER = datetime(2024, 5, 9, 5, tzinfo=UTC), datetime(2022, 10, 6, 5, tzinfo=UTC)
STATUS = Status(
    title="Quán triệt TW8",
    as_of=NOON,
    rows=(
        StatusRow(
            branch="Huyện ủy Long Thành",
            unit="Huyện ủy Long Thành",
            level="district",
            requirement="D6",
            action="Báo cáo kết quả",
            state=Shown.ACCEPTED,
            due_at=datetime(2024, 4, 24, 16, 59, tzinfo=UTC),
            submitted_at=datetime(2024, 4, 23, 20, 0, tzinfo=UTC),
        ),
        StatusRow("Huyện ủy Tân Phú", "=1+1", "grassroots", "D6", "http://x", Shown.LATE, days_late=2),
    ),
    branches=[
        ("Huyện ủy Long Thành", Counts(59, 57, 55, 2, open=2)),
        ("Huyện ủy Tân Phú", Counts(41, 41, 41)),
    ],
)


def cells_of(path: Path, sheet: int, *, formulas: bool = False) -> list[list[str]]:
    """The rows of a sheet, as a spreadsheet would show them before formatting; `formulas`: ours are in it."""
    with zipfile.ZipFile(path) as book:
        data = Xml.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    space = re.match(r"\{.*\}", data.tag)
    assert space
    rows = []
    for row in data.iter(f"{space[0]}row"):
        values = []
        for cell in row:
            assert formulas or cell.find(f"{space[0]}f") is None, "no formula"
            value = cell.findtext(f"{space[0]}v", "")
            inline = cell.find(f"{space[0]}is")
            values.append(value if inline is None else "".join(inline.itertext()))
        rows.append(values)
    return rows


def test_every_duty_is_a_row_with_vietnamese_hours(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", STATUS)
    rows = cells_of(tmp_path / "a.xlsx", 2)
    assert rows[1] == ["Tính đến 12:00 26/4/2024"]
    first = rows[3]
    assert first[1:5] == ["Huyện ủy Long Thành", "đảng bộ trực thuộc", "D6", "Báo cáo kết quả"]
    assert first[6] == "đã tiếp nhận"
    # 24/4/2024 23:59 in Vietnam, as Excel counts days.
    assert float(first[5]) == pytest.approx(45406.999, abs=0.001)
    assert float(first[7]) == pytest.approx(45406.125, abs=0.001), "20:00 UTC is the next morning here"


def test_what_a_unit_typed_never_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", STATUS)
    assert cells_of(tmp_path / "a.xlsx", 2)[4][1] == "=1+1"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        links = [book.read(name) for name in book.namelist() if "rels/sheet" in name]
    assert not [one for one in links if b"hyperlink" in one]


def reports(rows: list[list[Cell]], name: str = "D6 cơ sở") -> ReportSheet:
    columns = [("Đơn vị", 30), ("Báo cáo lúc", 17), ("Đã học", 13), ("Ngày họp", 13), ("Ghi chú", 40)]
    return ReportSheet(name, "D6 · Báo cáo kết quả", columns, iter(rows))


def test_what_units_reported_stands_on_a_sheet_for_each_duty_as_numbers_and_days(tmp_path: Path) -> None:
    row: list[Cell] = ["Đảng ủy xã Một", NOON, 1250, date(2024, 4, 20), "=HYPERLINK(1)"]
    sheets = (reports([row, ["Đảng ủy xã Hai"]]), reports([], "D6 cơ sở"), reports([], "a/b:c*" + "x" * 40))
    write_sheet(tmp_path / "a.xlsx", replace(STATUS, reports=sheets))
    title, _, head, one, two = cells_of(tmp_path / "a.xlsx", 3)
    assert (title, head[0], two) == (["D6 · Báo cáo kết quả"], "Đơn vị", ["Đảng ủy xã Hai"])
    assert one == ["Đảng ủy xã Một", "45408.5", "1250", "45402", "=HYPERLINK(1)"]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names[:4] == ["Tổng hợp", "Tiến độ", "D6 cơ sở", "D6 cơ sở 2"]
    assert len(names[4]) <= 31


def test_the_sums_end_with_all_of_them(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", STATUS)
    rows = cells_of(tmp_path / "a.xlsx", 1, formulas=True)
    assert rows[-1][:3] == ["Tổng cộng", "100", "98"]
    assert float(rows[-1][-1]) == pytest.approx(0.98)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sums = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>SUM(B4:B5)</f><v>100</v>" in sums, "whoever corrects a number sees its sum move"


def test_branches_stand_by_status_as_formulas_over_the_rows_beside_charts(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", STATUS)
    rows = cells_of(tmp_path / "a.xlsx", 3, formulas=True)
    assert rows[2] == ["Đảng bộ", "quá hạn", "đã tiếp nhận", "Tổng cộng"]
    assert rows[3:] == [
        ["Huyện ủy Long Thành", "0", "1", "1"],
        ["Huyện ủy Tân Phú", "1", "0", "1"],
        ["Tổng cộng", "1", "1", "2"],
    ]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert "SUMPRODUCT(" in book.read("xl/worksheets/sheet3.xml").decode()
        charts = [book.read(name).decode() for name in book.namelist() if "/charts/chart" in name]
        shown = book.read("xl/worksheets/sheet2.xml").decode()
    assert len(charts) == 2
    assert all("Tổng hợp" in chart for chart in charts)
    assert "<autoFilter" in shown
    assert 'state="frozen"' in shown
    assert shown.count("<conditionalFormatting") >= 2


def test_a_long_name_lies_upon_no_other_row(tmp_path: Path) -> None:
    long = "Đảng ủy Các Trường Cao đẳng, Trung cấp trực thuộc Ủy ban nhân dân tỉnh Lâm Đồng"
    row = StatusRow(long, long, "district", "D1", "Ban hành", Shown.WAITING)
    status = replace(STATUS, rows=[row], branches=[(long, Counts(1))], reports=[reports([[long], ["ngắn"]])])
    write_sheet(tmp_path / "a.xlsx", status)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheets = [book.read(f"xl/worksheets/sheet{at}.xml").decode() for at in (1, 2, 3, 4)]
    high = [[float(ht) for ht in re.findall(r'<row r="4"[^>]* ht="([0-9.]+)"', one)] for one in sheets]
    assert high == [[45.0], [45.0], [45.0], [45.0]]
    assert re.search(r'<row r="5"[^>]* ht=', sheets[2]) is None, "a short one is as high as it always was"
    assert re.search(r'<row r="3"[^>]* ht="30"', sheets[3]), "the head of the pivot breaks its words"


def test_of_too_many_rows_the_numbers_stand_for_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_pivot, "MOST_CELLS", 3)
    write_sheet(tmp_path / "a.xlsx", STATUS)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert "SUMPRODUCT(" not in book.read("xl/worksheets/sheet3.xml").decode()
    assert cells_of(tmp_path / "a.xlsx", 3, formulas=True)[-1] == ["Tổng cộng", "1", "1", "2"]


def test_the_same_status_gives_the_same_file(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", STATUS)
    write_sheet(tmp_path / "b.xlsx", STATUS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_report_has_the_official_form(tmp_path: Path) -> None:
    report = report_of(
        compiled("dong-nai-tw8"),
        now=MAY,
        levels=((Level.DISTRICT, Counts(16, 16, 15, 1)), (Level.GRASSROOTS, Counts(941, 941, 941))),
        figures=(FigureLine("Cán bộ, đảng viên tham dự", 83546, 84074), FigureLine("Hội nghị", 1204)),
        late=(UnitLine("Huyện ủy Định Quán", "D6", date(2024, 4, 24), date(2024, 4, 26)),),
    )
    write_report(tmp_path / "a.docx", report)
    paper = Document(str(tmp_path / "a.docx"))
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    head = "\n".join(cell.text for cell in paper.tables[0].rows[0].cells)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in head
    assert "TỈNH ỦY ĐỒNG NAI\nBAN TUYÊN GIÁO\n*\nSố …-BC/…" in head
    assert "Đồng Nai, ngày 09 tháng 5 năm 2024" in head
    plan = "Kế hoạch số …, ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy"
    assert f"\nBÁO CÁO\nkết quả thực hiện {plan}\n-----\n" in words
    assert f"Thực hiện {plan} về tổ chức Hội nghị" in words
    assert "1. Hội nghị: … hội nghị" in words or "hội nghị\n- " in words
    assert (
        f"Trên đây là báo cáo kết quả thực hiện {plan}, Ban Tuyên giáo Tỉnh ủy trân trọng báo cáo." in words
    )
    assert "Đảng bộ trực thuộc tỉnh: 16/16 (100%), trong đó 1 báo cáo chậm." in words
    assert "Chi, đảng bộ cơ sở: 941/941 (100%)." in words
    assert "Cán bộ, đảng viên tham dự: 83.546/84.074 (99,4%)." in words
    assert "Hội nghị: 1.204." in words
    assert "Huyện ủy Định Quán (D6, hạn 24/4/2024, báo cáo 26/4/2024)" in words
    assert paper.tables[1].rows[0].cells[0].text == (
        "Nơi nhận:\n- Ban Thường vụ Tỉnh ủy (để báo cáo),\n- Lưu Ban Tuyên giáo."
    )
    party = paper.tables[0].rows[0].cells[1].paragraphs[0]
    assert "w:pBdr" in party._p.xml, "a line below the Party's name, no underline"
    assert not party.runs[0].underline
    section = paper.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round((margin or 0) / Mm(1)) for margin in margins] == [20, 20, 30, 15]


def test_a_long_list_stands_behind_the_report_duty_by_duty(tmp_path: Path) -> None:
    open_ones = [UnitLine(f"Chi bộ {n}", "Báo cáo kết quả", date(2024, 4, 16)) for n in range(1, 1_003)]
    late = [UnitLine("Huyện ủy Tân Phú", "Gửi bài", date(2024, 4, 5), date(2024, 4, 7))] * 6
    report = report_of(compiled("dong-nai-tw8"), now=MAY, late=late, still_open=open_ones)
    write_report(tmp_path / "a.docx", report)
    paper = Document(str(tmp_path / "a.docx"))
    words = [paragraph.text for paragraph in paper.paragraphs]
    assert "- Báo cáo chậm (6): có danh sách kèm theo." in words
    assert "- Chưa báo cáo (1.002): có danh sách kèm theo." in words
    assert "và 2 nhiệm vụ khác, có trong bảng tiến độ của kế hoạch." in words
    of = "(kèm theo Báo cáo số …-BC/…, ngày 09/5/2024 của Ban Tuyên giáo Tỉnh ủy)"
    assert words[words.index("PHỤ LỤC 1") :][:3] == ["PHỤ LỤC 1", "Danh sách đơn vị báo cáo chậm", of]
    assert words[words.index("PHỤ LỤC 2") :][:3] == ["PHỤ LỤC 2", "Danh sách đơn vị chưa báo cáo", of]
    was_late, silent = paper.tables[2:]
    assert [cell.text for cell in was_late.rows[2].cells] == [
        "1",
        "Huyện ủy Tân Phú",
        "05/4/2024",
        "07/4/2024",
    ]
    assert [cell.text for cell in silent.rows[0].cells] == ["TT", "Đơn vị", "Hạn"]
    assert silent.rows[1].cells[0].text == "Báo cáo kết quả (1.002)"


def test_pages_are_numbered_from_the_second_on(tmp_path: Path) -> None:
    write_report(tmp_path / "a.docx", report_of(compiled("dong-nai-tw8"), now=MAY))
    section = Document(str(tmp_path / "a.docx")).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.first_page_header.paragraphs[0].text == ""


def test_a_committee_signs_through_somebody_and_an_office_by_its_head(tmp_path: Path) -> None:
    made = compiled("dong-nai-tw8")
    for plan, signed in ((made.plan, False), (replace(made.plan, desk=None), True)):
        report = report_of(replace(made, plan=plan), now=MAY)
        write_report(tmp_path / "a.docx", report)
        foot = Document(str(tmp_path / "a.docx")).tables[1].rows[0].cells[1].text
        assert foot.startswith("T/M BAN THƯỜNG VỤ\n") is signed


def test_what_nobody_counted_is_left_open_for_the_officer(tmp_path: Path) -> None:
    write_report(
        tmp_path / "a.docx",
        report_of(compiled("dang-uy-khoi-nq15"), now=OCTOBER),
    )
    words = [paragraph.text for paragraph in Document(str(tmp_path / "a.docx")).paragraphs]
    assert "1. Ưu điểm: …" in words


def test_the_day_in_the_head_is_padded_as_the_offices_do() -> None:
    assert place_and_day("Đồng Nai", date(2026, 2, 5)) == "Đồng Nai, ngày 05 tháng 02 năm 2026"


def test_the_table_dates_itself_in_the_readers_language(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", replace(STATUS, lang="en"))
    assert cells_of(tmp_path / "a.xlsx", 2)[1] == ["As of 12:00 26 April 2024"]


def tree_of(*units: tuple[str, str, Level, str | None]) -> OrgTree:
    return OrgTree.of(Unit(code, name, level, parent) for code, name, level, parent in units)


PROVINCE = ("t", "Tỉnh ủy Đồng Nai", Level.PROVINCE, None)
LAM_DONG = ("t", "Tỉnh uỷ Lâm Đồng", Level.PROVINCE, None)


@pytest.mark.parametrize(
    ("units", "head", "place"),
    [
        ((PROVINCE,), ("", "Tỉnh ủy Đồng Nai"), "Đồng Nai"),
        (
            (PROVINCE, ("x", "Đảng ủy xã Long Thành", Level.DISTRICT, "t")),
            ("Đảng bộ tỉnh Đồng Nai", "Đảng ủy xã Long Thành"),
            "Long Thành",
        ),
        (
            (
                ("t", "Thành ủy Hồ Chí Minh", Level.PROVINCE, None),
                ("p", "Đảng ủy phường 1", Level.DISTRICT, "t"),
            ),
            ("Đảng bộ thành phố Hồ Chí Minh", "Đảng ủy phường 1"),
            "Phường 1",
        ),
        (
            (("t", "Thành ủy Hồ Chí Minh", Level.PROVINCE, None),),
            ("", "Thành ủy Hồ Chí Minh"),
            "Thành phố Hồ Chí Minh",
        ),
        ((("t", "Thành ủy Huế", Level.PROVINCE, None),), ("", "Thành ủy Huế"), "Thành phố Huế"),
        (
            (LAM_DONG, ("x", "Đảng uỷ phường Xuân Hương - Đà Lạt", Level.DISTRICT, "t")),
            ("Đảng bộ tỉnh Lâm Đồng", "Đảng uỷ phường Xuân Hương - Đà Lạt"),
            "Xuân Hương - Đà Lạt",
        ),
        (
            (LAM_DONG, ("d", "ĐẢNG ỦY ĐẶC KHU PHÚ QUÝ", Level.DISTRICT, "t")),
            ("Đảng bộ tỉnh Lâm Đồng", "ĐẢNG ỦY ĐẶC KHU PHÚ QUÝ"),
            "Phú Quý",
        ),
        (
            (
                LAM_DONG,
                ("k", "Đảng uỷ các cơ quan Đảng tỉnh", Level.DISTRICT, "t"),
                ("c", "Chi bộ 1", Level.GRASSROOTS, "k"),
            ),
            ("Đảng bộ các cơ quan Đảng tỉnh", "Chi bộ 1"),
            "Lâm Đồng",
        ),
        (
            (PROVINCE, ("k", "Đảng ủy các cơ quan Đảng tỉnh", Level.DISTRICT, "t")),
            ("Đảng bộ tỉnh Đồng Nai", "Đảng ủy các cơ quan Đảng tỉnh"),
            "Đồng Nai",
        ),
    ],
)
def test_the_head_names_the_party_body_above_and_the_place_its_rank_where_it_must(
    units: tuple[tuple[str, str, Level, str | None], ...], head: tuple[str, str], place: str
) -> None:
    tree = tree_of(*units)
    writer = tree.unit(units[-1][0])
    assert paper_names.head(tree, writer) == head
    assert paper_names.place(tree, writer) == place


@pytest.mark.parametrize(
    "office", ["Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Tỉnh uỷ", "Ban Tổ chức Tỉnh uỷ Lâm Đồng"]
)
def test_an_office_is_called_without_its_committee_however_that_is_spelled(office: str) -> None:
    tree = tree_of(LAM_DONG, ("o", office, Level.PROVINCE, "t"))
    assert paper_names.office(tree.unit("o"), tree.unit("t")) == "Ban Tổ chức"


def test_an_office_leaves_out_whom_it_serves_which_stands_above_it() -> None:
    office = Unit("b", "Ban Tuyên giáo và Dân vận Tỉnh ủy", Level.PROVINCE, "t", UnitKind.OFFICE)
    tree = OrgTree.of([Unit(*PROVINCE), office])
    assert paper_names.head(tree, office) == ("Tỉnh ủy Đồng Nai", "Ban Tuyên giáo và Dân vận")


@pytest.mark.parametrize(
    ("kind", "said"),
    [("KH", "Kế hoạch"), ("CTr", "Chương trình"), ("CT", "Chỉ thị"), ("CV", "công văn"), ("HD", "Hướng dẫn")],
)
def test_the_paper_is_called_by_its_own_kind(kind: str, said: str) -> None:
    plan = replace(compiled("dong-nai-tw8").plan, kind=kind, number="12-X/TU")
    assert paper_names.cited(plan, "Ban Thường vụ Tỉnh ủy") == (
        f"{said} số 12-X/TU, ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy"
    )
