"""The obligations of one plan as a long list: some of them, in an order, from a place on, a page at a time.

A nation owes hundreds of thousands. Each state is read by its index in the order of dates and only as far as
the page goes; the few with a later date of their own, and those without any, are read beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from cascade.calendar.zone import day_of
from cascade.lang.nearest import bare
from cascade.reports.obligation_states import UNDONE, ObligationState
from models.obligations import obligations
from models.tables import AddressRow, ContactRow, DutyRow, ObligationRow, UnitRow
from models.tables.base import Instant
from models.views.obligation_views import ObligationView

PAGE = 50
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Where those without a date stand: behind all others."""


class Pick(StrEnum):
    """Which ones, by how they stand."""

    LATE = "late"
    OPEN = "open"
    WAITING = "waiting"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    EXEMPT = "exempt"
    UNREACHED = "unreached"
    """Nobody there has an address that works."""


class Order(StrEnum):
    """What comes first."""

    DEADLINE = "deadline"
    UNIT = "unit"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is to show; empty: all of it."""

    branch: str = ""
    level: str = ""
    duty: str = ""
    """A key of the plan's present revision: "D6/grassroots"."""
    pick: Pick | None = None
    words: str = ""
    """In the unit's name, with or without marks; or its code."""
    units: tuple[str, ...] | None = None
    """Only these and all below them; None: the whole plan."""
    order: Order = Order.DEADLINE


class Place(NamedTuple):
    """The last line of a page: the next one begins behind it."""

    rank: int
    key: str
    """An instant, or what puts the unit in its place."""
    number: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One page."""

    rows: tuple[ObligationView, ...]
    more: Place | None


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
    after: Place | None = None,
    size: int = PAGE,
) -> Listed:
    """The lines behind a place, and where the page after them begins."""
    if wanted.order is Order.UNIT:
        query = _by_unit(session, plan_id, wanted, now, after)
    else:
        query = _by_date(plan_id, wanted, now, after, size + 1)
    found = session.execute(query.limit(size + 1)).all()
    views = obligations.some(session, [row.id for row in found], now)
    shown = found[:size]
    more = Place(shown[-1].rank, _written(shown[-1].key), shown[-1].id) if len(found) > size else None
    return Listed(tuple(views[row.id] for row in shown), more)


def _written(key: Any) -> str:
    return key.isoformat() if isinstance(key, datetime) else str(key)


_MANY = 5_000


class _Arm(NamedTuple):
    """One run through an index."""

    rank: int
    state: ObligationState
    late: bool | None


def _arms(wanted: Wanted) -> Iterator[_Arm]:
    if wanted.order is Order.STATE:
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
    if pick in (None, Pick.UNREACHED):
        return True
    if pick is Pick.LATE:
        return late and state.undone
    return state.value == pick.value


def _by_date(plan_id: int, wanted: Wanted, now: datetime, after: Place | None, size: int) -> Select[Any]:
    filters = tuple(_filters(wanted, now))
    arms = [
        part
        for arm in _arms(wanted)
        if after is None or arm.rank >= after.rank
        for part in _run(
            plan_id, arm, filters, now, after if after and arm.rank == after.rank else None, size
        )
    ]
    if not arms:
        return select(ObligationRow.id, literal(0).label("rank"), ObligationRow.unit.label("key")).where(
            false()
        )
    every = union_all(*(select(part.subquery()) for part in arms)).subquery()
    return select(every.c.id, every.c.rank, every.c.key).order_by(every.c.rank, every.c.key, every.c.id)


def _inside(arm: _Arm, after: Place | None) -> Place | None:
    """The place, where it lies in this run."""
    return after if after is not None and arm.rank == after.rank else None


def _run(
    plan_id: int,
    arm: _Arm,
    filters: Sequence[ColumnElement[bool]],
    now: datetime,
    after: Place | None,
    size: int,
) -> Iterator[Select[Any]]:
    """Those with the plan's date, with one of their own, and with none."""
    row = ObligationRow
    mine = [row.plan_id == plan_id, row.state == arm.state.value, *filters]
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


def _line(arm: _Arm, key: Any) -> Select[Any]:
    return select(ObligationRow.id, literal(arm.rank).label("rank"), key.label("key"))


