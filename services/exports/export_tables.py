"""The Excel file of a plan: the sums, every duty of every unit, and for each duty what each unit reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain

from cascade.calendar.zone import day_of
from cascade.lang.told import Told
from cascade.lang.vietnamese import vn_sort_key
from cascade.org.format import level_name
from cascade.org.tree import LEVEL_ORDER, Level
from cascade.plan.model import Figure, FigureKind
from cascade.plan.typed.levels import told_key
from cascade.reports import report_form, report_lines, secrecy
from cascade.reports.figures import Value
from cascade.reports.obligation_states import ReportState, Shown
from documents.office.docx_data import SaidLine, SaidLines
from documents.office.docx_lists import MOST
from documents.office.xlsx import Status, StatusRow
from documents.office.xlsx_reports import Cell, ReportSheet
from models.database.ledger import Session
from models.obligations import obligations, report_reading
from models.plans import duties
from models.stats import closing_lists, rollups
from models.stats.closing_lists import ClosingSum
from models.views.obligation_views import ObligationView, Report, UnitReport
from models.views.plan_views import DutyRecord, FrozenPlan
from services.exports import conference_sheets

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
    names = {each.branch: each.name for each in obligations.branches(session, plan.id, now)}
    sums = rollups.counts(session, plan.id, now, by="branch")
    title = secrecy.plan_name(plan.title, number=plan.number, code=plan.code, secret=plan.secret)
    return Status(
        title,
        now,
        _status_rows(session, plan, now, lang, names),
        [(names.get(code, code), sums[code]) for code in _in_order(names, sums)],
        lang,
        chain(conference_sheets.sheets(session, plan, now, lang), _reports(session, plan, now, lang, names)),
    )


def _in_order(names: Mapping[str, str], codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=lambda code: vn_sort_key(names.get(code, code)))


def _status_rows(
    session: Session, plan: FrozenPlan, now: datetime, lang: str, names: Mapping[str, str]
) -> Iterator[StatusRow]:
    for branch in _in_order(names, obligations.branch_codes(session, plan.id)):
        rows = obligations.rows(session, plan.id, now=now, branch=branch)
        for row in sorted(rows, key=_by_name):
            yield _status_row(row, names.get(branch, branch), lang)


def _by_name(row: ObligationView) -> tuple[object, ...]:
    return LEVEL_ORDER[Level(row.level)], vn_sort_key(row.unit_name), row.unit, row.id


def _status_row(row: ObligationView, branch: str, lang: str) -> StatusRow:
    return StatusRow(
        branch=branch,
        unit=row.unit_name,
        level=row.level,
        requirement=told_key(row.key).said(lang),
        action=action(row),
        # Days late stand in a column of their own.
        state=Shown.LATE if row.overdue else Shown(row.state),
        due_at=row.due_at,
        submitted_at=row.submitted_at,
        days_late=row.days_late,
        derived=row.derived.spoken(lang) if row.derived else None,
        promised=row.promised,
    )


def action(row: ObligationView | ClosingSum) -> str:
    """What the unit is asked to do; of a secret duty the number."""
    return secrecy.action(row.action, number=row.requirement, secret=row.secret)


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
    session: Session, plan: FrozenPlan, now: datetime, lang: str, names: Mapping[str, str]
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
            _unit_rows(session, plan, now, lang, names, duty, figures),
        )
    earlier = Told("Các lần báo cáo trước", "Earlier reports").said(lang)
    columns = [(name.said(lang), width) for name, width in _EARLIER]
    yield ReportSheet(earlier, earlier, columns, _earlier(session, plan, now, lang, names, known))


def _as_in_the_plan(plan: FrozenPlan, known: Iterable[DutyRecord]) -> list[DutyRecord]:
    places = {item.id: place for place, item in enumerate(plan.plan.requirements)}

    def place(duty: DutyRecord) -> tuple[int, int, str]:
        return places.get(duty.requirement, len(places)), LEVEL_ORDER[Level(duty.level)], duty.key

    return sorted(known, key=place)


def _in(name: Told | str, lang: str) -> str:
    return name.said(lang) if isinstance(name, Told) else name


def _unit_rows(
    session: Session,
    plan: FrozenPlan,
    now: datetime,
    lang: str,
    names: Mapping[str, str],
    duty: DutyRecord,
    figures: Sequence[Figure],
) -> Iterator[list[Cell]]:
    for some in _by_branch(session, plan, now, names, duty.key):
        found = report_reading.of(session, [row.id for row in some])
        for row in some:
            head: list[Cell] = [names.get(row.branch, row.branch), row.unit_name]
            head += [level_name(Level(row.level), lang), row.shown.told.said(lang), row.due_at]
            yield head + _report_cells(found.get(row.id), figures, duty.secret)


def _by_branch(
    session: Session, plan: FrozenPlan, now: datetime, names: Mapping[str, str], duty: str
) -> Iterator[Sequence[ObligationView]]:
    """The rows of one duty, a thousand at the most."""
    for branch in _in_order(names, obligations.branch_codes(session, plan.id)):
        rows = sorted(obligations.rows(session, plan.id, now=now, branch=branch, duty=duty), key=_by_name)
        for first in range(0, len(rows), TOGETHER):
            yield rows[first : first + TOGETHER]


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
