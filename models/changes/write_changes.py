"""Makes the rows say what a new revision says. What it does not touch is not even read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, null, update
from sqlalchemy.orm import Session

from cascade.changes.plan_diff import MovedObligation
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Duty, Obligation
from models.changes.ledger_diff import Change
from models.database import sql
from models.obligations import insert_obligations
from models.plans import duties
from models.tables import DutyRow, ObligationRow, PlanRow


def enact(session: Session, plan: PlanRow, change: Change, revision: int, now: datetime) -> None:
    """Withdraw, move, change and add obligations, duty by duty."""
    ids = _write_duties(session, plan.id, change, revision)
    _withdraw(session, change, revision, now)
    for one in change.touched:
        if one.before is not None and one.after is not None and not one.same_words:
            _move(session, one.before, one.after, ids[one.key], now)
    _mark(session, change, revision, now)
    _replace(session, change)
    _add(session, plan, change, revision, ids, now)


def _write_duties(session: Session, plan_id: int, change: Change, revision: int) -> dict[str, int]:
    """New words make a new row; where only the members differ, the row stays."""
    changed = [one for one in change.touched if not one.same_words]
    old = [one.before.id for one in changed if one.before is not None]
    session.execute(update(DutyRow).where(DutyRow.id.in_(old)).values(gone_in=revision))
    new = [(one.after, one.digest) for one in changed if one.after is not None]
    ids = duties.write(session, plan_id, revision, new)
    for one in change.touched:
        if one.same_words and one.before is not None:
            ids[one.key] = one.before.id
            session.execute(update(DutyRow).where(DutyRow.id == one.before.id).values(members=one.digest))
    return ids


def _withdraw(session: Session, change: Change, revision: int, now: datetime) -> None:
    """An accepted report stays accepted, also where nothing more is asked of the unit."""
    rows = [row.id for one in change.amendment.withdrawn if (row := change.row_of(one))]
    _each(
        session,
        rows,
        ObligationRow.state != ObligationState.ACCEPTED.value,
        state=ObligationState.WITHDRAWN.value,
        next_at=None,
        next_rung=None,
        revision=revision,
        moved_at=now,
    )


def _move(session: Session, before: DutyRow, after: Duty, duty_id: int, now: datetime) -> None:
    """Everybody who owes this duty gets its new dates at once; what is done keeps its state."""
    start = duties.start(after, duty_id, now)
    due = after.window.due_at
    stays = ObligationRow.state != ObligationState.WITHDRAWN.value
    session.execute(
        update(ObligationRow)
        .where(ObligationRow.duty_id == before.id, stays)
        .values(duty_id=duty_id, due_at=due, closes_at=after.window.closes_at)
    )
    owed = and_(ObligationRow.duty_id == duty_id, ObligationRow.undone)
    # A later date that somebody granted holds; one that the plan itself has overtaken is forgotten.
    overtaken = (
        ObligationRow.extended_until <= due if due is not None else ObligationRow.extended_until.is_(None)
    )
    # null(), not None: a JSON null would still pass for rungs of its own.
    gone = {"extended_until": None, "own_steps": null()}
    session.execute(update(ObligationRow).where(owed, overtaken).values(gone))
    if due != before.due_at:  # a rest was measured by the date that was, and so was a promise
        session.execute(update(ObligationRow).where(owed).values(acknowledged_until=None))
        plain = and_(owed, ObligationRow.extended_until.is_(None))
        session.execute(update(ObligationRow).where(plain).values(own_steps=null()))
    _point_to(session, and_(owed, ObligationRow.own_steps.is_(None)), start.next_at, start.next_rung)
    if after.joint and after.lead is not None:
        _point_to(session, and_(owed, ObligationRow.unit != after.lead), None, None)
    _turn(session, owed, start.state, after.hangs, now)


def _point_to(session: Session, where: Any, at: datetime | None, rung: str | None) -> None:
    session.execute(update(ObligationRow).where(where).values(next_at=at, next_rung=rung))


def _turn(session: Session, owed: Any, state: ObligationState, hangs: bool, now: datetime) -> None:
    """A conference got its day: what hung on it opens. It lost its day: what was open waits again."""
    waiting, opened = ObligationState.WAITING.value, ObligationState.OPEN.value
    if state is ObligationState.OPEN:
        session.execute(
            update(ObligationRow)
            .where(owed, ObligationRow.state == waiting)
            .values(state=opened, opened_at=now)
        )
    elif hangs:
        session.execute(
            update(ObligationRow).where(owed, ObligationRow.state == opened).values(state=waiting)
        )


def _mark(session: Session, change: Change, revision: int, now: datetime) -> None:
    """What units are told of carries the new revision: whatever was queued under the old one is dropped."""
    amendment = change.amendment
    moved = (*amendment.moved_earlier, *amendment.moved_later)
    for some, values in ((moved, {"moved_at": now}), (amendment.changed, {})):
        rows = [row.id for one in some if (row := change.row_of(one.before))]
        owed = ObligationRow.undone
        _each(session, rows, owed, revision=revision, acknowledged_until=None, **values)


def _replace(session: Session, change: Change) -> None:
    """Another branch, another superior, another addressee."""
    amendment = change.amendment
    every = (*amendment.moved_earlier, *amendment.moved_later, *amendment.changed, *amendment.silent)
    rows = [values for one in every if (values := _place(change, one))]
    if rows:
        session.execute(update(ObligationRow), rows)


def _place(change: Change, moved: MovedObligation) -> Mapping[str, Any] | None:
    row, after = change.row_of(moved.before), moved.after
    if row is None:
        return None
    unit = change.after.tree.units.get(row.unit)
    values = {
        "branch": after.branch,
        "above": unit.parent if unit else row.above,
        "parties": change.texts[after.to, after.via, after.copy],
    }
    same = all(getattr(row, name) == value for name, value in values.items())
    return None if same else {"id": row.id, **values}


def _add(
    session: Session,
    plan: PlanRow,
    change: Change,
    revision: int,
    ids: Mapping[str, int],
    now: datetime,
) -> None:
    """New obligations; one that was withdrawn under the same duty comes back to life."""
    fresh: list[Obligation] = []
    for one in change.amendment.added:
        touched = change.by_key[one.duty.key]
        old = touched.rows.get(one.unit) if touched.same_words else None
        if old is None:
            fresh.append(one)
            continue
        start = duties.start(one.duty, ids[one.duty.key], now)
        _each(
            session,
            [old.id],
            ObligationRow.id == old.id,
            state=start.state.value,
            opened_at=now,
            next_at=start.next_at,
            next_rung=start.next_rung,
            revision=revision,
            due_at=one.duty.window.due_at,
            branch=one.branch,
        )
    insert_obligations.write(
        session,
        change.after.tree,
        fresh,
        plan_id=plan.id,
        revision=revision,
        ids=ids,
        texts=change.texts,
        now=now,
    )


def _each(session: Session, ids: Sequence[int], where: Any, **values: Any) -> None:
    for some in sql.chunks(ids):
        session.execute(
            update(ObligationRow).where(sql.one_of(ObligationRow.id, some), where).values(**values)
        )
