"""The letter of the week as one page of PDF, whatever stands in it: what is too much is made smaller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepInFrame, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from cascade.lang import brought
from cascade.lang.told import Told
from cascade.org import format
from cascade.reports import weekly
from cascade.reports.weekly import WeeklyLetter
from documents import ttf_fonts

PLAIN, BOLD = "dondoc", "dondoc-bold"
MARGIN = 18 * mm
_HEADS = (
    Told("Kế hoạch", "Plan"),
    Told("Đã báo cáo", "Reported"),
    Told("Trong tuần", "This week"),
    Told("Quá hạn", "Overdue"),
)
_DONE, _LATE, _NEXT = (
    Told("I- ĐÃ LÀM", "I. DONE"),
    Told("II- QUÁ HẠN", "II. OVERDUE"),
    Told("III- SẮP TỚI", "III. NEXT"),
)
_NOBODY_LATE = Told("Không có đảng bộ nào quá hạn.", "No branch is late.")
_NOTHING_NEXT = Told("Hai tuần tới không có hạn, hội nghị nào.", "Nothing falls due in the next two weeks.")
_NO_PLAN = Told("Không có kế hoạch nào đang chạy.", "No plan is running.")


def weekly_page(letter: WeeklyLetter, lang: str = "vi") -> bytes:
    """The PDF; the same letter gives the same bytes. Refusal: the machine has no font for Vietnamese."""
    _register()
    body, width, height = BytesIO(), A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    told = weekly.title(letter).said(lang)
    paper = SimpleDocTemplate(
        body,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=told,
        author=letter.office,
        lang=lang,
        invariant=1,
    )
    # The frame inside the margins is a little smaller than they leave.
    parts = [*_parts(letter, lang, width - 12)]
    paper.build([KeepInFrame(width - 12, height - 12, parts, mode="shrink")])
    return body.getvalue()


def _register() -> None:
    if PLAIN not in pdfmetrics.getRegisteredFontNames():
        for name, bold in ((BOLD, True), (PLAIN, False)):
            pdfmetrics.registerFont(TTFont(name, str(ttf_fonts.find(bold=bold))))


def _parts(letter: WeeklyLetter, lang: str, width: float) -> Iterator[Flowable]:
    yield _line(letter.office.upper(), BOLD, 12, centre=True)
    yield Spacer(1, 4 * mm)
    yield _line(weekly.title(letter).said(lang), BOLD, 15, centre=True)
    yield Spacer(1, 5 * mm)
    yield _heading(_DONE, lang)
    yield _plans(letter, lang, width) if letter.plans else _line(_NO_PLAN.said(lang))
    more = [*weekly.done(letter, lang)][len(letter.plans) :]
    yield from (_line(one) for one in more)
    yield _heading(_LATE, lang)
    yield from _list([*weekly.late(letter, lang)], _NOBODY_LATE.said(lang))
    yield _heading(_NEXT, lang)
    yield from _list([*weekly.coming(letter, lang)], _NOTHING_NEXT.said(lang))


def _plans(letter: WeeklyLetter, lang: str, width: float) -> Table:
    rows = [[_line(head.said(lang), BOLD, 10.5) for head in _HEADS]]
    for one in letter.plans:
        numbers = (
            one.share.said(lang),
            format.number(one.this_week, lang),
            format.number(one.overdue, lang),
        )
        rows.append([_line(one.name, size=10.5), *(_line(told, size=10.5) for told in numbers)])
    table = Table(rows, colWidths=[width * part for part in (0.5, 0.24, 0.13, 0.13)], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#7b8794")),
                ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e4e7eb")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def _list(lines: Sequence[str], instead: str) -> Iterator[Flowable]:
    dashed = (one if one.startswith("…") else f"- {one}" for one in lines)
    yield from (_line(one) for one in dashed) if lines else (_line(instead),)


def _heading(told: Told, lang: str) -> Paragraph:
    return _line(told.said(lang), BOLD, 12, before=9)


def _line(
    words: str, font: str = PLAIN, size: float = 11.5, *, centre: bool = False, before: float = 0
) -> Paragraph:
    style = ParagraphStyle(
        font, fontName=font, fontSize=size, leading=size * 1.3, spaceBefore=before, spaceAfter=2
    )
    style.alignment = TA_CENTER if centre else style.alignment
    return Paragraph(escape(brought.printable(words)), style)
