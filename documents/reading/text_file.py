"""A text file that somebody hands in: read as UTF-8 in one spelling, or refused in one line."""

from __future__ import annotations

from pathlib import Path

from cascade.lang import brought
from cascade.lang.nearest import ask
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told

MEGABYTE = 1_000_000
LONGEST_LINE = 50_000
"""Letters. A paragraph has two thousand, the widest table we were ever given five."""

_SAVE_AS_UTF8 = Told("mở tệp rồi lưu lại với bảng mã UTF-8", "open the file and save it as UTF-8")
_FROM_THE_ORIGINAL = Told(
    "lấy lại bản gốc và lưu với bảng mã UTF-8", "go back to the original and save it as UTF-8"
)
_CHECK_PATH = Told("kiểm tra lại đường dẫn", "check the path")
_GIVE_A_FILE = Told("ghi đường dẫn của một tệp", "give the path of a file")
_RIGHT_FILE = Told("kiểm tra có nhầm tệp không", "check whether it is the right file")
_UTF16 = Told("tệp dùng bảng mã UTF-16", "the file is in UTF-16")
_WRITE_IT = Told(
    "dùng `dondoc draft` để lập kế hoạch từ văn bản đã ký",
    "use `dondoc draft` to make a plan of a signed paper",
)
"""What to do with a signed paper."""
_NOT_TEXT = {
    b"PK\x03\x04": (
        Told(
            "đây là tệp Word hoặc Excel, không phải văn bản thuần", "this is a Word or Excel file, not text"
        ),
        Told(f"{_WRITE_IT.vi}; Excel thì lưu thành CSV UTF-8", f"{_WRITE_IT.en}; save Excel as CSV UTF-8"),
    ),
    b"\xd0\xcf\x11\xe0": (
        Told("đây là tệp Word hoặc Excel đời cũ", "this is an old Word or Excel file"),
        Told("lưu lại dạng .docx hoặc CSV UTF-8", "save it as .docx or as CSV UTF-8"),
    ),
    b"%PDF": (
        Told("đây là tệp PDF", "this is a PDF"),
        _WRITE_IT,
    ),
    b"\xff\xfe": (_UTF16, _SAVE_AS_UTF8),
    b"\xfe\xff": (_UTF16, _SAVE_AS_UTF8),
}


def read_text(path: Path, *, limit: int = 4 * MEGABYTE) -> str:
    """The text of a file in NFC with plain line ends; Refusal when it is not a text we can trust."""
    return text_of(path, bytes_of(path, limit))


def text_of(path: Path, raw: bytes) -> str:
    """The text of bytes that were read from a file; Refusal when they are not a text we can trust."""
    text = _decode(path, raw).replace("\r\n", "\n").replace("\r", "\n")
    _refuse_endless_lines(path, text)
    _refuse_broken_letters(path, text)
    return brought.cleaned(text)


def _refuse_endless_lines(path: Path, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            what = Told(f"dòng dài quá {LONGEST_LINE} ký tự", f"a line of more than {LONGEST_LINE} letters")
            raise Refusal(f"{path}:{number}", what, _RIGHT_FILE)


def bytes_of(path: Path, limit: int) -> bytes:
    """What is in a file. Refusal: no file, none that may be read, or one larger than `limit` bytes."""
    try:
        if path.is_dir():
            raise Refusal(str(path), Told("đây là một thư mục", "this is a folder"), _GIVE_A_FILE)
        if path.exists() and not path.is_file():
            what = Told("đây không phải một tệp thường", "this is not an ordinary file")
            raise Refusal(str(path), what, _GIVE_A_FILE)
        if path.is_file() and path.stat().st_size > limit:
            size = f"{limit // MEGABYTE} MB"
            what = Told(f"tệp lớn hơn {size}", f"the file is larger than {size}")
            raise Refusal(str(path), what, _RIGHT_FILE)
        return path.read_bytes()
    except FileNotFoundError:
        what = Told("không có tệp này", "there is no such file")
        raise Refusal(str(path), what, _ask_for_a_neighbour(path)) from None
    except (OSError, ValueError) as trouble:
        why = getattr(trouble, "strerror", None) or str(trouble)
        what = Told(f"không đọc được tệp ({why})", f"the file cannot be read ({why})")
        todo = Told("kiểm tra đường dẫn và quyền đọc", "check the path and the right to read it")
        raise Refusal(str(path), what, todo) from None


def _ask_for_a_neighbour(path: Path) -> Told:
    try:
        names = [each.name for each in path.parent.iterdir()]
    except OSError:
        names = []
    return ask(path.name, names) or _CHECK_PATH


def _decode(path: Path, raw: bytes) -> str:
    for start, (what, todo) in _NOT_TEXT.items():
        if raw.startswith(start):
            raise Refusal(str(path), what, todo)
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Refusal(str(path), Told("tệp rỗng", "the file is empty"), _RIGHT_FILE)
    if (nul := raw.find(b"\0")) >= 0:
        what = Told("có ký tự NUL: tệp nhị phân hoặc UTF-16", "it holds NUL: a binary file, or UTF-16")
        raise Refusal(_line_of(path, raw, nul), what, _SAVE_AS_UTF8)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        what = Told(
            "có chữ không phải UTF-8 (có thể là Windows-1258 hoặc TCVN3)",
            "it holds letters that are not UTF-8 (perhaps Windows-1258 or TCVN3)",
        )
        raise Refusal(_line_of(path, raw, trouble.start), what, _SAVE_AS_UTF8) from None


def _line_of(path: Path, raw: bytes, position: int) -> str:
    line = raw.count(b"\n", 0, position) + 1
    return f"{path}:{line}"


# UTF-8 that was once read as something else: Vietnamese never has the two side by side.
_BROKEN = "á»"


def _refuse_broken_letters(path: Path, text: str) -> None:
    if (position := text.find(_BROKEN)) >= 0:
        what = Told("chữ tiếng Việt bị vỡ mã", "its Vietnamese letters are broken")
        raise Refusal(_line_in(path, text, position), what, _FROM_THE_ORIGINAL)
    if (wrong := brought.fault(text)) is not None:
        raise Refusal(_line_in(path, text, wrong.at), wrong.what, wrong.todo)


def _line_in(path: Path, text: str, position: int) -> str:
    line, column = brought.place(text, position)
    return f"{path}:{line}:{column}"
