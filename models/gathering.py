"""Duties that gather the reports of the units below: they open when those are in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session, aliased

from models import telling
from models.records import ObligationState
from models.tables import DutyRow, ObligationRow, PlanRow
from models.tallies import OWED


def open_waiting(session: Session, plan_id: int, now: datetime) -> int:
    """Open every duty whose reports from below are all in; says how many."""
    return _open(session, plan_id, now, None, None)


def after(session: Session, plan_id: int, key: str, above: str | None, now: datetime) -> int:
    """One report came in or fell away: look only at those who gather it."""
    return _open(session, plan_id, now, key, above)


def _open(session: Session, plan_id: int, now: datetime, key: str | None, above: str | None) -> int:
    query = select(DutyRow.id, DutyRow.key, DutyRow.collects, DutyRow.hangs)
    rows = session.execute(query.where(DutyRow.plan_id == plan_id, DutyRow.gone_in.is_(None))).all()
    ids = {row.key: row.id for row in rows}
    opened = 0
    for row in rows:
        if row.collects and not row.hangs and (key is None or key in row.collects):
            below = [ids[name] for name in row.collects if name in ids]
            opened += _open_duty(session, plan_id, row.id, below, above, now)
    return opened


def _open_duty(
    session: Session, plan_id: int, duty_id: int, below: Sequence[int], above: str | None, now: datetime
) -> int:
    """Whoever stands at the plan's root gathers all of it; anybody else what hangs directly below."""
    root = session.scalars(select(PlanRow.root).where(PlanRow.id == plan_id)).one()
    lower = aliased(ObligationRow)
    missing = select(lower.id).where(lower.duty_id.in_(below), lower.state.in_(OWED))
    gathers = ObligationRow.gathers
    here = missing.where(lower.above == gathers).correlate(ObligationRow)
    near = true() if above is None else _beside(above)
    made = [
        *_open_where(session, duty_id, now, _beside(root), gathers == root, ~missing.exists()),
        *_open_where(session, duty_id, now, near, gathers != root, ~here.exists()),
    ]
    telling.opened(session, plan_id, made, now)
    return len(made)


def _open_where(
    session: Session, duty_id: int, now: datetime, *where: ColumnElement[bool]
) -> list[tuple[int, str, int]]:
    made = session.execute(
        update(ObligationRow)
        .where(
            ObligationRow.duty_id == duty_id,
            ObligationRow.state == ObligationState.WAITING.value,
            *where,
        )
        .values(state=ObligationState.OPEN.value, opened_at=now)
        .returning(ObligationRow.id, ObligationRow.unit, ObligationRow.revision)
    )
    return [(row.id, row.unit, row.revision) for row in made]


def _beside(committee: str) -> ColumnElement[bool]:
    """The committee itself and what stands directly below it, its offices among them."""
    return (ObligationRow.unit == committee) | (ObligationRow.above == committee)
