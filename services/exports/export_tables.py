"""The Excel file of a plan: the sums, every duty of every unit, and for each duty what each unit reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain

from cascade.calendar.zone import day_of
from cascade.lang.told import Told
from cascade.org.format import level_name
from cascade.org.tree import LEVEL_ORDER, Level
from cascade.plan.model import Figure, FigureKind
from cascade.plan.typed.levels import told_key
from cascade.reports import report_form, report_lines, secrecy
from cascade.reports.figures import Value
from cascade.reports.obligation_states import ReportState
from documents.office.docx_data import SaidLine, SaidLines
from documents.office.docx_lists import MOST
from documents.office.sheet_rows import Cell
from documents.office.xlsx import Status
from documents.office.xlsx_reports import ReportSheet
from models.database.ledger import Session
from models.obligations import obligations, report_reading
from models.plans import duties
from models.stats import closing_lists, rollups
from models.views.obligation_views import ObligationView, Report, UnitReport
from models.views.plan_views import DutyRecord, FrozenPlan
from services.exports import conference_sheets
from services.exports.duty_rows import PlanRows, action, in_order

TOGETHER = 1_000
"""Units whose reports are read at once."""
_HEAD = (
    (Told("Đảng bộ", "Branch"), 26),
    (Told("Đơn vị", "Unit"), 34),
    (Told("Cấp", "Level"), 14),
    (Told("Tình trạng", "Status"), 18),
    (Told("Hạn", "Due"), 17),
    (Told("Báo cáo lúc", "Reported at"), 17),
    (Told("Người báo cáo", "Reported by"), 22),
    (Told("Báo cáo số", "Report number"), 9),
)
_TAIL = (
    (Told("Tiếp nhận lúc", "Decided at"), 17),
    (Told("Người tiếp nhận", "Decided by"), 22),
    (Told("Lý do trả lại", "Why returned"), 30),
)
_EARLIER = (
    *_HEAD[:2],
    (Told("Nhiệm vụ", "Duty"), 14),
    *_HEAD[5:],
    (Told("Nội dung", "What it said"), 70),
    *_TAIL,
)
_WIDTHS = {FigureKind.COUNT: 13, FigureKind.DATE: 13, FigureKind.TEXT: 40}


def status(session: Session, plan: FrozenPlan, now: datetime, lang: str) -> Status:
    """What the file shows; rows are read branch by branch while it is written."""
    rows = PlanRows(session, plan, now, lang)
    sums = rollups.counts(session, plan.id, now, by="branch")
    title = secrecy.plan_name(plan.title, number=plan.number, code=plan.code, secret=plan.secret)
    return Status(
        title,
        now,
        rows.status(),
        [(rows.names.get(code, code), sums[code]) for code in in_order(rows.names, sums)],
        lang,
        chain(conference_sheets.sheets(session, plan, now, lang), _reports(session, plan, now, lang, rows)),
    )


def said(session: Session, plan: FrozenPlan, now: datetime) -> SaidLines:
    """What units reported, on one line each, as many as paper takes; the upper levels first."""
    known = {duty.key: duty for duty in duties.records(session, plan.id)}
    place = {duty.key: at for at, duty in enumerate(_as_in_the_plan(plan, known.values()))}
    places = {(level.value, key): (LEVEL_ORDER[level], at) for level in Level for key, at in place.items()}
    ids, many = closing_lists.came(session, plan, now, places, MOST)
    rows, shown = obligations.some(session, ids, now), report_reading.of(session, ids)
    return SaidLines([_said_line(rows[one], known[rows[one].key], shown.get(one)) for one in ids], many)


def _said_line(row: ObligationView, duty: DutyRecord, report: Report | None) -> SaidLine:
    words = ""
    if report is not None:
        words = report_lines.brief(report_lines.whole(duty.figures, report, secret=False))
    assert row.submitted_at is not None
    told = f"{action(row)} ({level_name(Level(row.level))})"
    return SaidLine(row.unit_name, told, words, day_of(row.submitted_at))


def _reports(
    session: Session, plan: FrozenPlan, now: datetime, lang: str, rows: PlanRows
) -> Iterator[ReportSheet]:
    known = {duty.key: duty for duty in duties.records(session, plan.id)}
    for duty in _as_in_the_plan(plan, known.values()):
        figures = secrecy.content(report_form.asked(duty.figures, lang), duty.secret, ())
        asked: list[tuple[Told | str, int]] = [(one.label, _WIDTHS[one.kind]) for one in figures]
        noted = (report_form.note_label(duty.figures, duty.secret), 40)
        told = secrecy.action(duty.action, number=duty.requirement, secret=duty.secret)
        yield ReportSheet(
            f"{duty.key.partition('/')[0]} {level_name(Level(duty.level), lang)}",
            f"{told_key(duty.key).said(lang)} · {told}",
            [(_in(name, lang), width) for name, width in (*_HEAD, *asked, noted, *_TAIL)],
            _unit_rows(session, rows, duty, figures),
        )
    earlier = Told("Các lần báo cáo trước", "Earlier reports").said(lang)
    columns = [(name.said(lang), width) for name, width in _EARLIER]
    yield ReportSheet(earlier, earlier, columns, _earlier(session, plan, now, lang, rows.names, known))


def _as_in_the_plan(plan: FrozenPlan, known: Iterable[DutyRecord]) -> list[DutyRecord]:
    places = {item.id: place for place, item in enumerate(plan.plan.requirements)}

    def place(duty: DutyRecord) -> tuple[int, int, str]:
        return places.get(duty.requirement, len(places)), LEVEL_ORDER[Level(duty.level)], duty.key

    return sorted(known, key=place)


def _in(name: Told | str, lang: str) -> str:
    return name.said(lang) if isinstance(name, Told) else name


def _unit_rows(
    session: Session, rows: PlanRows, duty: DutyRecord, figures: Sequence[Figure]
) -> Iterator[list[Cell]]:
    all_rows = rows.of_duty(duty.key)
    for first in range(0, len(all_rows), TOGETHER):
        some = all_rows[first : first + TOGETHER]
        found = report_reading.of(session, [one for one, _ in some])
        for one, begun in some:
            yield [*begun, *_report_cells(found.get(one), figures, duty.secret)]


def _report_cells(report: Report | None, figures: Sequence[Figure], secret: bool) -> list[Cell]:
    if report is None:
        return []
    told = [_figure(figure, report.figures.get(figure.id)) for figure in figures]
    note = secrecy.content(report.note, secret, "")
    return [report.at, report.by, report.number, *told, note, *_decided(report)]


def _figure(figure: Figure, value: Value | None) -> Cell:
    if value is None or figure.kind.fault(value) is not None:
        return None if value is None else str(value)
    return date.fromisoformat(str(value)) if figure.kind is FigureKind.DATE else value


def _decided(report: Report) -> list[Cell]:
    reason = report.reason if report.state is ReportState.RETURNED else None
    return [report.decided_at, report.decided_by, reason]


def _earlier(
    session: Session,
    plan: FrozenPlan,
    now: datetime,
    lang: str,
    names: Mapping[str, str],
    known: Mapping[str, DutyRecord],
) -> Iterator[list[Cell]]:
    for one in report_reading.replaced(session, plan.id, now):
        yield _earlier_row(one, names.get(one.branch, one.branch), known.get(one.key), lang)


def _earlier_row(one: UnitReport, branch: str, duty: DutyRecord | None, lang: str) -> list[Cell]:
    report = one.report
    figures, secret = (duty.figures, duty.secret) if duty is not None else ((), True)
    said = report_lines.brief(report_lines.whole(figures, report, secret=secret, lang=lang))
    sent: list[Cell] = [
        branch,
        one.unit_name,
        told_key(one.key).said(lang),
        report.at,
        report.by,
        report.number,
    ]
    return [*sent, said, *_decided(report)]
