"""Issuing a plan: the paper, what every unit owes, and the first notices, in one stroke or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.plan.model import Plan
from cascade.plan.responsible import root_of
from cascade.result.obligation import Cascade, FixedMeeting
from models.channels import sending_hours
from models.conferences import sittings
from models.database import audit
from models.database.ledger import acting
from models.obligations import dual_lines, insert_obligations
from models.org import contact_list
from models.outbox import notice_rows, unreachable
from models.plans import duties, membership_digest, revisions
from models.plans.membership_digest import PartyTexts
from models.tables import PlanRow
from models.views.notice_views import NewNotice
from models.views.plan_views import PlanState


def issue(
    session: Session,
    cascade: Cascade,
    *,
    now: datetime,
    by: str,
    calendar: WorkCalendar | None = None,
    parents: Sequence[Plan] = (),
    fixed: Mapping[str, FixedMeeting] | None = None,
) -> int:
    """Write the plan, all that follows from it and the first notices, in the caller's one transaction.

    Refusal: a plan of that code has been issued.
    """
    acting(session, "issue")
    plan_id = _add_plan(session, cascade, now)
    days = calendar or cascade.calendar
    revisions.keep(
        session,
        cascade,
        days,
        dict(fixed or {}),
        plan_id=plan_id,
        number=1,
        now=now,
        by=by,
        why="ban hành",
        parents=parents,
    )
    _add_duties(session, plan_id, cascade, days, now)
    sittings.write(session, plan_id, cascade.meetings)
    dual_lines.hush(session, plan_id, cascade, now, by)
    told = _announce(session, plan_id, cascade, now)
    audit.log(session, by, "issue", now=now, plan_id=plan_id, obligations=len(cascade.obligations), told=told)
    return plan_id


def _add_duties(session: Session, plan_id: int, cascade: Cascade, days: WorkCalendar, now: datetime) -> None:
    texts = PartyTexts()
    members = membership_digest.by_duty(cascade.obligations)
    listed = [(duty, membership_digest.digest(members.get(duty.key, ()), texts)) for duty in cascade.duties]
    ids = duties.write(session, plan_id, 1, listed)
    owed = cascade.obligations
    insert_obligations.write(
        session,
        cascade.tree,
        owed,
        plan_id=plan_id,
        revision=1,
        ids=ids,
        texts=texts,
        now=now,
        issued_by=days,
    )


def _add_plan(session: Session, cascade: Cascade, now: datetime) -> int:
    plan = cascade.plan
    if session.scalar(select(PlanRow.id).where(PlanRow.code == plan.code)) is not None:
        what = Told("kế hoạch này đã ban hành", "this plan has been issued")
        todo = Told("dùng “dondoc amend” để điều chỉnh", "change it with “dondoc amend”")
        raise Refusal(plan.code, what, todo)
    issuer = cascade.tree.unit(plan.issuer)
    row = {
        "code": plan.code,
        "title": plan.title,
        "short": plan.short or plan.title,
        "number": plan.number,
        "issuer": plan.issuer,
        "issuer_name": issuer.name,
        "root": root_of(plan, cascade.tree),
        "desk": plan.desk or plan.policy.desk,
        "state": PlanState.RUNNING.value,
        "revision": 1,
        "issued_at": now,
        "tree_day": cascade.tree.day,
        "send_hours": [hour.isoformat() for hour in plan.policy.send_hours],
        "secret": plan.secret,
    }
    return session.scalars(insert(PlanRow).returning(PlanRow.id), row).one()


def _announce(session: Session, plan_id: int, cascade: Cascade, now: datetime) -> int:
    """One first notice for each unit that owes something; it lists all its duties when it is worded."""
    units = dict.fromkeys(obligation.unit for obligation in cascade.obligations)
    posts = contact_list.in_post(session, units, day_of(now))
    notices = (_first_notice(plan_id, unit, now) for unit in units)
    silent = {unit for unit in units if unit not in posts or not posts[unit].addresses}
    if silent:
        listed = [_first_notice(plan_id, unit, now) for unit in silent]
        unreachable.notify_above(session, listed, silent, now)
    notice_rows.write_fresh(session, notices, posts, now, sending_hours.by_plan(session, {plan_id}))
    return len(units) - len(silent)


def _first_notice(plan_id: int, unit: str, now: datetime) -> NewNotice:
    return NewNotice(
        plan_id=plan_id, unit=unit, occasion=Occasion.ISSUED, rung=Occasion.ISSUED, revision=1, due_at=now
    )
