"""A PDF with a text layer as lines, page by page; a scan goes through Tesseract where it is installed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import sqrt
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.papers.intake.aligned_grid import aligned_grids, may_have_columns
from documents.papers.intake.paper_lines import PaperLines
from documents.papers.intake.pdf_letters import PageView, letters_of, rules_of
from documents.papers.intake.pdf_pages import PdfPages, plain_text
from documents.papers.intake.pdf_tables import PageTable, Piece, pieces_of
from documents.papers.intake.ruled_grid import grids_of
from documents.papers.intake.scan import MOST_SCANS, is_vietnamese, read_picture

_MOST_PAGES = 400
_DPI = 300
_MOST_DOTS = 20_000_000
"""Of one page as a picture: A4 at 300 dots an inch has nine million."""
_MOST_UNPACKED, _CHUNK = 60_000_000, 1_000_000
"""Bytes of one stream: a page in colour at 300 dots an inch has 26 million."""
_STREAM = re.compile(rb"stream\r?\n(?=\x78)")
_PACKED_TWICE = re.compile(rb"/Fl(?:ateDecode)?\s*/Fl(?:ateDecode)?\b")
_BURSTS = (
    Told("tệp PDF giải nén ra quá lớn", "the PDF unpacks to far too much"),
    Told("lấy lại tệp gốc", "get the original again"),
)
_STAMP = 120
"""Letters of what a signing program prints on a scanned page."""
_MANY_SCANS = (
    Told(f"bản quét có hơn {MOST_SCANS} trang", f"the scan has more than {MOST_SCANS} pages"),
    Told("tách riêng văn bản cần đọc", "take out the paper that is to be read"),
)
_DAMAGED = Told("tệp PDF bị hỏng", "the PDF is damaged")
_AGAIN = Told("lấy lại tệp gốc", "get the original again")
_LOCKED = Told("tệp PDF đặt mật khẩu", "the PDF has a password")
_UNLOCK = Told("mở tệp rồi lưu lại không mật khẩu", "open it and save it without a password")


def pdf_lines(name: str, raw: bytes, at_page: Callable[[], None]) -> PaperLines:
    """The lines of a PDF; `at_page` is called before each page.

    Refusal: damaged, locked, too many pages, or a scan and no Tesseract here.
    """
    pages = PdfPages()
    with _opened(name, raw) as document:
        if len(document) > _MOST_PAGES:
            what = Told(f"tệp PDF có hơn {_MOST_PAGES} trang", f"the PDF has more than {_MOST_PAGES} pages")
            raise Refusal(
                name, what, Told("tách riêng văn bản cần đọc", "take out the paper that is to be read")
            )
        scans = 0
        for number in range(len(document)):
            at_page()
            scans += _page(name, document, number, pages)
            if scans > MOST_SCANS:
                raise Refusal(name, *_MANY_SCANS)
    return pages.finished()


def _bursts(raw: bytes) -> bool:
    """Whether a packed stream unpacks to more than any page holds: pdfium would unpack it whole."""
    if _PACKED_TWICE.search(raw):
        return True
    for begin in _STREAM.finditer(raw):
        unpacking, left, size = zlib.decompressobj(), raw[begin.end() : begin.end() + _CHUNK], 0
        at = begin.end() + _CHUNK
        try:
            while left and not unpacking.eof:
                size += len(unpacking.decompress(left, _CHUNK))
                left = unpacking.unconsumed_tail
                if not left:
                    left, at = raw[at : at + _CHUNK], at + _CHUNK
                if size > _MOST_UNPACKED:
                    return True
        except zlib.error:
            continue
    return False


@contextmanager
def _opened(name: str, raw: bytes) -> Iterator[Any]:
    # A library of its own machine code: brought in only for who reads a PDF.
    import pypdfium2

    if _bursts(raw):
        raise Refusal(name, *_BURSTS)

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as trouble:
        locked = "password" in str(trouble).lower()
        raise Refusal(name, _LOCKED if locked else _DAMAGED, _UNLOCK if locked else _AGAIN) from None
    try:
        yield document
    except pypdfium2.PdfiumError:
        raise Refusal(name, _DAMAGED, _AGAIN) from None
    finally:
        document.close()


def _page(name: str, document: Any, number: int, pages: PdfPages) -> bool:
    """Whether it had to be read off a picture."""
    page = document[number]
    try:
        layer = page.get_textpage()
        try:
            text = str(layer.get_text_range())
            scanned = _is_scan(page, text, first=not number)
            pieces = [] if scanned else _pieces(page, layer, text)
        finally:
            layer.close()
        pages.page(pieces)
        if scanned:
            picture = page.render(scale=_scale(page), grayscale=True).to_pil()
            for seen in read_picture(f"{name}: {number + 1}", picture):
                pages.lines.scanned(seen)
        return scanned
    finally:
        page.close()


def _pieces(page: Any, layer: Any, text: str) -> list[Piece]:
    """The page as its layer has it, or with the tables on it rebuilt."""
    view = PageView.of(page)
    grids = grids_of(rules_of(page, view))
    if grids or may_have_columns(text):
        letters = letters_of(layer, view)
        pieces = pieces_of(letters, grids or aligned_grids(letters))
        if any(isinstance(one, PageTable) for one in pieces):
            return pieces
    return [plain_text(text)]


def _is_scan(page: Any, text: str, *, first: bool) -> bool:
    """A page of letters that say nothing, or a picture of a page with at most a stamp of its signature."""
    letters = sum(letter.isalpha() for letter in text)
    if letters < _STAMP:
        return _is_picture(page) or (first and not text.strip())
    return not is_vietnamese(text)


def _is_picture(page: Any) -> bool:
    import pypdfium2.raw

    area = page.get_width() * page.get_height()
    for one in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = one.get_bounds()
        if (right - left) * (top - bottom) >= area / 2:
            return True
    return False


def _scale(page: Any) -> float:
    """As sharp as Tesseract likes it, on a sheet of any size."""
    area = max(page.get_width() * page.get_height(), 1)
    return float(min(_DPI / 72, sqrt(_MOST_DOTS / area)))
