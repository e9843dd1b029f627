"""Who did what, when: one row for every act, added and never changed; the last number tells of news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from cascade.notices import reasons
from models.database import clock, hook_events, stored_settings
from models.tables import AuditRow, ObligationRow, PlanRow, base
from models.views.audit_views import AuditEntry

_DOOR = "came by"


@dataclass(frozen=True, slots=True)
class AuditAct:
    """One act, to be written down."""

    act: str
    plan_id: int | None
    obligation_id: int | None
    unit: str | None
    detail: Mapping[str, object]

    @classmethod
    def about(cls, row: ObligationRow, act: str, detail: Mapping[str, object]) -> AuditAct:
        """What was done to an obligation."""
        return cls(act, row.plan_id, row.id, row.unit, detail)


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
    log_all(session, who, [AuditAct(act, plan_id, obligation_id, unit, detail)], now)


def log_all(session: Session, who: str, acts: Sequence[AuditAct], now: datetime) -> None:
    """Write down many acts of one person, in that order."""
    came = session.info.get(_DOOR, {})
    rows = [
        {
            "at": now,
            "who": who,
            "act": one.act,
            "plan_id": one.plan_id,
            "obligation_id": one.obligation_id,
            "unit": one.unit,
            "detail": {name: _plain(value) for name, value in {**one.detail, **came}.items()},
        }
        for one in acts
    ]
    session.execute(insert(AuditRow), rows)
    hook_events.note(session, rows)


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
_WITH_CLOCK = select(_LATEST.scalar_subquery(), stored_settings.get_later(clock.KEY))


def stamp(session: Session) -> int:
    """The number of the last act in the whole house; as long as it stays, what we saw still holds."""
    return session.execute(_LATEST).scalar_one() or 0


def glance(session: Session) -> int:
    """The same, and the clock in one question: whoever asks what time it is need not ask the ledger again."""
    latest, at = session.connection().execute(_WITH_CLOCK).one()
    stored_settings.know(session, clock.KEY, at)
    return latest or 0
