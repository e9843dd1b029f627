"""The fields of the cards: what each is called, how what was typed is read, how its value is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, Told, joined
from cascade.org.format import told_day, told_level
from cascade.org.unit import Level
from cascade.plan.action_kinds import ActionKind
from cascade.plan.paper_kinds import KINDS
from cascade.plan.typed.dates import parse_day
from documents.papers.draft.typed_time import KnownEvents, typed_when
from documents.plan_file import typed_lines
from documents.plan_file.conference_part import ConferencePart
from documents.plan_file.edited_text import written
from documents.plan_file.plan_part import PlanPart
from documents.plan_file.requirement_part import RequirementPart
from documents.reading.part import Part
from documents.reading.yaml_lines import parse
from services.drafts.card_values import CONFERENCES, HEAD, NAME, REQUIREMENTS
from services.drafts.edits import Choice, Typed


class Shape(StrEnum):
    """What sort of value a field takes."""

    WORDS = "words"
    LINES = "lines"
    """Several, each on a line of its own."""
    CODE = "code"
    CODES = "codes"
    DAY = "calendar_day"
    FLAG = "flag"
    CHOICE = "choice"
    TIME = "stated_time"
    ONE_OF = "one_of"
    ROWS = "rows"
    """Lines with parts, as `documents.plan_file.typed_lines` knows them."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field."""

    label: Told
    shape: Shape = Shape.WORDS
    choices: tuple[tuple[str, Told], ...] = ()
    seldom: bool = False
    """Shown only where it has a value."""


