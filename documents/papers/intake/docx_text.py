"""A Word file as the lines people see: changes accepted, items numbered, text boxes once, notes in place."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from cascade.lang.old_fonts import of_font
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.papers.intake.docx_numbers import DocxNumbers, W, numbers_of
from documents.papers.intake.paper_lines import Cell, PaperLines

_MOST, _MOST_TAGS = 32_000_000, 500_000
"""Bytes and signs of one part unpacked: a thousand pages have five million bytes."""
_DECLARES = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_SKIPPED = {
    f"{W}{name}"
    for name in ("del", "moveFrom", "instrText", "delText", "commentRangeStart", "rPrChange", "pPrChange")
}
_SKIPPED |= {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_BREAKS = {f"{W}tab": "    ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "    "}
_BROKEN = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, ValueError, LookupError, EOFError, RuntimeError,
    NotImplementedError, OSError,
)  # fmt: skip
_DAMAGED = Told("tệp Word bị hỏng", "the Word file is damaged")
_AGAIN = Told("mở bằng Word rồi lưu lại dạng .docx", "open it in Word and save it as .docx again")


def docx_lines(name: str, raw: bytes) -> PaperLines:
    """The lines of a Word file. Refusal: damaged, too large unpacked, or no Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parcel:
            document = _part(name, parcel, "word/document.xml")
            if document is None:
                what = Told("trong tệp không có văn bản Word", "there is no Word text in the file")
                raise Refusal(name, what, _AGAIN)
            numbers = numbers_of(
                _part(name, parcel, "word/numbering.xml"), _part(name, parcel, "word/styles.xml")
            )
            notes = _notes(_part(name, parcel, "word/footnotes.xml")) | _notes(
                _part(name, parcel, "word/endnotes.xml"), "e"
            )
    except _BROKEN:
        raise Refusal(name, _DAMAGED, _AGAIN) from None
    reader = _WordBody(numbers, notes)
    body = document.find(f"{W}body")
    reader.blocks(body if body is not None else document)
    return reader.out


def _part(name: str, parcel: zipfile.ZipFile, part: str) -> Any | None:
    if part not in parcel.namelist():
        return None
    with parcel.open(part) as stream:
        raw = stream.read(_MOST + 1)
    swollen = len(raw) > _MOST or raw.count(b"<") > _MOST_TAGS or raw.count(b"=") > 2 * _MOST_TAGS
    if swollen or any(word in raw for word in _DECLARES):
        what = Told(
            "tệp Word giải nén ra quá lớn hoặc có khai báo lạ",
            "the Word file unpacks to far too much, or declares entities",
        )
        raise Refusal(name, what, _AGAIN)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(raw, parser)


def _notes(part: Any | None, kind: str = "f") -> dict[str, Any]:
    if part is None:
        return {}
    ordinary = [one for one in part if one.get(f"{W}type") in (None, "normal")]
    return {kind + one.get(f"{W}id", ""): one for one in ordinary}


@dataclass
class _WordBody:
    """Walks one document, once."""

    numbers: DocxNumbers
    notes: dict[str, Any]
    out: PaperLines = field(default_factory=PaperLines)

    def blocks(self, owner: Any) -> None:
        """The paragraphs and tables directly in an element, through whatever only wraps them."""
        for one in owner:
            if one.tag == f"{W}p":
                self.paragraph(one)
            elif one.tag == f"{W}tbl":
                self.table(one)
            elif one.tag in (
                f"{W}sdt",
                f"{W}sdtContent",
                f"{W}ins",
                f"{W}moveTo",
                f"{W}customXml",
                f"{W}smartTag",
            ):
                self.blocks(one)

    def paragraph(self, paragraph: Any) -> None:
        text, boxes, notes = self._said(paragraph)
        self.out.paragraph(self.numbers.of(paragraph) + text if text.strip() else "")
        for inner in (*boxes, *notes):
            self.blocks(inner)

    def _said(self, paragraph: Any) -> tuple[str, list[Any], list[Any]]:
        """The words, the text boxes that hang on it and the notes it refers to."""
        said: list[str] = []
        boxes: list[Any] = []
        notes: list[Any] = []
        for one in _walk(paragraph):
            if one.tag == f"{W}t":
                said.append(of_font(one.text or "", _font(one.getparent())))
            elif one.tag in _BREAKS:
                said.append(_BREAKS[one.tag])
            elif one.tag == f"{W}lastRenderedPageBreak":
                self.out.page()
            elif one.tag == f"{W}txbxContent":
                boxes.append(one)
            elif one.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = "f" if "foot" in one.tag else "e"
                # Each once: notes may call each other in a ring.
                note = self.notes.pop(kind + one.get(f"{W}id", ""), None)
                notes.extend([note] if note is not None else [])
        return "".join(said), boxes, notes

    def table(self, table: Any) -> None:
        rows: list[list[Cell]] = []
        inner: list[Any] = []
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is table:
                rows.append(self._row(row, inner))
        self.out.table(rows)
        for one in inner:
            self.blocks(one) if one.tag == f"{W}txbxContent" else self.table(one)

    def _row(self, row: Any, inner: list[Any]) -> list[Cell]:
        cells: list[Cell] = []
        for cell in row.iterchildren(f"{W}tc", f"{W}sdt"):
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merged is not None and merged.get(f"{W}val") != "restart"
            cells.append([] if goes_on else self._cell(cell, inner))
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            wide = span.get(f"{W}val", "1") if span is not None else "1"
            cells.extend([] for _ in range(min(int(wide) if wide.isdecimal() else 1, 60) - 1))
        return cells

    def _cell(self, cell: Any, inner: list[Any]) -> Cell:
        texts: Cell = []
        for one in cell.iter(f"{W}p", f"{W}tbl"):
            holder = next(one.iterancestors(f"{W}tc", f"{W}txbxContent"), None)
            if holder is not cell:
                continue
            if one.tag == f"{W}tbl":
                inner.append(one)
                continue
            text, boxes, notes = self._said(one)
            inner.extend((*boxes, *notes))
            texts.append(self.numbers.of(one) + text if text.strip() else "")
        return texts


def _walk(paragraph: Any) -> Iterator[Any]:
    """The elements of a paragraph in order, without what was struck out and without the inside of boxes."""
    waiting = list(reversed(paragraph))
    while waiting:
        one = waiting.pop()
        if not isinstance(one.tag, str) or one.tag in _SKIPPED:
            continue
        yield one
        if one.tag != f"{W}txbxContent":
            waiting.extend(reversed(one))


def _font(run: Any) -> str:
    fonts = run.find(f"{W}rPr/{W}rFonts") if run is not None else None
    return (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "") if fonts is not None else ""
