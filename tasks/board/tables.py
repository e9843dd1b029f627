"""The tables of a plan: every unit with its duty, date and state; and everything that was sent to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar import zone
from cascade.calendar.zone import day_of, local
from cascade.notices.kinds import Channel, NoticeState, Occasion
from cascade.notices.kinds import called as named
from cascade.org import format
from cascade.org.tree import Level
from cascade.reports import report_lines, secrecy
from cascade.reports.obligation_states import Shown
from models.views.notice_views import NoticeView
from models.views.obligation_views import ObligationView, UnitReport
from services.snapshot import PlanSnapshot
from tasks.board import prefect_names
from tasks.board.artifacts import ArtifactSheet, Shelf
from tasks.board.board_labels import called
from tasks.board.markdown import link, plain
from tasks.board.report_tables import Reading

WHOLE = 1500
"""Rows that one table may have, so a province has one (the page shows ten, and a box to search them all);
a larger plan gets a table for each branch beside the main one."""
WIDE = 24
"""Letters of a cell: a screen of 1400 points shows unit, duty, state and report side by side."""
Cell = str | int
Rows = list[dict[str, Cell]]


Told = Mapping[int, tuple[datetime, str]]
"""Obligation -> when and by which channel it was last spoken of."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """The lines of one of several tables; `more`: the plan has others, and the overdue stand first."""

    rows: Sequence[ObligationView]
    told: Told
    more: bool = False


Read = Callable[[str | None], TablePart]
"""The part of a branch; None: that of the main table."""


def progress(
    picture: PlanSnapshot,
    rows: Sequence[ObligationView],
    told: Told,
    on: Shelf,
    said: Mapping[int, UnitReport],
    reading: Reading | None = None,
) -> Iterator[ArtifactSheet]:
    """The main table; where it would be too long, grassroots that are on time stand in their branch's own."""
    code = picture.plan.code
    key, title = prefect_names.key(code, "tien-do"), f"**Tiến độ** · {plain(called(picture.plan))}"
    if len(rows) <= WHOLE:
        lines = _lines(told, _Said(said, reading or Reading.of(picture)), rows)
        yield ArtifactSheet(key, "table", lines, f"{title} · [toàn cảnh]({on.life})")
        return

    def read(branch: str | None) -> TablePart:
        if branch is None:
            return TablePart([row for row in rows if row.level != Level.GRASSROOTS or row.overdue], told)
        return TablePart([row for row in rows if row.branch == branch], told)

    yield from in_parts(picture, read, on, said, reading)


def in_parts(
    picture: PlanSnapshot,
    read: Read,
    on: Shelf,
    said: Mapping[int, UnitReport],
    reading: Reading | None = None,
) -> Iterator[ArtifactSheet]:
    """The main table and one for each branch, each read when the one before has gone."""
    code = picture.plan.code
    key, title = prefect_names.key(code, "tien-do"), f"**Tiến độ** · {plain(called(picture.plan))}"
    names = {branch.branch: branch.name for branch in picture.branches}
    about = _Said(said, reading or Reading.of(picture))
    pages = " · ".join(
        link(name, on.link(prefect_names.key(code, "tien-do", branch))) for branch, name in names.items()
    )
    part = read(None)
    yield ArtifactSheet(
        key,
        "table",
        _lines(part.told, about, part.rows),
        f"{title} · [toàn cảnh]({on.life})\n\nCấp tỉnh, đảng bộ trực thuộc và mọi đơn vị quá hạn. "
        f"Đủ các đơn vị của từng đảng bộ: {pages}{_first(part)}",
    )
    for branch, name in names.items():
        part = read(branch)
        named = f"{title} · {plain(name)} · [toàn cảnh]({on.life}) · [cả kế hoạch]({on.link(key)})"
        lines = _lines(part.told, about, part.rows)
        yield ArtifactSheet(
            prefect_names.key(code, "tien-do", branch), "table", lines, named + _first(part), inside=True
        )


def _first(part: TablePart) -> str:
    """Nobody scrolls through eight thousand lines, and a browser takes minutes to."""
    if not part.more:
        return ""
    shown = format.number(len(part.rows))
    where = "đủ cả trong danh sách của kế hoạch ở /van-phong và trong bảng tính"
    return f"\n\n{shown} dòng đầu, quá hạn trước; {where}."


@dataclass(frozen=True, slots=True)
class _Said:
    """What units reported, by obligation."""

    reports: Mapping[int, UnitReport]
    reading: Reading

    def of(self, row: ObligationView) -> str:
        """The day, and the beginning of what was said (the page of reports has more); else by when."""
        if row.submitted_at is None or row.state.undone:
            due = f"hạn {_due(row)}" if row.due_at else _due(row)
            return f"{due}; dự kiến {format.day(row.promised)}" if row.promised else due
        day = f"{local(row.submitted_at):%-d/%-m}"
        one = self.reports.get(row.id)
        told = "; ".join(line.value for line in self.reading.lines(one)) if one else ""
        return f"{day}: {report_lines.cut(told, WIDE)}" if told else day


def _lines(told: Told, said: _Said, rows: Iterable[ObligationView]) -> Rows:
    return [_line(row, told.get(row.id), said.of(row)) for row in sorted(rows, key=_order)]


def _order(row: ObligationView) -> tuple[bool, str, str, int]:
    """The overdue first, then branch by branch."""
    return (not row.overdue, row.branch, row.unit, row.id)


def _line(row: ObligationView, told: tuple[datetime, str] | None, said: str) -> dict[str, Cell]:
    return {
        "Đơn vị": row.unit_name,
        "Việc": secrecy.content(_short(f"{row.requirement} · {row.action}"), row.secret, row.requirement),
        "Tình trạng": (Shown.LATE if row.overdue else row.state).told.vi,
        "Báo cáo": said,
        "Quá hạn (ngày)": row.days_late or "",
        "Nhắc gần nhất": f"{zone.moment(told[0])} · {named(Channel, told[1])}" if told else "",
        "Hạn": _due(row),
        "Đảng bộ": row.branch_name,
    }


def _due(row: ObligationView) -> str:
    return format.day(day_of(row.due_at)) if row.due_at else "không ghi hạn"


def _short(text: str) -> str:
    """What fits a column, so that the state stays in sight; the roll-up has it in full."""
    return text if len(text) <= WIDE else text[: WIDE - 1].rsplit(" ", 1)[0] + "…"


def sent(picture: PlanSnapshot, notices: Sequence[NoticeView], on: Shelf) -> ArtifactSheet:
    """Everything that was said to somebody, the latest first."""
    lines: Rows = [_notice(one) for one in notices]
    plan = plain(called(picture.plan))
    title = f"**Thông báo đã gửi** · {plan} · {len(lines)} dòng mới nhất · [toàn cảnh]({on.life})"
    return ArtifactSheet(prefect_names.key(picture.plan.code, "thong-bao"), "table", lines, title)


def _notice(one: NoticeView) -> dict[str, Cell]:
    return {
        "Lúc": zone.moment(one.sent_at or one.due_at),
        "Đơn vị": one.unit_name,
        "Người nhận": one.recipient,
        "Nội dung": named(Occasion, one.occasion),
        "Kênh": named(Channel, one.channel),
        "Kết quả": named(NoticeState, one.state),
        "Lý do": one.why,
    }
