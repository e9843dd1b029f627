"""The workbook of one duty of one unit, to be filled in without the form: its figures, its name, its seal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from cascade.lang.told import Told
from cascade.org import telephone
from cascade.plan.figure_kinds import FigureKind, Value
from cascade.plan.model import Figure
from cascade.plan.typed import numbers
from cascade.reports.workbook_form import ReportForm
from documents.office.file_names import file_name
from documents.reading.filled_workbook import CODE, EARLY, FIGURE, NOTE, SEEN, SURE

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = 10
"""The row of the column names, from 0."""
_WIDE = 92
"""Letters of a line over all columns, in the size of the text."""


def write(form: ReportForm) -> bytes:
    """The whole file. Nothing in it is a formula or a link, whatever a name or a note begins with."""
    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": form.duty[:250]})
        sheet = book.add_worksheet("Report" if form.lang == "en" else "Báo cáo")
        _FormSheet(sheet, _styles(book), form).write()
    return made.getvalue()


def called(form: ReportForm) -> str:
    """What the file is called: whose it is, so that it is found again among others."""
    what = "Report" if form.lang == "en" else "Biểu báo cáo"
    return f"{file_name(f'{what} - {form.unit}')}.xlsx"


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter", "text_wrap": True}
    boxed = base | {"border": 1, "border_color": "#8C8C8C"}
    filled = boxed | {"bg_color": "#FFF6CC", "locked": False}
    return {
        "plain": book.add_format(base),
        "soft": book.add_format(base | {"font_size": 10, "font_color": "#555555"}),
        "title": book.add_format(base | {"bold": True, "font_size": 15, "font_color": "#8C1D18"}),
        "duty": book.add_format(base | {"bold": True, "font_size": 13}),
        "strong": book.add_format(base | {"bold": True}),
        "head": book.add_format(boxed | {"bold": True, "bg_color": "#EFEBE4", "align": "center"}),
        "order": book.add_format(boxed | {"align": "center"}),
        "words": book.add_format(boxed | {"indent": 1}),
        "hint": book.add_format(boxed | {"font_size": 10, "font_color": "#555555", "indent": 1}),
        "text": book.add_format(filled | {"num_format": "@", "valign": "top"}),
        "choice": book.add_format(filled | {"align": "center"}),
        "count": book.add_format(filled | {"num_format": "#,##0", "align": "right"}),
        "day": book.add_format(filled | {"num_format": "d/m/yyyy", "align": "right"}),
        "wrong": book.add_format({"bg_color": "#F7C6C5"}),
    }


class _FormSheet:
    """The one sheet while it is written; columns: key (hidden), order, what, filled in, how."""

    def __init__(self, sheet: Any, styles: Mapping[str, Any], form: ReportForm) -> None:
        self.sheet, self.styles, self.form = sheet, styles, form
        self.line = _HEAD + 1
        self.lines = {figure.id: _HEAD + 1 + place for place, figure in enumerate(form.figures)}
        if form.in_words:
            self.lines = {one: line + 1 for one, line in self.lines.items()}

    def write(self) -> None:
        """From the top to the seal."""
        self._set_up()
        self._head()
        if self.form.in_words:
            self._note(needed=True)
        for figure in self.form.figures:
            self._figure(figure)
        if not self.form.in_words:
            self._note(needed=False)
        if self.form.early:
            told = self.say(
                f"Chưa có: {self.form.early}. Báo cáo sớm?", f"Not yet: {self.form.early}. Report early?"
            )
            self._choice(EARLY, told)
        self._choice(SURE, self.say(*_SURE))
        self._foot()

    def say(self, vi: str, en: str) -> str:
        """In the language of the form."""
        return Told(vi, en).said(self.form.lang)

    def _set_up(self) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        for column, width in enumerate((4, 6, 42, 30, 38)):
            sheet.set_column(column, column, width, None, {"hidden": 1} if column == 0 else {})
        sheet.set_paper(9)
        sheet.set_margins(0.6, 0.5, 0.6, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(_HEAD + 1, 0)
        # Without a password: it keeps a hand from slipping, nobody from anything.
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})

    def _head(self) -> None:
        form = self.form
        self._key(0, CODE + form.code)
        self._key(1, f"{SEEN}{form.seen}")
        self._wide(0, self.say("BIỂU BÁO CÁO", "REPORT FORM"), "title", 24)
        self._wide(1, form.duty, "duty")
        facts = (
            (self.say("Đơn vị báo cáo", "Reporting unit"), form.unit, "strong"),
            (self.say("Thực hiện", "Under"), form.plan, "plain"),
            (self.say("Thời hạn", "Due"), form.due, "strong"),
            (self.say("Nơi nhận", "To"), form.to, "plain"),
        )
        for line, (label, told, style) in enumerate(facts, 2):
            self._wide(line, f"{label}: {told}" if told else "", style)
        self._wide(7, self.say(*_HOW), "soft")
        self._wide(8, self.say(*_THEN), "soft")
        names = ("TT", "Nội dung", "Số liệu", "Cách điền"), ("No", "What", "Fill in here", "How")
        for column, name in enumerate(names[self.form.lang == "en"], 1):
            self.sheet.write_string(_HEAD, column, name, self.styles["head"])

    def _figure(self, figure: Figure) -> None:
        """A row for a figure; a part is red while it is above its total."""
        style = _STYLE.get(figure.kind, "text")
        self._row(FIGURE + figure.id, figure.label, style, self._hint(figure), self._given(figure))
        if figure.kind is FigureKind.COUNT:
            self._check(_integer(self), "")
            if figure.of in self.lines:
                part, whole = f"$D${self.line}", f"$D${self.lines[figure.of] + 1}"
                above = f"=AND(ISNUMBER({part}),ISNUMBER({whole}),{part}>{whole})"
                self._paint(above, "wrong")
        elif figure.kind is FigureKind.DATE:
            self._check(_day(self), "")

    def _given(self, figure: Figure) -> Value | None:
        return self.form.given.get(figure.id)

    def _hint(self, figure: Figure) -> str:
        known = {one.id: one.label for one in self.form.figures}
        must = self.say("Bắt buộc. ", "Needed. ") if figure.required else ""
        of = self.say("Không lớn hơn “{of}”. ", "Not above “{of}”. ") if figure.of in known else ""
        return (
            must + of.format(of=known.get(figure.of or "", "")) + self.say(*_HINTS[_kind(figure)])
        ).strip()

    def _note(self, *, needed: bool) -> None:
        must = self.say("Bắt buộc.", "Needed.") if needed else self.say("Nếu có.", "If there is any.")
        self._row(NOTE, self.form.note_label, "text", must, self.form.note or None)

    def _choice(self, key: str, told: str) -> None:
        """A question that is answered by choosing."""
        self._row(key, told, "choice", self.say(*_CHOOSE), None)
        yes = self.say("Có", "Yes")
        self._check(
            {"validate": "list", "source": [yes]}, self.say("Chọn “Có” hoặc để trống", "“Yes” or nothing")
        )

    def _row(self, key: str, label: str, style: str, hint: str, value: Value | None) -> None:
        line, styles = self.line, self.styles
        self._key(line, key)
        self.sheet.write_number(line, 1, line - _HEAD, styles["order"])
        self.sheet.write_string(line, 2, label, styles["words"])
        self._fill(line, value, style)
        self.sheet.write_string(line, 4, hint, styles["hint"])
        room = 52 if style == "text" else 24
        self.sheet.set_row(line, max(_height(label, 36), _height(hint, 40, 13), room))
        self.line += 1

    def _fill(self, line: int, value: Value | None, style: str) -> None:
        if value is None:
            self.sheet.write_blank(line, 3, None, self.styles[style])
        elif isinstance(value, int):
            self.sheet.write_number(line, 3, value, self.styles[style])
        elif style == "day":
            self.sheet.write_datetime(line, 3, date.fromisoformat(value), self.styles[style])
        else:
            self.sheet.write_string(line, 3, value, self.styles[style])

    def _check(self, rule: dict[str, Any], told: str) -> None:
        """What the program itself takes; it is read by the same rules as the form all the same."""
        title = self.say("Chưa đúng", "Not right")
        shown = {"error_title": title, "error_message": told or rule.pop("told"), "ignore_blank": True}
        self.sheet.data_validation(self.line - 1, 3, self.line - 1, 3, rule | shown)

    def _paint(self, when: str, style: str) -> None:
        rule = {"type": "formula", "criteria": when, "format": self.styles[style]}
        self.sheet.conditional_format(self.line - 1, 3, self.line - 1, 3, rule)

    def _foot(self) -> None:
        form = self.form
        ask = self.say("Cần trao đổi, xin liên hệ", "Questions:")
        phone = f", {telephone.phone(form.phone, form.lang)}" if form.phone else ""
        if form.desk:
            self._wide(self.line + 1, f"{ask} {form.desk}{phone}.", "soft")
        self._wide(self.line + 2, self.say(*_OWN), "soft")
        self.sheet.print_area(0, 1, self.line + 2, 4)

    def _key(self, line: int, key: str) -> None:
        self.sheet.write_string(line, 0, key, self.styles["plain"])

    def _wide(self, line: int, text: str, style: str, height: float = 0) -> None:
        self.sheet.merge_range(line, 1, line, 4, "", self.styles[style])
        self.sheet.write_string(line, 1, text, self.styles[style])
        self.sheet.set_row(line, height or _height(text, _WIDE))


def _kind(figure: Figure) -> str:
    return _STYLE.get(figure.kind, "text")


def _height(text: str, letters: int, line: float = 16.5) -> float:
    """Points: a joined cell does not grow with its text."""
    return line * sum(1 + len(one) // letters for one in (text or " ").split("\n")) + 3


def _integer(sheet: _FormSheet) -> dict[str, Any]:
    told = sheet.say("Ghi số nguyên, không có thì ghi 0", "A whole number; 0 if there is none")
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": numbers.LARGEST,
        "told": told,
    }


def _day(sheet: _FormSheet) -> dict[str, Any]:
    told = sheet.say("Ghi ngày/tháng/năm, như 25/4/2026", "A day, like 25/4/2026")
    bounds = {"minimum": date(1990, 1, 1), "maximum": date(2100, 12, 31)}
    return {"validate": "date", "criteria": "between", **bounds, "told": told}


_STYLE = {FigureKind.COUNT: "count", FigureKind.DATE: "day", FigureKind.TEXT: "text"}
_HINTS = {
    "count": ("Ghi số nguyên, không có thì ghi 0.", "A whole number; 0 if there is none."),
    "day": ("Ghi ngày/tháng/năm, như 25/4/2026.", "A day, like 25/4/2026."),
    "text": ("Ghi bằng lời.", "In words."),
}
_SURE = (
    "Số liệu đã kiểm tra, đúng thực tế (chỉ cần khi hệ thống hỏi lại)",
    "The figures are checked and right (only where the system asks again)",
)
_CHOOSE = ("Chọn “Có” hoặc để trống.", "“Yes”, or leave it empty.")
_HOW = (
    "Chỉ điền các ô màu vàng. Không thêm cột.",
    "Fill in the yellow cells only. Add no columns.",
)
_THEN = (
    "Điền xong, lưu tệp dạng .xlsx rồi tải lên trang của nhiệm vụ, hoặc đính kèm vào thư trả lời thông báo.",
    "Then save it as .xlsx and upload it on the duty's page, or attach it to a reply to our mail.",
)
_OWN = (
    "Tệp này dành riêng cho đơn vị ghi ở trên và nhiệm vụ này; không chuyển cho đơn vị khác.",
    "This file is for the unit above and this duty alone; do not pass it on.",
)