def _by_unit(
    session: Session, plan_id: int, wanted: Wanted, now: datetime, after: Place | None
) -> Select[Any]:
    """Unit by unit as a Vietnamese list has them: the index of names leads."""
    row = ObligationRow
    duties = session.scalars(select(DutyRow.id).where(DutyRow.plan_id == plan_id)).all()
    states = {arm.state.value for arm in _arms(wanted)}
    picked = row.duty_id.in_(duties), row.state.in_(states)
    if _many(session, plan_id, wanted, states, now):
        # Asked of one unit after another; by an index over the whole plan all names would be sorted first.
        picked = tuple(_by_hand(one) for one in picked)
    query = (
        select(row.id, literal(0).label("rank"), UnitRow.sorting.label("key"))
        .join(row, row.unit == UnitRow.code)
        .where(*picked, _called_now(day_of(now)))
        .where(*_filters(replace(wanted, words=""), now), *_named(wanted.words))
        .order_by(UnitRow.sorting, row.id)
    )
    if wanted.pick is Pick.LATE:
        query = query.where(row.overdue(now))
    if after is not None:
        query = query.where(tuple_(UnitRow.sorting, row.id) > tuple_(after.key, after.number))
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


def _by_hand(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same, looked at in each row and by no index."""
    return func.coalesce(condition, False)


def _called_now(day: date) -> ColumnElement[bool]:
    """The version of a unit that gives its name today: the last begun, or the first to come."""
    other = aliased(UnitRow)
    begun = and_(other.valid_from <= day, other.valid_from > UnitRow.valid_from)
    sooner = and_(UnitRow.valid_from > day, other.valid_from < UnitRow.valid_from)
    return not_(select(other.id).where(other.code == UnitRow.code, or_(begun, sooner)).exists())


def _filters(wanted: Wanted, now: datetime) -> Iterator[ColumnElement[bool]]:
    row = ObligationRow
    if wanted.branch:
        yield row.branch == wanted.branch
    if wanted.level:
        yield row.level == wanted.level
    if wanted.duty:
        known = select(DutyRow.id).where(DutyRow.key == wanted.duty, DutyRow.gone_in.is_(None))
        yield row.duty_id.in_(known)
    if wanted.pick is Pick.UNREACHED:
        yield row.unit.not_in(_reached(day_of(now)))
    if wanted.units is not None:
        yield row.unit.in_(below(wanted.units, day_of(now)))
    if wanted.words:
        yield row.unit.in_(select(UnitRow.code).where(*_named(wanted.words)))


def _named(words: str) -> Sequence[ColumnElement[bool]]:
    if not words:
        return ()
    plain = " ".join(bare(words).split())
    return (or_(UnitRow.plain.contains(plain, autoescape=True), UnitRow.code == words.strip()),)


def _reached(day: date) -> Select[Any]:
    works = and_(AddressRow.contact_id == ContactRow.id, AddressRow.bad_since.is_(None))
    serves = and_(ContactRow.valid_from <= day, ContactRow.valid_to > day)
    return select(ContactRow.unit).join(AddressRow, works).where(serves)


def below(roots: Sequence[str], day: date) -> Select[tuple[str]]:
    """The codes of these units and of all that hang below them on a day."""
    tree = select(UnitRow.code.label("code")).where(UnitRow.code.in_(roots)).cte(recursive=True)
    there = (UnitRow.parent == tree.c.code, UnitRow.valid_from <= day, UnitRow.valid_to > day)
    tree = tree.union(select(UnitRow.code).where(*there))
    return select(tree.c.code)


def standing(session: Session, plan_ids: Sequence[int], now: datetime) -> dict[int, dict[str, int]]:
    """How many of each plan stand how, by index alone: a count by state, and "late" among what is owed."""
    row = ObligationRow
    late = func.count().filter(row.due_at < now, row.state.in_(UNDONE))
    query = (
        select(row.plan_id, row.state, func.count(), late)
        .where(row.plan_id.in_(plan_ids), row.state.in_(_SHOWN))
        .group_by(row.plan_id, row.state)
    )
    found: dict[int, dict[str, int]] = {number: {} for number in plan_ids}
    for number, state, many, overdue in session.execute(query):
        found[number][state] = many
        found[number][Pick.LATE] = found[number].get(Pick.LATE, 0) + overdue
    for number, many in session.execute(_reprieved(plan_ids, now)):
        found[number][Pick.LATE] = found[number].get(Pick.LATE, 0) + many
    return found


def _reprieved(plan_ids: Sequence[int], now: datetime) -> Select[Any]:
    """What an own date takes from the late ones of the plan's date, and adds to them."""
    row = ObligationRow
    by_plan = func.count().filter(row.due_at < now)
    own = func.count().filter(row.extended_until < now)
    return (
        select(row.plan_id, own - by_plan)
        .where(row.plan_id.in_(plan_ids), row.extended_until.is_not(None), row.undone)
        .group_by(row.plan_id)
    )
