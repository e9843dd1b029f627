"""What units owe and where they stand with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, label, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from cascade.calendar.zone import day_of
from cascade.org.unit import Level
from cascade.reports.obligation_states import ObligationState, late_since
from models.database import audit, sql
from models.obligations import locked
from models.obligations.collect import open_waiting
from models.obligations.due import due_plans, due_steps, next_due, uncalled
from models.org import names_in_time
from models.org.names_in_time import NamesInTime
from models.plans import promised_days
from models.stats.branch_states import branches
from models.tables import DutyRow, ObligationRow, PlanRow, PromiseRow
from models.views.obligation_views import ObligationView
from models.views.plan_views import PlanState

__all__ = [
    "acknowledge",
    "branch_codes",
    "branches",
    "due_plans",
    "due_steps",
    "find",
    "first_lines",
    "late_units",
    "next_due",
    "of_unit",
    "one",
    "open_waiting",
    "owner",
    "rows",
    "some",
    "uncalled",
]


def rows(
    session: Session,
    plan_id: int,
    *,
    now: datetime,
    branch: str | None = None,
    unit: str | None = None,
    duty: str | None = None,
    state: str | None = None,
    late_only: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[ObligationView]:
    """The plan's obligations, branch by branch. Withdrawn ones are shown only when asked for."""
    query = shown_query(now).where(DutyRow.plan_id == plan_id)
    query = query.where(ObligationRow.state == state if state else ~_withdrawn())
    if branch is not None:
        query = query.where(ObligationRow.branch == branch)
    if unit is not None:
        query = query.where(ObligationRow.unit == unit)
    if duty is not None:
        query = query.where(DutyRow.key == duty)
    if late_only:
        query = query.where(ObligationRow.overdue(now))
    query = query.order_by(ObligationRow.branch, ObligationRow.unit, DutyRow.id).limit(limit).offset(offset)
    return _records(session, query, now)


def first_lines(
    session: Session, plan_id: int, *, now: datetime, limit: int, branch: str | None = None
) -> list[ObligationView]:
    """The beginning of a long table, the overdue first: of a branch, or without one of what is above the
    grassroots and of everything overdue."""
    late = ObligationRow.overdue(now)
    higher = ObligationRow.level != Level.GRASSROOTS.value
    query = shown_query(now).where(DutyRow.plan_id == plan_id, ~_withdrawn())
    query = query.where(or_(higher, late) if branch is None else ObligationRow.branch == branch)
    first = case((late, 0), else_=1)
    query = query.order_by(first, ObligationRow.branch, ObligationRow.unit, ObligationRow.id)
    return _records(session, query.limit(limit), now)


def branch_codes(session: Session, plan_id: int) -> list[str]:
    """Every branch that owes anything."""
    query = select(ObligationRow.branch).where(ObligationRow.plan_id == plan_id, ~_withdrawn()).distinct()
    return sorted(session.scalars(query))


def late_units(
    session: Session, plan_id: int, now: datetime, branches: Sequence[str], keys: Sequence[str]
) -> list[str]:
    """Names of the units of some branches that still owe one of these duties after its date."""
    query = (
        _joined(ObligationRow.unit)
        .where(DutyRow.plan_id == plan_id, DutyRow.key.in_(keys), ObligationRow.branch.in_(branches))
        .where(ObligationRow.overdue(now))
        .order_by(ObligationRow.branch, ObligationRow.unit)
    )
    late = list(dict.fromkeys(session.scalars(query)))
    called = names_in_time.known(session, set(late))
    return [called.on(code, day_of(now)) for code in late]


def of_unit(session: Session, unit: str, now: datetime) -> list[ObligationView]:
    """What a unit owes under every running plan, the nearest date first."""
    query = shown_query(now).where(
        ObligationRow.unit == unit,
        ObligationRow.state != ObligationState.WITHDRAWN.value,
        PlanRow.state == PlanState.RUNNING.value,
    )
    return _records(session, query.order_by(ObligationRow.deadline, ObligationRow.id), now)


def one(session: Session, obligation_id: int, now: datetime) -> ObligationView:
    """One obligation. Refusal: there is none."""
    found = _records(session, shown_query(now).where(ObligationRow.id == obligation_id), now)
    if not found:
        raise locked.unknown()
    return found[0]


def owner(session: Session, obligation_id: int) -> str | None:
    """The code of the unit that owes it; None: there is no such obligation."""
    return session.scalar(select(ObligationRow.unit).where(ObligationRow.id == obligation_id))


