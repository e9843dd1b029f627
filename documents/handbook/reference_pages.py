"""The pages that explain every key of a plan file and every column of a unit list, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic.fields import FieldInfo

from documents.behaviour_file import BehaviourPart, MeetingPart
from documents.handbook.reference_examples import SPECIMEN, WHEN
from documents.plan_file.conference_part import ConferencePart, TopicPart, VenuePart
from documents.plan_file.plan_part import PlanPart
from documents.plan_file.policy_part import PolicyPart, RungPart
from documents.plan_file.requirement_part import FigurePart, ReferencePart, RequirementPart
from documents.plan_file.selector_part import SelectorPart
from documents.plan_file.when_part import WhenPart
from documents.reading.part import Part
from documents.unit_file.columns import COLUMNS

PARTS: tuple[tuple[type[Part], str, str], ...] = (
    (PlanPart, "Kế hoạch: các khóa ngoài cùng", "The plan: keys at the top"),
    (ReferencePart, "Văn bản: `follows`, `covers`", "Documents: `follows`, `covers`"),
    (RequirementPart, "Yêu cầu: `requirements`", "Requirements: `requirements`"),
    (FigurePart, "Số liệu: `figures`", "Figures: `figures`"),
    (SelectorPart, "Ai: `who`, `scope`", "Who: `who`, `scope`"),
    (WhenPart, "Khi nào: `when`, `line_test`, `open_from`", "When: `when`, `line_test`, `open_from`"),
    (ConferencePart, "Hội nghị: `conferences`", "Conferences: `conferences`"),
    (VenuePart, "Điểm cầu: `venues`", "Venues: `venues`"),
    (TopicPart, "Chương trình: `agenda`", "Agenda: `agenda`"),
    (PolicyPart, "Quy ước: `policy`", "Policy: `policy`"),
    (RungPart, "Lịch nhắc việc: `policy.ladders`", "Reminder schedules: `policy.ladders`"),
)

PROSE = Path(__file__).with_name("pages")
_HEADS = {
    "vi": ("Khóa", "Nghĩa", "Mặc định", "Ví dụ"),
    "en": ("Key", "Meaning", "Default", "Example"),
}
_KINDS = {
    "vi": "Các kiểu thời gian (`kind`) và cách hiểu:",
    "en": "The kinds of time (`kind`) and how they are read:",
}
_WHOLE = {
    "vi": "## Một kế hoạch dùng đủ mọi khóa",
    "en": "## A plan that uses every key",
}
_UNIT_HEADS = {
    "vi": ("Cột", "Nghĩa", "", "Tên khác", "Ví dụ"),
    "en": ("Column", "Meaning", "", "Other names", "Example"),
}
_MUST = {"vi": "**bắt buộc**", "en": "**required**"}


def plan_page(lang: str) -> str:
    """docs/plan-file.md or docs/plan-file.en.md."""
    blocks = [_prose("plan-file", lang)]
    for part, vi, en in PARTS:
        blocks += [f"## {vi if lang == 'vi' else en}", _table(_HEADS[lang], _rows(part, lang))]
        if part is WhenPart:
            blocks += [_KINDS[lang], _table(("`kind`", _HEADS[lang][1], _HEADS[lang][3]), _kinds(lang))]
    blocks += [_WHOLE[lang], f"```yaml\n{SPECIMEN.read_text(encoding='utf-8').rstrip()}\n```"]
    return "\n\n".join(blocks) + "\n"


def _rows(part: type[Part], lang: str) -> Iterator[tuple[str, ...]]:
    for name, field in part.keys().items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        meaning = field.description if lang == "vi" else extra["x-en"]
        yield f"`{name}`", str(meaning), _default(field, lang), f"`{name}: {extra['x-example']}`"


def _kinds(lang: str) -> Iterator[tuple[str, ...]]:
    for kind, (example, vi, en) in WHEN.items():
        yield f"`{kind}`", vi if lang == "vi" else en, f"`{example}`"


def _default(field: FieldInfo, lang: str) -> str:
    """Only defaults that say something in one word; policy tables show theirs as examples."""
    if field.is_required():
        return _MUST[lang]
    value = field.default
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if isinstance(value, int | str) and value != "" else ""


def behaviour_page(lang: str) -> str:
    """docs/behaviour-file.md or docs/behaviour-file.en.md."""
    meetings = "### `meetings`"
    blocks = [_prose("behaviour-file", lang), _table(_HEADS[lang], _rows(BehaviourPart, lang))]
    return "\n\n".join([*blocks, meetings, _table(_HEADS[lang], _rows(MeetingPart, lang))]) + "\n"


def units_page(lang: str) -> str:
    """docs/units-file.md or docs/units-file.en.md."""
    rows = (
        (
            f"`{column.name}`",
            column.vi if lang == "vi" else column.en,
            _MUST[lang] if column.required else "",
            ", ".join(column.also),
            f"`{column.example}`",
        )
        for column in COLUMNS
    )
    return f"{_prose('units-file', lang)}\n\n{_table(_UNIT_HEADS[lang], rows)}\n"


def _prose(name: str, lang: str) -> str:
    """What stands before the tables."""
    return (PROSE / f"{name}.{lang}.md").read_text(encoding="utf-8").rstrip()


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines)
