"""Amends a running plan by its changed file; with a day, by that day's tree of units as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cascade.calendar.zone import day_of
from cascade.changes.plan_diff import Amendment
from cascade.changes.unit_changes import Trace
from cascade.findings import refuse_errors
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.result.obligation import Cascade
from documents.plan_file.read_plan import parents_of
from models.changes import amendments, unit_change
from models.contacts import import_units
from models.database.ledger import Session
from models.plans import plans, revisions, typed_reasons
from models.views.second_views import Second, SecondAct
from services import plan_files
from services.issuing import second_officer


@dataclass(frozen=True, slots=True)
class Amended:
    """What a changed file changes."""

    cascade: Cascade
    """What the changed file asks."""
    amendment: Amendment
    traces: tuple[Trace, ...] = ()
    """What became of each open duty of a unit that is gone or hangs elsewhere."""


def preview(session: Session, plan: Plan, tree: OrgTree, *, now: datetime, on: date | None = None) -> Amended:
    """What `apply` would do. A file that contradicts itself is shown too, with its findings."""
    after = _after(session, plan, tree, on, now)
    if on is None:
        return Amended(after, amendments.preview(session, plan.code, after))
    done = unit_change.preview(session, plan.code, after, tree, now)
    return Amended(after, done.amendment, done.traces)


def apply(
    session: Session,
    plan: Plan,
    tree: OrgTree,
    *,
    now: datetime,
    by: str,
    why: str,
    on: date | None = None,
    confirmed: Second | None = None,
) -> Amended:
    """Make it so, in the caller's transaction; the plans above are those that the file now names.

    Refusal: when the file contradicts itself, its plan is closed or was never issued, or a second officer
    is wanted.
    """
    second_officer.need(session, SecondAct.AMEND, confirmed)
    after, parents = _after(session, plan, tree, on, now), parents_of(plan)
    refuse_errors(after)
    why = typed_reasons.reason(session, plan.code, why, needed=False)
    if on is None:
        done = amendments.apply(session, plan.code, after, now=now, by=by, why=why, parents=parents)
        return Amended(after, done)
    # Units of the new list are taken over first: whoever takes over a duty must be known.
    import_units.take_over(session, tree, now, by)
    moved = unit_change.apply(session, plan.code, after, tree, now=now, by=by, why=why, parents=parents)
    return Amended(after, moved.amendment, moved.traces)


def _after(session: Session, plan: Plan, tree: OrgTree, on: date | None, now: datetime) -> Cascade:
    """The changed file on today's calendar and the plan's own tree; fixed conferences stay fixed."""
    known = plans.known(session, plan.code)
    fixed = revisions.fixed(revisions.row(session, known.id, known.revision))
    day = on or known.tree_day or plan.issued or day_of(now)
    return plan_files.worked_out(session, plan, tree, day, fixed)
