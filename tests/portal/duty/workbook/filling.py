"""Fills in a workbook as an officer does, in a program of their own."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from functools import partial
from io import BytesIO
from xml.sax.saxutils import escape

_CELL = r'<c r="{place}"( s="\d+")?(/>| t="s"><v>\d+</v></c>|><v>[^<]*</v></c>)'


def filled(book: bytes, cells: Mapping[str, str | int | float]) -> bytes:
    """The workbook with these cells ("D12") holding what was typed; "=…" is a formula, worked out as 7."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = _typed(content.decode(), cells).encode()
            new.writestr(part, content)
    return made.getvalue()


def _typed(sheet: str, cells: Mapping[str, str | int | float]) -> str:
    for place, value in cells.items():
        sheet, times = re.subn(_CELL.format(place=place), partial(_cell, place=place, value=value), sheet)
        assert times == 1, place
    return sheet


def _cell(before: re.Match[str], place: str, value: str | int | float) -> str:
    """It keeps its look: a number in a cell that shows days is a day."""
    head = f'<c r="{place}"{before[1] or ""}'
    if isinstance(value, str) and value.startswith("="):
        return f"{head}><f>{escape(value[1:])}</f><v>7</v></c>"
    if isinstance(value, str):
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"{head}><v>{value}</v></c>"
