"""Looks for what should never be in the ledger, by set and by index, and mends what follows from the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from cascade.reports.obligation_states import ObligationState
from cascade.reports.rollup import Counts
from cascade.result.obligation import Step
from models import outbox
from models.database import sql
from models.plans import duties
from models.stats import duty_counts, rollups
from models.tables import AuditRow, DutyRow, NoticeRow, ObligationRow, PlanRow, RollupRow, SettingRow
from models.views.plan_views import PlanState

LAPSED = timedelta(minutes=10)
"""So long after its end a lease is nobody's: whoever held it would have renewed it, or let it go."""
_OWED = (ObligationState.OPEN.value, ObligationState.RETURNED.value)
_LEASE = "lease:"


@dataclass(frozen=True, slots=True)
class Stray:
    """An obligation that is owed, with rungs to come by its ladder, of which none is appointed."""

    id: int
    plan: str
    next: Step


def running(session: Session) -> dict[int, str]:
    """Running plans: number -> code."""
    query = select(PlanRow.id, PlanRow.code).where(PlanRow.state == PlanState.RUNNING.value)
    return {number: code for number, code in session.execute(query.order_by(PlanRow.id))}


def running_since(session: Session) -> datetime | None:
    """When the first of the running plans was issued."""
    query = select(func.min(PlanRow.issued_at)).where(PlanRow.state == PlanState.RUNNING.value)
    return session.scalar(query)


def strays(session: Session, now: datetime) -> list[Stray]:
    """Owed, unreported and with a rung to come that nobody will call.

    Whoever has heard the last rung has none to come; of joint owners the lead alone is reminded.
    """
    plans = running(session)
    query = select(DutyRow.id, DutyRow.steps).where(DutyRow.plan_id.in_(plans), DutyRow.gone_in.is_(None))
    ladders = {number: _to_come(steps, now) for number, steps in session.execute(query)}
    return [*_of_ladders(session, plans, ladders), *_of_their_own(session, plans, now)]


def appoint(session: Session, found: Sequence[Stray]) -> None:
    """Give each the next rung of its frozen ladder, as if it had never lost it."""
    groups: dict[Step, list[int]] = {}
    for one in found:
        groups.setdefault(one.next, []).append(one.id)
    for step, ids in groups.items():
        for some in sql.chunks(ids):
            session.execute(
                update(ObligationRow)
                .where(ObligationRow.id.in_(some), ObligationRow.next_at.is_(None))
                .values(next_at=step.at, next_rung=step.rung)
            )


def _of_ladders(
    session: Session, plans: Mapping[int, str], ladders: Mapping[int, Step | None]
) -> Iterator[Stray]:
    coming = {number: step for number, step in ladders.items() if step is not None}
    for some in sql.chunks(list(coming)):
        query = select(ObligationRow.id, ObligationRow.plan_id, ObligationRow.duty_id).join(
            DutyRow, DutyRow.id == ObligationRow.duty_id
        )
        lost = query.where(ObligationRow.duty_id.in_(some), *_unappointed(), duty_counts.counted())
        for number, plan, duty in session.execute(lost.where(ObligationRow.own_steps.is_(None))):
            yield Stray(number, plans.get(plan, ""), coming[duty])


def _of_their_own(session: Session, plans: Mapping[int, str], now: datetime) -> Iterator[Stray]:
    """After an extension or a return each has rungs of its own."""
    query = (
        select(ObligationRow.id, ObligationRow.plan_id, ObligationRow.own_steps)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(ObligationRow.plan_id.in_(plans), *_unappointed(), duty_counts.counted())
        .where(ObligationRow.own_steps.is_not(None))
    )
    for number, plan, steps in session.execute(query):
        if (step := _to_come(steps or (), now)) is not None:
            yield Stray(number, plans[plan], step)


def _unappointed() -> tuple[ColumnElement[bool], ...]:
    return ObligationRow.state.in_(_OWED), ObligationRow.next_at.is_(None)


def _to_come(steps: Sequence[object], now: datetime) -> Step | None:
    later = [step for step in duties.steps(steps) if step.at > now]
    return min(later, key=lambda step: step.at, default=None)


