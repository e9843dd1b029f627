"""What a unit answers about a conference, and from when until when each answer is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.org import format

BEFORE_TEST = timedelta(days=1)
"""From the morning of the day before on: halls try their line alone, and that is when they are asked."""


class AnswerKind(StrEnum):
    """The three things a unit is asked about a conference it is invited to."""

    REPLY = "reply"
    LINE_TEST = "line_test"
    ATTENDANCE = "attendance"


@dataclass(frozen=True, slots=True)
class InvitationReply:
    """Whether a unit comes, with how many or whom."""

    coming: bool
    reason: str = ""
    delegates: tuple[tuple[str, int], ...] = ()
    """(kind of delegate, how many); the kind is empty where the plan names none."""
    names: str = ""
    stand_in: str = ""

    @property
    def count(self) -> int:
        """All delegates that were announced in numbers."""
        return sum(number for _, number in self.delegates)


@dataclass(frozen=True, slots=True)
class LineTest:
    """What a hall says of its line."""

    good: bool
    note: str = ""
    technician: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who came, of those that were called."""

    called: int
    present: int
    excused: int | None = None
    """Let it be known that they would not come; None: nobody said."""

    @property
    def absent(self) -> int:
        """The rest: neither there nor excused."""
        return self.called - self.present - (self.excused or 0)


def misfit(turnout: Turnout) -> tuple[str, Wrong] | None:
    """Which of the three numbers cannot be, and why; None where they add up."""
    called = format.told_number(turnout.called)
    if turnout.present > turnout.called:
        what = tell(
            "số có mặt {present} lớn hơn số triệu tập {called}",
            "{present} present are more than the {called} called",
            present=format.told_number(turnout.present),
            called=called,
        )
        return "present", Wrong(what, _LOOK)
    if turnout.absent < 0:
        both = format.told_number(turnout.present + (turnout.excused or 0))
        what = tell(
            "có mặt và vắng có lý do là {both}, lớn hơn số triệu tập {called}",
            "present and excused are {both}, more than the {called} called",
            both=both,
            called=called,
        )
        return "excused", Wrong(what, _LOOK)
    return None


_LOOK = Told("xem lại các số", "look at the numbers again")


def why_not(
    act: AnswerKind,
    now: datetime,
    start: datetime,
    end: datetime | None,
    line_test_at: datetime | None,
) -> Told | None:
    """Why that answer is not taken now; None while it is. What people answer before is asked for later."""
    if act is AnswerKind.REPLY:
        return _BEGUN if now >= start else None
    if act is AnswerKind.ATTENDANCE:
        return _NOT_BEGUN if now < start else None
    if line_test_at is None:
        return _NO_TEST
    if day_of(now) < day_of(line_test_at) - BEFORE_TEST:
        return _TOO_EARLY
    return _OVER if now >= (end or start) else None


_BEGUN = Told("hội nghị đã khai mạc, không ghi xác nhận dự nữa", "it has begun: replies are closed")
_NOT_BEGUN = Told(
    "hội nghị chưa khai mạc, chưa ghi số đại biểu dự", "it has not begun: nobody is counted yet"
)
_NO_TEST = Told("hội nghị này không thử đường truyền", "there is no line test")
_TOO_EARLY = Told("chưa đến ngày thử đường truyền", "the day of the line test has not come")
_OVER = Told("hội nghị đã kết thúc, không ghi kết quả thử nữa", "it is over: line tests are closed")
