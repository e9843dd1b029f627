"""Who did what, when: one row for every act, added and never changed; the last number tells of news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from cascade.notices import reasons
from models.database import hook_events
from models.tables import AuditRow, PlanRow, base
from models.views.audit_views import AuditEntry

_DOOR = "came by"


def log(
    session: Session,
    who: str,
    act: str,
    *,
    now: datetime,
    plan_id: int | None = None,
    obligation_id: int | None = None,
    unit: str | None = None,
    **detail: object,
) -> None:
    """Write down an act, in the transaction that does it, with the door it came by if one was named."""
    detail |= session.info.get(_DOOR, {})
    row = {
        "at": now,
        "who": who,
        "act": act,
        "plan_id": plan_id,
        "obligation_id": obligation_id,
        "unit": unit,
        "detail": {name: _plain(value) for name, value in detail.items()},
    }
    session.execute(insert(AuditRow), row)
    hook_events.note(session, row)


def came_by(session: Session, door: str, address: str) -> None:
    """Name the door and the address that the acts of this transaction come by."""
    session.info[_DOOR] = {"door": door, "address": address}


def trail(
    session: Session, *, plan: str | None = None, unit: str | None = None, limit: int = 200
) -> list[AuditEntry]:
    """The latest acts first."""
    query = select(AuditRow, PlanRow.code).outerjoin(PlanRow, PlanRow.id == AuditRow.plan_id)
    if plan is not None:
        query = query.where(PlanRow.code == plan)
    if unit is not None:
        query = query.where(AuditRow.unit == unit)
    found = session.execute(query.order_by(AuditRow.id.desc()).limit(limit))
    return [_record(row, code) for row, code in found]


def latest(session: Session, plan_id: int) -> int:
    """The number of the plan's last act; 0 when nothing was done yet."""
    return session.scalar(select(func.max(AuditRow.id)).where(AuditRow.plan_id == plan_id)) or 0


def done_at(session: Session, act: str, at: datetime) -> bool:
    """Whether that was done at that very instant."""
    return (
        session.scalar(select(AuditRow.id).where(AuditRow.act == act, AuditRow.at == at).limit(1)) is not None
    )


def _record(row: AuditRow, plan: str | None) -> AuditEntry:
    return AuditEntry(
        row.id, row.at, row.who, row.act, plan, row.unit, row.obligation_id, _detail(row.detail)
    )


def _detail(kept: Mapping[str, object]) -> dict[str, object]:
    return {name: reasons.read(value) if isinstance(value, str) else value for name, value in kept.items()}


def _plain(value: object) -> object:
    if isinstance(value, str):
        return reasons.stored(value)
    return value if value is None or isinstance(value, (str, int, float, bool, list, dict)) else str(value)


_LATEST = select(func.max(base.table(AuditRow).c.id))


def stamp(session: Session) -> int:
    """The number of the last act in the whole house; as long as it stays, what we saw still holds."""
    return session.execute(_LATEST).scalar_one() or 0
