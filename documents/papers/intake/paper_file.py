"""Any file that holds a paper, by its first bytes and not by its name; or one line that says why not."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable
from pathlib import Path

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.papers.intake.paper_lines import PaperLines
from documents.papers.intake.scan import MOST_SCANS, is_vietnamese, read_picture
from documents.papers.layout.block import Paper
from documents.papers.layout.blocks import paper_of
from documents.reading.text_file import MEGABYTE, bytes_of, text_of

_MOST = 40 * MEGABYTE
_LONGEST = 3_000_000
"""Letters of one paper: a thousand pages."""
_OLD_WORD = (
    Told(
        "đây là tệp Word đời cũ (.doc) hoặc tệp đặt mật khẩu",
        "it is an old Word file (.doc), or one with a password",
    ),
    Told(
        "mở bằng Word, lưu lại dạng .docx không mật khẩu",
        "open it in Word and save it as .docx without a password",
    ),
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_MOST_DOTS = 40_000_000
"""Of a picture: A4 at 600 dots an inch has 35 million."""
_BROKEN_PICTURE = (OSError, SyntaxError, ValueError, EOFError, LookupError, struct.error)
"""The words that readers of pictures have for what is wrong with one."""
_LARGE_PICTURE = (
    Told("tệp ảnh bị hỏng hoặc quá lớn", "the picture is damaged or too large"),
    Told("quét lại, 300 điểm một inch là vừa", "scan it again, 300 dots an inch are right"),
)
_UNREADABLE = Told(
    "chữ trong tệp không phải tiếng Việt đọc được", "the letters in the file are not readable Vietnamese"
)
_ORIGINAL = Told("lấy bản Word gốc, hoặc bản quét rõ", "get the original Word file, or a clear scan")


def read_paper(path: Path) -> Paper:
    """The paper in a file. Refusal: no such file, no paper in it, damaged, locked, too large, or a scan."""
    return paper_in(path, bytes_of(path, _MOST))


def paper_in(path: Path, raw: bytes) -> Paper:
    """The paper in these bytes; `path` is what a refusal calls it. Refusal: as of a file."""
    name = str(path)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(name, *_OLD_WORD)
    reader = _reader(raw)
    lines = reader(name, raw) if reader else None
    text = lines.text() if lines else text_of(path, raw)
    if len(text) > _LONGEST:
        what = Told("văn bản dài quá 3 triệu ký tự", "the paper has more than three million letters")
        raise Refusal(name, what, Told("tách riêng văn bản cần đọc", "take out the paper that is to be read"))
    if not is_vietnamese(text):
        raise Refusal(name, _UNREADABLE, _ORIGINAL)
    if lines is None:
        return paper_of(path.name, text)
    return paper_of(path.name, text, lines.pages(), lines.words_of_scans())


def _reader(raw: bytes) -> Callable[[str, bytes], PaperLines] | None:
    """Who reads bytes that begin so; None for plain text."""
    if raw.startswith(b"PK\x03\x04"):
        from documents.papers.intake.docx_text import docx_lines

        return docx_lines
    if raw[:1024].lstrip().startswith(b"%PDF"):
        from documents.papers.intake.pdf_apart import pdf_lines_apart

        return pdf_lines_apart
    if raw.startswith(_PICTURES):
        return _picture_lines
    head = raw[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in head:
        from documents.papers.intake.html_text import html_lines

        return html_lines
    return None


def _picture_lines(name: str, raw: bytes) -> PaperLines:
    from io import BytesIO

    from PIL import Image, ImageSequence

    lines = PaperLines()
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(raw)) as picture:
            for number, page in enumerate(ImageSequence.Iterator(picture), 1):
                if page.width * page.height > _MOST_DOTS or number > MOST_SCANS:
                    raise Refusal(name, *_LARGE_PICTURE)
                lines.page()
                for line in read_picture(f"{name}: {number}", page.convert("L")):
                    lines.scanned(line)
    except (*_BROKEN_PICTURE, Image.DecompressionBombError):
        raise Refusal(name, *_LARGE_PICTURE) from None
    return lines
