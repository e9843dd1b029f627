"""Duties that gather the reports of the units below: they open when those are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Row, String, bindparam, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningUpdate

from cascade.reports.obligation_states import ObligationState
from models.database import remembered, sql
from models.outbox import act_notices
from models.tables import DutyRow, ObligationRow, PlanRow


@dataclass(frozen=True, slots=True)
class Collector:
    """A duty that waits for others, and the rows of those."""

    key: str
    id: int
    collects: frozenset[str]
    below: tuple[int, ...]
    root: str
    """Whoever stands at the plan's root gathers all of it; anybody else what hangs directly below."""


def open_waiting(session: Session, plan_id: int, now: datetime) -> int:
    """Open every duty whose reports from below are all in; says how many."""
    return sum(open_ready(session, plan_id, one, None, now) for one in collectors(session, plan_id))


def after(session: Session, plan_id: int, key: str, above: str | None, now: datetime) -> int:
    """One report came in or fell away: look only at those who gather it."""
    return sum(
        open_ready(session, plan_id, one, above, now)
        for one in collectors(session, plan_id)
        if key in one.collects
    )


def collectors(session: Session, plan_id: int) -> list[Collector]:
    rows = duties_of(session, plan_id)
    ids = {row.key: row.id for row in rows}
    root = session.get_one(PlanRow, plan_id).root
    return [
        Collector(
            row.key,
            row.id,
            frozenset(row.collects),
            tuple(ids[name] for name in row.collects if name in ids),
            root,
        )
        for row in rows
        if row.collects and not row.hangs
    ]


def duties_of(session: Session, plan_id: int) -> Sequence[Row[tuple[int, str, Sequence[str], bool]]]:
    """Number, key, what it gathers, whether its date hangs on a conference: of each duty the plan has now."""
    asked = {"plan": plan_id}
    return remembered.once(session, ("duties of", plan_id), lambda: session.execute(_DUTIES, asked).all())


def open_ready(session: Session, plan_id: int, one: Collector, above: str | None, now: datetime) -> int:
    """Open what nothing is missing for; `above`: only the committee there and what stands beside it."""
    about = {"gatherer": one.id, "below": one.below, "head": one.root, "now": now}
    near = {"committee": above} if above is not None else {}
    made = [
        *session.execute(_AT_THE_HEAD, about),
        *session.execute(_NEAR if near else _ANYWHERE, about | near),
    ]
    act_notices.opened(session, plan_id, _with_some_below(session, one, made), now)
    return len(made)


def _with_some_below(
    session: Session, one: Collector, made: Sequence[tuple[int, str, int]]
) -> list[tuple[int, str, int]]:
    """Those who have something to gather: a unit without any below heard of its duty when it was issued."""
    if not made:
        return []
    row, lower = ObligationRow, aliased(ObligationRow)
    query = select(row.id).where(sql.one_of(row.id, [number for number, _, _ in made]))
    below = select(lower.id).where(
        lower.duty_id.in_(one.below), (row.gathers == one.root) | (lower.above == row.gathers)
    )
    some = set(session.scalars(query.where(below.exists())))
    return [each for each in made if each[0] in some]


def _beside(committee: BindParameter[str]) -> ColumnElement[bool]:
    """The committee itself and what stands directly below it, its offices among them."""
    return (ObligationRow.unit == committee) | (ObligationRow.above == committee)


def _opening(*where: ColumnElement[bool]) -> ReturningUpdate[int, str, int]:
    return (
        update(ObligationRow)
        .where(
            ObligationRow.duty_id == bindparam("gatherer"),
            ObligationRow.state == ObligationState.WAITING.value,
            *where,
        )
        .values(state=ObligationState.OPEN.value, opened_at=bindparam("now"))
        .returning(ObligationRow.id, ObligationRow.unit, ObligationRow.revision)
    )


_DUTIES = select(DutyRow.id, DutyRow.key, DutyRow.collects, DutyRow.hangs).where(
    DutyRow.plan_id == bindparam("plan"), DutyRow.gone_in.is_(None)
)
_HEAD, _LOWER = bindparam("head", type_=String), aliased(ObligationRow)
_MISSING = select(_LOWER.id).where(_LOWER.duty_id.in_(bindparam("below", expanding=True)), _LOWER.undone)
_HERE = _MISSING.where(_LOWER.above == ObligationRow.gathers).correlate(ObligationRow)
_AT_THE_HEAD = _opening(_beside(_HEAD), ObligationRow.gathers == _HEAD, ~_MISSING.exists())
_ANYWHERE = _opening(ObligationRow.gathers != _HEAD, ~_HERE.exists())
_NEAR = _ANYWHERE.where(_beside(bindparam("committee", type_=String)))
"""Spelled once: every report asks them."""
