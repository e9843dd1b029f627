"""When two deadlines are for the same duty: by its owner and its words."""

from __future__ import annotations

import re
from functools import lru_cache

from documents.papers.draft.paper_facts import AskedDuty
from documents.papers.layout.worded import key_of

_LIKE = 0.75
_ORDINAL = re.compile(
    r"\d+|[ivx]+|một|hai|ba|bốn|tư|năm|nhất|đợt|lần|kỳ|đầu|giữa|cuối|sơ|tổng|tháng|quý|tuần|vòng|bước"
)
_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
        ban thường vụ trực đảng ủy bộ tỉnh thành huyện xã phường đặc khu tuyên giáo dân vận tổ chức văn phòng
        xây dựng các toàn cấp về gửi cho và của
        """,
    )
)
"""Words that only say whom it goes to, which differs from level to level."""


def are_alike(duty: AskedDuty, other: AskedDuty) -> bool:
    """The same owner and most of the same words."""
    return _owner(duty) == _owner(other) and _alike(_words(duty), _words(other))


def asks_the_same(duty: AskedDuty, other: AskedDuty) -> bool:
    """Most of the words of the shorter are in the longer, whoever is named in either."""
    one, another = (_words(each) - _NAMES for each in (duty, other))
    least = min(len(one), len(another))
    return least >= 4 and len(one & another) >= _LIKE * least


def _owner(duty: AskedDuty) -> frozenset[str]:
    return _split(duty.deadline.owner.words if duty.deadline.owner else "")


def _words(duty: AskedDuty) -> frozenset[str]:
    return _split(duty.action or "")


@lru_cache(maxsize=2000)
def _split(said: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", key_of(said)))


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    """Mostly the same words; "báo cáo quý I" and "báo cáo quý II" are two duties all the same."""
    if any(_ORDINAL.fullmatch(word) for word in first ^ second):
        return False
    return min(len(first), len(second)) >= 4 and len(first & second) >= _LIKE * len(first | second)
