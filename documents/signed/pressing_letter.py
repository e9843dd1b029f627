"""The letter that presses (công văn đôn đốc): who is late with what, asked as letters ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cascade.org.format import day as written_day
from cascade.org.format import number, share
from cascade.reports.rollup import Counts
from documents.office.docx_data import UnitLine
from documents.office.paper_names import BLANK
from documents.signed.paper_form import PaperSort
from documents.signed.paper_frame import PaperFrame, hours
from documents.signed.signed_paper import (
    Band,
    Part,
    Row,
    RuledTable,
    SignedAnnex,
    SignedColumn,
    SignedPaper,
    Text,
)

SHORT = 12
"""So many lines stand inside the letter; more of them behind it."""
_LATE = (
    SignedColumn("TT", 12),
    SignedColumn("Đơn vị", 83, left=True),
    SignedColumn("Hạn", 30),
    SignedColumn("Số ngày chậm", 40),
)


@dataclass(frozen=True, slots=True)
class LateUnits:
    """Those who are late, of one level or below one committee."""

    lines: Sequence[UnitLine]
    """Duty by duty; as many as paper takes."""
    many: int
    """How many duties are missing, listed or not."""
    counts: Counts
    """Of all that the letter looks at, late or not."""
    to: Sequence[str]
    """The units that the letter goes to."""
    answer_by: date | None = None
    """The new day, where somebody gave one."""


def pressing_letter(frame: PaperFrame, late: LateUnits, now: datetime) -> SignedPaper:
    """To every unit that is late, or to the one committee they belong to."""
    units = len({line.unit for line in late.lines})
    inside = len(late.lines) <= SHORT
    until = f"chậm nhất ngày {written_day(late.answer_by)}" if late.answer_by else f"chậm nhất ngày {BLANK}"
    counts = late.counts
    came = f"đã nhận {share(counts.received, counts.expected)} báo cáo" if counts.expected else ""
    listed = "như sau:" if inside else "(có danh sách kèm theo)."
    parts: list[Part] = [
        Text(
            f"{frame.carried_out}; đến {hours(now)}, {frame.speaks} {came}; còn {number(late.many)} nhiệm vụ"
            f" của {number(units)} đơn vị đã quá hạn nhưng chưa có báo cáo {listed}"
        )
    ]
    table = late_table(late.lines, frame.day)
    parts += [table] if inside else []
    parts += [
        Text(f"Để bảo đảm tiến độ tổng hợp, {frame.speaks} đề nghị:"),
        Text(f"1. Các đơn vị có tên trong danh sách khẩn trương hoàn thành, gửi báo cáo {until}."),
        Text("2. Đơn vị chưa thể hoàn thành nêu rõ nguyên nhân và thời gian hoàn thành."),
        Text(f"Đề nghị các đơn vị quan tâm thực hiện{frame.form.end}"),
    ]
    return frame.paper(
        PaperSort.PRESSING,
        "đôn đốc thực hiện nhiệm vụ, báo cáo quá hạn",
        parts,
        to=late.to if len(late.to) <= SHORT // 2 else ["Các đơn vị có tên trong danh sách kèm theo"],
        receive=["Như trên", f"{frame.author} (để báo cáo)"],
        annexes=[] if inside else [SignedAnnex("Danh sách đơn vị quá hạn chưa báo cáo", [table])],
    )


def late_table(lines: Sequence[UnitLine], today: date) -> RuledTable:
    """Duty by duty, each level's units counted by themselves; how many days each is late."""
    rows: list[Row] = []
    duty, place = "", 0
    for line in lines:
        if line.duty != duty:
            duty, place = line.duty, 0
            rows.append(Band(duty))
        place += 1
        due = written_day(line.due) if line.due else ""
        days = str((today - line.due).days) if line.due and today > line.due else ""
        rows.append((str(place), line.unit, due, days))
    return RuledTable(_LATE, rows)
