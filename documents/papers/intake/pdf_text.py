"""A PDF with a text layer as lines, page by page; a scan goes through Tesseract where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.papers.intake.paper_lines import PaperLines
from documents.papers.intake.scan import is_vietnamese, read_picture

_MOST_PAGES = 400
_DPI = 300
_DAMAGED = Told("tệp PDF bị hỏng", "the PDF is damaged")
_AGAIN = Told("lấy lại tệp gốc", "get the original again")
_LOCKED = Told("tệp PDF đặt mật khẩu", "the PDF has a password")
_UNLOCK = Told("mở tệp rồi lưu lại không mật khẩu", "open it and save it without a password")


def pdf_lines(name: str, raw: bytes) -> PaperLines:
    """The lines of a PDF. Refusal: damaged, locked, too many pages, or a scan and no Tesseract here."""
    lines = PaperLines()
    with _opened(name, raw) as document:
        if len(document) > _MOST_PAGES:
            what = Told(f"tệp PDF có hơn {_MOST_PAGES} trang", f"the PDF has more than {_MOST_PAGES} pages")
            raise Refusal(
                name, what, Told("tách riêng văn bản cần đọc", "take out the paper that is to be read")
            )
        for number in range(len(document)):
            lines.page()
            for line in _page(name, document, number).split("\n"):
                lines.paragraph(line)
    return lines


@contextmanager
def _opened(name: str, raw: bytes) -> Iterator[Any]:
    # A library of its own machine code: brought in only for who reads a PDF.
    import pypdfium2

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


def _page(name: str, document: Any, number: int) -> str:
    page = document[number]
    try:
        layer = page.get_textpage()
        try:
            text = str(layer.get_text_range())
        finally:
            layer.close()
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x00", "")
        if is_vietnamese(text) or (number and not text.strip()):
            return text
        picture = page.render(scale=_DPI / 72, grayscale=True).to_pil()
        return read_picture(f"{name}: {number + 1}", picture)
    finally:
        page.close()
