"""Writes what each unit owes: one row for each duty of each unit, by the hundred thousand if need be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cascade.calendar.workdays import WorkCalendar
from cascade.org.tree import OrgTree, UnitKind
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Duty, Obligation
from models.database import sql
from models.plans import duties
from models.plans.membership_digest import PartyTexts
from models.tables import ObligationRow

COLUMNS = (
    "plan_id",
    "duty_id",
    "level",
    "state",
    "due_at",
    "closes_at",
    "opened_at",
    "next_at",
    "next_rung",
    "revision",
    "unit",
    "branch",
    "above",
    "parties",
    "gathers",
)


def write(
    session: Session,
    tree: OrgTree,
    obligations: Iterable[Obligation],
    *,
    plan_id: int,
    revision: int,
    ids: Mapping[str, int],
    texts: PartyTexts,
    now: datetime,
    issued_by: WorkCalendar | None = None,
) -> None:
    """Add these obligations. All of one duty share their first ten columns, so those are made once.

    `issued_by`: the calendar of a plan that is issued; what is overdue by then is called (`left_at_issue`).
    """
    heads: dict[tuple[str, bool], tuple[Any, ...]] = {}

    def head(duty: Duty, led: bool) -> tuple[Any, ...]:
        number = ids[duty.key]
        start = (
            duties.start_at_issue(duty, number, now, issued_by)
            if issued_by
            else duties.start(duty, number, now)
        )
        return _head(session, duty, start, led, plan_id, revision, now)

    def rows() -> Iterable[tuple[Any, ...]]:
        for one in obligations:
            duty = one.duty
            # Of joint owners only the lead is reminded; the others owe it all the same.
            key = (duty.key, duty.joint and duty.lead not in (None, one.unit))
            first = heads.get(key) or heads.setdefault(key, head(duty, key[1]))
            place = (one.unit, one.branch, _above(tree, one.unit), texts[one.to, one.via, one.copy])
            yield (*first, *place, gathers(tree, one.unit) if duty.collects else None)

    sql.write(session, ObligationRow, COLUMNS, rows())


def _above(tree: OrgTree, code: str) -> str | None:
    unit = tree.units.get(code)
    return unit.parent if unit is not None else None


def gathers(tree: OrgTree, code: str) -> str | None:
    """Whose units report to this one: its own, or, for an office, those of the committee it serves."""
    unit = tree.units.get(code)
    return unit.parent if unit is not None and unit.kind is UnitKind.OFFICE else code


def _head(
    session: Session,
    duty: Duty,
    start: duties.Start,
    led: bool,
    plan_id: int,
    revision: int,
    now: datetime,
) -> tuple[Any, ...]:
    opened = now if start.state is ObligationState.OPEN else None
    return (
        plan_id,
        start.duty_id,
        duty.level.value,
        start.state.value,
        sql.native(session, duty.window.due_at),
        sql.native(session, duty.window.closes_at),
        sql.native(session, opened),
        None if led else sql.native(session, start.next_at),
        None if led else start.next_rung,
        revision,
    )
