"""From events to deliveries: shared out to the hooks that hear of them, taken in hand with a lease, settled.

The states are those of notices. A delivery waits for the one before it about the same duty; if whoever sends
dies in the middle, its lease ends and the same delivery goes out again under the same number.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from cascade.calendar.zone import day_of
from cascade.notices.kinds import OPEN, NoticeState
from cascade.notices.outcome_kinds import OutcomeKind
from models.database.hook_events import EVENTS
from models.database.ledger import acting
from models.org.clients import client_lists, hooks
from models.tables import DutyRow, HookDeliveryRow, HookEventRow, HookRow, ObligationRow, PlanRow
from models.views.client_views import ClaimedDelivery

LEASE = timedelta(minutes=2)
"""An answer takes at most ten seconds."""
SHARED = 500
"""Events in one go."""
MOST_ATTEMPTS = 8
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""As notices wait: about a day until a delivery is given up."""
GONE = "410"
"""The answer by which a receiver says that it wants nothing more."""
KEPT = timedelta(days=30)
"""What was delivered may be looked up so long."""
_OPEN = tuple(state.value for state in sorted(OPEN))


def share_out(session: Session, now: datetime) -> int:
    """Make a delivery of each event for each hook that hears of it; how many were made.

    Several senders take turns at the rows, so deliveries are numbered in the order of events.
    """
    query = select(HookEventRow).order_by(HookEventRow.id).limit(SHARED).with_for_update()
    events = session.scalars(query).all()
    if not events:
        return 0
    acting(session, "share_out")
    heard = [
        (hook, client_lists.codes(session, unit, day_of(now))) for hook, unit in hooks.listening(session, now)
    ]
    made = 0
    for event in events:
        name, body = EVENTS[event.act], None
        for hook, units in heard:
            if (hook.events and name not in hook.events) or not _concerns(session, event, units):
                continue
            body = body or _body(session, event)
            session.execute(insert(HookDeliveryRow), _row(hook.id, event, name, body, now))
            made += 1
    session.execute(delete(HookEventRow).where(HookEventRow.id.in_([event.id for event in events])))
    return made


def claim(session: Session, worker: str, now: datetime, limit: int) -> list[ClaimedDelivery]:
    """What may leave: of each duty the oldest, nothing for a hook that rests. Commit before sending."""
    acting(session, "claim_hooks")
    _give_back(session, now)
    earlier = aliased(HookDeliveryRow)
    blocked = exists().where(
        earlier.hook_id == HookDeliveryRow.hook_id,
        earlier.subject == HookDeliveryRow.subject,
        earlier.id < HookDeliveryRow.id,
        earlier.state.in_(_OPEN),
    )
    rested = or_(HookRow.rests_until.is_(None), HookRow.rests_until <= now)
    ready = (
        select(HookDeliveryRow.id)
        .join(HookRow, HookRow.id == HookDeliveryRow.hook_id)
        .where(HookDeliveryRow.ready_at <= now, HookRow.ended_at.is_(None), rested, ~blocked)
        .order_by(HookDeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=HookDeliveryRow)
    )
    mark = f"{worker}:{uuid.uuid4().hex}"
    taken = session.scalars(
        update(HookDeliveryRow)
        .where(HookDeliveryRow.id.in_(ready.scalar_subquery()))
        .values(
            state=NoticeState.SENDING,
            claim=mark,
            lease_until=now + LEASE,
            attempt=HookDeliveryRow.attempt + 1,
            ready_at=None,
        )
        .returning(HookDeliveryRow.id)
    ).all()
    rows = session.execute(
        select(HookDeliveryRow, HookRow)
        .join(HookRow, HookRow.id == HookDeliveryRow.hook_id)
        .where(HookDeliveryRow.id.in_(taken))
        .order_by(HookDeliveryRow.id)
    )
    return [ClaimedDelivery(row.id, mark, row.event, row.body, hooks.record(hook)) for row, hook in rows]


def release(session: Session, claimed: ClaimedDelivery, now: datetime) -> None:
    """Back to its place as if never taken: its hook rests, or we are told to stop."""
    session.execute(
        update(HookDeliveryRow)
        .where(HookDeliveryRow.id == claimed.id, HookDeliveryRow.claim == claimed.claim)
        .values(
            state=NoticeState.QUEUED,
            ready_at=now,
            claim=None,
            lease_until=None,
            attempt=HookDeliveryRow.attempt - 1,
        )
    )


