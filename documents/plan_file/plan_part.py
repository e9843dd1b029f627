"""The whole of a plan file: what the paper is, whom it is for, its conferences and its requirements."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Any

from cascade.plan.model import Plan, Rung
from cascade.plan.typed.levels import known_level
from documents.plan_file.conference_part import ConferencePart
from documents.plan_file.open_questions import QuestionPart
from documents.plan_file.policy_part import PolicyPart
from documents.plan_file.requirement_part import ReferencePart, RequirementPart
from documents.plan_file.selector_part import SelectorPart
from documents.reading.part import Part, key
from documents.reading.values import Code, Day, Flag, Text

Ladders = tuple[tuple[str, tuple[Rung, ...]], ...]


class PlanPart(Part):
    """Một kế hoạch."""

    keeps_line = False

    plan: Code = key(
        ..., "Mã kế hoạch, không trùng với kế hoạch khác", "Its code, unique among plans", "dong-nai-tw8"
    )
    title: Text = key(
        ..., "Trích yếu như trên văn bản", "Its title as on the paper", "Kế hoạch tổ chức Hội nghị"
    )
    short: Text = key("", "Tên gọi tắt mọi người dùng", "The name people use", "quán triệt TW8")
    kind: Text = key(..., "Loại văn bản: KH, HD, CT …", "Kind of document: KH, HD, CT …", "KH")
    number: Text | None = key(None, "Số, ký hiệu", "Its number", "301-KH/TU")
    issued: Day | None = key(None, "Ngày ban hành", "When it was issued", "2024-03-01")
    issuer: Code = key(..., "Mã đơn vị ban hành", "Code of the unit that issues it", "dong-nai")
    desk: Code | None = key(
        None, "Cơ quan theo dõi", "The responsible office, which follows it", "dong-nai-btg"
    )
    signer: Text | None = key(None, "Người ký", "Who signs", "Nguyễn Văn A")
    on_behalf_of: Text | None = key(
        None,
        "Ký thay mặt (T/M) ai; mọi nơi dẫn văn bản ghi “của …” theo đây",
        "On whose behalf it is signed (T/M); wherever the paper is cited it is by them",
        "Ban Thường vụ Tỉnh ủy",
    )
    secret: Flag = key(False, "Cả kế hoạch là mật", "The whole plan is secret", "false")
    units: Text | None = key(
        None, "Tệp danh sách đơn vị, cạnh tệp này", "The unit list beside this file", "dong-nai.csv"
    )
    scope: SelectorPart | None = key(
        None,
        "Kế hoạch cho những đơn vị nào; bỏ trống là tất cả",
        "Whom it is for; absent: all",
        "{under: dong-nai}",
    )
    follows: tuple[ReferencePart, ...] = key(
        (),
        "Văn bản mà kế hoạch thực hiện",
        "Documents it carries out",
        "[{number: 301-KH/TU, date: 2023-11-28}]",
    )
    covers: tuple[ReferencePart, ...] = key(
        (), "Văn bản được quán triệt", "Documents it teaches", "[{number: 42-NQ/TW, date: 2023-11-24}]"
    )
    policy: PolicyPart = key(
        PolicyPart(),
        "Quy ước bù chỗ văn bản không nói",
        "Policy for what the paper leaves open",
        "{hop_default: 5}",
    )
    conferences: tuple[ConferencePart, ...] = key(
        (),
        "Các hội nghị",
        "Its conferences",
        "[{id: C1, name: Hội nghị, when: {kind: within_month, month: 2024-03}}]",
    )
    requirements: tuple[RequirementPart, ...] = key(
        (),
        "Các yêu cầu",
        "Its requirements",
        "[{id: D1, action: báo cáo, kind: report, who: {level: district}, when: {kind: none}}]",
    )

    questions: tuple[QuestionPart, ...] = key(
        (),
        "Điều văn bản không nói; còn câu chưa trả lời thì kế hoạch chưa dùng được",
        "What the paper leaves open; the plan cannot be used while one is unanswered",
        "[{about: issued, what: Văn bản ký ngày nào?, answer: 2024-03-01}]",
    )

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["code"] = found.pop("plan")
        # Answers are in their places by now (`open_questions`).
        del found["questions"]
        return {name: value for name, value in found.items() if not (name == "scope" and value is None)}

    def build(self) -> Plan:
        plan = Plan(**self.values())
        called = {requirement.ladder for requirement in plan.requirements}
        return replace(plan, policy=replace(plan.policy, ladders=_by_level(plan.policy.ladders, called)))


def _by_level(ladders: Ladders, called: Container[str | None]) -> Ladders:
    """A ladder that no requirement calls by name, and whose name is that of a level, is that level's."""
    return tuple((name if name in called else known_level(name), rungs) for name, rungs in ladders)
