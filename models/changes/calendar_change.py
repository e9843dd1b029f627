"""The calendar changes after plans were issued: what was counted in working days is counted again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cascade.calendar.workdays import WorkCalendar
from cascade.changes.plan_diff import Amendment
from cascade.compile import outline
from models.changes import amendments, ledger_diff
from models.changes.ledger_diff import Change
from models.plans import plans, revisions
from models.tables import PlanRow
from models.views.plan_views import PlanRecord


def concerned(session: Session, calendar: WorkCalendar) -> list[tuple[PlanRecord, Amendment]]:
    """The running plans that another calendar would change, and how."""
    running = plans.running(session)
    changes = [(plan, preview(session, plan.code, calendar)) for plan in running]
    return [(plan, amendment) for plan, amendment in changes if not amendment.empty]


def preview(session: Session, code: str, calendar: WorkCalendar) -> Amendment:
    """What this calendar would move, and whom that concerns. Refusal: the ledger does not know the plan."""
    return _change(session, plans.find(session, code), calendar).amendment


def apply(
    session: Session, code: str, calendar: WorkCalendar, *, now: datetime, by: str, why: str
) -> Amendment:
    """Date the plan anew and tell those whose date moved; what its paper states stays as it is.

    Refusal: no such plan, or it is closed.
    """
    plan = amendments.hold(session, code)
    return amendments.enact(session, plan, _change(session, plan, calendar), now=now, by=by, why=why)


def _change(session: Session, plan: PlanRow, calendar: WorkCalendar) -> Change:
    kept = revisions.row(session, plan.id, plan.revision)
    before = revisions.drawn(session, kept)
    after = outline(before.plan, before.tree, calendar, fixed=revisions.fixed(kept))
    return ledger_diff.between(session, plan.id, before, after)
