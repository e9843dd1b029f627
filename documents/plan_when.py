"""How a plan file states a time: one `kind`, and only the keys that belong to that kind."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from cascade.plan import When, WhenKind
from documents import when_rules
from documents.part import Part, key
from documents.values import Clock, Day, Distance, Flag, Text, word_of
from documents.when_words import (
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

Kind = Annotated[WhenKind, BeforeValidator(word_of(WhenKind))]


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
        "Năm, khi `month` hoặc `quarter` không kèm năm",
        "The year, when `month` or `quarter` comes without",
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
        "Đúng nếu định kỳ nói «trước ngày»: ngày cuối là hôm trước",
        "True for a recurring «before the day»: the last day is the one before",
        "true",
    )
    until: Day | None = key(
        None, "Không còn kỳ nào sau ngày này", "No occurrence after this day", "2030-12-31"
    )
    tentative: Flag = key(False, "Mới dự kiến", "Only tentative so far", "true")
    awaiting: Text | None = key(None, "Văn bản nào sẽ chốt ngày", "What will fix the date", "thư mời")
    year_inferred: Flag = key(
        False,
        "Văn bản không ghi năm; năm suy từ ngày ban hành",
        "The paper gives no year; inferred from its issue date",
        "true",
    )

    @model_validator(mode="after")
    def fits_its_kind(self) -> Self:
        when_rules.check(self)
        return self

    @classmethod
    def example(cls, name: str) -> str:
        """The example that the model gives for a key."""
        extra = cls.model_fields[name].json_schema_extra
        assert isinstance(extra, dict)
        return str(extra["x-example"])

    def build(self) -> When:
        found = self.values()
        for name in ("month", "quarter"):
            if (value := getattr(self, name)) is not None:
                found |= {name: value[1], "year": when_rules.year_of(self, name)}
        return When(**found)
