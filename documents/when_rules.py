"""What belongs together in a stated time: which keys each kind needs, and days that cannot both be true."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from cascade.plan import WhenKind
from cascade.told import Told, tell
from cascade.words import told_day
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
        what = Told(f"kiểu {when.kind} thiếu khóa «{name}»", f"kind {when.kind} needs the key «{name}»")
        example = f"`{name}: {when.example(name)}`"
        raise Wrong(what, Told(f"thêm {example}", f"add {example}"), "kind")
    for name in sorted(given - TAKES[when.kind] - ANY_KIND):
        todo = tell(
            "bỏ khóa này hoặc đổi kind; {kind} dùng {fitting}",
            "drop this key or change the kind; {kind} takes {fitting}",
            kind=when.kind,
            fitting=", ".join(sorted(TAKES[when.kind])) or Told("không kèm ngày nào", "no day"),
        )
        what = Told(f"kiểu {when.kind} không dùng khóa «{name}»", f"kind {when.kind} takes no key «{name}»")
        raise Wrong(what, todo, name)
    _check_days(when)
    _check_hours(when)
    for name in ("month", "quarter"):
        year_of(when, name)


def _check_days(when: WhenPart) -> None:
    if when.weekday and when.day:
        refuse_other_weekday(when.weekday, when.day)
    if when.day and when.end and when.end < when.day:
        what = tell(
            "ngày cuối {end} trước ngày đầu {day}",
            "the last day {end} is before the first one {day}",
            end=told_day(when.end),
            day=told_day(when.day),
        )
        raise Wrong(what, Told("đổi lại thứ tự hai ngày", "exchange the two days"), "end")
    limit = when.end or when.day
    if when.not_before and limit and when.not_before > limit:
        what = tell(
            "không sớm hơn {first} nhưng ngày nêu là {limit}",
            "not before {first}, but the stated day is {limit}",
            first=told_day(when.not_before),
            limit=told_day(limit),
        )
        raise Wrong(what, Told("xem lại hai ngày", "check the two days"), "not_before")
    if when.on_month and when.on_day and when.on_day > calendar.monthrange(2024, when.on_month)[1]:
        what = Told(
            f"tháng {when.on_month} không có ngày {when.on_day}",
            f"month {when.on_month} has no day {when.on_day}",
        )
        raise Wrong(what, Told("xem lại on_day và on_month", "check on_day and on_month"), "on_day")


def _check_hours(when: WhenPart) -> None:
    if when.start_time and when.end_time and when.end in (None, when.day):
        ordered(when.start_time, when.end_time, "end_time")


def year_of(when: WhenPart, name: str) -> int | None:
    """The one year of `month` or `quarter`, from the value itself or from the key `year`."""
    value: tuple[int | None, int] | None = getattr(when, name)
    if value is None:
        return None
    if value[0] is None and when.year is None:
        example = when.example(name)
        todo = Told(f"ghi dạng {example}", f"write it like {example}")
        raise Wrong(Told("thiếu năm", "the year is missing"), todo, name)
    if value[0] is not None and when.year is not None and value[0] != when.year:
        what = Told(
            f"năm {value[0]} khác với year: {when.year}",
            f"the year {value[0]} is not that of year: {when.year}",
        )
        raise Wrong(what, Told("giữ một năm", "keep one year"), name)
    return value[0] or when.year
