"""Hours and distances the way people type them: 08:00, 15h00, "2 working_days", "-1 ngày 15:00"."""

from __future__ import annotations

import re
from datetime import time

from cascade.lang.nearest import bare
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.model import Offset, OffsetUnit

_TIME = re.compile(
    r"(\d{1,2})(?::(\d{2})(?::00)?|\s*(?:h|g|giờ)\s*(\d{1,2})?(?: phút)?)", re.ASCII | re.IGNORECASE
)
_OFFSET = re.compile(r"([+-]?\s*[0-9]{1,4})\s+([^\d:]+?)(?:\s+(\d.*))?")
_UNITS = {
    "working_days": OffsetUnit.WORKING_DAYS,
    "working days": OffsetUnit.WORKING_DAYS,
    "working day": OffsetUnit.WORKING_DAYS,
    "ngay lam viec": OffsetUnit.WORKING_DAYS,
    "calendar_days": OffsetUnit.CALENDAR_DAYS,
    "calendar days": OffsetUnit.CALENDAR_DAYS,
    "calendar day": OffsetUnit.CALENDAR_DAYS,
    "days": OffsetUnit.CALENDAR_DAYS,
    "day": OffsetUnit.CALENDAR_DAYS,
    "ngay": OffsetUnit.CALENDAR_DAYS,
    "hours": OffsetUnit.HOURS,
    "hour": OffsetUnit.HOURS,
    "gio": OffsetUnit.HOURS,
}
FURTHEST = 3660
"""Days: a distance of more than ten years is a slip of the finger."""


def parse_time(words: str) -> time:
    """An hour of the day: "08:00", "8h", "15h30", "8 giờ 30". Refusal: no hour."""
    found = _TIME.fullmatch(" ".join(words.split()))
    if not found:
        what = Told(f"“{words[:40]}” không phải một giờ", f"“{words[:40]}” is not an hour")
        raise Wrong(what, Told("ghi dạng 08:00 hoặc 15h30", "write it like 08:00 or 15h30"))
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if hour > 23 or minute > 59:
        shown = f"{hour}:{minute:02}"
        todo = Told(
            "giờ từ 00:00 đến 23:59; hết ngày ghi 23:59", "hours go from 00:00 to 23:59; 23:59 ends the day"
        )
        raise Wrong(Told(f"không có giờ {shown}", f"there is no hour {shown}"), todo)
    return time(hour, minute)


def parse_span(words: str) -> tuple[time, time]:
    """From and to: "07:30-11:30". Refusal: no two hours, or backwards."""
    start, dash, end = words.replace("–", "-").partition("-")
    if not dash:
        what = Told(f"“{words[:40]}” không phải một khoảng giờ", f"“{words[:40]}” is not a span of hours")
        raise Wrong(what, Told("ghi dạng 07:30-11:30", "write it like 07:30-11:30"))
    return ordered(parse_time(start), parse_time(end))


def ordered(start: time, end: time, key: str | None = None) -> tuple[time, time]:
    """The two hours. Refusal: they run backwards."""
    if start >= end:
        what = Told(
            f"giờ kết thúc {end:%H:%M} không sau giờ bắt đầu {start:%H:%M}",
            f"the end {end:%H:%M} is not after the start {start:%H:%M}",
        )
        raise Wrong(what, Told("đổi lại thứ tự hai giờ", "exchange the two hours"), key)
    return start, end


def parse_offset(words: str) -> Offset:
    """A distance: amount, working or calendar days or hours, and perhaps the hour it lands on.

    Refusal: no distance, one too far, or an hour of the day after hours.
    """
    found = _OFFSET.fullmatch(" ".join(words.split()))
    unit = _UNITS.get(bare(found[2])) if found else None
    if not found or unit is None:
        todo = Told(
            "ghi dạng “2 working_days”, “-1 calendar_days 15:00”, “3 ngày làm việc” hoặc “-24 hours”",
            "write it like “2 working_days”, “-1 calendar_days 15:00” or “-24 hours”",
        )
        what = Told(
            f"“{words[:40]}” không phải một khoảng cách thời gian",
            f"“{words[:40]}” is not a distance in time",
        )
        raise Wrong(what, todo)
    amount = int(found[1].replace(" ", ""))
    if abs(amount) > (FURTHEST * 24 if unit is OffsetUnit.HOURS else FURTHEST):
        what = Told(f"khoảng cách {amount} quá xa", f"the distance {amount} is too far")
        raise Wrong(what, Told("kiểm tra lại con số", "check the number"))
    if unit is OffsetUnit.HOURS and found[3]:
        what = Told(
            "khoảng cách tính bằng giờ thì không ghi thêm giờ trong ngày",
            "a distance in hours takes no hour of the day",
        )
        raise Wrong(what, Told(f"bỏ “{found[3][:20]}”", f"drop “{found[3][:20]}”"))
    return Offset(amount, unit, parse_time(found[3]) if found[3] else None)
