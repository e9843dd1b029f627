"""Addresses of clients that hear of what happens: added with a secret of their own, ended for good."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import NoticeState
from models.database import audit
from models.tables import ClientRow, HookDeliveryRow, HookRow
from models.views.client_views import TRIED, Client, Hook, HookDelivery

MOST = 10
"""Hooks of one client: a mistake in a loop must not make thousands."""
SECRET = "whsec_"


def add(session: Session, client: Client, url: str, events: Sequence[str], *, now: datetime, by: str) -> Hook:
    """A new hook with its secret, which is not shown again. Refusal: the client has too many."""
    many = session.scalar(
        select(func.count()).where(HookRow.client_id == client.id, HookRow.ended_at.is_(None))
    )
    if (many or 0) >= MOST:
        what = Told(f"đã có {MOST} địa chỉ nhận tin", f"there are {MOST} hooks already")
        raise Refusal(client.name, what, Told("bỏ bớt một địa chỉ", "end one of them"))
    row = {
        "client_id": client.id,
        "url": url,
        "secret": SECRET + base64.b64encode(secrets.token_bytes(32)).decode(),
        "events": sorted(set(events)),
        "at": now,
        "failures": 0,
    }
    made = session.scalars(insert(HookRow).returning(HookRow), row).one()
    audit.log(session, by, "hook_added", now=now, unit=client.unit, client=client.name, hook=made.id)
    return record(made)


def of_client(session: Session, client_id: int) -> list[Hook]:
    """Those that still hear."""
    rows = session.scalars(
        select(HookRow).where(HookRow.client_id == client_id, HookRow.ended_at.is_(None)).order_by(HookRow.id)
    )
    return [record(row) for row in rows]


def one(session: Session, client_id: int, number: int) -> Hook | None:
    """A hook of that client that still hears; another's is not there for it."""
    row = session.get(HookRow, number)
    mine = row is not None and row.client_id == client_id and row.ended_at is None
    return record(row) if row is not None and mine else None


def end(session: Session, hook: Hook, *, now: datetime, by: str) -> None:
    """It hears nothing more; what was on its way to it is not sent."""
    session.execute(update(HookRow).where(HookRow.id == hook.id).values(ended_at=now))
    waits = HookDeliveryRow.state.in_((NoticeState.QUEUED, NoticeState.RETRY))
    session.execute(
        update(HookDeliveryRow)
        .where(HookDeliveryRow.hook_id == hook.id, waits)
        .values(state=NoticeState.SUPERSEDED, ready_at=None)
    )
    audit.log(session, by, "hook_ended", now=now, hook=hook.id)


def try_out(session: Session, hook: Hook, now: datetime) -> int:
    """Send it something to see whether it works: the number of the delivery."""
    row = {
        "hook_id": hook.id,
        "subject": f"hook:{hook.id}",
        "event": TRIED,
        "body": {"type": TRIED, "timestamp": now.isoformat(), "data": {"hook": hook.id}},
        "state": NoticeState.QUEUED.value,
        "at": now,
        "ready_at": now,
        "attempt": 0,
    }
    return session.scalars(insert(HookDeliveryRow).returning(HookDeliveryRow.id), row).one()


def deliveries(session: Session, hook: Hook, before: int, limit: int) -> list[HookDelivery]:
    """What went to it, the latest first, from the one before that number on."""
    query = select(HookDeliveryRow).where(HookDeliveryRow.hook_id == hook.id, HookDeliveryRow.id < before)
    rows = session.scalars(query.order_by(HookDeliveryRow.id.desc()).limit(limit))
    return [_delivery(row) for row in rows]


def listening(session: Session, now: datetime) -> list[tuple[Hook, str]]:
    """Every hook that hears, with the unit of its client; those of clients that are past hear nothing."""
    query = (
        select(HookRow, ClientRow.unit)
        .join(ClientRow, ClientRow.id == HookRow.client_id)
        .where(HookRow.ended_at.is_(None), ClientRow.ended_at.is_(None), ClientRow.until > now)
        .order_by(HookRow.id)
    )
    return [(record(row), unit) for row, unit in session.execute(query)]


def record(row: HookRow) -> Hook:
    """A row as whoever sends sees it, with what signs."""
    return Hook(
        id=row.id,
        client_id=row.client_id,
        url=row.url,
        events=tuple(row.events),
        at=row.at,
        failures=row.failures,
        rests_until=row.rests_until,
        secret=row.secret,
    )


def _delivery(row: HookDeliveryRow) -> HookDelivery:
    return HookDelivery(
        id=row.id,
        hook_id=row.hook_id,
        event=row.event,
        body=row.body,
        state=NoticeState(row.state),
        at=row.at,
        attempt=row.attempt,
        sent_at=row.sent_at,
        code=row.code,
        reason=row.reason,
    )
