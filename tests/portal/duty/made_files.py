"""Small files of every kind that may come with a report, and of many that may not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

from tests.portal.conference import made_talks

PDF = made_talks.PDF
TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats"/></Types>'


def office(*names: str, types: bytes = TYPES, content: bytes = b"<x/>") -> bytes:
    """An Office file with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        for name in names:
            packed.writestr(name, content)
    return made.getvalue()


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, kind)
    return made.getvalue()


DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")
JPG, PNG = picture("JPEG"), picture("PNG")
HEIC = struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + bytes(64)
FILM = struct.pack(">I", 24) + b"ftypisom" + bytes(4) + b"isomavc1" + bytes(64)
EXE = b"MZ\x90\x00" + bytes(60) + b"This program cannot be run in DOS mode." + bytes(400)
MACROS = office("word/document.xml", "word/vbaProject.bin")
HIDDEN_MACROS = office(
    "word/document.xml",
    "word/notes.bin",
    types=TYPES.replace(b"openxmlformats", b"ms-office.vbaProject"),
)
DOCM = office(
    "word/document.xml", types=TYPES.replace(b"openxmlformats", b"ms-word.document.macroEnabled.main+xml")
)
PROGRAM_INSIDE = office("word/document.xml", "word/embeddings/setup.exe")
BOMB = office("word/document.xml", content=bytes(60 * 1024 * 1024))
BILLION_LAUGHS = office("word/document.xml", content=b'<!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>')
LAUGHS_IN_UTF16 = office(
    "xl/workbook.xml", content='<!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>'.encode("utf-16")
)
PICTURE_AND_ARCHIVE = PNG[:-12] + DOCX
JPG_AND_ARCHIVE = JPG + DOCX
PDF_AND_ARCHIVE = made_talks.TWO_AT_ONCE
CUT_PNG = PNG[:-8]


def lying_sizes(body: bytes) -> bytes:
    """The list at the end of a ZIP says of each part that it unpacks to a hundred bytes."""
    told, at = bytearray(body), 0
    while (at := body.find(b"PK\x01\x02", at)) >= 0:
        told[at + 24 : at + 28] = struct.pack("<I", 100)
        at += 4
    return bytes(told)


LYING_BOMB = lying_sizes(BOMB)
WIDE_PNG = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I", 13)
    + (head := b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    + struct.pack(">I", zlib.crc32(head))
    + bytes(4)
    + b"IEND\xaeB`\x82"
)
