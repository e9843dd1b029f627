"""A workbook made to hurt is refused in a sentence, before anything large is held."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO
from time import process_time

import pytest
import xlsxwriter

from cascade.lang.refusal import Wrong
from documents.reading import xlsx_parts
from documents.reading.xlsx_parts import Bounds

SMALL = Bounds(unpacked=8 * 1024 * 1024, cells=100_000, parts=200)
LARGE = Bounds(unpacked=64 * 1024 * 1024, cells=12_000_000)
A1 = '<row r="1"><c r="A1"><v>1</v></c></row>'


def workbook(sheet: str, extra: dict[str, bytes] | None = None) -> bytes:
    """A book of xlsxwriter's whose one sheet holds these rows."""
    plain, made = BytesIO(), BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write(0, 0, 1)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet1.xml"):
                content = f"<worksheet {SPACE}><sheetData>{sheet}</sheetData></worksheet>".encode()
            new.writestr(part, content)
        for name, body in (extra or {}).items():
            new.writestr(name, body)
    return made.getvalue()


SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FAR = {
    "two corners": A1 + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "small letters": A1 + '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    "a row without cells before it": A1
    + '<row r="1048575"/><row>'
    + "<c/>" * 5_000
    + "<c><v>1</v></c></row>",
    "cells that do not say where": A1
    + "<row/>" * 50_000
    + "<row>"
    + "<c/>" * 5_000
    + "<c><v>1</v></c></row>",
    "hidden behind a quoted sign": A1 + '<row r="9"><c s=">" r="XFD1048576"><v>1</v></c></row>',
    "another prefix": A1 + '<x:row r="9"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
}


@pytest.mark.parametrize("bounds", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("sheet", FAR.values(), ids=FAR)
def test_cells_far_apart_are_refused_before_the_room_between_them_is_held(sheet: str, bounds: Bounds) -> None:
    with pytest.raises(Wrong, match="quá lớn"):
        xlsx_parts.unpacked(workbook(sheet), bounds)


@pytest.mark.parametrize(
    "sheet",
    [
        A1,
        A1 + '<row r="1048576"><c r="XFD1048576" s="1"/></row>',
        "<row><c><v>1</v></c><c><v>2</v></c></row>",
    ],
)
def test_a_cell_that_is_only_coloured_lies_nowhere(sheet: str) -> None:
    assert xlsx_parts.unpacked(workbook(sheet), SMALL)
    assert xlsx_parts.unpacked(workbook(sheet), LARGE)


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ({f"xl/worksheets/sheet{number}.xml": b"<worksheet/>" for number in range(2, 10_001)}, "quá lớn"),
        ({"xl/media/bomb.xml": b"0" * 9_000_000}, "quá lớn"),
        ({"xl/vbaProject.bin": b"x"}, "macro"),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "macro"),
        ({"xl/worksheets/sheet2.xml": "<worksheet/>".encode("utf-16")}, "hỏng"),
    ],
    ids=["10,000 sheets", "a bomb", "macros", "macros of 1992", "another encoding"],
)
def test_what_no_unit_needs_is_refused_in_a_sentence(extra: dict[str, bytes], told: str) -> None:
    with pytest.raises(Wrong, match=told):
        xlsx_parts.unpacked(workbook(A1, extra), SMALL)


@pytest.mark.parametrize(
    "piece", ["<c ", "<c r='", '<c r="A1" t="e">', "<row ", "<c><f>", "<c s='>", ' r="'], ids=str
)
def test_a_hostile_part_costs_no_more_than_its_length(piece: str) -> None:
    begun = process_time()
    with suppress(Wrong):
        xlsx_parts.unsolved(xlsx_parts.unpacked(workbook(piece * 80_000), SMALL))
    assert process_time() - begun < 10, "its square would take minutes"


def test_errors_and_formulas_that_nobody_worked_out_are_found() -> None:
    cells = (
        '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1"><f>1+1</f></c><c r="D1"><f>1+1</f><v/></c><c r="E1"/><c r="F1"><v>3</v></c>'
    )
    book = xlsx_parts.unpacked(workbook(f'<row r="1">{cells}</row>'), SMALL)
    assert xlsx_parts.unsolved(book) == {"A1", "C1", "D1"}
