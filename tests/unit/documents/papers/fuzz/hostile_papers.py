"""Files that somebody made to do harm, or a program by accident: bombs, rings, locks, wrong names."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.unit.documents.papers import made_files as made
from tests.unit.documents.papers.fuzz.damaged_papers import word_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WIDE_CELL = "<w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr></w:tc>"
DUTY = "Các chi bộ nộp báo cáo về Văn phòng trước ngày 15/8/2025."
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _document(body: str, top: str = "") -> bytes:
    return f"{top}<w:document {_W}><w:body>{body}</w:body></w:document>".encode()


def _notes(count: int, each: int) -> bytes:
    """Notes that call the next one, many times over: told whole they would have no end."""
    call = "<w:r><w:footnoteReference w:id='{}'/></w:r>"
    notes = "".join(
        f"<w:footnote w:id='{at}'><w:p>{call.format((at + 1) % count) * each}</w:p></w:footnote>"
        for at in range(count)
    )
    body = made.p(DUTY) + f"<w:p>{call.format(0)}</w:p>"
    return made.docx(body, footnotes=notes)


def _styles_in_a_ring() -> bytes:
    ring = "".join(
        f"<w:style w:styleId='S{at}'><w:basedOn w:val='S{(at + 1) % 3}'/></w:style>" for at in range(3)
    )
    body = made.p(DUTY, "<w:pPr><w:pStyle w:val='S0'/></w:pPr>")
    return made.docx(body, styles=ring)


def _pdf_of(content: bytes, filters: str, box: str = "0 0 595 842", more: str = "") -> bytes:
    head = (
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        "2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
        f"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<<{more}>>>>\nendobj\n"
    ).encode()
    stream = f"4 0 obj\n<</Length {len(content)}{filters}>>\nstream\n".encode() + content
    return head + stream + b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF"


def _squeezed(size: int, times: int = 1, piece: bytes = b" ") -> bytes:
    packer = zlib.compressobj(9)
    raw = b"".join(packer.compress(piece * 1_000_000) for _ in range(size)) + packer.flush()
    for _ in range(times - 1):
        raw = zlib.compress(raw, 9)
    return raw


_FLATE = "/Filter/FlateDecode"
_LAUGHS = "<!DOCTYPE a [<!ENTITY b0 'ha'>" + "".join(
    f"<!ENTITY b{at + 1} '{f'&b{at};' * 10}'>" for at in range(12)
)
_BILLION = "<?xml version='1.0' encoding='{}'?>" + _LAUGHS + "]>"
_FILE = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
_LOCK = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>/ID[<41><41>]"


def _long_prose(letters: int) -> bytes:
    line = "Các chi bộ trực thuộc tiếp tục quán triệt và thực hiện nghiêm túc kế hoạch này.\n\n"
    return (line * (letters // len(line))).encode()


def _png(wide: int, high: int) -> bytes:
    """A picture that says it is so large, and is black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = wide.to_bytes(4, "big") + high.to_bytes(4, "big") + b"\x08\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", _squeezed(1, piece=b"\0"))
        + chunk(b"IEND", b"")
    )


HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.docx": lambda: word_of({"word/document.xml": b" " * 300_000_000}),
    "tags.docx": lambda: word_of({"word/document.xml": _document("<w:p/>" * 9_000_000)}),
    "attributes.docx": lambda: word_of(
        {"word/document.xml": _document(("<w:p " + " ".join(f"a{n}=''" for n in range(900)) + "/>") * 7_000)}
    ),
    "bomb-notes.docx": lambda: word_of(
        {"word/document.xml": _document(made.p("x")), "word/footnotes.xml": _document("<w:p/>" * 9_000_000)}
    ),
    "nested-tables.docx": lambda: made.docx(
        "<w:tbl><w:tr><w:tc>" * 10_000 + made.p("a") + "</w:tc></w:tr></w:tbl>" * 10_000
    ),
    "nested-80.docx": lambda: made.docx(
        made.p(DUTY) + "<w:tbl><w:tr><w:tc>" * 80 + made.p("Đảng ủy xã") + "</w:tc></w:tr></w:tbl>" * 80
    ),
    "tables.docx": lambda: made.docx(
        made.table("TT | Nội dung | Thời gian", "1 | Rà soát | 16/9/2025") * 10_000
    ),
    "wide.docx": lambda: made.docx(
        f"<w:tbl>{('<w:tr>' + WIDE_CELL * 300 + '</w:tr>') * 100}</w:tbl>{made.p(DUTY)}"
    ),
    "macros.docm": lambda: word_of(
        {
            "word/document.xml": _document(made.p(DUTY)),
            "word/vbaProject.bin": OLE + b"Shell" * 500,
        }
    ),
    "notes-in-a-ring.docx": lambda: _notes(3, 1),
    "notes-of-notes.docx": lambda: _notes(30, 10),
    "styles-in-a-ring.docx": _styles_in_a_ring,
    "laughs.docx": lambda: word_of(
        {"word/document.xml": _document(made.p("&b12;"), _BILLION.format("utf-8"))}
    ),
    "laughs-late.docx": lambda: word_of(
        {"word/document.xml": _document(made.p("&b12;"), f"<!--{'x' * 5000}-->{_LAUGHS}]>")}
    ),
    "laughs-utf16.docx": lambda: word_of(
        {"word/document.xml": _document(made.p("&b12;"), _BILLION.format("utf-16")).decode().encode("utf-16")}
    ),
    "foreign-entity.docx": lambda: word_of(
        {"word/document.xml": _document(made.p("&x;"), f"<!--{'x' * 5000}-->{_FILE}")}
    ),
    "climbing.docx": lambda: word_of(
        {"../../../word/document.xml": b"x", "word/document.xml": _document(made.p(DUTY))}
    ),
    "sheet.docx": lambda: word_of({"xl/workbook.xml": b"<a/>"}),
    "word-97.doc": lambda: OLE + random.Random(1).randbytes(50_000),
    "locked.docx": lambda: OLE + "EncryptedPackage".encode("utf-16-le") + random.Random(2).randbytes(20_000),
    "locked.pdf": lambda: made.pdf(["Kế hoạch"]).replace(b"/Root 1 0 R", b"/Root 1 0 R" + _LOCK.encode()),
    "bomb.pdf": lambda: _pdf_of(_squeezed(900), _FLATE),
    "bomb-twice.pdf": lambda: _pdf_of(_squeezed(900, 2), "/Filter[/FlateDecode/FlateDecode]"),
    "huge-page.pdf": lambda: _pdf_of(b"10 10 50 50 re f", "", "0 0 99999999 99999999"),
    "no-page.pdf": lambda: _pdf_of(b"10 10 50 50 re f", "", "0 0 0 0"),
    "pages-in-a-ring.pdf": lambda: _pdf_of(b"", "").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R 2 0 R 3 0 R]"),
    "many-pages.pdf": lambda: _pdf_of(b"", "").replace(b"/Count 1/", b"/Count 999999999/"),
    "strokes.pdf": lambda: _pdf_of(_squeezed(60, piece=b"0 0 m 9 9 l S "), _FLATE),
    "form-in-itself.pdf": lambda: _pdf_of(
        b"/F Do " * 40,
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>",
        more="/XObject<</F 4 0 R>>",
    ),
    "garbage-layer.pdf": lambda: made.pdf(["tru6c ngiry l5lll/2025 c6c chi b6 g8i b6o c6o vd Vdn phdng"] * 9),
    "long.txt": lambda: _long_prose(2_900_000),
    "too-long.txt": lambda: _long_prose(38_000_000),
    "zeros.txt": lambda: b"\0" * 39_000_000,
    "limits.txt": lambda: b"N\xe1\xbb\x99p tr\xc6\xb0\xe1\xbb\x9bc 5/8.\n" * 5_000,
    "reports.txt": lambda: "".join(
        f"{at}. Các chi bộ gửi báo cáo số {at} về Văn phòng trước ngày {1 + at % 28}/8/2025.\n"
        for at in range(1400)
    ).encode(),
    "nested.html": lambda: b"<html><meta charset=utf-8>" + b"<table><tr><td>" * 10_000 + DUTY.encode(),
    "nested-div.html": lambda: b"<html><meta charset=utf-8>" + b"<div><b>" * 10_000 + DUTY.encode(),
    "tags.html": lambda: b"<html>" + b"<p>" * 10_000_000,
    "black.png": lambda: _png(60_000, 60_000),
    "cut.png": lambda: _png(1000, 1000)[:400],
    "no.tif": lambda: b"II*\0" + random.Random(3).randbytes(5000),
    "word.pdf": lambda: made.docx(made.p(DUTY)),
    "pdf.docx": lambda: made.pdf([DUTY]),
}
"""What somebody made on purpose, or a program by accident."""


def hostile_file(folder: Path, name: str) -> Path:
    """Written where it is asked for."""
    path = folder / name
    path.write_bytes(HOSTILE[name]())
    return path
