"""A file that comes with a report, looked into as far as it must be: what it is, and that it is harmless.

An Office file is unpacked to be measured, a piece at a time, and thrown away: what its list says of the sizes
is not believed. Nothing in it is ever run, drawn or followed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection
from io import BytesIO
from typing import IO

import puremagic

from cascade.lang.refusal import Wrong
from cascade.lang.told import Telling, Told, tell
from documents.reading import handed_in
from documents.reading.handed_in import FileKind

TAKEN = (FileKind.PDF, FileKind.DOCX, FileKind.XLSX, FileKind.JPG, FileKind.PNG, FileKind.HEIC)
"""What may come with a report, where its requirement names nothing else."""
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TIMES = 200
"""A paper with its pictures unpacks to ten times its size; a bomb to thousands."""
SMALL = 20 * 1024 * 1024
"""Bytes that may come of however little."""
_OFFICE = (FileKind.DOCX, FileKind.XLSX)
_PICTURES = (FileKind.JPG, FileKind.PNG, FileKind.HEIC)
_PIECE = 64 * 1024
_PROGRAM = re.compile(rb"macroenabled|vbaproject|activex", re.IGNORECASE)
_END_OF_ZIP, _LIST_OF_ZIP = b"PK\x05\x06", b"PK\x01\x02"


def kind_of(body: bytes, taken: Collection[FileKind] = TAKEN) -> FileKind:
    """What the file is, one of those that are taken.

    Refusal: empty, too large, none of the kinds that are taken, damaged, two things at once, with a program
    inside, or one that unpacks to far more than it is.
    """
    todo = Told(
        f"gửi một trong các dạng: {', '.join(taken)}; không đặt mật khẩu, không kèm macro",
        f"send one of these: {', '.join(taken)}; without a password, without macros",
    )
    try:
        kind = handed_in.kind_of(body, TAKEN)
        if kind in _OFFICE:
            _measure(body)
        elif _holds_archive(body):
            raise _TWO_THINGS
    except Wrong as wrong:
        if wrong.what is handed_in.TOO_BIG.what:
            raise
        raise Wrong(_named(body, wrong.what), todo) from None
    if kind not in taken:
        raise Wrong(Told(f"ở đây không nhận tệp {kind}", f"no {kind} is taken here"), todo)
    return kind


def _measure(body: bytes) -> None:
    """Refusal: it cannot be unpacked whole, or to very much, or a part says that there is a program."""
    left = min(MOST_UNPACKED, max(SMALL, MOST_TIMES * len(body)))
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            for part in packed.infolist():
                with packed.open(part) as opened:
                    left -= _piece_by_piece(opened, part.filename.lower(), left)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise _DAMAGED from None


def _piece_by_piece(opened: IO[bytes], name: str, left: int) -> int:
    size = 0
    while piece := opened.read(_PIECE):
        # Text in any spelling: without its zeros UTF-16 reads like ASCII.
        plain = piece.replace(b"\0", b"")
        if name == "[content_types].xml" and _PROGRAM.search(plain):
            raise _MACROS
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in plain or b"<!ENTITY" in plain):
            raise _DAMAGED
        size += len(piece)
        if size > left:
            raise _BOMB
    return size


_SEND = Told("gửi tệp khác", "send another file")
_DAMAGED = Wrong(Told("tệp bị hỏng, hoặc có mật khẩu", "the file is damaged, or has a password"), _SEND)
_TWO_THINGS = Wrong(Told("tệp vừa là ảnh hoặc PDF vừa là tệp nén", "the file is an archive as well"), _SEND)
_MACROS = Wrong(Told("tệp có chương trình (macro) kèm theo", "the file carries a program (macros)"), _SEND)
_BOMB = Wrong(Told("tệp bung ra quá lớn", "the file unpacks to far too much"), _SEND)


def _holds_archive(body: bytes) -> bool:
    """A ZIP that ends where the file ends, and whose list stands where its end says."""
    at = body.rfind(_END_OF_ZIP, max(0, len(body) - 65_557))
    if at < 0 or len(body) - at < 22:
        return False
    size = int.from_bytes(body[at + 12 : at + 16], "little")
    return body[max(0, at - size) : at].startswith(_LIST_OF_ZIP)


def _named(body: bytes, what: Telling) -> Telling:
    """With what it seems to be, where that is known and none of what is taken."""
    if body.startswith(b"PK") or not body:
        return what
    try:
        ending = puremagic.from_string(body[:4096])
    except (puremagic.PureError, ValueError):
        return what
    if not re.fullmatch(r"\.[a-z0-9]{1,5}", ending) or ending[1:] in (*TAKEN, "jpeg"):
        return what
    return tell("{what} (có vẻ là {ending})", "{what} (it seems to be {ending})", what=what, ending=ending)


def size_told(size: int) -> Told:
    """ "3,4 MB", "12 KB" """
    if size < 1024 * 1024:
        return Told(*[f"{max(size // 1024, 1)} KB"] * 2)
    told = f"{size / 1024 / 1024:.1f} MB"
    return Told(told.replace(".", ","), told)
