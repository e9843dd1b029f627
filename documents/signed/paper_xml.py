"""The words of Word: paragraphs, runs and tables as it reads them, in the one order that it accepts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from cascade.lang import brought
from documents.signed.signed_paper import Band, Row, RuledTable, SignedColumn

TWIPS = 56.6929
"""In a millimetre."""
UNBROKEN = 300
"""Letters of a row that still fits on a page; a longer one may be parted."""


def run(
    words: str, size: float = 14, *, bold: bool = False, italic: bool = False, underline: bool = False
) -> str:
    """Words of one look; a line feed is a new line."""
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    half = round(size * 2)
    marks += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' + (
        '<w:u w:val="single"/>' if underline else ""
    )
    return f"<w:r><w:rPr>{marks}</w:rPr>{_text(words)}</w:r>"


def _text(words: str) -> str:
    # What is left open ends a sentence by itself.
    shown = brought.printable(words.replace("\r", "")).replace("\t", " ").replace("….", "…")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in shown.split("\n"))


def paragraph(
    runs: Iterable[str] | str,
    align: str = "left",
    *,
    first: float = 0,
    left: float = 0,
    right: float = 0,
    before: float = 0,
    after: float = 0,
    line: float = 0,
    keep: bool = False,
    new_page: bool = False,
    rule: bool = False,
    mark: float = 0,
) -> str:
    """Indents in millimetres, spaces in points; `keep`: on one page with what follows, `rule`: a line below.

    `mark`: the size of what ends an empty one, which makes its height.
    """
    properties = ("<w:keepNext/>" if keep else "") + ("<w:pageBreakBefore/>" if new_page else "")
    if rule:
        properties += '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    exact = f' w:line="{round(line * 20)}" w:lineRule="atLeast"' if line else ""
    properties += f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{exact}/>'
    properties += f'<w:ind w:left="{_twips(left)}" w:right="{_twips(right)}" w:firstLine="{_twips(first)}"/>'
    properties += f'<w:jc w:val="{align}"/>'
    properties += f'<w:rPr><w:sz w:val="{round(mark * 2)}"/></w:rPr>' if mark else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def beside(left: str, right: str, widths: tuple[int, int]) -> str:
    """Two columns without lines, kept on one page: the head and the foot of a paper."""
    cells = "".join(_cell(words, width) for words, width in zip((left, right), widths, strict=True))
    return f"{_begin(widths, lines=False)}<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"


def grid(table: RuledTable) -> str:
    """A table with lines, its head again on every page; what is long in it breaks inside its cell."""
    widths = [column.width for column in table.columns]
    head = "".join(
        _cell(
            paragraph(run(column.name, 12, bold=True), "center", before=2, after=2, keep=True), column.width
        )
        for column in table.columns
    )
    first = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    rows = "".join(_row(one, table.columns) for one in table.rows)
    return f"{_begin(widths, lines=True)}{first}{rows}</w:tbl>"


def _row(row: Row, columns: Sequence[SignedColumn]) -> str:
    if isinstance(row, Band):
        words = paragraph(run(row.words, 12, italic=True), before=2, after=2, keep=True)
        width = sum(column.width for column in columns)
        whole = _cell(words, width, span=len(columns))
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{whole}</w:tr>"
    short = "<w:trPr><w:cantSplit/></w:trPr>" if max(map(len, row), default=0) < UNBROKEN else ""
    cells = "".join(
        _cell(paragraph(run(words, 12), "left" if column.left else "center", before=2, after=2), column.width)
        for words, column in zip(row, columns, strict=True)
    )
    return f"<w:tr>{short}{cells}</w:tr>"


def _begin(widths: Sequence[int], *, lines: bool) -> str:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV") if lines else ()
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for edge in edges)
    borders = f"<w:tblBorders>{borders}</w:tblBorders>" if lines else ""
    margins = "".join(
        f'<w:{side} w:w="{_twips(1.2 if lines else 0)}" w:type="dxa"/>' for side in ("left", "right")
    )
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    inward = f'<w:tblInd w:w="{_twips(1.2)}" w:type="dxa"/>' if lines else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(_twips, widths))}" w:type="dxa"/>{inward}{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


def _cell(inside: str, width: float, span: int = 1) -> str:
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{over}</w:tcPr>{inside}</w:tc>'


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)
