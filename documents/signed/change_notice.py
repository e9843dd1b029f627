"""The notice of an amendment (thông báo điều chỉnh): what the plan said, what it says now, for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cascade.changes import plan_diff
from cascade.lang.vietnamese import vn_sort_key
from cascade.org.tree import LEVEL_ORDER, OrgTree
from cascade.plan.model import Plan
from cascade.reports import secrecy
from cascade.result.obligation import Assignment, Duty, Meeting, Outline
from documents.office.paper_names import BLANK
from documents.signed.paper_form import PaperSort
from documents.signed.paper_frame import PaperFrame, due_words, hours, units_words
from documents.signed.signed_paper import Part, RuledTable, SignedColumn, SignedPaper, Text

FEW = 4
_CHANGES = (
    SignedColumn("TT", 12),
    SignedColumn("Nội dung", 55, left=True),
    SignedColumn("Đơn vị", 38, left=True),
    SignedColumn("Đã ban hành", 30),
    SignedColumn("Nay điều chỉnh", 30),
)


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line: of what, for whom, how it was and how it is."""

    what: str
    who: str
    was: str
    now: str


def changes(before: Outline, after: Outline) -> list[ChangedLine]:
    """All that a reader of the plan would see, conferences first."""
    return [*_conferences(before, after), *_duties(before, after)]


def change_notice(frame: PaperFrame, changed: Sequence[ChangedLine], why: str) -> SignedPaper:
    """To all who carry out the plan."""
    said = f" do {why[:1].lower()}{why[1:].rstrip('.')}" if why else ""
    rows = [(str(at), one.what, one.who, one.was, one.now) for at, one in enumerate(changed, 1)]
    opened = f"{frame.speaks} thông báo điều chỉnh một số nội dung của {frame.cited}{said}, cụ thể như sau:"
    parts: list[Part] = [
        Text(opened),
        RuledTable(_CHANGES, rows),
        Text("Các nội dung khác của Kế hoạch không thay đổi."),
        Text(f"{frame.speaks} thông báo để các cơ quan, đơn vị liên quan biết, thực hiện{frame.form.end}"),
    ]
    if not rows:
        parts[1:2] = [Text(f"- {BLANK}")]
    return frame.paper(
        PaperSort.AMENDMENT,
        f"điều chỉnh {frame.cited}",
        parts,
        receive=["Các cơ quan, đơn vị thực hiện Kế hoạch"],
    )


def _conferences(before: Outline, after: Outline) -> Iterator[ChangedLine]:
    old = {one.conference.id: one for one in before.meetings}
    new = {one.conference.id: one for one in after.meetings}
    for name in dict.fromkeys((*old, *new)):
        was, becomes = old.get(name), new.get(name)
        said = (_held(was), _held(becomes))
        if said[0] != said[1]:
            one = becomes or was
            assert one is not None
            called = secrecy.content(one.conference.name, after.plan.secret, name)
            yield ChangedLine(called, "các điểm cầu" if one.conference.venues else "", *said)


def _held(meeting: Meeting | None) -> str:
    if meeting is None or meeting.cancelled:
        return "không tổ chức"
    return hours(meeting.start, meeting.end) if meeting.start else "chưa ấn định"


def _duties(before: Outline, after: Outline) -> Iterator[ChangedLine]:
    touched = plan_diff.touched(before, after)
    old, new = _by_key(before), _by_key(after)
    order = [one.id for one in (*after.plan.requirements, *before.plan.requirements)]
    known = {key: one.duty for key, one in (old | new).items() if key in touched}
    for key in sorted(known, key=lambda one: _place(known[one], order)):
        was, becomes = old.get(key), new.get(key)
        one, outline = (becomes, after) if becomes is not None else (was, before)
        assert one is not None
        who = _who(one, outline.tree)
        if was is None or becomes is None:
            yield ChangedLine(_action(one, outline.plan), who, _dated(was), _dated(becomes))
        else:
            yield from _differences(was, becomes, before, after)


def _place(duty: Duty, order: Sequence[str]) -> tuple[int, int, str]:
    """As the plan has it, the upper levels first."""
    return order.index(duty.requirement), LEVEL_ORDER[duty.level], duty.key


def _differences(
    was: Assignment, becomes: Assignment, before: Outline, after: Outline
) -> Iterator[ChangedLine]:
    what, who = _action(becomes, after.plan), _who(becomes, after.tree)
    if (old := _action(was, before.plan)) != what:
        yield ChangedLine(f"Nội dung nhiệm vụ {becomes.duty.requirement}", who, old, what)
    if was.duty.window.due_at != becomes.duty.window.due_at:
        yield ChangedLine(what, who, _dated(was), _dated(becomes))
    if {one.code for one in was.units} != {one.code for one in becomes.units}:
        yield ChangedLine(f"Đơn vị thực hiện: {what}", who, _who(was, before.tree), who)


def _by_key(outline: Outline) -> dict[str, Assignment]:
    return {one.duty.key: one for one in outline.assignments}


def _dated(one: Assignment | None) -> str:
    return f"hạn {due_words(one.duty.window.due_at)}" if one is not None else "không giao"


def _action(one: Assignment, plan: Plan) -> str:
    secret = plan.secret or one.duty.secret
    return secrecy.action(one.duty.action, number=one.duty.requirement, secret=secret)


def _who(one: Assignment, tree: OrgTree) -> str:
    names = sorted((tree.unit(unit.code).name for unit in one.units), key=vn_sort_key)
    if len(names) > FEW:
        return units_words(len(names), one.duty.level)
    return "; ".join(names)