def settle(
    session: Session,
    claimed: ClaimedDelivery,
    kind: OutcomeKind,
    *,
    now: datetime,
    code: str = "",
    reason: str = "",
    retry_after: float | None = None,
) -> bool:
    """Write down what came of it; False: no longer ours, and nothing is written."""
    acting(session, "settle_hook")
    query = select(HookDeliveryRow).where(
        HookDeliveryRow.id == claimed.id, HookDeliveryRow.claim == claimed.claim
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None or row.state != NoticeState.SENDING:
        return False
    row.code, row.reason, row.claim, row.lease_until = code or None, reason or None, None, None
    hook = session.scalars(select(HookRow).where(HookRow.id == row.hook_id).with_for_update()).one()
    if kind is OutcomeKind.ACCEPTED:
        row.state, row.sent_at = NoticeState.SENT.value, now
        hook.failures, hook.rests_until = 0, None
    elif code == GONE:
        row.state = NoticeState.FAILED.value
        session.flush()
        hooks.end(session, claimed.hook, now=now, by="dondoc")
    elif kind is OutcomeKind.NEVER:
        row.state = NoticeState.FAILED.value
    else:
        _try_later(row, hook, now, retry_after)
    session.flush()
    return True


def _try_later(row: HookDeliveryRow, hook: HookRow, now: datetime, retry_after: float | None) -> None:
    hook.failures += 1
    pause = PAUSES[min(hook.failures, len(PAUSES)) - 1]
    hook.rests_until = now + max(pause, timedelta(seconds=retry_after or 0))
    if row.attempt >= MOST_ATTEMPTS:
        row.state = NoticeState.FAILED.value
    else:
        row.state, row.ready_at = NoticeState.RETRY.value, hook.rests_until


def clear(session: Session, now: datetime) -> None:
    """Deliveries that are over and that nobody looks up any more go."""
    past = (HookDeliveryRow.at < now - KEPT, HookDeliveryRow.state.not_in(_OPEN))
    session.execute(delete(HookDeliveryRow).where(*past))


def _give_back(session: Session, now: datetime) -> None:
    session.execute(
        update(HookDeliveryRow)
        .where(HookDeliveryRow.lease_until < now, HookDeliveryRow.state == NoticeState.SENDING)
        .values(state=NoticeState.RETRY, ready_at=now, claim=None, lease_until=None)
    )


def _concerns(session: Session, event: HookEventRow, units: frozenset[str]) -> bool:
    if event.obligation_id is not None:
        return event.unit in units
    query = select(PlanRow.id).where(
        PlanRow.id == event.plan_id, or_(PlanRow.issuer.in_(units), PlanRow.root.in_(units))
    )
    if session.scalar(query) is not None:
        return True
    owing = select(ObligationRow.unit).where(ObligationRow.plan_id == event.plan_id).distinct()
    return any(unit in units for unit in session.scalars(owing))


def _body(session: Session, event: HookEventRow) -> dict[str, Any]:
    """Codes and numbers, never content: whoever may know more asks the API."""
    plan = session.scalar(select(PlanRow.code).where(PlanRow.id == event.plan_id))
    data: dict[str, Any] = {"plan": {"id": event.plan_id, "code": plan}}
    if event.obligation_id is not None:
        key = session.scalar(
            select(DutyRow.key)
            .join(ObligationRow, ObligationRow.duty_id == DutyRow.id)
            .where(ObligationRow.id == event.obligation_id)
        )
        data |= {"obligation": event.obligation_id, "duty": key, "unit": event.unit}
        if event.number is not None:
            data["report"] = event.number
    return {"type": EVENTS[event.act], "timestamp": event.at.isoformat(), "data": data}


def _row(hook_id: int, event: HookEventRow, name: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    about = f"obligation:{event.obligation_id}" if event.obligation_id else f"plan:{event.plan_id}"
    return {
        "hook_id": hook_id,
        "subject": about,
        "event": name,
        "body": body,
        "state": NoticeState.QUEUED.value,
        "at": now,
        "ready_at": now,
        "attempt": 0,
    }
