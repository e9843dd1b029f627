"""How a plan file states a requirement: who must do what by when, and to whom it is reported."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from cascade.plan.model import ActionKind, Figure, FigureKind, FileRule, Reference, Requirement
from documents.plan_file.selector_part import SelectorPart
from documents.plan_file.when_part import WhenPart
from documents.reading.handed_in import FileKind
from documents.reading.part import Part, key
from documents.reading.values import Code, Codes, Day, Flag, LevelWord, Text, number, word_of

ActionWord = Annotated[ActionKind, BeforeValidator(word_of(ActionKind))]


FigureWord = Annotated[FigureKind, BeforeValidator(word_of(FigureKind))]
_FIGURES, _LAST_FIGURE = ", ".join(tuple(FigureKind)[:-1]), tuple(FigureKind)[-1]
_ACTS = ", ".join(ActionKind)


class FigurePart(Part):
    """Một số liệu trong báo cáo."""

    keeps_line = False

    id: Code = key(
        ..., "Mã số liệu, không trùng trong yêu cầu", "Its id, unique in the requirement", "members_present"
    )
    label: Text = key(..., "Tên số liệu", "What it is called", "Cán bộ, đảng viên tham dự")
    of: Code | None = key(
        None,
        "Mã số liệu làm mẫu số của tỷ lệ",
        "Id of the figure that is its denominator",
        "members_total",
    )
    required: Flag = key(True, "Bắt buộc điền", "Must be given", "false")
    kind: FigureWord = key(
        FigureKind.COUNT, f"{_FIGURES} hoặc {_LAST_FIGURE}", f"{_FIGURES} or {_LAST_FIGURE}", "count"
    )

    def build(self) -> Figure:
        return Figure(**self.values())


FileWord = Annotated[FileKind, BeforeValidator(word_of(FileKind))]
_FILES = FileRule()


class FilesPart(Part):
    """Tệp gửi kèm báo cáo."""

    keeps_line = False

    most: Annotated[int, BeforeValidator(number(0, 20)), WithJsonSchema({"type": "integer"})] = key(
        _FILES.most, "Nhiều nhất bao nhiêu tệp; 0 là không nhận", "How many at most; 0 takes none", "3"
    )
    megabytes: Annotated[int, BeforeValidator(number(1, 20)), WithJsonSchema({"type": "integer"})] = key(
        _FILES.megabytes, "Mỗi tệp nhiều nhất bao nhiêu MB", "Megabytes of each at most", "5"
    )
    kinds: tuple[FileWord, ...] = key(
        tuple(FileKind(one) for one in _FILES.kinds),
        "Nhận dạng tệp nào",
        "Which kinds of file are taken",
        "[pdf, docx]",
    )
    required: Flag = key(False, "Phải có ít nhất một tệp", "At least one must come", "true")

    def build(self) -> FileRule:
        return FileRule(**{**self.values(), "kinds": tuple(one.value for one in self.kinds)})


class ReferencePart(Part):
    """Một văn bản mà kế hoạch căn cứ hoặc quán triệt."""

    number: Text = key(..., "Số, ký hiệu", "Its number", "44-NQ/TW")
    date: Day | None = key(None, "Ngày ban hành", "When it was issued", "2023-11-24")
    issuer: Text | None = key(None, "Nơi ban hành", "Who issued it", "Ban Chấp hành Trung ương")
    title: Text | None = key(None, "Trích yếu", "What it is about", "về Chiến lược bảo vệ Tổ quốc")
    plan: Code | None = key(
        None,
        "Mã kế hoạch nếu văn bản có tệp kế hoạch",
        "Code of the plan file that models it",
        "huong-dan-nq06",
    )
    secret: Flag = key(False, "Văn bản mật", "A secret document", "true")

    def build(self) -> Reference:
        return Reference(**self.values())


class RequirementPart(Part):
    """Một yêu cầu."""

    id: Code = key(..., "Mã yêu cầu, không trùng trong kế hoạch", "Its id, unique in the plan", "D6")
    action: Text = key(..., "Nhiệm vụ phải thực hiện", "What must be done", "báo cáo kết quả quán triệt")
    kind: ActionWord = key(
        ...,
        f"Loại nhiệm vụ: {_ACTS}",
        f"Sort of act: {_ACTS}",
        "report",
    )
    who: SelectorPart = key(
        ..., "Ai phải làm", "Who must do it", "{level: district, kind: committee, under: dong-nai}"
    )
    when: WhenPart = key(..., "Hạn", "By when", "{kind: before_strict, day: 2024-04-25}")
    to: Codes = key(
        (),
        "Gửi ai: mã đơn vị, hoặc above là cấp trên trực tiếp",
        "To whom: unit codes, or above for each unit's own superior",
        "[dong-nai]",
    )
    via: Codes = key((), "Qua cơ quan nào", "Through whom", "[dong-nai-btg]")
    # A model has a method of this name.
    copy_: Codes = key((), "Đồng gửi", "Copied to", "[dong-nai-vp]", alias="copy")
    depends_on: Codes = key(
        (),
        "Yêu cầu, hội nghị phải xong trước",
        "Requirements and conferences that must be done first",
        "[D3]",
    )
    collects: Codes = key(
        (),
        "Các yêu cầu mà nhiệm vụ này tổng hợp từ đơn vị trực thuộc",
        "Requirements whose reports from below this one gathers",
        "[D6]",
    )
    down_to: LevelWord | None = key(
        None,
        "Yêu cầu tiếp xuống đến cấp này, hạn tính ngược từ cấp trên",
        "Asks the same of every level down to this one, counted back from the level above",
        "grassroots",
    )
    conference: Code | None = key(None, "Hội nghị liên quan", "The conference it belongs to", "C1")
    joint: Flag = key(
        False, "Nhiều đơn vị cùng làm một nhiệm vụ", "Several owners owe one thing together", "true"
    )
    lead: Code | None = key(
        None, "Đơn vị chủ trì khi cùng làm", "Who answers for a joint duty", "dong-nai-btg"
    )
    figures: tuple[FigurePart, ...] = key(
        (), "Số liệu phải báo cáo", "Figures to report", "[{id: members_total, label: Tổng số đảng viên}]"
    )
    ladder: Code | None = key(
        None,
        "Tên lịch nhắc việc trong `policy.ladders`",
        "Name of a reminder schedule in `policy.ladders`",
        "default",
    )
    secret: Flag = key(
        False, "Nhiệm vụ mật: thông báo không nêu nội dung", "Secret: notices carry no content", "true"
    )
    attachment: Text | None = key(None, "Tệp kèm theo", "A file beside the plan", "mau-bao-cao.docx")
    open_from: WhenPart | None = key(
        None, "Mở từ khi nào", "When it opens", '{kind: relative, anchor: "conference:C1"}'
    )

    instead_of: Codes = key(
        (),
        "Các yêu cầu chung mà yêu cầu riêng này thay cho đơn vị của nó",
        "General requirements that this one replaces for its own units",
        "[D3]",
    )

    files: FilesPart = key(
        FilesPart(),
        "Tệp được gửi kèm báo cáo; bỏ trống: năm tệp, mỗi tệp 10 MB",
        "Files that may come with its report; left out: five, of 10 MB each",
        "{most: 3, megabytes: 5, kinds: [pdf], required: true}",
    )

    def build(self) -> Requirement:
        return Requirement(**self.values())
