"""What a picture is, told by its content: a photograph of a telephone, a scan, a picture of a screen."""

from __future__ import annotations

import struct

_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPG, _JPG_END = b"\xff\xd8\xff", b"\xff\xd9"
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
MOST_DOTS = 200_000_000
"""Of one picture: the best telephone makes half of it; whatever opens more of them runs out of memory."""


def kind(body: bytes) -> str:
    """ "jpg", "png" or "heic"; "" for what is none, or not whole, or larger than any screen could show."""
    if body.startswith(_JPG):
        return "jpg" if _JPG_END in body[-_TRAILER:] else ""
    if body.startswith(_PNG):
        return "png" if _whole_png(body) else ""
    return "heic" if _heic(body) else ""


_TRAILER = 1024 * 1024
"""Telephones write notes of their own behind the end of a photograph."""


def _whole_png(body: bytes) -> bool:
    if body[12:16] != b"IHDR" or not body.endswith(_PNG_END):
        return False
    wide, high = struct.unpack(">II", body[16:24])
    return 0 < int(wide) * int(high) <= MOST_DOTS


def _heic(body: bytes) -> bool:
    """By the brands in the first box; the film of a telephone and other formats have the same box."""
    if body[4:8] != b"ftyp":
        return False
    size = int.from_bytes(body[:4], "big")
    brands = body[8:12] + body[16 : min(size, 256)]
    named = {brands[at : at + 4] for at in range(0, len(brands), 4)}
    return 16 <= size <= len(body) and bool(named & _HEIC)
