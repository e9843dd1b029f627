"""Small files of every kind that a talk may be handed in as, and of some that it may not."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OLD_PPT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
ODP_TYPE = b"application/vnd.oasis.opendocument.presentation"


def archive(*names: str, first: tuple[str, bytes] | None = None, content: bytes = b"<x/>") -> bytes:
    """A ZIP with these names in it; `first` is stored before them, as it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        if first is not None:
            packed.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name in names:
            packed.writestr(name, content)
    return made.getvalue()


PPTX = archive("[Content_Types].xml", "ppt/presentation.xml", "ppt/slides/slide1.xml")
DOCX = archive("[Content_Types].xml", "word/document.xml")
ODP = archive("content.xml", "META-INF/manifest.xml", first=("mimetype", ODP_TYPE))
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
WITH_MACROS = archive("[Content_Types].xml", "ppt/presentation.xml", "ppt/vbaProject.bin")
MANY_PARTS = archive(*(f"ppt/slides/slide{number}.xml" for number in range(5_100)))
TWO_AT_ONCE = PDF + DOCX
"""A PDF for one reader and a Word file for another."""
BOMB = archive("[Content_Types].xml", "ppt/presentation.xml", content=bytes(30 * 1024 * 1024))
"""Thirty thousand bytes that are sixty million once unpacked; nobody here unpacks them."""
