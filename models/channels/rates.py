"""How fast and how much each channel may send: rows that all workers share."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from models.database import audit, remembered, sql
from models.tables import ChannelRow, base
from models.views.notice_views import ChannelState

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long a stopped channel rests before one notice tries whether it works again; the last one repeats."""

_FRESH = {"burst": 1, "tokens": 1.0, "stops": 0}


def know(session: Session, channels: set[str]) -> None:
    """Have a row for each channel that is written to."""
    there: set[str] = remembered.once(session, "channels", set)
    rows = [{"name": name, **_FRESH} for name in sorted(channels - {""} - there)]
    there |= channels
    if rows:
        session.execute(sql.insert(session, ChannelRow).on_conflict_do_nothing(), rows)


def configure(
    session: Session,
    channel: str,
    *,
    rate: float | None = None,
    burst: int = 1,
    quota: int | None = None,
    resets_at: datetime | None = None,
) -> None:
    """Messages a second with a burst, and how many are left until the quota is renewed. None: no limit."""
    know(session, {channel})
    session.execute(
        update(ChannelRow)
        .where(ChannelRow.name == channel)
        .values(
            rate=rate,
            burst=burst,
            tokens=float(burst),
            refilled_at=None,
            quota_left=quota,
            quota_resets_at=resets_at,
        )
    )


def quota(session: Session, channel: str, left: int, resets_at: datetime | None) -> None:
    """What the service itself says is left."""
    know(session, {channel})
    session.execute(
        update(ChannelRow)
        .where(ChannelRow.name == channel)
        .values(quota_left=left, quota_resets_at=resets_at)
    )


def channels(session: Session) -> list[ChannelState]:
    """Every channel as it stands."""
    return [_state(row) for row in session.scalars(select(ChannelRow).order_by(ChannelRow.name))]


def names(session: Session) -> list[str]:
    """Every channel that has been written to."""
    return list(session.scalars(select(ChannelRow.name)))


def allowance(session: Session, channel: str, now: datetime, wanted: int) -> int:
    """How many may leave now. Of a stopped channel one, to try it, once its pause is over."""
    free = select(ChannelRow.name).where(ChannelRow.name == channel, *_unlimited())
    if session.scalar(free) is not None:
        return wanted
    row = _hold(session, channel)
    if row.stopped_until is not None:
        return min(1, wanted) if row.stopped_until <= now else 0
    left = wanted
    if row.rate is not None:
        left = min(left, int(_tokens(row, now)))
    if row.quota_left is not None and (row.quota_resets_at is None or now < row.quota_resets_at):
        left = min(left, row.quota_left)
    return max(left, 0)


def spend(session: Session, channel: str, count: int, now: datetime) -> None:
    """Take from the bucket and the quota what has just been claimed."""
    free = select(ChannelRow.name).where(ChannelRow.name == channel, *_unlimited())
    if not count or session.scalar(free) is not None:
        return
    row = _hold(session, channel)
    if row.rate is not None:
        row.tokens = _tokens(row, now) - count
        row.refilled_at = now
    if row.quota_left is not None:
        over = row.quota_resets_at is not None and now >= row.quota_resets_at
        row.quota_left = None if over else row.quota_left - count
    if row.stopped_until is not None:
        row.stopped_until = now + PAUSES[0]  # one tries; the others wait until it is known what came of it
    session.flush()


def give_back(session: Session, channel: str, count: int) -> None:
    """What was claimed and has not left takes nothing from the bucket and the quota."""
    session.execute(
        update(ChannelRow)
        .where(ChannelRow.name == channel)
        .where(or_(ChannelRow.rate.is_not(None), ChannelRow.quota_left.is_not(None)))
        .values(tokens=ChannelRow.tokens + count, quota_left=ChannelRow.quota_left + count)
    )


def stop(session: Session, channel: str, why: str, now: datetime) -> bool:
    """Our own fault, or theirs for everybody: nothing leaves for a while. Whether this is news."""
    row = _hold(session, channel)
    news = row.stopped_why is None
    pause = PAUSES[min(row.stops, len(PAUSES) - 1)]
    row.stops += 1
    row.stopped_why, row.stopped_until = why, now + pause
    row.stopped_at = row.stopped_at or now
    session.flush()
    return news


def pause(session: Session, channel: str, why: str, until: datetime, now: datetime) -> None:
    """They ask everybody to wait (quota, rate): nothing leaves until then, and nobody need be woken."""
    row = _hold(session, channel)
    row.stopped_why, row.stopped_until = why, max(until, now)
    row.stopped_at = row.stopped_at or now
    session.flush()


_TABLE = base.table(ChannelRow)


def has_stopped(channel: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a notice's channel stands still, for a statement that has to know it anyway."""
    return exists().where(_TABLE.c.name == channel, _TABLE.c.stopped_at.is_not(None)).label("stopped")


def works(session: Session, channel: str) -> bool:
    """Something got through. Whether the channel had been stopped."""
    done = session.execute(
        update(ChannelRow)
        .where(ChannelRow.name == channel, ChannelRow.stopped_at.is_not(None))
        .values(stopped_why=None, stopped_at=None, stopped_until=None, stops=0)
        .returning(ChannelRow.name)
    )
    return done.first() is not None


def resume(session: Session, channel: str, now: datetime, by: str) -> None:
    """Somebody mended it: start again at once."""
    works(session, channel)
    audit.log(session, by, "resume_channel", now=now, channel=channel)


def _unlimited() -> tuple[ColumnElement[bool], ...]:
    """Nothing to count: several workers then need not wait for each other at this row."""
    return ChannelRow.rate.is_(None), ChannelRow.quota_left.is_(None), ChannelRow.stopped_until.is_(None)


def _hold(session: Session, channel: str) -> ChannelRow:
    know(session, {channel})
    query = select(ChannelRow).where(ChannelRow.name == channel).with_for_update()
    return session.scalars(query).one()


def _tokens(row: ChannelRow, now: datetime) -> float:
    """What has dripped into the bucket by now; a clock that goes back takes nothing away."""
    if row.refilled_at is None:
        return float(row.burst)
    waited = max((now - row.refilled_at).total_seconds(), 0.0)
    return min(row.tokens + waited * (row.rate or 0.0), float(row.burst))


def _state(row: ChannelRow) -> ChannelState:
    return ChannelState(
        name=row.name,
        rate=row.rate,
        burst=row.burst,
        quota_left=row.quota_left,
        quota_resets_at=row.quota_resets_at,
        stopped_why=row.stopped_why,
        stopped_until=row.stopped_until,
        stopped_at=row.stopped_at,
    )
