"""What a plan said from one amendment to the next, frozen with its tree, calendar and fixed conferences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.workdays import Override, WorkCalendar
from cascade.compile import outline
from cascade.plan import thaw
from cascade.plan.model import Plan, Reference
from cascade.result.obligation import Cascade, FixedMeeting, Outline
from models.database import remembered
from models.plans import tree_snapshots
from models.tables import RevisionRow


def keep(
    session: Session,
    cascade: Cascade,
    calendar: WorkCalendar,
    fixed: dict[str, FixedMeeting],
    *,
    plan_id: int,
    number: int,
    now: datetime,
    by: str,
    why: str,
    parents: Sequence[Plan] = (),
) -> None:
    """Freeze one revision."""
    session.add(
        RevisionRow(
            plan_id=plan_id,
            number=number,
            plan=thaw.pack(cascade.plan),
            tree=tree_snapshots.keep(session, cascade.tree),
            calendar=thaw.pack(calendar.overrides),
            fixed=thaw.pack(fixed),
            parents=thaw.pack(parents),
            at=now,
            by=by,
            why=why,
        )
    )
    session.flush()


def row(session: Session, plan_id: int, number: int) -> RevisionRow:
    """One revision as it was written."""
    query = select(RevisionRow).where(RevisionRow.plan_id == plan_id, RevisionRow.number == number)
    return remembered.once(session, ("revision", plan_id, number), lambda: session.scalars(query).one())


def paper(session: Session, plan_id: int, number: int) -> Plan:
    """The paper of a revision that has to be found first; a visit reads it once."""
    return remembered.once(session, ("paper", plan_id, number), lambda: plan(row(session, plan_id, number)))


def drawn(session: Session, kept: RevisionRow) -> Outline:
    """A revision's duties and dates, over its own tree and calendar."""
    return outline(plan(kept), tree_snapshots.load(session, kept.tree), calendar(kept), fixed=fixed(kept))


def plan(kept: RevisionRow) -> Plan:
    """The paper of a revision."""
    return thaw.unpack(Plan, kept.plan)


def follows(session: Session, plan_id: int, number: int) -> tuple[Reference, ...]:
    """The documents that a revision's paper says it follows."""
    body = session.scalar(
        select(RevisionRow.plan).where(RevisionRow.plan_id == plan_id, RevisionRow.number == number)
    )
    return tuple(thaw.unpack(Reference, one) for one in (body or {}).get("follows", ()))


def calendar(kept: RevisionRow) -> WorkCalendar:
    """The calendar of a revision."""
    return WorkCalendar(tuple(thaw.unpack(Override, one) for one in kept.calendar))


def calendar_of(session: Session, plan_id: int, number: int) -> WorkCalendar:
    """The calendar alone: the paper and all else of a revision stay where they are."""
    query = select(RevisionRow.calendar).where(RevisionRow.plan_id == plan_id, RevisionRow.number == number)
    return WorkCalendar(tuple(thaw.unpack(Override, one) for one in session.scalars(query).one()))


def fixed(kept: RevisionRow) -> dict[str, FixedMeeting]:
    """The conferences that a revision knows the day of."""
    return {name: thaw.unpack(FixedMeeting, one) for name, one in kept.fixed.items()}


def parents(kept: RevisionRow) -> tuple[Plan, ...]:
    """The plans above that a revision was fitted into."""
    return tuple(thaw.unpack(Plan, one) for one in kept.parents)
