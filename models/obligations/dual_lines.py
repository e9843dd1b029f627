"""Units under two lines (military, police): a report to one plan serves the other that asks for the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from cascade.changes.dual_reporting import Shared, documents, shared
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Cascade
from models.database import audit
from models.database.sql import among, one_of
from models.obligations.locked import Owed
from models.plans import duties, membership_digest, revisions, tree_snapshots
from models.tables import AuditRow, DutyRow, ObligationRow, PlanRow
from models.views.plan_views import PlanState

_ACT = "two_lines"
_OPEN = (ObligationState.OPEN.value, ObligationState.RETURNED.value)


def hush(session: Session, plan_id: int, cascade: Cascade, now: datetime, by: str) -> int:
    """Press each such unit only for what is due first; the later one is left alone until then.

    Those above it hear of both all the same. Says how many duties are left alone.
    """
    units = cascade.tree.under_two_lines
    own = {id(one.duty) for one in cascade.obligations}
    count = 0
    for plan, paper in _others(session, plan_id, cascade.plan) if units else ():
        theirs = _drawn(session, plan.id, paper, cascade, units)
        for pair in shared(cascade, theirs):
            mine_waits = id(pair.served.duty) in own
            later, first = (plan_id, plan.id) if mine_waits else (plan.id, plan_id)
            count += _leave_alone(session, later, first, pair, now, by)
    return count


def link_again(session: Session, plan_id: int, after: Cascade, now: datetime, by: str) -> int:
    """After an amendment another date may come first, or the two may no longer ask for the same."""
    units = after.tree.under_two_lines
    if not units:
        return 0
    _let_go(session, plan_id, units)
    return hush(session, plan_id, _drawn(session, plan_id, after.plan, after, units), now, by)


def _let_go(session: Session, plan_id: int, units: Collection[str]) -> None:
    """Press again for whatever was left alone for the sake of this plan, or of another by this one.

    What the unit itself has said since stays: only the hour that we wrote ourselves is taken back.
    """
    own = session.get_one(PlanRow, plan_id).code
    query = select(AuditRow).where(AuditRow.act == _ACT, AuditRow.unit.in_(units)).order_by(AuditRow.id)
    last = {(row.plan_id, row.unit, row.detail["duty"]): row.detail for row in session.scalars(query)}
    for (plan, unit, key), told in last.items():
        if plan != plan_id and told.get("first", own) != own:
            continue
        duty = _current(plan, key)
        ours = ObligationRow.acknowledged_until == datetime.fromisoformat(told["until"])
        where = (ObligationRow.unit == unit, ObligationRow.duty_id.in_(duty), ours)
        session.execute(update(ObligationRow).where(*where).values(acknowledged_until=None))


def served(session: Session, owed: Owed) -> Iterator[int]:
    """Open duties of the unit under other plans that a report on this one answers as well."""
    yield from served_all(session, [owed]).get(owed.row.id, ())


def served_all(session: Session, owed: Collection[Owed]) -> dict[int, list[int]]:
    """The same of many: for each that serves others, those others."""
    alike: dict[tuple[int, str], list[Owed]] = defaultdict(list)
    for one in owed:
        alike[one.plan.id, one.duty.kind].append(one)
    return {number: others for some in alike.values() for number, others in _served(session, some)}


def _served(session: Session, owed: Sequence[Owed]) -> Iterator[tuple[int, list[int]]]:
    """Of duties of one kind in one plan."""
    plan, units = owed[0].plan, {one.row.unit for one in owed}
    about = {"plan": plan.id, "kind": owed[0].duty.kind}
    if len(units) == 1:
        found = list(session.execute(_OF_ONE, about | {"unit": owed[0].row.unit}))
    else:
        found = list(session.execute(_ELSEWHERE.where(one_of(ObligationRow.unit, units)), about))
    if not found:
        return
    paper, tree = _frozen(session, plan)
    found = [one for one in found if one.unit in tree.under_two_lines]
    others = session.scalars(select(PlanRow).where(PlanRow.id.in_({one.plan_id for one in found})))
    same = {one.id for one in others if documents(paper) & documents(_frozen(session, one)[0])}
    for one in owed:
        mine = [other.id for other in found if other.unit == one.row.unit and other.plan_id in same]
        if mine:
            yield one.row.id, mine


_ELSEWHERE = (
    select(ObligationRow.unit, ObligationRow.id, ObligationRow.plan_id)
    .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
    .join(PlanRow, PlanRow.id == ObligationRow.plan_id)
    .where(
        ObligationRow.plan_id != bindparam("plan"),
        ObligationRow.state.in_(_OPEN),
        DutyRow.kind == bindparam("kind"),
        DutyRow.gone_in.is_(None),
        PlanRow.state == PlanState.RUNNING.value,
    )
    .order_by(ObligationRow.id)
)
_OF_ONE = _ELSEWHERE.where(ObligationRow.unit == bindparam("unit"))
"""Spelled once: every report asks it."""


def _others(session: Session, plan_id: int, paper: Plan) -> Iterator[tuple[PlanRow, Plan]]:
    """Other running plans about the same documents."""
    query = select(PlanRow).where(PlanRow.id != plan_id, PlanRow.state == PlanState.RUNNING.value)
    for plan in session.scalars(query.order_by(PlanRow.id)).all():
        theirs = revisions.paper(session, plan.id, plan.revision)
        if documents(paper) & documents(theirs):
            yield plan, theirs


def _drawn(session: Session, plan_id: int, paper: Plan, near: Cascade, units: Collection[str]) -> Cascade:
    """What these units still owe under another plan, as the rules know it."""
    query = (
        select(ObligationRow, DutyRow)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(
            ObligationRow.plan_id == plan_id,
            DutyRow.gone_in.is_(None),
            among(ObligationRow.unit, units),
            ObligationRow.undone,
        )
        .order_by(ObligationRow.id)
    )
    owed = tuple(
        membership_digest.thaw(row, row.unit, duties.thaw(duty))
        for row, duty in session.execute(query)
        if row.unit in units
    )
    return Cascade(paper, near.tree, (), owed, (), (), near.calendar)


def _leave_alone(session: Session, plan_id: int, first: int, pair: Shared, now: datetime, by: str) -> int:
    """`first`: the plan whose date comes before."""
    one, asked = pair.served, pair.asked
    until = asked.duty.window.due_at
    if until is None:
        return 0
    duty = _current(plan_id, one.duty.key)
    session.execute(
        update(ObligationRow)
        .where(ObligationRow.unit == one.unit, ObligationRow.duty_id.in_(duty))
        .values(acknowledged_until=until)
    )
    audit.log(
        session,
        by,
        _ACT,
        now=now,
        plan_id=plan_id,
        unit=one.unit,
        duty=one.duty.key,
        asked=asked.duty.key,
        first=session.get_one(PlanRow, first).code,
        until=until,
    )
    return 1


def _current(plan_id: int | None, key: str) -> Select[int]:
    return select(DutyRow.id).where(DutyRow.plan_id == plan_id, DutyRow.key == key, DutyRow.gone_in.is_(None))


def _frozen(session: Session, plan: PlanRow) -> tuple[Plan, OrgTree]:
    kept = revisions.row(session, plan.id, plan.revision)
    return revisions.plan(kept), tree_snapshots.load(session, kept.tree)
