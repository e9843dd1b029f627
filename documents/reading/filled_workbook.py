"""Reads the workbook of a report back: the seal that binds it, and what was filled into each cell, as typed.

Rows are known by keys in the hidden first column, so that they may be moved, sorted or saved by another
program. A formula is never worked out here: what its program showed last is what was filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from cascade.lang import brought
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from documents.reading import xlsx_parts
from documents.reading.xlsx_parts import Bounds

LARGEST = 2 * 1024 * 1024
"""Bytes of a file: an empty one has ten thousand."""
BOUNDS = Bounds(unpacked=8 * 1024 * 1024, cells=200_000, parts=400)
MOST_SHEETS = 20
CODE, SEEN = "code:", "seen:"
"""In the first column: before the seal, and before the number of the report that was known then."""
FIGURE, NOTE, SURE, EARLY = "figure:", "note:", "sure:", "early:"
"""In the first column: before a figure's id, and in the rows of their own."""
FILLED = 3
"""The column of what is filled in, from 0."""
LONGEST = 16_000
"""Letters of one cell; no field holds more than four thousand."""
_NOT_READ = Told("không đọc được tệp Excel này", "this Excel file cannot be read")
FRACTION = Wrong(
    Told("ô này là số lẻ, không phải số nguyên", "this cell holds a fraction, no whole number"),
    Told("gõ số liền, không có dấu chấm, như 83546", "type it without a point, like 83546"),
)
UNSOLVED = Wrong(
    Told("công thức trong ô báo lỗi hoặc chưa tính", "the cell's formula fails, or was never worked out"),
    Told("gõ thẳng giá trị vào ô", "type the value into the cell"),
)
TWICE = Wrong(
    Told("chỉ tiêu này nằm ở hai dòng, mỗi dòng một giá trị", "two rows give two values of this figure"),
    Told("để lại một dòng", "leave one of them"),
)
NO_FORM = Wrong(
    Told("đây không phải biểu báo cáo tải từ hệ thống", "this is no report form of this system"),
    Told("tải biểu Excel của nhiệm vụ rồi điền vào đó", "download the duty's Excel form and fill that in"),
)
SEVERAL = Wrong(
    Told("tệp có nhiều biểu báo cáo", "the file holds several report forms"),
    Told("mỗi tệp gửi một biểu", "send one form in each file"),
)


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One form as it came back; keys are those of the rows: "figure:dang_vien", "note:"."""

    code: str
    typed: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)
    """Where each stands: "D10"."""
    wrong: Mapping[str, Wrong] = field(default_factory=dict)
    """Cells that hold nothing anybody could have typed."""
    seen: int = 0
    """The number of the report that there was when the form was made; 0: none."""

    @property
    def empty(self) -> bool:
        """Nobody has filled anything in."""
        return not self.wrong and not any(self.typed.values())


def read(raw: bytes) -> FilledForm:
    """The form in a workbook.

    Refusal, as Wrong: too large, damaged, with macros or a password, no form of ours, or several.
    """
    if len(raw) > LARGEST:
        raise Wrong(Told("tệp lớn hơn 2 MB", "the file is larger than 2 MB"), NO_FORM.todo)
    if not raw.startswith(b"PK\x03\x04"):
        raise NO_FORM
    book = xlsx_parts.unpacked(raw, BOUNDS)
    forms = list(_forms(book))
    if len(forms) != 1:
        raise SEVERAL if forms else NO_FORM
    return forms[0]


def _forms(book: bytes) -> Iterator[FilledForm]:
    try:
        opened = CalamineWorkbook.from_filelike(BytesIO(book))
        if len(opened.sheets_metadata) > MOST_SHEETS:
            raise Wrong(Told("tệp có quá nhiều trang tính", "the file has too many sheets"), SEVERAL.todo)
        unsolved = xlsx_parts.unsolved(book)
        for about in opened.sheets_metadata:
            if about.visible is SheetVisibleEnum.Visible:
                rows = opened.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
                if (form := _form(rows, unsolved)) is not None:
                    yield form
    except CalamineError:
        raise Wrong(_NOT_READ, xlsx_parts.AS_EXCEL_SAVES_IT) from None


def _form(rows: list[list[Any]], unsolved: frozenset[str]) -> FilledForm | None:
    codes = {key for row in rows if (key := _key(row)).startswith(CODE)}
    if not codes:
        return None
    if len(codes) > 1:
        raise SEVERAL
    typed, places, wrong = dict[str, str](), dict[str, str](), dict[str, Wrong]()
    for number, (key, row) in enumerate(((_key(row), row) for row in rows), 1):
        if not key.startswith((FIGURE, NOTE, SURE, EARLY)):
            continue
        place = f"{chr(ord('A') + FILLED)}{number}"
        try:
            said = said_in(row[FILLED] if len(row) > FILLED else "", solved=place not in unsolved)
        except Wrong as fault:
            wrong[key], said = fault, ""
        if said and typed.get(key, said) not in ("", said):
            wrong[key] = TWICE
        if key not in typed or said or key in wrong:
            typed[key], places[key] = said, place
    seen = next((key.removeprefix(SEEN) for row in rows if (key := _key(row)).startswith(SEEN)), "")
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    return FilledForm(codes.pop().removeprefix(CODE).strip(), typed, places, wrong, known)


def _key(row: list[Any]) -> str:
    return row[0].strip() if row and isinstance(row[0], str) else ""


def said_in(cell: object, *, solved: bool) -> str:
    """A cell as its officer would have typed it into the form.

    Refusal: nobody could have typed it, or a formula that was never worked out.
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if not cell.is_integer() or abs(cell) >= 1e15:
            raise FRACTION
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)[:LONGEST]
    if not text.strip() and not solved:
        raise UNSOLVED
    if (unfit := brought.fault(text)) is not None:
        raise Wrong(unfit.what, unfit.todo)
    return brought.cleaned(text)
