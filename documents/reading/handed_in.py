"""What a file that somebody hands in really is: told by its content, never by its name; nothing is unpacked.

Of a ZIP only the list at its end is read, within a size, so that neither a bomb nor ten thousand sheets cost
anything; a file that carries a program, or is two things at once, is refused.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Collection, Iterator
from enum import StrEnum

from cascade.lang import brought
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.lang.vietnamese import composed
from documents.reading import pictures

LARGEST = 20 * 1024 * 1024
MOST_ENTRIES = 5_000
_LONGEST_LIST = 1024 * 1024
_END, _ENTRY, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_ODP = b"application/vnd.oasis.opendocument.presentation"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."


class FileKind(StrEnum):
    """What a file that is handed in may be."""

    PDF = "pdf"
    PPTX = "pptx"
    DOCX = "docx"
    ODP = "odp"
    XLSX = "xlsx"
    JPG = "jpg"
    PNG = "png"
    HEIC = "heic"

    @property
    def ending(self) -> str:
        """As its name ends: ".pdf"."""
        return f".{self}"

    @property
    def media_type(self) -> str:
        """As a browser is told."""
        return _MEDIA[self]


_MEDIA = {
    FileKind.PDF: "application/pdf",
    FileKind.PPTX: _OFFICE + "presentationml.presentation",
    FileKind.DOCX: _OFFICE + "wordprocessingml.document",
    FileKind.ODP: _ODP.decode("ascii"),
    FileKind.XLSX: _OFFICE + "spreadsheetml.sheet",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.HEIC: "image/heic",
}
TALKS = (FileKind.PPTX, FileKind.PDF, FileKind.DOCX, FileKind.ODP)
"""What a talk may be handed in as."""
_PROGRAM = re.compile(
    r"vbaproject\.bin$|(^|/)activex/|^(basic|scripts)/|\.(exe|dll|scr|bat|cmd|js|vbs|ps1|jar|lnk|hta|msi)$"
)
KNOWN = ", ".join(TALKS)
TOO_BIG = Wrong(
    tell("tệp lớn hơn {most} MB", "the file is larger than {most} MB", most=str(LARGEST // 1024 // 1024)),
    Told("nén ảnh trong bài trình bày, hoặc gửi dạng PDF", "compress its pictures, or send a PDF"),
)
_OTHERWISE = Told(
    f"gửi một trong các dạng: {KNOWN}; không đặt mật khẩu, không kèm macro",
    f"send one of these: {KNOWN}; without a password, without macros",
)


def kind_of(body: bytes, taken: Collection[FileKind] = TALKS) -> FileKind:
    """What the file is, one of those that are taken.

    Refusal: empty, too large, none of the kinds that are taken, damaged, or with a program inside.
    """
    if not body:
        raise Wrong(Told("tệp rỗng", "the file is empty"), Told("chọn lại tệp", "choose the file again"))
    if len(body) > LARGEST:
        raise TOO_BIG
    if body.startswith(b"%PDF-") and FileKind.PDF in taken:
        if body.rfind(_END) > body.rfind(b"%%EOF"):
            raise _wrong("tệp vừa là PDF vừa là tệp nén", "the file is a PDF and an archive at once")
        return FileKind.PDF
    if body.startswith(_OLD_OFFICE):
        raise _wrong("tệp Office kiểu cũ hoặc có mật khẩu", "an old Office file, or one with a password")
    picture = pictures.kind(body)
    kind = FileKind(picture) if picture else _in_zip(body) if body.startswith(_LOCAL) else None
    if kind is None or kind not in taken:
        raise _wrong("không nhận được dạng tệp này", "files of this kind are not taken")
    return kind


def _in_zip(body: bytes) -> FileKind | None:
    names = set(_names(body))
    if any(_PROGRAM.search(name) for name in names):
        raise _wrong("tệp có chương trình (macro) kèm theo", "the file carries a program (macros)")
    if "[content_types].xml" in names:
        if "ppt/presentation.xml" in names:
            return FileKind.PPTX
        if "word/document.xml" in names:
            return FileKind.DOCX
        if "xl/workbook.xml" in names:
            return FileKind.XLSX
    if body[30:38] == b"mimetype" and body[38 : 38 + len(_ODP)] == _ODP and "content.xml" in names:
        return FileKind.ODP
    return None


def _names(body: bytes) -> Iterator[str]:
    """The names in the list at the end of a ZIP, in small letters."""
    at = body.rfind(_END, max(0, len(body) - 65_557))
    if at < 0 or len(body) - at < 22:
        raise _damaged()
    count, size, first, comment = struct.unpack("<HIIH", body[at + 10 : at + 22])
    if count > MOST_ENTRIES or size > _LONGEST_LIST:
        raise _wrong("tệp có quá nhiều phần bên trong", "the file has too many parts inside")
    if first + size != at or at + 22 + comment != len(body):
        raise _damaged()
    for _ in range(count):
        if body[first : first + 4] != _ENTRY or first + 46 > at:
            raise _damaged()
        name, extra, note = struct.unpack("<HHH", body[first + 28 : first + 34])
        yield body[first + 46 : first + 46 + name].decode("utf-8", "replace").lower()
        first += 46 + name + extra + note


def _damaged() -> Wrong:
    return _wrong("tệp bị hỏng hoặc bị cắt mất một phần", "the file is damaged, or part of it was cut off")


def _wrong(vi: str, en: str) -> Wrong:
    return Wrong(Told(vi, en), _OTHERWISE)


LONGEST_NAME = 120
"""Letters with the ending; three bytes each, it still fits a name on any disk."""
_UNFIT = re.compile(r'[<>:"|?*/\\\x00-\x1f\x7f-\x9f]+')
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def cleaned_name(typed: str, ending: str, instead: str = "tep") -> str:
    """The name as it is kept and offered again: NFC, no folders, no marks that turn text around.

    `ending`: what the content is, ".pdf"; whatever the name said of that is not believed.
    """
    last = re.split(r"[/\\]", composed(typed))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _INVISIBLE)
    plain = " ".join(_UNFIT.sub(" ", brought.cleaned(seen)).split())
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", plain).strip(" .-") or instead
    return stem[: LONGEST_NAME - len(ending)].rstrip(" .") + ending
