"""Whether two names may be one person's, the first of them misspelt: titles, marks and slips do not count."""

from __future__ import annotations

import re
from itertools import takewhile

from cascade.lang.nearest import bare
from cascade.lang.vietnamese import fold

_TITLES = re.compile(
    r"^(?:(?:ông|bà|anh|chị|cô|chú|đ/c|đc|đồng chí|mr|mrs|ms|ts|ths|cn|ks|pgs|gs)\b[.:]?\s*)+", re.IGNORECASE
)
_SLIP = 1
"""Letters in which a whole name of three words or more may differ and still be the same one, misspelt."""


def key(name: str) -> str:
    """Equal for two spellings of one name: hoà and hòa, capitals, spaces."""
    return fold(name)


def corrected(before: str, after: str) -> bool:
    """Whether the second is the first one put right: with marks or without, a title, a word or a letter more.

    "Trần Văn Hùng" and "Lê Văn Hùng" are two people, and so are "Ông C" and "Bà D".
    """
    was, becomes = _words(before), _words(after)
    if not was or not becomes:
        return False
    if was == becomes:
        return True
    if len(was) != len(becomes):
        short, long = sorted((was, becomes), key=len)
        return short[-1] == long[-1] and _within(short, long)
    return len(was) >= 3 and sum(map(_far, was, becomes)) <= _SLIP


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", bare(_TITLES.sub("", fold(name))))


def _within(short: list[str], long: list[str]) -> bool:
    rest = iter(long)
    return all(word in rest for word in short)


def _far(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or exchanged; 2 stands for more than one."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 2 or not (one + other).isalpha():
        return 2
    at = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    a, b = one[at:], other[at:]
    slips = (a[1:] == b[1:], a[1:] == b, a == b[1:], a[:2] == b[1::-1] and a[2:] == b[2:])
    return 1 if any(slips) else 2
