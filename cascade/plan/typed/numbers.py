"""Numbers the way people write them: 5.342, 83 546; a rate with its comma; a wall, 8 x 3,5 m."""

from __future__ import annotations

import re

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.org import format

LARGEST = 999_999_999
"""More than there are people in the country; what is larger is a slip of the finger."""

# Grouped by points as papers do, by blanks, or by commas as an English keyboard suggests; never mixed.
_WHOLE = re.compile(
    r"[+-]?(?:\d{1,40}|\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+|(?:[ \u00a0\u202f]\d{3})+))", re.ASCII
)
_DECIMAL = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?", re.ASCII)
NARROWEST_WALL, WIDEST_WALL = 50, 6_000
"""Centimetres."""
_IN_A_METRE = 100
_SIZE = re.compile(
    r"(?P<wide>\d{1,2}(?:[.,]\d{1,2})?)\s*m?\s*[x×*]\s*(?P<high>\d{1,2}(?:[.,]\d{1,2})?)\s*m?",
    re.ASCII | re.IGNORECASE,
)


def whole(text: str, low: int = 0, high: int = LARGEST) -> int:
    """A whole number between two bounds: "83.546" and "83,546" are 83546.

    Refusal: no whole number, or one out of bounds.
    """
    typed = text.strip()
    if len(typed) > 60 or not _WHOLE.fullmatch(typed):
        raise no_number(typed, low, high)
    return bounded(int(re.sub(r"[^\d-]", "", typed)), low, high)


def no_number(text: str, low: int = 0, high: int = LARGEST) -> Wrong:
    """What is said of a text that is no whole number."""
    what = Told(f"“{_short(text)}” không phải số nguyên", f"“{_short(text)}” is not a whole number")
    return Wrong(what, _between(low, high))


def bounded(value: int, low: int = 0, high: int = LARGEST) -> int:
    """A number that is one already. Refusal: out of bounds."""
    if not low <= value <= high:
        shown = str(value) if abs(value) <= LARGEST else f"{str(value)[:10]}…"
        what = Told(f"số {shown} ngoài khoảng cho phép", f"{shown} is out of bounds")
        raise Wrong(what, _between(low, high))
    return value


def rate(text: str) -> float:
    """How many a second: "0,5" and "0.5". Refusal: no such number, or none at all a second."""
    typed = text.strip()
    if not _DECIMAL.fullmatch(typed) or float(typed.replace(",", ".")) == 0:
        what = Told(f"“{_short(typed)}” không phải một tốc độ", f"“{_short(typed)}” is not a rate")
        todo = Told("ghi một số lớn hơn 0, ví dụ 5 hoặc 0,5", "write a number above 0, such as 5 or 0.5")
        raise Wrong(what, todo)
    return float(typed.replace(",", "."))


def _between(low: int, high: int) -> Told:
    return tell(
        "ghi một số từ {low} đến {high}",
        "write a number from {low} to {high}",
        low=_plain(low),
        high=_plain(high),
    )


def _plain(value: int) -> Told:
    """Years and other small numbers stand without points."""
    return format.told_number(value) if value >= 10_000 else Told(str(value), str(value))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def parse_wall(typed: str) -> tuple[int, int]:
    """Width and height in centimetres, of metres. Refusal: no size, or no wall of a hall."""
    found = _SIZE.fullmatch(typed.strip())
    size = (_centimetres(found["wide"]), _centimetres(found["high"])) if found else (0, 0)
    if not all(NARROWEST_WALL <= length <= WIDEST_WALL for length in size):
        shown = typed.strip()[:40]
        raise Wrong(
            Told(f"“{shown}” không phải kích thước một phông", f"“{shown}” is not the size of a wall"),
            Told(
                "ghi rộng × cao bằng mét, ví dụ 8 x 3,5; mỗi chiều từ 0,5 đến 60",
                "write width × height in metres, such as 8 x 3.5; each from 0.5 to 60",
            ),
        )
    return size


def _centimetres(metres: str) -> int:
    return round(float(metres.replace(",", ".")) * _IN_A_METRE)
