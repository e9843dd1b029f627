"""A workbook of Excel unpacked within a size, and refused where its cells lie too far apart.

Two cells at the corners of a sheet make a reader hold all that lies between them: a kilobyte would take all
the memory there is, and the process with it. So the places of the cells are looked at before they are read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from documents.reading import handed_in

_PROGRAM = re.compile(r"vbaproject\.bin$|(^|/)macrosheets/")
_SAID = rb"""((?:[^<>"']|"[^"<]*"|'[^'<]*')*)"""
"""The attributes of a tag. No step of it can go two ways: a hostile part costs no more than its length."""
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])" + _SAID + rb">")
_INSIDE = re.compile(rb"<(/?)(?:[\w.-]+:)?(c|f|v)(?=[\s/>])" + _SAID + rb">([^<]?)")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d{0,9})["']""")
_CELL = re.compile(rb"<c[\s/>]")
_OTHER_CELL = re.compile(rb":c[\s/>]")
_FAR = re.compile(rb"""<c r="(?:[A-Za-z]{3}|[C-Zc-z][A-Za-z]|[A-Za-z]*\d{6})""")
"""A cell beyond BZ or below row 99,999."""
_NEAR = 78 * 99_999
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
AS_EXCEL_SAVES_IT = Told(
    "mở bằng Excel rồi lưu lại dạng .xlsx, không đặt mật khẩu, không kèm macro",
    "open it in Excel and save it as .xlsx, without a password, without macros",
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a workbook may hold."""

    unpacked: int
    """Bytes of all its parts."""
    cells: int
    """From the first to the last of a sheet, the empty ones with them."""
    parts: int = handed_in.MOST_ENTRIES


def unpacked(raw: bytes, most: Bounds) -> bytes:
    """The same workbook, its parts measured while they are unpacked: what was measured is what is read.

    Refusal, as Wrong: no workbook of Excel, a damaged one, one with macros or a password, one too large.
    """
    try:
        with zipfile.ZipFile(BytesIO(raw)) as book:
            parts = book.infolist()
            _refuse_by_names({part.filename.lower() for part in parts})
            if len(parts) > most.parts or sum(part.file_size for part in parts) > most.unpacked:
                raise _wrong("bảng quá lớn", "the table is too large")
            plain = BytesIO()
            with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as copy:
                for part in parts:
                    if part.filename.lower().endswith((".xml", ".rels")):
                        content = book.read(part)
                        _refuse_far_cells(content, most.cells)
                        copy.writestr(part.filename, content)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise _wrong("tệp bị hỏng, hoặc có mật khẩu", "the file is damaged, or has a password") from None
    return plain.getvalue()


def _refuse_by_names(names: set[str]) -> None:
    if "xl/workbook.xml" not in names:
        raise _wrong("đây không phải tệp Excel (.xlsx)", "this is no Excel file (.xlsx)")
    if any(_PROGRAM.search(name) for name in names):
        raise _wrong("tệp có chương trình (macro) kèm theo", "the file carries macros")


def _refuse_far_cells(part: bytes, most: int) -> None:
    """Any part may be named as a sheet. One in another encoding would hide its cells: Excel writes none."""
    if b"\x00" in part:
        raise _wrong("tệp bị hỏng, hoặc có mật khẩu", "the file is damaged, or has a password")
    if most < _NEAR or not _plainly_near(part):
        height, width = _spread(part)
        if height * width > most:
            raise _wrong("bảng quá lớn", "the table is too large")


def _plainly_near(part: bytes) -> bool:
    """Whether every cell says where it is, as Excel writes it, and none lies far out: a fast look."""
    cells = sum(1 for _ in _CELL.finditer(part))
    as_usual = cells == part.count(b'<c r="') and not _OTHER_CELL.search(part)
    return as_usual and not _FAR.search(part)


def _spread(part: bytes) -> tuple[int, int]:
    """The last row and the last column that hold something."""
    height = width = row = column = 0
    for tag in _TAG.finditer(part):
        kind, said = tag.groups()
        places = _PLACE.findall(said)
        if kind == b"row":
            row, column = max([row + 1, *(int(number or 0) for _, number in places)]), 0
            continue
        row = max([row, *(int(number or 0) for _, number in places)])
        column = max([column + 1, *(_column(letters) for letters, _ in places)])
        if not said.endswith(b"/"):
            height, width = max(height, row), max(width, column)
    return height, width


def _column(letters: bytes) -> int:
    """ "A" is 1, "XFD" 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def unsolved(book: bytes) -> frozenset[str]:
    """Cells like "D10" of any sheet that show an error of Excel, or a formula nobody has worked out."""
    found: set[str] = set()
    with zipfile.ZipFile(BytesIO(book)) as parts:
        for name in parts.namelist():
            if "worksheets/" in name.lower():
                found |= set(_unsolved(parts.read(name)))
    return frozenset(found)


def _unsolved(part: bytes) -> Iterator[str]:
    place, error, formula, value = b"", False, False, False
    for tag in _INSIDE.finditer(part):
        closes, kind, said, follows = tag.groups()
        if kind == b"f":
            formula = True
        elif kind == b"v":
            value = value or bool(follows)
        elif not closes:
            place = b"".join(next(iter(_PLACE.findall(said)), ()))
            error, formula, value = _ERROR.search(said) is not None, False, False
        elif error or (formula and not value):
            yield place.decode("ascii")


def _wrong(vi: str, en: str) -> Wrong:
    return Wrong(Told(vi, en), AS_EXCEL_SAVES_IT)
