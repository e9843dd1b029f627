"""How a plan file describes a conference: its day or window, its venues, its agenda and what hangs on it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.model import Conference, Topic, Venue
from cascade.plan.typed.numbers import parse_wall
from documents.plan_file.selector_part import SelectorPart
from documents.plan_file.when_part import WhenPart
from documents.reading.part import Part, key
from documents.reading.values import (
    Code,
    Codes,
    Day,
    Distance,
    Flag,
    LevelWord,
    Text,
    Texts,
    check_code,
    number,
)


def _relayed(value: str) -> str:
    """The code of a plan and the id of its conference."""
    plan, colon, conference = value.partition(":")
    if not colon:
        what = Told(f"“{value[:60]}” thiếu mã kế hoạch", f"“{value[:60]}” lacks the code of a plan")
        raise Wrong(what, Told("ghi dạng huong-dan-nq06:C1", "write it like huong-dan-nq06:C1"))
    return f"{check_code(plan)}:{check_code(conference)}"


Relayed = Annotated[Text, AfterValidator(_relayed)]
Minutes = Annotated[int, BeforeValidator(number(1, 600)), WithJsonSchema({"type": "integer"})]
Wall = Annotated[Text, AfterValidator(parse_wall)]
Seats = Annotated[int, BeforeValidator(number(1, 100_000)), WithJsonSchema({"type": "integer"})]


class TopicPart(Part):
    """Một mục của chương trình."""

    title: Text = key(
        ..., "Tên mục hoặc chuyên đề", "What the item is called", "Kế hoạch thực hiện Nghị quyết 42"
    )
    speaker: Text | None = key(None, "Người trình bày", "Who speaks", "Trưởng Ban Dân vận Tỉnh ủy")
    speaker_unit: Code | None = key(
        None, "Đơn vị của người trình bày", "The speaker's unit", "dong-nai-dan-van"
    )
    minutes: Minutes | None = key(None, "Thời lượng, phút", "How long, in minutes", "45")
    secret: Flag = key(
        False,
        "Nội dung mật: thông báo chỉ nêu mã và ngày",
        "Secret: notices carry only its code and date",
        "true",
    )
    code: Text | None = key(
        None, "Tên gọi bên ngoài của mục mật", "How a secret item is named outside", "Chuyên đề 3"
    )
    attachment: Text | None = key(
        None, "Tệp kèm theo, cạnh tệp kế hoạch", "A file beside the plan", "chuyen-de-1.pdf"
    )

    def build(self) -> Topic:
        return Topic(**self.values())


class VenuePart(Part):
    """Một điểm cầu."""

    id: Code = key(..., "Mã điểm cầu, không trùng trong hội nghị", "Its id, unique in the conference", "P1")
    name: Text = key(..., "Tên hội trường", "The hall", "Hội trường Tỉnh ủy")
    who: SelectorPart = key(..., "Đơn vị dự tại đây", "Who attends here", "{units: [dong-nai]}")
    host: Code | None = key(
        None,
        "Đơn vị lo hội trường; bỏ trống thì mỗi đơn vị tự lo",
        "Who runs the hall; absent: each unit runs its own",
        "dong-nai-vp",
    )
    chair: Text | None = key(None, "Người chủ trì tại điểm cầu", "Who presides there", "Thường trực Tỉnh ủy")
    participants: Texts = key((), "Thành phần dự", "Who takes part", "[Ủy viên Ban Chấp hành]")
    seats: Seats | None = key(
        None,
        "Số chỗ của hội trường (mỗi đơn vị tự lo thì của mỗi nơi)",
        "How many the hall holds (each of them, where each unit runs its own)",
        "450",
    )
    wall: Wall | None = key(
        None,
        "Kích thước phông hội trường, rộng × cao bằng mét, để vẽ ma-két đúng tỷ lệ",
        "The wall behind the stage, width × height in metres: the backdrop is drawn in its proportions",
        '"8 x 3,5"',
    )
    exceptions: dict[Code, Code] = key(
        {},
        "Đơn vị dự ở điểm cầu khác: mã đơn vị, mã điểm cầu",
        "Units of this selection that attend elsewhere: unit code, venue id",
        "{dang-uy-quan-su: P1}",
    )

    def build(self) -> Venue:
        return Venue(**self.values())


class ConferencePart(Part):
    """Một hội nghị."""

    id: Code = key(..., "Mã hội nghị, không trùng trong kế hoạch", "Its id, unique in the plan", "C1")
    name: Text = key(..., "Tên hội nghị", "What it is called", "Hội nghị cán bộ chủ chốt")
    when: WhenPart = key(
        ..., "Ngày hoặc khoảng thời gian", "Its day or window", "{kind: within_month, month: 2024-03}"
    )
    host: Code | None = key(None, "Đơn vị chủ trì tổ chức", "The unit that holds it", "dong-nai")
    level: LevelWord | None = key(None, "Cấp tổ chức", "At which level", "province")
    form: Text | None = key(None, "Hình thức", "In person, online or both", "trực tiếp kết hợp trực tuyến")
    chair: Text | None = key(None, "Người chủ trì", "Who presides", "Thường trực Tỉnh ủy")
    after: Codes = key(
        (), "Hội nghị, yêu cầu phải xong trước", "Conferences and requirements that come first", "[D2]"
    )
    venues: tuple[VenuePart, ...] = key(
        (), "Các điểm cầu", "Its venues", "[{id: P1, name: Hội trường Tỉnh ủy, who: {units: [dong-nai]}}]"
    )
    agenda: tuple[TopicPart, ...] = key(
        (), "Chương trình", "Its agenda", "[{title: Chuyên đề 1, minutes: 45}]"
    )
    line_test: WhenPart | None = key(
        None,
        "Thử đường truyền",
        "The line test",
        '{kind: relative, anchor: "conference:C1", offset: -1 calendar_days 15:00}',
    )
    backdrop: Texts = key(
        (), "Các dòng của ma-két", "The lines of the backdrop", "[HỘI NGHỊ, QUÁN TRIỆT NGHỊ QUYẾT]"
    )
    backdrop_date: Day | None = key(None, "Ngày ghi trên ma-két", "The day on the backdrop", "2022-05-18")
    invitation_lead: Distance | None = key(
        None, "Giấy mời đi trước hội nghị bao lâu", "How long before it invitations go out", "-3 working_days"
    )
    materials: Texts = key((), "Tài liệu", "Its papers", "[Chương trình Hội nghị]")
    relayed: Flag = key(
        True,
        "Các điểm cầu họp cùng lúc (true) hay lần lượt từng cấp, mỗi cấp một ngày (false)",
        "All venues at once (true), or one level after another, each on its own day (false)",
        "true",
    )

    relays: Relayed | None = key(
        None,
        "Hội nghị của kế hoạch cấp trên mà hội nghị này nối tiếp: mã kế hoạch:mã hội nghị",
        "The conference of a parent plan that this one carries on: plan code:conference id",
        "huong-dan-nq06:C1",
    )

    def build(self) -> Conference:
        return Conference(**self.values())
