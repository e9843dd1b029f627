"""A text file that somebody hands in: read as UTF-8 in one spelling, or refused in one line."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from cascade.refusal import Refusal
from documents.nearest import ask

MEGABYTE = 1_000_000

_SAVE_AS_UTF8 = "mở tệp rồi lưu lại với bảng mã UTF-8"
# What comes along when somebody copies out of Word: hard spaces become spaces, invisible characters go.
_FROM_WORD = {0xA0: " ", 0x202F: " ", 0x200B: None, 0xAD: None, 0xFEFF: None}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_OFFICE = "dùng `dondoc draft` cho tệp Word, lưu Excel thành CSV UTF-8"
_NOT_TEXT = {
    b"PK\x03\x04": ("đây là tệp Word hoặc Excel, không phải văn bản thuần", _OFFICE),
    b"\xd0\xcf\x11\xe0": ("đây là tệp Word hoặc Excel đời cũ", "lưu lại dạng .docx hoặc CSV UTF-8"),
    b"%PDF": ("đây là tệp PDF", "dùng `dondoc draft` để lập kế hoạch từ tệp PDF"),
    b"\xff\xfe": ("tệp dùng bảng mã UTF-16", _SAVE_AS_UTF8),
    b"\xfe\xff": ("tệp dùng bảng mã UTF-16", _SAVE_AS_UTF8),
}


def read_text(path: Path, *, limit: int = 4 * MEGABYTE) -> str:
    """The text of a file in NFC with plain line ends; Refusal when it is not a text we can trust."""
    text = _decode(path, _bytes_of(path, limit)).replace("\r\n", "\n").replace("\r", "\n")
    _refuse_broken_letters(path, text)
    return unicodedata.normalize("NFC", text.translate(_FROM_WORD))


def _bytes_of(path: Path, limit: int) -> bytes:
    try:
        if path.is_dir():
            raise Refusal(str(path), "đây là một thư mục", "ghi đường dẫn của một tệp")
        if path.exists() and not path.is_file():
            raise Refusal(str(path), "đây không phải một tệp thường", "ghi đường dẫn của một tệp")
        if path.is_file() and path.stat().st_size > limit:
            raise Refusal(str(path), f"tệp lớn hơn {limit // MEGABYTE} MB", "kiểm tra có nhầm tệp không")
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal(str(path), "không có tệp này", _ask_for_a_neighbour(path)) from None
    except (OSError, ValueError) as trouble:
        why = getattr(trouble, "strerror", None) or str(trouble)
        raise Refusal(str(path), f"không đọc được tệp ({why})", "kiểm tra đường dẫn và quyền đọc") from None


def _ask_for_a_neighbour(path: Path) -> str:
    try:
        names = [each.name for each in path.parent.iterdir()]
    except OSError:
        names = []
    return ask(path.name, names) or "kiểm tra lại đường dẫn"


def _decode(path: Path, raw: bytes) -> str:
    for start, (what, todo) in _NOT_TEXT.items():
        if raw.startswith(start):
            raise Refusal(str(path), what, todo)
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Refusal(str(path), "tệp rỗng", "kiểm tra có nhầm tệp không")
    if (nul := raw.find(b"\0")) >= 0:
        what = "có ký tự NUL: tệp nhị phân hoặc UTF-16"
        raise Refusal(_line_of(path, raw, nul), what, _SAVE_AS_UTF8)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        what = "có chữ không phải UTF-8 (có thể là Windows-1258 hoặc TCVN3)"
        raise Refusal(_line_of(path, raw, trouble.start), what, _SAVE_AS_UTF8) from None


def _line_of(path: Path, raw: bytes, position: int) -> str:
    line = raw.count(b"\n", 0, position) + 1
    return f"{path}:{line}"


def _refuse_broken_letters(path: Path, text: str) -> None:
    # "á»" is UTF-8 that was once read as something else: Vietnamese never has the two side by side.
    for sign, what in (("á»", "chữ tiếng Việt bị vỡ mã"), ("\ufffd", "có ký tự hỏng \ufffd")):
        if (position := text.find(sign)) >= 0:
            todo = "lấy lại bản gốc và lưu với bảng mã UTF-8"
            raise Refusal(_line_in(path, text, position), what, todo)
    if found := CONTROL.search(text):
        what = f"có ký tự điều khiển U+{ord(found[0]):04X}"
        raise Refusal(_line_in(path, text, found.start()), what, "xóa ký tự không nhìn thấy này")


def _line_in(path: Path, text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"{path}:{line}"
