"""What units have reported, where the board works: duty by duty, each unit's last report in its own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.lang.vietnamese import vn_sort_key
from cascade.org import format
from cascade.org.tree import Level
from cascade.plan.typed.levels import told_key
from cascade.reports import report_lines, secrecy
from cascade.reports.obligation_states import ReportState
from cascade.reports.report_lines import ReportLine
from models.views.obligation_views import Awaiting, UnitReport
from models.views.plan_views import DutyRecord
from services.snapshot import PlanSnapshot
from tasks.board import markdown, prefect_names, upcoming
from tasks.board.artifacts import ArtifactSheet, Shelf
from tasks.board.board_labels import called
from tasks.board.markdown import link, plain
from tasks.board.report_page import VEILED

READ = 1_500
"""Reports that are looked at, the latest first; the Excel file has all."""
SHOWN = 200
"""Reports on one page; a larger plan gets a page for each branch beside the main one."""
LONG = 280
"""Letters of one report on the page; what is longer says where the whole is read."""
_HEADS = ("Đơn vị", "Báo cáo", "Lúc", "Tình trạng")
_STATES = {
    ReportState.SUBMITTED: "chờ tiếp nhận",
    ReportState.RETURNED: "**trả lại**",
    ReportState.ACCEPTED: "đã tiếp nhận",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Reports as they are read, each once however many pages show it."""

    duties: Mapping[str, DutyRecord]
    _read: dict[int, list[ReportLine]] = field(default_factory=dict)

    @classmethod
    def of(cls, picture: PlanSnapshot) -> Reading:
        """For the pages of that plan."""
        return cls({duty.key: duty for duty in picture.duties})

    def lines(self, one: UnitReport) -> list[ReportLine]:
        """The report's lines; nothing of a secret one, or of a duty that the plan has no longer."""
        duty, report = self.duties.get(one.key), one.report
        if duty is None:
            return []
        if report.obligation_id not in self._read:
            whole = report_lines.whole(duty.figures, report, secret=duty.secret)
            self._read[report.obligation_id] = whole
        return self._read[report.obligation_id]


def received(
    picture: PlanSnapshot,
    found: Sequence[UnitReport],
    total: int,
    on: Shelf,
    reading: Reading | None = None,
) -> Iterator[ArtifactSheet]:
    """`<plan>-bao-cao`, and where it would be too long one for each branch."""
    code, reading = picture.plan.code, reading or Reading.of(picture)
    key, title = prefect_names.key(code, "bao-cao"), f"**Báo cáo đã nhận** · {plain(called(picture.plan))}"
    names = {branch.branch: branch.name for branch in picture.branches}
    own: dict[str, list[UnitReport]] = defaultdict(list)
    for one in found:
        own[one.branch].append(one)
    several = {} if len(found) <= SHOWN else own
    pages = [link(names.get(branch, branch), on.link(_of(code, branch))) for branch in several]
    more = f"Từng đảng bộ: {' · '.join(pages)}" if pages else ""
    text = _page(picture, found[:SHOWN], total, more, reading)
    yield ArtifactSheet(key, "markdown", text, f"{title} · [toàn cảnh]({on.life})")
    for branch, reports in several.items():
        named = f"{title} · {plain(names.get(branch, branch))} · [cả kế hoạch]({on.link(key)})"
        text = _page(picture, reports[:SHOWN], len(reports), "", reading)
        yield ArtifactSheet(_of(code, branch), "markdown", text, named, inside=True)


def _of(code: str, branch: str) -> str:
    return prefect_names.key(code, "bao-cao", branch)


def _page(picture: PlanSnapshot, found: Sequence[UnitReport], total: int, more: str, reading: Reading) -> str:
    code = picture.plan.code
    shown = f"{format.number(len(found))} báo cáo mới nhất trong {format.number(total)}"
    parts = [
        f"# Báo cáo đã nhận · {plain(called(picture.plan))}",
        f"{f'{format.number(total)} báo cáo' if len(found) == total else shown}. "
        f"Đọc đủ một báo cáo: `dondoc report show {code} <mã đơn vị> <mã nhiệm vụ>`; "
        f"mọi đơn vị, mọi số liệu: `dondoc export {code} --xlsx`.",
        more,
    ]
    of_each: dict[str, list[UnitReport]] = defaultdict(list)
    for one in found:
        of_each[one.key].append(one)
    for key in sorted(of_each, key=vn_sort_key):
        parts += _duty(reading, key, of_each[key])
    return "\n\n".join(part for part in parts if part)


def _duty(reading: Reading, key: str, found: Sequence[UnitReport]) -> list[str]:
    duty = reading.duties.get(key)
    named = sorted(found, key=lambda one: (vn_sort_key(one.unit_name), one.unit))
    rows = [(plain(one.unit_name), _said(reading, one), _when(one), _fate(one)) for one in named]
    level = f" · {format.level_name(Level(duty.level))}" if duty else ""
    head = (
        f"## {plain(told_key(key).vi)} · {plain(upcoming.action(duty)) if duty else ''}{level} ({len(rows)})"
    )
    return [head, markdown.table(_HEADS, rows)]


def _said(reading: Reading, one: UnitReport) -> str:
    duty = reading.duties.get(one.key)
    if duty is None or duty.secret:
        return VEILED
    whole = report_lines.brief(reading.lines(one))
    told = report_lines.cut(whole, LONG)
    return plain(told) if told == whole else f"{plain(told)} (đọc đủ: mã `{one.unit}`, nhiệm vụ `{one.key}`)"


def _when(one: UnitReport) -> str:
    report = one.report
    late = ", báo cáo chậm" if report.late else ""
    return f"{zone.moment(report.at)}{late}<br>{plain(report.by)}"


def _fate(one: UnitReport) -> str:
    number = f" (lần {one.report.number})" if one.report.number > 1 else ""
    return f"{_STATES.get(one.report.state) or plain(one.report.state.stranger)}{number}"


def waiting(picture: PlanSnapshot, found: Sequence[Awaiting], total: int, on: Shelf) -> ArtifactSheet:
    """`<plan>-cho-xet`: reports that wait to be decided on, those that have waited longest first."""
    code = picture.plan.code
    key, title = (
        prefect_names.key(code, "cho-xet"),
        f"**Báo cáo chờ tiếp nhận** · {plain(called(picture.plan))}",
    )
    rows = [_waits(one, day_of(picture.now)) for one in found]
    text = [
        f"# Báo cáo chờ tiếp nhận · {plain(called(picture.plan))}",
        f"{format.number(total)} báo cáo đã gửi, chưa được tiếp nhận hay trả lại. "
        f"Đọc và quyết định bằng biểu mẫu *6 · Xét báo cáo*; cả danh sách: `dondoc status {code} --waiting`.",
        markdown.table(("Đơn vị", "Việc", "Gửi lúc", "Đã chờ", "Đơn vị tiếp nhận"), rows) if rows else "",
    ]
    return ArtifactSheet(key, "markdown", "\n\n".join(text), f"{title} · [toàn cảnh]({on.life})")


def _waits(one: Awaiting, today: date) -> tuple[str, ...]:
    row = one.row
    at = row.submitted_at
    code = told_key(row.key).vi
    told = secrecy.content(f"{code} · {row.action}", row.secret, code)
    sent = zone.moment(at) if at else ""
    days = (today - day_of(at)).days if at else 0
    return plain(row.unit_name), plain(told), sent, f"{days} ngày", plain(one.decider_name)
