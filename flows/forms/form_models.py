"""What the board is asked in each form: one model a form, every field with a name and help.

Plans, duties, conferences and files are chosen from lists, which flows.forms.form_choices puts into the
deployments; whoever calls the API may give the bare code instead.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import WithJsonSchema

from cascade.calendar.zone import VIETNAM, local
from cascade.lang import brought
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told, tell
from cascade.org.office_roles import Right
from cascade.plan.typed import numbers, texts
from cascade.plan.typed.dates import parse_day
from cascade.plan.typed.levels import keyed
from documents.reading.moments import parse_hour_or_moment, parse_moment
from flows.forms.form_choices import code_of, key_of

WHO = "Họ tên người thực hiện; được ghi vào nhật ký. Ai vào qua văn phòng thì ghi tên người đăng nhập"
PLAN = "Chọn kế hoạch đang chạy; gõ vài chữ để tìm"
UNIT = "Tên hoặc mã đơn vị, có dấu hay không dấu đều được, ví dụ: Đảng ủy xã Long Thành, hoặc xa-long-thanh"
DUTY = "Chọn nhiệm vụ của kế hoạch trên; gõ vài chữ của nhiệm vụ hoặc mã kế hoạch để tìm"


def _said(reader: Callable[[str], str], typed: Any) -> Any:
    return reader(typed) if isinstance(typed, str) and typed.strip() else typed


def _read(reader: Callable[[str], Any], typed: Any) -> Any:
    """By our own reader. A program gives the value itself, and nothing where nothing was typed."""
    if not isinstance(typed, str):
        return typed
    return reader(typed) if typed.strip() else None


# Typed, and read by us: Prefect's own widget puts the month first, hides behind tabs where a day may be
# absent, and takes the day before for 08:00 when somebody presses AM.
_TYPED = WithJsonSchema({"type": "string"})
Day = Annotated[date, BeforeValidator(partial(_read, parse_day)), _TYPED]
Name = Annotated[str, BeforeValidator(partial(_said, texts.name))]
Reason = Annotated[str, BeforeValidator(partial(_said, texts.text))]
Number = Annotated[int, BeforeValidator(partial(_read, numbers.whole))]
MaybeDay = Annotated[date | None, BeforeValidator(partial(_read, parse_day)), _TYPED]
MaybeMoment = Annotated[datetime | None, BeforeValidator(partial(_read, parse_moment)), _TYPED]
MaybeHour = Annotated[time | datetime | None, BeforeValidator(partial(_read, parse_hour_or_moment)), _TYPED]


class Asked(BaseModel):
    """Điều mọi biểu mẫu đều hỏi."""

    model_config = ConfigDict(str_strip_whitespace=True)
    RIGHT: ClassVar[Right] = Right.PRESS
    """What an officer who sends it must be allowed."""

    who: Name = Field(title="Người thực hiện", description=WHO, min_length=2)
    dry_run: bool = Field(
        default=True,
        title="Chỉ xem trước",
        description="Khi bật: chỉ cho biết sẽ thay đổi gì, gửi cho ai. Tắt rồi chạy lại để làm thật.",
    )

    @model_validator(mode="before")
    @classmethod
    def in_one_spelling(cls, given: Any) -> Any:
        """What only looks different is written our way; what cannot be taken in is refused later."""
        if not isinstance(given, dict):
            return given
        return {
            name: brought.cleaned(typed) if isinstance(typed, str) and not brought.fault(typed) else typed
            for name, typed in given.items()
        }

    def refuse_what_cannot_be_read(self) -> None:
        """Refusal: a field holds what no eye sees and no ledger keeps, or is as long as a book."""
        for name, typed in self:
            if not isinstance(typed, str):
                continue
            try:
                texts.text(typed)
            except Wrong as wrong:
                raise Refusal(type(self).model_fields[name].title or name, wrong.what, wrong.todo) from None


class OfPlan(Asked):
    """Về một kế hoạch."""

    plan: Annotated[str, AfterValidator(code_of)] = Field(title="Kế hoạch", description=PLAN, min_length=1)

    def its(self, chosen: str) -> str:
        """The key of what was chosen, which must be of this plan: the lists hold those of all plans."""
        typed = keyed(chosen)
        if code_of(typed) not in (typed, self.plan):
            what = tell("“{chosen}” là của kế hoạch khác", "“{chosen}” is of another plan", chosen=chosen)
            todo = tell("chọn lại cho kế hoạch {plan}", "choose again for the plan {plan}", plan=self.plan)
            raise Refusal(Told("Nhiệm vụ, hội nghị", "Duty, conference"), what, todo)
        return key_of(chosen)


class OfDuty(OfPlan):
    """Về một nhiệm vụ của một đơn vị."""

    unit: str = Field(title="Đơn vị", description=UNIT, min_length=1)
    duty: str = Field(title="Nhiệm vụ", description=DUTY, min_length=1)

    @property
    def key(self) -> str:
        """The duty in short, for the name of the run."""
        return key_of(self.duty)


class Issue(Asked):
    """Ban hành một kế hoạch đã soạn xong."""

    RIGHT = Right.ISSUE

    file: str = Field(
        title="Tệp kế hoạch",
        description="Tệp trong thư mục kế hoạch của máy chủ; tệp vừa chép vào hiện ra sau vài phút",
        min_length=1,
    )


class ConferenceAct(StrEnum):
    """Không họp nữa thì phải chọn ở đây; để trống ngày giờ không hủy gì."""

    FIX = "Ấn định hoặc đổi ngày"
    CANCEL = "Hủy hội nghị"


class FixConference(OfPlan):
    """Ấn định, đổi hoặc hủy ngày hội nghị."""

    conference: str = Field(title="Hội nghị", description="Chọn hội nghị của kế hoạch trên", min_length=1)
    act: ConferenceAct = Field(default=ConferenceAct.FIX, title="Làm gì")
    start: MaybeMoment = Field(
        default=None, title="Khai mạc", description="Giờ và ngày, ví dụ: 08:00 28/3/2024; hủy thì để trống"
    )
    end: MaybeHour = Field(
        default=None,
        title="Bế mạc",
        description="Giờ, nếu cùng ngày: 11:30; khác ngày thì giờ và ngày. Để trống: bốn giờ sau khai mạc",
    )
    why: Reason = Field(default="", title="Lý do", description="Căn cứ, ví dụ số giấy mời; hủy thì phải ghi")

    @property
    def key(self) -> str:
        """The conference in short, for the name of the run."""
        return key_of(self.conference)

    def begins(self) -> datetime:
        """Refusal: no instant was typed; to leave it empty calls nothing off."""
        if self.start is None:
            todo = Told(
                f"ghi giờ và ngày, ví dụ 08:00 28/3/2024; không họp nữa thì chọn “{ConferenceAct.CANCEL}”",
                f"write it like 08:00 28/3/2024; to call it off choose “{ConferenceAct.CANCEL}”",
            )
            raise Refusal(Told("Khai mạc", "Begins"), Told("còn để trống", "is still empty"), todo)
        return self.start

    def ends(self) -> datetime | None:
        """When it is over; an hour alone is one of the day on which it begins."""
        if isinstance(self.end, time):
            return datetime.combine(local(self.begins()).date(), self.end, VIETNAM)
        return self.end

    def refuse_half_a_cancellation(self) -> None:
        """Refusal: it is to be called off, and has a day all the same, or nobody says why."""
        if self.start is not None or self.end is not None:
            what = Told(
                f"đã chọn “{ConferenceAct.CANCEL}” mà vẫn ghi ngày giờ",
                f"“{ConferenceAct.CANCEL}” is chosen, and there is a day",
            )
            todo = Told("xóa ngày giờ, hoặc chọn lại ô “Làm gì”", "empty the day, or choose again what to do")
            raise Refusal(Told("Khai mạc", "Begins"), what, todo)
        if not self.why:
            todo = Told(
                "ghi vì sao hủy; nội dung này được gửi cho các đơn vị đã mời",
                "say why; those invited will read it",
            )
            raise Refusal(Told("Lý do", "Reason"), Told("còn để trống", "is still empty"), todo)


class Amend(Issue):
    """Điều chỉnh một kế hoạch đã ban hành."""

    why: Reason = Field(title="Lý do điều chỉnh", description="Được ghi vào nhật ký", min_length=3)


class Extend(OfDuty):
    """Gia hạn một nhiệm vụ cho một đơn vị."""

    until: Day = Field(title="Gia hạn đến hết ngày", description="Ngày trước tháng sau, ví dụ: 3/5/2024")
    why: Reason = Field(title="Lý do", description="Nội dung này được gửi cho đơn vị", min_length=3)


class Exempt(OfDuty):
    """Miễn một nhiệm vụ cho một đơn vị."""

    why: Reason = Field(title="Lý do", description="Nội dung này được gửi cho đơn vị", min_length=3)


class Verdict(StrEnum):
    """Báo cáo được tiếp nhận hay trả lại."""

    ACCEPT = "Tiếp nhận"
    RETURN = "Trả lại, đề nghị báo cáo lại"


class Decide(OfDuty):
    """Tiếp nhận hoặc trả lại báo cáo."""

    verdict: Verdict = Field(default=Verdict.ACCEPT, title="Quyết định")
    why: Reason = Field(
        default="",
        title="Lý do trả lại",
        description="Bắt buộc khi trả lại; nội dung này được gửi cho đơn vị",
    )
    until: MaybeDay = Field(
        default=None,
        title="Thời hạn báo cáo lại (đến hết ngày)",
        description="Ví dụ: 3/5/2024. Để trống: ba ngày làm việc, hoặc đến hạn nếu hạn muộn hơn",
    )
    seen: Number = Field(
        default=0,  # of a number that may be absent Prefect makes two tabs, "int" and "null"
        title="Số báo cáo đã xem",
        description="Xem trước cho đọc báo cáo và biết số; làm thật thì ghi số ấy vào đây (0: chưa xem)",
    )

    def refuse_unseen(self, number: int) -> None:
        """Refusal: it is to be done, and does not say which report was read; `number` is the last one's."""
        if not self.seen and not self.dry_run:
            where, what = Told("Số báo cáo đã xem", "Number of the report"), Told("chưa ghi", "is missing")
            todo = Told(
                f"xem báo cáo số {number} rồi ghi {number}", f"read report {number}, then enter {number}"
            )
            raise Refusal(where, what, todo)


class AskNow(OfPlan):
    """Nhắc ngay một nhiệm vụ chưa báo cáo."""

    duty: str = Field(title="Nhiệm vụ", description=DUTY, min_length=1)
    unit: str = Field(
        default="", title="Đơn vị", description=f"{UNIT}. Để trống: mọi đơn vị đang quá hạn nhiệm vụ ấy"
    )


class Close(OfPlan):
    """Kết thúc một kế hoạch."""

    RIGHT = Right.ISSUE

    confirm: str = Field(
        default="", title="Gõ lại mã kế hoạch", description="Để chắc chắn đúng kế hoạch cần kết thúc"
    )
