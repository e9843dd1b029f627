"""Writes the closing report as a Word file in the form the Party's offices use, ready for a pen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cascade.lang import brought
from cascade.org.format import day as written_day
from cascade.org.format import level_name, number, share
from cascade.org.unit import Level
from documents.office.docx_data import RollUpReport, UnitLine, UnitLines, place_and_day
from documents.office.docx_lists import Annex, add_list, add_said
from documents.office.paper_names import BLANK

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section
    from docx.table import _Cell as Cell
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
CENTRE, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
MARGINS = (20, 20, 30, 15)
"""Millimetres: top, bottom, left, right; as secondary sources give Hướng dẫn 05-HD/VPTW."""
FEW = 5
"""So many units still read well inside a sentence."""


def write_report(path: Path, report: RollUpReport) -> None:
    """Write the .docx."""
    paper = Document()
    _page(paper)
    _head(paper, report)
    _title(paper, report)
    for heading, lines in _sections(report):
        _paragraph(paper, heading, bold=True).paragraph_format.keep_with_next = True
        for line in lines:
            last = _paragraph(paper, line, indent=True)
    # A signature never stands on a page by itself.
    last.paragraph_format.keep_with_next = True
    _foot(paper, report)
    _annexes(paper, report)
    paper.core_properties.title = brought.printable(f"Báo cáo {report.subject}")
    paper.core_properties.author = brought.printable(report.issuer)
    paper.save(str(path))


def _page(paper: WordDocument) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, bottom, left, right = MARGINS
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    _number_pages(section)


def _number_pages(section: Section) -> None:
    """From the second page on, in the middle above the text."""
    section.different_first_page_header_footer = True
    section.header_distance = Mm(10)
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _head(paper: WordDocument, report: RollUpReport) -> None:
    """Left who writes and the number, right the Party's name, place and day."""
    left, right = paper.add_table(rows=1, cols=2).rows[0].cells
    above = [(report.above.upper(), False)] if report.above else []
    _fill(left, [*above, (report.head.upper(), True), ("*", False)])
    _line(left.add_paragraph(), f"Số {report.number}-BC/{BLANK}", align=CENTRE)
    party = right.paragraphs[0]
    _line(party, "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, align=CENTRE, size=15)
    _rule_below(party)
    _line(right.add_paragraph(), "", align=CENTRE)
    _line(right.add_paragraph(), place_and_day(report.place, report.day), italic=True, align=CENTRE)


def _rule_below(party: Paragraph) -> None:
    """A solid line as long as the title; an underline would stand too near and stop at its gaps."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    # Word reads a paragraph's properties in one order only: borders before spacing and alignment.
    party._p.get_or_add_pPr().insert(0, borders)
    # What the cell is wider than the title, which takes 73 mm.
    party.paragraph_format.left_indent = party.paragraph_format.right_indent = Mm(2)


def _title(paper: WordDocument, report: RollUpReport) -> None:
    _line(paper.add_paragraph(), "", align=CENTRE)
    _line(paper.add_paragraph(), "BÁO CÁO", bold=True, align=CENTRE, size=16)
    _line(paper.add_paragraph(), report.subject, bold=True, align=CENTRE)
    _line(paper.add_paragraph(), "-----", align=CENTRE)
    _paragraph(paper, f"Thực hiện {report.basis}, {report.issuer} báo cáo như sau:", indent=True)


def _sections(report: RollUpReport) -> Iterator[tuple[str, list[str]]]:
    papers = [f"- {each}" for each in report.papers] or [f"Văn bản đã ban hành: {BLANK}"]
    yield "I- CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", papers
    yield "II- KẾT QUẢ", [*_results(report)]
    yield (
        "III- ĐÁNH GIÁ",
        [f"1. Ưu điểm: {BLANK}", f"2. Hạn chế, nguyên nhân: {BLANK}", *_shortcomings(report)],
    )
    if report.ahead:
        yield "IV- NHIỆM VỤ TIẾP THEO", [f"- {each}" for each in report.ahead]
    closing = f"Trên đây là báo cáo {report.subject}, {report.issuer} trân trọng báo cáo."
    yield f"{'V' if report.ahead else 'IV'}- KIẾN NGHỊ", [BLANK, closing]


def _results(report: RollUpReport) -> Iterator[str]:
    held = f"{len(report.meetings):02}" if report.meetings else BLANK
    yield f"1. Hội nghị: {held} hội nghị"
    yield from (f"- {each}" for each in report.meetings)
    yield "2. Báo cáo đã nhận:"
    for level, counts in report.levels:
        late = f", trong đó {number(counts.late)} báo cáo chậm" if counts.late else ""
        early = counts.open - counts.overdue if report.ahead else 0
        rest = f"; {number(early)} nhiệm vụ chưa đến hạn" if early else ""
        whose = f" {report.whole}" if level is Level.DISTRICT and report.whole else ""
        called = _capital(level_name(level)) + whose
        yield f"- {called}: {share(counts.received, counts.expected)}{late}{rest}."
    yield "3. Số liệu tổng hợp:"
    yield from (f"- {each.label}: {each.words()}." for each in report.figures)
    if not report.figures:
        yield BLANK


def _shortcomings(report: RollUpReport) -> Iterator[str]:
    for what, units in (("Báo cáo chậm", report.late), ("Chưa báo cáo", report.still_open)):
        if units.many:
            listed = "có danh sách kèm theo" if units.many > FEW else "; ".join(map(_unit, units.first))
            yield f"- {what} ({number(units.many)}): {listed}."


def _lists(report: RollUpReport) -> Iterator[tuple[str, UnitLines]]:
    """What is too long for a sentence stands behind the report."""
    if report.late.many > FEW:
        yield "Danh sách đơn vị báo cáo chậm", report.late
    if report.still_open.many > FEW:
        yield "Danh sách đơn vị chưa báo cáo", report.still_open


def _annexes(paper: WordDocument, report: RollUpReport) -> None:
    """Numbered where there are several; each says which report it belongs to."""
    lists = [*_lists(report)]
    several = len(lists) + bool(report.said.many) > 1
    issued = f"ngày {written_day(report.day)} của {report.issuer}"
    of = f"(kèm theo Báo cáo số {report.number}-BC/{BLANK}, {issued})"
    for place, (about, units) in enumerate(lists, 1):
        add_list(paper, Annex(f"PHỤ LỤC {place}" if several else "PHỤ LỤC", about, of), units)
    if report.said.many:
        name = f"PHỤ LỤC {len(lists) + 1}" if several else "PHỤ LỤC"
        add_said(paper, Annex(name, "Nội dung báo cáo của các đơn vị", of), report.said)


def _unit(line: UnitLine) -> str:
    due = f", hạn {written_day(line.due)}" if line.due else ""
    came = f", báo cáo {written_day(line.submitted)}" if line.submitted else ""
    return f"{line.unit} ({line.duty}{due}{came})"


def _foot(paper: WordDocument, report: RollUpReport) -> None:
    """Left who receives it, right who signs."""
    gap = paper.add_paragraph()
    _line(gap, "")
    gap.paragraph_format.keep_with_next = True
    left, right = paper.add_table(rows=1, cols=2).rows[0].cells
    _line(left.paragraphs[0], "Nơi nhận:", underline=True)
    for place, each in enumerate(report.recipients):
        end = "." if place == len(report.recipients) - 1 else ","
        _line(left.add_paragraph(), f"- {each}{end}", size=12)
    _fill(right, [*_signing(report)])
    for _ in range(4):
        _line(right.add_paragraph(), "")
    _line(right.add_paragraph(), report.signer, bold=True, align=CENTRE)


def _signing(report: RollUpReport) -> Iterator[tuple[str, bool]]:
    """A committee signs through somebody; the head of an office signs as such."""
    if report.signs_for:
        yield f"T/M {report.signs_for.upper()}", True
    yield report.signer_title.upper(), not report.signs_for


def _fill(cell: Cell, lines: Sequence[tuple[str, bool]]) -> None:
    for place, (words, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _line(paragraph, words, bold=bold, align=CENTRE)


def _paragraph(paper: WordDocument, words: str, *, bold: bool = False, indent: bool = False) -> Paragraph:
    paragraph = paper.add_paragraph()
    _line(paragraph, words, bold=bold, align=JUSTIFY)
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = Pt(18)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    return paragraph


def _line(
    paragraph: Paragraph,
    words: str,
    *,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    size: int = 14,
) -> None:
    run = paragraph.add_run(brought.printable(words))
    run.bold, run.italic, run.underline = bold, italic, underline
    run.font.size = Pt(size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
