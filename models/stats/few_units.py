"""A long list that is about a few units only: these are found first, then what they owe, unit by unit.

Through the indexes of dates every row would be looked at for a page that stays short.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.reports.obligation_states import ObligationState
from models.stats.wanted_lines import NEVER, ListPlace, Pick, Wanted, named, reached
from models.tables import DutyRow, ObligationRow, UnitRow
from models.tables.base import Instant

MOST = 1_000
"""Beyond so many a page is soon full by the order of dates."""

Arm = tuple[int, ObligationState, bool | None]
"""Rank, state, whether late; None: late or not."""


def codes(session: Session, wanted: Wanted, now: datetime) -> list[str] | None:
    """Units that the words name, or that nobody can reach; None: the list asks for neither, or too many."""
    if not wanted.words and wanted.pick is not Pick.UNREACHED:
        return None
    query = select(UnitRow.code).distinct().where(*named(wanted.words))
    if wanted.pick is Pick.UNREACHED:
        query = query.where(UnitRow.code.not_in(reached(day_of(now))))
    found = session.scalars(query.limit(MOST + 1)).all()
    return list(found) if len(found) <= MOST else None


def narrowed(
    session: Session, plan_id: int, wanted: Wanted, now: datetime
) -> tuple[Wanted, tuple[ColumnElement[bool], ...]]:
    """What is still to be asked, and what these units owe: the index (duty, unit) finds it. (): too many."""
    units = codes(session, wanted, now)
    if units is None:
        return wanted, ()
    wanted = replace(wanted, words="", pick=None if wanted.pick is Pick.UNREACHED else wanted.pick)
    duties = session.scalars(select(DutyRow.id).where(DutyRow.plan_id == plan_id)).all()
    return wanted, (ObligationRow.duty_id.in_(duties), ObligationRow.unit.in_(units))


def by_date(
    owed: Iterable[ColumnElement[bool]], arms: Iterable[Arm], now: datetime, after: ListPlace | None
) -> Select[*tuple[Any, ...]]:
    """In the order of ranks and dates, from behind a place on."""
    row = ObligationRow
    known = [(_stands(state, late, now), rank) for rank, state, late in arms]
    rank: ColumnElement[int] = case(*known, else_=len(known))
    key = func.coalesce(row.extended_until, row.due_at, literal(NEVER, Instant()), type_=Instant())
    query = select(row.id, rank.label("rank"), key.label("key")).where(*owed, or_(*(one for one, _ in known)))
    if after is not None:
        at = literal(datetime.fromisoformat(after.key), Instant())
        later = or_(key > at, and_(key == at, row.id > after.number))
        query = query.where(or_(rank > after.rank, and_(rank == after.rank, later)))
    return query.order_by(rank, key, row.id)


def _stands(state: ObligationState, late: bool | None, now: datetime) -> ColumnElement[bool]:
    is_it = ObligationRow.state == state.value
    if late is None:
        return is_it
    date_ = func.coalesce(ObligationRow.extended_until, ObligationRow.due_at, type_=Instant())
    return and_(is_it, date_ < now if late else or_(date_ >= now, date_.is_(None)))
