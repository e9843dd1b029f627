"""The obligations of one plan as a long list: some of them, in an order, from a place on, a page at a time.

A nation owes hundreds of thousands. Each state is read by its index in the order of dates and only as far as
the page goes; the few with a later date of their own, and those without any, are read beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, false, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.reports.obligation_states import UNDONE, ObligationState
from models.stats import few_units
from models.stats.wanted_lines import (
    NEVER,
    PAGE,
    Listed,
    ListOrder,
    ListPlace,
    Pick,
    Wanted,
    called_now,
    filters,
    named,
)
from models.tables import DutyRow, ObligationRow, UnitRow
from models.tables.base import Instant

_SHOWN = tuple(one for one in ObligationState if one is not ObligationState.WITHDRAWN)
_RANKS = (
    (Pick.LATE, UNDONE),
    (Pick.RETURNED, (ObligationState.RETURNED,)),
    (Pick.OPEN, (ObligationState.OPEN,)),
    (Pick.WAITING, (ObligationState.WAITING,)),
    (Pick.SUBMITTED, (ObligationState.SUBMITTED,)),
    (Pick.ACCEPTED, (ObligationState.ACCEPTED,)),
    (Pick.EXEMPT, (ObligationState.EXEMPT,)),
)
"""In the order of states, the gravest first."""


def page(
    session: Session,
    plan_id: int,
    wanted: Wanted,
    now: datetime,
    after: ListPlace | None = None,
    size: int = PAGE,
) -> Listed:
    """The lines behind a place, and where the page after them begins."""
    wanted, few = few_units.narrowed(session, plan_id, wanted, now)
    if wanted.order is ListOrder.UNIT:
        query = _by_unit(session, plan_id, wanted, now, after, few)
    elif few:
        query = few_units.by_date((*few, *filters(plan_id, wanted, now)), _arms(wanted), now, after)
    else:
        query = _by_date(plan_id, wanted, now, after, size + 1)
    found = session.execute(query.limit(size + 1)).all()
    shown = found[:size]
    more = ListPlace(shown[-1].rank, _written(shown[-1].key), shown[-1].id) if len(found) > size else None
    return Listed(tuple(row.id for row in shown), more)


def _written(key: Any) -> str:
    return key.isoformat() if isinstance(key, datetime) else str(key)


_MANY = 5_000


class _Arm(NamedTuple):
    """One run through an index."""

    rank: int
    state: ObligationState
    late: bool | None


def _arms(wanted: Wanted) -> Iterator[_Arm]:
    if wanted.order is ListOrder.STATE:
        for rank, (pick, states) in enumerate(_RANKS):
            for state in states:
                if _asked_for(wanted.pick, state, pick is Pick.LATE):
                    yield _Arm(rank, state, pick is Pick.LATE if state.undone else None)
    else:
        late = True if wanted.pick is Pick.LATE else None
        for state in _SHOWN:
            if _asked_for(wanted.pick, state, late is True):
                yield _Arm(0, state, late)


def _asked_for(pick: Pick | None, state: ObligationState, late: bool) -> bool:
    return pick is None or (pick.includes(state) and (late or pick is not Pick.LATE))


def _by_date(
    plan_id: int, wanted: Wanted, now: datetime, after: ListPlace | None, size: int
) -> Select[*tuple[Any, ...]]:
    narrowed = tuple(filters(plan_id, wanted, now))
    arms = [
        part
        for arm in _arms(wanted)
        if after is None or arm.rank >= after.rank
        for part in _run(
            plan_id, arm, narrowed, now, after if after and arm.rank == after.rank else None, size
        )
    ]
    if not arms:
        return select(ObligationRow.id, literal(0).label("rank"), ObligationRow.unit.label("key")).where(
            false()
        )
    every = union_all(*(select(part.subquery()) for part in arms)).subquery()
    return select(every.c.id, every.c.rank, every.c.key).order_by(every.c.rank, every.c.key, every.c.id)


def _run(
    plan_id: int,
    arm: _Arm,
    narrowed: Sequence[ColumnElement[bool]],
    now: datetime,
    after: ListPlace | None,
    size: int,
) -> Iterator[Select[*tuple[Any, ...]]]:
    """Those with the plan's date, with one of their own, and with none."""
    row = ObligationRow
    mine = [row.plan_id == plan_id, row.state == arm.state.value, *narrowed]
    at = datetime.fromisoformat(after.key) if after else None
    number = after.number if after else 0
    for date_ in (row.due_at, row.extended_until):
        own = row.extended_until.is_not(None) if date_ is row.extended_until else row.extended_until.is_(None)
        where = [*mine, own, date_.is_not(None)]
        if arm.late is not None:
            where.append(date_ < now if arm.late else date_ >= now)
        if at is not None:
            where += [date_ >= at, or_(date_ > at, row.id > number)]
        yield _line(arm, date_).where(*where).order_by(date_, row.id).limit(size)
    if arm.late:
        return
    where = [*mine, row.due_at.is_(None), row.extended_until.is_(None)]
    if at is not None and at >= NEVER:
        where.append(row.id > number)
    never = literal(NEVER, Instant())
    yield _line(arm, never).where(*where).order_by(row.id).limit(size)


def _line(arm: _Arm, key: Any) -> Select[*tuple[Any, ...]]:
    return select(ObligationRow.id, literal(arm.rank).label("rank"), key.label("key"))


def _by_unit(
    session: Session,
    plan_id: int,
    wanted: Wanted,
    now: datetime,
    after: ListPlace | None,
    few: tuple[ColumnElement[bool], ...],
) -> Select[*tuple[Any, ...]]:
    """Unit by unit as a Vietnamese list has them: the index of names leads. `few`: only what these owe."""
    row = ObligationRow
    states = row.state.in_({arm.state.value for arm in _arms(wanted)})
    picked: tuple[ColumnElement[bool], ...] = (*few, states)
    if not few:
        duties = session.scalars(select(DutyRow.id).where(DutyRow.plan_id == plan_id)).all()
        picked = (row.duty_id.in_(duties), states)
    if not few and _many(session, plan_id, wanted, {arm.state.value for arm in _arms(wanted)}, now):
        # Asked of one unit after another; by an index over the whole plan all names would be sorted first.
        picked = tuple(func.coalesce(one, False) for one in picked)
    query = (
        select(row.id, literal(0).label("rank"), UnitRow.sorting.label("key"))
        .join(row, row.unit == UnitRow.code)
        .where(*picked, called_now(day_of(now)))
        .where(*filters(plan_id, replace(wanted, words=""), now), *named(wanted.words))
        .order_by(UnitRow.sorting, row.id)
    )
    if wanted.pick is Pick.LATE:
        query = query.where(row.overdue(now))
    if after is not None:
        query = query.where(
            tuple_(UnitRow.sorting, row.id) > tuple_(literal(after.key), literal(after.number))
        )
    return query


def _many(session: Session, plan_id: int, wanted: Wanted, states: Collection[str], now: datetime) -> bool:
    """Whether nearly every unit has one of those that are asked for."""
    if wanted.branch or wanted.level or wanted.duty or wanted.units is not None:
        return False
    row = ObligationRow
    some = select(row.id).where(row.plan_id == plan_id, row.state.in_(states))
    if wanted.pick is Pick.LATE:
        some = some.where(row.due_at < now)
    first = some.limit(_MANY).subquery()
    return session.scalar(select(func.count()).select_from(first)) == _MANY