def lapsed_notices(session: Session, now: datetime) -> int:
    """Notices in the hands of a sender who is long dead."""
    query = select(func.count()).select_from(NoticeRow).where(NoticeRow.lease_until < now - outbox.LEASE)
    return session.scalar(query) or 0


def lapsed_turns(session: Session, machine: datetime) -> list[str]:
    """Turns that ended long ago by the machines' clocks and were never let go."""
    query = select(SettingRow.key, SettingRow.value).where(SettingRow.key.startswith(_LEASE, autoescape=True))
    return [
        key.removeprefix(_LEASE)
        for key, value in session.execute(query.order_by(SettingRow.key))
        if value and datetime.fromisoformat(value["until"]) < machine - LAPSED
    ]


def free_turns(session: Session, machine: datetime) -> None:
    """Let go what the dead hold; looked at again, under the row's own lock."""
    keys = [f"{_LEASE}{name}" for name in lapsed_turns(session, machine)]
    held = select(SettingRow.key, SettingRow.value).where(SettingRow.key.in_(keys)).with_for_update()
    over = [
        key
        for key, value in session.execute(held)
        if datetime.fromisoformat(value["until"]) < machine - LAPSED
    ]
    session.execute(delete(SettingRow).where(SettingRow.key.in_(over)))


def in_hand(session: Session, now: datetime) -> set[str]:
    """Channels of which somebody alive is sending just now."""
    query = select(NoticeRow.channel).where(NoticeRow.lease_until >= now).distinct()
    return set(session.scalars(query))


def unequal_sums(session: Session) -> dict[str, tuple[int, int]]:
    """Plans whose duties do not add up to them: code -> (by its duties, by the plan)."""
    plans = running(session)
    kept = ObligationRow.state != ObligationState.WITHDRAWN.value
    by_duty = (
        select(DutyRow.plan_id, func.count())
        .join(ObligationRow, ObligationRow.duty_id == DutyRow.id)
        .where(DutyRow.plan_id.in_(plans), kept)
        .group_by(DutyRow.plan_id)
    )
    by_plan = (
        select(ObligationRow.plan_id, func.count())
        .where(ObligationRow.plan_id.in_(plans), kept)
        .group_by(ObligationRow.plan_id)
    )
    children, parents = (
        {number: many for number, many in session.execute(query)} for query in (by_duty, by_plan)
    )
    pairs = {code: (children.get(number, 0), parents.get(number, 0)) for number, code in plans.items()}
    return {code: pair for code, pair in pairs.items() if pair[0] != pair[1]}


def unequal_rollups(session: Session) -> list[str]:
    """Running plans whose kept sums are not what the ledger has, though nothing was done since."""
    return [code for number, code in running(session).items() if _differs(session, number)]


def _differs(session: Session, plan_id: int) -> bool:
    newest = select(RollupRow).where(RollupRow.plan_id == plan_id).order_by(RollupRow.day.desc()).limit(1)
    kept = session.scalars(newest).one_or_none()
    if kept is None or _touched_since(session, plan_id, kept.at):
        return False
    branches = rollups.counts(session, plan_id, kept.at)
    live = {name: asdict(one) for name, one in branches.items()}
    whole = asdict(sum(branches.values(), Counts()))
    counted = kept.body["counts"]
    return bool(counted["branch"] != live or counted["plan"] != {"plan": whole})


def _touched_since(session: Session, plan_id: int, at: datetime) -> bool:
    last = select(AuditRow.at).where(AuditRow.plan_id == plan_id).order_by(AuditRow.id.desc()).limit(1)
    acted = session.scalar(last)
    return acted is not None and acted >= at


def keep_sums_again(session: Session, codes: Sequence[str]) -> None:
    """Project the sums of these plans anew, for the instant they were kept at."""
    for number, code in running(session).items():
        newest = select(RollupRow.at).where(RollupRow.plan_id == number).order_by(RollupRow.day.desc())
        at = session.scalars(newest.limit(1)).one_or_none()
        if code in codes and at is not None:
            rollups.store(session, number, at)
