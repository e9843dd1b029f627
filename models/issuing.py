"""Issuing a plan: the paper, what every unit owes, and the first notices, in one stroke or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cascade.duty import Cascade, FixedMeeting
from cascade.instants import day_of
from cascade.plan import Plan
from cascade.refusal import Refusal
from cascade.tree import UnitKind
from cascade.workdays import WorkCalendar
from models import audit, duties, hours, owing, people, revisions
from models.calendar import load_calendar
from models.ledger import acting
from models.outbox import rows, unreachable
from models.records import NewNotice, PlanState
from models.tables import MeetingRow, PlanRow


def issue(
    session: Session,
    cascade: Cascade,
    *,
    now: datetime,
    by: str,
    calendar: WorkCalendar | None = None,
    parents: Sequence[Plan] = (),
) -> int:
    """Write the plan, everything that follows from it and the first notices, in the caller's one transaction."""
    acting(session, "issue")
    plan_id = _add_plan(session, cascade, now)
    days = calendar or load_calendar(session)
    fixed = _fixed(cascade)
    revisions.keep(
        session,
        cascade,
        days,
        fixed,
        plan_id=plan_id,
        number=1,
        now=now,
        by=by,
        why="ban hành",
        parents=parents,
    )
    ids = duties.write(session, plan_id, 1, cascade.duties, duties.hanging(cascade))
    owing.write(session, cascade, cascade.obligations, plan_id=plan_id, revision=1, ids=ids, now=now)
    _add_meetings(session, plan_id, cascade)
    told = _announce(session, plan_id, cascade, now)
    audit.log(session, by, "issue", now=now, plan_id=plan_id, obligations=len(cascade.obligations), told=told)
    return plan_id


def _add_plan(session: Session, cascade: Cascade, now: datetime) -> int:
    plan = cascade.plan
    if session.scalar(select(PlanRow.id).where(PlanRow.code == plan.code)) is not None:
        raise Refusal(plan.code, "kế hoạch này đã ban hành", "dùng “dondoc amend” để điều chỉnh")
    issuer = cascade.tree.unit(plan.issuer)
    row = {
        "code": plan.code,
        "title": plan.title,
        "short": plan.short or plan.title,
        "number": plan.number,
        "issuer": plan.issuer,
        "issuer_name": issuer.name,
        "root": issuer.parent if issuer.kind is UnitKind.OFFICE and issuer.parent else issuer.code,
        "desk": plan.desk or plan.policy.desk,
        "state": PlanState.RUNNING.value,
        "revision": 1,
        "issued_at": now,
        "tree_day": cascade.tree.day,
        "send_hours": [hour.isoformat() for hour in plan.policy.send_hours],
        "secret": plan.secret,
    }
    return session.scalars(insert(PlanRow).returning(PlanRow.id), row).one()


def _add_meetings(session: Session, plan_id: int, cascade: Cascade) -> None:
    listed = [
        {
            "plan_id": plan_id,
            "conference": meeting.conference.id,
            "name": meeting.conference.name,
            "state": "open" if meeting.start is None else "fixed",
            "start_at": meeting.start,
            "end_at": meeting.end,
            "line_test_at": meeting.line_test_at,
            "sequence": meeting.sequence,
            "invited": False,
        }
        for meeting in cascade.meetings
    ]
    if listed:
        session.execute(insert(MeetingRow), listed)


def _announce(session: Session, plan_id: int, cascade: Cascade, now: datetime) -> int:
    """One first notice for each unit that owes something; it lists all its duties when it is worded."""
    units = dict.fromkeys(obligation.unit for obligation in cascade.obligations)
    posts = people.in_post(session, units, day_of(now))
    notices = (_first_notice(plan_id, unit, now) for unit in units)
    silent = {unit for unit in units if unit not in posts or not posts[unit].addresses}
    if silent:
        listed = [_first_notice(plan_id, unit, now) for unit in silent]
        unreachable.tell_above(session, listed, silent, now)
    rows.write_fresh(session, notices, posts, now, hours.by_plan(session, {plan_id}))
    return len(units) - len(silent)


def _first_notice(plan_id: int, unit: str, now: datetime) -> NewNotice:
    return NewNotice(plan_id=plan_id, unit=unit, occasion="issued", rung="issued", revision=1, due_at=now)


def _fixed(cascade: Cascade) -> dict[str, FixedMeeting]:
    """Days that somebody fixed before the plan was issued."""
    return {
        one.conference.id: FixedMeeting(one.start, one.end or one.start, one.sequence, one.cancelled)
        for one in cascade.meetings
        if one.start is not None and one.sequence > 0
    }
