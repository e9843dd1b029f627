"""A plan for the office: the report in the official form, the table of every unit, the picture, the dates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cascade.calendar.zone import day_of
from cascade.org import format
from cascade.org.tree import Level
from cascade.reports import secrecy
from cascade.result.obligation import Cascade
from documents.office.docx_data import FigureLine, RollUpReport, UnitLine, UnitLines, report_of
from documents.office.docx_lists import MOST
from documents.office.docx_report import write_report
from documents.office.ics_dates import write_dates
from documents.office.xlsx import write_sheet
from documents.picture.draw import cascade_svg, picture_of
from models.database.ledger import Session
from models.obligations import obligations
from models.org import names_in_time
from models.plans import plans
from models.stats import closing_lists, rollups
from models.stats.closing_lists import ClosingList, ClosingSum
from models.views.obligation_views import ObligationView
from models.views.plan_views import FrozenPlan, PlanRecord, PlanState
from services.exports import conference_sheets, export_tables, plan_dates_file
from services.exports.duty_rows import action

Kind = Literal["docx", "xlsx", "svg", "ics"]


def write(
    session: Session, plan: FrozenPlan, now: datetime, path: Path, kind: Kind, lang: str = "vi"
) -> None:
    """One file. The official form has a language of its own: it is Vietnamese whoever asks."""
    match kind:
        case "docx":
            write_report(path, report(session, plan, now))
        case "xlsx":
            write_sheet(path, export_tables.status(session, plan, now, lang))
        case "svg":
            rows = obligations.rows(session, plan.id, now=now)
            drawn = as_called(session, plans.recompile(session, plan.code), plan, now)
            path.write_text(svg(drawn, rows, now, lang), encoding="utf-8")
        case "ics":
            dates = plan_dates_file.dates(session, plan, lang)
            write_dates(path, plan_dates_file.title(plan), dates, now)


def as_called(session: Session, drawn: Cascade, plan: PlanRecord, now: datetime) -> Cascade:
    """What was worked out over the frozen tree, its units called as they are called today."""
    day = names_in_time.shown_on(now, plan.closed_at)
    return replace(drawn, tree=names_in_time.as_called(session, drawn.tree, day))


def svg(drawn: Cascade, rows: Sequence[ObligationView], now: datetime, lang: str = "vi") -> str:
    """The picture of a plan that stands as these rows tell."""
    states = {f"{row.key}:{row.unit}": row.shown for row in rows}
    return cascade_svg(picture_of(drawn, now=now, states=states, lang=lang))


def report(session: Session, plan: FrozenPlan, now: datetime) -> RollUpReport:
    """What the closing report says, out of the ledger; of a plan that runs, only what is due is missing."""
    counts = rollups.counts(session, plan.id, now, by="level")
    closed = plan.state is PlanState.CLOSED
    return report_of(
        as_called(session, plans.recompile(session, plan.code), plan, now),
        now=now,
        closed=closed,
        issuer_then=plan.issuer_name,
        came=conference_sheets.came(session, plan.id),
        ahead=[] if closed else list(_ahead(closing_lists.ahead(session, plan.id, now))),
        levels=[(level, counts[level]) for level in Level if level in counts],
        figures=list(_figures(session, plan)),
        late=_lines(session, closing_lists.late(session, plan.id, MOST), now),
        still_open=_lines(session, closing_lists.missing(session, plan.id, now, MOST, closed=closed), now),
        said=export_tables.said(session, plan, now),
    )


def _ahead(sums: Sequence[ClosingSum]) -> Iterator[str]:
    """Duty by duty, the nearest day first: "Báo cáo (chi, đảng bộ cơ sở): hạn 24/4/2026, còn 42 đơn vị"."""
    found: dict[tuple[datetime | None, str, str], int] = defaultdict(int)
    for one in sums:
        found[one.due_at, action(one), one.level] += one.many
    latest = datetime.max.replace(tzinfo=UTC)
    for (due, what, level), many in sorted(found.items(), key=lambda one: (one[0][0] or latest, *one[0][1:])):
        until = f"hạn {format.day(day_of(due))}" if due else "chưa có ngày"
        yield f"{what} ({format.level_name(Level(level))}): {until}, còn {format.number(many)} đơn vị"


def _figures(session: Session, plan: FrozenPlan) -> Iterator[FigureLine]:
    """The sums of what was asked of the upper level: its reports already hold those from below."""
    found = rollups.figures(session, plan.id).get("plan", {})
    for requirement in plan.plan.requirements:
        sums = {one.figure: one for one in found.get(requirement.id, ())}
        # A total is told with what it is the total of.
        told_with = {figure.of for figure in requirement.figures if figure.id in sums}
        secret = secrecy.is_secret(plan.plan, requirement)
        for figure in secrecy.content(requirement.figures, secret, ()):
            one = sums.get(figure.id)
            if one is not None and figure.id not in told_with:
                yield FigureLine(figure.label, one.total if one.of is None else one.part, one.of)


def _lines(session: Session, listed: ClosingList, now: datetime) -> UnitLines:
    of_each: Counter[str] = Counter()
    for one in listed.sums:
        of_each[action(one)] += one.many
    rows = obligations.some(session, listed.first, now)
    return UnitLines([_line(rows[one]) for one in listed.first], of_each)


def _line(row: ObligationView) -> UnitLine:
    return UnitLine(
        row.unit_name,
        action(row),
        day_of(row.due_at) if row.due_at else None,
        day_of(row.submitted_at) if row.submitted_at else None,
    )
