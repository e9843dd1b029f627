"""What a template may do with a fact besides saying it, one word after a bar: `{{ due_long | by }}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

_BY = {"vi": ("đến hết ngày", "chậm nhất"), "en": ("by the end of", "by")}
_HOUR = re.compile(r"\d giờ|\d:\d")
_WEEKDAY = re.compile(r"(?<=, )ngày | \((?:thứ \w+|Chủ nhật)\)|\b\w+day, ")
_DATE = re.compile(r"\d{2}/\d{1,2}/\d{4}|\d{1,2} \w+ \d{4}")
_PERSON = re.compile(r"[A-ZĐÀ-Ỹ]\w*(?: [A-ZĐÀ-Ỹ]\w*){1,5}")
_OFFICES = re.compile(r"Ban|Phòng|Văn|Sở|Ủy|Đảng|Chi|Trưởng|Phó|Bí|Giám|Chủ|Cán|Lãnh")


def brief(text: str, limit: int = 80) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if " " in kept and not text[limit - 1].isspace():
        kept = kept.rsplit(None, 1)[0]
    return kept.rstrip(" ,;:-") + "…"


@pass_context
def by(context: Context, day: str) -> str:
    """A day counts to its end, which spares the quarrel over it and the next; an hour is what it is."""
    before = _BY[context["lang"]]
    return f"{before[1 if _HOUR.search(day) else 0]} {day}"


def plainly(moment: str) -> str:
    """ "07 giờ 30, 28/3/2024": without its weekday, to stand in a heading or between brackets."""
    return _WEEKDAY.sub("", moment)


def day_alone(moment: str) -> str:
    """The day of it: "28/3/2024"."""
    return found[0] if (found := _DATE.search(moment)) else moment


def comrade(name: str) -> str:
    """ "đồng chí Nguyễn Văn An"; "Cán bộ theo dõi" and other posts stand for themselves."""
    is_person = _PERSON.fullmatch(name) and not _OFFICES.match(name)
    return f"đồng chí {name}" if is_person else name


def capfirst(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


SENTENCE_FILTERS: Mapping[str, Callable[..., Any]] = {
    "brief": brief,
    "capfirst": capfirst,
    "by": by,
    "plainly": plainly,
    "date": day_alone,
    "comrade": comrade,
}
"""By the names that templates know."""
