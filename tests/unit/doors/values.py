"""The same values for every door: what is wrong, what is odd and good, and the one reader of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import partial

from cascade.calendar.zone import instant
from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Channel
from cascade.plan.typed import numbers, texts
from cascade.plan.typed.dates import parse_day
from cascade.plan.typed.fixed_words import yes_no
from cascade.plan.typed.levels import parse_level
from cascade.plan.typed.numbers import parse_wall
from documents.reading.addresses import address_of
from documents.reading.moments import parse_moment
from documents.reading.times import parse_time
from documents.reading.values import check_code

# What nobody can be meant to have written, and what is read as something else than it was.
UNFIT = ("thiếu s\u0430", "a\u202eb", "a\x07b", "a\ufffdb", "\ue000")
BAD: Mapping[str, tuple[str, ...]] = {
    "day": (
        *("31/4/2026", "5/12/26", "0026-12-05", "2026-13-01", "31/31/2026", "2026-02-30", "1/1/1800"),
        *("hôm qua", "20261205", "2026-W49-6", "5/12/2026 08:00", "٥/١٢/٢٠٢٦", "46361", "12/2026"),
    ),
    "moment": (
        "2026-12-05",
        "31/4/2026 08:00",
        "5/12/26 08:00",
        "2026-12-05 25:00",
        "mai 08:00",
        "0026-12-05T08:00",
    ),
    "hour": ("25:00", "8:60", "sáng", "٠٨:٠٠", "24:00"),
    "count": (
        "83,5",
        "99.5",
        "1.25",
        "1e3",
        "٣٤",
        "1_000",
        "12/13",
        "mười",
        "1.234,567",
        "-1",
        "1000000000",
        "9" * 30,
    ),
    "wall": ("8", "8x", "0,1x3", "61x3", "8x3x2", "rộng"),
    "rate": ("nan", "inf", "1e9", "0", "1.500", "nhanh"),
    "name": ("", "x" * 301, *UNFIT),
    "reason": ("", "x" * 2001, *UNFIT),
    "note": ("x" * 4001, *UNFIT),
    "line": ("x" * 4001, *UNFIT),
    "text": ("x" * 2001, *UNFIT),
    "mail": (
        "ong x, xa1 tai example.vn",
        "vănthư@example.vn",
        "a@",
        "a@b@c.vn",
        "xa1@example",
        "@example.vn",
        "x@y..vn",
    ),
    "phone": ("0987 654 32", "9,87654E+08", "0251 3822 000", "abc", "0987654321 0912345678", "123"),
    "chat": ("0987654321", "a b", "abc", "+84 987 654 321"),
    "yes": ("có lẽ", "2", "đúng"),
    "code": ("a b", "a/b", "x" * 81, "@"),
    "level": ("xóm", "xãa", "thành phố", "đảng bộ", "xã và tỉnh", "D", "grassroot", "x" * 99),
}
GOOD: Mapping[str, Mapping[str, object]] = {
    "day": dict.fromkeys(
        ("5/12/2026", "05.12.2026", "5-12-2026", "2026-12-5", "ngày 5 tháng 12 năm 2026"), date(2026, 12, 5)
    ),
    "moment": dict.fromkeys(
        (
            "2026-12-05 08:00",
            "5/12/2026 8h",
            "2026-12-05T08:00:00",
            "2026-12-05T01:00:00Z",
            "05-12-2026 08:00",
        ),
        instant(date(2026, 12, 5), time(8)),
    ),
    "count": {"1.900": 1900, "1900": 1900, "1 900": 1900, "1,900": 1900, "01900": 1900},
    "wall": {"8x3,5": (800, 350), " 8 m × 3.5m ": (800, 350)},
    "rate": {"0,5": 0.5, "0.5": 0.5, "5": 5.0},
    "name": {"Ông  Ðỗ\u00a0X ": "Ông Đỗ X"},
    "reason": {" Bão\u200e số 1 ": "Bão số 1"},
    "note": {"a\r\nb": "a\nb", "": ""},
    "mail": {
        "xa1@example.vn; b@c.vn": [("mail", "xa1@example.vn"), ("mail", "b@c.vn")],
        "vp@tinhuy.local": [("mail", "vp@tinhuy.local")],
    },
    "level": {
        **dict.fromkeys(("xã", "Cấp xã", "CAP XA", "phường", "đặc khu", "xã, phường và đặc khu"), "district"),
        **dict.fromkeys(("huyện", "cấp huyện", "đảng bộ trực thuộc", "commune", "Wards"), "district"),
        **dict.fromkeys(("cơ sở", "Chi bộ", "chi, đảng bộ cơ sở", "grassroots"), "grassroots"),
        **{"tỉnh": "province", "cap tinh": "province", "Trung ương": "central"},
    },
    "phone": {
        typed: [("zbs", "84987654321")] for typed in ("0987 654 321", "+84 987.654.321", "'0987654321")
    },
    "chat": {"a75734dcad03731fd227": [("zalo", "a75734dcad03731fd227")]},
}
READERS: Mapping[str, Callable[[str], object]] = {
    "day": parse_day,
    "moment": parse_moment,
    "hour": parse_time,
    "count": numbers.whole,
    "rate": numbers.rate,
    "wall": parse_wall,
    "name": texts.name,
    "reason": texts.reason,
    "note": partial(texts.text, most=texts.LONGEST_NOTE),
    "line": partial(texts.line, most=texts.LONGEST_NOTE),
    "text": texts.text,
    "mail": partial(address_of, Channel.MAIL),
    "phone": partial(address_of, Channel.ZBS),
    "chat": partial(address_of, Channel.ZALO),
    "yes": yes_no,
    "code": check_code,
    "level": parse_level,
}
FOUND = {
    "unit",
    "plan",
    "duty",
    "conference",
    "channel",
    "occasion",
    "state",
    "address",
    "link",
    "venue",
    "file",
}
"""Names of what there is: looked up, and refused where it is not found."""
MADE = {
    "figures",
    "choice",
    "switch",
    "number of a page",
    "anchor",
    "language",
    "list",
    "part",
    "word",
    "distance",
    "words of a page",
    "dialled",
}
"""Read by more than one of these, or out of a list that the page itself offers."""


@dataclass(frozen=True)
class Door:
    """One way in: what it is called, which kind of value comes through it, and how to bring one."""

    name: str
    kind: str
    bring: Callable[[str, str], object]
    """(what was typed, language) -> what was taken. Refusal, as the line that was said: it is not taken."""


def refused(line: str) -> Refusal:
    return Refusal("", line)
