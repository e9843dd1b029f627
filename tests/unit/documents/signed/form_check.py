"""`check_form`: a Word file measured against the table of its form, written down here a second time.

Margins 20/20/30/15 mm, head, number, place and day, sections, signature, Nơi nhận, Times New Roman 14.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.signed.paper_form import PaperSort

MILLIMETRES = (20, 20, 30, 15)
NUMBER = {
    True: re.compile(r"^Số …-(GM|KH|CV|TB|BC)/[\w…-]+$"),
    False: re.compile(r"^Số: …/((GM|KH|TB|BC)-)?[\w…-]+$"),
}
DAY = re.compile(r", ngày \d\d tháng (0[12]|[3-9]|1[0-2]) năm \d{4}$")
SECTION = {True: re.compile(r"^[IVX]+- \S"), False: re.compile(r"^[IVX]+\. \S")}
MOTTO = {
    True: ["ĐẢNG CỘNG SẢN VIỆT NAM"],
    False: ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
}
LISTS = (PaperSort.PROGRAMME, PaperSort.DELEGATES, PaperSort.ASSIGNMENTS)


@dataclass(frozen=True)
class Opened:
    """A Word file as python-docx has it."""

    word: Any

    @classmethod
    def of(cls, body: bytes) -> Opened:
        return cls(Document(io.BytesIO(body)))

    @property
    def blocks(self) -> list[Any]:
        """Paragraphs and tables in their order."""
        return list(self.word.iter_inner_content())

    def cell(self, table: int, column: int) -> list[str]:
        cell = self.word.tables[table].rows[0].cells[column]
        return [one.text.replace("\xa0", " ") for one in cell.paragraphs if one.text]

    @property
    def lines(self) -> list[str]:
        return [one.text.replace("\xa0", " ") for one in self.word.paragraphs if one.text]


def check_form(body: bytes, sort: PaperSort, *, party: bool = True) -> None:
    """Every rule of the form; AssertionError names the first one that is broken."""
    opened = Opened.of(body)
    _page(opened)
    _font(opened)
    _head(opened, sort, party)
    _order(opened, sort, party)
    _tables(opened)
    _headings(opened, party)
    if sort not in LISTS:
        _foot(opened, party)


def _page(opened: Opened) -> None:
    section = opened.word.sections[0]
    measured = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert tuple(round(one / Mm(1)) for one in measured) == MILLIMETRES
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    assert section.different_first_page_header_footer, "the first page has no number"
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER


def _font(opened: Opened) -> None:
    normal = opened.word.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    fonts = normal.element.rPr.rFonts
    assert fonts.get(qn("w:cs")) == fonts.get(qn("w:eastAsia")) == "Times New Roman"
    for one in opened.word.element.body.iter(qn("w:rFonts")):
        raise AssertionError(f"another font: {one.attrib}")
    for one in opened.word.paragraphs:
        for run in one.runs:
            assert run.font.size in (Pt(12), Pt(14), Pt(16)), (run.text, run.font.size)


def _head(opened: Opened, sort: PaperSort, party: bool) -> None:
    assert isinstance(opened.blocks[0], type(opened.word.tables[0])), "the head comes first"
    left, right = opened.cell(0, 0), opened.cell(0, 1)
    assert right[: len(MOTTO[party])] == MOTTO[party]
    assert DAY.search(right[-1]), right[-1]
    assert left[0] == left[0].upper()
    assert ("*" in left) is party
    numbers = [line for line in left if line.startswith("Số")]
    if sort in LISTS:
        assert numbers == []
    else:
        assert len(numbers) == 1
        assert NUMBER[party].match(numbers[0]), numbers
    rules = opened.word.tables[0]._tbl.xml.count("<w:pBdr>")
    assert rules == (1 if party else 2), "a line below the motto, and below who writes for the state"


def _order(opened: Opened, sort: PaperSort, party: bool) -> None:
    lines = opened.lines
    if sort is PaperSort.PRESSING:
        assert lines[0].startswith("Kính gửi")
        about = opened.cell(0, 0)[-1].replace("\n", " ")
        assert about.startswith("đôn đốc" if party else "V/v đôn đốc")
        return
    assert lines[0] == sort.heading
    assert lines[0] == lines[0].upper()
    if sort in LISTS:
        assert any(line.startswith("(kèm theo ") for line in lines[:3]), lines[:4]
    if party:
        assert "-----" in lines[:4]
    title = next(one for one in opened.word.paragraphs if one.text == sort.heading)
    assert title.runs[0].bold
    assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER


def _tables(opened: Opened) -> None:
    """Each fits between the margins, and its head stands again on every page."""
    for table in opened.word.tables:
        width = sum(int(one.get(qn("w:w"))) for one in table._tbl.tblGrid.iter(qn("w:gridCol")))
        assert width <= round(165 * 56.6929) + 2, width
        if table._tbl.tblPr.find(qn("w:tblBorders")) is not None:
            assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None


def _headings(opened: Opened, party: bool) -> None:
    """No heading at the foot of a page, and the numbers of sections follow each other."""
    numbers = []
    for one in opened.word.paragraphs:
        if re.match(r"^[IVX]+[-.] ", one.text):
            assert SECTION[party].match(one.text), one.text
            assert one.text == one.text.upper()
            assert one.paragraph_format.keep_with_next, one.text
            numbers.append(re.split("[-.]", one.text)[0])
    assert numbers == ["I", "II", "III", "IV", "V", "VI"][: len(numbers)]


def _foot(opened: Opened, party: bool) -> None:
    foot = next(one for one in opened.word.tables if one.rows[0].cells[0].text.startswith("Nơi nhận:"))
    left = [one.text for one in foot.rows[0].cells[0].paragraphs]
    assert left[-1].startswith("- Lưu")
    assert left[-1].endswith(".")
    assert all(one.endswith("," if party else ";") for one in left[1:-1])
    right = foot.rows[0].cells[1].text
    mark = "T/M" if party else "TM."
    assert right.startswith(mark) or right.startswith("…"), right
    at = next(place for place, one in enumerate(opened.blocks) if getattr(one, "_tbl", None) is foot._tbl)
    texts = [one for one in opened.blocks[:at] if hasattr(one, "text") and one.text]
    assert texts[-1].text.endswith("." if party else "./."), texts[-1].text
    assert texts[-1].paragraph_format.keep_with_next, "a signature never stands alone on a page"
