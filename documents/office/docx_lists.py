"""The lists behind a closing report: who was late, who has not reported; duty by duty, on their own pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from cascade.lang import brought
from cascade.org.format import day as written_day
from cascade.org.format import number
from documents.office.docx_data import SaidLines, UnitLine, UnitLines

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
HEAD = ("TT", "Đơn vị", "Hạn", "Ngày báo cáo")
WIDTHS = (12, 91, 30, 32)
"""Millimetres; together what the margins leave of the page."""
SAID = ("TT", "Đơn vị", "Nội dung báo cáo", "Ngày")
SAID_WIDTHS = (12, 45, 83, 25)
MOST = 1_000
"""Lines in one list, some thirty pages; nobody reads more on paper."""


@dataclass(frozen=True, slots=True)
class Annex:
    """What stands above an annex (phụ lục): its name, what it lists, which paper it belongs to."""

    name: str
    about: str
    of: str


def add_list(paper: WordDocument, annex: Annex, units: UnitLines) -> None:
    """A page of its own: what it lists, then a table with a heading for each duty."""
    _head(paper, annex)
    # Where nobody has reported there is no day to show.
    columns = len(HEAD) if any(line.submitted for line in units.first) else len(HEAD) - 1
    table = paper.add_table(rows=1, cols=columns, style="Table Grid")
    _fill(table.rows[0], HEAD[:columns], bold=True)
    _repeat(table.rows[0])
    place = 0
    for duty, lines in _by_duty(units.first[:MOST]).items():
        row = table.add_row()
        _write(
            row.cells[0].merge(row.cells[-1]).paragraphs[0],
            f"{duty} ({number(units.of_each[duty])})",
            italic=True,
            size=12,
        )
        for line in lines:
            place += 1
            due, came = (written_day(day) if day else "" for day in (line.due, line.submitted))
            _fill(table.add_row(), (str(place), line.unit, due, came)[:columns])
    _size(table, WIDTHS)
    if units.many > MOST:
        rest = f"và {number(units.many - MOST)} nhiệm vụ khác, có trong bảng tiến độ của kế hoạch."
        _write(paper.add_paragraph(), rest, size=12)


def add_said(paper: WordDocument, annex: Annex, said: SaidLines) -> None:
    """A page of its own: what each unit reported, in its words, with a heading for each duty."""
    _head(paper, annex)
    table = paper.add_table(rows=1, cols=len(SAID), style="Table Grid")
    _fill(table.rows[0], SAID, bold=True)
    _repeat(table.rows[0])
    duty = ""
    for place, line in enumerate(said.first[:MOST], 1):
        if line.duty != duty:
            duty = line.duty
            row = table.add_row()
            _write(row.cells[0].merge(row.cells[-1]).paragraphs[0], duty, italic=True, size=12)
        _fill(table.add_row(), (str(place), line.unit, line.words, written_day(line.day)), left=(1, 2))
    _size(table, SAID_WIDTHS)
    if said.many > MOST:
        rest = f"và {number(said.many - MOST)} báo cáo khác, có trong bảng tính của kế hoạch."
        _write(paper.add_paragraph(), rest, size=12)


def _head(paper: WordDocument, annex: Annex) -> None:
    title = paper.add_paragraph()
    title.paragraph_format.page_break_before = True
    _write(title, annex.name, bold=True, align=CENTRE)
    _write(paper.add_paragraph(), annex.about, bold=True, align=CENTRE)
    _write(paper.add_paragraph(), annex.of, italic=True, align=CENTRE)
    _write(paper.add_paragraph(), "-----", align=CENTRE)


def _by_duty(units: Sequence[UnitLine]) -> Mapping[str, list[UnitLine]]:
    found: dict[str, list[UnitLine]] = {}
    for line in units:
        found.setdefault(line.duty, []).append(line)
    return found


def _size(table: Table, wanted: Sequence[int]) -> None:
    """Word believes the cells, others the columns; what is missing at the end widens the second one."""
    widths = list(wanted[: len(table.columns)])
    widths[1] += sum(wanted[len(widths) :])
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row._tr.tc_lst, widths, strict=False):
            cell.width = Mm(width if len(row._tr.tc_lst) > 1 else sum(widths))


def _fill(row: _Row, words: Sequence[str], *, bold: bool = False, left: Collection[int] = (1,)) -> None:
    for column, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
        align = LEFT if column in left and not bold else CENTRE
        _write(cell.paragraphs[0], text, bold=bold, align=align, size=12)


def _repeat(row: _Row) -> None:
    """The heading stands on every page that the table runs over."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _write(
    paragraph: Paragraph,
    words: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    size: int = 14,
) -> None:
    run = paragraph.add_run(brought.printable(words))
    run.bold, run.italic = bold, italic
    run.font.size = Pt(size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
