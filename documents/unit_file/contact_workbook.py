"""A workbook to fill with contacts: one row for each unit, with choices to pick from."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from cascade.lang.told import Told
from documents.unit_file.columns import COLUMNS, Column

_HEADS = {column.name: (column.also or (column.name,))[0] for column in COLUMNS}
_WIDTHS = {
    "code": 24,
    "name": 44,
    "contact": 26,
    "role": 22,
    "mail": 32,
    "zalo": 18,
    "phone": 16,
    "group": 20,
}
_TO_FILL = ("contact", "role", "mail", "zalo", "phone", "lang")
ROLES = (
    *("Chánh Văn phòng", "Phó Chánh Văn phòng", "Trưởng Ban", "Phó Trưởng Ban", "Bí thư", "Phó Bí thư"),
    *("Chuyên viên", "Văn thư"),
)
_TITLE = Told(
    "Danh sách đơn vị: điền các cột màu vàng, lưu lại rồi nạp vào Đôn Đốc. Đơn vị có nhiều người: thêm dòng "
    "chỉ ghi mã và người. Không sửa cột mã.",
    "The list of units: fill the yellow columns, save, and bring it to Đôn Đốc. For more people of a unit "
    "add a line with its code and the person. Leave the codes as they are.",
)
HEAD = 3
"""The row of the heading, below the title and the hints."""


def workbook(some: Iterable[dict[str, str]], lang: str = "vi") -> bytes:
    """The xlsx. Its heading is Vietnamese in either language, as the reader of lists knows it."""
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Đơn vị")
        wrap = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#57534e"})
        head = book.add_format({"bold": True, "bg_color": "#ece8e1", "border": 1})
        fill = book.add_format({"bold": True, "bg_color": "#fdf3d8", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, _TITLE.said(lang), book.add_format({"bold": True}))
        sheet.set_row(1, 90)
        for at, column in enumerate(COLUMNS):
            sheet.write(1, at, _hint(column, lang), wrap)
            sheet.write(HEAD - 1, at, _HEADS[column.name], fill if column.name in _TO_FILL else head)
            sheet.set_column(at, at, _WIDTHS.get(column.name, 14), text)
        last = HEAD
        for last, row in enumerate(some, HEAD):
            for at, column in enumerate(COLUMNS):
                if value := row.get(column.name):
                    sheet.write_string(last, at, value, text)
        sheet.freeze_panes(HEAD, 2)
        sheet.autofilter(HEAD - 1, 0, last, len(COLUMNS) - 1)
        _choices(sheet, last + 500)
    return body.getvalue()


def _hint(column: Column, lang: str) -> str:
    return (
        f"{column.en if lang == 'en' else column.vi}. {'E.g.' if lang == 'en' else 'Ví dụ'}: {column.example}"
    )


def _choices(sheet: xlsxwriter.worksheet.Worksheet, last: int) -> None:
    """What may be picked; of a role, anything else may be typed."""
    at = {column.name: number for number, column in enumerate(COLUMNS)}
    sheet.data_validation(HEAD, at["lang"], last, at["lang"], {"validate": "list", "source": ["vi", "en"]})
    kinds = {"validate": "list", "source": ["committee", "office"]}
    sheet.data_validation(HEAD, at["kind"], last, at["kind"], kinds)
    roles = {"validate": "list", "source": list(ROLES), "show_error": False}
    sheet.data_validation(HEAD, at["role"], last, at["role"], roles)
    address = {
        "validate": "custom",
        "value": f"=LEN({_letter(at['phone'])}{HEAD + 1})>=9",
        "error_type": "warning",
        "error_title": "Số di động",
        "error_message": "Ghi đủ 10 chữ số, ví dụ 0987654321.",
    }
    sheet.data_validation(HEAD, at["phone"], last, at["phone"], address)


def _letter(column: int) -> str:
    return chr(ord("A") + column)
