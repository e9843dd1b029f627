"""One obligation with all that is known of it: its plan, the people around it, its past, what it gathers.

Or only what a page about it needs: a sheet, which asks the ledger for less.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from models.obligations import locked, obligations, preconditions, report_reading
from models.obligations.below import subordinates
from models.obligations.locked import Owed
from models.org import contact_list, names_in_time
from models.plans import duties, plans, promised_days
from models.tables import DutyRow, ExceptionRow, ObligationRow, PlanRow, PromiseRow
from models.views.obligation_views import Granted, ObligationDetail, ObligationSheet, ObligationView
from models.views.plan_views import PlanState


def detail(session: Session, obligation_id: int, now: datetime) -> ObligationDetail | None:
    """The whole of one obligation as it stands; None: there is none."""
    shown = session.execute(_WHOLE, {"number": obligation_id, "now": now}).one_or_none()
    if shown is None:
        return None
    row, duty, plan, promise = shown[-4:]
    found, desk = Owed(row, duty, plan), plan.desk or plan.issuer
    to, via, _ = json.loads(row.parties)
    day = names_in_time.shown_on(now, plan.closed_at)
    called = names_in_time.known(session, {row.unit, row.branch, desk, *to, *via})
    view = obligations.shown_record(shown, called, now)
    known = duties.thaw(duty)
    below = subordinates.reports_below(session, obligation_id) if duty.collects else None
    return ObligationDetail(
        row=view,
        plan_title=plan.title,
        plan_short=plan.short,
        plan_number=plan.number,
        issuer_name=plan.issuer_name,
        desk_name=called.on(desk, day_of(now)),
        desk_phone=contact_list.phone(session, desk, day_of(now)),
        figures=known.figures,
        closed=_closed(view, plan),
        above=row.above,
        desk=desk,
        root=plan.root,
        running=plan.state == PlanState.RUNNING,
        to={code: called.on(code, day) for code in to},
        via={code: called.on(code, day) for code in via},
        acknowledged_until=row.acknowledged_until,
        latest_workday=duty.latest_workday,
        tentative=known.window.tentative,
        waits_for="day" if duty.hangs else "below" if duty.collects else "",
        unmet=preconditions.unmet(session, found, now, below=below),
        reports=report_reading.every(session, obligation_id),
        granted=_granted(session, obligation_id),
        reports_below=below,
        promise=promised_days.record(promise) if view.promised else None,
        files=known.files,
    )


_NOW: Any = bindparam("now", type_=ObligationRow.closes_at.type)
_WHOLE = (
    obligations.shown_query(_NOW)
    .add_columns(ObligationRow, DutyRow, PlanRow, PromiseRow)
    .where(ObligationRow.id == bindparam("number"))
)
"""Spelled once: spelling a hundred columns takes longer than reading them."""


def sheet(
    session: Session, obligation_id: int, now: datetime, *, early: bool = False
) -> ObligationSheet | None:
    """What is decided about it; None: there is none. `early`: with what should come before its report."""
    found = locked.look(session, obligation_id)
    if found is None:
        return None
    plan = plans.numbered(session, found.plan.id)
    assert plan is not None
    view, known = obligations.one(session, obligation_id, now), duties.thaw(found.duty)
    return ObligationSheet(
        plan=plan,
        row=view,
        figures=known.figures,
        closed=_closed(view, found.plan),
        above=found.row.above,
        reports=report_reading.every(session, obligation_id),
        unmet=preconditions.unmet(session, found, now) if early else (),
        files=known.files,
    )


def _closed(view: ObligationView, plan: PlanRow) -> bool:
    return view.locked or view.state.final or plan.state == PlanState.CLOSED


def _granted(session: Session, obligation_id: int) -> tuple[Granted, ...]:
    rows = session.scalars(
        select(ExceptionRow).where(ExceptionRow.obligation_id == obligation_id).order_by(ExceptionRow.id)
    )
    return tuple(Granted(row.kind, row.at, row.by, row.why, row.until) for row in rows)
