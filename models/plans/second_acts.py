"""Acts that wait for a second officer: asked, confirmed, refused or withdrawn, each exactly once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, insert, select, update
from sqlalchemy.orm import Session, aliased

from models.database import stored_settings
from models.tables import OfficerRow, SecondRow, SettingRow
from models.views.second_views import Second, SecondAct, SecondState, TurnedDown

MOST_REFUSED = 20
RULE = "rule:second_officer"
"""The rule is kept in the ledger, where every door sees it: no process can be started without it."""


def in_force(session: Session) -> bool:
    """Whether a plan is issued, amended and closed by two officers only."""
    return bool((stored_settings.get(session, RULE) or {}).get("on"))


def put_in_force(session: Session, on: bool) -> None:
    """From now on, or no longer."""
    stored_settings.put(session, RULE, {"on": on})


def ask(
    session: Session,
    act: SecondAct,
    unit: str,
    body: Mapping[str, Any],
    *,
    officer_id: int,
    now: datetime,
    draft_id: int | None = None,
    plan_id: int | None = None,
) -> int:
    """Write down what an officer wants done; a second must confirm it."""
    row = {
        "act": act.value,
        "unit": unit,
        "draft_id": draft_id,
        "plan_id": plan_id,
        "body": dict(body),
        "state": SecondState.ASKED.value,
        "officer_id": officer_id,
        "at": now,
    }
    return session.scalars(insert(SecondRow).returning(SecondRow.id), row).one()


def hold(session: Session) -> None:
    """One officer at a time asks, confirms or refuses: until the end of the transaction."""
    session.execute(select(SettingRow.key).where(SettingRow.key == RULE).with_for_update())


def one(session: Session, number: int) -> Second | None:
    """The act of that number."""
    row = session.execute(_acts(SecondRow.id == number)).one_or_none()
    return _second(row) if row is not None else None


def asked(
    session: Session, act: SecondAct, *, draft_id: int | None = None, plan_id: int | None = None
) -> Second | None:
    """The latest that waits about a draft or a plan, however long it has waited."""
    about = SecondRow.draft_id == draft_id if draft_id is not None else SecondRow.plan_id == plan_id
    wanted = _acts(SecondRow.state == SecondState.ASKED.value, SecondRow.act == act.value, about)
    row = session.execute(wanted.order_by(SecondRow.id.desc()).limit(1)).one_or_none()
    return _second(row) if row is not None else None


def waiting(session: Session) -> list[Second]:
    """All that wait, the oldest first."""
    rows = session.execute(_acts(SecondRow.state == SecondState.ASKED.value).order_by(SecondRow.id))
    return [_second(row) for row in rows]


def refused(session: Session, officer_id: int, since: datetime) -> list[TurnedDown]:
    """What this officer asked for and another did not confirm since then, the latest first."""
    by = aliased(OfficerRow)
    wanted = _acts(
        SecondRow.state == SecondState.REFUSED.value,
        SecondRow.officer_id == officer_id,
        SecondRow.decided_at >= since,
    )
    query = wanted.add_columns(by.name).outerjoin(by, by.id == SecondRow.decided_by)
    rows = session.execute(query.order_by(SecondRow.id.desc()).limit(MOST_REFUSED))
    return [TurnedDown(_second((row, name)), by or "") for row, name, by in rows]


def decide(
    session: Session, number: int, state: SecondState, *, officer_id: int, now: datetime, why: str = ""
) -> bool:
    """Write down what becomes of it; False: somebody was first."""
    found = session.get(SecondRow, number)
    if found is None or found.state != SecondState.ASKED:
        return False
    body = {**found.body, "why_not": why} if why else found.body
    still = (SecondRow.id == number, SecondRow.state == SecondState.ASKED.value)
    done = {"state": state.value, "decided_by": officer_id, "decided_at": now, "body": body}
    return session.scalar(update(SecondRow).where(*still).values(done).returning(SecondRow.id)) is not None


def _acts(*wanted: ColumnElement[bool]) -> Select[SecondRow, str]:
    officer = OfficerRow.id == SecondRow.officer_id
    return select(SecondRow, OfficerRow.name).join(OfficerRow, officer).where(*wanted)


def _second(found: Row[SecondRow, str] | tuple[SecondRow, str]) -> Second:
    row, name = found
    return Second(
        id=row.id,
        act=SecondAct(row.act),
        unit=row.unit,
        draft_id=row.draft_id,
        plan_id=row.plan_id,
        body=row.body,
        state=SecondState(row.state),
        officer_id=row.officer_id,
        officer=name,
        at=row.at,
        decided_at=row.decided_at,
    )
