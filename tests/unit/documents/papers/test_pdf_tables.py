"""A table of assignments says the same as PDF and as Word; what is no table stays text; no letter is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from documents.papers.facts.read_deadlines import deadlines_of
from documents.papers.intake.paper_file import read_paper
from documents.papers.layout.block import BlockKind, Paper
from tests.unit.documents.papers import made_files as made
from tests.unit.documents.papers.drawn_tables import DrawnPage, draw, drawn

HEAD = ["TT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành"]
ROWS = [
    ["1", "Lập quy chế tiếp nhận, xử lý phản ánh của nhân dân về đất đai, môi trường",
     "Văn phòng Đảng ủy phường", "Mặt trận Tổ quốc phường, Công an phường", "Trước ngày 25/4/2026"],
    ["2", "Thống kê đảng viên làm ăn xa và đề xuất cách sinh hoạt cho từng chi bộ", "Ban Xây dựng Đảng",
     "Các chi bộ khu phố", "Chậm nhất ngày 15/5/2026"],
    ["3", "Sửa nhà văn hóa khu phố Bến Đá bằng vốn đóng góp", "Ủy ban nhân dân phường", "",
     "Hoàn thành trong quý III/2026"],
    ["4", "Mở hội thi tìm hiểu lịch sử Đảng bộ phường cho đoàn viên", "Đoàn Thanh niên phường",
     "Hội Cựu chiến binh phường", "Trước ngày 30/6/2026"],
]  # fmt: skip
LETTERS = [4, 34, 18, 22, 20]
INTRO = "Ban Thường vụ Đảng ủy phường ban hành kế hoạch thực hiện nghị quyết như sau:"
CLOSING = "Các chi bộ trực thuộc báo cáo kết quả về Văn phòng Đảng ủy phường trước ngày 15/11/2026."


def read(tmp_path: Path, raw: bytes, name: str = "ke-hoach.pdf") -> Paper:
    path = tmp_path / name
    path.write_bytes(raw)
    return read_paper(path)


def owed(paper: Paper) -> list[tuple[str, str, str | None]]:
    return [
        (
            one.latest.isoformat() if one.latest else "-",
            one.owner.words if one.owner else "",
            one.owner.supporting if one.owner else None,
        )
        for one in deadlines_of(paper)
    ]


def in_word(tmp_path: Path, rows: list[list[str]]) -> list[tuple[str, str, str | None]]:
    body = made.p(INTRO) + made.table(*(" | ".join(row) for row in rows)) + made.p(CLOSING)
    return owed(read(tmp_path, made.docx(body), "ke-hoach.docx"))


def page_with(*rows: list[str], **how: Any) -> DrawnPage:
    page = DrawnPage()
    page.line(INTRO)
    page.line("I- PHÂN CÔNG")
    draw(page, list(rows), LETTERS, **how)
    return page


def letters(paper: Paper) -> Counter[str]:
    return Counter(letter for letter in paper.text if not letter.isspace() and letter != "|")


def drawn_letters(*pages: DrawnPage) -> Counter[str]:
    return Counter(
        letter for page in pages for _, _, text in page.letters for letter in text if not letter.isspace()
    )


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="lines around every cell"),
        pytest.param({"middle": True}, id="cells in the middle of their rows"),
        pytest.param({"ruled": False}, id="no lines, rows apart"),
        pytest.param({"ruled": False, "pad": 0.0}, id="no lines, rows close"),
        pytest.param({"ruled": False, "pad": 0.0, "middle": True}, id="no lines, rows close, in the middle"),
    ],
)
def test_rows_say_the_same_as_in_word(tmp_path: Path, how: dict[str, Any]) -> None:
    page = page_with(HEAD, *ROWS, **how)
    page.line(CLOSING)
    paper = read(tmp_path, drawn(page))
    assert owed(paper) == in_word(tmp_path, [HEAD, *ROWS])
    assert len(owed(paper)) == 5
    assert letters(paper) == drawn_letters(page)
    cells = [one.words.said for one in paper.blocks if one.kind is BlockKind.CELL and one.row == 1]
    assert cells == ROWS[0]


def test_without_lines_numbers_and_space_between_rows_it_stays_text(tmp_path: Path) -> None:
    page = DrawnPage()
    page.line(INTRO)
    draw(page, [row[1:] for row in (HEAD, *ROWS)], LETTERS[1:], ruled=False, pad=0.0)
    paper = read(tmp_path, drawn(page))
    assert "|" not in paper.text
    assert letters(paper) == drawn_letters(page)


@pytest.mark.parametrize("repeated", [True, False], ids=["head again", "head once"])
def test_a_table_goes_on_over_the_page(tmp_path: Path, repeated: bool) -> None:
    first = page_with(HEAD, *ROWS[:2])
    first.line("1", 450.0)
    second = DrawnPage()
    second.line("2", 450.0)
    draw(second, [*([HEAD] if repeated else []), *ROWS[2:]], LETTERS)
    second.line(CLOSING)
    paper = read(tmp_path, drawn(first, second))
    assert owed(paper) == in_word(tmp_path, [HEAD, *ROWS])
    assert letters(paper) == drawn_letters(first, second)
    assert [one.source.page for one in deadlines_of(paper)] == [1, 1, 2, 2, 2]


@pytest.mark.parametrize("repeated", [True, False], ids=["head again", "head once"])
def test_a_row_that_the_page_broke_is_one(tmp_path: Path, repeated: bool) -> None:
    upper = ["3", "Sửa nhà văn hóa khu phố Bến Đá", "Ủy ban nhân", "", "Hoàn thành trong"]
    lower = ["", "bằng vốn đóng góp", "dân phường", "", "quý III/2026"]
    first, second = page_with(HEAD, *ROWS[:2], upper), DrawnPage()
    draw(second, [*([HEAD] if repeated else []), lower, ROWS[3]], LETTERS)
    second.line(CLOSING)
    assert owed(read(tmp_path, drawn(first, second))) == in_word(tmp_path, [HEAD, *ROWS])


def test_another_table_of_the_same_columns_is_another(tmp_path: Path) -> None:
    first, second = page_with(HEAD, *ROWS[:2]), DrawnPage()
    first.line("Phần việc của Mặt trận Tổ quốc và các đoàn thể phường:")
    draw(second, [HEAD, *ROWS[2:]], LETTERS)
    paper = read(tmp_path, drawn(first, second))
    assert {one.table for one in paper.blocks if one.kind is BlockKind.CELL} == {1, 2}
    assert letters(paper) == drawn_letters(first, second)


def test_a_merged_cell_counts_for_its_rows(tmp_path: Path) -> None:
    rows = [[*row] for row in ROWS]
    rows[1][2], rows[2][2] = "", ""
    paper = read(tmp_path, drawn(page_with(HEAD, *rows, merged=True)))
    assert [owner for _, owner, _ in owed(paper)] == ["Văn phòng Đảng ủy phường"] * 3 + [
        "Đoàn Thanh niên phường"
    ]


def test_a_row_over_all_columns_is_kept(tmp_path: Path) -> None:
    page = page_with(HEAD, *ROWS[:1])
    page.down += 16
    draw(page, [["I. Công tác tuyên truyền của các khu phố trong phường"]], [sum(LETTERS) + 6])
    page.down += 16
    draw(page, ROWS[1:], LETTERS)
    paper = read(tmp_path, drawn(page))
    assert letters(paper) == drawn_letters(page)
    assert [owner for _, owner, _ in owed(paper)] == [row[2] for row in ROWS]


@pytest.mark.parametrize("boxed", [False, True], ids=["no lines", "in a box of two columns"])
def test_the_head_and_the_foot_of_a_paper_are_no_tables(tmp_path: Path, boxed: bool) -> None:
    page = DrawnPage()
    page.beside(
        ["ĐẢNG ỦY PHƯỜNG BẾN ĐÁ", "*", "Số 12-KH/ĐU"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM", "Bến Đá, ngày 03 tháng 3 năm 2026"],
    )
    if boxed:
        page.rules += [(30, y, 880, y) for y in (775, 750, 705)] + [(x, 775, x, 705) for x in (30, 400, 880)]
    page.line(INTRO)
    page.line(CLOSING)
    page.beside(
        ["Nơi nhận:", "- Thường trực Thành ủy;", "- Các chi bộ;"],
        ["T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Lê Minh Tâm"],
    )
    paper = read(tmp_path, drawn(page))
    assert "|" not in paper.text
    assert letters(paper) == drawn_letters(page)
    assert "Số 12-KH/ĐU" in paper.text.split("\n")


def test_underlined_words_and_a_frame_are_no_table(tmp_path: Path) -> None:
    page = DrawnPage()
    for _ in range(6):
        page.rules.append((90.0, page.down - 2, 210.0, page.down - 2))
        page.line(INTRO)
    page.rules += [(20, y, 880, y) for y in (790, 20)] + [(x, 20, x, 790) for x in (20, 880)]
    raw = drawn(page)
    layer = pypdfium2.PdfDocument(raw)[0].get_textpage().get_text_range()
    assert read(tmp_path, raw).text == layer.replace("\r\n", "\n")


def test_lines_that_cut_words_are_no_table(tmp_path: Path) -> None:
    page = DrawnPage()
    for _ in range(4):
        page.line(INTRO)
    page.rules += [(30, y, 600, y) for y in (775, 750, 730, 690)] + [(x, 690, x, 775) for x in (30, 203, 600)]
    paper = read(tmp_path, drawn(page))
    assert "|" not in paper.text
    assert letters(paper) == drawn_letters(page)
