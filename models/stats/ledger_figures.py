"""A handful of numbers that tell how it goes: what waits and since when, who is late, who is at work.

Each is one question over a whole set, by index; what it costs follows what waits or is late, not the history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cascade.reports.obligation_states import UNDONE
from models.channels import presence, rates
from models.database import clock, stored_settings
from models.org.officers.office_sessions import IDLE, LASTS
from models.tables import NoticeRow, ObligationRow, OfficeSessionRow, PlanRow
from models.views.notice_views import ChannelState
from models.views.plan_views import PlanState

SWEPT = "memo:swept"
"""When a sweep last finished, by the machine's clock, and how many seconds it took."""


@dataclass(frozen=True, slots=True)
class Queued:
    """Notices of one channel that wait."""

    ready: int
    later: int
    """Not to be tried before an instant that is still to come."""
    since: datetime | None
    """When the first that is ready might have left."""


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """How it goes at one instant. Ages are for the reader: `now` is the ledger's clock, `machine` ours."""

    now: datetime
    machine: datetime
    queue: Mapping[str, Queued]
    in_hand: int
    lost: int
    """In hand with a lease that is over: whoever had them is gone."""
    channels: tuple[ChannelState, ...]
    rungs: int
    """Rungs of running plans that are due and not called."""
    rung_since: datetime | None
    late_units: Mapping[str, int]
    """Code of each running plan: how many units owe it something after its date."""
    sessions: int
    """Officers who are in."""
    processes: Mapping[str, int]
    """By role, how many have shown themselves lately."""
    hindered: int
    """Plans that something stands in the way of."""
    swept_at: datetime | None
    sweep_seconds: float | None


def figures(session: Session) -> LedgerFigures:
    """All of them."""
    now, channels = clock.now(session), rates.channels(session)
    in_hand, lost = _in_hand(session, now)
    rungs, since = _rungs(session, now)
    swept = stored_settings.get(session, SWEPT) or {}
    return LedgerFigures(
        now=now,
        machine=clock.machine(),
        queue=_queue(session, [one.name for one in channels], now),
        in_hand=in_hand,
        lost=lost,
        channels=tuple(channels),
        rungs=rungs,
        rung_since=since,
        late_units=_late_units(session, now),
        sessions=_sessions(session, now),
        processes=Counter(one.role for one in presence.at_work(session)),
        hindered=len({one["plan"] for one in stored_settings.under(session, stored_settings.HINDRANCE)}),
        swept_at=datetime.fromisoformat(swept["at"]) if swept else None,
        sweep_seconds=swept.get("seconds"),
    )


def _queue(session: Session, channels: Sequence[str], now: datetime) -> dict[str, Queued]:
    at = NoticeRow.ready_at
    ready = func.count().filter(at <= now)
    query = select(NoticeRow.channel, ready, func.count() - ready, func.min(at).filter(at <= now))
    found = session.execute(
        query.where(NoticeRow.channel.in_(channels), at.is_not(None)).group_by(NoticeRow.channel)
    )
    return {channel: Queued(many, later, since) for channel, many, later, since in found}


def _in_hand(session: Session, now: datetime) -> tuple[int, int]:
    until = NoticeRow.lease_until
    query = select(func.count(), func.count().filter(until < now)).where(until.is_not(None))
    held, lost = session.execute(query).one()
    return held, lost


def _rungs(session: Session, now: datetime) -> tuple[int, datetime | None]:
    row = ObligationRow
    running = select(PlanRow.id).where(PlanRow.state == PlanState.RUNNING.value)
    query = select(func.count(), func.min(row.next_at)).where(row.plan_id.in_(running), row.next_at <= now)
    many, since = session.execute(query).one()
    return many, since


def _late_units(session: Session, now: datetime) -> dict[str, int]:
    """By the plan's date and, beside them, by a date of their own: either has an index."""
    row = ObligationRow
    plans = session.execute(select(PlanRow.id, PlanRow.code).where(PlanRow.state == PlanState.RUNNING.value))
    codes: dict[int, str] = {number: code for number, code in plans}
    owed = select(row.plan_id, row.unit).where(row.plan_id.in_(codes), row.state.in_(UNDONE))
    late = owed.where(row.due_at < now, row.extended_until.is_(None)).union(
        owed.where(row.extended_until < now)
    )
    units = late.subquery()
    found = session.execute(select(units.c.plan_id, func.count()).group_by(units.c.plan_id))
    return dict.fromkeys(codes.values(), 0) | {codes[number]: many for number, many in found}


def _sessions(session: Session, now: datetime) -> int:
    row = OfficeSessionRow
    still = (row.at > now - LASTS, row.seen_at > now - IDLE, row.ended_at.is_(None))
    return session.scalar(select(func.count()).where(*still)) or 0
