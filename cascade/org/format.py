"""Figures, days and names written the way the papers write them, in Vietnamese and in English."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from cascade.lang.told import Told
from cascade.org.tree import Level

_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LEVELS = {
    "vi": {
        Level.CENTRAL: "Trung ương",
        Level.PROVINCE: "cấp tỉnh",
        Level.DISTRICT: "đảng bộ trực thuộc",
        Level.GRASSROOTS: "chi, đảng bộ cơ sở",
    },
    "en": {
        Level.CENTRAL: "central",
        Level.PROVINCE: "province",
        Level.DISTRICT: "subordinate committee",
        Level.GRASSROOTS: "grassroots organisation",
    },
}


def number(value: int | str, lang: str = "vi") -> str:
    """83546 -> "83.546" (English "83,546")."""
    grouped = f"{int(value):,}"
    return grouped if lang == "en" else grouped.replace(",", ".")


def told_number(value: int) -> Told:
    """The number in both languages."""
    return Told(number(value), number(value, "en"))


def rate(part: int, whole: int) -> Decimal:
    """Per cent, one decimal, half up; never 100 while one is missing, never 0 while one is there."""
    exact = Decimal(part) * 100 / Decimal(whole)
    shown = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if part < whole and shown >= 100:
        return Decimal("99.9")
    if part > 0 and shown == 0:
        return Decimal("0.1")
    return shown


def percent(part: int, whole: int, lang: str = "vi") -> str:
    """The rate as papers write it: "99,4%", "100%"."""
    shown = rate(part, whole)
    text = str(int(shown)) if shown == shown.to_integral_value() else str(shown)
    return f"{text}%" if lang == "en" else f"{text.replace('.', ',')}%"


def share(part: int, whole: int, lang: str = "vi") -> str:
    """share(16, 16) -> "16/16 (100%)"; no rate where there is nothing to divide by."""
    pair = f"{number(part, lang)}/{number(whole, lang)}"
    return f"{pair} ({percent(part, whole, lang)})" if whole > 0 else pair


def day(value: date, lang: str = "vi") -> str:
    """24/4/2024, 09/5/2022, 02/02/2023: a nought before days below ten and months below three, so that
    none of them can be made into another with a pen (English "24 April 2024")."""
    if lang == "en":
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{day_and_month(value)}/{value.year}"


def day_and_month(value: date) -> str:
    """24/4, 09/5, 02/02"""
    month = f"{value.month:02}" if value.month < 3 else str(value.month)
    return f"{value.day:02}/{month}"


def weekday(value: date, lang: str = "vi") -> str:
    """The day of the week: "thứ Tư"."""
    return _WEEKDAYS[lang][value.weekday()]


def long_day(value: date, lang: str = "vi") -> str:
    """24/4/2024 (thứ Tư) (English "Wednesday, 24 April 2024")."""
    if lang == "en":
        return f"{weekday(value, lang)}, {day(value, lang)}"
    return f"{day(value, lang)} ({weekday(value, lang)})"


def counted(count: int, thing: str) -> str:
    """English knows one and many: "1 working day", "5 working days"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def told_day(value: date) -> Told:
    """The day in both languages."""
    return Told(day(value), day(value, "en"))


def told_day_and_month(value: date) -> Told:
    """A day of every year in both languages."""
    return Told(day_and_month(value), f"{value.day} {_MONTHS[value.month - 1]}")


def told_long_day(value: date) -> Told:
    """The day and its weekday in both languages."""
    return Told(long_day(value), long_day(value, "en"))


def told_weekday(value: date) -> Told:
    """The weekday in both languages."""
    return Told(weekday(value), weekday(value, "en"))


def told_working_days(count: int) -> Told:
    """ "5 ngày làm việc", "5 working days"."""
    return Told(f"{count} ngày làm việc", counted(count, "working day"))


def level_name(level: Level, lang: str = "vi") -> str:
    """How a level is called in running text."""
    return _LEVELS[lang].get(level) or level.stranger.said(lang)


def told_level(level: Level) -> Told:
    """The level in both languages."""
    return Told(level_name(level), level_name(level, "en"))
