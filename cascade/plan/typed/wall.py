"""The size of a wall as halls give it: "8 x 3,5 m" is eight metres wide and three and a half high."""

from __future__ import annotations

import re

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told

NARROWEST, WIDEST = 50, 6_000
"""Centimetres."""
_SIZE = re.compile(
    r"(?P<wide>\d{1,2}(?:[.,]\d{1,2})?)\s*m?\s*[x×*]\s*(?P<high>\d{1,2}(?:[.,]\d{1,2})?)\s*m?",
    re.ASCII | re.IGNORECASE,
)


def parse_wall(typed: str) -> tuple[int, int]:
    """Width and height in centimetres, of metres. Refusal: no size, or no wall of a hall."""
    found = _SIZE.fullmatch(typed.strip())
    size = (_centimetres(found["wide"]), _centimetres(found["high"])) if found else (0, 0)
    if not all(NARROWEST <= length <= WIDEST for length in size):
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
    return round(float(metres.replace(",", ".")) * 100)
