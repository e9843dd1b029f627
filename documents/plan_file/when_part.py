"""How a plan file states a time: one `kind`, only the keys that belong to it, no two that contradict."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Set
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.org.format import told_day
from cascade.plan.model import When, WhenKind
from cascade.plan.typed.dates import refuse_other_weekday
from documents.plan_file.when_words import (
    Anchor,
    DayNumber,
    Every,
    Month,
    MonthNumber,
    MonthPart,
    Quarter,
    Sessions,
    Weekday,
    Year,
)
from documents.reading.part import Part, key
from documents.reading.times import ordered
from documents.reading.values import Clock, Day, Distance, Flag, Text, word_of

Kind = Annotated[WhenKind, BeforeValidator(word_of(WhenKind))]


_DAY = {"day", "weekday"}
_MONTH = {"month", "year"}
NEEDS: Mapping[WhenKind, Set[str]] = {
    WhenKind.FIXED: {"day"},
    WhenKind.BY: {"day"},
    WhenKind.BEFORE_STRICT: {"day"},
    WhenKind.BEFORE_MONTH: {"month"},
    WhenKind.WITHIN_MONTH: {"month"},
    WhenKind.WITHIN_QUARTER: {"quarter"},
    WhenKind.WITHIN_YEAR: {"year"},
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
    WhenKind.WITHIN_YEAR: {"year"},
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


class WhenPart(Part):
    """Một mốc thời gian."""

    kind: Kind = key(
        ...,
        "Cách văn bản nói thời gian; xem bảng các kiểu",
        "How the paper states the time; see the table of kinds",
        "before_strict",
    )
    phrase: Text | None = key(
        None,
        "Nguyên văn cụm từ trên văn bản; bỏ trống nếu văn bản không nói",
        "The paper's own words; absent if it has none",
        '"trước ngày 25/4/2024"',
    )
    day: Day | None = key(
        None,
        "Ngày nêu trong văn bản; với khoảng ngày là ngày đầu",
        "The stated day; the first day of a range",
        "2024-04-25",
    )
    end: Day | None = key(
        None,
        "Ngày cuối của khoảng, hoặc của hội nghị nhiều ngày",
        "The last day of a range or of several days",
        "2024-04-26",
    )
    year: Year | None = key(
        None,
        "Năm, với `within_year` hoặc khi `month`, `quarter` không kèm năm",
        "The year, for `within_year` or when `month` or `quarter` comes without",
        "2024",
    )
    month: Month | None = key(None, "Tháng", "The month", "2024-03")
    quarter: Quarter | None = key(None, "Quý", "The quarter", "2022-Q2")
    part: MonthPart | None = key(
        None, "Phần của tháng: first, middle, last", "Part of the month: first, middle, last", "first"
    )
    start_time: Clock | None = key(None, "Giờ bắt đầu", "The hour it starts", '"08:00"')
    end_time: Clock | None = key(None, "Giờ kết thúc", "The hour it ends", '"11:30"')
    sessions: Sessions | None = key(
        None, "Số buổi: 0,5 ngày là 1, 02 ngày là 4", "Half days: half a day is 1, two days are 4", "1"
    )
    weekday: Weekday | None = key(
        None,
        "Thứ mà văn bản ghi (chữ, hoặc số ISO: 1 là thứ Hai); khác với lịch thì bị từ chối",
        "The weekday the paper states (a word, or ISO: 1 is Monday); refused if the calendar disagrees",
        "thứ Năm",
    )
    not_before: Day | None = key(None, "Không sớm hơn ngày này", "Not before this day", "2024-03-18")
    anchor: Anchor | None = key(
        None,
        "Tính từ đâu: conference:C1, invitation:C1, requirement:D6, document:301-KH/TU, issue, guidance",
        "Counted from: conference:C1, invitation:C1, requirement:D6, document:301-KH/TU, issue, guidance",
        "conference:C1",
    )
    offset: Distance | None = key(
        None,
        "Cách mốc bao xa, âm là trước: số, working_days | calendar_days | hours, giờ trong ngày",
        "How far from it, negative is before: amount, working_days | calendar_days | hours, hour of the day",
        "-1 calendar_days 15:00",
    )
    every: Every | None = key(
        None, "Định kỳ: month, quarter, year", "How often: month, quarter, year", "year"
    )
    on_day: DayNumber | None = key(None, "Ngày trong tháng của kỳ", "The day of the month it falls on", "20")
    on_month: MonthNumber | None = key(
        None, "Tháng của kỳ, với định kỳ năm", "The month it falls in, for yearly ones", "12"
    )
    before: Flag = key(
        False,
        "Đúng nếu định kỳ nói “trước ngày”: ngày cuối là hôm trước",
        "True for a recurring “before the day”: the last day is the one before",
        "true",
    )
    until: Day | None = key(
        None, "Không còn kỳ nào sau ngày này", "No occurrence after this day", "2030-12-31"
    )
    tentative: Flag = key(False, "Mới dự kiến", "Only tentative so far", "true")
    awaiting: Text | None = key(None, "Văn bản nào sẽ ấn định ngày", "What will fix the date", "giấy mời")
    year_inferred: Flag = key(
        False,
        "Văn bản không ghi năm; năm suy từ ngày ban hành",
        "The paper gives no year; inferred from its issue date",
        "true",
    )

    @model_validator(mode="after")
    def fits_its_kind(self) -> Self:
        """Refusal: a key that the kind needs is missing, out of place or contradicts another."""
        _check(self)
        return self

    @classmethod
    def example(cls, name: str) -> str:
        """The example that the model gives for a key."""
        extra = cls.model_fields[name].json_schema_extra
        assert isinstance(extra, dict)
        return str(extra["x-example"])

    def build(self) -> When:
        """The rules' own value. Refusal: a year that is missing or is stated in two ways."""
        found = self.values()
        for name in ("month", "quarter"):
            if (value := getattr(self, name)) is not None:
                found |= {name: value[1], "year": _year_of(self, name)}
        return When(**found)


def _check(when: WhenPart) -> None:
    """Raise Wrong at the first key that is missing, out of place, or contradicts another."""
    given = {name for name in when.keys() if getattr(when, name) not in (None, False)}  # noqa: SIM118
    for name in sorted(NEEDS[when.kind] - given):
        what = Told(f"kiểu {when.kind} thiếu khóa “{name}”", f"kind {when.kind} needs the key “{name}”")
        example = f"`{name}: {when.example(name)}`"
        raise Wrong(what, Told(f"thêm {example}", f"add {example}"), "kind")
    for name in sorted(given - TAKES[when.kind] - ANY_KIND):
        todo = tell(
            "bỏ khóa này hoặc đổi kind; {kind} dùng {fitting}",
            "drop this key or change the kind; {kind} takes {fitting}",
            kind=when.kind,
            fitting=", ".join(sorted(TAKES[when.kind])) or Told("không kèm ngày nào", "no day"),
        )
        what = Told(f"kiểu {when.kind} không dùng khóa “{name}”", f"kind {when.kind} takes no key “{name}”")
        raise Wrong(what, todo, name)
    _check_days(when)
    _check_hours(when)
    for name in ("month", "quarter"):
        _year_of(when, name)


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


def _year_of(when: WhenPart, name: str) -> int | None:
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
