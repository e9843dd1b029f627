"""The list of a unit above as a file of Excel: where each unit stands, the sums, and what was reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from cascade.lang.told import Told
from cascade.lang.vietnamese import vn_sort_key
from cascade.org.format import level_name
from cascade.org.tree import Level
from cascade.plan.model import Figure, FigureKind
from cascade.plan.typed.levels import told_key
from cascade.reports import report_form, secrecy
from cascade.reports.figures import Value
from cascade.reports.obligation_states import Shown
from cascade.reports.rollup import Counts, Standing
from documents.office.sheet_rows import Cell
from documents.office.xlsx import Status, StatusRow
from documents.office.xlsx_reports import ReportSheet
from models.database.ledger import Session
from models.obligations import obligations, report_reading
from models.obligations.below import desk_lines
from models.obligations.below.desk_lines import DeskWanted, DutyBelow
from models.obligations.below.desk_scope import DeskScope
from models.views.obligation_views import ObligationView, Report

_HEAD = (
    (Told("Đơn vị", "Unit"), 34),
    (Told("Tình trạng", "Status"), 18),
    (Told("Hạn", "Due"), 17),
    (Told("Báo cáo lúc", "Reported at"), 17),
    (Told("Người báo cáo", "Reported by"), 24),
)
_WIDTHS = {FigureKind.COUNT: 13, FigureKind.DATE: 13, FigureKind.TEXT: 40}


def status(session: Session, unit: str, title: str, wanted: DeskWanted, now: datetime, lang: str) -> Status:
    """What the file shows: the list as it was filtered, duty by duty."""
    scope = DeskScope.of(session, unit)
    numbers = desk_lines.numbers(session, scope, wanted, now)
    known, latest = obligations.some(session, numbers, now), report_reading.of(session, numbers)
    rows = [known[one] for one in numbers]
    branches: dict[str, list[ObligationView]] = defaultdict(list)
    for row in rows:
        branches[row.branch_name].append(row)
    sums = [(name, _counts(branches[name], now)) for name in sorted(branches, key=vn_sort_key)]
    duties = desk_lines.duties_below(session, scope)
    plans = {duty.plan_id: duty.plan for duty in duties}
    sheets = [
        _sheet(duty, mine, latest, lang)
        for duty in duties
        if (mine := [row for row in rows if (row.plan_id, row.key) == (duty.plan_id, duty.key)])
    ]
    return Status(
        title, now, (_status_row(row, plans.get(row.plan_id, ""), lang) for row in rows), sums, lang, sheets
    )


def _counts(rows: Sequence[ObligationView], now: datetime) -> Counts:
    standings = (
        Standing(row.unit, row.state, row.stated_due_at, row.extended_until, row.submitted_at) for row in rows
    )
    return Counts.of(standings, now)


def _status_row(row: ObligationView, plan: str, lang: str) -> StatusRow:
    return StatusRow(
        branch=row.branch_name,
        unit=row.unit_name,
        level=row.level,
        requirement=told_key(row.key).said(lang),
        action=secrecy.action(row.action, number=row.requirement, secret=row.secret),
        # Days late stand in a column of their own.
        state=Shown.LATE if row.overdue else Shown(row.state),
        due_at=row.due_at,
        submitted_at=row.submitted_at,
        days_late=row.days_late,
        note=plan,
        derived=secrecy.content(row.derived.spoken(lang) if row.derived else None, row.secret, None),
        promised=row.promised,
    )


def _cell(figure: Figure, value: Value | None) -> Cell:
    """A count as a number and a day as a date; what no door would take today as the text it is."""
    if value is None or figure.kind.fault(value) is not None:
        return None if value is None else str(value)
    return date.fromisoformat(str(value)) if figure.kind is FigureKind.DATE else value


def _sheet(
    duty: DutyBelow, rows: Sequence[ObligationView], latest: dict[int, Report], lang: str
) -> ReportSheet:
    figures = secrecy.content(report_form.asked(duty.figures, lang), duty.secret, ())
    noted = report_form.note_label(duty.figures, duty.secret).said(lang)
    columns = [(name.said(lang), width) for name, width in _HEAD]
    columns += [(one.label, _WIDTHS[one.kind]) for one in figures]
    name = f"{duty.key.partition('/')[0]} {level_name(Level(rows[0].level), lang)}"
    told = secrecy.action(duty.action, number=told_key(duty.key).said(lang), secret=duty.secret)
    title = f"{duty.plan} · {told}"

    def cells() -> Iterator[list[Cell]]:
        for row in rows:
            head: list[Cell] = [row.unit_name, row.shown.told.said(lang), row.due_at]
            report = latest.get(row.id)
            if report is None:
                yield head
                continue
            given = [_cell(figure, report.figures.get(figure.id)) for figure in figures]
            note = secrecy.content(report.note, duty.secret, "")
            yield [*head, report.at, report.by, *given, note]

    return ReportSheet(name, title, [*columns, (noted, 40)], cells())