def owners(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The same of several, by their numbers."""
    query = select(ObligationRow.id, ObligationRow.unit).where(sql.one_of(ObligationRow.id, ids))
    return {number: unit for number, unit in session.execute(query)}


def some(session: Session, ids: Sequence[int], now: datetime) -> dict[int, ObligationView]:
    """Several obligations by their numbers."""
    found: dict[int, ObligationView] = {}
    for part in sql.chunks(ids):
        query = shown_query(now).where(sql.one_of(ObligationRow.id, part))
        found |= {row.id: row for row in _records(session, query, now)}
    return found


def find(session: Session, plan_id: int, duty: str, unit: str) -> int | None:
    """The number of a unit's obligation under a duty key ("D6", "D6/grassroots")."""
    return session.scalar(
        select(ObligationRow.id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(
            DutyRow.plan_id == plan_id,
            DutyRow.key == duty,
            DutyRow.gone_in.is_(None),
            ObligationRow.unit == unit,
        )
    )


def owes(session: Session, plan_id: int, duty: str, unit: str) -> bool:
    """Whether a unit has that duty; one that it was relieved of, it has no more."""
    number = find(session, plan_id, duty, unit)
    if number is None:
        return False
    state = session.scalar(select(ObligationRow.state).where(ObligationRow.id == number))
    return state != ObligationState.WITHDRAWN


def acknowledge(session: Session, obligation_id: int, until: datetime, now: datetime, by: str) -> None:
    """The unit says it is on it: until then it is left alone. Those above it are told all the same.

    Refusal: there is none.
    """
    session.execute(
        update(ObligationRow)
        .where(ObligationRow.id == obligation_id, ObligationRow.undone)
        .values(acknowledged_until=until)
    )
    row = one(session, obligation_id, now)
    audit.log(
        session,
        by,
        "acknowledge",
        now=now,
        plan_id=row.plan_id,
        obligation_id=obligation_id,
        unit=row.unit,
        until=until.isoformat(),
    )


def _withdrawn() -> ColumnElement[bool]:
    return ObligationRow.state == ObligationState.WITHDRAWN.value


# Columns, not rows with an identity: a table of a province shows a thousand of them and changes none.
_SHOWN = (
    ObligationRow.id,
    ObligationRow.plan_id,
    PlanRow.code.label("plan"),
    DutyRow.key,
    DutyRow.requirement,
    DutyRow.action,
    DutyRow.kind,
    DutyRow.phrase,
    DutyRow.derived,
    DutyRow.secret,
    ObligationRow.unit,
    ObligationRow.branch,
    ObligationRow.level,
    ObligationRow.state,
    ObligationRow.due_at,
    ObligationRow.deadline.label("deadline"),
    ObligationRow.closes_at,
    ObligationRow.extended_until,
    ObligationRow.opened_at,
    ObligationRow.submitted_at,
    ObligationRow.accepted_at,
    ObligationRow.next_at,
    ObligationRow.next_rung,
    ObligationRow.revision,
    PlanRow.closed_at,
)


_FIELDS = (*(column.key for column in _SHOWN), "locked", "promised")


def shown_query(now: datetime) -> Select[*tuple[Any, ...]]:
    """Asks for obligations as they are shown, with the plan, the duty and what was promised beside them."""
    promised = label("promised", promised_days.shown())
    query = _joined(*_SHOWN, label("locked", ObligationRow.locked(now)), promised)
    return query.outerjoin(PromiseRow, PromiseRow.obligation_id == ObligationRow.id)


def _joined(*columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(DutyRow)
        .join(ObligationRow, ObligationRow.duty_id == DutyRow.id)
        .join(PlanRow, PlanRow.id == ObligationRow.plan_id)
    )


def _records(session: Session, query: Select[*tuple[Any, ...]], now: datetime) -> list[ObligationView]:
    found = session.execute(query).all()
    called = names_in_time.known(session, {code for row in found for code in (row.unit, row.branch)})
    return [shown_record(row, called, now) for row in found]


def shown_record(row: Row[*tuple[Any, ...]], called: NamesInTime, now: datetime) -> ObligationView:
    """A row of that question; what was asked for behind its columns is nobody's business here."""
    known: dict[str, Any] = dict(zip(_FIELDS, row, strict=False))
    due, day = known.pop("deadline"), names_in_time.shown_on(now, known.pop("closed_at"))
    state = ObligationState(row.state)
    since = late_since(state, due, row.submitted_at, now)
    return ObligationView(
        **{
            **known,
            "state": state,
            "unit_name": called.on(row.unit, day),
            "branch_name": called.on(row.branch, day),
            "stated_due_at": row.due_at,
            "due_at": due,
            "late": since is not None,
            "days_late": (day_of(since) - day_of(due)).days if since and due else 0,
        }
    )
