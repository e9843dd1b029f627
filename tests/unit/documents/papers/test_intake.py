"""Files of every kind become the same lines, or one line that says why not."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from documents.papers.facts.read_deadlines import deadlines_of
from documents.papers.intake.paper_file import read_paper
from documents.papers.intake.scan import is_vietnamese, reads_scans
from documents.papers.layout.block import Paper
from tests.unit.documents.papers import made_files as made

PROSE = "Ban Thường vụ Đảng ủy yêu cầu các chi bộ nghiêm túc triển khai thực hiện kế hoạch này."


def read(tmp_path: Path, raw: bytes, name: str = "van-ban") -> Paper:
    path = tmp_path / name
    path.write_bytes(raw)
    return read_paper(path)


def refusal(tmp_path: Path, raw: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read(tmp_path, raw)
    return str(caught.value)


def due(paper: Paper) -> list[tuple[str, str | None]]:
    return [
        (one.source.phrase, one.latest.isoformat() if one.latest else None) for one in deadlines_of(paper)
    ]


def test_accepted_changes_count_and_struck_ones_do_not(tmp_path: Path) -> None:
    changed = (
        "<w:p><w:r><w:t>Các chi bộ gửi báo cáo trước ngày </w:t></w:r>"
        "<w:del><w:r><w:delText>15/10/2025</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>20/10/2025</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    )
    paper = read(tmp_path, made.docx(made.p(PROSE) + changed))
    assert due(paper) == [("trước ngày 20/10/2025", "2025-10-19")]


def test_what_a_portal_puts_around_the_text_is_left_out(tmp_path: Path) -> None:
    page = (
        "<!doctype html><html><body class='has-sidebar'>"
        "<div id='main-menu'>Lịch tiếp dân trước ngày 01/3/2026</div>"
        f"<div id='content'><p>{PROSE}</p><p>Các thôn dọn kênh, báo cáo chậm nhất ngày 10/5/2026.</p>"
        f"<p>{PROSE}</p></div>"
        "<div class='tin-lien-quan'>Hội thi đăng ký trước ngày 30/3/2026</div></body></html>"
    )
    assert due(read(tmp_path, page.encode())) == [("chậm nhất ngày 10/5/2026", "2026-05-10")]


def test_a_part_that_holds_most_of_the_page_is_read_whatever_its_name(tmp_path: Path) -> None:
    page = "<!doctype html><html><body><div class='widget'>"
    page += f"<p>{PROSE} Nộp trước ngày 10/5/2026.</p></div></body></html>"
    assert due(read(tmp_path, page.encode())) == [("trước ngày 10/5/2026", "2026-05-09")]


def test_a_date_over_several_runs_is_one(tmp_path: Path) -> None:
    runs = "".join(
        f"<w:r><w:t>{part}</w:t></w:r>" for part in ("Các chi bộ nộp tr", "ước ng", "ày 2", "0/9/2025.")
    )
    assert due(read(tmp_path, made.docx(made.p(PROSE) + f"<w:p>{runs}</w:p>"))) == [
        ("trước ngày 20/9/2025", "2025-09-19")
    ]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    inner = f"<w:txbxContent>{made.p('HỎA TỐC: trả lời trước ngày 12/01/2026')}</w:txbxContent>"
    both = f"<mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>"
    box = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    paper = read(tmp_path, made.docx(made.p(PROSE) + f"<w:p><w:r>{box}</w:r></w:p>"))
    assert due(paper) == [("trước ngày 12/01/2026", "2026-01-11")]


def test_a_footnote_stands_where_it_is_called(tmp_path: Path) -> None:
    body = f"<w:p><w:r><w:t>{PROSE}</w:t><w:footnoteReference w:id='2'/></w:r></w:p>" + made.p("Hết.")
    note = f"<w:footnote w:id='2'>{made.p('Chi bộ Công an gửi trước ngày 12/9/2025.')}</w:footnote>"
    text = read(tmp_path, made.docx(body, footnotes=note)).text
    assert text.index("trước ngày 12/9/2025") < text.index("Hết.")


def test_automatic_numbers_are_read_as_people_see_them(tmp_path: Path) -> None:
    level = "<w:lvl w:ilvl='{}'><w:start w:val='1'/><w:numFmt w:val='{}'/><w:lvlText w:val='{}'/></w:lvl>"
    levels = level.format(0, "upperRoman", "%1.") + level.format(1, "decimal", "%1.%2")
    lists = (
        f"<w:abstractNum w:abstractNumId='5'>{levels}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='5'/></w:num>"
    )

    def item(text: str, depth: int) -> str:
        listed = f"<w:pPr><w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='1'/></w:numPr></w:pPr>"
        return made.p(text, listed)

    body = (
        made.p(PROSE) + item("Nội dung", 0) + item("Việc một", 1) + item("Việc hai", 1) + item("Tổ chức", 0)
    )
    text = read(tmp_path, made.docx(body, numbering=lists)).text
    assert [line for line in text.split("\n") if line[:1] == "I"] == [
        "I. Nội dung",
        "I.1 Việc một",
        "I.2 Việc hai",
        "II. Tổ chức",
    ]


def test_a_table_of_assignments_gives_each_row_its_owner(tmp_path: Path) -> None:
    rows = made.table(
        "TT | Nội dung | Đơn vị chủ trì | Thời gian hoàn thành",
        "1 | Rà soát | Phòng Tư pháp | Trước 16/9/2025",
        "2 | Báo cáo | Văn phòng | Tháng 12/2025",
    )
    found = deadlines_of(read(tmp_path, made.docx(made.p(PROSE) + rows)))
    assert [(str(one.latest), one.owner and one.owner.words) for one in found] == [
        ("2025-09-15", "Phòng Tư pháp"),
        ("2025-12-31", "Văn phòng"),
    ]


def test_the_head_in_two_columns_is_no_table_of_facts(tmp_path: Path) -> None:
    head = made.table("ĐẢNG ỦY XÃ PHÚ LỘC | ĐẢNG CỘNG SẢN VIỆT NAM")
    assert "|" not in read(tmp_path, made.docx(head + made.p(PROSE))).text


def test_letters_of_old_fonts_are_read_by_their_font(tmp_path: Path) -> None:
    def run(text: str, font: str) -> str:
        fonts = f"<w:rPr><w:rFonts w:ascii='{font}' w:hAnsi='{font}'/></w:rPr>"
        return f"<w:p><w:r>{fonts}<w:t>{text}</w:t></w:r></w:p>"

    body = run("Chi bé hoµn thµnh tr\u00adíc ngµy 15/5/2011.", ".VnTime") + run(
        "Chi boä nộp tröôùc ngaøy 16/5/2010.", "VNI-Times"
    )
    text = read(tmp_path, made.docx(made.p(PROSE) + body)).text
    assert "Chi bộ hoàn thành trước ngày 15/5/2011." in text
    assert "trước ngaøy" not in text


def test_letters_and_marks_apart_and_unseen_signs_are_one_spelling(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "Các thôn gửi trước ngày 20\u201111\u20112025.")
    assert due(read(tmp_path, made.docx(made.p(PROSE) + made.p(apart)))) == [
        ("trước ngày 20-11-2025", "2025-11-19")
    ]


def test_a_pdf_is_read_page_by_page_over_its_line_breaks(tmp_path: Path) -> None:
    paper = read(
        tmp_path, made.pdf([PROSE], ["Các chi bộ gửi báo cáo về Văn phòng Đảng ủy trước", "ngày 25/9/2025."])
    )
    (one,) = deadlines_of(paper)
    assert (one.source.phrase, one.source.page, str(one.latest)) == ("trước\nngày 25/9/2025", 2, "2025-09-24")


def test_a_scan_is_read_by_tesseract_or_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, made.picture_pdf())
    assert ("tesseract-ocr-vie" in told) != reads_scans()


def test_a_web_page_is_read_without_what_stands_around_the_paper(tmp_path: Path) -> None:
    page = f"""<html><head><meta charset="utf-8"><title>Tin</title></head><body>
    <nav>Trang chủ trước ngày 01/01/2020</nav>
    <!--[if gte mso 9]><xml>trước ngày 02/02/2020</xml><![endif]--><p>{PROSE}</p>
    <table><tr><td>TT</td><td>Nội dung</td><td>Chủ trì</td><td>Thời gian</td></tr>
    <tr><td>1</td><td>Rà soát</td><td rowspan="2">Văn phòng</td><td>Trước 16/9/2025</td></tr>
    <tr><td>2</td><td>Báo cáo</td><td>Tháng 12/2025</td></tr></table></body></html>"""
    found = deadlines_of(read(tmp_path, page.encode()))
    assert [(str(one.latest), one.owner and one.owner.words) for one in found] == [
        ("2025-09-15", "Văn phòng"),
        ("2025-12-31", "Văn phòng"),
    ]


def test_a_text_file_keeps_its_lines(tmp_path: Path) -> None:
    (one,) = deadlines_of(read(tmp_path, f"{PROSE}\n\nCác chi bộ nộp trước ngày 20/9/2025.".encode()))
    assert (one.source.line, one.source.file) == (3, "van-ban")


def test_old_word_files_and_locked_ones_are_told(tmp_path: Path) -> None:
    assert ".docx" in refusal(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_letters_that_are_no_vietnamese_are_told_and_not_read(tmp_path: Path) -> None:
    garbage = "tru6c ngiry l5lll/2025 c6c chi b6 g8i b6o c6o vd Vdn phdng D6ng riy x6 " * 4
    assert "không phải tiếng Việt" in refusal(tmp_path, garbage.encode())
    assert not is_vietnamese(garbage)
    assert is_vietnamese(PROSE)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parcel:
        parcel.writestr("word/document.xml", b" " * 70_000_000)
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parcel:
        parcel.writestr(
            "word/document.xml", '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
        )
    return out.getvalue()


HARMFUL = {
    "cut off": made.docx(made.p(PROSE))[:200],
    "a bomb": bomb(),
    "entities": entities(),
    "deep": made.docx("<w:tbl><w:tr><w:tc>" * 10_000 + "</w:tc></w:tr></w:tbl>" * 10_000),
    "no text in it": made.docx(""),
    "a broken pdf": made.pdf([PROSE])[:300],
    "nothing": b"",
}


@pytest.mark.parametrize("raw", HARMFUL.values(), ids=HARMFUL.keys())
def test_a_harmful_file_is_one_line(tmp_path: Path, raw: bytes) -> None:
    told = refusal(tmp_path, raw)
    assert told
    assert "\n" not in told


def test_a_word_file_whose_parcel_is_broken_inside_is_one_line(tmp_path: Path) -> None:
    raw = bytearray(made.docx(made.p(PROSE * 40)))
    begin = raw.index(b"word/document.xml") + len(b"word/document.xml")
    raw[begin + 10 : begin + 30] = b"\xff" * 20
    assert "bị hỏng" in refusal(tmp_path, bytes(raw))


def test_a_paragraph_without_end_is_read_in_pieces(tmp_path: Path) -> None:
    paper = read(tmp_path, (PROSE + " ").encode() * 200 + "Các chi bộ nộp trước ngày 20/9/2025.".encode())
    assert max(len(block.words.said) for block in paper.blocks) <= 3_000
    assert due(paper) == [("trước ngày 20/9/2025", "2025-09-19")]
