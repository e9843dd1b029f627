"""How a plan file sets what fills the gaps of the paper: hours, distances between levels, ladders."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.notices import kinds
from cascade.plan.model import Policy, Rung, RungTarget
from cascade.plan.typed.levels import known_level
from documents.plan_file.when_words import Every
from documents.reading.part import Part, key
from documents.reading.values import Clock, Code, Distance, Flag, LevelWord, Span, Text, number, word_of

_default = Policy()


class OccasionWord(StrEnum):
    """On what occasion a rung speaks; each has its own letter."""

    REMINDER = kinds.Occasion.REMINDER.value
    DUE_TODAY = kinds.Occasion.DUE_TODAY.value
    OVERDUE = kinds.Occasion.OVERDUE.value
    ESCALATION = kinds.Occasion.ESCALATION.value


Target = Annotated[RungTarget, BeforeValidator(word_of(RungTarget))]
Occasion = Annotated[OccasionWord, BeforeValidator(word_of(OccasionWord))]
Days = Annotated[int, BeforeValidator(number(0, 250)), WithJsonSchema({"type": "integer"})]
Months = Annotated[int, BeforeValidator(number(1, 240)), WithJsonSchema({"type": "integer"})]


class RungPart(Part):
    """Một nấc của thang đôn đốc."""

    keeps_line = False

    id: Text = key(..., "Tên mức nhắc, không trùng trong lịch", "Its name, unique in the schedule", "T-5")
    offset: Distance = key(
        ...,
        "Cách hạn bao xa: số, working_days hoặc hours, giờ trong ngày",
        "How far from the due day: amount, working_days or hours, hour of the day",
        "-5 working_days 08:00",
    )
    target: Target = key(
        ...,
        "Nói với ai: `unit`, `above`, `above_twice`, `desk`",
        "Whom it speaks to: `unit`, `above`, `above_twice`, `desk`",
        "unit",
    )
    occasion: Occasion = key(
        ...,
        "Dịp: reminder, due_today, overdue, escalation",
        "Occasion: reminder, due_today, overdue, escalation",
        "reminder",
    )

    def build(self) -> Rung:
        return Rung(**self.values())


def _month_and_day(value: Any) -> Any:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, list) or len(value) != 2:
        what = Told("phải là hai số: tháng và ngày", "it must be two numbers: month and day")
        todo = Told(
            "ghi dạng [12, 15]; tháng 0 là tháng theo kỳ",
            "write it like [12, 15]; month 0 is that of the period",
        )
        raise Wrong(what, todo)
    return number(0, 12)(value[0]), number(1, 31)(value[1])


MonthAndDay = Annotated[
    tuple[int, int],
    BeforeValidator(_month_and_day),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}}),
]


def _each_level_once(value: Any) -> Any:
    """Refusal: two names of one level, each with a number of its own."""
    named: dict[str, str] = {}
    for name in value if isinstance(value, dict) else ():
        level = known_level(name)
        if named.setdefault(level, name) != name:
            what = Told(
                f"“{named[level]}” và “{name}” là một cấp", f"“{named[level]}” and “{name}” are one level"
            )
            raise Wrong(what, Told("giữ một trong hai", "keep one of them"))
    return value


Once = BeforeValidator(_each_level_once)


class PolicyPart(Part):
    """Quy ước bù vào chỗ văn bản không nói; mọi giá trị đều đổi được cho từng kế hoạch."""

    keeps_line = False

    strict: Flag = key(
        True,
        "“Trước ngày X”: ngày cuối là X−1 (true) hay chính X (false)",
        "“Before the day X”: the last day is X−1 (true) or X itself (false)",
        "true",
    )
    day_end: Clock = key(_default.day_end, "Hết ngày lúc mấy giờ", "The hour a day ends", '"17:00"')
    office_hours: Span = key(_default.office_hours, "Giờ làm việc", "Office hours", "07:30-17:00")
    send_hours: Span = key(
        _default.send_hours,
        "Chỉ gửi thông báo trong khoảng này",
        "Notices leave only in these hours",
        "06:30-21:30",
    )
    report_after: Annotated[dict[LevelWord, Days], Once] = key(
        dict(_default.report_after),
        "Báo cáo sau sự kiện mấy ngày làm việc, theo cấp",
        "Report this many working days after the event, by level",
        "{grassroots: 3, district: 5, province: 10}",
    )
    hop: Annotated[dict[LevelWord, Days], Once] = key(
        {},
        "Cấp này gửi trước cấp trên mấy ngày làm việc",
        "Working days between this level's date and the one above",
        "{grassroots: 5}",
    )
    hop_default: Days = key(
        _default.hop_default, "Như trên, cho cấp không nêu ở hop", "The same, for levels not in hop", "5"
    )
    close_after: Days | None = key(
        None,
        "Ngừng nhận báo cáo sau hạn mấy ngày làm việc; bỏ trống là không ngừng",
        "Working days after the due day when the form locks; absent: never",
        "10",
    )
    invitation_notice: Days = key(
        _default.invitation_notice,
        "Giấy mời đi trước hội nghị mấy ngày làm việc",
        "Working days between an invitation and its conference",
        "3",
    )
    session_morning: Span = key(_default.session_morning, "Buổi sáng", "The morning session", "07:30-11:30")
    session_afternoon: Span = key(
        _default.session_afternoon, "Buổi chiều", "The afternoon session", "13:30-17:00"
    )
    ladders: dict[Code, tuple[RungPart, ...]] = key(
        {},
        "Các lịch nhắc việc: default, tên loại nhiệm vụ, tên cấp, hoặc tên mà yêu cầu gọi",
        "Reminder schedules: default, a kind of act, a level, or a name that a requirement gives",
        "{default: [{id: T-5, offset: -5 working_days 08:00, target: unit, occasion: reminder}]}",
    )
    recurring_defaults: dict[Every, MonthAndDay] = key(
        dict(_default.recurring_defaults),
        "Nhiệm vụ định kỳ không nói ngày: [tháng, ngày] cho year, quarter, month",
        "Recurring duties without a day: [month, day] for year, quarter, month",
        "{year: [12, 15], quarter: [0, 5], month: [0, 25]}",
    )
    recurring_months: Months = key(
        _default.recurring_months,
        "Nhiệm vụ định kỳ không có hạn cuối được lập trước bao nhiêu tháng",
        "How many months ahead a recurrence without an end is laid out",
        "24",
    )
    line_test: Distance = key(
        _default.line_test,
        "Thử đường truyền khi văn bản không nói",
        "The line test when the paper names none",
        "-1 working_days 15:00",
    )
    desk: Code | None = key(None, "Cơ quan theo dõi", "The responsible office", "dong-nai-btg")
    links_last: Days = key(
        _default.links_last,
        "Đường dẫn đã gửi còn mở được mấy ngày (theo lịch) sau khi kết thúc kế hoạch",
        "Days of the calendar that links still open once the plan is closed",
        "30",
    )

    def build(self) -> Policy:
        return Policy(**self.values())
