"""One report as the board reads it before and after deciding: all it says, who sent it, and earlier ones."""

from __future__ import annotations

from collections.abc import Iterator

from cascade.calendar import zone
from cascade.reports.obligation_states import ReportState
from models.views.obligation_views import ObligationDetail, Report
from services import decisions
from tasks.board.markdown import paragraph, plain, table

VEILED = "Nội dung không hiển thị: nhiệm vụ mật, báo cáo bằng văn bản."


def page(found: ObligationDetail, report: Report) -> list[str]:
    """The report in full, then the line of those that it took the place of."""
    return [f"## {head(report)}", *_content(found, report), *_earlier(found, report)]


def head(report: Report) -> str:
    """ "Báo cáo số 2 · 09:00 24/4/2024 · Nguyễn Văn A · nộp chậm" """
    late = " · báo cáo chậm" if report.late else ""
    at = zone.moment(report.at)
    return f"Báo cáo số {report.number} · {at} · {plain(report.by)}{late}"


def _content(found: ObligationDetail, report: Report) -> Iterator[str]:
    if found.row.secret:
        yield VEILED
        return
    rows = [(plain(line.label), paragraph(line.value)) for line in decisions.lines(found, report)]
    yield table(("Mục", "Đơn vị báo cáo"), rows) if rows else "Báo cáo không ghi gì."


def _earlier(found: ObligationDetail, report: Report) -> Iterator[str]:
    before = [one for one in found.reports if one.number < report.number]
    if before:
        yield "### Những lần báo cáo trước"
        yield "\n".join(f"- {head(one)}{_fate(one)}" for one in reversed(before))
        yield f"Xem đủ: `dondoc report show {found.row.plan} {found.row.unit} {found.row.key}`"


def _fate(report: Report) -> str:
    if report.state is not ReportState.RETURNED:
        return ""
    return f" · trả lại: {plain(report.reason or '')}"
