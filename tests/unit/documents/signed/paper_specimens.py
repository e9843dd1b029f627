"""A paper of each kind for each of the example plans, in the form of the Party and of the state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cascade.org.unit import Level
from cascade.reports.rollup import Counts
from cascade.result.obligation import Cascade, Meeting
from documents.office.docx_data import UnitLine
from documents.signed.change_notice import ChangedLine, change_notice
from documents.signed.conference_papers import ConferencePapers, Delegates
from documents.signed.duty_papers import DutyPapers
from documents.signed.paper_form import PaperSort
from documents.signed.paper_frame import PaperFrame
from documents.signed.pressing_letter import LateUnits, pressing_letter
from documents.signed.result_papers import Compared, PlanResults, SourcedFigure, result_notice, result_report
from documents.signed.signed_paper import SignedPaper
from tests.gold.papers import compiled

NOW = datetime(2024, 3, 15, 2, tzinfo=UTC)
DAY = datetime(2024, 3, 28, 1, tzinfo=UTC)


def frame(name: str, result: Cascade | None = None, *, desk: bool = False) -> PaperFrame:
    found = result or compiled(name)
    plan = found.plan
    return PaperFrame.of(found, (plan.desk if desk else None) or plan.issuer, NOW)


def dated(meeting: Meeting) -> Meeting:
    """With a day, where its paper leaves it to an invitation."""
    if meeting.start is not None:
        return meeting
    return replace(meeting, start=DAY, end=DAY + timedelta(hours=3, minutes=30))


def conference(name: str, result: Cascade | None = None) -> ConferencePapers:
    found = result or compiled(name)
    return ConferencePapers(frame(name, found), dated(found.meetings[0]))


def late(many: int = 5) -> LateUnits:
    lines = [UnitLine("Huyện ủy Định Quán", "Báo cáo kết quả quán triệt", date(2024, 3, 10))]
    lines += [UnitLine(f"Chi bộ {n}", "Báo cáo kết quả", date(2024, 3, 4)) for n in range(1, many)]
    return LateUnits(lines, many, Counts(957, 952, 900, 52, open=many, overdue=many), ["Huyện ủy Định Quán"])


def results() -> PlanResults:
    return PlanResults(
        NOW,
        ((Level.DISTRICT, Counts(16, 16, 15, 1)), (Level.GRASSROOTS, Counts(941, 940, 930, 10, open=1))),
        [(f"Huyện ủy Số {n}", Counts(59, 57, 55, 2, open=2)) for n in range(1, 41)],
        [SourcedFigure("Cán bộ, đảng viên tham dự", "83.546/84.074 (99,4%)", "theo 16/16 báo cáo")],
        ["Hội nghị cán bộ chủ chốt: ngày 28/3/2024"],
        ["Tổng hợp: hạn 09/5/2024, còn 1 đơn vị"],
        late(2).lines,
        late(60).lines,
        60,
        2,
        ["Huyện ủy Định Quán: mưa lũ, dự kiến hoàn thành ngày 20/3/2024"],
        "Kế hoạch số 301-KH/TU",
        [Compared("Tỷ lệ đã báo cáo", "99,9%", "98,2%")],
    )


def every(name: str, result: Cascade | None = None) -> Iterator[SignedPaper]:
    """One of each kind."""
    issuer, desk = frame(name, result), frame(name, result, desk=True)
    if issuer.result.meetings:
        held = conference(name, result)
        for hall in held.halls[:3]:
            yield held.invitation(hall)
            yield from (held.invitation(hall, code) for code in hall.units[:1])
        yield held.programme()
        first = next((code for hall in held.halls for code in hall.units), "")
        yield held.delegates({first: Delegates("Đ/c Nguyễn Văn A", 12, "")}, NOW)
    duties = DutyPapers(issuer)
    yield duties.plan()
    yield duties.assignments()
    yield pressing_letter(desk, late(), NOW)
    yield pressing_letter(desk, late(90), NOW)
    changed = [ChangedLine("Báo cáo kết quả", "16 đảng bộ trực thuộc", "hạn 24/4/2024", "hạn 30/4/2024")]
    yield change_notice(issuer, changed, "Trùng lịch họp Trung ương")
    yield result_notice(desk, results())
    yield result_report(desk, results())


def kinds_of(papers: Iterator[SignedPaper]) -> set[PaperSort]:
    return {one.sort for one in papers}
