"""Writes what each unit owes: one row for each duty of each unit, by the hundred thousand if need be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cascade.duty import Cascade, Duty, Obligation
from cascade.tree import OrgTree
from models import bulk, duties
from models.records import ObligationState
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
)


def write(
    session: Session,
    cascade: Cascade,
    obligations: Iterable[Obligation],
    *,
    plan_id: int,
    revision: int,
    ids: Mapping[str, int],
    now: datetime,
) -> None:
    """Add these obligations. All of one duty share their first ten columns, so those are made once."""
    hanging = duties.hanging(cascade)
    heads: dict[tuple[str, bool], tuple[Any, ...]] = {}
    parties = _Parties()
    above = _above(cascade.tree)

    def head(duty: Duty, led: bool) -> tuple[Any, ...]:
        start = duties.start(duty, ids[duty.key], duty.key in hanging, now)
        return _head(session, duty, start, led, plan_id, revision, now)

    def rows() -> Iterable[tuple[Any, ...]]:
        for one in obligations:
            duty = one.duty
            # Of joint owners only the lead is reminded; the others owe it all the same.
            key = (duty.key, duty.joint and duty.lead not in (None, one.unit))
            first = heads.get(key) or heads.setdefault(key, head(duty, key[1]))
            yield (*first, one.unit, one.branch, above.get(one.unit), parties[one.to, one.via, one.copy])

    bulk.write(session, ObligationRow, COLUMNS, rows())


class _Parties(dict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], str]):
    """Who decides, who collects, who gets a copy: as text, made once for each combination."""

    def __missing__(self, key: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]) -> str:
        text = self[key] = json.dumps(key, ensure_ascii=False)
        return text


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
        bulk.native(session, duty.window.due_at),
        bulk.native(session, duty.window.closes_at),
        bulk.native(session, opened),
        None if led else bulk.native(session, start.next_at),
        None if led else start.next_rung,
        revision,
    )


def _above(tree: OrgTree) -> dict[str, str | None]:
    return {code: unit.parent for code, unit in tree.units.items()}
