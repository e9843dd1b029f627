"""What the board is asked in each form: one model a form, every field with a name and help."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

WHO = "Họ tên người thực hiện; được ghi vào nhật ký"
PLAN = "Mã kế hoạch, ví dụ dong-nai-tw8 (xem nhãn của kế hoạch ở trang Deployments)"
UNIT = "Mã hoặc tên đơn vị, ví dụ: huyen-long-thanh, hoặc Huyện ủy Long Thành"
DUTY = "Mã việc như trong bảng tiến độ và bản tổng hợp, ví dụ D6 hoặc D6/grassroots"


class Asked(BaseModel):
    """Phiếu."""

    model_config = ConfigDict(str_strip_whitespace=True)

    who: str = Field(title="Người thực hiện", description=WHO, min_length=2)
    dry_run: bool = Field(
        default=True,
        title="Chỉ xem trước",
        description="Để bật: chỉ cho biết sẽ thay đổi gì, gửi cho ai. Tắt rồi chạy lại để làm thật.",
    )


class OfPlan(Asked):
    """Phiếu về một kế hoạch."""

    plan: str = Field(title="Kế hoạch", description=PLAN, min_length=1)


class OfDuty(OfPlan):
    """Phiếu về một việc của một đơn vị."""

    unit: str = Field(title="Đơn vị", description=UNIT, min_length=1)
    duty: str = Field(title="Việc", description=DUTY, min_length=1)


class Issue(Asked):
    """Ban hành một kế hoạch đã soạn xong."""

    file: str = Field(
        title="Tệp kế hoạch",
        description="Tên tệp trong thư mục kế hoạch của máy chủ, ví dụ dong-nai-tw8.yaml",
        min_length=1,
    )


class FixConference(OfPlan):
    """Ấn định, đổi hoặc hủy ngày hội nghị."""

    conference: str = Field(default="C1", title="Hội nghị", description="Mã hội nghị, ví dụ C1")
    start: datetime | None = Field(
        default=None,
        title="Khai mạc",
        description="Ngày giờ khai mạc (giờ Việt Nam); để trống nếu hủy hội nghị",
    )
    end: datetime | None = Field(default=None, title="Bế mạc", description="Để trống: bốn giờ sau khai mạc")
    why: str = Field(default="theo thư mời", title="Lý do", description="Căn cứ, ví dụ số thư mời")


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
        default=None, title="Báo cáo lại trước hết ngày", description="Để trống: ba ngày làm việc"
    )


class AskNow(OfPlan):
    """Nhắc ngay những báo cáo còn thiếu."""

    unit: str = Field(default="", title="Đơn vị", description=f"{UNIT}. Để trống: mọi đơn vị đang quá hạn")


class Close(OfPlan):
    """Kết thúc một kế hoạch."""

    confirm: str = Field(
        default="", title="Gõ lại mã kế hoạch", description="Để chắc chắn đúng kế hoạch cần kết thúc"
    )
