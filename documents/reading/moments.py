"""Instants the way people type them: 08:00 28/3/2024, 28/3/2024 8h30, "8 giờ 30, thứ Năm, ngày 28/3/2024"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from cascade.calendar.zone import VIETNAM, instant
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.typed.dates import parse_day, parse_weekday, refuse_other_weekday
from documents.reading.times import parse_time

_DAY = re.compile(
    r"(?:ngày\s+)?(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:\d{4}|\d{2}\b)"
    r"|\d{1,2} tháng \d{1,2} năm \d{4})",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::[0-5]\d(?:\.\d{1,6})?)?(Z|[+-]\d{2}:[0-5]\d)?", re.ASCII
)
_WEEKDAY = re.compile(r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|CN)\b", re.IGNORECASE)
_AROUND = re.compile(r"[\s,;()]+|\b(?:lúc|vào)\b", re.IGNORECASE)
_HOW = Told("ghi dạng 08:00 28/3/2024", "write it like 08:00 28/3/2024")


def parse_moment(words: str) -> datetime:
    """An instant in Việt Nam: a day and an hour in either order, perhaps with the day of the week.

    Refusal: no day or no hour, one that does not exist, or the day falls on another day of the week.
    """
    if (exact := _iso(words)) is not None:
        return exact
    found = _DAY.search(words)
    if found is None:
        raise Wrong(Told(f"“{words[:40]}” thiếu ngày", f"“{words[:40]}” has no day"), _HOW)
    day = parse_day(" ".join(found[0].split()))
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    if (named := _WEEKDAY.search(rest)) is not None:
        refuse_other_weekday(parse_weekday(named[0]), day)
        rest = rest.replace(named[0], " ")
    hour = _AROUND.sub(" ", rest).strip()
    if not hour:
        raise Wrong(Told(f"“{words[:40]}” thiếu giờ", f"“{words[:40]}” has no hour"), _HOW)
    return instant(day, parse_time(hour))


def parse_hour_or_moment(words: str) -> time | datetime:
    """ "11:30" of a day that is known, or an instant of its own. Refusal: neither."""
    return parse_moment(words) if _DAY.search(words) else parse_time(words.strip())


def _iso(words: str) -> datetime | None:
    """As programs write it: 2024-03-28T08:00:00+07:00; without an offset it is the time of Việt Nam."""
    text = " ".join(words.split())
    if not (found := _MACHINE.fullmatch(text)):
        return None
    parse_day(found[1])
    parse_time(found[2])
    told = datetime.fromisoformat(text.replace(" ", "T"))
    return (told if told.tzinfo else told.replace(tzinfo=VIETNAM)).astimezone(UTC)
