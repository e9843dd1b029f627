"""What belongs together in a stated time: which keys each kind needs, and days that cannot both be true."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from cascade.plan import WhenKind
from cascade.words import day
from documents.days import refuse_other_weekday
from documents.hours import ordered
from documents.wrong import Wrong

if TYPE_CHECKING:
    from documents.plan_when import WhenPart

_DAY = {"day", "weekday"}
_MONTH = {"month", "year"}
NEEDS: Mapping[WhenKind, Set[str]] = {
    WhenKind.FIXED: {"day"},
    WhenKind.BY: {"day"},
    WhenKind.BEFORE_STRICT: {"day"},
    WhenKind.BEFORE_MONTH: {"month"},
    WhenKind.WITHIN_MONTH: {"month"},
    WhenKind.WITHIN_QUARTER: {"quarter"},
    WhenKind.WITHIN_MONTH_PART: {"month", "part"},
    WhenKind.RANGE: {"day", "end"},
    WhenKind.RELATIVE: {"anchor"},
    WhenKind.RECURRING: {"every"},
    WhenKind.EARLIEST_ONLY: {"day"},
    WhenKind.NONE: set(),
}
TAKES: Mapping[WhenKind, Set[str]] = {
    WhenKind.FIXED: _DAY | {"end"},
    WhenKind.BY: _DAY,
    WhenKind.BEFORE_STRICT: _DAY,
    WhenKind.BEFORE_MONTH: _MONTH,
    WhenKind.WITHIN_MONTH: _MONTH,
    WhenKind.WITHIN_QUARTER: {"quarter", "year"},
    WhenKind.WITHIN_MONTH_PART: _MONTH | {"part"},
    WhenKind.RANGE: _DAY | {"end"},
    WhenKind.RELATIVE: {"anchor", "offset"},
    WhenKind.RECURRING: {"every", "on_day", "on_month", "before", "until"},
    WhenKind.EARLIEST_ONLY: _DAY,
    WhenKind.NONE: set(),
}
"""Beside those that any kind may have."""
ANY_KIND: Set[str] = {
    "kind", "phrase", "tentative", "awaiting", "year_inferred", "not_before", "sessions",
    "start_time", "end_time",
}  # fmt: skip


def check(when: WhenPart) -> None:
    """Raise Wrong at the first key that is missing, out of place, or contradicts another."""
    given = {name for name in when.keys() if getattr(when, name) not in (None, False)}  # noqa: SIM118
    for name in sorted(NEEDS[when.kind] - given):
        raise Wrong(f"kiểu {when.kind} thiếu khóa «{name}»", f"thêm `{name}: {when.example(name)}`", "kind")
    for name in sorted(given - TAKES[when.kind] - ANY_KIND):
        fitting = ", ".join(sorted(TAKES[when.kind])) or "không kèm ngày nào"
        todo = f"bỏ khóa này hoặc đổi kind; {when.kind} dùng {fitting}"
        raise Wrong(f"kiểu {when.kind} không dùng khóa «{name}»", todo, name)
    _check_days(when)
    _check_hours(when)
    for name in ("month", "quarter"):
        year_of(when, name)


def _check_days(when: WhenPart) -> None:
    if when.weekday and when.day:
        refuse_other_weekday(when.weekday, when.day)
    if when.day and when.end and when.end < when.day:
        what = f"ngày cuối {day(when.end)} trước ngày đầu {day(when.day)}"
        raise Wrong(what, "đổi lại thứ tự hai ngày", "end")
    limit = when.end or when.day
    if when.not_before and limit and when.not_before > limit:
        what = f"không sớm hơn {day(when.not_before)} nhưng ngày nêu là {day(limit)}"
        raise Wrong(what, "xem lại hai ngày", "not_before")
    if when.on_month and when.on_day and when.on_day > calendar.monthrange(2024, when.on_month)[1]:
        what = f"tháng {when.on_month} không có ngày {when.on_day}"
        raise Wrong(what, "xem lại on_day và on_month", "on_day")


def _check_hours(when: WhenPart) -> None:
    if when.start_time and when.end_time and when.end in (None, when.day):
        ordered(when.start_time, when.end_time, "end_time")


def year_of(when: WhenPart, name: str) -> int | None:
    """The one year of `month` or `quarter`, from the value itself or from the key `year`."""
    value: tuple[int | None, int] | None = getattr(when, name)
    if value is None:
        return None
    if value[0] is None and when.year is None:
        raise Wrong("thiếu năm", f"ghi dạng {when.example(name)}", name)
    if value[0] is not None and when.year is not None and value[0] != when.year:
        raise Wrong(f"năm {value[0]} khác với year: {when.year}", "giữ một năm", name)
    return value[0] or when.year
