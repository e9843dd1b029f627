"""Days, months, quarters and weekdays the way people type them: 25/4/2024, tháng 3/2024, quý II/2022."""

from __future__ import annotations

import calendar
import re
from datetime import date

from cascade.lang.nearest import bare
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.org import format as wording

YEARS = range(1900, 2101)
"""A year outside is a slip of the finger: the oldest members were born in the first one."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_OURS = re.compile(
    r"(?:ngày )?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})", re.ASCII | re.IGNORECASE
)
_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(?:tháng )?(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-?q([1-4])|(?:quy )?(0?[1-4]|i{1,3}|iv)(?:\s*[/.-]\s*| nam )(\d{4})", re.ASCII)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WEEKDAYS = {
    "thu hai": 1, "thu 2": 1, "monday": 1, "thu ba": 2, "thu 3": 2, "tuesday": 2, "thu tu": 3, "thu 4": 3,
    "wednesday": 3, "thu nam": 4, "thu 5": 4, "thursday": 4, "thu sau": 5, "thu 6": 5, "friday": 5,
    "thu bay": 6, "thu 7": 6, "saturday": 6, "chu nhat": 7, "cn": 7, "sunday": 7,
}  # fmt: skip


def parse_day(words: str) -> date:
    """A day that exists; day before month unless the year comes first.

    Refusal: no day, or one that there is no such date:.
    """
    text = " ".join(words.split())
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _OURS.fullmatch(text) or _WORDS.fullmatch(text.lower()):
        day, month, year = map(int, found.groups())
    else:
        what = Told(f"“{_short(text)}” không phải một ngày", f"“{_short(text)}” is not a day")
        raise Wrong(what, Told("ghi dạng 25/4/2024 hoặc 2024-04-25", "write it like 25/4/2024 or 2024-04-25"))
    _check_month(year, month)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        todo = Told(f"tháng {month}/{year} chỉ có {last} ngày", f"month {month}/{year} has only {last} days")
        shown = f"{day}/{month}/{year}"
        raise Wrong(Told(f"ngày {shown} không có trong lịch", f"there is no such date: {shown}"), todo)
    return date(year, month, day)


def parse_month(words: str) -> tuple[int, int]:
    """Year and month of "2024-03", "3/2024" or "tháng 3/2024".

    Refusal: not written as a month, or there is none of that number.
    """
    found = _MONTH.fullmatch(" ".join(words.lower().split()))
    if not found:
        what = Told(f"“{_short(words)}” không phải một tháng", f"“{_short(words)}” is not a month")
        raise Wrong(what, Told("ghi dạng 2024-03 hoặc 3/2024", "write it like 2024-03 or 3/2024"))
    year, month = int(found[1] or found[4]), int(found[2] or found[3])
    _check_month(year, month)
    return year, month


def parse_quarter(words: str) -> tuple[int, int]:
    """Year and quarter of "2022-Q2", "II/2022" or "quý II năm 2022". Refusal: not written as a quarter."""
    found = _QUARTER.fullmatch(" ".join(bare(words).split()))
    if not found:
        what = Told(f"“{_short(words)}” không phải một quý", f"“{_short(words)}” is not a quarter")
        raise Wrong(what, Told("ghi dạng 2022-Q2 hoặc II/2022", "write it like 2022-Q2 or II/2022"))
    year, quarter = int(found[1] or found[4]), found[2] or found[3]
    _check_month(year, 1)
    return year, _ROMAN.get(quarter) or int(quarter)


def parse_weekday(words: str) -> int:
    """ISO 1 (Monday) to 7 of "thứ Tư", "thứ 4", "CN" or the ISO number itself.

    Refusal: no day of the week.
    """
    plain = " ".join(bare(words).split())
    if plain in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(plain)
    if plain not in _WEEKDAYS:
        todo = Told(
            "ghi “thứ Hai” … “Chủ nhật”, hoặc số ISO từ 1 (thứ Hai) đến 7 (Chủ nhật)",
            "write “thứ Hai” … “Chủ nhật”, or the ISO number from 1 (Monday) to 7 (Sunday)",
        )
        what = Told(
            f"“{_short(words)}” không phải một thứ trong tuần", f"“{_short(words)}” is not a day of the week"
        )
        raise Wrong(what, todo)
    return _WEEKDAYS[plain]


def refuse_other_weekday(stated: int, day: date) -> None:
    """Refusal: a day on another weekday than its paper says; only a person knows which is wrong."""
    if stated != day.isoweekday():
        # 1 January 2024 was a Monday.
        other = date(2024, 1, stated)
        what = tell(
            "ngày {day} là {real}, không phải {stated}",
            "{day} is a {real}, not a {stated}",
            day=wording.told_day(day),
            real=wording.told_weekday(day),
            stated=wording.told_weekday(other),
        )
        todo = Told(
            "xem lại ngày hoặc thứ trên văn bản gốc", "look up the day and the weekday in the original"
        )
        raise Wrong(what, todo, "weekday")


def _check_month(year: int, month: int) -> None:
    if year not in YEARS:
        span = f"{YEARS[0]}–{YEARS[-1]}"
        what = Told(f"năm {year} ngoài khoảng {span}", f"the year {year} is outside {span}")
        raise Wrong(what, _meant(year))
    if not 1 <= month <= 12:
        todo = Told(
            "ghi ngày trước tháng sau: 25/4/2024 là ngày 25 tháng 4",
            "the day comes before the month: 25/4/2024 is 25 April",
        )
        raise Wrong(Told(f"không có tháng {month}", f"there is no month {month}"), todo)


def _meant(year: int) -> Told:
    if year < 100:
        return Told(f"ghi đủ bốn chữ số: {2000 + year}", f"write all four digits: {2000 + year}")
    return Told("kiểm tra lại năm", "check the year")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
