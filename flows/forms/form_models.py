"""What the board is asked in each form: one model a form, every field with a name and help.

Plans, duties, conferences and files are chosen from lists, which flows.forms.form_choices puts into the
deployments; whoever calls the API may give the bare code instead.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from prefect import runtime
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from cascade.lang import brought
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from flows.forms.form_choices import code_of, key_of
from tasks.board import prefect_names

WHO = "Họ tên người thực hiện; được ghi vào nhật ký"
PLAN = "Chọn kế hoạch đang chạy; gõ vài chữ để tìm"
UNIT = "Tên hoặc mã đơn vị, có dấu hay không dấu đều được, ví dụ: Huyện ủy Long Thành, hoặc huyen-long-thanh"
DUTY = "Chọn việc của kế hoạch trên; gõ vài chữ của việc hoặc mã kế hoạch để tìm"


MANY = 4_000
"""Letters of one field; a reason is a sentence or two."""


def run_name(pattern: str) -> Callable[[], str]:
    """How the run of a form is called: as the pattern says, whatever has been typed."""

    def called() -> str:
        return prefect_names.one_line(pattern.format(**runtime.flow_run.parameters))

    return called


class Asked(BaseModel):
    """Phiếu."""

    model_config = ConfigDict(str_strip_whitespace=True)

    who: str = Field(title="Người thực hiện", description=WHO, min_length=2)
    dry_run: bool = Field(
        default=True,
        title="Chỉ xem trước",
        description="Để bật: chỉ cho biết sẽ thay đổi gì, gửi cho ai. Tắt rồi chạy lại để làm thật.",
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
            field = type(self).model_fields[name].title or name
            if wrong := brought.fault(typed):
                raise Refusal(field, wrong.what, wrong.todo)
            if len(typed) > MANY:
                what = Told(
                    f"“{prefect_names.one_line(typed, 40)}” không đọc được",
                    f"“{prefect_names.one_line(typed, 40)}” is unreadable",
                )
                todo = Told(f"gõ lại, không quá {MANY} chữ", f"type it again: at most {MANY} letters")
                raise Refusal(field, what, todo)


class OfPlan(Asked):
    """Phiếu về một kế hoạch."""

    plan: Annotated[str, AfterValidator(code_of)] = Field(title="Kế hoạch", description=PLAN, min_length=1)

    def its(self, chosen: str) -> str:
        """The key of what was chosen, which must be of this plan: the lists hold those of all plans."""
        if code_of(chosen) not in (chosen, self.plan):
            what = tell("“{chosen}” là của kế hoạch khác", "“{chosen}” is of another plan", chosen=chosen)
            todo = tell("chọn lại cho kế hoạch {plan}", "choose again for the plan {plan}", plan=self.plan)
            raise Refusal(Told("Việc, hội nghị", "Duty, conference"), what, todo)
        return key_of(chosen)


class OfDuty(OfPlan):
    """Phiếu về một việc của một đơn vị."""

    unit: str = Field(title="Đơn vị", description=UNIT, min_length=1)
    duty: str = Field(title="Việc", description=DUTY, min_length=1)

    @property
    def key(self) -> str:
        """The duty in short, for the name of the run."""
        return key_of(self.duty)


class Issue(Asked):
    """Ban hành một kế hoạch đã soạn xong."""

    file: str = Field(
        title="Tệp kế hoạch",
        description="Tệp trong thư mục kế hoạch của máy chủ; tệp vừa chép vào hiện ra sau vài phút",
        min_length=1,
    )


class FixConference(OfPlan):
    """Ấn định, đổi hoặc hủy ngày hội nghị."""

    conference: str = Field(title="Hội nghị", description="Chọn hội nghị của kế hoạch trên", min_length=1)
    start: datetime | None = Field(
        default=None,
        title="Khai mạc",
        description="Ngày giờ khai mạc (giờ Việt Nam); để trống nếu hủy hội nghị",
    )
    end: datetime | None = Field(default=None, title="Bế mạc", description="Để trống: bốn giờ sau khai mạc")
    why: str = Field(default="theo thư mời", title="Lý do", description="Căn cứ, ví dụ số thư mời")

    @property
    def key(self) -> str:
        """The conference in short, for the name of the run."""
        return key_of(self.conference)


class Amend(Issue):
    """Điều chỉnh một kế hoạch đã ban hành."""

    why: str = Field(title="Lý do điều chỉnh", description="Được ghi vào nhật ký", min_length=3)


class Extend(OfDuty):
    """Gia hạn một việc cho một đơn vị."""

    until: date = Field(title="Gia hạn đến hết ngày")
    why: str = Field(title="Lý do", description="Đơn vị sẽ đọc thấy", min_length=3)


class Exempt(OfDuty):
    """Miễn một việc cho một đơn vị."""

    why: str = Field(title="Lý do", description="Đơn vị sẽ đọc thấy", min_length=3)


class Verdict(StrEnum):
    """Báo cáo được tiếp nhận hay trả lại."""

    ACCEPT = "Tiếp nhận"
    RETURN = "Trả lại, đề nghị báo cáo lại"


class Decide(OfDuty):
    """Tiếp nhận hoặc trả lại báo cáo."""

    verdict: Verdict = Field(default=Verdict.ACCEPT, title="Quyết định")
    why: str = Field(
        default="", title="Lý do trả lại", description="Bắt buộc khi trả lại; đơn vị sẽ đọc thấy"
    )
    until: date | None = Field(
        default=None,
        title="Báo cáo lại trước hết ngày",
        description="Để trống: ba ngày làm việc, hoặc đến hạn nếu hạn muộn hơn",
    )
    seen: int = Field(
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
    """Nhắc ngay những báo cáo còn thiếu."""

    unit: str = Field(default="", title="Đơn vị", description=f"{UNIT}. Để trống: mọi đơn vị đang quá hạn")


class Close(OfPlan):
    """Kết thúc một kế hoạch."""

    confirm: str = Field(
        default="", title="Gõ lại mã kế hoạch", description="Để chắc chắn đúng kế hoạch cần kết thúc"
    )
