"""Reads a behaviour file: which units report on time, late, never, or wrongly at first, in a rehearsal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ValidationError, WithJsonSchema, model_validator

from cascade.calendar.zone import instant
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.plan.typed.fixed_words import word
from cascade.rehearsal.behaviour import Behaviour, Habit, UnitBehaviour
from cascade.result.obligation import FixedMeeting
from documents.plan_file.plan_errors import first_of
from documents.reading.part import Part, key
from documents.reading.text_file import read_text
from documents.reading.times import ordered
from documents.reading.values import Clock, Code, Day, Flag, Text, number
from documents.reading.yaml_lines import Lined, parse

WAYS: Mapping[str, UnitBehaviour] = {
    "wrong_then_corrected": UnitBehaviour.WRONG,
    "wrong then corrected": UnitBehaviour.WRONG,
}
"""Other names; the words of `UnitBehaviour` themselves are known."""


_WAYS = Told(
    "ghi on_time, late, {late: 5}, never hoặc wrong_then_corrected",
    "write on_time, late, {late: 5}, never or wrong_then_corrected",
)


def _way(text: str) -> UnitBehaviour:
    return WAYS.get(text) or word(text, UnitBehaviour)


def _habit(value: Any) -> Any:
    """`never`, `late`, `{late: 5}`."""
    if isinstance(value, str):
        return Habit(_way(value))
    if isinstance(value, dict) and len(value) == 1:
        ((name, days),) = value.items()
        return Habit(_way(name), number(0, 250)(days))
    if isinstance(value, Habit):
        return value
    raise Wrong(Told("phải là một kiểu phản hồi", "it must be a way to respond"), _WAYS)


def _range(value: Any) -> Any:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, list) or len(value) != 2:
        raise Wrong(
            Told("phải là hai số: từ và đến", "it must be two numbers: from and to"),
            Told("ghi dạng [0, 4]", "write it like [0, 4]"),
        )
    low, high = (number(0, 60)(each) for each in value)
    if low > high:
        raise Wrong(
            Told(f"{low} lớn hơn {high}", f"{low} is more than {high}"),
            Told("đổi lại thứ tự hai số", "exchange the two numbers"),
        )
    return low, high


HabitValue = Annotated[Habit, BeforeValidator(_habit), WithJsonSchema({"type": ["string", "object"]})]
DayRange = Annotated[tuple[int, int], BeforeValidator(_range), WithJsonSchema({"type": "array"})]
WayName = Annotated[str, BeforeValidator(lambda name: _way(name).value)]
Share = Annotated[int, BeforeValidator(number(0, 1_000_000))]
Days = Annotated[int, BeforeValidator(number(0, 60))]
Seed = Annotated[int, BeforeValidator(number(0, 999_999_999))]


class MeetingPart(Part):
    """Một hội nghị được chốt trong diễn tập."""

    keeps_line = False
    day: Day = key(..., "Ngày họp", "The day it is held", "2024-03-22")
    start: Clock = key(time(7, 30), "Giờ bắt đầu", "When it starts", '"07:30"')
    end: Clock = key(time(11, 30), "Giờ kết thúc", "When it ends", '"11:30"')
    invited: Day | None = key(None, "Ngày ra giấy mời", "When the invitation leaves", "2024-03-15")
    cancelled: Flag = key(False, "Có tin hủy vào ngày ấy", "It is called off that day", "true")

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> Self:
        """Refusal: the end does not come after the start."""
        ordered(self.start, self.end, "end")
        return self

    def build(self) -> FixedMeeting:
        start, end = self.start, self.end
        invited: datetime | None = instant(self.invited, time(8, 0)) if self.invited else None
        begin, over = instant(self.day, start), instant(self.day, end)
        return FixedMeeting(begin, over, cancelled=self.cancelled, invited_at=invited)


class BehaviourPart(Part):
    """Các đơn vị cư xử ra sao."""

    keeps_line = False
    seed: Seed = key(
        0,
        "Số khởi tạo: cùng số thì cho cùng kết quả",
        "The seed: the same number gives the same result",
        "2024",
    )
    shares: dict[WayName, Share] = key(
        {"on_time": 1},
        "Tỷ lệ: on_time, late, never, wrong_then_corrected",
        "Shares of on_time, late, never, wrong_then_corrected",
        "{on_time: 88, late: 8, never: 1, wrong_then_corrected: 3}",
    )
    early: DayRange = key(
        (0, 3),
        "Đúng hạn là trước hạn mấy ngày làm việc",
        "On time means this early, in working days",
        "[0, 4]",
    )
    late: DayRange = key((1, 5), "Chậm là sau hạn mấy ngày làm việc", "Late means this late", "[1, 6]")
    decide_after: Days = key(1, "Xem báo cáo mất mấy ngày", "Days until a report is looked at", "1")
    correct_after: Days = key(2, "Sửa báo cáo mất mấy ngày", "Days until it is corrected", "2")
    units: dict[Text, HabitValue] = key(
        {},
        "Riêng từng đơn vị, hoặc một nhiệm vụ của đơn vị: mã/D6",
        "Single units, or one duty of a unit: code/D6",
        "{huyen-dinh-quan: {late: 2}, huyen-cam-my/D6: never}",
    )
    duties: dict[Text, HabitValue] = key(
        {}, "Riêng từng nhiệm vụ, mọi đơn vị", "Single duties, whoever owes them", "{D2: on_time}"
    )
    meetings: dict[Code, MeetingPart] = key(
        {},
        "Hội nghị nào được ấn định ngày nào; không ghi thì lấy ngày tốt nhất còn trống",
        "Which conference is fixed on which day; without one the best free day is supposed",
        "{C1: {day: 2024-03-22}}",
    )

    @model_validator(mode="after")
    def somebody_does_something(self) -> Self:
        """Refusal: shares that add up to 0."""
        if not sum(self.shares.values()):
            what = Told("các tỷ lệ cộng lại bằng 0", "the shares add up to 0")
            todo = Told(
                "cho ít nhất một kiểu phản hồi tỷ lệ lớn hơn 0", "give at least one way a share above 0"
            )
            raise Wrong(what, todo, "shares")
        return self

    def build(self) -> Behaviour:
        return Behaviour(
            seed=self.seed,
            shares=self.habits(),
            units=dict(self.units),
            duties=dict(self.duties),
            meetings={name: meeting.build() for name, meeting in self.meetings.items()},
            early=self.early,
            decide_after=self.decide_after,
            correct_after=self.correct_after,
        )

    def habits(self) -> tuple[tuple[Habit, int], ...]:
        """Late units differ by how late: each number of days gets its part of the share."""
        low, high = max(self.late[0], 1), max(self.late[1], 1)
        spread = range(low, high + 1)
        found: list[tuple[Habit, int]] = []
        for name, share in self.shares.items():
            if UnitBehaviour(name) is UnitBehaviour.LATE:
                found += [(Habit(UnitBehaviour.LATE, days), share) for days in spread]
            else:
                found.append((Habit(UnitBehaviour(name)), share * len(spread)))
        return tuple((habit, weight) for habit, weight in found if weight)


def read_behaviour(path: Path) -> Behaviour:
    """The behaviour in a file; Refusal with file, line and field on anything that is wrong with it."""
    data = parse(read_text(path), path)
    if not isinstance(data, Lined):
        what = Told("tệp không phải tệp hành vi", "this is not a behaviour file")
        raise Refusal(f"{path}:1", what, Told("bắt đầu bằng `seed: 2024`", "begin with `seed: 2024`"))
    try:
        return BehaviourPart.model_validate(data).build()
    except ValidationError as errors:
        raise first_of(errors, data, path) from None