_ACTIONS = {
    ActionKind.HOLD: Told("tổ chức hội nghị", "hold a conference"),
    ActionKind.ATTEND: Told("dự hội nghị", "attend a conference"),
    ActionKind.TEACH: Told("quán triệt, học tập", "teach"),
    ActionKind.REPORT: Told("báo cáo", "report"),
    ActionKind.SYNTHESISE: Told("tổng hợp báo cáo", "sum up reports"),
    ActionKind.ADOPT: Told("ban hành chương trình, kế hoạch", "adopt a programme"),
    ActionKind.SUBMIT: Told("gửi văn bản", "submit a paper"),
    ActionKind.PREPARE: Told("chuẩn bị", "prepare"),
    ActionKind.LINE_TEST: Told("thử đường truyền", "test the line"),
    ActionKind.OTHER: Told("nhiệm vụ khác", "something else"),
}
_LEVEL_CHOICES = tuple((level.value, told_level(level)) for level in Level)
YES = Told("có", "yes")
_KIND_OF_PAPER = FieldSpec(Told("Loại văn bản", "Kind of paper"))
_SPECS: Mapping[str, Mapping[str, FieldSpec]] = {
    HEAD: {
        "title": FieldSpec(Told("Trích yếu", "Title")),
        "short": FieldSpec(Told("Tên gọi tắt", "Short name")),
        "kind": _KIND_OF_PAPER,
        "number": FieldSpec(Told("Số, ký hiệu", "Number")),
        "issued": FieldSpec(Told("Ngày ban hành", "Day of issue"), Shape.DAY),
        "issuer": FieldSpec(Told("Nơi ban hành", "Issuer"), Shape.CODE),
        "desk": FieldSpec(Told("Cơ quan theo dõi", "Office that follows it"), Shape.CODE),
        "signer": FieldSpec(Told("Người ký", "Signer")),
        "on_behalf_of": FieldSpec(Told("Ký thay mặt", "On behalf of")),
        "secret": FieldSpec(Told("Cả kế hoạch là mật", "The whole plan is secret"), Shape.FLAG, seldom=True),
        "scope": FieldSpec(Told("Kế hoạch cho ai", "Whom it is for"), Shape.CHOICE, seldom=True),
    },
    REQUIREMENTS: {
        "action": FieldSpec(Told("Nhiệm vụ", "What")),
        "kind": FieldSpec(
            Told("Loại nhiệm vụ", "Sort of act"),
            Shape.ONE_OF,
            tuple((kind.value, said) for kind, said in _ACTIONS.items()),
        ),
        "who": FieldSpec(Told("Ai làm", "Who"), Shape.CHOICE),
        "when": FieldSpec(Told("Hạn", "By when"), Shape.TIME),
        "to": FieldSpec(Told("Gửi", "To"), Shape.CODES),
        "via": FieldSpec(Told("Qua", "Through"), Shape.CODES),
        "copy": FieldSpec(Told("Đồng gửi", "Copied to"), Shape.CODES, seldom=True),
        "conference": FieldSpec(Told("Hội nghị", "Conference"), Shape.CODE),
        "figures": FieldSpec(Told("Số liệu phải báo cáo", "Figures asked"), Shape.ROWS),
        "ladder": FieldSpec(Told("Lịch nhắc việc", "Reminder schedule"), Shape.CODE),
        "down_to": FieldSpec(
            Told("Giao tiếp xuống đến", "Down to"), Shape.ONE_OF, _LEVEL_CHOICES, seldom=True
        ),
        "depends_on": FieldSpec(Told("Chờ nhiệm vụ", "Waits for"), Shape.CODES, seldom=True),
        "collects": FieldSpec(Told("Tổng hợp từ", "Sums up"), Shape.CODES, seldom=True),
        "instead_of": FieldSpec(Told("Thay cho", "Instead of"), Shape.CODES, seldom=True),
        "joint": FieldSpec(Told("Nhiều đơn vị cùng làm", "Done together"), Shape.FLAG, seldom=True),
        "lead": FieldSpec(Told("Chủ trì", "Lead"), Shape.CODE, seldom=True),
        "open_from": FieldSpec(Told("Mở từ", "Opens"), Shape.TIME, seldom=True),
        "secret": FieldSpec(Told("Nhiệm vụ mật", "Secret"), Shape.FLAG, seldom=True),
    },
    CONFERENCES: {
        "name": FieldSpec(Told("Tên hội nghị", "Name")),
        "when": FieldSpec(Told("Thời gian", "When"), Shape.TIME),
        "form": FieldSpec(Told("Hình thức", "Form")),
        "chair": FieldSpec(Told("Chủ trì", "Chair")),
        "host": FieldSpec(Told("Đơn vị tổ chức", "Host"), Shape.CODE),
        "venues": FieldSpec(Told("Các điểm cầu", "Venues"), Shape.ROWS),
        "agenda": FieldSpec(Told("Chương trình", "Agenda"), Shape.ROWS),
        "level": FieldSpec(Told("Cấp tổ chức", "Level"), Shape.ONE_OF, _LEVEL_CHOICES, seldom=True),
        "after": FieldSpec(Told("Sau khi xong", "After"), Shape.CODES, seldom=True),
        "line_test": FieldSpec(Told("Thử đường truyền", "Line test"), Shape.TIME, seldom=True),
        "backdrop": FieldSpec(Told("Các dòng ma-két", "Backdrop"), Shape.LINES, seldom=True),
        "materials": FieldSpec(Told("Tài liệu", "Papers"), Shape.LINES, seldom=True),
    },
}
_PARTS: Mapping[str, type[Part]] = {
    HEAD: PlanPart,
    REQUIREMENTS: RequirementPart,
    CONFERENCES: ConferencePart,
}


def room_of(card: str) -> str:
    """Head, conferences or requirements."""
    return card.partition(".")[0]


def specs_of(card: str) -> Mapping[str, FieldSpec]:
    """The fields that such a card has. Refusal: there is no such card."""
    found = _SPECS.get(room_of(card))
    if found is None:
        raise _nothing(card)
    return found


def spec_of(card: str, name: str) -> FieldSpec:
    """That field. Refusal: such a card has no field of that name."""
    found = specs_of(card).get(name)
    if found is None:
        raise _nothing(f"{card}.{name}")
    return found


def _nothing(where: str) -> Refusal:
    what = Told("không sửa được mục này ở đây", "this cannot be changed here")
    return Refusal(where, what, Told("tải tệp kế hoạch về để sửa", "download the plan file and edit it"))


def read_value(card: str, name: str, value: Typed, known: KnownEvents) -> Any:
    """What was typed, as a plan file has it; None: nothing. Refusal: by the name of the field."""
    spec = spec_of(card, name)
    try:
        if spec.shape is Shape.ROWS:
            lines = () if isinstance(value, Choice) else value
            raw: Any = typed_lines.value_of(name, [one for one in lines if isinstance(one, Mapping)])
        else:
            raw = _raw(spec.shape, value, known, conference=room_of(card) == CONFERENCES)
        return None if raw in (None, "", ()) else _checked(card, name, raw)
    except Wrong as trouble:
        raise Refusal(spec.label, trouble.what, trouble.todo) from None


def _raw(shape: Shape, value: Typed, known: KnownEvents, *, conference: bool) -> Any:
    if isinstance(value, Choice):
        return {name: said for name in _CHOICE if (said := getattr(value, name))}
    if shape is Shape.CHOICE:
        return {"units": _listed(value)} if value else {}
    if shape in (Shape.CODES, Shape.LINES):
        return _listed(value, "\n" if shape is Shape.LINES else ",")
    words = " ".join(str(value if isinstance(value, str) else " ".join(map(str, value))).split())
    if shape is Shape.TIME:
        return typed_when(words, known, a_day_is_a_limit=not conference)
    if shape is Shape.DAY:
        return parse_day(words) if words else None
    if shape is Shape.FLAG:
        return True if words and words.casefold() not in _NO else None
    return words


_CHOICE = ("level", "kind", "group", "under", "units", "exclude")
_NO = {"false", "không", "no", "0", "off"}


def _listed(value: Typed, separator: str = ",") -> list[str]:
    parts = value.split(separator) if isinstance(value, str) else [str(one) for one in value]  # type: ignore[union-attr]
    return [" ".join(part.split()) for part in parts if part.strip()]


def _checked(card: str, name: str, raw: Any) -> Any:
    """The value as it will stand, once the plan file's own reader takes it. Wrong: it does not."""
    part = _PARTS[room_of(card)]
    field = part.keys()[name]
    as_read: Any = parse(f"x: {written(raw)}", NAME)
    taken: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    try:
        TypeAdapter(taken).validate_python(as_read["x"])
    except ValidationError as errors:
        cause = errors.errors(include_url=False)[0].get("ctx", {}).get("error")
        if isinstance(cause, Wrong):
            raise cause from None
        what = Told("giá trị không hợp lệ", "the value is not valid")
        raise Wrong(what, Told("xem lại giá trị", "look at the value again")) from None
    return raw


def typed(value: Any) -> str:
    """A value of a plan as it stands in a form."""
    if isinstance(value, Mapping):
        return str(value.get("phrase") or "")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value if not isinstance(one, Mapping))
    return "" if value is None else str(value)


def shown(spec: FieldSpec, value: Any, names: Mapping[str, str]) -> Telling:
    """A value of a plan as a page says it."""
    if value in (None, ""):
        return ""
    if spec.shape in (Shape.CODE, Shape.CODES):
        codes = value if isinstance(value, list) else [value]
        return joined(", ", [ABOVE if code == "above" else names.get(str(code), str(code)) for code in codes])
    if spec.shape is Shape.DAY:
        try:
            return told_day(parse_day(str(value)))
        except Wrong:
            return str(value)
    if spec.shape is Shape.FLAG:
        return YES
    if spec.shape is Shape.ROWS:
        named = ("label", "name", "title")
        lines = [one for one in value if isinstance(one, Mapping)]
        return joined("; ", [str(one[key]) for one in lines for key in named if one.get(key)])
    if spec is _KIND_OF_PAPER:
        return KINDS.get(str(value), str(value))
    if spec.shape is Shape.ONE_OF:
        return dict(spec.choices).get(str(value), str(value))
    return ", ".join(map(str, value)) if isinstance(value, list) else typed(value)


ABOVE = Told("cấp trên trực tiếp", "the unit directly above")
